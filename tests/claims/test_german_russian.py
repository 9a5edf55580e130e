"""German and Russian: notices of the law, compounds, names that end as nouns do, times that are over, who is paid."""

from __future__ import annotations

import pytest

from suanli import extract, read

from .texts import claims


def test_a_notice_of_the_law_parts_no_firm_from_its_number() -> None:
    """What Russian papers must add to a name stands between it and nothing: neither its sum nor its list."""
    notice = "(признана экстремистской организацией и запрещена в РФ)"
    first, second = claims(f"Alphabet вложит в ИИ $185 млрд, Meta {notice} — $135 млрд.", "ru")
    assert (first.actors, second.actors) == (("Google",), ("Meta",))
    bought = claims(f"Meta {notice} и Microsoft купили по 485 тыс. чипов Hopper.", "ru")
    assert {c.actors for c in bought} == {("Meta",), ("Microsoft",)}


@pytest.mark.parametrize(
    ("text", "chip"),
    [
        ("Amazon verbaut 500.000 Trainium-2-Chips.", "Trainium2"),
        ("Intel liefert 5.000 Gaudi-3-Beschleuniger an IBM.", "Gaudi 3"),
        ("Das CSCS zählt 10'752 Grace-Hopper-Module.", "GH200"),
    ],
)
def test_compounds_name_their_chip_in_full(text: str, chip: str) -> None:
    """A hyphen inside a compound is the space or the joint of a chip's name."""
    (told,) = claims(text, "de")
    assert told.chips == (chip,)


def test_an_introduced_name_may_end_as_nouns_do() -> None:
    """`Anbieter Kernwolke` is a firm; `Anbieter Hälfte` and `Konzern Belastungen` would be words of the sentence."""
    (told,) = claims("Der Berliner Anbieter Kernwolke betreibt 1.824 H100.", "de")
    assert told.actors == ("Kernwolke",)
    (none,) = claims("Zuletzt hatte der Konzern Belastungen. Dort laufen 1.824 H100.", "de")
    assert none.actors == ()


def test_what_a_time_that_is_over_brought_is_no_plan(tmp_path) -> None:
    """By the end of a year that has passed is when something was reached; of a year to come it is planned."""
    path = tmp_path / "a.txt"
    path.write_text("К концу 2024 года у Meta набралось 600 тыс. GPU. К концу 2026 года их будет 1,3 млн.", "utf-8")
    first, second = extract(read(path, published="2025-01-06")).claims
    assert (first.stance, second.stance) == ("asserted", "planned")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Nvidia договорилась отдавать США 15 % от продаж H20, однако Пекин советует их не покупать."),
        ("ru", "Nvidia будет перечислять в бюджет США 15 % выручки от H20, но Пекин советует их не покупать."),
        ("de", "Nvidia soll 15 Prozent der Erlöse mit dem H20 an die USA abführen, Peking rät jedoch vom Kauf ab."),
    ],
)
def test_a_share_of_sales_is_the_rule_of_whom_it_goes_to(language: str, text: str) -> None:
    """The state that takes a share acts, by its bare name as well, not the one that advises against buying."""
    told = next(c for c in claims(text, language) if c.quantity.low == 15)
    assert (told.kind, told.actors) == ("policy", ("US government",))


@pytest.mark.parametrize(
    "text", ["сервер с восемью H100 обойдётся в 28 млн рублей.", "Модуль с восемью H20 стоит $1 млн."]
)
def test_what_a_machine_holds_is_a_figure_of_it(text: str) -> None:
    """Eight chips in the server of which a price is told are bought by nobody."""
    assert [c.kind for c in claims(text, "ru")] == ["spec", "price"]


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("de", "Meta hat 100- bis 200.000 H100 gekauft.", 100_000, 200_000),
        ("de", "Meta hat drei- bis fünfhundert Millionen Dollar für H100 ausgegeben.", 3e8, 5e8),
        ("de", "Meta hat sechsunddreißigtausend H100 gekauft.", 36_000, 36_000),
        ("de", "Meta hat zweieinhalbtausend H100 gekauft.", 2_500, 2_500),
        ("de", "Der H200 leistet das 2,5-Fache des H20.", 2.5, 2.5),
        ("ru", "Meta заказала 2 с лишним миллиона H200.", 2e6, None),
    ],
)
def test_numbers_as_they_are_written(language: str, text: str, low: float, high: float | None) -> None:
    """Ranges whose first part is cut short, words run together, multiples behind a figure, `с лишним` before a scale."""
    assert [(c.quantity.low, c.quantity.high) for c in claims(text, language)] == [(low, high)]


@pytest.mark.parametrize(
    ("language", "text", "actor"),
    [
        ("ru", "США запретили ввозить H100 в Россию.", "US government"),
        ("de", "China hat seinen Konzernen untersagt, den H20 zu kaufen.", "China government"),
        ("en", "China has banned its companies from buying the H20.", "China government"),
    ],
)
def test_a_country_rules_by_its_bare_name_without_a_figure(language: str, text: str, actor: str) -> None:
    """Who bans is told where no number is."""
    (told,) = claims(text, language)
    assert (told.kind, told.actors, told.polarity) == ("policy", (actor,), "negative")


def test_a_quoted_name_before_a_dash_has_its_number() -> None:
    """A clause without a verb goes on with the firm before the dash, in quotation marks as well."""
    text = "У Сбера — 9 тыс. чипов, у «Яндекса» — 8 тыс."
    assert [c.actors for c in claims(text, "ru")] == [("Sber",), ("Yandex",)]
