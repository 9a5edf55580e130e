"""A figure told again beside itself: `eight billion dollars ($8 bn)`, `one gigawatt is a million kilowatts`."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.scene import Line, Scene

__all__ = ["restated"]

SAME = 0.005  # two roundings of one figure differ by less
NEAR = 12  # characters between a figure in brackets and the one before them
FAR = 40  # characters between a unit and what it is in another unit
OPENING = frozenset("(（=＝")
UNITS = frozenset({"power", "flops", "memory", "bandwidth"})


def restated(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a figure only repeats the one before it in brackets, or explains a unit by another one."""
    for other in line.amounts:
        if other is amount or other.family != amount.family or other.low <= 0 or amount.family == "chips":
            continue
        if abs(other.low - amount.low) > SAME * other.low or abs(other.high - amount.high) > SAME * other.high:
            continue
        gap = amount.start - other.end
        if (
            0 < gap <= NEAR
            and not OPENING.isdisjoint(scene.text[other.end : amount.start])
            and other.unit == amount.unit
        ):
            return True
        if amount.family in UNITS and max(gap, other.start - amount.end) < FAR and _one(amount, other):
            return True
    return False


def _one(first: Amount, second: Amount) -> bool:
    """Whether just one of two equal figures is a single unit: `one gigawatt is a million kilowatts`."""
    return (first.low == first.factor) != (second.low == second.factor)
