"""Long texts: what they tell beside their story, and what a short report with the same words does not claim."""

from __future__ import annotations

import pytest

from suanli import extract, read
from suanli.terms import Document

PADDING = {
    "en": "The talks about Nvidia chips went on for days in a room without windows. " * 30,
    "zh-Hans": "关于英伟达芯片的谈判又拖了下去，没有人愿意先开口。" * 45,
}


def told(text: str, language: str, *, long: bool = True) -> set[tuple]:
    """Kind, low end or high end, unit and chips of the claims with a number."""
    whole = f"{text}\n\n{PADDING[language]}" if long else text
    document = Document(id="t", name="t", sha256="", original=whole, text=whole, language=language)
    numbered = [c for c in extract(document).claims if c.quantity is not None]
    return {(c.kind, c.quantity.low or c.quantity.high, c.quantity.unit, ";".join(c.chips)) for c in numbered}


@pytest.mark.parametrize(
    ("text", "language", "claim"),
    [
        ("CoreWeave, with fewer than 60 employees, runs the cloud.", "en", ("other", 60, "people", "")),
        ("On most models the MI300X is on par with the H100 in speed.", "en", ("spec", 1, "ratio", "MI300X")),
        ("腾讯云去年先后降价五次，GPU租金仍无人问津。", "zh-Hans", ("price_change", 5, "count", "")),
        ("国内有三十家公司在做大模型，多数已在使用火山引擎的算力。", "zh-Hans", ("usage", 50, "percent", "")),
        ("腾讯今年的GPU订单已经接近英伟达去年在华销量的总和。", "zh-Hans", ("order", 1, "ratio", "")),
        ("Customers order Nvidia chips months in advance.", "en", ("supply", 2, "months", "")),
    ],
)
def test_features_are_read_in_detail(text: str, language: str, claim: tuple):
    """Head counts, likenesses, cuts, `most`, years and totals are claims of a feature, not of a short report."""
    assert claim in told(text, language)
    assert claim not in told(text, language, long=False)


def test_years_of_launches(tmp_path):
    """The bare year in which a maker's product came out, in a feature."""
    file = tmp_path / "feature.txt"
    file.write_text("早在2016年，英伟达就推出了自己的AI服务器。\n\n" + PADDING["zh-Hans"], encoding="utf-8")
    claims = [c for c in extract(read(file)).claims if c.quantity is not None]
    assert [(c.kind, c.quantity.low, c.quantity.unit) for c in claims] == [("spec", 2016, "date")]


def test_chips_handed_on_within_a_firm():
    """A department that gives up cards moves them, whatever the words for it; a purchase stays a purchase."""
    assert ("transfer", 300, "chips", "A800") in told(
        "快手把搜索部门的300张A800划给了大模型团队。", "zh-Hans", long=False
    )
    text = "At Meta the ads division handed over 2,000 A100s to the research team."
    assert ("transfer", 2000, "chips", "A100") in told(text, "en", long=False)
    assert ("order", 2000, "chips", "A100") in told("Meta bought 2,000 A100s from Nvidia.", "en", long=False)


def test_what_a_country_has_is_its_own():
    """Somebody's estimate of a country's chips is that country's stock, not a training of the one who speaks."""
    text = "旷视CEO印奇说：“中国目前能用来训练的A100总共只有约4万块。”"
    assert ("stock", 40000, "chips", "A100") in told(text, "zh-Hans", long=False)


def test_pairs_with_a_stroke_have_a_figure_each():
    """`H100/800` are two chips, and what is told of both is told of each."""
    found = told("芯片方面，H100/800为4nm制程，A100/800为7nm制程。", "zh-Hans", long=False)
    assert {c for c in found if c[2] == "nm"} == {("spec", v, "nm", n) for v, n in
            ((4, "H100"), (4, "H800"), (7, "A100"), (7, "A800"))}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("产能还是不够，需要3个-6个月。", 3, 6), ("交期已缩短到两、三个月。", 2, 3), ("生产一颗H100需要数月。", 2, 9)],
)
def test_spans_of_months(text: str, low: float, high: float):
    """A classifier between the two numbers, a mark between them, or no number at all."""
    document = Document(
        id="t", name="t", sha256="", original=text, text=f"英伟达的GPU很紧张。{text}", language="zh-Hans"
    )
    spans = [c.quantity for c in extract(document).claims if c.quantity and c.quantity.unit == "months"]
    assert [(q.low, q.high) for q in spans] == [(low, high)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Amazon will spend $2 billion on warehouses in Ohio. Prime Day sales rose 11 percent to $14.2 billion.", "en"),
        ("Microsoft bought Activision for $69 billion. Nintendo shipped 139 million consoles for $299 each.", "en"),
        (
            "Google zahlt in Frankreich eine Geldbuße von 250 Millionen Euro. Der Umsatz mit Werbung stieg um 13 Prozent.",
            "de",
        ),
        ("阿里巴巴双十一成交额达到5403亿元,同比增长8.45%。菜鸟当天发货超过10亿件,3.4万辆汽车售出。", "zh-Hans"),
        ("腾讯旗下手游日活跃用户超过1亿,春节期间流水上升12%。", "zh-Hans"),
        ("ソフトバンクは通信の契約者が4100万人に達し、月額2980円の料金を始めた。", "ja"),
    ],
)
def test_other_business_of_the_same_firms_claims_nothing(text: str, language: str):
    """Where no word tells of chips or AI, a firm that also rents them out makes no claim of a figure."""
    assert extract(Document(id="t", name="t", sha256="", original=text, text=text, language=language)).claims == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nvidia may sell no H20 in China. The Nasdaq closed down 0.1%. The dollar traded at 7.3 yuan.", "en"),
        ("Nvidia darf keine H20 liefern. Der Dax schloss 0,4 Prozent tiefer bei 21.250 Punkten.", "de"),
        (
            "Les puces H20 de Nvidia sont bloquées. Le titre a perdu 6,3 % après la clôture. Le CAC 40 a cédé 0,5 %.",
            "fr",
        ),
        ("Os EUA barraram o chip H20 da Nvidia. A ação caiu 6,3% e a AMD recuou 7%. O dólar fechou a R$ 5,89.", "pt"),
        ("エヌビディアのH20が止められた。日経平均は3万4000円台で1.2%下落した。", "ja"),
        ("英伟达H20被叫停。寒武纪股价收报658元,费城半导体指数累计下跌18%。北向资金净卖出35亿元。", "zh-Hans"),
    ],
)
def test_what_the_stock_market_does_is_no_claim(text: str, language: str):
    """Shares, indexes, rates of exchange and flows of money, beside a sentence about chips."""
    found = extract(Document(id="t", name="t", sha256="", original=text, text=text, language=language)).claims
    assert [c for c in found if c.quantity is not None] == []
