"""Russian and Vietnamese: what is only measured by, whose demand is told, racks, months, sums by the piece."""

from __future__ import annotations

import pytest

from suanli.reading.sentences import split

from .texts import claims


def told(text: str, language: str, *, low: float):
    """The one claim of a text with a figure."""
    (found,) = [c for c in claims(text, language) if c.quantity and low in {c.quantity.low, c.quantity.high}]
    return found


@pytest.mark.parametrize(
    ("text", "language", "low", "actor"),
    [
        ("Mỗi ngày Doubao xử lý 63.000 tỷ token, gần gấp đôi Qwen.", "vi", 2, "ByteDance"),
        ("Theo Omdia, Google đặt 169.000 chip H100, nhiều gấp ba lần Oracle.", "vi", 3, "Google"),
        ("Doubao за день обрабатывает 63 трлн токенов, вдвое больше Qwen.", "ru", 2, "ByteDance"),
    ],
)
def test_whom_a_figure_is_measured_by_does_not_act(text: str, language: str, low: float, actor: str) -> None:
    """A name right behind `twice` or `more` is another's; it acts where a figure of its own follows."""
    assert told(text, language, low=low).actors == (actor,)
    own = told("Microsoft mua 485.000 GPU Hopper, gấp đôi Meta với 224.000 chip.", "vi", low=224000)
    assert own.actors == ("Meta",)


def test_a_chip_that_is_only_measured_by_lends_itself_to_nothing_else() -> None:
    """What the next figure is about is the chip told of, not the one that it was set against."""
    text = "Huawei поставит Ascend 910C. Новинка на 40 % слабее H100. Межчиповый канал даёт 784 Гбайт/с."
    assert told(text, "ru", low=784).chips == ("Ascend 910C",)
    text = "H200 có giá 27.000 USD, đắt hơn so với H20 bán 12.000 USD."
    assert told(text, "vi", low=12000).chips == ("H20",)


def test_a_nations_demand_is_that_of_its_firms() -> None:
    """`Chinese demand` is no order of the firms named before."""
    text = "Alibaba и ByteDance заказали по 200 тыс. H200. Совокупный китайский спрос на H200 превышает 2 млн штук."
    assert told(text, "ru", low=2e6).actors == ("Chinese companies",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hai hãng bàn giao 12 tỷ USD chip H20. Nvidia muốn xong trước cuối tháng 5.", "vi"),
        ("Nvidia отгрузила H20 на $12 млрд.\n\nОбсудить (14)", "ru"),
    ],
)
def test_months_and_counts_of_comments_are_no_figures(text: str, language: str) -> None:
    """A month goes on with no sum, nor does the number of comments under a page."""
    assert [c.quantity.low for c in claims(text, language) if c.quantity] == [12e9]


def test_what_each_rack_holds_is_nobodys_stock() -> None:
    """Chips counted in a rack are a figure of the rack."""
    found = told("Indosat mua 32 tủ máy GB200, mỗi tủ gồm 72 chip.", "vi", low=72)
    assert (found.kind, found.chips) == ("spec", ("GB200",))


def test_a_sum_by_the_piece_is_read_once() -> None:
    """`560 USD một khối`: the one piece behind a sum is no dollar."""
    found = [c.quantity.low for c in claims("Nvidia bán H20 với giá 560 USD một bo.", "vi") if c.quantity]
    assert found == [560]


def test_both_firms_behind_a_bare_verb_of_telling() -> None:
    """`Bernstein đoán năm nay hai hãng`: a clause without its `that` opens with whom it points back to."""
    text = "Nvidia bán H20, AMD bán MI308. Bernstein dự đoán trong năm nay hai hãng sẽ thu lần lượt 15 tỷ USD và 800 triệu USD."
    assert told(text, "vi", low=800e6).actors == ("AMD",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Трамп допустил поставки Blackwell с производительностью на 30–50% ниже.", "ru"),
        ("Ông Trump để ngỏ việc cho bán một bản Blackwell kém 30% đến 50%.", "vi"),
        ("特朗普表示不排除放行性能削减30%至50%的Blackwell。", "zh-Hans"),
    ],
)
def test_by_how_much_a_chip_must_be_cut_is_a_plan(text: str, language: str) -> None:
    """What a head of state would let go is a chip to come."""
    found = told(text, language, low=30)
    assert (found.kind, found.chips, found.stance) == ("spec", ("Blackwell",), "planned")


def test_firms_that_nobody_names_act_for_no_maker_before() -> None:
    """A share of local makers is not that of the maker named before; chips of local make are bought by somebody."""
    text = "Nvidia bán H20. Theo Bernstein, các nhà cung cấp nội địa sẽ chiếm 55% thị trường."
    assert told(text, "vi", low=55).actors != ("Nvidia",)
    text = "Сбербанк закупил отечественные чипы, отдав 5 млрд рублей за 2 тыс. ускорителей."
    assert told(text, "ru", low=2000).actors == ("Sber",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("По подсчётам Omdia, Oracle получила 40 тысяч H100 — столько же, сколько Tesla.", "ru"),
        ("Omdia reckons Oracle bought 40,000 H100s, level with Tesla.", "en"),
        ("Theo Omdia, Oracle mua 40.000 H100, ngang với Tesla.", "vi"),
    ],
)
def test_who_is_told_to_have_as_many_has_a_claim_of_its_own(text: str, language: str) -> None:
    """One count, two firms."""
    assert {c.actors for c in claims(text, language) if c.quantity} == {("Oracle",), ("Tesla",)}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Alibaba заказала у Nvidia 200 тыс. H200. Запас у производителя составляет 700 тыс. штук.", "ru"),
        ("Alibaba ordered 200,000 H200s from Nvidia. The chipmaker holds 700,000 chips in stock.", "en"),
    ],
)
def test_a_word_for_a_maker_points_back_to_one(text: str, language: str) -> None:
    """`The chipmaker` is not the buyer of whom the sentence before told."""
    assert told(text, language, low=7e5).actors == ("Nvidia",)


def test_a_colon_behind_a_scale_is_no_clock() -> None:
    """A sum before a colon is a sum."""
    found = told("NVIDIA спишет в первом квартале $4,5 млрд: вывоз H20 в Китай запретили.", "ru", low=4.5e9)
    assert (found.kind, found.actors) == ("revenue", ("Nvidia",))


def test_the_year_behind_a_sum_is_no_unit_of_it() -> None:
    """`85 tỷ năm 2025`: so much in that year."""
    text = "Tencent dự tính chi 100 tỷ nhân dân tệ mua chip Nvidia, tăng từ mức 85 tỷ năm 2025."
    assert told(text, "vi", low=85e9).quantity.unit == "CNY"


@pytest.mark.parametrize(
    ("text", "language", "owners"),
    [
        (
            "Компании вложат в дата-центры 400 млрд долларов; 100 млрд придётся на Google, 80 млрд — на Amazon.",
            "ru",
            {400e9: (), 100e9: ("Google",), 80e9: ("Amazon",)},
        ),
        (
            "Trong số đó 120 tỷ USD chi cho trung tâm dữ liệu thuộc về Amazon, 90 tỷ USD thuộc về Google.",
            "vi",
            {90e9: ("Google",)},
        ),
    ],
)
def test_each_part_of_a_sum_is_that_of_the_firm_it_falls_to(text: str, language: str, owners: dict) -> None:
    """The firm stands behind its part; the sum told before the parts is nobody's alone."""
    for low, actors in owners.items():
        assert told(text, language, low=low).actors == actors


def test_a_capital_begins_a_sentence_behind_a_short_thousand() -> None:
    """`тыс.` closes a sentence where a capitalised Russian word follows, not before a name in Latin letters."""
    text = "Amazon купила 196 тыс. H100, а Meta довольствовалась 224 тыс. Софтверный гигант утроил закупки."
    found = split(text, "ru")
    assert [text[s.start : s.end][:8] for s in found] == ["Amazon к", "Софтверн"]


def test_tokens_of_the_busiest_minute_are_a_rate() -> None:
    """The minute that a count of tokens is told for may open the sentence."""
    found = told("В пиковую минуту Doubao обработал 63,3 млрд токенов.", "ru", low=63.3e9)
    assert found.quantity is not None
    assert found.quantity.unit == "tokens/minute"


def test_tenths_and_several_hundred_thousand_in_every_case() -> None:
    """Fractions of fifths and tenths, vague counts behind a preposition."""
    assert told("Шесть десятых заказов ByteDance на ИИ-чипы достанутся Huawei.", "ru", low=60).actors == ("ByteDance",)
    assert told("Пекин одобрил ввоз H200; речь о нескольких сотнях тысяч чипов.", "ru", low=200000).quantity
