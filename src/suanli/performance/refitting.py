"""`suanli validate --fit`: fit the constants on a table, hold out each family in turn, write the constants file.

Gaps of rows are filled with the constants at hand, then the constants fitted, then both once more. Each family, chip,
architecture, year and kind of layout is held out in turn; what intervals need follows from those errors (`novelty`).
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
from suanli.performance.novelty import LEVELS, Held, choices, coverage, foreign, marks, spreads
from suanli.performance.rows import Case, batch_job, read_case, value
from suanli.performance.uncertainty import Z80

__all__ = ["cross_validate", "fit_cases", "refit"]

Row = Mapping[str, Any]
DRAWS = 48


class Data(msgspec.Struct, kw_only=True):
    """Cases that can be fitted: their rows have a measured step and, but for recomputation, a full layout."""

    cases: list[Case]
    seconds: Array
    families: list[str]


def _data(rows: Sequence[Row], values: Theta) -> Data:
    cases, seconds = [], []
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
    fill(cases, values)
    return Data(cases=cases, seconds=np.array(seconds), families=[c.family for c in cases])


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


def _overall(errors: Array, families: Sequence[str]) -> dict[str, float]:
    """Macro median and mean of |error| over families, and the share of rows within 20 %."""
    parts = _by_family(errors, families).values()
    off = np.abs(np.exp(errors) - 1)
    found = {n: round(float(np.mean([p[n] for p in parts])), 4) for n in ("median", "mean")}
    return found | {"within20": round(float(np.mean(off <= 0.2)), 4)}


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
    sites = [marks(c) for c in data.cases]
    groups = {"family": data.families} | {n: [s.marks[n].split(",")[0] for s in sites] for n in LEVELS}
    held = {level: cross_validate(data, names, found.scores) for level, names in groups.items()}
    strange = foreign(held["publisher"], groups["publisher"], data.families)
    shifted = msgspec.structs.replace(held["publisher"], errors=held["publisher"].errors - strange["bias"])
    wide = spreads(held | {"publisher": shifted}, sites, data.families)
    known = {level: sorted({s.marks[level] for s in sites}) for level in LEVELS}
    errors = {
        "parts": wide
        | {"open": choices(rows, fitted), "foreign": strange}
        | {"coverage": coverage(held | {"publisher": shifted}, wide, sites, data.families)},
        "known": known,
        "calibration": _by_family(found.errors, data.families),
        "held_out_family": _by_family(held["family"].errors, data.families),
        "held_out": {level: _overall(h.errors, data.families) for level, h in held.items()},
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
    lines += ["]"]
    for part, entries in errors["parts"].items():
        lines += ["", f"[errors.{part}]", *(f"{k} = {v}" for k, v in entries.items())]
    lines += ["", "[errors.known]"]
    lines += [f"{k} = [" + ", ".join(f'"{n}"' for n in names) + "]" for k, names in errors["known"].items()]
    for level, parts in errors["held_out"].items():
        lines += ["", f"[errors.held_out.{level}]", *(f"{k} = {v:g}" for k, v in parts.items())]
    for kind in ("calibration", "held_out_family"):
        for family, parts in errors[kind].items():
            inner = ", ".join(f"{k} = {v:g}" for k, v in parts.items())
            lines += ["", f'[errors.{kind}."{family}"]', *inner.split(", ")]
    lines += ["", "[sources.runs]", 'publisher = "suanli"', 'title = "fit to the measured runs of runs/training.csv"']
    return "\n".join([*lines, 'confidence = "computed"', ""])
