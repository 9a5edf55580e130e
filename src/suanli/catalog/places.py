"""Which country a code, a name or an alias means (countries.csv)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suanli.catalog.loading import fold, read_table
from suanli.errors import Unknown, closest

__all__ = ["country", "unknown_place"]

CODE = "code "  # before a code in capitals, which is looked for before any name
# the table read last, and its index: read_table gives the same tuple until the file changes
_LAST: dict[int, tuple[Any, Mapping[str, Mapping[str, Any]]]] = {}


def _index(rows: tuple[Mapping[str, Any], ...]) -> Mapping[str, Mapping[str, Any]]:
    """Rows by name, folded, and by code, in capitals: `NGA` is Nigeria's code, `Nga` is Russia in Vietnamese."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        for word in (row["name"], *(row["aliases"] or "").split(";")):
            if word:
                found.setdefault(fold(word), row)
    for row in rows:
        for code in (row["code"], row["iso3"]):
            if code:
                found[f"{CODE}{code}"] = row
                found.setdefault(fold(code), row)
    return found


def country(name: str) -> Mapping[str, Any] | None:
    """The row of countries.csv that a code, name or alias means, letter case ignored; None where none does."""
    rows = read_table("countries.csv")
    held = _LAST.get(id(rows))
    if held is None or held[0] is not rows:
        _LAST.clear()
        held = _LAST[id(rows)] = (rows, _index(rows))
    return held[1].get(f"{CODE}{name.strip()}") or held[1].get(fold(name))


def unknown_place(name: str) -> Unknown:
    """The error for a name that no country has, with near names."""
    names = {str(r["name"]) for r in read_table("countries.csv")}
    return closest("place", name, names, hint="write an ISO code such as CN, or a country's name")
