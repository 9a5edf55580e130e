"""Korean and Japanese as papers write them: who does it before what is done, memory sold as such, words of rebuttal."""

from __future__ import annotations

import pytest

from .texts import read_numbered


def test_a_topic_is_no_adjective(tmp_path):
    """A maker with a topic particle right before its chip acts itself; it does not only say whose chip that is."""
    text = "텐센트 등은 구매 이유를 설명했다. 엔비디아는 H20 60만∼70만 개를 재고로 안고 있다."
    assert [c.actors for c in read_numbered(text, tmp_path)] == [("Nvidia",)]


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
    found = {c.quantity.low: c.chips for c in read_numbered(text, tmp_path)}
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
    assert {c.stance for c in read_numbered(text, tmp_path)} == {stance}


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("삼성전자의 AI 반도체 점유율은 30%대로 회복한다.", 30, 39, "percent"),
        ("中国製AI半導体の国内シェアは4割台に達した。", 40, 49, "percent"),
        ("알리바바의 클라우드 AI 칩 매출은 9개 분기 연속 세 자릿수 증가율을 기록했다.", 100, 999, "percent"),
        ("ディープシークV3の学習にはH800で278万8000時間かかった。", 2.788e6, 2.788e6, "GPU-hours"),
        ("정부가 확보한 첨단 GPU 1만3000장의 배분 방안이 나왔다.", 13000, 13000, "chips"),
    ],
)
def test_what_stands_behind_a_number(text, low, high, unit, tmp_path):
    """Decades of percent, growth by its digits, hours of many chips; `배` of another word is no `times`."""
    assert {(c.quantity.low, c.quantity.high, c.quantity.unit) for c in read_numbered(text, tmp_path)} == {
        (low, high, unit)
    }


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("프랑스 일리아드의 클라우드 자회사 스케일웨이가 엔비디아 H100 2만8000개를 갖췄다.", "Scaleway"),
        ("さくらインターネットはH100を4000基持つ。経済産業省の助成を受けて計1万基を整える。", "Sakura Internet"),
        ("フォックスコンは4日発表した。2人によると、同社は来年、エヌビディア向けに2000ラックを作る。", "Foxconn"),
    ],
)
def test_who_is_only_named_beside_the_actor(text, actor, tmp_path):
    """A parent, a state that gives aid and a customer named behind `the company` do not act."""
    assert {c.actors for c in read_numbered(text, tmp_path)} == {(actor,)}


def test_a_sum_in_other_money_keeps_its_source(tmp_path):
    """A sentence that only converts a sum is told as the one before it."""
    text = "바이트댄스가 내년 화웨이 어센드 칩을 400억 위안어치 사들이기로 했다고 화뎬이 보도했다. 우리 돈 약 8조2000억 원이다."
    assert {c.stance for c in read_numbered(text, tmp_path)} == {"planned"}


def test_firms_counted_again_are_all_those_before(tmp_path):
    """`네 회사의 합계` is that of the four firms which the sentences before named one by one."""
    text = (
        "아마존은 AI에 올해 2000억 달러, 구글은 1750억 달러를 투자한다. 메타는 1350억 달러, 마이크로소프트는 1450억 달러를 쓴다. "
        "네 회사의 합계는 6500억 달러다."
    )
    assert {*read_numbered(text, tmp_path)[-1].actors} == {"Amazon", "Google", "Meta", "Microsoft"}


def test_what_the_next_sentence_says_of_a_deal(tmp_path):
    """`対象は` names the chips that a rule told without them covers."""
    text = "エヌビディアは中国向けAI半導体の売上高の15%を米政府に支払う。関係者が明らかにした。対象は「H20」だ。"
    assert [c.chips for c in read_numbered(text, tmp_path)] == [("H20",)]
