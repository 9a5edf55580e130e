"""Turns of phrase of simplified Chinese reports: what is set apart, compared, supposed, let and taken."""

from .texts import numbered


def claims(text: str):
    """The claims with a figure of a text in simplified Chinese."""
    return numbered(text, "zh-Hans")


def test_a_date_set_with_spaces_counts_no_months():
    """Years, months and days parted from their numbers by a space are a date."""
    found = claims(
        "消息距离美国总统特朗普 11 月初宣布允许 H20 对华出口并征收 15% 费用的政策仅过去两周,芯片贸易进入落地阶段。"
    )
    assert [(c.quantity.low, c.quantity.unit) for c in found] == [(15, "percent")]


def test_hours_of_a_chip_are_no_chips():
    """A classifier and a chip before the hours count the hours."""
    (spent,) = claims("智谱公布,GLM的训练一共耗去310万个H800 GPU小时。")
    assert (spent.kind, spent.quantity.unit, spent.quantity.low) == ("training", "GPU-hours", 3.1e6)


def test_growth_told_with_a_sum_is_past():
    """A sum that has changed by a rate is spent, not planned."""
    found = claims("百度发布财报,同期AI资本开支激增62%至88亿元。")
    assert {(c.kind, c.stance) for c in found} == {("capex", "asserted")}


def test_a_share_of_the_orders_told_of():
    """A share that one firm takes of the orders of which the sentence speaks is one of orders."""
    (share,) = claims("壁仞的GPU订单排到明年，京东一家就占去一半以上。")
    assert (share.kind, share.actors, share.quantity.low) == ("order", ("JD.com",), 50)


def test_customers_named_first_are_examples():
    """Of the customers of a cloud a few are named before all are counted."""
    found = claims("百度智能云介绍，昆仑芯服务已上线，国家电网、小米等300多家企业客户在用。")
    assert [c.actors for c in found if c.kind == "usage"] == [("Baidu",)]


def test_for_whom_a_cloud_sets_up_chips():
    """A name behind `for` is served; `become` ends with the same character and serves nobody."""
    (set_up,) = claims("智通财经APP获悉，英国算力新秀Nebius周三公布，将为微软部署约3万颗英伟达GB300，戴尔负责整机。")
    assert set_up.actors == ("Nebius",)


def test_spending_as_a_share_of_own_sales():
    """A share of sales that is spent is spending."""
    found = claims("京东的AI资本开支占营收约9%，主要用来买GPU。")
    assert ("capex", 9) in [(c.kind, c.quantity.low) for c in found]


def test_what_is_supposed_is_reckoned():
    """A sum that follows from an if is a calculation."""
    found = claims("若H20今年在华销售额达180亿美元，英伟达的收入会多出一截。")
    assert [c.stance for c in found] == ["estimated"]
