"""What a rule or a deal told without a chip's name covers, where the next sentence says so: `対象はH20とMI308。`."""

from __future__ import annotations

from collections.abc import Sequence

from suanli.claims.continuing import Draft
from suanli.claims.scene import Scene

__all__ = ["covered"]

RULED = frozenset({"policy", "order", "transfer", "delivery"})
NEAR = 2  # sentences behind a claim in which its subject may be told


def covered(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Give the chips named behind a word for what is covered to the claims without chips right before."""
    words = scene.words.words("covers")
    if not words or not any(w in scene.text for w in words):
        return
    for draft in drafts:
        if draft.chips or draft.choice.kind not in RULED:
            continue
        at = draft.line.index + 1
        for line in scene.lines[at : at + NEAR]:
            if line.paragraph == draft.line.paragraph and line.chips and scene.text.startswith(words, line.start):
                draft.chips = list(line.chips)
                break
