"""What a quantity is likeliest to be where no verb or noun of its clause is known: by measure, size and neighbours.

A word list never holds every verb; these priors decide what the lists leave open. A count of chips beside a firm that
uses chips is an order, beside none it stands somewhere; a large sum beside a maker alone is a revenue, beside a chip's
name an order, else spending on AI; a sum of the size of a card or a server beside a chip is a price.
"""

from __future__ import annotations

from suanli.claims.naming import STATES, TELLERS, USERS
from suanli.claims.once import once_in_text
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.units import USD

__all__ = ["CARD", "MAKERS", "PRIOR", "of_lab", "of_makers", "of_spenders", "prior", "reports"]

PRIOR = 0.1  # how strongly a prior speaks beside cues; 1 is a cue beside its quantity
MAKERS = frozenset({"chipmaker", "foundry", "memory", "packaging"})
BESIDE = STATES | TELLERS
NO_FIRM = BESIDE | {"group"}
SPENDERS = frozenset({"cloud", "lab"})  # a carmaker that uses chips builds plants of another sort
HEAD = 3  # sentences: a byline or the name of a column may stand before the headline
CARD = (150.0, 700_000.0)  # dollars for a chip or a server


def prior(scene: Scene, line: Line, amount: Amount, cues: dict[str, float]) -> str:
    """The likeliest kind of a quantity whose clause holds no known word for it, or "" where it may be no claim."""
    if amount.family == "chips":
        return _of_chips(line, cues)
    if amount.family == "money":
        return _of_money(scene, line, amount, cues)
    return ""


def _firms(line: Line) -> tuple[bool, bool]:
    """Whether a sentence names a maker that buys nothing, and a firm that uses chips."""
    found: tuple[bool, bool] | None = line.known.get("firms")
    if found is None:
        firms = [m.party.roles for m in line.companies if not m.party.roles & BESIDE]
        maker = any(r & MAKERS and not r & USERS for r in firms)
        found = line.known["firms"] = maker, any(r & USERS for r in firms)
    return found


@once_in_text
def of_makers(scene: Scene) -> bool:
    """Whether a text opens with a maker of chips, or names no other firms: its figures are theirs."""
    firms = [m.party.roles for x in scene.lines for m in x.companies if m.party.roles.isdisjoint(NO_FIRM)]
    theirs = ["chipmaker" in r and not r & USERS for r in firms]
    return bool(theirs) and (all(theirs) or (theirs[0] and not scene.words.spaced))


@once_in_text
def of_spenders(scene: Scene) -> bool:
    """Whether a text speaks of spending on plant and half its firms are clouds or labs: what those spend is for AI."""
    firms = [m for x in scene.lines for m in x.companies if m.party.roles.isdisjoint(NO_FIRM)]
    users = [m for m in firms if m.party.roles & SPENDERS and m.kind != "new"]  # of a name no list holds it is a guess
    return scene.topics.get("capex", 0) > 1 and 2 * len(users) >= len(firms) > 2


def own_make(line: Line) -> bool:
    """Whether the only firm of a sentence is the maker of the chip it names."""
    firms = [m for m in line.companies if not m.party.roles & BESIDE]
    vendors = {c.chip.vendor for c in line.chips}
    adjectival = bool(firms and line.chips) and 0 <= line.chips[0].start - firms[0].end < 3
    if adjectival and any(h.name == "anaphora" and h.end < firms[0].start for h in line.cues):
        return False  # `the start-up can draw on Nvidia H800s`
    users = [m for m in firms if m.party.roles & USERS and vendors and m.start < line.chips[0].start]
    return bool(firms) and firms[0].party.name in vendors and all(m.party.name in vendors for m in users)


def _of_chips(line: Line, cues: dict[str, float]) -> str:
    maker, user = _firms(line)
    if maker and any("foundry" in m.party.roles for m in line.companies):
        return "order"
    if own_make(line):  # what China makes is told as output, what others make as sales
        return "supply" if any(m.party.country == "CN" for m in line.companies) else "delivery"
    if user and max(cues.get("site", 0), cues.get("leadtime", 0)) < 0.3 and (maker or line.chips):
        return "order"
    return "stock"


def _of_money(scene: Scene, line: Line, amount: Amount, cues: dict[str, float]) -> str:
    dollars = USD.get(amount.unit, 1.0) * amount.low
    maker, user = _firms(line)
    if cues.get("off", 0) > 0.3:
        return ""
    if dollars < CARD[1]:
        return "price" if dollars > CARD[0] and line.chips else ""
    if maker and not user:
        return "revenue"
    if user and (line.chips or cues.get("chipword", 0) > 0.5):
        return "order"
    if dollars >= 2e6 and not user and reports(scene, line) is not None:
        return "revenue"
    lab = any("lab" in m.party.roles for m in line.companies)
    if lab and line.told("model") and dollars < 5e8 and scene.topics.get("train", 0) >= 2:
        return "training"  # `DeepSeek V3公布的560万美元`
    return "capex" if dollars >= 2e6 and scene.topics.get("ai", 0) > 4 else ""


def of_lab(line: Line, cues: dict[str, float]) -> bool:
    """Whether a sentence on building names a laboratory: what that is built for is AI."""
    built = max(cues.get("capex", 0.0), cues.get("site", 0.0)) > 0.4
    return built and any("lab" in m.party.roles for m in line.companies)


@once_in_text
def reporter(scene: Scene) -> Mention | None:
    """The maker of chips that is the only firm of the first sentence which names one, or None."""
    for line in scene.lines[:HEAD]:
        firms = [m for m in line.companies if m.party.roles.isdisjoint(NO_FIRM)]
        if firms:
            alone = len({m.party.id for m in firms}) == 1 and bool(firms[0].party.roles & MAKERS)
            return firms[0] if alone else None
    return None


def reports(scene: Scene, line: Line) -> Mention | None:
    """The maker whose results a sentence goes on with: neither it nor the one before names another firm."""
    told = reporter(scene)
    if told is None:
        return None
    near = (m for x in scene.lines[max(line.index - 1, 0) : line.index + 1] for m in x.companies)
    others = any(m.party.id != told.party.id and m.party.roles.isdisjoint(NO_FIRM) for m in near)
    return None if others else told
