"""Writing and finding, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import datetime as dt
import time

import making
import msgspec
import pytest

from suanli.errors import LedgerError, Unknown
from suanli.ledger import (
    audit_ledger,
    claims,
    content_hash,
    document,
    documents,
    find,
    judge,
    judgements,
    known_files,
    leftovers,
    record_stories,
    stories,
    tables,
    why,
    write,
)
from suanli.ledger.judging import refresh
from suanli.ledger.writing import Entry, File
from suanli.terms import Extraction, Judgement, Leftover, Quote


@pytest.fixture
def filled(book):
    """A ledger of twenty documents with three claims each."""
    write(book, [making.entry(n) for n in range(20)], extractor="v1", added="2026-01-01")
    return book


def test_terms_come_back_as_they_went_in(filled) -> None:
    """Documents, claims and leftovers read from the ledger equal those written, field by field."""
    entries = [making.entry(n) for n in range(20)]
    assert claims(filled) == tuple(c for e in entries for c in e.extraction.claims)
    assert all(document(e.document.id, ledger=filled) == e.document for e in entries)
    assert leftovers(filled) == tuple(x for e in entries for x in e.extraction.leftovers)
    assert documents(filled, texts=True) == tuple(e.document for e in entries)
    light = documents(filled)
    assert [d.id for d in light] == [e.document.id for e in entries]
    assert {d.original for d in light} == {""}
    assert light[3].outlet == entries[3].document.outlet


def test_writing_again_adds_nothing(filled) -> None:
    """The same documents by the same version are known: no new row, the same content hash."""
    before = content_hash(filled)
    kept = write(filled, [making.entry(n) for n in range(20)], extractor="v1", added="2026-02-02")
    assert {k.status for k in kept} == {"known"}
    assert content_hash(filled) == before
    assert len(claims(filled)) == 60


def test_a_text_handed_over_twice_in_a_batch_is_kept_once(book) -> None:
    """Copies inside one batch give one document."""
    kept = write(book, [making.entry(1), making.entry(1)], extractor="v1")
    assert [k.status for k in kept] == ["new", "known"]
    assert len(documents(book)) == 1


def test_a_new_version_adds_a_generation(filled) -> None:
    """A re-reading replaces what it no longer finds; the earlier version's claims stay answerable."""
    old = claims(filled)
    again = making.entry(0)
    one, two, three = again.extraction.claims
    changed = msgspec.structs.replace(two, kind="capex")
    extraction = msgspec.structs.replace(again.extraction, claims=(one, changed))
    kept = write(filled, [Entry(document=again.document, extraction=extraction, content=again.content)], extractor="v2")
    assert (kept[0].status, kept[0].claims) == ("newer", 1)
    now = {c.id: c for c in claims(filled)}
    assert three.id not in now
    assert now[two.id].kind == "capex"
    assert claims(filled, extractor="v1") == old
    assert claims(filled, extractor="v2") == (one, changed)
    assert audit_ledger(filled) == ()
    back = write(filled, [again], extractor="v3")
    assert back[0].claims == 2
    assert {c.id for c in claims(filled, extractor="v3")} == {one.id, two.id, three.id}
    assert claims(filled, extractor="v2") == (one, changed)
    assert audit_ledger(filled) == ()


def test_bytes_that_do_not_decode_to_the_text_are_kept_beside_it(book) -> None:
    """A document whose text is not simply its decoded bytes (a PDF, a repaired GBK) comes back exact."""
    entry = making.entry(0)
    doc = msgspec.structs.replace(entry.document, sha256="0" * 64, id="d-other")
    found = tuple(msgspec.structs.replace(c, doc_id="d-other") for c in entry.extraction.claims)
    extraction = msgspec.structs.replace(entry.extraction, doc_id="d-other", claims=found, leftovers=())
    write(book, [Entry(document=doc, extraction=extraction, content=b"%PDF other bytes")], extractor="v1")
    assert document("d-other", ledger=book) == doc
    gbk = making.document(1)
    data = gbk.original.encode("gb18030")
    import hashlib

    doc = msgspec.structs.replace(gbk, sha256=hashlib.sha256(data).hexdigest(), encoding="gb18030", id="d-gbk")
    write(
        book,
        [Entry(document=doc, extraction=msgspec.structs.replace(extraction, doc_id="d-gbk", claims=()), content=data)],
        extractor="v1",
    )
    assert document("d-gbk", ledger=book) == doc
    assert audit_ledger(book) == ()


FOUND = (
    ({"holder": "ByteDance"}, 15), ({"holder": "bytedance", "kind": "order"}, 15), ({"kind": "order,price"}, 30),
    ({"chip": "h20"}, 16), ({"chip": "Ascend 910B"}, 12), ({"stance": "denied"}, 0), ({"limit": 7}, 7),
    ({"since": dt.date(2023, 12, 1)}, 5), ({"until": dt.date(2023, 2, 1)}, 5), ({"where": ("low>=1050",)}, 10),
    ({"where": ("low>=1,050", "unit=chips", "kind!=order")}, 8), ({"where": ("outlet~LET1",)}, 21),
    ({"where": ("language=zh-Hans",)}, 60), ({"text": "订购了 1007 块"}, 1), ({"text": "订购"}, 60), ({"text": "购"}, 60),
    ({"text": "№5"}, 11), ({"text": "BYTEDANCE"}, 15), ({"text": "ＢｙｔｅＤａｎｃｅ"}, 15), ({"text": "100%"}, 0), ({"text": "_"}, 0),
)  # fmt: skip


def test_find(filled) -> None:
    """Every condition narrows as it says; ids and names of the catalog both work."""
    assert [(asked, len(find(filled, **asked))) for asked, _ in FOUND] == list(FOUND)


def test_find_refuses_what_it_does_not_know(filled) -> None:
    """Names, fields, operators and numbers that mean nothing are named, with near ones."""
    with pytest.raises(Unknown, match="ByteDance"):
        find(filled, holder="BiteDance")
    for bad in ("low>>3", "quantity", "low>=many", "low>=nan", "low<inf", ""):
        with pytest.raises(LedgerError, match="where"):
            find(filled, where=(bad,))
    with pytest.raises(Unknown, match="did you mean stance"):
        find(filled, where=("stanze=denied",))
    with pytest.raises(Unknown):
        find(filled, fields=("quantity.lo",))
    with pytest.raises(Unknown):
        find(filled, review="good")
    with pytest.raises(Unknown, match="d-nothing"):
        document("d-nothing", ledger=filled)


def test_fields(filled) -> None:
    """With fields, only these, and a dot reaches inside."""
    (row,) = find(filled, fields=("id", "quantity.low", "period.since"), limit=1)
    assert row == {"id": find(filled, limit=1)[0].id, "quantity.low": 1000.0, "period.since": dt.date(2023, 1, 1)}


NASTY = ("<script>alert(1)</script>", "'; DROP TABLE claims; --", "../../etc/passwd", "=cmd|'/c calc'!A1", "a" * 10_000,
         "\u202eevil\u202c", "nul\x00here", "lone\ud800surrogate", "%_\\", "Ĺ\u0000", "")  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_nasty_names_are_only_names(book, name) -> None:
    """Names made to break SQL, paths, HTML or terminals are stored, found and given back unchanged."""
    entry = making.entry(0, claims=1, actors=(name,), actor_ids=(), chips=(name,), chip_ids=(), kind=name or "order")
    write(book, [entry], extractor="v1")
    assert claims(book) == entry.extraction.claims
    odd = making.document(7, extra=name)
    write(
        book,
        [
            Entry(
                document=msgspec.structs.replace(odd, title=name, outlet=name, path=name),
                extraction=Extraction(doc_id=odd.id, claims=(), leftovers=()),
            )
        ],
        extractor="v1",
    )
    assert document(odd.id, ledger=book).title == name
    if name and len(name) < 100 and "\x00" not in name and "\ud800" not in name:
        assert len(find(book, holder=name)) == len(find(book, chip=name)) == 1
    assert audit_ledger(book) == ()


def test_an_extraction_of_another_document_is_refused(book) -> None:
    """Claims must belong to the document they come with; then nothing of the batch is kept."""
    wrong = Entry(document=making.document(1), extraction=making.entry(2).extraction)
    with pytest.raises(LedgerError, match="one id"):
        write(book, [making.entry(0), wrong], extractor="v1")
    assert documents(book) == ()


def test_files_read_to_the_end_are_known(book) -> None:
    """A file's hash is known for the version that read it, and for no other."""
    file = File(sha256="ab" * 32, name="x.txt", documents=1, claims=3)
    write(book, [], extractor="v1", files=[file])
    assert known_files(book, ["ab" * 32, "cd" * 32], extractor="v1") == {"ab" * 32: file}
    assert known_files(book, ["ab" * 32], extractor="v2") == {}


def test_stories_are_kept_as_a_whole(filled) -> None:
    """The newest division of documents into stories holds; the same one again adds nothing."""
    ids = [d.id for d in documents(filled)]
    one = [
        {
            "id": "s-1",
            "root": ids[0],
            "members": [{"document": ids[0], "relation": "root"}, {"document": ids[1], "relation": "copy"}],
        }
    ]
    assert record_stories(one, ledger=filled) == 1
    assert record_stories(one, ledger=filled) == 1
    two = [{"id": "s-2", "root": ids[2], "members": [ids[2]]}]
    assert record_stories(two, ledger=filled) == 2
    assert stories(filled) == tuple(two)


# ---------------------------------------------------------------- entities and judgements


def same(one: str, two: str, verb: str = "same") -> Judgement:
    return Judgement(id="", verb=verb, claim=one, other=two, by="anna", at="2026-01-02")


def test_merging_entities_is_reversible_and_rewrites_nothing(filled) -> None:
    """After `same`, either name finds both; after `retract`, as before; claims never change."""
    before = claims(filled)
    assert {part.id for part in why("holder:bytedance", ledger=filled).parts} == {
        c.id for c in find(filled, holder="bytedance")
    }
    merged = judge(same("holder:bytedance", "holder:tencent"), ledger=filled)
    assert len(find(filled, holder="tencent")) == len(find(filled, holder="ByteDance")) == 30
    assert claims(filled) == before
    judge(Judgement(id="", verb="retract", claim=merged.claim, other=merged.id), ledger=filled)
    assert len(find(filled, holder="tencent")) == 15
    apart = judge(same("holder:bytedance", "holder:tencent", "different"), ledger=filled)
    judge(same("holder:bytedance", "holder:tencent"), ledger=filled)
    assert len(find(filled, holder="tencent")) == 15, "different stands in the way"
    judge(Judgement(id="", verb="retract", claim=apart.claim, other=apart.id), ledger=filled)
    assert len(find(filled, holder="tencent")) == 30


def test_corrections_change_answers_and_never_the_claim(filled) -> None:
    """A corrected claim is found under its new values only; the body stays; retracting brings it back."""
    claim = find(filled, holder="bytedance", limit=1)[0]
    fields = {"kind": "capex", "quantity.low": 5.0, "actors": ["Moonshot"], "actor_ids": []}
    made = judge(Judgement(id="", verb="correct", claim=claim.id, fields=fields), ledger=filled)
    (seen,) = find(filled, holder="Moonshot")
    assert (seen.kind, seen.quantity.low, seen.quantity.high) == ("capex", 5.0, 1000.0)
    assert find(filled, kind="capex", where=("low<6",)) == (seen,)
    assert claim.id not in {c.id for c in find(filled, holder="bytedance")}
    assert audit_ledger(filled) == ()
    judge(Judgement(id="", verb="retract", claim=claim.id, other=made.id), ledger=filled)
    assert find(filled, holder="bytedance", limit=1)[0] == claim
    assert find(filled, kind="capex") == ()
    assert audit_ledger(filled) == ()


def test_rejected_claims_leave_the_answers_and_stay_askable(filled) -> None:
    """Rejected: not in `claims`, in `find` only when asked for."""
    claim = claims(filled)[0]
    judge(Judgement(id="", verb="reject", claim=claim.id), ledger=filled)
    assert claim.id not in {c.id for c in claims(filled)}
    assert find(filled, review="rejected") == (claim,)
    assert len(find(filled, review="any", limit=None)) == 60
    assert len(find(filled, review="none", limit=None)) == 59


def test_judgements_outlive_a_new_reading(filled) -> None:
    """A claim found again by a newer version keeps its review."""
    claim = claims(filled)[0]
    judge(Judgement(id="", verb="correct", claim=claim.id, fields={"kind": "usage"}), ledger=filled)
    entry = making.entry(0)
    changed = tuple(msgspec.structs.replace(c, confidence=0.9) for c in entry.extraction.claims)
    write(
        filled,
        [Entry(document=entry.document, extraction=msgspec.structs.replace(entry.extraction, claims=changed))],
        extractor="v2",
    )
    (seen,) = find(filled, review="corrected")
    assert (seen.kind, seen.confidence) == ("usage", 0.9)
    assert audit_ledger(filled) == ()


SENSELESS = (
    ({"verb": "approve"}, "no such judgement"), ({"verb": "same"}, "needs"), ({"verb": "accept", "other": "c-1"}, "needs"),
    ({"claim": "c-000000000000"}, "has this id"), ({"verb": "correct", "fields": {"id": "x"}}, "cannot be corrected"),
    ({"verb": "correct", "fields": {"evidence.text": "x"}}, "cannot be corrected"), ({"verb": "correct", "fields": {"nose": 1}}, "corrected"),
    ({"verb": "correct", "fields": {"quantity.low": "many"}}, "nothing was corrected"), ({"verb": "retract", "other": "j-1"}, "no judgement"),
    ({"verb": "correct", "fields": {"quantity.low": float("nan")}}, "not a finite number"), ({"verb": "correct", "fields": {"stance": "denyed"}}, "did you mean denied"),
    ({"verb": "correct", "fields": {"kind": "oder"}}, "did you mean order"),
)  # fmt: skip


def test_senseless_judgements_are_refused(filled) -> None:
    """A judgement that names nothing, or that would break a claim, is refused and nothing is kept."""
    claim = claims(filled)[0].id
    for change, words in SENSELESS:
        with pytest.raises((LedgerError, Unknown), match=words):
            judge(Judgement(**{"id": "", "verb": "accept", "claim": claim} | change), ledger=filled)
    assert judgements(filled, standing=False) == ()


def test_the_same_judgement_twice_is_one(filled) -> None:
    """Repeating a judgement while it stands adds nothing; after a retraction it is a new one."""
    claim = claims(filled)[0].id
    word = Judgement(id="", verb="accept", claim=claim, by="anna", at="2026-01-02")
    first = judge(word, ledger=filled)
    assert judge(word, ledger=filled).id == first.id
    assert len(judgements(filled)) == 1
    judge(Judgement(id="", verb="retract", claim=claim, other=first.id), ledger=filled)
    assert judgements(filled) == ()
    assert judge(word, ledger=filled).id != first.id
    assert len(judgements(filled, standing=False)) == 3


def test_denials_by_judgement(filled) -> None:
    """`denies` joins the denials of the claim, only while both claims were public."""
    write(filled, [making.entry(90, day=dt.date(2024, 5, 1))], extractor="v1")
    early, late = claims(filled)[0], claims(filled)[-1]
    judge(same(late.id, early.id, "denies"), ledger=filled)
    assert claims(filled)[-1].denies == (early.id,)
    judge(same(early.id, late.id, "denies"), ledger=filled)
    assert claims(filled, as_of=dt.date(2023, 12, 31))[0].denies == ()


def test_evidence_spans_and_leftovers_survive(book) -> None:
    """Leftovers come back with their reasons, as of a day too."""
    write(
        book, [making.entry(0, day=dt.date(2023, 1, 1)), making.entry(1, day=None)], extractor="v1", added="2026-01-01"
    )
    assert len(leftovers(book)) == 2
    (one,) = leftovers(book, as_of=dt.date(2023, 1, 1))
    assert one == Leftover(
        doc_id=making.document(0, day=None).id, evidence=Quote(start=0, end=1, text="B"), reason="no actor"
    )


def test_judgements_of_other_claims_cost_find_nothing(book) -> None:
    """With thousands of reviewed claims a question takes about as long as with none, and shows every correction."""
    write(book, [making.entry(n, claims=20) for n in range(40)], extractor="made/1")
    ids = find(book, fields=("id",), limit=None)

    def asking() -> float:
        start = time.process_time()
        for _ in range(10):
            find(book, holder="bytedance", kind="order", limit=5)
        return time.process_time() - start

    asking()
    before = min(asking() for _ in range(3))
    rows = [
        {"seq": n, "id": f"j-{n:012x}", "verb": ("accept", "correct")[n % 2], "claim": c["id"], "other": "",
         "fields": '{"quantity.unit":"boards"}' if n % 2 else "{}", "by": "x", "at": "2026-01-01", "reason": ""}
        for turn in range(3) for n, c in enumerate(ids, 1 + turn * len(ids))
    ]  # fmt: skip
    with book.writing() as connection:
        connection.execute(tables.judgements.insert(), rows)
        refresh(connection, [c["id"] for c in ids])
    assert len(ids) == 800
    assert sum(c.quantity.unit == "boards" for c in find(book, limit=None)) == 400
    assert min(asking() for _ in range(3)) < 3 * before
