"""Numbers with doubt: draws from a middle and a 90 % interval, and back to a `Spread`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from suanli import catalog
from suanli.errors import CatalogError
from suanli.terms import Spread

__all__ = ["Array", "assumption", "draw", "lognormal", "point", "sample", "spread_of"]

Array = npt.NDArray[np.float64]
Z50, Z80, Z90 = 0.674490, 1.281552, 1.644854


def spread_of(values: Array, unit: str = "") -> Spread:
    """The median and the central 50, 80 and 90 % of draws."""
    low90, low80, low50, middle, high50, high80, high90 = np.quantile(
        values, (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
    ).tolist()
    return Spread(
        median=middle, low50=low50, high50=high50, low80=low80, high80=high80, low90=low90, high90=high90, unit=unit
    )


def lognormal(median: float, sigma: float, unit: str = "") -> Spread:
    """The spread of a lognormal with this median and this standard deviation of its logarithm."""
    low = {z: median * float(np.exp(-z * sigma)) for z in (Z50, Z80, Z90)}
    high = {z: median * float(np.exp(z * sigma)) for z in (Z50, Z80, Z90)}
    return Spread(
        median=median, low50=low[Z50], high50=high[Z50], low80=low[Z80], high80=high[Z80],
        low90=low[Z90], high90=high[Z90], unit=unit,
    )  # fmt: skip


def point(value: float, unit: str = "") -> Spread:
    """A number without doubt."""
    return Spread(
        median=value, low50=value, high50=value, low80=value, high80=value, low90=value, high90=value, unit=unit
    )


def draw(middle: float, low: float, high: float, *, size: int, rng: np.random.Generator) -> Array:
    """Draws whose median and 90 % interval are the three numbers: a lognormal with its own width on each side."""
    normal = rng.standard_normal(size)
    if middle <= 0 or low <= 0:  # a share that may be nothing: normal on each side, cut at zero
        width = np.where(normal < 0, middle - low, high - middle).astype(np.float64) / Z90
        return np.asarray(np.maximum(middle + width * normal, 0.0))
    width = np.where(normal < 0, math.log(middle / low), math.log(high / middle)).astype(np.float64) / Z90
    return np.asarray(middle * np.exp(width * normal))


def sample(spread: Spread, *, size: int, rng: np.random.Generator) -> Array:
    """Draws from a spread, by its median and 90 % interval."""
    return draw(spread.median, spread.low90, spread.high90, size=size, rng=rng)


def assumption(name: str) -> dict[str, Any]:
    """An entry of constants/costs.toml: value, low, high, unit, source."""
    values = catalog.constants["costs"].values
    if name not in values:
        raise CatalogError(f"constants/costs.toml: no value {name!r}; add [values.{name}]")
    return values[name]
