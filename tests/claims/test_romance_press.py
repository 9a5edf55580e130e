"""How French and Italian papers count what they named before, and say what a deal or a rule covers."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.terms import Document


def claims(text, language):
    document = Document(id="t", name="t", sha256="", original=text, text=text, language=language)
    return extract(document).claims


def told(text, language):
    return {c.quantity.low or c.quantity.high: c for c in claims(text, language) if c.quantity is not None}


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
