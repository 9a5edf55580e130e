"""A model's shape as numbers, and what follows from it alone: parameters and model FLOPs.

A `Shape`'s fields are arrays, so that one call serves one model or one for each row of a table. Gaps are filled
by `complete`, which says what it assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from suanli.catalog.forms import Model
from suanli.errors import Unknown
from suanli.performance.machine import Array, array

__all__ = ["LINEAR_STATE", "Shape", "complete", "shape_of", "stack_shapes"]

ASPECT = 128.0  # hidden over layers of a usual dense model (GPT-3: 12288 / 96)

EXPERTS_OFF = 0.25  # of a stated parameter count: more than roundings and what a count leaves out
HYBRID = {"hybrid-linear": 0.75, "hybrid-lightning": 0.875}  # share of layers with linear attention
LINEAR_STATE = 256.0  # tokens whose cache is as large as a linear layer's state
SHARED_LEFT, SHARED_OFF = 0.015, 0.005  # what experts as stated leave of a count, and with a shared one at most


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes of a transformer. `expert_ffn` is one expert's width, `shared_ffn` that of all shared experts together.

    `q_lora`, `kv_lora` and `rope` are those of latent attention (0: none); `gated` is 1 for SwiGLU and its kin,
    `tied` 1 where input and output embeddings are one matrix, `dense_layers` come before the expert layers.
    `windowed` is the share of layers whose attention sees only `window` tokens.
    """

    layers: Array
    hidden: Array
    heads: Array
    kv_heads: Array
    head_dim: Array
    v_dim: Array
    ffn: Array
    gated: Array
    vocab: Array
    tied: Array
    experts: Array
    top_k: Array
    expert_ffn: Array
    shared_ffn: Array
    dense_layers: Array
    q_lora: Array
    kv_lora: Array
    rope: Array
    window: Array
    windowed: Array
    mtp: Array

    @property
    def moe_layers(self) -> Array:
        """Layers with routed experts."""
        return np.asarray(np.where(self.experts > 0, self.layers - self.dense_layers, 0.0))

    @property
    def plain_layers(self) -> Array:
        """Layers with an ordinary feed-forward part."""
        return np.asarray(self.layers - self.moe_layers)

    @property
    def latent(self) -> Array:
        """1 where attention is latent (MLA)."""
        return np.asarray(self.kv_lora > 0, dtype=np.float64)

    @property
    def attention_params(self) -> Array:
        """Weights of one layer's attention."""
        out = self.heads * self.v_dim * self.hidden
        plain = self.hidden * (self.heads * self.head_dim + 2 * self.kv_heads * self.head_dim)
        query = np.where(
            self.q_lora > 0,
            self.q_lora * (self.hidden + self.heads * self.head_dim),
            self.hidden * self.heads * self.head_dim,
        )
        nope = self.head_dim - self.rope
        latent = query + self.hidden * (self.kv_lora + self.rope)
        latent = latent + self.kv_lora * self.heads * (nope + self.v_dim)
        return np.asarray(out + np.where(self.kv_lora > 0, latent, plain))

    @property
    def dense_params(self) -> Array:
        """Weights of one ordinary feed-forward part."""
        return (2.0 + self.gated) * self.hidden * self.ffn

    @property
    def expert_params(self) -> Array:
        """Weights of one routed expert."""
        return (2.0 + self.gated) * self.hidden * self.expert_ffn

    @property
    def shared_params(self) -> Array:
        """Weights outside the routed experts of one expert layer: router and shared experts."""
        return self.hidden * self.experts + (2.0 + self.gated) * self.hidden * self.shared_ffn

    @property
    def embedding_params(self) -> Array:
        """Weights of the input embedding (the output's are as many, unless tied)."""
        return self.vocab * self.hidden

    @property
    def params(self) -> Array:
        """All weights, norms left out (under 0.1 %)."""
        body = self.layers * self.attention_params + self.plain_layers * self.dense_params
        experts = self.moe_layers * (self.experts * self.expert_params + self.shared_params)
        return body + experts + self.embedding_params * (2.0 - self.tied)

    @property
    def active_params(self) -> Array:
        """Weights that one token meets, input embedding left out."""
        body = self.layers * self.attention_params + self.plain_layers * self.dense_params
        experts = self.moe_layers * (self.top_k * self.expert_params + self.shared_params)
        return body + experts + self.embedding_params

    def token_flops(self, length: Any, *, causal: bool = False) -> Array:
        """Model FLOPs of one trained token at a sequence length: 6 a weight, attention full unless `causal`."""
        seen = length * (0.5 if causal else 1.0)
        window = np.minimum(seen, np.where(self.window > 0, self.window, np.inf))
        mean = self.windowed * window + (1.0 - self.windowed) * seen
        attention = 6.0 * self.layers * self.heads * (self.head_dim + self.v_dim) * mean
        return np.asarray(6.0 * self.active_params + attention)


def stack_shapes(shapes: Sequence[Shape]) -> Shape:
    """Several shapes as one whose fields are arrays along a new axis."""
    return Shape(**{f: np.stack([getattr(s, f) for s in shapes]) for f in Shape.__struct_fields__})


def _number(facts: Mapping[str, Any], name: str, otherwise: float = 0.0) -> float:
    value = facts.get(name)
    return float(value) if value not in (None, "") else otherwise


def _body(facts: Mapping[str, Any], notes: list[str]) -> tuple[float, float]:
    """(layers, hidden), from the parameter count where they are not known."""
    layers, hidden = _number(facts, "layers"), _number(facts, "hidden")
    if layers and hidden:
        return layers, hidden
    count = (_number(facts, "active_params_b") or _number(facts, "params_b")) * 1e9
    if not count:
        known = f"{facts.get('name') or 'model'}: neither layers and hidden nor a parameter count are public"
        msg = f"{known}; name a like model (`suanli show models`), or train with --shape"
        raise Unknown(msg)
    if hidden:
        layers = max(1.0, round(count / (12 * hidden**2)))
    elif layers:
        hidden = max(128.0, round((count / (12 * layers)) ** 0.5 / 128) * 128)
    else:
        deep = (count / (12 * ASPECT**2)) ** (1 / 3)  # whole eighths of layers can be cut into stages
        layers = max(1.0, round(deep / 8) * 8 if deep > 8 else round(deep))
        hidden = max(256.0, round((count / (12 * layers)) ** 0.5 / 128) * 128)
    notes.append(f"shape not public: {layers:.0f} layers of {hidden:.0f} taken from the parameter count")
    return layers, hidden


def _heads(hidden: float) -> float:
    """Heads of a model that does not say: whole heads of a multiple of 16, as near 128 elements as possible."""
    sizes = [d for d in range(64, 257, 16) if hidden % d == 0]
    return hidden / min(sizes, key=lambda d: abs(d - 128)) if sizes else max(1.0, round(hidden / 128))


def _gated(facts: Mapping[str, Any], sizes: dict[str, float]) -> float:
    """1 where the feed-forward part has a gate: as stated, or as the parameter count says, or by its width."""
    if facts.get("gated_ffn") is not None:
        return float(bool(facts["gated_ffn"]))
    count = _number(facts, "params_b") * 1e9
    if count and sizes["experts"] == 0 and _number(facts, "layers") and _number(facts, "ffn_hidden"):
        options = [(g, t) for g in (0.0, 1.0) for t in (0.0, 1.0)]
        fits = {o: abs(float(_shape(sizes | {"gated": o[0], "tied": o[1]}).params) / count - 1) for o in options}
        best = min(fits, key=lambda o: fits[o])
        if fits[best] < 0.06:
            return best[0]
    if sizes["experts"]:
        return 1.0
    return float(abs(sizes["ffn"] / sizes["hidden"] - 4.0) > 0.01)


def _shape(sizes: Mapping[str, float]) -> Shape:
    return Shape(**{f: array(sizes.get(f, 0.0)) for f in Shape.__struct_fields__})


def complete(facts: Mapping[str, Any]) -> tuple[Shape, tuple[str, ...]]:
    """A shape from the fields of a catalog `Model` (missing ones blank), and what was assumed for the gaps."""
    notes: list[str] = []
    layers, hidden = _body(facts, notes)
    heads = _number(facts, "heads") or _heads(hidden)
    experts = _number(facts, "experts")
    nope, rope = _number(facts, "qk_nope_head_dim"), _number(facts, "qk_rope_head_dim")
    latent = _number(facts, "kv_lora_rank")
    head = (nope + rope if latent and nope else 0.0) or _number(facts, "head_dim") or hidden / heads
    ffn = _number(facts, "ffn_hidden") or 4 * hidden
    expert = _number(facts, "expert_ffn_hidden") or ffn
    shared = _number(facts, "shared_ffn_hidden") or _number(facts, "shared_experts") * expert
    window = _number(facts, "window")
    sizes = {
        "layers": layers,
        "hidden": hidden,
        "heads": heads,
        "kv_heads": _number(facts, "kv_heads") or heads,
        "head_dim": head,
        "v_dim": (_number(facts, "v_head_dim") if latent else 0.0) or (head if not latent else nope),
        "ffn": ffn,
        "vocab": _number(facts, "vocab") or 50304.0,
        "tied": float(bool(facts.get("tied_embeddings"))),
        "experts": experts,
        "top_k": _number(facts, "top_k") or (2.0 if experts else 0.0),
        "expert_ffn": expert if experts else 0.0,
        "shared_ffn": shared if experts else 0.0,
        "dense_layers": _number(facts, "dense_layers") if experts else 0.0,
        "q_lora": _number(facts, "q_lora_rank"),
        "kv_lora": latent,
        "rope": rope if latent else 0.0,
        "window": window,
        "windowed": (_number(facts, "window_layers") or layers) / layers if window else 0.0,
        "mtp": _number(facts, "mtp_layers"),
    }
    sizes["gated"] = _gated(facts, sizes)
    _routed(facts, sizes, notes)
    return _shape(sizes), tuple(notes)


def _routed(facts: Mapping[str, Any], sizes: dict[str, float], notes: list[str]) -> None:
    """Width of one expert out of the parameter count, where the width at hand misses it by a quarter.

    Tables give one feed-forward width for models with experts: an expert's, or that of the ordinary layers. All
    experts together are what the count leaves beside the rest, so that their FLOPs follow whichever was meant. A count
    that one more expert a layer meets to half a per cent, and the stated ones miss by more, has a shared one.
    """
    count = _number(facts, "params_b") * 1e9
    if not count or not sizes["experts"]:
        return
    shape = _shape(sizes)
    spent = float(shape.moe_layers * shape.experts * shape.expert_params)
    share = (count - float(shape.params) + spent) / spent
    if share > 0 and abs(float(shape.params) / count - 1.0) > EXPERTS_OFF:
        sizes["expert_ffn"] = max(16.0, round(sizes["expert_ffn"] * share / 16.0) * 16.0)
        notes.append(f"an expert's width taken from the parameter count: {sizes['expert_ffn']:.0f}")
        return
    whole = _shape(sizes | {"shared_ffn": sizes["expert_ffn"]})
    left, off = (abs(float(s.params) / count - 1.0) for s in (shape, whole))
    if not sizes["shared_ffn"] and left > SHARED_LEFT and off < SHARED_OFF:
        sizes["shared_ffn"] = sizes["expert_ffn"]
        notes.append("a shared expert taken from the parameter count")


def shape_of(model: Model) -> tuple[Shape, tuple[str, ...]]:
    """The shape of a catalog model, its linear-attention layers as short windows, and what was assumed."""
    if model.family == "cnn":
        raise Unknown(f"{model.id}: a convolutional network; only transformers are timed (`suanli show models`)")
    shape, notes = complete(msgspec.to_builtins(model))
    if model.family == "encoder-decoder":
        notes = (*notes, "encoder and decoder: a token meets one of the two, and that one alone is counted")
    share = HYBRID.get(model.attention)
    if share is None:
        return shape, notes
    return msgspec.structs.replace(shape, window=array(LINEAR_STATE), windowed=array(share)), notes
