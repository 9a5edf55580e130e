"""Costs: coverage of held-out prices and rents, Epoch's published costs, and speed against a plain loop.

Run: python benchmarks/costs.py
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import numpy as np

from suanli import costs
from suanli.costs.owning import draw_inputs

CUTS = {"buy": dt.date(2023, 10, 1), "rental": dt.date(2024, 9, 1)}
FIRST, LAST = dt.date(2010, 1, 1), dt.date(2030, 1, 1)
OTHERS = ("h100_pcie_80", "a100_sxm_80", "a100_sxm_40", "a100_pcie_80", "a40", "rtx4090")


def best(job, times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        found.append(time.perf_counter() - start)
    return min(found)


def accuracy() -> None:
    for kind, cut in CUTS.items():
        for name, since, until in (("set on", FIRST, cut), ("validated on", cut, LAST)):
            c = costs.price_coverage(kind, since=since, until=until)
            print(
                f"{kind:7s} {name:13s} {c.cases:3d} quotes: {c.in50:.0%} in 50 %, {c.in80:.0%} in 80 %, {c.in90:.0%} in 90 %, median miss {c.median_miss:.0%}"
            )
    for name, chips in (("set on H100", ("h100_sxm_80",)), ("validated on others", OTHERS)):
        c = costs.rent_coverage(chips)
        print(
            f"rents two quarters out, {name}: {c.cases} cases, {c.in80:.0%} in 80 %, median miss {c.median_miss:.0%}; 'down 20 % a year' holds {c.rival:.0%}"
        )
    for label, decay in (("published", False), ("with value lost before start", True)):
        key = "cost_with_decay_usd" if decay else "cost_usd"
        errors = np.abs([costs.run_cost(r, decay=decay) / r[key] - 1 for r in costs.published_runs() if r[key]])
        print(
            f"Epoch's training costs, {label}: {len(errors)} models, median error {np.median(errors):.2%}, worst {errors.max():.2%}"
        )


def speed() -> None:
    rng = np.random.default_rng(0)
    drawn = draw_inputs({"chip_usd": 25_000.0, "tdp_kw": 0.7, "usd_kwh": 0.08}, size=10_000, rng=rng)
    names = (
        "server_over_chip",
        "network_share",
        "server_power",
        "average_draw",
        "pue",
        "site_usd_kw_month",
        "staff_usd_year",
        "years",
        "residual",
        "capital",
    )
    wide = {n: getattr(drawn, n)[:, None] for n in names}
    grid = replace(drawn, chip_usd=np.linspace(5_000, 45_000, 100)[None, :], **wide)
    arrays = best(lambda: costs.total(costs.own_rows(grid)))
    few = [replace(drawn, **{n: float(getattr(drawn, n)[i]) for n in names}) for i in range(2000)]
    loop = best(lambda: [costs.total(costs.own_rows(x)) for x in few]) * 1_000_000 / len(few)
    whole = best(lambda: costs.cost("h100", on=dt.date(2026, 3, 20), price=40_000, rent=2.35))
    print(
        f"10,000 draws x 100 options: {arrays:.2f} s, {arrays:.2f} of the one-second goal, {loop / arrays:.0f} times faster than one at a time"
    )
    print(f"one `cost` with own against rent over 48 months: {whole:.2f} s")


if __name__ == "__main__":
    accuracy()
    speed()
