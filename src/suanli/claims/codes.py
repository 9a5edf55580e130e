"""Chips told by a code: a series of letters or words and the number behind, or the number alone after the first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from suanli import catalog
from suanli.catalog.forms import Series
from suanli.claims.folding import fold, fold_word
from suanli.claims.lexicon import Hits, Lexicon
from suanli.claims.naming import ChipName, chip_names, maker_words, vendor_name

__all__ = ["coded", "first_digits", "folded"]

Found = tuple[int, int, ChipName]

_MORE = r"s?(?![a-z0-9])(?:[/／](?:\d{3}(?!\d)|[a-z]\d{2,3}(?![a-z0-9])))*"  # `H100/800`, `A100s`
_NUMBER = re.compile(r"\d{3}(?![\d%])")

folded = lru_cache(maxsize=4096)(fold)


class Code(NamedTuple):
    """How a code of a series stands in a text: `pattern` begins at the first digit, `prefix` ends before it."""

    prefix: str
    pattern: re.Pattern[str]
    series: Series
    word: bool


class Told(NamedTuple):
    """A code found in a text; `number` is the place behind the word of its series, where it is one of digits alone."""

    start: int
    end: int
    series: Series
    number: int


@lru_cache(maxsize=1)
def _codes() -> dict[str, tuple[Code, ...]]:
    """The codes by what stands before their first digit, its last character or two where that is a space."""
    und = catalog.languages["und"].grammar.get("lines", {})
    table: dict[str, list[Code]] = defaultdict(list)
    for series in catalog.series.values():
        words = {fold_word(w) for w in (*series.words, *und.get(series.line, ()))}
        prefixes = {**dict.fromkeys(series.letters, False), **{w + gap: True for w in words for gap in ("", " ", "  ")}}
        for prefix, word in prefixes.items():
            pattern = re.compile(rf"(?:{series.code}){_MORE}")
            table[_key(prefix, len(prefix))].append(Code(prefix, pattern, series, word))
        if series.alone:
            table[""].append(Code("", re.compile(rf"(?:{series.alone}){_MORE}"), series, word=False))
    return {key: tuple(sorted(told, key=lambda c: (-len(c.prefix), c.prefix))) for key, told in table.items()}


def _key(text: str, end: int) -> str:
    return text[max(end - 2, 0) : end] if text.endswith(" ", 0, end) else text[max(end - 1, 0) : end]


@lru_cache(maxsize=1)
def _first() -> re.Pattern[str]:
    """A digit that may be the first of a code; digits are rarer than letters."""
    keys = sorted(key for key in _codes() if key)
    near = "".join(re.escape(key) for key in keys if len(key) == 1)
    apart = "".join(re.escape(key[0]) for key in keys if len(key) == 2)
    alone = "|".join(code.pattern.pattern for code in _codes().get("", ()))
    return re.compile(rf"\d(?:(?<=[{near}]\d)|(?<=[{apart} ] \d)|(?<=(?=(?:{alone or '(?!)'}))\d))")


def first_digits(text: str) -> list[int]:
    """Where the first digit of a chip's code may stand in a folded text."""
    return [m.start() for m in _first().finditer(text)]


def coded(text: str, digits: Iterable[int], named: list[Found], hits: Hits, words: Lexicon) -> list[Found]:
    """The chips told by codes in a folded text, of which `digits` may be first ones and which names `named`."""
    found: list[Found] = []
    numbers: dict[str, set[str]] = {}
    for code in _told(text, digits):
        chips = _parts(text[code.start : code.end], code.series)
        found += ((code.start + start, code.start + end, chip) for start, end, chip in chips)
        if code.number:
            numbers.setdefault(code.series.id, set()).update(_listed(text, code.number, words))
    for series, heads in _families() if found or named else ():
        if any(chip.name.startswith(heads) for _, _, chip in (*named, *found)):
            numbers.setdefault(series.id, set()).update(series.siblings)
    for name, told in numbers.items():
        found += _bare(text, sorted(told), catalog.series[name], hits) if told else ()
    return found


def _told(text: str, digits: Iterable[int]) -> Iterator[Told]:
    """The codes in a text, leftmost first, none over another."""
    table, last = _codes(), 0
    for at in digits:
        for prefix, pattern, series, word in (*table.get(_key(text, at), ()), *table.get("", ())):
            start = at - len(prefix)
            if start < last or not text.startswith(prefix, start) or not _opens(text, start):
                continue
            match = pattern.match(text, at)
            if match is not None:
                last = match.end()
                yield Told(start, last, series, at if word and match.group().isdigit() else 0)
                break


def _opens(text: str, start: int) -> bool:
    """Whether a code may begin: at the edge of a word, not within a number, or glued to its maker's name."""
    before = text[start - 1 : start]
    if not (before.isascii() and before.isalnum()):
        return not (before in {".", ","} and text[start - 2 : start - 1].isdigit())
    return text.endswith(maker_words(), 0, start)


@lru_cache(maxsize=4096)
def _parts(raw: str, series: Series) -> tuple[Found, ...]:
    """The chips of a code, each with its place in it: two of `H100/800`."""
    names, found, at, letter = chip_names(), [], 0, ""
    for part in re.split("[/／]", raw):
        word = part.strip()
        if word.isdigit() and letter:
            word = letter + word
        chip = names.get(word.replace(" ", "")) or names.get(word) or names.get(_shown(word, series))
        if chip is None and word.endswith("s"):
            word = word[:-1]
            chip = names.get(word.replace(" ", "")) or names.get(_shown(word, series))
        key = word.replace(" ", "")
        if chip is None:
            chip = ChipName("", _shown(word, series, upper=True), vendor_name(series.vendor))
        elif folded(chip.name) == key + "x":
            chip = ChipName(chip.id, key.upper(), chip.vendor)  # `MI300` for the MI300X
        found.append((at, at + len(part), chip))
        letter = re.match(r"[a-z]*", word).group() or letter  # type: ignore[union-attr]
        at += len(part) + 1
    return tuple(found)


def _shown(word: str, series: Series, *, upper: bool = False) -> str:
    """A code as claims print it, or its folded form."""
    number = re.search(series.code, word)
    code = number.group() if number else word
    if "{code}" not in series.shown:
        return word.upper() if upper else word
    return series.shown.format(code=code.upper()) if upper else fold_word(series.shown.format(code=code))


# ---------------------------------------------------------------- numbers alone


def _listed(text: str, at: int, words: Lexicon) -> Iterator[str]:
    """The numbers that follow the word of a series in a list: `思元590与690`."""
    while (number := _NUMBER.match(text, at)) is not None:
        yield number.group()
        glue = words.glue().match(text, number.end())
        at = glue.end() if glue is not None and glue.end() > number.end() else number.end()


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[Series, tuple[str, ...]], ...]:
    """The series whose numbers stand alone beside one told in full, and how the names of those begin.

    `950PR und 950DT, dann 960 und 970`.
    """
    having = [series for series in catalog.series.values() if series.siblings]
    return tuple((series, tuple([series.shown.format(code=n) for n in series.siblings])) for series in having)


def _bare(text: str, numbers: list[str], series: Series, hits: Hits) -> Iterator[Found]:
    """The chips of a series by their number alone, where it counts, pays or dates nothing."""
    counted = _counted(text, hits)
    for number in numbers:
        at = text.find(number)
        while at >= 0:
            end = at + len(number)
            counts = end in counted or (text.startswith(" ", end) and end + 1 in counted)
            if not counts and not _BEFORE.search(text, max(at - 2, 0), at) and not _BEHIND.match(text, end):
                yield at, end, _parts(number, series)[0][2]
            at = text.find(number, at + 1)


_BEFORE = re.compile(r"(?:[\d$€¥£₩a-z]|\d[ .,])\Z")  # what makes a number alone a piece of a longer one, or a sum
_BEHIND = re.compile(r"[\da-z%‰]|[.,]\d")


def _counted(text: str, hits: Hits) -> set[int]:
    """Where a unit or a scale makes a sum or a count of the number before it; `the 690 dies` are of one chip."""
    told = [hit for group in ("unit", "scale", "fraction") for hit in hits.of(group)]
    return {hit.start for hit in told if hit.group != "unit_count" or not text.startswith(" ", hit.start - 1)}
