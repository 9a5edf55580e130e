"""Four clocks of value, as arithmetic: what an hour of a thing bought for a price costs. All work on arrays."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
import numpy.typing as npt

__all__ = [
    "HOURS_PER_MONTH",
    "HOURS_PER_YEAR",
    "annuity",
    "capital_recovery",
    "cluster_price",
    "decay_per_hour",
    "present_value",
    "straight_line",
    "value_left",
]

Number = float | npt.NDArray[np.float64]
HOURS_PER_YEAR = 8766.0
HOURS_PER_MONTH = HOURS_PER_YEAR / 12
DECAY = 0.14  # orders of magnitude a year: price-performance of ML chips (Epoch AI)


def value_left(years: Number, decay: Number = DECAY) -> Number:
    """Share of the first value left after `years`: 10^(-decay x years). 0.724, 0.525, 0.380 after 1, 2, 3.

    Epoch AI, arXiv 2405.21015. Ignored: shortages, under which used chips rose in price in 2023 and 2026.
    """
    return cast("Number", 10.0 ** (-decay * years))


def decay_per_hour(value: Number, decay: Number = DECAY) -> Number:
    """US$ an hour by Epoch's clock: value at the start x decay x ln 10 (0.3224 a year), over 8,766 hours.

    The first moment's rate: right for a run of weeks, too high over years (it is charged on the first value).
    """
    return value * decay * math.log(10.0) / HOURS_PER_YEAR


def straight_line(price: Number, years: Number, residual: Number = 0.0) -> Number:
    """US$ an hour in equal parts over `years`, less a residual share of the price; no cost of capital."""
    return price * (1.0 - residual) / (years * HOURS_PER_YEAR)


def capital_recovery(years: Number, capital: Number) -> Number:
    """The yearly payment that pays off 1 in `years` at a cost of capital: r / (1 - (1 + r)^-n); 1 / n at r = 0."""
    rate = np.maximum(capital, 1e-12)
    paid = -np.expm1(-np.asarray(years, dtype=float) * np.log1p(rate))  # 1 - (1 + r)^-n, exact also where r is tiny
    return cast("Number", rate / paid)


def annuity(price: Number, years: Number, residual: Number, capital: Number) -> Number:
    """US$ an hour that pays for the price less the present value of its residual, at a cost of capital."""
    owed = price * (1.0 - residual * (1.0 + capital) ** (-np.asarray(years, dtype=float)))
    return owed * capital_recovery(years, capital) / HOURS_PER_YEAR


def cluster_price(server_share: Number, network_share: Number) -> Number:
    """A chip's share of server and network: the network is a share of the whole cluster, so 0.19 adds 0.19/0.81."""
    return server_share / (1.0 - network_share)


def present_value(monthly: npt.NDArray[np.float64], capital: Number) -> npt.NDArray[np.float64]:
    """Present value of monthly payments (last axis: months, paid at their middle) at a yearly cost of capital."""
    months = np.arange(monthly.shape[-1]) + 0.5
    discount = (1.0 + np.asarray(capital, dtype=float)[..., None]) ** (-months / 12.0)
    return np.asarray((monthly * discount).sum(axis=-1))
