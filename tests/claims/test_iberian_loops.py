"""Spanish and Portuguese press prose, by the classes of what the program once misread."""

import pytest

from suanli import extract
from suanli.reading import read


def claims(text, tmp_path, published="2026-02-10"):
    """The claims of a text with a number."""
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    return [c for c in extract(read(path, published=published)).claims if c.quantity is not None]


def test_two_makers_chips_are_one_list(tmp_path):
    """Who makes the first chip stands between the two and parts them not."""
    text = "El Gobierno de Estados Unidos gravará con un 25 % el H200 de Nvidia y el MI308 de AMD."
    assert [set(c.chips) for c in claims(text, tmp_path)] == [{"H200", "MI308"}]


def test_a_sum_over_years_is_no_range(tmp_path):
    """`300.000 millones a cinco años` are a sum and its term."""
    text = "Oracle invertirá 300.000 millones a cinco años en centros de datos de inteligencia artificial."
    assert 3e11 in {c.quantity.low for c in claims(text, tmp_path)}


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
    assert {c.quantity.unit for c in claims(text, tmp_path)} == {"people"}
    text = "DeepSeek crece en Europa. Los usuarios de su asistente de IA rebasan ya los 600.000 al mes."
    assert [(c.kind, c.quantity.unit) for c in claims(text, tmp_path)] == [("usage", "people")]


def test_a_sum_for_the_purchase_is_an_order(tmp_path):
    """What is bought was named in the sentence before."""
    text = "A Huawei fabricará o Ascend 950PR neste ano. A ByteDance reservou US$ 5,6 bilhões para a compra."
    found = [c for c in claims(text, tmp_path) if c.quantity.low == 5.6e9]
    assert [(c.kind, list(c.actors)) for c in found] == [("order", ["ByteDance"])]


def test_a_number_behind_a_preposition_is_no_year(tmp_path):
    """`Até 20 anos` tells of no plan."""
    text = "Os réus contrabandearam 400 chips A100 para a China e podem pegar até 20 anos de prisão."
    assert "planned" not in {c.stance for c in claims(text, tmp_path)}


def test_traders_who_complain_are_a_source(tmp_path):
    """`Lamentan los distribuidores` is what the trade tells."""
    text = "Los plazos de entrega de las tarjetas B300 de Nvidia se alargan a 36 semanas, lamentan los distribuidores."
    assert [(c.kind, c.stance) for c in claims(text, tmp_path)] == [("supply", "reported")]
