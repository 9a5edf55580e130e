"""Seconds of one training step over a whole layout: stages, bubble, gradient exchange, optimizer, stragglers."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from suanli.performance.collectives import all_gather, all_reduce, point_to_point
from suanli.performance.kernels import stream
from suanli.performance.layers import (
    TERMS,
    Job,
    Layer,
    expert_replicas,
    expert_tensor,
    head_cost,
    held_experts,
    layer_cost,
)
from suanli.performance.machine import Array

__all__ = ["Step", "stage_layers", "stage_params", "step_floor", "step_seconds", "step_time"]

# bytes that Adam moves a parameter: read gradient, master, two moments; write master, moments, 16-bit weight
ADAM_BYTES = 30.0
LIVE = 1e9  # weights that DeepSpeed's ZeRO-3 holds gathered at most
# seconds of DeepSpeed's hooks to fetch one matrix of an expert and let it go again, where nothing can be fetched ahead:
# Qwen3-VL-30B-A3B on 8 H100 takes 41 s a micro-batch, 18,432 matrices three times over (LlamaFactory issue 9374)
FETCH = 7.5e-4
RACK = 72.0  # chips that are built, cooled and clocked as one where the scale-up domain spans hosts


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of a step and where they go; `terms` sum to `seconds`. `stage` is one micro-batch's time on a stage."""

    seconds: Array
    terms: dict[str, Array]
    stage: Array
    micro_batches: Array


def stage_layers(job: Job) -> tuple[Array, Array]:
    """(layers of the fullest stage, layers of the last): a remainder is taken from the last and first stages.

    From the last alone where the head weighs several layers and stages are whole; interleaved ones take a layer off
    either end (Megatron's options to count embedding and loss as layers, Llama 3's 126 of 128).
    """
    s, pp = job.shape, job.cut.pp
    layers = s.layers + 2.0 * job.slots * (pp > 1)
    most = np.ceil(layers / pp)
    body = s.active_params - s.embedding_params
    heavy = np.where(job.cut.vpp > 1, 1.0, np.floor(s.embedding_params * s.layers / np.maximum(body, 1.0)))
    left = most * pp - layers
    short = np.where((job.slots > 0) & (pp > 1), 1.0, np.minimum(left, np.maximum(heavy, 1.0)))
    short = np.minimum(short, most - 1.0)
    return np.asarray(most), np.asarray(most - short)


def _mean(job: Job, plain: Layer, expert: Layer | None) -> dict[str, dict[str, Array]]:
    """Seconds by part and term of the mean layer of a model that has both kinds."""
    share = job.shape.moe_layers / job.shape.layers
    found: dict[str, dict[str, Array]] = {}
    for part in ("forward", "backward", "again"):
        one = getattr(plain, part)
        two = getattr(expert, part) if expert else one
        found[part] = {t: one[t] * (1 - share) + two[t] * share if expert else one[t] for t in TERMS}
    return found


def _total(terms: dict[str, Array]) -> Array:
    return np.asarray(sum(terms.values()))


def stage_params(job: Job) -> tuple[Array, Array]:
    """(weights of the fullest stage outside experts, weights of its experts) on one chip."""
    s, cut = job.shape, job.cut
    most, _ = stage_layers(job)
    share = s.moe_layers / s.layers
    body = s.attention_params + (1 - share) * s.dense_params + share * s.shared_params
    ends = s.embedding_params * np.where(cut.pp > 1, 1.0, 2.0 - s.tied)
    dense = (most * body + ends) / cut.tp
    experts = most * share * s.expert_params * held_experts(job)
    return np.asarray(dense), np.asarray(experts)


def _groups(job: Job) -> tuple[Array, Array]:
    """(chips that share a dense gradient, chips that share an expert's)."""
    return np.asarray(job.cut.dp * job.cut.cp), expert_replicas(job)


def _each_micro_batch(job: Job) -> Array:
    """Whether sharded weights or gradients move with every micro-batch.

    Only without a pipeline: pipelined stacks keep a stage's weights and gradients whole from its first micro-batch to
    its last and move them once, as ZeRO-1 does [2402.15627 section 3.2, 2407.21783 section 3.3.2]; PyTorch's schedules
    switch FSDP's resharding and reduction off until then (stage.py, backward_maybe_with_nosync).
    """
    return np.asarray((job.cut.zero >= 2) & (job.cut.pp <= 1))


def _room_ahead(job: Job, piece: Array) -> Array:
    """Share of the next piece (`piece` weights) that may be gathered while one is in use; 1 where layers move whole.

    DeepSpeed keeps 1e9 weights at most (stage3_max_live_parameters, its default): matrices larger than that wait.
    """
    room = np.clip(LIVE / np.maximum(piece, 1.0) - 1.0, 0.0, 1.0)
    return np.asarray(np.where(job.units > 1, room, 1.0))


def _fetched(job: Job) -> Array:
    """Matrices of experts on a stage that DeepSpeed's hooks fetch one by one; 0 where layers move whole.

    A loop over experts finds other experts with each batch, so that the order of the last one is no help and nothing is
    fetched ahead (DeepSpeed issue 4808).
    """
    s = job.shape
    local = np.maximum(s.experts / job.cut.ep, 1.0) * (2.0 + s.gated) * s.moe_layers / job.cut.pp
    return np.asarray(local * job.looped * (job.units > 1) * (job.cut.zero >= 3))


def _sharded(job: Job, busy: Array, micro: Array) -> Array:
    """Seconds of a step that gathering sharded weights (ZeRO-3) or reducing per micro-batch (ZeRO-2) adds."""
    cut, m, d = job.cut, job.machine, job.dials
    whole, few = _groups(job)
    dense, experts = stage_params(job)
    units = stage_layers(job)[0] * job.units
    apart = cut.ep * expert_tensor(job)
    fetched = _fetched(job)
    parts = np.where(fetched > 0, np.maximum(fetched, 1.0), units)

    def moved(width: Any) -> Array:
        """Seconds to gather (or scatter) all weights of a stage once, unit by unit."""
        plain = all_gather(width * dense / units, whole, cut.tp, m, d) * units
        return np.asarray(plain + all_gather(width * experts / parts, few, apart, m, d) * parts)

    gather, reduce = moved(2.0), moved(job.grad_width)
    # DeepSpeed lets go of the pieces that a recomputed forward pass gathered, and gathers them again for the backward
    times = 2.0 + (job.units > 1) * (cut.recompute == 2) * cut.again
    traffic = np.where(cut.zero >= 3, times * gather + reduce, reduce + gather / micro)
    copied = (times + 1.0) * units * whole * d.shard_copy * job.listed + times * fetched * FETCH
    hidden = d.shard_hidden * job.overlap * _room_ahead(job, dense / units) * (fetched <= 0)
    left = traffic - hidden * np.minimum(traffic, busy) + copied
    return np.asarray(np.where(_each_micro_batch(job), left * micro, 0.0))


def _window(job: Job, middle: Array, micro: Array) -> Array:
    """Seconds of compute behind which gradients and weights may move, of `middle` seconds of a micro-batch on a stage.

    A plain pipeline adds up to its last micro-batch. Interleaved ones finish one virtual stage after another, p
    micro-batches of it apart (and start them so), so that all but the last have (v-1)/v of p micro-batches more
    [2104.04473, figure 4].
    """
    v = np.maximum(job.cut.vpp, 1.0)
    return np.asarray(middle * (1.0 + np.minimum(job.cut.pp, micro) * (v - 1.0)) / v)


def _gradients(job: Job, window: Array) -> Array:
    """Seconds, not hidden, of the exchange of gradients and weights once a step (not with every micro-batch).

    Sharded optimizers scatter gradients and gather weights; DeepSpeed's pipelines reduce 16-bit copies of the
    gradients everywhere, also where the optimizer is sharded (stage_1_and_2.py, allreduce_bucket).
    """
    cut, m, d = job.cut, job.machine, job.dials
    whole, few = _groups(job)
    dense, experts = stage_params(job)
    once = np.where(job.flat > 0, 2.0, job.grad_width)
    again = np.where(m.in_network > 0, 0.0, once)  # switches that reduce send the sum once
    width = once + np.where(cut.zero >= 1, 2.0 + job.flat * (cut.pp > 1) * again, again)
    apart = cut.ep * expert_tensor(job)
    cost = all_gather(width * dense, whole, cut.tp, m, d) + all_gather(width * experts, few, apart, m, d)
    left = cost - d.dp_hidden * job.overlap * np.minimum(cost, window)
    far = cut.chips - cut.chips / cut.pp
    ends = all_reduce(job.grad_width * job.shape.embedding_params / cut.tp, 2.0, far, m, d)
    tied = np.where((cut.pp > 1) & (job.shape.tied > 0), ends, 0.0)
    return np.asarray((np.where(_each_micro_batch(job), 0.0, left) + tied) * (1.0 - job.frozen))


def _optimizer(job: Job) -> Array:
    """Seconds of the optimizer on the weights a chip updates; over the host link where it is offloaded."""
    cut, d = job.cut, job.dials
    whole, few = _groups(job)
    dense, experts = stage_params(job)
    split = cut.zero >= 1
    mine = np.where(split, dense / whole + experts / few, dense + experts)
    on_chip = stream(ADAM_BYTES * mine * d.optimizer, job.machine, d)
    moved = 4.0 * mine / job.machine.host_rate + 16.0 * mine / 2e10  # gradients down, weights up; host Adam
    return np.asarray(np.where(cut.offload > 0, moved, on_chip) * (1.0 - job.frozen))


def _bubble(job: Job, forward: Array, backward: Array) -> Array:
    """Idle seconds of a step: fill and drain of the schedule, of one stage's forward and backward seconds.

    1F1B and GPipe (p-1)(F+B); interleaved that over v [2104.04473]; zero-bubble H1 (p-1)(F+B-2W) with W = B/2 split
    off [2401.10241]; DualPipe (p/2-1)(F+B-3W) [2412.19437]. B counts input and weight gradients.
    """
    cut = job.cut
    whole = forward + backward
    late = backward / 2.0
    steps = np.maximum(cut.pp - 1.0, 0.0)
    plain = steps * whole / np.maximum(cut.vpp, 1.0)
    zero = steps * np.maximum(forward + late - late, 0.0)
    dual = np.maximum(cut.pp / 2.0 - 1.0, 0.0) * np.maximum(whole - 1.5 * late, 0.0)
    return np.asarray(np.where(cut.schedule == 2, zero, np.where(cut.schedule == 3, dual, plain)))


def _transfers(job: Job) -> Array:
    """Seconds, not hidden, of one micro-batch's activations and gradients crossing a stage's borders."""
    cut = job.cut
    size = 2.0 * job.tokens * job.shape.hidden / cut.tp
    far = cut.chips / cut.pp
    once = point_to_point(size, far, job.machine, job.dials)
    share = np.where(job.overlap > 0, job.dials.pp_exposed, 1.0)
    return np.asarray(np.where(cut.pp > 1, 2.0 * cut.vpp * once * share, 0.0))


class _Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """What a step is put together from: seconds by part of the schedule."""

    parts: dict[str, dict[str, Array]]
    again: dict[str, Array]
    send: Array
    slow: Array
    micro: Array
    most: Array
    bubble: Array
    shard: Array
    dp: Array
    optimizer: Array


def _pieces(job: Job) -> _Pieces:
    mixed = bool(np.any(job.shape.experts > 0))
    parts = _mean(job, layer_cost(job, experts=False), layer_cost(job, experts=True) if mixed else None)
    head_f, head_b = head_cost(job)
    most, last = stage_layers(job)
    forward = _total(parts["forward"])
    backward = _total(parts["backward"]) + _total(parts["again"])
    send = _transfers(job)
    middle = most * (forward + backward) + send
    final = last * (forward + backward) + (head_f + head_b) + send
    slow = np.maximum(middle, final)
    micro = np.ceil(job.batch / (job.cut.dp * job.cut.micro))
    return _Pieces(
        parts=parts,
        again=parts["again"],
        send=send,
        slow=slow,
        micro=micro,
        most=most,
        bubble=_bubble(job, most * forward, most * backward),
        shard=_sharded(job, slow, micro),
        dp=_gradients(job, _window(job, middle, micro)),
        optimizer=_optimizer(job),
    )


def _late(job: Job) -> Array:
    """Share of a step that waiting for the slowest of many nodes adds."""
    together = np.maximum(job.machine.node, np.minimum(job.machine.domain, RACK))
    nodes = np.maximum(job.cut.chips / together, 1.0)
    return np.asarray(job.dials.straggler * np.log2(nodes))


def _seconds(job: Job, p: _Pieces) -> Array:
    steady = p.micro * p.slow + p.shard + p.dp + job.dials.step_fixed
    return np.asarray((steady + p.bubble + p.optimizer) * (1.0 + _late(job)))


def step_seconds(job: Job) -> tuple[Array, Array, Array]:
    """(seconds of a step, of one micro-batch on the slowest stage, micro-batches), without the breakdown."""
    p = _pieces(job)
    return _seconds(job, p), p.slow, p.micro


def step_floor(job: Job, most_virtual: Any) -> Array:
    """Seconds that no schedule of up to `most_virtual` stages a chip can beat, for cuts without recomputation.

    Micro-batches on the slowest stage, the smallest bubble of any schedule, and stragglers; what gradient exchange
    and optimizer add is left out.
    """
    p = _pieces(job)
    forward, backward = p.most * _total(p.parts["forward"]), p.most * _total(p.parts["backward"])
    cuts = [(0.0, most_virtual), (2.0, 1.0), (3.0, 1.0)]
    idle = [_bubble(_scheduled(job, schedule, virtual), forward, backward) for schedule, virtual in cuts]
    least = np.minimum(np.minimum(idle[0], idle[1]), idle[2])
    return np.asarray((p.micro * p.slow + least + job.dials.step_fixed) * (1.0 + _late(job)))


def _scheduled(job: Job, schedule: float, virtual: Any) -> Job:
    cut = msgspec.structs.replace(
        job.cut, schedule=np.full_like(job.cut.tp, schedule), vpp=np.ones_like(job.cut.tp) * virtual
    )
    return msgspec.structs.replace(job, cut=cut)


def step_time(job: Job) -> Step:
    """Seconds of one optimizer step of every layout in `job`, with their breakdown."""
    p = _pieces(job)
    seconds = _seconds(job, p)
    count = p.micro * p.most
    terms = {t: count * (p.parts["forward"][t] + p.parts["backward"][t] + p.again[t]) for t in TERMS}
    used = _total(terms) + p.micro * p.send
    terms |= {"pp": p.micro * p.send, "head": p.micro * p.slow - used, "bubble": p.bubble}
    terms |= {"shard": p.shard, "dp": p.dp, "optimizer": p.optimizer, "fixed": job.dials.step_fixed + 0.0 * seconds}
    late = _late(job)
    terms["straggler"] = seconds * late / (1.0 + late)
    return Step(seconds=seconds, terms=terms, stage=p.slow, micro_batches=p.micro)
