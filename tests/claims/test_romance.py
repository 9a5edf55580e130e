"""How French and Italian papers tell: numbers run together, a number before what it counts, firms called by their city."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.terms import Document

from .texts import by_value, claims


def told(text, language):
    return by_value(claims(text, language))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("quattrocentottantacinquemila", 485e3),
        ("trecentocinquantamila", 350e3),
        ("ventitremila", 23e3),
        ("centottantamila", 180e3),
    ],
)
def test_italian_numbers_are_run_together(words, value):
    claim = told(f"Oracle ha comprato {words} processori Blackwell nel 2025.", "it")[value]
    assert (claim.kind, claim.actors) == ("order", ("Oracle",))


def test_how_many_may_stand_behind_its_number():
    """`porte à 45 000 le nombre de puces`, `chiffre à 30 000 milliards le nombre de tokens`."""
    text = "UBS chiffre à 20 000 milliards le nombre de tokens que les modèles de Tencent traitent chaque jour."
    claim = told(text, "fr")[20e12]
    assert (claim.kind, claim.quantity.unit, claim.actors) == ("usage", "tokens/day", ("Tencent",))
    assert told("Mistral porta a 18mila il numero di GPU del suo centro dati.", "it")[18e3].quantity.unit == "chips"


def test_thousands_of_thousand_billions_are_told_short():
    """`63mila miliardi di token per A, 32mila per B`: thousands of the same billions, each its own firm's."""
    text = "A marzo il consumo era di 55mila miliardi di token al giorno per Doubao, 30mila per Alibaba, 21mila per Tencent."
    found = told(text, "it")
    assert [found[v].actors for v in (55e12, 30e12, 21e12)] == [("ByteDance",), ("Alibaba",), ("Tencent",)]


def test_a_firm_is_called_by_its_city():
    """`La firme de Redmond`, not whoever was named last; `la compañía de Jensen Huang` is no person who speaks."""
    text = "Nscale déploiera 40 000 puces. OpenAI en louera 8 000. La firme de Redmond promet 30 milliards de dollars pour l'IA."
    assert told(text, "fr")[30e9].actors == ("Microsoft",)
    text = "Huawei alza la produzione. Alibaba esita. Il colosso di Shenzhen consegnerà 200mila Ascend 910C nel 2026."
    assert told(text, "it")[200e3].actors == ("Huawei",)
    text = "ByteDance espera. La compañía de Jensen Huang vendió un millón de H20 en 2024."
    assert told(text, "es")[1e6].actors == ("Nvidia",)


def test_who_credits_another_holds_nothing():
    """`Musk, patron de xAI, lui attribue 50 000 H100`: the firm told of before has them."""
    text = "DeepSeek a publié V3. Le milliardaire Elon Musk, patron de xAI, lui attribue 50 000 H100."
    assert told(text, "fr")[50e3].actors == ("DeepSeek",)
    text = "DeepSeek ha publicado V3. Sam Altman, de OpenAI, le atribuye 40.000 H100."
    assert told(text, "es")[40e3].actors == ("DeepSeek",)


def test_a_country_counts_for_nobody():
    """`Au niveau national` no firm handles the tokens, though the sentence goes on with another clause."""
    text = "Doubao traite 120 000 milliards de tokens par jour. Au niveau national, on parle de 140 000 milliards par jour."
    assert told(text, "fr")[140e12].actors == ()


def test_a_share_on_the_exchange_is_no_claim():
    """`cède 2,1 % à Wall Street`, though to cede is also to hand over."""
    text = "Nvidia cède 2,1 % à Wall Street après l'annonce. Sa H20 offre 96 Go de mémoire."
    assert told(text, "fr").keys() == {96.0}


def test_local_suppliers_have_no_name():
    """`i fornitori locali` gain a share, not the maker named after them."""
    text = "I fornitori locali di chip passeranno dal 29% del mercato cinese al 55% nel 2027, secondo Bernstein. Nvidia arretra."
    found = told(text, "it")
    assert found[29.0].actors == found[55.0].actors == ()


def test_of_what_sort_a_chip_is_names_no_other():
    """`Il deriva da Blackwell`: the price is that of the model named in the sentence before."""
    text = "Sul tavolo c'è il B30A di Nvidia. Deriva da Blackwell e può costare fino a 24mila dollari."
    found = [c for c in extract(Document(id="t", name="t", sha256="", original=text, text=text, language="it")).claims]
    assert [c.chips for c in found if c.quantity is not None] == [("B30A",)]


def test_billions_of_dollars_as_canada_writes_them():
    """`17 G$ US`, `250 M$`: the scale stands before the sign."""
    found = told("Oracle investira 40 G$ US dans ses centres de données d'IA, dont 250 M$ dans des GPU.", "fr")
    assert {40e9, 250e6} <= found.keys()
