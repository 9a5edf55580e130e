"""What real news tells beside chips: what shares do, what firms are worth and who owns a part of them; whose a site is."""

from __future__ import annotations

import pytest

from .texts import read_claims


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia will write off $2.5 billion of H20 inventory. Its stock fell 3% and is down 8% this year.",
        "Nvidia will write off $2.5 billion of H20 inventory. OpenAI may take up to 9% of AMD.",
        "Nvidia schreibt 2,5 Milliarden Dollar auf H20-Bestände ab. Oracle hält 7 Prozent an Lambda.",
        "Nvidia schreibt 2,5 Milliarden Dollar auf H20-Bestände ab. OpenAI kann bis zu 9 Prozent an AMD erwerben.",
        "Nvidia déprécie 2,5 milliards de dollars de stocks de H20. OpenAI pourra acquérir jusqu'à 9 % d'AMD.",
        "Nvidia registra un cargo de 2.500 millones de dólares por los H20. Oracle posee el 7% de Lambda.",
        "英伟达将为H20库存计提25亿美元。OpenAI可能获得AMD最多9%的股份。",
        "エヌビディアはH20の在庫で25億ドルを計上する。エヌビディア株は約3%下落し、時価総額は1000億ドル減少、総額4.3兆ドルとなった。",
        "엔비디아는 H20 재고 25억 달러를 상각한다. 오픈AI는 AMD 지분 최대 9%를 확보할 수 있다.",
        "Nvidia ghi nhận khoản chi 2,5 tỷ USD do tồn kho H20. OpenAI có thể mua tới 9% cổ phần AMD.",
    ],
)
def test_shares_and_stakes_are_no_claims(text, tmp_path):
    """Only what was written off is told of chips."""
    assert [c.quantity.low for c in read_claims(text, tmp_path) if c.quantity] == [2.5e9]


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        (
            (
                "Die Telekom baut in München ein Zentrum mit 8.000 GPUs. "
                "Ein in Ohio geplantes Rechenzentrum von Meta und Oracle soll etwa 300.000 GPUs einsetzen."
            ),
            ("Meta", "Oracle"),
        ),
        (
            (
                "Deutsche Telekom construit un centre avec 8 000 GPU. "
                "Un centre de données de Meta et Oracle prévu dans l'Ohio doit utiliser environ 300 000 GPU."
            ),
            ("Meta", "Oracle"),
        ),
        ("Un centro de datos de Meta y Oracle en Ohio usará unas 300.000 GPU.", ("Meta", "Oracle")),
    ],
)
def test_a_site_in_the_genitive_says_whose_its_chips_are(text, owners, tmp_path):
    """`ein Rechenzentrum von …`: those who are named behind the site hold them, who was named before does not."""
    held = next(c for c in read_claims(text, tmp_path) if c.quantity and c.quantity.low == 3e5)
    assert (held.kind, held.actors) == ("stock", owners)


def test_a_product_line_between_maker_and_chip_makes_the_maker_no_holder(tmp_path):
    """`Nvidia DGX A100` is one name."""
    text = "Meta is building an AI supercomputer. The build is underway, with 760 Nvidia DGX A100 GPUs already in use."
    assert [c.actors for c in read_claims(text, tmp_path) if c.quantity] == [("Meta",)]


def test_a_sum_on_the_chips_is_for_those_named_before(tmp_path):
    """`on the chips` points back over an aside; a sum on data centres beside an order stays apart from it."""
    text = (
        "Tencent and Meituan rushed to secure nearly 300,000 H20 AI chips from Nvidia, Nikkei reported on Monday. "
        "The companies spent more than $4 billion on the chips, according to the report, aiming to build up a buffer.\n\n"
        "Alibaba will spend $15 million on data centres next year and plans to buy 52,000 Ascend 910B processors."
    )
    found = {c.quantity.low: (c.kind, c.chips) for c in read_claims(text, tmp_path) if c.quantity}
    assert found[4e9] == ("order", ("H20",))
    assert found[15e6] == ("capex", ())


@pytest.mark.parametrize(
    "text",
    [
        "An investment by Nvidia in xAI of up to $2 billion for AI data centres was announced on Friday.",
        "La inversión de Nvidia en xAI podría llegar a 2.000 millones de dólares para centros de datos de IA.",
        "Nvidia инвестирует в xAI до 2 млрд долларов в дата-центры для ИИ.",
        "엔비디아는 xAI와 협약을 맺고 xAI에 최대 20억 달러를 투자할 계획이라고 밝혔다. AI 데이터센터를 짓는다.",
    ],
)
def test_who_invests_acts_not_whom_the_money_goes_to(text, tmp_path):
    """`in xAI`, `xAI에`: it gets the money."""
    assert [c.actors for c in read_claims(text, tmp_path) if c.quantity] == [("Nvidia",)]


@pytest.mark.parametrize(
    "text",
    [
        "The cloud firm Nimbus bought 4,000 H100s from Nvidia. Its net loss widened from $20 million a year earlier to $310 million.",
        "El operador Nimbus compró 4.000 GPU H100 de Nvidia. La pérdida neta pasó de 20 millones de dólares a 310 millones.",
        "L'opérateur Nimbus a acheté 4 000 GPU H100 à Nvidia. Sa perte nette s'est creusée, de 20 millions de dollars à 310 millions.",
        "某云厂商买了4000张H100显卡。预计今年的亏损将达到140亿美元，净利润同比下降56%、环比下降69%。",
        "エヌビディアのH100を4000基購入した。純損失は前年の20億円から310億円に膨らんだ。",
    ],
)
def test_profits_and_losses_are_no_claims(text, tmp_path):
    """Every figure of a firm's profit is, also the one it is compared with."""
    assert [c.quantity.low for c in read_claims(text, tmp_path) if c.quantity] == [4000.0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Oracle will build data centers with two gigawatts (2 GW) for Nvidia's H200.", 2e9),
        ("The AI campus will draw 10 gigawatts. One gigawatt is a million kilowatts.", 1e10),
        ("Das KI-Rechenzentrum hat 10 Gigawatt. Ein Gigawatt ist eine Million Kilowatt.", 1e10),
        ("上海智算中心的AI算力达3579PFLOPS(约3.579EFLOPS)。", 3579e3),
    ],
)
def test_a_figure_told_again_in_another_unit_is_one_claim(text, value, tmp_path):
    """The same in brackets, and what a unit is in another one, are left over."""
    assert [c.quantity.low for c in read_claims(text, tmp_path) if c.quantity] == [value]


def test_two_sites_of_one_unit_each_are_two_claims(tmp_path):
    """Equal figures written in words and in digits explain nothing."""
    text = "OpenAI will build AI data centers with 1 GW in Texas and one gigawatt in Ohio."
    assert [c.quantity.low for c in read_claims(text, tmp_path) if c.quantity] == [1e9, 1e9]
