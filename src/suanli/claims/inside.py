"""What moves inside one firm: chips that one department gives up for another, and what a country holds as a whole."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from suanli.claims.amounts import Amount
from suanli.claims.naming import STATES, TELLERS, Party, parties
from suanli.claims.once import once_in_text
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["country_counted", "handed_within", "pattern_of", "spots", "stands"]


@lru_cache(maxsize=512)
def pattern_of(words: tuple[str, ...], *, spaced: bool) -> re.Pattern[str]:
    """Any of some words, whole where words have edges; a trailing star stands for any ending."""
    edge = (r"(?<![^\W_])", r"(?![^\W_])") if spaced else ("", "")
    parts = (re.escape(w.rstrip("*")) + (r"[^\W_]*" if w.endswith("*") else edge[1]) for w in words)
    return re.compile(f"{edge[0]}(?:{'|'.join(sorted(parts, key=len, reverse=True))})" if words else "(?!)")


def handed_within(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a department gives or gets a count of chips: `the games division handed 2,000 A100s to research`."""
    if amount.family not in {"chips", "percent"} or any(m.party.roles & STATES for m in line.companies):
        return False
    if not _names_departments(scene):
        return False
    start, stop = line.clause(amount.start, amount.end)
    return bool(spots(scene, "hands", start, stop) and spots(scene, "departments", start, stop))


@once_in_text
def _names_departments(scene: Scene) -> bool:
    """Whether a text names a department of a firm anywhere."""
    return bool(stands(scene, "departments"))


def stands(scene: Scene, key: str) -> list[int]:
    """Where words of a list, or their beginnings, stand in a text: elsewhere no pattern need be tried."""
    found: list[int] | None = scene.known.get(("stands", key))
    if found is None:
        text = scene.text
        found = scene.known["stands", key] = []
        for word in {w.rstrip("*") for w in scene.words.words(key)}:
            at = text.find(word)
            while at >= 0:
                found.append(at)
                at = text.find(word, at + 1)
        found.sort()
    return found


def spots(scene: Scene, key: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where words of a list stand whole between two places."""
    places = stands(scene, key)
    at = bisect_left(places, start)
    if at == len(places) or places[at] >= end:
        return []
    pattern = pattern_of(scene.words.words(key), spaced=scene.words.spaced)
    return [m.span() for m in pattern.finditer(scene.text, start, end)]


def country_counted(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The country of which somebody says how many chips it holds in all: `"China's cards come to 500,000 A100s"`."""
    if amount.family != "chips" or amount.low < 1e3:
        return None
    china = line.told("china")
    if not china:
        return None
    opening = _speech(scene, line, amount.start)
    firms = [m for m in line.companies if opening <= m.start < amount.start and not m.party.roles & (STATES | TELLERS)]
    hit = next((h for h in china if opening <= h.start < amount.start), None)
    party = parties().get("china_government")
    if firms or hit is None or party is None or not _holding(scene, line, hit.end, amount):
        return None
    return Mention(hit.start, hit.end, _bare(party), "nation")


def _speech(scene: Scene, line: Line, at: int) -> int:
    """Where what somebody is quoted as saying begins before a place, else where the sentence does."""
    marks = [scene.text.rfind(mark, line.start, at) for mark in (':"', '说"', ": «", ":", '"', "«", ',"')]
    return max([line.start, *(m + 1 for m in marks if m >= 0)])


def _holding(scene: Scene, line: Line, end: int, amount: Amount) -> bool:
    """Whether what the country has is counted: its computing power, its chips, what it has in all."""
    told = [h for h in line.told("chipword", "total", "equivalent", "site", "hold") if h.start >= end]
    words = pattern_of(scene.words.words("wealth"), spaced=scene.words.spaced)
    owned = words.search(scene.text, end, amount.start) is not None
    acts = any(end <= h.start < amount.start for h in line.told("buy", "ship", "sell", "make", "rent", "smuggle"))
    return owned and bool(told) and not acts


def _bare(party: Party) -> Party:
    return party._replace(name=party.name.removesuffix(" government"))
