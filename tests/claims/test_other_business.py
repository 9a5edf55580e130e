"""What press pages tell beside AI chips: other lines of business, what a firm is worth, places in lists of the best."""

from __future__ import annotations

import pytest

from .texts import by_value, claims, numbered


@pytest.mark.parametrize(
    ("language", "text", "own"),
    [
        ("en", "Nvidia's gaming sales rose 18% to $2.6 billion, while data center sales hit $22.6 billion.", 22.6e9),
        ("en", "Automotive sales at Nvidia grew 11% to $330 million. Its AI chips made $9 billion in sales.", 9e9),
        ("en", "AMD's client segment had revenue of $2.5 billion, its Instinct chips one of $3.7 billion.", 3.7e9),
        ("en", "Data center sales, which overtook gaming long ago, came to $22.6 billion, Nvidia said.", 22.6e9),
        ("de", ("Nvidias Gaming-Umsatz wuchs um 18 Prozent auf 2,6 Milliarden Dollar. Im Rechenzentrumsgeschäft setzte "
               "Nvidia 22,6 Milliarden Dollar um. Das Autogeschäft brachte 330 Millionen Dollar ein."), 22.6e9),
        ("ru", ("Выручка Nvidia от игрового сегмента выросла на 18 % до $2,6 млрд, а от ЦОД — до $22,6 млрд. "
               "Автомобильное направление принесло $330 млн."), 22.6e9),
        ("vi", ("Doanh thu mảng game của Nvidia tăng 18% lên 2,6 tỷ USD, còn mảng trung tâm dữ liệu đạt 22,6 tỷ USD. "
               "Doanh thu ô tô đạt 330 triệu USD."), 22.6e9),
        ("fr", ("Les centres de données ont rapporté 22,6 milliards de dollars de revenus à Nvidia, contre 2,6 milliards "
               "de dollars pour les jeux vidéo."), 22.6e9),
        ("es", ("Los ingresos de Nvidia por videojuegos subieron hasta los 2.600 millones de dólares. Los centros de datos "
               "aportaron 22.600 millones de dólares en ventas."), 22.6e9),
        ("it", ("I ricavi di Nvidia nel gaming sono saliti a 2,6 miliardi di dollari. I data center hanno generato "
               "ricavi per 22,6 miliardi di dollari."), 22.6e9),
        ("pt", ("A receita da Nvidia com jogos subiu para US$ 2,6 bilhões. Os data centers geraram uma receita de "
               "US$ 22,6 bilhões."), 22.6e9),
    ],
)  # fmt: skip
def test_sales_of_games_cars_and_pcs_are_no_figures_of_ai_chips(language: str, text: str, own: float) -> None:
    assert list(by_value(numbered(text, language))) == [own]


def test_a_sentence_that_only_goes_on_with_games_is_left_over_as_well() -> None:
    text = (
        "Mit KI-Chips setzte Nvidia 51 Milliarden Dollar um. Die Gaming-Sparte kam auf 4,3 Milliarden Dollar Umsatz. "
        "Zuvor waren es dort in diesen Monaten 4,1 Milliarden Dollar gewesen."
    )
    assert list(by_value(numbered(text, "de"))) == [51e9]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The $4.5 trillion chipmaker sells its H200 GPUs to Meta."),
        ("en", "Nvidia, a company worth $4.5 trillion, cannot sell the H200 in China."),
        ("de", "Der 4,5 Billionen Dollar schwere Chipkonzern Nvidia darf den H20 nicht nach China liefern."),
        ("ru", "Nvidia, компания стоимостью $4,5 трлн, не может продавать чипы H200 в Китае."),
        ("vi", "Nvidia, hãng chip trị giá 4.500 tỷ USD, không thể bán chip H200 ở Trung Quốc."),
        ("vi", "Gã khổng lồ trị giá 3.000 tỷ USD này bán GPU cho Meta."),
        ("fr", "Nvidia, un groupe valorisé 4 500 milliards de dollars, ne peut vendre le H200 en Chine."),
        ("es", "Nvidia, una empresa valorada en 4,5 billones de dólares, no puede vender el H200 en China."),
        ("it", "Nvidia, un gruppo valutato 4.500 miliardi di dollari, non può vendere gli H200 in Cina."),
        ("pt", "A Nvidia, uma empresa avaliada em US$ 4,5 trilhões, não pode vender o H200 na China."),
    ],
)
def test_what_a_firm_is_worth_is_no_deal(language: str, text: str) -> None:
    assert numbered(text, language) == []


def test_what_chips_are_worth_is_told_all_the_same() -> None:
    [claim] = numbered("Nvidia has orders for chips worth $500 billion from cloud companies, Nvidia said.")
    assert claim.quantity is not None
    assert claim.quantity.low == 5e11


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The cluster made the top 500 with 4,000 GPUs. It ranks among the top 100 systems."),
        ("de", "Der Cluster hat 4.000 GPUs. Er gehört zu den Top 100 der Systeme."),
        ("ru", "Кластер из 4000 GPU входит в топ-500. В топ-100 мировых систем он не попал."),
        ("vi", "Siêu máy tính lọt top 500 với 4.000 GPU. Nó thuộc top 10 hệ thống AI."),
    ],
)
def test_a_place_among_the_best_counts_nothing(language: str, text: str) -> None:
    assert list(by_value(numbered(text, language))) == [4000]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Chip von Nvidia erlaubt das Training großer KI-Modelle."),
        ("de", "Auch Intel und AMD wollen sich ein Stück vom Kuchen abschneiden."),
        ("ru", "Ускорители Nvidia позволяют обучать большие модели ИИ."),
        ("vi", "Hệ thống của Nvidia cho phép huấn luyện các mô hình AI quy mô lớn."),
    ],
)
def test_what_a_chip_makes_possible_is_no_permission(language: str, text: str) -> None:
    assert claims(text, language) == []


def test_a_permission_to_sell_is_one_without_its_state() -> None:
    [claim] = claims("Nvidia is allowed to sell the H20 again.")
    assert claim.kind == "policy"


def test_zero_share_is_a_share() -> None:
    [claim] = numbered("Nvidia now has zero market share in China, Huang said of the AI chip market.")
    assert claim.quantity is not None
    assert (claim.kind, claim.quantity.low, claim.quantity.unit) == ("revenue", 0, "percent")
