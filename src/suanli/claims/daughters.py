"""Firms told by whose they are: `the Iliad subsidiary`, `Scaleway, a subsidiary of Iliad`, `die Iliad-Tochter`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from suanli import catalog
from suanli.claims.articles import with_article
from suanli.claims.lexicon import Lexicon, choice
from suanli.claims.naming import TELLERS

if TYPE_CHECKING:
    from suanli.claims.mentions import Mention

__all__ = ["daughters"]

BACK = 8  # mentions before one that says whose a firm is, among which that firm stands


def daughters(text: str, mentions: list[Mention], words: Lexicon) -> list[Mention]:
    """The mentions of a text without owners that only say whose a firm is, an owner that stands for it as that firm."""
    if not words.spaced:
        return mentions
    tied = tuple(w for w in words.words("daughter_nouns") if w.startswith("-"))  # `an Aker-backed cloud firm`
    if not any(map(text.__contains__, (*words.words("daughters"), *words.words("belonging"), *tied))):
        return mentions
    behind, between = _patterns(words)
    found: list[Mention] = []
    for mention in mentions:
        last = found[-1] if found else None
        if last is not None and _owned(last, mention) and between.fullmatch(text, last.end, mention.start):
            continue
        if text.startswith(tied, mention.end):
            continue
        if behind.match(text, mention.end) is not None:
            _named_for(mention, found[-BACK:])
        found.append(mention)
    return found


def _owned(firm: Mention, owner: Mention) -> bool:
    """Whether two mentions may be of a firm and of its owner: neither tells, and a person owns nothing here."""
    told = any(m.kind == "person" or m.party.roles & TELLERS for m in (firm, owner))
    return not told and firm.party.id != owner.party.id


def _named_for(owner: Mention, before: Sequence[Mention]) -> None:
    """Make an owner's mention one of its daughter that was named before, as the catalog knows it."""
    for mention in reversed(before):
        party, shelf = mention.party, catalog.companies
        own = party.own or party.id
        if party.id != owner.party.id and own in shelf and shelf[own].parent == owner.party.id:
            owner.party = party
            return


@lru_cache(maxsize=32)
def _patterns(words: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands behind an owner that stands for its daughter, and between a daughter and its owner."""
    nouns, of = choice(words.words("daughters")), choice(words.words("genitive"))
    sort, owned = r"(?:[^\W_][\w-]{1,15} ){0,2}", choice(words.words("belonging"))
    behind = re.compile(rf"[ -](?:[^\W_][\w-]{{1,11}} )?{nouns}(?![^\W_])")
    tie = rf"(?:(?:@)?{sort}(?:[\w-]{{1,9}})?{nouns} {of}|{owned}) (?:@)?{sort}"
    return behind, with_article(words, rf", {tie}")
