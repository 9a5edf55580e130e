"""What the verb right behind a count says where verbs close their clause: `10万基を並べる`, `6만 장이 깔린다`."""

from __future__ import annotations

from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.weights import WEIGHTS

__all__ = ["by_verb_behind", "held_behind", "told_behind"]

VERBS = frozenset({"buy", "hold", "ship", "sell", "make", "receive", "stockpile", "rent", "resell"})
NEXT = 5  # characters up to a verb: a particle, and a word for how


def _behind(scene: Scene, line: Line, amount: Amount) -> set[str]:
    """The cues right behind a quantity in its clause."""
    near = [h for h in line.cues if h.name in VERBS and 0 <= h.start - amount.end < NEXT]
    return {h.name for h in near if not scene.breaks_between(line, amount.end, h.start)}


def by_verb_behind(scene: Scene, line: Line, amount: Amount, scores: dict[str, float]) -> None:
    """Add what the verb right behind a count of chips says for each kind, in languages that close clauses by it."""
    told: set[str] = set()
    if amount.family == "chips" and scene.words.words("object_marks"):
        told = _behind(scene, line, amount)
    for kind, weights in WEIGHTS["chips"].items() if told else ():
        scores[kind] += 0.4 * max([weights.get(name, 0.0) for name in told])


def held_behind(scene: Scene, line: Line, money: Amount, chips: Amount) -> bool:
    """Whether a sum is invested and the chips behind it set up, none bought: `1兆円を投じ、10万基を並べる`."""
    if money.start > chips.start or "hold" not in _behind(scene, line, chips):
        return False
    return not any(money.start <= h.start < chips.end + NEXT + NEXT for h in line.told("buy"))


def told_behind(scene: Scene, line: Line, amount: Amount, name: str) -> bool:
    """Whether a word of a class of telling closes the clause of a quantity: `代金は6億円前後とみられる`."""
    if not scene.words.words("object_marks"):
        return False
    near = [h for h in line.told(name) if 0 <= h.start - amount.end <= CLOSING]
    return any(not scene.breaks_between(line, amount.end, h.start) for h in near)


CLOSING = 6  # characters between a quantity and the verb that closes its clause
