"""Own or rent, four clocks of value, dated prices as spreads, energy and carbon, rules of thumb as functions."""

from __future__ import annotations

from suanli.costs.backtest import Coverage, price_coverage, rent_coverage
from suanli.costs.carbon import grid_carbon, power_price
from suanli.costs.choosing import break_even_use, contest, tornado, waterfall
from suanli.costs.clocks import annuity, cluster_price, decay_per_hour, straight_line, value_left
from suanli.costs.costing import cost
from suanli.costs.owning import Inputs, own_rows, power_kw, total
from suanli.costs.prices import Price, Quote, price, quotes
from suanli.costs.question import equivalents
from suanli.costs.renting import forecast_rent, path_factors, rent_series
from suanli.costs.sayings import (
    ai_tax,
    chips_for_budget,
    effective_price,
    needed_discount,
    own_threshold,
    wait_or_pay,
)
from suanli.costs.training import RunCost, published_runs, run_cost, training_cost

__all__ = [
    "Coverage",
    "Inputs",
    "Price",
    "Quote",
    "RunCost",
    "ai_tax",
    "annuity",
    "break_even_use",
    "chips_for_budget",
    "cluster_price",
    "contest",
    "cost",
    "decay_per_hour",
    "effective_price",
    "equivalents",
    "forecast_rent",
    "grid_carbon",
    "needed_discount",
    "own_rows",
    "own_threshold",
    "path_factors",
    "power_kw",
    "power_price",
    "price",
    "price_coverage",
    "published_runs",
    "quotes",
    "rent_coverage",
    "rent_series",
    "run_cost",
    "straight_line",
    "tornado",
    "total",
    "training_cost",
    "value_left",
    "wait_or_pay",
    "waterfall",
]
