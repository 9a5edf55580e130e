"""A sweep of training runs as SVG: calendar days against chips, one line a chip, both axes logarithmic."""

from __future__ import annotations

from collections.abc import Sequence

from suanli.display.drawing import Scale, area, box, line, mark, path, svg, ticks, words
from suanli.display.writing import number
from suanli.terms import Run

__all__ = ["days_svg"]

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760.0, 460.0, 76.0, 70.0, 58.0
LETTER = 7.2  # the width of a letter of the labels, about
COLOURS = (
    "#1b6ca8", "#c8553d", "#3a7d44", "#7a4988", "#b8860b", "#444444", "#0a9ab5", "#d6618f", "#7f7f00", "#5a3d2b",
)  # fmt: skip
DASHES = ("none", "7 4", "2 3")  # one for each time that the colours are used up


def _scales(runs: Sequence[Run], right: float) -> tuple[Scale, Scale]:
    """Chips across and days up, both logarithmic, with a little room at the ends."""
    counts = [float(r.count) for r in runs]
    days = [d for r in runs for d in (r.figures["days"], r.intervals["days"].low80, r.intervals["days"].high80)]
    room = 1.25 if min(counts) == max(counts) else 1.0
    across = Scale(low=min(counts) / room, high=max(counts) * room, start=LEFT + 14, end=right, log=True)
    return across, Scale(low=min(days) / 1.1, high=max(days) * 1.1, start=HEIGHT - BOTTOM, end=TOP, log=True)


def _axes(runs: Sequence[Run], across: Scale, up: Scale, right: float) -> list[str]:
    """Lines and figures at round days and at the counts asked about, and what both axes mean."""
    parts = []
    for value in ticks(up.low, up.high, log=True):
        y = up.at(value)
        parts.append(line(LEFT, y, right + 14, y, stroke="#d8d8d8"))
        parts.append(words(LEFT - 8, y + 4, f"{value:,.10g}", text_anchor="end"))
    counts = sorted({r.count for r in runs})
    last = -1e9
    for count in counts:
        x, wide = across.at(float(count)), len(f"{count:,}") * LETTER + 6
        parts.append(line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 5, stroke="#666"))
        if x - last >= wide:
            parts.append(words(x, HEIGHT - BOTTOM + 19, f"{count:,}", text_anchor="middle"))
            last = x
    parts.append(line(LEFT, HEIGHT - BOTTOM, right + 14, HEIGHT - BOTTOM, stroke="#666"))
    parts.append(words((LEFT + right) / 2, HEIGHT - 14, "chips", text_anchor="middle"))
    return [*parts, words(12, TOP - 10, "calendar days")]


def _curve(runs: Sequence[Run], across: Scale, up: Scale, style: dict[str, str], *, aside: float) -> list[str]:
    """One chip's runs: the 80 % interval as an area (of a lone run a bar), the middle as a line, runs as dots."""
    ends = [(across.at(float(r.count)) + aside, r.figures["days"], r.intervals["days"]) for r in runs]
    low, high = ([(x, up.at(v)) for x, _, s in ends for v in (getattr(s, side),)] for side in ("low80", "high80"))
    colour = style["stroke"]
    if len(runs) > 1:
        parts = [area(high, low, fill=colour, opacity="0.14")]
    else:
        parts = [box(low[0][0] - 6, high[0][1], 12, low[0][1] - high[0][1], fill=colour, opacity="0.25")]
    parts.append(path([(x, up.at(m)) for x, m, _ in ends], fill="none", stroke_width="2", **style))
    for (x, middle, spread), run in zip(ends, runs, strict=True):
        band = f"{number(spread.low80)} to {number(spread.high80)}"
        title = f"{run.count:,} x {run.chip}: {number(middle)} days (80 %: {band})"
        parts.append(mark(x, up.at(middle), fill=colour, title=title))
    return parts


def _labels(ends: Sequence[tuple[str, float, str]], x: float) -> list[str]:
    """Each chip's name at the end of its line, pushed apart where lines end close together."""
    parts: list[str] = []
    last = -1e9
    for name, y, colour in sorted(ends, key=lambda e: e[1]):
        last = max(y + 4, last + 15)
        parts.append(words(x, last, name, fill=colour))
    return parts


def days_svg(runs: Sequence[Run]) -> str:
    """Calendar days by number of chips with their 80 % intervals, a line for each chip; at least one run."""
    chips = list(dict.fromkeys(r.chip for r in runs))
    right = WIDTH - 24 - max(len(c) for c in chips) * LETTER
    across, up = _scales(runs, right)
    parts = [box(0, 0, WIDTH, HEIGHT, fill="#ffffff"), *_axes(runs, across, up, right)]
    ends = []
    alone = len({r.count for r in runs}) == 1  # chips at one count stand side by side
    for at, chip in enumerate(chips):
        mine = sorted((r for r in runs if r.chip == chip), key=lambda r: r.count)
        style = {"stroke": COLOURS[at % len(COLOURS)], "stroke_dasharray": DASHES[at // len(COLOURS) % len(DASHES)]}
        aside = (at - (len(chips) - 1) / 2) * min(40.0, (right - LEFT) / len(chips)) if alone else 0.0
        parts += _curve(mine, across, up, style, aside=aside)
        ends.append((chip, up.at(mine[-1].figures["days"]), style["stroke"]))
    parts += _labels(ends, right + 20)
    counts = sorted({r.count for r in runs})
    span = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
    tokens = runs[0].figures["tokens"]
    title = f"{runs[0].model} on {number(tokens / 1e9)} billion tokens: calendar days on {span} chips"
    parts.append(words(12, 24, title, font_size="15"))
    parts.append(words(12, 43, "lines: median; bands: 80 % interval; both axes logarithmic", fill="#555"))
    return svg(WIDTH, HEIGHT, parts, title=title) + "\n"
