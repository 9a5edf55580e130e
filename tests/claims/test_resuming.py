"""Bare numbers that go on with a quantity told before."""

from __future__ import annotations

import pytest

from suanli.claims import extract
from suanli.terms import Document


def figures(text: str, language: str = "en") -> list[tuple[float | None, str]]:
    """What is claimed of a text: lower ends and units."""
    claims = extract(Document(id="t", name="t", sha256="", original=text, text=text, language=language)).claims
    return [(c.quantity.low, c.quantity.unit) for c in claims if c.quantity is not None]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "Omdia says Nvidia's share of AI chips in China fell to 54 percent this year from 66.", (66, "percent")),
        ("en", "Amazon will spend $200 billion on AI data centres in 2026, after 131 in the year before.", (131e9, "USD")),
        ("de", "Der Marktanteil von Nvidia bei KI-Chips in China fiel von 66 Prozent 2024 auf 54.", (54, "percent")),
        ("en", "India has installed 38,231 GPUs, against 10,000 foreseen when it began.", (10_000, "chips")),
        ("it", "La quota di Nvidia nei chip per l'IA in Cina è scesa dal 95% del 2022 allo zero.", (0, "percent")),
        ("de", "Nvidia meldet 57 Milliarden Dollar. Mehr als fünf Milliarden brachten die H20.", (5e9, "USD")),
        ("es", "Amazon gasta 8.000 millones de dólares en GPU; entrenar R1 con H800 costó seis millones.", (6e6, "USD")),
        ("zh-Hans", "华为称910C的FP16算力可达780 TFLOPS，H100则为989。", (989, "TFLOPS")),
        ("zh-Hans", "一台H20八卡服务器在华强北报价108万元，而今90万都没人要。", (900_000, "CNY")),
    ],
)  # fmt: skip
def test_a_bare_number_takes_unit_and_scale_of_the_one_before(
    language: str, text: str, wanted: tuple[float, str]
) -> None:
    """Unit and, if the number is small, scale are those of the quantity nearest in size."""
    assert wanted in figures(text, language)


def test_an_age_and_a_version_go_on_with_nothing() -> None:
    """Numbers behind a person's or a product's name are neither sums nor chips."""
    text = "Nvidia GPUs worth $50 million were smuggled to China. Jane Doe, 43, could get ten years. Llama 3 is out."
    assert {low for low, _ in figures(text)}.isdisjoint({43.0, 43e6, 3.0, 3e6})


def test_the_tail_of_a_name_goes_on_with_nothing() -> None:
    """`晶创26` is a name, not megawatts, in a script that does not part words either."""
    text = "国网中心的AI主机用电15 MW，内含1700张H200。主机晶创26，由国研院建置。"
    assert 26e6 not in {low for low, _ in figures(text, "zh-Hans")}
