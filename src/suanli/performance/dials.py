"""The constants of the model, resolved for a machine and a year of software.

`Theta` maps a constant's name to its value (or to draws of it, shaped to broadcast). A `Dials` holds what the
kernels take: each an array that broadcasts with layouts and machines.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from suanli.catalog import constants
from suanli.performance.machine import GROUPS, MAKERS, Array, Machine, array

__all__ = ["Dials", "Theta", "dials_of", "machine_dials", "priors", "theta"]

Theta = Mapping[str, Array]
MATURE = 2.5  # years after an architecture's first shipment until its kernels are worked out
SECOND = 1.0  # years from the first knot of attention until Ampere's kernels were worked out
# dense 16-bit watts per TFLOP/s of each group's reference part: less power per flop lowers the clock
WATTS_PER_TFLOP = {"volta": 2.4, "ampere": 1.28, "hopper": 0.707, "blackwell": 0.444, "graphics": 2.3}


class Dials(msgspec.Struct, frozen=True, kw_only=True):
    """Resolved constants; units and meaning as in catalog/data/constants/training_priors.toml."""

    gemm_ceiling: Array
    gemm8: Array
    gemm_k_half: Array
    gemm_wave: Array
    unaligned: Array
    hbm: Array
    attention: Array
    attention_half: Array
    ported: Array
    traffic: Array
    unfused: Array
    softmax: Array
    misaligned: Array
    host_op: Array
    expert_ramp: Array
    link: Array
    link_latency: Array
    ramp: Array
    nic: Array
    nic_latency: Array
    ring_hop: Array
    tp_exposed: Array
    dp_hidden: Array
    shard_hidden: Array
    shard_copy: Array
    pp_exposed: Array
    ep_exposed: Array
    ep_woven: Array
    grouped: Array
    moe_traffic: Array
    moe_host: Array
    cast8: Array
    optimizer: Array
    step_fixed: Array
    straggler: Array
    head: Array
    throttle: Array


def priors() -> dict[str, dict[str, Any]]:
    """Every constant's prior: value, standard deviation of the logarithm, limit, unit, source."""
    return constants["training_priors"].values


@functools.lru_cache(maxsize=4)
def _fitted(stamp: str) -> dict[str, float]:
    del stamp
    start = {name: float(entry["prior"]) for name, entry in priors().items()}
    if "training" in constants:
        start |= {n: float(e["value"]) for n, e in constants["training"].values.items() if n in start}
    return start


def theta() -> dict[str, Array]:
    """The fitted values, and the prior where nothing is fitted."""
    paths = constants.paths()
    stamp = "|".join(str(paths.get(k)) for k in ("training", "training_priors"))
    return {name: array(value) for name, value in _fitted(stamp).items()}


def _by_group(values: Theta, name: str, group: npt.NDArray[np.int64]) -> Array:
    """A constant's factor for each group: its own, for makers without one that of the others, else 1."""
    factor = array(1.0)
    for index, word in enumerate(GROUPS):
        words = (word, "other") if word in MAKERS else (word,)
        own = next((f"{name}.{w}" for w in words if f"{name}.{w}" in values), None)
        if own:
            factor = np.where(group == index, values[own], factor)
    return factor


def _by_year(values: Theta, name: str, year: Array, group: npt.NDArray[np.int64]) -> Array:
    """A constant at a year: log-linear between the years it is given for, flat outside.

    FlashAttention-2 was written for Ampere and was all there is to get on it from 2024 on [2307.08691], a year before
    the kernels of Hopper's own had reached its stacks.
    """
    knots = sorted(float(n.split("@")[1]) for n in values if n.startswith(f"{name}@"))
    if not knots:
        return values[name]
    first, last = (values[f"{name}@{k:.0f}"] for k in (knots[0], knots[-1]))
    span = np.where((name == "attention") & (group == GROUPS.index("ampere")), SECOND, knots[-1] - knots[0])
    share = np.clip((year - knots[0]) / span, 0.0, 1.0)
    return np.exp(np.log(first) * (1 - share) + np.log(last) * share)


def _throttle(group: npt.NDArray[np.int64], watts_per_flop: Array) -> Array:
    """Clock under another power budget a flop: dynamic power grows with the cube of the clock; at most 1.2."""
    reference = np.array([WATTS_PER_TFLOP.get(g, np.nan) for g in GROUPS])[group] * 1e-12
    ratio = np.where(np.isnan(reference), 1.0, watts_per_flop / reference)
    return np.minimum(1.2, ratio ** (1 / 3))


def machine_dials(values: Theta, machine: Machine, year: Any) -> Dials:
    """The constants for a machine under software of a year, with its power, network and age taken in."""
    d = dials_of(values, group=machine.group, year=year, watts_per_flop=machine.watts / machine.flops16)
    shared = np.where(machine.nics < machine.node, values["nic_shared"], 1.0)
    wire = machine.nic_rate * machine.node
    staged = np.where(machine.host_driven > 0, np.minimum(values["nic_host"] / (wire * d.nic * shared), 1.0), 1.0)
    young = np.clip(1.0 - (array(year) - machine.year) / MATURE, 0.0, 1.0)
    return msgspec.structs.replace(
        d,
        nic=d.nic * shared * staged,
        link=np.where(machine.pcie > 0, values["pcie"], d.link),
        attention=d.attention * values["young_attention"] ** young,
        gemm_ceiling=d.gemm_ceiling * values["young_gemm"] ** young,
    )


def dials_of(values: Theta, *, group: Any, year: Any, watts_per_flop: Any = np.inf) -> Dials:
    """The constants for chips of `group` (index into GROUPS) under software of `year`.

    A limit of physics (no link above its peak) caps the product of a constant and its factors. What a machine's
    network and age add is in `machine_dials`.
    """
    groups, years = np.asarray(group), array(year)
    found: dict[str, Array] = {}
    for name in Dials.__struct_fields__:
        if name == "throttle":
            continue
        value = _by_year(values, name, years, groups) * _by_group(values, name, groups)
        limit = _limit(name)
        found[name] = np.minimum(value, limit) if limit else value
    found["throttle"] = _throttle(groups, array(watts_per_flop))
    return Dials(**found)


@functools.lru_cache(maxsize=64)
def _limit(name: str) -> float:
    """What physics allows of a constant; 0 where nothing is stated."""
    entries = priors()
    known = [e.get("limit", 0.0) for n, e in entries.items() if n == name or n.startswith(f"{name}@")]
    return float(max(known, default=0.0))
