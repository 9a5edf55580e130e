"""Places in a list of the best, which count nothing: `the top 100 systems`, `топ-500`."""

from __future__ import annotations

import re
from functools import lru_cache

from suanli.claims.amounts import Span
from suanli.claims.lexicon import Lexicon, choice

__all__ = ["charted"]


def charted(text: str, words: Lexicon) -> list[Span]:
    """The spans of the numbers of such lists in a text, in order."""
    pattern = _pattern(words)
    if pattern is None or not any(map(text.__contains__, words.words("top_of"))):
        return []
    return [m.span(1) for m in pattern.finditer(text)]


@lru_cache(maxsize=32)
def _pattern(words: Lexicon) -> re.Pattern[str] | None:
    """A word for the head of a list and a round number that nothing makes larger; None where no word is listed."""
    listed = words.words("top_of")
    return re.compile(rf"(?<!\w){choice(listed)}[ -]?([1-9]0{{0,2}}|[12]5)(?![\w.,]?\d|[.,]\d| ?%)") if listed else None
