"""Arithmetic that must come out exactly: the golden values, Epoch's table, the articles' own figures."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from suanli import catalog, costs
from suanli.errors import Unknown

SHARE = 40_000.0
CLUSTER = costs.cluster_price(SHARE, 0.19)


def golden_inputs(**more) -> costs.Inputs:
    """US$40,000 for an H100 with its server share, 4 years, 25 % residual, 10 %, colocation at 150 for 1.275 kW."""
    held = {"chip_usd": SHARE, "server_over_chip": 1.0, "network_share": 0.19, "tdp_kw": 1.275, "server_power": 1.0,
            "average_draw": 0.75, "pue": 1.25, "usd_kwh": 0.08, "site_usd_kw_month": 150.0, "staff_usd_year": 0.0,
            "years": 4.0, "residual": 0.25, "capital": 0.10, "colocation": True}  # fmt: skip
    return costs.Inputs(**(held | more))


def test_epochs_one_chip() -> None:
    """1.471 + 0.345 + 0.096 = 1.912 US$ an hour."""
    run = costs.training_cost(server_share_usd=SHARE, chip_hours=1.0, power_w=700, server_power=(10.2 / 8) / 0.7,
                              average_draw=0.75, pue=1.25, usd_per_kwh=0.0806)  # fmt: skip
    assert run.hardware_usd == pytest.approx(1.471, abs=5e-4)
    assert run.network_usd == pytest.approx(0.345, abs=5e-4)
    assert run.energy_usd == pytest.approx(0.096, abs=5e-4)
    assert run.per_chip_hour_usd == pytest.approx(1.912, abs=5e-4)


def test_value_left() -> None:
    """0.724, 0.525, 0.380 of the price after 1, 2, 3 years."""
    assert [round(float(costs.value_left(y)), 3) for y in (1, 2, 3)] == [0.724, 0.525, 0.380]


def test_clocks_of_an_h100() -> None:
    """49,383 US$: 1.82 by decay, 1.13 and 1.88 straight, 1.67, 1.47, 1.38 by annuity, US$ an hour."""
    assert CLUSTER == pytest.approx(49_383, abs=1)
    assert costs.decay_per_hour(CLUSTER) == pytest.approx(1.82, abs=5e-3)
    assert costs.straight_line(CLUSTER, 5.0) == pytest.approx(1.13, abs=5e-3)
    assert costs.straight_line(CLUSTER, 3.0) == pytest.approx(1.88, abs=5e-3)
    for years, residual, expect in ((3.0, 0.35, 1.67), (4.0, 0.25, 1.47), (5.0, 0.12, 1.38)):
        assert costs.annuity(CLUSTER, years, residual, 0.10) == pytest.approx(expect, abs=6e-3)


def test_owned_hour_and_break_even() -> None:
    """1.736 US$ an hour, and break-even use 1.02, 0.74, 0.58, 0.39, 0.22 at five rents."""
    own = float(costs.total(costs.own_rows(golden_inputs())))
    assert own == pytest.approx(1.736, abs=6e-4)
    found = [round(float(costs.break_even_use(own, r)), 2) for r in (1.70, 2.35, 2.99, 4.50, 8.00)]
    assert found == [1.02, 0.74, 0.58, 0.39, 0.22]


def test_rows_add_up_to_the_annuity() -> None:
    """Chip, server, network, capital and residual together are the annuity; each has its sign."""
    rows = costs.own_rows(golden_inputs(server_over_chip=1.64, chip_usd=SHARE / 1.64))
    hardware = sum(rows[k] for k in ("chip", "server", "network", "capital", "residual"))
    assert hardware == pytest.approx(float(costs.annuity(CLUSTER, 4.0, 0.25, 0.10)), rel=1e-12)
    assert rows["residual"] < 0 < rows["capital"]


def test_the_budget_threshold_moves_with_the_rent() -> None:
    """US$50 million a year: 2,427 H100 at 2.35, 713 at 8.00."""
    assert round(float(costs.chips_for_budget(50e6, 2.35))) == 2427
    assert round(float(costs.chips_for_budget(50e6, 8.00))) == 713


def test_fifty_million_as_a_function_with_a_range() -> None:
    """With 2 to 20 million a year fixed and a quarter saved, the threshold's 90 % range holds 50 million."""
    found = costs.own_threshold(own_per_hour=1.736, rent=2.6, used=0.85, fixed=(8e6, 2e6, 20e6))
    assert found.low90 < 50e6 < found.high90
    with pytest.raises(Unknown, match="never pays"):
        costs.own_threshold(own_per_hour=1.736, rent=1.7, used=0.85, fixed=(8e6, 2e6, 20e6))


def test_articles_orders_are_ten_thousand_a_card() -> None:
    """1 bn / 100,000 and 700 M / 70,000 A800 are US$10,000 each, and stand in the table."""
    implied = [
        r["usd_per_chip"]
        for r in catalog.prices()
        if r["price_type"] == "claim_implied" and r["chip_id"] == "a800_sxm_80"
    ]
    assert implied == [10_000.0, 10_000.0]
    assert 1.5 * implied[0] >= 15_000


def test_slower_variant_costs_more_for_its_work() -> None:
    """10 to 30 % slower needs a discount of 9 to 23 %; slightly below list is dearer for the same work."""
    assert [round(float(costs.needed_discount(s)), 2) for s in (0.10, 0.30)] == [0.09, 0.23]
    assert costs.effective_price(36_000 * 0.97, 0.10) > 36_000


def test_waiting_nine_months_against_fifty_percent_now() -> None:
    """An A800 at 15,000 now or 10,000 in nine months: the break-even rent separates the two."""
    base = costs.wait_or_pay(list_usd=10_000)
    assert base["pay_now_usd"] == 15_000
    assert base["pay_later_usd"] == pytest.approx(10_000 / 1.1**0.75)
    rent = base["break_even_rent"]
    assert costs.wait_or_pay(list_usd=10_000, rent=rent * 1.01)["better"] == "now"
    assert costs.wait_or_pay(list_usd=10_000, rent=rent * 0.99)["better"] == "wait"
    assert costs.wait_or_pay(list_usd=10_000, rent=rent)["value_of_waiting_usd"] == pytest.approx(0, abs=1e-6)


def test_ai_tax_range() -> None:
    """10 to 20 % of revenue is the central 80 %."""
    found = costs.ai_tax(100e6)
    assert found.low80 == pytest.approx(10e6, rel=0.02)
    assert found.high80 == pytest.approx(20e6, rel=0.02)


def test_yuan_of_article_004() -> None:
    """100 bn yuan as US$13.7 bn is 7.30 a dollar; the ECB's rate of the day is within 2 %."""
    assert round(100e9 / 13.7e9, 2) == 7.30
    row = next(r for r in catalog.prices() if "ByteDance H20 stock" in str(r["item"]))
    assert row["cny_per_usd"] == pytest.approx(7.30, rel=0.02)


def test_published_training_costs_are_reproduced() -> None:
    """From Epoch's own inputs every published model cost within 5 %, most within 0.1 %, in both of its tables."""
    rows = costs.published_runs()
    plain = np.array([costs.run_cost(r) / r["cost_usd"] - 1 for r in rows])
    decayed = np.array(
        [costs.run_cost(r, decay=True) / r["cost_with_decay_usd"] - 1 for r in rows if r["cost_with_decay_usd"]]
    )
    for errors in (plain, decayed):
        assert len(errors) >= 60
        assert np.abs(errors).max() <= 0.05
        assert np.median(np.abs(errors)) <= 0.001


def test_components_stand_inside_the_papers_bands() -> None:
    """With staff at 29 to 49 % of the whole: server parts 15-22 %, network 9-13 %, energy 2-6 %."""
    row = next(r for r in costs.published_runs() if r["model"] == "GPT-4")
    run = costs.training_cost(server_share_usd=row["server_share_usd"], chip_hours=row["chip_hours"], power_w=row["power_w"],
                              server_power=row["server_power_over_tdp"], average_draw=row["average_draw"], pue=row["pue"],
                              usd_per_kwh=row["usd_per_kwh"], years_before_start=1.75)  # fmt: skip
    hours = {"server": run.hardware_usd * (1 - 1 / 1.66), "network": run.network_usd, "energy": run.energy_usd}
    bands = {"server": (0.15, 0.22), "network": (0.09, 0.13), "energy": (0.02, 0.06)}
    for name, usd in hours.items():
        shares = [round(usd / run.total_usd * (1 - staff), 2) for staff in (0.29, 0.49)]
        low, high = bands[name]
        assert low <= min(shares) <= max(shares) <= high, (name, shares)


def test_thresholds_of_the_rental_market() -> None:
    """1.65 (never recovered) and 2.85 (beats equities) come out within 15 % of sourced inputs."""
    own = float(costs.total(costs.own_rows(golden_inputs())))
    assert own == pytest.approx(1.65, rel=0.15)  # below it not even full use pays

    def chance(rent: float) -> float:
        found = costs.cost("h100_sxm_80", on=dt.date(2026, 3, 20), price=SHARE, rent=rent, capital=0.10)
        return found.figures["chance_buying_wins"].median

    low, high = 1.5, 4.0
    for _ in range(12):
        mid = (low + high) / 2
        low, high = (mid, high) if chance(mid) < 0.5 else (low, mid)
    assert low == pytest.approx(2.85, rel=0.15)  # buying and renting are even at a tenth a year
