"""How long a plan of spending or a contract lasts, told beside its sum: `380 billion yuan over three years`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from suanli.claims.amounts import Amount
from suanli.claims.continuing import Draft
from suanli.claims.scene import Line, Scene

__all__ = ["lasting"]

LEAST, MOST = 2, 15  # years that such plans and contracts last
LARGE = 1e9  # what is spent over years


def lasting(scene: Scene, line: Line, here: Sequence[Draft], drafts: Sequence[Draft]) -> list[Draft]:
    """The terms of the plans and contracts of a sentence, of which `here` are the claims and `drafts` those before."""
    sums = [d for d in here if d.amount.family == "money" and d.amount.low >= LARGE and not d.voice.measure]
    taken = {d.amount.start for d in here}
    found: list[Draft] = []
    for amount in line.amounts if sums else ():
        if amount.family != "duration" or amount.unit != "years" or amount.start in taken:
            continue
        if not LEAST <= amount.low <= MOST or amount.low != amount.high:
            continue
        whole = _term(line, amount, sums) if not scene.words.spaced else _contract(scene, amount, sums)
        whole = whole or (_plan(scene, line, amount, sums) if scene.words.spaced else None)
        if whole is not None and not _told(whole, amount, [*drafts[-30:], *found]):
            found.append(replace(whole, amount=replace(amount, bound="exact")))
    return found


def _told(whole: Draft, amount: Amount, before: Sequence[Draft]) -> bool:
    """Whether a term is told already."""
    return any(d.choice.kind == whole.choice.kind and d.amount.low == amount.low for d in before
               if d.amount.family == "duration")  # fmt: skip


def _contract(scene: Scene, amount: Amount, sums: Sequence[Draft]) -> Draft | None:
    """The contract whose sum stands right behind its term: `a five-year, $9.7bn contract`."""
    for whole in sums:
        between = scene.text[amount.end : whole.amount.start]
        if whole.choice.kind == "transfer" and 0 <= whole.amount.start - amount.end < 4 and not between.strip(" ,"):
            return whole
    return None


def _term(line: Line, amount: Amount, sums: Sequence[Draft]) -> Draft | None:
    """The contract that stands right behind its term, its sum soon behind: `三年合约值12亿美元`."""
    if not any(0 <= h.start - amount.end <= 1 for h in line.told("deal")):
        return None
    return next((d for d in sums if d.choice.kind == "transfer" and 0 < d.amount.start - amount.end < _SOON), None)


_SOON = 14  # characters from a term to the sum of its contract


def _plan(scene: Scene, line: Line, amount: Amount, sums: Sequence[Draft]) -> Draft | None:
    """The planned spending told in the clauses beside a term."""
    plans = [d for d in sums if d.choice.kind == "capex" and d.voice.stance == "planned" and d.actors]
    plans = [d for d in plans if scene.breaks_between(line, *sorted((d.amount.start, amount.start))) < 2]
    if not plans or not _for_so_long(scene, amount):
        return None
    return min(plans, key=lambda d: d.amount.away(amount.start, amount.end))


def _for_so_long(scene: Scene, amount: Amount) -> bool:
    """Whether a word before a term says that something lasts so long: `over the next three years`."""
    words = scene.words
    lead = scene.text[max(amount.start - 30, 0) : amount.number_end].split()[:-1]
    marks = words.words("lasts")
    return any(word in marks for word in lead[-5:])
