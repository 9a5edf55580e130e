"""A ledger's rows by natural keys, out of one ledger and into another; numbers never leave their ledger.

Export, import and backup all go this way, so that what one writes the other reads.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.errors import LedgerError
from suanli.ledger import dialects, packing, tables
from suanli.ledger.judging import refresh
from suanli.ledger.naming import mention
from suanli.ledger.results import members_of

__all__ = ["COLUMNS", "Rows", "packed", "put", "put_results", "rows"]

Rows = Mapping[str, Iterable[Mapping[str, Any]]]
_BATCH = 1_000

# resource: its columns, in order. `first`, `last`, `replaced` are extractors' names.
COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": ("id", "sha256", "form", "size", "content", "added"),
    "readings": (
        "document", "extractor", "replaced", "known_at", "claims", "original", "body", "leftovers", "added",
    ),
    "claims": ("document", "first", "last", "body"),
    "judgements": ("id", "verb", "claim", "other", "fields", "by", "at", "reason"),
    "results": ("id", "sort", "body", "added", "uses"),
    "stories": ("telling", "body"),
    "files": ("sha256", "extractor", "name", "documents", "claims", "problem", "added"),
}  # fmt: skip
_NUMBERS = {"size", "claims", "telling", "documents"}


def _coded(data: bytes | None) -> str:
    return "" if data is None else base64.b64encode(data).decode()


def _uncoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


# ---------------------------------------------------------------- out


def rows(connection: sa.Connection) -> dict[str, Iterator[dict[str, Any]]]:
    """The rows of every resource, in the order they came to the ledger, streamed."""
    return {name: _OUT[name](connection) for name in COLUMNS}


def _stream(connection: sa.Connection, query: Any) -> Iterator[Any]:
    result = connection.execution_options(yield_per=_BATCH).execute(query)
    yield from result


def _documents(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    for r in _stream(connection, sa.select(tables.documents).order_by(tables.documents.c.seq)):
        yield {**_named(r, "documents"), "content": _coded(r.content)}


def _named(row: Any, resource: str) -> dict[str, Any]:
    return {name: getattr(row, name, None) for name in COLUMNS[resource]}


def _readings(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    r, d, later = tables.readings.c, tables.documents.c, tables.readings.alias("later")
    query = (
        sa.select(tables.readings, d.id.label("doc"), later.c.extractor.label("by"))
        .join(tables.documents, d.seq == r.document)
        .outerjoin(later, later.c.seq == r.replaced)
        .order_by(r.seq)
    )
    for row in _stream(connection, query):
        coded = {n: _coded(getattr(row, n)) for n in ("original", "body", "leftovers")}
        yield {**_named(row, "readings"), "document": row.doc, "replaced": row.by or "", **coded}


def _claims(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    c, d, first, last = (
        tables.claims.c, tables.documents.c, tables.readings.alias("first_of"), tables.readings.alias("last_of"),
    )  # fmt: skip
    query = (
        sa.select(d.id.label("doc"), first.c.extractor.label("since"), last.c.extractor.label("until"), c.body)
        .select_from(tables.claims)
        .join(tables.documents, d.seq == c.document)
        .join(first, first.c.seq == c.first)
        .outerjoin(last, last.c.seq == c.last)
        .order_by(c.seq)
    )
    for row in _stream(connection, query):
        yield {"document": row.doc, "first": row.since, "last": row.until or "", "body": row.body}


def _judgements(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    for r in _stream(connection, sa.select(tables.judgements).order_by(tables.judgements.c.seq)):
        yield _named(r, "judgements")


def _results(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    u = tables.uses.c
    query = sa.select(tables.results).order_by(tables.results.c.seq)
    for r in connection.execute(query).all():
        uses = connection.execute(sa.select(u.line, u.ref, u.weight).where(u.result == r.seq).order_by(u.line, u.ref))
        yield {**_named(r, "results"), "uses": packing.to_json([list(x) for x in uses])}


def _stories(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    for r in _stream(connection, sa.select(tables.stories).order_by(tables.stories.c.seq)):
        yield _named(r, "stories")


def _files(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    f = tables.files.c
    for r in _stream(connection, sa.select(tables.files).order_by(f.sha256, f.extractor)):
        yield _named(r, "files")


_OUT: dict[str, Callable[[sa.Connection], Iterator[dict[str, Any]]]] = {
    "documents": _documents, "readings": _readings, "claims": _claims, "judgements": _judgements,
    "results": _results, "stories": _stories, "files": _files,
}  # fmt: skip


def packed(document: Mapping[str, Any], reading: Mapping[str, Any]) -> packing.Stored:
    """The two rows as stored, from the way they travel."""
    body = _uncoded(reading["body"])
    return packing.Stored(
        name=document["id"], form=document["form"], content=_uncoded(document["content"]), body=body,
        about=packing.about_columns(body)["about"], leftovers=_uncoded(reading["leftovers"]),
        original=_uncoded(reading["original"]) if reading["original"] else None,
    )  # fmt: skip


# ---------------------------------------------------------------- in


def put(connection: sa.Connection, source: Rows) -> dict[str, int]:
    """Add another ledger's rows to this one, whose documents it must not hold yet; gives counts by resource."""
    target = _Target(connection)
    return {name: target.take(name, source.get(name, ())) for name in COLUMNS}


def put_results(connection: sa.Connection, source: Iterable[Mapping[str, Any]]) -> int:
    """Add the results that this ledger lacks; gives how many."""
    r = tables.results.c
    known = {(i, d) for i, d in connection.execute(sa.select(r.id, r.digest))}
    fresh = [row for row in source if (row["id"], packing.digest_of(row["body"])) not in known]
    return _Target(connection).take("results", fresh)


class _Target:
    """Where rows go: natural keys become this ledger's numbers."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.documents: dict[str, int] = {}
        self.readings: dict[tuple[str, str], int] = {}
        self.known: dict[int, tuple[str, str]] = {}  # reading: known_at, and what replaces it
        self.order: dict[str, list[int]] = {}  # the readings of each document
        self.seqs = {n: tables.last_seq(connection, t) for n, t in tables.meta.tables.items() if "seq" in t.c}

    def take(self, name: str, source: Iterable[Mapping[str, Any]]) -> int:
        make = getattr(self, f"_{name}")
        count, batch = 0, []
        for row in source:
            batch.append(make(self._checked(name, row)))
            count += 1
            if len(batch) >= _BATCH:
                self._flush(name, batch)
                batch = []
        self._flush(name, batch)
        if name == "readings":
            self._replace()
        return count

    def _checked(self, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
        missing = [c for c in COLUMNS[name] if c not in row]
        if missing:
            raise LedgerError(f"{name}: column {missing[0]!r} is missing; import what `suanli export` wrote")
        try:
            return {c: int(row[c]) if c in _NUMBERS else str(row[c]) for c in COLUMNS[name]}
        except ValueError as error:
            raise LedgerError(f"{name}: {error}; import what `suanli export` wrote") from None

    def _next(self, name: str) -> int:
        self.seqs[name] += 1
        return self.seqs[name]

    def _documents(self, row: dict[str, Any]) -> dict[str, Any]:
        number = self.documents[row["id"]] = self._next("documents")
        return {"seq": number, **row, "content": _uncoded(row["content"])}

    def _readings(self, row: dict[str, Any]) -> dict[str, Any]:
        number = self.readings[(row["document"], row["extractor"])] = self._next("readings")
        coded = {n: _uncoded(row[n]) for n in ("body", "leftovers")}
        self.known[number] = (row["known_at"], row["replaced"])
        self.order.setdefault(row["document"], []).append(number)
        return {
            "seq": number, **row, **coded, "original": _uncoded(row["original"]) if row["original"] else None,
            "document": self._document(row["document"]), "replaced": None, **packing.about_columns(coded["body"]),
        }  # fmt: skip

    def _document(self, name: str) -> int:
        if name not in self.documents:
            raise LedgerError(f"{name}: a reading or claim names this document, which is not there; export again")
        return self.documents[name]

    def _replace(self) -> None:
        """Link readings to those that replaced them, now that all have numbers."""
        r = tables.readings.c
        for (document, _), number in self.readings.items():
            later = self.known[number][1]
            if later:
                value = self._reading(document, later)
                self.connection.execute(tables.readings.update().where(r.seq == number).values(replaced=value))

    def _reading(self, document: str, extractor: str) -> int:
        if (document, extractor) not in self.readings:
            raise LedgerError(f"{document}: no reading by {extractor!r}, which a claim names; export again")
        return self.readings[(document, extractor)]

    def _claims(self, row: dict[str, Any]) -> dict[str, Any]:
        claim = packing.claim_of(row["body"])
        first = self._reading(row["document"], row["first"])
        last = self._reading(row["document"], row["last"]) if row["last"] else None
        stood = [n for n in self.order[row["document"]] if n >= first and (last is None or n < last)]
        known_at = self.known[max(stood, default=first)][0]
        return {
            "seq": self._next("claims"), **packing.claim_row(claim), "body": row["body"], "review": "",
            "document": self._document(row["document"]), "first": first, "last": last, "known_at": known_at,
        }  # fmt: skip

    def _judgements(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"seq": self._next("judgements"), **row}

    def _results(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"seq": self._next("results"), "digest": packing.digest_of(row["body"]), **row}

    def _stories(self, row: dict[str, Any]) -> dict[str, Any]:
        body = msgspec.json.decode(row["body"])
        return {"seq": self._next("stories"), **row, "id": body["id"], "root": body.get("root") or ""}

    def _files(self, row: dict[str, Any]) -> dict[str, Any]:
        return row

    def _flush(self, name: str, batch: list[dict[str, Any]]) -> None:
        if not batch:
            return
        table = tables.meta.tables[name]
        if name == "files":
            dialects.add_unless_known(self.connection, table, batch, key=("sha256", "extractor"))
            return
        self.connection.execute(table.insert(), [{k: v for k, v in b.items() if k in table.c} for b in batch])
        if name == "claims":
            self._index([(b["seq"], packing.claim_of(b["body"])) for b in batch])
        if name == "judgements":
            refresh(self.connection, sorted({b["claim"] for b in batch}))
        if name == "results":
            uses = [(b["seq"], *u) for b in batch for u in msgspec.json.decode(b["uses"])]
            values = [{"result": s, "line": line, "ref": ref, "weight": w} for s, line, ref, w in uses]
            self.connection.execute(tables.uses.insert(), values) if values else None
        if name == "stories":
            values = [{"story": b["seq"], **m} for b in batch for m in members_of(msgspec.json.decode(b["body"]))]
            self.connection.execute(tables.members.insert(), values) if values else None

    def _index(self, claims: list[tuple[int, Any]]) -> None:
        dialects.search_text(self.connection, [(seq, c.evidence.text) for seq, c in claims])
        mention(self.connection, claims)
