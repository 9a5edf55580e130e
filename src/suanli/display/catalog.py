"""How catalog entries look: lists, one entry with its sources, problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from suanli.catalog import forms
from suanli.display.writing import Table, compact, number

__all__ = ["converted", "entry", "listing", "problems"]


def _rate(chip: forms.Chip) -> float | None:
    """The dense 16-bit rate, or the 8-bit one where that is all."""
    rates = chip.dense_tflops
    return rates.get("bf16") or rates.get("fp16") or rates.get("int8")


_COLUMNS: dict[str, tuple[tuple[str, Callable[[Any], Any]], ...]] = {
    "chips": (
        ("id", lambda c: c.id), ("16-bit TFLOPS", _rate),
        ("GB", lambda c: c.memory_gb), ("GB/s", lambda c: c.memory_gb_s), ("link GB/s", lambda c: c.scaleup_gb_s),
        ("W", lambda c: c.power_w), ("TPP", lambda c: c.tpp), ("since", lambda c: c.launched and str(c.launched)[:7]),
    ),
    "companies": (
        ("id", lambda c: c.id), ("name", lambda c: c.name), ("roles", lambda c: ", ".join(c.roles)),
        ("country", lambda c: c.country), ("parent", lambda c: c.parent or None),
    ),
    "models": (
        ("id", lambda m: m.id), ("params B", lambda m: m.params_b),
        ("active B", lambda m: m.active_params_b), ("layers", lambda m: m.layers), ("hidden", lambda m: m.hidden),
        ("experts", lambda m: m.experts), ("tokens B", lambda m: m.tokens_b),
    ),
    "clusters": (
        ("id", lambda c: c.id), ("chip", lambda c: c.chip),
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

_ROWS: dict[str, tuple[tuple[str, Callable[[Mapping[str, Any]], Any]], ...]] = {
    "prices": (
        ("date", lambda r: r["date"]), ("chip", lambda r: r["chip_id"]), ("type", lambda r: r["price_type"]),
        ("price", lambda r: r["amount"] and f"{compact(r['amount'])} {r['currency']}"), ("per", lambda r: r["unit"]),
        ("source", lambda r: _short(r["source"])),
    ),
    "supply": (
        ("period", lambda r: r["date_or_period"]), ("subject", lambda r: _short(r["subject"])),
        ("measure", lambda r: r["measure"]), ("chip", lambda r: r["chip"]), ("low", lambda r: _compact(r["low"])),
        ("central", lambda r: _compact(r["central"])), ("high", lambda r: _compact(r["high"])),
        ("unit", lambda r: r["unit"]),
    ),
    "training_runs": (
        ("id", lambda r: r["id"]), ("model", lambda r: _short(r["model"])), ("chip", lambda r: r["chip"]),
        ("chips", lambda r: r["num_chips"]), ("layout", lambda r: _layout(r, "tp", "pp", "dp")),
        ("precision", lambda r: r["precision"]), ("family", lambda r: r["family"]),
    ),
    "serving_runs": (
        ("id", lambda r: r["id"]), ("model", lambda r: _short(r["model"])), ("chip", lambda r: r["chip"]),
        ("chips", lambda r: r["num_chips"]), ("layout", lambda r: _layout(r, "tp", "ep")),
        ("precision", lambda r: r["precision"]), ("family", lambda r: r["family"]),
    ),
}  # fmt: skip


def _compact(value: Any) -> Any:
    """A cell that may be blank, as a short figure."""
    return compact(value) if isinstance(value, float) else value


def _layout(row: Mapping[str, Any], *keys: str) -> str:
    """A run's layout in a word, such as ``tp8 pp4``."""
    return " ".join(f"{k}{row[k]:g}" for k in keys if isinstance(row.get(k), float))


def _short(value: Any) -> Any:
    """A cell of a long table: text cut to a width that eighty columns can bear."""
    return value[:21] + "..." if isinstance(value, str) and len(value) > 24 else value


def listing(kind: str, entries: Iterable[Any]) -> Table:
    """Many entries, or rows of a table, one a line."""
    found = list(entries)
    if kind in _ROWS:
        pairs = _ROWS[kind]
        rows = tuple(tuple(get(r) for _, get in pairs) for r in found)
        columns = tuple(n for n, _ in pairs)
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
    rows, checks = [], dict[str, int]()
    for key, value in _figures(form):
        own = figures.get(key) or figures.get(key.split(".")[0]) or forms.Figure()
        source = own.source or getattr(form, "source", "")
        confidence = own.confidence or getattr(form, "confidence", "") or getattr(sources.get(source), "confidence", "")
        check = own.checked or own.note
        mark = str(checks.setdefault(check, len(checks) + 1)) if check else ""
        rows.append((key, number(value, 6) if isinstance(value, float) else value, source, confidence, mark))
    said = [f"[{k}] {s.publisher}: {s.title} {s.url} {s.date or s.accessed}".rstrip() for k, s in sources.items()]
    marks = [f"{at} {text}" for text, at in checks.items()]
    notes = (*_names(form), *((form.note,) if getattr(form, "note", "") else ()), *said, *marks)
    columns = ("figure", "value", "source", "confidence", "checked")
    title = f"{form.id}: {getattr(form, 'name', getattr(form, 'title', ''))}"
    return Table(title=title, columns=columns, rows=tuple(rows), notes=notes)


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
