"""Whose chips a figure can be about: of the makers named, without those it only measures another's by."""

from __future__ import annotations

from suanli.claims.binding import MAKER_KINDS, MAKERS, adjective
from suanli.claims.kinds import Choice
from suanli.claims.quantities import Amount
from suanli.claims.scene import ChipMention, Line, Mention, Scene

__all__ = ["makers_of", "measures", "of_another", "others_of", "whose"]


def makers_of(choice: Choice, actors: list[Mention]) -> set[str]:
    """The makers whose own chips alone a figure of making or selling can be about."""
    if choice.kind not in MAKER_KINDS:
        return set()
    others = {"spec": {"buyer", "foundry"}, "supply": set()}.get(
        choice.kind, {"buyer"}
    )  # a foundry makes others' chips
    return {m.party.name for m in actors if m.party.roles & MAKERS and not m.party.roles & others}


def whose(scene: Scene, line: Line, amount: Amount, choice: Choice) -> set[str]:
    """The makers whose chips a sentence without their name compares: `os chips da Huawei entregam um terço`."""
    before = (
        [m for m in line.companies if m.end <= amount.start and m.party.roles & MAKERS] if choice.kind == "spec" else []
    )
    return (
        {m.party.name for m in before if adjective(scene, line, m)} if amount.family in {"percent", "ratio"} else set()
    )


def measures(scene: Scene, line: Line, choice: Choice) -> set[str]:
    """The makers of chips of which a sentence only takes a share: `60 % of what an Nvidia H100 does`."""
    if choice.kind != "spec":
        return set()
    return {
        c.chip.vendor for c in line.chips if c.chip.vendor and any(of_another(scene, line, a, c) for a in line.amounts)
    }


def others_of(scene: Scene, line: Line, amount: Amount, choice: Choice, actors: list[Mention]) -> set[int]:
    """Where the chips of a sentence start that a figure is not about: another maker's, or a part's of what is counted.

    A foundry makes the chips of others where they stand beside its figure (`中芯替华为代工的910C良率两成`), not the
    chips of a clause before its name (`590良率仅20%，台积电超过60%`).
    """
    found: set[int] = set()
    makers = makers_of(choice, actors)
    if makers:
        named = {m.party.name for m in line.companies} - makers  # whose chip is another's
        foundry = any("foundry" in m.party.roles for m in actors)
        opening = -1 if foundry or amount.family in {"percent", "ratio"} else line.opening(amount.start)
        opened = any(opening < m.start < amount.start for m in actors)
        for chip in line.chips:
            beside = foundry and not scene.breaks_between(line, chip.start, amount.start)
            turned = foundry and any(chip.end <= m.start < amount.start for m in actors) and not beside
            apart = chip.chip.vendor not in {*makers, ""} and opened and chip.start < opening  # `et celles d'AMD à 6`
            if turned or apart or (chip.chip.vendor in named and not beside):
                found.add(chip.start)
    marks = [h.start for h in line.told("subset") if h.start >= amount.end]
    if marks and amount.family in {"chips", "ratio"} and any(a.start > marks[0] for a in line.amounts):
        found.update(c.start for c in line.chips if c.start > marks[0])
    return found


def of_another(scene: Scene, line: Line, amount: Amount, chip: ChipMention) -> bool:
    """Whether a chip after a ratio is what it is taken of: `six times the performance of the H20`."""
    if amount.family not in {"percent", "ratio"} or not 0 < chip.start - amount.end < 45 or not scene.words.spaced:
        return False
    if scene.breaks_between(line, amount.end, chip.start):
        return False
    between = scene.text[amount.end : chip.start].split()
    links = {*scene.words.words("of"), *scene.words.words("genitive")}
    return not links.isdisjoint(between[-2:])
