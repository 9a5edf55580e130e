"""Bytes of any kind to documents: what they are is sniffed, containers are opened, each member on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from suanli.errors import MissingExtra, Unreadable
from suanli.reading.assembling import Given, Source, assemble, merged
from suanli.reading.decoding import Decoded, decode
from suanli.reading.drafting import Change, Draft
from suanli.reading.expanding import Budget
from suanli.reading.frontmatter import FrontMatter, front_matter
from suanli.reading.harvesting import Found
from suanli.reading.limits import MAX_NESTING
from suanli.reading.sniffing import CONTAINERS, sniff
from suanli.terms import Document, Failure

__all__ = ["Input", "opened"]

MARKDOWN = re.compile(
    r"^#{1,6}[ \t]+|^[ \t]{0,3}(?:[*+-]|>)[ \t]+|^[ \t]{0,3}(?:```|~~~)[^\n]{0,60}$|^[ \t]{0,3}(?:[-*_][ \t]?){3,}$"
    r"|!\[[^\]\n]{0,300}\]\([^)\n]{0,1000}\)|\]\([^)\]\s]{1,1000}(?:\s\"[^\"\n]{0,200}\")?\)|(?<!\\)\[(?=[^\]\n]{1,300}\]\()"
    r"|(?<![\w*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\w*])|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)|`",
    re.MULTILINE,
)


class Input(NamedTuple):
    """Bytes to open, and what is known of them. `label` is a charset that a header gave."""

    data: bytes
    name: str
    where: str
    path: str = ""
    member: str = ""
    url: str = ""
    label: str = ""
    published: Given = None
    known: Found = Found()


def opened(given: Input, budget: Budget | None = None, nesting: int = 0) -> Iterator[Document | Failure]:
    """Every document in the bytes; a container's bad members are failures, a bad input raises."""
    kind = sniff(given.data, given.member or given.path or given.name)
    if kind.startswith("!"):
        raise Unreadable(f"{given.where}: {kind[1:]}, not text; leave it out")
    if kind not in CONTAINERS and kind != "office":
        yield assemble(_single(given, kind))
        return
    if nesting >= MAX_NESTING:
        raise Unreadable(f"{given.where}: archives nested {nesting + 1} deep; unpack it first")
    budget = budget or Budget()
    if kind == "feed":
        yield from _each(_feed(given), given)
    elif kind == "mbox":
        yield from _each(_mailbox(given), given)
    elif kind == "warc" or (kind == "gzip" and _holds_warc(given.data)):
        yield from _web(given, budget)
    else:
        yield from _archive(given, kind, budget, nesting)


def _holds_warc(data: bytes) -> bool:
    from suanli.reading.warcs import is_warc

    return is_warc(data)


def _single(given: Input, kind: str) -> Source:
    """The source of a kind that holds one document."""
    if kind == "html":
        return _page(given)
    if kind == "pdf":
        return _pdf(given)
    if kind == "mail":
        return _mail(given)
    decoded = decode(given.data, label=given.label, where=given.where)
    source = _source(given, decoded, "text/plain")
    if kind == "xml":
        return _xml(source)
    above = front_matter(decoded.text)
    return _markdown(source, above) if kind == "markdown" or above else source


def _markdown(source: Source, above: FrontMatter | None) -> Source:
    """Markdown without its marks; what the fields above it say is known of it."""
    draft = Draft(source.decoded.text)
    if above:
        draft.apply(above.changes)
        source = source._replace(known=merged(source.known, above.known), url=source.url or above.url)
    draft.apply(Change(m.start(), m.end(), "", "markup") for m in MARKDOWN.finditer(draft.text))
    return source._replace(draft=draft, media_type="text/markdown")


def _source(given: Input, decoded: Decoded, media_type: str) -> Source:
    return Source(
        given.data, decoded, given.name, given.where, given.path, given.member, given.url, media_type,
        given.known, given.published,
    )  # fmt: skip


def _page(given: Input) -> Source:
    from suanli.reading.pages import source_of_markup

    decoded = decode(given.data, label=given.label, where=given.where)
    source = source_of_markup(_source(given, decoded, "text/html"))
    return source._replace(known=merged(given.known, source.known))


def _xml(source: Source) -> Source:
    """XML that is no feed: its text, without entities or DTD."""
    from suanli.reading.feeds import refuse_entities
    from suanli.reading.markup import marked

    refuse_entities(source.decoded.text, source.where)
    return source._replace(draft=marked(source.decoded.text).draft, media_type="application/xml")


def _pdf(given: Input) -> Source:
    """A PDF's text layer; `original` is that layer, since a PDF has no characters of its own."""
    from suanli.reading.pdfs import text_layer

    text, said = text_layer(given.data, where=given.where)
    decoded = Decoded(text, "utf-8", 1.0, ((0, 0),), ())
    known = Found(title=said.get("Title", "")[:300], author=said.get("Author", "")[:80])
    return _source(given._replace(known=known), decoded, "application/pdf")


def _mail(given: Input) -> Source:
    """A message's richest text part; `original` is that part, decoded from its transfer encoding."""
    from suanli.reading.mail import message

    found = message(given.data, where=given.where)
    known = _known(found.title, found.author, "", found.date, "message")
    inner = given._replace(label=found.label, known=known)
    if found.html:
        return _page(inner._replace(data=found.body))._replace(data=given.data, media_type="message/rfc822")
    decoded = decode(found.body, label=found.label, where=given.where)
    return _source(inner, decoded, "message/rfc822")


def _known(title: str, author: str, outlet: str, date: str, how: str) -> Found:
    from suanli.reading.dating import as_period

    try:
        when = as_period(date) if date else None
    except LookupError:
        when = None
    return Found(title, author, outlet, when, how if when else "")


def _each(inputs: Iterator[Input | Failure], given: Input) -> Iterator[Document | Failure]:
    """Members that are single documents, each read; one that cannot be is a failure."""
    for one in inputs:
        if isinstance(one, Failure):
            yield one
            continue
        try:
            yield from opened(one._replace(published=given.published), nesting=MAX_NESTING - 1)
        except (Unreadable, MissingExtra) as error:
            yield failure(error)


def failure(error: Exception) -> Failure:
    """An error's line as a record."""
    where, _, rest = str(error).partition(": ")
    reason, _, hint = rest.partition("; ")
    return Failure(where=where, reason=reason or str(error), hint=hint)


def _feed(given: Input) -> Iterator[Input | Failure]:
    """A feed's items; `original` of each is its own HTML, since a feed escapes it."""
    from suanli.reading.feeds import items

    decoded = decode(given.data, label=given.label, where=given.where)
    for number, item in enumerate(items(decoded.text, where=given.where), 1):
        if isinstance(item, Failure):
            yield item
            continue
        known = _known(item.title, item.author, item.outlet, item.date, "feed")
        body = item.body if "<" in item.body else f"<p>{item.body}</p>"
        member = item.url or str(number)
        yield Input(
            body.encode("utf-8", "replace"), f"{given.name}:{number}", f"{given.where}!{number}", given.path, member,
            item.url, "utf-8", None, known,
        )  # fmt: skip


def _mailbox(given: Input) -> Iterator[Input | Failure]:
    from suanli.reading.mail import messages

    for number, data in enumerate(messages(given.data, where=given.where), 1):
        yield Input(data, f"{given.name}:{number}", f"{given.where}!{number}", given.path, str(number))


def _web(given: Input, budget: Budget) -> Iterator[Document | Failure]:
    """The pages of a web archive; the day of capture is noted, never taken for the day of publication."""
    from suanli.reading.warcs import captures

    for number, found in enumerate(captures(given.data, where=given.where, budget=budget), 1):
        if isinstance(found, Failure):
            yield found
            continue
        place = f"{given.where}@{found.offset}"
        one = Input(
            found.body, f"{given.name}:{number}", place, given.path, f"@{found.offset}", found.url, found.label,
            given.published,
        )  # fmt: skip
        try:
            yield from opened(one, budget, MAX_NESTING - 1)
        except (Unreadable, MissingExtra) as error:
            yield failure(error)


def _archive(given: Input, kind: str, budget: Budget, nesting: int) -> Iterator[Document | Failure]:
    """The members of an archive, archives among them opened in turn."""
    from suanli.reading.archives import members
    from suanli.reading.office import text_of

    office = text_of(given.data, where=given.where, budget=budget) if kind == "zip" else None
    if office is not None:
        said = office.said
        date = said.get("date", "")[:10]
        known = _known(
            said.get("title", "")[:300], said.get("creator", "")[:80], said.get("publisher", "")[:80], date, "book"
        )
        given = given._replace(known=merged(given.known, known))
        yield assemble(_source(given, office.decoded, office.media_type)._replace(draft=office.draft))
        return
    for found in members(given.data, kind, where=given.where, budget=budget):
        if isinstance(found, Failure):
            yield found
            continue
        try:
            yield from opened(_member(given, *found), budget, nesting + 1)
        except (Unreadable, MissingExtra) as error:
            yield failure(error)


def _member(given: Input, name: str, data: bytes) -> Input:
    """A member as an input; a compressed file's one content keeps the name of the file."""
    if not name:
        return given._replace(data=data, name=given.name.rpartition(".")[0] or given.name)
    own = given.name.removesuffix(".tar")
    return given._replace(
        data=data, name=f"{own}:{PurePosixPath(name).stem}", where=f"{given.where}!{name}", member=name, label=""
    )
