"""Days of the Chinese lunar calendar, computed from moon and sun.

A lunar month begins on the day of the new moon and has the number of the major solar term that falls in it
(GB/T 33661-2017); a month without one is a leap month. New moons after Meeus, Astronomical Algorithms (1998),
chapter 49, and the sun's place after chapter 25 (low accuracy), both to a few minutes: a day can be wrong only
where the new moon falls within minutes of midnight. Not right for 2033 and 2034, when two terms share a month.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache

__all__ = ["lunar_day", "lunar_month", "sun_day"]

EPOCH = dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)
EPOCH_JDE = 2451545.0
MONTH = 29.530588861  # mean days from new moon to new moon
FIRST_MOON = 2451550.09766  # the mean new moon of January 2000
# Corrections to the mean new moon: days, and multiples of the anomalies of sun and moon and of the moon's latitude.
MOON_TERMS = (
    (-0.40720, 0, 1, 0), (0.17241, 1, 0, 0), (0.01608, 0, 2, 0), (0.01039, 0, 0, 2), (0.00739, -1, 1, 0),
    (-0.00514, 1, 1, 0), (0.00208, 2, 0, 0), (-0.00111, 0, 1, -2), (-0.00057, 0, 1, 2), (0.00056, 1, 2, 0),
    (-0.00042, 0, 3, 0), (0.00042, 1, 0, 2), (0.00038, 1, 0, -2), (-0.00024, -1, 2, 0),
)  # fmt: skip


def lunar_day(year: int, month: int, day: int, *, hours: float = 8.0) -> dt.date:
    """The civil day of a day of a lunar month (1 to 12, never a leap month) of the lunar year that begins in `year`.

    `hours` east of Greenwich: 8 for China, 7 for Vietnam. ValueError outside 1900 to 2100.
    """
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and day >= 1):
        msg = f"no such lunar day: {year}-{month}-{day}"
        raise ValueError(msg)
    first, after = lunar_month(year, month, hours)
    found = first + dt.timedelta(days=day - 1)
    if found >= after:
        msg = f"lunar month {year}-{month} has no day {day}"
        raise ValueError(msg)
    return found


@lru_cache(maxsize=512)
def lunar_month(year: int, month: int, hours: float = 8.0) -> tuple[dt.date, dt.date]:
    """The first day of a lunar month, and the first of the one after it."""
    term = sun_day(year + (month == 12), (330 + 30 * (month - 1)) % 360, hours=hours)
    number = math.floor((_jde(term) - FIRST_MOON) / MONTH) + 1
    while (start := _civil(_new_moon(number), hours)) > term:
        number -= 1
    return start, _civil(_new_moon(number + 1), hours)


def sun_day(year: int, longitude: float, *, hours: float = 8.0) -> dt.date:
    """The civil day of a year on which the sun reaches an ecliptic longitude (0: March equinox, 15: Qingming)."""
    jde = _jde(dt.date(year, 3, 20)) + ((longitude + 80) % 360 - 80) * 365.2422 / 360
    for _ in range(6):
        jde += ((longitude - _sun(jde) + 180) % 360 - 180) * 365.2422 / 360
    return _civil(jde, hours)


def _jde(day: dt.date) -> float:
    """The Julian day of a day's noon."""
    return EPOCH_JDE + (day - EPOCH.date()).days


def _civil(jde: float, hours: float) -> dt.date:
    """The day at a longitude; a minute for the difference of dynamical from universal time."""
    return (EPOCH + dt.timedelta(days=jde - EPOCH_JDE, hours=hours, minutes=-1.2)).date()


def _sun(jde: float) -> float:
    """The sun's apparent longitude in degrees."""
    t = (jde - EPOCH_JDE) / 36525
    m = math.radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * math.sin(m) + 0.019993 * math.sin(2 * m) + 0.000289 * math.sin(3 * m)
    node = math.radians(125.04 - 1934.136 * t)
    return (280.46646 + 36000.76983 * t + centre - 0.00569 - 0.00478 * math.sin(node)) % 360


def _new_moon(number: int) -> float:
    """Julian ephemeris day of the new moon of a number since January 2000."""
    t = number / 1236.85
    e = 1 - 0.002516 * t
    sun = math.radians(2.5534 + 29.10535670 * number)
    moon = math.radians(201.5643 + 385.81693528 * number + 0.0107582 * t * t)
    latitude = math.radians(160.7108 + 390.67050284 * number - 0.0016118 * t * t)
    days = FIRST_MOON + MONTH * number + 0.00015437 * t * t
    for size, a, b, c in MOON_TERMS:
        days += size * e ** abs(a) * math.sin(a * sun + b * moon + c * latitude)
    return days - 0.00017 * math.sin(math.radians(124.7746 - 1.56375588 * number))
