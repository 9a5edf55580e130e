"""The verb `validate`: errors against measured runs, row by row, by family and overall.

Measured columns never enter a prediction; they are read here, after it. Whole-run rows are compared on chip-hours
or days with failures taken in. A row that cannot be predicted says why and counts as a miss (error 100 %).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from suanli.catalog import training_runs
from suanli.errors import MissingExtra, SuanliError, Unreadable
from suanli.performance.baseline import constant_seconds
from suanli.performance.dials import theta
from suanli.performance.filling import fill, kind_of, open_fields
from suanli.performance.goodput import attended, goodput
from suanli.performance.ignorance import wire_spread
from suanli.performance.layers import Job
from suanli.performance.layouts import layout_at
from suanli.performance.machine import GIB, GROUPS, Array
from suanli.performance.memory import memory
from suanli.performance.rows import Case, batch_job, read_case, value
from suanli.performance.step import step_seconds
from suanli.performance.uncertainty import (
    Site,
    draw_constants,
    interval,
    log_spread,
    opened,
    site_of,
    step_draws,
    unseen,
)

__all__ = ["Prediction", "Summary", "Validation", "measured_step", "predict_training", "summarise", "validate"]

Row = Mapping[str, Any]
CAMPAIGN = 1.10  # whole runs over step time x steps: evaluation, an untuned start, changes on the way
# log standard deviation of that: of the published shares of time trained (OPT-175B 0.59, GLM-65B at Ant 0.69 and 0.95,
# BLOOM, MegaScale and Llama 3 0.90, ByteRobust 0.97)
CAMPAIGN_DOUBT = 0.19
# log standard deviation of peak memory where attention is fused or not: 80th percentile of the rows over 1.28, 0.05 for
# BLOOM, widened for other stacks of its years
MEMORY_DOUBT = {True: 0.04, False: 0.08}
MISS = 1.0  # error that a row without a prediction counts as
# the figure that a row is scored on: the first of these that was measured
SCORED = (
    "step_time_s",
    "total_gpu_hours",
    "total_days",
    "latency_s",
    "tokens_per_s_per_gpu",
    "tokens_per_s",
    "tpot_s",
    "ttft_s",
    "tflops_per_gpu",
)


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what was predicted and measured, relative error (predicted / measured - 1) and 80 % interval."""

    id: str
    family: str
    predicted: dict[str, float]
    measured: dict[str, float]
    error: dict[str, float]
    interval80: dict[str, tuple[float, float]]
    layout: str = ""
    note: str = ""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Errors of a family, or of all (`family` is "overall": macro averages over families).

    `median`, `mean` of |error|; `within10`, `within20` shares of rows; `bias` the median signed error; `coverage`
    the share inside the 80 % interval; `rank` Spearman's correlation of predicted and measured. `constant` is the
    median |error| of a constant utilisation of the peak on the same rows (`baseline.py`; training only).
    """

    family: str
    rows: int
    predicted: int
    median: float | None
    mean: float | None
    within10: float | None
    within20: float | None
    bias: float | None
    coverage: float | None
    rank: float | None
    constant: float | None = None


class Validation(msgspec.Struct, frozen=True, kw_only=True):
    """All rows, then a summary for each family, then one overall."""

    rows: tuple[Prediction, ...]
    families: tuple[Summary, ...]
    overall: Summary


def measured_step(row: Row) -> float | None:
    """Seconds a step as measured: printed, or our arithmetic from tokens a second where the table has it."""
    return value(row, "step_time_s") or value(row, "derived_step_time_s")


def _measured(row: Row) -> dict[str, float]:
    """The measured figures of a training row, by the names that predictions use."""
    found = {"step_time_s": measured_step(row)}
    found |= {n: value(row, n) for n in ("total_gpu_hours", "total_days", "mem_gb")}
    if found["step_time_s"] is None:
        found["tokens_per_s_per_gpu"] = value(row, "tokens_per_s_per_gpu")
        if not any(v for n, v in found.items() if n != "mem_gb"):
            found["tflops_per_gpu"] = value(row, "tflops_per_gpu")
    return {k: v for k, v in found.items() if v}


def _figures(case: Case, seconds: float) -> dict[str, float]:
    """Predicted figures of a row from the seconds of its step."""
    batch = case.batch or 1.0
    rate = batch * case.seq / seconds / case.chips
    found = {"step_time_s": seconds, "tokens_per_s_per_gpu": rate}
    found["tflops_per_gpu"] = rate * float(case.shape.token_flops(case.seq)) / 1e12
    if case.tokens:
        share = float(goodput(case.shape.params, case.chips, case.machine.node))
        hours = case.tokens / rate / 3600 / share * CAMPAIGN
        idle = 1.0 if GROUPS[case.group] == "tpu" else float(attended(case.chips, case.year))
        found |= {"total_gpu_hours": hours, "total_days": hours * idle / 24 / case.chips}
    return found


def _bounds(figures: dict[str, float], spread: tuple[float, float], *, fused: bool) -> dict[str, tuple[float, float]]:
    """80 % intervals: memory is a sum of known tensors (old stacks hold more beside), whole runs hide more.

    `spread` is that of the log of seconds below and above; rates turn it round.
    """
    whole = (float(np.hypot(spread[0], CAMPAIGN_DOUBT)), float(np.hypot(spread[1], CAMPAIGN_DOUBT)))
    wide = {"mem_gb": (MEMORY_DOUBT[fused],) * 2, "total_gpu_hours": whole, "total_days": whole, "step_time_s": spread}
    return {n: interval(middle, *wide.get(n, spread[::-1])) for n, middle in figures.items()}


def _sites(cases: Sequence[Case], job: Job, chosen: Collection[str]) -> list[Site]:
    """Where each case stands among the runs of the fit."""
    return [
        site_of(
            layout_at(job.cut, i),
            chip=case.machine.chip[0],
            group=case.group,
            year=case.year,
            experts=bool(case.shape.experts > 0),
            fused=case.flash,
            chosen=case.id in chosen,
            publisher=case.publisher,
        )
        for i, case in enumerate(cases)
    ]


def _read(rows: Sequence[Row]) -> tuple[list[Case], dict[str, str]]:
    """Cases of the rows that can be read, and why the others cannot."""
    cases, lost = [], {}
    for row in rows:
        try:
            cases.append(read_case(row))
        except SuanliError as error:
            lost[str(row.get("id"))] = str(error)
    return cases, lost


def predict_training(rows: Sequence[Row]) -> list[Prediction]:
    """A prediction for each row of a table of training runs, in order."""
    cases, lost = _read(rows)
    blank = {c.id for c in cases if set(open_fields(c)) & {"tp", "pp"}}
    values = theta()
    fill(cases, values)
    found: dict[str, Prediction] = {}
    if cases:
        job = batch_job(cases, values)
        seconds = step_seconds(job)[0]
        peak = np.broadcast_to(_allocated(job), seconds.shape)
        wires = np.where(job.machine.named > 0, 0.0, wire_spread(job))
        drawn, least = step_draws(job, np.array([c.year for c in cases]), draw_constants())
        for i, (case, site) in enumerate(zip(cases, _sites(cases, job, blank), strict=True)):
            short = 1.0 if case.tuned else unseen(site) * (opened(kind_of(case)) if case.id in blank else 1.0)
            time = float(seconds[i]) * short
            wide = log_spread(drawn[:, i], least[:, i], site, untold=case.untold, wires=float(wires[i]))
            found[case.id] = _prediction(case, job, i, seconds=time, spread=wide, memory_gib=float(peak[i]))
    return [_against(row, found.get(str(row.get("id"))), lost) for row in rows]


def _without_model(rows: Sequence[Row]) -> dict[str, float]:
    """|error| of each row by id, on the figure it is scored on, at a constant utilisation of the peak."""
    cases, known = _read(rows)[0], _read([r for r in training_runs() if measured_step(r)])[0]
    fill([*cases, *known], theta())
    took = {str(r["id"]): seconds for r in training_runs() if (seconds := measured_step(r))}
    guessed = dict(zip((c.id for c in cases), constant_seconds(cases, known, took), strict=True))
    figures = {c.id: _figures(c, float(guessed[c.id])) for c in cases}
    found = {}
    for row in rows:
        name, real = str(row.get("id")), _measured(row)
        scored = next((n for n in SCORED if n in real), "")
        if scored in figures.get(name, {}):
            found[name] = abs(figures[name][scored] / real[scored] - 1)
    return found


def _allocated(job: Job) -> Array:
    """GiB at the peak as tables print them: what the framework allocates, without the driver's reserve.

    Of DeepSpeed's stacks tables show what the driver counts (nvidia-smi), so that the reserve belongs to it.
    """
    parts = memory(job)
    mine = sum(v for k, v in parts.items() if k != "reserve")
    return np.asarray(mine + parts["reserve"] * job.flat) / GIB


def _prediction(
    case: Case, job: Job, at: int, *, seconds: float, spread: tuple[float, float], memory_gib: float
) -> Prediction:
    figures = _figures(case, seconds)
    figures["mem_gb"] = memory_gib
    return Prediction(
        id=case.id,
        family=case.family,
        predicted=figures,
        measured={},
        error={},
        interval80=_bounds(figures, spread, fused=case.flash),
        layout=str(layout_at(job.cut, at)),
        note="; ".join([*case.notes, *case.machine.assumptions]),
    )


def _against(row: Row, guess: Prediction | None, lost: Mapping[str, str]) -> Prediction:
    """A prediction with what was measured put beside it."""
    name, family = str(row.get("id")), str(row.get("family") or "")
    real = _measured(row)
    if guess is None:
        why = lost.get(name, "not predicted")
        return Prediction(id=name, family=family, predicted={}, measured=real, error={}, interval80={}, note=why)
    wrong = {k: guess.predicted[k] / v - 1 for k, v in real.items() if k in guess.predicted}
    bounds = {k: v for k, v in guess.interval80.items() if k in guess.predicted}
    return msgspec.structs.replace(guess, measured=real, error=wrong, interval80=bounds)


def _ranks(values: Array) -> Array:
    """Ranks, ties averaged."""
    unique, back, count = np.unique(values, return_inverse=True, return_counts=True)
    del unique
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2.0)[back])


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Spearman's rank correlation; None for fewer than four pairs or no variation."""
    if len(first) < 4:
        return None
    one, two = _ranks(np.asarray(first)), _ranks(np.asarray(second))
    if one.std() == 0 or two.std() == 0:
        return None
    return float(np.corrcoef(one, two)[0, 1])


def _scored(row: Prediction) -> str:
    return next((n for n in SCORED if n in row.measured), "")


def _summary(family: str, rows: Sequence[Prediction], flat: Mapping[str, float]) -> Summary | None:
    """Errors of one family; None where nothing was measured."""
    judged = [(r, _scored(r)) for r in rows if _scored(r)]
    if not judged:
        return None
    errors = np.array([r.error.get(n, MISS) for r, n in judged])
    hits = [(r, n) for r, n in judged if n in r.error]
    inside = [r.interval80[n][0] <= r.measured[n] <= r.interval80[n][1] for r, n in hits if n in r.interval80]
    return Summary(
        family=family,
        rows=len(judged),
        predicted=len(hits),
        median=float(np.median(np.abs(errors))),
        mean=float(np.mean(np.abs(errors))),
        within10=float(np.mean(np.abs(errors) <= 0.10)),
        within20=float(np.mean(np.abs(errors) <= 0.20)),
        bias=float(np.median(errors)),
        coverage=float(np.mean(inside)) if inside else None,
        rank=spearman([r.predicted[n] for r, n in hits], [r.measured[n] for r, n in hits]),
        constant=float(np.median([flat[r.id] for r, _ in hits])) if hits and flat else None,
    )


def _macro(families: Sequence[Summary]) -> Summary:
    def mean(name: str) -> float | None:
        known = [getattr(f, name) for f in families if getattr(f, name) is not None]
        return float(np.mean(known)) if known else None

    names = ("median", "mean", "within10", "within20", "bias", "coverage", "rank", "constant")
    rows, done = sum(f.rows for f in families), sum(f.predicted for f in families)
    return Summary(family="overall", rows=rows, predicted=done, **{n: mean(n) for n in names})


def summarise(rows: Sequence[Prediction], flat: Mapping[str, float] | None = None) -> Validation:
    """Rows with a summary for each family and the macro average over families.

    `flat` holds |error| by row at a constant utilisation, where that was asked for.
    """
    order = dict.fromkeys(r.family for r in rows)
    found = [_summary(f, [r for r in rows if r.family == f], flat or {}) for f in order]
    families = tuple(f for f in found if f is not None)
    return Validation(rows=tuple(rows), families=families, overall=_macro(families))


def _table(path: str | Path) -> list[dict[str, Any]]:
    place = Path(path)
    try:
        with place.open(encoding="utf-8", newline="") as lines:
            rows: list[dict[str, Any]] = list(csv.DictReader(lines))
    except OSError as error:
        msg = f"{place.name}: {str(error.strerror or error).casefold()}; name a CSV of runs"
        raise Unreadable(msg) from None
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable(f"{place.name}: not a readable CSV of runs; save it as CSV in UTF-8") from None
    if not rows or "id" not in rows[0]:
        msg = f"{place.name}: no rows with an `id` column; write the columns of facts/training_runs.csv"
        raise Unreadable(msg)
    return rows


def _serving(rows: Sequence[Row]) -> list[Prediction]:
    """Predictions of serving rows, by the serving half of this room."""
    try:
        predict_rows = import_module("suanli.performance.serving_validation").predict_rows
    except ImportError:
        msg = "validate: serving rows need suanli.performance.serving_validation; this build has training only"
        raise MissingExtra(msg) from None
    return [msgspec.convert(found, Prediction) for found in predict_rows(list(rows))]


def _is_serving(row: Row) -> bool:
    return "input_len" in row or "ttft_ms" in row


def validate(runs: str | Path | None = None, *, fit: str | Path | None = None, on: dt.date | None = None) -> Validation:
    """Prediction errors against measured runs: a CSV of training or serving runs, or the shipped training table.

    `fit` names a file to which newly fitted constants are written first (family-wise cross-validation takes about
    five to ten minutes: some forty fits); they take effect from a catalog overlay. `on` is the day written into them.
    """
    rows = list(_table(runs)) if runs else list(training_runs())
    if fit is not None:
        from suanli.performance.refitting import refit

        refit(rows, Path(fit), on=on)
    if _is_serving(rows[0]):
        return summarise(_serving(rows))
    return summarise(predict_training(rows), _without_model(rows))
