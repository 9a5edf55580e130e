"""The parts of dates in a text, in order: words by one automaton, figures by one pattern."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from suanli.reading.periods.lexicon import Atom, Lexicon, folded

__all__ = ["ALONE", "atoms"]

ALONE = frozenset({"full", "ago", "span", "plan"})  # slots that make a period without neighbours

FIGURES = re.compile(
    r"(?<![0-9A-Za-z.,$€£¥/])(?<![0-9]-)(?:"
    r"(?P<iso>(?P<y>(?:19|20)\d\d)(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?![0-9]))"
    r"|(?P<dmy>(?P<a>\d{1,2})(?P<t>[-/.])(?P<b>\d{1,2})(?P=t)(?P<c>(?:19|20)\d\d)(?![0-9]))"
    r"|(?P<ym>(?P<ymy>20[0-4]\d)[-/](?P<ymm>0[1-9]|1[0-2])(?![0-9/-]))"
    r"|(?P<cjkyear>(?:19|20)\d\d)\s?(?:年度?|년|財年|财年)"
    r"|(?P<cjkmonth>1[0-2]|0?[1-9])\s?(?:月(?!期)|월)(?!曜|間|间)"
    r"|(?P<cjkday>[12]\d|3[01]|0?[1-9])\s?(?:日|일|号|號)(?![間间内內간均活增韓韩元本圓圆])"
    r"|(?P<yq>20[0-4]\d)[ -]?[Qq](?P<yqq>[1-4])(?![0-9A-Za-z])|(?P<yh>20[0-4]\d)[ -]?H(?P<yhh>[12])(?![0-9A-Za-z])"
    r"|[Qq](?P<q>[1-4])(?:\s?['’]?(?P<qy>2[0-9])(?![0-9]))?(?![0-9A-Za-z])|(?P<qq>[1-4])Q(?P<qqy>\d\d)?(?![0-9A-Za-z])"
    r"|H(?P<h>[12])(?![0-9A-Za-z])|(?P<hh>[12])H(?P<hhy>\d\d)?(?![0-9A-Za-z])"
    r"|FY\s?['’]?(?P<fy>20[0-4]\d|[0-4]\d)(?:\s?[Qq](?P<fyq>[1-4]))?(?![0-9A-Za-z])"
    r"|(?P<year>(?:19[89]|20[0-4])\d)(?![0-9]|[.,]\d|\s?(?:%|GPUs?\b|chips?\b|units?\b|nm\b|W\b))"
    r"|(?P<num>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|º|ª|°|\.(?=\s))?(?![0-9]|[.,:]\d|\s?[%€$])"
    r")"
)
# Where a figure may begin: found far faster than by trying everywhere. Q and H need a figure behind them, F a Y.
RUN = re.compile(r"[0-9QqFH](?:(?<=[0-9])|(?=[0-9QqFH])|(?<=F)(?=Y))[0-9QqFH]*")
# Groups that are one slot each; a month in figures (2025-03) is two.
PLAIN = (
    ("cjkyear", "year"), ("year", "year"), ("ymy", "year"), ("ymm", "month"), ("cjkmonth", "month"), ("cjkday", "day"),
)  # fmt: skip
# A number that counts something is no day of the month.
COUNTS = re.compile(
    r"\s?(?:[万萬億亿兆千百만억조]|million|billion|trillion|milli|bilh|milh|mld|mln|mio|mrd|tỷ|triệu|млн|млрд|тыс|"
    r"mil\b|thousand|hundred|gpu|chip|unit|server|percent|per cent|prozent|процент|bn\b|m\b|k\b|gw\b|mw\b)"
)
COUNTED_GAP = 24  # characters before a unit in which its number stands


def atoms(text: str, lexicon: Lexicon) -> list[Atom]:
    """All parts of dates, by place; where two lie over each other the earlier and longer stands."""
    lower = folded(text)
    found = [*_figures(text, lower, lexicon), *_words(text, lower, lexicon)]
    found.sort(key=lambda a: (a.start, -a.end))
    kept: list[Atom] = []
    for atom in found:
        if kept and atom.start < kept[-1].end:
            same = (atom.start, atom.end) == (kept[-1].start, kept[-1].end)
            if not same or {atom.slot, kept[-1].slot} & ALONE or atom.slot == kept[-1].slot:
                continue
        kept.append(atom)
    return kept


def _words(text: str, lower: str, lexicon: Lexicon) -> Iterator[Atom]:
    for which, start, end in lexicon.matcher.find_matches_as_indexes(lower):
        phrase = lexicon.phrases[which]
        if not _whole(lower, start, end, lexicon, phrase):
            continue
        if phrase in lexicon.form.capital and not text[start].isupper():
            continue
        for slot, value, weak in lexicon.meanings[which]:
            if slot == "counted":
                yield from _counted(lower, start, end, value, lexicon)
            else:
                yield Atom(slot, value, start, end, weak)


def _whole(lower: str, start: int, end: int, lexicon: Lexicon, phrase: str) -> bool:
    """Whether a phrase stands as words of its own; scripts without spaces need no such thing."""
    if not lexicon.spaced:
        return True
    before = lower[start - 1] if start else " "
    after = lower[end] if end < len(lower) else " "
    if "\uac00" <= phrase[-1] <= "\ud7a3":  # particles follow without a space
        return not ("\uac00" <= before <= "\ud7a3") and not (phrase in _SHORT and after not in " 까에부쯤.,)\n")
    if before.isalnum() and phrase[0].isalnum():
        return False
    return not after.isalnum() or phrase[-1] in "'-"


_SHORT = frozenset({"말", "초", "설", "일", "달", "주"})


def _counted(lower: str, start: int, end: int, unit: str, lexicon: Lexicon) -> Iterator[Atom]:
    """Years ago, the past months, the next quarters: a unit with its number and a word that says which way."""
    number = lexicon.number.search(lower, max(0, start - COUNTED_GAP), start)
    if not number:
        return
    count = int(number.group(1)) if number.group(1) else lexicon.form.numbers[number.group(2)]
    first, head = number.start(), lower[max(0, number.start() - 16) : number.start()].rstrip()
    tail = lower[end : end + 16].lstrip()
    inner = lower[number.start() : start]
    form = lexicon.form
    if (form.ago_after and _begins(tail, form.ago_after, lexicon)) or _ends(head, form.ago_before):
        yield Atom("ago", (unit, count), first, end)
    elif _ends(head, form.past) or _holds(inner, form.past):
        yield Atom("span", (unit, -count), first, end)
    elif _ends(head, form.next) or _holds(inner, form.next):
        yield Atom("span", (unit, count), first, end)
    elif unit == "year" and form.plans and tail.startswith(form.plans):
        yield Atom("plan", count, first, end)


def _ends(head: str, words: tuple[str, ...]) -> bool:
    return any(head.endswith(w) for w in words)


def _holds(inner: str, words: tuple[str, ...]) -> bool:
    return any(w in inner for w in words)


def _begins(tail: str, words: tuple[str, ...], lexicon: Lexicon) -> bool:
    for word in words:
        after = tail[len(word) : len(word) + 1]
        if tail.startswith(word) and not (lexicon.spaced and after.isalpha() and after not in "에부까의"):
            return True
    return False


def _figures(text: str, lower: str, lexicon: Lexicon) -> Iterator[Atom]:
    at = 0
    while run := RUN.search(text, at):
        m = FIGURES.match(text, run.start())
        at = m.end() if m else run.end()
        if m:
            yield from _figure(m, lower, lexicon)


def _day(y: str, m: str, d: str) -> dt.date | None:
    try:
        return dt.date(int(y), int(m), int(d))
    except ValueError:
        return None


def _figure(m: re.Match[str], lower: str, lexicon: Lexicon) -> Iterator[Atom]:
    """The atoms of one match; a date that the calendar lacks (30 February) gives none."""
    start, end = m.span()
    if m["iso"] or m["dmy"]:
        whole = _day(m["y"], m["m"], m["d"]) if m["iso"] else _numeric(m, lexicon)
        if whole:
            yield Atom("full", whole, start, end)
        return
    if m["num"]:
        if not COUNTS.match(lower, end):
            yield Atom("num", int(m["num"]), start, end, weak=True)
        return
    plain = False
    for group, slot in PLAIN:
        if m[group]:
            plain = True
            yield Atom(slot, int(m[group]), start, end)
    if m["cjkyear"] and m.group()[-2:] in {"財年", "财年"}:
        yield Atom("fiscal", None, start, end)
    if not plain:
        yield from _parted(m, start, end)


def _numeric(m: re.Match[str], lexicon: Lexicon) -> dt.date | None:
    """Day.month.year, or month/day/year in English where it fits; both orders are tried."""
    first = (m["c"], m["b"], m["a"]) if lexicon.form.day_first or m["t"] != "/" else (m["c"], m["a"], m["b"])
    return _day(*first) or _day(first[0], first[2], first[1])


def _parted(m: re.Match[str], start: int, end: int) -> Iterator[Atom]:
    """Quarters, halves and fiscal years in figures; Q1 and H2 alone need a year beside them."""
    if m["fy"]:
        yield Atom("year", int(m["fy"]) if len(m["fy"]) == 4 else 2000 + int(m["fy"]), start, end)
        yield Atom("fiscal", None, start, end)
        if m["fyq"]:
            yield Atom("part", ("quarter", int(m["fyq"])), start, end)
        return
    for name, part, year in (
        ("quarter", m["yqq"], m["yq"]),
        ("half", m["yhh"], m["yh"]),
        ("quarter", m["q"], m["qy"]),
        ("quarter", m["qq"], m["qqy"]),
        ("half", m["hh"], m["hhy"]),
        ("half", m["h"], None),
    ):
        if part:
            yield Atom("part", (name, int(part)), start, end, weak=name == "half" and not year)
            if year:
                yield Atom("year", int(year) if len(year) == 4 else 2000 + int(year), start, end)
            return
