"""One quantity as written, and what numbers in a list or a pair lend each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from suanli.claims.lexicon import Hits, Lexicon
from suanli.claims.units import USD

__all__ = [
    "Amount",
    "Span",
    "gloss",
    "linked_from",
    "masked",
    "mended",
    "past_quote",
    "same_worth",
    "share_units",
]


Span = tuple[int, int]
_DIGIT = re.compile(r"\d")


@dataclass(slots=True, init=False)
class Amount:
    """One quantity as written: `family` is chips, money, percent..., `unit` its unit, `noun` how it is counted."""

    start: int
    end: int
    low: float
    high: float
    form: str
    family: str
    unit: str
    noun: str
    bound: str
    per: str
    number_end: int
    scale: float
    factor: float
    changed: bool
    paired: bool
    sentence: int
    alternatives: list[tuple[float, float, str]]

    def __init__(  # noqa: PLR0913, PLR0917 - the fields
        self, start: int, end: int, low: float, high: float, form: str, family: str = "", unit: str = "",
        noun: str = "", bound: str = "exact", per: str = "", number_end: int = 0, scale: float = 1.0,
        factor: float = 1.0, changed: bool = False, paired: bool = False, sentence: int = -1,
        alternatives: list[tuple[float, float, str]] | None = None,
    ) -> None:  # fmt: skip
        """By hand, so that it is compiled."""
        self.start, self.end, self.low, self.high, self.form = start, end, low, high, form
        self.family, self.unit, self.noun, self.bound, self.per = family, unit, noun, bound, per
        self.number_end, self.scale, self.factor, self.changed = number_end, scale, factor, changed
        self.paired, self.sentence = paired, sentence
        self.alternatives = alternatives if alternatives is not None else []

    def away(self, start: int, end: int) -> int:
        """How many characters a place in the text is from this quantity, below 0 where they overlap."""
        return max(start - self.end, self.start - end)


_LINK = re.compile(r"[\s,、，/]*")


_TENTH = re.compile(r"(?:成([一二三四五六七八九半])(?![左年导])(?!以[^上下])|割(\d)分)")
_DIGITS = "〇一二三四五六七八九"


def add_rest(text: str, words: Lexicon, amount: Amount) -> None:
    """Half a unit more after the unit (`一年半`, `1년 반`), hundredths after tenths (`兩成五`, `3割5分`)."""
    halves = words.words("half_after") if amount.family == "duration" else ()
    mark = next((w for w in halves if text.startswith(w, amount.end)), "")
    if mark:
        amount.low, amount.high, amount.end = amount.low + 0.5, amount.high + 0.5, amount.end + len(mark)
    if amount.family == "ratio" and text.startswith("倍半", amount.end - 1):
        amount.low, amount.high, amount.end = amount.low + 0.5, amount.high + 0.5, amount.end + 1
    tenth = _TENTH.match(text, amount.end - 1) if amount.family == "percent" else None
    if tenth is not None:
        rest = float(tenth[2]) if tenth[2] else float(_DIGITS.index(tenth[1].replace("半", "五")))
        amount.low, amount.high, amount.end = amount.low + rest, amount.high + rest, tenth.end()


def mended(text: str, words: Lexicon, found: list[Amount]) -> list[Amount]:
    """The quantities of a text with what stands behind them, those joined by `to` whose first was cut short as one."""
    kept: list[Amount] = []
    for amount in found:
        add_rest(text, words, amount)
        unbroken(text, words, amount)
        if not (kept and not words.spaced and _reaches(text, words, kept[-1], amount)):
            kept.append(amount)
    return kept


def _reaches(text: str, words: Lexicon, first: Amount, second: Amount) -> bool:
    """Make a quantity reach to the one behind it, and say whether it does: `一年半到两年`, `六成到一倍多`."""
    if text[first.end : second.start].strip() not in words.list_of("range") or first.low != first.high:
        return False
    high = second.high
    if first.family == "percent" and first.low < 100 and second.family == "ratio":
        once = second.form == "multiple" and high == 2.0  # 一倍: as much again
        high = 100.0 if once else 100.0 * high / second.factor
    elif first.family != "duration" or second.unit != first.unit or not first.low % 1:
        return False
    first.high, first.end, first.bound = high, second.end, "range"
    return high > first.low


def unbroken(text: str, words: Lexicon, amount: Amount) -> None:
    """Chips come whole (`2.048 GPUs`, put into English, are two thousand); `changed hands twice.` is no multiple."""
    if amount.family == "chips" and amount.scale == 1 and amount.low % 1 and amount.alternatives:
        low, high, why = amount.alternatives[0]
        amount.alternatives = [(amount.low, amount.high, why)]
        amount.low, amount.high = low, high
    often = words.words("how_often") if amount.form == "multiple" else ()
    if often and text.endswith(often, amount.start, amount.end) and text[amount.end : amount.end + 1] in {".", ",", ""}:
        amount.family = "skip"


@lru_cache(maxsize=32)
def _links(words: Lexicon) -> tuple[list[str], list[str]]:
    """The words that join the numbers of a list, and those that join a sum to what it is converted into."""
    also = sorted({*words.words("also"), *words.words("joiners")}, key=len, reverse=True)
    return sorted(words.words("joiners"), key=len, reverse=True), also


def share_units(text: str, words: Lexicon, found: list[Amount], days: frozenset[int]) -> None:
    """Give a bare number in a list the unit of the next (`63, 32 and 28 trillion tokens`) and mark paired sums.

    `days` are the places where numbers of dates stand, which have no unit to share: `ended Jan. 26, 13% of sales`.
    """
    joiners, also = _links(words)
    for index in range(len(found) - 2, -1, -1):
        first, second = found[index], found[index + 1]
        if first.family or second.family in {"", "skip", "ratio"} or first.form != "digits":
            continue
        between = text[first.end : second.start]
        far = first.low > 1e4 * max(second.low, 1.0) and first.scale > second.scale
        far = far or _converted(text, words, found, index)
        if len(between) > 8 or far or first.start in days or not _only(between, joiners):
            continue
        if words.spaced and not between.strip() and second.form == "words":
            continue  # `15 488 un an plus tard`
        first.family, first.unit, first.noun = second.family, second.unit, second.noun
        if first.family in FIGURES | {"power"}:  # `2,25 et 3,75 Pflops`: of petaflops, read as teraflops
            first.low, first.high = first.low * second.factor, first.high * second.factor
            first.factor = second.factor
        if first.scale == 1.0 and second.scale > 1.0 and first.low < 1000:
            first.low, first.high, first.scale = first.low * second.scale, first.high * second.scale, second.scale
    _down_to_zero(found)
    _compare_units(text, words, found)
    _clitic_units(text, words, found)
    _subset_units(text, words, found)
    _pair_sums(text, found, also)


def _pair_sums(text: str, found: list[Amount], also: list[str]) -> None:
    """Mark the sums that only tell the one before in another currency."""
    for first, second in pairwise(found):
        if first.family != "money" or second.family != "money" or first.unit == second.unit:
            continue
        between = text[first.end : second.start]
        dated, bracket, rest = between.rpartition("(")  # `85 milliards de yuans en 2025 (soit 10 milliards d'euros)`
        if bracket and 0 < len(dated) <= 24 and "(" not in dated and same_worth(first, second):
            between = bracket + rest
        opened = "(" in between or first.paired
        opened = opened or (bool(between) and same_worth(first, second))
        if len(between) <= 14 and opened and _only(between.replace("(", " "), also):
            second.paired = True
            if second.bound == "exact" and first.bound in {"at_least", "at_most", "about"}:
                second.bound = first.bound


def _down_to_zero(found: list[Amount]) -> None:
    """Give a bare zero the unit of the share right before it: `from 95 per cent to zero`."""
    for first, second in pairwise(found):
        if second.high == 0 and not second.family and first.family == "percent" and second.start - first.end <= 6:
            second.family, second.unit = "percent", "percent"


TOLD_IN = ("USD", "CNY", "KRW", "JPY", "TWD")  # what sums are converted from where no currency stands with them


def _by_rate(before: list[Amount], first: Amount, second: Amount) -> str:
    """The currency in which a bare sum is worth that in the brackets behind it, which is another; else nothing."""
    worth = second.low * USD.get(second.unit, 0.0)
    if min(first.scale, second.scale) < 1e6 or not worth:
        return ""
    told = [a.unit for a in before if a.family == "money" and not a.paired]
    units = [u for u in (*reversed(told), *TOLD_IN) if u != second.unit]
    near = [u for u in units if 0.85 < first.low * USD.get(u, 0.0) / worth < 1.18]
    return near[0] if near else ""


def _converted(text: str, words: Lexicon, found: list[Amount], index: int) -> bool:
    """Whether a bare sum is told again in brackets in another currency: `…（约台币4500亿），高于850亿（约台币3825亿）`.

    It then has the currency of the last such sum before it.
    """
    first, second = found[index], found[index + 1]
    if second.family != "money" or not text.startswith(("(", " ("), first.end):
        return False
    if words.spaced:  # `2 miliardi di yuan …, una scorta da 100 miliardi (13,7 miliardi di dollari)`
        before = [a for a in found[:index] if a.family == "money" and first.start - a.end < 90]
        pairs = [a for a in before[-1:] if a.unit != second.unit and first.scale >= 1e6]
        unit = pairs[-1].unit if pairs else _by_rate(found[:index], first, second)
        if unit:
            first.family, first.unit, first.noun = "money", unit, second.noun
        return bool(unit)
    pairs = [a for a, b in pairwise(found[:index]) if a.family == b.family == "money" and a.unit != b.unit]
    pairs = [a for a in pairs if first.start - a.end < 80 and a.unit != second.unit]
    if pairs:
        first.family, first.unit, first.noun = "money", pairs[-1].unit, pairs[-1].noun
    return bool(pairs)


FIGURES = frozenset({"bandwidth", "compute_rate", "memory"})


def _subset_units(text: str, words: Lexicon, found: list[Amount]) -> None:
    """Give a bare number that `of which` opens the scale of the sum before: `20 milliards, dont 15 pour`."""
    marks = words.words("subset")
    for first, second in pairwise(found) if words.spaced else ():
        if not second.family and second.form == "digits" and first.family == "datacenters" and second.low < first.low:
            between, lead = text[first.end : second.start], text[max(first.start - 12, 0) : first.start].rstrip()
            opened = lead.endswith(words.words("of_all") or ("\0",)) and between.endswith(", ") and len(between) < 50
            if opened or between.strip(" ,(") in marks:  # `30 sites, dont 26 aux`, `sur les 30 sites prévus, 26 sont`
                second.family, second.unit, second.noun = first.family, first.unit, "elided"
            continue
        if second.family or second.form != "digits" or second.scale != 1.0 or first.family != "money":
            continue
        between = text[first.end : second.start].strip(" ,(")
        if first.scale >= 1e6 and between in marks and second.low < first.low / first.scale:
            second.family, second.unit, second.scale = "money", first.unit, first.scale
            second.low, second.high = second.low * first.scale, second.high * first.scale


def _clitic_units(text: str, words: Lexicon, found: list[Amount]) -> None:
    """Give a bare number behind a word for `of them` the unit of the sum before: `500 miliardi; ne ha promessi 53`."""
    marks = words.words("of_them")
    for first, second in pairwise(found) if marks else ():
        if second.family or second.form != "digits" or second.scale != 1.0 or second.low >= 1000:
            continue
        lead = text[max(first.end, second.start - 30) : second.start].split()[-3:-1]
        if first.family == "money" and first.scale >= 1e6 and not set(lead).isdisjoint(marks):
            second.family, second.unit, second.noun, second.scale = "money", first.unit, first.noun, first.scale
            second.low, second.high = second.low * first.scale, second.high * first.scale


def _compare_units(text: str, words: Lexicon, found: list[Amount]) -> None:
    """Give a bare number that a figure is set against the unit of the figure: `400 Go/s, contre 600 pour l'A100`."""
    compare = {*words.words("compare"), *words.words("compare_after")}
    articles = words.words("definite_plural")
    for first, second in pairwise(found):
        if second.form != "digits" or first.family not in FIGURES | {"power"}:
            continue
        digits = next((at for at in range(second.start, second.end) if text[at].isdigit()), second.start)
        between = text[first.end : digits].strip(" ,(")
        lead, _, last = between.rpartition(" ")
        its = last in articles  # `400 watt contro i 550 dell'H20`: no count of chips
        if second.family and not (its and second.family == "chips" and second.noun == "code" and second.low < 1e3):
            continue
        near = lead in compare if its else between in compare and first.family != "power"
        if near and 0.05 < second.low * first.factor / max(first.low, 1e-9) < 20:
            second.family, second.unit, second.noun, second.end = first.family, first.unit, "unit", second.number_end
            second.low, second.high = second.low * first.factor, second.high * first.factor


_CLOSED = re.compile(r' ?["»”](?= )')
_LINKED = re.compile(r"(?<=\w) \w{1,4} ?$")


def past_quote(text: str, end: int) -> int:
    """The place past a quote that closes right behind a number: `« des millions » de puces`."""
    closed = _CLOSED.match(text, end)
    return closed.end() if closed is not None else end


def linked_from(text: str, start: int) -> int:
    """Where the word ends that one short link parts from a number: `réduites` in `réduites de 30`."""
    found = _LINKED.search(text, max(0, start - 8), start)
    return found.start() if found is not None else -1


def noun_of_change(words: Lexicon, text: str, start: int) -> bool:
    """Whether a noun tells by how much something changes, not from where: `un reajuste de 20% a 30%`."""
    lead = text[max(start - 24, 0) : start].split()
    return len(lead) > 1 and lead[-2] in words.words("change_nouns")


def same_worth(first: Amount, second: Amount) -> bool:
    """Whether two sums are of one size by a fixed rate: in two currencies, side by side, they are one converted."""
    dollars = [a.low * USD.get(a.unit, 0.0) for a in (first, second)]
    return 0.8 < dollars[0] / max(dollars[1], 1.0) < 1.25


def _only(between: str, words: list[str]) -> bool:
    for word in words:
        between = between.replace(word, " ")
    return not _LINK.sub("", between)


def masked(text: str, hits: Hits, chips: Sequence[Span], words: Lexicon) -> list[Span]:
    """Spans of names in which no quantity starts, in order."""
    if words.spaced:
        spans = [(h.start, h.end) for h in hits.names if h.group == "company"] + [*chips]
        spans = [(start, end) for start, end in spans if _DIGIT.search(text, start, end)]
    else:
        spans = [(h.start, h.end) for h in (*hits.names, *hits.of("stop"))] + [*chips]
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def gloss(text: str, amount: Amount) -> bool:
    """Whether a unit is only spelled out in brackets: `200MW（百万瓦）`, `117→238(億円)`."""
    closed = text[amount.start - 1 : amount.start] == "(" and text[amount.end : amount.end + 1] == ")"
    return amount.family in {"power", "money"} and amount.form in {"scale", "vague"} and closed
