"""Korean and Japanese as papers write them: who does it before what is done, memory sold as such, words of rebuttal."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.reading import read


def claims(text: str, tmp_path, published: str = "2026-02-10"):
    """The claims of a text that have a value."""
    path = tmp_path / "a.txt"
    path.write_text(text + "\n", encoding="utf-8")
    return [c for c in extract(read(path, published=published)).claims if c.quantity is not None]


def test_a_topic_is_no_adjective(tmp_path):
    """A maker with a topic particle right before its chip acts itself; it does not only say whose chip that is."""
    text = "텐센트 등은 구매 이유를 설명했다. 엔비디아는 H20 60만∼70만 개를 재고로 안고 있다."
    assert [c.actors for c in claims(text, tmp_path)] == [("Nvidia",)]


@pytest.mark.parametrize(
    ("text", "chips"),
    [
        ("SK하이닉스가 엔비디아에 줄 HBM4 가격을 개당 560달러로 정했다.", {560: ("HBM4",)}),
        ("SK하이닉스의 AI용 HBM4 값은 HBM3E(370달러)보다 50% 비싼 560달러다.", {370: ("HBM3E",), 560: ("HBM4",)}),
        ("H20에는 삼성전자의 HBM3가 96GB 들어간다.", {96: ("H20",)}),
    ],
)
def test_memory_is_a_product_of_its_makers_only(text, chips, tmp_path):
    """HBM is the chip of a price its maker charges, not that with which it is compared, nor a part of another chip."""
    found = {c.quantity.low: c.chips for c in claims(text, tmp_path)}
    assert chips.items() <= found.items()


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("세미애널리시스는 딥시크의 GPU 투자가 5억 달러라고 반박했다.", "estimated"),
        ("엔비디아는 중국에 GPU 5만 개를 팔았다는 보도를 반박했다.", "denied"),
    ],
)
def test_a_rebuttal_denies_what_it_rebuts(text, stance, tmp_path):
    """`라고 반박했다` closes what the speaker holds, `보도를 반박했다` what is denied."""
    assert {c.stance for c in claims(text, tmp_path)} == {stance}
