"""Whose daughter, rival or supplier a firm is, who speaks without a name, and ranges told in two units, in Chinese."""

from __future__ import annotations

import pytest

from .texts import numbered


def claims(text: str, language: str = "zh-Hans"):
    """The claims with a figure of a text."""
    return numbered(text, language)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("英伟达的老对手AMD今年出货了50万颗MI300X。", "AMD"),
        ("甲骨文去年部署了13万颗GB200。这家OpenAI的金主今年还要再添20万颗。", "Oracle"),
        ("Iliad集团的云计算子公司Scaleway已递交意向书，准备建设20万颗GPU的集群。", "Scaleway"),
        ("軟銀旗下的晶片設計公司Arm今年將投入20億美元建AI資料中心。", "Arm"),
    ],
)
def test_who_is_only_named_for_what_another_is_does_nothing(text, actor):
    """An owner, a rival, a firm held in part is not who acts."""
    assert claims(text)[-1].actors == (actor,)


def test_to_whom_something_goes_and_the_next_subject_are_no_list():
    """A comma behind a buyer ends its clause; a comma in a list of buyers does not."""
    assert claims("AMD今年把12万颗MI325X卖给了甲骨文，微软也拿走8万颗。")[-1].actors == ("Microsoft",)
    assert claims("英伟达去年把H20卖给了腾讯，阿里和百度，合计60万颗。")[-1].counterparties != ("Tencent",)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("若Blackwell降规三成到五成，他也愿意谈。", 30, 50),
        ("H100现货要多付六成到一点二倍的价钱。", 60, 120),
        ("H100現貨價比合約價高出四成到一倍多。", 40, 100),
    ],
)
def test_a_range_may_be_told_in_two_units(text, low, high):
    """Tenths and multiples of one figure are one share."""
    assert [(c.quantity.low, c.quantity.high) for c in claims(text)] == [(low, high)]


@pytest.mark.parametrize(
    "text",
    [
        "“八卡H20整机月租跌破7万元。”深圳一位做租赁的老板告诉记者，他手里已经没有货。",
        "一位做转手生意的商户称，H20现在每张卖8万元。",
        "“H20每张要价9万元。”做算力中介的周先生说。",
    ],
)
def test_who_speaks_without_a_name_is_a_source(text):
    """Also behind the quote."""
    assert {c.stance for c in claims(text) if c.kind == "price"} == {"reported"}


def test_an_officer_without_a_name_speaks_for_the_firm():
    """`一名发言人` is the firm itself."""
    assert [c.stance for c in claims("英伟达一名发言人表示，公司今年出货了80万颗H20。")] == ["asserted"]


def test_a_share_of_calls_is_one_of_use():
    """Who serves how many calls of models, not who earns how much."""
    text = "研究机构的数据显示，上半年国内大模型调用市场上，百度智能云的份额为31%，阿里云为28%。"
    assert [(c.kind, c.actors) for c in claims(text)] == [("usage", ("Baidu",)), ("usage", ("Alibaba",))]


def test_what_a_maker_of_machines_supplies_its_customer_ordered():
    """The sum behind `由广达供应` is spent by who lets them on; a part paid ahead is rent."""
    text = "CoreWeave宣布，将在三年内向微软提供GB300算力，合同总额约65亿美元，微软先付15%。整机由广达供应，作价约20亿美元。"
    told = [(c.kind, c.quantity.low) for c in claims(text)]
    assert told == [("transfer", 6.5e9), ("transfer", 15.0), ("order", 2e9)]
    assert claims(text)[-1].actors == ("CoreWeave",)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("尖峰时刻豆包大模型一分钟吞下633亿个token。", "tokens/minute"),
        ("通义千问一整天的用量只有800亿token。", "tokens/day"),
    ],
)
def test_a_whole_day_or_minute_is_a_rate(text, unit):
    """Tokens told of one day or minute."""
    assert [c.quantity.unit for c in claims(text)] == [unit]


def test_a_machine_of_a_named_chip_tells_how_many_it_holds():
    """Eight cards of a machine whose chip is named; no count of modules sold."""
    assert [c.kind for c in claims("一台八卡H20整机报价涨到110万元。")] == ["spec", "price"]
    assert [c.kind for c in claims("H200的八卡模组报价150万元。")] == ["price"]


@pytest.mark.parametrize(
    "text", ["英伟达称，三年内东南亚的AI算力会增至五倍。", "黄仁勋预言，中东的AI运算能力将扩大到现在的8倍。"]
)
def test_the_growth_of_a_regions_computing_power_is_nobodys(text):
    """Who foretells it holds none of it."""
    assert [(c.kind, c.actors) for c in claims(text)] == [("stock", ())]


def test_a_country_holds_its_chips_in_all():
    """A country's name before the noun and `in all`."""
    last = claims("软银取得6万颗GPU，居民间之冠。加上既有的8万颗，日本GPU总数将超过20万颗。")[-1]
    assert (last.kind, last.actors) == ("stock", ("Japan",))


def test_a_makers_part_of_an_order_is_ordered_from_it():
    """Behind `其中` the makers are sellers of what one firm ordered."""
    found = claims("中国联通这座智算中心已签约国产卡2.3万张。其中沐曦4200张，寒武纪2000张。")
    assert {(c.kind, c.actors) for c in found} == {("order", ("China Unicom",))}


def test_what_all_the_world_spends_nobody_plans():
    """Also in the next clause; a firm's own plan stays one."""
    found = claims("黄仁勋表示，全球AI投资在过去一年已超过4000亿美元，未来五年累计可望突破4兆美元。", "zh-Hant")
    assert [(c.actors, c.stance == "planned") for c in found] == [((), False), ((), False)]
    assert claims("阿里巴巴计划三年投入3800亿元建设全球AI数据中心。")[-1].stance == "planned"


def test_a_cluster_to_be_is_told_in_chips():
    """A plan measured in H100s, no sum over other chips."""
    assert claims("Scaleway打算建置相当于15万颗H100的运算丛集。")[0].chips == ("H100",)
    assert claims("扎克伯格说，把其他GPU折算进来，总算力相当于60万块H100。")[0].chips == ()
