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
    """A sum right behind the words that a maker of machines supplies them is the order of who gets them.

    Chips that a firm which lives by letting provides to another are let.
    """
    if scene.words.spaced and choice.kind in {"delivery", "order"} and amount.family == "chips":
        host, tenants = _lets_to(scene, line, amount)
        if host is not None:
            choice.kind = "transfer"
            return Roles([host], tenants), choice
    elif choice.kind == "delivery" and amount.family == "chips":
        host = _provider(scene, line, amount, roles)
        if host is not None:
            choice.kind = "transfer"
            return Roles([host], _addressed(scene, line, amount, host)), choice
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


def _provider(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Mention | None:
    """The firm living by letting that opens a sentence, where the rules had the maker of its chips deliver them."""
    before = [m for m in line.companies if m.end <= amount.start and not m.party.roles & TELLERS]
    if not before or "neocloud" not in before[0].party.roles:
        return None
    makers = any("chipmaker" in m.party.roles for m in before)
    verbs = scene.words.words("supplies")
    told = scene.text[before[0].end : amount.start]
    others = [m for m in roles.actors if "chipmaker" not in m.party.roles and m.party.id != before[0].party.id]
    return before[0] if not makers and not others and any(w in told for w in verbs) else None


def _lets_to(scene: Scene, line: Line, amount: Amount) -> tuple[Mention | None, list[Mention]]:
    """Who lets chips and to whom where a firm that lives by letting provides the one user its sentence names.

    `CoreWeave will provide OpenAI with 20,000 GB200`; not where anything is bought or received.
    """
    firms = [m for m in line.companies if not m.party.roles & TELLERS]
    host = firms[0] if firms and "neocloud" in firms[0].party.roles and firms[0].end <= amount.start else None
    if host is None or any("chipmaker" in m.party.roles and m.end <= amount.start for m in firms):
        return None, []
    given = any(
        h.start >= host.end and not scene.breaks_between(line, h.start, amount.start) for h in line.told("ship")
    )
    tenants = {m.party.id or m.party.name: m for m in reversed(firms) if _may_rent(m)}
    if not given or line.told("buy", "receive") or len(tenants) != 1:
        return None, []
    return host, list(tenants.values())


def _addressed(scene: Scene, line: Line, amount: Amount, host: Mention) -> list[Mention]:
    """Whom chips are let to: the user named behind the firm that lets, else by an epithet the one named before."""
    here = [m for m in line.companies if host.end <= m.start < amount.start and _may_rent(m)]
    pointed = any(w in scene.text[host.end : amount.start] for w in scene.words.words("this_firm"))
    if here or not pointed:
        return here[:1]
    before = [m for x in scene.lines[max(line.index - 2, 0) : line.index] for m in x.companies if _may_rent(m)]
    return before[-1:]


def _may_rent(firm: Mention) -> bool:
    return not firm.party.roles & (TELLERS | STATES | SELLING | {"neocloud"})


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
