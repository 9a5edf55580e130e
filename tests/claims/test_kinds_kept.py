"""Kinds that the figures beside leave alone: what somebody has and what was spent, a building told after chips."""

from __future__ import annotations

import pytest
from tests.claims.texts import by_value, numbered

HAS_AND_SPENT = [
    ("Corvane Labs runs 30,000 H200 chips today and has spent $1.3 billion on servers.", "en"),
    ("Mistral besitzt 30.000 H100-GPUs und hat 1,3 Milliarden Dollar in Server gesteckt.", "de"),
    ("Mistral possède 30 000 GPU H100 et a investi 1,3 milliard de dollars dans ses serveurs.", "fr"),
    ("Secondo gli analisti Mistral ha speso in server 1,3 miliardi di dollari e dispone di 30.000 GPU H100.", "it"),
    ("Mistral dispone de 30.000 GPU H100 y ha invertido 1.300 millones de dólares en servidores.", "es"),
    ("A Mistral possui 30 mil GPUs H100 e investiu 1,3 bilhão de dólares em servidores.", "pt"),
    ("Mistral sở hữu khoảng 30.000 GPU H100 với tổng chi phí máy chủ 1,3 tỷ USD.", "vi"),
]


@pytest.mark.parametrize(("text", "language"), HAS_AND_SPENT)
def test_chips_held_and_a_sum_invested_stay_apart(text: str, language: str) -> None:
    """What a firm has is its stock and what it has put into servers its spending, side by side or not."""
    found = by_value(numbered(text, language))
    assert (found[30_000].kind, found[1.3e9].kind) == ("stock", "capex")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Yotta will spend $2 billion on 21,000 Blackwell chips.", "en"),
        ("Yotta gibt 2 Milliarden Dollar für 21.000 Blackwell-Chips aus.", "de"),
    ],
)
def test_a_sum_that_leads_to_a_count_buys_it(text: str, language: str) -> None:
    """A sum spent on a count is the other side of one order."""
    found = by_value(numbered(text, language))
    assert (found[2e9].kind, found[21_000].kind) == ("order", "order")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Scaleway exploite 4 200 H100 à Paris. Un second bâtiment coûtera plus de 90 millions d'euros.", "fr"),
        ("Aruba gestisce 4.200 H100 ad Arezzo. Un secondo edificio costerà 90 milioni di euro.", "it"),
    ],
)
def test_what_a_building_will_cost_is_no_order_of_the_chips_before(text: str, language: str) -> None:
    """A sum in the sentence after chips that are held is spending of its own."""
    found = by_value(numbered(text, language))
    assert (found[4_200].kind, found[9e7].kind) == ("stock", "capex")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Meta has ordered 30,000 Nvidia GB200 chips for its data center in Ohio.", "order"),
        ("Meta has already ordered 30,000 Nvidia GB200 chips for its new cluster.", "order"),
        ("Nvidia has shipped 30,000 H20 chips to the data centre of Tencent.", "delivery"),
        ("Meta has 30,000 Nvidia GB200 chips in its data center in Ohio.", "stock"),
    ],
)
def test_a_helping_verb_is_no_possession(said, kind):
    """`has ordered` is an order, `has 30,000` a stock."""
    assert by_value(numbered(said))[3e4].kind == kind


def test_a_text_without_any_cue_is_read() -> None:
    """A text of one letter has no claims, and is no error."""
    assert numbered("x") == []
