"""Sizes of models: `35B` and `1T` without a currency count parameters."""

from __future__ import annotations

from suanli.claims.lines import Line

__all__ = ["size_models"]

LETTERS = {"B": 1e9, "b": 1e9, "T": 1e12}
MONEY = ("capex", "revenue", "buy", "spend", "price", "charge", "value")


def size_models(text: str, line: Line) -> None:
    """Figures with B or T glued to them and no currency, where no sum is told, count parameters.

    `text` as written (`1t` is a tonne). In the 15 annotated sets each such figure that is no chip's code does.
    """
    bare = [a for a in line.amounts if not a.family and LETTERS.get(text[a.number_end - 1 : a.number_end]) == a.scale]
    bare = [a for a in bare if text[a.number_end - 2 : a.number_end - 1].isdigit()]
    if not bare or any(a.family == "money" for a in line.amounts) or line.told(*MONEY):
        return
    for amount in bare:
        amount.family, amount.unit, amount.noun = "parameters", "parameters", "size"
