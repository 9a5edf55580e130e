"""How sure a prediction is: draws of the constants, scatter of the regime, and what no run has shown yet.

log t is taken as normal. Its variance is that of the constants (from the fit's covariance, pushed through the
model by draws), plus the scatter that held-out families showed in the same regime, plus a part for a chip, maker
or year without a run behind it.
"""

from __future__ import annotations

import functools
from typing import Any

import msgspec
import numpy as np

from suanli.catalog import constants, training_runs
from suanli.performance.dials import machine_dials, theta
from suanli.performance.layers import Job
from suanli.performance.machine import GROUPS, Array
from suanli.performance.step import step_seconds
from suanli.terms import Spread

__all__ = ["REGIMES", "draw_constants", "interval", "log_spread", "regime_of", "spread_of", "step_draws"]

REGIMES = ("dense", "moe", "host", "open")
DRAWS = 64
Z50, Z80, Z90 = 0.6745, 1.2816, 1.6449
# log standard deviations for what no fitted run has: this chip of a known architecture (0.09 is the root mean square
# of family biases when all runs of a chip are held out); another maker's stack; software past the last year
NEW_CHIP, NEW_MAKER, NEW_YEAR = 0.10, 0.12, 0.05
LEAST = 0.11  # scatter of families whose chip and software others share says too little of sites never seen
FILLED = 0.08  # scatter that choices made for the row add
LAST_YEAR = 2026.0
DEFAULT_SCATTER = {"dense": 0.10, "moe": 0.20, "host": 0.14, "open": 0.18}


@functools.lru_cache(maxsize=4)
def _known_chips() -> frozenset[str]:
    from suanli.performance.machine import find_chip

    return frozenset(find_chip(str(c)).id for c in {row["chip"] for row in training_runs()})


def draw_constants(count: int = DRAWS, *, seed: int = 0) -> dict[str, Array]:
    """`count` draws of the constants, shaped (count, 1); the fitted values where no covariance is shipped."""
    values = theta()
    if "training" not in constants:
        return {n: np.full((count, 1), v) for n, v in values.items()}
    form = constants["training"]
    names = list(form.covariance["names"])
    matrix = np.array(form.covariance["matrix"], dtype=np.float64)
    noise = np.random.default_rng(seed).multivariate_normal(np.zeros(len(names)), matrix, count, method="cholesky")
    drawn = {n: np.full((count, 1), v) for n, v in values.items()}
    return drawn | {n: values[n] * np.exp(noise[:, i : i + 1]) for i, n in enumerate(names) if n in values}


def step_draws(job: Job, year: Any, draws: dict[str, Array]) -> Array:
    """Step seconds for every draw (first axis) of a job whose own fields have one axis at most."""
    return step_seconds(msgspec.structs.replace(job, dials=machine_dials(draws, job.machine, year)))[0]


def scatter() -> dict[str, float]:
    """Log standard deviation left in each regime, from held-out families."""
    if "training" not in constants:
        return DEFAULT_SCATTER
    found = {k: max(float(v), LEAST) for k, v in constants["training"].errors.get("scatter", {}).items()}
    whole = DEFAULT_SCATTER | found
    return whole | {"open": float(np.hypot(whole["dense"], FILLED)), "host": max(whole["host"], whole["dense"])}


def regime_of(*, experts: bool, host_share: float, gaps: bool) -> str:
    """The regime of a run: gaps filled in, experts, bound by the host, or plain."""
    if experts:
        return "moe"
    if gaps:
        return "open"
    return "host" if host_share > 0.1 else "dense"


def log_spread(seconds: Array, regime: str, *, chip: str, group: int, year: float) -> float:
    """Standard deviation of log t: draws of the constants, scatter of the regime, and novelty."""
    variance = float(np.var(np.log(seconds))) + scatter()[regime] ** 2
    if chip not in _known_chips():
        variance += NEW_CHIP**2
    if GROUPS[group] == "other":
        variance += NEW_MAKER**2
    if year > LAST_YEAR:
        variance += NEW_YEAR**2 * (year - LAST_YEAR)
    return float(np.sqrt(variance))


def interval(middle: float, spread: float, z: float = Z80) -> tuple[float, float]:
    """The ends of the central interval of a log-normal figure."""
    return middle * float(np.exp(-z * spread)), middle * float(np.exp(z * spread))


def spread_of(middle: float, spread: float, unit: str = "") -> Spread:
    """A figure with its 50, 80 and 90 % intervals."""
    ends = {name: interval(middle, spread, z) for name, z in (("50", Z50), ("80", Z80), ("90", Z90))}
    return Spread(
        median=middle,
        low50=ends["50"][0],
        high50=ends["50"][1],
        low80=ends["80"][0],
        high80=ends["80"][1],
        low90=ends["90"][0],
        high90=ends["90"][1],
        unit=unit,
    )
