"""Draws to fleets: spreads of chips, US$, H100-equivalents and megawatts by chip, with claims and their leverage."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from suanli.errors import Unknown
from suanli.fleets.belief import Reading
from suanli.fleets.calendar import delivered, held
from suanli.fleets.scope import ALL, CHINA, FIRST_YEAR, settings
from suanli.fleets.stories import Fact
from suanli.fleets.worth import BASES, h100_equivalents, watts
from suanli.terms import FleetLine, Spread

__all__ = [
    "Basis",
    "Stock",
    "figures_by_series",
    "figures_in_total",
    "fleet_line",
    "leave_out",
    "overhead",
    "spreads",
    "stock_of",
]

Array = NDArray[np.float64]
Z90 = 1.6448536269514722
MEGA = 1e6
LEVELS = (50, 5, 10, 25, 75, 90, 95)
SHOWN = 0.5  # chips: a line whose upper end is below is not printed
DAWN = dt.date(FIRST_YEAR, 1, 1)


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """Draws by series: chips in service, and US$ spent on all that arrived (both series x draws)."""

    series: tuple[str, ...]
    chip: tuple[str, ...]
    chips: Any
    usd: Any


def spreads(values: Array, unit: str | Sequence[str]) -> list[Spread]:
    """Median and central 50, 80 and 90 % intervals of every row of draws, each in its unit."""
    ordered = np.sort(values, axis=1)
    at = np.array(LEVELS) / 100 * (ordered.shape[1] - 1)
    low = np.floor(at).astype(np.intp)
    part = at - low
    ends = ordered[:, low] * (1 - part) + ordered[:, np.minimum(low + 1, ordered.shape[1] - 1)] * part
    units = [unit] * len(values) if isinstance(unit, str) else unit
    return [_spread(row, name) for row, name in zip(ends.tolist(), units, strict=True)]


def _spread(ends: Sequence[float], unit: str) -> Spread:
    mid, p5, p10, p25, p75, p90, p95 = (float(f"{v:.9g}") for v in ends)
    return Spread(median=mid, low50=p25, high50=p75, low80=p10, high80=p90, low90=p5, high90=p95, unit=unit)


def _columns(world: Any, holder: str) -> list[tuple[int, int, bool]]:
    """(column, group, is a cell) of everything a holder has."""
    if holder in (CHINA, ALL):
        return [(g, g, False) for g, (m, _, _) in enumerate(world.lots) if holder == ALL or m == "CN"]
    if holder not in world.holders:
        raise Unknown(f"unknown holder {holder!r}; see `suanli show companies`")
    number = world.holders.index(holder)
    return [(int(c), int(world.cell_group[c]), True) for c in np.flatnonzero(world.cell_holder == number)]


def stock_of(posterior: Any, holder: str, on: dt.date) -> Stock:
    """What a holder has in service at the end of `on`, and what all that arrived by then cost it."""
    world, draws = posterior.world, posterior.draws
    chips, usd = (np.zeros((len(world.series), posterior.count)) for _ in range(2))
    for column, group, cell in _columns(world, holder):
        _, number, lot = world.lots[group]
        arrived = delivered(lot, DAWN, on + dt.timedelta(days=1))
        if arrived > 0:
            amount = (draws.delivered if cell else draws.supplied)[column].astype(np.float64)
            chips[number] += amount * held(lot, on)
            usd[number] += amount * draws.price[group] * arrived
    return Stock(
        series=tuple(s.id for s in world.series), chip=tuple(s.chip for s in world.series), chips=chips, usd=usd
    )


def overhead(count: int, seed: int) -> Array:
    """Draws of a server's power over that of its chips (90 % interval in the constants)."""
    low, high = settings()["power"]["server_overhead"]
    normal = np.random.default_rng([seed, 7]).standard_normal(count)
    found: Array = math.sqrt(low * high) * np.exp(math.log(high / low) / (2 * Z90) * normal)
    return found


def _leverage(values: Array, weights: Array) -> list[float]:
    """Relative change of the median of draws under each row of weights."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    middle = float(np.median(ordered))
    if middle <= 0 or not len(weights):
        return [0.0] * len(weights)
    summed = np.cumsum(weights[:, order], axis=1)
    sizes = ordered[np.minimum(np.argmax(summed >= 0.5, axis=1), len(values) - 1)]
    return [float(f"{s / middle - 1:.3g}") for s in sizes]


def leave_out(posterior: Any, readings: Sequence[Reading], facts: Sequence[str]) -> Array:
    """Weights of the draws had a fact not been said: one over its likelihood, cut at the root of the draws.

    Importance weights with the truncation of Ionides (2008); a fact far from all others gets too small a
    leverage, by the part of the weight that is cut.
    """
    rows: dict[str, list[int]] = {f: [] for f in facts}
    for at, reading in enumerate(readings):
        if reading.fact in rows:
            rows[reading.fact].append(at)
    log = np.array([-posterior.log_likelihood[r].sum(axis=0, dtype=np.float64) for r in rows.values()])
    log = log.reshape(len(rows), posterior.count)
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    weight = np.minimum(weight, weight.mean(axis=1, keepdims=True) * math.sqrt(posterior.count))
    found: Array = weight / weight.sum(axis=1, keepdims=True)
    return found


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What turns chips into other units, per series (`chip` ids), and the draws of server overhead."""

    chip: tuple[str, ...]
    overhead: Any
    bases: tuple[str, ...] = BASES

    def rates(self) -> dict[str, Array]:
        """H100-equivalents of each series by basis."""
        return {b: np.array([h100_equivalents(c, b) for c in self.chip]) for b in self.bases}

    def watts(self) -> Array:
        """Rated watts of each series."""
        return np.array([watts(c) for c in self.chip])


def _named(basis: str) -> str:
    return f"H100-equivalents ({basis})"


def _scaled(spread: Spread, factor: float, unit: str) -> Spread:
    """The spread of draws times a constant."""
    ends = {n: float(f"{getattr(spread, n) * factor:.9g}") for n in Spread.__struct_fields__ if n != "unit"}
    return Spread(**ends, unit=unit)


def figures_by_series(stock: Stock, basis: Basis, pick: Sequence[int]) -> list[dict[str, Any]]:
    """Spreads of chips, US$, H100-equivalents by basis and megawatts of the series picked.

    A basis on which no chip's figure is public is absent, not nought; one chip's quantiles scale with its rate.
    """
    chosen, count = list(pick), len(pick)
    power = stock.chips[chosen] * (basis.watts()[chosen] / MEGA)[:, None] * basis.overhead
    every = np.concatenate([stock.chips[chosen], stock.usd[chosen], power])
    found = spreads(every, ["chips"] * count + ["USD"] * count + ["MW"] * count)
    rates = basis.rates()
    return [
        {
            "chips": found[n],
            "usd": found[count + n],
            "h100e": {b: _scaled(found[n], float(r[at]), _named(b)) for b, r in rates.items() if r[at]},
            "mw": found[2 * count + n],
        }
        for n, at in enumerate(chosen)
    ]


def figures_in_total(stock: Stock, basis: Basis) -> dict[str, Any]:
    """The same for all series together."""
    rates = {b: r for b, r in basis.rates().items() if r.any()}
    rows = [stock.chips.sum(axis=0), stock.usd.sum(axis=0), basis.watts() @ stock.chips * basis.overhead / MEGA]
    rows += [r @ stock.chips for r in rates.values()]
    chips, usd, mw, *equivalents = spreads(np.array(rows), ["chips", "USD", "MW", *map(_named, rates)])
    return {"chips": chips, "usd": usd, "h100e": dict(zip(rates, equivalents, strict=True)), "mw": mw}


def fleet_line(name: str, figures: dict[str, Any], *, chips: Array, claims: tuple[Sequence[Fact], Array]) -> FleetLine:
    """One line from its spreads, with the facts behind it and their leverage on the draws of its chips."""
    facts, weights = claims
    levers = _leverage(chips, weights)
    listed = [
        (claim, lever)
        for fact, lever in zip(facts, levers, strict=True)
        for claim in (*fact.claims, *(d[0] for d in fact.drift))
    ]
    listed.sort(key=lambda pair: (-abs(pair[1]), pair[0]))
    return FleetLine(chip=name, claims=tuple(listed), prior_only=not facts, **figures)
