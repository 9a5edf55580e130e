"""The time that a claim without one is about, by its kind."""

from __future__ import annotations

import datetime as dt

from suanli import catalog
from suanli.terms import Claim, Period

__all__ = ["implied_period"]


def implied_period(claim: Claim) -> Period | None:
    """The year or month that a claim without a time of its own is about: that of its news; None where none is.

    Orders, spending and output told without a time are about the year of publication, prices and stocks about the
    month; what chips are, and how many somebody plans to hold, is about no time. No word says so: it is right for
    two of three claims without a time (docs/methods/claims.md), and nothing is reckoned with it.
    """
    form = catalog.kinds[claim.kind].usual_period if claim.kind in catalog.kinds else ""
    published = claim.published.since if claim.published else None
    if claim.period is not None or published is None or not form:
        return None
    if form == "year":
        since, until, label = dt.date(published.year, 1, 1), dt.date(published.year + 1, 1, 1), f"{published.year}"
    elif claim.stance == "planned":
        return None
    else:
        since, label = published.replace(day=1), f"{published:%Y-%m}"
        until = dt.date(published.year + published.month // 12, published.month % 12 + 1, 1)
    return Period(since=since, until=until, precision=form, label=label, inferred=True)
