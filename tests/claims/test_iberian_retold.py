"""How Spanish and Portuguese papers retell a story: whole ranges, multiples, one in five, parts of a letting."""

from __future__ import annotations

import pytest

from .texts import by_value, numbered


def told(text, language):
    return by_value(numbered(text, language))


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Los ingresos de Moore Threads se multiplicaron por más de 14 en un año.", "es", 14),
        ("El B200 de Nvidia multiplica casi por cuatro el rendimiento del H100.", "es", 4),
        ("As receitas da Hygon multiplicaram-se por mais de 17 num trimestre.", "pt", 17),
        ("O B200 da Nvidia multiplica quase por quatro o desempenho do H100.", "pt", 4),
    ],
)
def test_a_multiple_may_have_a_bound(text, language, value):
    assert told(f"IA e chips. {text}", language)[value].quantity.unit == "ratio"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Baidu vende nube de IA. Los ingresos de IA de Baidu crecieron a tres dígitos.", "es"),
        ("A Baidu vende nuvem de IA. As receitas de IA da Baidu tiveram crescimento de três dígitos.", "pt"),
    ],
)
def test_growth_by_its_digits(text, language):
    claim = told(text, language)[100]
    assert (claim.kind, claim.actors, claim.quantity.unit) == ("revenue", ("Baidu",), "percent")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("SMIC fabrica el Ascend 910B. Tres de cada cinco obleas de SMIC salen defectuosas.", "es"),
        ("A SMIC fabrica o Ascend 910B. Só três de cada cinco matrizes da SMIC prestam.", "pt"),
    ],
)
def test_so_many_of_every_so_many(text, language):
    assert told(text, language)[60].quantity.unit == "percent"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Para el conjunto de la gama, la meta es llegar a 1,8 millones de dies en 2026.",
            "es",
        ),
        (
            "Somando toda a linha, a meta da Huawei é chegar a 1,8 milhão de dies em 2026.",
            "pt",
        ),
    ],
)
def test_a_whole_range_is_of_its_line(text, language):
    before = {"es": "Huawei montará 700.000 unidades del Ascend 910C, dicen fuentes.",
              "pt": "A Huawei fará 700 mil unidades do Ascend 910C, dizem fontes."}  # fmt: skip
    found = told(f"{before[language]} {text}", language)
    assert (found[700e3].chips, found[1.8e6].chips) == (("Ascend 910C",), ("Ascend",))


def test_a_verb_with_its_pronoun_is_no_firm():
    text = (
        "A Baidu compra chips de IA. "
        "Recorde-se que a Baidu elevou em 2024 o investimento em IA para 76 mil milhões de yuans."
    )
    assert told(text, "pt")[76e9].actors == ("Baidu",)


def test_a_gigawatt_with_its_article():
    text = "A xAI usa chips da Nvidia. O Colossus 2 da xAI já chegou ao gigawatt."
    claim = told(text, "pt")[1e9]
    assert (claim.kind, claim.actors, claim.quantity.unit) == ("stock", ("xAI",), "W")


def test_tokens_of_the_busiest_minute():
    text = "Doubao es de ByteDance. El modelo procesó en su minuto más intenso 41.000 millones de tokens."
    assert told(text, "es")[41e9].quantity.unit == "tokens/minute"


def test_a_letting_goes_on_with_its_chip():
    text = (
        "Nebius alquilará a Meta 90.000 GPU GB200 de Nvidia en tres países. "
        "En Finlandia habrá 40.000 chips en un campus de 80 MW, ampliable a 300 MW."
    )
    found = told(text, "es")
    assert found[40e3].chips == found[80e6].chips == ("GB200",)
    assert found[300e6].chips == ()


def test_who_lets_among_two_told_to_deal():
    text = (
        "Nscale y Microsoft amplían su alianza: la nube británica pondrá a disposición del gigante de Redmond "
        "60.000 GPU GB300, en parte en una empresa conjunta con la noruega Aker."
    )
    claim = told(text, "es")[60e3]
    assert (claim.kind, claim.actors, claim.counterparties) == ("transfer", ("Nscale",), ("Microsoft",))


def test_money_raised_is_no_plan():
    found = told("xAI entrena con chips de Nvidia. La última ronda de xAI aportó 9.000 millones de dólares.", "es")
    assert found[9e9].stance == "asserted"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Cambricon prometió a sus clientes 150.000 chips MLU590 y se reservó unos 40.000 para uso interno.",
            "es",
        ),
        ("A Cambricon havia prometido aos clientes 150 mil MLU590, além de uns 40 mil para consumo próprio.", "pt"),
        ("Cambricon told customers it had 150,000 MLU590 chips to sell and kept 40,000 for its own cloud.", "en"),
    ],
)
def test_what_a_maker_promises_and_what_it_keeps(text, language):
    found = told(text, language)
    assert [(found[v].kind, found[v].actors, found[v].stance) for v in (150e3, 40e3)] == [
        ("delivery", ("Cambricon",), "planned"),
        ("stock", ("Cambricon",), "planned"),
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Huawei fabrica chips Ascend. Duplicar la producción china en 2027 no es viable, dicen las fuentes.", "es"),
        ("A Huawei faz chips Ascend. Pequim considera irrealista que a produção total do país duplique.", "pt"),
    ],
)
def test_what_a_whole_country_makes_is_nobodys(text, language):
    claim = told(text, language)[2]
    assert (claim.kind, claim.actors, claim.stance) == ("supply", (), "denied")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("SemiAnalysis calcula que Baidu tiene 20.000 A800, otras tantas A100 y 5.000 V100.", "es"),
        ("A SemiAnalysis calcula que a Baidu dispõe de 20 mil A800, outras tantas A100 e 5 mil V100.", "pt"),
        ("SemiAnalysis estime que Baidu dispose de 20 000 A800, autant de A100 et 5 000 V100.", "fr"),
    ],
)
def test_as_many_again(text, language):
    found = [c for c in numbered(text, language) if c.quantity.low == 20e3]
    assert [(c.chips, c.actors) for c in found] == [(("A800",), ("Baidu",)), (("A100",), ("Baidu",))]


def test_a_models_number_counts_nothing():
    text = "A Huawei prometeu 200 mil 910C. No roteiro estão o 950 no começo de 2026, o 960 em 2027 e o 970 em 2028."
    assert {c.quantity.low for c in numbered(text, "pt")} == {200e3}


def test_what_is_spent_is_no_order_by_that_alone():
    text = "xAI entrena con GPU. La empresa gasta dos mil millones de dólares al mes."
    assert told(text, "es")[2e9].kind == "capex"
    text = "Baidu invertirá 90.000 millones de yuanes. De ellos, 50.000 millones irán a procesadores."
    assert (told(text, "es")[50e9].kind, told(text, "es")[50e9].actors) == ("order", ("Baidu",))


def test_a_round_that_was_closed_is_spending():
    text = "A xAI tem 100 mil GPUs. No começo do mês a empresa fechou uma rodada de US$ 12 bilhões."
    claim = told(text, "pt")[12e9]
    assert (claim.kind, claim.actors, claim.stance) == ("capex", ("xAI",), "asserted")


def test_a_verb_with_its_pronoun_before_a_word_for_a_firm():
    text = (
        "A Cambricon desmentiu os boatos sobre chips. Trata-se de informações falsas, escreveu. "
        "A empresa tenciona ainda levantar 2 mil milhões de yuans para desenvolver chips."
    )
    assert told(text, "pt")[2e9].actors != ("Trata-se",)
