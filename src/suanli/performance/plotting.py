"""A sweep as a picture: calendar days against chips, one line a chip, both axes logarithmic, as plain SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from pathlib import Path

from suanli.errors import Unreadable
from suanli.terms import Run

__all__ = ["svg_of", "write_plot"]

WIDTH, HEIGHT, EDGE = 720, 420, 64
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#7a4988", "#b8860b", "#444444")


def _scale(values: Sequence[float], size: float, start: float, *, flip: bool) -> list[float]:
    low, high = math.log(min(values)), math.log(max(values) * 1.0001)
    span = max(high - low, 1e-9)
    return [start + size * ((high - math.log(v)) if flip else (math.log(v) - low)) / span for v in values]


def _band(points: Sequence[tuple[float, float, float, float]], colour: str) -> str:
    """The 80 % interval as an area and the middle as a line; points are (x, middle, low, high)."""
    upper = " ".join(f"{x:.1f},{h:.1f}" for x, _, _, h in points)
    lower = " ".join(f"{x:.1f},{low:.1f}" for x, _, low, _ in reversed(points))
    line = " ".join(f"{x:.1f},{m:.1f}" for x, m, _, _ in points)
    area = f'<polygon points="{upper} {lower}" fill="{colour}" opacity="0.15"/>'
    return f'{area}<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'


def svg_of(runs: Sequence[Run]) -> str:
    """An SVG of days by number of chips with 80 % bands; at least one run."""
    days = [v for r in runs for v in (r.figures["days"], r.intervals["days"].low80, r.intervals["days"].high80)]
    xs = _scale([float(r.count) for r in runs], WIDTH - 2 * EDGE, EDGE, flip=False)
    ys = _scale(days, HEIGHT - 2 * EDGE, EDGE, flip=True)
    points = {r.id: (xs[i], ys[3 * i], ys[3 * i + 1], ys[3 * i + 2]) for i, r in enumerate(runs)}
    parts = []
    for at, chip in enumerate(dict.fromkeys(r.chip for r in runs)):
        mine, colour = [r for r in runs if r.chip == chip], COLOURS[at % len(COLOURS)]
        parts.append(_band([points[r.id] for r in mine], colour))
        x, y = points[mine[-1].id][:2]
        parts.append(f'<text x="{x + 4:.1f}" y="{y:.1f}" fill="{colour}">{escape(chip)}</text>')
    for run in runs:
        x, y = points[run.id][:2]
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{run.figures["days"]:.1f} days</title></circle>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - EDGE / 2:.0f}" text-anchor="middle">{run.count:,}</text>')
    for value, y in sorted({(round(r.figures["days"], 1), points[r.id][1]) for r in runs}):
        parts.append(f'<text x="{EDGE - 6}" y="{y:.1f}" text-anchor="end">{value:g}</text>')
    title = f"{escape(runs[0].model)}: calendar days by number of chips, 80 % band"
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return f'{head}<title>{title}</title><text x="{EDGE}" y="24" font-size="14">{title}</text>{"".join(parts)}</svg>'


def write_plot(runs: Sequence[Run], path: Path) -> None:
    """Write the picture of a sweep."""
    try:
        path.write_text(svg_of(runs) + "\n", encoding="utf-8")
    except OSError as error:
        raise Unreadable(f"{path.name}: cannot be written; {error.strerror}") from None
