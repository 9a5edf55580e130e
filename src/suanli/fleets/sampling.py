"""Draws from the posterior: Hamiltonian Monte Carlo split around the Laplace approximation.

A reading k says that log(weights . chips) lies near [low, high], with Student edges of scales s_low, s_high:

    log L = -(nu + 1)/2 log(1 + r^2 / nu),  r = distance outside [low, high] over the scale of that side,

times the votes it has, mixed with a flat density where it is denied or may be lost. The mode is found by
iteratively reweighted Gauss-Newton steps; in coordinates where the Laplace approximation is a standard normal
the Gaussian part is rotated exactly and only the rest is kicked (Shahbaba et al. 2014, arXiv:1106.5941), so
unconstrained directions cost nothing in acceptance. Many short chains run as rows of one array.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from suanli.fleets.world import Draws, World

__all__ = ["Posterior", "Readings", "effective_size", "sample", "trusted"]

Array = NDArray[np.float64]
CHAINS = 64
WARM = 8
KEEP = 32
MODE_STEPS = 14
LEAPS = (4, 6, 8)
TINY = 1e-9
ROUNDS = 3
MIN_PRINT = 100.0  # draws that count: below, a 90 % end is off by more than a fifth of its distance
MAX_PRINT = 1.3
MIN_ESS = 300.0
MAX_RHAT = 1.1  # of many short chains: with 128 half chains 1.1 is an effective size of about 600
TARGET = 0.75
SOFTEN = 0.6  # mean of the edge's weights over mean of its second derivatives, about
WIDEN = 0.3  # Student edges: the spread at the mode is wider than its curvature says


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """Readings as arrays: `units` and `money` weigh cells then groups; a row uses one of the two, over `under`.

    `under` is 1 or, for shares and ratios, a second set of unit weights whose sum divides.
    """

    units: Any  # K x (cells + groups)
    money: Any
    under: Any
    has_under: Any
    low: Any
    high: Any
    s_low: Any
    s_high: Any
    votes: Any
    doubt: Any
    freedom: float = 4.0
    breadth: float = 3.0

    @property
    def count(self) -> int:
        """How many."""
        return len(self.low)

    def log_norm(self) -> Array:
        """Log of the integral of the plateau with its two edges."""
        nu = self.freedom
        edge = math.sqrt(nu * math.pi) * math.gamma(nu / 2) / math.gamma((nu + 1) / 2) / 2
        width: Array = np.log(self.high - self.low + edge * (self.s_low + self.s_high))
        return width

    def log_likelihood(self, g: Array) -> tuple[Array, Array, Array]:
        """Per draw and reading: log likelihood (votes counted), its slope in g, and the curvature weight."""
        below, above = self.low - g, g - self.high
        out = np.where(below > 0, -below, np.where(above > 0, above, 0.0))
        scale = np.where(below > 0, self.s_low, self.s_high)
        nu, r = self.freedom, out / scale
        raw = -(nu + 1) / 2 * np.log1p(r * r / nu) - self.log_norm()
        weight = (nu + 1) / (scale * scale * (nu + r * r)) * (out != 0)
        flat = -math.log(2 * self.breadth)
        with np.errstate(divide="ignore"):
            mixed = np.logaddexp(np.log1p(-self.doubt) + raw, np.log(self.doubt) + flat)
        kept = np.exp(np.log1p(-self.doubt) + raw - mixed)
        weight = weight * kept * self.votes
        return mixed * self.votes, -weight * out, weight


class Posterior(msgspec.Struct, frozen=True, kw_only=True):
    """Draws with the log of every reading's quantity (`g`) and likelihood, and how well the sampler did."""

    world: Any
    readings: Any
    draws: Draws
    g: Any
    log_likelihood: Any
    z: Any
    chains: int
    diagnostics: dict[str, float]


def _sums(world: World, readings: Readings, draws: Draws) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Weighted sums of every reading, and the columns they were made of."""
    flow = np.concatenate([draws.delivered, draws.supplied], axis=1)
    cost = np.concatenate([draws.price[:, world.cell_group], draws.price], axis=1)
    value = flow * cost
    top = flow @ readings.units.T + value @ readings.money.T + TINY
    low = np.where(readings.has_under, flow @ readings.under.T + TINY, 1.0)
    return flow, value, top, low, np.log(top) - np.log(low), cost


def _energy(world: World, readings: Readings, z: Array) -> tuple[Array, Array]:
    """(minus log posterior, its gradient in z) for every row of z."""
    draws = world.forward(z)
    flow, value, top, low, g, _ = _sums(world, readings, draws)
    likelihood, slope, _ = readings.log_likelihood(g)
    units = (slope / top) @ readings.units * flow
    money = (slope / top) @ readings.money * value
    units -= np.where(readings.has_under, slope / low, 0.0) @ readings.under * flow
    n = world.cells
    both = units + money
    by_group = money[:, n:] + money[:, :n] @ world.indicator
    gradient = world.backward(draws.share, both[:, :n], both[:, n:], by_group)
    return 0.5 * np.sum(z * z, axis=1) - likelihood.sum(axis=1), z - gradient


def _jacobian(world: World, readings: Readings, z: Array) -> tuple[Array, Array]:
    """(g, dg/dz) at one point, one row a reading."""
    draws = world.forward(z[None, :])
    flow, value, top, low, g, _ = _sums(world, readings, draws)
    units = readings.units * flow / top.T
    money = readings.money * value / top.T
    units = units - readings.has_under[:, None] * readings.under * flow / low.T
    n = world.cells
    both = units + money
    by_group = money[:, n:] + money[:, :n] @ world.indicator
    share = np.broadcast_to(draws.share, (readings.count, n))
    return g[0], world.backward(share, both[:, :n], both[:, n:], by_group)


def _mode(world: World, readings: Readings) -> tuple[Array, Array]:
    """The posterior mode and the square roots of curvature times Jacobian there (K x size)."""
    z = np.zeros(world.size)
    best = float(_energy(world, readings, z[None, :])[0][0])
    for _ in range(MODE_STEPS):
        g, slope = _jacobian(world, readings, z)
        _, first, weight = readings.log_likelihood(g)
        weight = np.maximum(weight, TINY)
        target = first / weight + slope @ z
        root = np.sqrt(weight)[:, None] * slope
        inner = root @ root.T + np.eye(len(g))
        step = root.T @ np.linalg.solve(inner, np.sqrt(weight) * target) - z
        z, best, moved = _line_search(world, readings, z, step, best)
        if moved < 1e-4:
            break
    g, slope = _jacobian(world, readings, z)
    weight = readings.log_likelihood(g)[2]
    return z, np.sqrt(WIDEN * np.maximum(weight, 0.0))[:, None] * slope


def _line_search(world: World, readings: Readings, z: Array, step: Array, best: float) -> tuple[Array, float, float]:
    """The best of six halvings of a step, tried at once; stays where none helps."""
    sizes = 0.5 ** np.arange(6)
    energies = _energy(world, readings, z + sizes[:, None] * step)[0]
    at = int(np.argmin(energies))
    if energies[at] >= best:
        return z, best, 0.0
    return z + sizes[at] * step, float(energies[at]), float(best - energies[at])


def _whitener(root: Array) -> tuple[Array, Array]:
    """(V, c): the map y -> y + V (c * (V' y)) turns a standard normal into the Laplace approximation."""
    if not len(root):
        return np.zeros((root.shape[1], 0)), np.zeros(0)
    values, vectors = np.linalg.eigh(root @ root.T)
    keep = values > 0.05
    values, vectors = values[keep], vectors[:, keep]
    return (root.T @ vectors) / np.sqrt(values), 1.0 / np.sqrt(1.0 + values) - 1.0


class _Chains:
    """All chains at once, in whitened coordinates."""

    def __init__(self, world: World, readings: Readings, seed: int) -> None:
        self.world, self.readings = world, readings
        self.rng = np.random.default_rng(seed)
        self.centre, root = _mode(world, readings)
        self.v, self.c = _whitener(root)
        self.y = self.rng.standard_normal((CHAINS, world.size))
        self.angle = 0.55
        self.energy, self.rest = self._look(self.y)
        self.accepted = 0.0

    def settle(self) -> None:
        """Fit the coordinates again to what the chains have seen: the mean curvature, not that at the mode.

        A plateau's edge is steep on one side of the mode and nothing on the other; its mean over the chains
        is what a step meets.
        """
        z = self.place(self.y)
        g = _sums(self.world, self.readings, self.world.forward(z))[4]
        weight = self.readings.log_likelihood(g)[2].mean(axis=0)
        self.centre = np.median(z, axis=0)
        slope = _jacobian(self.world, self.readings, self.centre)[1]
        self.v, self.c = _whitener(np.sqrt(SOFTEN * weight)[:, None] * slope)
        off = z - self.centre
        self.y = off + ((off @ self.v) * (1.0 / (1.0 + self.c) - 1.0)) @ self.v.T
        self.energy, self.rest = self._look(self.y)

    def place(self, y: Array) -> Array:
        """Standard normals of the model for whitened coordinates."""
        return self.centre + y + ((y @ self.v) * self.c) @ self.v.T

    def _look(self, y: Array) -> tuple[Array, Array]:
        """(energy less the Gaussian part, its gradient) at y."""
        energy, gradient = _energy(self.world, self.readings, self.place(y))
        gradient = gradient + ((gradient @ self.v) * self.c) @ self.v.T
        return energy - 0.5 * np.sum(y * y, axis=1), gradient - y

    def step(self) -> float:
        """One proposal for every chain; gives the mean acceptance."""
        p = self.rng.standard_normal(self.y.shape)
        before = self.energy + 0.5 * np.sum(self.y**2 + p**2, axis=1)
        y, rest = self.y, self.rest
        # an angle of its own for each chain: a short one frees a chain that sits in a corner
        angle = self.angle * self.rng.uniform(0.25, 1.15, size=(CHAINS, 1))
        turn, other = np.cos(angle), np.sin(angle)
        for _ in range(int(self.rng.choice(LEAPS))):
            p = p - 0.5 * angle * rest
            y, p = turn * y + other * p, turn * p - other * y
            energy, rest = self._look(y)
            p = p - 0.5 * angle * rest
        after = energy + 0.5 * np.sum(y**2 + p**2, axis=1)
        chance = np.exp(np.minimum(0.0, np.nan_to_num(before - after, nan=-np.inf)))
        take = self.rng.uniform(size=CHAINS) < chance
        self.y = np.where(take[:, None], y, self.y)
        self.rest = np.where(take[:, None], rest, self.rest)
        self.energy = np.where(take, energy, self.energy)
        return float(chance.mean())

    def warm(self) -> None:
        """Settle, and fit the angle so that about four of five proposals are taken."""
        for at in range(2 * WARM):
            if at in (WARM // 2, WARM):
                self.settle()
            rate = self.step()
            self.angle = float(np.clip(self.angle * math.exp(0.5 * (rate - TARGET)), 0.02, 0.9))

    def run(self, count: int) -> Array:
        """Keep `count` states of every chain: chains x count x size."""
        kept, rates = np.empty((CHAINS, count, self.world.size)), []
        for at in range(count):
            rates.append(self.step())
            kept[:, at] = self.place(self.y)
        self.accepted = float(np.mean(rates))
        return kept


def effective_size(chains: Array) -> tuple[float, float]:
    """(effective sample size, split R-hat) of one figure, chains x draws; Geyer's positive sequence."""
    n = chains.shape[1] // 2
    halves = np.concatenate([chains[:, :n], chains[:, n : 2 * n]])
    within = halves.var(axis=1, ddof=1).mean()
    between = n * halves.mean(axis=1).var(ddof=1)
    if within <= 0:
        return float(chains.size), 1.0
    total = (n - 1) / n * within + between / n
    centred = halves - halves.mean(axis=1, keepdims=True)
    lags = [float(np.mean(np.sum(centred[:, : n - k] * centred[:, k:], axis=1) / n)) for k in range(n)]
    rho = [1.0 - (within - lag) / total for lag in lags]
    tau, k = 1.0, 1
    while k + 1 < n and rho[k] + rho[k + 1] > 0:
        tau += 2 * (rho[k] + rho[k + 1])
        k += 2
    return float(min(halves.size / tau, halves.size)), float(math.sqrt(total / within))


def _check(world: World, draws: Draws, g: Array) -> dict[str, float]:
    """Worst effective size and R-hat over the holders' totals and the readings' quantities."""
    totals = [np.log(draws.delivered[:, world.cell_holder == h].sum(axis=1) + 1) for h in range(len(world.holders))]
    figures = [*totals, *g.T[:400]]
    sizes = [effective_size(f.reshape(CHAINS, -1)) for f in figures]
    return {"ess": min(s[0] for s in sizes), "rhat": max(s[1] for s in sizes)}


def sample(world: World, readings: Readings, *, seed: int = 0) -> Posterior:
    """Posterior draws; sampling goes on (`ROUNDS` times at most) while any figure's effective size is small.

    Whether a figure deserves an interval is decided where it is printed (`trusted`).
    """
    chains = _Chains(world, readings, seed)
    chains.warm()
    kept = chains.run(KEEP)
    for last in range(ROUNDS):
        z = kept.reshape(-1, world.size)
        draws = world.forward(z)
        g = _sums(world, readings, draws)[4]
        found = _check(world, draws, g)
        if (found["ess"] >= MIN_ESS and found["rhat"] <= MAX_RHAT) or last == ROUNDS - 1:
            break
        kept = np.concatenate([kept[:, kept.shape[1] // 4 :], chains.run(KEEP)], axis=1)
    found |= {"draws": float(len(z)), "acceptance": chains.accepted, "readings": float(readings.count)}
    return Posterior(
        world=world,
        readings=readings,
        draws=draws,
        g=g,
        log_likelihood=readings.log_likelihood(g)[0],
        z=z,
        chains=CHAINS,
        diagnostics={k: round(v, 4) for k, v in found.items()},
    )


def trusted(values: Array) -> tuple[bool, float]:
    """(whether draws of a figure support an interval, their effective size)."""
    size, rhat = effective_size(np.log1p(values).reshape(CHAINS, -1))
    return size >= MIN_PRINT and rhat <= MAX_PRINT, size
