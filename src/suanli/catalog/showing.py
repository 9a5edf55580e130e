"""`show`: catalog entries, found by id, name or alias."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Mapping
from typing import Any

from suanli import catalog
from suanli.catalog import forms
from suanli.catalog.loading import fold, spellings
from suanli.catalog.naming import variants
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
        hint = f"one of {', '.join((*catalog.shelves, *TABLES))}"
        raise closest("kind", word, [*catalog.shelves, *TABLES, *SINGULAR], hint=hint)
    return kind


def chips_like(chip: str) -> tuple[forms.Chip, ...]:
    """Every variant a chip's name covers: ``h100`` gives SXM and PCIe, ``h100_sxm_80`` that one."""
    found, *others = variants(chip)
    words = {fold(w) for w in (found.id, *spellings(found))} - {fold(found.canonical)}
    return (found,) if fold(chip) in words else (found, *others)


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
    return tuple(r for r in rows if _day_of(r) <= on) if on else rows


def _day_of(row: Mapping[str, Any]) -> dt.date:
    """The day by which a row was known: the end of its day, quarter, half or year; the first of all if undated."""
    said = str(row.get("date") or row.get("date_or_period") or row.get("year") or "")
    days = re.findall(r"\d{4}-\d\d-\d\d", said)
    if days:
        return dt.date.fromisoformat(days[-1])
    parts = re.findall(r"(?<!\d)(\d{4})(?:-(?:(\d\d)|([QH])(\d)))?(?![\d-])", said)
    if not parts or said.startswith("undated"):
        return dt.date.min
    year, month, letter, number = parts[-1]
    last = int(month) if month else int(number) * {"Q": 3, "H": 6}[letter] if letter else 12
    return dt.date(int(year), last, monthrange(int(year), last)[1])


def _since(entry: Any) -> dt.date:
    """The day from which an entry was known: announced, launched, released or in force; the first of all if unsaid."""
    days = (getattr(entry, name, None) for name in ("announced", "since", "launched", "released"))
    return min((d for d in days if d), default=dt.date.min)


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
        return variants(id)[0] if kind == "chips" else catalog.shelves[kind].find(id)
    entries = _of_chip(kind, chip) if chip else catalog.shelves[kind].values()
    return tuple(e for e in entries if _since(e) <= on) if on else entries
