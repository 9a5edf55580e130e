"""Front matter: the fields that clippers and site generators write above a text.

YAML between ``---`` or TOML between ``+++``.
Read line by line and not by a YAML parser: a title with a colon in it is no valid YAML and still a title, no tag or
alias is ever followed, and every character of what is kept knows its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from suanli.errors import Unknown
from suanli.reading.dating import as_period
from suanli.reading.drafting import Change
from suanli.reading.harvesting import Found
from suanli.reading.languages import document_language
from suanli.reading.periods import find_periods
from suanli.reading.wording import known_outlet
from suanli.terms import Period

__all__ = ["FrontMatter", "front_matter"]

LONGEST = 20_000
OPENS = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(?=[ \t\r\n]*[A-Za-z_\"][\w \"-]{0,40}?[ \t]*[:=])")
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
FIELD = re.compile(r"\"?([A-Za-z_][\w .-]{0,40}?)\"?[ \t]*[:=](?:[ \t]+|(?=[\r\n\"'\[]|\Z))")
BLOCK = re.compile(r"[|>][-+]?\d?[ \t]*\Z")
ITEM = re.compile(r"[ \t]{0,40}-[ \t]")
LINKED = re.compile(r"\[\[(?:[^\]|\[]{0,200}\|)?|\]\]")  # as Obsidian writes names
ADDRESS = re.compile(r"https?://[^\s\"'<>\])]{4,800}")
DAY = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?")
TITLE = ("title", "headline")
LEAD = ("description", "subtitle", "summary", "excerpt", "abstract", "standfirst")
AUTHOR = ("author", "authors", "byline", "creator")
OUTLET = ("publisher", "outlet", "publication", "site", "sitename", "website", "source")
URL = ("url", "source", "sourceurl", "link", "canonical", "canonicalurl", "original")
PUBLISHED = ("published", "date", "datepublished", "publishdate", "publisheddate", "publishedat", "pubdate")
SAVED = ("created", "clipped", "saved", "datesaved", "retrieved", "accessed")  # not before it was published

Part = tuple[int, int]


class FrontMatter(NamedTuple):
    """What the fields say, the address they name, and what makes a text of the file.

    The fields go; title and lead stay where the text below does not have them.
    """

    known: Found
    url: str
    changes: tuple[Change, ...]


def front_matter(text: str) -> FrontMatter | None:
    """The front matter that a text begins with; None where it does not, or where a line of it is no field."""
    opens = OPENS.match(text)
    if not opens:
        return None
    read = _fields(text, opens.end(), opens.group(1))
    if not read:
        return None
    fields, end = read
    said = {name: _told(text, parts) for name, parts in fields.items() if parts}
    body = text[end:]
    kept = [p for p in (_first(fields, TITLE), _first(fields, LEAD)) if p]
    kept = [p for p in kept if _wanted(text, p, body, is_title=p is _first(fields, TITLE))]
    found, url = _known(said, text)
    return FrontMatter(found, url, tuple(_changes(text, sorted(kept), end)))


def _fields(text: str, at: int, fence: str) -> tuple[dict[str, list[Part]], int] | None:
    """The places of each field's words, by its name in small letters, and where the text below begins."""
    fields: dict[str, list[Part]] = {}
    parts: list[Part] | None = None
    while at < min(len(text), LONGEST):
        line = LINE.match(text, at)
        assert line
        start, at = at, line.end()
        body = line.group().rstrip()
        if body == fence or (body == "..." and fence == "---"):
            return (fields, at) if fields else None
        if not body or body.startswith("#"):
            continue
        field = FIELD.match(text, start, start + len(body))
        if field:
            parts = fields.setdefault(re.sub(r"[\W_]", "", field.group(1).lower()), [])
            start = field.end()
        elif parts is None or not (body[0] in " \t-]}" or fence == "+++"):
            return None
        if item := ITEM.match(text, start):
            start = item.end()
        part = _trimmed(text, start, line.start() + len(body))
        if part and not BLOCK.match(text[part[0] : part[1]]):
            parts.append(part)
    return None


def _trimmed(text: str, start: int, end: int) -> Part | None:
    """A stretch without the spaces around it; None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None


def _unquoted(text: str, parts: list[Part]) -> list[Part]:
    """The parts of one value without the quotation marks around them all."""
    first, last = parts[0][0], parts[-1][1]
    if text[first] not in "\"'" or text[last - 1] != text[first] or last - first < 2:
        return parts
    bare = [*parts[:-1], (parts[-1][0], last - 1)]
    bare[0] = (first + 1, bare[0][1])
    return [p for p in bare if p[1] > p[0]]


def _told(text: str, parts: list[Part]) -> str:
    """A field's value on one line, as written; of a list its members with commas."""
    value = " ".join(text[a:b] for a, b in _unquoted(text, parts))
    return LINKED.sub("", value)


def _first(fields: dict[str, list[Part]], names: tuple[str, ...]) -> list[Part] | None:
    return next((fields[n] for n in names if fields.get(n)), None)


def _wanted(text: str, parts: list[Part], body: str, *, is_title: bool) -> bool:
    """A title that the text below does not open with; a lead that says more than the text below."""
    words = _told(text, parts)
    if is_title:
        return _plain(words) not in _plain(body[: 600 + len(words)])
    return len(words) > len(body.strip())


def _plain(words: str) -> str:
    return "".join(c for c in words.lower() if c.isalnum())


def _changes(text: str, kept: list[list[Part]], end: int) -> Iterable[Change]:
    """All up to `end` goes but what is kept: a paragraph each, its lines joined."""
    at, gap = 0, ""
    for parts in kept:
        for start, stop in _unquoted(text, parts):
            yield Change(at, start, gap, "markup")
            at, gap = stop, " "
        gap = "\n\n"
    yield Change(at, end, gap, "markup")


def _known(said: dict[str, str], text: str) -> tuple[Found, str]:
    """Title, author, outlet and day as the fields tell them, and the address of the page."""
    addresses = [m.group() for n in URL if (m := ADDRESS.search(said.get(n, "")))]
    url = next(iter(addresses), "")
    named = next((said[n] for n in OUTLET if said.get(n) and not ADDRESS.search(said[n])), "")
    outlet = known_outlet(named) or named[:80] or known_outlet(url.partition("//")[2].partition("/")[0])
    author = next((said[n] for n in AUTHOR if said.get(n)), "").strip("[]").replace('"', "")
    when, how = _when(said, text, PUBLISHED), "front matter"
    if when is None:
        when, how = _when(said, text, SAVED), "stamp"
    title = next((said[n] for n in TITLE if said.get(n)), "")
    return Found(title[:300], author[:80], outlet, when, how if when else ""), url


def _when(said: dict[str, str], text: str, names: tuple[str, ...]) -> Period | None:
    """The first of some fields that holds a day, month or year."""
    for value in (said[n][:80] for n in names if said.get(n)):
        iso = DAY.match(value)
        try:
            return as_period(iso.group() if iso else value)
        except Unknown:
            found = find_periods(value, language=document_language(text))
            for period in found:
                if period.since and not period.inferred and period.precision in {"day", "month", "year"}:
                    return period
    return None
