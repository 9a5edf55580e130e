"""What English and German papers tell in words of their own: owners, multiples, sums for chips, a year compared with."""

from __future__ import annotations

import pytest

from suanli import extract, read
from suanli.terms import Document

from .texts import numbered

PLAN_EN = "Tencent will raise capital expenditure on AI to 120 billion yuan in 2026, sources said."
PLAN_DE = "Tencent will 2026 laut Insidern 120 Milliarden Yuan in KI-Rechenzentren investieren."


@pytest.mark.parametrize(
    ("text", "language", "firm"),
    [
        ("Scaleway, a subsidiary of Iliad, wants to install 50,000 Nvidia GPUs.", "en", "Scaleway"),
        ("Scaleway has big plans: the Iliad subsidiary will install 50,000 Nvidia GPUs.", "en", "Scaleway"),
        ("The Microsoft-backed lab OpenAI ordered 40,000 H100s.", "en", "OpenAI"),
        ("Nvidia rival AMD shipped 300,000 MI308 chips in 2024.", "en", "AMD"),
        ("Die Iliad-Tochter Scaleway betreibt derzeit 5000 GPUs.", "de", "Scaleway"),
        ("Scaleway hat viel vor: Die Iliad-Tochter will 5000 Nvidia-GPUs installieren.", "de", "Scaleway"),
        ("Nvidia-Rivale AMD lieferte im Vorjahr 300.000 MI308 aus.", "de", "AMD"),
    ],
)
def test_an_owner_that_says_whose_a_firm_is_does_nothing(text: str, language: str, firm: str) -> None:
    """The daughter acts, named beside its owner or called by it once it has been named."""
    assert [c.actors for c in numbered(text, language)] == [(firm,)]


@pytest.mark.parametrize(
    ("text", "language", "times"),
    [
        ("Cambricon's revenue grew 44-fold to CNY2.88 billion.", "en", 44),
        ("Moore Threads' revenue rose thirteenfold to 702 million yuan.", "en", 13),
        ("The B30A beats the H20 by a factor of six.", "en", 6),
        ("Cambricon hat den Umsatz mit KI-Chips mehr als vervierzigfacht.", "de", 40),
        ("Der Ascend 950PR lässt den H20 um den Faktor 2,5 hinter sich.", "de", 2.5),
    ],
)
def test_how_many_times(text: str, language: str, times: float) -> None:
    """A multiple in words or as a factor, also beside what it leads to."""
    found = numbered(text, language)[0].quantity
    assert (found.low, found.unit) == (times, "ratio")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nvidia sold the H20 again. Restarting the supply chain would take nine months.", "en"),
        ("The H20 is back. Nvidia went back to TSMC; to restart the line takes nine months.", "en"),
        ("Nvidia verkauft den H20 wieder. Es dauert neun Monate, die Lieferkette wieder anzufahren.", "de"),
    ],
)
def test_the_time_to_begin_again(text: str, language: str) -> None:
    """How long it takes to make chips again is a matter of supply."""
    (told,) = [c for c in numbered(text, language) if c.quantity.unit == "months"]
    assert (told.kind, told.quantity.low) == ("supply", 9)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tencent plans to spend 100bn yuan on AI. 40bn yuan is earmarked for advanced processors.", "en"),
        ("Tencent will 100 Milliarden Yuan in KI investieren. 40 Milliarden Yuan sind für KI-Chips vorgesehen.", "de"),
    ],
)
def test_a_sum_set_aside_for_chips_is_an_order(text: str, language: str) -> None:
    """Of a budget for everything the part for chips."""
    assert [c.kind for c in numbered(text, language)] == ["capex", "order"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a_en.txt", f"{PLAN_EN} That compares with about 90 billion yuan invested in AI in 2025.\n"),
        ("a_de.txt", f"{PLAN_DE} In diesem Jahr lagen die KI-Ausgaben bei 90 Milliarden Yuan.\n"),
    ],
)
def test_what_a_plan_of_the_press_is_compared_with(tmp_path, name: str, text: str) -> None:
    """The year that has begun is no plan: who knows of the plan knows of it too."""
    place = tmp_path / name
    place.write_text(text, encoding="utf-8")
    told = {c.quantity.low: c.stance for c in extract(read(place, published="2025-12-10")).claims if c.quantity}
    assert told == {120e9: "planned", 90e9: "reported"}


def test_what_is_put_to_work_is_held() -> None:
    """A cloud that rolls out chips of its own delivers them to nobody."""
    (told,) = numbered("Amazon rolled out 1.3 million Trainium chips last year.", "en")
    assert (told.kind, told.actors) == ("stock", ("Amazon",))


def test_what_a_price_is_compared_with_is_not_its_chip() -> None:
    """`wie der des H20` says whose the other price is."""
    found = numbered("Huawei liefert den Ascend 910C aus. Sein Preis liegt doppelt so hoch wie der des H20.", "de")
    assert found[-1].chips == ("Ascend 910C",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("DeepSeek trained V3 on H800s for $5.58 million, R1 for $294,000. Add both and you get $5.87 million.", "en"),
        (
            "DeepSeek trainierte V3 auf H800 für 5,58 Millionen Dollar. Rechnet man beides zusammen, sind es 5,87 Millionen.",
            "de",
        ),
    ],
)
def test_what_is_added_up_is_a_calculation(text: str, language: str) -> None:
    """The paper's sum of what the maker told."""
    (told,) = [c for c in numbered(text, language) if c.quantity.low == 5.87e6]
    assert told.stance == "estimated"


def test_a_share_of_the_rent_paid_ahead() -> None:
    """It is part of the contract of who lets."""
    text = (
        "Microsoft signed a $9.7bn contract with IREN for access to GB300 chips. A fifth of the price is paid up front."
    )
    told = numbered(text, "en")[-1]
    assert (told.kind, told.actors, told.counterparties) == ("transfer", ("IREN",), ("Microsoft",))


def test_half_the_price_is_a_price() -> None:
    """No change of one."""
    (told,) = numbered("A dealer offers the RTX 5090 at half the price.", "en")
    assert (told.kind, told.quantity.low) == ("price", 50)


def test_the_number_behind_an_owner_is_its_own() -> None:
    """Though what stands before it is what another share is compared with."""
    text = "ByteDance has 49 percent of the AI token calls, ahead of Alibaba's 27 percent and Baidu's 17 percent."
    assert [c.actors for c in numbered(text, "en")] == [("ByteDance",), ("Alibaba",), ("Baidu",)]


@pytest.mark.parametrize(
    "text",
    [
        "Nscale, backed by Microsoft, ordered 5,000 GB300 chips.",
        "Nscale, a Microsoft-backed cloud firm, ordered 5,000 GB300 chips.",
        "The Microsoft-backed cloud firm Nscale ordered 5,000 GB300 chips.",
    ],
)
def test_a_backer_orders_nothing(text):
    """Who is named only as a firm's backer is no party, with or without a word for a subsidiary in the text."""
    document = Document(id="t", name="t", sha256="", original=text, text=text, language="en")
    (claim,) = [c for c in extract(document).claims if c.quantity is not None]
    assert (claim.actors, "Microsoft" in claim.counterparties) == (("Nscale",), False)
