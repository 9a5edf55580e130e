"""Rows of a table of runs (columns of `catalog.training_runs()`) as one array job; measured columns never enter.

A blank is filled by what its neighbours imply (parameters by the shape, DP by the chips) or by what engineers of
that year would have done (the recomputation that just fits, the best layout); `note` says which.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from suanli.catalog import chips, constants, models
from suanli.catalog.forms import Chip
from suanli.catalog.loading import fold
from suanli.errors import SuanliError
from suanli.performance.degrees import interleaved, settle
from suanli.performance.dials import Theta, machine_dials
from suanli.performance.layers import Job
from suanli.performance.layouts import Cut, cut_of, parse_layout, stack_cuts
from suanli.performance.machine import Machine, array, find_chip, machine_of, number_format, stack_machines
from suanli.performance.network import read_network
from suanli.performance.shapes import Shape, complete, stack_shapes
from suanli.performance.software import (
    STACKS,
    cuts_of,
    dispatch_of,
    entered,
    gradient_width,
    habits_of,
    kernels_of,
    local_batch,
    looped_experts,
    pieces_of,
    plain_pipeline,
    publisher_of,
    schedule_of,
    schedule_words,
    sequence_parallel,
    sharded_whole,
    side_by_side,
    usual_recompute,
)
from suanli.terms import Layout

__all__ = ["Case", "batch_job", "given_cut", "job_of", "read_case", "with_values"]

Row = Mapping[str, Any]
SHARDED_SINCE = 2022.5  # optimizer state sharded over data parallelism unless a row says otherwise
MATRICES = 4.0  # pieces of a layer that DeepSpeed gathers one by one; others gather it whole
GATHERED_SINCE = 2022.0  # gathers straight into one tensor (PyTorch 1.9 brought them, DeepSpeed took them up after)
# a number of parameters in a model's name, and those of them that a token meets ("A22B")
WHOLE_SIZE = re.compile(r"(?<![\w.])(\d{1,5}(?:\.\d{1,4})?)[ -]?([mbt])(?![a-z0-9])")
ACTIVE_SIZE = re.compile(r"(?<![a-z0-9])a(\d{1,4}(?:\.\d{1,4})?)([mbt])(?![a-z0-9])")
MIXED = r"\b(?:experts?|moe)\b[^;,.]{0,20} every (?:other|second) (?:layer|block)"  # GShard, GLaM: the others dense
PARTS = re.compile(r"select|attn|attention|core|norm|mla|swiglu|activation func|up[- ]?proj")  # recomputed, not layers
TOKENS = 4.0e6  # a step of a job that does not say
FUSED_SINCE, FUSED_TPU = 2023.0, 2024.0  # fused attention unless said otherwise; JAX has it for TPUs since autumn 2023
HIDDEN_FIELDS = (  # fields of a catalog model that a table has no column for
    "head_dim",
    "gated_ffn",
    "tied_embeddings",
    "q_lora_rank",
    "kv_lora_rank",
    "qk_nope_head_dim",
    "qk_rope_head_dim",
    "v_head_dim",
    "window",
    "window_layers",
    "shared_experts",
    "shared_ffn_hidden",
    "dense_layers",
    "mtp_layers",
)
COLUMNS = {
    "layers": "layers",
    "hidden": "hidden",
    "heads": "heads",
    "kv_heads": "kv_heads",
    "ffn_hidden": "ffn_hidden",
    "vocab": "vocab",
    "experts": "experts",
    "topk": "top_k",
    "params_b": "params_b",
    "active_params_b": "active_params_b",
}


class Case(msgspec.Struct, kw_only=True):
    """One row, read: what is known, and the year and habits of its software."""

    id: str
    family: str
    publisher: str
    shape: Shape
    machine: Machine
    group: int
    chips: float
    seq: float
    batch: float | None
    usual_batch: float | None
    micro: float | None
    given: dict[str, Any]
    year: float
    flash: bool
    recompute: str
    low: float
    grad_width: float
    tokens: float | None
    overlap: bool
    schedule: str
    offload: bool
    fused: bool
    padded: bool
    frozen: bool
    piecemeal: bool
    flat: bool
    slots: bool
    blocking: bool
    lean: bool
    bare: bool
    ported: bool
    sliced: bool
    recore: bool
    dedup: bool
    lapped: bool
    parallel: bool
    joined: bool
    looped: bool
    stepwise: bool
    torch: bool
    tuned: bool
    notes: list[str]
    untold: float = 0.0


def value(row: Row, name: str) -> float | None:
    """A number of a row, None where it is blank, words, not a number, endless or below 0."""
    cell = row.get(name)
    if cell in (None, ""):
        return None
    try:
        found = float(cell.replace(",", "") if isinstance(cell, str) else cell)
    except (TypeError, ValueError):
        return None
    return found if 0 <= found < math.inf else None


def _text(row: Row, *names: str) -> str:
    return " ".join(str(row.get(n) or "") for n in names)


def _twin(row: Row) -> dict[str, Any]:
    """The catalog model that a row's name means, as far as its sizes agree."""
    name = re.sub(r"\s{0,9}\([^)]{0,200}\)", "", str(row.get("model") or "")).strip()
    try:
        found: dict[str, Any] = msgspec.to_builtins(models.find(name))
    except SuanliError:
        return {}
    hidden, heads = value(row, "hidden"), value(row, "heads")
    if heads and found.get("heads") not in (None, heads):
        found |= {"head_dim": None, "kv_heads": None}  # the same width cut into other heads
    return found if hidden is None or found.get("hidden") in (None, hidden) else {}


def _named_sizes(name: str) -> dict[str, float]:
    """Parameters in billions that a name carries: "StarCoder 15.5B", "PanGu-Sigma 1.085T", "Ling 290B-A28B"."""
    words = name.casefold()
    found = {}
    for field, pattern in (("active_params_b", ACTIVE_SIZE), ("params_b", WHOLE_SIZE)):
        size = pattern.search(words)
        if size:
            found[field] = float(size[1]) * {"m": 1e-3, "b": 1.0, "t": 1e3}[size[2]]
    return found


def _facts(row: Row) -> dict[str, Any]:
    """Fields of a catalog model from the columns, completed by the catalog model of that name."""
    twin = _twin(row)
    facts = {field: value(row, column) for column, field in COLUMNS.items()}
    if facts["layers"] is None or facts["hidden"] is None:
        facts |= {k: v for k, v in twin.items() if facts.get(k) is None}
    else:
        facts |= {k: twin[k] for k in HIDDEN_FIELDS if k in twin}
        facts |= {k: twin[k] for k in ("kv_heads", "heads", "vocab") if facts.get(k) is None and k in twin}
    facts["name"] = row.get("model")
    if not (facts.get("params_b") or facts.get("active_params_b")):
        facts |= _named_sizes(str(row.get("model") or "")) if not (facts["layers"] and facts["hidden"]) else {}
    dense, kept = facts.get("dense_layers"), value(row, "layers")
    if dense and kept and twin.get("layers"):  # a proxy with layers cut away keeps one of the dense ones in front
        facts["dense_layers"] = np.ceil(dense * kept / twin["layers"])
    if facts.get("experts"):
        if not dense and re.search(MIXED, _text(row, "notes").casefold()):
            facts["dense_layers"] = (facts["layers"] or 0.0) // 2
        facts["expert_ffn_hidden"] = twin.get("expert_ffn_hidden") or facts["ffn_hidden"]
        facts["ffn_hidden"] = twin.get("ffn_hidden") or facts["ffn_hidden"]
        facts["gated_ffn"] = twin.get("gated_ffn", True)
    return facts


def _sheet(row: Row) -> Chip:
    """The chip of a row, with memory and rates that the row itself states for a special part.

    A family's name ("Ascend 910B") means that of the model's own run; chips that meet through the host are cards.
    """
    name = str(row.get("chip") or "")
    sheet = find_chip(name, value(row, "node_size"))
    own = str(_twin(row).get("training_chip") or "")
    if own in chips and fold(name) == fold(sheet.canonical) == fold(chips[own].canonical):
        sheet = chips[own]
    if read_network(_text(row, "interconnect")).pcie:
        with contextlib.suppress(SuanliError):
            card = find_chip(f"{name} PCIe")
            sheet = card if card.canonical == sheet.canonical else sheet
    text = _text(row, "notes", "chip")
    changes: dict[str, Any] = {}
    size = re.search(r"(\d{1,9})\s?GB", name)
    if size and sheet.memory_gb and abs(float(size[1]) / sheet.memory_gb - 1) > 0.1:
        changes |= {"memory_gb": float(size[1]), "memory_usable_gib": None}
    rate = re.search(r"HBM\w{0,9}\s{1,9}at\s{1,9}([\d.]+)\s*TB/s", text)
    if rate:
        changes["memory_gb_s"] = float(rate[1]) * 1000
    watts = re.search(r"\b(\d{3,4}) ?W\b", _text(row, "notes", "chip", "interconnect"))
    if watts:
        changes["power_w"] = float(watts[1])
    return msgspec.structs.replace(sheet, **changes) if changes else sheet


def _software(row: Row, sheet: Chip, low: float) -> tuple[float, bool]:
    """(year of the software, whether attention is fused). Unfused attention dates a stack to 2022 at the latest."""
    born = sheet.launched.year + 1.5 if sheet.launched else 2023.0
    year = _year(row) or born
    word = str(row.get("flash_attention") or "").strip().lower()
    made = sheet.architecture.casefold()
    kernels = not made.startswith(("volta", "pascal"))  # fused attention never came to these
    since = FUSED_TPU if "tpu" in made or sheet.canonical.startswith("TPU") else FUSED_SINCE
    flash = word in {"yes", "true", "1"} if word else kernels and (year >= since or low > 0)
    return (year if flash else min(year, 2022.0)), flash


def _published(row: Row, sheet: Chip) -> dict[str, Any]:
    """Fields of the layout that the developer published of this very run; empty unless all that the row says agrees."""
    twin = _twin(row)
    entry = constants["training_layouts"].values.get(str(twin.get("id"))) if "training_layouts" in constants else None
    if not entry or twin.get("training_chip") != sheet.id:
        return {}
    found = parse_layout(str(entry["layout"])) | {n: entry[n] for n in ("seq", "batch") if n in entry}
    said = {n: value(row, n) for n in ("tp", "pp", "ep")}
    count = value(row, "num_chips") or twin.get("training_chips") or 0
    fits = count % (found["tp"] * found["pp"]) == 0
    return found if fits and all(v in (None, found.get(n, 1)) for n, v in said.items()) else {}


def _recompute(row: Row) -> str:
    word = str(row.get("recompute") or "").lower()
    if not word:
        return ""
    if not word.startswith("full") and PARTS.search(word):
        return "selective"
    return "none" if word in {"none", "no", "off"} else "full"


def _count(row: Row, shape: Shape, sheet: Chip, trained: float | None) -> tuple[float, tuple[str, ...]]:
    """(chips, what was assumed): as given, or the product of the layout, or what the tokens call for, or a node."""
    chips = value(row, "num_chips")
    if chips:
        return chips, ()
    twin = _twin(row)
    if twin.get("training_chips") and twin.get("training_chip") == sheet.id:
        return float(twin["training_chips"]), ("number of chips not given: that of the published run",)
    degrees = [value(row, n) or 1.0 for n in ("tp", "pp", "cp", "dp")]
    if value(row, "dp"):
        chips = float(np.prod(degrees))
    elif trained:
        chips = _usual_count(shape, sheet, trained * 1e9)
    else:
        chips = max(float(np.prod(degrees)), value(row, "node_size") or 8.0)
    return chips, (f"number of chips not given: {chips:.0f} assumed",)


def _year(row: Row) -> float | None:
    """The year of a row, also where it is written as a day."""
    found = re.match(r"\s*(20\d\d)", str(row.get("year") or ""))
    return value(row, "year") or (float(found[1]) if found else None)


def _usual_count(shape: Shape, sheet: Chip, tokens: float) -> float:
    """Chips with which a run of `tokens` would take about six weeks at 40 % utilisation, a power of two."""
    peak = (sheet.dense_tflops.get("bf16") or sheet.dense_tflops.get("fp16") or 100.0) * 1e12
    need = float(shape.token_flops(2048.0)) * tokens / (0.4 * peak * 45 * 86400)
    return float(2 ** int(np.clip(round(np.log2(max(need, 1.0))), 3, 14)))


def usual_batch(count: float, seq: float) -> float:
    """Sequences a step of a job that does not say: 4 M tokens, the habit since 2020, or an eighth of one a chip."""
    return max(TOKENS / seq, count / 8.0)


def _usual_seq(row: Row, year: float) -> float:
    """Tokens a sequence of pretraining in a year, no longer than the model's context."""
    return min(float(_twin(row).get("seq_len") or 1e9), 4096.0 if year >= 2023.5 else 2048.0)


def _given(row: Row, hints: str, year: float, published: Mapping[str, Any]) -> dict[str, Any]:
    """The degrees of the layout that a row states, or its developer; sharding and the rest by habits of the year."""
    given = {n: value(row, n) or published.get(n) for n in ("tp", "pp", "vpp", "cp", "ep", "dp")}
    given["zero"] = value(row, "zero_stage")
    if given["zero"] is None:
        given["zero"] = published.get("zero")
    if not (given["tp"] or given["pp"]) and given["zero"] in {None, 3.0}:
        given |= sharded_whole(hints if given["zero"] is None else f"fsdp {hints}")
    if given["zero"] is None and given["tp"]:
        given["zero"] = 1.0 if year >= SHARDED_SINCE else 0.0
    given["sp"] = sequence_parallel(hints, year)
    return given


def _work(
    row: Row, hints: str, year: float, published: Mapping[str, Any], *, sizes: tuple[float, float], experts: bool
) -> dict[str, Any]:
    """Fields of a case: batch, micro-batch and layout, as the row states them, else as published, else by habit.

    `sizes` are the chips and the model's layers.
    """
    count, layers = sizes
    given = _given(row, hints, year, published)
    micro = value(row, "micro_batch") or published.get("micro_batch")
    batch = value(row, "global_batch")
    seq = value(row, "seq_len") or published.get("seq") or _usual_seq(row, year)
    own, replicas = local_batch(hints), count / math.prod(given[n] or 1.0 for n in ("tp", "pp", "cp"))
    usual = published.get("batch") or (own * replicas if own else _twin(row).get("global_batch"))
    settle(given, (batch, micro, count), year, experts=experts)
    if given["vpp"] and given["pp"]:  # no stage is shorter than a layer
        given["vpp"] = min(given["vpp"], math.ceil(layers / given["pp"]))
    words = schedule_words(_text(row, "notes").lower(), hints)
    schedule = schedule_of(words, given["vpp"])
    if schedule == "1f1b":
        schedule = published.get("schedule", schedule)
    if schedule == "1f1b" and not plain_pipeline(words):
        size = batch or usual or usual_batch(count, seq)
        given["vpp"] = given["vpp"] or interleaved(given, (size, micro, count), layers, year)
        schedule = "interleaved" if (given["vpp"] or 1) > 1 else schedule
    pieces = pieces_of(hints, year, given["pp"] or 1, given["vpp"] or 1)
    if pieces and batch and not micro:
        micro = max(1.0, batch * given["pp"] * (given["tp"] or 1) * (given["cp"] or 1) // (count * pieces))
    return {
        "seq": seq,
        "batch": batch,
        "usual_batch": usual,
        "micro": micro,
        "given": given,
        "recompute": _recompute(row) or published.get("recompute") or usual_recompute(hints),
        "schedule": schedule,
        "said": ["layout as the developer published it"] if published else [],
    }


def _stack(
    row: Row, hints: str, given: Mapping[str, Any], year: float, what: tuple[Shape, Machine], *, developer: bool
) -> dict[str, bool]:
    """Fields of a case that its words and its publisher's habits decide: how its software runs a step.

    `what` are model and machine; a `developer` has published the layout of this very run.
    """
    shape, machine = what
    publisher, experts = publisher_of(str(row.get("source") or "")), bool(shape.experts > 0)
    sharded = (given["zero"] or 0) >= 3
    found = habits_of(hints, gated=bool(shape.gated > 0)) | {"tuned": entered(hints)}
    found["looped"] = experts and looped_experts(hints, year)
    found["parallel"] = side_by_side(str(row.get("model") or ""), hints)
    found |= kernels_of(hints, publisher, year, machine, sharded=sharded, developer=developer)
    found |= dispatch_of(hints, publisher, year, machine, float(shape.experts))
    found |= cuts_of(hints, year, float(given["ep"] or 0), experts=experts)
    # until FairScale and PyTorch had their own, sharding all weights meant DeepSpeed; who had them says so
    found["piecemeal"] |= sharded and year < GATHERED_SINCE and not re.search(r"fsdp|fairscale", hints)
    return found


def read_case(row: Row) -> Case:
    """A row of a table as a case; `Unknown` says what is missing for a prediction."""
    shape, said = complete(_facts(row))
    sheet = _sheet(row)
    trained = value(row, "tokens_trained_b") or _twin(row).get("tokens_b")
    count, how = _count(row, shape, sheet, trained)
    said = (*said, *how)
    precision = str(row.get("precision") or "bf16")
    machine = machine_of(
        sheet,
        precision=precision,
        interconnect=_text(row, "interconnect"),
        node_size=value(row, "node_size"),
    )
    year, flash = _software(row, sheet, float(machine.low_format))
    publisher = publisher_of(str(row.get("source") or ""))
    hints = f"{_text(row, 'recompute', 'notes', 'source', 'table').lower()} {STACKS.get(publisher, '')}"
    own, sizes = _published(row, sheet), (count, float(shape.layers))
    work: dict[str, Any] = _work(row, hints, year, own, sizes=sizes, experts=bool(shape.experts > 0))
    work |= _stack(row, hints, work["given"], year, (shape, machine), developer=bool(own))
    return Case(
        id=str(row.get("id")),
        family=str(row.get("family") or ""),
        publisher=publisher,
        shape=shape,
        machine=machine,
        group=int(machine.group),
        chips=count,
        year=year,
        flash=flash,
        low=float(machine.low_format),
        grad_width=gradient_width(hints, number_format(precision)),
        tokens=trained * 1e9 if trained else None,
        notes=[*said, *work.pop("said")],
        **work,
    )


def with_values(job: Job, years: Any, values: Theta) -> Job:
    """The same job under other constants (draws of them broadcast)."""
    dials = machine_dials(values, job.machine, years)
    return msgspec.structs.replace(job, dials=dials)


def job_of(cases: Sequence[Case], cuts: Cut, values: Theta) -> Job:
    """One array job for cases and their cuts (one each)."""
    machine = stack_machines([c.machine for c in cases])
    job = Job(
        shape=stack_shapes([c.shape for c in cases]),
        cut=cuts,
        machine=machine,
        dials=machine_dials(values, machine, machine.year),
        seq=array([c.seq for c in cases]),
        batch=array([c.batch or 0.0 for c in cases]),
        flash=array([float(c.flash) for c in cases]),
        low=array([c.low for c in cases]),
        grad_width=array([c.grad_width for c in cases]),
        imbalance=np.ones(len(cases)),
        overlap=array([float(c.overlap) for c in cases]),
        fused=array([float(c.fused) for c in cases]),
        padded=array([float(c.padded) for c in cases]),
        frozen=array([float(c.frozen) for c in cases]),
        units=array([MATRICES if c.piecemeal else 1.0 for c in cases]),
        listed=array([float(c.piecemeal and c.year < GATHERED_SINCE) for c in cases]),
        flat=array([float(c.flat) for c in cases]),
        slots=array([float(c.slots) for c in cases]),
        blocking=array([float(c.blocking) for c in cases]),
        lean=array([float(c.lean) for c in cases]),
        bare=array([float(c.bare) for c in cases]),
        ported=array([float(c.ported) for c in cases]),
        sliced=array([float(c.sliced) for c in cases]),
        recore=array([float(c.recore) for c in cases]),
        torch=array([float(c.torch) for c in cases]),
        lapped=array([float(c.lapped or c.schedule == "dualpipe") for c in cases]),
        joined=array([float(c.joined) for c in cases]),
        looped=array([float(c.looped) for c in cases]),
        stepwise=array([float(c.stepwise) for c in cases]),
        parallel=array([float(c.parallel) for c in cases]),
        dedup=array([float(c.dedup or c.schedule == "dualpipe") for c in cases]),
    )
    return with_values(job, array([c.year for c in cases]), values)


def given_cut(case: Case) -> Cut:
    """The cut that a row states, blanks at 1, DP from the chips."""
    g = {k: v for k, v in case.given.items() if v}
    size = g.get("tp", 1) * g.get("pp", 1) * g.get("cp", 1)
    layout = Layout(
        tp=int(g.get("tp", 1)),
        sp=bool(g.get("sp", 0)),
        pp=int(g.get("pp", 1)),
        vpp=int(g.get("vpp", 1)),
        cp=int(g.get("cp", 1)),
        ep=int(g.get("ep", 1)),
        dp=max(1, int(g.get("dp") or case.chips / size)),
        zero=int(case.given.get("zero") or 0),
        micro_batch=int(case.micro or 1),
        recompute=case.recompute or "none",
        schedule=case.schedule,
        offload=case.offload,
    )
    return cut_of(layout)


def batch_job(cases: Sequence[Case], values: Theta) -> Job:
    """One array job for all cases at the cuts they state."""
    return job_of(cases, stack_cuts([given_cut(c) for c in cases]), values)
