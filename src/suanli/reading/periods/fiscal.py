"""Fiscal years: which months they have, by the company that a sentence names (data: catalog/data/fiscal.csv)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from suanli import catalog
from suanli.reading import dating
from suanli.terms import Period

__all__ = ["APRIL", "begin", "ended", "fiscal_period", "rules"]

APRIL = "april"  # the row for business years from April that no company's row speaks for


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, Mapping[str, Any]], dict[str, Mapping[str, Any]]]:
    """A pattern over the names of companies, and the rows by name and by company."""
    names = {n.casefold(): r for r in catalog.fiscal() for n in str(r["names"] or "").split("|") if n}
    longest = sorted(names, key=lambda n: (-len(n), n))
    whole = "|".join(
        re.escape(n) if n[0] > "\u2e7f" else rf"(?<!\w){re.escape(n)}(?![^\W\u2e80-\ud7ff])" for n in longest
    )
    return re.compile(whole), names, {str(r["company"]): r for r in catalog.fiscal()}


def rules(near: str, otherwise: str) -> Mapping[str, Any]:
    """The fiscal calendar of the first company that a sentence names, else that of `otherwise`."""
    pattern, names, companies = _table()
    found = pattern.search(near.casefold())
    return names[found.group()] if found else companies[otherwise]


def begin(row: Mapping[str, Any], year: int) -> dt.date:
    """The first day of a company's fiscal year of that name."""
    first = int(row["first_month"])
    start = dt.date(year - 1 if first > 1 and row["named_by"] == "end" else year, first, 1)
    if not row["last_sunday"]:
        return start
    last = start - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7) + dt.timedelta(days=1)


def fiscal_period(row: Mapping[str, Any], year: int, part: tuple[str, Any] | None, *, across: bool = False) -> Period:
    """A fiscal year, quarter or half; with `across` the one that begins in `year` and ends in the next (FY2024-25)."""
    name = f"FY{year}"
    if across:
        name += f"-{(year + 1) % 100:02d}"
        year += int(row["named_by"] == "end")
    since, until = begin(row, year), begin(row, year + 1)
    if not part or part[0] not in {"quarter", "half"}:
        return Period(since=since, until=until, precision="fiscal_year", label=name)
    size = 3 if part[0] == "quarter" else 6
    first = dating.shifted(since, size * (part[1] - 1)) if part[1] > 1 else since
    stop = dating.shifted(since, size * part[1]) if size * part[1] < 12 else until
    letter = "Q" if size == 3 else "H"
    return Period(since=first, until=stop, precision=f"fiscal_{part[0]}", label=f"{name}-{letter}{part[1]}")


def ended(year: int, month: int, months: int) -> Period:
    """The business year (or its first months) that ended with a month: 2025年3月期, "fiscal year ended March 2025"."""
    last = dt.date(year, month, 1)
    whole = dating.joined(*(dating.month(d.year, d.month) for d in (dating.shifted(last, 1 - months), last)))
    if months != 12 or month == 12:
        return whole
    return Period(since=whole.since, until=whole.until, precision="fiscal_year", label=whole.label)
