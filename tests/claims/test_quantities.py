"""Numbers, units and bounds in a dozen languages."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suanli.claims.folding import fold
from suanli.claims.lexicon import lexicon, scan
from suanli.claims.mentions import chip_mentions
from suanli.claims.quantities import read_amounts


def amounts(text: str, language: str):
    words = lexicon(language)
    copy = fold(text)
    hits = scan(copy, words)
    return read_amounts(copy, hits, [(c.start, c.end) for c in chip_mentions(copy, hits, words)], words)


CASES = [
    ("zh-Hans", "超10亿美元", 1e9, 1e9, "USD", "at_least"),
    ("zh-Hans", "63万亿Tokens", 63e12, 63e12, "tokens", "exact"),
    ("zh-Hans", "60万至90万片芯片", 6e5, 9e5, "chips", "range"),
    ("zh-Hans", "良率三成", 30, 30, "percent", "exact"),
    ("zh-Hans", "三分之一", 100 / 3, 100 / 3, "percent", "exact"),
    ("zh-Hans", "约1/3", 100 / 3, 100 / 3, "percent", "about"),
    ("en", "1/6 of sales", 100 / 6, 100 / 6, "percent", "exact"),
    ("zh-Hans", "数万块GPU", 2e4, 99999, "chips", "magnitude"),
    ("zh-Hant", "至少20萬枚晶片", 2e5, 2e5, "chips", "at_least"),
    ("pt", "mil milhões de dólares", 1e9, 1e9, "USD", "exact"),
    ("pt", "dezenas de milhares de GPUs", 1e4, 99999, "chips", "magnitude"),
    ("pt", "até US$ 14 bilhões", 14e9, 14e9, "USD", "at_most"),
    ("fr", "près de 70 000 puces", 7e4, 7e4, "chips", "about"),
    ("fr", "un million de H20", 1e6, 1e6, "chips", "exact"),
    ("es", "9.000 millones de dólares", 9e9, 9e9, "USD", "exact"),
    ("es", "18,000 GPU", 18000, 18000, "chips", "exact"),
    ("de", "4,8 Bill. Dollar", 4.8e12, 4.8e12, "USD", "exact"),
    ("de", "485.000 KI-Prozessoren", 485000, 485000, "chips", "exact"),
    ("de", "Zehntausende Chips", 1e4, 99999, "chips", "magnitude"),
    ("ja", "10万4000基のGPU", 104000, 104000, "chips", "exact"),
    ("ja", "3割", 30, 30, "percent", "exact"),
    ("ko", "77조 7,600억 원", 77.76e12, 77.76e12, "KRW", "exact"),
    ("ru", "¥100 млрд", 1e11, 1e11, "¥", "exact"),
    ("ru", "от 600 до 700 тыс. чипов", 6e5, 7e5, "chips", "range"),
    ("ru", "$10–12 тыс.", 1e4, 1.2e4, "USD", "range"),
    ("it", "200mila chip", 2e5, 2e5, "chips", "exact"),
    ("vi", "hơn 400.000 chip", 4e5, 4e5, "chips", "at_least"),
    ("en", "between $3.7 million and $4 million", 3.7e6, 4e6, "USD", "range"),
    ("en", "half a million GPUs", 5e5, 5e5, "chips", "exact"),
    ("en", "1.2 gigawatts", 1.2e9, 1.2e9, "W", "exact"),
    ("id", "Rp 5 triliun", 5e12, 5e12, "IDR", "exact"),
]


@pytest.mark.parametrize(("language", "text", "low", "high", "unit", "bound"), CASES)
def test_value_unit_and_bound(language, text, low, high, unit, bound):
    """Each way of writing gives its value, unit and bound."""
    found = [a for a in amounts(text, language) if a.family not in {"", "skip"}]
    assert len(found) == 1, found
    (amount,) = found
    assert amount.low == pytest.approx(low, rel=1e-4)
    assert amount.high == pytest.approx(high, rel=1e-4)
    assert (amount.unit, amount.bound) == (unit, bound)


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("ja", "歩留まりが20%から40%近くに高まった", [20, 40]),
        ("ko", "6만5000장에서 30만장으로 는다", [65000, 300000]),
        ("ru", "300 петафлопс против 180 терафлопс", [300000, 180]),
    ],
)
def test_two_figures_where_one_leads_to_the_other(language, text, values):
    """What leads from one figure to another is two amounts, and a thousandfold unit multiplies."""
    assert [a.low for a in amounts(text, language) if a.family not in {"", "skip"}] == values


@pytest.mark.parametrize(
    "text",
    ["H100", "GPT-4", "A100/800", "RTX 4090", "910C", "CES 2026", "2025年", "12:04", "05.09.2025", "截至1/6", "on 1/6"],
)
def test_digits_of_names_and_dates_are_no_quantities(text):
    """The digits of a model's name, a year, a day or a clock time are never counted."""
    assert not [a for a in amounts(text, "zh-Hans") if a.family not in {"", "skip"}]
    assert not [a for a in amounts(text, "en") if a.family not in {"", "skip"}]


@given(st.integers(1, 999), st.sampled_from([("万", 1e4), ("亿", 1e8), ("千", 1e3)]))
def test_a_scale_multiplies(count, scale):
    """`N` before a scale word is N times the scale, whatever N."""
    word, size = scale
    (amount,) = amounts(f"{count}{word}美元", "zh-Hans")
    assert amount.low == pytest.approx(count * size)


@given(st.text(alphabet="0123456789.,万亿千百 -/$%()美元块", max_size=60))
def test_any_string_of_signs_is_read_without_an_error(text):
    """No heap of digits, separators and units breaks the reader, and spans stay inside the text."""
    for amount in amounts(text, "zh-Hans"):
        assert 0 <= amount.start <= amount.end <= len(text)


@given(st.text(max_size=200))
def test_folding_keeps_every_offset(text):
    """The matching copy is as long as the text, character for character."""
    assert len(fold(text)) == len(text)


CUT = {"1700亿", "$21.5 billion in", "15 milliards"}


@pytest.mark.shared
def test_gold_numbers(shared):
    """Value, kind and currency of gold/numbers.tsv, but for three surfaces whose currency stood elsewhere."""
    codes = {"zh": "zh-Hans", "zh-damaged": "zh-Hans"}
    with (shared / "gold" / "numbers.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    wrong = []
    for row in rows:
        found = amounts(row["surface"], codes.get(row["lang"], row["lang"]))
        low, high = float(row["lo"]), float(row["hi"])
        for a in found:
            near = abs(a.low - low) <= 0.011 * low and (
                abs(a.high - high) <= 0.011 * high or high / 1.25 <= a.high <= high * 1.25
            )
            if near and a.family == row["kind"] and (not row["currency"] or a.unit in {row["currency"], "¥"}):
                break
        else:
            wrong.append(row["surface"])
        confused = [a for a in found if a.family == "money" and row["kind"] == "chips"]
        assert not confused, f"chips read as money: {row['surface']}"
    assert set(wrong) <= CUT
    assert len(wrong) / len(rows) <= 0.02


@pytest.mark.parametrize(
    ("text", "low"), [("DeepSeek trained its model on 2048 Nvidia H800 GPUs.", 2048), ("Meta bought 2000 H100.", 2000)]
)
def test_digits_of_a_far_year_count_chips(text, low):
    """Four digits that could be a far year are how many where a chip follows within a few words."""
    assert low in [a.low for a in amounts(text, "en")]


def test_scales_and_units_before_the_number():
    """`тысяч на тридцать две` are 32,000 chips, `процентов сорок` forty per cent; a scale with a number keeps it."""
    text = "тысяч на тридцать две карт. Годны процентов сорок. Купила 265 тысяч карт, по 24 в стойке, простоя 240 мвт."
    found = [(a.low, a.unit) for a in amounts(text, "ru")]
    assert found == [(32000, "chips"), (40, "percent"), (265000, "chips"), (24, ""), (240e6, "W")]
