"""SVG charts without a charting library: scales, ticks, and a handful of marks.

Text stays text (the page's fonts draw it, CJK included), colours are classes with fallbacks (so that a page
can turn dark), and the same figures give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from pathlib import Path

import msgspec

from suanli.errors import Unreadable

__all__ = [
    "Scale",
    "area",
    "box",
    "days",
    "line",
    "link",
    "mark",
    "path",
    "save_svg",
    "svg",
    "ticks",
    "title_of",
    "words",
    "year_ticks",
]

FONTS = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


def save_svg(place: str | Path, picture: str) -> Path:
    """Write a picture's text; gives the file. `Unreadable` where no file can be written."""
    file = Path(place)
    try:
        file.write_text(picture, encoding="utf-8")
    except OSError as error:
        why = str(error.strerror or error).casefold()
        raise Unreadable(f"{file}: cannot be written, {why}; name a file in a folder that can be written") from None
    return file


def title_of(picture: str) -> str:
    """What a picture says that it shows: its title, or its label."""
    found = re.search(r'(?:<title>|aria-label=")([^<"]{1,400})', picture)
    return unescape(found[1]) if found else ""


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """From `low`..`high` of the data to `start`..`end` of the paper; `log` for powers of ten."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """Where a value stands; a logarithmic scale holds what is below its foot at the foot."""
        a, b, v = self.low, self.high, value
        if self.log:
            a, b, v = math.log10(a), math.log10(b), math.log10(max(value, self.low))
        share = (v - a) / (b - a) if b > a else 0.5
        return self.start + min(max(share, -0.02), 1.02) * (self.end - self.start)


def ticks(low: float, high: float, *, log: bool = False, count: int = 5) -> list[float]:
    """Round values within a range: powers of ten (with 2 and 5 in a short range), or steps of 1, 2, 5."""
    if log:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        steps = (1, 2, 5) if last - first <= 2 else (1, 3) if last - first <= 3 else (1,)
        found = [s * 10.0**e for e in range(first, last + 1) for s in steps]
        return [v for v in found if low * 0.999 <= v <= high * 1.001]
    raw = (high - low) / max(count, 1)
    if raw <= 0:
        return [low]
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(s * size for s in (1, 2, 5, 10) if s * size >= raw)
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 12) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def days(day: dt.date) -> float:
    """A day as a number that a scale can take."""
    return float(day.toordinal())


def year_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """The first of January of each year in a range, with the year; of every second where there are many."""
    first, last = dt.date.fromordinal(int(low)), dt.date.fromordinal(int(high))
    years = [y for y in range(first.year, last.year + 1) if low <= days(dt.date(y, 1, 1)) <= high]
    step = 1 if len(years) <= 9 else 2
    return [(days(dt.date(y, 1, 1)), str(y)) for y in years[::step]]


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _attributes(css: str, extra: dict[str, str]) -> str:
    named = f' class="{escape(css)}"' if css else ""
    return named + "".join(f' {k.replace("_", "-")}="{escape(v)}"' for k, v in extra.items())


def line(x1: float, y1: float, x2: float, y2: float, css: str = "", **extra: str) -> str:
    """A straight line."""
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"{_attributes(css, extra)}/>'


def box(x: float, y: float, width: float, height: float, css: str = "", *, title: str = "", **extra: str) -> str:
    """A rectangle, with a title that a reader or a pointer can ask for."""
    head = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0.5))}" height="{_n(height)}"'
    rest = f"><title>{escape(title)}</title></rect>" if title else "/>"
    return head + _attributes(css, extra) + rest


def words(x: float, y: float, text: str, css: str = "", **extra: str) -> str:
    """Text, at its left end unless `text_anchor` says otherwise."""
    return f'<text x="{_n(x)}" y="{_n(y)}"{_attributes(css, extra)}>{escape(text)}</text>'


def path(points: Iterable[tuple[float, float]], css: str = "", **extra: str) -> str:
    """A line through points."""
    drawn = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return f'<path d="M{drawn}"{_attributes(css, extra)}/>'


def area(
    upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], css: str = "", **extra: str
) -> str:
    """What lies between two lines."""
    drawn = "L".join(f"{_n(x)} {_n(y)}" for x, y in [*upper, *reversed(lower)])
    return f'<path d="M{drawn}Z"{_attributes(css, extra)}/>'


_SHAPES = {
    "circle": "M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1 -4.5 0Z",
    "triangle": "M0 -5.4L5 3.8L-5 3.8Z",
    "square": "M-4 -4H4V4H-4Z",
    "diamond": "M0 -5.6L5 0L0 5.6L-5 0Z",
}


def mark(x: float, y: float, css: str = "", *, shape: str = "circle", title: str = "", **extra: str) -> str:
    """A small circle, triangle, square or diamond."""
    inner = f"<title>{escape(title)}</title>" if title else ""
    head = f'<path d="{_SHAPES[shape]}" transform="translate({_n(x)} {_n(y)})"'
    return f"{head}{_attributes(css, extra)}>{inner}</path>" if inner else f"{head}{_attributes(css, extra)}/>"


def link(href: str, inner: str, *, label: str) -> str:
    """A part of a chart that leads somewhere; `label` is its name, or, where it has words of its own, its note."""
    named = "data-tip" if "<text" in inner else "aria-label"
    return f'<a href="{escape(href)}" {named}="{escape(label)}">{inner}</a>'


def svg(width: float, height: float, parts: Iterable[str], *, title: str, css: str = "chart", **extra: str) -> str:
    """A whole drawing that scales with its place; `title` is what it shows, in a sentence."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" role="group"'
    font = f' font-family="{FONTS}" font-size="12" aria-label="{escape(title)}"'
    return f"{head}{font}{_attributes(css, extra)}>{''.join(parts)}</svg>"
