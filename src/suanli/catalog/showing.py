"""`show`: catalog entries, found by id, name or alias."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from suanli import catalog
from suanli.catalog import forms
from suanli.errors import Unknown, closest

__all__ = ["SINGULAR", "chips_like", "kind_of", "show"]

TABLES = {
    "prices": catalog.prices,
    "supply": catalog.supply,
    "training_runs": catalog.training_runs,
    "serving_runs": catalog.serving_runs,
}
SINGULAR = {
    "chip": "chips", "company": "companies", "model": "models", "cluster": "clusters", "rule": "rules",
    "language": "languages", "kind": "kinds", "price": "prices", "run": "training_runs",
    "runs": "training_runs", "node": "clusters", "nodes": "clusters",
}  # fmt: skip


def kind_of(word: str) -> str:
    """The catalog's name for a kind, singular or plural; `Unknown` with suggestions otherwise."""
    kind = SINGULAR.get(word, word).replace("-", "_")
    if kind not in catalog.shelves and kind not in TABLES:
        raise closest("kind", word, [*catalog.shelves, *TABLES, *SINGULAR])
    return kind


def chips_like(chip: str) -> tuple[forms.Chip, ...]:
    """Every variant a chip's name covers: ``h100`` gives SXM and PCIe, ``h100_sxm_80`` that one."""
    if chip in catalog.chips:
        return (catalog.chips[chip],)
    found = catalog.chips.find(chip)
    if chip.casefold().replace("-", " ") == found.canonical.casefold():
        return tuple(c for c in catalog.chips.values() if c.canonical == found.canonical)
    return (found,)


def _about(row: Mapping[str, Any], ids: set[str], names: set[str]) -> bool:
    """Whether a table's row is about one of these chips."""
    if row.get("chip_id") is not None:
        return row["chip_id"] in ids
    said = str(row.get("chip") or "").casefold()
    return any(said == n or said.startswith((n + "-", n + " ", n + "+")) for n in names)


def _rows(kind: str, chip: str | None, on: dt.date | None) -> tuple[Mapping[str, Any], ...]:
    """The rows of a table, of one chip and up to one day where asked."""
    rows = TABLES[kind]()
    if chip:
        variants = chips_like(chip)
        ids = {c.id for c in variants}
        rows = tuple(r for r in rows if _about(r, ids, {c.canonical.casefold() for c in variants}))
    if on:
        rows = tuple(r for r in rows if str(r.get("date") or r.get("year") or "") <= on.isoformat())
    return rows


def _of_chip(kind: str, chip: str) -> tuple[Any, ...]:
    """Entries of a shelf that name a chip."""
    ids = {c.id for c in chips_like(chip)}
    entries = catalog.shelves[kind].values()
    if kind == "chips":
        return tuple(e for e in entries if e.id in ids)
    if kind == "clusters":
        return tuple(e for e in entries if e.chip in ids)
    raise Unknown(f"{kind}: not listed by chip; ask `suanli show chips`")


def show(
    kind: str,
    id: str | None = None,  # noqa: A002 - the data files' own word
    *,
    chip: str | None = None,
    on: dt.date | None = None,
) -> Any:
    """The entry `id` of `kind` (a form), or all entries, or a table's rows (mappings), oldest first.

    `chip` keeps the rows or entries of one chip (all its variants for a bare name such as ``h100``), `on` the
    rows known by that day. Raises `Unknown` with suggestions for a kind, id or chip that is not there.
    """
    kind = kind_of(kind)
    if kind in TABLES:
        rows = _rows(kind, chip, on)
        if id is None:
            return rows
        for row in rows:
            if row.get("id") == id:
                return row
        raise Unknown(f"{kind}: no row {id!r}")
    if id is not None:
        return catalog.shelves[kind].find(id)
    return _of_chip(kind, chip) if chip else catalog.shelves[kind].values()
