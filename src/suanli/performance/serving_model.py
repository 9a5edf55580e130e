"""One step of a serving engine as seconds by cause: the array model of decode and prefill.

A step runs `decode` sequences by one token and `prefill` prompt tokens through all layers of one replica. Terms
add along the critical path; inside a product, compute and memory overlap. All arguments broadcast.

Ignored: cache effects of weights shared between steps, quantisation kernels (in `layer_us`), page-table
walks, uneven pipeline stages. On the calibration runs all that comes to the errors in docs/methods/serving.md.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from suanli.performance.collectives import joined
from suanli.performance.machine import GROUPS, Array, Machine
from suanli.performance.serving_constants import Knobs
from suanli.performance.shapes import Shape

__all__ = ["Deployment", "cache_bytes", "memory_parts", "step_seconds", "weight_bytes"]

JOIN = 2.2  # p-norm of overlapping compute and memory: 37 % over the larger where both are equal
TILE = 8.0  # rows of padding that a small product pays for on average
ACTIVATION = 2.0  # bytes an activation element sent between chips
DISPATCH = 1.0  # bytes an element sent to experts (8-bit dispatch), combined at two
NODE_LIMIT = 4.0  # nodes that one token's experts may span (DeepSeek-V3's routing; others spread no wider)
SORTED_PASSES = 2.5  # passes of experts' copies where the exchange sorts them (DeepEP; expert tables on H200)
RESERVE, RESERVE_BYTES = 0.07, 6e9  # graphs, activations, libraries: that share of a chip's memory, at most 6 GB
WIDE = 8.0  # experts on more chips than this: engines hide the exchange, copy hot experts, sort on arrival
HOPPER_WATTS = 700 / 989e12  # power of an H100 SXM over its dense 16-bit peak
PCIE_RING = 0.75  # PCIe rings lose rate with members to this power (at 8, one L40S host kept 20 GB/s, one 2)


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """A model on chips: one replica of `tp * pp` chips (or `chips`, when attention is data parallel).

    `chips` share the experts and the dense layers, `tp` shares attention; `dp` = replicas of attention inside.
    `expert_parallel` is 1 where whole experts stand on chips. Bytes are per element, scales included.
    """

    machine: Machine
    shape: Shape
    chips: Array
    tp: Array
    dp: Array
    ep: Array
    pp: Array
    engine: Array
    year: Array
    ffn_bytes: Array
    attention_bytes: Array
    kv_bytes: Array
    fraction: Array

    @property
    def width(self) -> Array:
        """Chips of one pipeline stage."""
        return np.asarray(self.chips / self.pp)


def _ease(d: Deployment, k: Knobs) -> Array:
    """How much further than its generation's part a chip's products come for having more watts a flop.

    Large products throttle the clock, and dynamic power grows with its cube; a cut-down Hopper (H20) does not
    throttle. At most to 92 % of its peak. Other architectures: 1, their parts differ little from each other.
    """
    ratio = d.machine.watts / (d.machine.flops16 * HOPPER_WATTS)
    eased = np.clip(ratio ** (1 / 3), 1.0, np.maximum(0.92 / k.ceiling, 1.0))
    return np.asarray(np.where(d.machine.group == GROUPS.index("hopper"), eased, 1.0))


def _sixteen(d: Deployment, k: Knobs) -> Array:
    """Matrix rate reached at large sizes in 16 bits."""
    return np.asarray(d.machine.flops16 * k.ceiling * _ease(d, k))


def _peak(d: Deployment, k: Knobs) -> Array:
    """Matrix rate reached at large sizes in the format of the quantised weights; 16 bit where the chip lacks it."""
    factor = np.where(d.machine.flops > 3.0 * d.machine.flops16, k.ceiling4, k.ceiling8)
    low = d.machine.flops * k.ceiling * factor * _ease(d, k)
    return np.asarray(np.where(d.machine.low_format > 0, low, _sixteen(d, k)))


def _product(tokens: Any, params: Any, size: Any, peak: Any, rate: Any) -> Array:
    """Seconds of `tokens` rows through `params` weights of `size` bytes each, compute and memory overlapped."""
    compute = 2.0 * (tokens + TILE) * params / peak
    memory = params * size / rate
    return np.asarray(np.where(tokens > 0, (compute**JOIN + memory**JOIN) ** (1 / JOIN), 0.0))


def _touched(shape: Shape, k: Knobs, tokens: Any) -> Array:
    """Experts of a layer that at least one of `tokens` picks.

    Popularity is gamma distributed with variance `skew` around an even share (0: even routing), so that the
    share left untouched is (1 + skew x)^(-1/skew) for x picks an expert on average.
    """
    experts = np.maximum(shape.experts, 1.0)
    picks = np.maximum(tokens, 0.0) * shape.top_k / experts
    return np.asarray(
        np.maximum(experts * (1.0 - (1.0 + k.skew * picks) ** (-1.0 / k.skew)), np.minimum(shape.top_k, experts))
    )


def _seen(shape: Shape, context: Any) -> Array:
    """Mean tokens that a layer's attention looks at, windows counted."""
    window = np.where(shape.window > 0, shape.window, np.inf)
    return np.asarray(shape.windowed * np.minimum(context, window) + (1.0 - shape.windowed) * context)


def cache_bytes(d: Deployment) -> Array:
    """Bytes of cache of one token in one layer on one chip; latent caches are not cut by tensor parallelism."""
    heads = np.maximum(d.shape.kv_heads / d.tp, 1.0)
    plain = heads * (d.shape.head_dim + d.shape.v_dim)
    latent = d.shape.kv_lora + d.shape.rope
    return np.asarray(np.where(d.shape.latent > 0, latent, plain) * d.kv_bytes)


def _decode_attention(d: Deployment, k: Knobs, tokens: Any, context: Any) -> Array:
    """Seconds a layer: reading the cache, joined with its products (latent attention: heads x both ranks).

    Before 2024 kernels gave each query head its own pass outside the tensor units: grouped heads read and convert
    a key as often as they are many, so that the cache's products, not its bytes, take the time (`decode`).
    """
    seen = _seen(d.shape, context)
    memory = tokens * seen * cache_bytes(d) / (d.machine.hbm_rate * k.kv)
    wide = np.where(d.shape.latent > 0, 2 * d.shape.kv_lora + d.shape.rope, d.shape.head_dim + d.shape.v_dim)
    flops = 2.0 * tokens * seen * np.maximum(d.shape.heads / d.tp, 1.0) * wide
    reached = np.where(d.shape.latent > 0, np.minimum(k.latent * _ease(d, k), 0.95), k.decode)
    return np.asarray((memory**JOIN + (flops / (d.machine.flops16 * reached)) ** JOIN) ** (1 / JOIN))


def _prefill_attention(d: Deployment, k: Knobs, tokens: Any, context: Any) -> Array:
    """Seconds a layer of causal attention: each new token sees half its prompt (and all of what is cached)."""
    pairs = tokens * _seen(d.shape, context)
    flops = 2.0 * pairs * (d.shape.heads / d.tp) * (d.shape.head_dim + d.shape.v_dim)
    length = np.maximum(2.0 * context, 1.0)
    return np.asarray(flops / (d.machine.flops16 * _ease(d, k) * k.attention * length / (length + k.attention_half)))


def _link_rate(d: Deployment, k: Knobs, members: Any) -> Array:
    ring = np.where(d.machine.pcie > 0, 1.25 * (2.0 / np.maximum(members, 2.0)) ** PCIE_RING, 1.0)
    return np.asarray(d.machine.link_rate * k.link * ring)


def _all_reduce(d: Deployment, k: Knobs, size: Any, members: Any) -> Array:
    """Seconds to sum `size` bytes over `members` chips: inside the domain, then between nodes on each rail."""
    inside = np.minimum(members, d.machine.domain)
    outside = np.maximum(members / inside, 1.0)
    hops = np.where(d.machine.pcie > 0, 1.0 + np.maximum(inside - 2.0, 0.0) / 3.0, 1.0)  # 5, 13, 25 us at 2, 4, 8
    latency = k.reduce_us * 1e-6 * hops
    near = 2.0 * size * (inside - 1) / inside / _link_rate(d, k, inside)
    far = 2.0 * size / inside * (outside - 1) / outside / (d.machine.nic_rate * k.nic)
    whole = joined(latency, near, k.ramp) + joined(np.where(outside > 1, 2e-5, 0.0), far, k.ramp)
    return np.asarray(np.where((members > 1) & (np.asarray(size) > 0), whole, 0.0))


def _exchange(d: Deployment, k: Knobs, tokens: Any) -> Array:
    """Seconds of dispatch and combine of one expert layer for `tokens` of each chip.

    Inside a domain each expert's copy moves; between nodes one copy a node, at most NODE_LIMIT, is sent.
    """
    group = np.maximum(d.width, 1.0)
    inside = np.minimum(group, d.machine.domain)
    nodes = np.maximum(group / inside, 1.0)
    each = tokens * d.shape.hidden * (DISPATCH + ACTIVATION)
    copies = np.minimum(d.shape.top_k, inside)
    near = each * copies * (inside - 1) / inside / _link_rate(d, k, inside)
    away = np.minimum(np.minimum(d.shape.top_k, NODE_LIMIT), nodes) * (nodes - 1) / nodes
    far = each * away / (d.machine.nic_rate * k.nic)
    latency = 2.0 * k.reduce_us * 1e-6 * np.where(nodes > 1, 3.0, 1.0)
    return np.asarray(np.where(group > 1, joined(latency, np.maximum(near, far), k.ramp), 0.0))


def _expert_layer(d: Deployment, k: Knobs, tokens: Any) -> Array:
    """Seconds of routed and shared experts of one layer for `tokens` of the whole replica."""
    s, width = d.shape, np.maximum(d.width, 1.0)
    balanced = np.where(d.width > WIDE, 0.5, 1.0)  # wide pools copy their hot experts
    hot = np.where(d.ep > 1, 1.0 + (k.imbalance - 1.0) * balanced, 1.0)
    weights = _touched(s, k, tokens) * s.expert_params / width
    compute = 2.0 * (tokens * s.top_k / width * hot) * s.expert_params + 2.0 * k.expert_rows * weights
    seconds = compute / (_peak(d, k) * k.experts)
    memory = weights * d.ffn_bytes / (d.machine.hbm_rate * k.hbm * k.experts_hbm)
    routed = (seconds**JOIN + memory**JOIN) ** (1 / JOIN)
    share = np.where(d.dp > 1, 1.0, width)
    mine = np.where(d.dp > 1, tokens / d.dp, tokens)
    beside = _product(mine, s.shared_params / share, d.ffn_bytes, _peak(d, k), d.machine.hbm_rate * k.hbm)
    return np.asarray(np.where((np.asarray(tokens) > 0) & (s.experts > 0), routed + beside, 0.0))


def _compute_parts(d: Deployment, k: Knobs, tokens: Any) -> dict[str, Array]:
    """Seconds of weights' products in all layers for `tokens` of the replica."""
    s, rate = d.shape, d.machine.hbm_rate * k.hbm
    own = tokens / d.dp
    peak = np.where(d.attention_bytes < 1.9, _peak(d, k), _sixteen(d, k))
    return {
        "attention_weights": s.layers * _product(own, s.attention_params / d.tp, d.attention_bytes, peak, rate),
        "ffn": s.plain_layers * _product(tokens, s.dense_params / d.width, d.ffn_bytes, _peak(d, k), rate),
        "experts": s.moe_layers * _expert_layer(d, k, tokens),
        "activations": _passes(d, k, tokens),
    }


def _passes(d: Deployment, k: Knobs, tokens: Any) -> Array:
    """Seconds that activations pass through memory between products: norms, rotations, gates, casts, sorting.

    A layer touches about 8 hidden widths, twice its attention's and thrice its FFN's width a token, an expert
    copy thrice both of its own, two bytes each, times what the fit finds (`passes`, `expert_passes`).
    """
    s = d.shape
    own = tokens / d.dp
    heads = (s.heads + 2 * s.kv_heads) * s.head_dim / d.tp
    plain = s.layers * own * (8.0 * s.hidden + 2.0 * heads) + s.plain_layers * 3.0 * tokens * s.ffn / d.width
    spread = np.where(d.ep > 1, d.width, 1.0)  # tensor-parallel experts sort whole tokens on every chip
    copies = s.moe_layers * tokens * s.top_k * 3.0 * (s.hidden / spread + s.expert_ffn / d.width)
    sorted_ = np.where(d.width > WIDE, np.minimum(k.expert_passes, SORTED_PASSES), k.expert_passes)
    rate = d.machine.hbm_rate * k.hbm
    return np.asarray(2.0 * (plain * k.passes + copies * sorted_) / rate)


def _traffic(d: Deployment, k: Knobs, tokens: Any) -> Array:
    """Seconds of collectives in all layers for `tokens` of the replica."""
    s = d.shape
    size = tokens * s.hidden * ACTIVATION
    after_attention = s.layers * _all_reduce(d, k, size / d.dp, d.tp)
    sharded = np.where(d.dp > 1, 1.0, d.width)
    after_ffn = (s.plain_layers + s.moe_layers) * _all_reduce(d, k, size, sharded)
    spread = np.where(d.dp > 1, s.moe_layers * _exchange(d, k, tokens / d.width), 0.0)
    wide = np.where((d.dp > 1) & (s.plain_layers > 0), s.plain_layers * _all_reduce(d, k, size, d.width), 0.0)
    stages = (d.pp - 1) * (size / d.machine.nic_rate / k.nic + 1e-5)
    return np.asarray(after_attention + after_ffn + spread + wide + stages)


def step_seconds(d: Deployment, k: Knobs, *, decode: Any, context: Any, prefill: Any, history: Any) -> dict[str, Array]:
    """Seconds of one step by cause, of a replica that decodes `decode` sequences and reads `prefill` prompt tokens.

    `context` is the mean length of a decoding sequence, `history` the mean tokens that a prompt token sees.
    """
    decode, prefill = np.asarray(decode, dtype=float), np.asarray(prefill, dtype=float)
    tokens, s = decode + prefill, d.shape
    parts = _compute_parts(d, k, tokens)
    parts["attention_cache"] = s.layers * _decode_attention(d, k, decode / d.dp, context)
    parts["attention_prompt"] = s.layers * _prefill_attention(d, k, prefill / d.dp, history)
    parts["communication"] = _traffic(d, k, tokens)
    heads = np.minimum(tokens, decode + np.maximum(prefill / 1000.0, 1.0) * (prefill > 0)) / d.dp
    rows = s.embedding_params / np.where(d.dp > 1, 1.0, d.width)
    parts["vocabulary"] = _product(heads, rows, 2.0, _sixteen(d, k), d.machine.hbm_rate * k.hbm)
    small = s.layers * k.layer_us + s.moe_layers * k.expert_us + s.layers * s.latent * k.latent_us
    eager = np.where(prefill > 0, np.maximum(s.layers * k.launch_us - small, 0.0), 0.0)
    busy = _overlapped(d, parts)
    parts["overhead"] = np.asarray((small + np.maximum(eager - busy * 1e6, 0.0)) * 1e-6)
    parts["host"] = _host(d, k, decode, busy + parts["overhead"])
    return parts


def _host(d: Deployment, k: Knobs, decode: Any, busy: Any) -> Array:
    """Seconds that the chip waits for the host: engines schedule the next step while one runs.

    Host and chip overlap like compute and memory: little is seen of a short schedule behind a long step, all of it
    beside an idle chip.
    """
    host = k.step_ms * 1e-3 + decode / d.dp * k.sequence_us * 1e-6
    return np.asarray((host**JOIN + busy**JOIN) ** (1 / JOIN) - busy)


def _overlapped(d: Deployment, parts: dict[str, Array]) -> Array:
    """Sum of the parts; wide pools run two half batches, so that exchange hides behind compute.

    The communication entry is cut in place to what is exposed (joined like compute and memory).
    """
    rest = np.asarray(sum(v for n, v in parts.items() if n != "communication"))
    both = (rest**JOIN + parts["communication"] ** JOIN) ** (1 / JOIN)
    hidden = (d.dp > 1) & (d.width > WIDE)
    parts["communication"] = np.asarray(np.where(hidden, both - rest, parts["communication"]))
    return rest + parts["communication"]


def weight_bytes(d: Deployment) -> Array:
    """Bytes of weights on one chip: experts and dense layers cut over the stage, attention over `tp`."""
    s = d.shape
    attention = s.layers * s.attention_params * d.attention_bytes / d.tp
    dense = s.plain_layers * s.dense_params * d.ffn_bytes / d.width
    shared = s.moe_layers * s.shared_params * d.ffn_bytes / np.where(d.dp > 1, 1.0, d.width)
    experts = s.moe_layers * s.experts * s.expert_params * d.ffn_bytes / d.width
    tables = s.embedding_params * (2.0 - s.tied) * 2.0 / np.where(d.dp > 1, 1.0, d.width)
    return np.asarray((attention + dense + shared + experts) / d.pp + tables)


def memory_parts(d: Deployment) -> dict[str, Array]:
    """Bytes of one chip: weights, reserve, room for the cache (0 if none), and the cache of one token."""
    weights = weight_bytes(d)
    reserve = np.minimum(RESERVE * d.machine.memory, RESERVE_BYTES)
    room = np.maximum(d.machine.memory * d.fraction - weights - reserve, 0.0)
    token = d.shape.layers / d.pp * cache_bytes(d)
    return {"weights": weights, "reserve": reserve, "cache": room, "token": token}
