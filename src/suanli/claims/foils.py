"""Sentences that only set another firm beside the one a text is about: `By comparison, Meta used 30 million hours`."""

from __future__ import annotations

from suanli.claims.once import once
from suanli.claims.scene import Line, Scene

__all__ = ["foil"]


@once
def foil(scene: Scene, line: Line) -> bool:
    """Whether a sentence opens with words for a comparison; its firms are no subject of the sentences after it."""
    marks = scene.words.words("by_comparison")
    return bool(marks) and scene.text[line.start : line.start + 48].lstrip(" \n\"'«“").startswith(marks)
