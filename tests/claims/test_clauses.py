"""What parts clauses and what does not: appositions, who tells between commas, counts that go on without a verb."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.terms import Document


def claims(text: str, language: str = "en") -> dict[tuple[float, str], tuple[str, tuple[str, ...], str]]:
    """Kind, actors and stance of each claim of a text by its lower bound, or upper one, and its unit."""
    document = Document(id="t", name="t", sha256="", original=text, text=text, language=language)
    found = [c for c in extract(document).claims if c.quantity is not None]
    return {(c.quantity.low or c.quantity.high, c.quantity.unit): (c.kind, c.actors, c.stance) for c in found}


CASES = {
    "a share and the sum it comes to": (
        "ByteDance plans to spend 160 billion yuan in 2026. Half, 85 billion yuan, is set aside for AI processors.",
        (85e9, "CNY"),
        ("order", ("ByteDance",), "planned"),
    ),
    "a count joined on without a verb": (
        "AMD did well, with Microsoft buying 96,000 of its MI300 chips and Meta 173,000.",
        (173e3, "chips"),
        ("order", ("Meta",), "asserted"),
    ),
    "a firm that only follows sells nothing": (
        "Meta bought 224,000 Nvidia H100 chips, with Amazon and Google following at 196,000 and 169,000 respectively.",
        (224e3, "chips"),
        ("order", ("Meta",), "asserted"),
    ),
    "hours of a chip are no chips": (
        "Meta trained Llama on 2.4 million H100 hours.",
        (2.4e6, "GPU-hours"),
        ("training", ("Meta",), "asserted"),
    ),
    "what a supernode is made of": (
        "Huawei has shown CloudMatrix, which links 384 Ascend 910C chips.",
        (384, "chips"),
        ("spec", ("Huawei",), "asserted"),
    ),
    "a share of that total and whom it goes to": (
        "As empresas chinesas querem instalar 115 mil H100. Cerca de 70% desse total irá para o grupo Nyocor.",
        (70, "percent"),
        ("stock", ("Nyocor",), "planned"),
        "pt",
    ),
    "a number of what the noun behind it tells": (
        "Goldman Sachs chiffrait à 142 000 les livraisons de Cambricon cette année.",
        (142e3, "chips"),
        ("delivery", ("Cambricon",), "estimated"),
        "fr",
    ),
    "a verb that counts plans nothing": (
        "Le parc de Scaleway compte 5 000 GPU.",
        (5e3, "chips"),
        ("stock", ("Scaleway",), "asserted"),
        "fr",
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_clauses(name):
    """Kind, actor and stance of the figure that the sentence was written for."""
    text, figure, told, *language = CASES[name]
    assert claims(text, *language)[figure] == told


def test_yuan_and_yen():
    """A bare sign is yuan or yen by the dollars beside it, yuan in a text on China without any."""
    text = "ByteDance потратит на чипы Nvidia ¥100 млрд (около $14 млрд)."
    assert (100e9, "CNY") in claims(text, "ru")
    text = "SoftBank вложит в дата-центр ¥150 млрд (около $1 млрд)."
    assert (150e9, "JPY") in claims(text, "ru")


def test_no_claims():
    """Vague ratios, several sites and the time over which something is counted are no claims."""
    text = "Over the previous 12 months Alibaba built several data centers, several times as many as before."
    assert claims(text) == {}
