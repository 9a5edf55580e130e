"""Draws from the posterior: Hamiltonian Monte Carlo split around the Laplace approximation.

The mode is found by
iteratively reweighted Gauss-Newton steps; in coordinates where the Laplace approximation is a standard normal
the Gaussian part is rotated exactly and only the rest is kicked (Shahbaba et al. 2014, arXiv:1106.5941), so
unconstrained directions cost nothing in acceptance. Many short chains run as rows of one array.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from suanli.fleets.energy import Energy
from suanli.fleets.likelihood import Readings
from suanli.fleets.world import SINGLE, Draws, World

__all__ = ["Posterior", "effective_size", "sample", "trusted"]

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


class Posterior(msgspec.Struct, frozen=True, kw_only=True):
    """Draws (columns) with the log of every reading's quantity (`g`) and likelihood, and how the sampler did."""

    world: Any
    readings: Any
    draws: Draws
    g: Any
    log_likelihood: Any
    count: int
    diagnostics: dict[str, float]


def _mode(model: Energy) -> tuple[Array, Array]:
    """The posterior mode and the Jacobian there times the square roots of the curvature (size x readings)."""
    readings = model.readings
    z = np.zeros(model.size, dtype=SINGLE)
    best = float(model.at(z[:, None])[0][0])
    for _ in range(MODE_STEPS):
        g, slope = model.jacobian(z)
        _, first, weight = (v[:, 0] for v in readings.log_likelihood(g[:, None]))
        weight = np.maximum(weight, TINY)
        target = first / weight + slope.T @ z
        root = slope * np.sqrt(weight)
        inner = root.T @ root + np.eye(len(g), dtype=SINGLE)
        step = root @ np.linalg.solve(inner, np.sqrt(weight) * target) - z
        z, best, moved = _line_search(model, z, step, best)
        if moved < 1e-3:
            break
    g, slope = model.jacobian(z)
    weight = readings.log_likelihood(g[:, None])[2][:, 0]
    return z, slope * np.sqrt(WIDEN * np.maximum(weight, 0.0))


def _line_search(model: Energy, z: Array, step: Array, best: float) -> tuple[Array, float, float]:
    """The best of six halvings of a step, tried at once; stays where none helps."""
    sizes = (0.5 ** np.arange(6)).astype(SINGLE)
    energies = model.at(z[:, None] + step[:, None] * sizes)[0]
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

    def __init__(self, model: Energy, seed: int) -> None:
        self.model = model
        self.rng = np.random.default_rng(seed)
        self.centre, root = _mode(model)
        self.v, self.c = _whitener(root)
        self.y = self._normal()
        self.angle = 0.55
        self.energy, self.rest = self._look(self.y)
        self.accepted = 0.0

    def _normal(self) -> Array:
        found: Array = self.rng.standard_normal((self.model.size, CHAINS), dtype=SINGLE)
        return found

    def settle(self) -> None:
        """Fit the coordinates again to what the chains have seen: the mean curvature, not that at the mode.

        A plateau's edge is steep on one side of the mode and nothing on the other; its mean over the chains
        is what a step meets.
        """
        z = self.place(self.y)
        weight = self.model.readings.log_likelihood(self.model.quantities(z))[2].mean(axis=1)
        self.centre = np.median(z, axis=1)
        slope = self.model.jacobian(self.centre)[1]
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
        energy, gradient = self.model.at(self.place(y))
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
        kept = np.empty((self.model.size, CHAINS, count), dtype=SINGLE)
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


def _check(model: Energy, z: Array, asked: Sequence[str]) -> tuple[dict[str, float], bool]:
    """(worst effective size and R-hat over holders' totals and readings' quantities, whether the draws are enough).

    Beside them, where holders are asked about, the worst of their totals alone (`asked_ess`, `asked_rhat`).

    Enough: totals of the holders asked about are known well, all else well enough for an interval. Where nobody is
    asked about, all of it must be known well.
    """
    world = model.world
    flow = world.forward(z).delivered
    names = [world.holders[h] for h in np.unique(world.cell_holder)]
    totals = [np.log1p(flow[world.cell_holder == h].sum(axis=0)) for h in np.unique(world.cell_holder)]
    figures = [*totals, *model.quantities(z)[:CHECKED]]
    sizes = np.array([effective_size(f.reshape(CHAINS, -1).astype(np.float64)) for f in figures])
    strict = np.array([not asked or (at < len(names) and names[at] in asked) for at in range(len(figures))])
    ess, rhat = sizes[:, 0], sizes[:, 1]
    good = (ess >= np.where(strict, MIN_ESS, MIN_PRINT)) & (rhat <= np.where(strict, MAX_RHAT, MAX_PRINT))
    found = {"ess": float(ess.min()), "rhat": float(rhat.max())}
    if asked and strict.any():
        found |= {"asked_ess": float(ess[strict].min()), "asked_rhat": float(rhat[strict].max())}
    return found, bool(good.all())


def sample(world: World, readings: Readings, *, seed: int = 0, asked: Sequence[str] = ()) -> Posterior:
    """Posterior draws; sampling goes on (`ROUNDS` times at most) while an effective size is too small (`_check`).

    `asked` names the holders that figures are wanted of. Whether a figure deserves an interval is decided where it
    is printed (`trusted`). BLAS runs on one thread: the matrices are narrow, so more threads are slower, and their
    number would change the sums.
    """
    with threadpool_limits(1, user_api="blas"):
        return _sample(world, readings, seed, asked)


def _sample(world: World, readings: Readings, seed: int, asked: Sequence[str]) -> Posterior:
    if not readings.count:
        return _prior(world, readings, seed)
    model = Energy(world, readings)
    chains = _Chains(model, seed)
    chains.warm()
    kept = chains.run(KEEP)
    for last in range(ROUNDS):
        z = kept.reshape(model.size, -1)
        found, enough = _check(model, z, asked)
        if enough or last == ROUNDS - 1:
            break
        kept = np.concatenate([kept[:, :, kept.shape[2] // 4 :], chains.run(KEEP)], axis=2)
    found |= {"draws": float(z.shape[1]), "acceptance": chains.accepted, "readings": float(readings.count)}
    g = model.quantities(z)
    return Posterior(
        world=world,
        readings=readings,
        draws=world.forward(model.filled(z, chains.rng)),
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
