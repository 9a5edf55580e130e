"""A date's parts placed in the calendar, against the day of publication and the dates read before."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from suanli import catalog
from suanli.reading import dating
from suanli.reading.periods.groups import Group
from suanli.terms import Period

__all__ = ["Context"]

# New moon days on which the lunar year begins (Hong Kong Observatory's conversion tables).
LUNAR_NEW_YEAR = {
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12),
    2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26),
    2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
FUTURE_COST = 2.5  # a month named without a year is sooner one gone by than one to come
QUARTER_TAIL = 16  # in the last days of a quarter "last quarter" is the one ending


class Context:
    """What a text has said so far about when: the day of publication, the last year, month and day named."""

    def __init__(self, published: Period | None) -> None:
        """A context for a text published in a period (None: unknown)."""
        known = published is not None and published.since is not None
        self.ref = published.since if published and known else None
        self.fine = published.precision if published and known else ""
        if self.ref and self.fine == "month":
            self.ref = self.ref.replace(day=15)
        if self.ref and self.fine == "year":
            self.ref = self.ref.replace(month=7, day=1)
        self.year: int | None = None
        self.month: dt.date | None = None
        self.day: dt.date | None = None

    def place(self, group: Group, *, forward: bool, near: str) -> Period | None:
        """The period of a group; None where the calendar has no such day. `near` is the sentence."""
        period = self._range(group, near) if group.last else self._place(group.slots, forward, near)
        if period is not None and period.since:
            self._remember(group.last or group, period)
        return period

    def _remember(self, group: Group, period: Period) -> None:
        assert period.since is not None
        last = period.since
        if isinstance(group.slots.get("year"), int) or "full" in group.slots or "month" in group.slots:
            self.year = last.year
        if period.precision in {"month", "day"}:
            self.month = last.replace(day=1)
        if period.precision == "day" and not isinstance(group.slots.get("day"), tuple):
            self.day = last

    def _range(self, group: Group, near: str) -> Period | None:
        """From one date to another; a year, month or part said once holds for both."""
        assert group.last
        first, last = dict(group.slots), dict(group.last.slots)
        if "year" not in first and "year" in last and "full" not in first:
            first["year"] = last["year"]
        if "month" not in last and "day" in last and "month" in first:
            last["month"] = first["month"]
        if "month" not in first and "day" in first and "month" in last:
            first["month"] = last["month"]
        begin = self._place(first, False, near)
        if begin is None or begin.since is None:
            return begin
        if "year" not in last and "full" not in last:
            last["year"] = begin.since.year
        end = self._place(last, False, near)
        if end and end.since and end.since < begin.since and "year" not in group.last.slots:
            end = self._place(last | {"year": begin.since.year + 1}, False, near)
        elif end and end.since and end.since < begin.since and "year" not in group.slots:
            begin = self._place(first | {"year": end.since.year - 1}, False, near)
        if end is None or begin is None or end.until is None or begin.since is None or end.until <= begin.since:
            return None
        return dating.joined(begin, end)

    def _place(self, slots: dict[str, Any], forward: bool, near: str) -> Period | None:
        try:
            return self._alone(slots) or self._dated(slots, forward, near)
        except (ValueError, OverflowError):
            return None

    def _alone(self, slots: dict[str, Any]) -> Period | None:
        """Whole dates, and counts of units from the day of publication."""
        if "full" in slots:
            return dating.day(slots["full"])
        if "ago" in slots:
            return self._ago(*slots["ago"])
        if "plan" in slots:
            return self._years(self.ref.year, self.ref.year + slots["plan"] - 1) if self.ref else _unknown("range")
        if "span" not in slots:
            return None
        unit, count = slots["span"]
        months = {"year": 12, "quarter": 3, "month": 1}.get(unit)
        if not self.ref:
            return _unknown("range")
        if months is None:
            days = {"week": 7, "day": 1}[unit] * count
            ends = sorted((self.ref, self.ref + dt.timedelta(days=days)))
            return Period(since=ends[0], until=ends[1], precision="range", label=f"{ends[0]}/{ends[1]}")
        if unit == "year":  # the coming years count from the current one, as budgets do
            return self._years(*sorted((self.ref.year, self.ref.year + count - (count > 0))))
        return dating.joined(*_ordered(self.ref, dating.shifted(self.ref, months * count)))

    def _years(self, first: int, last: int) -> Period:
        return dating.joined(dating.year(first), dating.year(last))

    def _ago(self, unit: str, count: int) -> Period:
        if not self.ref:
            return _unknown(unit)
        if unit == "year":
            return dating.year(self.ref.year - count)
        if unit in {"month", "quarter"}:
            then = dating.shifted(self.ref, -count * (3 if unit == "quarter" else 1))
            return dating.month(then.year, then.month)
        when = self.ref - dt.timedelta(days=count * (7 if unit == "week" else 1))
        return dating.day(when) if unit == "day" and self.fine == "day" else dating.month(when.year, when.month)

    def _dated(self, slots: dict[str, Any], forward: bool, near: str) -> Period | None:
        """A date of slots: fiscal, feast, day, month, part of a year, week, year."""
        if "fiscal" in slots:
            return self._fiscal(slots, near)
        if "feast" in slots:
            return self._feast(slots)
        if "day" in slots or "weekday" in slots:
            return self._day(slots, forward)
        if "month" in slots:
            return _edged(self._month(slots, forward), slots.get("edge"))
        for unit in ("quarter", "week"):
            if unit in slots:
                return self._relative(unit, slots[unit][1])
        if "part" in slots:
            return self._part(slots)
        year, inferred = self._year(slots)
        if year is None:
            return _unknown("year")
        return _edged(_inferred(dating.year(year), inferred), slots.get("edge"))

    def _year(self, slots: dict[str, Any]) -> tuple[int | None, bool]:
        """The year of a group, and whether it was inferred; None where nothing tells it."""
        said = slots.get("year")
        if isinstance(said, int):
            return said, False
        if said == "same":
            return (self.year or (self.ref.year if self.ref else None)), True
        if said:
            return (self.ref.year + said[1] if self.ref else None), False
        return None, True

    def _month(self, slots: dict[str, Any], forward: bool) -> Period:
        said = slots["month"]
        if said == "same":
            return _inferred(dating.month(self.month.year, self.month.month), True) if self.month else _unknown("month")
        if isinstance(said, tuple):
            return self._relative("month", said[1])
        year, inferred = self._year(slots)
        if year is None and "year" not in slots:
            year = self._nearest(said, 15, forward)
        return _inferred(dating.month(year, said), inferred) if year else _unknown("month")

    def _nearest(self, month: int, day: int, forward: bool) -> int | None:
        """The year that puts a month nearest to the day of publication, sooner past than to come."""
        if not self.ref:
            return self.year
        ref = self.ref

        def cost(year: int) -> float:
            away = (year - ref.year) * 12 + month - ref.month + (day - ref.day) / 31
            if away > 0:
                return away * (1.0 if forward else FUTURE_COST)
            return -away * (FUTURE_COST if forward else 1.0)

        return min((ref.year - 1, ref.year, ref.year + 1), key=cost)

    def _relative(self, unit: str, offset: int) -> Period:
        if not self.ref or (unit == "month" and self.fine == "year"):
            return _unknown(unit)
        ref = self.ref
        if unit == "month":
            when = dating.shifted(ref, offset)
            return dating.month(when.year, when.month)
        if unit == "week":
            return dating.week(ref + dt.timedelta(days=7 * offset))
        if unit == "day":
            when = ref + dt.timedelta(days=offset)
            return dating.day(when) if self.fine == "day" else dating.month(ref.year, ref.month)
        quarter = (ref.month - 1) // 3 + 1
        end = dating.quarter(ref.year, quarter).until
        assert end
        if offset == -1 and (end - ref).days <= QUARTER_TAIL and self.fine == "day":
            offset = 0
        return dating.quarter(ref.year, quarter + offset)

    def _day(self, slots: dict[str, Any], forward: bool) -> Period | None:
        said = slots.get("day")
        if isinstance(said, tuple):
            return self._relative("day", said[1])
        if said == "same":
            return _inferred(dating.day(self.day), True) if self.day else _unknown("day")
        if said is None:
            return self._weekday(slots["weekday"])
        if "month" not in slots:
            return self._day_of_month(said)
        month = slots["month"]
        if not isinstance(month, int):
            base = self._month({"month": month}, forward).since
            return dating.day(base.replace(day=said)) if base else _unknown("day")
        year, inferred = self._year(slots)
        if year is None and "year" not in slots:
            year = self._nearest(month, said, forward)
        return _inferred(dating.day(dt.date(year, month, said)), inferred) if year else _unknown("day")

    def _day_of_month(self, said: int) -> Period:
        """A day without a month: the last such day up to publication."""
        if not self.ref:
            return _unknown("day")
        if self.fine != "day":
            return _inferred(dating.day(self.ref.replace(day=said)), True)
        base = self.ref if said <= self.ref.day else dating.shifted(self.ref, -1)
        return _inferred(dating.day(base.replace(day=said)), True)

    def _weekday(self, number: int) -> Period:
        """A weekday without a date: the last one up to publication."""
        if not self.ref or self.fine != "day":
            return _unknown("day")
        back = (self.ref.isoweekday() - number) % 7
        return _inferred(dating.day(self.ref - dt.timedelta(days=back)), True)

    def _part(self, slots: dict[str, Any]) -> Period:
        name, number = slots["part"]
        year, inferred = self._year(slots)
        if year is None and "year" not in slots:
            year = self._nearest(number * 3 - 1 if name == "quarter" else number * 6 - 3, 15, False)
        if year is None:
            return _unknown(name)
        return _inferred(dating.quarter(year, number) if name == "quarter" else dating.half(year, number), inferred)

    def _feast(self, slots: dict[str, Any]) -> Period:
        name, by = slots["feast"]
        year, inferred = self._year(slots)
        if year is None and self.ref:
            year = self.ref.year
            start = dt.date(year, *LUNAR_NEW_YEAR.get(year, (2, 1))) if name == "lny" else dt.date(year, 11, 11)
            year -= (start - self.ref).days > 90
        if year is None or (name == "lny" and year not in LUNAR_NEW_YEAR):
            return _unknown("day")
        when = dt.date(year, *LUNAR_NEW_YEAR[year]) if name == "lny" else dt.date(year, 11, 11)
        return _inferred(dating.day(when + dt.timedelta(days=by)), inferred)

    def _fiscal(self, slots: dict[str, Any], near: str) -> Period | None:
        """A fiscal year or quarter, by the calendar of the company that the sentence (else Nvidia) names."""
        rules = _rules(near)
        year, _ = self._year({"year": slots["year"]} if isinstance(slots.get("year"), int) else {})
        if year is None and slots["fiscal"] is not None and self.ref:
            year = next(y for y in range(self.ref.year + 2, 0, -1) if _begin(rules, y) <= self.ref) + slots["fiscal"]
        if year is None and isinstance(slots.get("year"), tuple) and self.ref:
            year = self.ref.year + slots["year"][1]
        if year is None:
            return _unknown("fiscal_year")
        since, until = _begin(rules, year), _begin(rules, year + 1)
        part = slots.get("part")
        if not part:
            return Period(since=since, until=until, precision="fiscal_year", label=f"FY{year}")
        size = 3 if part[0] == "quarter" else 6
        first = dating.shifted(since, size * (part[1] - 1)) if part[1] > 1 else since
        stop = dating.shifted(since, size * part[1]) if size * part[1] < 12 else until
        letter = "Q" if size == 3 else "H"
        return Period(since=first, until=stop, precision=f"fiscal_{part[0]}", label=f"FY{year}-{letter}{part[1]}")


def _rules(near: str) -> dict[str, Any]:
    """The fiscal calendar of the first company that a sentence names; Nvidia's, the subject here, if none."""
    text = near.casefold()
    rows = [dict(r) for r in catalog.fiscal()]
    named = [(text.find(n), r) for r in rows for n in str(r["names"]).split("|") if n in text]
    return min(named, key=lambda pair: pair[0])[1] if named else rows[0]


def _begin(rules: dict[str, Any], year: int) -> dt.date:
    """The first day of a company's fiscal year."""
    first = int(rules["first_month"])
    start = dt.date(year - 1 if first > 1 and rules["named_by"] == "end" else year, first, 1)
    if not rules["last_sunday"]:
        return start
    last = start - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7) + dt.timedelta(days=1)


def _unknown(precision: str) -> Period:
    return Period(precision="half" if precision == "half" else precision, label="")


def _inferred(period: Period, inferred: bool) -> Period:
    if not inferred:
        return period
    return Period(since=period.since, until=period.until, precision=period.precision, label=period.label, inferred=True)


def _ordered(first: dt.date, second: dt.date) -> tuple[Period, Period]:
    low, high = sorted((first, second))
    return dating.month(low.year, low.month), dating.month(high.year, high.month)


def _edged(period: Period, edge: str | None) -> Period:
    """The beginning, middle or end of a year or month: a year's end is December, its beginning a quarter."""
    if not edge or not period.since or not period.until:
        return period
    if period.precision == "year":
        if edge == "end":
            return dating.month(period.since.year, 12)
        return dating.quarter(period.since.year, 1) if edge == "start" else period
    if period.precision != "month":
        return period
    y, m = period.since.year, period.since.month
    cut = {"start": (1, 11), "mid": (11, 21), "end": (21, calendar.monthrange(y, m)[1])}[edge]
    until = period.until if edge == "end" else dt.date(y, m, cut[1])
    return Period(
        since=dt.date(y, m, cut[0]), until=until, precision="month", label=period.label, inferred=period.inferred
    )
