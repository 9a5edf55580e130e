"""Sizes of models: `35B` and `1T` without a currency count parameters."""

from __future__ import annotations

import re

from suanli.claims.amounts import Amount
from suanli.claims.lines import Line

__all__ = ["size_models"]

LETTERS = {"B": 1e9, "b": 1e9, "T": 1e12}
MONEY = ("capex", "revenue", "buy", "spend", "price", "charge", "value")
VERSION = re.compile(r"[ -]?(?:\d{1,2}(?:\.\d{1,2})? ?)?-?")  # between a model's name and its size
AHEAD = 20


def size_models(text: str, line: Line) -> None:
    """Figures with B or T glued to them and no currency count parameters where no sum is told, or beside a model.

    `text` as written (`1t` is a tonne). In the 15 annotated sets each such figure that is no chip's code does.
    """
    bare = [a for a in line.amounts if not a.family and LETTERS.get(text[a.number_end - 1 : a.number_end]) == a.scale]
    bare = [a for a in bare if text[a.number_end - 2 : a.number_end - 1].isdigit()]
    if not bare:
        return
    sums = any(a.family == "money" for a in line.amounts) or bool(line.told(*MONEY))
    for amount in bare:
        if not sums or _of_model(text, line, amount):
            amount.family, amount.unit, amount.noun = "parameters", "parameters", "size"


def _of_model(text: str, line: Line, amount: Amount) -> bool:
    """Whether a model's name stands right before a figure, or a word for one behind: `Qwen 3.6 27B`, `a 9B model`."""
    named = (m.end for m in line.companies if m.party.own and 0 <= amount.start - m.end < AHEAD)
    if any(VERSION.fullmatch(text, end, amount.start) for end in named):
        return True
    behind = (h.start for h in line.told("model") if 0 <= h.start - amount.end < AHEAD)
    return any(not any(c in ",.;:()" for c in text[amount.end : start]) for start in behind)
