"""Kinds, chips and lent units where no list helps: verbs nobody knows, numbers without nouns, chips pointed back to."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.claims.kinds import choose
from suanli.claims.scene import scene_of
from suanli.terms import Document


def claims(text, language="en"):
    """The claims with a figure of a text."""
    found = extract(Document(id="t", name="t", sha256="", original=text, text=text, language=language)).claims
    return [c for c in found if c.quantity.low is not None or c.quantity.high is not None]


def told(text, language="en"):
    """Kind, chips, figure and unit of each claim."""
    return [(c.kind, c.chips, c.quantity.low or c.quantity.high, c.quantity.unit) for c in claims(text, language)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Meta zorbled 40,000 Nvidia H100 chips.", "order"),
        ("A hall in Leipzig zorbles 40,000 AI chips.", "stock"),
        ("AMD zorbled 327,000 MI300 chips.", "delivery"),
        ("Huawei zorbles 600,000 Ascend 910C chips.", "supply"),
        ("Nvidia zorbled 300,000 H20 chips with TSMC.", "order"),
        ("Dealers zorble an H100 accelerator for $31,000.", "price"),
        ("Microsoft zorbled $31 billion on AI data centers. Its AI chips and AI models run in the cloud.", "capex"),
    ],
)
def test_unknown_verbs_fall_to_the_likeliest_kind(text, kind):
    """Where no word tells what a figure is, the rules go by its size, unit and neighbours."""
    scene = scene_of(Document(id="t", name="t", sha256="", original=text, text=text, language="en"))
    (choice,) = [choose(scene, line, amount) for line in scene.lines for amount in line.amounts if amount.family]
    assert choice.kind == kind


def test_a_decimal_comma_parts_no_clause():
    """The comma of `2,35` ends no clause: the chip and the rate stay with the number."""
    text = "Una H100 se alquila por 2,35 dólares por hora y una H200 por 3,10 dólares."
    assert [(c.kind, c.chips, c.quantity.low) for c in claims(text, "es")] == [
        ("price", ("H100",), 2.35),
        ("price", ("H200",), 3.10),
    ]


def test_these_two_chips_are_the_last_two_named():
    """`这两款处理器` with 分别 gives each of the two chips named before its own figure, and is itself no claim."""
    text = "平台用的是英伟达A100、H100，或是减配版A800、H800，这两款处理器带宽分别是原版的约四分之三和约一半。"
    assert [(c.chips, c.quantity.low) for c in claims(text, "zh-Hans")] == [(("A800",), 75), (("H800",), 50)]


def test_a_figure_in_the_genitive_is_of_that_chip():
    """`从A100的600GB/s降为400GB/s`: the first figure is the A100's, the second the subject's."""
    text = "A800的带宽从A100的600GB/s降为400GB/s。"
    assert [(c.chips, c.quantity.low) for c in claims(text, "zh-Hans")] == [(("A100",), 600), (("A800",), 400)]


def test_numbers_take_the_unit_of_their_neighbours():
    """A bare number goes on with the sum, the price or the chips counted before it."""
    text = "Tech firms spend $229 billion on AI servers this year, Microsoft alone 31 billion."
    assert [c.quantity.unit for c in claims(text)] == ["USD", "USD"]
    text = "Ogni H100 si vende a 25.000 dollari, e su eBay si superano i 40.000."
    assert [(c.kind, c.quantity.low) for c in claims(text, "it")] == [("price", 25_000), ("price", 40_000)]
    text = "Amazon bought 196,000 Hopper chips and Google 169,000."
    assert [(c.kind, c.quantity.low, c.quantity.unit) for c in claims(text)] == [
        ("order", 196_000, "chips"),
        ("order", 169_000, "chips"),
    ]


def test_years_and_units_are_not_counts():
    """2018-2019, 23年 and the 兆 of 兆瓦 are no counts; `several hundred thousand` is one."""
    assert not claims("A Alibaba comprou GPUs em 2018-2019.", "pt")
    assert not claims("オープンAIは23年、基盤モデルの学習にGPUを使った。", "ja")
    assert told("这座AI数据中心电力200兆瓦。", "zh-Hans") == [("stock", (), 200e6, "W")]
    (only,) = claims("Meta bought several hundred thousand H200 chips.")
    assert (only.quantity.low, round(only.quantity.high, -4)) == (200_000, 1_000_000)


def test_sums_for_chips_of_no_name_name_none():
    """`$14 billion on Nvidia chips` is an order of no named chip, though the text is about the H200."""
    text = "The H200 is back. ByteDance plans to spend 100 billion yuan ($14 billion) on Nvidia chips this year."
    assert [(c.kind, c.chips) for c in claims(text)] == [("order", ()), ("order", ())]


def test_a_price_by_relation_is_at_most_the_originals():
    """An export variant said to be cheaper costs at most what its original was said to cost, and is flagged so."""
    found = claims("The A100 costs $10,000 and the H100 costs $36,000. The A800 and H800 are slightly cheaper.")
    implied = [c for c in found if "value_implied" in c.flags]
    assert [(c.chips, c.quantity.high, c.quantity.bound) for c in implied] == [
        (("A800",), 10_000, "at_most"),
        (("H800",), 36_000, "at_most"),
    ]


def test_a_bare_yuan_of_a_taiwanese_payer_is_its_own():
    """元 is a Taiwan dollar where a Taiwanese firm pays or the rate to the dollar says so, a yuan otherwise."""
    text = "鴻海將為AI資料中心投資14億美元，約430億元。"
    assert [c.quantity.unit for c in claims(text, "zh-Hant")] == ["USD", "TWD"]
    text = "字節跳動將為AI資料中心投資1600億元。"
    assert [c.quantity.unit for c in claims(text, "zh-Hant")] == ["CNY"]


def test_parks_summed_up_in_h100s_are_equivalents():
    """`counting everything else, ... 600,000 H100s` measures a park; it counts no H100s."""
    text = "Meta will have 350,000 H100 chips; counting everything else, that is like 600,000 H100s."
    assert [(c.chips, c.quantity.unit) for c in claims(text)] == [(("H100",), "chips"), ((), "H100-equivalents")]


def test_ages_are_no_terms():
    """Years between commas after a name are somebody's age; the years of prison in the same sentence are a penalty."""
    text = "Smugglers moved Nvidia H100 chips to China. Fanyue Gong, 43 years old, faces up to 20 years in prison."
    assert [(c.kind, c.quantity.high) for c in claims(text)] == [("policy", 20)]


def test_a_smuggling_ring_smuggles_what_it_ships():
    """The name of a group of smugglers makes its shipments transfers, whatever the verb."""
    text = "Agents broke up a smuggling ring that shipped Nvidia H100 chips worth $160 million to China."
    assert [(c.kind, c.chips) for c in claims(text)] == [("transfer", ("H100",))]


@pytest.mark.parametrize(
    ("text", "language", "kind", "unit"),
    [
        ("字节跳动已为明年采购AI处理器编列预算,规模约850亿元。", "zh-Hans", "order", "CNY"),
        ("火山引擎的企業客戶迄今已使用超過1兆個符元。", "zh-Hant", "usage", "tokens"),
        ("xAI aims to double the capacity of its AI cluster to 200,000 GPUs.", "en", "stock", "chips"),
        ("Under the deal Nscale will use AI chips in a 240-megawatt data center campus.", "en", "stock", "W"),
        ("华为明年910X产量为70.2万颗。", "zh-Hans", "supply", "chips"),
    ],
)
def test_what_a_sum_or_a_count_is_for(text, language, kind, unit):
    """A budget for chips is an order, chips a lab adds up to a stock, and a code with an X no multiple."""
    assert [(c.kind, c.quantity.unit) for c in claims(text, language)] == [(kind, unit)]


def test_a_chip_named_after_its_noun_and_maker():
    """A noun for chips, its maker and the chip are one name, also where adjectives follow their noun."""
    text = "Tencent a passé commande pour 16 milliards de dollars de puces de calcul Nvidia H20."
    assert told(text, "fr") == [("order", ("H20",), 16e9, "USD")]


def test_what_a_user_takes_and_a_cloud_supplies():
    """Chips a user takes are its order; those a cloud supplies to another firm are let; a year before a chip is no count."""
    text = "Microsoft bought 485,000 Hopper chips, while Meta took 224,000. Both had waited for a 2022 chip."
    assert [(c.kind, c.actors, c.quantity.low) for c in claims(text)] == [
        ("order", ("Microsoft",), 485000),
        ("order", ("Meta",), 224000),
    ]
    (let,) = claims("Nscale has agreed to supply Microsoft with about 200,000 GB300 chips.")
    assert (let.kind, let.actors, let.counterparties) == ("transfer", ("Nscale",), ("Microsoft",))


@pytest.mark.parametrize(
    ("language", "text", "low"),
    [
        ("es", "La empresa montará GPU GB300 de Nvidia para la IA. En Sines habrá 12.600 unidades en enero.", 12_600),
        ("zh-Hans", "公司采购H200服务器112台，用于AI训练。货到港后，剩下的32台，去向不明。", 32),
    ],
)
def test_units_and_machines_count_chips_where_the_text_is_about_chips(language: str, text: str, low: float) -> None:
    """A general counter that ends its clause counts what the text is about."""
    assert low in {c.quantity.low for c in claims(text, language)}


def test_what_users_of_chips_spend_on_plant_needs_no_word_for_ai() -> None:
    """Capital spending of cloud firms is claimed in a text that names neither chips nor AI; of carmakers it is not."""
    text = "{} plans capital expenditure of $85 billion this year. {}'s capital spending was $52 billion. {} fell 3%."
    named = (("Alphabet", "Microsoft", "Meta"), ("Volkswagen", "Ford", "Toyota"))
    found = [{c.quantity.low for c in claims(text.format(*names)) if c.kind == "capex"} for names in named]
    assert found == [{85e9, 52e9}, set()]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Microsoft bought 485,000 Hopper chips. Google and Meta each put 1.5 million of their own chips to work.",
            "en",
        ),
        ("Microsoft kaufte 485.000 Hopper-GPUs. Amazon kommt auf 1,3 Millionen Trainium und Inferentia.", "de"),
    ],
)
def test_chips_of_ones_own_are_not_ordered(text, language) -> None:
    """Who designs chips for itself has them, whatever the others bought."""
    first, *rest = claims(text, language)
    assert first.kind == "order"
    assert {c.kind for c in rest} == {"stock"}
    assert len({c.stance for c in rest}) == 1
