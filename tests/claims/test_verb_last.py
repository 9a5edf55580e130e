"""Japanese and Korean close a clause by its verb: what stands right behind a number says what is done with it."""

from __future__ import annotations

import pytest

from .texts import read_numbered

KINDS = [
    (
        "ソフトバンクは来年、堺の工場跡にデータセンターを開く。こちらは8000億円を投じ、最終的に9万基を並べる。",
        {8e11: "capex", 9e4: "stock"},
    ),
    (
        "SK텔레콤은 여수에 데이터센터를 짓는다. 5조 원가량이 들어가고 GPU는 4만 장이 깔린다.",
        {4e4: "stock"},
    ),
    ("AMD가 오라클에 MI450 7만 개를 판다.", {7e4: "delivery"}),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_the_verb_behind_a_count_says_what_is_done_with_it(text, kinds, tmp_path):
    """A sum invested and chips set up beside it are two matters; what is laid out is held."""
    found = {c.quantity.low: c.kind for c in read_numbered(text, tmp_path)}
    assert kinds.items() <= found.items()


SPANS = [
    ("RTX PRO 6000は店頭で150万円台だ。", (1_500_000, 1_599_999)),
    ("H100 대여료는 시간당 3000원대다.", (3000, 3999)),
    ("H20 서버 값은 개당 80만 위안대로 내려왔다.", (800_000, 899_999)),
]


@pytest.mark.parametrize(("text", "span"), SPANS)
def test_sums_told_by_their_leading_digits(text, span, tmp_path):
    """`150万円台` is any sum that begins so."""
    assert span in {(c.quantity.low, c.quantity.high) for c in read_numbered(text, tmp_path)}


def test_memory_put_into_a_chip(tmp_path):
    """A chip into which memory goes is not what the maker of memory sells."""
    text = "SK하이닉스는 루빈에 들어갈 HBM4를 개당 540달러에 공급한다."
    assert [c.chips for c in read_numbered(text, tmp_path) if c.quantity.low == 540] == [("HBM4",)]


def test_nobody_tells(tmp_path):
    """Prices of a text that names no source are the paper's own."""
    text = "RTX 5090は先週から値下がりし、税込み38万8000円が底値。中国向けの5090Dは深圳で1枚2万1000元で取引されている。"
    assert {c.stance for c in read_numbered(text, tmp_path)} == {"asserted"}


def test_machines_counted_again_in_chips(tmp_path):
    """A short sentence that counts machines again in chips goes on with their claim."""
    text = "카카오가 안산 데이터센터에 B300 120노드를 들인다. GPU로는 960장이다."
    assert {c.quantity.low: (c.kind, c.chips) for c in read_numbered(text, tmp_path)}[960] == ("order", ("B300",))


def test_who_grants_a_sum(tmp_path):
    """The state from which a firm gets a sum gives it."""
    text = "ソフトバンクは計算基盤に1700億円を投じ、経済産業省から最大421億円の補助を受ける。"
    assert [c.actors for c in read_numbered(text, tmp_path) if c.quantity.high == 421e8] == [("Japan government",)]
