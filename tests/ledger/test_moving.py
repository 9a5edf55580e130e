"""Export, import, backup: everything comes through, byte for byte; nothing half is ever left under a name."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import making
import msgspec
import pytest

from suanli.errors import LedgerError, MissingExtra, Unknown
from suanli.ledger import (
    Ledger,
    audit_ledger,
    backup,
    claims,
    content_hash,
    documents,
    export,
    find,
    import_,
    judge,
    judgements,
    record,
    record_stories,
    write,
)
from suanli.ledger.exporting import FLAT, safe_cell
from suanli.ledger.writing import Entry, File
from suanli.terms import Judgement, Plan

ROOT = Path(__file__).parent.parent.parent
NASTY = (
    "=1+1",
    "+1",
    "-1",
    "@a",
    "\tx",
    "\rx",
    "'=x",
    "'",
    "＝1",
    "<script>",
    "'; DROP TABLE x",
    "../../x",
    'a,b"c\nd',
    "nul\x00",
)


def fill(book: Ledger) -> None:
    """Every kind of row: readings replaced, claims gone, judgements, results, stories, files, nasty names."""
    write(
        book,
        [making.entry(n) for n in range(12)],
        extractor="v1",
        added="2026-01-01",
        files=[File(sha256="ab" * 32, name="=x.txt")],
    )
    again = making.entry(0)
    fewer = msgspec.structs.replace(again.extraction, claims=again.extraction.claims[:2])
    write(
        book,
        [Entry(document=again.document, extraction=fewer, content=again.content)],
        extractor="v2",
        added="2026-01-02",
    )
    for n, name in enumerate(NASTY):
        write(
            book,
            [making.entry(50 + n, claims=1, actors=(name,), actor_ids=(), chips=(name,), chip_ids=(), outlet=name)],
            extractor="v2",
        )
    one, two, three, *_ = (c.id for c in claims(book))
    made = judge(
        Judgement(id="", verb="correct", claim=one, fields={"kind": "capex"}, by="=anna", at="2026-02-01"), ledger=book
    )
    judge(Judgement(id="", verb="contradicts", claim=two, other=three), ledger=book)
    judge(Judgement(id="", verb="retract", claim=one, other=made.id), ledger=book)
    judge(Judgement(id="", verb="reject", claim=three, reason="'s"), ledger=book)
    record(
        Plan(id="p-0123456789ab", objective=1.0, bound=1.0, unit="USD", lines=({"claim": one},)),
        ledger=book,
        added="2026-03-01",
    )
    ids = [d.id for d in documents(book)]
    record_stories([{"id": "s-1", "root": ids[0], "members": [{"document": ids[1], "relation": "copy"}]}], ledger=book)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("spreadsheet", [False, True])
def test_round_trip_is_byte_identical(book, tmp_path, spreadsheet) -> None:
    """Export, import into an empty ledger, export: the same bytes; the ledgers are equal by hash, and whole."""
    fill(book)
    first = export(tmp_path / "one", ledger=book, spreadsheet=spreadsheet)
    import_(tmp_path / "one", ledger=tmp_path / "other.db")
    second = export(tmp_path / "two", ledger=tmp_path / "other.db", spreadsheet=spreadsheet)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert first.content_hash == second.content_hash == content_hash(book)
    assert audit_ledger(tmp_path / "other.db") == audit_ledger(book) == ()
    assert claims(tmp_path / "other.db") == claims(book)
    assert claims(tmp_path / "other.db", extractor="v1") == claims(book, extractor="v1")
    assert judgements(tmp_path / "other.db", standing=False) == judgements(book, standing=False)


def test_importing_twice_adds_nothing(book, tmp_path) -> None:
    """Into a ledger that holds it all, an import changes nothing."""
    fill(book)
    export(tmp_path / "one", ledger=book)
    before = content_hash(book)
    assert set(import_(tmp_path / "one", ledger=book).rows.values()) == {0}
    assert content_hash(book) == before


def test_ledgers_can_be_joined(tmp_path) -> None:
    """Two ledgers with a document in common make one that holds both, the newer reading last."""
    with Ledger(tmp_path / "a.db", create=True) as one, Ledger(tmp_path / "b.db", create=True) as two:
        write(one, [making.entry(n) for n in range(4)], extractor="v1")
        write(two, [making.entry(n) for n in range(2, 6)], extractor="v2")
        claim = claims(two)[0].id
        judge(Judgement(id="", verb="reject", claim=claim), ledger=two)
        wanted = {c.id for c in claims(one)} | {c.id for c in claims(two)} - {claim}
    done = import_(tmp_path / "b.db", ledger=tmp_path / "a.db")
    assert done.rows["documents"] == 2
    assert {c.id for c in claims(tmp_path / "a.db")} == wanted - {claim}
    assert audit_ledger(tmp_path / "a.db") == ()


def test_spreadsheet_cells(book, tmp_path) -> None:
    """Dangerous text cells are marked in the spreadsheet flavour, exact in the plain one; numbers are numbers."""
    fill(book)
    export(tmp_path / "plain.csv", ledger=book)
    export(tmp_path / "safe.csv", ledger=book, spreadsheet=True)
    plain, safe = (
        list(csv.DictReader((tmp_path / n).open(newline="", encoding="utf-8"))) for n in ("plain.csv", "safe.csv")
    )
    assert [r["id"] for r in plain] == [c.id for c in claims(book)]
    actors = {r["actors"] for r in plain}
    assert {n for n in NASTY if "\x00" not in n} <= actors
    for row in safe:
        for name, cell in row.items():
            if FLAT[name][0] == "string":
                assert cell[:1] not in tuple("=+-@\t\r\0＝＋－＠"), (name, cell)
    assert [r["low"] for r in plain] == [r["low"] for r in safe]
    assert safe_cell(-5.0) == -5.0
    undone = [{n: c.removeprefix("'") if FLAT[n][0] == "string" else c for n, c in r.items()} for r in safe]
    assert undone == plain


def test_flavours_hold_the_same(book, tmp_path) -> None:
    """CSV, JSON lines and Parquet hold the same rows; as of a day, fewer."""
    fill(book)
    for name in ("c.csv", "c.jsonl"):
        export(tmp_path / name, ledger=book)
    lines = [json.loads(x) for x in (tmp_path / "c.jsonl").read_text().splitlines()]
    rows = list(csv.DictReader((tmp_path / "c.csv").open(newline="", encoding="utf-8")))
    assert [{k: "" if v is None else str(v) for k, v in x.items()} for x in lines] == rows
    assert export(tmp_path / "n.csv", ledger=book, as_of=dt.date(2020, 1, 1)).rows == {"claims": 0}
    pq = pytest.importorskip("pyarrow.parquet")
    export(tmp_path / "c.parquet", ledger=book)
    assert pq.read_table(tmp_path / "c.parquet").to_pylist() == lines


def test_what_is_not_installed_is_named(book, tmp_path, monkeypatch) -> None:
    """Without pyarrow or psycopg, the message holds the pip command."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"pip install 'suanli\[parquet\]'"):
        export(tmp_path / "c.parquet", ledger=book)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"pip install 'suanli\[postgres\]'"):
        find("postgresql://anna@localhost/x")
    assert list(tmp_path.glob("*c.parquet*")) == []


# What https://datapackage.org/standard/ (v2) says a package, a resource, a dialect, a schema and a field may be.
NAME = re.compile(r"[a-z0-9._/-]+")
PLACE = re.compile(r"(?!/)(?!.*\.\.)[^:\\~]+")
TYPES = {
    "any", "array", "boolean", "date", "datetime", "duration", "geojson", "geopoint", "integer", "list", "number",
    "object", "string", "time", "year", "yearmonth",
}  # fmt: skip
DIALECT = {
    "$schema", "header", "headerRows", "headerJoin", "commentRows", "commentChar", "delimiter", "lineTerminator", "quoteChar",
    "doubleQuote", "escapeChar", "nullSequence", "skipInitialSpace", "property", "itemType", "itemKeys", "sheetNumber",
    "sheetName", "table",
}  # fmt: skip


def _unfit(about: dict, folder: Path) -> list[str]:
    """Where a package breaks the standard's rules, its rows read against its fields."""
    found = [] if about.get("$schema", "").startswith("https://datapackage.org/profiles/2.") else ["$schema"]
    found += [] if NAME.fullmatch(about.get("name", "")) and isinstance(about.get("version", ""), str) else ["name"]
    found += [str(n) for n in about.get("licenses", []) if not (n.get("name") or n.get("path"))]
    names = [r.get("name", "") for r in about.get("resources", [])]
    found += [] if names and len(set(names)) == len(names) else ["resources: none, or two of a name"]
    for resource in about["resources"]:
        where = str(resource.get("name"))
        if (
            not NAME.fullmatch(where)
            or not PLACE.fullmatch(resource.get("path", ""))
            or resource.get("type") != "table"
        ):
            found.append(f"{where}: name, path or type")
        if not re.fullmatch(r"(?:sha256:)?[0-9a-f]{32,64}", resource.get("hash", "")) or resource.get("bytes", -1) < 0:
            found.append(f"{where}: hash or bytes")
        if set(resource.get("dialect", {})) - DIALECT:
            found.append(f"{where}: dialect")
        fields = resource["schema"]["fields"]
        if len({f.get("name") for f in fields}) != len(fields) or {f.get("type", "any") for f in fields} - TYPES:
            found.append(f"{where}: fields")
        found += [f"{where}: {line}" for line in _unfit_rows(folder / resource["path"], resource)]
    return found


def _unfit_rows(place: Path, resource: dict) -> list[str]:
    """Cells that are not of their field's type, and heads that are not the fields' names."""
    fields = resource["schema"]["fields"]
    missing = set(resource["schema"].get("missingValues", [""]))
    kinds = {"number": float, "integer": int}
    with place.open(encoding=resource["encoding"], newline="") as data:
        rows = csv.reader(data, quotechar=resource["dialect"].get("quoteChar", '"'))
        found = [] if next(rows) == [f["name"] for f in fields] else ["head"]
        count = 0
        for row in rows:
            count += 1
            for field, cell in zip(fields, row, strict=True):
                try:
                    _ = cell in missing or kinds.get(field["type"], str)(cell)
                except ValueError:
                    found.append(f"row {count}, {field['name']}: {cell[:20]!r} is no {field['type']}")
    return found + ([] if count == resource["rows"] else ["count of rows"])


def test_a_data_package_keeps_the_rules_of_the_standard(book, tmp_path) -> None:
    """The description and every row keep the rules of Data Package v2; a package spoiled in any of them does not."""
    csv.field_size_limit(2**31 - 1)
    fill(book)
    export(tmp_path / "out", ledger=book)
    text = (tmp_path / "out" / "datapackage.json").read_text()
    assert _unfit(json.loads(text), tmp_path / "out") == []
    for old, new in (
        ('"suanli-ledger"', '"Suanli Ledger"'), ('"path": "claims.csv"', '"path": "../out/claims.csv"'), ('"type": "number"', '"type": "money"'),
        ('"name": "low"', '"name": "high"'), ('"name": "records-claims"', '"name": "claims"'), ('"name": "name",\n      "type": "string"', '"name": "name",\n      "type": "number"'),
    ):  # fmt: skip
        assert old in text, old
        assert _unfit(json.loads(text.replace(old, new, 1)), tmp_path / "out"), old


def test_a_data_package_validates(book, tmp_path) -> None:
    """Every resource has its hash, every column its source and licence; frictionless agrees where it is installed."""
    fill(book)
    export(tmp_path / "out", ledger=book)
    about = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    for resource in about["resources"]:
        data = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert resource["bytes"] == len(data)
        for field in resource["schema"]["fields"]:
            assert field["source"]
            assert field["licence"]
    frictionless = pytest.importorskip("frictionless")
    frictionless.system.trusted = True
    csv.field_size_limit(2**31 - 1)
    report = frictionless.validate(tmp_path / "out" / "datapackage.json")
    assert report.valid, report.flatten(["type", "note"])[:5]


def test_changed_packages_are_refused(book, tmp_path) -> None:
    """A package whose files do not fit their hashes, or that lacks its description, does not come in at all."""
    fill(book)
    export(tmp_path / "out", ledger=book)
    claims_file = tmp_path / "out" / "records" / "claims.csv"
    whole = claims_file.read_text()
    for spoil in (
        lambda: claims_file.write_text(whole.replace("order", "price", 1)),
        claims_file.unlink,
        (tmp_path / "out" / "datapackage.json").unlink,
    ):
        spoil()
        with pytest.raises(LedgerError, match="export"):
            import_(tmp_path / "out", ledger=tmp_path / "new.db")
    assert documents(tmp_path / "new.db") == ()


def test_a_name_that_holds_other_things_is_left_alone(book, tmp_path) -> None:
    """A folder that is not an export is not replaced, and a failed export leaves the old file."""
    fill(book)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(LedgerError, match="holds other things"):
        export(tmp_path / "mine", ledger=book)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"
    (tmp_path / "old.csv").write_text("old")
    with pytest.raises(Unknown, match="did you mean csv"):
        export(tmp_path / "old.csv", format="csw", ledger=book)
    with pytest.raises(Unknown, match="one of csv, datapackage, jsonl, parquet"):
        export(tmp_path / "old.csv", format="zzz", ledger=book)
    with pytest.raises(LedgerError, match="as-of"):
        export(tmp_path / "pack", as_of=dt.date(2024, 1, 1), ledger=book)
    assert (tmp_path / "old.csv").read_text() == "old"
    with pytest.raises(LedgerError):
        export(tmp_path / "no" / "folder.csv", ledger=book)


# ---------------------------------------------------------------- by hand

HAND = "quote,source,published,kind,actors,chips,measure,low,high,unit,bound,stance\n"


def hand(tmp_path: Path, *rows: str, head: str = HAND) -> Path:
    path = tmp_path / "hand.csv"
    path.write_text(head + "".join(r + "\n" for r in rows))
    return path


def test_claims_made_by_hand(book, tmp_path) -> None:
    """Rows become claims with exact quotes in a document per source; names of the catalog are recognised."""
    path = hand(tmp_path, '"字节, 10 万块 A100",财经,2023-07-04,stock,字节跳动,A100,chips,"100,000",100000,chips,about,reported',
                "denied,Reuters,2025-01,other,ByteDance,,,,,,,denied")  # fmt: skip
    done = import_(path, ledger=book)
    assert done.rows == {"documents": 2, "claims": 2}
    (one,) = find(book, holder="bytedance", kind="stock")
    assert (one.quantity.low, one.evidence.text, one.extractor) == (100_000, "字节, 10 万块 A100", "by hand")
    assert find(book, holder="ByteDance", stance="denied", as_of=dt.date(2025, 1, 30)) == ()
    assert len(find(book, holder="ByteDance", stance="denied", as_of=dt.date(2025, 1, 31))) == 1
    assert import_(path, ledger=book).known == 2
    assert audit_ledger(book) == ()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",x,2023,order,,,,,,,,", "line 2: quote is empty"), ("q,x,2023,,,,,,,,,", "kind is empty"),
        ("q,x,30 Feb,order,,,,,,,,", "not a day"), ("q,x,24-10-01,order,,,,,,,,", "not a day"), ("q,x,2023-01-02-03,order,,,,,,,,", "not a day"),
        ("q,x,2023-02-30,order,,,,,,,,", "not a day that there is"), ("q,x,2023,order,,,chips,many,,,,", "not a number"), ("q,x,2023,order,,,chips,nan,,,,", "not a number"),
    ],
)  # fmt: skip
def test_bad_rows_are_named(tmp_path, row, words) -> None:
    """A row that says nothing, or not what it should, is named with its line; nothing comes in."""
    with pytest.raises(LedgerError, match=words):
        import_(
            hand(tmp_path, "good,x,2023,order,,,,,,,,", row) if "line 2" not in words else hand(tmp_path, row),
            ledger=tmp_path / "b.db",
        )
    assert documents(tmp_path / "b.db") == ()


def test_bad_heads_are_named(tmp_path) -> None:
    """A CSV without its needed columns, or with one that means nothing, is refused."""
    with pytest.raises(LedgerError, match="'quote' is missing"):
        import_(hand(tmp_path, head="source,kind\n"), ledger=tmp_path / "b.db")
    with pytest.raises(LedgerError, match="'colour' is not known"):
        import_(hand(tmp_path, head="quote,source,kind,colour\n"), ledger=tmp_path / "b.db")
    with pytest.raises(LedgerError, match="no such file"):
        import_(tmp_path / "absent.csv", ledger=tmp_path / "b.db")
    with pytest.raises(LedgerError, match="^postgresql://: not imported by its URL") as told:
        import_("postgresql://me:secret@host/base", ledger=tmp_path / "b.db")
    assert "secret" not in str(told.value)


def test_a_csv_in_another_encoding_is_refused(tmp_path) -> None:
    """UTF-16 as spreadsheets save it is named as such, not as a fault of ours."""
    (tmp_path / "hand.csv").write_text("quote,source,kind\nten chips,x,order\n", encoding="utf-16")
    with pytest.raises(LedgerError, match=r"hand\.csv: not UTF-8"):
        import_(tmp_path / "hand.csv", ledger=tmp_path / "b.db")


def test_a_package_nested_without_end_is_refused(tmp_path) -> None:
    """A description of brackets in brackets is as odd as one that is missing."""
    (tmp_path / "datapackage.json").write_text("[" * 100_000)
    with pytest.raises(LedgerError, match="missing or odd"):
        import_(tmp_path, ledger=tmp_path / "b.db")


# ---------------------------------------------------------------- backup


def test_a_backup_is_a_ledger(book, tmp_path) -> None:
    """The copy answers the same, has the same hash, and is one file; from a server too."""
    fill(book)
    done = backup(tmp_path / "copy.db", ledger=book)
    assert done.content_hash == content_hash(book) == content_hash(tmp_path / "copy.db")
    assert claims(tmp_path / "copy.db") == claims(book)
    assert audit_ledger(tmp_path / "copy.db") == ()
    assert {p.name for p in tmp_path.glob("*copy*")} == {"copy.db"}
    with pytest.raises(LedgerError, match="is a folder"):
        backup(tmp_path, ledger=book)
    with pytest.raises(LedgerError, match=r"nowhere/copy\.db: no file can be written there"):
        backup(tmp_path / "nowhere" / "copy.db", ledger=book)


def test_links_and_pipes_keep_their_names(book, tmp_path) -> None:
    """What a link leads to is written, the link stays; a pipe's name is never taken from it."""
    fill(book)
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    export(tmp_path / "link.csv", ledger=book)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() != "old"
    os.mkfifo(tmp_path / "pipe.csv")
    for write_to in (export, backup):
        with pytest.raises(LedgerError, match="a device or a pipe"):
            write_to(tmp_path / "pipe.csv", ledger=book)
    assert (tmp_path / "pipe.csv").is_fifo()


def test_a_backup_is_not_the_ledger_itself(tmp_path) -> None:
    """Backing up onto the ledger is refused before anything is touched."""
    Ledger(tmp_path / "a.db", create=True).close()
    with pytest.raises(LedgerError, match="the ledger itself"):
        backup(tmp_path / "a.db", ledger=tmp_path / "a.db")


def test_backup_while_others_write(tmp_path) -> None:
    """Copies taken during writing are each whole, and each a state that there was."""
    place = tmp_path / "busy.db"
    with Ledger(place, create=True) as book:
        write(book, [making.entry(0)], extractor="v1")
    stop = threading.Event()

    def keep_writing() -> None:
        with Ledger(place) as mine:
            n = 1
            while not stop.is_set():
                write(mine, [making.entry(n), making.entry(n + 1)], extractor="v1")
                n += 2

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for n in range(4):
            backup(tmp_path / f"copy{n}.db", ledger=place)
    finally:
        stop.set()
        writer.join()
    sizes = []
    for n in range(4):
        assert audit_ledger(tmp_path / f"copy{n}.db") == ()
        sizes.append(len(documents(tmp_path / f"copy{n}.db")))
    assert all(size % 2 == 1 for size in sizes)
    assert sizes == sorted(sizes)


def test_exports_are_the_same_in_another_process(tmp_path) -> None:
    """Another hash seed, another locale: the same bytes."""
    with Ledger(tmp_path / "a.db", create=True) as book:
        fill(book)
        export(tmp_path / "here", ledger=book)
    code = f"from suanli.ledger import export; export({str(tmp_path / 'there')!r}, ledger={str(tmp_path / 'a.db')!r})"
    env = {"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Shanghai"}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    assert files(tmp_path / "here") == files(tmp_path / "there")
