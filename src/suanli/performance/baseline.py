"""The baseline that predictions are held against: a constant utilisation of the peak.

Whoever has no model divides FLOPs by a usual utilisation. Here that is the median of the shipped runs of the same
architecture, number format, experts or none and recomputation, of other families than the row's own; where none is
alike, of the runs of that format, then of all. It knows neither layout nor network nor batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from suanli.performance.machine import Array
from suanli.performance.rows import Case

__all__ = ["constant_seconds"]

RECOMPUTED = 4 / 3  # a forward pass done twice over one done once, backward counted as two [2104.04473]
Key = tuple[bool | int, ...]


def _at_peak(case: Case) -> float:
    """Seconds of a step if every chip ran at its 16-bit peak: model FLOPs with attention in full."""
    flops = float(case.shape.token_flops(case.seq)) * case.seq * (case.batch or 1.0)
    again = RECOMPUTED if case.recompute == "full" else 1.0
    return flops * again / case.chips / float(case.machine.flops16)


def _likeness(case: Case) -> Iterator[Key]:
    """What a row is compared by, narrow to wide."""
    low, experts, full = bool(case.low > 0), bool(case.shape.experts > 0), case.recompute == "full"
    yield case.group, low, experts, full
    yield low, experts, full
    yield (low,)
    yield ()


def constant_seconds(cases: Sequence[Case], known: Sequence[Case], seconds: Mapping[str, float]) -> Array:
    """Seconds a step of each case at the median utilisation of alike cases among `known`, which took `seconds` by id.

    Shape (cases,). Cases of the row's own family are left out of its median. Raises ValueError where nothing is known.
    """
    pools: dict[Key, list[tuple[str, float]]] = {}
    for case in known:
        for key in _likeness(case):
            pools.setdefault(key, []).append((case.family, seconds[case.id] / _at_peak(case)))
    return np.array([_at_peak(c) * _factor(c, pools) for c in cases])


def _factor(case: Case, pools: Mapping[Key, Sequence[tuple[str, float]]]) -> float:
    """Measured seconds over those at the peak: the median of the narrowest pool with another family in it."""
    for key in _likeness(case):
        others = [x for family, x in pools.get(key, ()) if family != case.family]
        if others:
            return float(np.median(others))
    msg = f"{case.id}: no measured runs of other families to take a usual utilisation from"
    raise ValueError(msg)
