"""Who buys what another firm is said to supply: `设备由戴尔供应,作价约58亿美元`."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.binding import Roles, carried
from suanli.claims.kinds import Choice
from suanli.claims.letting import let_before
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["outfitted"]

SELLING = frozenset({"server", "chipmaker", "distributor"})
BUYING = frozenset({"capex", "delivery", "order", "revenue", "transfer"})


def outfitted(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """A sum right behind the words that a maker of machines supplies them is the order of who gets them."""
    if amount.family != "money" or choice.kind not in BUYING or not scene.words.words("supplied_by"):
        return roles, choice
    seller = _seller(scene, line, amount)
    if seller is None:
        return roles, choice
    told = [m for m in line.companies if m.end <= seller.start and not m.party.roles & (TELLERS | STATES | SELLING)]
    buyers = [m for m in roles.actors if m.party.id != seller.party.id and not m.party.roles & (STATES | SELLING)]
    let = let_before(scene, line) if not told else None  # who lets it buys it
    buyers = told[-1:] or (let[0] if let is not None else []) or buyers or carried(scene, line, "order")
    choice.kind = "order"
    return Roles(buyers, [seller], guessed=not buyers), choice


def _seller(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The firm that the clause of a sum, or the one before it, says is the supplier."""
    by = scene.words.words("supplied_by")
    for firm in line.companies:
        if firm.end > amount.start or not firm.party.roles & SELLING or not scene.text.endswith(by, 0, firm.start):
            continue
        others = (m for m in line.companies if firm.end <= m.start < amount.start)
        if ";" in scene.text[firm.end : amount.start] or any(not m.party.roles & TELLERS for m in others):
            continue
        if any(0 <= h.start - firm.end <= 2 for h in line.told("ship", "sell", "buy")):
            return firm if scene.breaks_between(line, firm.end, amount.start) <= 1 else None
    return None
