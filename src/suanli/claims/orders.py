"""What a sentence goes on to tell of an order: how much of it has come, and what all of it is worth."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.kinds import Choice
from suanli.claims.scene import Line, Scene

__all__ = ["part_shipped", "worth_of_order"]

FAR, FAR_DENSE = 70, 20  # characters within which a verb of shipping stands behind its count
COUNTED, HANDED = frozenset({"", "chips"}), frozenset({"ship", "receive"})


def part_shipped(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a count is the part of an order that was shipped: `ordered 16,000, of which 9,000 were delivered`.

    A purchase is told before it and a verb of shipping right behind it, and it is marked as a part or opens a clause
    without a chip of its own.
    """
    before = [a for a in line.amounts if a.family == "chips" and a.end <= amount.start]
    if not before:
        return _shipped_next(scene, line, amount)
    if amount.family not in COUNTED or amount.low > before[-1].low:
        return False
    verbs = line.told("buy", "ship", "receive", "sell", "rent", "resell")
    bought = [h for h in verbs if h.start < amount.start]
    behind = [h for h in verbs if 0 <= h.start - amount.end < (FAR if scene.words.spaced else FAR_DENSE)]
    if not bought or bought[-1].name != "buy" or not behind or behind[0].name not in HANDED:
        return False
    if any(a.family == "chips" and amount.end <= a.start and a.end <= behind[0].start for a in line.amounts):
        return False
    marked = any(-3 <= h.start - amount.end <= 3 or -3 <= amount.start - h.end <= 3 for h in line.told("subset"))
    named = any(amount.start <= c.start < behind[0].start for c in line.chips)
    return marked or (not named and scene.breaks_between(line, before[-1].end, amount.start) > 0)


def _shipped_next(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether the first count of a sentence, without a chip of its own, has come of the order told in the one before.

    `1,500 units reached the port in March`: fewer than were ordered, and the first verb behind it is one of arriving.
    """
    other = scene.lines[line.index - 1] if line.index else line
    if amount.family != "chips" or other is line or other.paragraph != line.paragraph or line.chips:
        return False
    ordered = [a for a in other.amounts if a.family == "chips"]
    if not ordered or amount.low >= ordered[-1].low or not other.told("buy"):
        return False
    verbs = line.told("buy", "ship", "receive", "sell", "rent", "resell", "hold", "planned", "future")
    behind = [h for h in verbs if h.start >= amount.end]
    if any(h.end <= amount.start for h in verbs) or not behind or behind[0].name not in HANDED:
        return False
    last = behind[0].start
    return last - amount.end < FAR and not any(
        a.family in COUNTED and amount.end <= a.start < last for a in line.amounts
    )


def worth_of_order(scene: Scene, line: Line, amount: Amount, choice: Choice) -> bool:
    """Whether a sum is what an order of the sentence before is worth: no firm beside it, and nobody lets anything."""
    if choice.kind != "order" or amount.family != "money" or line.companies or not line.told("deal", "buy"):
        return False
    other = scene.lines[line.index - 1] if line.index else line
    if other is line or other.paragraph != line.paragraph or line.told("rent") or other.told("rent"):
        return False
    counted = any(a.family == "chips" for a in other.amounts)
    makers = any("chipmaker" in m.party.roles for m in other.companies)
    return counted and makers and bool(other.told("buy"))
