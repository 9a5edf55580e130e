"""Calendar days of a document: stamps, given dates, and the label that a period prints."""

from __future__ import annotations

import datetime as dt
import re

from suanli.errors import Unknown
from suanli.reading.drafting import Change, Draft
from suanli.terms import Period

__all__ = ["as_period", "day", "month", "stamp", "year"]

STAMP = re.compile(r"\A\ufeff?[ \t]{0,8}date (\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])[ \t]?")
ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")


def day(when: dt.date) -> Period:
    """The period of one day."""
    return Period(since=when, until=when + dt.timedelta(days=1), precision="day", label=when.isoformat())


def month(y: int, m: int) -> Period:
    """The period of one month."""
    until = dt.date(y + m // 12, m % 12 + 1, 1)
    return Period(since=dt.date(y, m, 1), until=until, precision="month", label=f"{y}-{m:02d}")


def year(y: int) -> Period:
    """The period of one calendar year."""
    return Period(since=dt.date(y, 1, 1), until=dt.date(y + 1, 1, 1), precision="year", label=f"{y}")


def of_parts(y: str, m: str | None, d: str | None) -> Period:
    """Year, month and day as digits, the last two possibly absent; ValueError if there is no such day."""
    if d:
        return day(dt.date(int(y), int(m or 1), int(d)))
    return month(int(y), int(m)) if m and 1 <= int(m) <= 12 else year(int(y))


def as_period(given: str | dt.date | Period) -> Period:
    """A period for an ISO day, month or year; `Unknown` for anything else."""
    if isinstance(given, Period):
        return given
    if isinstance(given, dt.date):
        return day(given)
    found = ISO.match(given.strip())
    try:
        if found and 1900 <= int(found.group(1)) <= 2100:
            return of_parts(*found.groups())
    except ValueError:
        pass
    raise Unknown(f"published: {given!r} is not a day; write YYYY-MM-DD, YYYY-MM or YYYY")


def stamp(draft: Draft) -> Period | None:
    """The crawl stamp ``date 2023-06`` that a text of a data set may begin with; it is taken out."""
    found = STAMP.match(draft.text)
    if not found:
        return None
    try:
        when = of_parts(*found.groups())
    except ValueError:
        return None
    draft.apply([Change(0, found.end(), "", "boilerplate stamp")])
    return when


def quarter(y: int, q: int) -> Period:
    """The period of one calendar quarter; `q` beyond 1 to 4 runs into neighbouring years."""
    y, q = y + (q - 1) // 4, (q - 1) % 4 + 1
    until = dt.date(y + q // 4, q % 4 * 3 + 1, 1)
    return Period(since=dt.date(y, 3 * q - 2, 1), until=until, precision="quarter", label=f"{y}-Q{q}")


def half(y: int, h: int) -> Period:
    """The period of half a year."""
    until = dt.date(y + h // 2, 7 if h == 1 else 1, 1)
    return Period(since=dt.date(y, 6 * h - 5, 1), until=until, precision="half", label=f"{y}-H{h}")


def week(when: dt.date) -> Period:
    """The period of the ISO week of a day, Monday to Sunday."""
    monday = when - dt.timedelta(days=when.weekday())
    y, w, _ = when.isocalendar()
    return Period(since=monday, until=monday + dt.timedelta(days=7), precision="week", label=f"{y}-W{w:02d}")


def joined(first: Period, last: Period) -> Period:
    """From the beginning of one period to the end of another; a whole quarter, half or year gets its name."""
    since, until = first.since, last.until
    if since and until and since.day == 1 and until.day == 1:
        months = (until.year - since.year) * 12 + until.month - since.month
        if months == 3 and since.month % 3 == 1:
            return quarter(since.year, since.month // 3 + 1)
        if months == 6 and since.month % 6 == 1:
            return half(since.year, since.month // 6 + 1)
        if months == 12 and since.month == 1:
            return year(since.year)
    label = f"{first.label}/{last.label}" if first.label and last.label else ""
    return Period(since=since, until=until, precision="range", label=label)


def shifted(when: dt.date, months: int) -> dt.date:
    """The first day of the month that lies `months` away."""
    at = when.year * 12 + when.month - 1 + months
    return dt.date(at // 12, at % 12 + 1, 1)
