"""Files to documents: `read` for one text in one file, `documents` for whatever a path holds."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from suanli.errors import SuanliError, Unreadable
from suanli.reading.decoding import Decoded, decode
from suanli.reading.dating import as_period, stamp
from suanli.reading.drafting import Draft
from suanli.reading.languages import document_language
from suanli.reading.periods import find_periods
from suanli.reading.repairing import repair
from suanli.reading.sentences import split
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
    found = stamp(draft)
    repair(draft)
    if not draft.text.strip():
        raise Unreadable(f"{path or name}: no text; leave the file out")
    language = document_language(draft.text)
    period = as_period(published) if published else found
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
        published=period,
        published_from="given" if published else ("stamp" if found else ""),
        anchors=draft.anchors(),
        runs=draft.runs(),
        byte_anchors=decoded.byte_anchors,
        edits=tuple(draft.edits),
        dropped=tuple(draft.dropped),
        sentences=sentences,
        periods=find_periods(draft.text, language=language, published=period, sentences=sentences),
        notes=_notes(decoded, draft),
    )


def _notes(decoded: Decoded, draft: Draft) -> tuple[str, ...]:
    return (*decoded.notes, *(f"{kind}: {count}" for kind, count in sorted(draft.kinds.items())))


def documents(*paths: str | Path, published: str | dt.date | None = None) -> Iterator[Document | Failure]:
    """Every document under the paths, and a `Failure` for each input that cannot be read."""
    for path in paths:
        try:
            yield read(path, published=published)
        except SuanliError as error:
            where, _, reason = str(error).partition(": ")
            yield Failure(where=where, reason=reason)
