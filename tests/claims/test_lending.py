"""What numbers in a list lend one another, what closes a list, and what claims nothing at all."""

from __future__ import annotations

from suanli import extract
from suanli.terms import Document

from .texts import numbered


def sums(text, language):
    return {c.quantity.low: (c.kind, c.actors) for c in numbered(text, language)}


def test_firms_go_on_with_the_currency_and_the_scale_of_the_first():
    """Bare numbers behind Google and Microsoft are billions of dollars, a range among them."""
    text = (
        "Amazon prévoit d'investir 90 milliards de dollars dans l'IA cette année, Google entre 60 et 70, Microsoft 80."
    )
    told = sums(text, "fr")
    assert [told[low] for low in (90e9, 60e9, 80e9)] == [("capex", (n,)) for n in ("Amazon", "Google", "Microsoft")]
    assert next(c for c in numbered(text, "fr") if c.quantity.low == 60e9).quantity.high == 70e9


def test_firms_with_counts_in_brackets_have_each_its_own():
    """`Oracle (40.000)` ends where its bracket closes; the next firm does not share it."""
    text = "Meta a acheté 90.000 puces H100 de Nvidia, suivie de xAI (50.000), Oracle (40.000) et Google (30.000)."
    assert sums(text, "fr")[30e3] == ("order", ("Google",))


def test_a_list_that_a_joining_word_has_closed_goes_not_on_past_a_comma():
    """Baidu stands before the verb alone: the firms behind `avec` are not what `le groupe` points to."""
    text = (
        "Avec Tencent et Alibaba, Baidu a passé une commande de 3 milliards de dollars à Nvidia. "
        "Le groupe a aussi acheté 40 000 puces H20."
    )
    assert sums(text, "fr")[40e3] == ("order", ("Baidu",))


def test_those_of_another_maker_open_a_clause_of_their_own():
    """`et celles d'AMD` is not about the H20, and the sum before it not AMD's."""
    told = {c.quantity.low: c for c in numbered(
        "Les ventes de puces H20 sont estimées à 9 milliards de dollars et celles d'AMD en Chine à 3 milliards de dollars.", "fr"
    )}  # fmt: skip
    assert (told[9e9].actors, told[9e9].chips) == (("Nvidia",), ("H20",))
    assert (told[3e9].actors, told[3e9].chips) == (("AMD",), ())


def test_a_unit_of_a_list_is_lent_with_its_factor():
    """Both numbers are petaflops, each of its own chip."""
    text = "Les accélérateurs B200 Blackwell et B300 de Nvidia offrent respectivement 2,2 et 3,7 Pflops en FP16."
    assert [(c.chips, c.quantity.low) for c in numbered(text, "fr")] == [(("B200",), 2200.0), (("B300",), 3700.0)]


def test_questions_rounding_headlines_and_market_value_claim_nothing():
    """Only the full figure below the headline is a claim."""
    text = (
        "ByteDance: over $12 billion for Nvidia chips\n\nByteDance will spend $12.4 billion on Nvidia chips in 2026. "
        "Does it need 500,000 GPUs? The news wiped out $90 billion of market value."
    )
    assert [c.quantity.low for c in numbered(text, "en")] == [12.4e9]


def test_a_models_bare_code_stands_for_its_developer():
    """`V3` is DeepSeek's where the text names DeepSeek, whoever the sentence before told of."""
    text = (
        "DeepSeek a publié R1. OpenAI parle de 100 millions de dollars pour entraîner ses modèles. "
        "L'entraînement de V3 a coûté 5,6 millions de dollars."
    )
    assert sums(text, "fr")[5.6e6] == ("training", ("DeepSeek",))


def test_a_bare_number_takes_up_the_quantity_of_its_size():
    """Rent, sum and share go on without their unit; what stands in brackets between, and a year, lend and take nothing."""
    ru = (
        "Аренда одной H100 подорожала до 320 рублей в час; в январе она стоила 240. "
        "Nvidia выручила на чипах 35,1 млрд долларов (рост на 94 %), против ожидавшихся 33,2."
    )
    assert {240, 33.2e9} <= {round(c.quantity.low or 0) for c in numbered(ru, "ru")}
    fr = "Une H100 se loue 2,05 dollars de l'heure, 3,60 pour une B200. Il en était autrement en 2023."
    assert [c.quantity.low for c in numbered(fr, "fr")] == [2.05, 3.6]


def test_a_state_bans_in_a_clause_that_goes_on_to_count():
    """The licence is a rule of its own beside what it costs; a cap that the ban itself counts is told by its figure."""
    ko = "미국 정부가 H20 수출에도 허가증을 요구하면서 AMD가 최대 8억달러를 까먹게 됐다."
    document = Document(id="t", name="t", sha256="", original=ko, text=ko, language="ko")
    told = [(c.kind, c.quantity is None) for c in extract(document).claims]
    assert ("policy", True) in told and any(not silent for _, silent in told)
