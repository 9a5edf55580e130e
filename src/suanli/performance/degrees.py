"""The degrees of a layout that a row states in part: how they multiply to the chips, and which pipelines interleave."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["interleaved", "settle"]

SPLIT_SINCE = 2023.0  # sequences split between chips for attention
INTERLEAVED_SINCE, IDLE = 2023.0, 0.3  # stacks that interleave stages where a plain pipeline would idle so much


def settle(given: dict[str, Any], work: tuple[float | None, ...], year: float, *, experts: bool) -> None:
    """Makes the degrees of a layout multiply to the chips, and leaves no chip without a sequence.

    `work` is sequences a step and a micro-batch, and chips. Chips that a stated data parallelism leaves over share
    sequences (context parallelism), as do replicas beyond the micro-batches of a step: they would idle through the run.
    With experts a stated one may count expert replicas; it then follows from the chips.
    """
    batch, micro, count = work
    if not (count and given["tp"] and given["pp"]):
        return
    size = given["tp"] * given["pp"] * (given["cp"] or 1)
    stated = given["dp"]
    if stated and size * stated == count:
        return
    given["dp"] = None
    spare = count / size * (1 / stated if stated else (micro or 1) / (batch or math.inf))
    if year >= SPLIT_SINCE and spare > 1 and spare == round(spare) and not (stated and (experts or given["cp"])):
        given["cp"] = (given["cp"] or 1) * spare


def interleaved(given: Mapping[str, Any], work: tuple[float | None, ...], layers: float, year: float) -> float | None:
    """Virtual stages a chip where a row leaves them out: None (plain), but where that would idle 30 % of the step.

    `work` is sequences a step and a micro-batch, and chips. Stacks from 2023 interleave there; as deep as whole layers
    go, up to eight, a stage short of a layer or so at either end [2407.21783 section 3.3.2].
    """
    batch, micro, count = work
    pp = given["pp"]
    if not (pp and batch and micro and count) or pp == 1 or year < INTERLEAVED_SINCE:
        return None
    dp = given["dp"] or count / (pp * (given["tp"] or 1) * (given["cp"] or 1))
    if (pp - 1) / (batch / (dp * micro) + pp - 1) < IDLE:
        return None
    short = {v: np.ceil(layers / (pp * v)) * pp * v - layers for v in range(1, 9)}
    return float(max(v for v, slack in short.items() if slack < pp / 2 or v == 1))
