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
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from suanli.fleets.world import SINGLE, Draws, World

__all__ = ["Posterior", "Readings", "effective_size", "sample", "trusted"]

Array = NDArray[Any]
CHAINS = 64
WARM = 8
KEEP = 32
MODE_STEPS = 14
LEAPS = (4, 6, 8)
TINY = 1e-6
LOOSE = 0.1  # precision below which a direction is left as the prior has it
CHECKED = 400
ROUNDS = 3
MIN_PRINT = 100.0  # draws that count: below, a 90 % end is off by more than a fifth of its distance
MAX_PRINT = 1.3
MIN_ESS = 300.0
MAX_RHAT = 1.1  # of many short chains: with 128 half chains 1.1 is an effective size of about 600
TARGET = 0.75
SOFTEN = 0.6  # mean of the edge's weights over mean of its second derivatives, about
WIDEN = 0.3  # Student edges: the spread at the mode is wider than its curvature says


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Weighted sums of columns, one a row (compressed rows, and the same by columns for the way back)."""

    rows: int
    columns: Any
    weights: Any
    starts: Any
    back_rows: Any
    back_weights: Any
    back_columns: Any
    back_starts: Any

    @classmethod
    def of(cls, rows: Sequence[Mapping[int, float]]) -> Sums:
        """From one {column: weight} a row; no row may be empty."""
        columns = np.array([c for r in rows for c in sorted(r)], dtype=np.intp)
        weights = np.array([r[c] for r in rows for c in sorted(r)], dtype=SINGLE)
        counts = np.array([len(r) for r in rows], dtype=np.intp)
        owner = np.repeat(np.arange(len(rows)), counts)
        order = np.argsort(columns, kind="stable")
        distinct, first = np.unique(columns[order], return_index=True)
        return cls(
            rows=len(rows),
            columns=columns,
            weights=weights[:, None],
            starts=np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp),
            back_rows=owner[order],
            back_weights=weights[order][:, None],
            back_columns=distinct,
            back_starts=first,
        )

    def forward(self, values: Array) -> Array:
        """Sums of the rows of `values` (columns x draws)."""
        if not self.rows:
            return np.zeros((0, values.shape[1]), dtype=SINGLE)
        found: Array = np.add.reduceat(values[self.columns] * self.weights, self.starts, axis=0)
        return found

    def backward(self, slopes: Array, size: int) -> Array:
        """Slopes of the columns from slopes of the sums."""
        total = np.zeros((size, slopes.shape[1]), dtype=SINGLE)
        if self.rows:
            parts = slopes[self.back_rows] * self.back_weights
            total[self.back_columns] = np.add.reduceat(parts, self.back_starts, axis=0)
        return total

    def dense(self, size: int) -> Array:
        """The weights as a matrix, rows x columns."""
        table = np.zeros((self.rows, size), dtype=SINGLE)
        table[np.repeat(np.arange(self.rows), np.diff([*self.starts, len(self.columns)])), self.columns] = self.weights[
            :, 0
        ]
        return table


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """Readings as arrays. `sums` weigh chips (cells, groups) and then the same columns as money.

    `under` divides the readings `under_rows` (shares and ratios) by a second sum.
    """

    sums: Sums
    under: Sums
    under_rows: Any
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
        """By reading and draw: log likelihood (votes counted), its slope in g, and the curvature weight."""
        below, above = self.low[:, None] - g, g - self.high[:, None]
        out = np.where(below > 0, -below, np.where(above > 0, above, 0.0))
        scale = np.where(below > 0, self.s_low[:, None], self.s_high[:, None])
        nu, r = self.freedom, out / scale
        raw = -(nu + 1) / 2 * np.log1p(r * r / nu) - self.log_norm()[:, None]
        weight = (nu + 1) / (scale * scale * (nu + r * r)) * (out != 0)
        flat = -math.log(2 * self.breadth)
        doubt, votes = self.doubt[:, None], self.votes[:, None]
        with np.errstate(divide="ignore"):
            mixed = np.logaddexp(np.log1p(-doubt) + raw, np.log(doubt) + flat)
        kept = np.exp(np.log1p(-doubt) + raw - mixed)
        weight = weight * kept * votes
        return mixed * votes, -weight * out, weight

    def kept(self, g: Array) -> Array:
        """By reading, the part of its full pull that it kept over the draws: 1 where it is right, 0 where ignored."""
        below, above = self.low[:, None] - g, g - self.high[:, None]
        scale = np.where(below > 0, self.s_low[:, None], self.s_high[:, None])
        weight = self.log_likelihood(g)[2] * scale**2 * self.freedom / (self.freedom + 1) / self.votes[:, None]
        inside = (below <= 0) & (above <= 0)
        found: Array = np.where(inside, 1.0, weight).mean(axis=1)
        return found


class Posterior(msgspec.Struct, frozen=True, kw_only=True):
    """Draws (columns) with the log of every reading's quantity (`g`) and likelihood, and how the sampler did."""

    world: Any
    readings: Any
    draws: Draws
    g: Any
    log_likelihood: Any
    count: int
    diagnostics: dict[str, float]


def _values(world: World, draws: Draws) -> Array:
    """Columns that readings weigh: chips of cells and groups, then what they cost."""
    flow = np.concatenate([draws.delivered, draws.supplied])
    cost = np.concatenate([draws.price[world.cell_group], draws.price])
    return np.concatenate([flow, flow * cost])


def _sums(readings: Readings, values: Array) -> tuple[Array, Array, Array]:
    """(sum, sum below the line, log of their ratio) of every reading."""
    top = readings.sums.forward(values) + TINY
    low = np.ones_like(top)
    low[readings.under_rows] = readings.under.forward(values) + TINY
    return top, low, np.log(top) - np.log(low)


def _to_normals(world: World, share: Array, slopes: Array) -> Array:
    """Slopes in the normals from slopes in the logarithms of the columns of `_values`."""
    n, size = world.cells, world.cells + world.groups
    both = slopes[:size] + slopes[size:]
    by_price = slopes[size + n :] + world.group_sum(slopes[size : size + n])
    return world.backward(share, both[:n], both[n:], by_price)


def _energy(world: World, readings: Readings, z: Array) -> tuple[Array, Array]:
    """(minus log posterior, its gradient in z) for every column of z."""
    draws = world.forward(z)
    values = _values(world, draws)
    top, low, g = _sums(readings, values)
    likelihood, slope, _ = readings.log_likelihood(g)
    slopes = readings.sums.backward(slope / top, len(values)) * values
    if len(readings.under_rows):
        under = (slope / low)[readings.under_rows]
        slopes -= readings.under.backward(under, len(values)) * values
    energy = 0.5 * np.einsum("ij,ij->j", z, z) - likelihood.sum(axis=0)
    return energy, z - _to_normals(world, draws.share, slopes)


def _jacobian(world: World, readings: Readings, z: Array) -> tuple[Array, Array]:
    """(g, dg/dz) at one point; the Jacobian has one column a reading."""
    draws = world.forward(z[:, None])
    values = _values(world, draws)
    top, low, g = _sums(readings, values)
    slopes = (readings.sums.dense(len(values)) * values.T / top).T
    if len(readings.under_rows):
        under = readings.under.dense(len(values)) * values.T / low[readings.under_rows]
        slopes[:, readings.under_rows] -= under.T
    share = np.broadcast_to(draws.share, (world.cells, readings.count))
    return g[:, 0], _to_normals(world, share, slopes)


def _mode(world: World, readings: Readings) -> tuple[Array, Array]:
    """The posterior mode and the Jacobian there times the square roots of the curvature (size x readings)."""
    z = np.zeros(world.size, dtype=SINGLE)
    best = float(_energy(world, readings, z[:, None])[0][0])
    for _ in range(MODE_STEPS):
        g, slope = _jacobian(world, readings, z)
        _, first, weight = (v[:, 0] for v in readings.log_likelihood(g[:, None]))
        weight = np.maximum(weight, TINY)
        target = first / weight + slope.T @ z
        root = slope * np.sqrt(weight)
        inner = root.T @ root + np.eye(len(g), dtype=SINGLE)
        step = root @ np.linalg.solve(inner, np.sqrt(weight) * target) - z
        z, best, moved = _line_search(world, readings, z, step, best)
        if moved < 1e-3:
            break
    g, slope = _jacobian(world, readings, z)
    weight = readings.log_likelihood(g[:, None])[2][:, 0]
    return z, slope * np.sqrt(WIDEN * np.maximum(weight, 0.0))


def _line_search(world: World, readings: Readings, z: Array, step: Array, best: float) -> tuple[Array, float, float]:
    """The best of six halvings of a step, tried at once; stays where none helps."""
    sizes = (0.5 ** np.arange(6)).astype(SINGLE)
    energies = _energy(world, readings, z[:, None] + step[:, None] * sizes)[0]
    at = int(np.argmin(energies))
    if energies[at] >= best:
        return z, best, 0.0
    return z + sizes[at] * step, float(energies[at]), float(best - energies[at])


def _whitener(root: Array) -> tuple[Array, Array]:
    """(V, c): the map y -> y + V (c * (V' y)) turns a standard normal into one of precision I + root root'."""
    if not root.shape[1]:
        return np.zeros((root.shape[0], 0), dtype=SINGLE), np.zeros((0, 1), dtype=SINGLE)
    values, vectors = np.linalg.eigh((root.T @ root).astype(np.float64))
    keep = values > LOOSE
    values, vectors = values[keep], vectors[:, keep]
    v = (root @ vectors.astype(SINGLE)) / np.sqrt(values)
    return v.astype(SINGLE), (1.0 / np.sqrt(1.0 + values) - 1.0).astype(SINGLE)[:, None]


class _Chains:
    """All chains at once, one a column, in whitened coordinates."""

    def __init__(self, world: World, readings: Readings, seed: int) -> None:
        self.world, self.readings = world, readings
        self.rng = np.random.default_rng(seed)
        self.centre, root = _mode(world, readings)
        self.v, self.c = _whitener(root)
        self.y = self._normal()
        self.angle = 0.55
        self.energy, self.rest = self._look(self.y)
        self.accepted = 0.0

    def _normal(self) -> Array:
        found: Array = self.rng.standard_normal((self.world.size, CHAINS), dtype=SINGLE)
        return found

    def settle(self) -> None:
        """Fit the coordinates again to what the chains have seen: the mean curvature, not that at the mode.

        A plateau's edge is steep on one side of the mode and nothing on the other; its mean over the chains
        is what a step meets.
        """
        z = self.place(self.y)
        g = _sums(self.readings, _values(self.world, self.world.forward(z)))[2]
        weight = self.readings.log_likelihood(g)[2].mean(axis=1)
        self.centre = np.median(z, axis=1)
        slope = _jacobian(self.world, self.readings, self.centre)[1]
        self.v, self.c = _whitener(slope * np.sqrt(SOFTEN * weight))
        off = z - self.centre[:, None]
        self.y = off + self.v @ ((1.0 / (1.0 + self.c) - 1.0) * (self.v.T @ off))
        self.energy, self.rest = self._look(self.y)

    def place(self, y: Array) -> Array:
        """Standard normals of the model for whitened coordinates."""
        found: Array = self.centre[:, None] + y + self.v @ (self.c * (self.v.T @ y))
        return found

    def _look(self, y: Array) -> tuple[Array, Array]:
        """(energy less the Gaussian part, its gradient) at y."""
        energy, gradient = _energy(self.world, self.readings, self.place(y))
        gradient = gradient + self.v @ (self.c * (self.v.T @ gradient))
        return energy - 0.5 * np.einsum("ij,ij->j", y, y), gradient - y

    def step(self) -> float:
        """One proposal for every chain; gives the mean acceptance."""
        p = self._normal()
        before = self.energy + 0.5 * np.sum(self.y**2 + p**2, axis=0)
        y, rest = self.y, self.rest
        # an angle of its own for each chain: a short one frees a chain that sits in a corner
        angle = (self.angle * self.rng.uniform(0.25, 1.15, size=CHAINS)).astype(SINGLE)
        turn, other = np.cos(angle), np.sin(angle)
        for _ in range(int(self.rng.choice(LEAPS))):
            p = p - 0.5 * angle * rest
            y, p = turn * y + other * p, turn * p - other * y
            energy, rest = self._look(y)
            p = p - 0.5 * angle * rest
        after = energy + 0.5 * np.sum(y**2 + p**2, axis=0)
        chance = np.exp(np.minimum(0.0, np.nan_to_num(before - after, nan=-np.inf)))
        take = self.rng.uniform(size=CHAINS) < chance
        self.y = np.where(take, y, self.y)
        self.rest = np.where(take, rest, self.rest)
        self.energy = np.where(take, energy, self.energy)
        return float(chance.mean())

    def warm(self) -> None:
        """Settle, and fit the angle so that about three of four proposals are taken."""
        for at in range(2 * WARM):
            if at in (WARM // 2, WARM):
                self.settle()
            rate = self.step()
            self.angle = float(np.clip(self.angle * math.exp(0.5 * (rate - TARGET)), 0.02, 0.9))

    def run(self, count: int) -> Array:
        """Keep `count` states of every chain: size x chains x count."""
        kept = np.empty((self.world.size, CHAINS, count), dtype=SINGLE)
        rates = []
        for at in range(count):
            rates.append(self.step())
            kept[:, :, at] = self.place(self.y)
        self.accepted = float(np.mean(rates))
        return kept


def effective_size(chains: Array) -> tuple[float, float]:
    """(effective sample size, split R-hat) of one figure, chains x draws; Geyer's positive sequence."""
    n = chains.shape[1] // 2
    halves = np.concatenate([chains[:, :n], chains[:, n : 2 * n]])
    within = halves.var(axis=1, ddof=1).mean()
    between = n * halves.mean(axis=1).var(ddof=1)
    if within <= 0:  # nothing moves: one figure known for sure, or chains that are stuck apart
        return (float(chains.size), 1.0) if between <= 0 else (1.0, math.inf)
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
    by_holder = [draws.delivered[world.cell_holder == h].sum(axis=0) for h in range(len(world.holders))]
    figures = [*(np.log1p(t) for t in by_holder), *g[:CHECKED]]
    sizes = [effective_size(f.reshape(CHAINS, -1).astype(np.float64)) for f in figures]
    return {"ess": min(s[0] for s in sizes), "rhat": max(s[1] for s in sizes)}


def sample(world: World, readings: Readings, *, seed: int = 0) -> Posterior:
    """Posterior draws; sampling goes on (`ROUNDS` times at most) while any figure's effective size is small.

    Whether a figure deserves an interval is decided where it is printed (`trusted`). BLAS runs on one thread: the
    matrices are narrow, so more threads are slower, and their number would change the sums.
    """
    with threadpool_limits(1, user_api="blas"):
        return _sample(world, readings, seed)


def _sample(world: World, readings: Readings, seed: int) -> Posterior:
    if not readings.count:
        return _prior(world, readings, seed)
    chains = _Chains(world, readings, seed)
    chains.warm()
    kept = chains.run(KEEP)
    for last in range(ROUNDS):
        z = kept.reshape(world.size, -1)
        draws = world.forward(z)
        g = _sums(readings, _values(world, draws))[2]
        found = _check(world, draws, g)
        if (found["ess"] >= MIN_ESS and found["rhat"] <= MAX_RHAT) or last == ROUNDS - 1:
            break
        kept = np.concatenate([kept[:, :, kept.shape[2] // 4 :], chains.run(KEEP)], axis=2)
    found |= {"draws": float(z.shape[1]), "acceptance": chains.accepted, "readings": float(readings.count)}
    return Posterior(
        world=world,
        readings=readings,
        draws=draws,
        g=g,
        log_likelihood=readings.log_likelihood(g)[0],
        count=int(z.shape[1]),
        diagnostics={k: round(v, 4) for k, v in found.items()},
    )


def _prior(world: World, readings: Readings, seed: int) -> Posterior:
    """Independent draws where no claim says anything."""
    count = CHAINS * KEEP * 2
    draws = world.forward(np.random.default_rng(seed).standard_normal((world.size, count), dtype=SINGLE))
    nothing = np.zeros((0, count), dtype=SINGLE)
    found = {"ess": float(count), "rhat": 1.0, "draws": float(count), "acceptance": 1.0, "readings": 0.0}
    return Posterior(
        world=world, readings=readings, draws=draws, g=nothing, log_likelihood=nothing, count=count, diagnostics=found
    )


def trusted(values: Array) -> tuple[bool, float]:
    """(whether draws of a figure support an interval, their effective size)."""
    size, rhat = effective_size(np.log1p(values).reshape(CHAINS, -1).astype(np.float64))
    return size >= MIN_PRINT and rhat <= MAX_PRINT, size
