"""What a model's shape implies: how many parameters it has, in all and for one token.

Conventions of the data files: a gated FFN has three matrices, a plain one two; `shared_ffn_hidden` is the width
of one shared expert; `dense_layers` counts the layers without experts, wherever they stand; the layers of
multi-token prediction are not in `params_b`. ``attention`` is mha, gqa, mqa, mla, mla-sparse, mha-relative
(one more matrix for relative positions), hybrid-linear or hybrid-lightning (``heads`` are those of the
full-attention layers).
"""

from __future__ import annotations

from suanli.catalog.forms import Model

__all__ = ["active_parameter_count", "attention_parameters", "ffn_parameters", "has_shape", "parameter_count"]


def has_shape(model: Model) -> bool:
    """Whether the file says enough for a count and for a performance model."""
    return None not in (model.layers, model.hidden, model.heads, model.vocab)


def _filled(value: int | None) -> int:
    return value or 0


def attention_parameters(model: Model) -> int:
    """Weights of one layer's attention, biases and norms left out (below 0.1 %).

    Multi-head latent attention as in DeepSeek-V2 (arXiv 2405.04434, section 2.1). For linear layers of hybrid
    models the full-attention shape stands in, which may be off by a quarter of a layer's attention.
    """
    hidden, heads = _filled(model.hidden), _filled(model.heads)
    if model.attention.startswith("mla"):
        rope = _filled(model.qk_rope_head_dim)
        query = heads * (_filled(model.qk_nope_head_dim) + rope)
        rank, kv_rank = _filled(model.q_lora_rank), _filled(model.kv_lora_rank)
        down = hidden * rank + rank * query if rank else hidden * query
        up = kv_rank * heads * (_filled(model.qk_nope_head_dim) + _filled(model.v_head_dim))
        return down + hidden * (kv_rank + rope) + up + heads * _filled(model.v_head_dim) * hidden
    width = heads * (model.head_dim or hidden // heads)
    keys = _filled(model.kv_heads or model.heads) * (model.head_dim or hidden // heads)
    relative = hidden * width if model.attention.endswith("relative") else 0
    return 2 * hidden * width + 2 * hidden * keys + relative


def ffn_parameters(model: Model, width: int | None) -> int:
    """Weights of one FFN (or one expert) of this width."""
    return (3 if model.gated_ffn else 2) * _filled(model.hidden) * _filled(width)


def _embeddings(model: Model) -> int:
    return _filled(model.vocab) * _filled(model.hidden) * (1 if model.tied_embeddings else 2)


def _layers(model: Model, experts: int) -> int:
    """Weights of all layers if `experts` routed experts of each count."""
    layers = _filled(model.layers)
    if not model.experts:
        return layers * (attention_parameters(model) + ffn_parameters(model, model.ffn_hidden))
    dense = _filled(model.dense_layers)
    shared = _filled(model.shared_experts) * ffn_parameters(model, model.shared_ffn_hidden or model.expert_ffn_hidden)
    routed = experts * ffn_parameters(model, model.expert_ffn_hidden)
    router = _filled(model.experts) * _filled(model.hidden)
    total = layers * attention_parameters(model) + dense * ffn_parameters(model, model.ffn_hidden)
    return total + (layers - dense) * (shared + routed + router)


def parameter_count(model: Model) -> int:
    """All weights that the shape implies, 0 where the shape is not public or not a transformer.

    Positions, norms and biases are left out: below 3 % even for the smallest model in the catalog. An
    encoder-decoder counts `layers` of each side, the decoder with a second attention.
    """
    if not has_shape(model):
        return 0
    total = _layers(model, _filled(model.experts)) + _embeddings(model)
    if model.family == "encoder-decoder":
        layer = attention_parameters(model) + ffn_parameters(model, model.ffn_hidden)
        total += _filled(model.layers) * (layer + attention_parameters(model))
    return total


def active_parameter_count(model: Model) -> int:
    """Weights that one token meets: as `parameter_count`, with `top_k` experts of each layer."""
    if not model.experts or not has_shape(model):
        return parameter_count(model)
    return _layers(model, _filled(model.top_k)) + _embeddings(model)
