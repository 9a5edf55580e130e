"""The verb `train`: what a fleet can train, in how long, with which layout, and how sure we are."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from suanli.catalog import clusters, models
from suanli.catalog.forms import Cluster, Model
from suanli.errors import Infeasible, Unknown, Unreadable
from suanli.performance.dials import Theta, machine_dials, theta
from suanli.performance.goodput import goodput
from suanli.performance.layers import Job
from suanli.performance.layouts import Cut, cut_of, layout_at, parse_layout
from suanli.performance.machine import GIB, Machine, array, find_chip, machine_of
from suanli.performance.memory import memory
from suanli.performance.rows import DEDUP_SINCE
from suanli.performance.search import Found, Space, grid, search
from suanli.performance.shapes import Shape, config_model, shape_of
from suanli.performance.step import Step, step_time
from suanli.terms import Layout, Run, Workload, content_id

__all__ = ["counts_of", "job_for", "model_of", "train", "work_of"]

FUSED_SINCE = 2022.5  # FlashAttention reached training stacks in the second half of 2022
SITE_POWER = 1.6  # chip's board power to site power: host, network, cooling (PUE 1.25 on 1.3 of a DGX per chip)
LOAD = 0.85  # mean draw of a training chip over its board power
RUNNERS_UP = 5


def model_of(name: str, *, config: str | None = None) -> Model:
    """The model of a catalog id, name or alias; of a ``config.json``; or of a shape such as ``7b`` or ``70b``."""
    if config:
        try:
            data = json.loads(Path(config).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            msg = f"{Path(config).name}: not a readable config.json; {error}"
            raise Unreadable(msg) from None
        return config_model(data, name=name or Path(config).stem)
    size = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([bt])(?:[-_ ]?a(\d+(?:\.\d+)?)b)?", name.strip().lower())
    try:
        return models.find(name)
    except Unknown:
        if not size:
            raise
    scale = 1000.0 if size[2] == "t" else 1.0
    return Model(id=name, name=name, params_b=float(size[1]) * scale)


def counts_of(text: str | int) -> tuple[int, ...]:
    """Chip counts out of ``1024``, ``256,512`` or ``256:16384:x2`` (from, to, factor or step)."""
    found: list[int] = []
    for part in str(text).split(","):
        ends = part.strip().split(":")
        try:
            first = int(float(ends[0]))
            last = int(float(ends[1])) if len(ends) > 1 else first
            step = ends[2] if len(ends) > 2 else "x2"
            factor = float(step[1:]) if step.startswith("x") else 0.0
            plus = 0 if factor else int(step)
        except ValueError:
            msg = f"count: cannot read {part!r}; write 1024, 256,512 or 256:16384:x2"
            raise Unknown(msg) from None
        if first < 1 or last < first or (factor <= 1 and plus < 1):
            msg = f"count: {part!r} is no rising range of chips; write 1024, 256,512 or 256:16384:x2"
            raise Unknown(msg)
        while first <= last:
            found.append(first)
            first = int(first * factor) if factor else first + plus
    return tuple(found)


def work_of(
    model: Model,
    shape: Shape,
    *,
    tokens: float | None = None,
    batch: int | None = None,
    seq: int | None = None,
    precision: str = "bf16",
    chips: int = 1,
) -> tuple[Workload, tuple[str, ...]]:
    """The job: sequence length, sequences a step and tokens, with what was assumed for those not given."""
    notes: list[str] = []
    length = seq or min(model.seq_len or 4096, 8192)
    if not seq and not model.seq_len:
        notes.append(f"sequence length {length} assumed")
    size = batch or model.global_batch
    if not size:
        size = 2 ** round(np.log2(max(4.0e6 / length, chips / 8)))
        notes.append(f"batch of {size} sequences assumed (4 M tokens, or an eighth of a sequence a chip)")
    total = tokens or (model.tokens_b or 0) * 1e9 or None
    if not total:
        total = 20.0 * float(shape.active_params)
        notes.append("20 tokens a parameter assumed (Hoffmann et al. 2022)")
    work = Workload(
        model=model.id or model.name,
        shape={f: float(getattr(shape, f)) for f in Shape.__struct_fields__},
        seq_len=int(length),
        global_batch=int(size),
        batch_tokens=float(size) * length,
        tokens=float(total),
        precision=precision,
    )
    return work, tuple(notes)


def job_for(
    work: Workload, shape: Shape, machine: Machine, cut: Cut, *, year: float, values: Theta | None = None
) -> Job:
    """The array job of a workload on a machine under software of a year."""
    fused = float(year >= FUSED_SINCE)
    dials = machine_dials(values if values is not None else theta(), machine, year)
    return Job(
        shape=shape,
        cut=cut,
        machine=machine,
        dials=dials,
        seq=array(work.seq_len),
        batch=array(work.global_batch or 1),
        flash=array(fused),
        low=machine.low_format,
        grad_width=array(2.0 if work.precision == "fp16" else 4.0),
        imbalance=array(1.1),
        overlap=array(1.0),
        fused=array(1.0),
        padded=array(0.0),
        frozen=array(0.0),
        dedup=array(float(year >= DEDUP_SINCE)),
    )


def _fixed(layout: str | None) -> dict[str, Any]:
    return parse_layout(layout) if layout else {}


def _nothing_fits(work: Workload, shape: Shape, machine: Machine, chips: int) -> Infeasible:
    """Says how many chips of this memory would hold the training state."""
    state = float(shape.params) * 18.0
    need = int(np.ceil(state / float(machine.memory) / 0.6))
    return Infeasible(
        f"{work.model} on {chips} x {machine.chip[0]}: no layout fits {float(machine.memory) / GIB:.0f} GiB a chip; "
        f"weights, gradients and optimizer take {state / GIB:,.0f} GiB: about {max(need, chips + 1):,} chips would do, "
        "or --layout zero3,recompute-full,offload"
    )


def _candidates(
    work: Workload, shape: Shape, machine: Machine, chips: int, *, year: float, fixed: dict[str, Any], full: bool
) -> tuple[Job, Found]:
    space = Space(fixed=fixed, full=full, year=year)
    cut = grid(space, shape, machine, chips, int(work.global_batch or 1), work.seq_len)
    if cut.tp.size == 0:
        msg = f"{work.model} on {chips} chips: no layout of this kind divides {chips}; heads, layers or batch forbid it"
        raise Infeasible(msg)
    job = job_for(work, shape, machine, cut, year=year)
    found = search(job, keep=RUNNERS_UP)
    if not found.order.size:
        raise _nothing_fits(work, shape, machine, chips)
    return job, found


def _figures(work: Workload, shape: Shape, machine: Machine, job: Job, step: Step, chips: int) -> dict[str, float]:
    """The named results of one layout, units in the names."""
    seconds = float(step.seconds)
    tokens = float(work.batch_tokens or 1)
    flops = float(shape.token_flops(work.seq_len)) * tokens
    peak = chips * float(machine.flops if float(machine.low_format) else machine.flops16)
    again = 1 / 3 if float(job.cut.recompute) == 2 else 0.0
    share = float(goodput(shape.params, chips, machine.node))
    ideal = float(work.tokens or tokens) / tokens * seconds / 86400
    return {
        "step_time_s": seconds,
        "tokens_per_s": tokens / seconds,
        "tokens_per_s_per_chip": tokens / seconds / chips,
        "tflops_per_chip": flops / seconds / chips / 1e12,
        "mfu": flops / seconds / peak,
        "hfu": flops * (1 + again) / seconds / peak,
        "goodput": share,
        "days": ideal / share,
        "days_without_failures": ideal,
        "chip_hours": ideal / share * 24 * chips,
        "tokens": float(work.tokens or tokens),
        "site_power_mw": chips * float(machine.watts) * LOAD * SITE_POWER / 1e6,
        "energy_mwh": ideal / share * 24 * chips * float(machine.watts) * LOAD * SITE_POWER / 1e6,
    }


def _run(
    work: Workload, shape: Shape, machine: Machine, layout: Layout, *, year: float, chips: int, notes: tuple[str, ...]
) -> Run:
    job = job_for(work, shape, machine, cut_of(layout), year=year)
    step = step_time(job)
    parts = {k: float(v) / 1e9 for k, v in memory(job).items()}
    figures = _figures(work, shape, machine, job, step, chips)
    figures["memory_gb"] = sum(parts.values())
    return Run(
        id=content_id("run", work, machine.chip, chips, layout, year),
        task="train",
        model=work.model,
        chip=machine.chip[0],
        count=chips,
        layout=layout,
        figures=figures,
        breakdown={k: float(v) for k, v in step.terms.items() if float(v) > 0},
        memory_gb=parts,
        assumptions=(f"software of {year:.0f}", *notes, *machine.assumptions),
        sources=("constants/training.toml",),
    )


def _others(job: Job, found: Found) -> tuple[dict[str, Any], ...]:
    """The runner-up layouts with their time and memory."""
    shape = np.broadcast_shapes(*(getattr(job.cut, n).shape for n in Cut.__struct_fields__))
    return tuple(
        {
            "layout": str(layout_at(job.cut, np.unravel_index(at, shape))),
            "step_time_s": float(seconds),
            "memory_gb": float(size) / 1e9,
        }
        for at, seconds, size in zip(found.order[1:], found.seconds[1:], found.size[1:], strict=True)
    )


def _one(model: Model, shape: Shape, machine: Machine, chips: int, asked: Mapping[str, Any]) -> Run:
    """One chip and count: the layout asked for, or the best of the search."""
    work, notes = work_of(
        model,
        shape,
        tokens=asked["tokens"],
        batch=asked["batch"],
        seq=asked["seq"],
        precision=asked["precision"],
        chips=chips,
    )
    year = asked["year"]
    fixed = dict(asked["fixed"])
    job, found = _candidates(work, shape, machine, chips, year=year, fixed=fixed, full=asked["search"])
    shaped = np.broadcast_shapes(*(getattr(job.cut, n).shape for n in Cut.__struct_fields__))
    best = layout_at(job.cut, np.unravel_index(found.order[0], shaped))
    seen = f"best of {found.looked:,} layouts" if found.looked > 1 else "layout as given"
    run = _run(work, shape, machine, best, year=year, chips=chips, notes=(*asked["notes"], *notes, seen))
    return msgspec.structs.replace(run, alternatives=_others(job, found))


def _precision(precision: str | None, chip: str) -> str:
    if precision:
        return precision
    return "bf16" if find_chip(chip).dense_tflops.get("bf16") else "fp16"


def _cluster(name: str | None) -> Cluster | None:
    return clusters.find(name) if name else None


def train(  # noqa: PLR0913 - one parameter an option of the command
    model: str = "",
    *,
    chip: str,
    count: str | int,
    cluster: str | None = None,
    interconnect: str = "",
    tokens: float | None = None,
    batch: int | None = None,
    seq: int | None = None,
    precision: str | None = None,
    layout: str | None = None,
    search: bool = False,
    era: float | None = None,
    config: str | None = None,
    on: dt.date | None = None,
) -> tuple[Run, ...]:
    """Predicted training runs, one for each chip and count: time, utilisation, days, memory, energy, breakdown.

    `model` is a catalog id or name, or a size such as ``13b``; `config` a Hugging Face ``config.json``. `chip`
    takes several names between commas, `count` ``1024`` or ``256:16384:x2``. `era` is the year of the software
    (default: that of `on`, else 2025). Attention counts in full in MFU. Units end the names of the figures.
    """
    found = model_of(model, config=config)
    shape, notes = shape_of(found)
    year = float(era or (on.year if on else 2025))
    runs = []
    for name in str(chip).split(","):
        form = _precision(precision, name.strip())
        machine = machine_of(
            find_chip(name.strip()), precision=form, cluster=_cluster(cluster), interconnect=interconnect
        )
        asked = {
            "tokens": tokens,
            "batch": batch,
            "seq": seq,
            "precision": form,
            "fixed": _fixed(layout),
            "search": search,
            "year": year,
            "notes": notes,
        }
        runs += [_one(found, shape, machine, chips, asked) for chips in counts_of(count)]
    return tuple(runs)
