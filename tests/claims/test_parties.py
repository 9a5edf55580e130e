"""Who acts in a claim and who says it: authorities, new names, words that point back, sources and how far they reach."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.reading import read

from .texts import numbered


def first(text, language="en"):
    return numbered(text, language)[0]


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("Das Wirtschaftsministerium investiert 48 Millionen Euro in KI-Rechenzentren.", "de", "Germany government"),
        ("Le gouvernement va investir 48 millions d'euros dans l'IA.", "fr", "France government"),
        ("Le gouvernement polonais va investir 48 millions d'euros dans l'IA.", "fr", "Poland government"),
        ("Pékin veut des puces. Le gouvernement va investir 48 milliards de yuans dans l'IA.", "fr", "China government"),
        ("O ministério quer investir R$ 1,8 bilhão em supercomputadores de IA.", "pt", "Brazil government"),
        ("Canberra wants AI chips. In Australia the industry ministry will invest A$75 million in AI data centers.", "en",
         "Australia government"),
        ("The U.S government will invest $9 billion in AI data centers.", "en", "US government"),
        ("政府明年將投入420億元建置AI算力。", "zh-Hant", "Taiwan government"),
    ],
)  # fmt: skip
def test_an_authority_without_a_country_acts_for_the_state_of_its_story(text, language, actor):
    """A country beside the word, the state named before it and the language's home decide, in this order."""
    assert first(text, language).actors == (actor,)


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("Cloud operator Redgum Compute has ordered 2,304 GB200 chips.", "en", "Redgum Compute"),
        ("Die Nordkern GmbH hat 1.152 H200 bestellt.", "de", "Nordkern"),
        ("La société lyonnaise Calculis a commandé 2 400 H200 à Nvidia.", "fr", "Calculis"),
        ("A operadora paranaense Ligga encomendou 1.024 H200.", "pt", "Ligga"),
        ("Компания «Зорблакс» закупила 480 ускорителей Nvidia H200.", "ru", "Zorblaks (Зорблакс)"),
        ("A company called Zorblax ordered 5,000 Nvidia H200 chips.", "en", "Zorblax"),
    ],
)
def test_a_firm_that_no_list_holds_is_known_by_its_introduction(text, language, actor):
    """The name is what stands beside the word for a firm, without its legal form."""
    assert first(text, language).actors == (actor,)


def test_the_new_name_stands_for_itself_later():
    """A name once introduced acts wherever it stands again, and for the company after it."""
    found = numbered(
        "Operator Redgum Compute opened a site. In May Redgum ordered 2,304 H200 chips. The company runs 900 H100s."
    )
    assert [c.actors for c in found] == [("Redgum Compute",)] * 2


def test_partners_that_are_introduced_act_together():
    """A joining word and a word for a firm between two names make them one list."""
    (claim,) = numbered(
        "Der britische Betreiber Nscale und der Osloer Investor Aker haben 12.000 GB300 bestellt.", "de"
    )
    assert claim.actors == ("Nscale", "Aker")


def test_common_words_are_no_names():
    """Nouns, places and officers beside the word for a firm name no firm."""
    for text in (
        "Nvidia told the company Tuesday that Oracle ordered 5,000 H200 chips.",
        "Das Unternehmen Anfang Mai: Oracle bestellte 5.000 H200.",
    ):
        assert numbered(text)[0].actors == ("Oracle",)


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("Nscale a signé avec Microsoft. Le britannique installera 104 000 GB300 au Texas.", "fr", "Nscale"),
        ("Oracle opened a site with OpenAI. The company will install 16,000 H200 chips there.", "en", "Oracle"),
        ("甲骨文向英伟达下了单。该公司将部署1.6万张H200。", "zh-Hans", "Oracle"),
    ],
)
def test_a_word_that_points_back_stands_for_the_subject_before(text, language, actor):
    """The subject of the sentence before is meant, not the firm it deals with."""
    assert first(text, language).actors == (actor,)


def test_firms_and_their_numbers_in_a_row():
    """Each number of a list belongs to the firm right before it, also across a comma."""
    found = numbered(
        "Omdia le atribuye a Microsoft la compra de 485.000 chips Hopper; a Amazon, 196.000 y a Google, 169.000.", "es"
    )
    assert [c.actors for c in found] == [("Microsoft",), ("Amazon",), ("Google",)]
    assert {c.stance for c in found} == {"estimated"}


@pytest.mark.parametrize(
    ("text", "language", "stance"),
    [
        ("ByteDance plans to spend 160 billion yuan on AI this year.", "en", "planned"),
        ("ByteDance spent 160 billion yuan on AI infrastructure last year.", "en", "asserted"),
        ("xAI, which reportedly burned $1 billion a month, runs 550,000 GB200 chips in Memphis.", "en", "asserted"),
        (
            "DeepSeek trainierte auf 512 H800. Das Training von R1 soll 294.000 US-Dollar gekostet haben, schreibt Deepseek in „Nature“.",
            "de",
            "asserted",
        ),
        ("Meta hat 24.000 H100 bestellt. Das berichtet Reuters.", "de", "reported"),
        ("Nach eigenen Angaben betreibt Meta 24.000 H100.", "de", "asserted"),
        ("Two people familiar with the matter said Meta ordered 24,000 H100 chips.", "en", "reported"),
        ("Nscale will rent 20,000 GB300 chips to Microsoft under a five-year contract.", "en", "asserted"),
    ],
)
def test_who_says_it_decides_the_stance(text, language, stance):
    """Plans, past spending, hearsay of one clause, a party's own word, a report told after, sources, signed contracts."""
    assert numbered(text, language)[-1].stance == stance


@pytest.mark.parametrize(("glued", "chip"), [("NVIDIAH20", "H20"), ("AMDMI355X", "MI355X")])
def test_a_lost_space_after_the_maker_hides_no_chip(glued, chip):
    """A maker's name and a code written as one word are both read."""
    (claim,) = numbered(f"Tencent ordered 50,000 {glued} chips this year.")
    assert (claim.actors, claim.chips) == (("Tencent",), (chip,))


def test_the_day_of_a_date_is_no_share(tmp_path):
    """A day before a percentage does not take its unit."""
    place = tmp_path / "report.txt"
    place.write_text("Nvidia earned $17 billion in China in the year that ended Jan. 26, 13% of its sales.")
    assert [c.quantity.low for c in extract(read(place)).claims if c.quantity] == [17e9, 13]


def test_the_state_that_bans_is_no_buyer():
    """A state named for its ban, right before the sum, leaves the order to the firms that head the sentence."""
    text = (
        "Alibaba、Tencentの大手テクノロジー企業2社が、米国政府によるH20の輸出禁止の前に、120億ドル相当のGPUを購入した。"
    )
    assert first(text, "ja").actors == ("Alibaba", "Tencent")


def test_who_is_allowed_to_buy_does_not_rule():
    """Of a permission the state named further on is the actor, and those allowed the other side."""
    text = (
        "ByteDance e Tencent receberam permissão para comprar 400 mil chips H200, sinal de que o governo chinês cedeu."
    )
    claim = first(text, "pt")
    assert (claim.kind, claim.actors) == ("policy", ("China government",))
    assert set(claim.counterparties) == {"ByteDance", "Tencent"}


def test_modules_counted_again_as_chips():
    """What a count equals, right behind it, is the same claim in chips; shipments that total a count are shipped."""
    found = numbered("Nvidia's shipments should total 5,000 modules, equivalent to about 40,000 H200 chips.")
    assert [(c.kind, c.quantity.low) for c in found] == [("delivery", 5000), ("delivery", 40000)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Jensen Huang told analysts that a gigawatt of capacity costs $50 billion to $60 billion.", "en"),
        ("Nach Huangs früheren Angaben kostet ein Gigawatt 50 Milliarden Dollar, davon 35 für Nvidia-Produkte.", "de"),
    ],
)
def test_who_tells_what_a_gigawatt_costs_spends_nothing(text, language) -> None:
    """A rate is nobody's spending, whoever names it, and an estimate."""
    told = [c for c in numbered(text, language) if c.quantity.measure == "money"]
    assert {(c.kind, c.actors, c.stance) for c in told} == {("capex", (), "estimated")}


@pytest.mark.parametrize(
    ("text", "language", "actors", "others"),
    [
        ("Meta made up 18% of Nvidia's sales.", "en", ("Nvidia",), ("Meta",)),
        (
            "CoreWeave runs 250,000 GPUs. Microsoft accounted for 62% of its revenue.",
            "en",
            ("CoreWeave",),
            ("Microsoft",),
        ),
        (
            "Coreweave betreibt 250.000 GPUs. Microsoft stand für 62 Prozent des Umsatzes.",
            "de",
            ("CoreWeave",),
            ("Microsoft",),
        ),
    ],
)
def test_a_customer_makes_up_a_share_of_the_sellers_sales(text, language, actors, others) -> None:
    """The sales are the seller's, named beside or before."""
    (told,) = [c for c in numbered(text, language) if c.kind == "revenue"]
    assert (told.actors, told.counterparties) == (actors, others)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Technology companies spent $229 billion on servers, of which Nvidia collected 43 percent.", "en"),
        (
            "Die Technologiekonzerne gaben 229 Milliarden Dollar für Server aus, 43 Prozent davon kassierte Nvidia.",
            "de",
        ),
    ],
)
def test_what_a_maker_gets_of_the_worlds_spending_it_earns(text, language) -> None:
    """The sum is spent by nobody by name, the share of it is the maker's sales."""
    spent, share = numbered(text, language)
    assert (spent.kind, spent.actors) == ("capex", ())
    assert (share.kind, share.actors) == ("revenue", ("Nvidia",))


def test_two_who_invest_side_by_side_have_a_sum_each() -> None:
    """A maker of chips invests as well where its sum follows another's."""
    told = numbered("Microsoft will invest up to $5 billion and Nvidia up to $10 billion in Anthropic.", "en")
    assert [c.actors for c in told] == [("Microsoft",), ("Nvidia",)]
