"""Judgements: reversible decisions about claims. They add up; none is ever edited or deleted.

Invariant: a claim's `review` column and index are a pure function of its body and the judgements.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.errors import LedgerError, Unknown, closest
from suanli.ledger import packing, tables
from suanli.ledger.naming import mention
from suanli.ledger.opening import DEFAULT, Place, opened
from suanli.ledger.searching import refuse_strange
from suanli.terms import Claim, Judgement, Period, Quantity, content_id

__all__ = [
    "PAIRS",
    "VERBS",
    "Review",
    "active",
    "corrected",
    "judge",
    "judge_all",
    "judgements",
    "load",
    "refresh",
    "reviews",
]

SINGLES = {"accept": "accepted", "reject": "rejected", "correct": "corrected", "unsure": "unsure"}
PAIRS = ("same", "different", "contradicts", "refines", "denies")
VERBS = (*SINGLES, *PAIRS, "retract")
_FIXED = {"id", "doc_id", "evidence", "start", "end", "sentence", "extractor"}


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What the judgements of one claim come to. Reviews add up from left to right; `Review()` changes nothing.

    The later word wins; corrected fields pile up until the claim is rejected or accepted as it stands. `anew` says
    that the correction began after such a word, so that what stood before it no longer counts.
    """

    state: str = ""
    fields: dict[str, Any] = {}
    anew: bool = False

    def __add__(self, later: Review) -> Review:
        """The two, one after the other (associative: a review's history may be summed in any grouping)."""
        if not later.state:
            return self
        if not self.state or later.state != "corrected" or later.anew:
            return later
        if self.state == "corrected":
            return Review(state="corrected", fields=self.fields | later.fields, anew=self.anew)
        return Review(state="corrected", fields=later.fields, anew=True)


def active(rows: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Judgements that stand: not taken back by a `retract` that itself stands."""
    return tuple(j for j in _standing(rows) if j.verb != "retract")


def _standing(rows: Iterable[Judgement]) -> tuple[Judgement, ...]:
    taken: set[str] = set()
    stand = []
    for j in reversed(tuple(rows)):
        if j.id not in taken:
            stand.append(j)
            taken |= {j.other} if j.verb == "retract" else set()
    return tuple(reversed(stand))


def reviews(rows: Iterable[Judgement]) -> dict[str, Review]:
    """The review of every claim that has one."""
    found: dict[str, Review] = {}
    for j in active(rows):
        if j.verb in SINGLES:
            found[j.claim] = found.get(j.claim, Review()) + Review(state=SINGLES[j.verb], fields=j.fields)
    return found


def corrected(claim: Claim, fields: dict[str, Any]) -> Claim:
    """The claim with corrected fields; nested fields are written ``quantity.low``."""
    data = packing.compact(claim)
    for name, value in fields.items():
        outer, _, inner = name.partition(".")
        if outer in _FIXED or outer not in claim.__struct_fields__:
            raise LedgerError(f"{claim.id}: {name!r} cannot be corrected; see the fields of `suanli find --json`")
        if inner:
            data[outer] = {**(data.get(outer) or {}), inner: value}
        else:
            data[outer] = value
    try:
        return msgspec.convert(data, Claim, strict=False)
    except msgspec.ValidationError as error:
        what, _, path = str(error).replace("`", "").partition(" - at $.")
        hint = "; give it in the same correction" if "missing" in what else ""
        raise LedgerError(f"{claim.id}: {path}: {what[:1].lower()}{what[1:]}; nothing was corrected{hint}") from None


# ---------------------------------------------------------------- in the tables


def _of_row(row: Any) -> Judgement:
    data = {n: getattr(row, n) for n in ("id", "verb", "claim", "other", "by", "at", "reason")}
    return Judgement(fields=msgspec.json.decode(row.fields), **data)


def load(
    connection: sa.Connection, ids: Sequence[str] | None = None, *, verb: str = "", entities: bool = False
) -> tuple[Judgement, ...]:
    """Judgements in the order they came; those that name one of `ids`, when given.

    With `verb` those of that verb, with `entities` those about entities, both with all retractions that may be of them.
    """
    j = tables.judgements.c
    query = sa.select(tables.judgements).order_by(j.seq)
    if verb:
        query = query.where(j.verb.in_((verb, "retract")))
    if entities:  # a retraction names the same claim or entity as what it takes back
        query = query.where(j.claim.contains(":"))
    if ids is None:
        return tuple(_of_row(r) for r in connection.execute(query))
    rows: dict[int, Judgement] = {}
    for some in tables.chunks(ids):
        for r in connection.execute(query.where(j.claim.in_(some) | j.other.in_(some))):
            rows[r.seq] = _of_row(r)
    return tuple(rows[seq] for seq in sorted(rows))


def judgements(ledger: Place = DEFAULT, *, claim: str = "", standing: bool = True) -> tuple[Judgement, ...]:
    """All judgements, or those that name a claim; `standing` leaves out retracted ones and retractions."""
    with opened(ledger) as book, book.reading() as connection:
        rows = load(connection, [claim] if claim else None)
    return active(rows) if standing else rows


def refresh(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Bring the index of these claims in line with their judgements."""
    if not connection.execute(sa.select(tables.judgements.c.seq).limit(1)).first():
        return
    found = reviews(load(connection, ids))
    c = tables.claims.c
    wanted = [i for i in ids if i in found]
    rows = []
    for some in tables.chunks(wanted):
        query = sa.select(c.seq, c.id, c.body).where(c.id.in_(some))
        rows += list(connection.execute(query))
    for seq, claim_id, body in rows:
        _reindex(connection, seq, packing.claim_of(body), found[claim_id])


def _reindex(connection: sa.Connection, seq: int, claim: Claim, review: Review) -> None:
    seen = corrected(claim, review.fields)
    values = {**packing.index_of(seen), "review": review.state}
    connection.execute(tables.claims.update().where(tables.claims.c.seq == seq).values(**values))
    mention(connection, [(seq, seen)], again=True)


def _check(connection: sa.Connection, judgement: Judgement) -> None:
    """Refuse a judgement that names nothing, or an unknown verb or field."""
    if judgement.verb not in VERBS:
        raise LedgerError(f"{judgement.verb}: no such judgement; one of {', '.join(VERBS)}")
    if (judgement.verb in PAIRS or judgement.verb == "retract") != bool(judgement.other):
        raise LedgerError(
            f"{judgement.verb}: needs {'no' if judgement.other else 'an'} `other`; see docs/verbs/review.md"
        )
    if judgement.verb == "retract":
        j = tables.judgements.c
        row = connection.execute(sa.select(j.claim).where(j.id == judgement.other)).first()
        if row is None or row.claim != judgement.claim:
            raise Unknown(
                f"{judgement.other}: no judgement on {judgement.claim} has this id; `suanli why {judgement.claim}`"
            )
        return
    for name in (judgement.claim, judgement.other):
        if name and not _exists(connection, name):
            raise Unknown(f"{name}: nothing in the ledger has this id; `suanli find` lists claims")
    if judgement.claim == judgement.other:
        raise LedgerError(f"{judgement.claim}: cannot be judged against itself; name another claim")
    if judgement.verb == "correct":
        body = connection.execute(sa.select(tables.claims.c.body).where(tables.claims.c.id == judgement.claim)).scalar()
        _check_parts(judgement.fields)
        corrected(packing.claim_of(str(body)), judgement.fields)
        _check_values(connection, judgement)


def _check_parts(fields: Iterable[str]) -> None:
    """Refuse a part that a quantity, a period or a quote does not have, such as ``quantity.lw``."""
    parts = {"quantity": Quantity, "period": Period, "published": Period}
    for name in fields:
        outer, _, inner = name.partition(".")
        known = parts[outer].__struct_fields__ if outer in parts else (inner,)
        if inner not in ("", *known):
            raise closest("field", name, [f"{outer}.{part}" for part in known])


def _check_values(connection: sa.Connection, judgement: Judgement) -> None:
    """Refuse a number without end, and a kind or stance that nobody knows."""
    for name, value in judgement.fields.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise LedgerError(f"{judgement.claim}: {name}: not a finite number; nothing was corrected")
    refuse_strange(connection, **{n: judgement.fields[n] for n in ("kind", "stance") if n in judgement.fields})


def _exists(connection: sa.Connection, name: str) -> bool:
    table = tables.entities if ":" in name else tables.claims
    return connection.execute(sa.select(table.c.seq).where(table.c.id == name).limit(1)).first() is not None


def _named(judgement: Judgement, earlier: tuple[Judgement, ...]) -> Judgement:
    """The judgement with its id; the same one again, while it stands, keeps its id and adds nothing."""
    parts = (judgement.verb, judgement.claim, judgement.other, packing.to_json(sorted(judgement.fields.items())))
    stand = {j.id for j in _standing(earlier)}
    known = {j.id for j in earlier}
    for turn in range(len(earlier) + 1):
        name = content_id("j", *parts, judgement.by, judgement.at, judgement.reason, turn)
        if name not in known or name in stand:
            return msgspec.structs.replace(judgement, id=name)
    raise AssertionError


def judge(judgement: Judgement, *, ledger: Place = DEFAULT) -> Judgement:
    """Add a judgement; gives it back with its id. The same judgement while it stands adds nothing."""
    with opened(ledger) as book, book.writing() as connection:
        _check(connection, judgement)
        earlier = load(connection, [judgement.claim])
        named = _named(judgement, earlier)
        if named.id not in {j.id for j in earlier}:
            _insert(connection, named)
    return named


def judge_all(connection: sa.Connection, rows: Sequence[Judgement]) -> int:
    """Add judgements that have ids already, in their order; gives how many were new."""
    known = {j.id for j in load(connection)}
    new = [j for j in rows if j.id not in known]
    for judgement in new:
        _insert(connection, judgement)
    return len(new)


def _insert(connection: sa.Connection, judgement: Judgement) -> None:
    number = tables.last_seq(connection, tables.judgements) + 1
    row = msgspec.structs.asdict(judgement) | {"seq": number, "fields": packing.to_json(judgement.fields)}
    connection.execute(tables.judgements.insert(), row)
    _refresh_one(connection, judgement.claim)


def _refresh_one(connection: sa.Connection, claim: str) -> None:
    """As `refresh`, also when the last judgement of a claim was taken back."""
    found = reviews(load(connection, [claim])).get(claim, Review())
    query = sa.select(tables.claims.c.seq, tables.claims.c.body).where(tables.claims.c.id == claim)
    for seq, body in connection.execute(query).all():
        _reindex(connection, seq, packing.claim_of(body), found)
