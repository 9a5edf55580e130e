"""Runs as tables: the figures people ask for first, then where the time and the memory go."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from suanli.display.writing import Table, number
from suanli.terms import Run

__all__ = ["figure_rows", "run_lines", "run_table", "validation_lines"]

# figure: (what to call it, unit)
SHOWN = {
    "step_time_s": ("step", "s"),
    "tokens_per_s": ("throughput", "tokens/s"),
    "tflops_per_chip": ("a chip", "TFLOP/s"),
    "mfu": ("MFU", "share"),
    "hfu": ("HFU", "share"),
    "days": ("calendar time", "days"),
    "days_without_failures": ("without failures", "days"),
    "chip_hours": ("chip-hours", "h"),
    "memory_gb": ("memory a chip", "GB"),
    "energy_mwh": ("energy of the site", "MWh"),
    "site_power_mw": ("power of the site", "MW"),
    "implied_mfu": ("MFU that the claim implies", "share"),
}


def figure_rows(run: Run, shown: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str, str, str], ...]:
    """The figures of `shown` (name: words, unit) that a run has, with their 80 % interval where there is one."""
    rows = []
    for name, (what, unit) in shown.items():
        if name in run.figures:
            spread = run.intervals.get(name)
            band = f"{number(spread.low80)} to {number(spread.high80)}" if spread else "-"
            rows.append((what, number(run.figures[name]), band, unit))
    return tuple(rows)


def run_table(run: Run) -> Table:
    """One run: figures with their 80 % interval, shares of the step by term, memory by part, assumptions."""
    if run.task == "serve":
        from suanli.display.serving import serving_table

        return serving_table(run)
    total = sum(run.breakdown.values()) or 1.0
    shares = sorted(run.breakdown.items(), key=lambda p: -p[1])
    time = ", ".join(f"{k} {v / total:.0%}" for k, v in shares if v / total >= 0.005)
    parts = ", ".join(f"{k} {number(v)}" for k, v in run.memory_gb.items() if v > 0)
    notes = [f"layout: {run.layout}", f"time: {time}", f"memory (GB): {parts}"]
    notes += [f"next: {a.get('layout')} {number(float(a.get('step_time_s', 0)))} s" for a in run.alternatives[:3]]
    notes += [f"verdict: {run.verdict}"] if run.verdict else []
    notes += [f"assumed: {a}" for a in run.assumptions]
    title = f"{run.task} {run.model} on {run.count:,} x {run.chip}"
    return Table(
        title=title, columns=("figure", "value", "80 %", "unit"), rows=figure_rows(run, SHOWN), notes=tuple(notes)
    )


def _sweep(runs: Sequence[Run]) -> Table:
    """Several runs, one a line."""
    rows = [
        (
            r.chip,
            r.count,
            number(r.figures["step_time_s"]),
            f"{r.figures['mfu']:.1%}",
            number(r.figures["days"]),
            f"{number(r.intervals['days'].low80)} to {number(r.intervals['days'].high80)}",
            number(r.figures["memory_gb"]),
            number(r.figures["energy_mwh"]),
            str(r.layout),
        )
        for r in runs
    ]
    columns = ("chip", "chips", "step (s)", "MFU", "days", "80 %", "memory (GB)", "energy (MWh)", "layout")
    return Table(title=f"train {runs[0].model}", columns=columns, rows=tuple(rows), right=(1, 2, 3, 4, 6, 7))


def run_lines(runs: Sequence[Run], *, as_json: bool = False) -> list[Any]:
    """On a terminal several training runs make one table; in a pipe each is a line."""
    if len(runs) > 1 and not as_json and sys.stdout.isatty():
        return [_sweep(runs)]
    return list(runs)


def _percent(value: float | None, places: int = 1) -> str | None:
    return None if value is None else f"{value:.{places}%}"


def _errors_table(found: Any) -> Table:
    """Errors by family, one line each, then the macro average; last the same of a constant utilisation, if known."""
    beside = found.overall.constant is not None
    rows = [
        (
            f.family,
            f.rows,
            _percent(f.median),
            _percent(f.mean),
            _percent(f.within10, 0),
            _percent(f.within20, 0),
            _percent(f.bias),
            _percent(f.coverage, 0),
            None if f.rank is None else round(f.rank, 3),
            *([_percent(f.constant)] if beside else []),
        )
        for f in (*found.families, found.overall)
    ]
    columns = ("family", "rows", "median", "mean", "<= 10 %", "<= 20 %", "bias", "80 % holds", "rank")
    last = ("constant MFU",) if beside else ()
    return Table(
        title="|predicted / measured - 1|", columns=(*columns, *last), rows=tuple(rows), right=(2, 3, 4, 5, 6, 7, 9)
    )


def validation_lines(found: Any, *, as_json: bool = False) -> list[Any]:
    """On a terminal one table of errors by family; in a pipe every row, then every summary."""
    if as_json or not sys.stdout.isatty():
        return [*found.rows, *found.families, found.overall]
    return [_errors_table(found)]
