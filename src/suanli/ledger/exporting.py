"""`export`: the ledger as CSV, JSON lines, Parquet, or a Frictionless data package that can be imported again."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.errors import LedgerError, MissingExtra, closest
from suanli.ledger import moving
from suanli.ledger.appearing import into_place
from suanli.ledger.dialects import storable
from suanli.ledger.finding import each_about, each_claim
from suanli.ledger.hashing import hash_of
from suanli.ledger.opening import DEFAULT, Place, opened
from suanli.terms import Claim, Document

__all__ = ["FLAT", "Exported", "dangerous", "export", "flat", "safe_cell"]

FORMATS = {"csv": ".csv", "jsonl": ".jsonl", "parquet": ".parquet", "datapackage": ""}

# column: type, what it holds, where it comes from
_TEXT, _READ, _OURS = "words of the publisher, quoted", "read from the document", "made by suanli"
FLAT: dict[str, tuple[str, str, str]] = {
    "id": ("string", "the claim's id", _OURS),
    "document": ("string", "the document's id", _OURS),
    "name": ("string", "the document's name", _READ),
    "outlet": ("string", "who published it", _READ),
    "published": ("string", "the first day of its publication period", _READ),
    "url": ("string", "where it came from", _READ),
    "language": ("string", "BCP 47", _READ),
    "kind": ("string", "order, delivery, stock, ...", _READ),
    "actors": ("string", "who, separated by '; '", _READ),
    "counterparties": ("string", "with whom, separated by '; '", _READ),
    "chips": ("string", "which chips, separated by '; '", _READ),
    "measure": ("string", "what was counted", _READ),
    "low": ("number", "the lower end", _READ),
    "high": ("number", "the upper end", _READ),
    "unit": ("string", "ISO 4217 for money", _READ),
    "bound": ("string", "how the words bound it", _READ),
    "since": ("string", "first day of the period claimed", _READ),
    "until": ("string", "day after its last", _READ),
    "status": ("string", "planned, ordered, held, ...", _READ),
    "stance": ("string", "asserted, reported, denied, ...", _READ),
    "polarity": ("string", "positive or negative", _READ),
    "attribution": ("string", "who says so, root first, separated by '; '", _READ),
    "quote": ("string", "the exact words", _TEXT),
    "start": ("integer", "first code point of the quote in the document", _OURS),
    "end": ("integer", "code point after its last", _OURS),
    "confidence": (
        "number",
        "how likely value, unit, kind, chips and parties are right, 0 to 1, says the extractor",
        _OURS,
    ),
    "unsure": ("string", "fields less than 0.75 likely right, least sure first, separated by '; '", _OURS),
    "extractor": ("string", "what read it", _OURS),
}
_LICENCES = {
    _TEXT: "the publisher's; short quotation for reference",
    _READ: "facts; no licence needed, cite the outlet",
    _OURS: "CC0-1.0",
}


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What was written: where, in which format, how many rows of what, and the hash of the ledger's content."""

    path: str
    format: str
    rows: dict[str, int]
    content_hash: str


def export(
    out: str | Path,
    *,
    format: str = "",  # noqa: A002 - the option's name
    as_of: dt.date | None = None,
    spreadsheet: bool = False,
    ledger: Place = DEFAULT,
) -> Exported:
    """Write the ledger to `out`: claims as .csv, .jsonl or .parquet, or all of it as a data package (a folder).

    The format follows from the name unless given. `spreadsheet` marks text cells that a spreadsheet would
    take for formulas with a leading apostrophe. What is written appears under its name only when complete.
    """
    target = Path(out)
    kind = format or next((f for f, tail in FORMATS.items() if tail and target.suffix == tail), "datapackage")
    if kind not in FORMATS:
        raise closest("format", kind, FORMATS)
    if kind == "datapackage" and as_of is not None:
        raise LedgerError("export: a data package holds the whole ledger; `--as-of` goes with csv, jsonl or parquet")
    with opened(ledger) as book, book.reading(patient=True) as connection:
        if kind == "datapackage":
            counts = _package(connection, target, spreadsheet=spreadsheet)
        else:
            counts = _claims_file(connection, target, kind, as_of=as_of, spreadsheet=spreadsheet)
        return Exported(path=str(target), format=kind, rows=counts, content_hash=hash_of(connection))


# ---------------------------------------------------------------- flat claims


def flat(claim: Claim, document: Document | None) -> dict[str, Any]:
    """A claim as one row of plain values, columns as in `FLAT`."""
    q, p = claim.quantity, claim.period
    published = document.published if document else None
    about = {n: getattr(document, n, "") if document else "" for n in ("name", "outlet", "url", "language")}
    return {
        "id": claim.id, "document": claim.doc_id, "name": about["name"], "outlet": about["outlet"],
        "published": published.since.isoformat() if published and published.since else "", "url": about["url"],
        "language": claim.language or about["language"], "kind": claim.kind, "actors": "; ".join(claim.actors),
        "counterparties": "; ".join(claim.counterparties), "chips": "; ".join(claim.chips),
        "measure": q.measure if q else "", "low": q.low if q else None, "high": q.high if q else None,
        "unit": q.unit if q else "", "bound": q.bound if q else "",
        "since": p.since.isoformat() if p and p.since else "", "until": p.until.isoformat() if p and p.until else "",
        "status": claim.status, "stance": claim.stance, "polarity": claim.polarity,
        "attribution": "; ".join(claim.attribution), "quote": claim.evidence.text, "start": claim.evidence.start,
        "end": claim.evidence.end, "confidence": claim.confidence, "unsure": "; ".join(claim.unsure),
        "extractor": claim.extractor,
    }  # fmt: skip


def _flat_rows(connection: sa.Connection, as_of: dt.date | None) -> Iterator[dict[str, Any]]:
    about = {d.id: d for d in each_about(connection, as_of=as_of)}
    return (flat(claim, about.get(claim.doc_id)) for claim in each_claim(connection, as_of=as_of))


def _claims_file(
    connection: sa.Connection, target: Path, kind: str, *, as_of: dt.date | None, spreadsheet: bool
) -> dict[str, int]:
    rows = _flat_rows(connection, as_of)
    with into_place(target) as place:
        if kind == "csv":
            count = _write_csv(place, FLAT, rows, spreadsheet=spreadsheet)
        elif kind == "jsonl":
            count = _write_jsonl(place, rows)
        else:
            count = _write_parquet(place, rows)
    return {"claims": count}


def dangerous(text: str) -> bool:
    """Whether a spreadsheet might take the cell for a formula (CWE-1236), or for one that was made safe."""
    return text[:1] in set("=+-@\t\r\n\0'＝＋－＠")  # fmt: skip


def safe_cell(value: Any) -> Any:
    """A text cell that a spreadsheet shows as it is: one apostrophe in front where needed; numbers untouched."""
    return f"'{value}" if isinstance(value, str) and value and dangerous(value) else value


def _write_csv(place: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]], *, spreadsheet: bool) -> int:
    names = list(columns)
    count = 0
    with place.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180; it also makes the writer quote lone returns
        writer.writerow(names)
        for row in rows:
            cells = (row[n] for n in names)
            writer.writerow([_cell(safe_cell(c) if spreadsheet else c) for c in cells])
            count += 1
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    return repr(value) if isinstance(value, float) else value


def _write_jsonl(place: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    with place.open("w", encoding="utf-8", newline="") as out:
        for row in rows:
            out.write(
                json.dumps({k: storable(v) if isinstance(v, str) else v for k, v in row.items()}, ensure_ascii=False)
            )
            out.write("\n")
            count += 1
    return count


def _write_parquet(place: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise MissingExtra("parquet: pyarrow is not installed; pip install 'suanli[parquet]'") from None
    types = {"string": pa.string(), "number": pa.float64(), "integer": pa.int64()}
    schema = pa.schema([(n, types[t]) for n, (t, _, _) in FLAT.items()])
    count, batch = 0, []
    with pq.ParquetWriter(place, schema, compression="zstd") as out:
        for row in rows:
            batch.append({k: storable(v) if isinstance(v, str) else v for k, v in row.items()})
            count += 1
            if len(batch) == 10_000:
                out.write_table(pa.Table.from_pylist(batch, schema=schema))
                batch = []
        out.write_table(pa.Table.from_pylist(batch, schema=schema))
    return count


# ---------------------------------------------------------------- data package


def _package(connection: sa.Connection, target: Path, *, spreadsheet: bool) -> dict[str, int]:
    """The folder: claims.csv for people, records/*.csv with everything, datapackage.json that describes both."""
    if target.exists() and not (target / "datapackage.json").is_file() and (target.is_file() or any(target.iterdir())):
        raise LedgerError(f"{target}: holds other things; name a folder that is new or an earlier export")
    counts: dict[str, int] = {}
    with into_place(target) as place:
        (place / "records").mkdir(parents=True)
        flat_rows = _flat_rows(connection, None)
        counts["claims.csv"] = _write_csv(place / "claims.csv", FLAT, flat_rows, spreadsheet=spreadsheet)
        for name, rows in moving.rows(connection).items():
            file = place / "records" / f"{name}.csv"
            counts[name] = _write_csv(file, moving.COLUMNS[name], rows, spreadsheet=spreadsheet)
        text = json.dumps(_description(place, counts, spreadsheet=spreadsheet), ensure_ascii=False, indent=1)
        (place / "datapackage.json").write_text(text + "\n", encoding="utf-8")
    return counts


def _description(place: Path, counts: Mapping[str, int], *, spreadsheet: bool) -> dict[str, Any]:
    flat_fields = [
        {"name": n, "type": t, "description": d, "source": s, "licence": _LICENCES[s]} for n, (t, d, s) in FLAT.items()
    ]
    resources = [_resource(place, "claims", "claims.csv", flat_fields, counts["claims.csv"])]
    for name, columns in moving.COLUMNS.items():
        fields = [{"name": c, "type": "string", "source": _OURS, "licence": _record_licence(name, c)} for c in columns]
        resources.append(_resource(place, f"records-{name}", f"records/{name}.csv", fields, counts[name]))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "suanli-ledger",
        "title": "Claims about AI chips, with their quotes and judgements",
        "version": "1",
        "suanli": {"layout": 1, "spreadsheet": spreadsheet},
        "licenses": [{"name": "CC0-1.0", "title": "for what suanli made; quotes and texts remain their publishers'"}],
        "resources": resources,
    }


def _record_licence(name: str, column: str) -> str:
    texts = {("documents", "content"), ("readings", "original"), ("readings", "body"), ("claims", "body")}
    return "holds the publishers' words; do not redistribute" if (name, column) in texts else "CC0-1.0"


def _resource(place: Path, name: str, path: str, fields: Sequence[Mapping[str, str]], rows: int) -> dict[str, Any]:
    with (place / path).open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    return {
        "name": name, "path": path, "type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "bytes": (place / path).stat().st_size,
        "hash": f"sha256:{digest}", "rows": rows,
        "schema": {"fields": list(fields), "missingValues": [""]},
    }  # fmt: skip
