"""`backup`: a whole copy of the ledger in one SQLite file, taken while others read and write."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from suanli.errors import LedgerError
from suanli.ledger import dialects, moving
from suanli.ledger.appearing import into_place
from suanli.ledger.hashing import content_hash
from suanli.ledger.opening import DEFAULT, Ledger, Place, opened

__all__ = ["Backup", "backup"]


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """Where the copy is, its size, and the hash of its content (that of the ledger at one moment)."""

    path: str
    bytes: int
    content_hash: str


def backup(out: str | Path, *, ledger: Place = DEFAULT) -> Backup:
    """Copy the ledger to the file `out`, which is a ledger itself; it appears only when complete.

    The copy shows one moment, whatever is written meanwhile, and no writer waits for it. A PostgreSQL
    ledger becomes a SQLite file with the same content.
    """
    target = Path(out)
    with opened(ledger) as book, dialects.named_errors(book.url):
        if dialects.is_file(book.url) and target.absolute() == Path(str(book.url.database)).absolute():
            raise LedgerError(f"{target}: is the ledger itself; name another file")
        if target.is_dir():
            raise LedgerError(f"{target}: is a folder; name a file")
        if not os.access(target.absolute().parent, os.W_OK | os.X_OK):
            raise LedgerError(f"{target}: no file can be written there; name a file in a folder of your own")
        with into_place(target) as place:
            _copy(book, place)
            with Ledger(place) as copy:
                found = content_hash(copy)
            dialects.settle(place)
    return Backup(path=str(target), bytes=target.stat().st_size, content_hash=found)


def _copy(book: Ledger, place: Path) -> None:
    if dialects.is_file(book.url):
        dialects.copy_file(book.url, place)
        return
    with Ledger(place, create=True) as copy, book.reading(patient=True) as source, copy.writing() as target:
        moving.put(target, moving.rows(source))
