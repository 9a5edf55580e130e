"""Names to places in the model: holders rolled up to their parents, chips to series, days to quarters."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from suanli import catalog
from suanli.catalog.loading import fold
from suanli.errors import SuanliError
from suanli.terms import Claim

__all__ = [
    "ALL",
    "CHINA",
    "FIRST_YEAR",
    "SELLING",
    "chip_table",
    "display_name",
    "founded_in",
    "holder_id",
    "is_group",
    "is_maker",
    "market_of",
    "parties",
    "quarter_end",
    "quarter_of",
    "series_for",
    "settings",
]

FIRST_YEAR = 2017
CHINA = "china"
ALL = "all"
_CHINESE = frozenset({"CN", "HK", "MO"})
_GROUPS = {
    "china": CHINA,
    "chinesecompanies": CHINA,
    "chinesefirms": CHINA,
    "chinesecustomers": CHINA,
    "chinesedistributors": CHINA,
    "all": ALL,
    "world": ALL,
}
MAX_LEVELS = 6
SELLING = frozenset({"delivery", "supply", "revenue"})
_PARTS = frozenset({"foundry", "packaging", "memory", "equipment"})
_USERS = frozenset({"buyer", "cloud", "lab"})


@lru_cache(maxsize=8)
def _table(name: str, overlay: str) -> dict[str, dict[str, Any]]:
    del overlay
    return dict(catalog.constants[name].values)


def chip_table() -> dict[str, dict[str, Any]]:
    """The series of the model (constants/fleets_chips.toml); read once for every catalog overlay."""
    return _table("fleets_chips", os.environ.get("SUANLI_CATALOG", ""))


def settings() -> dict[str, dict[str, Any]]:
    """The constants of the model (constants/fleets.toml)."""
    return _table("fleets", os.environ.get("SUANLI_CATALOG", ""))


@lru_cache(maxsize=4096)
def holder_id(name: str) -> str:
    """The holder a name stands for: `china`, `all`, or a company's id with units and subsidiaries rolled up.

    A name that the catalog does not know is a holder of its own (its folded spelling).
    """
    word = fold(name)
    if word in _GROUPS:
        return _GROUPS[word]
    if word.startswith(("chinese", "smuggler")):
        return CHINA
    try:
        company = catalog.companies.find(name)
        for _ in range(MAX_LEVELS):
            if not company.parent or company.parent not in catalog.companies:
                break
            company = catalog.companies[company.parent]
    except SuanliError:
        return word
    if "group" in company.roles and company.country in _CHINESE:
        return CHINA
    return company.id


@lru_cache(maxsize=4096)
def display_name(holder: str) -> str:
    """The canonical English name of a holder id."""
    if holder in (CHINA, ALL) or holder not in catalog.companies:
        return holder
    return catalog.companies[holder].name


@lru_cache(maxsize=4096)
def market_of(holder: str) -> str:
    """`CN` for holders under Chinese control, else `ROW`; a holder the catalog does not know counts as Chinese.

    Unknown names are almost always small Chinese buyers in the articles this model reads; a mistake
    moves the holder's prior, not its claims.
    """
    if holder not in catalog.companies:
        return "CN"
    country = catalog.companies[holder].country
    return "CN" if country in _CHINESE or not country else "ROW"


@lru_cache(maxsize=4096)
def founded_in(holder: str) -> int:
    """The year in which a holder was founded, `FIRST_YEAR` where that is earlier or not on file."""
    if holder not in catalog.companies:
        return FIRST_YEAR
    return catalog.companies[holder].founded or FIRST_YEAR


@lru_cache(maxsize=4)
def _all_makers(overlay: str) -> frozenset[str]:
    del overlay
    return frozenset(e["maker"] for e in chip_table().values())


def is_maker(holder: str) -> bool:
    """Whether a company makes chips of the model (it may hold chips too)."""
    return holder in _all_makers(os.environ.get("SUANLI_CATALOG", ""))


@lru_cache(maxsize=4096)
def is_group(holder: str) -> bool:
    """Whether a name stands for many firms that are not all of China or all there are."""
    return holder in catalog.companies and "group" in catalog.companies[holder].roles


@lru_cache(maxsize=4096)
def _supplies(holder: str) -> bool:
    """Whether a company makes chips, or makes parts of them and uses none: a seller in every claim of sales."""
    roles = set(catalog.companies[holder].roles) if holder in catalog.companies else set()
    return is_maker(holder) or bool(roles & _PARTS and not roles & _USERS)


def parties(claim: Claim) -> tuple[str, ...]:
    """Holder ids of who buys, has or uses the chips of a claim, each once; sellers are left out.

    Claims of deliveries, supply and revenue name the maker as actor and the buyer as counterparty, or the
    buyer alone; empty where only makers are named.
    """
    names = [holder_id(n) for n in (claim.actor_ids or claim.actors)]
    if claim.kind in SELLING:
        others = [holder_id(n) for n in (claim.counterparty_ids or claim.counterparties)]
        names = [h for h in others if not _supplies(h)] or [h for h in names if not _supplies(h)]
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=4096)
def _maker(name: str) -> str:
    """A chip maker's id, rolled up no further than the maker itself (T-Head stays T-Head)."""
    try:
        return catalog.companies.find(name).id
    except SuanliError:
        return fold(name)


@lru_cache(maxsize=4)
def _members(overlay: str) -> dict[str, tuple[str, ...]]:
    del overlay
    found: dict[str, list[str]] = {}
    for series, entry in chip_table().items():
        for word in (series, *entry.get("members", ())):
            found.setdefault(fold(word), [])
            if series not in found[fold(word)]:
                found[fold(word)].append(series)
    return {k: tuple(v) for k, v in found.items()}


@lru_cache(maxsize=4096)
def _one_chip(name: str, overlay: str) -> tuple[str, ...] | None:
    """The series that a chip's name covers: one for `A800`, several for `Hopper`, None if not modelled."""
    table = _members(overlay)
    name = name.rpartition(":")[2]  # claims write lines and architectures as `line:Ascend`
    if fold(name) in table:
        return table[fold(name)]
    try:
        entry = catalog.chips.find(name)
    except SuanliError:
        return None
    return table.get(fold(entry.canonical)) or table.get(fold(entry.export_variant_of))


def series_for(
    names: Iterable[str], *, sellers: Iterable[str] = (), known: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(series covered by a claim's chips, names that no series covers), among the `known` series.

    No chip named: all chips of the seller where one is named, else all chips.
    """
    order = list(known)
    words = list(names)
    if words:
        overlay = os.environ.get("SUANLI_CATALOG", "")
        hits = {w: _one_chip(w, overlay) for w in words}
        missed = tuple(w for w, h in hits.items() if h is None)
        found = {s for h in hits.values() if h for s in h}
        return tuple(s for s in order if s in found), missed
    makers = {_maker(s) for s in sellers}
    entries = chip_table()
    own = tuple(s for s in order if entries[s]["maker"] in makers)
    return (own or tuple(order)), ()


def quarter_of(day: dt.date) -> int:
    """The calendar quarter of a day, counted from the first quarter of `FIRST_YEAR` (which is 0)."""
    return (day.year - FIRST_YEAR) * 4 + (day.month - 1) // 3


def quarter_end(quarter: int) -> dt.date:
    """The last day of a quarter counted as by `quarter_of`."""
    year, part = FIRST_YEAR + quarter // 4, quarter % 4
    first_after = dt.date(year + (part == 3), (part * 3 + 3) % 12 + 1, 1)
    return first_after - dt.timedelta(days=1)
