"""What a maker of chips says it will have: so many for its customers, so many for its own use."""

from __future__ import annotations

from dataclasses import replace

from suanli.claims.continuing import Draft
from suanli.claims.scene import Mention, Scene
from suanli.claims.stances import Voice

__all__ = ["RATIONED", "rationed"]

RATIONED = "rationed"  # the cue of such a count, which is a plan whoever tells it
MADE = frozenset({"supply", "stock", "order", "delivery"})
LEAST = 1000  # chips
REACH = 60  # characters on either side in which words say for whom


def rationed(scene: Scene, here: list[Draft]) -> list[Draft]:
    """The drafts of a sentence, those told of what a maker promises its customers or keeps made so.

    `prometió a sus clientes 200.000 unidades y se reservó 100.000 para su propia nube`.
    """
    for draft in here if scene.words.words("own_use") else ():
        kind = _ration(scene, draft)
        makers = _makers(draft) if kind else []
        if makers:
            draft.actors, draft.others = makers, []
            draft.choice = replace(draft.choice, kind=kind, cues={**draft.choice.cues, RATIONED: 1.0})
            draft.voice = Voice("planned", draft.voice.sources, "planned")
    return here


def _makers(draft: Draft) -> list[Mention]:
    """The makers of chips that act in a draft, else the first that its sentence names before the number."""
    if draft.actors:
        return draft.actors if all("chipmaker" in m.party.roles for m in draft.actors) else []
    told = [m for m in draft.line.companies if m.end <= draft.amount.start]
    return told[:1] if told and "chipmaker" in told[0].party.roles else []


def _ration(scene: Scene, draft: Draft) -> str:
    """`stock` where the words beside a count of chips say that it is kept, `delivery` where it is for customers."""
    amount, line, words = draft.amount, draft.line, scene.words
    if amount.family != "chips" or amount.low < LEAST or draft.choice.kind not in MADE:
        return ""
    first = max([a.end for a in line.amounts if a.end <= amount.start], default=line.start)
    last = min([a.start for a in line.amounts if a.start >= amount.end], default=line.end)
    after = scene.text[amount.end : min(last, amount.end + REACH)]
    before = scene.text[max(first, amount.start - REACH) : amount.start]
    after = after[: next((at for at, sign in enumerate(after) if sign in ",;:"), len(after))]
    if any(w in after or w in before for w in words.words("own_use")):
        return "stock"
    return "delivery" if any(w in after or w in before for w in words.words("for_clients")) else ""
