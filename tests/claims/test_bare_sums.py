"""Sums without a currency or a scale word, and hours of a chip."""

from __future__ import annotations

from .texts import numbered


def test_sums_without_a_currency_are_dollars_where_the_firms_are_american():
    """A French text that names no currency counts in dollars what Microsoft and Amazon spend on AI."""
    text = (
        "Microsoft a dépensé 22,6 milliards dans ses centres de données d'IA, Amazon promet d'y investir 30 milliards."
    )
    assert {c.quantity.unit for c in numbered(text, "fr")} == {"USD"}


def test_hours_of_a_chip_named_behind_them_are_gpu_hours():
    """Hours are chip hours where a chip follows, and a longer currency behind `de` is not cut to its first word."""
    text = "L'entraînement de Llama 3 de Meta a demandé 39,3 millions d'heures de H100, soit 2 milliards de dollars taïwanais."
    assert {(c.quantity.low, c.quantity.unit) for c in numbered(text, "fr")} == {(39.3e6, "GPU-hours"), (2e9, "TWD")}


def test_bare_thousands_go_on_with_thousands_of_millions():
    """Spanish sums go on without `millones`, also where chips were spoken of; what a noun follows stays a count."""
    text = (
        "Google gastó en Blackwell 13.100 millones de dólares en el trimestre. Microsoft gastó 20.000 y Meta 9.200. "
        "Un Blackwell cuesta 30-40.000 dólares."
    )
    found = {c.quantity.low: (c.quantity.unit, c.quantity.high) for c in numbered(text, "es")}
    assert found == {13.1e9: ("USD", 13.1e9), 20e9: ("USD", 20e9), 9.2e9: ("USD", 9.2e9), 30e3: ("USD", 40e3)}


def test_billions_of_orders_and_a_billion_less_are_sums():
    """Nobody counts orders by the billion, nor anything but money by `a billion less`."""
    text = "Nvidia a vendu pour 4,6 milliards de dollars de H20, un milliard de moins que prévu. 2,5 milliards de commandes ont été annulés."
    assert {(c.quantity.low, c.quantity.unit) for c in numbered(text, "fr")} == {
        (4.6e9, "USD"),
        (1e9, "USD"),
        (2.5e9, "USD"),
    }


def test_a_number_before_in_and_a_month_is_no_day():
    """`Against 12 in January` are weeks as well."""
    text = "Le délai de livraison du GB200 atteint 40 semaines, contre 12 en janvier."
    assert [(c.quantity.low, c.quantity.unit) for c in numbered(text, "fr")] == [(40, "weeks"), (12, "weeks")]


def test_a_sign_before_a_sum_is_no_unit_of_the_number_before():
    """`The three will spend US$ 490 billion` counts no three dollars; `uma vez concluído` counts nothing."""
    text = "Somadas, as três gastarão US$ 490 bilhões em IA. Uma vez concluído, o centro terá 5 mil H100."
    assert [(c.quantity.low, c.quantity.unit) for c in numbered(text, "pt")] == [(490e9, "USD"), (5e3, "chips")]
