"""Firms that are told to have as many as another: `Meta took 150,000 H100s, level with Microsoft`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from suanli.claims.continuing import Draft
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import Mention, Scene

__all__ = ["levelled"]

REACH = 48  # characters behind a count within which the words stand
HELD = frozenset({"order", "stock"})


def levelled(scene: Scene, drafts: list[Draft]) -> list[Draft]:
    """The drafts, and behind each count that another firm is level with the same count of that firm."""
    words = scene.words.words("level_with")
    if not words or not any(w in scene.text for w in words):
        return drafts
    found: list[Draft] = []
    for draft in drafts:
        found.append(draft)
        if draft.amount.family == "chips" and draft.choice.kind in HELD and len(draft.actors) == 1:
            found += [replace(draft, actors=[m], guessed=False, mode="each") for m in _level(scene, draft, words)]
    return found


def _level(scene: Scene, draft: Draft, words: Sequence[str]) -> list[Mention]:
    """The firms that have as many as a draft counts."""
    line, end = draft.line, draft.amount.end
    stop = min([end + REACH, line.end, *(a.start for a in line.amounts if a.start > end)])
    behind = [at + len(w) for w in words if (at := scene.text.find(f" {w} ", end, stop)) >= 0]
    if not behind:
        return []
    first = max(behind) + 2
    after = [m for m in line.companies if first <= m.start <= first + 1 and not m.party.roles & (TELLERS | STATES)]
    return [m for m in after[:1] if m.party.id != draft.actors[0].party.id]
