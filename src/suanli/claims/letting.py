"""Who lets computing power to whom: firms that live by it, laboratories that take it, as the sentences before told."""

from __future__ import annotations

from suanli.claims.lists import lists_of
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.once import once
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["Letting", "between", "hired", "let_before", "let_by"]

Letting = tuple[list[Mention], list[Mention]]  # who lets, who takes

NO_LESSORS = STATES | TELLERS | {"lab", "chipmaker", "foundry", "distributor"}


def _lessor(group: list[Mention]) -> bool:
    if all("lessor" in m.party.roles for m in group):
        return True
    return all("cloud" in m.party.roles and m.party.roles.isdisjoint(NO_LESSORS) for m in group)


def _taker(group: list[Mention]) -> bool:
    return any("lab" in m.party.roles for m in group) and not any("chipmaker" in m.party.roles for m in group)


def hired(line: Line) -> bool:
    """Whether a sentence speaks of the firms that only let: what they are paid is rent."""
    return any("lessor" in m.party.roles for m in line.companies)


@once
def between(scene: Scene, line: Line) -> Letting | None:
    """The lists of a sentence that let and take, where it tells a deal, or of sums for firms that only let."""
    del scene
    if not line.told("deal", "rent", *(("capex", "spend") if hired(line) else ())):
        return None
    groups = lists_of(line)
    lessors, takers = [g for g in groups if _lessor(g)], [g for g in groups if _taker(g)]
    return (lessors[0], takers[0]) if lessors and len({g[0].party.id for g in takers}) == 1 else None


@once
def let_before(scene: Scene, line: Line) -> Letting | None:
    """The letting told in one of the two sentences before, in the paragraph."""
    for other in reversed(scene.lines[max(line.index - 2, 0) : line.index]):
        found = between(scene, other) if other.paragraph == line.paragraph else None
        if found is not None:
            return found
    return None


def let_by(scene: Scene, line: Line) -> Letting | None:
    """The parties of a letting told before, where a sentence names none of them, or the taker alone."""
    told = let_before(scene, line)
    named = {m.party.id for m in line.companies if not m.party.roles & (STATES | TELLERS | {"chipmaker"})}
    return told if told is not None and named <= {m.party.id for m in told[1]} else None
