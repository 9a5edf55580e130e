"""One seller, several buyers in turn: `向A交付2800张,向B交付1500张` hands each its own number."""

from __future__ import annotations

from dataclasses import replace

from suanli.claims.continuing import Draft
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["handed_round"]

HANDED = frozenset({"delivery", "transfer", "order", "stock"})
MAKERS = frozenset({"chipmaker", "foundry", "memory", "server"})
NEAR = 16  # characters between a buyer and what it gets


def handed_round(scene: Scene, line: Line, here: list[Draft]) -> list[Draft]:
    """The drafts of a sentence, each count that is handed to a buyer of its own with that buyer and the one seller."""
    marks = () if scene.words.spaced or len(here) < 2 else scene.words.words("handed_to")
    if not marks or len(line.companies) < 2 or not line.told("ship", "sell", "rent"):
        return here
    told = [_buyer(scene, line, draft, marks) for draft in here]
    firms = {m.party.id or m.party.name for m in told if m is not None}
    if len(firms) < 2:
        return here
    first = min(m.start for m in told if m is not None)
    sellers = [m for m in line.companies if m.end <= first and m.party.roles.isdisjoint(TELLERS | STATES)][-1:]
    if not sellers and not any(c.end <= first for c in line.chips):
        return here
    made = not sellers or not sellers[0].party.roles.isdisjoint(MAKERS) or not here[0].chips
    kind = "delivery" if made and not line.told("rent") else "transfer"
    return [d if m is None else _handed(d, sellers, m, kind) for d, m in zip(here, told, strict=True)]


def _handed(draft: Draft, sellers: list[Mention], buyer: Mention, kind: str) -> Draft:
    """A count with its seller, else whoever makes the chips, and its buyer."""
    choice = replace(draft.choice, kind=kind)
    return replace(draft, choice=choice, actors=sellers, others=[buyer], mode="each", guessed=not sellers)


def _buyer(scene: Scene, line: Line, draft: Draft, marks: tuple[str, ...]) -> Mention | None:
    """To whom a count goes: the firm right behind a word for handing, in its clause and right before it."""
    amount = draft.amount
    if amount.family not in {"chips", "money"} or draft.choice.kind not in HANDED:
        return None
    firms = [m for m in line.companies if m.end <= amount.start and m.kind != "person"]
    firm = next((m for m in reversed(firms) if _marked(scene, m, marks)), None)
    if firm is None or amount.start - firm.end > NEAR or scene.breaks_between(line, firm.end, amount.start):
        return None
    _, stop = line.clause(amount.start, amount.end)
    bought = any(firm.end <= h.start < stop for h in line.told("buy"))  # `向A订购5万,向B订购2万`
    return None if bought or any(firm.end <= a.start < amount.start for a in line.amounts) else firm


def _marked(scene: Scene, firm: Mention, marks: tuple[str, ...]) -> bool:
    """Whether a name stands right behind a word for handing, an aspect or a word for whose daughter it is between."""
    before = scene.text[max(firm.start - 8, 0) : firm.start]
    owned = next((w for w in scene.words.words("owned_by") if before.endswith(w)), "")
    before = before.removesuffix(owned) if owned else before
    for mark in scene.words.words("aspect"):
        before = before.removesuffix(mark)
    return before.endswith(marks)
