"""Firms and chips told in two scripts, lists that share a rate, both of two firms: Japanese and Korean press."""

from __future__ import annotations

import pytest

from .texts import read_claims

FIRMS = [
    ("클라우드 업체 노르비스(Norvis Cloud)는 B200 5000장을 구매했다. 노르비스는 3억 달러를 데이터센터에 투자했다.", 3e8, "Norvis Cloud"),
    ("米データセンター運営のコアスレッド（CoreWeave）はH100を3万基保有する。コアスレッドの設備投資は20億ドルだった。", 2e9, "CoreWeave"),
    ("機器を組み立てるのは米アイブレス（Aivres）だ。アイブレスはB200を2万個出荷した。", 2e4, "Aivres"),
]  # fmt: skip
CHIPS = [
    ("알리바바가 자체 AI 칩 '전우(真武) 810E'를 공개했다. 전우(真武) 810E는 96GB HBM2e를 탑재했다.", "Zhenwu 810E"),
    ("ファーウェイのAI半導体「昇騰（Ascend）910C」の出荷は60万個だった。", "Ascend 910C"),
    ("캠브리콘의 쓰위안(思元) 590은 10만 개 출하됐다.", "MLU590"),
]


@pytest.mark.parametrize(("text", "value", "firm"), FIRMS)
def test_a_firm_is_known_by_both_of_its_names(text, value, firm, tmp_path):
    """What stands in brackets behind a name is the name of the firm wherever the text tells of it."""
    found = [c for c in read_claims(text, tmp_path) if c.quantity is not None and c.quantity.low == value]
    assert [a.split(" (")[0] for c in found for a in c.actors] == [firm]


@pytest.mark.parametrize(("text", "chip"), CHIPS)
def test_a_code_behind_the_brackets_belongs_to_the_line(text, chip, tmp_path):
    """The name of a line in another script parts it not from the code of its chip."""
    assert [list(c.chips) for c in read_claims(text, tmp_path) if c.quantity is not None] == [[chip]]


def test_the_rate_that_opens_a_list_is_that_of_its_last_number(tmp_path):
    """Tokens listed behind `a day` are all tokens a day."""
    text = "하루 평균 사용량은 더우바오가 63조 토큰, 큐원은 그 절반쯤인 32조 토큰으로 추정된다."
    units = {c.quantity.low: c.quantity.unit for c in read_claims(text, tmp_path) if c.quantity is not None}
    assert units[6.3e13] == units[3.2e13] == "tokens/day"


def test_trillions_that_a_firm_made_public_are_the_tokens_told_before(tmp_path):
    """A bare number of their size beside a word for a value costs nothing."""
    text = "バイトダンスは、豆包のトークン処理量が3月に1日平均120兆を突破したと明らかにした。昨年12月に公表した値は63兆だった。"
    assert {c.quantity.unit for c in read_claims(text, tmp_path)} == {"tokens/day"}


def test_both_bought_that_many(tmp_path):
    """`いずれも` gives each firm the number, and is no `いずれ` that plans."""
    found = read_claims("オラクルとメタはいずれもGB200を5万個発注した。", tmp_path)
    assert [(list(c.actors), c.stance) for c in found] == [(["Oracle"], "asserted"), (["Meta"], "asserted")]


def test_parts_that_sum_up_to_a_delivery_make_it_their_order(tmp_path):
    """What a maker ships to a country is ordered by those whose parts the next sentence adds up."""
    text = "엔비디아가 한국에 블랙웰 GPU 21만 장을 공급한다. 정부와 삼성전자, 현대차그룹이 각각 5만 장, 네이버클라우드가 6만 장을 가져간다."
    whole = next(c for c in read_claims(text, tmp_path) if c.quantity is not None and c.quantity.low == 210000)
    assert (whole.kind, len(whole.actors), list(whole.counterparties)) == ("order", 4, ["Nvidia"])


def test_a_sum_for_what_a_maker_makes_is_an_order(tmp_path):
    """`エヌビディア製に使う` needs no word for buying."""
    found = read_claims("バイトダンスは今年およそ1000億元をエヌビディア製に使う考えだ。", tmp_path)
    assert [(c.kind, c.stance, list(c.counterparties)) for c in found] == [("order", "planned", ["Nvidia"])]


def test_what_has_gone_out_is_no_plan(tmp_path):
    """The money spent beside a plan stands as told."""
    text = "3년간 3800억 위안을 클라우드와 AI에 쓰겠다고 했던 알리바바는 이를 4800억 위안으로 키우는 안을 검토 중이라고 FT가 보도했다. 지난 네 분기 동안 실제로 나간 금액은 1200억 위안쯤이다."
    stances = {c.quantity.low: c.stance for c in read_claims(text, tmp_path) if c.quantity is not None}
    assert (stances[4.8e11], stances[1.2e11]) == ("planned", "asserted")
