"""What counts, chips and sources point back to: numbers said to be chips, chips thereof, what a ratio is taken of."""

from __future__ import annotations

import pytest

from .texts import by_value, read_claims


def claims_of(text: str, tmp_path):
    """The claims of a text, by their lower value."""
    return by_value(read_claims(text, tmp_path, "2025-10-01"))


COUNTED = [
    ("DeepSeek owns 50,000 Nvidia GPUs; some 10,000 are H800s.", 10000, "H800"),
    ("If Nvidia gets its H200 chips into China, ByteDance will place an order for 20,000 of them.", 20000, "H200"),
    ("Customs seized ten HPE supercomputers fitted with H100s in the smuggling case.", 10, "H100"),
    ("Mistral AI will 18.000 Blackwell-Chips der Reihe GB300 in seinem Rechenzentrum installieren.", 18000, "GB300"),
]


@pytest.mark.parametrize(("text", "value", "chip"), COUNTED)
def test_what_is_counted(text, value, chip, tmp_path):
    """A number said to be chips, of them or with chips inside counts these chips."""
    assert chip in claims_of(text, tmp_path)[value].chips


def test_what_a_ratio_is_taken_of(tmp_path):
    """The chip after a ratio is not the one it tells of."""
    text = "Nvidia may sell the H200 to China. The chip delivers roughly six times the performance of the H20."
    assert claims_of(text, tmp_path)[6].chips == ("H200",)


def test_no_quantities(tmp_path):
    """A third building, the first half of the year and this year are no quantities."""
    text = (
        "xAI has bought a third building for its GPUs. In the first half of the year Cambricon's chip revenue "
        "was 2.88 billion yuan. Huawei will make 1.6 million dies in 2026, up from a million this year."
    )
    assert sorted(claims_of(text, tmp_path)) == [1e6, 1.6e6, 2.88e9]


def test_where_and_who(tmp_path):
    """A city that says where a broker sits is no government, and an apposition parts no side word from its name."""
    text = (
        "ByteDance's models ran all evening. Analysts at a Beijing brokerage reckon ByteDance used 100,000 GPUs. "
        "Microsoft has secured 200,000 GB300s from the British start-up Nscale."
    )
    found = claims_of(text, tmp_path)
    assert "ByteDance" in found[100000].actors
    assert found[200000].kind == "transfer"


ROMANCE = [
    ("O Ascend 910C é da Huawei. Os réus enviaram à China 50 unidades dos chips da Nvidia, os H200.", 50, "H200"),
    ("Nvidia presentó el H20. Ese procesador le reportó a Nvidia 4.600 millones de dólares en ventas.", 4.6e9, "H20"),
    ("O H20 é da Nvidia. A SemiAnalysis estima que a Nvidia vendeu 1 milhão de chips desse modelo.", 1e6, "H20"),
]


@pytest.mark.parametrize(("text", "value", "chip"), ROMANCE)
def test_chips_pointed_to_in_romance_languages(text, value, chip, tmp_path):
    """An apposition, `that processor` and `of that model` say which chip a figure is about."""
    assert claims_of(text, tmp_path)[value].chips == (chip,)


def test_who_is_meant(tmp_path):
    """A surname, a nationality and a `que` that compares nothing leave the right firm as the subject."""
    text = (
        "Jensen Huang falou em Pequim. A QuestMobile mostra que o Doubao da ByteDance atingiu 73 milhões de usuários."
        "\n\nAs empresas chinesas reservaram 2 milhões de H200 da Nvidia, enquanto a americana tem em estoque 700 mil H200."
    )
    found = claims_of(text, tmp_path)
    assert found[73e6].actors == ("ByteDance",)
    assert found[7e5].actors == ("Nvidia",)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Cambricon accélère. Le rival chinois de Nvidia compte livrer 500 000 accélérateurs d'IA.", "Cambricon"),
        ("A Cambricon acelera. A concorrente da AMD e da Nvidia entregará 500 mil aceleradores.", "Cambricon"),
        ("Nscale grandit. Le partenaire de Microsoft a acheté 23 000 GB300.", "Nscale"),
    ],
)
def test_a_rival_or_partner_of_a_firm_is_the_firm_named_before(text, actor, tmp_path):
    """`Nvidia's rival` is not Nvidia, nor are all firms of the list it is a rival of."""
    assert {c.actors for c in claims_of(text, tmp_path).values()} == {(actor,)}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Nvidia détient 80 % du marché des puces d'IA, contre 6 % pour AMD et 3 % pour Intel.",
         {80: ("Nvidia",), 6: ("AMD",), 3: ("Intel",)}),
        ("Na China, a Huawei tem 40% das vendas de chips de IA, à frente da Nvidia (35%) e da Cambricon (7%).",
         {40: ("Huawei",), 35: ("Nvidia",), 7: ("Cambricon",)}),
    ],
)  # fmt: skip
def test_each_share_of_a_list_is_held_by_the_firm_beside_it(text, held, tmp_path):
    """Behind `for` or in brackets behind its name, after a word of comparing or one of rank."""
    assert {low: c.actors for low, c in claims_of(text, tmp_path).items()} == held


@pytest.mark.parametrize(
    "text",
    [
        "Chinese buyers wait for Nvidia's B30A. This Blackwell chip would cost $25,000.",
        "Plusieurs groupes attendent la B30A de Nvidia. Cette puce Blackwell se paierait 25 000 dollars.",
        "Chinas Konzerne warten auf Nvidias B30A. Dieser Blackwell-Chip soll 25.000 Dollar kosten.",
        "中国企业在等英伟达的B30A。这款Blackwell芯片售价约2.5万美元。",
    ],
)
def test_this_chip_of_a_line_is_the_one_named_before(text, tmp_path):
    """`This Blackwell chip` says of what sort the B30A is."""
    (claim,) = [c for c in read_claims(text, tmp_path) if c.quantity]
    assert (claim.kind, claim.chips, claim.quantity.low) == ("price", ("B30A",), 25_000)
