"""A decoded source made a document: repaired, harvested, trimmed, rejoined, split, dated."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import NamedTuple

from suanli.errors import Unreadable
from suanli.reading import lines as kinds
from suanli.reading.dating import as_period, stamp
from suanli.reading.decoding import Decoded
from suanli.reading.drafting import Draft
from suanli.reading.harvesting import Found, harvest, via
from suanli.reading.languages import document_language
from suanli.reading.limits import MAX_CHARACTERS
from suanli.reading.lines import Line, classified
from suanli.reading.periods import find_periods
from suanli.reading.rejoining import rejoin
from suanli.reading.repairing import repair
from suanli.reading.sentences import split
from suanli.reading.trimming import trim
from suanli.reading.wording import page_words
from suanli.terms import Document, Period

__all__ = ["Given", "Source", "assemble", "merged"]

Given = str | dt.date | Period | None


class Source(NamedTuple):
    """Bytes with all that is known of them before the text is read.

    `outside` are (start, end) of original stretches that a page marks as boxes beside the article, `linked` of
    lines that are links, `article` of what an extractor kept. All empty: only the lines themselves tell.
    """

    data: bytes
    decoded: Decoded
    name: str
    where: str
    path: str = ""
    member: str = ""
    url: str = ""
    media_type: str = "text/plain"
    known: Found = Found()
    published: Given = None
    draft: Draft | None = None
    outside: tuple[tuple[int, int], ...] = ()
    linked: tuple[tuple[int, int], ...] = ()
    article: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


def assemble(source: Source) -> Document:
    """The document of a source; `Unreadable` where there is no text."""
    draft = source.draft or Draft(source.decoded.text)
    stamped = stamp(draft)
    repair(draft, source.decoded.spoiled)
    if len(draft.text) > MAX_CHARACTERS:
        msg = f"{source.where}: {len(draft.text):,} characters; the limit is {MAX_CHARACTERS:,}: split it"
        raise Unreadable(msg)
    if not any(c.isalnum() for c in draft.text):
        raise Unreadable(f"{source.where}: no text; leave it out")
    language = document_language(draft.text)
    found = classified(draft.text, page_words(language))
    if source.article or source.outside or source.linked:
        found = _advised(draft, found, source)
    said = merged(source.known, harvest(draft.text, found, language))
    trim(draft, found)
    rejoin(draft)
    when, how = _published(source.published, stamped, said)
    return _document(source, draft, language, said, when, how)


def _document(source: Source, draft: Draft, language: str, said: Found, when: Period | None, how: str) -> Document:
    sentences = split(draft.text, language)
    return Document(
        id=source.name,
        name=source.name,
        sha256=hashlib.sha256(source.data).hexdigest(),
        original=source.decoded.text,
        text=draft.text,
        language=language,
        encoding=source.decoded.encoding,
        confidence=source.decoded.confidence,
        media_type=source.media_type,
        path=source.path,
        member=source.member,
        url=source.url,
        title=said.title,
        author=said.author,
        outlet=said.outlet,
        via=via(draft.text, sentences, language),
        published=when,
        published_from=how,
        anchors=draft.anchors(),
        runs=draft.runs(),
        byte_anchors=source.decoded.byte_anchors,
        edits=tuple(draft.edits),
        dropped=tuple(draft.dropped),
        sentences=sentences,
        periods=find_periods(draft.text, language=language, published=when, sentences=sentences),
        notes=_notes(source, draft),
    )


def _advised(draft: Draft, found: list[Line], source: Source) -> list[Line]:
    """Lines with their kinds mended by what the page's structure says of the places they came from."""
    advised = []
    for line in found:
        first, last = draft.origin(line.start, line.end)
        size = max(last - first, 1)
        kind = line.kind
        kept = _share(source.article, first, last) if source.article else 0
        if kind not in {kinds.PROSE, kinds.HEADING}:
            pass
        elif _share(source.linked, first, last) > 0.6 * size or (
            kept < 0.3 * size and _share(source.outside, first, last) > 0.5 * size
        ):
            kind = kinds.LIST
        elif source.article and kept < 0.3 * size and (kind == kinds.PROSE or not line.digits):
            kind = kinds.DOUBTFUL
        advised.append(line._replace(kind=kind))
    return advised


def _share(spans: tuple[tuple[int, int], ...], first: int, last: int) -> int:
    """How many original characters of `first` to `last` lie in the (sorted, disjoint) spans."""
    from bisect import bisect_right

    at = max(bisect_right(spans, (first, 1 << 62)) - 1, 0)
    total = 0
    while at < len(spans) and spans[at][0] < last:
        total += max(0, min(last, spans[at][1]) - max(first, spans[at][0]))
        at += 1
    return total


def merged(known: Found, read: Found) -> Found:
    """What the format says of the document, and where it is silent what the text says.

    The day on which somebody saved it counts only where neither says more.
    """
    dated = read if read.published and known.published_from in {"", "stamp"} else known
    return Found(
        title=known.title or read.title,
        author=known.author or read.author,
        outlet=known.outlet or read.outlet,
        published=dated.published,
        published_from=dated.published_from,
    )


def _published(given: Given, stamped: Period | None, said: Found) -> tuple[Period | None, str]:
    """The publication date and how it is known: given, the page's own words, then the crawl stamp."""
    if given:
        return as_period(given), "given"
    if said.published:
        return said.published, said.published_from
    return (stamped, "stamp") if stamped else (None, "")


def _notes(source: Source, draft: Draft) -> tuple[str, ...]:
    counts = {k: n for k, n in sorted(draft.kinds.items()) if k not in {"layout", "markup"}}
    return (*source.decoded.notes, *source.notes, *(f"{kind}: {count}" for kind, count in counts.items()))
