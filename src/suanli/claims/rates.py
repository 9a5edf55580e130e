"""What a quantity is counted by: an hour, a card, a month or a year of it, a day."""

from __future__ import annotations

from suanli.claims.lexicon import place
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.units import USD
from suanli.claims.weights import DENSE, LOOSE

__all__ = ["LET", "of_another", "rate_of", "small_rent"]

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
        breaks = scene.breaks_between(line, hit.start, amount.start)
        value = 0.4**breaks / (1 + gap / reach) + (0.2 if 0 <= hit.start - amount.end < 3 else 0)
        if value > best:
            best, name = value, hit.name.removeprefix("per_")
        own = not any(hit.end <= a.start and a.end <= amount.start for a in line.amounts)
        if own and value > let and hit.name in {"per_month", "per_year"}:
            let, term = value, hit.name.removeprefix("per_")
    if name == "unit" and let > 0.3 and amount.family == "money":
        return term  # 月租每台1.8万元: the card is what is let, the month what is paid
    return name if best > (0.12 if amount.family == "tokens" else 0.3) else ""  # at the busiest minute, ...


def of_another(line: Line, amount: Amount) -> bool:
    """Whether all words for a second stand behind other figures: `14 TB of memory and 865,000 tokens a second`."""
    ends = [h.start for h in line.told("per_second")]
    return all(any(amount.end <= a.start and a.end <= end for a in line.amounts) for end in ends)


def small_rent(line: Line, amount: Amount, near: list[Line]) -> bool:
    """Whether a few dollars beside chips are what an hour costs, in a text that tells of rents by the hour."""
    if amount.family != "money" or USD.get(amount.unit, 1.0) * amount.low >= 20 or not line.chips:
        return False
    return any(x.told("per_hour") for x in near) and not line.told("revenue")
