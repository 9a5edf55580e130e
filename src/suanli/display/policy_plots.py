"""A chip's timeline and a day's design space as SVG, drawn without a charting library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from suanli.policy.shapes import DesignSpace, Plane, Timeline

__all__ = ["design_svg", "timeline_svg"]

# colours that stay apart for colour-blind eyes; each band carries its word too
COLOURS = {
    "free": "#d9ead3",
    "notify": "#fff2cc",
    "licence": "#f9cb9c",
    "case_by_case": "#b4c7e7",
    "barred_by_importer": "#d5a6bd",
    "presumption_of_denial": "#cc7a6f",
    "unknown": "#d9d9d9",
}
LABELS = {
    "tpp": "total processing performance (TOPS x bits)",
    "density": "performance density (TPP per mm2)",
    "dram_bw": "DRAM bandwidth (GB/s)",
    "io_bw": "I/O bandwidth (GB/s)",
}


def _text(x: float, y: float, words: str, *, size: int = 11, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{escape(words)}</text>'


def _box(x: float, y: float, width: float, height: float, word: str, title: str) -> str:
    shape = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{COLOURS[word]}"'
    return f"<rect {shape}><title>{escape(title)}</title></rect>"


def _page(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" font-family="sans-serif">'
        f"<title>{escape(title)}</title>"
    )
    back = f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'
    return "\n".join([head, back, *parts, "</svg>"]) + "\n"


def _legend(words: Sequence[str], x: float, y: float) -> list[str]:
    parts = []
    for at, word in enumerate(words):
        left = x + 165 * (at % 4)
        top = y + 18 * (at // 4)
        parts += [_box(left, top, 12, 12, word, word), _text(left + 17, top + 10, word.replace("_", " "))]
    return parts


def timeline_svg(found: Sequence[Timeline]) -> str:
    """Bands of verdicts over time, one row a chip."""
    since, until = min(t.since for t in found), max(t.until for t in found)
    left, width, row = 130.0, 640.0, 34.0
    span = max((until - since).days, 1)

    def across(day: dt.date) -> float:
        return left + width * (day - since).days / span

    parts = []
    for at, line in enumerate(found):
        top = 40 + at * row
        parts.append(_text(left - 8, top + 16, line.chip, anchor="end"))
        ends = [*(v.on for v in line.verdicts[1:]), line.until]
        for v, end in zip(line.verdicts, ends, strict=True):
            rules = ", ".join(f"{x.rule} {x.classification}" for x in v.lines if x.weight) or "no rule binds"
            title = f"{v.on} to {end}: {v.verdict}; {rules}"
            parts.append(_box(across(v.on), top, across(end) - across(v.on), 24, v.verdict, title))
    bottom = 40 + len(found) * row
    for year in range(since.year, until.year + 1):
        day = max(dt.date(year, 1, 1), since)
        parts.append(f'<path d="M{across(day):.1f} 34V{bottom:.1f}" stroke="#888" stroke-width="0.5"/>')
        parts.append(_text(across(day) + 2, 30, str(year)))
    seen = [w for w in COLOURS if any(v.verdict == w for t in found for v in t.verdicts)]
    parts += _legend(seen, left, bottom + 10)
    names = ", ".join(t.chip for t in found)
    title = f"export verdicts for {names} to {found[0].to}, {since} to {until}"
    return _page(800, bottom + 60, title, [_text(12, 14, title, size=13), *parts])


def _scale(ends: tuple[float, ...], start: float, length: float, value: float) -> float:
    return start + length * (value - ends[0]) / (ends[-1] - ends[0])


def _cells(plane: Plane, left: float, top: float, width: float, height: float) -> list[str]:
    parts = []
    for j, words in enumerate(plane.words):
        y1 = _scale(plane.y, top + height, -height, plane.y[j + 1])
        y0 = _scale(plane.y, top + height, -height, plane.y[j])
        for i, word in enumerate(words):
            x0, x1 = (_scale(plane.x, left, width, plane.x[i + k]) for k in (0, 1))
            across = f"{plane.x_metric} {plane.x[i]:g} to {plane.x[i + 1]:g}"
            up = f"{plane.y_metric} {plane.y[j]:g} to {plane.y[j + 1]:g}"
            parts.append(_box(x0, y1, x1 - x0, y0 - y1, word, f"{word}: {across}, {up}"))
    return parts


def _plane(plane: Plane, left: float, top: float, width: float, height: float) -> list[str]:
    """One plane: cells, the catalog's chips as dots, two axes with their thresholds."""
    parts = _cells(plane, left, top, width, height)
    placed: list[tuple[float, float]] = []
    for name, x, y, word in plane.points:
        px, py = _scale(plane.x, left, width, x), _scale(plane.y, top + height, -height, y)
        title = f"{name}: {x:,.0f}, {y:,.4g}: {word}"
        dot = f'<circle cx="{px:.1f}" cy="{py:.1f}" r="2.5" fill="#333"><title>{escape(title)}</title></circle>'
        parts.append(dot)
        if all(abs(px - a) > 48 or abs(py - b) > 8 for a, b in placed):  # a label only where there is room
            parts.append(_text(px + 4, py - 3, name, size=8))
            placed.append((px, py))
    for value in (plane.x[0], (plane.x[0] + plane.x[-1]) / 2, plane.x[-1]):
        parts.append(_text(_scale(plane.x, left, width, value), top + height + 14, f"{value:,.0f}", anchor="middle"))
    for value in (plane.y[0], (plane.y[0] + plane.y[-1]) / 2, plane.y[-1]):
        parts.append(_text(left - 5, _scale(plane.y, top + height, -height, value) + 4, f"{value:,.4g}", anchor="end"))
    parts.append(_text(left + width / 2, top + height + 30, LABELS[plane.x_metric], anchor="middle"))
    parts.append(_text(left, top - 6, LABELS[plane.y_metric]))
    return parts


def design_svg(found: DesignSpace) -> str:
    """Both planes side by side, the verdicts as colours."""
    title = f"what may go to {found.to} on {found.on}"
    parts = [_text(60, 22, title, size=14)]
    for at, plane in enumerate(found.planes):
        parts += _plane(plane, 60 + at * 470, 60, 390, 340)
    seen = [w for w in COLOURS if any(w in row for p in found.planes for row in p.words)]
    return _page(960, 500, title, [*parts, *_legend(seen, 60, 450)])
