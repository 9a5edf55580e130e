"""What a maker earns in other lines of business (games, cars, PCs), which is no figure of AI chips."""

from __future__ import annotations

import re
from functools import lru_cache

from suanli.claims.amounts import Amount
from suanli.claims.lexicon import Lexicon, choice
from suanli.claims.scene import Line, Scene

__all__ = ["ELSEWHERE", "elsewhere"]

ELSEWHERE = "another line of business"
BEHIND = 30  # characters behind a figure in which the business that it is of stands: `2.6 billion from gaming`


def elsewhere(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a figure of sales is one of games, cars or PCs: no word for AI or data centres stands nearer to it."""
    pattern = _pattern(scene.words)
    if pattern is None:
        return False
    text = scene.text
    stop = min([line.end, amount.end + BEHIND, *(b for b in line.breaks if b >= amount.end)])
    after = pattern.search(text, amount.end, stop) if _linked(scene, amount.end, stop) else None
    if after is not None:
        return after.lastgroup == "other"
    found = list(pattern.finditer(text, line.start, amount.start))
    told = [m.start() for m in found if m.lastgroup == "other"]
    if not told:
        return not found and _goes_on(scene, line, pattern)
    since = max([a.end for a in line.amounts if a.family == "money" and a.end <= told[-1]], default=line.start)
    named = any(told[-1] < c.start < amount.start and scene.breaks_between(line, told[-1], c.start) for c in line.chips)
    return not named and not any(since <= m.start() and m.lastgroup == "own" for m in found)


def _linked(scene: Scene, start: int, stop: int) -> bool:
    """Whether a preposition stands right behind a figure: `2.6 billion from gaming`."""
    first = scene.text[start:stop].split(None, 1)[:1]
    return bool(first) and any(first[0] in scene.words.words(key) for key in ("for_after", "genitive", "of", "aside"))


def _goes_on(scene: Scene, line: Line, pattern: re.Pattern[str]) -> bool:
    """Whether a sentence that names no firm, chip or sales goes on with the business of the one before it."""
    before = scene.lines[max(line.index - 1, 0)]
    if before is line or before.paragraph != line.paragraph:
        return False
    if line.companies or line.chips or line.told("revenue", "site") or not line.told("these"):
        return False
    sums = [a.start for a in before.amounts if a.family == "money"]
    last = list(pattern.finditer(scene.text, before.start, sums[-1])) if sums else []
    return bool(last) and last[-1].lastgroup == "other"


@lru_cache(maxsize=32)
def _pattern(words: Lexicon) -> re.Pattern[str] | None:
    """The words for other lines of business of a language and for its own; None where it lists none."""
    other, own = words.words("other_business"), words.words("own_business")
    return re.compile(rf"(?<!\w)(?:(?P<other>{choice(other)})|(?P<own>{choice(own)}))") if other else None
