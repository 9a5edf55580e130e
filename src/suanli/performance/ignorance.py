"""What nobody tells of a run, as a spread of its step time: choices left open, and a network that is not named.

Each open choice (layout, micro-batch, recomputation, experts' degree) is taken through its values, each with the best
of all the others. A value is plausible where it fits the memory and takes at most twice the best time: whoever pays
for twice the chips looks again. The plausible ones count alike; their logs' variances are summed over the choices, as
if these were made one by one. An untold network has the usual rate of such nodes, a half or a quarter of it: the span
of nodes on sale (8 A100 with 400 to 1,600 Gb/s, 8 H100 with 800 to 3,200, 8 V100 with 100 to 400).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from suanli.performance.layers import Job
from suanli.performance.layouts import Cut
from suanli.performance.machine import Array
from suanli.performance.step import step_seconds

__all__ = ["open_spread", "wire_spread"]

TWICE = float(np.log(2.0))
RATES = (1.0, 0.5, 0.25)
# fields of a cut that each open choice decides
AXES = {
    "tp": ("tp", "pp", "cp"),
    "pp": ("tp", "pp", "cp"),
    "ep": ("ep",),
    "micro_batch": ("micro",),
    "recompute": ("recompute",),
}


def _best(time: Array, cut: Cut, names: Sequence[str]) -> Array:
    """The least time for each value that some fields of a cut take together."""
    fields = np.broadcast_arrays(*(getattr(cut, n) for n in names))
    same = tuple(i for i, length in enumerate(fields[0].shape) if length == 1)
    small = np.min(time, axis=same, keepdims=True).ravel()
    values = np.stack([f.ravel() for f in fields])
    _, where = np.unique(values, axis=1, return_inverse=True)
    found = np.full(int(where.max()) + 1, np.inf)
    np.minimum.at(found, where.ravel(), small)
    return found


def open_spread(time: Array, cut: Cut, missing: Sequence[str]) -> float:
    """Standard deviation of log t over the plausible values of the choices that are `missing`.

    `time` are seconds of every layout of `cut`, infinite where one does not fit; 0 where none does.
    """
    least = float(np.min(time)) if time.size else np.inf
    if not np.isfinite(least):
        return 0.0
    variance = 0.0
    for names in dict.fromkeys(AXES[n] for n in missing if n in AXES):
        regret = np.log(_best(time, cut, names) / least)
        variance += float(np.var(regret[regret <= TWICE]))
    return float(np.sqrt(variance))


def wire_spread(job: Job) -> Array:
    """Standard deviation of log t over the rates between nodes that a job's chips are sold with."""
    rates = [msgspec.structs.replace(job.machine, nic_rate=job.machine.nic_rate * r) for r in RATES]
    times = [np.log(step_seconds(msgspec.structs.replace(job, machine=m))[0]) for m in rates]
    return np.asarray(np.std(np.stack(np.broadcast_arrays(*times)), axis=0))
