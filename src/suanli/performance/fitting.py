"""Fit the constants to measured runs: robust least squares in logarithms, held to physical priors.

Unknowns z are the priors' standard scores. Minimised is sum w rho(log(predicted / measured) / s) + |z|^2 by
Gauss-Newton with damping; rho is the pseudo-Huber loss, and a family of n rows counts as n / (1 + n r) of them,
because rows of one source err together. Covariance is the inverse of the weighted normal matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from suanli.performance.dials import Theta, priors
from suanli.performance.layers import Job
from suanli.performance.machine import Array
from suanli.performance.rows import with_values
from suanli.performance.step import step_seconds

__all__ = ["Fit", "families_weight", "fit", "predict", "values_of"]

SCATTER = 0.08  # expected log error of a row once the constants are right
CORRELATION = 0.10  # share of a family's variance that its rows have in common
STEP = 0.03  # of a standard score, either way, for the numerical derivative: wide enough to see across kinks


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """Names, standard scores and their covariance, and the log errors of the rows fitted."""

    names: tuple[str, ...]
    scores: Array
    covariance: Array
    errors: Array


def values_of(names: Sequence[str], scores: Array) -> dict[str, Array]:
    """Constants at standard scores: prior x exp(sd z); `scores` may have draws along a first axis."""
    table = priors()
    middle = np.log(np.array([float(table[n]["prior"]) for n in names]))
    spread = np.array([float(table[n]["sd"]) for n in names])
    found = np.exp(middle + spread * scores)
    return {n: found[..., i, np.newaxis] if scores.ndim > 1 else found[i] for i, n in enumerate(names)}


def predict(job: Job, years: Array, values: Theta) -> Array:
    """Step seconds of every row (and draw, along a first axis)."""
    return step_seconds(with_values(job, years, values))[0]


def families_weight(families: Sequence[str]) -> Array:
    """Weight of each row: a family of n rows counts as n / (1 + n r)."""
    names, counts = np.unique(np.array(families), return_counts=True)
    size = dict(zip(names.tolist(), counts.tolist(), strict=True))
    return np.array([1.0 / (1.0 + size[f] * CORRELATION) for f in families])


def _jacobian(error: Callable[[Array], Array], scores: Array) -> tuple[Array, Array]:
    """(errors, derivative of the errors by the scores), from one call with every score nudged both ways in turn."""
    size = scores.size
    nudged = np.vstack([scores, scores + STEP * np.eye(size), scores - STEP * np.eye(size)])
    found = error(nudged)
    return found[0], ((found[1 : size + 1] - found[size + 1 :]) / (2 * STEP)).T


def fit(job: Job, years: Array, measured: Array, weight: Array, *, rounds: int = 30, start: Array | None = None) -> Fit:
    """The constants that explain `measured` seconds best, near their priors."""
    names = tuple(priors())

    def error(scores: Array) -> Array:
        return np.log(predict(job, years, values_of(names, scores)) / measured)

    scores = np.zeros(len(names)) if start is None else start
    damping, last = 1.0, np.inf
    for _ in range(rounds):
        errors, slope = _jacobian(error, scores)
        pull = _weights(errors, weight)
        cost = _cost(errors, weight, scores)
        normal = slope.T @ (slope * pull[:, np.newaxis]) + np.eye(scores.size)
        gradient = slope.T @ (pull * errors) + scores
        step = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), -gradient)
        trial = scores + np.clip(step, -1.0, 1.0)
        new = _cost(error(trial[np.newaxis])[0], weight, trial)
        if new < cost:
            scores, damping = trial, max(damping / 4, 1e-6)
            if last - new < 1e-4 * new and damping < 1.0:  # small gains of timid steps mean nothing
                break
            last = new
        elif damping >= 1e6:  # no step helps any more
            break
        else:
            damping = min(damping * 8, 1e6)
    errors, slope = _jacobian(error, scores)
    normal = slope.T @ (slope * _weights(errors, weight)[:, np.newaxis]) + np.eye(scores.size)
    return Fit(
        names=names, scores=scores, covariance=np.asarray(np.linalg.inv(normal), dtype=np.float64), errors=errors
    )


def _weights(errors: Array, weight: Array) -> Array:
    """Weight of each row in the normal matrix: pseudo-Huber's second derivative, roughly."""
    return weight / SCATTER**2 / np.sqrt(1.0 + (errors / (2 * SCATTER)) ** 2)


def _cost(errors: Array, weight: Array, scores: Array) -> float:
    bent = 8.0 * (np.sqrt(1.0 + (errors / (2 * SCATTER)) ** 2) - 1.0)
    return float(np.sum(weight * bent) + np.sum(scores**2))


def draws(found: Fit, count: int, rng: np.random.Generator) -> dict[str, Array]:
    """`count` draws of the constants from the fit's covariance, shaped (count, 1)."""
    root: npt.NDArray[Any] = np.linalg.cholesky(found.covariance + 1e-12 * np.eye(len(found.names)))
    return values_of(found.names, found.scores + rng.standard_normal((count, len(found.names))) @ root.T)
