"""Fit of the serving constants: ``python -m suanli.performance.serving_fit`` writes constants/serving.toml.

Maximum a posteriori: every constant is log-normal around its prior, errors are of the logarithm and heavy-tailed
(Student, 3 degrees), so that a run that waited for a compiler does not move a constant. Nothing is fitted to a
row, a model or a chip: constants belong to physics, engines, architectures and an era. Leave-one-model-out and
leave-one-chip-out repeat the whole fit without the rows of that model or chip (an architecture without another
chip goes back to its prior).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from suanli.catalog import serving_runs
from suanli.performance.machine import Array, array
from suanli.performance.serving_constants import knobs_of, priors
from suanli.performance.serving_model import Deployment
from suanli.performance.serving_rows import Case, case_of, deploy, jobs
from suanli.performance.serving_steady import Job, closed_loop

__all__ = ["Problem", "fit", "left_out", "main_errors", "problem_of", "write"]

SCALE = {"main": 0.12, "tpot": 0.25, "ttft": 0.45}  # spread of the log errors that the fit expects
FREEDOM = 3.0
STEP = 0.02  # of a prior's spread, for the slopes


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Rows to fit: the arrays the model takes, and the logarithms of what was measured (NaN: not published)."""

    cases: list[Case]
    deployment: Deployment
    job: Job
    users: Array
    main: Array
    tpot: Array
    ttft: Array


def _measured(row: Mapping[str, Any], name: str) -> float:
    value = row.get(name)
    return float(value) if value not in (None, "") else float("nan")


def problem_of(rows: Sequence[Mapping[str, Any]]) -> Problem:
    """The rows as a fitting problem. The main figure is request latency, else seconds a token, else first token."""
    cases = [case_of(r) for r in rows]
    ttft = np.array([_measured(r, "ttft_ms") for r in rows]) / 1e3
    tpot = np.array([_measured(r, "tpot_ms") for r in rows]) / 1e3
    rate = np.array([_measured(r, "tokens_per_s_per_gpu") for r in rows])
    latency = ttft + tpot * (np.array([c.osl for c in cases]) - 1)
    main = np.where(np.isnan(latency), np.where(np.isnan(rate), ttft, 1.0 / rate), latency)
    return Problem(
        cases=cases,
        deployment=deploy([c.setup for c in cases]),
        job=jobs(cases),
        users=np.array([c.users for c in cases]),
        main=np.log(main),
        tpot=np.log(tpot),
        ttft=np.log(np.where(np.isnan(tpot), np.nan, ttft)),
    )


def _names() -> list[str]:
    return list(priors())


def _values(z: Array) -> dict[str, Any]:
    """Constants at a point of the standardised space: prior x exp(spread x z); a column each for several points."""
    moved = z if z.ndim == 1 else z.T[:, :, None]
    return {n: p["prior"] * np.exp(p["spread"] * moved[i]) for i, (n, p) in enumerate(priors().items())}


def _residuals(p: Problem, values: Mapping[str, Any]) -> dict[str, Array]:
    """Logarithm of predicted over measured, by figure."""
    d = p.deployment
    out = closed_loop(d, knobs_of(values, engine=d.engine, group=d.machine.group, year=d.year), p.job, p.users)
    kind = np.array([c.basis for c in p.cases])
    main = np.where(kind == "ttft+tpot", out["latency_s"], 1.0 / out["tokens_per_s_per_gpu"])
    main = np.where(kind == "ttft", out["ttft_s"], main)
    return {
        "main": np.log(main) - p.main,
        "tpot": np.log(np.maximum(out["tpot_s"], 1e-6)) - p.tpot,
        "ttft": np.log(out["ttft_s"]) - p.ttft,
    }


def _stack(residuals: Mapping[str, Array], rows: Array) -> Array:
    return np.concatenate([np.nan_to_num(residuals[n][..., rows]) / SCALE[n] for n in SCALE], axis=-1)


def fit(p: Problem, keep: Array | None = None, *, rounds: int = 12) -> tuple[dict[str, float], Array]:
    """(constants, covariance of the standardised ones) from the rows where `keep`, by damped Gauss-Newton."""
    rows = np.ones(len(p.cases), bool) if keep is None else keep
    z = np.zeros(len(_names()))
    precision = np.eye(z.size)
    for _ in range(rounds):
        around = np.concatenate([z[None, :], z + STEP * np.eye(z.size)])
        found = _stack(_residuals(p, _values(around)), rows)
        start, slope = found[0], (found[1:] - found[0]).T / STEP
        weight = (FREEDOM + 1) / (FREEDOM + start**2)
        precision = slope.T @ (weight[:, None] * slope) + np.eye(z.size)
        step = np.linalg.solve(precision, -(slope.T @ (weight * start) + z))
        z = z + np.clip(step, -0.7, 0.7)
    return {n: float(v) for n, v in _values(z).items()}, array(np.linalg.inv(precision))


def main_errors(p: Problem, values: Mapping[str, float]) -> Array:
    """Logarithm of predicted over measured of the main figure (time), one a row."""
    return _residuals(p, values)["main"]


def left_out(p: Problem, labels: Sequence[str]) -> dict[str, Array]:
    """Errors of each row, by figure, of the fit without the rows of the same label."""
    words = np.array(labels)
    found = {name: np.zeros(len(words)) for name in SCALE}
    for word in sorted(set(labels)):
        errors = _residuals(p, fit(p, words != word)[0])
        for name in SCALE:
            found[name][words == word] = errors[name][words == word]
    return found


def half_widths(held_out: Sequence[Mapping[str, Array]], moe: npt.NDArray[np.bool_]) -> dict[str, dict[str, float]]:
    """Half-width of the 80 % interval of a logarithm, by figure and kind: quantile of what was held out."""
    found: dict[str, dict[str, float]] = {}
    for name in SCALE:
        size = np.abs(np.stack([e[name] for e in held_out]))
        kinds = {"dense": size[:, ~moe], "mixture": size[:, moe]}
        found[name] = {kind: round(float(np.nanquantile(x, 0.8)), 3) for kind, x in kinds.items()}
    return found


def _percent(errors: Array) -> dict[str, float]:
    """Mean and median of |predicted/measured - 1| in percent."""
    size = 100 * np.abs(np.expm1(errors))
    return {"mean": round(float(size.mean()), 1), "median": round(float(np.median(size)), 1), "runs": len(size)}


def tables(p: Problem, rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(errors in percent, half-widths): of the fit and held out by model, chip, source; dense, mixture, all."""
    moe = np.array([bool(c.setup.model.experts) for c in p.cases])
    models_out = left_out(p, [c.setup.model.id for c in p.cases])
    chips_out = left_out(p, [str(r["chip"]) for r in rows])
    sources_out = left_out(p, [str(r["source"]) for r in rows])
    by = {
        "calibration": main_errors(p, fit(p)[0]),
        "leave_one_model_out": models_out["main"],
        "leave_one_chip_out": chips_out["main"],
        "leave_one_source_out": sources_out["main"],
    }
    errors = {n: {"dense": _percent(e[~moe]), "mixture": _percent(e[moe]), "all": _percent(e)} for n, e in by.items()}
    return errors, half_widths([models_out, chips_out, sources_out], moe)


def write(path: Any, *, today: dt.date) -> dict[str, Any]:
    """Fit on the catalog's serving runs, write values, 80 % intervals and errors to `path`; gives the errors."""
    rows = serving_runs()
    p = problem_of(rows)
    values, covariance = fit(p)
    errors, widths = tables(p, rows)
    lines = [
        '# Written by "python -m suanli.performance.serving_fit"; do not edit.',
        'name = "Serving: fitted constants"',
        f"fitted = {today.isoformat()}",
        'command = "python -m suanli.performance.serving_fit"',
        f'data = "runs/serving.csv, {len(rows)} runs"',
        "",
        "[values]",
    ]
    for (name, prior), variance in zip(priors().items(), np.diag(covariance), strict=True):
        half = 1.2816 * prior["spread"] * float(np.sqrt(variance))
        low, high = values[name] * np.exp(-half), values[name] * np.exp(half)
        lines.append(f'"{name}" = {{ value = {values[name]:.5g}, low80 = {low:.4g}, high80 = {high:.4g} }}')
    for name, table in errors.items():
        lines += ["", f"[errors.{name}]"]
        lines += [
            f"{k} = {{ mean = {v['mean']}, median = {v['median']}, runs = {v['runs']} }}" for k, v in table.items()
        ]
    for name, kinds in widths.items():
        lines += ["", f"[errors.half80.{name}]", *(f"{k} = {v}" for k, v in kinds.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return errors


if __name__ == "__main__":
    from suanli.catalog.loading import DATA

    for name, table in write(DATA / "constants" / "serving.toml", today=dt.date.today()).items():  # noqa: DTZ011
        print(name, table)  # noqa: T201 - a script's own output
