"""Figures set against others, put in between commas, passed through, or told by a lead without names."""

from .texts import claims


def test_a_sum_above_a_forecast_is_no_forecast():
    """What the analysts had expected is a forecast; what was earned, told in the same breath, is not."""
    text = "A Nvidia faturou US$ 31 bilhões com chips de IA, acima dos US$ 29 bilhões previstos por analistas."
    assert [c.stance for c in claims(text, "pt")] == ["asserted", "estimated"]


def test_a_time_put_in_parts_nothing():
    """Commas around a time leave the verb before them with the count behind them."""
    text = "A Nvidia pretende despachar, antes do feriado de outubro, 30.000 GPUs H200 a clientes chineses."
    assert [(c.kind, c.stance, c.quantity.low) for c in claims(text, "pt")] == [("delivery", "planned", 30000)]


def test_from_one_price_to_another():
    """`Pasa de … a …` tells two prices, the old and the new, not a range."""
    text = "La instancia con ocho H200 de AWS pasa de 34,61 a 39,80 dólares por hora."
    assert [c.quantity.low for c in claims(text, "es") if c.kind == "price"] == [34.61, 39.80]


def test_the_second_half_of_a_year_is_no_half():
    """A half with an ordinal is a time; `la mitad` alone is a share."""
    text = "OpenAI instalará las GPU MI450 de AMD en la segunda mitad de 2026. La mitad del presupuesto irá a chips."
    assert [c.quantity.low for c in claims(text, "es") if c.quantity and c.quantity.unit == "percent"] == [50]


def test_units_this_year_are_no_years():
    """A count of units goes on counting units where `this year` follows."""
    text = "A ByteDance quer produzir com a Samsung um chip de IA: pelo menos 90.000 unidades este ano."
    assert [c.quantity.unit for c in claims(text, "pt")] == ["chips"]


def test_a_lead_without_names_is_its_next_sentence_s():
    """Sums that open an article without verb or name are those of the firm named next."""
    text = "Eram R$ 40 bilhões, viraram R$ 90 bilhões. A ByteDance vai erguer no Ceará um data center de IA."
    assert {c.actors for c in claims(text, "pt") if c.quantity} == {("ByteDance",)}


def test_shares_that_go_on_falling():
    """A share price that moves claims nothing, however far the figure stands from the word."""
    text = "As ações da Nvidia, que faz os chips de IA, recuaram depois da notícia, caindo cerca de 2,7% no dia."
    assert claims(text, "pt") == []


def test_a_sum_and_a_count_side_by_side():
    """Money to be invested and the chips to be had by then are two plans, not one order."""
    text = "El plan de Meta: entre 50.000 y 55.000 millones de dólares en inversiones y más de 1,1 millones de GPU."
    assert claims(text, "es")[0].kind == "capex"
