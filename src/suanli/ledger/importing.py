"""`import`: an exported data package, another ledger, or a CSV of claims made by hand with their sources."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.catalog.given import given_day, given_json, given_text
from suanli.errors import LedgerError
from suanli.ledger import moving, packing, tables
from suanli.ledger.judging import judge_all
from suanli.ledger.moving import Rows
from suanli.ledger.naming import catalog_id
from suanli.ledger.opening import DEFAULT, Ledger, Place, opened
from suanli.ledger.writing import Batch, Entry, write
from suanli.terms import Claim, Document, Extraction, Judgement, Period, Quantity, Quote, content_id

__all__ = ["HAND", "Imported", "import_"]

HAND = "by hand"
_CELL_LIMIT = 2**31 - 1


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What came in: rows by resource, or documents and claims of a CSV made by hand."""

    source: str
    rows: dict[str, int]
    known: int = 0


HEADER = b"SQLite format 3"


def import_(source: str | Path, *, on: dt.date | None = None, ledger: Place = DEFAULT) -> Imported:
    """Add what `source` holds: a folder written by `export`, another ledger's file, or a CSV of claims.

    All of it or nothing. What the ledger holds already stays; documents it knows get the readings they
    lack. `on` is the day from which undated sources of a CSV count as known. A CSV needs the columns
    ``quote``, ``source``, ``kind`` and takes ``published``, ``url``, ``language``, ``actors``,
    ``counterparties``, ``chips``, ``measure``, ``low``, ``high``, ``unit``, ``bound``, ``since``,
    ``until``, ``status``, ``stance``, ``polarity``, ``attribution`` (lists are separated by ``;``).
    """
    path = Path(source)
    if not path.exists():
        if "://" in str(source):
            kind = str(source).partition("://")[0]
            raise LedgerError(
                f"{kind}://: not imported by its URL; `suanli backup FILE --ledger URL`, then import FILE"
            )
        raise LedgerError(f"{path}: no such file or folder; name an export, a ledger or a CSV")
    with opened(ledger, create=True) as book, _limit_cells():
        if path.is_dir():
            with _package(path) as rows:
                return _merge(book, rows, str(path))
        if path.suffix == ".csv":
            try:
                return _by_hand(book, path, added=on.isoformat() if on else "")
            except UnicodeDecodeError:
                raise LedgerError(f"{path}: not UTF-8; save it as CSV UTF-8") from None
            except csv.Error as error:
                raise LedgerError(f"{path}: not a CSV ({error}); save it as CSV UTF-8") from None
        if _head(path) != HEADER:
            raise LedgerError(
                f"{path}: neither an exported folder nor a ledger nor a .csv of claims; name one of these"
            )
        with Ledger(path) as other, other.reading(patient=True) as connection:
            return _merge(book, moving.rows(connection), str(path))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(HEADER))


@contextmanager
def _limit_cells() -> Iterator[None]:
    """Cells hold whole documents: lift the csv module's limit for the block."""
    before = csv.field_size_limit(min(_CELL_LIMIT, sys.maxsize))
    try:
        yield
    finally:
        csv.field_size_limit(before)


# ---------------------------------------------------------------- a package or a ledger


@contextmanager
def _package(folder: Path) -> Iterator[Rows]:
    """The rows of an exported folder, checked against its description."""
    try:
        about = given_json(given_text(folder / "datapackage.json"))
        resources = {r["path"]: r["hash"] for r in about["resources"]}
        spreadsheet = bool(about["suanli"]["spreadsheet"])
    except (OSError, ValueError, KeyError, TypeError):
        raise LedgerError(
            f"{folder}: its datapackage.json is missing or odd; name a folder that `suanli export` wrote"
        ) from None
    with ExitStack() as stack:
        rows = {}
        for name in moving.COLUMNS:
            path = folder / "records" / f"{name}.csv"
            _check_hash(path, resources.get(f"records/{name}.csv", ""))
            lines = stack.enter_context(path.open(encoding="utf-8", newline=""))
            rows[name] = _unmarked(csv.DictReader(lines)) if spreadsheet else csv.DictReader(lines)
        yield rows


def _check_hash(path: Path, told: str) -> None:
    try:
        with path.open("rb") as data:
            found = hashlib.file_digest(data, "sha256").hexdigest()
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror}; export again") from None
    if told != f"sha256:{found}":
        raise LedgerError(f"{path}: changed since it was exported; export again, or make a CSV of claims by hand")


def _unmarked(rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Rows without the apostrophes of the spreadsheet flavour."""
    return ({k: v.removeprefix("'") for k, v in row.items()} for row in rows)


def _merge(book: Ledger, source: Rows, name: str) -> Imported:
    with book.writing() as connection:
        empty = connection.execute(sa.select(tables.documents.c.seq).limit(1)).first() is None
        if empty:
            return Imported(source=name, rows=moving.put(connection, source))
        return _replay(connection, source, name)


def _replay(connection: sa.Connection, source: Rows, name: str) -> Imported:
    """Into a ledger that holds something: as if each reading were made now, in its order."""
    documents = {row["id"]: dict(row) for row in source["documents"]}
    readings = [dict(row) for row in source["readings"]]
    stood = _standing_in(source["claims"], readings)
    counts = {"documents": 0, "readings": 0, "claims": 0, "judgements": 0}
    known = 0
    for row in readings:
        entry = _entry(documents[row["document"]], row, stood[(row["document"], row["extractor"])])
        (kept,) = Batch(connection, row["extractor"], row["added"]).add([entry])
        known += kept.status == "known"
        counts["documents"] += kept.status == "new"
        counts["readings"] += kept.status != "known"
        counts["claims"] += kept.claims
    rows = [_judgement(r) for r in source["judgements"]]
    counts["judgements"] = judge_all(connection, rows)
    counts["results"] = moving.put_results(connection, source["results"])
    return Imported(source=name, rows=counts, known=known)


def _standing_in(
    claims: Iterable[Mapping[str, Any]], readings: list[dict[str, Any]]
) -> dict[tuple[str, str], list[Claim]]:
    """The claims of every reading, from those that stand in a row of readings."""
    order: dict[str, list[str]] = {}
    for row in readings:
        order.setdefault(row["document"], []).append(row["extractor"])
    found: dict[tuple[str, str], list[Claim]] = {(d, e): [] for d, names in order.items() for e in names}
    for claim in claims:
        names = order[claim["document"]]
        until = names.index(claim["last"]) if claim["last"] else len(names)
        for name in names[names.index(claim["first"]) : until]:
            found[(claim["document"], name)].append(packing.claim_of(claim["body"]))
    return found


def _entry(document: Mapping[str, Any], reading: Mapping[str, Any], claims: list[Claim]) -> Entry:
    row = moving.packed(document, reading)
    content = packing.content_of(row.content) if row.form == "bytes" else None
    extraction = Extraction(doc_id=document["id"], claims=tuple(claims), leftovers=packing.leftovers_of(row.leftovers))
    return Entry(document=packing.document_of(row), extraction=extraction, content=content)


def _judgement(row: Mapping[str, Any]) -> Judgement:
    data = {n: str(row[n]) for n in ("id", "verb", "claim", "other", "by", "at", "reason")}
    return Judgement(fields=msgspec.json.decode(row["fields"]), **data)


# ---------------------------------------------------------------- by hand

_NEEDED = ("quote", "source", "kind")
_LISTS = ("actors", "counterparties", "chips", "attribution")
_TAKEN = (
    *_NEEDED, *_LISTS, "published", "url", "language", "measure", "low", "high", "unit", "bound", "since", "until",
    "status", "stance", "polarity", "note",
)  # fmt: skip


def _by_hand(book: Ledger, path: Path, *, added: str) -> Imported:
    """Claims of a CSV, one document a source; its text is the quotes, one a line."""
    sources: dict[tuple[str, str, str, str], list[tuple[int, dict[str, str]]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        _check_head(path, reader.fieldnames or ())
        for raw in reader:
            cells = {k: (v or "").strip() if k != "quote" else v or "" for k, v in raw.items() if k}
            _check_row(path, reader.line_num, cells)
            key = (cells["source"], cells.get("url", ""), cells.get("published", ""), cells.get("language", ""))
            sources.setdefault(key, []).append((reader.line_num, cells))
    entries = [_source(path, key, rows) for key, rows in sources.items()]
    kept = write(book, entries, extractor=HAND, added=added)
    new = [k for k in kept if k.status != "known"]
    return Imported(
        source=str(path), known=len(kept) - len(new), rows={"documents": len(new), "claims": sum(k.claims for k in new)}
    )


def _check_head(path: Path, names: Iterable[str]) -> None:
    names = list(names)
    for name in _NEEDED:
        if name not in names:
            raise LedgerError(f"{path}: column {name!r} is missing; a CSV of claims needs {', '.join(_NEEDED)}")
    strange = [n for n in names if n not in _TAKEN]
    if strange:
        raise LedgerError(f"{path}: column {strange[0]!r} is not known; known are {', '.join(_TAKEN)}")


def _check_row(path: Path, line: int, cells: Mapping[str, str]) -> None:
    for name in _NEEDED:
        if not cells.get(name):
            raise LedgerError(f"{path}: line {line}: {name} is empty; every claim needs its words and its source")


def _source(path: Path, key: tuple[str, str, str, str], rows: list[tuple[int, dict[str, str]]]) -> Entry:
    outlet, url, published, language = key
    quotes = list(dict.fromkeys(cells["quote"] for _, cells in rows))
    text = "\n".join(quotes) + "\n"
    # two sources may use the same words: the hash covers who said them and when
    content = f"{outlet}\0{url}\0{published}\0{text}".encode("utf-8", "surrogatepass")
    sha = hashlib.sha256(content).hexdigest()
    starts, at = {}, 0
    for quote in quotes:
        starts[quote] = at
        at += len(quote) + 1
    document = Document(
        id=content_id("d", sha), name=outlet, sha256=sha, original=text, text=text, language=language,
        outlet=outlet, url=url, published=_day(path, published), published_from="given" if published else "",
        notes=("made by hand: only the quoted words are kept",),
    )  # fmt: skip
    claims = {c.id: c for line, cells in rows for c in [_claim(path, line, cells, document, starts[cells["quote"]])]}
    return Entry(
        document=document, extraction=Extraction(doc_id=document.id, claims=tuple(claims.values()), leftovers=())
    )


def _claim(path: Path, line: int, cells: Mapping[str, str], document: Document, start: int) -> Claim:
    quote = cells["quote"]
    more: dict[str, Any] = {n: tuple(v.strip() for v in cells.get(n, "").split(";") if v.strip()) for n in _LISTS}
    more |= {f"{n[:-1]}_ids": _ids(more[n], sort) for n, sort in (("actors", "holder"), ("chips", "chip"))}
    more |= {n: cells[n] for n in ("status", "stance", "polarity") if cells.get(n)}
    low, high = (_number(path, line, cells.get(n, "")) for n in ("low", "high"))
    quantity = None
    if low is not None or high is not None:
        quantity = Quantity(
            measure=cells.get("measure", ""), low=low, high=high, unit=cells.get("unit", ""),
            bound=cells.get("bound") or ("exact" if low == high else "range"),
        )  # fmt: skip
    since, until = (_first_day(path, cells.get(n, "")) for n in ("since", "until"))
    period = Period(since=since, until=until, precision="range") if since or until else None
    return Claim(
        id=content_id("c", document.id, *(f"{k}={v}" for k, v in sorted(cells.items()))), doc_id=document.id,
        kind=cells["kind"], quantity=quantity, period=period, start=start, end=start + len(quote),
        evidence=Quote(start=start, end=start + len(quote), text=quote), language=document.language, extractor=HAND,
        published=document.published, outlet=document.outlet, **more,
    )  # fmt: skip


def _ids(names: tuple[str, ...], sort: str) -> tuple[str, ...]:
    """The catalog's ids beside names; none unless every name has one."""
    found = tuple(catalog_id(name, sort) for name in names)
    return found if all(found) else ()


def _number(path: Path, line: int, cell: str) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell.replace(",", ""))
    except ValueError:
        raise LedgerError(f"{path}: line {line}: {cell[:40]!r} is not a number; write 1000 or 1e9") from None
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN alone differs from itself
        raise LedgerError(f"{path}: line {line}: {cell[:40]!r} is not a number; write 1000 or 1e9")
    return value


def _first_day(path: Path, cell: str) -> dt.date | None:
    period = _day(path, cell)
    return period.since if period else None


def _day(path: Path, cell: str) -> Period | None:
    """A day, month or year as a period."""
    if not cell:
        return None
    try:
        first, precision = given_day(cell)
        month = first.month - 1 + {"year": 12, "month": 1, "day": 0}[precision]
        until = dt.date(first.year + month // 12, month % 12 + 1, first.day) + dt.timedelta(precision == "day")
        return Period(since=first, until=until, precision=precision, text=cell)
    except (ValueError, OverflowError) as error:
        raise LedgerError(f"{path}: {error}") from None
