"""The serving model's constants, resolved for an engine, an architecture and a year of software.

`catalog/data/constants/serving_priors.toml` says what each means; `serving.toml` holds the fitted values with
their intervals. Engines and architectures without factors of their own take 1.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from suanli.catalog import constants
from suanli.performance.machine import GROUPS, MAKERS, Array, array

__all__ = ["ENGINES", "MIXES", "Knobs", "engine_index", "fitted", "knobs_of", "priors"]

ENGINES = ("trtllm", "vllm", "sglang", "other")
# whether an engine runs prefill chunks and decode in one step (structure, not a fit): SGLang by default does not
MIXES = np.array([1.0, 1.0, 0.0, 0.5])
NEW, LATE = 2024.0, 2026.0
DECODE = 0.35  # share of dense 16-bit peak that decode attention's products reach on tensor units; rarely felt


def engine_index(name: str) -> int:
    """Index into `ENGINES` of an engine's name as people write it."""
    word = name.casefold().replace("-", "").replace("_", "").replace(" ", "")
    for key, index in (("tensorrt", 0), ("trt", 0), ("vllm", 1), ("sglang", 2)):
        if key in word:
            return index
    return len(ENGINES) - 1


class Knobs(msgspec.Struct, frozen=True, kw_only=True):
    """Resolved constants, in the units of serving_priors.toml; each broadcasts with the cases."""

    ceiling: Array
    ceiling8: Array
    ceiling4: Array
    hbm: Array
    kv: Array
    attention: Array
    attention_half: Array
    latent: Array
    decode: Array
    experts: Array
    experts_hbm: Array
    imbalance: Array
    passes: Array
    expert_passes: Array
    expert_rows: Array
    skew: Array
    layer_us: Array
    expert_us: Array
    latent_us: Array
    reduce_us: Array
    link: Array
    ramp: Array
    nic: Array
    step_ms: Array
    sequence_us: Array
    launch_us: Array
    first_ms: Array
    burst: Array
    tail: Array
    mixes: Array


OVERHEADS = ("layer_us", "expert_us", "latent_us", "step_ms", "launch_us")


def priors() -> dict[str, dict[str, Any]]:
    """Every constant's prior median, spread of the logarithm, limit, unit and source."""
    return constants["serving_priors"].values


@functools.lru_cache(maxsize=4)
def _read(stamp: str) -> dict[str, float]:
    del stamp
    values = {name: float(entry["prior"]) for name, entry in priors().items()}
    if "serving" in constants:
        values |= {n: float(e["value"]) for n, e in constants["serving"].values.items() if n in values}
    return values


def fitted() -> dict[str, float]:
    """The fitted values; the prior where nothing is fitted."""
    paths = constants.paths()
    return _read("|".join(str(paths.get(k)) for k in ("serving", "serving_priors")))


def _factor(values: Mapping[str, Any], name: str, words: tuple[str, ...], index: npt.NDArray[np.int64]) -> Array:
    """The factor of each case's engine or architecture: its own, for a further maker that of the others, else 1."""
    found = np.ones(index.shape)
    for at, word in enumerate(words):
        own = f"{name}.other" if word in MAKERS and f"{name}.{word}" not in values else f"{name}.{word}"
        if own in values:
            found = np.where(index == at, values[own], found)
    return np.asarray(found)


def knobs_of(values: Mapping[str, Any], *, engine: Any, group: Any, year: Any) -> Knobs:
    """The constants for engines, architectures (`machine.GROUPS`) and years of software, one entry a case.

    Values may be arrays of shape (draws, 1): every constant then has a row a draw.
    """
    engines, groups = np.asarray(engine), np.asarray(group)
    old = array(year) < NEW
    limits = {n: float(e.get("limit", np.inf)) for n, e in priors().items()}
    found: dict[str, Array] = {
        "mixes": np.asarray(MIXES[engines] * values["mix"]),
        "decode": np.asarray(np.where(old, np.minimum(values["old_decode"], limits["old_decode"]), DECODE)),
    }
    for name in Knobs.__struct_fields__:
        if name in found:
            continue
        value = values[name] * _factor(values, name, ENGINES, engines) * _factor(values, name, GROUPS, groups)
        if name in OVERHEADS:
            value = value * np.where(old, values["old_layer"], 1.0)
            value = value * np.where(array(year) >= LATE, values["late_layer"], 1.0)
        if name == "reduce_us":
            value = value * np.where(old, values["old_reduce"], 1.0)
        if name == "kv":
            value = value * np.where(old, values["old_kv"], 1.0)
        if name == "ceiling":
            value = value * np.where(old, values["old_ceiling"], 1.0)
        found[name] = np.minimum(value, limits[name])
    return Knobs(**found)
