"""Bare numbers that go on with a quantity told before, where words have spaces: `Nvidia took 60%, AMD 11`."""

from __future__ import annotations

import re
from math import log

from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene

__all__ = ["resume"]

BACK = 2  # sentences over which a quantity is gone on with
LENDING = frozenset({"money", "chips", "tokens", "people", "power", "parameters", "percent", "memory", "bandwidth",
                     "compute_rate", "duration"})  # fmt: skip
SCALED = frozenset({"money", "chips", "tokens", "people", "parameters"})  # of which there are millions
REACH, STEP = 4, 0.3  # quantities looked back upon; how much less like it each one before the last counts
APART = {"chips": 30.0, "tokens": 20.0, "compute_rate": 20.0}  # times by which figures of one matter differ at most
ALIKE = 8.0  # the same for all others
CLOSES = frozenset(",.;:)!?\"'—–-\n(/")  # behind these, as folded, nothing is counted any more
NAMED = re.compile(r"([^\W\d_][\w.-]{0,39})(,?) $")


def resume(scene: Scene) -> None:
    """Give bare numbers that count no noun the unit, and small ones the scale, of the last quantity of their size."""
    told: list[Amount] = []
    for line in scene.lines:
        amounts = () if line.dense else tuple(line.amounts)
        for amount, after in zip(amounts, (*amounts[1:], None), strict=True) if amounts else ():
            if not amount.family and _bare(scene, line, amount):
                _go_on(scene, line, amount, after, told)
            if amount.family in LENDING and not amount.paired and not _in_brackets(scene, line, amount):
                told.append(amount)


def _in_brackets(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a quantity stands in brackets behind others of its sentence: `$35.1bn (up 94%), against 33.2`."""
    opened = scene.text.rfind("(", line.start, amount.start)
    return opened >= 0 and scene.text.find(")", opened, amount.start) < 0


def _bare(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number that is no date, year or part of a name has nothing behind it that it could count."""
    if amount.form not in {"digits", "words"} or not amount.low or _dated(line, amount):
        return False
    return _closed(scene, line, amount) and not _part_of_name(scene, line, amount)


def _dated(line: Line, amount: Amount) -> bool:
    """Whether a number is a year or stands within a time."""
    year = amount.scale == 1 and 1900 <= amount.low <= 2100 and amount.low == int(amount.low)
    return year or any(p.start < amount.end and amount.start < p.end for p in line.periods)


def _closed(scene: Scene, line: Line, amount: Amount) -> bool:
    text, end = scene.text, amount.end
    if end >= line.end or (text[end] in CLOSES and not text[end : end + 2].strip("-").isalnum()):
        return text[end : end + 1] not in {"/", ":", "-"} and not _listed(scene, line, amount)
    following = text[end : min(end + 24, line.end)].split()
    if not following:
        return True
    word = following[0].strip(".,;)")
    ends = word in scene.words.stops() or word in scene.words.words("left") or word in scene.words.words("after_count")
    ends = ends or any(0 <= p.start - end <= 2 for p in line.periods) or _verb_follows(scene, line, end)
    return ends or any(0 <= h.start - end <= 1 for h in line.told("each", "now", "these", "total"))


def _verb_follows(scene: Scene, line: Line, end: int) -> bool:
    """Whether a small word that no noun follows stands behind a number, where nouns are written with a capital."""
    if not scene.words.grammar.get("nouns_capital"):
        return False
    following = scene.document.text[end : min(end + 60, line.end)].split()
    noun = len(following) > 1 and following[1][0].isupper() and following[0][-1] not in ",.;"
    return bool(following) and following[0][0].islower() and not noun


def _listed(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number only opens a point of a list: `1. ...`, `(2) ...`."""
    return amount.low < 100 and not scene.text[line.start : amount.start].strip(' "(')


def _part_of_name(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a word that opens with a capital stands before a number: `Llama 3`, `Seite 2`; not a firm or a chip."""
    text = scene.document.text
    lead = NAMED.search(text, max(line.start, amount.start - 40), amount.start)
    if lead is None or not lead[1][0].isupper():
        return False
    owners = [m.end for m in line.companies] + [c.end for c in line.chips]
    if lead.end(1) in owners:  # `Colossus 2`, `Ernie 5.0`
        return not lead[2] and amount.low < 10 and amount.low == int(amount.low)
    if lead[2]:  # `Jane Doe, 43, may get the same`
        return amount.low < 100 and not scene.words.grammar.get("nouns_capital")
    return lead.start() > line.start or amount.low < 1e3


def _ranged(scene: Scene, amount: Amount, after: Amount | None) -> bool:
    """Whether a word of a range parts a number from the next."""
    between = scene.text[amount.end : after.start].split() if after is not None else []
    return len(between) == 1 and between[0] in scene.words.list_of("range")


def _go_on(scene: Scene, line: Line, amount: Amount, after: Amount | None, told: list[Amount]) -> None:
    """Lend a bare number what it lacks of the quantity told before that is nearest in size and place."""
    upper = after if after is not None and _ranged(scene, amount, after) else None
    if upper is not None and not (upper.low > amount.low and not upper.family and _bare(scene, line, upper)):
        return
    near = [a for a in told[-REACH:] if line.index - a.sentence <= BACK]
    fits = [(cost, i, scale) for i, a in enumerate(near) for cost, scale in _fits(amount, a, len(near) - 1 - i)]
    if not fits:
        return
    _, index, scale = min(fits)
    last = near[index]
    amount.family, amount.unit, amount.per = last.family, last.unit, last.per
    amount.noun = "elided" if last.family == "chips" else last.noun
    amount.low, amount.high = amount.low * scale, amount.high * scale
    if upper is not None:
        amount.high, amount.end, amount.number_end = upper.high * scale, upper.end, upper.number_end
        amount.bound = "range"
        line.amounts.remove(upper)
    amount.scale, amount.factor = max(amount.scale, last.scale if scale > 1 else 1.0), last.factor


def _fits(amount: Amount, last: Amount, steps: int) -> list[tuple[float, float]]:
    """How far a bare number is from a quantity, and by what it must be multiplied to go on with it, if near."""
    apart = APART.get(last.family, ALIKE)
    if amount.scale >= 1e6 and last.family not in SCALED:
        return []
    whole = last.low or last.high
    scales = [1.0] if amount.scale > 1 else [last.scale * last.factor, last.factor]
    scales += [1.0] if amount.low >= 1e4 else []
    found = []
    for scale in dict.fromkeys(scales):
        size = amount.low * scale / max(whole, 1e-9)
        if 1 / apart <= size <= apart:
            found.append((abs(log(size)) + STEP * steps, scale))
    return found
