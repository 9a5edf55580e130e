"""`audit` finds each kind of damage, names where, and mends nothing."""

from __future__ import annotations

import json
import sqlite3
import zlib

import making
import pytest

from suanli.ledger import Ledger, audit_ledger, claims, judge, record, write
from suanli.terms import Judgement, Plan


@pytest.fixture
def path(tmp_path):
    """A small ledger with judgements and a result."""
    place = tmp_path / "a.db"
    with Ledger(place, create=True) as book:
        write(book, [making.entry(n) for n in range(4)], extractor="v1")
        write(book, [making.entry(0, claims=3, extra="")], extractor="v2")
        one, two, *_ = (c.id for c in claims(book))
        judge(Judgement(id="", verb="correct", claim=one, fields={"kind": "capex"}), ledger=book)
        judge(Judgement(id="", verb="same", claim=one, other=two), ledger=book)
        record(Plan(id="p-0123456789ab", objective=1.0, bound=1.0, unit="USD", lines=({"claim": one},)), ledger=book)
    return place


DAMAGE = (
    ("UPDATE documents SET content = ? WHERE seq = 2", (zlib.compress(b"other words"),), "document d-", "not those of its hash"),
    ("UPDATE documents SET content = x'00' WHERE seq = 2", (), "document d-", "damaged"),
    ("UPDATE readings SET body = x'00' WHERE document = 3", (), "document d-", "damaged"),
    ("UPDATE readings SET about = replace(about, 'text3', 'text9') WHERE document = 4", (), "document d-", "summary"),
    ("UPDATE readings SET replaced = 1 WHERE document = 3", (), "document d-", "0 present readings"),
    ("UPDATE claims SET body = replace(body, '1004', '1005') WHERE seq = 5", (), "claim c-", "digest"),
    ("UPDATE claims SET body = 'x' WHERE seq = 5", (), "claim c-", "damaged"),
    ("UPDATE claims SET low = 7 WHERE seq = 5", (), "claim c-", "index differs from its body in low"),
    ("UPDATE claims SET review = 'accepted' WHERE seq = 5", (), "claim c-", "in review"),
    ("UPDATE claims SET kind = 'order' WHERE seq = 1", (), "claim c-", "in kind"),
    ("UPDATE claims SET document = 99 WHERE seq = 12", (), "", "not there"),
    ("UPDATE claims SET last = 1 WHERE seq = 2", (), "claim c-", "ends before it begins"),
    ("DELETE FROM mentions WHERE claim = 3", (), "claim c-", "not indexed as it says"),
    ("UPDATE mentions SET kind = 'x' WHERE claim = 3", (), "claim c-", "not indexed as it says"),
    ("UPDATE quotes SET quote = 'other' WHERE rowid = 4", (), "claim c-", "not searchable"),
    ("INSERT INTO quotes (rowid, quote) VALUES (900, 'ghost')", (), "search", "no claim"),
    ("UPDATE judgements SET other = 'c-gone' WHERE verb = 'same'", (), "judgement j-", "c-gone"),
    ("DELETE FROM documents WHERE seq = 4", (), "", "not there"),
)  # fmt: skip


@pytest.mark.parametrize(("words", "values", "where", "what"), DAMAGE, ids=[d[0][:48] for d in DAMAGE])
def test_each_damage_is_found(path, words, values, where, what) -> None:
    """After the damage, a problem says where it is and what; the file is not touched by looking."""
    assert audit_ledger(path) == ()
    connection = sqlite3.connect(path)
    connection.execute(words, values)
    connection.commit()
    connection.close()
    before = path.read_bytes()
    found = audit_ledger(path)
    assert any(p.where.startswith(where) and what in p.what for p in found if p.severity == "error"), found
    assert path.read_bytes() == before


def test_a_quote_out_of_place_is_found(path) -> None:
    """A claim whose words do not stand where it says, though its digest fits."""
    import msgspec

    from suanli.ledger.packing import claim_row

    with Ledger(path) as book:
        claim = claims(book)[5]
        moved = msgspec.structs.replace(
            claim, evidence=msgspec.structs.replace(claim.evidence, start=claim.evidence.start + 1)
        )
        row = claim_row(moved)
        with book.writing() as connection:
            connection.exec_driver_sql(
                "UPDATE claims SET body = ?, digest = ? WHERE id = ?", (row["body"], row["digest"], claim.id)
            )
    (problem,) = audit_ledger(path)
    assert (problem.where, problem.what) == (f"claim {claim.id}", "its quote is not in the document at that place")


def test_a_result_from_elsewhere_is_no_error(path) -> None:
    """A result that names what another ledger holds is said, and is no damage."""
    record(
        Plan(id="p-0123456789ac", objective=1.0, bound=1.0, unit="USD", lines=({"claim": "c-ffffffffffff"},)),
        ledger=path,
    )
    (problem,) = audit_ledger(path)
    assert problem.severity == "differs"


def test_what_cannot_be_opened_is_a_problem(tmp_path, suanli) -> None:
    """No ledger, or none of ours: one problem and exit code 1, no traceback."""
    (tmp_path / "x.db").write_text("no ledger " * 200)
    for name in ("x.db", "absent.db"):
        done = suanli("audit", "--ledger", tmp_path / name)
        assert done.returncode == 1
        assert json.loads(done.stdout)["severity"] == "error"
        assert "Traceback" not in done.stderr
