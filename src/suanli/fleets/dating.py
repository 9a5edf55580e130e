"""A day for claims whose document bears none.

The last of three: the latest thing it tells as past, the year of the newest chip it names, and when enough chips had
been made for what it says somebody has.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from suanli.fleets.scope import series_for
from suanli.fleets.supply import Series
from suanli.terms import Claim, Document, Period

__all__ = ["INFERRED", "dated"]

INFERRED = "date_inferred"
_AHEAD = frozenset({"planned", "potential"})
_HERE = frozenset({"held", "rented", "delivered"})
PARTS = (0.25, 1.0)  # of all chips of a kind that one holder may have; where the first was never enough, the second
DAY = dt.timedelta(days=1)


def _told(claims: Sequence[Claim]) -> dt.date | None:
    """The latest day that a document speaks of as come: the last start of a period that is not a plan."""
    days = [
        c.period.since
        for c in claims
        if c.period and c.period.since and c.stance != "planned" and c.status not in _AHEAD and not c.hedge
    ]
    return max(days, default=None)


def _sold(claims: Sequence[Claim], series: Sequence[Series]) -> dt.date | None:
    """The middle of the first year of sales of the newest chip that a document names alone."""
    first = {s.id: s.lots[0].year for s in series}
    years = []
    for claim in claims:
        names, _ = series_for(claim.chip_ids or claim.chips, known=list(first)) if claim.chips else ((), ())
        if len(names) == 1:
            years.append(first[names[0]])
    return dt.date(max(years), 7, 1) if years else None


def _has(claim: Claim) -> float:
    """The chips that a claim says somebody has or got; 0 where it tells of no such thing, or of what is to come."""
    quantity = claim.quantity
    ahead = claim.stance in {"planned", "denied"} or claim.hedge or claim.polarity == "negative"
    if quantity is None or quantity.measure != "chips" or ahead:
        return 0.0
    return float(quantity.low or quantity.high or 0.0) if claim.kind == "stock" or claim.status in _HERE else 0.0


def _made(series: Series, count: float) -> dt.date | None:
    """The first day of the quarter after the one in which that many chips of a series had been sold."""
    total = 0.0
    for lot in sorted(series.lots, key=lambda lot: lot.year):
        for quarter, part in enumerate(lot.quarters):
            total += lot.units * part
            if total >= count:
                return dt.date(lot.year + quarter // 3, (quarter + 1) % 4 * 3 + 1, 1)
    return None


def _enough(claims: Sequence[Claim], series: Sequence[Series]) -> dt.date | None:
    """When so many of a chip had been sold that one holder may have had as many as a document says somebody has."""
    known = {s.id: s for s in series}
    days = []
    for claim in claims:
        count = _has(claim)
        names, _ = series_for(claim.chip_ids or claim.chips, known=list(known)) if count and claim.chips else ((), ())
        if len(names) == 1:
            made = (_made(known[names[0]], count / part) for part in PARTS)
            days.append(next((day for day in made if day), None))
    return max((d for d in days if d), default=None)


def _day(claims: Sequence[Claim], series: Sequence[Series]) -> dt.date | None:
    """The day that the claims of one document are read as of."""
    days = (_told(claims), _sold(claims, series), _enough(claims, series))
    return max((d for d in days if d), default=None)


def dated(claims: Sequence[Claim], documents: Iterable[Document], series: Sequence[Series]) -> tuple[list[Claim], int]:
    """Claims with a day of publication, and for how many it had to be inferred (flag `date_inferred`)."""
    known = {d.id: d.published for d in documents if d.published and d.published.since}
    members: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        members[claim.doc_id].append(claim)
    found, inferred = [], 0
    for claim in claims:
        period = claim.published if claim.published and claim.published.since else known.get(claim.doc_id)
        if period is not None:
            found.append(msgspec.structs.replace(claim, published=period))
            continue
        day = _day(members[claim.doc_id], series)
        inferred += 1
        guess = Period(since=day, until=day + DAY, precision="range", inferred=True) if day else None
        found.append(msgspec.structs.replace(claim, published=guess, flags=(*claim.flags, INFERRED)))
    return found, inferred
