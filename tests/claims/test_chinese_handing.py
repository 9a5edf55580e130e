"""Chinese reports: one seller and several buyers in turn, and whose word a sentence goes on with."""

import pytest

from .texts import numbered


def claims(text: str, language: str = "zh-Hans"):
    """The claims with a figure of a text."""
    return numbered(text, language)


@pytest.mark.parametrize(
    ("text", "seller", "buyers"),
    [
        (
            "华为去年向中国移动交付了1.2万张昇腾910C，向中国电信交付了8000张。",
            "Huawei",
            ["China Mobile", "China Telecom"],
        ),
        (
            "华为向百度供应5万颗昇腾910B，向科大讯飞供应2万颗，向美团供应1.1万颗。",
            "Huawei",
            ["Baidu", "iFlytek", "Meituan"],
        ),
        ("輝達第四季交付微軟12萬顆、交付甲骨文8萬顆GB300。", "Nvidia", ["Microsoft", "Oracle"]),
        ("AMD賣給甲骨文5萬顆MI355X，賣給微軟2萬顆，剩下的留給自家實驗室。", "AMD", ["Oracle", "Microsoft"]),
        ("CoreWeave向OpenAI出租了4万张H100，向Mistral出租了1.8万张。", "CoreWeave", ["OpenAI", "Mistral AI"]),
        (
            "昆仑芯去年向中国移动交货1.3万片P800，向招商银行交货2000片。",
            "Baidu",
            ["China Mobile", "China Merchants Bank"],
        ),
    ],
)
def test_each_buyer_in_turn_gets_its_own(text: str, seller: str, buyers: list[str]):
    """A word for handing before each firm and no second subject: one seller, each count with the buyer before it."""
    found = claims(text)
    assert [c.counterparties for c in found] == [(b,) for b in buyers]
    assert {(c.kind, c.actors) for c in found} == {("transfer" if "出租" in text else "delivery", (seller,))}


def test_sellers_named_in_turn_are_no_buyers():
    """Behind 向 with a verb of buying stands who sells."""
    found = claims("Meta今年向英伟达订购了13万颗GB300，向AMD订购了5万颗MI450。")
    assert {(c.kind, c.actors) for c in found} == {("order", ("Meta",))}


def test_a_price_compared_with_is_of_the_chip_it_stands_behind():
    """`比H20的11万元便宜`: that sum is what the other chip costs."""
    found = claims("沐曦曦云C600每张卖8万元，比H20的11万元便宜。")
    assert [(c.quantity.low, c.chips) for c in found if c.quantity] == [(80000, ("MetaX C600",)), (110000, ("H20",))]


def test_a_forecast_that_is_beaten_does_not_govern_what_beats_it():
    """`优于分析师预估的605亿` says nothing of the growth before it."""
    found = claims("輝達公布上季財報，資料中心營收達623億美元，年增75%，優於分析師預估的605億。", "zh-Hant")
    assert [c.stance for c in found] == ["asserted", "asserted", "estimated"]


def test_what_a_source_opens_is_hearsay_to_its_end():
    """`供应链人士透露` speaks for the last clause as well."""
    found = claims("供應鏈人士透露，輝達已通知客戶B300交期從12週拉長到20週，且每顆漲價3000美元。", "zh-Hant")
    assert {c.stance for c in found} == {"reported"}


def test_money_counted_in_pieces():
    """块 behind a word for a price is money, behind a verb of buying a card."""
    (change,) = claims("H200行情走软，三个月里每张便宜了6000块。")
    assert (change.kind, change.quantity.low, change.quantity.unit) == ("price_change", 6000, "CNY")


def test_a_hong_kong_paper_counts_in_its_own_dollars():
    """A bare 元 of a text that speaks of 本港 is no Taiwan dollar, its government no Taiwanese one."""
    (spent,) = claims("本港AI算力不足，署方表示，政府將撥款30億元添購GPU伺服器。", "zh-Hant")
    assert (spent.quantity.unit, spent.actors) == ("HKD", ("Hong Kong government",))


def test_what_beats_expectations_is_no_guess():
    """`优于预期` is told of what has happened."""
    found = claims("超微首季財報優於預期，資料中心事業營收58億美元，較去年同期成長57%。", "zh-Hant")
    assert [c.stance for c in found] == ["asserted", "asserted"]


def test_makers_of_memory_are_about_chips():
    """A report that names HBM is about chips."""
    (sold,) = claims("美光财报超预期，本季HBM年化营收达120亿美元。")
    assert (sold.kind, sold.actors, sold.quantity.low) == ("revenue", ("Micron",), 12e9)


def test_both_ends_of_a_raise():
    """`从1150亿抬到了1850亿`: the first figure takes the unit of the second."""
    found = claims("Alphabet把今年的AI资本开支指引从1150亿抬到了1850亿美元。")
    assert [(c.kind, c.quantity.low, c.quantity.unit) for c in found] == [
        ("capex", 115e9, "USD"),
        ("capex", 185e9, "USD"),
    ]


def test_cards_of_a_countrys_own_make_are_no_foreign_chip():
    """`国产加速卡` without a name are not the chip denied before."""
    found = claims("中科曙光回复：公司从未持有H100。公司国产加速卡一季度出货4.3万片，同比增长80%。")
    assert [c.chips for c in found if c.kind == "delivery"] == [(), ()]


def test_what_goods_are_worth_is_no_market_value():
    """`市值25亿美元的服务器`: goods, not a firm."""
    found = claims(
        "廖姓創辦人遭聯邦檢方起訴，指他把內含輝達晶片、市值25億美元的伺服器賣給東南亞空殼公司，再轉往中國。", "zh-Hant"
    )
    assert [(c.kind, c.quantity.low) for c in found] == [("transfer", 25e8)]


def test_partners_in_a_list_are_not_the_subject():
    """`与辉达、日本软银合建`: who announces it holds what is installed."""
    found = claims(
        "印尼電信商Indosat宣布，與輝達、日本軟銀合建的算力園區完工，新添2048顆B200，連同首期的1280顆H100。", "zh-Hant"
    )
    assert {c.actors for c in found} == {("Indosat",)}


def test_a_counter_before_a_name_that_begins_like_a_time():
    """`6200张天垓150`: cards, no days."""
    found = claims("天数智芯是AI芯片公司，去年向中国移动供货6200张天垓150，向中国电信供货1800张。")
    assert [(c.quantity.low, c.counterparties) for c in found] == [
        (6200, ("China Mobile",)),
        (1800, ("China Telecom",)),
    ]


def test_a_share_of_cards_counted_before():
    """`A800占四成` behind a count of cards is a share of those."""
    found = claims("百度目前自有英伟达卡合计3100片，均为2023年10月以前购入，A800占四成。")
    assert found[0].kind == found[1].kind
    assert [c.actors for c in found] == [("Baidu",)] * 2
    assert found[1].chips == ("A800",)
