"""How sure a prediction is: draws of the constants, scatter between families, and what no run has shown yet.

log t is taken as normal. Its variance is that of the constants (from the fit's covariance, pushed through the
model by draws), plus the scatter between families of runs, plus one part for each level on which the run lies
outside of the calibration (publisher, chip, architecture, year of software, kind of layout), plus one for choices
made for the run. These parts come from held-out runs (`novelty`). Three collections gathered outside of the shipped
table held 65 to 72 % of their rows in the 80 % intervals so made, when they were predicted for the first time: rows of
a publisher not seen have one part more, `OUTSIDE`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from suanli.catalog import constants
from suanli.performance.dials import machine_dials, theta
from suanli.performance.layers import Job
from suanli.performance.machine import GROUPS, Array
from suanli.performance.step import step_time
from suanli.terms import Layout, Spread

__all__ = [
    "Site",
    "draw_constants",
    "interval",
    "layout_class",
    "log_spread",
    "opened",
    "site_of",
    "spread_of",
    "step_draws",
    "unseen",
]

DRAWS = 64
Z50, Z80, Z90 = 0.6745, 1.2816, 1.6449
# Log standard deviation that collections gathered outside took beside all other parts for 80 % of their rows, families
# alike: the third (286 rows, 64 families) 0.225 at its first run; the fourth (155 rows, 48 families) 0.35 then, and
# 0.27 in the half of its families that nobody had read, by the code made for the other half. Between 0.225 and 0.27.
OUTSIDE = 0.25
CHIPS = {"chip", "architecture"}  # levels that say how well a chip's own rates are known
# where no fit is shipped: log standard deviations of families, of novelty by level, of choices left open, its bias
UNFITTED: dict[str, Any] = {
    "scatter": {"dense": 0.10, "moe": 0.25},
    "novelty": {"publisher": 0.10, "chip": 0.10, "architecture": 0.15, "era": 0.05, "layout": 0.15},
    "open": {"bias": -0.06, "scatter": 0.10},
    "foreign": {"bias": -0.03},
    "known": {"publisher": [], "chip": [], "architecture": [], "era": [], "layout": []},
}


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run stands among those the constants were fitted on.

    `marks` holds its publisher, chip, architecture, era and kind of layout; `experts` whether it has routed experts,
    `chosen` whether its layout was chosen for it.
    """

    experts: bool
    chosen: bool
    marks: Mapping[str, str]


def layout_class(layout: Layout, *, experts: bool, fused: bool) -> str:
    """The kind of a layout: by what moves most between its chips, and whether attention is fused."""
    if experts:
        kind = "experts"
    elif layout.zero >= 3 or (layout.zero == 2 and layout.pp == 1):
        kind = "sharded"
    elif layout.pp > 1:
        kind = "pipeline"
    else:
        kind = "tensor" if layout.tp > 1 else "data"
    return kind if fused else f"{kind}, unfused"


def site_of(
    layout: Layout,
    *,
    chip: str,
    group: int,
    year: float,
    experts: bool,
    fused: bool,
    chosen: bool,
    publisher: str = "",
) -> Site:
    """Where a run of a layout on a chip under the software of a year stands; no `publisher`: a stack not yet seen."""
    kind = layout_class(layout, experts=experts, fused=fused)
    marks = {"publisher": publisher, "chip": chip, "architecture": GROUPS[group], "era": f"{year:.0f}", "layout": kind}
    return Site(experts=experts, chosen=chosen, marks=marks)


@functools.lru_cache(maxsize=2)
def _errors(stamp: str) -> dict[str, Any]:
    del stamp
    found = constants["training"].errors if "training" in constants else {}
    return {part: UNFITTED[part] | found.get(part, {}) for part in UNFITTED}


def _parts() -> dict[str, Any]:
    return _errors(str(constants.paths().get("training")))


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


def step_draws(job: Job, year: Any, draws: dict[str, Array]) -> tuple[Array, Array]:
    """Step seconds for every draw (first axis) of a job whose own fields have one axis at most, and the least of them.

    The least is what products and attention take at the rates that they reach, the rest hidden or gone: no stack is
    faster. Attention counts as the architecture's own kernels have it; 0 for experts, whose products stacks still gain
    on.
    """
    drawn = msgspec.structs.replace(job, dials=machine_dials(draws, job.machine, year))
    step = step_time(drawn)
    attention = step.terms["attention"] * np.where(job.ported > 0, drawn.dials.ported, 1.0)
    least = (step.terms["gemm"] + attention + step.terms["head"]) * (job.shape.experts <= 0)
    return step.seconds, np.broadcast_to(least, step.seconds.shape)


def novel(site: Site) -> list[str]:
    """The levels on which a run lies outside of what the constants were fitted on."""
    known = _parts()["known"]
    return [level for level, mark in site.marks.items() if mark not in known[level]]


def log_spread(
    seconds: Array, least: Array, site: Site, *, untold: float = 0.0, wires: float = 0.0
) -> tuple[float, float]:
    """Standard deviations of log t below and above its median.

    Draws of the constants, scatter of families, novelty, choices left open.
    A chip of an architecture that is new as well counts once, as the architecture. `untold` is the spread over choices
    that nobody tells, `wires` over networks (`ignorance`): what they stand for is the best, so that others are slower
    only. Habits of publishers in the fit are in its scatter already. `least` bounds the fast side: its 80 % end is no
    faster than the products alone at theirs.
    """
    parts = _parts()
    variance = float(np.var(np.log(seconds))) + parts["scatter"]["moe" if site.experts else "dense"] ** 2
    levels = novel(site)
    if "architecture" in levels:
        levels.remove("chip")
    variance += sum(parts["novelty"][level] ** 2 for level in levels) + (OUTSIDE**2 if "publisher" in levels else 0.0)
    chosen = parts["open"]["scatter"] if site.chosen else 0.0
    slower = max(chosen, untold) ** 2 + wires**2 if "publisher" in levels else chosen**2
    rates = parts["scatter"]["dense"] ** 2 + sum(parts["novelty"][n] ** 2 for n in levels if n in CHIPS)
    return min(float(np.sqrt(variance + chosen**2)), _room(seconds, least, rates)), float(np.sqrt(variance + slower))


def _room(seconds: Array, least: Array, rates: float) -> float:
    """Standard deviation of log t that takes the 80 % end from the middle to what the products alone may take.

    `rates` is the variance of their own rates between families and on chips that no run has shown.
    """
    if not np.all(least > 0):
        return np.inf
    bound = np.log(least)
    gap = float(np.mean(np.log(seconds)) - np.mean(bound))
    return max(gap, 0.0) / Z80 + float(np.sqrt(np.var(bound) + rates))


def opened(kind: str) -> float:
    """Factor on the time of the best layout found for a run that does not give its own: practice falls short of it.

    `kind` is "dense", "unfused" (without fused attention) or "experts".
    """
    found = _parts()["open"]
    return float(np.exp(-found.get(kind, found["bias"])))


def unseen(site: Site) -> float:
    """Factor on the time of a run whose publisher is not among those of the fit: their stacks and sites are tuned less.

    The median by which runs of publishers that were held out were slower than predicted, drawn towards none.
    """
    return float(np.exp(-_parts()["foreign"]["bias"])) if "publisher" in novel(site) else 1.0


def interval(middle: float, below: float, above: float, z: float = Z80) -> tuple[float, float]:
    """The ends of the central interval of a figure whose log is normal on either side of its median."""
    return middle * float(np.exp(-z * below)), middle * float(np.exp(z * above))


def spread_of(middle: float, below: float, above: float, unit: str = "") -> Spread:
    """A figure with its 50, 80 and 90 % intervals, from the standard deviations of its log below and above."""
    ends = {name: interval(middle, below, above, z) for name, z in (("50", Z50), ("80", Z80), ("90", Z90))}
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
