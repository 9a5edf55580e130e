"""`review`: which claims are worth a person's look, and the judgement that the look ends in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.ledger import tables
from suanli.ledger.finding import claims_of
from suanli.ledger.judging import active, judge, load
from suanli.ledger.opening import DEFAULT, Place, opened
from suanli.terms import Claim, Judgement

__all__ = ["Doubt", "queue", "review"]

_c, _u = tables.claims.c, tables.uses.c


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A claim worth a look: why (`reasons`), how much (`score`), what speaks against it, what hangs on it.

    `leverage` is the largest relative change of a kept estimate when the claim is left out.
    """

    claim: Claim
    score: float
    reasons: tuple[str, ...]
    leverage: float | None = None
    against: tuple[str, ...] = ()


def review(  # noqa: PLR0913 - one keyword for each option of the command
    claim: str = "",
    *,
    verb: str = "",
    other: str = "",
    fields: Mapping[str, Any] | None = None,
    by: str = "",
    at: str = "",
    reason: str = "",
    limit: int = 20,
    as_of: dt.date | None = None,
    ledger: Place = DEFAULT,
) -> tuple[Doubt | Judgement, ...]:
    """The claims most worth a look; or, with `claim` and `verb`, the judgement made, kept and given back.

    `verb` is accept, reject, correct (with `fields`, such as ``{"quantity.low": 5000}``), unsure, same,
    different, contradicts, refines, denies (with `other`, a claim's id), or retract (`other`: a judgement's).
    """
    if not verb:
        return queue(ledger, limit=limit, as_of=as_of, only=claim)
    made = Judgement(id="", verb=verb, claim=claim, other=other, fields=dict(fields or {}), by=by, at=at, reason=reason)
    return (judge(made, ledger=ledger),)


def queue(
    ledger: Place = DEFAULT, *, limit: int = 20, as_of: dt.date | None = None, only: str = ""
) -> tuple[Doubt, ...]:
    """Claims not reviewed yet, by how much doubt and how much weight lies on them.

    The score adds 1 - confidence, the leverage (at most 1), a half where another claim contradicts it, and
    a tenth for each flag. Candidates are the least sure, the weightiest and the contradicted.
    """
    with opened(ledger) as book, book.reading() as connection:
        leverage, against = _leverage(connection, limit), _against(connection)
        wanted = {only} if only else {*leverage, *against, *_unsure(connection, limit, as_of)}
        found = claims_of(connection, sorted(wanted), as_of=as_of, review="any" if only else "none")
        doubts = [_doubt(c, leverage.get(c.id), against.get(c.id, ())) for c in found]
    return tuple(sorted(doubts, key=lambda d: (-d.score, d.claim.id))[:limit])


SURE = 0.8  # a claim at least as likely right is no doubt of its own


def _doubt(claim: Claim, leverage: float | None, against: Iterable[str]) -> Doubt:
    others = tuple(sorted(against))
    unsure = f", unsure: {', '.join(claim.unsure)}" if claim.unsure else ""
    reasons = [f"confidence {claim.confidence:.0%}{unsure}"] if claim.confidence < SURE else []
    reasons += [f"leverage {leverage:.1%}"] if leverage else []
    reasons += [f"contradicted by {', '.join(others[:3])}"] if others else []
    reasons += [f"flag {f}" for f in claim.flags]
    score = 1 - claim.confidence + min(1.0, leverage or 0.0) + 0.5 * bool(others) + 0.1 * len(claim.flags)
    return Doubt(claim=claim, score=round(score, 6), reasons=tuple(reasons), leverage=leverage, against=others)


def _unsure(connection: sa.Connection, limit: int, as_of: dt.date | None) -> list[str]:
    query = sa.select(_c.id).where(_c.review == "", _c.last.is_(None))
    if as_of is not None:
        query = query.where(_c.known_at != "", _c.known_at <= as_of.isoformat())
    return list(connection.execute(query.order_by(_c.confidence, _c.seq).limit(limit)).scalars())


def _leverage(connection: sa.Connection, limit: int) -> dict[str, float]:
    weight = sa.func.max(sa.func.abs(_u.weight))
    query = sa.select(_u.ref, weight).where(_u.weight.is_not(None), _c.id == _u.ref, _c.review == "", _c.last.is_(None))
    rows = connection.execute(query.group_by(_u.ref).order_by(weight.desc(), _u.ref).limit(limit))
    return {ref: float(w) for ref, w in rows}


def _against(connection: sa.Connection) -> dict[str, set[str]]:
    """Claims that contradict each other, by judgement or by the newest estimates."""
    found: dict[str, set[str]] = {}
    for j in active(load(connection)):
        if j.verb in ("contradicts", "denies"):
            found.setdefault(j.claim, set()).add(j.other)
            found.setdefault(j.other, set()).add(j.claim)
    r = tables.results.c
    newest = sa.select(sa.func.max(r.seq)).group_by(r.id)
    query = sa.select(_u.result, _u.line, _u.ref).where(_u.line.like("contradiction %"), _u.result.in_(newest))
    groups: dict[tuple[int, str], set[str]] = {}
    for result, line, ref in connection.execute(query):
        groups.setdefault((result, line), set()).add(ref)
    for members in groups.values():
        for ref in members:
            found.setdefault(ref, set()).update(members - {ref})
    return found
