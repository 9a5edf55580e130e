"""Serving runs as tables: figures with intervals, the step by cause, the front of layouts, fleets."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from suanli.display.performance import figure_rows
from suanli.display.writing import Table, number
from suanli.terms import Run

__all__ = ["front_table", "serving_lines", "serving_table"]

# figure: (what to call it, unit)
SHOWN = {
    "ttft_s": ("first token", "s"),
    "ttft_p90_s": ("first token, p90", "s"),
    "tpot_s": ("a token", "s"),
    "tpot_p90_s": ("a token, p90", "s"),
    "latency_s": ("whole answer", "s"),
    "latency_p90_s": ("whole answer, p90", "s"),
    "tokens_per_s": ("throughput", "tokens/s"),
    "tokens_per_s_per_chip": ("a chip", "tokens/s"),
    "tokens_per_s_per_user": ("a user", "tokens/s"),
    "requests_per_s": ("requests", "1/s"),
    "users": ("users", ""),
    "users_per_node": ("users a node", ""),
    "site_power_kw": ("power of the site", "kW"),
    "joules_per_token": ("energy a token", "J"),
    "chip_hours_per_million_tokens": ("a million tokens", "chip-hours"),
    "usd_per_million_tokens": ("a million tokens", "US$"),
    "chips_needed": ("chips needed", ""),
    "total_tokens_per_day": ("tokens, prompts too", "1/day"),
    "asked_tokens_per_day": ("asked or claimed", "1/day"),
    "share_of_fleet": ("asked over served", ""),
}


def serving_table(run: Run) -> Table:
    """One serving run: figures with their 80 % interval, the decode step by cause, memory, assumptions."""
    total = sum(run.breakdown.values()) or 1.0
    shares = sorted(run.breakdown.items(), key=lambda p: -p[1])
    time = ", ".join(f"{k.replace('_', ' ')} {v / total:.0%}" for k, v in shares if v / total >= 0.005)
    parts = ", ".join(f"{k} {number(v)}" for k, v in run.memory_gb.items())
    notes = [f"step: {time}"] if run.breakdown else []
    notes += [f"memory of a chip (GB): {parts}"] if parts else []
    notes += [f"verdict: {run.verdict}"] if run.verdict else []
    notes += [f"assumed: {a}" for a in run.assumptions]
    title = f"serve {run.model} on {run.count:,} x {run.chip}"
    return Table(
        title=title, columns=("figure", "value", "80 %", "unit"), rows=figure_rows(run, SHOWN), notes=tuple(notes)
    )


def front_table(run: Run) -> Table:
    """The front of layouts and loads, fastest for the user first, thinned to a screen."""
    points = run.alternatives
    step = max(1, -(-len(points) // 16))
    rows = [
        (
            p["layout"],
            round(p["users"]),
            number(p["tokens_per_s_per_user"]),
            number(p["tokens_per_s_per_chip"]),
            number(p["ttft_s"]),
        )
        for p in points[::step]
    ]
    columns = ("layout", "users", "tokens/s a user", "tokens/s a chip", "first token (s)")
    return Table(title=f"front of {len(points)} points", columns=columns, rows=tuple(rows), right=(1, 2, 3, 4))


def serving_lines(runs: Sequence[Run], *, as_json: bool = False) -> list[Any]:
    """On a terminal a table a run (and its front); in a pipe each run is a line."""
    if as_json or not sys.stdout.isatty():
        return list(runs)
    found: list[Any] = []
    for run in runs:
        found += [serving_table(run), *([front_table(run)] if run.alternatives and run.count < 1000 else [])]
    return found
