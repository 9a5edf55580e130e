"""Which digits are a year, a day or a clock time, and count nothing."""

from __future__ import annotations

import re
from typing import Protocol

from suanli.claims.articles import ONE, with_article
from suanli.claims.lexicon import Lexicon
from suanli.claims.numerals import Numeral
from suanli.claims.units import Unit

__all__ = ["YEAR_NEXT", "is_date"]

YEAR = re.compile(r"(?:19|20)\d\d$")
YEAR_NEXT = re.compile(r" 20[0-4]\d(?![\d.,]\d)(?!\d)")  # behind a word for a year: which one it is
SECOND = re.compile(r"(?:19|20)?\d\d(?!\d)")  # the year behind another: `2025/26`
REST = re.compile(r"[/-]\d{1,2}[/-]\d")  # of a date in digits
MONTH = re.compile(r"/\d{1,2}(?!\d)")

DOTTED = re.compile(r"[012]?\d\.[0-5]\d")  # a clock time where a dot is no decimal mark: `alle 21.46`
HOUR = re.compile(r"(?<!\d)[012]?\d ?h ?$")  # before the minutes: `21 h 46`

MANY = 1e5  # hours that no clock shows
FAR = 2040  # years beyond are seldom told; 2048 is how many


class Units(Protocol):
    """What reads the unit of a numeral: right behind it, or a few words on."""

    words: Lexicon

    def unit_after(self, number: Numeral) -> Unit:
        """The unit right after a numeral."""

    def find_unit(self, number: Numeral) -> Unit:
        """The unit that follows a numeral, with the words that may stand between."""


def is_date(text: str, number: Numeral, units: Units) -> bool:  # noqa: C901 - one question after another
    """Whether digits are a year, a day or a clock time."""
    if number.form == "words" and text.startswith(units.words.list_of("no_number"), number.start):
        return True  # `năm nay`: this year, not five of anything
    raw = text[number.start : number.end]
    list_of = units.words.list_of
    years, dates = list_of("year_marks"), list_of("date_marks")
    apart = text[number.end : number.end + 1] == " " and text.startswith(years + dates, number.end + 1)
    end = number.end + apart  # 2025 年 12 月 22 日
    nxt = text[end : end + 1]
    if nxt in list_of("more_after"):
        return False  # 2000여 개
    if nxt == " " and _month_and_year(text, number, units.words):
        return True
    if nxt in years:
        short = len(raw) == 2 and "21" <= raw <= "29" and not text.startswith(list_of("term_after"), end + 1)
        if short or 1990 <= number.low <= 2100:
            return True  # 25年, 二○二三年
    if number.form == "vague":
        return False  # 数月
    if nxt == ":" and number.start and text[number.start - 1] != "\n" and not text[end + 1 : end + 2].isdigit():
        nxt = ""  # `5,5 млрд: ...`: no clock
    if (nxt == ":" or nxt in dates) and not text.startswith(list_of("no_date"), end):
        spans = nxt in list_of("hour_marks") and number.low >= MANY  # 278万8000時間
        return not (spans or (nxt in list_of("day_marks") and _of_days(text, number, units.words)))
    before = text[number.start - 1] if number.start else ""
    if before == ":" and text[number.start - 2 : number.start - 1].isdigit():
        return True
    if nxt in {"/", "-"} and text[number.end + 1 : number.end + 3].isdigit() and len(raw) <= 4 and "." not in raw:
        of_two = YEAR.fullmatch(raw) and SECOND.match(text, number.end + 1, number.end + 6)
        return bool(of_two) or _in_date(text, number)
    if number.start > 1 and before in "/-." and text[number.start - 2].isdigit():
        return True
    if len(raw) != 4 or not YEAR.fullmatch(raw):
        return (len(raw) < 3 and _numbered(text, number, units)) or _of_clock(text, number, raw, units.words)
    return _is_year(text, number, units)


def _of_clock(text: str, number: Numeral, raw: str, words: Lexicon) -> bool:
    """Whether digits are a time of the day: behind a word for `at` with a dot, or the minutes behind an hour."""
    start = number.start
    if len(raw) == 2 and text[max(start - 2, 0) : start].rstrip().endswith("h"):
        return HOUR.search(text, max(start - 6, 0), start) is not None
    if "." not in raw or words.list_of("clock") == () or DOTTED.fullmatch(raw) is None:
        return False
    return text[max(start - 9, 0) : start].rstrip().endswith(words.list_of("clock"))


def _numbered(text: str, number: Numeral, units: Units) -> bool:
    """Whether a small number behind a word for a time tells which one, and counts nothing: `giữa tháng 7`."""
    words = units.words.list_of("numbered")
    if not words or text[number.start - 1 : number.start] != " " or units.unit_after(number)[0]:
        return False
    return text[max(number.start - 12, 0) : number.start - 1].endswith(words)


def _is_year(text: str, number: Numeral, units: Units) -> bool:
    """Whether four digits that can be a year are one."""
    if with_article(units.words, "(?:^| )@$", ONE).search(text, max(number.start - 6, 0), number.start):
        return True  # `a 2022 chip`
    lead = text[max(number.start - 10, 0) : number.start].rstrip()
    if number.low <= FAR and lead.endswith(units.words.list_of("dated")):
        return True  # `cuối 2023 hãng đã chi`
    unit = units.unit_after(number)
    if not unit[0] and (number.low > FAR or number.low == 2000):
        family, _, form, *_ = units.find_unit(number)
        if family == "chips" and (number.low > FAR or form == "code"):
            return False  # `2048 Nvidia H800 GPUs`, `2000 H100`
    after, list_of = text[number.end : number.end + 1], units.words.list_of
    marks = list_of("year_marks") + list_of("years_after")
    return not unit[0] or unit[1] in {"years", ""} or unit[0] in {"skip", "duration"} or after in marks


def _of_days(text: str, number: Numeral, words: Lexicon) -> bool:
    """Whether so many 日 are a time, not the day of a month: `花122日`, `历时19日`, `10日内`."""
    spent = text.endswith(words.words("time_spent"), max(number.start - 2, 0), number.start)
    return number.low > 31 or spent or text.startswith(words.list_of("days_after"), number.end)


def _month_and_year(text: str, number: Numeral, words: Lexicon) -> bool:
    """Whether a number of a month is followed by its year: `tháng 10 năm 2024`."""
    years, months = words.list_of("year_words"), words.list_of("month_words")
    before = text[max(number.start - 12, 0) : number.start]
    return before.endswith(tuple(f"{w} " for w in months)) and text.startswith(
        tuple(f" {w} " for w in years), number.end
    )


def _in_date(text: str, number: Numeral) -> bool:
    """Whether a number opens a date in digits: `3/14/2025`, `31/12`."""
    stop = number.end + 6
    if REST.match(text, number.end, stop) is not None:
        return True
    day = MONTH.match(text, number.end, stop) is not None and text[number.start : number.end].isdigit()
    return day and number.low <= 31
