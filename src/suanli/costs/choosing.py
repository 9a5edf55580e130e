"""Own or rent: break-even, the chance that buying wins, regret, tornado, and the gap row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, cast

import numpy as np

from suanli.costs.clocks import HOURS_PER_MONTH, cluster_price, present_value
from suanli.costs.draws import Array, spread_of
from suanli.costs.owning import Inputs, Number, middle, own_rows, total

__all__ = ["Contest", "break_even_use", "contest", "tornado", "waterfall"]

RUNNING = ("power", "site", "staff")


def break_even_use(own_per_hour: Number, rent: Number) -> Number:
    """The share of hours in use at which an owned hour costs what a rented one does: above 1, renting always wins."""
    return own_per_hour / rent


class Contest(dict[str, Any]):
    """Results of own against rent: spreads, the chance, regrets, months."""


def _bought(inputs: Inputs, months: int) -> tuple[Array, Array, Array]:
    """Price of the cluster share, running costs a month, and resale after each month, all per chip."""
    rows = own_rows(inputs)
    cluster = np.asarray(cluster_price(inputs.chip_usd * inputs.server_over_chip, inputs.network_share))
    running = np.asarray(sum(rows[r] for r in RUNNING) * HOURS_PER_MONTH)
    at = np.arange(1, months + 1) / 12.0
    left, years = (np.asarray(v, dtype=float)[..., None] for v in (inputs.residual, inputs.years))
    share = left ** (at / years)
    return cluster, running, cluster[..., None] * share


def contest(inputs: Inputs, factors: Array, *, months: int) -> Contest:
    """Present values of owning and of renting the same used hours over `months`, per chip.

    `factors` are rent paths (draws x months). Owning pays the price now, running costs monthly, and sells at the
    end by the residual curve; renting pays for used hours only. Break-even month: the first by which the rents not
    paid cover purchase less resale and running costs; months + 1 stands for never within the horizon.
    """
    cluster, running, resale = _bought(inputs, months)
    capital = np.broadcast_to(np.asarray(inputs.capital, dtype=float), factors.shape[:1])
    discount = (1.0 + capital[:, None]) ** (-(np.arange(1, months + 1)) / 12.0)
    middles = (1.0 + capital[:, None]) ** (-(np.arange(months) + 0.5) / 12.0)
    paid = np.cumsum(np.broadcast_to(running[..., None], factors.shape) * middles, axis=1)
    sold = (resale * discount)[..., -1:]
    own = np.broadcast_to(cluster[..., None], factors.shape) + paid - sold
    hours = np.asarray(inputs.used)[..., None] * HOURS_PER_MONTH
    rent = np.cumsum(np.asarray(inputs.rent_usd)[..., None] * factors * hours * middles, axis=1)
    gap = own[:, -1] - rent[:, -1]
    ahead = own <= rent
    month = np.where(ahead.any(axis=1), ahead.argmax(axis=1) + 1, months + 1)
    return Contest(
        own=spread_of(own[:, -1], "US$ per chip, present value"),
        rent=spread_of(rent[:, -1], "US$ per chip, present value"),
        chance_buying_wins=float((gap < 0).mean()),
        regret_if_bought=spread_of(np.maximum(gap, 0), "US$ per chip"),
        regret_if_rented=spread_of(np.maximum(-gap, 0), "US$ per chip"),
        mean_regret_if_bought=float(np.maximum(gap, 0).mean()),
        mean_regret_if_rented=float(np.maximum(-gap, 0).mean()),
        break_even_month=spread_of(month.astype(float), f"months ({months + 1}: never)"),
        never=float((~ahead.any(axis=1)).mean()),
        gap=gap,
        factors=factors,
    )


def market_clock(inputs: Inputs, factors: Array) -> Array:
    """US$ an hour by the market's clock: the level payment with the same present value as the rent path."""
    months = factors.shape[1]
    rents = np.asarray(inputs.rent_usd)[..., None] * factors
    capital = np.broadcast_to(np.asarray(inputs.capital, dtype=float), factors.shape[:1])
    return present_value(rents, capital) / present_value(np.ones((factors.shape[0], months)), capital)


def tornado(inputs: Inputs, *, top: int = 8) -> tuple[dict[str, Any], ...]:
    """How the owned hour moves when one input goes to its 10th and 90th percentile, the rest at their medians.

    The server factor only splits a known server share, so chip and server are moved as one (`chip_usd`).
    """
    base = middle(inputs)
    whole = base.chip_usd * base.server_over_chip
    inputs = replace(inputs, chip_usd=inputs.chip_usd * inputs.server_over_chip / base.server_over_chip)
    base = replace(base, chip_usd=float(np.median(inputs.chip_usd)) if np.ndim(inputs.chip_usd) else whole)
    found: list[dict[str, Any]] = []
    for field in fields(inputs):
        values = getattr(inputs, field.name)
        if field.name in {"colocation", "used", "rent_usd", "server_over_chip"} or np.ptp(values) < 1e-6:
            continue
        ends = [float(v) for v in np.quantile(values, (0.1, 0.9))]
        costs = [float(total(own_rows(replace(base, **cast("Any", {field.name: v}))))) for v in ends]
        found.append(
            {
                "input": field.name, "low": ends[0], "high": ends[1],
                "cost_low": costs[0], "cost_high": costs[1], "swing": abs(costs[1] - costs[0]),
            }
        )  # fmt: skip
    return tuple(sorted(found, key=lambda x: (-x["swing"], x["input"]))[:top])


def doubt_shares(contest_: Contest, inputs: Inputs) -> dict[str, float]:
    """Share of the doubt about own against rent that each input carries: squared rank correlation, made to sum to 1."""
    gap = contest_["gap"]
    causes: dict[str, Array] = {f"rent in year {y + 1}": contest_["factors"][:, 12 * y : 12 * y + 12].mean(axis=1)
                                for y in range(contest_["factors"].shape[1] // 12)}  # fmt: skip
    for field in fields(inputs):
        values = getattr(inputs, field.name)
        if np.ndim(values) == 1 and field.name not in {"chip_usd", "server_over_chip"}:
            causes[field.name] = np.asarray(values)
    causes["chip and server"] = np.broadcast_to(np.asarray(inputs.chip_usd * inputs.server_over_chip), gap.shape)
    squares = {name: _ranked(values, gap) ** 2 for name, values in causes.items()}
    whole = sum(squares.values()) or 1.0
    return {n: round(v / whole, 3) for n, v in sorted(squares.items(), key=lambda x: -x[1])[:6]}


def _ranked(left: Array, right: Array) -> float:
    first, second = (np.argsort(np.argsort(x)).astype(float) for x in (left, right))
    return float(np.corrcoef(first, second)[0, 1]) if np.ptp(left) > 1e-6 else 0.0


def waterfall(first: Mapping[str, float], second: Mapping[str, float]) -> tuple[dict[str, Any], ...]:
    """The gap between two options split by row, from the first total to the second; the steps add up to the gap."""
    level = sum(first.values())
    steps: list[dict[str, Any]] = [{"row": "from", "step": 0.0, "level": level}]
    for row in dict.fromkeys((*first, *second)):
        step = second.get(row, 0.0) - first.get(row, 0.0)
        level += step
        if step:
            steps.append({"row": row, "step": step, "level": level})
    steps.append({"row": "to", "step": 0.0, "level": level})
    return tuple(steps)
