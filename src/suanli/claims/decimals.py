"""Digits with marks between them: which mark parts decimals and which thousands."""

from __future__ import annotations

import re
from functools import lru_cache

from suanli.claims.folding import fold_word
from suanli.claims.lexicon import Lexicon

__all__ = ["decimal_of", "split"]


def split(raw: str, decimal: str, *, scaled: bool) -> tuple[float, float | None]:
    """The value of a digit string and, where a separator is ambiguous, its other reading."""
    if raw.isdigit():
        return float(raw), None
    text = raw.replace(" ", "").replace("'", "")
    marks = [c for c in text if c in ".,"]
    if not marks:
        return float(text), None
    if len(set(marks)) == 2:
        last = marks[-1]
        if marks.count(last) == 1:
            return float(text.replace("." if last == "," else ",", "").replace(last, ".")), None
    if len(marks) > 1:
        return float(re.sub(r"[.,]", "", text)), None
    mark = marks[0]
    head, tail = text.split(mark)
    joined, pointed = float(head + tail), float(f"{head}.{tail}")
    if len(tail) != 3 or head.startswith("0") or len(head) > 3:
        return pointed, None
    if tail == "000":
        return joined, None
    if scaled:
        pairs = mark == decimal and not (mark == "," and tail.endswith("00"))  # `2,500 millones`: no decimals end so
        return (pointed, joined) if pairs else (joined, pointed)
    if mark == decimal and decimal == ".":
        return pointed, joined
    return joined, pointed


_COMMAED = re.compile(r"\d,\d{1,2}(?!\d)")


@lru_cache(maxsize=32)
def _pointed(words: Lexicon) -> re.Pattern[str]:
    """One or two digits behind a point and before a word of scale or a share: a decimal, no thousands."""
    after = "|".join(
        sorted(map(re.escape, (*words.list_of("per_cent"), *map(fold_word, words.numbers.get("scales", ())))))
    )
    return re.compile(rf"\d\.\d{{1,2}}(?= ?(?:%|{after})(?![^\W_]))")


def decimal_of(text: str, words: Lexicon) -> str:
    """The decimal mark of a text: that of its language, or a point where only points part decimals, as in Mexico."""
    if words.decimal == "," and "." in text and _pointed(words).search(text) and not _COMMAED.search(text):
        return "."
    return words.decimal
