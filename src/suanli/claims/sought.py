"""Where a text holds words of lists that patterns are made of: elsewhere no pattern need be tried.

One automaton a language finds the words of all such lists in one pass; to look for each word apart takes ten times as
long.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Any

from suanli.claims.lexicon import Lexicon
from suanli.claims.once import once_in_text
from suanli.claims.scene import Scene

__all__ = ["held", "pattern_of", "spots", "stands"]

KEYS = (
    "ahead", "alike", "begins", "compare", "compare_name", "departments", "hands", "launch", "made_of", "mainly",
    "most", "nears", "parts", "stock", "tops", "totals", "using",
)  # fmt: skip


@lru_cache(maxsize=512)
def pattern_of(words: tuple[str, ...], *, spaced: bool) -> re.Pattern[str]:
    """Any of some words, whole where words have edges; a trailing star stands for any ending."""
    edge = (r"(?<![^\W_])", r"(?![^\W_])") if spaced else ("", "")
    parts = (re.escape(w.rstrip("*")) + (r"[^\W_]*" if w.endswith("*") else edge[1]) for w in words)
    return re.compile(f"{edge[0]}(?:{'|'.join(sorted(parts, key=len, reverse=True))})" if words else "(?!)")


@lru_cache(maxsize=32)
def _finder(words: Lexicon) -> tuple[Any, list[str]]:
    """The words of all lists in one automaton, without the star of any ending."""
    import ahocorasick_rs as ac

    told = sorted({w.rstrip("*") for key in KEYS for w in words.words(key)} - {""})
    return ac.AhoCorasick(told, matchkind=ac.MatchKind.Standard), told


@once_in_text
def _found(scene: Scene) -> dict[str, list[int]]:
    """Where each of the words stands in a text."""
    automaton, told = _finder(scene.words)
    found: dict[str, list[int]] = {}
    for index, start, _ in automaton.find_matches_as_indexes(scene.text, overlapping=True):
        found.setdefault(told[index], []).append(start)
    return found


def _listed(scene: Scene, key: str) -> tuple[str, ...]:
    """The words of a list, which must be one of those sought."""
    if key not in KEYS:
        msg = f"{key}: not among the lists that are sought"
        raise LookupError(msg)
    return scene.words.words(key)


def held(scene: Scene, *keys: str) -> tuple[str, ...]:
    """Those words of some lists that a text holds."""
    found = _found(scene)
    return tuple([w for key in keys for w in _listed(scene, key) if w in found])


def stands(scene: Scene, key: str) -> list[int]:
    """Where words of a list, or their beginnings, stand in a text, in order."""
    kept: list[int] | None = scene.known.get(("stands", key))
    if kept is None:
        found = _found(scene)
        places = [found.get(w, []) for w in {w.rstrip("*") for w in _listed(scene, key)}]
        kept = scene.known["stands", key] = sorted([at for listed in places for at in listed])
    return kept


def spots(scene: Scene, key: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where words of a list stand whole between two places."""
    places = stands(scene, key)
    at = bisect_left(places, start)
    if at == len(places) or places[at] >= end:
        return []
    pattern = pattern_of(scene.words.words(key), spaced=scene.words.spaced)
    return [m.span() for m in pattern.finditer(scene.text, start, end)]
