"""Numbers without a unit that go on with the one before: `Amazon annonce 200 milliards, Google 175`."""

from __future__ import annotations

from suanli.claims.currencies import currency_of
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
    if not scene.words.spaced:
        _resume(scene)
        return
    for line in scene.lines:
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


def _resume(scene: Scene) -> None:
    """Give a bare number with a scale word the unit of the last quantity of its size, else, if a sum, the currency."""
    told: list[Amount] = []
    for line in scene.lines:
        for amount in () if line.dense else line.amounts:
            if not amount.family and _closed(scene, line, amount):
                _gone_on(scene, line, amount, told)
            if amount.family in LENDING:
                told.append(amount)


def _closed(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number with a scale word has nothing behind it that it could count, or stands right after its owner."""
    if amount.form not in {"digits", "words"} or amount.scale < 1e4:
        return False
    rest = scene.text[amount.end : min(amount.end + 3, line.end)].lstrip()
    ends = [m.end for m in line.companies] + [c.end for c in line.chips]
    owned = any(0 <= amount.start - end <= 1 for end in ends)
    return not rest or rest[0] in CLOSES or owned or bool(_priced(line, amount))


def _priced(line: Line, amount: Amount) -> bool:
    """Whether a word for a price stands right before a number."""
    return any(0 <= amount.start - h.end <= 4 for h in line.told("price", "price_up", "price_down"))


def _gone_on(scene: Scene, line: Line, amount: Amount, told: list[Amount]) -> None:
    """Lend a bare number the family and unit of the quantity it goes on with, if there is one."""
    near = [a for a in told[-4:] if line.index - a.sentence <= BACK and not a.paired]
    alike = [a for a in near if a.scale == amount.scale and 1 / ALIKE < amount.low / max(a.low, 1e-9) < ALIKE]
    if alike:
        last = alike[-1]
        amount.family, amount.unit, amount.noun, amount.per = last.family, last.unit, "elided", last.per
    elif amount.scale >= SUM and currency_of(scene):
        amount.family, amount.unit, amount.noun = "money", currency_of(scene), "currency"
