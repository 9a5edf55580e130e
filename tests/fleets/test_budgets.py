"""What bounds a fleet beside claims on chips: money spent, power at a site, tokens served, ranks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from suanli.fleets import believe
from suanli.fleets.budgets import budgets
from suanli.fleets.lines import stock_of

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
