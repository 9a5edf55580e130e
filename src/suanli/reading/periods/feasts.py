"""The days of feasts: fixed ones, those of the lunar calendar, Easter (data: catalog/data/feasts.csv)."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

from suanli import catalog
from suanli.reading.periods.lunar import lunar_day, sun_day

__all__ = ["feast_days", "is_feast"]


@lru_cache(maxsize=1)
def _feasts() -> dict[str, tuple[str, int, int, int]]:
    return {
        str(r["feast"]): (str(r["calendar"]), int(r["month"]), int(r["day"]), int(r["days"])) for r in catalog.feasts()
    }


def is_feast(name: str) -> bool:
    """Whether the catalog knows a feast of this name."""
    return name in _feasts()


def feast_days(name: str, year: int) -> tuple[dt.date, int]:
    """The first day of a feast in a year, and how many days it lasts.

    Feasts of the lunar calendar belong to the lunar year that begins in `year`, so the twelfth month falls in the next.
    """
    kind, month, day, days = _feasts()[name]
    if kind in {"lunar", "vietnam"}:
        return lunar_day(year, month, day, hours=8 if kind == "lunar" else 7), days
    if kind == "sun":
        return sun_day(year, day), days
    if kind == "easter":
        return _easter(year), days
    if kind == "thursday":
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(calendar.THURSDAY - first.weekday()) % 7 + 7 * (day - 1)), days
    return dt.date(year, month, day), days


def _easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    x = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * x) // 451
    month, day = divmod(h + x - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)
