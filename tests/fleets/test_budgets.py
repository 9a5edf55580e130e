"""What bounds a fleet beside claims on chips: money spent, power at a site, tokens served, ranks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from suanli.fleets import believe, estimate
from suanli.fleets.budgets import budgets
from suanli.fleets.lines import stock_of
from suanli.fleets.scope import chip_table
from suanli.intake.reach import throughput
from suanli.terms import Judgement

END = dt.date(2024, 12, 31)


@pytest.fixture(scope="module")
def nothing():
    return believe([], on=END, holders=["baidu"])


def spent(belief, holder, year):
    """Draws of what a holder paid for chips in a year."""
    first, last = (stock_of(belief.posterior, holder, dt.date(y, 12, 31)).usd.sum(axis=0) for y in (year - 1, year))
    return last - first


def test_capital_expenditure_is_a_ceiling(nothing):
    """Nobody spends more on chips than four fifths of what it invested: Alibaba, Tencent and Baidu, 100 bn CNY in 2024."""
    together = sum(spent(nothing, h, 2024) for h in ("alibaba", "tencent", "baidu"))
    assert np.percentile(together, 95) < 1.15 * 0.8 * 100e9 / 7.1
    assert np.percentile(spent(nothing, "baidu", 2022), 95) < 1.15 * 0.8 * 2e9


def test_budgets_are_known_when_results_are(nothing):
    """A budget enters a replay some weeks after its period; forecasts never."""
    known = [r.fact for r in budgets(nothing.world)]
    then = [r.fact for r in budgets(nothing.world, as_of=dt.date(2024, 2, 1))]
    assert "budget tencent 2024-01-01" in known
    assert "budget tencent 2024-01-01" not in then
    assert "budget tencent 2022-01-01" in then
    assert budgets(nothing.world, as_of=dt.date(2020, 6, 1)) == ()


def test_budgets_stand_behind_no_line(nothing):
    """A budget is no claim: lines without claims still say prior only."""
    assert nothing.readings == ()


def test_tokens_served_are_a_lower_bound_through_a_throughput(say):
    """The more a chip serves, the fewer the fleet needs; the figure comes from outside the room."""
    one = say("a", "usage", "Kuaishou", 3e13, "tokens/day", when="2024-12", on="2025-01-10")
    ids = {s["chip"] for s in chip_table().values()}
    slow, fast = ({c: 1.0 if c == "h800_sxm_80" else rate for c in ids} for rate in (0.2, 5.0))
    many, few = (
        estimate([one], holder="kuaishou", on=END, throughput=rates).total.chips.median for rates in (slow, fast)
    )
    assert many > 1.15 * few


def test_throughput_is_asked_for_only_where_tokens_are_told(say):
    """Nothing without a claim of tokens over time; with one, every chip whose rates are public."""
    assert throughput([say("a", "stock", "Kuaishou", 1e4, chips="H20")], on=END) == {}
    found = throughput([say("a", "usage", "Kuaishou", 3e13, "tokens/day")], on=END)
    assert found["h800_sxm_80"] > 2 * found["h20_96"] > 0


def test_a_rank_is_more_than_each(say):
    """Kuaishou has more H20 than Tencent and more than Alibaba: pulls it up, without a figure."""
    rank = say(
        "a", "stock", "Kuaishou", chips="H20", to="Tencent;Alibaba", role="rank", when="2024-12-31", on="2025-01-10"
    )
    before, after = (estimate(c, holder="kuaishou", on=END) for c in ([], [rank]))
    h20 = [next(x for x in f.lines if x.chip == "H20").chips.median for f in (before, after)]
    assert h20[1] > 2 * h20[0]


def test_a_site_holds_no_more_than_its_power(say):
    """100,000 H100 in 50 MW: an alarm; in 150 MW none. The megawatts bound the fleet from above."""
    more = {"when": "2024-12-31", "on": "2025-01-10"}
    chips = say("a", "stock", "xAI", 1e5, chips="H100", **more)
    tight, wide = (say("a", "stock", "xAI", w, "W", **more) for w in (50e6, 150e6))
    kinds = [[a["kind"] for a in believe([chips, site], on=END).alarms] for site in (tight, wide)]
    assert "power" in kinds[0]
    assert "power" not in kinds[1]
    small, large = (estimate([site], holder="xai", on=END).total.chips.median for site in (tight, wide))
    assert small < large


def test_what_a_machine_read_weighs_less_until_accepted(say):
    """A figure far from supply moves the estimate less where an extractor read it, and fully once a person accepts it."""
    more = {"chips": "H20", "when": "2024-12-31", "on": "2025-01-10"}
    by_hand = say("a", "stock", "Kuaishou", 2e5, **more)
    read = say("a", "stock", "Kuaishou", 2e5, extractor="suanli 0", **more)
    accepted = Judgement(id="j-1", verb="accept", claim=read.id)
    sure, doubted, agreed = (
        believe([c], on=END, judgements=j, holders=["kuaishou"])
        for c, j in ((by_hand, ()), (read, ()), (read, (accepted,)))
    )
    medians = [float(np.median(np.exp(b.posterior.g[0]))) for b in (sure, doubted, agreed)]
    assert medians[1] < medians[0]
    assert medians[2] >= medians[0] * 0.95
    assert doubted.readings[0].doubt == pytest.approx(0.14)
    assert agreed.readings[0].doubt == 0


def test_a_deal_without_a_day_is_looked_for_over_years(say):
    """'Had bought 10,000 A100', told after the ban: deliveries of three years; with a year named, of that year."""
    loose, tight = (
        believe([say("a", "order", "High-Flyer", 1e4, chips="A100", when=w, on="2023-07-04")], on=END).readings[0]
        for w in ("", "2023")
    )
    assert (loose.until - loose.since).days > 1000
    assert (tight.until - tight.since).days < 400


def test_a_machine_is_no_fleet_and_a_foundry_no_holder(say):
    """Four chips "delivered" by TSMC are four kinds of chip: nobody's fleet."""
    four = say("a", "supply", "TSMC", 4, chips="H100;H800", on="2023-07-04")
    many = say("b", "supply", "TSMC", 4e4, chips="H100", on="2023-07-04")
    b = believe([four, many], on=END, holders=["baidu"])
    assert all("tsmc" not in r.holders for r in b.readings)
    assert "tsmc" not in b.world.holders or not [r for r in b.readings if r.claimed == 4]
