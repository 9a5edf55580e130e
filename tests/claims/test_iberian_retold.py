"""How Spanish and Portuguese papers retell a story: whole ranges, multiples, one in five, parts of a letting."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.terms import Document


def claims(text, language):
    document = Document(id="t", name="t", sha256="", original=text, text=text, language=language)
    return [c for c in extract(document).claims if c.quantity is not None]


def told(text, language):
    return {c.quantity.low or c.quantity.high: c for c in claims(text, language)}


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
