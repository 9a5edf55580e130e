"""Peak memory of a chip in training, by part: weights, gradients, optimizer, activations, logits, working, reserve.

Tensors kept for the backward pass are summed from the layer's own sizes, so that grouped queries, gates, latent
attention and experts come out right; with h = hidden, ungated 4h and no sharing this is the 34 s b h of Korthikanti
et al. [2205.05198]. The first stage of 1F1B holds one micro-batch per stage, interleaving 1 + (p-1)/(pv) of that.
"""

from __future__ import annotations

import numpy as np

from suanli.performance.layers import Job
from suanli.performance.machine import GIB, Array
from suanli.performance.step import stage_layers

__all__ = ["PARTS", "fits", "memory"]

PARTS = ("weights", "gradients", "optimizer", "activations", "logits", "working", "reserve")
ADAM_STATE = 12.0  # bytes a parameter: 32-bit master weight and two moments
LOGIT_BYTES = 10.0  # 16-bit logits, their 32-bit copy and its gradient
RESERVE = 2.6 * GIB  # CUDA context, NCCL buffers, cuBLAS workspace: what a driver counts and a framework does not
FRAGMENTS = 0.04  # of activations and logits: blocks that the allocator holds and cannot use


def _stage_weights(job: Job) -> tuple[Array, Array]:
    """(weights outside experts, expert weights) of the first stage on one chip; it holds the input embedding."""
    s, cut = job.shape, job.cut
    most, _ = stage_layers(job)
    share = s.moe_layers / s.layers
    body = s.attention_params + 2.0 * s.hidden + (1 - share) * s.dense_params + share * s.shared_params
    ends = s.embedding_params * np.where(cut.pp > 1, 1.0, 2.0 - s.tied)
    experts = most * share * s.expert_params * np.maximum(s.experts / cut.ep, 1.0) * (s.experts > 0)
    return np.asarray((most * body + ends) / cut.tp), np.asarray(experts)


def _inner(job: Job) -> Array:
    """Bytes a token that a mean layer's feed-forward part keeps: products before and after the activation."""
    s, tp = job.shape, job.cut.tp
    share = s.moe_layers / s.layers
    each = 2.0 * (2.0 + s.gated)
    dense = each * s.ffn / tp
    routed = s.top_k / tp * (each * s.expert_ffn + 4.0 * s.hidden) * job.imbalance + each * s.shared_ffn / tp
    return np.asarray((1 - share) * dense + share * np.where(s.experts > 0, routed, 0.0))


def _around(job: Job) -> Array:
    """Bytes a token that attention keeps: queries, keys, values, output; latent parts; unfused scores."""
    s, tp = job.shape, job.cut.tp
    heads = np.where(s.latent > 0, s.heads, s.kv_heads)
    plain = 2.0 * (s.heads * (s.head_dim + s.v_dim) + np.maximum(heads, tp) * (s.head_dim + s.v_dim)) / tp
    latent = s.latent * 4.0 * (s.q_lora + s.kv_lora + s.rope)
    scores = np.where(job.flash > 0, 0.0, 5.0 * s.heads * job.seq / job.cut.cp / tp)
    return np.asarray(plain + latent + np.where(job.cut.recompute == 1, 0.0, scores))


def _kept(job: Job) -> tuple[Array, Array]:
    """(bytes a layer keeps of one micro-batch, bytes of a layer with nothing recomputed).

    Residual stream and norms 8 bytes a hidden element, and 2 of dropout masks in unfused stacks. Selective
    recomputation drops unfused scores; where attention is fused, the outputs of norms and activations.
    """
    cut = job.cut
    spread = np.where(cut.sp > 0, cut.tp, 1.0)
    body = (8.0 + 2.0 * (1 - job.flash)) * job.shape.hidden / spread
    inner, around = _inner(job), _around(job)
    whole = job.tokens * (body + around + inner)
    edge = job.tokens * 2.0 * job.shape.hidden / spread
    spared = job.tokens * (body / 2.0 + _inner(job) / (2.0 + job.shape.gated))
    lean = np.where(cut.zero >= 3, (whole + edge) / 2.0, whole - spared)
    some = np.where(job.flash > 0, lean, whole)
    full = cut.again * edge + (1.0 - cut.again) * whole
    return np.asarray(np.where(cut.recompute == 2, full, np.where(cut.recompute == 1, some, whole))), whole


def _in_flight(job: Job) -> Array:
    """Micro-batches whose activations the first stage holds at once."""
    cut = job.cut
    micro = np.ceil(job.batch / (cut.dp * cut.micro))
    extra = np.where(cut.vpp > 1, 1.0 + (cut.pp - 1.0) / (cut.pp * cut.vpp), 1.0)
    held = np.where(cut.schedule == 4, micro, np.where(cut.schedule == 3, cut.pp + 1.0, cut.pp * extra))
    return np.asarray(np.minimum(held, micro * np.maximum(1.0, extra)))


def _states(job: Job) -> dict[str, Array]:
    """Bytes of weights, gradients and optimizer after sharding over the data-parallel group."""
    cut = job.cut
    dense, experts = _stage_weights(job)
    whole = cut.dp * cut.cp
    few = np.maximum(whole * cut.tp / cut.ep, 1.0)
    shared = np.where(cut.schedule == 3, 2.0, 1.0)  # DualPipe keeps both ends' weights

    def spread(stage: float) -> Array:
        return np.asarray(np.where(cut.zero >= stage, dense / whole + experts / few, dense + experts))

    off = np.where(cut.offload > 0, 0.0, 1.0)
    gathered = np.where(cut.zero >= 3, 2.0 * 2.0 * (dense + experts) / np.maximum(stage_layers(job)[0], 1.0), 0.0)
    return {
        "weights": (2.0 * spread(3) + gathered) * shared,
        "gradients": job.grad_width * spread(2) * shared * (1.0 - job.frozen),
        "optimizer": ADAM_STATE * spread(1) * off * (1.0 - job.frozen),
    }


def memory(job: Job) -> dict[str, Array]:
    """Bytes of the fullest chip by part; `reserve` is what the driver and libraries hold beside the framework.

    The larger of the first stage (most micro-batches in flight) and the last (logits) counts, both with the
    largest stage's weights; under 3 % high where the stages differ.
    """
    cut = job.cut
    kept, whole = _kept(job)
    most, last = stage_layers(job)
    first = most * kept * _in_flight(job)
    end = last * kept
    logits = LOGIT_BYTES * job.tokens * job.shape.vocab / cut.tp
    heavy_end = (end + logits > first) | (cut.pp <= 1)
    acts = np.where(heavy_end, np.where(cut.pp <= 1, first, end), first)
    output = np.where(heavy_end, logits, 0.0)
    working = np.where(cut.recompute == 2, whole, job.tokens * _inner(job))
    reserve = RESERVE + FRAGMENTS * (acts + output)
    found = _states(job) | {"activations": acts, "logits": output, "working": working, "reserve": reserve}
    return {part: np.asarray(found[part]) for part in PARTS}


def fits(job: Job) -> Array:
    """Where the peak stays inside the chip's memory."""
    return np.asarray(sum(memory(job).values()) <= job.machine.memory)
