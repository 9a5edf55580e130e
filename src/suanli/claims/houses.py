"""Firms told by whose they are: `la firma de Mark Zuckerberg`, `a de Satya Nadella`, `la empresa que dirige Musk`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from suanli.claims.articles import with_article
from suanli.claims.lexicon import Lexicon, choice

if TYPE_CHECKING:
    from suanli.claims.mentions import Mention

__all__ = ["HOUSE", "housed", "only_that_of"]

HOUSE = "house"  # the kind of a mention that is a firm by the name of its officer
LEAD = 48  # characters before an officer's name in which a word for a firm stands


def housed(text: str, mentions: Sequence[Mention], words: Lexicon) -> list[Mention]:
    """The mentions of a text with officers in the genitive of a word for a firm as that firm."""
    shapes = _shapes(words)
    if shapes is None:
        return [*mentions]
    found = []
    for mention in mentions:
        told = mention.kind in {"person", HOUSE}
        lead = shapes.search(text, max(mention.start - LEAD, 0), mention.start) if told else None
        start = lead.start("house") if lead is not None else mention.start
        found.append(mention if lead is None else replace(mention, start=start, kind=HOUSE))
    return found


def only_that_of(text: str, mention: Mention, words: Lexicon) -> bool:
    """Whether a firm is told by no more than `that of` its officer: `AMD y la de Satya Nadella` is no list."""
    short = _that_of(words)
    return mention.kind == HOUSE and short is not None and short.match(text, mention.start) is not None


@lru_cache(maxsize=32)
def _shapes(words: Lexicon) -> re.Pattern[str] | None:
    """What stands before an officer's name that makes it the name of a firm; None in a language that has no such."""
    firms, of = choice(words.words("firm")), choice(words.words("genitive"))
    run, those = choice(words.words("run_by")), choice(words.words("that_of"))
    if not words.spaced or not words.words("run_by"):
        return None
    noun = rf"@{firms}(?: [^\W\d_]{{3,16}})? (?:{of}|{run}) $"
    return with_article(words, rf"(?<![^\W_])(?P<house>{noun}|{those} $)")


@lru_cache(maxsize=32)
def _that_of(words: Lexicon) -> re.Pattern[str] | None:
    """The words for a firm named before that go with an officer's name."""
    return re.compile(rf"{choice(words.words('that_of'))} ") if words.words("that_of") else None
