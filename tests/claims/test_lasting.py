"""How long a plan or a contract lasts is a claim beside its sum."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.terms import Document


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("Baidu plans to spend 90 billion yuan on AI infrastructure over the next three years.", "en", ("capex", ("Baidu",), 3)),
        ("Baidu will in den kommenden drei Jahren 90 Milliarden Yuan in KI-Rechenzentren stecken.", "de", ("capex", ("Baidu",), 3)),
        ("Baidu investira 90 milliards de yuans en trois ans dans l'IA et le cloud.", "fr", ("capex", ("Baidu",), 3)),
        ("Meta signed a six-year, $14bn contract with Nebius for GB300 processors.", "en", ("transfer", ("Nebius",), 6)),
    ],
)  # fmt: skip
def test_a_term_is_told_with_its_sum(text: str, language: str, told: tuple[str, tuple[str, ...], int]) -> None:
    """Of the same kind and party as the sum."""
    document = Document(id="t", name="t", sha256="", original=text, text=text, language=language)
    terms = [c for c in extract(document).claims if c.quantity and c.quantity.measure == "duration"]
    assert [(c.kind, c.actors, c.quantity.low) for c in terms] == [told]


def test_a_year_to_come_is_no_term() -> None:
    """When something is done is not how long it lasts."""
    text = "Microsoft spent $80 billion on AI data centres within one year."
    document = Document(id="t", name="t", sha256="", original=text, text=text, language="en")
    assert [c.quantity.measure for c in extract(document).claims if c.quantity] == ["money"]
