"""How much of a year's sales a stretch of days covers: deliveries, orders with their lead times, chips in service."""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache

from suanli.fleets.scope import settings
from suanli.fleets.supply import Lot

__all__ = ["delivered", "held", "ordered"]

QUARTERS = 4
YEAR_DAYS = 365.25


def _bounds(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """First day of a quarter and first day after it; quarters below 0 or above 3 fall in other years."""
    year, quarter = year + quarter // QUARTERS, quarter % QUARTERS
    after, late = (year + 1, 1) if quarter == 3 else (year, quarter * 3 + 4)
    return dt.date(year, quarter * 3 + 1, 1), dt.date(after, late, 1)


def _overlap(year: int, quarter: int, since: dt.date, until: dt.date) -> float:
    """The part of a quarter's days inside [since, until)."""
    first, after = _bounds(year, quarter)
    days = (min(after, until) - max(first, since)).days
    return max(days, 0) / (after - first).days


@lru_cache(maxsize=1 << 14)
def delivered(lot: Lot, since: dt.date, until: dt.date) -> float:
    """The part of a lot delivered within [since, until), evenly within each quarter."""
    return math.fsum(p * _overlap(lot.year, q, since, until) for q, p in enumerate(lot.quarters))


def ordered(lot: Lot, since: dt.date, until: dt.date) -> float:
    """The part of a lot whose orders fell within [since, until), given the lead times of the constants."""
    return _ordered(lot, since, until, tuple(settings()["status"]["lead_quarters"]))


@lru_cache(maxsize=1 << 14)
def _ordered(lot: Lot, since: dt.date, until: dt.date, lead: tuple[float, ...]) -> float:
    return math.fsum(
        p * part * _overlap(lot.year, q - late, since, until)
        for q, p in enumerate(lot.quarters)
        for late, part in enumerate(lead)
    )


def held(lot: Lot, on: dt.date) -> float:
    """The part of a lot delivered by the end of `on` and still in service then."""
    known = settings()["retirement"]
    return _held(lot, on, (known["life_years"], known["width_years"]))


@lru_cache(maxsize=1 << 14)
def _held(lot: Lot, on: dt.date, service: tuple[float, float]) -> float:
    life, width = service
    total = 0.0
    for quarter, part in enumerate(lot.quarters):
        first, after = _bounds(lot.year, quarter)
        arrived = _overlap(lot.year, quarter, first, min(after, on + dt.timedelta(days=1)))
        age = max((on - first).days / YEAR_DAYS, 0.0)
        serving = 1.0 / (1.0 + math.exp((age - life) / width))
        total += part * arrived * serving
    return total
