"""Epoch AI's recipe for the cost of a training run, as an oracle, and its published table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from suanli.catalog.loading import read_table
from suanli.costs.clocks import DECAY, cluster_price, decay_per_hour, value_left
from suanli.terms import Term

__all__ = ["RunCost", "published_runs", "run_cost", "training_cost"]

NETWORK_SHARE = 0.19
PRICE_INDEX_2024_01 = 119.403  # PCU518210518210, the month in whose dollars Epoch's tables stand (reproduced, 0.05 %)


class RunCost(Term, frozen=True, kw_only=True):
    """A training run by Epoch's recipe, US$: `hardware` (server share), `network`, `energy`, per hour and in all."""

    hardware_usd: float
    network_usd: float
    energy_usd: float
    total_usd: float
    per_chip_hour_usd: float
    server_share_at_start_usd: float


def training_cost(
    *,
    server_share_usd: float,
    chip_hours: float,
    power_w: float,
    server_power: float,
    average_draw: float,
    pue: float,
    usd_per_kwh: float,
    years_before_start: float = 0.0,
) -> RunCost:
    """Amortised hardware, network and energy of a training run (arXiv 2405.21015).

    Hardware: the server share, less the value lost between purchase and start, x 0.3224 a year x chip-hours; network
    adds 0.19/0.81 of it; energy is TDP x server factor x average draw x PUE x price. Ignored: staff (29 to 49 % more
    in the paper), failed runs, experiments.
    """
    value = float(server_share_usd * value_left(years_before_start))
    hardware = float(decay_per_hour(value, DECAY)) * chip_hours
    network = float(cluster_price(hardware, NETWORK_SHARE)) - hardware
    energy = power_w / 1000 * server_power * average_draw * pue * usd_per_kwh * chip_hours
    whole = hardware + network + energy
    return RunCost(
        hardware_usd=hardware,
        network_usd=network,
        energy_usd=energy,
        total_usd=whole,
        per_chip_hour_usd=whole / chip_hours,
        server_share_at_start_usd=value,
    )


def published_runs() -> tuple[Mapping[str, Any], ...]:
    """Epoch's inputs and published cost for 61 models: the published table, its dates, hours, prices and powers."""
    return read_table("epoch_costs.csv")


def run_cost(row: Mapping[str, Any], *, decay: bool = False) -> float:
    """A row of `published_runs` by the recipe, in US$ of January 2024; `decay` counts value lost before the start."""
    held = (dt.date.fromisoformat(row["start"]) - dt.date.fromisoformat(row["acquired"])).days / 365.25
    found = training_cost(
        server_share_usd=row["server_share_usd"],
        chip_hours=row["chip_hours"],
        power_w=row["power_w"],
        server_power=row["server_power_over_tdp"],
        average_draw=row["average_draw"],
        pue=row["pue"],
        usd_per_kwh=row["usd_per_kwh"],
        years_before_start=held if decay else 0.0,
    )
    return float(found.total_usd * PRICE_INDEX_2024_01 / row["price_index"])
