"""Countries and the groups that rules speak of (15 CFR part 740 supp. 1), as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from suanli.catalog.loading import fold, read_table
from suanli.catalog.places import country, unknown_place

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


def _group(name: str) -> Place | None:
    """A group asked for as if it were a place (``D:5``, ``middle east``): some country in it, no one in particular."""
    groups = {fold(g): g for row in read_table("countries.csv") for g, _ in _groups(row["groups"] or "")}
    found = groups.get(fold(name))
    return Place(code=found, name=f"some country of {found}", groups=((found, None),)) if found else None


def place(name: str) -> Place:
    """The place a code, name, alias or group means, letter case ignored; `Unknown` with near names else."""
    row = country(name)
    if row is not None:
        return Place(code=row["code"], name=row["name"], groups=_groups(row["groups"] or ""))
    found = _group(name)
    if found is None:
        raise unknown_place(name)
    return found
