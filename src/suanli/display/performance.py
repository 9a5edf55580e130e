"""Runs as tables: the figures people ask for first, then where the time and the memory go."""

from __future__ import annotations

from suanli.display.writing import Table, number
from suanli.terms import Run

__all__ = ["run_table"]

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
    "ttft_s": ("time to first token", "s"),
    "tpot_s": ("time per output token", "s"),
    "latency_s": ("latency", "s"),
}


def _row(run: Run, name: str) -> tuple[str, str, str, str]:
    what, unit = SHOWN[name]
    spread = run.intervals.get(name)
    band = f"{number(spread.low80)} to {number(spread.high80)}" if spread else "-"
    return what, number(run.figures[name]), band, unit


def run_table(run: Run) -> Table:
    """One run: figures with their 80 % interval, shares of the step by term, memory by part, assumptions."""
    rows = [_row(run, name) for name in SHOWN if name in run.figures]
    total = sum(run.breakdown.values()) or 1.0
    shares = sorted(run.breakdown.items(), key=lambda p: -p[1])
    time = ", ".join(f"{k} {v / total:.0%}" for k, v in shares if v / total >= 0.005)
    parts = ", ".join(f"{k} {number(v)}" for k, v in run.memory_gb.items() if v > 0)
    notes = [f"layout: {run.layout}", f"time: {time}", f"memory (GB): {parts}"]
    notes += [f"next: {a.get('layout')} {number(float(a.get('step_time_s', 0)))} s" for a in run.alternatives[:3]]
    notes += [f"verdict: {run.verdict}"] if run.verdict else []
    notes += [f"assumed: {a}" for a in run.assumptions]
    title = f"{run.task} {run.model} on {run.count:,} x {run.chip}"
    return Table(title=title, columns=("figure", "value", "80 %", "unit"), rows=tuple(rows), notes=tuple(notes))
