"""The supply prior reproduces Epoch AI's published totals from its published quarters."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from suanli import catalog
from suanli.fleets import believe, fleet_of
from suanli.fleets.calendar import delivered, held, ordered
from suanli.fleets.scope import FIRST_YEAR, holder_id, market_of, quarter_end, quarter_of, series_for
from suanli.fleets.supply import supply_series
from suanli.fleets.worth import BASES, h100_equivalents

COMPUTE8 = {
    "A100": 0.3153,
    "A800": 0.3153,
    "H100": 1.0,
    "H200": 1.0,
    "H800": 1.0,
    "H20": 0.1496,
    "B200": 2.53,
    "B300": 2.53,
}


@pytest.fixture(scope="module")
def prior():
    return believe([], on=dt.date(2025, 12, 31))


def sold(prior, series, until, weights=None):
    """Draws of world units of Nvidia's series from 2022 to a day."""
    total = 0.0
    for group, (_, number, lot) in enumerate(prior.world.lots):
        name = prior.world.series[number].id
        if name in series and lot.year >= 2022:
            part = delivered(lot, dt.date(2022, 1, 1), until + dt.timedelta(days=1))
            total = total + prior.posterior.draws.supplied[group] * part * (weights or {}).get(name, 1.0)
    return np.asarray(total, dtype=float)


def rows(measure):
    for row in catalog.supply():
        if row["measure"] == measure and row["subject"] == "Nvidia" and str(row["source"]).startswith("Epoch"):
            yield row


def off(draws, row):
    """Relative distances of median and ends from a published row."""
    ours = np.percentile(draws, [50, 5, 95])
    return [abs(o / row[k] - 1) for o, k in zip(ours, ("central", "low", "high"), strict=True)]


@pytest.mark.parametrize(
    "day", ["2022-12-31", "2023-06-30", "2023-12-31", "2024-06-30", "2024-12-31", "2025-06-30", "2025-12-31"]
)
def test_cumulative_totals_are_epochs(prior, day):
    """Units and 8-bit H100-equivalents sold since 2022: medians within 3 %, 90 % ends within 8 %."""
    until = dt.date.fromisoformat(day)
    for measure, weights in (("cumulative_units_sold", None), ("cumulative_H100e_sold", COMPUTE8)):
        row = next(r for r in rows(measure) if str(r["date_or_period"]) == day)
        middle, low, high = off(sold(prior, COMPUTE8, until, weights), row)
        assert middle <= 0.03, (measure, middle)
        assert max(low, high) <= 0.08, (measure, low, high)


@pytest.mark.parametrize("chip", ["A100", "A800", "H100+H200", "H800", "H20", "B200", "B300"])
def test_totals_by_chip_are_epochs(prior, chip):
    """Units of every chip to the end of 2025: the median is the sum of Epoch's within 3 %, the ends within 8 %."""
    found = [r for r in rows("units_sold") if r["chip"] == chip and str(r["date_or_period"])[:4] <= "2025"]
    sums = {k: math.fsum(r[k] for r in found) for k in ("low", "central", "high")}
    middle, low, high = off(sold(prior, chip.split("+"), dt.date(2025, 12, 31)), sums)
    assert middle <= 0.03
    assert max(low, high) <= 0.08


def test_all_of_a_made_for_china_chip_is_in_china(prior):
    """H20 in `china` and in `all` is the same fleet; a line without claims says that it is prior only."""
    fleets = [fleet_of(prior, h, on=dt.date(2025, 12, 31)) for h in ("china", "all")]
    lines = [next(x for x in f.lines if x.chip == "H20") for f in fleets]
    assert lines[0].chips == lines[1].chips
    assert all(x.prior_only and not x.claims for x in lines)


def test_a_chip_sold_has_one_holder(prior):
    """Holders' deliveries of a market never sum above its supply, in any draw."""
    world, draws = prior.world, prior.posterior.draws
    held_by_all = world.group_sum(draws.delivered)
    assert np.all(held_by_all <= draws.supplied * (1 + 1e-5))


def test_no_banned_chip_in_number(prior):
    """H100 in China after the rule is a grey trickle in the prior: below a tenth of the world's."""
    lines = {h: {x.chip: x.chips for x in fleet_of(prior, h, on=dt.date(2025, 12, 31)).lines} for h in ("china", "all")}
    assert lines["china"]["H100"].median < 0.1 * lines["all"]["H100"].median


def test_every_series_names_a_catalog_chip_and_a_source():
    """The constants point at entries that exist, and every lot has a positive median and spread."""
    constants = catalog.constants["fleets_chips"]
    for one in supply_series(2026):
        assert one.chip in catalog.chips
        assert one.source in constants.sources
        assert one.price_sd > 0
        assert all(lot.units > 0 and lot.sd > 0 and abs(sum(lot.quarters) - 1) < 1e-9 for lot in one.lots)


def test_h100_equivalents_name_their_basis():
    """An H20 is 0.15 of an H100 in compute and 1.19 in bandwidth; an H100 is one on every basis."""
    assert h100_equivalents("h20_96", "compute8") == pytest.approx(0.1496, abs=0.001)
    assert h100_equivalents("h20_96", "bandwidth") == pytest.approx(1.194, abs=0.001)
    assert [h100_equivalents("h100_sxm_80", b) for b in BASES] == [1.0] * 4


def test_names_roll_up():
    """Units count for their parents, variants for their series, unnamed groups for China."""
    assert holder_id("Volcano Engine") == holder_id("字节跳动") == "bytedance"
    assert holder_id("Chinese companies") == "china"
    assert market_of("bytedance") == "CN"
    assert market_of("microsoft") == "ROW"
    assert series_for(["a100_pcie_40"], known=["A100", "H100"])[0] == ("A100",)
    assert series_for(["Hopper"], known=["A100", "H100", "H20"])[0] == ("H100", "H20")
    assert series_for([], sellers=["Huawei"], known=["A100", "Ascend 910B"])[0] == ("Ascend 910B",)
    assert series_for(["RTX 9999"], known=["A100"]) == ((), ("RTX 9999",))


def test_calendar_parts_sum_to_the_lot():
    """Deliveries and orders over all days cover a lot once; chips in service never exceed what arrived."""
    lot = next(s for s in supply_series(2025) if s.id == "H20").lots[0]
    ever = (dt.date(2010, 1, 1), dt.date(2040, 1, 1))
    assert delivered(lot, *ever) == pytest.approx(1)
    assert ordered(lot, *ever) == pytest.approx(1)
    days = [quarter_end(q) for q in range(quarter_of(dt.date(2024, 1, 1)), quarter_of(dt.date(2040, 1, 1)))]
    assert all(held(lot, d) <= delivered(lot, ever[0], d + dt.timedelta(days=1)) + 1e-12 for d in days)
    assert quarter_end(0) == dt.date(FIRST_YEAR, 3, 31)
    assert quarter_end(quarter_of(dt.date(2024, 12, 31))) == dt.date(2024, 12, 31)


def test_supply_seen_from_an_earlier_day():
    """What was sold later is carried on and wide, chips not yet sold are unknown, barred ones sell no more."""
    whole = {s.id: s for s in supply_series(2025)}
    then = {s.id: s for s in supply_series(2025, as_of=dt.date(2023, 12, 31))}
    assert "H20" in whole
    assert "H20" not in then
    assert {lot.year for lot in then["A800"].lots} == {2022, 2023}
    for name in ("H100", "A100"):
        then_by, whole_by = ({lot.year: lot for lot in t[name].lots} for t in (then, whole))
        assert then_by[2022].sd > whole_by[2022].sd
        assert then_by[2022].units == pytest.approx(whole_by[2022].units)
        assert then_by[2025].sd == pytest.approx(0.7, abs=0.01)
    late = supply_series(2025, as_of=dt.date(2026, 6, 1))
    assert late == supply_series(2025)
