"""What is only heard and rejected in the next sentence: `…とささやかれる。だが会社側はうわさを否定した`."""

from __future__ import annotations

from suanli.claims.once import once
from suanli.claims.scene import Line, Scene

__all__ = ["rebutted_next"]

OPENING = 4  # characters in which a sentence turns against the one before


@once
def rebutted_next(scene: Scene, line: Line) -> bool:
    """Whether the next sentence turns against this one, which is hearsay, and a party rejects a rumour in it."""
    turns, rumours = scene.words.words("turns"), scene.words.words("rumours")
    if not turns or line.index + 1 >= len(scene.lines) or not line.told("reported", "hearsay"):
        return False
    after = scene.lines[line.index + 1]
    if after.paragraph != line.paragraph or after.amounts or not after.told("denied"):
        return False
    text = scene.text[after.start : after.end]
    return any(0 <= text.find(w) <= OPENING for w in turns) and any(w in text for w in rumours)
