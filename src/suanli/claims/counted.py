"""Bare numbers whose noun stands before them: `the number of data centers rose from 12 to 40`, `GPUs: 400,000`."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.scene import Line, Scene

__all__ = ["labelled", "of_a_number"]

LEAST = 8  # chips behind a label


def of_a_number(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a bare number is one of things told before it by number; of data centres it becomes a count."""
    start = line.opening(amount.start)
    lead = scene.text[start : amount.start]
    marks = scene.words.words("number_of") if scene.words.spaced else ()
    mark = next((w for w in marks if f" {w} " in f" {lead}"), "")
    if not mark:
        return False
    first = start + f" {lead}".index(f" {mark} ") + len(mark)
    if any(first <= a.start < amount.start and a.family not in {"", "datacenters"} for a in line.amounts):
        return False
    if any(first <= h.start < first + NOUN for h in line.told("chipword")) or amount.low >= MANY:
        return False
    sites = any(first <= h.start < first + NOUN for h in line.told("site"))
    if sites and amount.low > 1:
        amount.family = amount.unit = "datacenters"
    return True


NOUN, MANY = 24, 1e4  # characters to the noun that is counted, and a number too large for sites


def labelled(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a bare number stands behind a noun for chips and a colon: `GPUs: 4 million to 5 million`."""
    lead = scene.text[max(amount.start - 4, line.start) : amount.start].rstrip()
    if not lead.endswith(":") or amount.low < LEAST:
        return False
    colon = scene.text.rindex(":", 0, amount.start)
    if not any(h.end == colon for h in line.told("chipword")):
        return False
    after = next((a for a in line.amounts if a.start > amount.start), None)
    between = scene.text[amount.end : after.start].strip() if after is not None else ""
    ranged = after is not None and not after.family and between in scene.words.list_of("range")
    end = after.end if after is not None and ranged else amount.end
    if scene.text[end : end + 2].lstrip(" ")[:1].isalpha():
        return False  # `GPU: 14 592 cores`
    amount.family, amount.unit, amount.noun = "chips", "chips", "noun"
    if after is not None and ranged:
        amount.high, amount.end, amount.number_end, amount.bound = after.high, after.end, after.number_end, "range"
        line.amounts.remove(after)
    return True
