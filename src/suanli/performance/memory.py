"""Peak memory of a chip in training, by part: weights, gradients, optimizer, activations, logits, working, reserve.

Tensors kept for the backward pass are summed from the layer's own sizes, so that grouped queries, gates, latent
attention and experts come out right; with h = hidden, ungated 4h and no sharing this is the 34 s b h of Korthikanti
et al. [2205.05198]. The first stage of 1F1B holds one micro-batch per stage, interleaving 1 + (p-1)/(pv) of that.
"""

from __future__ import annotations

import numpy as np

from suanli.performance.layers import Job, every_other, expert_replicas, held_experts
from suanli.performance.machine import GIB, Array
from suanli.performance.step import stage_layers

__all__ = ["PARTS", "fits", "memory", "peak"]

PARTS = ("weights", "gradients", "optimizer", "activations", "logits", "working", "reserve")
ADAM_STATE = 12.0  # bytes a parameter: 32-bit master weight and two moments
LOGIT_BYTES = 6.0  # 16-bit logits and their 32-bit copy; the gradient overwrites it
PLAIN_LOGIT_BYTES = 10.0  # of a framework's own loss (stacks that shard all weights): the gradient is a tensor beside
LEAN_LOGIT_BYTES = 4.0  # of a fused loss: 16-bit logits and their gradient
# share of 16-bit gradients whose blocks activations split up after DeepSpeed drops them, to be made anew: once a step,
# or with every micro-batch, beside 32-bit sums; set on the memory of BLOOM's runs, the only ones of that stack
SPLIT_STEP, SPLIT_MICRO = 0.25, 0.75
BUCKET = 5e8  # elements that DeepSpeed flattens for one exchange (reduce_bucket_size)
RESERVE, COMMUNICATOR = 1.4 * GIB, 0.5 * GIB  # CUDA context and cuBLAS workspace; buffers of one NCCL communicator
FRAGMENTS, LOOSE = 0.04, 0.04


def _dense_in(job: Job, layers: Array, *, first: bool) -> Array:
    """Layers without experts among a stage's: models put theirs in front; with one stage all are there."""
    s = job.shape
    front = np.minimum(s.dense_layers, layers) if first else np.where(job.cut.pp > 1, 0.0, s.dense_layers)
    return np.asarray(np.where(s.experts > 0, front, layers))


def _weights(job: Job, layers: Array, *, first: bool, ends: Array) -> tuple[Array, Array]:
    """(weights outside experts, expert weights) of a stage on one chip, `ends` of them in embeddings."""
    s, cut = job.shape, job.cut
    plain = _dense_in(job, layers, first=first)
    mixed = layers - plain
    body = layers * (s.attention_params + 2.0 * s.hidden) + plain * s.dense_params + mixed * s.shared_params
    experts = mixed * s.expert_params * held_experts(job)
    return np.asarray((body + ends) / cut.tp), np.asarray(experts)


def _width(job: Job) -> Array:
    """Bytes of an element that a product takes in and keeps; stacks that shard all weights keep 16 bits and cast."""
    return np.asarray(2.0 - job.low * (job.cut.zero < 3))


def _inner(job: Job) -> tuple[Array, Array]:
    """Bytes a token that a feed-forward part keeps, ordinary and with experts: before and after the activation.

    What a product takes in is kept in 8 bits where it is computed so (`_width`).
    """
    s, tp = job.shape, job.cut.tp
    width = _width(job)
    each = 2.0 * (1.0 + s.gated) + width
    dense = each * s.ffn / tp
    routed = s.top_k / tp * (each * s.expert_ffn + width * s.hidden) * job.imbalance + each * s.shared_ffn / tp
    return np.asarray(dense), np.asarray(np.where(s.experts > 0, routed, dense))


def _around(job: Job) -> Array:
    """Bytes a token that attention keeps: queries, keys, values, output; latent parts; unfused scores."""
    s, tp = job.shape, job.cut.tp
    heads = np.where(s.latent > 0, s.heads, s.kv_heads)
    plain = 2.0 * (s.heads * (s.head_dim + s.v_dim) + np.maximum(heads, tp) * (s.head_dim + s.v_dim)) / tp
    latent = s.latent * 4.0 * (s.q_lora + s.kv_lora + s.rope)
    scores = np.where(job.flash > 0, 0.0, 5.0 * s.heads * job.seq / job.cut.cp / tp)
    return np.asarray(plain + latent + np.where(job.cut.recompute == 1, 0.0, scores))


def _kept(job: Job, inner: Array) -> tuple[Array, Array]:
    """(bytes a layer keeps of one micro-batch, bytes of a layer with nothing recomputed).

    Residual stream and norms 8 bytes a hidden element (6 where products take in 8 bits), and 2 of dropout masks in
    unfused stacks. Selective recomputation drops unfused scores; where attention is fused, the outputs of norms and
    activations, and the queries, keys and values that latent attention unfolds.
    """
    cut, s = job.cut, job.shape
    spread = np.where(cut.sp > 0, cut.tp, 1.0)
    body = (4.0 + 2.0 * _width(job) + 2.0 * (1 - job.flash)) * s.hidden / spread
    unfolded = s.latent * 2.0 * s.heads * (2.0 * s.head_dim + s.v_dim) / cut.tp
    whole = job.tokens * (body + _around(job) + inner)
    edge = job.tokens * 2.0 * job.shape.hidden / spread
    spared = job.tokens * (body / 2.0 + inner / (2.0 + s.gated) + unfolded)
    lean = np.where(every_other(job), (whole + edge) / 2.0, whole - spared)
    some = np.where(job.flash > 0, lean, whole)
    full = cut.again * edge + (1.0 - cut.again) * whole
    return np.asarray(np.where(cut.recompute == 2, full, np.where(cut.recompute == 1, some, whole))), whole


def _buffers(job: Job) -> Array:
    """Bytes a micro-batch in flight keeps beside its layers: what a stage took in and gave, in DeepSpeed's pipeline."""
    spread = np.where(job.cut.sp > 0, job.cut.tp, 1.0)
    return np.asarray(job.flat * (job.cut.pp > 1) * 4.0 * job.tokens * job.shape.hidden / spread)


def _in_flight(job: Job) -> Array:
    """Micro-batches whose activations the first stage holds at once."""
    cut = job.cut
    micro = np.ceil(job.batch / (cut.dp * cut.micro))
    extra = np.where(cut.vpp > 1, 1.0 + (cut.pp - 1.0) / (cut.pp * cut.vpp), 1.0)
    held = np.where(cut.schedule == 4, micro, np.where(cut.schedule == 3, cut.pp + 1.0, cut.pp * extra))
    return np.asarray(np.minimum(held, micro))  # there are no more than a step has, however deep the interleaving


def _flattened(job: Job, weights: Array) -> Array:
    """Bytes of the flattened copies around a step of DeepSpeed's pipelines, of `weights` parameters on a chip.

    A bucket of gradients; then of 16-bit ones this rank's share (2) and that in 32 bit (4), or one tensor in 64 bit for
    its norm (DeepSpeedZeroOptimizer.step, get_grad_norm_direct); of 32-bit sums the largest tensor cast
    (BF16_Optimizer.update_hp_grads). Blocks that activations leave to the allocator are too small for these.
    """
    s, cut = job.shape, job.cut
    share = np.where(cut.zero >= 1, weights / (cut.dp * cut.cp), 0.0)
    largest = np.maximum(s.embedding_params, s.hidden * s.ffn * (1.0 + s.gated)) / cut.tp
    bucket = np.minimum(BUCKET, weights)
    short = 2.0 * bucket + np.maximum(8.0 * np.minimum(largest, share), 6.0 * share)
    wide = 4.0 * np.maximum(bucket, largest)
    here = (cut.zero < 3) & ~(cut.offload > 0)
    return np.asarray(job.flat * here * np.where(job.grad_width > 2, wide, short))


def _states(job: Job, dense: Array, experts: Array) -> dict[str, Array]:
    """Bytes of weights, gradients and optimizer after sharding over the data-parallel group."""
    cut = job.cut
    whole = cut.dp * cut.cp
    few = expert_replicas(job)
    shared = np.where(cut.schedule == 3, 2.0, 1.0)  # DualPipe keeps both ends' weights
    everything, split = dense + experts, dense / whole + experts / few
    off = np.where(cut.offload > 0, 0.0, 1.0) * (1.0 - job.frozen)
    alone = cut.pp <= 1  # pipelined stages keep weights and gradients whole until their last micro-batch
    cut_grads = (cut.zero >= 2) & alone
    beside = 2.0 * job.flat * np.where(job.grad_width > 2, 1.0 + SPLIT_MICRO, SPLIT_STEP)
    # an offloaded optimizer takes sharded gradients as they come: buckets stay [ZeRO-Offload, 2101.06840]
    most = np.where((cut.offload > 0) & cut_grads, 2.0 * BUCKET, np.inf)
    gathered = np.where((cut.zero >= 3) & alone, 4.0 * everything / np.maximum(stage_layers(job)[0], 1.0), 0.0)
    return {
        "weights": (2.0 * np.where((cut.zero >= 3) & alone, split, everything) + gathered) * shared,
        "gradients": (job.grad_width + beside)
        * np.minimum(np.where(cut_grads, split, everything), most)
        * shared
        * (1.0 - job.frozen),
        "optimizer": ADAM_STATE * np.where(cut.zero >= 1, split, everything) * off,
    }


def _stage(job: Job, *, first: bool) -> dict[str, Array]:
    """Bytes of the first stage (most micro-batches in flight) or of the last (logits), by part."""
    s, cut = job.shape, job.cut
    most, last = stage_layers(job)
    layers = np.where(job.slots > 0, last, most) if first else last
    both = np.where(cut.pp > 1, 1.0, 2.0 - s.tied)
    dense, experts = _weights(job, layers, first=first, ends=s.embedding_params * both)
    plain = _dense_in(job, layers, first=first)
    inner, routed = _inner(job)
    kept, whole = _kept(job, inner)
    kept_routed, whole_routed = _kept(job, routed)
    held = _in_flight(job) if first else np.minimum(_in_flight(job), 1.0)
    acts = (plain * kept + (layers - plain) * kept_routed + _buffers(job)) * held
    ends = np.where(cut.pp > 1, 0.0, 1.0) if first else np.ones_like(cut.pp)
    each = np.where((cut.zero >= 3) & (cut.tp == 1), PLAIN_LOGIT_BYTES, LOGIT_BYTES)
    each = np.where(job.lean > 0, LEAN_LOGIT_BYTES, each)
    logits = each * job.tokens * s.vocab / cut.tp * ends
    busiest = np.maximum(whole, whole_routed * (s.experts > 0))
    layer = np.where(cut.recompute == 2, busiest, job.tokens * np.maximum(inner, routed))
    grads = 2.0 * s.embedding_params / cut.tp * (1.0 - job.frozen)
    loose = FRAGMENTS + LOOSE * (1.0 - job.flash)
    groups = 1.0 + (cut.tp > 1) + (cut.pp > 1) + (cut.dp > 1)
    reserve = RESERVE + COMMUNICATOR * groups + loose * (acts + logits)
    working = layer + np.maximum(grads, _flattened(job, dense + experts))
    parts = {"activations": acts, "logits": logits, "working": working, "reserve": reserve}
    return _states(job, dense, experts) | parts


def _sum(parts: dict[str, Array]) -> Array:
    """Bytes of a stage: what the layout's sharding decides and what its schedule decides, added last."""
    states = parts["weights"] + parts["gradients"] + parts["optimizer"]
    rest = parts["activations"] + parts["logits"] + parts["working"] + parts["reserve"]
    return np.asarray(states + rest)


def peak(job: Job) -> Array:
    """Bytes of the fullest chip, without the parts."""
    one = _sum(_stage(job, first=True))
    return one if np.all(job.cut.pp <= 1) else np.maximum(one, _sum(_stage(job, first=False)))


def memory(job: Job) -> dict[str, Array]:
    """Bytes of the fullest chip by part; `reserve` is what the driver and libraries hold beside the framework.

    The fuller of the first and the last stage counts. `working` is one layer's backward pass and the gradient of an
    embedding, which no kernel adds in place.
    """
    one = _stage(job, first=True)
    if np.all(job.cut.pp <= 1):
        return {part: np.asarray(one[part]) for part in PARTS}
    end = _stage(job, first=False)
    at_end = _sum(end) > _sum(one)
    return {part: np.asarray(np.where(at_end, end[part], one[part])) for part in PARTS}


def fits(job: Job) -> Array:
    """Where the peak stays inside the chip's memory."""
    return np.asarray(peak(job) <= job.machine.memory)
