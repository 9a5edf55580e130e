"""Scales and units that a language sets before their number to say `about`: `тысяч на тридцать`, `процентов сорок`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from suanli.claims.amounts import Amount
from suanli.claims.lexicon import Lexicon
from suanli.claims.numerals import Numeral
from suanli.claims.units import Unit

__all__ = ["led", "near_ends", "turn"]


@lru_cache(maxsize=32)
def _turning(words: Lexicon) -> re.Pattern[str] | None:
    """The scales and units that a language sets before a number to say `about`, with what may stand between."""
    before, between = words.numbers.get("turned", ()), words.numbers.get("turned_by", ())
    if not before:
        return None
    return re.compile(rf"(?<!\w)({'|'.join(before)}) (?:(?:{'|'.join(between)}) )?$")


def led(text: str, words: Lexicon, start: int, floor: int = 0) -> re.Match[str] | None:
    """The scale or unit set before the number that starts here: `тысяч на тридцать`, `процентов сорок`."""
    pattern = _turning(words)
    return pattern.search(text, max(floor, start - 24), start) if pattern is not None else None


def turn(text: str, words: Lexicon, amounts: list[Amount], unit_at: Callable[[int], Unit]) -> None:
    """Give numbers the scale or the unit that stands before them, behind the quantity before."""
    if _turning(words) is None:
        return
    floor = 0
    for amount in amounts:
        _turn(text, words, floor, amount, unit_at)
        floor = amount.end


def _turn(text: str, words: Lexicon, floor: int, amount: Amount, unit_at: Callable[[int], Unit]) -> None:
    if amount.scale != 1.0 or not 1 < amount.high < 1000 or amount.family not in {"", "chips"}:
        return
    found = led(text, words, amount.start, floor)
    if found is None:
        return
    scale = float(words.numbers.get("scales", {}).get(found[1], 1.0))
    family, unit, noun, factor, _ = unit_at(found.start())
    if scale > 1.0:
        amount.scale, amount.low, amount.high = scale, amount.low * scale, amount.high * scale
    elif family and not amount.family:
        amount.family, amount.unit, amount.noun, amount.factor = family, unit, noun, factor
    else:
        return
    if found.end() == found.end(1) + 1:  # not with `по` between, which tells of each
        amount.start = found.start()
    amount.bound = "about" if amount.bound == "exact" else amount.bound


def near_ends(words: Lexicon, number: Numeral, other: Numeral) -> tuple[str, ...]:
    """What may close a span of two numbers so near that nobody tells a change by them: `910億から930億ドルに達する`."""
    least = number.low * (other.scale if number.scale == 1 else 1)
    return words.list_of("near_ends") if other.low <= NEAR * least else ()


NEAR = 1.15  # how much greater the end of such a span may be
