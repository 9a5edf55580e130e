"""Which chips would pass on a day: corners of what is free, and planes to draw."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

from suanli import catalog
from suanli.catalog.forms import Rule
from suanli.policy.metrics import METRICS, Facts, facts_of
from suanli.policy.rules import Deal, evaluate, standing
from suanli.policy.shapes import Corner, DesignSpace, Plane
from suanli.policy.verdicts import decides, overall, weights

__all__ = ["design_space"]

AXES = ("tpp", "density", "dram_bw", "io_bw")
FAR = 1e7  # beyond every threshold: stands for no limit
JUST_BELOW = 1 - 1e-9
SHOWN = {"tpp": (0.0, 8000.0), "density": (0.0, 10.0), "dram_bw": (0.0, 8000.0), "io_bw": (0.0, 2000.0)}


def _thresholds(rules: Sequence[Rule], metric: str) -> set[float]:
    tests = (t for r in rules for c in r.cases for t in (*c.all, *c.any) if t.metric == metric)
    return {v for t in tests for v in (t.at_least, t.more_than, t.less_than, t.at_most) if v is not None}


def _facts(columns: dict[str, npt.NDArray[np.float64]], datacenter: bool) -> Facts:
    """Facts of nameless chips whose four figures are given and whose other figures bind nothing."""
    size = len(columns["tpp"])
    fixed = {"datacenter": float(datacenter), "memory_alone": 0.0, "state_funded": 0.0}
    low = {n: np.full(size, fixed.get(n, 0.0)) for n in (*METRICS, "state_funded")} | columns
    low["bits_x_tops"], low["dram_io_sum"] = low["tpp"], low["dram_bw"] + low["io_bw"]
    return Facts(size=size, low=low, high=low, names=[frozenset()] * size, vendors=["nobody"] * size)


def _words(facts: Facts, rules: Sequence[Rule], deal: Deal) -> list[str]:
    outcomes = [evaluate(r, facts) for r in rules]
    table = weights(outcomes, deal) if outcomes else np.zeros((0, facts.size), dtype=np.int64)
    return overall(table)


def _corners(rules: Sequence[Rule], deal: Deal, datacenter: bool) -> tuple[Corner, ...]:
    """The free points that are largest: no single figure can be raised to its next threshold."""
    marks = {a: _thresholds(rules, a) for a in AXES}
    marks["tpp"] |= _thresholds(rules, "bits_x_tops")
    for total, other in product(_thresholds(rules, "dram_io_sum"), ("dram_bw", "io_bw")):
        rest = "io_bw" if other == "dram_bw" else "dram_bw"
        marks[other] |= {total - m for m in marks[rest] if m < total}
    values = [[*(m * JUST_BELOW for m in sorted(marks[a])), FAR] for a in AXES]
    grid = np.array(list(product(*values)))
    words = _words(_facts({a: grid[:, i] for i, a in enumerate(AXES)}, datacenter), rules, deal)
    free = grid[[w == "free" for w in words]]
    best = [p for p in free if not any((q >= p).all() and (q > p).any() for q in free)]
    return tuple(_corner(p) for p in sorted(best, key=lambda p: tuple(-p)))


def _corner(point: npt.NDArray[np.float64]) -> Corner:
    limits = [None if v >= FAR else round(v / JUST_BELOW, 6) for v in point.tolist()]
    tpp, density = limits[0], limits[1]
    area = round(tpp / density, 1) if tpp and density else None
    return Corner(tpp=tpp, density=density, dram_bw=limits[2], io_bw=limits[3], min_die_mm2=area)


def _plane(x: str, y: str, rules: Sequence[Rule], deal: Deal, datacenter: bool) -> Plane:
    """Verdicts over two figures, the other two at zero, with the catalog's chips as points."""
    ends = {m: sorted({*SHOWN[m], *(t for t in _thresholds(rules, m) if t < SHOWN[m][1])}) for m in (x, y)}
    ends[x] = _finer(ends[x], y, x, rules)
    ends[y] = _finer(ends[y], x, y, rules)
    middles = {m: (np.array(e[:-1]) + np.array(e[1:])) / 2 for m, e in ends.items()}
    across, up = np.meshgrid(middles[x], middles[y])
    size = across.size
    columns = {a: np.zeros(size) for a in AXES} | {x: across.ravel(), y: up.ravel()}
    words = _words(_facts(columns, datacenter), rules, deal)
    width = len(middles[x])
    rows = tuple(tuple(words[at : at + width]) for at in range(0, size, width))
    return Plane(
        x_metric=x, y_metric=y, x=tuple(ends[x]), y=tuple(ends[y]), words=rows, points=_points(x, y, rules, deal)
    )


def _finer(ends: list[float], other: str, own: str, rules: Sequence[Rule]) -> list[float]:
    """More cell edges where a limit binds the sum of both axes, so that its slope can be seen."""
    if {own, other} != {"dram_bw", "io_bw"}:
        return ends
    totals = _thresholds(rules, "dram_io_sum")
    steps = {total * k / 17 for total in totals for k in range(18) if total * k / 17 < SHOWN[own][1]}
    return sorted({*ends, *steps})


def _points(x: str, y: str, rules: Sequence[Rule], deal: Deal) -> tuple[tuple[str, float, float, str], ...]:
    chips = [c for c in catalog.chips.values() if c.launched is None or c.launched <= deal.on]
    facts = facts_of(chips)
    words = _words(facts, rules, deal)
    found = []
    for at, chip in enumerate(chips):
        (x0, x1), (y0, y1) = ((facts.low[m][at], facts.high[m][at]) for m in (x, y))
        if x0 == x1 <= SHOWN[x][1] and y0 == y1 <= SHOWN[y][1]:
            found.append((chip.canonical or chip.name, float(x0), float(y0), words[at]))
    return tuple(found)


def design_space(deal: Deal, *, rules: Sequence[Rule], spec: str = "") -> DesignSpace:
    """Corners of the free region over TPP, density, DRAM and I/O bandwidth, and two planes of verdicts.

    Exporter's rules only, for a chip of no named maker. `spec` may say ``dc=no`` for a chip not for data centres.
    """
    from suanli.policy.checking import hypothetical

    datacenter = hypothetical(spec)[1]["datacenter"] != (0.0, 0.0) if spec else True
    now = [r for r in standing(rules, deal)[0] if r.side == "exporter" and decides(r)]
    planes = tuple(_plane(x, y, now, deal, datacenter) for x, y in (("tpp", "density"), ("dram_bw", "io_bw")))
    return DesignSpace(
        on=deal.on,
        to=deal.to.code,
        datacenter=datacenter,
        corners=_corners(now, deal, datacenter),
        planes=planes,
        rules=tuple(r.id for r in now),
        notes=("limits are exclusive: a figure must stay below; a plane holds the other two figures at zero",),
    )
