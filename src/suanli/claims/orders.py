"""What a sentence goes on to tell of an order: how much of it has come, and what all of it is worth."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.kinds import Choice
from suanli.claims.scene import Line, Scene

__all__ = ["part_shipped", "worth_of_order"]

SHIPPED = 0.55  # strength of a word of shipping, or of receiving, at which a part of an order has come


def part_shipped(line: Line, amount: Amount, choice: Choice) -> bool:
    """Whether the rules take a count for delivered that is a part of those ordered before it in its sentence."""
    came = max(choice.cues.get("ship", 0.0), choice.cues.get("receive", 0.0))
    if choice.kind != "delivery" or came < SHIPPED or choice.cues.get("buy", 0.0) > came:
        return False
    bought = line.told("buy")
    before = [a for a in line.amounts if a.family == "chips" and a.end <= amount.start]
    return bool(bought) and any(amount.low < a.low for a in before)


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
