"""Budgets: capital expenditure that supply.csv reports bounds what holders can have paid for chips.

A budget is a reading without a claim: chips are at most `capex.chips_part` of what was spent in the period, and it
says nothing below. It uses the sum of chips x price, so a holder near its ceiling has fewer chips where they are dear.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from suanli import catalog
from suanli.fleets.amounts import in_dollars
from suanli.fleets.belief import UNSAID, Reading, places
from suanli.fleets.calendar import delivered
from suanli.fleets.scope import holder_id, settings
from suanli.fleets.world import World

__all__ = ["budgets"]

LAG = dt.timedelta(days=75)  # results are public some weeks after a period
SPREAD = 0.15  # leases, rates of the year, chips bought outside China
_PERIOD = re.compile(r"(?P<first>\d{4})(?:-(?P<last>\d{4}) per year|-H(?P<half>[12])|-Q(?P<quarter>[1-4]))?(?:\.0)?")


def _days(text: str) -> list[tuple[dt.date, dt.date]]:
    """The periods that a row is about: one, or every year of `2020-2022 per year`; none where it is not read."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        return []
    first = int(match["first"])
    if match["half"] or match["quarter"]:
        months = 6 if match["half"] else 3
        month = months * (int(match["half"] or match["quarter"]) - 1) + 1
        after = (first + 1, 1) if month + months > 12 else (first, month + months)
        return [(dt.date(first, month, 1), dt.date(*after, 1))]
    last = int(match["last"] or first)
    return [(dt.date(y, 1, 1), dt.date(y + 1, 1, 1)) for y in range(first, last + 1)]


def _rows() -> Iterator[tuple[tuple[str, ...], float, tuple[dt.date, dt.date]]]:
    """(holders, US$ at most, days) of every report of capital expenditure; forecasts and parts of it left out."""
    for row in catalog.supply():
        if row["measure"] != "capex" or row["chip"]:
            continue
        most = row["high"] if row["high"] is not None else row["central"]
        holders = tuple(holder_id(n) for n in str(row["subject"]).split("+"))
        for days in _days(str(row["date_or_period"])):
            rate = in_dollars(str(row["unit"])[:3], days[0])
            if most and rate:
                yield holders, float(most) * rate, days


def budgets(world: World, *, as_of: dt.date | None = None) -> tuple[Reading, ...]:
    """A reading for every report of capital expenditure of holders in the model, known by `as_of`."""
    where, part = places(world), float(settings()["capex"]["chips_part"][1])
    found = []
    for holders, most, days in _rows():
        if not set(holders) <= set(world.holders) or (as_of is not None and days[1] + LAG > as_of):
            continue
        weigh: Any = lambda lot, _, days=days: delivered(lot, *days)  # noqa: E731 - the days of this row
        columns = where.columns(holders, [s.id for s in world.series], weigh)
        if columns:
            found.append(_ceiling(holders, math.log(most * part), days, columns))
    return tuple(found)


def _ceiling(
    holders: tuple[str, ...], high: float, days: tuple[dt.date, dt.date], columns: Mapping[int, float]
) -> Reading:
    return Reading(
        fact=f"budget {'+'.join(holders)} {days[0]}",
        holders=holders,
        series=(),
        status="delivered",
        measure="usd",
        since=days[0],
        until=days[1],
        columns=dict(columns),
        low=high - UNSAID,
        high=high,
        s_low=1.0,
        s_high=SPREAD,
        doubt=0.0,
        claimed=math.exp(high),
        ceiling=True,
        bound="at_most",
    )
