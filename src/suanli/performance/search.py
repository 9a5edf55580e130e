"""All layouts of a job as one grid of broadcast axes, and the best that fits.

Axis 0 runs over (tp, pp, cp, ep, dp, micro-batch); the others over virtual stages, recomputation, ZeRO stage,
sequence parallelism, schedule and offload. A term that depends on some axes only is computed once for those.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from suanli.performance.layers import Job
from suanli.performance.layouts import RECOMPUTE, SCHEDULES, Cut
from suanli.performance.machine import Array, Machine, array
from suanli.performance.memory import peak
from suanli.performance.shapes import Shape
from suanli.performance.step import step_floor, step_seconds

__all__ = ["Found", "Space", "divisors", "evaluate", "grid", "search", "shape_of_grid"]

BLOCK = 60_000  # layouts timed at once: their arrays stay in the processor's cache


class Space(msgspec.Struct, frozen=True, kw_only=True):
    """Which layouts to look at: those that software of `year` had; `partial` adds recomputing some layers only.

    `fixed` are fields of `Layout` the caller has decided; `full` adds rare sizes, schedules, ZeRO stages and
    offload, `idle` layouts that leave some chips unused.
    """

    fixed: dict[str, Any] = {}
    year: float = 2025.0
    full: bool = False
    partial: bool = False
    idle: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Layouts of a grid that fit, best first (flat indices): of `layouts` in all, `looked` had to be timed."""

    cut: Cut
    order: np.ndarray[Any, np.dtype[np.int64]]
    seconds: Array
    size: Array
    looked: int = 0
    layouts: int = 0


def divisors(number: int) -> list[int]:
    """All divisors, ascending."""
    small = [d for d in range(1, math.isqrt(number) + 1) if number % d == 0]
    return sorted({*small, *(number // d for d in small)})


def _choices(space: Space, name: str, usual: list[int]) -> list[int]:
    return [int(space.fixed[name])] if name in space.fixed else usual


def _experts(space: Space, shape: Shape, room: int) -> list[int]:
    count = int(shape.experts)
    if not count:
        return [1]
    return _choices(space, "ep", [d for d in divisors(count) if room % d == 0 and d & (d - 1) == 0])


def _body(space: Space, shape: Shape, machine: Machine, chips: int, seq: int) -> Iterator[tuple[int, ...]]:
    """(tp, pp, cp, ep, dp) of every way to cut `chips`; with `idle`, also those that leave some unused."""
    layers, heads = int(shape.layers), int(shape.heads)
    widest = max(8, int(machine.domain)) * (2 if space.full else 1)
    tps = _choices(space, "tp", [t for t in divisors(chips) if heads % t == 0 and t <= widest])
    cps = _choices(space, "cp", [c for c in (1, 2, 4, 8, 16, 32) if seq / c >= 2048 or c == 1])
    for tp in tps:
        for cp in cps:
            room = chips // (tp * cp)
            if room < 1 or (chips % (tp * cp) and not space.idle):
                continue
            pps = range(1, min(layers, room) + 1) if space.idle else [p for p in divisors(room) if p <= layers]
            for pp in _choices(space, "pp", list(pps)):
                dp = room // pp
                if dp and (space.idle or dp * pp == room):
                    for ep in _experts(space, shape, dp * cp * tp):
                        yield tp, pp, cp, ep, dp


def _micro(space: Space, batch: int, dp: int) -> list[int]:
    """Micro-batch sizes: divisors of a replica's share, at most 64; uneven shares round up."""
    share = max(1, -(-batch // dp))
    usual = [m for m in divisors(share) if m <= 64 and (space.full or m <= 16)]
    return _choices(space, "micro_batch", usual)


def _axes(space: Space) -> dict[str, list[float]]:
    """Values of the axes beyond the first, for the year's software.

    Fully sharded parameters were usual from 2022, sequence parallelism and selective recomputation date from May
    2022, zero-bubble schedules from 2024,
    DualPipe from 2025.
    """
    full, modern = space.full, space.year >= 2022.3
    schedules = [0.0, 2.0, 3.0] if space.year >= 2025 else [0.0, 2.0] if space.year >= 2024 else [0.0]
    axes = {
        "vpp": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0] if full else [1.0, 2.0, 4.0, 6.0],
        "recompute": [0.0, 1.0, 2.0] if modern else [0.0, 2.0],
        "zero": [0.0, 1.0, 2.0, 3.0] if full else [1.0, 3.0] if space.year >= 2022 else [1.0],
        "sp": ([0.0, 1.0] if full else [1.0]) if modern else [0.0],
        "schedule": schedules if full else [0.0],
        "offload": [0.0, 1.0] if full else [0.0],
    }
    # partial recomputation rides on the axis of its mode: 2.5 is half of the layers
    if full or space.partial:
        axes["recompute"] += [2.25, 2.5, 2.75]
    words = {"recompute": RECOMPUTE, "schedule": SCHEDULES}
    for name in axes:
        if name in space.fixed:
            said = space.fixed[name]
            axes[name] = [_index(words[name], str(said)) if name in words else float(said)]
    return axes


def _index(words: tuple[str, ...], said: str) -> float:
    """Index of a mode; ``full50`` becomes that of ``full`` and a half."""
    mode = said.rstrip("0123456789") if said not in words else said
    share = float(said[len(mode) :] or 0) / 100
    return words.index(mode) + (share if share < 1 else 0.0)


def grid(space: Space, shape: Shape, machine: Machine, chips: int, batch: int, seq: int) -> Cut:
    """Every layout of the space as arrays of shape (n, vpp, recompute, zero, sp, schedule, offload)."""
    rows = [
        (*body, micro)
        for body in _body(space, shape, machine, chips, seq)
        if body[4] <= batch
        for micro in _micro(space, batch, body[4])
    ]
    columns = array(rows).reshape(-1, 6).T
    axes = _axes(space)
    names = ("tp", "pp", "cp", "ep", "dp", "micro")
    fields = {n: columns[i].reshape(-1, *[1] * len(axes)) for i, n in enumerate(names)}
    for at, (name, values) in enumerate(axes.items()):
        fields[name] = array(values).reshape([-1 if i == at + 1 else 1 for i in range(len(axes) + 1)])
    mode = np.floor(fields["recompute"])
    part = fields["recompute"] - mode
    return Cut(**fields | {"recompute": mode, "again": np.where(part > 0, part, 1.0)})


# layers that the first and last stage may go short of, beside embedding and head [2407.21783 section 3.3.2]
SHORT_ENDS = 2.0


def _sound(cut: Cut, shape: Shape, micro: Array) -> Any:
    """Layouts that software can run: stages of whole layers, sharding that pays, schedules where they apply."""
    slots = np.ceil(shape.layers / (cut.pp * cut.vpp)) * cut.pp * cut.vpp
    whole = (slots - shape.layers <= SHORT_ENDS) & (cut.pp > 1) & (np.mod(micro, cut.pp) == 0)
    stages = (cut.vpp == 1) | whole
    sharded = (cut.zero < 2) | (cut.pp == 1)
    sequence = (cut.sp == 0) | (cut.tp > 1) | (cut.sp.size == 1)
    schedule = (cut.schedule == 0) | ((cut.pp > 1) & (cut.vpp == 1) & ((cut.schedule != 3) | (np.mod(cut.pp, 2) == 0)))
    return np.asarray(stages & sharded & sequence & schedule)


def evaluate(job: Job) -> tuple[Array, Array]:
    """(seconds, bytes) of every layout of a job; seconds are infinite where the layout does not fit or run."""
    seconds, _, micro = step_seconds(job)
    size = peak(job)
    good = _sound(job.cut, job.shape, micro) & (size <= job.machine.memory)
    return np.where(good, seconds, np.inf), size


def shape_of_grid(cut: Cut) -> tuple[int, ...]:
    """Lengths of the axes of a grid of layouts."""
    return np.broadcast_shapes(*(getattr(cut, n).shape for n in Cut.__struct_fields__))


def _rows(cut: Cut, rows: Any) -> Cut:
    """A grid cut down to some entries of its first axis."""
    names = Cut.__struct_fields__
    return Cut(**{n: getattr(cut, n)[rows] if len(getattr(cut, n)) > 1 else getattr(cut, n) for n in names})


def _smallest(job: Job, cut: Cut) -> Array:
    """The least memory that any recomputation, sharding and offload give, one virtual stage, plain schedule."""
    ones = np.ones_like(cut.tp)
    least = np.full(np.broadcast_shapes(cut.tp.shape, cut.sp.shape), np.inf)
    for again, zero in ((r, z) for r in (0.0, 1.0, 2.0) for z in (1.0, 2.0, 3.0)):
        small = msgspec.structs.replace(cut, recompute=again * ones, zero=zero * ones, offload=ones)
        least = np.minimum(least, peak(msgspec.structs.replace(job, cut=small)))
    return least


def _floor(job: Job) -> Array:
    """A time that no layout of an entry of the first axis can beat; infinite where none of them fits the memory.

    Time: nothing recomputed, the smallest bubble, the better of with and without sequence parallelism; gradient
    exchange and optimizer only add to it. Memory: the least of any recomputation and sharding, offloaded.
    """
    bare = {n: np.zeros_like(job.cut.tp) for n in ("recompute", "zero", "schedule", "offload")}
    ones = np.ones_like(job.cut.tp)
    cut = msgspec.structs.replace(job.cut, **bare, vpp=ones, again=ones)
    whole = step_floor(msgspec.structs.replace(job, cut=cut), np.max(job.cut.vpp))
    bound = np.where(_smallest(job, cut) <= job.machine.memory, whole, np.inf)
    return np.asarray(bound.reshape(bound.shape[0], -1).min(axis=1))


def _best(job: Job, rows: Any, keep: int, per_row: int) -> tuple[Any, Array, Array]:
    """(flat indices, seconds, bytes) of the best layouts among some entries of the first axis."""
    part = msgspec.structs.replace(job, cut=_rows(job.cut, rows))
    seconds, size = evaluate(part)
    shape = (len(rows), *shape_of_grid(job.cut)[1:])
    flat = np.broadcast_to(seconds, shape).ravel()
    best = np.argpartition(flat, min(keep, flat.size) - 1)[:keep]
    best = best[np.isfinite(flat[best])]
    where = np.asarray(rows)[best // per_row] * per_row + best % per_row
    return where, flat[best], np.broadcast_to(size, shape).ravel()[best]


def search(job: Job, *, keep: int = 5, prune: bool = True) -> Found:
    """The `keep` best layouts of `job.cut` that fit, by step time, ties in the order of the grid.

    Entries of the first axis are taken by rising lower bound, in blocks; with `prune` the search ends when the
    bound passes the worst layout kept, which cannot change the result.
    """
    shape = shape_of_grid(job.cut)
    per_row = int(np.prod(shape[1:]))
    bound = _floor(job) if prune and shape[0] > 1 else np.zeros(shape[0])
    order = np.argsort(bound, kind="stable")
    block = max(1, BLOCK // per_row)
    kept: tuple[Any, Array, Array] = (np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    looked = 0
    for start in range(0, shape[0], block):
        rows = order[start : start + block]
        if (len(kept[0]) >= keep and bound[rows[0]] > kept[1][-1]) or np.isinf(bound[rows[0]]):
            break
        found = _best(job, np.sort(rows), keep, per_row)
        looked += len(rows) * per_row
        merged = [np.concatenate(pair) for pair in zip(kept, found, strict=True)]
        sort = np.lexsort((merged[0], merged[1]))[:keep]
        kept = (merged[0][sort], merged[1][sort], merged[2][sort])
    size = int(np.prod(shape))
    return Found(cut=job.cut, order=kept[0], seconds=kept[1], size=kept[2], looked=looked, layouts=size)
