"""What Taiwanese and Hong Kong reports taught the grammar: parts of sentences, measures, figures by place."""

from __future__ import annotations

import pytest

from .texts import numbered


def claims(text: str, language: str = "zh-Hant"):
    """The claims with a figure of a text."""
    return numbered(text, language)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("騰訊計劃明年斥資一六〇〇億元人民幣建設AI資料中心。", 1.6e11),
        ("華為囤積了二九〇萬顆昇騰裸晶。", 2.9e6),
    ],
)
def test_figures_set_sign_by_sign(text, low):
    """Newspapers set figures by place: a zero in the middle or at the end is no range."""
    assert [c.quantity.low for c in claims(text)] == [low]


def test_an_analyst_of_another_part_tells_only_that_part():
    """What stands before a semicolon keeps its own source; the bank behind it tells its own figure."""
    text = "知情人士稱，百度明年要交付50萬顆昆侖芯；高盛則估今年產量只有14.2萬顆。"
    assert [c.stance for c in claims(text)] == ["planned", "estimated"]


def test_chips_named_after_a_count_are_its_kinds():
    """Another count in a later part of the sentence does not take the kinds away."""
    first = claims("四人非法出口350顆GPU，包括H100、H200及A100；另外還有10套超級電腦系統。")[0]
    assert set(first.chips) == {"H100", "H200", "A100"}


@pytest.mark.parametrize("text", ["B30A運算能力可達H20的最多6倍。", "H200略貴於H20，效能則是H20的近6倍。"])
def test_what_a_chip_is_measured_by_is_not_its_subject(text):
    """A bound between the measure and its number hides nothing."""
    assert "H20" not in claims(text)[-1].chips


def test_what_every_rack_holds_is_how_it_is_made():
    """Chips in each machine are no holding."""
    assert [c.kind for c in claims("每個伺服器機架包含72枚輝達Blackwell晶片。")] == ["spec"]


def test_a_penalty_names_no_chip_and_no_state():
    """Years in prison threaten the accused: what was smuggled and who prosecutes are told beside it."""
    text = "美國司法部宣布，兩名男子涉嫌走私H100晶片至中國，罪名成立最重可判20年。"
    last = claims(text)[-1]
    assert (last.kind, last.chips, last.actors) == ("policy", (), ())


def test_two_chips_share_two_sums_in_step():
    """`兩者` points back to the two chips named last, each with its own price."""
    prices = claims("A100叫價2.2萬美元，H100更達3.2萬美元，而兩者正常售價約為1萬美元及2.5萬美元。")
    assert [c.chips for c in prices][-2:] == [("A100",), ("H100",)]


@pytest.mark.parametrize(("text", "low"), [("xAI只花122日便建成Colossus，裝有10萬顆H100。", 122.0)])
def test_more_days_than_a_month_has_are_a_time(text, low):
    """The day of a month ends at 31: a greater number of days is how long something took."""
    assert claims(text)[0].quantity.low == low


def test_which_quarter_counts_nothing():
    """`第4季` before a chip's code is no count of chips."""
    assert claims("華為將在第4季推出950DT晶片。") == []
