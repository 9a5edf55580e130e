"""Every clean character leads back to the very characters and bytes it came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reading.making import LANGUAGES, paragraphs

from suanli.reading import read
from suanli.reading.drafting import Change, Draft
from suanli.terms import Document


def document(draft: Draft) -> Document:
    return Document(
        id="d", name="d", sha256="", original=draft.original, text=draft.text, language="en",
        anchors=draft.anchors(), runs=draft.runs(),
    )  # fmt: skip


def check(doc: Document, edited: frozenset[int] = frozenset()) -> None:
    """A quote is the original's own characters; outside repairs it is the clean text itself."""
    for at in range(len(doc.text)):
        quote = doc.quote(at, at + 1)
        assert quote.text == doc.original[quote.start : quote.end]
        run = doc._run(at)
        if run is None and at not in edited:
            assert quote.end - quote.start == 1
        if run is not None:
            assert (quote.start, quote.end) == (run[2], max(run[3], run[2])), "a quote of a run covers all of it"


@st.composite
def stages(draw: st.DrawFn) -> tuple[str, list[list[tuple[int, int, str]]]]:
    """A text and some stages of changes, each sorted and without overlaps."""
    text = draw(st.text(alphabet="abc漢字 é\n", min_size=1, max_size=40))
    made = []
    for _ in range(draw(st.integers(1, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, 60), min_size=0, max_size=8)))
        made.append(
            [(a, b, draw(st.text(alphabet="XYZ", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        )
    return text, made


@settings(max_examples=300, deadline=None)
@given(stages())
def test_any_edits_leave_an_exact_map(case: tuple[str, list[list[tuple[int, int, str]]]]) -> None:
    """Whatever is deleted, replaced or inserted, in however many stages: what was not edited maps one to one."""
    text, made = case
    draft = Draft(text)
    for changes in made:
        size = len(draft.text)
        kept, last = [], 0
        for a, b, new in changes:
            if a >= last and b <= size:
                kept.append(Change(a, b, new, "test"))
                last = max(b, a + (a == b))
        want, at = [], 0
        for c in kept:
            want += [draft.text[at : c.start], c.new]
            at = c.end
        want.append(draft.text[at:])
        before = draft.text
        draft.apply(kept)
        assert draft.text == "".join(want), (before, kept)
    doc = document(draft)
    for at, char in enumerate(doc.text):
        quote = doc.quote(at, at + 1)
        assert quote.text == doc.original[quote.start : quote.end]
        if char not in "XYZ":
            assert quote.text == char
            assert doc.to_clean(quote.start) <= at
    for start in range(0, len(doc.text), 3):
        for end in range(start, len(doc.text), 5):
            quote = doc.quote(start, end)
            assert quote.text == doc.original[quote.start : quote.end]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_clean_positions_lead_to_bytes(tmp_path: Path, language: str, encoding: str) -> None:
    """The bytes behind a clean character decode to it, in every encoding, marks and all."""
    text = "\n\n".join(paragraphs(language, 3))
    data = text.encode(encoding) if encoding != "utf-16-le" else b"\xff\xfe" + text.encode("utf-16-le")
    place = tmp_path / "a.txt"
    place.write_bytes(data)
    doc = read(place)
    if encoding == "gb18030" and doc.encoding != "gb18030":
        pytest.skip("too like another encoding without a label; see test_encodings")
    check(doc)
    for at in range(0, len(doc.text), 7):
        quote = doc.quote(at, at + 1)
        if doc._run(at) is None:
            piece = data[doc.to_bytes(quote.start) : doc.to_bytes(quote.end)]
            assert piece.decode(doc.encoding) == doc.text[at]
            assert doc.to_clean(quote.start) == at


def test_undecodable_bytes_keep_the_step(tmp_path: Path) -> None:
    """After stray Latin-1 bytes in UTF-8 every later character still has its own bytes."""
    data = ("Der Preis für Öl betrug 5 Mio. Euro. " * 20).encode() + b"M\xfcnchen und K\xf6ln: " + "größer.".encode()
    place = tmp_path / "a.txt"
    place.write_bytes(data)
    doc = read(place)
    assert "München und Köln" in doc.text
    assert doc.original.count("\ufffd") == 2
    at = doc.text.index("größer")
    quote = doc.quote(at, at + 6)
    assert data[doc.to_bytes(quote.start) : doc.to_bytes(quote.end)].decode() == "größer"
    at = doc.text.index("ünchen")
    quote = doc.quote(at, at + 1)
    assert data[doc.to_bytes(quote.start) : doc.to_bytes(quote.end)] == b"\xfc"


@pytest.mark.shared
def test_articles_and_gold_map_exactly(shared: Path) -> None:
    """All five articles and 34 gold texts: every clean character quotes the original."""
    places = [*sorted((shared / "articles").glob("*.txt")), *sorted((shared / "gold" / "corpus").glob("*.txt"))]
    assert len(places) == 39
    for place in places:
        doc = read(place)
        assert doc.original == place.read_bytes().decode("utf-8")
        check(doc)
        for at in range(len(doc.text)):
            if doc._run(at) is None:
                assert doc.quote(at, at + 1).text == doc.text[at]
