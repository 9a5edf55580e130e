"""What a quantity is counted by: an hour, a card, a month or a year of it, a day."""

from __future__ import annotations

from suanli.claims.lexicon import Hit, place
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.units import USD
from suanli.claims.weights import DENSE, LOOSE

__all__ = ["LET", "by_the_second", "of_another", "own_figure", "rate_of", "small_rent"]

LET = frozenset({"month", "year"})  # the terms by which whole machines are let

RATES = ("per_hour", "per_unit", "per_month", "per_year", "per_day", "per_minute", "per_second")


def rate_of(scene: Scene, line: Line, amount: Amount) -> str:
    """What an amount is counted by: hour, unit, month, year, day, minute, second."""
    best, name, let, term = 0.0, "", 0.0, ""
    reach = LOOSE if scene.words.spaced else DENSE
    marks = line.told(*RATES)
    if not marks:
        return ""
    for hit in sorted(marks, key=place):
        gap = max(hit.start - amount.end, amount.start - hit.end, 0)
        if amount.family == "tokens" and hit.start > amount.end and ";" in scene.text[amount.end : hit.start]:
            continue  # `63 billion in the busiest minute; a second, that is`
        breaks = scene.breaks_between(line, hit.start, amount.start)
        value = 0.4**breaks / (1 + gap / reach) + (0.2 if 0 <= hit.start - amount.end < 3 else 0)
        if value > best:
            best, name = value, hit.name.removeprefix("per_")
        own = not any(hit.end <= a.start and a.end <= amount.start for a in line.amounts)
        if own and value > let and hit.name in {"per_month", "per_year"}:
            let, term = value, hit.name.removeprefix("per_")
    if name == "unit" and let > 0.3 and amount.family == "money":
        return term  # 月租每台1.8万元: the card is what is let, the month what is paid
    if amount.family == "tokens" and best <= 0.12:
        return _listed_rate(line, amount, marks)
    return name if best > (0.12 if amount.family == "tokens" else 0.3) else ""  # at the busiest minute, ...


def _listed_rate(line: Line, amount: Amount, marks: list[Hit]) -> str:
    """The one rate that opens a list of tokens: `하루 사용량은 A가 63조 토큰, B는 그 절반인 32조 토큰`."""
    names = {hit.name for hit in marks}
    first = min(hit.end for hit in marks)
    alike = any(
        a.family == "tokens" and first <= a.start < amount.start and a.scale == amount.scale for a in line.amounts
    )
    summed = any(h.end <= amount.start for h in line.told("total"))
    return names.pop().removeprefix("per_") if len(names) == 1 and alike and not summed else ""


def of_another(line: Line, amount: Amount) -> bool:
    """Whether all words for a second stand behind other figures: `14 TB of memory and 865,000 tokens a second`."""
    ends = [h.start for h in line.told("per_second")]
    return all(any(amount.end <= a.start and a.end <= end for a in line.amounts) for end in ends)


def small_rent(line: Line, amount: Amount, near: list[Line]) -> bool:
    """Whether a few dollars beside chips are what an hour costs, in a text that tells of rents by the hour."""
    if amount.family != "money" or USD.get(amount.unit, 1.0) * amount.low >= 20 or not line.chips:
        return False
    return any(x.told("per_hour") for x in near) and not line.told("revenue")


def own_figure(line: Line, amount: Amount) -> bool:
    """Whether a figure is a chip's own and the rule only told behind it: `帯域は1398GB/sで、米国の基準を下回る`."""
    rules = [h.start for h in line.told("rule", "licence", "ban")]
    first, last = line.clause(amount.start, amount.end)
    named = any(first <= h.start < amount.start for h in line.told("spec"))
    return named and bool(rules) and min(rules) >= last


def by_the_second(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a size is what passes in a second: `毎秒600GB`, not `HBM3E 144GB를 얹어 초당 4.8TB`."""
    if rate_of(scene, line, amount) != "second":
        return False
    marks = line.told("per_second")
    if scene.words.spaced:
        return True
    after = any(h.start >= amount.end and not scene.text[amount.end : h.start].strip() for h in marks)
    others = [a.start for a in line.amounts if a is not amount]
    return after or any(
        h.end <= amount.start and not any(h.end <= at < amount.start for at in others) for h in marks
    )  # not `帯域は毎秒1.6TB、容量は144GB`
