"""What Chinese reports taught the grammar: bylines, orders that are yet to come, whom one asks, numbered chips."""

from __future__ import annotations

import pytest

from .texts import numbered


def claims(text: str, language: str = "zh-Hans"):
    """The claims with a figure of a text."""
    return numbered(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "财联社5月29日讯,英伟达公布财报:营收440亿美元。",
        "（中央社紐約19日綜合外電報導）輝達公布財報，營收440億美元。",
    ],
)
def test_who_prints_a_report_is_no_source(text):
    """The agency of a byline tells nothing: what a firm reports itself stays its own word."""
    assert [c.stance for c in claims(text)] == ["asserted"]


@pytest.mark.parametrize(
    ("text", "kind", "actors"),
    [
        ("知情人士说,字节手里有1万块英伟达GPU,另有7万块A800明年交货。", "order", ("ByteDance",)),
        ("知情人士称,腾讯、阿里巴巴要求英伟达5月底前交齐100万颗H20。", "order", ("Tencent", "Alibaba")),
        ("甲骨文计划斥资400亿美元,向英伟达购买40万颗GB200。", "order", ("Oracle",)),
    ],
)
def test_chips_on_their_way_to_a_buyer_are_its_order(text, kind, actors):
    """Neither the verb of delivery nor the maker who is asked for it makes the maker act."""
    last = claims(text)[-1]
    assert (last.kind, last.actors) == (kind, actors)


def test_a_delivery_date_is_no_plan():
    """What is ordered already is told as an order, whenever it will come."""
    found = claims("路透社援引知情人士称,阿里巴巴已下单5万颗H20,明年交货。")
    assert [(c.kind, c.stance) for c in found] == [("order", "reported")]


def test_money_for_chips_in_the_next_clause_is_an_order():
    """A sum that the next words spend on chips is no spending at large."""
    found = claims("字节明年资本开支1600亿元,其中850亿元,将砸向AI处理器。")
    assert [c.kind for c in found] == ["capex", "order"]


def test_chips_of_a_numbered_series_go_by_their_number():
    """`590` is a chip where the text has named its series."""
    found = claims("寒武纪明年交付思元590与690合计30万颗。590和690目前良率约两成。")
    assert [c.chips for c in found] == [("MLU590", "MLU690")] * 2


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("2025年上半年中国公有云大模型日均调用量为30万亿tokens,火山引擎居首。", ()),
        ("英国新兴云服务商 Nscale 部署了 2 万块英伟达 GB300。", ("Nscale",)),
        ("Iliad旗下的Scaleway部署了2万块H100。", ("Scaleway",)),
    ],
)
def test_a_country_an_epithet_and_a_parent_are_not_the_firm(text, actors):
    """A country's use is no firm's; a word for what a firm is, or whose it is, does not act for it."""
    assert claims(text)[0].actors == actors


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("檢方說，走私的H100價值至少一．六億美元。", 1.6e8, "USD"),
        ("用廿六萬顆GPU打造南韓的AI基礎設施。", 2.6e5, "chips"),
        ("輝達將把H20營收的百分之十五上繳美國政府。", 15, "percent"),
        ("二○二三年起，字節跳動向輝達採購了三十五萬顆H100。", 3.5e5, "chips"),
        ("英伟达将向韩国政府供应26万张人工智能（AI）用GPU。", 2.6e5, "chips"),
        ("豆包每天处理超过50兆个符元（token）。", 5e13, "tokens/day"),
    ],
)
def test_numerals_as_newspapers_set_them(text, low, unit):
    """Chinese points, tens and shares, years in Chinese digits, and units whose first sign opens a longer word."""
    quantity = claims(text, "zh-Hant")[0].quantity
    assert (pytest.approx(low), unit) == (quantity.low, quantity.unit)


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("字节跳动正在研发自家芯片,并与三星洽谈代工,今年至少生产10万颗。", ("ByteDance",)),
        ("IREN宣布与甲骨文达成协议,将以58亿美元采购英伟达GB300。", ("IREN",)),
    ],
)
def test_a_partner_is_no_subject(text, actors):
    """With whom a firm deals, and who makes its chips for it, is not who acts."""
    assert claims(text)[0].actors == actors


def test_sums_for_a_state_and_the_state_of_the_story():
    """What a firm pays a state is policy, and `其中政府` (the government among them) names no China (中)."""
    due = claims("英伟达在中国卖H20,收入的15%上缴美国政府。照此推算,它可能要向美国政府支付超过30亿美元。")[-1]
    taken = claims("英伟达将向韩国政府和企业供应26万张GPU。其中政府购买5万张,用于国家AI计算中心。")[-1]
    assert (due.kind, due.actors, taken.actors) == ("policy", ("US government",), ("South Korea government",))


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("花两个多亿元采购H800。", 2e8),
        ("下了三个亿元的H20订单。", 3e8),
        ("买的910C每张十八九万元。", 180_000),
        ("买的910C单卡价格八十来万元。", 800_000),
        ("智算中心算力达1.9万P,全是昇腾910B。", 1.9e7),
    ],
)
def test_numbers_as_they_are_spoken(words, low):
    """A counter before 亿, tens with two digits, 来 for about; P after a number of computing power is petaflops."""
    assert low in [c.quantity.low for c in claims("字节跳动" + words)]


def test_a_list_of_sums_goes_on_in_the_currency_of_the_first():
    """Bare numbers of a list are sums as the one before it, not behind a noun of their own."""
    told = claims(
        "四大云厂三季度AI资本支出合计589亿美元,多用于英伟达GPU。\n◇ 微软200亿;\n◇ 谷歌130.6亿,持平;\n◇ 阿里送出3亿杯奶茶。"
    )
    assert [c.quantity.low for c in told if c.quantity.unit == "USD"] == [5.89e10, 2e10, 1.306e10]
