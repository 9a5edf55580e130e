"""A day for claims whose document bears none: the latest thing it tells as past, or the newest chip it names."""

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
        days = [d for d in (_told(members[claim.doc_id]), _sold(members[claim.doc_id], series)) if d]
        day = max(days, default=None)
        inferred += 1
        guess = Period(since=day, until=day + DAY, precision="range", inferred=True) if day else None
        found.append(msgspec.structs.replace(claim, published=guess, flags=(*claim.flags, INFERRED)))
    return found, inferred
