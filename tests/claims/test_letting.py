"""Who lets, smuggles or awaits chips, told over several sentences; numbers spelled with a word between tens and ones."""

from __future__ import annotations

import pytest

from suanli.terms import Claim

from .texts import numbered


def one(text: str, language: str, value: float) -> Claim:
    """The claim that tells a value."""
    return next(c for c in numbered(text, language) if c.quantity and value in {c.quantity.low, c.quantity.high})


def test_a_letting_goes_on_past_its_first_sentence():
    """A sum and the use of chips told after a deal belong to the firm that lets and to the one that takes."""
    text = (
        "マイクロソフトは春にラムダと契約を結んだ。契約額は最大70億ドル。"
        "これでエヌビディアの「GB300」を3万個使えるようになる、と関係者が明かした。"
    )
    money, count = one(text, "ja", 7e9), one(text, "ja", 30000)
    assert (money.kind, money.actors, money.counterparties) == ("transfer", ("Lambda",), ("Microsoft",))
    assert (count.kind, count.actors, count.chips) == ("transfer", ("Lambda",), ("GB300",))


def test_what_a_dealer_told_to_smuggle_buys_is_moved_on():
    """A purchase in a later paragraph by the dealer whom the text calls a smuggler is a transfer, another's an order."""
    lead = "Следствие раскрыло контрабанду H100 в Китай. Контрабандой занималась {}.\n\n"
    told = lead + "{} закупила более 900 ускорителей Nvidia. Суд начнётся весной."
    dealer = one(told.format("Hao Global", "Hao Global"), "ru", 900)
    cloud = one(told.format("Hao Global", "CoreWeave"), "ru", 900)
    assert (dealer.kind, cloud.kind) == ("transfer", "order")


@pytest.mark.parametrize(
    ("text", "language", "low", "kind", "chips"),
    [
        (
            "Nvidia готовит отгрузку H200 в Китай. Объём поставок составит 2000–3000 модулей, то есть 16 000–24 000 ускорителей.",
            "ru",
            16000,
            "delivery",
            ("H200",),
        ),
        (
            "ByteDance đặt 90.000 chip 910B nhưng đến tháng 7 mới nhận 20.000.",
            "vi",
            20000,
            "delivery",
            ("Ascend 910B",),
        ),
        ("화웨이는 어센드 생산을 올해 90만 개에서 내년 150만 개까지 늘린다.", "ko", 1500000, "supply", ("Ascend",)),
        ("中国全体でH200の注文は150万枚に達した。", "ja", 1500000, "order", ("H200",)),
    ],
)
def test_counts_told_again_and_what_came_of_them(text: str, language: str, low: float, kind: str, chips: tuple):
    """Chips counted again, what came of an order, output that a verb raises, and what a whole country orders."""
    claim = one(text, language, low)
    assert (claim.kind, claim.chips) == (kind, chips)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("La empresa compró cinco mil GPU H100.", "es", 5000),
        ("La empresa compró treinta y cinco mil GPU H100.", "es", 35000),
        ("A empresa comprou cento e vinte e cinco mil GPUs H100.", "pt", 125000),
        ("Аренда H100 подорожала в два-три раза.", "ru", 2),
    ],
)
def test_numbers_spelled_in_several_words(text: str, language: str, value: float):
    """A scale multiplies the words before it, a link joins ones to tens, and two ones in a row are a range."""
    assert value in {c.quantity.low for c in numbered(text, language) if c.quantity}


def test_an_unexpected_order_is_no_forecast():
    """What beats expectations was ordered, not forecast."""
    told = one("予想外の需要を受け、NvidiaはTSMCにH20を40万個発注したという。", "ja", 400000)
    assert told.stance == "reported"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("CoreWeave will provide OpenAI with 20,000 GB200 chips.", "en"),
        ("CoreWeave will supply 20,000 GB200 chips to OpenAI.", "en"),
        ("CoreWeave, a Magnetar-backed cloud firm, will provide OpenAI with 20,000 GB200 chips.", "en"),
        ("CoreWeave wird OpenAI 20.000 GB200 liefern.", "de"),
        ("CoreWeave fournira 20 000 puces GB200 à OpenAI.", "fr"),
        ("CoreWeave suministrará 20.000 GB200 a OpenAI.", "es"),
    ],
)
def test_chips_that_a_landlord_provides_are_let(text, language):
    """A firm that lives by letting lets what it provides: its maker delivers nothing in that sentence."""
    claim = one(text, language, 20000.0)
    assert (claim.kind, claim.actors, claim.counterparties) == ("transfer", ("CoreWeave",), ("OpenAI",))


def test_what_a_landlord_gets_is_no_letting():
    """Chips that its supplier provides it are delivered; what it buys it orders."""
    assert one("Nvidia will supply CoreWeave with 50,000 GB200 chips.", "en", 50000.0).kind == "delivery"
    assert one("CoreWeave bought 50,000 GB200 chips that Dell supplied.", "en", 50000.0).kind == "order"
