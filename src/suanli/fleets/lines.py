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

__all__ = ["Stock", "figures", "fleet_line", "spread_of", "stock_of"]

Array = NDArray[np.float64]
Z90 = 1.6448536269514722
MEGA = 1e6
LEVELS = (50, 5, 10, 25, 75, 90, 95)
SHOWN = 0.5  # chips: a line whose upper end is below is not printed
DAWN = dt.date(FIRST_YEAR, 1, 1)


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """Draws by series: chips in service, and US$ spent on all that arrived (both draws x series)."""

    series: tuple[str, ...]
    chip: tuple[str, ...]
    chips: Any
    usd: Any


def spread_of(values: Array, unit: str) -> Spread:
    """Median and central 50, 80 and 90 % intervals of draws."""
    mid, p5, p10, p25, p75, p90, p95 = (float(f"{v:.9g}") for v in np.percentile(values, LEVELS))
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
    count = len(world.series)
    chips, usd = np.zeros((posterior.count, count)), np.zeros((posterior.count, count))
    for column, group, cell in _columns(world, holder):
        _, number, lot = world.lots[group]
        amount = (draws.delivered if cell else draws.supplied)[column]
        chips[:, number] += amount * held(lot, on)
        usd[:, number] += amount * draws.price[group] * delivered(lot, DAWN, on + dt.timedelta(days=1))
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
    """Relative change of the median of draws under each column of weights."""
    order = np.argsort(values, kind="stable")
    middle = float(np.median(values))
    if middle <= 0 or weights.shape[1] == 0:
        return [0.0] * weights.shape[1]
    summed = np.cumsum(weights[order], axis=0)
    at = np.argmax(summed >= 0.5, axis=0)
    sizes = values[order][np.minimum(at, len(values) - 1)]
    return [float(f"{s / middle - 1:.3g}") for s in sizes]


def leave_out(posterior: Any, readings: Sequence[Reading], facts: Sequence[str]) -> Array:
    """Weights of the draws had a fact not been said: one over its likelihood, cut at the root of the draws.

    Importance weights with the truncation of Ionides (2008); a fact far from all others gets too small a
    leverage, by the part of the weight that is cut.
    """
    found = np.zeros((posterior.count, len(facts)))
    for at, fact in enumerate(facts):
        rows = [i for i, r in enumerate(readings) if r.fact == fact]
        log = -posterior.log_likelihood[rows].sum(axis=0, dtype=np.float64)
        weight = np.exp(log - log.max())
        weight = np.minimum(weight, weight.mean() * math.sqrt(len(weight)))
        found[:, at] = weight / weight.sum()
    return found


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What turns chips into other units, per series (`chip` ids), and the draws of server overhead."""

    chip: tuple[str, ...]
    overhead: Any
    bases: tuple[str, ...] = BASES


def _equivalents(chips: Array, basis: Basis) -> dict[str, Spread]:
    """By basis; a basis on which no chip's figure is public is absent, not nought."""
    rates = {b: np.array([h100_equivalents(c, b) for c in basis.chip]) for b in basis.bases}
    if chips.shape[1] == 1:  # one chip: quantiles scale with the rate
        one = spread_of(chips[:, 0], "chips")
        return {b: _scaled(one, float(r[0]), f"H100-equivalents ({b})") for b, r in rates.items() if r[0]}
    return {b: spread_of(chips @ r, f"H100-equivalents ({b})") for b, r in rates.items() if r.any()}


def _scaled(spread: Spread, factor: float, unit: str) -> Spread:
    """The spread of draws times a constant."""
    ends = {n: float(f"{getattr(spread, n) * factor:.9g}") for n in Spread.__struct_fields__ if n != "unit"}
    return Spread(**ends, unit=unit)


def figures(chips: Array, usd: Array, basis: Basis) -> dict[str, Any]:
    """Spreads of chips, US$, H100-equivalents by basis and megawatts from draws by series."""
    power = (chips @ np.array([watts(c) for c in basis.chip])) * basis.overhead / MEGA
    return {
        "chips": spread_of(chips.sum(axis=1), "chips"),
        "usd": spread_of(usd.sum(axis=1), "USD"),
        "h100e": _equivalents(chips, basis),
        "mw": spread_of(power, "MW"),
    }


def fleet_line(
    name: str,
    stock: tuple[Array, Array],
    basis: Basis,
    *,
    claims: tuple[tuple[Fact, ...], Array],
) -> FleetLine:
    """One line from draws of chips and US$ (draws x series), with the facts behind it and their weights."""
    chips, usd = stock
    facts, weights = claims
    levers = _leverage(chips.sum(axis=1), weights)
    listed = [
        (claim, lever)
        for fact, lever in zip(facts, levers, strict=True)
        for claim in (*fact.claims, *(d[0] for d in fact.drift))
    ]
    listed.sort(key=lambda pair: (-abs(pair[1]), pair[0]))
    return FleetLine(
        chip=name,
        claims=tuple(listed),
        prior_only=not facts,
        **figures(chips, usd, basis),
    )
