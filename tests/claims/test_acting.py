"""Who acts: names glued to figures, who sets a rent, and whom a sentence without a firm goes on with."""

from __future__ import annotations

import pytest

from .texts import by_value, numbered


@pytest.mark.parametrize(
    ("text", "language", "value", "actor"),
    [
        ("今年拿到GPU最多的是微软，有30万张；Oracle12万张，xAI9万张。", "zh-Hans", 1.2e5, "Oracle"),
        ("今年拿到GPU最多的是微软，有30万张；Oracle12万张，xAI9万张。", "zh-Hans", 9e4, "xAI"),
        ("三大雲端業者今年都加碼AI資本支出：亞馬遜1,300億美元；Meta680億美元。", "zh-Hant", 6.8e10, "Meta"),
    ],
)
def test_a_name_in_latin_letters_may_touch_its_figure(text, language, value, actor) -> None:
    """Chinese sets no space between a name and the figure that is its own."""
    assert by_value(numbered(text, language))[value].actors == (actor,)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("云计算公司Veltrio21日宣布，已采购500颗英伟达B200芯片。", "zh-Hans"),
        ("瑞士新創Veltrio 21日宣布，將採購500顆輝達B200晶片。", "zh-Hant"),
    ],
)
def test_a_new_name_ends_before_the_day_that_touches_it(text, language) -> None:
    """Neither the day nor the verb behind it is a part of the name."""
    assert [c.actors for c in numbered(text, language)] == [("Veltrio",)]


@pytest.mark.parametrize(
    ("text", "language", "lets"),
    [
        ("Nebius lets cards. Prices? The H200 costs 2.60 dollars, reserved.", "en", ("Nebius",)),
        ("Nebius ist in Berlin. Die H200 kostet reserviert 2,60 Euro.", "de", ("Nebius",)),
        ("O preço da H200 é de US$ 2,60, com reserva.", "pt", ()),
        ("시간당 단가는 H100이 2500원으로 내렸습니다.", "ko", ()),
    ],
)
def test_the_maker_of_a_chip_sets_no_price_too_small_to_buy_one(text, language, lets) -> None:
    """Two dollars for a card are a rent, whatever the sentence calls them."""
    (told,) = numbered(text, language)
    assert (told.kind, told.actors) == ("price", lets)


def test_a_price_of_thousands_is_still_the_makers() -> None:
    """Who sets what a card costs is the firm that makes it."""
    (told,) = numbered("An H200 costs about 31,000 dollars.", "en")
    assert (told.kind, told.actors) == ("price", ("Nvidia",))


def test_a_firm_without_a_name_opens_its_own_part_of_a_sentence():
    """What another company ordered is not the order of the firm named before."""
    text = (
        "字节跳动去年向英伟达下的GPU订单已超过10亿美元，出手最猛；另有一家未具名的大公司，订单金额不低于20亿元人民币。"
    )
    found = by_value(numbered(text, "zh-Hans"))
    assert found[1e9].actors == ("ByteDance",)
    assert found[2e9].actors == ()
