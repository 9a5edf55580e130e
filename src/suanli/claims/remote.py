"""Sentences far from anything about chips: a digest's other stories, a page's other matters."""

from __future__ import annotations

from suanli.claims.lines import Line
from suanli.claims.scene import TOPICAL, Scene

__all__ = ["remote_lines", "unread"]

REACH = 6  # sentences; of 6,563 claims in seven annotated sets that are right two stand further away
REMOTE = "nothing about chips near it"


def remote_lines(scene: Scene) -> frozenset[int]:
    """The places of the sentences that have no chip, its maker, nor a word for either or for AI within reach.

    None of a text that has them nowhere: what is told there of those who spend on chips is judged by itself.
    """
    far: set[int] = set()
    last = -1
    for line in scene.lines:
        if _topical(line):
            far.update(range(last + 1 + (REACH if last >= 0 else 0), line.index - REACH))
            last = line.index
    if last < 0:
        return frozenset()
    far.update(range(last + 1 + REACH, len(scene.lines)))
    return frozenset(far)


def unread(scene: Scene, line: Line, remote: frozenset[int]) -> str:
    """Why the quantities of a whole sentence are left over; "" where they are read."""
    if scene.text[line.start : line.end].rstrip(" \n\"'»”」』)").endswith("?"):
        return "a question claims nothing"
    return "a heap of numbers" if line.dense else REMOTE if line.index in remote else ""


TOLD = frozenset({"tokens", "compute_rate", "gpu_hours"})


def _topical(line: Line) -> bool:
    """Whether a sentence has a chip, its maker, a word for either or for AI, or a figure that only these have."""
    firms = any(m.party.roles & TOPICAL for m in line.companies)
    return bool(line.chips or firms or line.told("chipword", "ai")) or any(a.family in TOLD for a in line.amounts)
