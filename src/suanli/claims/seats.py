"""Firms called by the city they sit in or by who leads them: `le groupe de Redmond`, `l'azienda di Mark Zuckerberg`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from suanli import catalog
from suanli.claims.folding import fold_word
from suanli.claims.lexicon import Lexicon
from suanli.claims.naming import Party, parties

__all__ = ["headed_by", "seated"]

_LEAD = 44  # characters before a city in which a noun for a firm with an adjective stands


@lru_cache(maxsize=1)
def _seats() -> dict[str, tuple[str, ...]]:
    """The ids of the firms that sit in a city, by each spelling of it."""
    found: dict[str, list[str]] = {}
    for row in catalog.seats():
        for city in str(row["cities"]).split("|"):
            found.setdefault(fold_word(city), []).append(str(row["company"]))
    return {city: tuple(ids) for city, ids in found.items()}


@lru_cache(maxsize=1)
def _cities() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, sorted(_seats(), key=len, reverse=True)))})(?![^\W_])")


@lru_cache(maxsize=32)
def _noun_of(words: Lexicon) -> re.Pattern[str] | None:
    """A noun for a firm, an adjective or two and the genitive, at the end of what stands before a city."""
    of = sorted(words.words("genitive"), key=len, reverse=True)
    told = (re.split(r"[ ']", w)[-1] for w in words.words("anaphora") if " " in w or "'" in w)
    nouns = sorted({*words.words("firm"), *(w for w in told if len(w) > 3 and w not in of)}, key=len, reverse=True)
    if not nouns or not of or not words.spaced:
        return None
    noun, link = ("|".join(map(re.escape, forms)) for forms in (nouns, of))
    return re.compile(rf"(?<![^\W_])(?:{noun})(?: [^\W\d_]{{4,14}}){{0,2}} (?:{link}) ?$")


def seated(text: str, named: Sequence[tuple[int, int, str]], words: Lexicon) -> list[tuple[int, int, Party]]:
    """The firms that a text calls by their city (start, end, party), beside those it names (start, end, id).

    Of several firms of a city the one named last before is meant; a city of a single firm needs no name before. The
    firm that any name named last needs none: a word for a firm points back to it.
    """
    shape = _noun_of(words)
    if shape is None:
        return []
    found: list[tuple[int, int, Party]] = []
    table = {p.id: p for p in parties().values()}
    for city in _cities().finditer(text):
        lead = shape.search(text, max(city.start() - _LEAD, 0), city.start())
        if lead is None:
            continue
        ids = _seats()[city.group()]
        before = [n for n in named if n[1] <= lead.start() and n[2] in ids]
        firm = before[-1][2] if before else ids[0] if len(ids) == 1 else ""
        last = next((n[2] for n in reversed(named) if n[1] <= lead.start()), "")
        taken = any(lead.start() < n[1] and n[0] < city.end() for n in named)
        if firm in table and firm != last and not taken:
            found.append((lead.start(), city.end(), table[firm]))
    return found


def headed_by(text: str, start: int, words: Lexicon) -> bool:
    """Whether a person's name only says which firm is meant: `la compañía de Jensen Huang`."""
    shape = _noun_of(words)
    return shape is not None and shape.search(text, max(start - _LEAD, 0), start) is not None
