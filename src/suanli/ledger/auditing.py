"""Is the ledger whole: pages, links, hashes, every quote in its place, every index equal to what it indexes."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Generator, Iterator
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
_SAID = 200  # problems of one kind that are listed one by one


def audit_ledger(ledger: Place = DEFAULT) -> tuple[Problem, ...]:
    """Every problem of a ledger; empty when it is whole. Nothing is ever mended on the way.

    Checked: the database's own integrity and links; document bytes against their hashes; quotes against
    the original text; claim bodies against their digests; index columns, mentions and search words against
    the bodies and judgements; that each document has one present reading; that results name what is there.
    """
    checks = (_engine, _texts, _generations, _mentions, _search, _decisions)
    found: list[Problem] = []
    try:
        with opened(ledger) as book:
            for check in checks:
                found += _guarded(book, check)
    except LedgerError as error:
        where, _, what = str(error).partition(": ")
        found.append(Problem(severity="error", where=where, what=what, hint="restore a backup"))
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
    """Documents in turn with their readings and claims, each unpacked once."""
    readings = _grouped(
        connection,
        sa.select(_d.seq.label("document"), _d.id.label("doc"), _d.sha256, _d.size, _d.form, _d.content,
                  *(tables.readings.c[n].label(f"r_{n}") for n in ("seq", "original", "about", "body", "leftovers")))
        .outerjoin(tables.readings, _r.document == _d.seq)
        .order_by(_d.seq, _r.seq),
    )  # fmt: skip
    claims = _grouped(connection, sa.select(tables.claims).order_by(_c.document, _c.seq))
    fields = reviews(load(connection))
    waiting = next(claims, None)
    for number, rows in readings:
        originals = yield from _document(rows)
        while waiting is not None and waiting[0] < number:
            yield _bad(f"claim {waiting[1][0].id}", "names a document that is not there")
            waiting = next(claims, None)
        if waiting is not None and waiting[0] == number:
            for row in waiting[1]:
                yield from _claim(row, rows[0].doc, originals.get(row.first), fields.get(row.id))
            waiting = next(claims, None)


def _grouped(connection: sa.Connection, query: Any) -> Iterator[tuple[int, list[Any]]]:
    rows = connection.execution_options(yield_per=500).execute(query)
    return ((number, list(group)) for number, group in itertools.groupby(rows, key=lambda r: r.document))


def _document(rows: list[Any]) -> Generator[Problem, None, dict[int, str]]:
    """Problems of a document's bytes and readings; returns the original text of each reading."""
    first, where = rows[0], f"document {rows[0].doc}"
    originals: dict[int, str] = {}
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
            stored = packing.Stored(
                name=row.doc, form=row.form, content=row.content, original=row.r_original, about=row.r_about,
                body=row.r_body, leftovers=row.r_leftovers,
            )  # fmt: skip
            originals[row.r_seq] = packing.document_of(stored).original
            packing.leftovers_of(row.r_leftovers)
            if packing.about_columns(row.r_body)["about"] != row.r_about:
                yield _bad(where, "its summary differs from its reading")
    except (LedgerError, msgspec.MsgspecError, ValueError) as error:
        yield _bad(where, f"a stored text is damaged ({error})")
    return originals


def _claim(row: Any, doc: str, original: str | None, review: Any) -> Iterator[Problem]:
    where = f"claim {row.id}"
    try:
        claim = packing.claim_of(row.body)
    except (ValueError, msgspec.MsgspecError):
        yield _bad(where, "its body is damaged")
        return
    whole = packing.claim_row(claim)
    if (whole["digest"], whole["body"], claim.id, claim.doc_id) != (row.digest, row.body, row.id, doc):
        yield _bad(where, "its body differs from its digest")
    quote = claim.evidence
    if original is not None and original[quote.start : quote.end] != quote.text:
        yield _bad(where, "its quote is not in the document at that place")
    index = packing.index_of(corrected(claim, review.fields)) if review else whole
    wrong = [n for n in INDEX if getattr(row, n) != index[n]]
    wrong += ["review"] if row.review != (review.state if review else "") else []
    if wrong:
        yield _bad(where, f"its index differs from its body in {', '.join(wrong)}")


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


def _mentions(connection: sa.Connection) -> Iterator[Problem]:
    """The index of who and what is named, against the claims as corrected."""
    m, e = tables.mentions.c, tables.entities.c
    decided = reviews(load(connection))
    rows = connection.execution_options(yield_per=2_000).execute(
        sa.select(m.claim, m.role, m.kind, e.id).where(e.seq == m.entity).order_by(m.claim)
    )
    groups = ((n, {(r.role, r.id, r.kind) for r in g}) for n, g in itertools.groupby(rows, key=lambda r: r.claim))
    group = next(groups, None)
    claims = connection.execution_options(yield_per=2_000).execute(sa.select(_c.seq, _c.id, _c.body).order_by(_c.seq))
    for seq, name, body in claims:
        claim = packing.claim_of(body)
        seen = corrected(claim, decided[name].fields) if name in decided else claim
        kind = dialects.storable(seen.kind)
        wanted = {(role, entity, kind) for role, entity, _, _ in names_in(seen)}
        held = group[1] if group is not None and group[0] == seq else set()
        if wanted != held:
            yield _bad(f"claim {name}", "whom and what it names is not indexed as it says")
        if group is not None and group[0] == seq:
            group = next(groups, None)


def _search(connection: sa.Connection) -> Iterator[Problem]:
    """The searchable words, against the quotes."""
    words = dialects.searchable(connection)
    claims = connection.execution_options(yield_per=2_000).execute(sa.select(_c.seq, _c.id, _c.body).order_by(_c.seq))
    for seq, name, body in claims:
        wanted = dialects.storable(dialects.folded(packing.claim_of(body).evidence.text))
        if tuple(next(words, ())) != (seq, wanted):
            yield _bad(f"claim {name}", "its words are not searchable as they stand")
            return
    if next(words, None) is not None:
        yield _bad("search", "holds words of no claim")


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
