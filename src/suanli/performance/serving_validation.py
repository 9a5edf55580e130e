"""Rows of measured serving runs in, predictions with 80 % intervals out; measured values are never inputs.

An interval's half-width is the 80 % quantile of held-out errors (by model, chip and source, pooled) of its figure
and kind of model, wider where nothing like the row was calibrated.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from suanli.catalog import constants, serving_runs
from suanli.catalog.forms import Chip
from suanli.errors import SuanliError
from suanli.performance.machine import GROUPS, Array, find_chip
from suanli.performance.serving_constants import ENGINES, Knobs, engine_index, fitted, knobs_of
from suanli.performance.serving_model import Deployment
from suanli.performance.serving_rows import Case, Setup, case_of, deploy, jobs
from suanli.performance.serving_steady import closed_loop, prompt_rate, split_pools

__all__ = ["FIGURES", "half_width", "predict_cases", "predict_rows"]

FIGURES = ("latency_s", "ttft_s", "tpot_s", "tokens_per_s", "tokens_per_s_per_gpu")
# how much wider an interval is: chip, or its whole architecture, without calibration rows; another engine; pools
WIDER = {"chip": 1.2, "group": 1.4, "engine": 1.15, "pools": 1.3}
WIDTHS = {
    "main": {"dense": 0.22, "mixture": 0.35},
    "tpot": {"dense": 0.25, "mixture": 0.4},
    "ttft": {"dense": 0.6, "mixture": 0.8},
}


@functools.lru_cache(maxsize=1)
def _calibrated() -> frozenset[str]:
    """Ids of the chips with calibration rows."""
    return frozenset(find_chip(name).id for name in {str(r["chip"]) for r in serving_runs()})


def _sheet_id(chip: Chip | str) -> str:
    return find_chip(chip).id if isinstance(chip, str) else chip.id


def half_width(setup: Setup, mode: str, group: int, figure: str) -> float:
    """Half-width of the 80 % interval of the logarithm of a figure."""
    known = constants["serving"].errors.get("half80", WIDTHS) if "serving" in constants else WIDTHS
    name = {"ttft_s": "ttft", "tpot_s": "tpot"}.get(figure, "main")
    wide = float(known[name]["mixture" if setup.model.experts else "dense"])
    wide *= WIDER["chip"] if _sheet_id(setup.chip) not in _calibrated() else 1.0
    wide *= WIDER["group"] if GROUPS[group] not in {"hopper", "blackwell"} else 1.0
    wide *= WIDER["engine"] if ENGINES[engine_index(setup.engine)] == "other" else 1.0
    return wide * (WIDER["pools"] if mode != "agg" else 1.0)


def _knobs(d: Deployment) -> Knobs:
    return knobs_of(fitted(), engine=d.engine, group=d.machine.group, year=d.year)


def _one_pool(cases: Sequence[Case]) -> dict[str, Array]:
    """Figures of cases whose chips read prompts and decode, or do one of both."""
    d, job = deploy([c.setup for c in cases]), jobs(cases)
    k = _knobs(d)
    out = closed_loop(d, k, job, np.array([c.users for c in cases]))
    replicas = np.array([c.replicas for c in cases])
    prefill = np.array([c.mode == "prefill" for c in cases])
    rate, alone = prompt_rate(d, k, job)
    out["tokens_per_s"] = np.where(prefill, rate * job.isl, out["tokens_per_s"])
    for name in ("ttft_s", "latency_s"):
        out[name] = np.where(prefill, alone, out[name])
    basis = [c.basis.casefold() for c in cases]
    told = np.array([("input" in b and "output" not in b) or "prefill" in b for b in basis]) & ~prefill
    total = np.array(["total" in b or ("input" in b and "output" in b) for b in basis]) & ~prefill
    share = np.where(told, job.isl / job.osl, np.where(total, (job.isl + job.osl) / job.osl, 1.0))
    out["tokens_per_s"] = out["tokens_per_s"] * share * replicas
    out["tokens_per_s_per_gpu"] = out["tokens_per_s"] / replicas / d.chips
    return out | {"group": np.asarray(d.machine.group)}


def _two_pools(cases: Sequence[Case]) -> dict[str, Array]:
    """Figures of cases with separate pools."""
    first = deploy([c.prefill or c.setup for c in cases])
    second = deploy([c.setup for c in cases])
    load = tuple(np.array(x) for x in zip(*((c.prefill_replicas, c.replicas, c.users) for c in cases), strict=True))
    out = split_pools(first, second, (_knobs(first), _knobs(second)), jobs(cases), (load[0], load[1], load[2]))
    return out | {"group": np.asarray(second.machine.group)}


def predict_cases(cases: Sequence[Case]) -> list[dict[str, float]]:
    """Figures (`FIGURES`, `running`, `group`) of each case, computed as arrays."""
    found: list[dict[str, float]] = [{} for _ in cases]
    for pools, work in ((False, _one_pool), (True, _two_pools)):
        index = [i for i, c in enumerate(cases) if (c.mode == "disagg") == pools]
        if index:
            out = work([cases[i] for i in index])
            for at, i in enumerate(index):
                found[i] = {n: float(out[n][at]) for n in (*FIGURES, "running", "group")}
    return found


def _number(row: Mapping[str, Any], name: str) -> float | None:
    """A measured cell; None where it is blank or no plain number ("n/a", "<50")."""
    try:
        value = float(str(row.get(name) or "nan").replace(",", ""))
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _measured(row: Mapping[str, Any], osl: float) -> dict[str, float]:
    """What the row measured, in the units of `FIGURES`; request latency from its parts where it is not printed."""
    scaled = {
        "latency_s": (_number(row, "latency_ms"), 1e-3),
        "ttft_s": (_number(row, "ttft_ms"), 1e-3),
        "tpot_s": (_number(row, "tpot_ms"), 1e-3),
        "tokens_per_s": (_number(row, "tokens_per_s"), 1.0),
        "tokens_per_s_per_gpu": (_number(row, "tokens_per_s_per_gpu"), 1.0),
    }
    found = {n: v * f for n, (v, f) in scaled.items() if v is not None}
    if "latency_s" not in found and "ttft_s" in found and "tpot_s" in found:
        found["latency_s"] = found["ttft_s"] + found["tpot_s"] * max(osl - 1, 0)
    return found


def _layout(case: Case) -> str:
    s = case.setup
    parts = [f"tp{s.tp}"] + [f"{n}{v}" for n, v in (("pp", s.pp), ("dp", s.dp), ("ep", s.ep)) if v > 1]
    pools = f", prompts on {case.prefill_replicas:.0f}x{case.prefill.chips}" if case.prefill else ""
    return ",".join(parts) + f" x{case.replicas:.0f}" + pools


def _answer(row: Mapping[str, Any], case: Case, out: Mapping[str, float]) -> dict[str, Any]:
    predicted = {n: out[n] for n in FIGURES if np.isfinite(out[n])}
    measured = _measured(row, case.osl)
    spans = {n: half_width(case.setup, case.mode, int(out["group"]), n) for n in predicted}
    return {
        "id": case.id,
        "family": str(row.get("family") or "unknown"),
        "predicted": predicted,
        "measured": measured,
        "error": {n: predicted[n] / m - 1 for n, m in measured.items() if n in predicted and m > 0},
        "interval80": {n: [v * float(np.exp(-spans[n])), v * float(np.exp(spans[n]))] for n, v in predicted.items()},
        "layout": _layout(case),
        "note": "; ".join(case.notes),
    }


def predict_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One answer a row, in the interface of `validate`; `error` is predicted/measured - 1.

    A row that cannot be predicted has an empty `predicted` and says why in its `note`.
    """
    answers: list[dict[str, Any]] = []
    ready: list[tuple[int, Case]] = []
    for at, row in enumerate(rows):
        try:
            case = case_of(row)
            deploy([case.setup])
            ready.append((at, case))
            answers.append({})
        except (SuanliError, ValueError, KeyError) as error:
            blank = {"predicted": {}, "measured": _measured(row, 1.0), "error": {}, "interval80": {}, "layout": ""}
            answers.append(
                {"id": str(row.get("id") or ""), "family": str(row.get("family") or "unknown")}
                | blank
                | {"note": str(error)}
            )
    for (at, case), out in zip(ready, predict_cases([c for _, c in ready]), strict=True):
        answers[at] = _answer(rows[at], case, out)
    return answers
