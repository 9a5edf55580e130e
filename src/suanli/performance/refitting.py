"""`suanli validate --fit`: fit the constants on a table, hold out each family in turn, write the constants file.

Gaps of rows are filled with the constants at hand, then the constants fitted, then both once more. The scatter of
each regime is what makes 80 % intervals cover 80 % of held-out rows, every family counted alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from suanli.errors import SuanliError, Unreadable
from suanli.performance.dials import Theta, priors, theta
from suanli.performance.filling import fill, open_fields
from suanli.performance.fitting import Fit, draws, families_weight, fit, predict, values_of
from suanli.performance.machine import Array
from suanli.performance.rows import Case, batch_job, read_case, value
from suanli.performance.step import step_time
from suanli.performance.uncertainty import REGIMES, Z80, regime_of

__all__ = ["Held", "cross_validate", "fit_cases", "refit"]

Row = Mapping[str, Any]
DRAWS = 48


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Log errors of held-out rows and the parameter variance behind each."""

    errors: Array
    variance: Array


class Data(msgspec.Struct, kw_only=True):
    """Cases that can be fitted: their rows have a measured step and, but for recomputation, a full layout."""

    cases: list[Case]
    seconds: Array
    families: list[str]
    gaps: list[bool]


def _data(rows: Sequence[Row], values: Theta) -> Data:
    cases, seconds, gaps = [], [], []
    for row in rows:
        real = value(row, "step_time_s") or value(row, "derived_step_time_s")
        try:
            case = read_case(row)
        except SuanliError:
            continue
        missing = set(open_fields(case))
        if real and not missing & {"tp", "pp", "global_batch"}:
            cases.append(case)
            seconds.append(real)
            gaps.append(bool(missing - {"recompute"}))
    fill(cases, values)
    return Data(cases=cases, seconds=np.array(seconds), families=[c.family for c in cases], gaps=gaps)


def fit_cases(data: Data, keep: Array, start: Array | None = None) -> Fit:
    """A fit on the rows where `keep` is true."""
    chosen = [c for c, k in zip(data.cases, keep, strict=True) if k]
    job = batch_job(chosen, theta())
    years = np.array([c.year for c in chosen])
    weight = families_weight([c.family for c in chosen])
    return fit(job, years, data.seconds[keep], weight, start=start, rounds=12 if start is not None else 40)


def cross_validate(data: Data, groups: Sequence[str], start: Array) -> Held:
    """Log errors of every row under constants fitted without its group."""
    errors, variance = np.zeros(len(groups)), np.zeros(len(groups))
    names = np.array(groups)
    rng = np.random.default_rng(0)
    for group in dict.fromkeys(groups):
        out = names == group
        found = fit_cases(data, ~out, start)
        held = [c for c, k in zip(data.cases, out, strict=True) if k]
        job, years = batch_job(held, theta()), np.array([c.year for c in held])
        errors[out] = np.log(predict(job, years, values_of(found.names, found.scores)) / data.seconds[out])
        drawn = predict(job, years, draws(found, DRAWS, rng))
        variance[out] = np.var(np.log(drawn), axis=0)
    return Held(errors=errors, variance=variance)


def _regimes(data: Data, values: Theta) -> list[str]:
    step = step_time(batch_job(data.cases, values))
    host = step.terms["host"] / step.seconds
    return [
        regime_of(experts=bool(c.shape.experts > 0), host_share=float(h), gaps=g)
        for c, h, g in zip(data.cases, host, data.gaps, strict=True)
    ]


def _scatter(held: Held, families: Sequence[str], regimes: Sequence[str]) -> dict[str, float]:
    """Scatter of each regime with which 80 % of its held-out rows lie inside, families counted alike."""
    found = {}
    for regime in REGIMES:
        here = np.array([r == regime for r in regimes])
        if not here.any():
            continue
        names = np.array(families)[here]
        weight = np.array([1.0 / np.sum(names == n) for n in names])
        grid = np.linspace(0.08, 0.6, 105)
        reach = np.abs(held.errors[here]) / Z80
        inside = [np.sum(weight * (reach <= np.sqrt(held.variance[here] + s**2))) / np.sum(weight) for s in grid]
        at = int(np.argmax(np.array(inside) >= 0.80))
        found[regime] = float(round(grid[at] if max(inside) >= 0.80 else grid[-1], 4))
    return found


def _by_family(errors: Array, families: Sequence[str]) -> dict[str, dict[str, float]]:
    names = np.array(families)
    found = {}
    for name in dict.fromkeys(families):
        part = np.exp(errors[names == name]) - 1
        found[name] = {
            "rows": float(part.size),
            "median": round(float(np.median(np.abs(part))), 4),
            "mean": round(float(np.mean(np.abs(part))), 4),
            "within20": round(float(np.mean(np.abs(part) <= 0.2)), 4),
            "bias": round(float(np.median(part)), 4),
        }
    return found


def refit(rows: Sequence[Row], path: Path, *, on: dt.date | None = None) -> None:
    """Fit, cross-validate by family, and write a constants file to `path` (TOML)."""
    values = theta()
    data = _data(rows, values)
    if len(data.cases) < 30:
        raise Unreadable(f"{len(data.cases)} rows with a measured step and a layout: too few to fit; give 30 or more")
    everything = np.ones(len(data.cases), dtype=bool)
    first = fit_cases(data, everything)
    data = _data(rows, values_of(first.names, first.scores))
    found = fit_cases(data, everything, first.scores)
    fitted = values_of(found.names, found.scores)
    held = cross_validate(data, data.families, found.scores)
    errors = {
        "scatter": _scatter(held, data.families, _regimes(data, fitted)),
        "calibration": _by_family(found.errors, data.families),
        "held_out_family": _by_family(held.errors, data.families),
    }
    path.write_text(_toml(found, errors, on), encoding="utf-8")


def _toml(found: Fit, errors: Mapping[str, Any], on: dt.date | None) -> str:
    """The constants file: values with 80 % interval, covariance of their logarithms, errors."""
    table = priors()
    spread = np.array([float(table[n]["sd"]) for n in found.names])
    matrix = found.covariance * spread[:, None] * spread[None, :]
    values = values_of(found.names, found.scores)
    lines = [
        "# Written by `suanli validate --fit`; edit training_priors.toml and fit again instead.",
        'name = "Fitted constants of training and kernels"',
        *([f"fitted = {on.isoformat()}"] if on else []),
        'command = "suanli validate --fit FILE"',
        'data = "runs/training.csv"',
        'note = "Intervals are 80 %; the covariance is that of the natural logarithms, in the order of names."',
    ]
    for i, name in enumerate(found.names):
        middle, wide = float(values[name]), Z80 * float(np.sqrt(matrix[i, i]))
        lines += ["", f'[values."{name}"]', f"value = {middle:.6g}"]
        lines += [f"low = {middle * np.exp(-wide):.6g}", f"high = {middle * np.exp(wide):.6g}"]
        lines += [f'unit = "{table[name]["unit"]}"', 'source = "runs"']
    lines += ["", "[covariance]", "names = [" + ", ".join(f'"{n}"' for n in found.names) + "]", "matrix = ["]
    lines += ["  [" + ", ".join(f"{v:.4g}" for v in row) + "]," for row in matrix]
    lines += ["]", "", "[errors.scatter]", *(f"{k} = {v}" for k, v in errors["scatter"].items())]
    for kind in ("calibration", "held_out_family"):
        for family, parts in errors[kind].items():
            inner = ", ".join(f"{k} = {v:g}" for k, v in parts.items())
            lines += ["", f'[errors.{kind}."{family}"]', *inner.split(", ")]
    lines += ["", "[sources.runs]", 'publisher = "suanli"', 'title = "fit to the measured runs of runs/training.csv"']
    return "\n".join([*lines, 'confidence = "computed"', ""])
