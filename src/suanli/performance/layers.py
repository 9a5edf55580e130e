"""Time of one transformer layer for one micro-batch on one chip, term by term, forward and backward.

Products are counted with their own shapes: forward (T x K)(K x N), input gradient (T x N)(N x K), weight gradient
(K x T)(T x N). Attention over the causal half, fused or not. Memory-bound passes count the bytes of a fused
implementation; the dial `traffic` says how far software is from it.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from suanli.performance.collectives import all_gather, all_reduce, all_to_all
from suanli.performance.dials import Dials
from suanli.performance.kernels import batched_products, flash_attention, gemm, stream
from suanli.performance.layouts import Cut
from suanli.performance.machine import Array, Machine
from suanli.performance.shapes import Shape

__all__ = [
    "TERMS",
    "Job",
    "Layer",
    "every_other",
    "expert_replicas",
    "expert_tensor",
    "head_cost",
    "held_experts",
    "layer_cost",
]

TERMS = ("gemm", "attention", "memory_ops", "host", "tp", "cp", "ep")
DUAL_LEFT = 0.2  # of the expert exchange is left in the open by DualPipe, which was built to hide it [2412.19437]
FLASH_BACKWARD = 2.5 / 0.85  # five products against two, at 0.85 of the forward rate (FlashAttention-2 and -3 papers)
# operations a layer launches, by part: counted in Megatron's and PyTorch's forward pass
OPS_DENSE, OPS_UNFUSED, OPS_COMM, OPS_EXPERT, OPS_BACKWARD = 24.0, 8.0, 4.0, 30.0, 1.8
# operations of one expert in a loop, forward, counted in transformers' models (Mixtral, Qwen MoE): where its tokens are
# (four, the first waits for the chip), gathered, up, gate, activation, product, down, weighted (two), added
OPS_LOOP = 13.0
BLOCKED = 1.5  # a launch that waits also pays for waking up, 10 to 15 microseconds
OPS_EACH = 2.0  # of one local expert: grouped products are launched one by one, 8-bit ones with their casts
# bytes an element of a token's copies moves each way: sorted before the exchange, by expert after it, both undone;
# half where tokens are sent from where they lie
PERMUTED = 16.0


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """All that a step's time depends on: arrays that broadcast together.

    `seq` tokens a sequence, `batch` sequences a step; `flash` is 1 for fused attention, `low` 1 for 8-bit products;
    `grad_width` bytes of an exchanged gradient; `imbalance` load of the busiest expert over the mean;
    `overlap` is 0 where nothing is hidden behind compute, `dedup` 1 where tokens are sent to experts from where they
    lie, once to each chip and node (DeepEP, HybridEP), rather than sorted copies;
    `fused` is 0 for operations run one by one (eager), `padded` 1 where experts take a fixed number of tokens, so
    that one batched product serves all, `frozen` 1 where weights are not trained (adapters): no weight gradients.
    `units` pieces of a layer are gathered one by one where weights are sharded; `listed` is 1 where each arrives as a
    list of shards and is copied together by the host. `flat` is 1 where gradients and optimizer pass through flattened
    copies (DeepSpeed), `slots` 1 where each embedding counts as a layer when stages are cut, `blocking` 1 where the
    host waits for every operation it launches (CUDA_LAUNCH_BLOCKING), `lean` 1 where the loss needs no 32-bit logits,
    `bare` 1 where the stack hides nothing of the tensor-parallel exchange, `ported` 1 where fused attention is a kernel
    of the architecture before, `sliced` 1 where tensor parallelism cuts the experts as well, `recore` 1 where selective
    recomputation repeats attention, fused or not, `torch` 1 where tensor parallelism is PyTorch's own and bare,
    `lapped` 1 where pipelines weave an exchange that leaves the domain into another micro-batch, `parallel` 1 where
    attention and feed-forward part of a layer read the same input, side by side, `joined` 1 where one kernel runs all
    local experts' products with the activation and the casts between them, `looped` 1 where experts come one by one in
    a loop that asks the chip for each one's tokens, `stepwise` 1 where unfused attention is one operation after the
    other.
    """

    shape: Shape
    cut: Cut
    machine: Machine
    dials: Dials
    seq: Array
    batch: Array
    flash: Array
    low: Array
    grad_width: Array
    imbalance: Array
    overlap: Array
    dedup: Array
    fused: Array
    padded: Array
    frozen: Array
    units: Array = msgspec.field(default_factory=lambda: np.ones(()))
    listed: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    flat: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    slots: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    blocking: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    lean: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    bare: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    ported: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    sliced: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    recore: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    torch: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    lapped: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    parallel: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    joined: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    looped: Array = msgspec.field(default_factory=lambda: np.zeros(()))
    stepwise: Array = msgspec.field(default_factory=lambda: np.zeros(()))

    @property
    def tokens(self) -> Array:
        """Tokens of one micro-batch that a tensor-parallel group works on."""
        return self.cut.micro * self.seq / self.cut.cp


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of a layer by term: `forward` and `backward` map TERMS to arrays; `again` is recomputed forward."""

    forward: dict[str, Array]
    backward: dict[str, Array]
    again: dict[str, Array]


def expert_tensor(job: Job) -> Array:
    """Chips that an expert is cut over: the tensor-parallel group where `sliced`, else one."""
    return np.asarray(np.where(job.sliced > 0, job.cut.tp, 1.0))


def held_experts(job: Job) -> Array:
    """Experts' worth of weights that a chip holds of a layer: whole ones, or a piece of each; 0 without experts."""
    whole = np.maximum(job.shape.experts / job.cut.ep, 1.0) / expert_tensor(job)
    return np.asarray(whole * (job.shape.experts > 0))


def expert_replicas(job: Job) -> Array:
    """Chips that hold the same piece of an expert, and so share its gradient; at least one."""
    cut = job.cut
    return np.asarray(np.maximum(cut.dp * cut.cp * cut.tp / (cut.ep * expert_tensor(job)), 1.0))


def every_other(job: Job) -> npt.NDArray[np.bool_]:
    """Where selective recomputation means every other layer whole: stacks that shard all weights, fused attention.

    Megatron's flag means attention's core there as well, once tensor parallelism is its own.
    """
    cut = job.cut
    own = (cut.tp == 1) | (job.recore == 0)
    return np.asarray((cut.recompute == 1) & (cut.zero >= 3) & own & (job.flash > 0))


def _product(job: Job, n: Any, k: Any, *, rows: Any = None, groups: Any = 1.0, low: Any = None) -> tuple[Array, Array]:
    """(forward, backward) seconds of a linear part with N = n outputs and K = k inputs a token."""
    tokens = job.tokens if rows is None else rows
    bits = job.low if low is None else low
    m, d = job.machine, job.dials
    width = 2.0 - np.asarray(bits)
    forward = gemm(tokens, n, k, m, d, groups=groups, low=bits, width=width)
    inputs = gemm(tokens, k, n, m, d, groups=groups, low=bits, width=width)
    weights = gemm(k, n, tokens, m, d, groups=groups, low=bits, width=width, out=2.0 * job.grad_width)
    # stacks before fused attention add a weight gradient to the running sum in a pass of its own
    cast = 8.0 * job.flat * (job.grad_width > 2)  # DeepSpeed writes and reads a 32-bit copy of it on the way
    added = stream((2.0 + 2.0 * job.grad_width + cast) * k * n * groups * (1.0 - job.flash), m, d)
    return forward, inputs + (weights + added) * (1.0 - job.frozen)


def _attention_products(job: Job) -> tuple[Array, Array]:
    """(forward, backward) seconds of the projections around attention, ordinary or latent."""
    s, tp = job.shape, job.cut.tp
    latent, lora = s.latent, s.q_lora
    plain = 1.0 - latent
    kv = np.maximum(s.kv_heads / tp, 1.0)
    query = s.heads * s.head_dim / tp
    parts = [
        (plain * (query + 2.0 * kv * s.head_dim), s.hidden),
        (s.hidden, s.heads * s.v_dim / tp),
    ]
    if np.any(latent):
        parts += [
            (latent * np.where(lora > 0, lora, query), s.hidden),
            (latent * np.where(lora > 0, query, 0.0), np.maximum(lora, 1.0)),
            (latent * (s.kv_lora + s.rope), s.hidden),
            (latent * s.heads * (s.head_dim - s.rope + s.v_dim) / tp, np.maximum(s.kv_lora, 1.0)),
        ]
    times = [_product(job, n, k) for n, k in parts]
    return sum(f for f, _ in times), sum(b for _, b in times)  # type: ignore[return-value]


def _attention_core(job: Job) -> tuple[Array, Array]:
    """(forward, backward) seconds of scores, softmax and values, causal."""
    s, tp = job.shape, job.cut.tp
    seen = job.seq / 2.0
    window = np.minimum(seen, np.where(s.window > 0, s.window, np.inf))
    mean = s.windowed * window + (1.0 - s.windowed) * seen
    flops = 2.0 * job.tokens * mean * s.heads / tp * (s.head_dim + s.v_dim)
    fused = flash_attention(flops, job.seq, job.machine, job.dials, ported=job.ported)
    if np.all(job.flash > 0):
        return fused, fused * FLASH_BACKWARD
    rows = job.seq / job.cut.cp
    heads = job.cut.micro * s.heads / tp
    plain = batched_products(rows, s.head_dim, heads, job.machine, job.dials, stepwise=job.stepwise)
    forward = np.where(job.flash > 0, fused, plain)
    return forward, np.where(job.flash > 0, fused * FLASH_BACKWARD, plain * 2.0)


def _passes(job: Job, width: Any, *, experts: bool) -> tuple[Array, Array]:
    """(forward, backward) seconds of memory-bound operations of a layer whose inner width is `width` a token.

    Forward bytes a token: norms, residuals and dropout 20 a hidden element (divided by TP only with sequence
    parallelism; 12 where both parts share a norm and a residual sum), rotary and transposes 8 a query and key element,
    activation 4 or 6 an inner element.
    """
    s, cut, d = job.shape, job.cut, job.dials
    spread = np.where(cut.sp > 0, cut.tp, 1.0)
    body = (20.0 - 8.0 * job.parallel) * s.hidden / spread + 8.0 * (s.heads + s.kv_heads) * s.head_dim / cut.tp
    own = s.top_k * s.expert_ffn / cut.tp * float(experts) * job.joined  # inner elements that never leave their kernel
    inner = (4.0 + 2.0 * s.gated) * (width - own)
    routed = s.top_k * s.hidden * expert_tensor(job) / cut.tp * float(experts)  # elements of a token's copies there
    inputs = s.hidden * 2.0 + s.heads * s.v_dim / cut.tp + width - own + routed
    cast = 5.0 * inputs * job.low * d.cast8
    traffic = d.traffic * np.where(job.fused > 0, 1.0, d.unfused)
    move = stream(job.tokens * ((body + inner) * traffic + cast), job.machine, d)
    permute = stream(job.tokens * PERMUTED * (1.0 - 0.5 * job.dedup) * routed * d.moe_traffic, job.machine, d)
    return move + permute, move * 2.0 + permute


def _tensor_parallel(job: Job, pairs: Any) -> Array:
    """Seconds, not hidden, of one direction's tensor-parallel exchange: `pairs` reduce-scatter + all-gather."""
    size = 2.0 * job.tokens * job.shape.hidden
    once = all_reduce(size, job.cut.tp, 1.0, job.machine, job.dials)
    hides = (job.overlap > 0) & (job.bare == 0)
    return np.asarray(pairs * once * np.where(hides, job.dials.tp_exposed, 1.0))


def _regathered(job: Job) -> Array:
    """Factor on the backward exchange: sequence parallelism gathers each input again for the weight gradient.

    Half a pair more; it hides behind the input gradient unless nothing is hidden, or in PyTorch's own stack, whose
    collectives wait for each other (torch.distributed.tensor).
    """
    return np.asarray(1.0 + 0.5 * job.cut.sp * np.maximum(1.0 - job.overlap, job.torch))


def _context_parallel(job: Job, core: Array) -> Array:
    """Seconds by which passing keys and values around the ring outlasts the attention it hides behind."""
    s, cut = job.shape, job.cut
    heads = np.where(s.latent > 0, s.heads, s.kv_heads)
    size = 2.0 * cut.micro * job.seq * np.maximum(heads / cut.tp, 1.0) * (s.head_dim + s.v_dim)
    ring = all_gather(size, cut.cp, cut.tp, job.machine, job.dials)
    return np.asarray((core**3 + ring**3) ** (1 / 3) - core)


def _expert_part(job: Job) -> tuple[Array, Array]:
    """(forward, backward) seconds of router, routed and shared experts on one chip."""
    s, cut = job.shape, job.cut
    local = np.maximum(s.experts / cut.ep, 1.0)
    pieces = expert_tensor(job)
    rows = job.tokens * pieces / cut.tp * s.top_k / local * job.imbalance
    share = np.where((job.joined > 0) | (job.looped > 0), 1.0, job.dials.grouped)  # one kernel runs as one product does
    dials = msgspec.structs.replace(job.dials, gemm_ceiling=job.dials.gemm_ceiling * share)
    inner = msgspec.structs.replace(job, dials=dials)
    turns = np.where(job.looped > 0, local, 1.0)  # alone on the chip, one after the other
    groups = local / turns
    up = _product(inner, (1.0 + s.gated) * s.expert_ffn / pieces, s.hidden, rows=rows, groups=groups)
    down = _product(inner, s.hidden, s.expert_ffn / pieces, rows=rows, groups=groups)
    wide = s.shared_ffn / cut.tp
    shared = [_product(job, (1.0 + s.gated) * wide, s.hidden), _product(job, s.hidden, np.maximum(wide, 1.0))]
    router = _product(job, s.experts, s.hidden, rows=job.tokens / cut.tp, low=0.0)
    has = s.shared_ffn > 0
    each = np.where(job.joined > 0, 1.0, local) * job.dials.expert_ramp
    forward = turns * (up[0] + down[0]) + 2.0 * each + router[0] + np.where(has, shared[0][0] + shared[1][0], 0.0)
    backward = turns * (up[1] + down[1]) + 4.0 * each + router[1] + np.where(has, shared[0][1] + shared[1][1], 0.0)
    return forward, backward


def _exchange(job: Job) -> Array:
    """Seconds, not hidden, of one direction's two all-to-alls (dispatch and combine, 16 bit).

    Where experts lie beyond the domain and there is a pipeline, the exchange of one micro-batch is woven into the
    products of another. What reaches experts that are cut is gathered for all of their pieces, and their results are
    summed: whole tokens where each chip holds a piece of every expert, else each copy.
    """
    s, cut = job.shape, job.cut
    pieces = expert_tensor(job)
    size = 2.0 * job.tokens / cut.tp * s.top_k * s.hidden * job.imbalance
    once = all_to_all(size, cut.ep, pieces, job.machine, job.dials, copies=np.maximum(s.top_k, 1.0), once=job.dedup)
    woven = (job.lapped > 0) & (cut.pp > 1) & (cut.ep > job.machine.domain)
    left = np.where(cut.schedule == 3, DUAL_LEFT, np.where(woven, job.dials.ep_woven, 1.0))
    share = job.dials.ep_exposed * left
    gathered = np.where(cut.ep > 1, size, 2.0 * job.tokens / cut.tp * s.hidden) * pieces
    among = all_reduce(gathered, pieces, 1.0, job.machine, job.dials)
    return np.asarray(2.0 * once * np.where(job.overlap > 0, share, 1.0) + among)


def _host(job: Job, busy: Array, *, experts: bool, factor: float) -> Array:
    """Seconds by which launching a layer's operations outlasts running them: p-norm of the two, less the latter.

    A host that waits for each operation adds all of its launches; one that loops over experts waits for each expert in
    the forward pass, and adds what these launch.
    """
    ops = OPS_DENSE + OPS_UNFUSED * (1.0 - job.flash) + OPS_COMM * (job.cut.tp > 1)
    waits = np.zeros(())
    if experts:
        local = np.maximum(job.shape.experts / job.cut.ep, 1.0)
        each = OPS_EACH * local * (1.0 - np.maximum(job.padded, job.joined)) * (1.0 + 2.0 * job.low)
        ops = ops + (OPS_EXPERT + each * (1.0 - job.looped)) * job.dials.moe_host
        waits = OPS_LOOP * local * job.looped
    launch = (ops + waits * (factor > 1)) * factor * job.dials.host_op
    alone = waits * (factor <= 1) * job.dials.host_op
    return np.asarray(np.where(job.blocking > 0, BLOCKED * launch, (busy**4 + launch**4) ** 0.25 - busy) + alone)


def layer_cost(job: Job, *, experts: bool) -> Layer:
    """Seconds of one layer and micro-batch: an expert layer or an ordinary one."""
    s, tp = job.shape, job.cut.tp
    around, around_back = _attention_products(job)
    core, core_back = _attention_core(job)
    if experts:
        inner, inner_back = _expert_part(job)
        width = job.shape.top_k * s.expert_ffn / tp + s.shared_ffn / tp
        swap = _exchange(job)
    else:
        up = _product(job, (1.0 + s.gated) * s.ffn / tp, s.hidden)
        down = _product(job, s.hidden, s.ffn / tp)
        inner, inner_back = up[0] + down[0], up[1] + down[1]
        width, swap = s.ffn / tp, np.zeros(())
    move, move_back = _passes(job, width, experts=experts)
    exchange = _tensor_parallel(job, 1.0 if experts else 2.0 - job.parallel)
    ring = _context_parallel(job, core)
    forward = {"gemm": around + inner, "attention": core, "memory_ops": move, "tp": exchange, "cp": ring, "ep": swap}
    backward = {
        "gemm": around_back + inner_back,
        "attention": core_back,
        "memory_ops": move_back,
        "tp": exchange * _regathered(job),
        "cp": ring * 2.0,
        "ep": swap,
    }
    for part, factor in ((forward, 1.0), (backward, OPS_BACKWARD)):
        part["host"] = _host(job, sum(part.values()), experts=experts, factor=factor)  # type: ignore[arg-type]
    return Layer(forward=forward, backward=backward, again=_again(job, forward, around))


def _again(job: Job, forward: dict[str, Array], around: Array) -> dict[str, Array]:
    """What recomputation adds to the backward pass: the forward pass of the layers that are repeated.

    Selective recomputation repeats unfused attention; where attention is fused, norms and activations (half of
    the memory-bound time) and what unfolds latent attention (half of the products `around` it), or, where a stack
    repeats its core all the same, attention; under sharded parameters alone (FSDP) it means every other layer.
    """
    some = job.cut.recompute == 1
    half = every_other(job)
    share = np.where(job.cut.recompute == 2, job.cut.again, np.where(half, 0.5, 0.0))
    again = {t: share * v for t, v in forward.items()}
    core = some & ~half & ((job.flash == 0) | (job.recore > 0))
    again["attention"] = np.where(core, forward["attention"], again["attention"])
    light = some & ~half & ~core
    again["memory_ops"] = np.where(light, forward["memory_ops"] / 2.0, again["memory_ops"])
    again["gemm"] = np.where(light, again["gemm"] + job.shape.latent * around / 2.0, again["gemm"])
    return again


def head_cost(job: Job) -> tuple[Array, Array]:
    """(forward, backward) seconds of logits, loss and embedding of one micro-batch on the last stage.

    Logits in 16 bit; the loss passes over T x V elements in 32 bit: about 10 bytes forward, 10 backward.
    """
    s, cut = job.shape, job.cut
    columns = s.vocab / cut.tp
    forward, backward = _product(job, columns, s.hidden, low=0.0)
    passes = stream(10.0 * job.tokens * columns * job.dials.head, job.machine, job.dials)
    lookup = stream(8.0 * job.tokens * s.hidden, job.machine, job.dials)
    return forward + passes + lookup, backward + passes + lookup
