"""Rents as paths that may fall, rest or rise: a regime model, forecasts, and the series it is tried on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from suanli.costs.draws import Array, assumption, spread_of
from suanli.costs.naming import chip_named
from suanli.costs.prices import quotes
from suanli.terms import Spread

__all__ = ["forecast_rent", "path_factors", "rent_series"]


def path_factors(months: int, *, size: int, rng: np.random.Generator) -> Array:
    """Rent over today's rent for each draw and month (size x months), from the regime model.

    Each month a path falls, rests or rises at its regime's drift, with noise; it leaves the regime with that
    regime's chance and enters one by fixed shares; the level is drawn back to a slow decline, as new chips set what an
    hour of an old one can be worth. Source: constants/costs.toml `rent_regimes`, judged on H100 rents
    2023-2026. Ignored: floors set by power cost, and news that moves all paths at once.
    """
    values = assumption("rent_regimes")
    drifts = np.array([values["fall"], values["flat"], values["rise"]])
    shares = np.cumsum(values["shares"])
    leaving = np.array(values["leave"])
    lasting = np.cumsum(np.array(values["shares"]) / leaving)  # long-run shares of months
    regime: npt.NDArray[np.int64] = np.searchsorted(lasting, rng.random(size) * lasting[-1])
    level = np.zeros(size)
    out = np.empty((size, months))
    for month in range(months):
        leave = rng.random(size) < leaving[regime]
        entered = np.searchsorted(shares, rng.random(size) * shares[-1])
        regime = np.where(leave, entered, regime)
        back = values["pull"] * (level - values["trend"] * month)
        level = level + drifts[regime] - back + values["noise"] * rng.standard_normal(size)
        out[:, month] = level
    return np.exp(out)


def forecast_rent(rent: float, *, months: int, size: int = 4000, seed: int = 0) -> Spread:
    """The rent so many months from a rent known today: US$ an hour, from the regime model."""
    factors = path_factors(months, size=size, rng=np.random.default_rng(seed))
    return spread_of(rent * factors[:, -1], "US$/h")


def rent_series(chip: str, *, kind: str = "rental") -> tuple[tuple[dt.date, float, int], ...]:
    """Quarterly median rent of a chip: first day of the quarter, US$ an hour, number of quotes.

    `kind` rental is the market, rental-list the largest clouds' lists; quarters without a quote are left out.
    """
    by_quarter: dict[dt.date, list[float]] = {}
    for q in quotes(chip_named(chip), kind=kind)[0]:
        first = dt.date(q.date.year, 3 * ((q.date.month - 1) // 3) + 1, 1)
        by_quarter.setdefault(first, []).append(q.usd)
    return tuple((day, float(np.median(v)), len(v)) for day, v in sorted(by_quarter.items()))
