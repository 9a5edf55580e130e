"""How French and Italian papers tell: whose words close a sentence, sums converted, tokens listed, hours of the day."""

from __future__ import annotations

from .texts import by_value, claims


def told(text, language):
    return by_value(claims(text, language))


def test_a_verb_behind_a_comma_belongs_to_the_paper_behind_it():
    """`à TSMC, révèle Reuters`: the foundry that stands before the verb says nothing."""
    for verb in ("révèle", "rapporte"):
        text = f"Nvidia a commandé 300 000 H20 à TSMC, {verb} Reuters."
        assert told(text, "fr")[300e3].stance == "reported"
    assert told("Nvidia ha ordinato 300.000 H20 a TSMC, rivela Reuters.", "it")[300e3].stance == "reported"
    own = told("Nous avons commandé 300 000 H20 à TSMC, révèle Nvidia.", "fr")[300e3]
    assert own.stance == "asserted"


def test_to_believe_someone_is_according_to_him():
    """`à en croire` tells who speaks: a paper, an analyst or the firm itself."""
    stances = {
        speaker: told(f"À en croire {speaker}, Tencent a acheté 400 000 GPU Hopper.", "fr")[400e3].stance
        for speaker in ("Reuters", "Omdia")
    }
    assert stances == {"Reuters": "reported", "Omdia": "estimated"}


def test_the_next_sentence_tells_the_same_sum_in_another_currency():
    """`Al cambio odierno`, `Cela représente`: all but the currency is that of the sum before."""
    french = (
        "ByteDance s'apprêterait à commander pour 40 milliards de yuans de puces Ascend à Huawei, selon Caixin. "
        "Cela représente environ 4,9 milliards d'euros."
    )
    italian = (
        "Secondo KeyPoints ByteDance spenderebbe 40 miliardi di yuan in chip Ascend di Huawei. "
        "Al cambio odierno l'intera fornitura vale circa 4,9 miliardi di euro."
    )
    for text, language in ((french, "fr"), (italian, "it")):
        found = told(text, language)
        first, second = found[40e9], found[4.9e9]
        assert (second.kind, second.chips, second.stance) == ("order", ("Ascend",), "planned")
        assert (second.actors, second.kind, second.stance) == (first.actors, first.kind, first.stance)


def test_a_bare_sum_is_in_another_currency_than_its_conversion():
    """`380 miliardi (46 miliardi di euro)`: yuan, by what they are worth, not euros."""
    text = "Alibaba conferma il piano da 380 miliardi (46 miliardi di euro) per l'intelligenza artificiale."
    assert told(text, "it")[380e9].quantity.unit == "CNY"
    text = "Meta maintient son plan de 600 milliards (520 milliards d'euros) pour les puces d'IA."
    assert told(text, "fr")[600e9].quantity.unit == "USD"


def test_not_to_exclude_is_to_plan():
    """`non esclude di` denies nothing; `esclude di` does."""
    text = "Microsoft {} di comprare altre 20.000 GPU da Nvidia."
    assert told(text.format("non ha escluso"), "it")[20e3].stance == "planned"
    assert told(text.format("esclude"), "it")[20e3].stance == "denied"


def test_tokens_of_a_list_are_tokens():
    """Numbers that go on with tokens count no chips, and one in the genitive is its firm's."""
    text = (
        "Per reggere la punta servono almeno 100mila GPU. A fine anno il consumo quotidiano era di 63mila miliardi di "
        "token per Doubao, 32mila per Alibaba, 28mila per Tencent."
    )
    found = told(text, "it")
    assert found[32e12].actors == ("Alibaba",)
    assert found[28e12].actors == ("Tencent",)
    text = "Doubao generava 63.000 miliardi di token al giorno, il doppio dei 32.000 di Qwen."
    assert told(text, "it")[32e12].actors == ("Alibaba",)


def test_a_number_before_a_multiple_is_none():
    """`224.000, il doppio dei`: chips as those before, not times."""
    found = told("Tencent ha comprato 230.000 chip Nvidia, Meta 224.000, il doppio dei 110.000 di Amazon.", "it")
    assert {n: found[n].quantity.unit for n in (224e3, 110e3)} == {224e3: "chips", 110e3: "chips"}


def test_hours_of_the_day_are_no_tokens():
    """`alle 21.46`, `à 21 h 46`, and a rate behind a semicolon is not that of the number before it."""
    text = (
        "Doubao ha elaborato 63,3 miliardi di token nel minuto di picco, alle 21.46; al secondo fa oltre un miliardo."
    )
    minute = told(text, "it")
    assert minute[63.3e9].quantity.unit == "tokens/minute"
    assert not [n for n in minute if n and 2e10 < n < 3e10]
    text = "Doubao a avalé 63,3 milliards de tokens en une seule minute, à 21 h 46."
    assert told(text, "fr").keys() == {63.3e9}


def test_places_in_a_row_and_years_with_an_elision():
    """`un terzo edificio` is no third; `vent'anni` are twenty; `fra tre mesi` lasts nothing."""
    text = "Meta costruirà un terzo edificio a Richland con 100.000 GPU. Un terzo delle GPU arriva da AMD."
    assert sum(c.quantity is not None and c.quantity.unit == "percent" for c in claims(text, "it")) == 1
    text = (
        "La procura accusa quattro persone di aver esportato 400 A100 in Cina. Rischiano fino a vent'anni di carcere."
    )
    assert told(text, "it")[20].quantity.unit == "years"
    text = "xAI ha acceso il primo impianto per l'addestramento di IA da 1 GW, e fra tre mesi dovrebbe salire a 1,5."
    assert told(text, "it").keys() == {1e9, 1.5e9}


def test_how_a_cloud_grew_is_told_of_its_sales():
    """`il cloud corre del 34%`, growth in three digits (at least 100 %); what its division invests is no sale."""
    italian = (
        "La divisione cloud di Alibaba vola: +34%, a 39,8 miliardi di yuan, "
        "e i prodotti di IA crescono a tre cifre per il nono trimestre."
    )
    french = (
        "Le cloud d'Alibaba a bondi de 34 %, à 39,8 milliards de yuans, "
        "et ses produits d'IA affichent une croissance à trois chiffres."
    )
    for text, language in ((italian, "it"), (french, "fr")):
        found = told(text, language)
        assert {n: found[n].kind for n in (34, 39.8e9, 100)} == {34: "revenue", 39.8e9: "revenue", 100: "revenue"}
    text = "La branche cloud d'Alibaba va investir 380 milliards de yuans dans l'IA."
    assert told(text, "fr")[380e9].kind == "capex"


def test_what_was_to_be_earned_is_a_forecast():
    """`attendait 8 milliards de ventes`, `devait atteindre`: expected; what sales brought is told flatly."""
    text = (
        "Nvidia attendait 8 milliards de dollars de ventes de H20. Le groupe avait passé une charge de 4,5 milliards."
    )
    assert {n: c.stance for n, c in told(text, "fr").items()} == {8e9: "estimated", 4.5e9: "asserted"}
    text = "Nvidia attendeva 8 miliardi di dollari di vendite di H20 nel secondo trimestre."
    assert told(text, "it")[8e9].stance == "estimated"
    text = "Les ventes de H20 ont rapporté entre 12 et 15 milliards de dollars en 2024."
    assert told(text, "fr")[12e9].stance == "asserted"


def test_a_short_sentence_says_whose_price_it_is():
    """`La rilevazione è di SemiAnalysis`: an analyst's count of what is paid."""
    text = "Un'ora di B200 costa 4,10 dollari. La rilevazione è di SemiAnalysis."
    assert told(text, "it")[4.1].stance == "estimated"
    text = "Une carte B200 vaut 30 000 dollars. L'estimation est de Raymond James."
    assert told(text, "fr")[30e3].stance == "estimated"


def test_a_bare_number_of_a_time_is_set_against_the_one_before():
    """`contro i 3,20 di gennaio`, `dagli 1,70 di ottobre`, `contro i 300.000 di un anno prima`."""
    text = "Un'ora di B200 costa 4,10 dollari, contro i 3,20 di gennaio, secondo SemiAnalysis."
    assert told(text, "it")[3.2].quantity.unit == "USD"
    assert 1.7 in told("Il noleggio di un H100 è salito a 2,35 dollari dagli 1,70 di ottobre.", "it")
    text = "Huawei ha prodotto 600.000 Ascend 910C, contro i 300.000 di un anno prima."
    assert told(text, "it")[300e3].chips == ("Ascend 910C",)


def test_what_china_asks_for_its_firms_order():
    """`La Chine en réclame deux millions`: no stock of the maker."""
    for text, language in (
        ("Nvidia détient 700 000 H200 en stock. La Chine en réclame deux millions.", "fr"),
        ("Nvidia ha in magazzino 700.000 H200. La Cina ne chiede due milioni.", "it"),
    ):
        claim = told(text, language)[2e6]
        assert (claim.kind, claim.actors) == ("order", ("Chinese companies",))
