"""Spanish and Portuguese press prose, by the classes of what the program once misread."""

import pytest

from suanli import extract
from suanli.reading import read

from .texts import read_numbered


def test_two_makers_chips_are_one_list(tmp_path):
    """Who makes the first chip stands between the two and parts them not."""
    text = "El Gobierno de Estados Unidos gravará con un 25 % el H200 de Nvidia y el MI308 de AMD."
    assert [set(c.chips) for c in read_numbered(text, tmp_path)] == [{"H200", "MI308"}]


def test_a_sum_over_years_is_no_range(tmp_path):
    """`300.000 millones a cinco años` are a sum and its term."""
    text = "Oracle invertirá 300.000 millones a cinco años en centros de datos de inteligencia artificial."
    assert 3e11 in {c.quantity.low for c in read_numbered(text, tmp_path)}


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("«Entrenamos el modelo con 2.000 GPU H100», explicó el consejero delegado de Nubria.", "Nubria"),
        ("“Treinamos o modelo com 2.000 GPUs H100”, contou a CEO da Nuvria.", "Nuvria"),
    ],
)
def test_an_officers_firm_is_a_firm(text, firm, tmp_path):
    """Of whom somebody is the chief executive is a firm, though no list holds it."""
    document = tmp_path / "text.txt"
    document.write_text(text + f" {firm} compró 500 GPU H200.", encoding="utf-8")
    found = extract(read(document)).claims
    assert firm in {a for c in found for a in c.actors}


def test_users_go_on_with_users(tmp_path):
    """Millions after users are users, where no sum is told; so is a bare number behind them."""
    text = "O Gemini, chatbot de inteligência artificial do Google, soma 750 milhões de usuários mensais. A chinesa Doubao lidera com 172 milhões."
    assert {c.quantity.unit for c in read_numbered(text, tmp_path)} == {"people"}
    text = "DeepSeek crece en Europa. Los usuarios de su asistente de IA rebasan ya los 600.000 al mes."
    assert [(c.kind, c.quantity.unit) for c in read_numbered(text, tmp_path)] == [("usage", "people")]


def test_a_sum_for_the_purchase_is_an_order(tmp_path):
    """What is bought was named in the sentence before."""
    text = "A Huawei fabricará o Ascend 950PR neste ano. A ByteDance reservou US$ 5,6 bilhões para a compra."
    found = [c for c in read_numbered(text, tmp_path) if c.quantity.low == 5.6e9]
    assert [(c.kind, list(c.actors)) for c in found] == [("order", ["ByteDance"])]


def test_a_number_behind_a_preposition_is_no_year(tmp_path):
    """`Até 20 anos` tells of no plan."""
    text = "Os réus contrabandearam 400 chips A100 para a China e podem pegar até 20 anos de prisão."
    assert "planned" not in {c.stance for c in read_numbered(text, tmp_path)}


def test_traders_who_complain_are_a_source(tmp_path):
    """`Lamentan los distribuidores` is what the trade tells."""
    text = "Los plazos de entrega de las tarjetas B300 de Nvidia se alargan a 36 semanas, lamentan los distribuidores."
    assert [(c.kind, c.stance) for c in read_numbered(text, tmp_path)] == [("supply", "reported")]


@pytest.mark.parametrize(
    "text",
    [
        "AMD adaptó la MI308 a las reglas. Las ventas del chip a China dejaron 390 millones de dólares en el trimestre.",
        "A AMD adaptou a MI308 às regras. As vendas do chip à China renderam US$ 390 milhões no trimestre.",
    ],
)
def test_the_chip_is_the_one_just_named(text, tmp_path):
    """A noun for a chip with its article means the only chip of the sentence before."""
    assert [set(c.chips) for c in read_numbered(text, tmp_path)] == [{"MI308"}]


def test_what_a_million_tokens_cost_is_a_price(tmp_path):
    """A small sum for what is used is no cost of training."""
    text = "DeepSeek entrenó el modelo con chips Ascend. La firma cobra 0,28 dólares por millón de tokens."
    assert [c.kind for c in read_numbered(text, tmp_path)] == ["price"]


def test_chips_that_were_paid_for_are_an_order(tmp_path):
    """`Por las que pagó` takes up the chips before it."""
    text = "El clúster reúne 555.000 GB200, por las que xAI pagó 18.000 millones de dólares."
    found = [c for c in read_numbered(text, tmp_path) if c.quantity.low == 1.8e10]
    assert [(c.kind, set(c.chips)) for c in found] == [("order", {"GB200"})]


def test_by_how_much_a_price_moves_is_a_range(tmp_path):
    """`Un reajuste de 20% a 30%` leads from nowhere to nowhere."""
    text = "A Nvidia negocia com as lojas um reajuste de 20% a 30% no preço da GPU RTX 5090."
    assert [(c.quantity.low, c.quantity.high) for c in read_numbered(text, tmp_path)] == [(20.0, 30.0)]


def test_a_laboratory_is_one(tmp_path):
    """`El laboratorio` is the last one named, whatever maker opened the sentence before."""
    text = (
        "Anthropic compra capacidad a Microsoft. Nvidia pondrá dinero en la firma. "
        "En Indiana, el laboratorio tiene un millón de chips Trainium."
    )
    found = [c for c in read_numbered(text, tmp_path) if c.quantity.low == 1e6]
    assert [list(c.actors) for c in found] == [["Anthropic"]]


def test_a_backlog_is_no_order_of_its_holder(tmp_path):
    """What customers have ordered from a cloud is revenue to come, as its sales are revenue."""
    text = (
        "Google presentó resultados. Los ingresos de la nube crecieron un 48 %, "
        "y la cartera de pedidos subió un 55 %, a 240.000 millones de dólares."
    )
    assert {c.kind for c in read_numbered(text, tmp_path)} == {"revenue"}


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("La Secretaría compró mil 492 GPU H100 de Nvidia para su centro de datos.", 1492.0),
        ("Nvidia entregó las H100 en mayo. Meta tendrá en diciembre 350 mil de ellas.", 350e3),
    ],
)
def test_thousands_of_the_press(text, low, tmp_path):
    """A thousand in words before its rest in digits, and a count of things told before."""
    assert [c.quantity.low for c in read_numbered(text, tmp_path)] == [low]


def test_gigabytes_are_no_sum(tmp_path):
    """A price behind a size is no range with it."""
    text = "La AMD Radeon R9700 tiene 48 GB a US$ 1.300 en las tiendas."
    assert {c.quantity.low for c in read_numbered(text, tmp_path)} <= {48.0, 1300.0}
    assert 1300.0 in {c.quantity.high or c.quantity.low for c in read_numbered(text, tmp_path)}


def test_what_we_shall_have_is_planned(tmp_path):
    """The first person of the future is a plan as the third is."""
    text = "«Instalaremos 5.000 GPU B300 en Madrid», dijo el presidente de Telefónica."
    assert [c.stance for c in read_numbered(text, tmp_path)] == ["planned"]


def test_what_a_sum_of_orders_comes_to_is_ordered_and_a_part_delivered(tmp_path):
    """`São 20 milhões` goes on with the orders, `das quais 6 milhões já foram entregues` with what was delivered."""
    text = (
        "A Nvidia já tem US$ 500 bilhões em encomendas de Blackwell e Rubin, disse Jensen Huang. "
        "São 20 milhões de GPUs, das quais 6 milhões já foram entregues."
    )
    kinds = {c.quantity.low: c.kind for c in read_numbered(text, tmp_path)}
    assert (kinds[20e6], kinds[6e6]) == ("order", "delivery")


def test_a_sum_of_last_year_is_no_plan(tmp_path):
    """What was spent last year is no other currency of what is to be spent."""
    text = (
        "A ByteDance deve gastar US$ 14 bilhões em chips da Nvidia em 2026, segundo o South China Morning Post. "
        "No ano passado foram cerca de 85 bilhões de yuans."
    )
    stances = {c.quantity.low: c.stance for c in read_numbered(text, tmp_path)}
    assert (stances[14e9], stances[85e9]) == ("planned", "reported")
