"""The share of sales that a state takes, told by a verb of giving or taking."""

from __future__ import annotations

import pytest

from .texts import claims


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("AMD agreed to share 15% of its MI308 sales in China with the US government.", "en"),
        ("Nvidia may sell the H200 in China. A quarter of the revenue goes to the United States.", "en"),
        ("The United States keeps a quarter of what Nvidia earns with the H200 in China.", "en"),
        ("The company agreed to give Washington 15 per cent of H20 sales.", "en"),
        ("AMD teilt sich 15 Prozent der MI308-Erlöse mit der US-Regierung.", "de"),
        ("In Washington bleiben 25 Prozent der Erlöse aus dem Verkauf der H200.", "de"),
        ("Nvidia soll 15 Prozent seiner Umsätze mit dem H20 an den amerikanischen Staat überweisen.", "de"),
    ],
)
def test_a_state_takes_its_share(text: str, language: str) -> None:
    """Whoever earns the sales, the share is the state's rule."""
    told = [c for c in claims(text, language) if c.quantity and c.quantity.measure == "percent"]
    assert [(c.kind, c.actors) for c in told] == [("policy", ("US government",))]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia got 13% of its revenue from China.",
        "Nvidia sold 25% of its H20s to customers in the United States.",
        "US companies take 50% of Nvidia's sales of H200 chips.",
    ],
)
def test_customers_and_countries_take_no_share(text: str) -> None:
    """What is sold in a country, or to its firms, no state takes."""
    (told,) = claims(text, "en")
    assert told.kind == "revenue"


def test_a_share_that_domestic_makers_meet_is_nobodys() -> None:
    """`Domestic chips will meet 55 %` names no firm, whoever leads them."""
    text = "Nvidia sells few H20s now. Bernstein sees local suppliers, led by Huawei, meeting 55% of Chinese demand by 2027."
    assert [(c.kind, c.actors) for c in claims(text, "en") if c.quantity] == [("revenue", ())]
