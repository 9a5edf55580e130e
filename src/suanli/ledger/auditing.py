"""Is the ledger whole: pages, links, hashes, every quote in its place, every index equal to what it indexes."""

from __future__ import annotations

import hashlib
import itertools
import operator
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.catalog.checks import Problem
from suanli.errors import LedgerError, SuanliError
from suanli.ledger import dialects, packing, tables
from suanli.ledger.judging import corrected, load, reviews
from suanli.ledger.naming import names_in
from suanli.ledger.opening import DEFAULT, Place, opened
from suanli.ledger.packing import INDEX

__all__ = ["audit_ledger"]

_c, _r, _d = tables.claims.c, tables.readings.c, tables.documents.c
_ROWS = 2_000
_SAID = 200  # problems of one kind that are listed one by one


def audit_ledger(ledger: Place = DEFAULT) -> tuple[Problem, ...]:
    """Every problem of a ledger; empty when it is whole. Nothing is ever mended on the way.

    Checked: the database's own integrity and links; document bytes against their hashes; quotes against
    the original text; claim bodies against their digests; index columns, mentions and search words against
    the bodies and judgements; that each document has one present reading; that results name what is there.
    """
    checks = (_engine, _texts, _claims, _generations, _decisions)
    found: list[Problem] = []
    try:
        with opened(ledger) as book, ThreadPoolExecutor(len(checks)) as threads:  # the database's own check takes long
            for some in threads.map(lambda check: _guarded(book, check), checks):
                found += some
    except LedgerError as error:
        where, _, words = str(error).partition(": ")
        what, _, hint = words.partition("; ")
        found.append(Problem(severity="error", where=where, what=what, hint=hint or "restore a backup"))
    return tuple(found)


def _guarded(book: Any, check: Any) -> list[Problem]:
    """One check's problems, no more than are readable; a check that cannot go on is a problem itself."""
    said: Counter[str] = Counter()
    found = []
    try:
        with book.reading(patient=True) as connection:
            for problem in check(connection):
                said[problem.hint] += 1
                if said[problem.hint] <= _SAID:
                    found.append(problem)
    except SuanliError as error:
        what = str(error).partition(": ")[2] or str(error)
        found.append(_bad(check.__name__.strip("_"), what))
    return found


def _bad(where: str, what: str, hint: str = "restore a backup") -> Problem:
    return Problem(severity="error", where=where, what=what, hint=hint)


def _engine(connection: sa.Connection) -> Iterator[Problem]:
    for line in dialects.integrity(connection):
        yield _bad("database", line)


# ---------------------------------------------------------------- texts, bodies, quotes


def _texts(connection: sa.Connection) -> Iterator[Problem]:
    """Documents in turn with their readings."""
    query = (
        sa.select(_d.seq.label("document"), _d.id.label("doc"), _d.sha256, _d.size, _d.form, _d.content,
                  *(tables.readings.c[n].label(f"r_{n}") for n in ("seq", "original", "about", "body", "leftovers")))
        .outerjoin(tables.readings, _r.document == _d.seq)
        .order_by(_d.seq, _r.seq)
    )  # fmt: skip
    rows = connection.execution_options(yield_per=500).execute(query)
    for _, group in itertools.groupby(rows, key=lambda r: r.document):
        yield from _document(list(group))


def _document(rows: list[Any]) -> Iterator[Problem]:
    """Problems of a document's bytes and readings."""
    first, where = rows[0], f"document {rows[0].doc}"
    try:
        content = packing.content_of(first.content)
        if len(content) != first.size or (
            first.form == "bytes" and hashlib.sha256(content).hexdigest() != first.sha256
        ):
            yield _bad(where, "its bytes are not those of its hash")
        for row in rows:
            if row.r_seq is None:
                yield _bad(where, "was never read")
                continue
            packing.original_of(_stored(row))
            packing.leftovers_of(row.r_leftovers)
            if packing.about_columns(row.r_body)["about"] != row.r_about:
                yield _bad(where, "its summary differs from its reading")
    except (LedgerError, msgspec.MsgspecError, ValueError) as error:
        yield _bad(where, f"a stored text is damaged ({error})")


def _stored(row: Any) -> packing.Stored:
    return packing.Stored(
        name=row.doc, form=row.form, content=row.content, original=row.r_original, about=row.r_about, body=b"",
        leftovers=b"",
    )  # fmt: skip


# ---------------------------------------------------------------- claims: bodies, quotes, indexes


def _claims(connection: sa.Connection) -> Iterator[Problem]:
    """Every claim against its digest, its quote's place, and the index made of it."""
    fields = reviews(load(connection))
    names = {e.seq: e.id for e in connection.execute(sa.select(tables.entities.c.seq, tables.entities.c.id))}
    query = sa.select(_c.id, _c.digest, _c.body, _c.seq, _c.first, _c.review, *(tables.claims.c[n] for n in INDEX))
    rows = connection.execution_options(yield_per=_ROWS).execute(query.order_by(_c.seq))
    mentions, words = _Aligned(_mentions(connection, names)), _Aligned(dialects.searchable(connection))
    for some in rows.partitions():
        texts = _Texts(connection, {row.first for row in some})
        for row in some:
            yield from _claim(row, texts, fields.get(row.id), mentions.of(row.seq), words.of(row.seq))
    for name, pairs in (("search", words), ("mentions", mentions)):
        if pairs.left():
            yield _bad(name, "holds words of no claim")


class _Aligned:
    """Pairs in order of their number, asked for in that order."""

    def __init__(self, pairs: Iterator[Any]) -> None:
        self.pairs, self.strange = pairs, False
        self.head = next(pairs, None)

    def of(self, number: int) -> Any:
        """What stands beside the number, or None; numbers passed over are strange."""
        while self.head is not None and self.head[0] < number:
            self.strange, self.head = True, next(self.pairs, None)
        if self.head is None or self.head[0] != number:
            return None
        found, self.head = self.head[1], next(self.pairs, None)
        return found

    def left(self) -> bool:
        """Whether there was a number that was not asked for."""
        return self.strange or self.head is not None


def _mentions(connection: sa.Connection, names: dict[int, str]) -> Iterator[tuple[int, set[tuple[str, str, str]]]]:
    """Whom and what each claim names, by the index."""
    m = tables.mentions.c
    query = sa.select(m.claim, m.role, m.entity, m.kind).order_by(m.claim)
    rows = connection.execution_options(yield_per=_ROWS).execute(query)
    for seq, group in itertools.groupby(rows, key=operator.itemgetter(0)):
        yield seq, {(role, names.get(entity, ""), kind) for _, role, entity, kind in group}


class _Texts:
    """Document ids and original texts of some readings; a damaged text (said to be so elsewhere) is None."""

    def __init__(self, connection: sa.Connection, readings: set[int]) -> None:
        query = sa.select(_r.seq, _d.id.label("doc"), _d.form, _d.content, _r.original.label("r_original"),
                          _r.about.label("r_about")).where(_d.seq == _r.document)  # fmt: skip
        self.held: dict[int, tuple[str, str | None]] = {}
        for chunk in tables.chunks(sorted(readings)):
            for row in connection.execute(query.where(_r.seq.in_(chunk))).all():
                self.held[row.seq] = (row.doc, _original(row))

    def of(self, reading: int) -> tuple[str, str | None]:
        return self.held.get(reading, ("", None))


def _original(row: Any) -> str | None:
    try:
        return packing.original_of(_stored(row))
    except (LedgerError, msgspec.MsgspecError, ValueError):
        return None


def _claim(row: Any, texts: _Texts, review: Any, named: Any, words: Any) -> Iterator[Problem]:
    where = f"claim {row.id}"
    try:
        claim = packing.claim_of(row.body)
    except (ValueError, msgspec.MsgspecError):
        yield _bad(where, "its body is damaged")
        return
    doc, original = texts.of(row.first)
    if not doc:
        yield _bad(where, "names a document that is not there")
    elif (claim.id, claim.doc_id) != (row.id, doc) or not packing.is_of(row.body, claim, row.digest):
        yield _bad(where, "its body differs from its digest")
    quote = claim.evidence
    if original is not None and original[quote.start : quote.end] != quote.text:
        yield _bad(where, "its quote is not in the document at that place")
    seen = corrected(claim, review.fields) if review else claim
    index = packing.index_of(seen)
    if (row.review, *row[-len(INDEX) :]) != (review.state if review else "", *index.values()):
        wrong = [n for n in INDEX if getattr(row, n) != index[n]] or ["review"]
        yield _bad(where, f"its index differs from its body in {', '.join(wrong)}")
    if {(role, entity, index["kind"]) for role, entity, _, _ in names_in(seen)} != (named or set()):
        yield _bad(where, "whom and what it names is not indexed as it says")
    if words != dialects.storable(dialects.folded(quote.text)):
        yield _bad(where, "its words are not searchable as they stand")


# ---------------------------------------------------------------- links


def _generations(connection: sa.Connection) -> Iterator[Problem]:
    present = sa.select(_r.document, sa.func.count().label("n")).where(_r.replaced.is_(None)).group_by(_r.document)
    some = present.subquery()
    query = sa.select(_d.id, some.c.n).outerjoin(some, some.c.document == _d.seq)
    for name, count in connection.execute(query.where(sa.func.coalesce(some.c.n, 0) != 1)):
        yield _bad(f"document {name}", f"has {count or 0} present readings, not one")
    ends = sa.select(_c.id).outerjoin(tables.readings, _r.seq == _c.last)
    for name in connection.execute(
        ends.where(_c.last.is_not(None), sa.or_(_r.seq.is_(None), _r.seq <= _c.first))
    ).scalars():
        yield _bad(f"claim {name}", "ends before it begins")
    wrong = sa.select(_c.id).where(_r.seq == _c.first, _r.document != _c.document)
    for name in connection.execute(wrong).scalars():
        yield _bad(f"claim {name}", "belongs to a reading of another document")


def _decisions(connection: sa.Connection) -> Iterator[Problem]:
    """Judgements and results name what is there."""
    j, u, e = tables.judgements.c, tables.uses.c, tables.entities.c
    known = sa.union(
        sa.select(_c.id), sa.select(e.id), sa.select(j.id), sa.select(tables.results.c.id), sa.select(_d.id)
    )
    for side in (j.claim, j.other):
        lost = sa.select(j.id, side).where(side != "", side.not_in(known))
        for name, other in connection.execute(lost):
            yield _bad(f"judgement {name}", f"names {other}, which is not there")
    outside = sa.select(u.ref).distinct().where(u.ref.not_in(known)).order_by(u.ref)
    for name in connection.execute(outside).scalars():
        hint = "record the result it rests on, or read it from another ledger"
        yield Problem(severity="differs", where=f"result part {name}", what="is not in this ledger", hint=hint)
