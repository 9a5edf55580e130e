"""One hash for all that a ledger says, the same wherever and in whatever order it was put together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from suanli.ledger import dialects, tables
from suanli.ledger.opening import DEFAULT, Place, opened

__all__ = ["content_hash", "hash_of"]


def content_hash(ledger: Place = DEFAULT) -> str:
    """The hash of documents, readings, claims, judgements and results; days of arrival do not count."""
    with opened(ledger) as book, book.reading(patient=True) as connection:
        return hash_of(connection)


def hash_of(connection: sa.Connection) -> str:
    """As `content_hash`, of the state that a connection sees."""
    total = hashlib.sha256()
    for name, query in _parts(connection):
        total.update(f"\0{name}\n".encode())
        for row in connection.execution_options(yield_per=2_000).execute(query):
            total.update("\x1f".join(map(_plain, row)).encode("utf-8", "surrogatepass") + b"\n")
    return total.hexdigest()[:32]


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _parts(connection: sa.Connection) -> Iterator[tuple[str, Any]]:
    d, r, c = tables.documents.c, tables.readings.c, tables.claims.c
    j, e, s = tables.judgements.c, tables.results.c, tables.stories.c

    def _bytes(column: Any) -> Any:
        return dialects.byte_order(connection, column)

    yield "documents", sa.select(d.sha256, d.id, d.form, d.size).order_by(_bytes(d.sha256))
    read = sa.select(d.sha256, r.extractor, r.replaced.is_(None), r.about, r.claims)
    yield "readings", read.where(r.document == d.seq).order_by(_bytes(d.sha256), _bytes(r.extractor))
    yield (
        "claims",
        sa.select(c.id, c.digest, c.last.is_(None), c.review).order_by(_bytes(c.id), _bytes(c.digest), c.seq),
    )
    yield "judgements", sa.select(j.id, j.verb, j.claim, j.other, j.fields).order_by(_bytes(j.id))
    yield "results", sa.select(e.id, e.digest).order_by(_bytes(e.id), _bytes(e.digest))
    newest = sa.select(sa.func.max(s.telling)).scalar_subquery()
    yield "stories", sa.select(s.body).where(s.telling == newest).order_by(_bytes(s.id))
