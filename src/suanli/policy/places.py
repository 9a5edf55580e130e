"""Countries and the groups that rules speak of (15 CFR part 740 supp. 1), as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from suanli.catalog.loading import fold, read_table
from suanli.errors import Unknown, closest

__all__ = ["Place", "place"]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A country: its ISO code, name, and groups, each with the day it began to belong (None: always)."""

    code: str
    name: str
    groups: tuple[tuple[str, dt.date | None], ...] = ()

    def within(self, named: Iterable[str], on: dt.date) -> str:
        """The first of `named` (codes, groups or `*`) that holds this place on a day, else an empty text."""
        own = {g for g, since in self.groups if since is None or since <= on} | {self.code, "*"}
        return next((n for n in named if n in own), "")


def _groups(text: str) -> tuple[tuple[str, dt.date | None], ...]:
    pairs = (part.partition("@") for part in text.split(";") if part)
    return tuple((group, dt.date.fromisoformat(day) if day else None) for group, _, day in pairs)


def _build(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Place]:
    """Places by name, folded, and by code, in capitals: `NGA` is Nigeria's code, `Nga` is Russia in Vietnamese."""
    entries = [(row, Place(code=row["code"], name=row["name"], groups=_groups(row["groups"] or ""))) for row in rows]
    found: dict[str, Place] = {}
    for row, entry in entries:
        for word in (row["name"], *(row["aliases"] or "").split(";")):
            if word:
                found.setdefault(fold(word), entry)
    for row, entry in entries:
        for code in (row["code"], row["iso3"]):
            if code:
                found[f"{CODE}{code}"] = entry
                found.setdefault(fold(code), entry)
    return found


CODE = "code "  # before a code in capitals, which is looked for before any name


# the table read last, and its index: read_table gives the same tuple until the file changes
_LAST: dict[int, tuple[Any, Mapping[str, Place]]] = {}


def _group(name: str, index: Mapping[str, Place]) -> Place | None:
    """A group asked for as if it were a place (``D:5``, ``middle east``): some country in it, no one in particular."""
    groups = {fold(g): g for p in index.values() for g, _ in p.groups}
    found = groups.get(fold(name))
    return Place(code=found, name=f"some country of {found}", groups=((found, None),)) if found else None


def place(name: str) -> Place:
    """The place a code, name, alias or group means, letter case ignored; `Unknown` with near names else."""
    rows = read_table("countries.csv")
    held = _LAST.get(id(rows))
    if held is None or held[0] is not rows:
        _LAST.clear()
        held = _LAST[id(rows)] = (rows, _build(rows))
    index = held[1]
    found = index.get(f"{CODE}{name.strip()}") or index.get(fold(name)) or _group(name, index)
    if found is None:
        hint = closest("place", name, sorted({p.name for p in index.values()}))
        raise Unknown(str(hint).replace("see `suanli show`", "write an ISO code such as CN, or a country's name"))
    return found
