"""What a rule or a deal told without a chip's name covers, where the next sentence says so.

`対象はH20とMI308。`, `L'accord vise le H20`.
"""

from __future__ import annotations

from collections.abc import Sequence

from suanli.claims.continuing import Draft
from suanli.claims.mentions import ChipMention
from suanli.claims.scene import Line, Scene

__all__ = ["covered"]

RULED = frozenset({"policy", "order", "transfer", "delivery"})
LEAD = 24  # characters before a chip in which a verb of covering stands
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
            start = line.start + (scene.text[line.start : line.start + 1] == " ")
            if line.paragraph == draft.line.paragraph and line.chips and scene.text.startswith(words, start):
                draft.chips = _behind(scene, line)
                break


def _behind(scene: Scene, line: Line) -> list[ChipMention]:
    """The chips of a sentence on what is covered; where words have spaces those behind its verb."""
    if not scene.words.spaced:
        return list(line.chips)
    verbs = scene.words.words("covering")
    first = next((c.start for c in line.chips if _led(scene, c.start, verbs)), line.end)
    return [c for c in line.chips if c.start >= first]


def _led(scene: Scene, start: int, verbs: tuple[str, ...]) -> bool:
    """Whether one of these words stands right before a chip, but for an article."""
    lead = f" {scene.text[max(start - LEAD, 0) : start]}"
    return any(f" {w} " in lead for w in verbs)
