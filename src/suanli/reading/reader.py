"""Paths to documents: `read` for a file that holds one, `documents` for whatever paths lead to."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from suanli.errors import SuanliError, Unreadable
from suanli.reading.assembling import Given
from suanli.reading.dating import as_period
from suanli.reading.limits import MAX_BYTES
from suanli.reading.opening import Input, failure, opened
from suanli.reading.sniffing import FOREIGN, sniff
from suanli.terms import Document, Failure, Period

__all__ = ["documents", "read"]


def read(path: str | Path, *, published: Given = None, url: bool = False) -> Document:
    """The one document in a file: clean text, language, dates, repairs, and a map to the original.

    `published` overrides the date found (ISO day, month or year; relative periods count from it). With `url`
    the path is an address to fetch, under the guards of `reading.fetching`. For HTML `original` is the
    decoded source, for PDF the text layer, for mail the decoded text part, for a feed item its own HTML.
    `Unreadable` if there is no text, or more than one document (then use `documents`).
    """
    found = documents(path, published=published, url=url)
    first = next(found, None)
    if isinstance(first, Failure):
        raise Unreadable(str(first))
    if first is None:
        raise Unreadable(f"{path}: no document; leave it out")
    if next(found, None) is not None:
        raise Unreadable(f"{path}: holds several documents; read them with reading.documents or `suanli add`")
    return first


def documents(*paths: str | Path, published: Given = None, url: bool = False) -> Iterator[Document | Failure]:
    """Every document under the paths, in order, and a `Failure` for each input that cannot be read.

    A path is a file, a folder (its files in order of name, hidden ones left out), a glob, or ``-`` for standard
    input. Archives, feeds, mailboxes and web archives give each member; names of members are ``file!member``.
    """
    when = as_period(published) if published else None
    for path in paths:
        if url:
            yield from _guarded(_fetched(str(path), when), str(path))
        elif str(path) == "-":
            yield from _guarded(_standard_input(when), "-")
        else:
            for place in _files(str(path)):
                if isinstance(place, Failure):
                    yield place
                else:
                    yield from _guarded(_file(place, when), str(place))


def _guarded(found: Iterator[Document | Failure], where: str) -> Iterator[Document | Failure]:
    """The same, with an error of the whole input made a failure."""
    try:
        yield from found
    except SuanliError as error:
        yield failure(error)
    except OSError as error:
        yield Failure(where=where, reason=error.strerror or "cannot be read", hint="check the path")
    except MemoryError:
        yield Failure(where=where, reason="needs more memory than there is", hint="split it")


def _files(path: str) -> Iterator[Path | Failure]:
    """The files that a path means, in order of name."""
    place = Path(path)
    if place.is_dir():
        for folder, names, files in os.walk(place):
            names[:] = sorted(n for n in names if not n.startswith("."))
            yield from (Path(folder, f) for f in sorted(files) if not f.startswith("."))
    elif os.path.lexists(place):
        yield place
    else:
        names = sorted(glob.glob(path, recursive=True)) if any(c in path for c in "*?[") else []  # noqa: PTH207
        yield from (Path(n) for n in names if Path(n).is_file())
        if not names:
            yield Failure(where=path, reason="no such file", hint="check the path")


def _file(place: Path, when: Period | None) -> Iterator[Document | Failure]:
    if not place.is_file():
        raise Unreadable(f"{place}: not a regular file; leave it out")
    size = place.stat().st_size
    if size > MAX_BYTES:
        raise Unreadable(f"{place}: {size:,} bytes; the limit is {MAX_BYTES:,}, split it")
    yield from _opened(Input(place.read_bytes(), place.stem, str(place), str(place), published=when))


def _standard_input(when: Period | None) -> Iterator[Document | Failure]:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable(f"-: more than {MAX_BYTES:,} bytes on standard input; save them as files")
    yield from _opened(Input(data, "stdin", "-", "-", published=when))


def _fetched(address: str, when: Period | None) -> Iterator[Document | Failure]:
    from suanli.reading.fetching import fetch

    page = fetch(address)
    name = Path(page.url.split("?", maxsplit=1)[0].rstrip("/")).stem or "page"
    yield from _opened(Input(page.body, name, address, "", "", page.url, page.label, when))


def _opened(given: Input) -> Iterator[Document | Failure]:
    """Text here, foreign formats in the worker."""
    if not given.data.strip(b" \t\r\n\x0c\x0b\xef\xbb\xbf\x00"):
        raise Unreadable(f"{given.where}: no text; leave it out")
    if sniff(given.data, given.path or given.name) not in FOREIGN:
        return opened(given)
    from suanli.reading.confinement import confined
    from suanli.reading.worker import Order

    published = as_period(given.published) if given.published else None
    return confined(Order(given.data, given.name, given.where, given.path, given.url, given.label, published))
