"""Parts of dates that are written in figures: one pattern, and what each of its forms says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from suanli.reading.periods.lexicon import Atom, Lexicon

__all__ = ["figures"]


def _after(*words: str) -> str:
    """A look-behind: one of the words stands before, with or without a space."""
    return "(?:" + "|".join(rf"(?<={word}{gap})" for word in words for gap in ("", r"\s")) + ")"


FIGURES = re.compile(
    r"(?<=[0-9IVQ]/)(?<![0-9][0-9][0-9]/)(?P<slashed>20[0-4]\d)(?![0-9/]|[.,]\d)"
    r"|(?<![0-9A-Za-z.,$€£¥/])(?<![0-9]-)(?:"
    r"(?P<iso>(?P<y>(?:19|20)\d\d)(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?![0-9]))"
    r"|(?P<dmy>(?P<a>\d{1,2})(?P<t>[-/.])(?P<b>\d{1,2})(?P=t)(?P<c>(?:19|20)\d\d)(?![0-9]))"
    r"|(?P<ym>(?P<ymy>20[0-4]\d)[-/](?P<ymm>0[1-9]|1[0-2])(?![0-9/-]))"
    r"|(?P<cjkyear>(?:19|20)\d\d)\s?(?:年度?(?!代)|년(?!대)|財年|财年)"
    rf"|{_after('民國', '民国')}(?P<minguo>1?\d?\d)\s?年"
    rf"|{_after('令和')}(?P<reiwa>\d?\d)\s?年度?|{_after('平成')}(?P<heisei>[0-3]?\d)\s?年度?"
    rf"|{_after('昭和')}(?P<showa>[0-6]?\d)\s?年度?"
    r"|(?P<m1>1[0-2]|0?[1-9])\s?[-–—~〜～∼至到]\s?(?P<m2>1[0-2]|0?[1-9])\s?(?:月(?:期|份)?|월)(?!曜|間|间)"
    r"|(?P<ki>1[0-2]|0?[1-9])月期"
    r"|(?P<cjkmonth>1[0-2]|0?[1-9])\s?(?:月(?!期)|월)(?!曜|間|间)"
    r"|(?P<cjkday>[12]\d|3[01]|0?[1-9])\s?(?:日|일|号|號)(?![間间内內간均活增韓韩元本圓圆])"
    r"|(?P<yq>20[0-4]\d)[ -]?[Qq](?P<yqq>[1-4])(?![0-9A-Za-z])|(?P<yh>20[0-4]\d)[ -]?H(?P<yhh>[12])(?![0-9A-Za-z])"
    r"|[Qq](?P<q>[1-4])(?:\s?['’]?(?P<qy>2[0-9])(?![0-9]))?(?![0-9A-Za-z])|(?P<qq>[1-4])Q(?P<qqy>\d\d)?(?![0-9A-Za-z])"
    r"|H(?P<h>[12])(?![0-9A-Za-z])|(?P<hh>[12])H(?P<hhy>\d\d)?(?![0-9A-Za-z])"
    r"|FY\s?['’]?(?P<fy>20[0-4]\d|[0-4]\d)(?:[-–/](?P<fyb>20[0-4]\d|[0-4]\d))?"
    r"(?:\s?[Qq](?P<fyq>[1-4])|\s?H(?P<fyh>[12]))?(?![0-9A-Za-z])"
    r"|[TS](?P<tq>[1-4])\s(?P<tqy>20[0-4]\d)(?![0-9])|(?P<qt>[1-4])[TS](?P<qty>2\d)(?![0-9A-Za-z])"
    r"|(?P<across>(?:19|20)\d\d)[-–/](?P<next>\d\d)(?![0-9]|[-–/]\d)"
    r"|(?P<year>(?:19[89]|20[0-4])\d)(?![0-9]|[.,]\d|['’]?s\b|[年년][代대]|\s?(?:%|GPUs?\b|chips?\b|units?\b|nm\b|W\b)"
    r"|\s?[余餘多]?[基台臺個个張张枚颗顆片块塊卡개대]"  # counters: 2000张; a year has 年 behind it
    r"|\s(?:Chips|чип|ускорител|видеокарт|puces\b|cartes\b|processors\b|accelerators\b|servers\b|tarjetas\b|placas\b))"
    r"|(?P<num>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|º|ª|°|\.(?=\s))?(?![0-9]|[.,:]\d|\s?[%€$])"
    r")"
)
# Where a figure may begin: found far faster than by trying everywhere. Q and H need a figure behind them, F a Y.
RUN = re.compile(r"[0-9QqFHTS](?:(?<=[0-9])|(?<![TS])(?=[0-9QqFH])|(?<=F)(?=Y)|(?<=[TS])(?=[1-4]\s20))[0-9QqFH]*")
ERAS = {"minguo": 1911, "reiwa": 2018, "heisei": 1988, "showa": 1925}  # the year before the first of each
# Groups that are one slot each; a month in figures (2025-03) is two.
PLAIN = (
    ("cjkyear", "year"), ("year", "year"), ("slashed", "year"), ("ymy", "year"), ("ymm", "month"),
    ("cjkmonth", "month"), ("cjkday", "day"),
)  # fmt: skip
# A number that counts something is no day of the month.
COUNTS = re.compile(
    r"\s?(?:[万萬億亿兆千百만억조]|million|billion|trillion|milli|bilh|milh|mld|mln|mio|mrd|tỷ|triệu|млн|млрд|тыс|"
    r"mil\b|thousand|hundred|gpu|chip|unit|server|percent|per cent|prozent|процент|bn\b|m\b|k\b|gw\b|mw\b)"
)


def figures(text: str, lower: str, lexicon: Lexicon) -> Iterator[Atom]:
    """The parts of dates in figures, in order."""
    at = 0
    while run := RUN.search(text, at):
        m = FIGURES.match(text, run.start())
        at = m.end() if m else run.end()
        if m:
            yield from _figure(m, lower, lexicon)


def _figure(m: re.Match[str], lower: str, lexicon: Lexicon) -> Iterator[Atom]:
    """The atoms of one match; a date that the calendar lacks (30 February) gives none."""
    start, end = m.span()
    if m["num"]:
        if not COUNTS.match(lower, end):
            yield Atom("num", int(m["num"]), start, end, weak=True)
    elif m["iso"] or m["dmy"]:
        whole = _day(m["y"], m["m"], m["d"]) if m["iso"] else _numeric(m, lexicon)
        if whole:
            yield Atom("full", whole, start, end)
    elif any(m[era] for era in ERAS):
        yield from _era(m, lexicon)
    elif m["fy"]:
        yield from _fiscal_year(m, start, end)
    elif any(m[group] for group, _ in PLAIN):
        yield from _plain(m, lexicon)
    elif m["m1"] or m["ki"] or m["across"]:
        yield from _spanned(m, start, end)
    else:
        yield from _parted(m, start, end)


def _day(y: str, m: str, d: str) -> dt.date | None:
    try:
        return dt.date(int(y), int(m), int(d))
    except ValueError:
        return None


def _numeric(m: re.Match[str], lexicon: Lexicon) -> dt.date | None:
    """Day.month.year, or month/day/year in English where it fits; both orders are tried."""
    first = (m["c"], m["b"], m["a"]) if lexicon.form.day_first or m["t"] != "/" else (m["c"], m["a"], m["b"])
    return _day(*first) or _day(first[0], first[2], first[1])


def _plain(m: re.Match[str], lexicon: Lexicon) -> Iterator[Atom]:
    """Years, months and days; 財年 is a fiscal year, and so is 年度 in Japanese, where it begins in April."""
    start, end = m.span()
    for group, slot in PLAIN:
        if m[group]:
            yield Atom(slot, int(m[group]), start, end)
    if m["cjkyear"] and m.group()[-2:] in {"財年", "财年"}:
        yield Atom("fiscal", ("", None), start, end)
    if m["cjkyear"] and m.group().endswith("年度") and lexicon.form.id == "ja":
        yield Atom("fiscal", ("april", None), start, end)


def _spanned(m: re.Match[str], start: int, end: int) -> Iterator[Atom]:
    """1-9月, 3月期 (the business year that ended in March), 2024/25."""
    if m["m1"] and int(m["m1"]) < int(m["m2"]):
        yield Atom("part", ("months", (int(m["m1"]), int(m["m2"]))), start, end)
    elif m["ki"]:
        yield Atom("ends", (12, int(m["ki"])), start, end)
    elif m["across"]:
        after = _follows(m["across"], m["next"])
        yield Atom("year", int(m["across"]), start, end if after else start + 4)
        if after:
            yield Atom("across", True, start, end)


def _parted(m: re.Match[str], start: int, end: int) -> Iterator[Atom]:
    """Quarters and halves in figures (Q1 2025, 1H25, T1 2025, 2S24); Q1 and H2 alone need a year beside them."""
    halves = "half" if "S" in m.group() else "quarter"
    for name, part, year in (
        ("quarter", m["yqq"], m["yq"]),
        ("half", m["yhh"], m["yh"]),
        ("quarter", m["q"], m["qy"]),
        ("quarter", m["qq"], m["qqy"]),
        (halves, m["tq"] or m["qt"], m["tqy"] or m["qty"]),
        ("half", m["hh"], m["hhy"]),
        ("half", m["h"], None),
    ):
        if part and (name == "quarter" or int(part) < 3):
            yield Atom("part", (name, int(part)), start, end, weak=name == "half" and not year)
            if year:
                yield Atom("year", int(year) if len(year) == 4 else 2000 + int(year), start, end)
            return


def _follows(year: str, after: str) -> bool:
    """Whether 25 or 2025 is the year after 2024."""
    return (int(year) + 1) % 100 == int(after) % 100


def _fiscal_year(m: re.Match[str], start: int, end: int) -> Iterator[Atom]:
    """FY2025, FY25Q1, FY2024-25; two figures that do not follow each other are no fiscal year."""
    year = int(m["fy"]) if len(m["fy"]) == 4 else 2000 + int(m["fy"])
    if m["fyb"] and not _follows(m["fy"], m["fyb"]):
        return
    yield Atom("year", year, start, end)
    yield Atom("fiscal", ("april" if m["fyb"] else "", None), start, end)
    if m["fyb"]:
        yield Atom("across", True, start, end)
    for name, part in (("quarter", m["fyq"]), ("half", m["fyh"])):
        if part:
            yield Atom("part", (name, int(part)), start, end)


def _era(m: re.Match[str], lexicon: Lexicon) -> Iterator[Atom]:
    """The year of an era (民國114年, 令和7年), its name included."""
    year = next(before + int(m[era]) for era, before in ERAS.items() if m[era])
    start = m.start() - 2 - m.string[m.start() - 1].isspace()
    yield Atom("year", year, start, m.end())
    if m.group().endswith("年度") and lexicon.form.id == "ja":
        yield Atom("fiscal", ("april", None), start, m.end())
