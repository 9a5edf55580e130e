"""How English papers tell: tickers, firms counted again, an analyst's report, leave to buy, so many of so many."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.reading import read

from .texts import by_value, read_claims


def claims_of(text: str, tmp_path):
    """The claims of a text with a number, by their lower value."""
    return by_value(read_claims(text, tmp_path, "2025-12-20"))


VALUES = [
    ("Foxlink (2392.TW) has ordered 3,000 Nvidia H200 chips for its data centre.", {3000}),
    ("Start-up Lunaris trained the model on 4.096 GPUs of the type H800.", {4096}),
    ("On SMIC's line one in four Ascend 910B dies works, a yield that Huawei wants to lift.", {25}),
    ("Nvidia's share of the AI chip market in China went from 90 per cent to zero.", {90, 0}),
    ("Tencent holds 200,000 H20 chips, about a full year's supply.", {200_000, 1}),
    ("In Alibaba's cloud an H20 costs half as much again as in Singapore.", {1.5}),
]


@pytest.mark.parametrize(("text", "values"), VALUES)
def test_values(text, values, tmp_path):
    """A ticker is no count, chips come whole, so many of so many is a share, and a year's supply one year."""
    assert set(claims_of(text, tmp_path)) == values


def test_firms_counted_again(tmp_path):
    """Firms that are only counted again are those named before, not whatever group of firms their country has."""
    text = "Baidu and Kuaishou stocked up on Nvidia chips. The two Chinese companies each ordered about 60,000 H20s."
    path = tmp_path / "a.txt"
    path.write_text(text + "\n", encoding="utf-8")
    told = [c.actors for c in extract(read(path)).claims if c.quantity is not None and c.quantity.low == 60_000]
    assert sorted(name for actors in told for name in actors) == ["Baidu", "Kuaishou"]


STANCES = [
    ("Omdia has counted Nvidia's customers. Amazon bought 90,000 Hopper chips, the report shows.", 90_000, "estimated"),
    ("The US government has cleared a deal that lets Humain buy up to 18,000 GB300 chips.", 18_000, "asserted"),
    ("Baidu reportedly ordered 90,000 Ascend chips, but received fewer than 20,000 from Huawei.", 20_000, "reported"),
]


@pytest.mark.parametrize(("text", "value", "stance"), STANCES)
def test_who_tells(text, value, stance, tmp_path):
    """An analyst's report stays a forecast, leave to buy is no plan, and hearsay reaches a verb joined on."""
    assert claims_of(text, tmp_path)[value].stance == stance


def test_who_acts(tmp_path):
    """Who is paid does not spend, and a maker named for its chips does not hold them."""
    assert claims_of("CoreWeave pays Dell $3 billion for GB300 servers.", tmp_path)[3e9].actors == ("CoreWeave",)
    text = "In a hall near Jakarta stand some 2,000 of Nvidia's newest AI chips."
    assert "Nvidia" not in claims_of(text, tmp_path)[2000].actors


def test_whose_results(tmp_path):
    """Sums of a report on the results of a maker that the headline names alone are its sales, in a report on two nobody's."""
    text = "寒武纪半年报:营收翻番\n8月26日晚公布半年报。上半年营收28.8亿元,去年同期只有6500万元。"
    assert claims_of(text, tmp_path)[2.88e9].actors == ("Cambricon",)
    assert 2.88e9 not in claims_of(text.replace("寒武纪", "腾讯与寒武纪"), tmp_path)
