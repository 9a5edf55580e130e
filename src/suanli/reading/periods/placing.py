"""A date's parts placed in the calendar, against the day of publication and the dates read before."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from typing import Any

from suanli.reading import dating
from suanli.reading.periods import fiscal
from suanli.reading.periods.feasts import feast_days
from suanli.reading.periods.groups import Group
from suanli.reading.periods.lunar import lunar_day, lunar_month
from suanli.terms import Period

__all__ = ["Context"]

FUTURE_COST = 2.5  # a month named without a year is sooner one gone by than one to come
FEAST_AHEAD = 90  # days: a feast named without a year may be as far ahead
WINTER = 4
USUAL = "nvidia"  # whose fiscal years are meant where no company is named
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
        self.told: dt.date | None = None  # the month or day named last in this sentence

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
        ways: tuple[tuple[str, Callable[[], Period | None]], ...] = (
            ("ends", lambda: self._ended(slots, forward)),
            ("fiscal", lambda: self._fiscal(slots, near)),
            ("feast", lambda: self._feast(slots, forward)),
            ("lunar", lambda: self._lunar(slots)),
            ("season", lambda: self._season(slots)),
        )
        for slot, place in ways:
            if slot in slots:
                return place()
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
        if "across" in slots:
            return dating.joined(dating.year(year), dating.year(year + 1))
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
        """The year that puts a month nearest to the day of publication, sooner past than to come.

        A month that ends something (`forward`) is the first after the one told before it in its sentence:
        `ordered in March, delivered by June`.
        """
        if forward and self.told is not None:
            return self.told.year + (month < self.told.month)
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
        if name == "months":
            if year is None and "year" not in slots:
                year = self._nearest(number[1], 15, False)
            both = (dating.month(year, m) for m in number) if year else ()
            return _inferred(dating.joined(*both), inferred) if year else _unknown("range")
        if year is None and "year" not in slots:
            year = self._nearest(number * 3 - 1 if name == "quarter" else number * 6 - 3, 15, False)
        if year is None:
            return _unknown(name)
        return _inferred(dating.quarter(year, number) if name == "quarter" else dating.half(year, number), inferred)

    def _feast(self, slots: dict[str, Any], forward: bool) -> Period:
        """A feast, by default the last one, or the next one if it is at most three months away or an end is named."""
        name, by = slots["feast"]
        year, inferred = self._year(slots)
        if year is None and self.ref:
            year = next(
                y for y in (self.ref.year + 1, self.ref.year, self.ref.year - 1, self.ref.year - 2)
                if (feast_days(name, y)[0] - self.ref).days <= (330 if forward else FEAST_AHEAD)
            )  # fmt: skip
        if year is None:
            return _unknown("day")
        start, days = feast_days(name, year)
        first, last = (start + dt.timedelta(days=by + n) for n in (0, days - 1))
        if days == 1:
            return _inferred(dating.day(first), inferred)
        return _inferred(dating.joined(dating.day(first), dating.day(last)), inferred)

    def _lunar(self, slots: dict[str, Any]) -> Period:
        """A day of the lunar calendar, or a whole month of it; without a year the nearest one."""
        month, day = slots["lunar"]
        year, inferred = self._year(slots)
        if year is None and self.ref:
            ref = self.ref
            away = {y: (lunar_day(y, month, 15) - ref).days for y in (ref.year - 1, ref.year, ref.year + 1)}
            year = min(away, key=lambda y: max(FUTURE_COST * away[y], -away[y]))
        if year is None:
            return _unknown("day")
        if day:
            return _inferred(dating.day(lunar_day(year, month, day)), inferred)
        first, after = lunar_month(year, month)
        return _inferred(dating.joined(dating.day(first), dating.day(after - dt.timedelta(days=1))), inferred)

    def _season(self, slots: dict[str, Any]) -> Period:
        """Three months from March, June, September or December; winter has the year in which it begins.

        Seasons of the northern hemisphere, whatever the language. "Last" is the one that ended last, "next" the one
        that begins next.
        """
        number, which = slots["season"]
        year, inferred = self._year(slots)
        if year is None and "year" not in slots and self.ref:
            around = range(self.ref.year - 2, self.ref.year + 3)
            if which == -1:
                year = max(y for y in around if _season(y, number)[1] <= self.ref)
            elif which == 1:
                year = min(y for y in around if _season(y, number)[0] > self.ref)
            elif which == 0:
                year = self.ref.year - (number == WINTER and self.ref.month < 3)
            else:
                year = self._nearest(min(3 * number + 1, 12), 15, False)
            inferred = which is None
        if year is None:
            return _unknown("range")
        first = dt.date(year, 3 * number, 1)
        last = dating.shifted(first, 2)
        both = dating.month(first.year, first.month), dating.month(last.year, last.month)
        return _inferred(dating.joined(*both), inferred)

    def _ended(self, slots: dict[str, Any], forward: bool) -> Period:
        """Months up to the end of one: 2025年3月期, "the three months ended June 30, 2025"."""
        months, month = slots["ends"]
        if month is None:
            month = slots["month"]
        year, inferred = self._year(slots)
        if year is None and "year" not in slots:
            year = self._nearest(month, 28, forward)
        return _inferred(fiscal.ended(year, month, months), inferred) if year else _unknown("fiscal_year")

    def _fiscal(self, slots: dict[str, Any], near: str) -> Period | None:
        """A fiscal year or quarter, by the calendar of the company that the sentence (else Nvidia) names."""
        rule, offset = slots["fiscal"]
        row = fiscal.rules(near, fiscal.APRIL if "across" in slots else rule or USUAL)
        year, _ = self._year({"year": slots["year"]} if isinstance(slots.get("year"), int) else {})
        if year is None and offset is not None and self.ref:
            year = next(y for y in range(self.ref.year + 2, 0, -1) if fiscal.begin(row, y) <= self.ref) + offset
        if year is None and isinstance(slots.get("year"), tuple) and self.ref:
            year = self.ref.year + slots["year"][1]
        if year is None:
            return _unknown("fiscal_year")
        if "across" in slots and int(row["first_month"]) == 1:
            row = fiscal.rules("", fiscal.APRIL)
        return fiscal.fiscal_period(row, year, slots.get("part"), across="across" in slots)


def _season(year: int, number: int) -> tuple[dt.date, dt.date]:
    first = dt.date(year, 3 * number, 1)
    return first, dating.shifted(first, 3)


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
