"""The words of a language that say when, ready for one pass over a text (data: catalog/data/calendars)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from suanli import catalog
from suanli.catalog.forms import Calendar
from suanli.errors import CatalogError
from suanli.reading.periods.feasts import is_feast

__all__ = ["Atom", "Lexicon", "folded", "lexicon"]

SPEC = re.compile(
    r"(?P<weak>~?)(?:m(?P<month>\d\d?)|w(?P<weekday>[1-7])|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<edge>start|mid|end)|same:(?P<same>year|month|day)|(?:feast:)?(?P<feast>lny|(?<=:)[a-z0-9_]+)(?P<by>[+-]\d{1,2})?"
    r"|M(?P<first>\d\d?)-(?P<last>\d\d?)|S(?P<season>[1-4])(?P<which>[+-]\d)?|(?P<ends>ends)(?P<months>\d\d?)?|y(?P<year>\d{4})"
    r"|(?P<fiscal>fiscal)(?P<rule>:[a-z]+)?(?P<offset_fiscal>[+-]\d)?|(?P<unit>year|month|quarter|week|day)(?P<offset>[+-]\d))\Z"
)


class Atom(NamedTuple):
    """One part of a date at a place in the text: which slot it fills, with what, and whether it can stand alone."""

    slot: str
    value: Any
    start: int
    end: int
    weak: bool = False


class Lexicon(NamedTuple):
    """The words of a language; `matcher` finds `phrases`, whose meanings are (slot, value, weak) lists.

    `before` and `behind` are all the words that open a period (since, after, until) on either side of it.
    """

    form: Calendar
    matcher: Any
    phrases: tuple[str, ...]
    meanings: tuple[tuple[tuple[str, Any, bool], ...], ...]
    number: re.Pattern[str]
    connectors: frozenset[str]
    joiners: dict[str, frozenset[str]]
    spaced: bool
    before: tuple[str, ...]
    behind: tuple[str, ...]


def folded(text: str) -> str:
    """Lower case, straight apostrophes and plain spaces, character for character."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


def _meaning(code: str, language: str, phrase: str) -> tuple[tuple[str, Any, bool], ...]:
    """Slots that a phrase fills, from its code such as ``year-1 end``."""
    parts = []
    for word in code.split():
        found = SPEC.match(word)
        if not found:
            msg = f"calendars/{language}.toml: {code!r} is not a meaning at `.words.{phrase}`"
            raise CatalogError(msg)
        parts.append((*_slot(found), bool(found["weak"])))
    return tuple(parts)


def _slot(found: re.Match[str]) -> tuple[str, Any]:
    """The slot that a code fills, and with what."""
    number = {k: int(v) for k, v in found.groupdict().items() if v and v.lstrip("+-").isdigit()}
    for group, slot, value in (
        ("month", "month", number.get("month")),
        ("weekday", "weekday", number.get("weekday")),
        ("quarter", "part", ("quarter", number.get("quarter"))),
        ("half", "part", ("half", number.get("half"))),
        ("edge", "edge", found["edge"]),
        ("same", found["same"], "same"),
        ("feast", "feast", (found["feast"], number.get("by", 0))),
        ("unit", found["unit"], ("relative", number.get("offset"))),
        ("first", "part", ("months", (number.get("first"), number.get("last")))),
        ("season", "season", (number.get("season"), number.get("which"))),
        ("year", "year", number.get("year")),
        ("ends", "ends", (number.get("months", 12), None)),
        ("fiscal", "fiscal", ((found["rule"] or "")[1:], number.get("offset_fiscal"))),
    ):
        if found[group]:
            if group == "feast" and not is_feast(found["feast"]):
                break
            return str(slot), value
    raise CatalogError(f"calendars: {found.group()!r} is not a meaning")


@lru_cache(maxsize=32)
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language tag; English where no calendar speaks the language."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    name = language.split("-", maxsplit=1)[0]
    form = catalog.calendars[name if name in catalog.calendars else "en"]
    entries = {p: _meaning(code, form.id, p) for p, code in form.words.items()}
    for unit, meaning in form.units.items():
        entries.setdefault(unit, (("counted", meaning, True),))
    for word, code in catalog.calendars["en"].words.items():  # English datelines stand on pages of any language
        if re.fullmatch(r"m\d\d?", code) and len(word) > 3:
            entries.setdefault(word, ((*_meaning(code, "en", word)[0][:2], form.id != "en"),))
    phrases = tuple(sorted(entries))
    folds = tuple(folded(p) for p in phrases)
    numbers = "|".join(re.escape(n) for n in sorted(form.numbers, key=len, reverse=True))
    spaced = form.id not in {"zh", "ja"}
    edge = r"(?<!\w)" if spaced else ""
    joiners: dict[str, set[str]] = {mark: {""} for mark in "-–—~〜～∼至"}
    for opening, joining in form.ranges:
        joiners.setdefault(joining, set()).add(opening)
    return Lexicon(
        form=form,
        matcher=AhoCorasick(folds, matchkind=MatchKind.LeftmostLongest),
        phrases=folds,
        meanings=tuple(entries[p] for p in phrases),
        number=re.compile(rf"(?:(?<!\d)(\d{{1,2}})|{edge}({numbers}))[ -]?(?:\w{{1,9}} )?\Z"),
        connectors=frozenset(form.connectors) | {"", ",", ".", "/"},
        joiners={k: frozenset(v) for k, v in joiners.items()},
        spaced=spaced,
        before=(*form.since, *form.after, *form.until),
        behind=(*form.since_after, *form.after_after, *form.until_after),
    )
