"""How Spanish and Italian papers tell: commas of Mexico, who rules, what is carried from one count to another."""

from __future__ import annotations

from .texts import claims


def told(text, language):
    return {c.quantity.low: c for c in claims(text, language) if c.quantity is not None}


def test_a_text_with_decimal_points_has_commas_for_thousands():
    """`2,788 millones` is 2,788 million beside `33.5 por ciento`, 2.788 million elsewhere; `2,500` never ends a decimal."""
    mexican = "Nvidia perdió 2,788 millones de dólares en ventas de H20, 33.5 por ciento de lo previsto."
    assert 2.788e9 in told(mexican, "es")
    assert 2.788e6 in told("El entrenamiento de DeepSeek llevó 2,788 millones de horas de GPU.", "es")
    assert 2.5e9 in told("Nvidia perdió 2,500 millones de dólares en ventas de H20 en China.", "es")


def test_what_is_carried_from_one_count_to_another_is_two_claims():
    """`porta ... da 100.000 a 200.000` is no range."""
    text = "xAI porta le GPU del suo cluster di Memphis da 100.000 a 200.000 unità."
    assert {100e3, 200e3} <= told(text, "it").keys()


def test_orders_of_a_nation_are_its_firms():
    """`ordini cinesi`: neither China nor the state named elsewhere orders."""
    text = (
        "Pechino non ha ancora approvato le importazioni di H200. "
        "Gli ordini cinesi per il 2026 superano due milioni di H200, a circa 27.000 dollari l'uno."
    )
    assert told(text, "it")[2e6].actors == ("Chinese companies",)


def test_a_state_of_two_words_rules_whoever_stands_before():
    """`Estados Unidos autorizó`: the firm of the sentence before does not take the share of the sales."""
    text = (
        "ByteDance quiere comprar el H200 de Nvidia. "
        "Estados Unidos autorizó a Nvidia a exportar el H200 y se quedará con el 25 % de los ingresos."
    )
    assert told(text, "es")[25].actors == ("US government",)


def test_no_firm_rules():
    """Where no state is named, a rule is nobody's, not that of the firm it binds."""
    share = told("G42 podrá importar 100.000 chips de Nvidia al año, según el acuerdo.", "es")[100e3]
    assert (share.kind, share.actors) == ("policy", ())


def test_a_network_is_no_ring_of_smugglers():
    """`una única red` ties the chips of a site together; what the site costs is no smuggled goods."""
    text = (
        "Fairwater, el centro de datos de Microsoft, abrirá con cientos de miles de GB200 unidos por una única red. "
        "Ha costado 3.300 millones de dólares."
    )
    found = told(text, "es")
    assert (found[1e5].kind, found[3.3e9].kind) == ("stock", "capex")


def test_a_second_belongs_to_the_figure_before_it():
    """`14 terabytes de memoria y ... tokens por segundo`: the memory is no bandwidth."""
    text = "Cada rack reúne 72 GPU Blackwell, comparte 14 terabytes de memoria y procesa 865.000 tokens por segundo."
    assert told(text, "es")[14e3].quantity.unit == "GB"


def test_thousands_of_millions_are_a_sum():
    """`4.000 millones` counts no noun, so it is money; `32.000 millones activos` beside parameters is none."""
    text = "Amazon gastará 90.000 millones de dólares en centros de datos de IA. Tiene 4.000 millones comprometidos en Chile."
    assert told(text, "es")[4e9].quantity.measure == "money"
    assert 32e9 not in told("Kimi tiene un billón de parámetros, con 32.000 millones activos por token.", "es")
