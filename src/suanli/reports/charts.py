"""The report's charts: each an SVG drawn here, a sentence that says the same, and the rows of its table twin.

No charting library: five plain forms (fan, whiskers, points over time, bands, bars) on `suanli.display.drawing`.
Colours are classes of style.css, so that a chart turns dark with the page; text stays text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import msgspec

from suanli.display import drawing as draw
from suanli.reports.holders import line_anchor
from suanli.reports.shapes import HolderPart, Quoted, Running
from suanli.reports.wording import Voice
from suanli.terms import Spread

__all__ = [
    "BOTTOM",
    "LEFT",
    "RIGHT",
    "TOP",
    "WIDTH",
    "Cell",
    "Chart",
    "days_of",
    "fleet_by_chip",
    "fleet_by_quarter",
    "training_days",
    "x_years",
    "y_axis",
]

WIDTH = 720.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 14.0, 16.0, 30.0
BEYOND = 10.0  # how far marks may stretch the scale of a fan
STORIES = 8  # colours; more stories share them


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of a table twin: its text, where its number leads, and whether it is a heading."""

    text: str
    href: str = ""
    head: bool = False


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A drawing and its twins: `sentence` in words, `columns` and `rows` as a table.

    `twin` is the id of a table on the page that has the rows already.
    """

    id: str
    title: str
    svg: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    legend: tuple[tuple[str, str], ...] = ()
    twin: str = ""


def y_axis(voice: Voice, scale: draw.Scale, width: float = WIDTH) -> list[str]:
    """Lines and figures at round values; the figures are the scale's, not results."""
    parts = []
    for value in draw.ticks(scale.low, scale.high, log=scale.log):
        y = scale.at(value)
        parts.append(draw.line(LEFT, y, width - RIGHT, y, "grid", aria_hidden="true"))
        parts.append(draw.words(LEFT - 7, y + 4, voice.big(value), "tick", text_anchor="end", aria_hidden="true"))
    return parts


def x_years(scale: draw.Scale, y: float, top: float) -> list[str]:
    """A line and a figure at the beginning of each year."""
    parts = []
    for day, year in draw.year_ticks(scale.low, scale.high):
        x = scale.at(day)
        parts.append(draw.line(x, top, x, y, "grid faint", aria_hidden="true"))
        parts.append(draw.words(x, y + 18, year, "tick", text_anchor="middle", aria_hidden="true"))
    return parts


# ---------------------------------------------------------------- fleets


def _totals(part: HolderPart) -> list[tuple[dt.date, Spread]]:
    """(end of quarter, chips in total) from the first quarter with a thousand chips on."""
    rows = [(r["on"], r["chips"]) for r in (part.fleet.quarters if part.fleet else ()) if r["chip"] == "total"]
    typed = [(_date(d), s if isinstance(s, Spread) else msgspec.convert(s, Spread)) for d, s in rows]
    start = next((i for i, (_, s) in enumerate(typed) if s.median >= 1_000), 0)
    return typed[start:]


def _date(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _dots(part: HolderPart, claims: Sequence[Quoted]) -> list[tuple[dt.date, float, Quoted]]:
    """What is claimed of the holder in chips: (the day claimed, or published; figure; claim)."""
    mine = set(part.claims)
    found = []
    for one in claims:
        c = one.claim
        q = c.quantity
        if c.id not in mine or q is None or q.measure != "chips" or c.kind not in ("stock", "order", "delivery"):
            continue
        value = _middle(q.low, q.high)
        day = next((p.since for p in (c.published, c.period) if p and p.since), None)
        if value and value >= 10 and day:
            found.append((day, value, one))
    return found


def _middle(low: float | None, high: float | None) -> float | None:
    if low is not None and high is not None:
        return float((low * high) ** 0.5) if low > 0 else (low + high) / 2
    return low if low is not None else high


def fleet_by_quarter(part: HolderPart, claims: Sequence[Quoted], voice: Voice, *, href: str) -> Chart | None:
    """The fan of chips in service by quarter, with what documents claim as dots."""
    rows = _totals(part)
    if not rows:
        return None
    dots = [d for d in _dots(part, claims) if rows[0][0] <= d[0] <= rows[-1][0]]
    top, foot = max(s.high90 for _, s in rows), min(s.low90 for _, s in rows)
    top = min(max([top, *(v for _, v, _ in dots)]), top * BEYOND)  # what lies further out stands at the edge
    foot = max(100.0, min([foot, *(v for _, v, _ in dots)]), foot / BEYOND)
    height = 300.0
    y = draw.Scale(low=foot, high=top * 1.1, start=height - BOTTOM, end=TOP, log=True)
    x = draw.Scale(low=draw.days(rows[0][0]), high=draw.days(rows[-1][0]), start=LEFT, end=WIDTH - RIGHT)
    parts = [*y_axis(voice, y), *x_years(x, height - BOTTOM, TOP), *_fan(rows, x, y)]
    parts += [_dot(day, value, one, x, y, voice) for day, value, one in dots]
    title = voice.t("holders.by_quarter")
    points = [
        [round(x.at(draw.days(d)), 1), d.isoformat(), f"{voice.big(s.median)} ({voice.span(s)})"] for d, s in rows
    ]
    sentence = _quarter_sentence(part, rows, voice)
    return Chart(
        id=f"chart-{part.id}-quarters",
        title=title,
        svg=draw.svg(
            WIDTH, height, parts, title=sentence, data_points=json.dumps(points, ensure_ascii=False), css="chart fan"
        ),
        sentence=sentence,
        columns=(
            voice.t("holders.quarter"),
            voice.t("page.median"),
            *(voice.t(f"page.interval{k}") for k in (50, 80, 90)),
        ),
        rows=tuple(_quarter_row(d, s, voice, href) for d, s in rows),
        legend=_fan_legend(dots, voice),
    )


def _fan(rows: Sequence[tuple[dt.date, Spread]], x: draw.Scale, y: draw.Scale) -> list[str]:
    parts = []
    for level in ("90", "80", "50"):
        upper = [(x.at(draw.days(d)), y.at(getattr(s, f"high{level}"))) for d, s in rows]
        lower = [(x.at(draw.days(d)), y.at(getattr(s, f"low{level}"))) for d, s in rows]
        parts.append(draw.area(upper, lower, f"band band{level}"))
    return [*parts, draw.path([(x.at(draw.days(d)), y.at(s.median)) for d, s in rows], "median")]


def _dot(day: dt.date, value: float, one: Quoted, x: draw.Scale, y: draw.Scale, voice: Voice) -> str:
    """A claim as a mark that leads to its words: circle for a stock, triangle for a flow, hollow where denied."""
    c = one.claim
    hollow = " hollow" if c.stance == "denied" or c.polarity == "negative" else ""
    css = f"dot story{(one.source - 1) % STORIES}{hollow}"
    shape = "circle" if c.kind == "stock" else "triangle"
    label = f"{voice.label('kinds', c.kind)}: {voice.quantity(c.quantity)}, {', '.join(c.chips)} [{one.source}]"
    return draw.link(f"#{c.id}", draw.mark(x.at(draw.days(day)), y.at(value), css, shape=shape), label=label)


def _quarter_sentence(part: HolderPart, rows: Sequence[tuple[dt.date, Spread]], voice: Voice) -> str:
    day, last = rows[-1]
    values = {
        "holder": part.name,
        "on": day.isoformat(),
        "median": voice.big(last.median),
        "low": voice.big(last.low80, 2),
        "high": voice.big(last.high80, 2),
    }
    year = [s for d, s in rows if d <= day.replace(year=day.year - 1, day=min(day.day, 28)) + dt.timedelta(days=4)]
    if not year:
        return voice.t("holders.sentence_quarter_short", **values)
    return voice.t("holders.sentence_quarter", before=voice.big(year[-1].median), **values)


def _quarter_row(day: dt.date, spread: Spread, voice: Voice, href: str) -> tuple[Cell, ...]:
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    cells = [Cell(text=voice.span(spread, level), href=href) for level in ("50", "80", "90")]
    return (Cell(text=quarter, head=True), Cell(text=voice.big(spread.median), href=href), *cells)


def _fan_legend(dots: Sequence[tuple[dt.date, float, Quoted]], voice: Voice) -> tuple[tuple[str, str], ...]:
    found = [
        ("line", voice.t("page.median")),
        ("bands", voice.t("holders.band")),
        ("note", voice.t("holders.log_scale")),
    ]
    if any(d[2].claim.kind == "stock" for d in dots):
        found.append(("circle", voice.t("holders.stock")))
    if any(d[2].claim.kind != "stock" for d in dots):
        found.append(("triangle", voice.t("holders.flow")))
    sources = sorted({d[2].source for d in dots})
    return (*found, *((f"story{(s - 1) % STORIES}", f"[{s}]") for s in sources))


def _whiskers(rows: Sequence[tuple[str, Spread, str]], voice: Voice, *, left: float, foot: float, title: str) -> str:
    """Rows of (name, spread, where it leads) on one logarithmic scale."""
    row = 25.0
    height = TOP + row * len(rows) + BOTTOM
    low = max(foot, min(s.low90 for _, s, _ in rows) / 1.1)
    high = max(low * 10, max(s.high90 for _, s, _ in rows) * 1.1)
    x = draw.Scale(low=low, high=high, start=left, end=WIDTH - 70, log=True)
    parts = []
    for value in draw.ticks(x.low, x.high, log=True):
        at = x.at(value)
        parts.append(draw.line(at, TOP - 6, at, height - BOTTOM, "grid", aria_hidden="true"))
        parts.append(draw.words(at, height - 10, voice.big(value), "tick", text_anchor="middle", aria_hidden="true"))
    for at, (name, spread, href) in enumerate(rows):
        parts.append(_whisker(name, spread, TOP + row * (at + 0.5), x, voice, href))
    return draw.svg(WIDTH, height, parts, title=title)


def fleet_by_chip(part: HolderPart, voice: Voice) -> Chart | None:
    """Chips in service by type: the median as a point, the 80 and 90 % intervals as lines."""
    lines = part.fleet.lines[:12] if part.fleet else ()
    if not lines or part.fleet is None:
        return None
    first = lines[0]
    sentence = voice.t(
        "holders.sentence_chip",
        chip=first.chip,
        median=voice.big(first.chips.median),
        low=voice.big(first.chips.low80, 2),
        high=voice.big(first.chips.high80, 2),
    )
    rows = [(x.chip, x.chips, "#" + line_anchor(part.id, x.chip)) for x in lines]
    return Chart(
        id=f"chart-{part.id}-chips",
        title=voice.t("holders.by_chip", on=part.fleet.on.isoformat()),
        svg=_whiskers(rows, voice, left=150.0, foot=10.0, title=sentence),
        sentence=sentence,
        columns=(),
        rows=(),
        legend=(("line", f"{voice.t('page.median')}, 80 %, 90 %"), ("note", voice.t("holders.log_scale"))),
        twin=f"t-{part.id}-chips",
    )


def _whisker(name: str, spread: Spread, y: float, x: draw.Scale, voice: Voice, href: str) -> str:
    """One row of a whisker chart: name, thin line for 90 %, thick for 80 %, point for the median, its figure."""
    inner = [
        draw.words(x.start - 10, y + 4, name, "label", text_anchor="end"),
        draw.line(x.at(spread.low90), y, x.at(spread.high90), y, "thin"),
        draw.line(x.at(spread.low80), y, x.at(spread.high80), y, "thick"),
        draw.mark(x.at(spread.median), y, "dot story0"),
        draw.words(x.end + 10, y + 4, voice.big(spread.median), "value"),
    ]
    label = f"{name}: {voice.big(spread.median)} ({voice.span(spread)})"
    return draw.link(href, "".join(inner), label=label)


# ---------------------------------------------------------------- runs


def days_of(run: Running) -> Spread:
    """Days of training as a spread; where the room gives no interval, the figure alone."""
    known = run.run.intervals.get("days")
    value = run.run.figures.get("days", 0.0)
    if known is not None:
        return known
    ends = {f"{side}{level}": value for side in ("low", "high") for level in (50, 80, 90)}
    return Spread(median=value, unit="days", **ends)


def training_days(runs: Sequence[Running], voice: Voice, *, names: dict[str, str], anchor: Any) -> Chart | None:
    """Days to train by holder and model, on one logarithmic scale."""
    if not runs:
        return None
    first = runs[0]
    sentence = voice.t(
        "doing.sentence",
        holder=names[first.holder],
        model=first.model_name,
        days=voice.num(days_of(first).median),
        count=voice.num(first.run.count, 6),
        chip=first.chip_name,
    )
    rows = [(f"{names[r.holder]}, {r.model_name}", days_of(r), f"#{anchor(r)}") for r in runs]
    return Chart(
        id="chart-days",
        title=voice.t("doing.chart"),
        svg=_whiskers(rows, voice, left=230.0, foot=0.01, title=sentence),
        sentence=sentence,
        columns=(),
        rows=(),
        legend=(
            ("line", f"{voice.t('page.median')}, 80 %, 90 %"),
            ("note", f"{voice.t('doing.days')}, {voice.t('holders.log_scale')}"),
        ),
        twin="t-days",
    )
