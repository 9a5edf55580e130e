"""Who acts in Spanish and Portuguese papers: foils, landlords, owners behind their number, the first and the second."""

from __future__ import annotations

from .texts import by_value, claims


def told(text, language):
    return by_value(claims(text, language))


def test_a_firm_named_for_comparison_is_no_subject_of_what_follows():
    """`Para comparar, a Mistral …` sets another lab beside the one a text is about."""
    text = (
        "A DeepSeek treinou o modelo com 2.048 H800. "
        "Para comparar, a Mistral gastou 9 milhões de horas de GPU em seu último modelo. "
        "Segundo a SemiAnalysis, o grupo dispõe de 40 mil GPUs Hopper."
    )
    assert told(text, "pt")[40e3].actors == ("DeepSeek",)


def test_who_says_what_a_firm_does_does_not_do_it():
    """`Wang, de Scale AI, afirma que la compañía china dispone de`: the only Chinese firm named so far."""
    text = (
        "DeepSeek entrenó su modelo con 2.048 H800. Meta necesitó 30 millones de horas de GPU. "
        "Alexandr Wang, de Scale AI, afirma que la compañía china dispone de 45.000 H100."
    )
    assert told(text, "es")[45e3].actors == ("DeepSeek",)


def test_who_lets_a_site_holds_nothing_in_it():
    """`alquilado a Ionic Digital`, but a site let to a lab is the lab's."""
    text = (
        "Nscale instalará 90.000 GB300 en un campus de 240 megavatios alquilado a Ionic Digital. "
        "Otras 23.000 irán a Loughton."
    )
    found = told(text, "es")
    assert [found[v].actors for v in (90e3, 240e6, 23e3)] == [("Nscale",)] * 3
    text = "A Nscale instalará 20 mil GB300 num edifício que pertence à Ionic Digital. A Noruega recebe 52 mil."
    assert told(text, "pt")[52e3].actors == ("Nscale",)


def test_an_owner_stands_behind_its_part():
    """`dos quais US$ 31 bilhões saem da Microsoft`, and nobody by name spends the whole."""
    text = (
        "As empresas de tecnologia gastarão US$ 229 bilhões em servidores para IA, "
        "dos quais US$ 31 bilhões saem da Microsoft e US$ 26 bilhões da Amazon."
    )
    found = told(text, "pt")
    assert [found[v].actors for v in (229e9, 31e9, 26e9)] == [(), ("Microsoft",), ("Amazon",)]


def test_the_first_and_the_second_of_a_list():
    """`A la primera le correspondió`, `la segunda, otras 140.000`."""
    text = "Baidu y Huawei copan el 70 % de la nube de IA china. A la primera le correspondió el 40 %; a la segunda, el 30 %."
    found = told(text, "es")
    assert (found[40].actors, found[30].actors) == (("Baidu",), ("Huawei",))
    text = "Meta y Microsoft fueron los mayores clientes. La primera recibió 150.000 H100; la segunda, otras 140.000."
    found = told(text, "es")
    assert (found[150e3].actors, found[140e3].actors) == (("Meta",), ("Microsoft",))


def test_a_store_is_that_of_the_maker_behind_it():
    """`O estoque de H20 da Nvidia`, whoever the sentence before names."""
    text = "A Tencent e a ByteDance foram convocadas. O estoque de H20 da Nvidia era de 650 mil unidades."
    assert told(text, "pt")[650e3].actors == ("Nvidia",)


def test_thousands_of_millions_in_a_range():
    """`entre 5 mil e 7 mil milhões` are 5 to 7 billion; `entre 500 mil e 2 milhões` half a million to two."""
    quantity = told("As receitas da Cambricon ficarão entre 5 mil e 7 mil milhões de yuans.", "pt")[5e9].quantity
    assert quantity.high == 7e9
    assert told("A Nvidia entregou entre 500 mil e 2 milhões de H20.", "pt")[5e5].quantity.high == 2e6


def test_what_a_maker_of_chips_puts_into_a_lab_is_spent():
    """`A Nvidia vai investir US$ 100 bilhões na OpenAI`: no mere stake."""
    text = "A Nvidia vai investir até US$ 100 bilhões na OpenAI, que erguerá data centers com seus chips de IA."
    claim = told(text, "pt")[100e9]
    assert (claim.kind, claim.actors) == ("capex", ("Nvidia",))


def test_a_firm_told_by_its_officer():
    """`La firma de Mark Zuckerberg …, y la de Jeff Bezos`: neither the firm before nor a list of two."""
    text = (
        "Microsoft compró 485.000 chips Hopper. "
        "La firma de Mark Zuckerberg adquirió 224.000 y la de Jeff Bezos, 196.000."
    )
    found = told(text, "es")
    assert (found[224e3].actors, found[196e3].actors) == (("Meta",), ("Amazon",))
    text = "A empresa de Mark Zuckerberg instalou 173 mil MI300 da AMD e a de Satya Nadella 96 mil."
    found = told(text, "pt")
    assert (found[173e3].actors, found[96e3].actors) == (("Meta",), ("Microsoft",))


def test_a_firm_with_a_figure_of_its_own_does_not_take_the_one_before():
    """`São 485 mil, quando a Meta, segunda da tabela, se ficou pelas 224 mil`."""
    text = (
        "A Microsoft foi a maior compradora de chips da Nvidia. São 485 mil unidades da família Hopper, segundo a Omdia, "
        "quando a Meta, segunda da tabela, se ficou pelas 224 mil."
    )
    assert told(text, "pt")[485e3].actors == ("Microsoft",)


def test_tokens_keep_their_rate_over_bare_numbers():
    """`Cincuenta billones de tokens al día. … Hace un año eran 4 billones`, and 400 times less before."""
    text = (
        "Cincuenta billones de tokens al día: eso procesa ya Doubao, de ByteDance. "
        "Hace un año eran 4 billones; en mayo de 2024, apenas sumaban 120.000 millones."
    )
    found = told(text, "es")
    assert [found[v].quantity.unit for v in (50e12, 4e12, 120e9)] == ["tokens/day"] * 3


def test_the_treasury_is_no_new_firm():
    """`el Tesoro se quedará con la cuarta parte de los ingresos`: the state's, by the country named before."""
    text = "Estados Unidos permitirá exportar el H200 y el Tesoro se quedará con la cuarta parte de los ingresos."
    assert told(text, "es")[25].actors == ("US government",)


def test_who_buys_in_a_clause_of_its_own_is_not_let_in():
    """`desde que Washington reabriu a porta, há duas semanas, a Nvidia encomendou`: an order at the foundry."""
    text = (
        "Com a procura crescendo desde que Washington reabriu a porta, há duas semanas, "
        "a Nvidia encomendou à TSMC mais 250 mil chips H20."
    )
    claim = told(text, "pt")[250e3]
    assert (claim.kind, claim.actors) == ("order", ("Nvidia",))
