"""Articles (`the`, `une`, `der`) in the patterns of several rules; the words are those of the language."""

from __future__ import annotations

import re
from functools import lru_cache

from suanli.claims.lexicon import Lexicon

__all__ = ["EVERY", "NAMED", "ONE", "with_article"]

ONE = ("definite", "indefinite")  # of one thing
NAMED = ("definite", "definite_plural")
EVERY = ("definite", "definite_plural", "indefinite")


@lru_cache(maxsize=128)
def with_article(words: Lexicon, shape: str, kinds: tuple[str, ...] = EVERY) -> re.Pattern[str]:
    """`shape` with `@` for an article of these kinds and the space after it; matches nothing without articles."""
    forms = sorted({w for kind in kinds for w in words.words(kind)}, key=len, reverse=True)
    choice = "|".join(re.escape(w) if w.endswith("'") else re.escape(w) + " " for w in forms)
    return re.compile(shape.replace("@", f"(?:{choice or '(?!)'})"))
