"""How French and Italian papers count what they named before, and say what a deal or a rule covers."""

from __future__ import annotations

import pytest

from .texts import by_value, claims


def told(text, language):
    return by_value(claims(text, language))


@pytest.mark.parametrize(
    ("text", "language", "value", "kind"),
    [
        ("Huawei a vendu des Ascend 910C. Le groupe prévoit d'en sortir 800 000 cette année.", "fr", 8e5, "supply"),
        ("Tencent veut des H20. ByteDance en achèterait des dizaines de milliers et attend.", "fr", 1e4, "order"),
        (
            "Une machine à base de H20 se négocie à 1,1 million de yuans. L'an passé, Nvidia en avait écoulé un million.",
            "fr",
            1e6,
            "delivery",
        ),
        ("Nvidia vende gli H20 in Cina. Alibaba ne ha già comprate decine di migliaia e aspetta.", "it", 1e4, "order"),
        ("Nvidia vende gli H20. ByteDance vuole comprarne 14.000 entro l'anno.", "it", 14e3, "order"),
    ],
)
def test_a_word_for_of_them_counts_the_chips_named_before(text, language, value, kind):
    """`en sortir 800 000`, `comprarne 14.000`: the chips named before, bare as the number is."""
    claim = told(text, language)[value]
    assert (claim.kind, claim.quantity.unit) == (kind, "chips")
    assert claim.chips


def test_a_place_behind_en_counts_nothing():
    """`en Chine`, `en hausse de`: no verb stands behind the word."""
    assert not claims("Nvidia vend le H20. Le groupe emploie en Chine 4 000, dit-il.", "fr")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            (
                "Washington prélèvera 15 % des recettes que Nvidia et AMD tirent de leurs ventes de puces d'IA en "
                "Chine. L'accord, révélé dimanche, vise le H20 du premier et le MI308 du second."
            ),
            "fr",
        ),
        (
            (
                "Il governo americano tratterrà il 15% di quanto Nvidia e Amd incassano vendendo chip ai cinesi. "
                "L'intesa riguarda l'H20 e l'MI308."
            ),
            "it",
        ),
    ],
)
def test_the_next_sentence_says_what_a_deal_covers(text, language):
    """`L'accord vise le H20`: the chips of the share told before."""
    assert told(text, language)[15].chips == ("H20", "MI308")


def test_whole_systems_are_sold():
    """Ten of a system are no parts of one."""
    claim = told("Dix exemplaires du CloudMatrix 384 de Huawei ont déjà trouvé preneur.", "fr")[10]
    assert (claim.kind, claim.actors) == ("delivery", ("Huawei",))
    assert told("CloudMatrix 384 de Huawei réunit 384 Ascend 910C.", "fr")[384].kind == "spec"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Le chiffre d'affaires de Cambricon a atteint 5 milliards de yuans, contre 1,17 milliard un an plus tôt.",
            "fr",
        ),
        ("Cambricon ha chiuso con ricavi per 5 miliardi di yuan, contro 1,17 miliardi un anno prima.", "it"),
    ],
)
def test_a_sum_of_the_year_before_is_no_time(text, language):
    """`1,17 milliard un an plus tôt`: yuan, as the sum that it is set against."""
    assert told(text, language)[1.17e9].quantity.unit == "CNY"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La puce Hanguang 800 consomme 400 watts, moins que les 550 du H20.", "fr"),
        ("Il chip Hanguang 800 assorbe 400 watt contro i 550 dell'H20.", "it"),
    ],
)
def test_a_figure_of_another_chip_is_no_count_of_it(text, language):
    """`contre les 550 du H20`: watts, as the figure before."""
    claim = told(text, language)[550]
    assert (claim.kind, claim.chips, claim.quantity.unit) == ("spec", ("H20",), "W")


def test_an_article_before_a_million_is_one():
    """`attorno al miliardo di euro`, `près du million de puces`."""
    assert 1e9 in told("Domyn investirà attorno al miliardo di euro in un supercomputer di GB200.", "it")
    assert 1e6 in told("Nvidia a vendu près du million de puces H20 en Chine.", "fr")


def test_a_young_firm_is_no_giant():
    """`La jeune entreprise` behind a sentence on Amazon: the lab named before."""
    text = (
        "Amazon fournira à OpenAI des centaines de milliers de GB300. Amazon aura installé le tout fin 2026. "
        "La jeune entreprise a aussi commandé 40 000 GB200 à Nvidia."
    )
    assert told(text, "fr")[4e4].actors == ("OpenAI",)


def test_a_deal_with_another_maker_is_about_other_chips():
    """A contract with AMD: no chips of Nvidia's, told in the sentence before."""
    text = "Humain a reçu 18 000 GB300. Avec AMD, la société a signé un contrat de 10 milliards de dollars."
    assert told(text, "fr")[18e3].chips == ("GB300",)
    assert told(text, "fr")[10e9].chips == ()
