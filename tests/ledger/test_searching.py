"""`find --text`: every way of looking finds what a plain look through all quotes finds."""

from __future__ import annotations

import datetime as dt
import random

import making
import pytest

from suanli.errors import LedgerError
from suanli.ledger import dialects, find, searching, write

PIECES = (
    "字节跳动", "订购", "芯片", "个", "ｶﾀｶﾅ", "カタカナの", "엔비디아", "삼성 전자", "H20", "HP", "50%", "a_b", '"quoted"',
    "Straße", "décimo", " ", "，", "100,000", "é", "x" * 40, "😀", "\\", "'", "Ωμέγα", "Ꭰꭰ", "/",
)  # fmt: skip


@pytest.fixture
def said(book) -> dict[str, str]:
    """A ledger of quotes made of awkward pieces: the quotes by claim id, in the order they came."""
    chance = random.Random(5)
    entries = [
        making.entry(n, claims=2, extra="".join(chance.choices(PIECES, k=chance.randrange(1, 6)))) for n in range(60)
    ]
    whole = [making.reworded(entry) for entry in entries]
    write(book, whole, extractor="v1")
    return {c.id: c.evidence.text for c in find(book, limit=None)}


@pytest.mark.parametrize("few", [0, 10_000], ids=["words lead", "holder leads"])
@pytest.mark.parametrize("glance", [3, 20_000], ids=["index", "glance"])
def test_every_way_finds_the_same(book, said, monkeypatch, few, glance) -> None:
    """Substrings of one to six characters in any script, alone and with other conditions, limited or not."""
    monkeypatch.setattr(searching, "_FEW", few)
    monkeypatch.setattr(dialects, "_GLANCE", glance)
    chance = random.Random(6)
    asked = ["zq", "Ǆ", "龘", "no such words", *PIECES]
    for quote in chance.choices(list(said.values()), k=40):
        at = chance.randrange(len(quote))
        asked += [quote[at : at + chance.randrange(1, 7)], quote[-chance.randrange(1, 3) :]]
    for text in asked:
        want = [name for name, quote in said.items() if dialects.folded(text) in dialects.folded(quote)]
        found = find(book, text=text, limit=None)
        assert [c.id for c in found] == want, text
        assert [c.id for c in find(book, text=text, limit=4)] == want[:4], text
        some = [c.id for c in found if c.kind == "stock" and "alibaba" in c.actor_ids]
        assert [c.id for c in find(book, text=text, holder="alibaba", kind="stock", limit=3)] == some[:3], text


def test_a_time_without_a_day_is_refused(book) -> None:
    """`until` is the first day left out, so it lies behind `since`; the other way round nothing could be found."""
    day = dt.date(2025, 6, 1)
    for until in (day, dt.date(2024, 1, 1)):
        with pytest.raises(LedgerError, match="no day lies between"):
            find(book, since=day, until=until)
