"""When a claim is about: told beside it, taken over by a rate of change, or implied by the news."""

import datetime as dt

import pytest

from suanli import extract, read
from suanli.catalog.implying import implied_period
from suanli.display.claims import claim_row, flat_claim

PUBLISHED = "2025-11-20"


@pytest.fixture
def claims(tmp_path):
    """The claims of a text that was published on a day."""

    def told(text, published=PUBLISHED):
        place = tmp_path / "a.txt"
        place.write_text(text, encoding="utf-8")
        return extract(read(place, published=published)).claims

    return told


def test_digits_that_count_are_no_year(claims):
    """`2048 H800` is how many, not when."""
    (*_, count) = claims("DeepSeek trained its model on 2048 Nvidia H800 GPUs.\n")
    assert (count.quantity.low, count.period) == (2048, None)


def test_a_time_compared_with_is_not_when(claims):
    """`more than last year` says nothing of when the sum is spent; the other time of the sentence does."""
    (sum_, *_) = claims("Alibaba will spend 120 billion yuan on AI in 2026, more than last year.\n")
    assert flat_claim(sum_)["period"] == "2026"


def test_a_rate_has_the_time_of_what_changes(claims):
    """`about twice this year's` is a rate of next year's output."""
    count, rate, *_ = claims("Huawei plans to make 600,000 Ascend 910C chips next year, twice this year's number.\n")
    assert [flat_claim(c)["period"] for c in (count, rate)] == ["2026", "2026"]


def test_open_and_cut_times_go_by_their_name(claims):
    """`from the third quarter of 2026 on` is written 2026-Q3; both days stay in the claim."""
    (count, *_) = claims("Nscale will hold 104,000 Nvidia GB300 chips from the third quarter of 2026.\n")
    assert flat_claim(count)["period"] == "2026-Q3"
    assert count.period.since == dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Tencent has ordered 30,000 Nvidia H20 chips.\n", "2025"),
        ("Nvidia holds 700,000 H20 chips in stock.\n", "2025-11"),
        ("The H20 has 96 GB of memory.\n", ""),
    ],
)
def test_news_is_of_its_year_or_month(claims, text, period):
    """Without a time an order is of the year, a stock of the month, a specification of no time; marked as implied."""
    (claim, *_) = claims(text)
    told = flat_claim(claim)
    assert (claim.period, told["period"], "period_implied" in told) == (None, period, bool(period))
    assert (f"({period})" if period else "-") in claim_row(claim)


def test_nothing_is_implied_without_a_day_of_publication(claims):
    """A text without a date tells of no year."""
    (claim, *_) = claims("Tencent has ordered 30,000 Nvidia H20 chips.\n", published=None)
    assert implied_period(claim) is None
