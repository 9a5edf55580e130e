"""What a notebook shows of a term: a small chart and a small table, at most 10 kB of static HTML.

No style sheet, no script: attributes and `currentColor` only, so that it sits in light and dark notebooks alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from suanli.display import LOOKS, drawing, look
from suanli.display.drawing import save_svg
from suanli.display.writing import Table, compact, number
from suanli.errors import Unknown
from suanli.terms import Cost, Fleet, Run, Spread, Verdict

__all__ = ["LIMIT", "Picture", "chart", "html"]

LIMIT = 10_000  # bytes of one repr
_ROWS = 12
_NOTES = 3
_WORDS = 300
_WIDTH, _LEFT, _ROW = 560.0, 150.0, 20.0
_COLOURS = {
    "free": "#4c9a2a", "notify": "#b59b00", "licence": "#d9822b", "case_by_case": "#3b6fb5",
    "presumption_of_denial": "#b33a2e", "barred_by_importer": "#8e4585", "unknown": "#888888",
}  # fmt: skip


class Picture:
    """A chart as SVG: `svg` is its text, a notebook shows it, `save` writes it."""

    def __init__(self, svg: str) -> None:
        """Around ready SVG."""
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> Path:
        """Write the SVG; gives the file. `Unreadable` where no file can be written."""
        return save_svg(path, self.svg)


def chart(term: Any) -> Picture:
    """The chart of a fleet, run, verdict or cost."""
    drawn = _picture(term)
    if not drawn:
        raise Unknown(f"{type(term).__name__.casefold()}: has no chart; a fleet, run, verdict or cost has one")
    return Picture(drawn)


def html(term: Any) -> str | None:
    """A term's chart and table; None for a term without a look, which the notebook then prints as text."""
    if type(term).__name__ not in LOOKS:
        return None
    picture = _picture(term)
    table = look(term)
    for rows in (_ROWS, 8, 5, 3, 1, 0):
        made = f"<div>{picture}{_table(table, rows)}</div>"
        if len(made.encode()) <= LIMIT:
            return made
    return None


def _picture(term: Any) -> str:
    if isinstance(term, Fleet):
        rows = [(line.chip, line.chips) for line in (*term.lines[:8], term.total)]
        return _whiskers(rows, f"{term.holder}, chips on {term.on}: median and 80 % interval")
    if isinstance(term, Run):
        return _bars(list(term.breakdown.items()), f"{term.model} on {term.count:,} {term.chip}: seconds a step")
    if isinstance(term, Cost):
        return _bars([(k, s.median) for k, s in term.rows.items()], f"{term.subject}: {term.unit}")
    if isinstance(term, Verdict):
        return _badge(term)
    return ""


def _cell(value: Any) -> str:
    if isinstance(value, float):
        text = number(value, 3)
    elif isinstance(value, list | tuple):
        text = ", ".join(map(str, value))
    else:
        text = "" if value is None else str(value)
    return escape(text if len(text) <= _WORDS else text[: _WORDS - 1] + "…")


def _table(table: Table, count: int) -> str:
    head = "".join(f"<th>{_cell(c)}</th>" for c in table.columns)
    shown = table.rows[:count]
    body = "".join("<tr>" + "".join(f"<td>{_cell(v)}</td>" for v in row) + "</tr>" for row in shown)
    left = len(table.rows) - len(shown)
    more = f"<div>{left} more rows</div>" if left else ""
    notes = "".join(f"<div>{_cell(n)}</div>" for n in table.notes[:_NOTES])
    title = f"<div><b>{_cell(table.title)}</b></div>" if table.title else ""
    return f"{title}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}<small>{notes}</small>"


def _frame(rows: int, parts: Sequence[str], title: str) -> str:
    height = 8 + _ROW * rows + 8
    made = drawing.svg(_WIDTH, height, parts, title=title, css="", fill="currentColor", preserveAspectRatio="xMinYMin")
    return made.replace("<svg ", f'<svg width="{_WIDTH:.0f}" ', 1)


def _whiskers(rows: Sequence[tuple[str, Spread]], title: str) -> str:
    """Median as a point and the 80 % interval as a line, on a logarithmic scale."""
    low = max(1.0, min(s.low80 for _, s in rows))
    high = max(low * 10, *(s.high80 for _, s in rows))
    x = drawing.Scale(low=low, high=high, start=_LEFT + 10, end=_WIDTH - 80, log=True)
    parts = []
    for at, (name, spread) in enumerate(rows):
        y = 8 + _ROW * (at + 0.5)
        parts.append(drawing.words(_LEFT, y + 4, name, text_anchor="end"))
        ends = x.at(spread.low80), x.at(spread.high80)
        parts.append(
            drawing.line(ends[0], y, ends[1], y, stroke="currentColor", stroke_width="3", stroke_opacity="0.4")
        )
        parts.append(drawing.mark(x.at(spread.median), y))
        parts.append(drawing.words(x.end + 8, y + 4, compact(spread.median)))
    return _frame(len(rows), parts, title)


def _bars(rows: Sequence[tuple[str, float]], title: str) -> str:
    """The largest parts of a sum as bars."""
    largest = sorted(rows, key=lambda r: -abs(r[1]))[:8]
    if not largest or not largest[0][1]:
        return ""
    x = drawing.Scale(low=0.0, high=abs(largest[0][1]), start=_LEFT + 10, end=_WIDTH - 80)
    parts = []
    for at, (name, value) in enumerate(largest):
        y = 8 + _ROW * at
        parts.append(drawing.words(_LEFT, y + 14, name.replace("_", " "), text_anchor="end"))
        parts.append(drawing.box(x.start, y + 3, x.at(abs(value)) - x.start, _ROW - 6, fill_opacity="0.45"))
        parts.append(drawing.words(x.at(abs(value)) + 6, y + 14, number(value, 3)))
    return _frame(len(largest), parts, title)


def _badge(verdict: Verdict) -> str:
    """The overall word on its colour."""
    words = f"{verdict.chip} to {verdict.to} on {verdict.on}: {verdict.verdict.replace('_', ' ')}"
    parts = [
        drawing.box(0, 6, 12, 12, fill=_COLOURS.get(verdict.verdict, "#888888")),
        drawing.words(20, 17, words),
    ]
    return _frame(1, parts, words)
