"""Files to documents: `read` for one text in one file, `documents` for whatever a path holds."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from suanli.errors import SuanliError, Unreadable
from suanli.reading.dating import as_period, stamp
from suanli.reading.decoding import Decoded, decode
from suanli.reading.drafting import Draft
from suanli.reading.harvesting import Found, harvest, via
from suanli.reading.languages import document_language
from suanli.reading.lines import classified
from suanli.reading.periods import find_periods
from suanli.reading.rejoining import rejoin
from suanli.reading.repairing import repair
from suanli.reading.sentences import split
from suanli.reading.trimming import trim
from suanli.reading.wording import page_words
from suanli.terms import Document, Failure, Period

__all__ = ["documents", "read"]

MAX_BYTES = 64 << 20


def read(path: str | Path, *, published: str | dt.date | Period | None = None) -> Document:
    """The document in a file: clean text, language, dates, repairs, and a map to the original characters.

    `published` overrides the date found in the text (ISO day, month or year). `Unreadable` if no text is had.
    """
    place = Path(path)
    try:
        size = place.stat().st_size
        if size > MAX_BYTES:
            msg = f"{place}: {size:,} bytes; the limit is {MAX_BYTES:,}: split the file"
            raise Unreadable(msg)
        data = place.read_bytes()
    except OSError as error:
        raise Unreadable(f"{place}: {error.strerror}; check the path") from None
    return from_bytes(data, name=place.stem, path=str(place), published=published)


def from_bytes(
    data: bytes, *, name: str, path: str = "", published: str | dt.date | Period | None = None
) -> Document:
    """The document that text bytes hold."""
    decoded = decode(data, where=path or name)
    draft = Draft(decoded.text)
    return _finished(data, decoded, draft, name, path, published)


def _finished(
    data: bytes, decoded: Decoded, draft: Draft, name: str, path: str, published: str | dt.date | Period | None
) -> Document:
    """Stamp, repair, harvest, trim, rejoin, split, date: a decoded text made a document."""
    stamped = stamp(draft)
    repair(draft, decoded.spoiled)
    if not any(c.isalnum() for c in draft.text):
        raise Unreadable(f"{path or name}: no text; leave the file out")
    language = document_language(draft.text)
    found = classified(draft.text, page_words(language))
    said = harvest(draft.text, found, language)
    trim(draft, found)
    rejoin(draft)
    when, how = _published(published, stamped, said)
    sentences = split(draft.text, language)
    return Document(
        id=name,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        original=decoded.text,
        text=draft.text,
        language=language,
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        path=path,
        title=said.title,
        author=said.author,
        outlet=said.outlet,
        via=via(draft.text, sentences, language),
        published=when,
        published_from=how,
        anchors=draft.anchors(),
        runs=draft.runs(),
        byte_anchors=decoded.byte_anchors,
        edits=tuple(draft.edits),
        dropped=tuple(draft.dropped),
        sentences=sentences,
        periods=find_periods(draft.text, language=language, published=when, sentences=sentences),
        notes=_notes(decoded, draft),
    )


def _published(
    given: str | dt.date | Period | None, stamped: Period | None, said: Found
) -> tuple[Period | None, str]:
    """The publication date and how it is known: given, byline, then the crawl stamp."""
    if given:
        return as_period(given), "given"
    if said.published:
        return said.published, said.published_from
    return (stamped, "stamp") if stamped else (None, "")


def _notes(decoded: Decoded, draft: Draft) -> tuple[str, ...]:
    counts = {k: n for k, n in sorted(draft.kinds.items()) if k not in {"layout", "markup"}}
    return (*decoded.notes, *(f"{kind}: {count}" for kind, count in counts.items()))


def documents(*paths: str | Path, published: str | dt.date | None = None) -> Iterator[Document | Failure]:
    """Every document under the paths, and a `Failure` for each input that cannot be read."""
    for path in paths:
        try:
            yield read(path, published=published)
        except SuanliError as error:
            where, _, reason = str(error).partition(": ")
            yield Failure(where=where, reason=reason)
