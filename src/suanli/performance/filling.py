"""What a row leaves open: micro-batch, recomputation, layout, batch. The fastest choice that fits is taken.

Engineers tune what they do not report; the assumption that they found the best of the usual choices errs a few per
cent on rows whose layout is then revealed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from suanli.performance.dials import Theta
from suanli.performance.ignorance import open_spread
from suanli.performance.layouts import RECOMPUTE, Cut, layout_at
from suanli.performance.memory import memory, peak
from suanli.performance.rows import Case, job_of, usual_batch
from suanli.performance.search import Space, grid
from suanli.performance.step import step_seconds
from suanli.terms import Layout

__all__ = ["fill", "kind_of", "open_fields"]

SINCE_PARTIAL, SINCE_CONTEXT = 2023.0, 2023.5  # recomputing some layers only; splitting sequences for attention


def open_fields(case: Case) -> list[str]:
    """Which choices a row leaves to be made."""
    names = [n for n in ("tp", "pp") if not case.given.get(n)]
    names += [] if case.micro else ["micro_batch"]
    names += [] if case.recompute else ["recompute"]
    names += [] if case.batch else ["global_batch"]
    if case.shape.experts > 0 and not (case.given.get("ep") or case.looped):
        names.append("ep")
    return names


def kind_of(case: Case) -> str:
    """Which jobs leave choices open alike: by whether there are experts, and fused attention."""
    if case.shape.experts > 0:
        return "experts"
    return "dense" if case.flash else "unfused"


def _fixed(case: Case, missing: Sequence[str]) -> dict[str, Any]:
    """Fields of the search space that the row fixes; a stated layout without VPP, CP or ZeRO means the plain one."""
    g = {k: int(v) for k, v in case.given.items() if v is not None and k != "sp"}
    fixed: dict[str, Any] = {k: g[k] for k in ("tp", "pp", "vpp", "cp", "ep", "zero") if g.get(k) is not None}
    if "tp" not in missing and "pp" not in missing:
        fixed.setdefault("cp", 1)
        if case.micro:
            fixed.setdefault("vpp", 1)
        fixed.setdefault("zero", 1 if case.year >= 2021.5 else 0)
    if case.looped:  # a loop over all experts: a stack that does not spread them over chips
        fixed.setdefault("ep", 1)
    if case.micro:
        fixed["micro_batch"] = int(case.micro)
    if case.recompute:
        fixed["recompute"] = case.recompute
    fixed["sp"] = case.given["sp"]
    if case.offload:
        fixed["offload"] = 1
    if case.schedule in {"dualpipe", "zero-bubble"}:
        fixed["schedule"] = case.schedule
    return fixed


def _batch(case: Case) -> float:
    """Sequences a step: as given, or the model's published batch, or the usual one in whole ones a replica."""
    if case.batch or case.usual_batch:
        return float(case.batch or case.usual_batch or 0.0)
    g = case.given
    size = (g.get("tp") or 1) * (g.get("pp") or 1) * (g.get("cp") or 1)
    replicas = max(1.0, case.chips // size)
    own = case.micro or 1.0  # a prime share would leave no micro-batch but one
    share = max(usual_batch(case.chips, case.seq) / (replicas * own), 1.0)
    return float(own * 2.0 ** round(math.log2(share)) * replicas)


def _grid(case: Case, missing: Sequence[str]) -> Cut:
    fixed = _fixed(case, missing)
    if case.year < SINCE_CONTEXT:
        fixed.setdefault("cp", 1)
    space = Space(fixed=fixed, year=case.year, full=False, partial=case.year >= SINCE_PARTIAL)
    return grid(space, case.shape, case.machine, int(case.chips), int(case.batch or 1), int(case.seq))


def _chosen(case: Case, cut: Cut, values: Theta) -> Layout | None:
    """The fastest layout of a grid that fits; the smallest where none does; None for an empty grid.

    Where weights, gradients and optimizer alone do not fit, weights without a pipeline must have been sharded too
    (ZeRO-3); where that does not help, they cannot have been trained: adapters are assumed.
    """
    if cut.tp.size == 0:
        return None
    job = job_of([case], cut, values)
    seconds = step_seconds(job)[0]
    size = peak(job)
    shape = np.broadcast_shapes(seconds.shape, size.shape, *(getattr(cut, n).shape for n in Cut.__struct_fields__))
    time = np.broadcast_to(np.where(size <= case.machine.memory, seconds, np.inf), shape)
    where = np.argmin(time)
    case.untold = open_spread(time, cut, open_fields(case))
    if not np.isfinite(time.ravel()[where]):
        states = np.asarray(sum(memory(job)[part] for part in ("weights", "gradients", "optimizer")))
        short = not (case.frozen or case.offload) and float(states.min()) > float(case.machine.memory)
        if short and (case.given.get("pp") or 0) == 1 and np.all((cut.zero > 0) & (cut.zero < 3)):
            case.given["zero"] = 3.0
            case.notes.append("training state cannot fit: weights sharded as well")
            return _chosen(case, msgspec.structs.replace(cut, zero=np.full_like(cut.zero, 3.0)), values)
        if short:
            case.frozen = True
            case.notes.append("training state cannot fit: adapters assumed, weights frozen")
            return _chosen(case, cut, values)
        where = np.argmin(np.broadcast_to(size, shape))
    return layout_at(cut, np.unravel_index(where, shape))


def fill(cases: Sequence[Case], values: Theta) -> list[Case]:
    """The cases with every gap filled; what was filled in is added to `notes`."""
    done = []
    for case in cases:
        missing = open_fields(case)
        if missing:
            case.batch = _batch(case)
            layout = _chosen(case, _grid(case, missing), values)
            _apply(case, layout, missing)
        done.append(case)
    return done


def _apply(case: Case, layout: Layout | None, missing: Sequence[str]) -> None:
    if layout is None:
        case.notes.append("no layout divides the chips: counted as given")
        case.recompute = case.recompute or RECOMPUTE[0]
        return
    found = {n: float(getattr(layout, n)) for n in ("tp", "pp", "vpp", "cp", "ep", "dp", "zero")}
    case.given = case.given | found | {"sp": float(layout.sp)}
    case.micro = float(layout.micro_batch)
    case.recompute = layout.recompute
    case.notes.append(f"{', '.join(missing)} not given: taken as {layout}")
