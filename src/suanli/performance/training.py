"""The verb `train`: what a fleet can train, in how long, with which layout, and how sure we are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from suanli.catalog.forms import Chip, Cluster, Model
from suanli.errors import Infeasible, Unknown, closest
from suanli.performance.asked import counts_of, model_of
from suanli.performance.dials import Theta, machine_dials, theta
from suanli.performance.goodput import CHIP_MTBF_S, goodput
from suanli.performance.ignorance import open_spread, wire_spread
from suanli.performance.inverse import judge
from suanli.performance.layers import Job
from suanli.performance.layouts import Cut, cut_of, layout_at, parse_layout
from suanli.performance.machine import (
    FORMATS,
    GIB,
    GROUPS,
    Machine,
    array,
    find_chip,
    find_cluster,
    machine_of,
    named_format,
)
from suanli.performance.memory import memory
from suanli.performance.network import asked_network
from suanli.performance.search import Found, Space, evaluate, grid, shape_of_grid
from suanli.performance.search import search as find_best
from suanli.performance.shapes import Shape, shape_of
from suanli.performance.step import Step, step_time
from suanli.performance.uncertainty import draw_constants, log_spread, site_of, spread_of, step_draws, unseen
from suanli.terms import Layout, Run, Spread, Workload, content_id

__all__ = ["job_for", "train", "work_of"]

DEFAULT_YEAR = 2025  # software for a shape without a date of its own
FUSED_SINCE = 2022.5  # FlashAttention reached training stacks in the second half of 2022
DEDUP_SINCE = 2024.0  # tokens sent to experts from where they lie, once to a chip (DeepSeek, DeepEP)
# figures that are as unsure as the step time, and what else makes them so (log standard deviation)
DOUBTFUL = {
    "step_time_s": 0.0,
    "tokens_per_s": 0.0,
    "mfu": 0.0,
    "days": 0.03,
    "days_without_failures": 0.0,
    "chip_hours": 0.03,
    "energy_mwh": 0.03,
}
RATES = {"tokens_per_s", "mfu"}  # these are the lower, the longer a step takes
RUNNERS_UP = 5
OFFLOADED, HOST_BYTES = 16.0, 2e12  # gradients, master weights and moments a parameter; a DGX H100 has 2 TB
TELLING = 0.1  # of the calendar: failures that take more are told
ERAS = (2017, 2100)  # years of software
MOST_SEQUENCES = 1_000_000_000  # a step
LONGEST = 100_000_000  # tokens of a sequence


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
    length = seq or min(model.seq_len or 4096, 4096 if (model.seq_len or 0) > 8192 else 8192)
    if not seq and not model.seq_len:
        notes.append(f"sequence length {length} assumed")
    size = batch or model.global_batch
    if not size:
        size = 2 ** round(np.log2(max(4.0e6 / length, chips / 8)))
        notes.append(f"batch of {size} sequences assumed (4 M tokens, or an eighth of a sequence a chip)")
    if not (0 < length <= LONGEST and 0 < size <= MOST_SEQUENCES):
        msg = f"{size} sequences of {length} tokens: no step; give up to {MOST_SEQUENCES:,} of up to {LONGEST:,}"
        raise Unknown(msg)
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
    fused = float(year >= FUSED_SINCE and int(machine.group) != GROUPS.index("volta"))
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
        lapped=array(float(year >= DEDUP_SINCE)),
    )


def _fixed(layout: str | None) -> dict[str, Any]:
    return parse_layout(layout) if layout else {}


def _year(era: float | None, on: dt.date | None, model: Model, chip: Chip) -> float:
    """The year of the software: as said, that of the day asked about, or the younger of model and chip."""
    if era is not None and not ERAS[0] <= era <= ERAS[1]:
        raise Unknown(f"train: era {era:g}; give a year from {ERAS[0]} to {ERAS[1]}")
    return float(era or (on.year if on else _own_year(model, chip)))


def _on_hosts(shape: Shape, machine: Machine, chips: int) -> float:
    """Bytes of a host's memory that an offloaded optimizer takes: gradients, master weights and moments, shared out."""
    return float(shape.params) * OFFLOADED / max(chips / float(machine.node), 1.0)


def _nothing_fits(work: Workload, shape: Shape, machine: Machine, chips: int, space: Space) -> Infeasible:
    """Says what would fit: the count, by doubling, at which the same search finds a layout, or offload."""
    need = ""
    for count in (chips * 2**i for i in range(1, 13)):
        wide = msgspec.structs.replace(work, global_batch=max(int(work.global_batch or 1), count))
        if _found(wide, shape, machine, count, space)[1].order.size:
            need = f"{count:,} of them would do"
            break
    beside = msgspec.structs.replace(space, fixed=space.fixed | {"offload": 1, "recompute": "full"})
    if _on_hosts(shape, machine, chips) <= HOST_BYTES and _found(work, shape, machine, chips, beside)[1].order.size:
        need = " or ".join([*([need] if need else []), "--layout recompute-full,offload"])
    state = float(shape.params) * 18.0 / GIB
    return Infeasible(
        f"{work.model} on {chips:,} x {machine.chip[0]}: no layout fits {float(machine.memory) / GIB:.0f} GiB a chip "
        f"(weights, gradients and optimizer alone take {state:,.0f} GiB); {need or 'try a smaller model'}"
    )


def _found(work: Workload, shape: Shape, machine: Machine, chips: int, space: Space) -> tuple[Job, Found]:
    """The grid of a space as a job, and its best layouts (none where the grid is empty)."""
    cut = grid(space, shape, machine, chips, int(work.global_batch or 1), work.seq_len)
    job = job_for(work, shape, machine, cut, year=space.year)
    if cut.tp.size == 0:
        return job, Found(cut=cut, order=np.zeros(0, dtype=np.int64), seconds=array([]), size=array([]))
    return job, find_best(job, keep=RUNNERS_UP)


def _possible(fixed: Mapping[str, Any], shape: Shape, model: str, chips: int) -> None:
    """`Infeasible` where the degrees asked for take more chips, stages than layers, or cut a head in pieces."""
    size = int(np.prod([fixed.get(n, 1) for n in ("tp", "pp", "cp", "dp")]))
    if size > chips:
        raise Infeasible(f"{model}: the layout takes {size:,} chips, {chips:,} are there; lower a degree")
    heads, tensor = float(shape.heads), int(fixed.get("tp", 1))
    if tensor > 1 and heads % tensor:
        raise Infeasible(f"{model}: tp{tensor} does not divide its {heads:.0f} heads; use a power of two")
    stages = fixed.get("pp", 1) * fixed.get("vpp", 1)
    if stages > float(shape.layers):
        raise Infeasible(f"{model}: {stages:,} stages for {float(shape.layers):.0f} layers; lower pp or vpp")


def _candidates(work: Workload, shape: Shape, machine: Machine, chips: int, space: Space) -> tuple[Job, Found]:
    """Job and best layouts; what engineers would leave idle is looked at where nothing divides the chips."""
    job, found = _found(work, shape, machine, chips, space)
    if not found.order.size and not space.idle:
        job, found = _found(work, shape, machine, chips, msgspec.structs.replace(space, idle=True))
    if not found.order.size:
        raise _nothing_fits(work, shape, machine, chips, space)
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
        "site_power_mw": chips * float(machine.site_watts) / 1e6,
        "energy_mwh": ideal / share * 24 * chips * float(machine.site_watts) / 1e6,
    }


def _as_practised(step: Step, factor: float) -> Step:
    """The step with what stacks outside of the calibration take more, as a term of its own."""
    more = step.seconds * (factor - 1.0)
    return msgspec.structs.replace(step, seconds=step.seconds + more, terms=step.terms | {"practice": more})


def _doubtful(name: str, middle: float, wide: tuple[float, float]) -> Spread:
    """A figure with its intervals; `wide` is the spread of the log of the step's seconds below and above."""
    below, above = (float(np.hypot(w, DOUBTFUL[name])) for w in (wide[::-1] if name in RATES else wide))
    return spread_of(middle, below, above)


def _intervals(figures: Mapping[str, float], wide: tuple[float, float], power: float) -> dict[str, Spread]:
    """The spreads of what time and power decide; `power` is that of the log of the site's watts."""
    found = {n: _doubtful(n, figures[n], wide) for n in DOUBTFUL}
    below, above = (float(np.hypot(np.hypot(w, DOUBTFUL["energy_mwh"]), power)) for w in wide)
    energy = spread_of(figures["energy_mwh"], below, above)
    return found | {"energy_mwh": energy, "site_power_mw": spread_of(figures["site_power_mw"], power, power)}


def _untold(work: Workload, shape: Shape, machine: Machine, chips: int, space: Space) -> float:
    """Standard deviation of log t over the usual layouts that whoever runs this may take instead of the best."""
    usual = msgspec.structs.replace(space, full=False, idle=False)
    cut = grid(usual, shape, machine, chips, int(work.global_batch or 1), work.seq_len)
    if cut.tp.size == 0:
        return 0.0
    missing = [n for n in ("tp", "pp", "ep", "micro_batch", "recompute") if n not in space.fixed]
    time = evaluate(job_for(work, shape, machine, cut, year=space.year))[0]
    return open_spread(np.broadcast_to(time, shape_of_grid(cut)), cut, missing)


def _run(
    work: Workload, shape: Shape, machine: Machine, layout: Layout, *, year: float, chips: int, untold: float | None
) -> Run:
    """One layout as a run: figures with intervals, breakdown and memory by part.

    `untold` is the spread over layouts that may be taken instead, None where the layout is the user's own.
    """
    job = job_for(work, shape, machine, cut_of(layout), year=year)
    site = site_of(
        layout,
        chip=machine.chip[0],
        group=int(machine.group),
        year=year,
        experts=bool(shape.experts > 0),
        fused=bool(np.all(job.flash > 0)),
        chosen=untold is not None,
    )
    step = _as_practised(step_time(job), unseen(site))
    parts = {k: float(v) / 1e9 for k, v in memory(job).items()}
    figures = _figures(work, shape, machine, job, step, chips)
    figures["memory_gb"] = sum(parts.values())
    wires = 0.0 if float(machine.named) else float(wire_spread(job))
    drawn, least = step_draws(job, year, draw_constants())
    wide = log_spread(drawn.ravel(), least.ravel(), site, untold=untold or 0.0, wires=wires)
    return Run(
        id=content_id("run", work, machine.chip, chips, layout, year),
        task="train",
        model=work.model,
        chip=machine.chip[0],
        count=chips,
        layout=layout,
        figures=figures,
        intervals=_intervals(figures, wide, float(machine.site_doubt)),
        breakdown={k: float(v) for k, v in step.terms.items() if float(v) > 1e-9},
        memory_gb=parts,
        sources=("constants/training.toml",),
    )


def _others(job: Job, found: Found, best: float) -> tuple[dict[str, Any], ...]:
    """The runner-up layouts with their time, as the best one's `best` seconds were put, and memory."""
    shape = shape_of_grid(job.cut)
    return tuple(
        {
            "layout": str(layout_at(job.cut, np.unravel_index(at, shape))),
            "step_time_s": float(seconds / found.seconds[0]) * best,
            "memory_gb": float(size) / 1e9,
        }
        for at, seconds, size in zip(found.order[1:], found.seconds[1:], found.size[1:], strict=True)
    )


def _lost(layout: Layout, figures: Mapping[str, float], chips: int) -> list[str]:
    """What a run does not make use of: chips that its layout leaves over, and calendar time that failures take."""
    idle = chips - layout.tp * layout.pp * layout.cp * layout.dp
    found = [f"{idle:,} of {chips:,} chips stay idle: the layout does not divide them"] if idle else []
    taken, every = 1.0 - figures["goodput"], CHIP_MTBF_S / chips / 3600
    if taken > TELLING:
        found.append(f"failures take {taken:.0%} of the calendar: one every {every:.1f} h, 15 minutes a restart")
    return found


def _one(model: Model, shape: Shape, machine: Machine, chips: int, asked: Mapping[str, Any]) -> Run:
    """One chip and count: the layout asked for, or the best of the search; then what a claim would imply."""
    plain = {n: asked[n] for n in ("tokens", "batch", "seq", "precision")}
    work, notes = work_of(model, shape, chips=chips, **plain)
    year, search = asked["year"], asked["search"]
    space = Space(fixed=dict(asked["fixed"]), full=search, idle=search, year=year)
    _possible(space.fixed, shape, work.model, chips)
    job, found = _candidates(work, shape, machine, chips, space)
    best = layout_at(job.cut, np.unravel_index(found.order[0], shape_of_grid(job.cut)))
    seen = f"best of {found.layouts:,} layouts" if found.layouts > 1 else "layout as given"
    untold = _untold(work, shape, machine, chips, space) if found.layouts > 1 else None
    run = _run(work, shape, machine, best, year=year, chips=chips, untold=untold)
    lost = _lost(best, run.figures, chips)
    if best.offload:
        lost.append(f"offloaded: {_on_hosts(shape, machine, chips) / 1e12:.2g} TB of memory a host")
    said = (f"software of {year:.0f}", *asked["notes"], *notes, seen, *lost, *machine.assumptions)
    run = msgspec.structs.replace(run, alternatives=_others(job, found, run.figures["step_time_s"]), assumptions=said)
    return judge(run, asked["claims"]) if asked["claims"] else run


def _precision(precision: str | None, chip: str) -> str:
    if precision and not named_format(precision):
        raise Unknown(f"precision: {closest('number format', precision, FORMATS)}")
    if precision:
        return precision
    return "bf16" if find_chip(chip).dense_tflops.get("bf16") else "fp16"


def _asked(chip: str, count: str | int, place: Cluster | None) -> tuple[list[str], tuple[int, ...]]:
    """(chips, counts) asked for; a cluster answers for those not given."""
    names = chip or (place.chip if place else "")
    size = count or (place.chips or (place.nodes or 0) * (place.chips_per_node or 0) if place else 0)
    if not names or not size:
        msg = "train: no chip or no count; give --chip and --count, or a --cluster that has both"
        raise Unknown(msg)
    return [name.strip() for name in names.split(",")], counts_of(size)


def _own_year(model: Model, chip: Chip) -> int:
    """The year in which model and chip were both there, at least 2020: the software that a claim about them knew."""
    days = [d.year for d in (model.released, chip.launched) if d]
    return max(2020, *days) if model.released else DEFAULT_YEAR


def train(  # noqa: PLR0913 - one parameter an option of the command
    model: str = "",
    *,
    chip: str = "",
    count: str | int = "",
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
    shape: str | None = None,
    claimed_days: float | None = None,
    claimed_gpu_hours: float | None = None,
    claimed_mfu: float | None = None,
    claimed_step: float | None = None,
    on: dt.date | None = None,
) -> tuple[Run, ...]:
    """Predicted training runs, one for each chip and count: time, utilisation, days, memory, energy, breakdown.

    `model` is a catalog id or name, or a size such as ``13b``; `config` a Hugging Face ``config.json``; `shape` words
    such as ``layers=96,hidden=12288,heads=96`` (fields of the catalog's form). `chip`
    takes several names between commas, `count` ``1024`` or ``256:16384:x2``; a `cluster` of the catalog answers for
    both where they are not given. `era` is the year of the software (default: that of `on`; without one, of the
    younger of model and chip, from 2020). A `claimed_` figure (days, chip-hours, MFU as a share or per cent, seconds
    a step) adds the utilisation it implies and a verdict. Attention
    counts in full in MFU. Units end the names of the figures.
    """
    claims = {
        n: v
        for n, v in (
            ("days", claimed_days),
            ("gpu_hours", claimed_gpu_hours),
            ("mfu", claimed_mfu),
            ("step", claimed_step),
        )
        if v is not None
    }
    found = model_of(model, config=config, shape=shape)
    sizes, notes = shape_of(found)
    notes = (found.note, *notes) if config else notes
    runs = []
    place = find_cluster(cluster) if cluster else None
    names, counts = _asked(chip, count, place)
    asked_network(interconnect)
    for name in names:
        form = _precision(precision, name)
        year = _year(era, on, found, find_chip(name))
        machine = machine_of(find_chip(name), precision=form, cluster=place, interconnect=interconnect)
        asked = {
            "tokens": tokens,
            "batch": batch,
            "seq": seq,
            "precision": form,
            "fixed": _fixed(layout),
            "search": search,
            "year": year,
            "notes": notes,
            "claims": claims,
        }
        runs += [_one(found, sizes, machine, chips, asked) for chips in counts]
    return tuple(runs)
