"""Names of companies, chips and chip lines out of the catalog, as lexicon entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from suanli import catalog
from suanli.catalog.forms import Company
from suanli.claims.folding import fold_word, is_cjk

__all__ = [
    "STATES",
    "TELLERS",
    "USERS",
    "ChipName",
    "Party",
    "chip_names",
    "company_entries",
    "line_entries",
    "line_words",
    "maker_words",
    "only_makers",
    "parties",
    "rule_entries",
    "series",
    "vendor_name",
]

STATES = frozenset({"government", "regulator"})  # roles of parties that rule
TELLERS = frozenset({"outlet", "analyst", "project"})  # of parties that only tell, or whose name is their partners'
USERS = frozenset({"buyer", "cloud", "lab"})  # roles of parties that use chips

Raw = tuple[str, tuple[str, str, Any]]


class Party(NamedTuple):
    """A company as claims name it: a unit stands for its parent."""

    id: str
    name: str
    roles: frozenset[str]
    country: str
    own: str = ""


class ChipName(NamedTuple):
    """A chip as claims name it, with its vendor's name."""

    id: str
    name: str
    vendor: str
    line: bool = False


def _top(company: Company) -> Company:
    shelf, seen = catalog.companies, {company.id}
    while company.unit and company.parent in shelf and company.parent not in seen:
        company = shelf[company.parent]
        seen.add(company.id)
    return company


@lru_cache(maxsize=1)
def parties() -> dict[str, Party]:
    """Every company of the catalog by id, units resolved to the parent that acts."""
    found = {}
    for company in catalog.companies.values():
        top = _top(company)
        roles = frozenset(company.roles) | frozenset(top.roles)
        found[company.id] = Party(top.id, top.name, roles, top.country, company.id)
    return found


@lru_cache(maxsize=1)
def only_makers() -> frozenset[str]:
    """The ids of companies that make chips and nothing else that is counted."""
    return frozenset(company.id for company in catalog.companies.values() if company.roles == ("chipmaker",))


def company_entries() -> Iterator[Raw]:  # noqa: C901 - one question after another
    """Names, damaged names and people of every company; a cautious or short name is marked so."""
    for company in catalog.companies.values():
        cautious = {fold_word(w) for w in company.cautious}
        words = {company.name, *company.damaged, *company.cautious}
        words |= {w for group in company.names.values() for w in group}
        for word in sorted(words):
            folded = fold_word(word)
            if len(folded) < 2:
                continue
            kind = "cautious" if folded in cautious else "sure"
            if word[0].islower() and kind == "sure":
                kind = "small"
            if word.isupper() and word.isalpha() and len(word) <= 4:
                kind = "caps"
            yield from _with_endings(word, folded, ("company", company.id, kind))
        for person in company.people:
            if len(person) > 2 or not person.isascii():
                yield from _with_endings(person, fold_word(person), ("person", company.id, "person"))
    for cluster in catalog.clusters.values():
        if cluster.kind == "cluster" and cluster.holder in catalog.companies:
            for word in (cluster.name, *cluster.aliases):
                if len(word) > 5:
                    yield word, ("company", cluster.holder, "cluster")


@lru_cache(maxsize=1)
def _case_ends() -> tuple[tuple[str, ...], frozenset[str]]:
    """The case endings of names in Cyrillic, and the letters at the end of a name that they replace."""
    told = [language.grammar for language in catalog.languages.values()]
    ends = tuple(dict.fromkeys(w for g in told for w in g.get("case_ends", ())))
    return ends, frozenset(w for g in told for w in g.get("case_drops", ()))


def _with_endings(word: str, folded: str, entry: tuple[str, str, Any]) -> Iterator[Raw]:
    """A Cyrillic name also with its case endings; a Latin one also with a genitive s."""
    yield word, entry
    last = folded[-1]
    if "\u0400" <= last <= "\u04ff" and len(folded) > 3:
        ends, drops = _case_ends()
        stem = folded[:-1] if last in drops else folded
        for ending in ends:
            yield stem + ending, entry
    elif last.isascii() and last.isalpha() and last != "s" and len(folded) > 3:
        yield folded + "s", entry


def vendor_name(vendor: str) -> str:
    """The name of a maker of chips by its id, of the firm that owns it where that acts."""
    shelf = catalog.companies
    return _top(shelf[vendor]).name if vendor in shelf else vendor.capitalize()


_SHORT = re.compile(r"^(?:[a-z]\d{1,2}|[a-z]{2}\d|l40s?|p100|z100|k100|c500|c550|c600|s60|t20)$")


_CODE = re.compile(r"([a-z]{1,24})(\d{1,6}[a-z]{0,8})")


def _spellings(word: str) -> set[str]:
    """A chip's name as written, in one word, and with hyphens as a compound has it: `Trainium-2-Chips`, `MI-300`."""
    code = _CODE.fullmatch(word)
    apart = f"{code[1]}-{code[2]}" if code and (len(code[1]) > 4 or len(code[2]) > 2) else word
    return {word, word.replace(" ", ""), word.replace(" ", "-"), apart}


@lru_cache(maxsize=1)
def chip_names() -> dict[str, ChipName]:
    """Every chip's claim name by folded spelling."""
    names: dict[str, ChipName] = {}
    for chip in catalog.chips.values():
        shown = chip.canonical or chip.name
        entry = ChipName(chip.id, shown, vendor_name(chip.vendor))
        for word in (shown, chip.name, *chip.aliases):
            for spelling in _spellings(fold_word(word)):
                names.setdefault(spelling, entry)
    for chip in catalog.chips.values():
        for word in chip.written:
            entry, key = ChipName(chip.id, word, vendor_name(chip.vendor)), fold_word(word)
            names[key] = names[key.replace(" ", "")] = entry
    return names


@lru_cache(maxsize=1)
def maker_words() -> tuple[str, ...]:
    """The folded names of makers of chips that are one word of Latin letters, in order."""
    makers = {fold_word(chip.vendor) for chip in chip_names().values()}
    return tuple(sorted(m for m in makers if m.isascii() and m.isalpha()))


@lru_cache(maxsize=1)
def maker_names() -> tuple[str, ...]:
    """The folded names of the firms whose chips the catalog lists, in every spelling, in order."""
    vendors = {chip.vendor for chip in catalog.chips.values()} & set(catalog.companies)
    firms = [catalog.companies[v] for v in vendors]
    names = {w for firm in firms for w in (firm.name, *(n for group in firm.names.values() for n in group))}
    return tuple(sorted({fold_word(w) for w in names if len(w) > 2 or is_cjk(w[0])}))


@lru_cache(maxsize=1)
def line_words() -> frozenset[str]:
    """The folded names of lines and architectures of chips: `blackwell`."""
    und = catalog.languages["und"]
    return frozenset(fold_word(w) for words in und.grammar.get("lines", {}).values() for w in words)


def line_entries() -> Iterator[Raw]:
    """Chips and chip lines by name."""
    und = catalog.languages["und"]
    lines = line_words()
    for word, chip in chip_names().items():
        if word in lines:
            continue
        kind = "cautious" if _SHORT.match(word) and word not in {"h20", "b30"} else "sure"
        yield word, ("chip", chip.name, (chip, kind))
    vendors = und.grammar.get("line_vendors", {})
    for name, words in und.grammar.get("lines", {}).items():
        line = ChipName(f"line:{name}", name, vendors.get(name, ""), line=True)
        for word in words:
            yield word, ("chip", name, (line, "line"))
            if len(word) > 5 and word.isascii() and word.isalpha() and word[-1] not in "se":
                yield word + "s", ("chip", name, (line, "line"))  # `550,000 Blackwells`


@lru_cache(maxsize=64)
def series(chip: ChipName) -> ChipName | None:
    """The line whose name a chip's begins with (that of the Ascend 910C is Ascend), or a line itself."""
    und = catalog.languages["und"]
    names = (n for n in und.grammar.get("lines", {}) if chip.line or chip.name.startswith(f"{n} "))
    name = chip.name if chip.line else max(names, key=len, default="")
    vendor = und.grammar.get("line_vendors", {}).get(name, chip.vendor)
    return ChipName(f"line:{name}", name, vendor, line=True) if name else None


def rule_entries() -> Iterator[Raw]:
    """Nothing yet: rules are named by their words in `cues`."""
    return iter(())
