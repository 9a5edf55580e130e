"""Texts about models and not about chips: sizes of models are no sums, and what is allowed there is no policy."""

from __future__ import annotations

import pytest
from tests.claims.texts import claims, numbered

NEWS = (
    "Alibaba released a 27B dense model and says that Cohere's 30B is slower. The new feature allows users of Claude to see what "
    "the model considers. Google avoids restrictive clauses in its licence. Commenters on the forum said the benchmark was wrong "
    "and denied that OpenAI had trained on it. The 8B fits in 16 GB."
)


def test_a_size_is_no_sum():
    """`27B` has no currency, and nobody pays in the sentence."""
    assert not [c for c in numbered(NEWS) if c.quantity.measure == "money" or c.kind == "capex"]


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("Meta raised its capex for 2025 from $60 billion to 70B for AI chips.", [60e9, 70e9]),
        ("Amazon spends 125B on data centres for Trainium chips this year.", [125e9]),
        ("Meta trained a 405B model on 16,384 H100 chips.", []),
    ],
)
def test_a_sum_without_a_currency_stays_one(text, money):
    """Where spending or another sum is told, B counts money; where a model is trained, its parameters."""
    assert sorted(c.quantity.low for c in numbered(text) if c.quantity.measure == "money") == money


@pytest.mark.parametrize(
    "text", ["Renting a card costs $0.20 an hour; Qwen 3.6 27B is slower.", "Members buy a 9B model for $20 a month."]
)
def test_a_size_beside_a_model_is_no_sum(text):
    """Where sums are told too, the model's own name or noun says what the figure counts."""
    assert not [
        c
        for c in numbered("Chips are dear. " + text)
        if c.quantity.low in {9e9, 27e9} and c.quantity.measure == "money"
    ]


def test_a_model_trained_counts_parameters():
    """The size of what was trained is a claim, of parameters."""
    found = numbered("Mistral trained a 123B model on 3,000 H100 chips.")
    assert [(c.quantity.measure, c.kind) for c in found if c.quantity.low == 123e9] == [("parameters", "training")]


def test_nothing_is_ruled_where_no_chip_is():
    """Words of allowing, avoiding and denying in a text on models are no claims."""
    assert not [c for c in claims(NEWS) if c.quantity is None]


def test_a_ban_is_told_beside_its_chip():
    """The same words in the next sentence but one to a chip are."""
    text = "Nvidia sells the H20 in China. It was made for that market. Washington has now banned such sales."
    assert [c.kind for c in claims(text) if c.quantity is None] == ["policy"]


def test_a_number_with_a_label_in_brackets_borrows_nothing():
    """`(Activity: 794)` behind billions counts no billions, nor does a size told in small letters."""
    text = "OpenAI raises $122 billion (Activity: 794) for chips. Qwen 3.5 122b is kind of shocking (Comments: 623)."
    assert not [c for c in numbered(text) if c.quantity.low in {794e9, 623e9, 122e9} and c.evidence.text[0] != "$"]


def test_cards_by_their_bare_number():
    """`3090` before GPU and `4090s` are cards, not so many of them."""
    text = "The studio bought 200 4090s. Its competitor rents out a 3090 GPU for $0.20 an hour."
    assert {c.quantity.low: c.chips for c in numbered(text)} == {200: ("RTX 4090",), 0.2: ("RTX 3090",)}


CHIPS = "Nordlicht bought 3,000 H200 chips."
OTHER = "The museum sold 40,000 tickets at 20 euros each. Visitors came by train. The roof was mended. It had leaked. "


@pytest.mark.parametrize(("between", "told"), [(0, True), (1, True), (3, False)])
def test_a_digests_other_stories_tell_nothing_of_chips(between: int, told: bool):
    """A figure further than six sentences from any chip is left over, one right behind it may belong to it."""
    found = claims(f"{CHIPS} {OTHER * between}The order is worth $90 million. {OTHER * between}{CHIPS}")
    assert any(c.quantity and c.quantity.low == 90e6 for c in found) is told
    assert sum(bool(c.quantity and c.quantity.low == 3000) for c in found) == 2
