"""Russian and Vietnamese news: bare countries, chips to come, days of the week, firms that speak for themselves."""

from __future__ import annotations

import pytest

from .texts import claims


def told(text: str, language: str, *, low: float):
    """The one claim of a text with a figure."""
    (found,) = [c for c in claims(text, language) if c.quantity and low in {c.quantity.low, c.quantity.high}]
    return found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Между тем США 13 января официально сняли запрет на экспорт H200, обложив продажи сбором в 25%.", "ru"),
        ("Месяцем ранее США сняли запрет на вывоз H200, обложив продажи сбором в 25%.", "ru"),
        ("Hai tuần sau Mỹ dỡ bỏ lệnh cấm bán H200, thu phí 25% trên mỗi đơn.", "vi"),
    ],
)
def test_a_country_rules_by_its_bare_name_behind_a_few_words(text: str, language: str) -> None:
    """Words for a time or a turn stand before the name of the country that rules."""
    assert told(text, language, low=25).actors == ("US government",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ascend 950PR получит 128 ГБ. В 2027 году выйдет Ascend 960, который будет вдвое быстрее.", "ru"),
        ("Ascend 950PR có 128 GB bộ nhớ. Cuối năm 2027 sẽ có Ascend 960, nhanh gấp hai lần thế hệ trước.", "vi"),
    ],
)
def test_a_likeness_right_behind_a_chip_is_of_that_chip(text: str, language: str) -> None:
    """A relative clause or what is put behind a comma tells of the chip before it, not of that of the text."""
    assert told(text, language, low=2).chips == ("Ascend 960",)


def test_what_a_site_has_is_no_plan_because_money_went_into_it() -> None:
    """Chips of a site opened are held; the sum for it does not make them a plan, nor is `thứ ba` Tuesday there."""
    text = "FPT vừa khánh thành nhà máy AI thứ ba, vốn đầu tư 150 triệu USD. Cơ sở này được trang bị 3.000 GPU H200."
    found = told(text, "vi", low=3000)
    assert (found.kind, found.stance) == ("stock", "asserted")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Свою вину в контрабанде H100 задержанные не признают.", "ru"),
        ("Cambricon назвала публикацию о выпуске чипов вводящей в заблуждение.", "ru"),
        ("Các bị cáo không nhận tội buôn lậu chip H100.", "vi"),
    ],
)
def test_denials_in_other_words(text: str, language: str) -> None:
    """Who pleads not guilty or calls a report misleading denies it."""
    assert [c.stance for c in claims(text, language)] == ["denied"]


@pytest.mark.parametrize(
    ("text", "language", "low"),
    [
        ("Индийская Yotta закупит 20 736 ускорителей Blackwell Ultra, вложив свыше $2 млрд.", "ru", 2e9),
        ("Yotta vừa ký hợp đồng mua 20.736 GPU Blackwell Ultra, tổng vốn hơn 2 tỷ USD.", "vi", 2e9),
    ],
)
def test_what_is_invested_in_chips_just_ordered_is_their_price(text: str, language: str, low: float) -> None:
    """A sum right behind chips that are bought, nobody else named between, is that of the order."""
    found = told(text, language, low=low)
    assert (found.kind, found.actors) == ("order", ("Yotta",))


def test_tenge_are_no_dollars_and_quarters_no_firms() -> None:
    """The money of Kazakhstan is read as such; a Roman number is no name."""
    assert (
        told("Казахстан выделит на кластер из чипов H200 90 миллиардов тенге.", "ru", low=9e10).quantity.unit == "KZT"
    )
    text = "Nvidia báo doanh thu quý III tài khóa 57 tỷ USD. Đơn đặt hàng chip Blackwell đạt 500 tỷ USD."
    assert "III" not in {name for c in claims(text, "vi") for name in (*c.actors, *c.counterparties)}
