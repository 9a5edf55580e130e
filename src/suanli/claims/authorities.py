"""Authorities named without their country (the government, das Ministerium): the state of the story they act for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from suanli.catalog.loading import read_table
from suanli.claims.articles import with_article
from suanli.claims.folding import fold_word
from suanli.claims.lexicon import Hit, Lexicon
from suanli.claims.naming import Party, parties

__all__ = [
    "authority",
    "countries_named",
    "country_at",
    "country_of",
    "demonym",
    "government",
    "home_of",
    "nationality",
    "side_told",
]

NEAR = 420  # how far back a state named before is still the one meant
_LETTERS = re.compile(r"[^\W\d_]+")
_PAUSE = re.compile(r"[;:!?\n。；：！？]|\.(?!\w\.? )")  # but not inside `U.S`


def authority(
    text: str, hit: Hit, words: Lexicon, named: Sequence[tuple[int, Party]], same: Party | None = None
) -> Party | None:
    """The government that an authority's word stands for, or None where no country can be told.

    The country is that of a name or adjective beside the word; else that of the `same` authority named in full
    before (`Chinese regulators ... Regulators`); else of the state named last before it; else the country named most
    where the text names others but never the home of the language; else the country named shortly before; else the
    home of the language; else, for a language of many homes, the country that the text names most.
    """
    if hit.name == "own_state":
        foreign = None if words.spaced else _beside(text, hit, words)  # 南韓科技部
        return government(foreign or home_of(text, words))
    beside = _beside(text, hit, words)
    side = "" if beside is not None else side_told(text, hit.start, words)
    if beside is not None or side:
        return government(beside or side)
    if same is not None:
        return same
    at = bisect_left(named, hit.start, key=lambda n: n[0])
    near = [p for start, p in named[max(at - 6, 0) : at] if hit.start - NEAR < start and p.country]
    if near:
        return government(near[-1].country)
    home = home_of(text, words)
    told = [p.country for _, p in named[:at] if p.country]
    if told and home not in told:
        return government(told[-1])  # a story of another state
    return government(_of_story(text, hit.start, words, home) or home or _most(text, words))


@lru_cache(maxsize=4)
def home_of(text: str, words: Lexicon) -> str:
    """The home of a text: that of its language, or the other of two where one writes of oneself: 本港, 署方."""
    marks = words.words("other_home_marks")
    other = (
        bool(marks) and any(w in text for w in marks) and not any(w in text for w in words.words("first_home_marks"))
    )
    return str(words.grammar.get("other_home" if other else "home", ""))


def _of_story(text: str, at: int, words: Lexicon, home: str) -> str:
    """The country named last shortly before a place; that named most where a text names others but its home never."""
    places = countries_named(text, words)
    counts = Counter(code for _, _, code in places)
    if home and counts and home not in counts:
        return counts.most_common(1)[0][0]
    last = places[: bisect_left(places, (at, 0, ""))][-1:]
    reach = NEAR if words.spaced else NEAR // 3
    return next((code for start, _, code in last if at - reach < start), "")


@lru_cache(maxsize=4)
def countries_named(text: str, words: Lexicon) -> list[tuple[int, int, str]]:
    """Where a text names countries by name, adjective or capital of two letters or more: start, end, code; in order."""
    found: list[tuple[int, int, str]] = []
    automaton, codes = _finder(words)
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if not (words.spaced and start and text[start - 1].isalnum()):
            found += [(start, end, code) for code in codes[index]]
    found.sort(key=lambda f: (f[0], -f[1]))
    return [f for n, f in enumerate(found) if not n or f[0] >= found[n - 1][1]]


@lru_cache(maxsize=32)
def _finder(words: Lexicon) -> tuple[Any, list[list[str]]]:
    """The stems of two letters or more in one automaton, and the countries that each names."""
    import ahocorasick_rs as ac

    table: dict[str, list[str]] = {}
    for stem, code in _stems(words):
        if len(stem) > 1:
            table.setdefault(stem, []).append(code)
    return ac.AhoCorasick([*table], matchkind=ac.MatchKind.Standard), [*table.values()]


def _beside(text: str, hit: Hit, words: Lexicon) -> str | None:
    """The country named right before or after; "" where a name that no list holds stands there."""
    if not words.spaced:
        before = text[max(0, hit.start - 6) : hit.start].rstrip(f" {words.linkers}")
        if before.endswith(words.words("subset") or ("\0",)):
            return None  # `其中政府拿5万张`: no China
        found = [(len(stem), code) for stem, code in _stems(words) if before.endswith(stem)]
        return max(found)[1] if found else None
    before = _PAUSE.split(text[max(0, hit.start - 24) : hit.start])[-1].split(",")[-1]
    after = _PAUSE.split(text[hit.end : hit.end + 26])[0].split(",")[0]
    inside = text[hit.start : hit.end]
    for part in (inside, before, " ".join(after.split()[:3])):
        found = [(at, code) for stem, code in _stems(words) if stem in part for at in _starts(part, stem)]
        if found:
            return max(found)[1] if part is before else min(found)[1]
    return None


def _starts(part: str, stem: str) -> list[int]:
    """Where words of a stem begin; found by hand, as patterns for hundreds of stems would be compiled anew."""
    found, at = [], part.find(stem)
    while at >= 0:
        if not (at and part[at - 1].isalnum()):
            found.append(at)
        at = part.find(stem, at + 1)
    return found


_STOP = re.compile(r"[;!?\n。；！？]|\.(?!\d)")
LEAD, ASIDE = 3, 60  # signs before the country that a sentence opens with; how far behind it its authority may stand


def side_told(text: str, at: int, words: Lexicon) -> str:
    """The country with whose side a sentence opened before a place: `美方这边,商务部定出规则`; "" if with none."""
    sides = words.words("side_words")
    if not sides:
        return ""
    head, comma, _ = _STOP.split(text[max(at - ASIDE, 0) : at])[-1].strip().partition(",")
    head, colon, _ = head.partition(":")
    if not comma and not colon:
        return ""
    found = [
        (len(stem), code)
        for stem, code in _stems(words)
        if 0 <= (place := head.find(stem)) <= LEAD and head.startswith(sides, place + len(stem))
    ]
    return max(found, default=(0, ""))[1]


def nationality(text: str, end: int, words: Lexicon) -> str:
    """The country of an adjective right behind a word for a firm, where adjectives follow: `la société britannique`."""
    if not words.grammar.get("adjective_after") or text[end : end + 1] != " ":
        return ""
    for stem, code in _long_stems(words).get(text[end + 1 : end + 2], ()):
        if text.startswith(stem, end + 1):
            return code  # `hãng Hàn Quốc`
    word = _LETTERS.match(text, end + 1)
    codes = _codes(word.group(), words) if word else []
    return max(codes)[1] if codes else ""


def demonym(text: str, start: int, words: Lexicon) -> tuple[int, int, str] | None:
    """A word of nationality that opens a sentence with its article and stands alone: `Le britannique`."""
    article = with_article(words, r"\s{0,9}@").match(text, start) if words.spaced else None
    word = _LETTERS.match(text, article.end()) if article else None
    if article is None or word is None:
        return None
    codes = _codes(word.group(), words)
    following = text[word.end() : word.end() + 1]
    return (article.start(), word.end(), max(codes)[1]) if codes and following in {" ", ","} else None


@lru_cache(maxsize=32)
def _stems(words: Lexicon) -> list[tuple[str, str]]:
    """Stems of names and adjectives of countries, with the country's code."""
    table = words.grammar.get("countries", {})
    return [(fold_word(w), code) for code, stems in table.items() for w in stems]


@lru_cache(maxsize=32)
def _stems_by_letter(words: Lexicon) -> dict[str, list[tuple[str, str]]]:
    """The stems by their first letter."""
    table: dict[str, list[tuple[str, str]]] = {}
    for stem, code in _stems(words):
        table.setdefault(stem[:1], []).append((stem, code))
    return table


def country_of(word: str, words: Lexicon) -> str:
    """The country that a word names or belongs to: `usa`, `amerikanischen`; "" if none."""
    return max(((len(stem), code) for stem, code in _stems(words) if word.startswith(stem)), default=(0, ""))[1]


def country_at(text: str, start: int, words: Lexicon) -> tuple[str, int]:
    """The country whose name of two signs or more stands at a place, with its end; "" where none does."""
    if words.spaced:
        start += len(text[start : start + 2]) - len(text[start : start + 2].lstrip())
        if text.startswith(_articles(words), start):
            start += next(len(a) for a in _articles(words) if text.startswith(a, start))  # `Gli Stati Uniti`
        for stem, code in _long_stems(words).get(text[start : start + 1], ()):
            if text.startswith(stem, start) and not text[start + len(stem) : start + len(stem) + 1].isalnum():
                return code, start + len(stem)
        word = _LETTERS.match(text, start)
        near = _codes(word.group(), words) if word is not None else []
        size, code = max(near, default=(0, ""))
        bare = word is not None and word.end() - start - size <= 1  # `Китай`, `Mỹ`, no `китайские`
        return (code, start + size) if bare else ("", start)
    found = max(((len(stem), code) for stem, code in _stems(words) if len(stem) > 1 and text.startswith(stem, start)),
                default=(0, ""))  # fmt: skip
    return found[1], start + found[0]


@lru_cache(maxsize=32)
def _articles(words: Lexicon) -> tuple[str, ...]:
    """Definite articles as they stand before a name, with the blank behind those that have one."""
    found = {fold_word(w) for w in (*words.words("definite"), *words.words("definite_plural"))}
    return tuple(sorted(w if w.endswith("'") else f"{w} " for w in found))


@lru_cache(maxsize=32)
def _long_stems(words: Lexicon) -> dict[str, list[tuple[str, str]]]:
    """Names of countries of more than one word by their first letter: `estados unidos`, `états-unis`."""
    found: dict[str, list[tuple[str, str]]] = {}
    for stem, code in _stems(words):
        if not stem.isalpha():
            found.setdefault(stem[:1], []).append((stem, code))
    return found


def _codes(word: str, words: Lexicon) -> list[tuple[int, str]]:
    """The countries whose stems open a word, each with the length of its stem."""
    near = _stems_by_letter(words).get(word[:1], ())
    return [(len(stem), code) for stem, code in near if word.startswith(stem)]


def _most(text: str, words: Lexicon) -> str:
    """The country that a text names most, "" where two are level; its first 6,000 characters count."""
    return _leading(text[:6000], words)


@lru_cache(maxsize=4)
def _leading(head: str, words: Lexicon) -> str:
    counts: dict[str, int] = {}
    for stem, code in _stems(words):
        if stem in head and (len(stem) > 3 or "." in stem):
            counts[code] = counts.get(code, 0) + len(_starts(head, stem))
    ranked = sorted(counts.items(), key=lambda kv: -kv[1])
    if not ranked or not ranked[0][1] or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return ""
    return ranked[0][0]


@lru_cache(maxsize=256)
def government(country: str) -> Party | None:
    """The government of a country by its code: out of the catalog, else by the country's English name."""
    if not country:
        return None
    shelf = parties()
    code = "eu_commission" if country == "EU" else ""
    for key, party in shelf.items():
        if key == code or (party.country == country and "government" in party.roles and party.id == key):
            return party
    name = next((str(r["name"]) for r in read_table("countries.csv") if r["code"] == country), "")
    return (
        Party(f"{country.lower()}_government", f"{name} government", frozenset({"government"}), country)
        if name
        else None
    )
