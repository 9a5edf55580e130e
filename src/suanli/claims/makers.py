"""Chips that a claim only goes on with, where its sentence names the maker of others: `AMD supplies it for $10bn`."""

from __future__ import annotations

from collections.abc import Sequence

from suanli.claims.continuing import Draft
from suanli.claims.marks import compared
from suanli.claims.scene import Scene

__all__ = ["of_another_maker"]

TRADED = frozenset({"order", "delivery", "revenue", "supply", "price"})


def of_another_maker(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Take chips of other sentences from claims of which the own sentence names makers, but none of these chips."""
    for draft in drafts:
        line = draft.line
        if not draft.chips or draft.choice.kind not in TRADED or not line.companies or line.chips:
            continue
        if any(c.line == line.index or not c.chip.vendor for c in draft.chips):
            continue
        makers = [m for m in line.companies if "chipmaker" in m.party.roles and m.party.roles.isdisjoint(USERS)]
        makers = [m for m in makers if not compared(scene, m.start, m.end)]
        vendors = {c.chip.vendor for c in draft.chips}
        if makers and all(m.party.name not in vendors for m in makers):
            draft.chips = []


USERS = frozenset({"cloud", "lab", "buyer"})
