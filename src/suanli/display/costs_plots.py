"""A cost as SVG, drawn without a charting library: the waterfall of a comparison, or the tornado of an owned hour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from suanli.display.writing import number
from suanli.terms import Cost

__all__ = ["cost_svg"]

INPUTS = {
    "chip_usd": "chip, US$",
    "network_share": "network, share of the cluster",
    "tdp_kw": "TDP, kW",
    "server_power": "server over TDP",
    "average_draw": "share of it drawn",
    "pue": "PUE",
    "usd_kwh": "power, US$ a kWh",
    "site_usd_kw_month": "site, US$ a kW-month",
    "staff_usd_year": "staff, US$ a chip-year",
    "years": "life, years",
    "residual": "share left at the end",
    "capital": "cost of capital a year",
}
UP, DOWN, WHOLE = "#cc7a6f", "#8fb98a", "#7f9fc4"
LEFT, WIDTH, ROW = 270.0, 400.0, 24.0


def _text(x: float, y: float, words: str, *, size: int = 11, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{escape(words)}</text>'


def _bar(low: float, high: float, at: int, colour: str, title: str, scale: float, start: float) -> str:
    x, width = LEFT + (low - start) * scale, max((high - low) * scale, 1.0)
    box = f'x="{x:.1f}" y="{44 + at * ROW:.1f}" width="{width:.1f}" height="{ROW - 8:.1f}" fill="{colour}"'
    return f"<rect {box}><title>{escape(title)}</title></rect>"


def _page(title: str, rows: int, parts: Sequence[str]) -> str:
    height = 64 + rows * ROW
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height:.0f}" width="760" height="{height:.0f}" '
        f'role="img" font-family="sans-serif"><title>{escape(title)}</title>'
    )
    back = f'<rect width="760" height="{height:.0f}" fill="#ffffff"/>'
    return "\n".join([head, back, _text(12, 22, title, size=13), *parts, "</svg>"]) + "\n"


def _waterfall(cost: Cost, option: dict[str, Any]) -> str:
    steps = option["steps"]
    levels = [s["level"] for s in steps] + [s["level"] - s["step"] for s in steps] + [0.0]
    start, scale = min(levels), WIDTH / ((max(levels) - min(levels)) or 1.0)
    parts = []
    for at, step in enumerate(steps):
        before = step["level"] - step["step"] if step["step"] else 0.0
        low, high = sorted((before, step["level"]))
        colour = WHOLE if not step["step"] else UP if step["step"] > 0 else DOWN
        figure = f"{step['step']:+.3f}" if step["step"] else f"{step['level']:.3f}"
        parts.append(_bar(low, high, at, colour, f"{step['row']} {figure}", scale, start))
        parts.append(_text(LEFT - 8, 56 + at * ROW, str(step["row"]), anchor="end"))
        parts.append(_text(LEFT + (high - start) * scale + 6, 56 + at * ROW, figure))
    return _page(f"{cost.subject}: {option['unit']}", len(steps), parts)


def _tornado(cost: Cost, bars: Sequence[dict[str, Any]]) -> str:
    ends = [b[k] for b in bars for k in ("cost_low", "cost_high")]
    start, scale = min(ends), WIDTH / ((max(ends) - min(ends)) or 1.0)
    parts = []
    for at, bar in enumerate(bars):
        low, high = sorted((bar["cost_low"], bar["cost_high"]))
        title = f"{bar['input']} {bar['low']:.4g} to {bar['high']:.4g}: {bar['cost_low']:.3f} to {bar['cost_high']:.3f}"
        parts.append(_bar(low, high, at, UP if bar["cost_high"] > bar["cost_low"] else DOWN, title, scale, start))
        name = INPUTS.get(bar["input"], bar["input"].replace("_", " "))
        words = f"{name}: {number(bar['low'])} to {number(bar['high'])}"
        parts.append(_text(LEFT - 8, 56 + at * ROW, words, anchor="end"))
        parts.append(_text(LEFT + (high - start) * scale + 6, 56 + at * ROW, f"{low:.2f} to {high:.2f}"))
    foot = 60 + len(bars) * ROW
    for colour, words, x in ((UP, "more of it costs more", 12.0), (DOWN, "more of it costs less", 200.0)):
        parts.append(f'<rect x="{x:.0f}" y="{foot - 9:.0f}" width="12" height="12" fill="{colour}"/>')
        parts.append(_text(x + 18, foot + 1, words))
    title = f"{cost.subject}: what moves {cost.unit} (10th to 90th percentile of each input)"
    return _page(title, len(bars) + 1, parts)


def cost_svg(cost: Cost) -> str:
    """The waterfall where the cost holds a comparison, else the tornado, else the rows as bars from nothing."""
    options = {o["name"]: o for o in cost.options}
    if "waterfall" in options:
        return _waterfall(cost, options["waterfall"])
    if "tornado" in options:
        return _tornado(cost, options["tornado"]["bars"])
    level, steps = 0.0, []
    for name, spread in cost.rows.items():
        level += spread.median
        steps.append({"row": name, "step": spread.median, "level": level})
    return _waterfall(cost, {"unit": cost.unit, "steps": steps})
