"""Sums that are the price of chips just counted: what was spent on an order told before or beside."""

from __future__ import annotations

from suanli.claims.continuing import Draft
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import Scene

__all__ = ["spent_on"]


def spent_on(scene: Scene, draft: Draft, before: list[Draft]) -> None:
    """A sum spent, with no party of its own, right after chips ordered or installed, is the price of that order."""
    if not before or draft.amount.family != "money" or draft.choice.kind != "capex":
        return
    last, line = before[-1], draft.line
    if last.amount.family != "chips" or last.choice.kind not in {"order", "stock"}:
        return
    unsaid = draft.choice.score < 0.25 and last.choice.kind == "order" and not line.companies and draft.guessed
    apart = line.index - last.line.index
    if apart > (4 if unsaid else 1) or (last.choice.kind == "stock" and apart):
        return
    between = scene.text[last.amount.end : draft.amount.start] if last.line is line else ""
    bought = 0 < len(between) < BESIDE and last.choice.cues.get("buy", 0.0) > 0.5
    first = last.amount.end if bought and ";" not in between else line.start  # who ordered them spends as well
    own = any(first <= m.start < draft.amount.start for m in line.companies if not m.party.roles & (TELLERS | STATES))
    spent = draft.choice.cues.get("spend", 0) > max(draft.choice.cues.get("capex", 0), 0.3)
    same = last.line is line and last.choice.kind == "order"
    if not own and ((line.paragraph == last.line.paragraph and (spent or same)) or unsaid):
        draft.voice = last.voice if unsaid else draft.voice
        draft.choice.kind, draft.chips = "order", last.chips
        draft.actors, draft.others = last.actors, last.others


BESIDE = 45  # characters between chips ordered and the sum for them
