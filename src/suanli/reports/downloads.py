"""The page's data: as links inside the page, or as files with a datapackage.json beside it."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from suanli.ledger.exporting import safe_cell
from suanli.reports.shapes import Page
from suanli.reports.wording import Voice
from suanli.terms import Spread

__all__ = ["Download", "embedded", "tables", "write_data"]

EMBEDDED_BYTES = 150_000  # of one link; larger data are written beside the page
LEVELS = ("50", "80", "90")


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """A link that holds its file."""

    name: str
    label: str
    href: str
    size: str


def _spread(name: str, spread: Spread | None) -> dict[str, Any]:
    if spread is None:
        return {}
    ends = {f"{name}_{side}{k}": getattr(spread, f"{side}{k}") for k in LEVELS for side in ("low", "high")}
    return {f"{name}_median": spread.median, **ends}


def _claims(page: Page) -> list[dict[str, Any]]:
    found = []
    for q in page.claims:
        c = q.claim
        amount = c.quantity
        found.append(
            {
                "id": c.id,
                "document": c.doc_id,
                "source": q.source,
                "kind": c.kind,
                "actors": "|".join(c.actors),
                "counterparties": "|".join(c.counterparties),
                "chips": "|".join(c.chips),
                "measure": amount.measure if amount else "",
                "low": amount.low if amount else None,
                "high": amount.high if amount else None,
                "unit": amount.unit if amount else "",
                "bound": amount.bound if amount else "",
                "since": c.period.since.isoformat() if c.period and c.period.since else "",
                "until": c.period.until.isoformat() if c.period and c.period.until else "",
                "status": c.status,
                "stance": c.stance,
                "polarity": c.polarity,
                "attribution": "|".join(c.attribution),
                "language": q.language,
                "start": c.evidence.start,
                "end": c.evidence.end,
                "quote": c.evidence.text,
            }
        )
    return found


def _fleets(page: Page) -> list[dict[str, Any]]:
    found = []
    for part in page.holders:
        for line in (*part.fleet.lines, part.fleet.total) if part.fleet else ():
            row = {"holder": part.id, "on": page.asked.on.isoformat(), "chip": line.chip, "status": line.status}
            row |= _spread("chips", line.chips) | _spread("usd", line.usd) | _spread("mw", line.mw)
            for basis, spread in line.h100e.items():
                row |= _spread(f"h100e_{basis}", spread)
            found.append({**row, "claims": "|".join(i for i, _ in line.claims)})
    return found


def _runs(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "id": r.run.id,
            "holder": r.holder,
            "model": r.run.model,
            "chip": r.run.chip,
            "count": r.run.count,
            "layout": str(r.run.layout),
            **dict(sorted(r.run.figures.items())),
        }
        for part in page.holders
        for r in part.runs
    ]


def _prices(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "chip": c.chip.id,
            "date": p.day.isoformat(),
            "usd_per_chip": p.usd,
            "sort": p.sort,
            "claim": p.claim,
            "source": p.source,
        }
        for c in page.chips
        for p in c.prices
    ]


def _documents(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "number": s.number,
            "id": s.document.id,
            "name": s.document.name,
            "title": s.document.title,
            "outlet": s.document.outlet,
            "language": s.document.language,
            "published": s.document.published.label if s.document.published else "",
            "sha256": s.document.sha256,
            "claims": s.claims,
            "leftovers": s.leftovers,
            "story": s.story,
        }
        for s in page.sources
    ]


def tables(page: Page) -> dict[str, list[dict[str, Any]]]:
    """The page's data by name: claims, fleets, runs, prices, documents."""
    return {
        "claims": _claims(page),
        "fleets": _fleets(page),
        "runs": _runs(page),
        "prices": _prices(page),
        "documents": _documents(page),
    }


def _columns(rows: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(k for row in rows for k in row))


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as CSV; a text cell that a spreadsheet would run as a formula is marked with an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, _columns(rows), lineterminator="\n", restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: safe_cell(v) for k, v in row.items()})
    return out.getvalue()


def embedded(page: Page, voice: Voice) -> tuple[Download, ...]:
    """Links that carry claims and fleets as CSV and claims as JSON; none where they would be too heavy."""
    data = tables(page)
    files = (
        ("claims.csv", "download_claims", "text/csv", as_csv(data["claims"])),
        ("fleets.csv", "download_fleets", "text/csv", as_csv(data["fleets"])),
        ("claims.json", "download_json", "application/json", _json(data["claims"])),
    )
    found = []
    for name, label, kind, text in files:
        raw = text.encode("utf-8", "backslashreplace")
        if len(raw) <= EMBEDDED_BYTES:
            href = f"data:{kind};charset=utf-8;base64,{base64.b64encode(raw).decode()}"
            found.append(Download(name=name, label=label, href=href, size=f"{voice.num(len(raw) / 1000)} kB"))
    return tuple(found)


def _json(data: list[dict[str, Any]]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


# ---------------------------------------------------------------- beside the page


def write_data(page: Page, folder: Path) -> tuple[str, ...]:
    """The tables as Parquet (where pyarrow is there) or CSV, with a datapackage.json that names their columns."""
    resources = []
    for name, rows in tables(page).items():
        if not rows:
            continue
        path = _write_table(folder, name, rows)
        raw = path.read_bytes()
        resources.append(
            {
                "name": name,
                "path": path.name,
                "format": path.suffix[1:],
                "bytes": len(raw),
                "hash": "sha256:" + hashlib.sha256(raw).hexdigest(),
                "schema": {"fields": [{"name": c, "type": _type(rows, c)} for c in _columns(rows)]},
            }
        )
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "suanli-report",
        "title": "Data of a suanli report",
        "version": page.version,
        "sources": [{"title": s.document.title or s.document.name} for s in page.sources],
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return tuple(sorted(str(r["path"]) for r in resources))


def _type(rows: Sequence[dict[str, Any]], column: str) -> str:
    kinds = {type(row[column]) for row in rows if row.get(column) is not None}
    if kinds <= {int}:
        return "integer"
    return "number" if kinds <= {int, float} else "string"


def _write_table(folder: Path, name: str, rows: Sequence[dict[str, Any]]) -> Path:
    columns = _columns(rows)
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        path = folder / f"{name}.csv"
        path.write_text(as_csv(rows), encoding="utf-8")
        return path
    path = folder / f"{name}.parquet"
    typed = {"integer": pa.int64(), "number": pa.float64(), "string": pa.string()}
    fields = [(c, typed[_type(rows, c)]) for c in columns]
    table = pa.table({c: pa.array([row.get(c) for row in rows], type=kind) for c, kind in fields})
    pq.write_table(table, path, compression="zstd")
    return path
