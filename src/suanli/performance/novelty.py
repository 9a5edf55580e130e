"""How far predictions err beyond what they were fitted on: whole groups of runs held out, level by level.

A level is a way to group runs: family, publisher, chip, architecture, year of software, kind of layout. The part of the
variance that a level adds is the one with which 80 % of the rows held out by it lie inside their 80 % intervals,
families counted alike. A new group is one more draw from the few seen, and three or four groups can lie inside by
luck: the part is drawn towards a prior of 10 % that weighs as much as two groups (what kernels reach on a new
architecture has priors 10 to 18 % wide), and Student's t for k groups widens it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from suanli.errors import SuanliError
from suanli.performance.dials import Theta
from suanli.performance.filling import fill, kind_of
from suanli.performance.layouts import layout_at
from suanli.performance.machine import Array
from suanli.performance.rows import Case, batch_job, given_cut, read_case, value
from suanli.performance.step import step_seconds
from suanli.performance.uncertainty import Z80, Site, site_of

__all__ = ["LEVELS", "Held", "choices", "coverage", "foreign", "marks", "spreads"]

Row = Mapping[str, Any]
LEVELS = ("publisher", "chip", "architecture", "era", "layout")
FOREIGN = 0.05  # log standard deviation of the prior of what unseen stacks take more
WIDTH = 0.10  # log standard deviation that a new group of any level is believed to add before any was held out
WORTH = 2  # groups that this belief weighs as much as
CHOICES = ("tp", "pp", "dp", "vpp", "cp", "ep", "zero_stage", "micro_batch", "recompute")


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Log errors of held-out rows and the parameter variance behind each."""

    errors: Array
    variance: Array


def marks(case: Case) -> Site:
    """Where a case with a full layout stands."""
    return site_of(
        layout_at(given_cut(case), ()),
        chip=case.machine.chip[0],
        group=case.group,
        year=case.year,
        experts=bool(case.shape.experts > 0),
        fused=case.flash,
        chosen=False,
        publisher=case.publisher,
    )


def foreign(held: Held, publishers: Sequence[str], families: Sequence[str]) -> dict[str, float]:
    """Median log error of runs whose publisher was held out: what stacks that were not seen take less or more.

    Families count alike within a publisher, publishers alike; the mean is drawn towards 0 as that of a sample whose own
    prior is 5 % wide.
    """
    whose, names = np.array(publishers), np.array(families)
    middles = [
        np.mean(
            [np.median(held.errors[(whose == p) & (names == f)]) for f in dict.fromkeys(names[whose == p].tolist())]
        )
        for p in dict.fromkeys(publishers)
    ]
    doubt = np.var(middles, ddof=1) / len(middles) if len(middles) > 1 else np.inf
    return {"bias": round(float(np.mean(middles) * FOREIGN**2 / (FOREIGN**2 + doubt)), 4)}


def _alike(families: npt.NDArray[Any]) -> Array:
    """Weights that sum to 1 with every family counted alike."""
    weight = np.array([1.0 / np.sum(families == n) for n in families])
    return np.asarray(weight / weight.sum())


def _inside(held: Held, families: npt.NDArray[Any], extra: Any) -> float:
    reach = np.abs(held.errors) / Z80
    return float(np.sum(_alike(families) * (reach <= np.sqrt(held.variance + extra))))


def _needed(held: Held, families: npt.NDArray[Any], beside: Any = 0.0) -> float:
    """Standard deviation that brings 80 % of the rows inside, beside what is there already."""
    for wide in np.linspace(0.0, 0.6, 241):
        if _inside(held, families, beside + wide**2) >= 0.8:
            return float(wide)
    return 0.6


def _student(groups: int) -> float:
    """80 % quantile of a new group's deviation over the normal one, seen from `groups` groups (Cornish-Fisher)."""
    free, z = max(groups - 1, 1), Z80
    quantile = z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    return float(quantile / z * np.sqrt(1.0 + 1.0 / groups))


def _part(held: Held, at: npt.NDArray[Any]) -> Held:
    return Held(errors=held.errors[at], variance=held.variance[at])


def spreads(
    by_level: Mapping[str, Held], sites: Sequence[Site], families: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Scatter between families, dense and with experts, and what each level adds where it is new."""
    names, experts = np.array(families), np.array([s.experts for s in sites])
    bare, scatter = {}, {}
    for regime, at in (("dense", ~experts), ("moe", experts)):
        if at.any():
            bare[regime] = _needed(_part(by_level["family"], at), names[at])
            scatter[regime] = round(bare[regime] * _student(len(set(names[at].tolist()))), 4)
    beside = np.where(experts, bare.get("moe", 0.0), bare.get("dense", 0.0)) ** 2
    added = {}
    for level in LEVELS:
        groups = len({s.marks[level].split(",")[0] for s in sites})
        seen = _needed(by_level[level], names, beside)
        wide = np.sqrt((groups * seen**2 + WORTH * WIDTH**2) / (groups + WORTH))
        added[level] = round(float(wide) * _student(groups), 4)
    return {"scatter": scatter, "novelty": added}


def coverage(
    by_level: Mapping[str, Held],
    found: Mapping[str, Mapping[str, float]],
    sites: Sequence[Site],
    families: Sequence[str],
) -> dict[str, float]:
    """Share of rows inside their 80 % intervals with a group of each level held out, families counted alike."""
    names = np.array(families)
    base = np.array([found["scatter"]["moe" if s.experts else "dense"] for s in sites]) ** 2
    add = {"family": 0.0} | {level: found["novelty"][level] ** 2 for level in LEVELS}
    return {level: round(_inside(held, names, base + add[level]), 3) for level, held in by_level.items()}


def choices(rows: Sequence[Row], values: Theta) -> dict[str, float]:
    """How the best layout found for a run compares with the one it used: median log ratio of their predicted times.

    Of each job the fastest row measured is taken, once as it is and once with its choices blank. Both are
    predicted, so that what is wrong with the constants cancels. Each kind of job (experts; attention fused or not,
    as is the habit of recomputing nothing or all) has its own, drawn towards that of all as if by two families.
    """
    best: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        real = value(row, "step_time_s") or value(row, "derived_step_time_s")
        key = tuple(row.get(n) for n in ("family", "model", "seq_len", "num_chips", "precision", "global_batch"))
        if real and value(row, "global_batch") and value(row, "tp") and value(row, "pp"):
            other = best.get(key)
            if other is None or real < (value(other, "step_time_s") or value(other, "derived_step_time_s") or 0.0):
                best[key] = row
    given, blank = (_seconds([{**r, **b} for r in best.values()], values) for b in ({}, dict.fromkeys(CHOICES)))
    both = {str(r.get("id")): r for r in best.values() if r.get("id") in given and r.get("id") in blank}
    ratio = np.array([np.log(blank[n] / given[n]) for n in both])
    names = np.array([str(r.get("family")) for r in both.values()])
    kinds = np.array([kind_of(read_case(r)) for r in both.values()])
    whole, bias = _middle(ratio, names), np.zeros(len(ratio))
    found = {"bias": whole}
    for kind in dict.fromkeys(kinds.tolist()):
        at = kinds == kind
        count = len(set(names[at].tolist()))
        found[kind] = (count * _middle(ratio[at], names[at]) + WORTH * whole) / (count + WORTH)
        bias[at] = found[kind]
    found["scatter"] = _needed(Held(errors=ratio - bias, variance=np.zeros(len(ratio))), names)
    return {n: round(v, 4) for n, v in found.items()}


def _middle(ratio: Array, names: npt.NDArray[Any]) -> float:
    """Median over families of the medians of their rows."""
    return float(np.median([np.median(ratio[names == n]) for n in dict.fromkeys(names.tolist())]))


def _seconds(rows: Sequence[Row], values: Theta) -> dict[Any, float]:
    cases = []
    for row in rows:
        try:
            cases.append(read_case(row))
        except SuanliError:
            continue
    fill(cases, values)
    return dict(zip([c.id for c in cases], step_seconds(batch_job(cases, values))[0].tolist(), strict=True))
