"""The words of a language that pages are made of: abbreviations, credits, furniture. Data: catalog/data/pages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from suanli import catalog
from suanli.reading.periods.lexicon import folded

__all__ = ["PageWords", "credit_kind", "entry", "known_outlet", "named_outlets", "page_words"]

NEVER = re.compile(r"(?!)")


class PageWords(NamedTuple):
    """What `catalog.pages` says of a language, with that of English pages, which every site borrows.

    The patterns are for folded lines: `furniture` and `spam` anywhere, `credit` at the start (groups: which
    credit, its text), `ending` for whole lines, `according` and `attributed` beside the name of an outlet.
    `matcher` finds the words of `furniture` and `spam` in one pass, word ends not yet looked at.
    """

    abbreviations: frozenset[str]
    counted: frozenset[str]
    openers: frozenset[str]
    ordinal_dots: bool
    furniture: re.Pattern[str]
    spam: re.Pattern[str]
    ending: re.Pattern[str]
    credit: re.Pattern[str]
    byline: re.Pattern[str]
    according: re.Pattern[str]
    matcher: Any


def entry(language: str) -> str:
    """The file that speaks for a language tag: both Chinese scripts share one; English stands in."""
    name = language.split("-", maxsplit=1)[0]
    return name if name in catalog.pages else "en"


def _any(words: tuple[str, ...]) -> str:
    """An alternation of phrases as whole words; scripts without spaces have no word ends."""
    parts = []
    for word in sorted({folded(w) for w in words}, key=lambda w: (-len(w), w)):
        wide = any(c > "\u2e7f" for c in word)
        before = r"(?<!\w)" if word[0].isalnum() and not wide else ""
        after = r"(?!\w)" if word[-1].isalnum() and not wide else ""
        parts.append(before + re.escape(word) + after)
    return "|".join(parts)


def _pattern(text: str, words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(text % _any(words)) if words else NEVER


@lru_cache(maxsize=32)
def page_words(language: str) -> PageWords:
    """The page words of a language tag."""
    from ahocorasick_rs import AhoCorasick

    own, english = catalog.pages[entry(language)], catalog.pages["en"]
    forms = (own, english) if own.id != "en" else (own,)

    def both(field: str) -> tuple[str, ...]:
        return tuple(w for form in forms for w in getattr(form, field))

    openings = both("sources") + both("authors") + both("translators") + both("published")
    return PageWords(
        abbreviations=frozenset(w.casefold() for w in own.abbreviations),
        counted=frozenset(w.casefold() for w in own.counted),
        openers=frozenset(w.casefold() for w in own.openers),
        ordinal_dots=own.ordinal_dots,
        furniture=_pattern("%s", both("furniture")),
        spam=_pattern("%s", both("spam")),
        ending=_pattern(r"\W{0,4}(?:%s)\W{0,4}(?:\(?\d{1,4}\)?)?\W{0,3}\Z", both("endings")),
        credit=_pattern(r"[\W_]{0,4}(%s)\s?(?:[:：／/|｜=＝]|\s-\s)\s?", openings),
        byline=_pattern(r"[\W_]{0,3}(?:%s)\s", both("authors")),
        matcher=AhoCorasick(sorted({folded(w) for w in both("furniture") + both("spam")})),
        according=_pattern("%s", own.according + own.attributed),
    )


@lru_cache(maxsize=32)
def credit_kind(language: str, word: str) -> str:
    """Which credit a (folded) word opens: sources, translators, published or authors."""
    for form in (catalog.pages[entry(language)], catalog.pages["en"]):
        for kind in ("sources", "translators", "published", "authors"):
            if word in {folded(w) for w in getattr(form, kind)}:
                return kind
    return "authors"


@lru_cache(maxsize=1)
def outlets() -> tuple[Any, tuple[str, ...], tuple[str, ...]]:
    """An automaton over the names of outlets (folded), the names, and the outlet of each."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    pairs: dict[str, str] = {}
    for row in catalog.outlets():
        for name in (str(row["name"]), *str(row["names"]).split("|")):
            pairs.setdefault(folded(name), str(row["name"]))
    names = tuple(sorted(pairs))
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), names, tuple(pairs[n] for n in names)


def known_outlet(text: str) -> str:
    """The canonical name of the first outlet that a text names, or nothing."""
    found = named_outlets(folded(text))
    return found[0][2] if found else ""


def named_outlets(lower: str) -> list[tuple[int, int, str]]:
    """(start, end, outlet) of every outlet named in a folded text."""
    matcher, names, canonical = outlets()
    found = []
    for which, start, end in matcher.find_matches_as_indexes(lower):
        name = names[which]
        before = lower[start - 1] if start else " "
        after = lower[end] if end < len(lower) else " "
        if name[0].isascii() and ((before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())):
            continue
        if "\u0400" <= name[0] <= "\u04ff" and before.isalpha():
            continue
        found.append((start, end, canonical[which]))
    return found
