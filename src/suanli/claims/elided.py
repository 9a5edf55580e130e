"""Numbers without a unit that go on with the one before: `Amazon annonce 200 milliards, Google 175`."""

from __future__ import annotations

from suanli.claims.quantities import Amount
from suanli.claims.resuming import resume
from suanli.claims.scene import Line, Scene

__all__ = ["lend_sums"]

NEAR = 14  # characters between a firm and the bare number that is its own
BACK = 3  # sentences over which a quantity is gone on with
ALIKE = 30.0  # times by which two figures of one matter differ at most
SUM = 1e8  # a number of this scale, which counts nothing, is a sum where sums are told
LENDING = frozenset({"money", "chips", "tokens", "people", "power", "parameters"})
CLOSES = frozenset(",。.;:)!?」』\"'”’—-~\n、(")  # behind these, as folded, nothing is counted any more


def lend_sums(scene: Scene) -> None:
    """Give bare numbers the unit of the quantity they go on with.

    Where words have spaces it is a number right behind a firm, after a sum of its sentence; elsewhere one with a scale
    word and no noun (`微软单季200亿, 谷歌130.6亿`), after a quantity of its size.
    """
    for line in scene.lines if scene.words.spaced else ():
        sums = [a for a in line.amounts if a.family == "money" and a.scale >= 1e6 and a.form == "digits"]
        if sums and not line.dense and any(not a.family for a in line.amounts):
            _lend(scene, line, sums[0])
    resume(scene)


def _lend(scene: Scene, line: Line, first: Amount) -> None:
    last = first
    kept: list[Amount] = []
    for amount in line.amounts:
        if amount.start <= first.start or amount.family:
            last = amount if amount.family == "money" and amount.scale >= 1e6 else last
        elif kept and kept[-1] is last and _to(scene, last, amount):
            last.high, last.end, last.number_end = amount.low * last.scale, amount.end, amount.number_end
            last.bound = "range"
            continue
        elif _own_sum(scene, line, last, amount):
            amount.family, amount.unit, amount.noun, amount.scale = "money", last.unit, "currency", last.scale
            amount.low, amount.high = amount.low * last.scale, amount.high * last.scale
            last = amount
        kept.append(amount)
    line.amounts[:] = kept


def _own_sum(scene: Scene, line: Line, last: Amount, amount: Amount) -> bool:
    """Whether a bare number of the size of the sum before stands between a firm and the end of its clause."""
    if amount.form != "digits" or not 0.02 < amount.low * last.scale / max(last.low, 1.0) < 50 or _year(amount):
        return False
    if _against(scene, line, last, amount):
        return True
    beside = (scene.text[m.end : amount.start] for m in line.companies if 0 < amount.start - m.end <= NEAR)
    if not any(len(between.split()) <= 2 and not any(c in between for c in ".;:%\n") for between in beside):
        return False
    following = scene.text[amount.end : amount.end + 14].split()
    ends = not following or scene.text[amount.end : amount.end + 1] in set(",.;)")
    return ends or following[0] in {*scene.words.words("joiners"), *scene.words.list_of("range")}


def _against(scene: Scene, line: Line, last: Amount, amount: Amount) -> bool:
    """Whether a word of comparing opens a bare number that a firm follows: `31 milliards, contre 26 chez Amazon`."""
    between = scene.text[last.end : amount.start].strip(" ,(")
    if between not in scene.words.words("compare"):
        return False
    return any(0 < m.start - amount.end < NEAR and not m.start - amount.end < 2 for m in line.companies)


def _year(amount: Amount) -> bool:
    return 1990 <= amount.low <= 2040 and amount.low == int(amount.low)


def _to(scene: Scene, last: Amount, amount: Amount) -> bool:
    """Whether a bare number closes the range that the one before has opened: `entre 175 et 185`."""
    between = scene.text[last.end : amount.start].split()
    joins = {*scene.words.words("joiners"), *scene.words.list_of("range"), "-", "–"}
    return len(between) == 1 and between[0] in joins and last.low < amount.low * last.scale < 3 * last.low
