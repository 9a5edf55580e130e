"""Figures of a short report whose kind or subject no word tells: claims all the same where the text is about chips."""

from __future__ import annotations

from dataclasses import replace

from suanli.claims.amounts import Amount
from suanli.claims.continuing import Draft
from suanli.claims.kinds import Choice
from suanli.claims.priors import CARD, of_spenders
from suanli.claims.scene import Line, Scene
from suanli.claims.scopes import is_long
from suanli.claims.units import USD

__all__ = ["NO_CUE", "as_told", "of_its_text"]

NO_CUE = "no cue says what it is"
USUAL = {"money": "capex", "percent": "revenue", "parameters": "training"}
NEAR = 2  # sentences over which a figure goes on with the last one of its sort


def as_told(scene: Scene, line: Line, amount: Amount, choice: Choice, told: list[Draft]) -> Choice:
    """A sum, a share or parameters whose kind no word tells: as the last such figure near, else spent or earned.

    In a text about chips three in five such figures are claims; a sum of the size of a card or a server is a price.
    """
    topical = _about_chips(scene) or (amount.family == "money" and of_spenders(scene) and not is_long(scene))
    if choice.reason != NO_CUE or amount.family not in USUAL or not topical or line.told("off"):
        return choice  # a word for shares, an index or another business stands in the sentence
    alike = [d for d in told if d.amount.family == amount.family and line.index - d.line.index <= NEAR]
    kind = alike[-1].choice.kind if alike else USUAL[amount.family]
    if amount.family == "money" and not alike and USD.get(amount.unit, 1.0) * amount.low < CARD[1]:
        kind = "price"
    return replace(choice, kind=kind, reason="")


def of_its_text(scene: Scene, draft: Draft) -> bool:
    """Whether a growth or share is told in a text about chips, or a sum beside a word for AI: both earned with them."""
    line = draft.line
    near = [x for x in scene.lines[max(line.index - 1, 0) : line.index + 1] if x.paragraph == line.paragraph]
    return _about_chips(scene) and (draft.amount.family != "money" or any(x.told("ai") for x in near))


def _about_chips(scene: Scene) -> bool:
    """Whether a short report names chips, speaks of AI more than twice."""
    return (scene.topics.get("ai", 0) > 2 or bool(scene.chip_counts)) and not is_long(scene)
