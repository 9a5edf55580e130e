"""Bare numbers that take up the quantity before them, where words have spaces: `was 480`, `up from 2.54`."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.scene import Line, Scene

__all__ = ["take_up"]

TAKEN = frozenset({"money", "chips", "tokens", "power", "parameters", "percent", "bandwidth", "memory", "compute_rate"})
CLOSES = frozenset(",.;:)!?\"'»”—–-(\n")
OPENS = ' («"—–$€~\n'
BACK = 1  # sentences over which a quantity is taken up
SAME = 3.0  # times by which a figure without a scale differs from the one it takes up, at most
SCALED = 12.0  # the same where both have a scale word of the same size
LEAST = 10.0  # a smaller whole number without a scale counts something else


def take_up(scene: Scene) -> None:
    """Give a bare number at the end of its phrase the unit of the last quantity that is of its size."""
    if not scene.words.spaced:
        return
    told: list[Amount] = []
    for line in scene.lines:
        for amount in () if line.dense else line.amounts:
            if not amount.family and _ends(scene, line, amount):
                _take(line, amount, told)
            if amount.family in TAKEN and not amount.paired and not _aside(scene, line, amount):
                told.append(amount)


def _ends(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether nothing that a number could count follows, and it is no year, date or part of a name."""
    dated = any(p.start < amount.end and amount.start < p.end for p in line.periods)
    if amount.form not in {"digits", "words", "vague"} or dated:
        return False
    whole = amount.low == int(amount.low)
    if amount.scale == 1.0 and ((whole and 1990 <= amount.low <= 2040) or (whole and amount.low < LEAST)):
        return False
    text = scene.text
    if text[amount.end : amount.end + 1].isalnum() or text[amount.start - 1 : amount.start].strip(OPENS):
        return False
    rest = text[amount.end : min(amount.end + 20, line.end)].lstrip(" ")
    if not rest or rest[0] in CLOSES:
        return not rest[1:2].isalnum()
    return rest.split()[0].rstrip(",.;:") in scene.words.stops()


def _aside(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a quantity stands in brackets that close before its sentence ends: `$35.1bn (up 94%), against 33.2`."""
    opened = scene.text.rfind("(", line.start, amount.start)
    return opened >= 0 and scene.text.find(")", opened, amount.start) < 0


def _take(line: Line, amount: Amount, told: list[Amount]) -> None:
    """Lend a number what the last quantity of its size has: the unit, and the scale where it has none itself."""
    for last in reversed(told[-4:]):
        if line.index - last.sentence > BACK or last.end > amount.start:
            continue
        if amount.scale not in {last.scale, 1.0}:
            continue
        size = 1.0 if amount.scale == last.scale else last.scale
        size *= last.factor
        ratio = amount.low * size / max(last.low, 1e-9)
        reach = SCALED if amount.scale == last.scale > 1.0 else SAME
        if not 1 / reach <= ratio <= reach:
            continue
        amount.family, amount.unit, amount.noun, amount.per = last.family, last.unit, "elided", last.per
        amount.low, amount.high = amount.low * size, amount.high * size
        amount.scale, amount.factor = last.scale, last.factor
        return
