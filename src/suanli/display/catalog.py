"""How catalog entries look: lists, one entry with its sources, problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from suanli.catalog import forms
from suanli.display.writing import Table, number

__all__ = ["converted", "entry", "listing", "problems"]


def _rate(chip: forms.Chip) -> float | None:
    """The dense 16-bit rate, or the 8-bit one where that is all."""
    rates = chip.dense_tflops
    return rates.get("bf16") or rates.get("fp16") or rates.get("int8")


_COLUMNS: dict[str, tuple[tuple[str, Callable[[Any], Any]], ...]] = {
    "chips": (
        ("id", lambda c: c.id), ("name", lambda c: c.name), ("16-bit TFLOPS", _rate),
        ("GB", lambda c: c.memory_gb), ("GB/s", lambda c: c.memory_gb_s), ("link GB/s", lambda c: c.scaleup_gb_s),
        ("W", lambda c: c.power_w), ("TPP", lambda c: c.tpp), ("since", lambda c: c.launched and str(c.launched)[:7]),
    ),
    "companies": (
        ("id", lambda c: c.id), ("name", lambda c: c.name), ("roles", lambda c: ", ".join(c.roles)),
        ("country", lambda c: c.country), ("parent", lambda c: c.parent or None),
    ),
    "models": (
        ("id", lambda m: m.id), ("name", lambda m: m.name), ("params B", lambda m: m.params_b),
        ("active B", lambda m: m.active_params_b), ("layers", lambda m: m.layers), ("hidden", lambda m: m.hidden),
        ("experts", lambda m: m.experts), ("tokens B", lambda m: m.tokens_b),
    ),
    "clusters": (
        ("id", lambda c: c.id), ("name", lambda c: c.name), ("chip", lambda c: c.chip),
        ("chips", lambda c: c.chips or c.chips_per_node), ("link GB/s", lambda c: c.scaleup_gb_s),
        ("NIC Gb/s", lambda c: c.nics_per_node and c.nic_gbit_s and f"{c.nics_per_node}x{c.nic_gbit_s:g}"),
    ),
    "rules": (
        ("id", lambda r: r.id), ("from", lambda r: r.since), ("until", lambda r: r.until),
        ("title", lambda r: r.title), ("confidence", lambda r: r.confidence),
    ),
    "kinds": (("id", lambda k: k.id), ("meaning", lambda k: k.meaning)),
    "languages": (("id", lambda x: x.id), ("name", lambda x: x.name), ("script", lambda x: x.script)),
    "constants": (("id", lambda x: x.id), ("name", lambda x: x.name), ("fitted", lambda x: x.fitted)),
}  # fmt: skip

_ROWS: dict[str, tuple[str, ...]] = {
    "prices": (
        "date",
        "chip_id",
        "price_type",
        "amount",
        "currency",
        "unit",
        "usd_per_chip",
        "region",
        "source",
    ),
    "supply": ("subject", "measure", "chip", "date_or_period", "low", "central", "high", "unit", "source"),
    "training_runs": ("id", "model", "chip", "num_chips", "tp", "pp", "dp", "precision", "family"),
    "serving_runs": ("id", "model", "chip", "num_chips", "tp", "precision", "engine", "family"),
}


def _short(value: Any) -> Any:
    """A cell of a long table: text cut to a width that eighty columns can bear."""
    return value[:27] + "..." if isinstance(value, str) and len(value) > 30 else value


def listing(kind: str, entries: Iterable[Any]) -> Table:
    """Many entries, or rows of a table, one a line."""
    found = list(entries)
    if kind in _ROWS:
        columns = _ROWS[kind]
        rows = tuple(tuple(_short(r.get(c)) for c in columns) for r in found)
        return Table(title=f"{kind.replace('_', ' ')} ({len(found)})", columns=columns, rows=rows)
    pairs = _COLUMNS[kind]
    rows = tuple(tuple(get(e) for _, get in pairs) for e in found)
    notes = (f"one of them: suanli show {kind} ID",) if found else ()
    return Table(title=f"{kind} ({len(found)})", columns=tuple(n for n, _ in pairs), rows=rows, notes=notes)


def _figures(form: Any) -> list[tuple[str, Any]]:
    """A form's filled figures, tables of figures flattened (`dense_tflops.bf16`)."""
    skip = {"id", "sources", "figures", "source", "confidence", "note", "aliases", "names"}
    out: list[tuple[str, Any]] = []
    for key, value in msgspec.structs.asdict(form).items():
        if key in skip or value in (None, "", (), {}):
            continue
        if isinstance(value, Mapping):
            out += [(f"{key}.{k}", v) for k, v in value.items()]
        else:
            out.append((key, value))
    return out


def _names(form: Any) -> tuple[str, ...]:
    """Aliases and names by language, as notes below the table."""
    notes = [f"also: {', '.join(form.aliases)}"] if getattr(form, "aliases", ()) else []
    notes += [f"{lang}: {', '.join(words)}" for lang, words in getattr(form, "names", {}).items()]
    return tuple(notes)


def entry(form: Any) -> Table:
    """One entry: each figure with its source, confidence and what checked it."""
    figures, sources = getattr(form, "figures", {}), getattr(form, "sources", {})
    rows = []
    for key, value in _figures(form):
        own = figures.get(key) or figures.get(key.split(".")[0]) or forms.Figure()
        source = own.source or getattr(form, "source", "")
        confidence = (
            own.confidence
            or getattr(form, "confidence", "")
            or getattr(sources.get(source), "confidence", "")
        )
        shown = number(value, 6) if isinstance(value, float) else value
        rows.append((key, shown, source, confidence, own.checked or own.note))
    said = [
        f"[{k}] {s.publisher}: {s.title} {s.url} {s.date or s.accessed}".rstrip() for k, s in sources.items()
    ]
    notes = (*_names(form), *((form.note,) if getattr(form, "note", "") else ()), *said)
    columns = ("figure", "value", "source", "confidence", "checked")
    return Table(title=f"{form.id}: {getattr(form, 'name', getattr(form, 'title', ''))}", columns=columns,
                 rows=tuple(rows), notes=notes)  # fmt: skip


def problems(found: Iterable[Any]) -> Table:
    """Problems, errors first, with a count."""
    listed = list(found)
    errors = sum(p.severity == "error" for p in listed)
    rows = tuple((p.severity, p.where, p.what + (f"; {p.hint}" if p.hint else "")) for p in listed)
    note = f"{errors} errors, {len(listed) - errors} places where sources differ"
    return Table(title="audit", columns=("severity", "where", "what"), rows=rows, notes=(note,))


def converted(money: Any) -> Table:
    """A conversion with the rate and the day it was fixed."""
    row = (money.source_amount, money.source, money.amount, money.currency, money.rate, money.rate_on)
    columns = ("amount", "from", "is", "in", "rate", "rate of")
    return Table(columns=columns, rows=(row,), notes=(money.publisher,))
