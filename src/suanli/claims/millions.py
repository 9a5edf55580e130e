"""Bare thousands where sums are told in thousands of millions: `31.900 millones …, Microsoft gastó 20.000`."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.lexicon import Lexicon

__all__ = ["millions_again"]

REACH = 12.0  # times by which two sums of one matter differ at most
MILLION = 1e6
BACK = 2  # sentences over which sums are gone on with


def millions_again(text: str, words: Lexicon, told: list[Amount], amounts: list[Amount]) -> list[Amount]:
    """Make bare thousands of a sentence sums in millions where the quantity before was one in thousands of them.

    `told` are the last quantities before the sentence; those of it and before are returned.
    """
    if not words.spaced:
        return told
    for amount in amounts:
        near = [a for a in told if a.family != "percent" and amount.sentence - a.sentence <= BACK][-1:]
        if near and _goes_on(near[0], amount) and _alone(text, words.stops(), amount):
            amount.family, amount.unit, amount.noun, amount.scale = "money", near[0].unit, "currency", MILLION
            amount.low, amount.high = amount.low * MILLION, amount.high * MILLION
        told = [*told[-3:], amount]
    return told


def _goes_on(last: Amount, amount: Amount) -> bool:
    """Whether a quantity is a sum in thousands of millions, and a bare number after it one of thousands near it."""
    bare = not amount.family and amount.form == "digits" and amount.scale == 1.0 and 1e3 <= amount.low < 1e6
    if not bare or last.family != "money" or last.scale != MILLION or last.low < 1e3 * MILLION:
        return False
    return 1 / REACH < amount.low * MILLION / last.low < REACH


def _alone(text: str, stops: frozenset[str], amount: Amount) -> bool:
    """Whether the phrase of a number ends with it, and it is no year."""
    if 1990 <= amount.low <= 2040 and "." not in text[amount.start : amount.end]:
        return False
    following = text[amount.end : amount.end + 24].split()
    return not text[amount.end : amount.end + 2].strip()[:1].isalnum() or not following or following[0] in stops
