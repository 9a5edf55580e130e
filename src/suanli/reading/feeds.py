"""Items of RSS and Atom feeds. No XML parser: no entities to expand, nothing to fetch, nothing to recurse."""

from __future__ import annotations

import email.utils
import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from suanli.errors import Unreadable
from suanli.reading.limits import MAX_MEMBERS
from suanli.terms import Failure

__all__ = ["Item", "items", "refuse_entities"]

ITEM = re.compile(r"<(?:[a-z]{1,10}:)?(item|entry)(?=[\s>])", re.IGNORECASE)
ENTITIES = re.compile(r"<!ENTITY|<!DOCTYPE[^>]{0,500}\[|<!DOCTYPE\s[^>]{0,300}(?:SYSTEM|PUBLIC)\s", re.IGNORECASE)
CDATA = re.compile(r"\A\s*<!\[CDATA\[(.*?)\]\]>\s*\Z", re.DOTALL)
LINK = re.compile(r"<link\s[^>]{0,600}?href=[\"']([^\"']{1,800})", re.IGNORECASE)
HEAD = 100_000
BODIES = ("content:encoded", "content", "description", "summary")
DATES = ("pubdate", "published", "dc:date", "updated")


class Item(NamedTuple):
    """One item: its HTML body as the feed gives it, and what the feed says of it."""

    title: str
    url: str
    author: str
    date: str
    outlet: str
    body: str


def refuse_entities(text: str, where: str) -> None:
    """`Unreadable` for XML that declares entities or an outside DTD: they are never needed, often attacks."""
    found = ENTITIES.search(text[:HEAD])
    if found and "xhtml" not in text[found.start() : found.end() + 200].lower():
        raise Unreadable(f"{where}: XML with entity declarations or an outside DTD; refused, remove the DOCTYPE")


def items(text: str, *, where: str) -> Iterator[Item | Failure]:
    """The items of a feed, in order."""
    refuse_entities(text, where)
    starts = [(m.start(), m.group(1).lower()) for m in ITEM.finditer(text)]
    if len(starts) > MAX_MEMBERS:
        raise Unreadable(f"{where}: {len(starts):,} items; the limit is {MAX_MEMBERS:,}: split it")
    if not starts:
        raise Unreadable(f"{where}: a feed without items; leave it out")
    outlet = _element(text[: starts[0][0]], "title")
    for number, (start, _) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        piece = text[start:end]
        body = next((b for name in BODIES if (b := _element(piece, name, plain=False))), "")
        if not body.strip():
            yield Failure(where=f"{where}!{number + 1}", reason="an item without text")
            continue
        author = _element(piece, "dc:creator") or _element(piece, "name") or _element(piece, "author")
        yield Item(_element(piece, "title"), _link(piece), author, _date(piece), outlet, body)


def _element(piece: str, name: str, *, plain: bool = True) -> str:
    """The content of the first element of a name; as plain text, or as the HTML that it carries."""
    begin = re.search(rf"<{re.escape(name)}(?:\s[^>]{{0,300}})?>", piece, re.IGNORECASE)
    if not begin:
        return ""
    end = piece.lower().find(f"</{name}>", begin.end())
    inner = piece[begin.end() : end if end >= 0 else len(piece)]
    cdata = CDATA.match(inner)
    text = cdata.group(1) if cdata else html.unescape(inner)
    return html.unescape(re.sub(r"<[^>]{0,300}>", "", text)).strip() if plain else text


def _link(piece: str) -> str:
    found = LINK.search(piece)
    return found.group(1) if found else _element(piece, "link") or _element(piece, "guid") or _element(piece, "id")


def _date(piece: str) -> str:
    """An item's day, ISO; empty where it has none that can be read."""
    for name in DATES:
        said = _element(piece, name)
        if re.match(r"\d{4}-\d{2}-\d{2}", said):
            return said[:10]
        try:
            return email.utils.parsedate_to_datetime(said).date().isoformat() if said else ""
        except (ValueError, TypeError):
            continue
    return ""
