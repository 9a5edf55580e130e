"""Models out of the configuration files that open models are published with (Hugging Face's ``config.json``).

The files of one architecture leave out what is its default, and say with names of their own which layers have
experts, see a window, or carry a state instead of a cache. `config_model` reads all of that, and notes what the file
does not say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suanli.catalog.forms import Model
from suanli.errors import Unreadable
from suanli.performance.shapes import LINEAR_STATE, complete

__all__ = ["config_model"]

# our field: the names that configurations use for it, first found wins
CONFIG = {
    "layers": ("num_hidden_layers", "n_layer", "num_layers", "n_layers"),
    "hidden": ("hidden_size", "n_embd", "n_embed", "d_model"),
    "heads": ("num_attention_heads", "n_head", "n_heads", "num_heads"),
    "kv_heads": ("num_key_value_heads", "num_kv_heads", "n_head_kv", "kv_n_heads", "multi_query_group_num"),
    "head_dim": ("head_dim", "kv_channels", "d_kv"),
    "ffn_hidden": ("intermediate_size_mlp", "intermediate_size", "ffn_hidden_size", "n_inner", "ffn_dim", "d_ff"),
    "vocab": ("vocab_size", "padded_vocab_size"),
    "seq_len": ("max_position_embeddings", "n_positions", "seq_length", "max_seq_len"),
    "experts": ("n_routed_experts", "num_local_experts", "num_experts", "moe_num_experts"),
    "top_k": ("num_experts_per_tok", "num_experts_per_token", "moe_topk", "moe_top_k", "moe_k", "top_k_experts"),
    "shared_experts": ("n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts"),
    "expert_ffn_hidden": ("moe_intermediate_size", "expert_ffn_hidden_size"),
    "shared_ffn_hidden": ("shared_expert_intermediate_size", "shared_intermediate_size"),
    "q_lora_rank": ("q_lora_rank",),
    "kv_lora_rank": ("kv_lora_rank",),
    "qk_nope_head_dim": ("qk_nope_head_dim",),
    "qk_rope_head_dim": ("qk_rope_head_dim",),
    "v_head_dim": ("v_head_dim",),
    "window": ("sliding_window", "sliding_window_size"),
    "mtp_layers": ("num_nextn_predict_layers",),
}
NESTED = ("text_config", "llm_config", "language_config", "thinker_config", "attn_config", "ffn_config")
ENCODERS = {"bert", "roberta", "xlm-roberta", "electra", "deberta-v2"}
UNGATED = {"gelu", "gelu_new", "gelu_fast", "relu", "relu2", "gelu_pytorch_tanh"}
UNGATED_TYPES = {"gpt2", "opt", "bloom", "gpt_neox", "falcon", "mpt", "gptj", "nemotron", "phi", "t5", *ENCODERS}
# architectures whose input and output embeddings are one matrix unless the file says otherwise
TIED_TYPES = {
    *("gpt2", "gpt_neo", "gpt_bigcode", "opt", "bloom", "falcon", "mpt", "t5", "cohere", "cohere2"),
    *("gemma", "gemma2", "gemma3", "gemma3n", *ENCODERS),
}
STATE_TYPES = ("mamba", "rwkv", "xlstm", "retnet", "hyena")  # no attention at all
# what the files of an architecture leave out
GEMMA3 = {
    "vocab_size": 262_208,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 256,
    "sliding_window": 4096,
    "sliding_window_pattern": 6,
    "max_position_embeddings": 131_072,
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "gemma2": {"sliding_window_pattern": 2},
    "gemma3": GEMMA3,
    "gpt_oss": {"sliding_window_pattern": 2},
    "cohere2": {"sliding_window_pattern": 4},
    "llama4": {"n_shared_experts": 1, "no_rope_layer_interval": 4},
}
WINDOWED = ("sliding_attention", "chunked_attention")
NAMED_FORMATS = {"fp8": "fp8", "mxfp4": "mxfp4"}


def _whole(value: Any, field: str, name: str) -> int:
    """A size of a configuration, of a list a layer the mean; `Unreadable` where it is no number from 0 up."""
    try:
        found = round(sum(value) / len(value)) if isinstance(value, list) and value else int(value)
    except (TypeError, ValueError, OverflowError):
        found = -1
    if found < 0:
        raise Unreadable(f"{name}: {field} is {str(value)[:40]!r}; write a number from 0 up")
    return found


def _flat(config: Mapping[str, Any]) -> dict[str, Any]:
    """One level of keys: those of the text part over those of the whole, and the defaults under them."""
    found: dict[str, Any] = dict(config)
    for part in NESTED:
        inner = found.get(part)
        if isinstance(inner, Mapping):
            found |= inner
    kind = str(found.get("model_type", "")).removesuffix("_text")
    said = {k: v for k, v in found.items() if v is not None}
    return {**DEFAULTS.get(kind, {}), **said, "model_type": kind}


def _every(flat: Mapping[str, Any], name: str, otherwise: int = 0) -> int:
    value = flat.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise


def _listed(flat: Mapping[str, Any], name: str) -> list[Any]:
    value = flat.get(name)
    return list(value) if isinstance(value, Sequence) else []


def _share(entries: Sequence[Any], layers: int, hits: Any) -> int:
    """Layers of a kind, out of a list that names the kind of each (or of each of a period)."""
    return round(layers * sum(e in hits for e in entries) / len(entries)) if entries else 0


def _expert_layers(flat: Mapping[str, Any], layers: int) -> int:
    """Layers with routed experts: all, less the first, those between, and those listed as dense."""
    if named := _listed(flat, "moe_layers"):
        return min(len(named), layers)
    if each := _listed(flat, "moe_layer_freq"):
        return _share(each, layers, (1, True))
    first = max(_every(flat, "first_k_dense_replace"), _every(flat, "moe_layer_start_index"))
    last = _every(flat, "moe_layer_end_index", layers - 1)
    plain = set(_listed(flat, "mlp_only_layers"))
    after = _every(flat, "interleave_moe_layer_step", 1) * _every(flat, "decoder_sparse_step", 1)
    after *= _every(flat, "moe_layer_interval", 1)
    period, offset = _every(flat, "expert_layer_period", 1), _every(flat, "expert_layer_offset")
    freq = _every(flat, "moe_layer_freq", 1)
    return sum(
        first <= i <= last and i not in plain and not (i + 1) % after and i % period == offset % period and not i % freq
        for i in range(layers)
    )


def _windowed_layers(flat: Mapping[str, Any], layers: int) -> int:
    """Layers that see a window only."""
    pattern = flat.get("sliding_window_pattern")
    if kinds := _listed(flat, "layer_types"):
        return _share(kinds, layers, WINDOWED)
    if isinstance(pattern, str):
        return _share(pattern.upper(), layers, "L")
    if flat.get("attention_chunk_size"):
        turned = _listed(flat, "no_rope_layers")  # 1: the layer's positions turn, and it sees its chunk alone
        full = _every(flat, "no_rope_layer_interval", layers + 1)
        return _share(turned, layers, (1, True)) if turned else layers - layers // full
    if flat.get("use_sliding_window"):
        return max(0, layers - _every(flat, "max_window_layers"))
    return layers - layers // _every(flat, "sliding_window_pattern", layers + 1)


def _state_layers(flat: Mapping[str, Any], layers: int) -> int:
    """Layers that carry a state of fixed size where others have a cache: linear attention, Mamba."""
    if kinds := _listed(flat, "layer_types"):
        return _share(kinds, layers, ("linear_attention", "mamba"))
    if kinds := _listed(flat, "attn_type_list"):
        return _share(kinds, layers, (0,))
    period = _every(flat, "full_attention_interval") or _every(flat, "attn_layer_period")
    return layers - layers // period if period else 0


def _layer_kinds(flat: Mapping[str, Any], fields: dict[str, Any], notes: list[str]) -> None:
    """The fields that count layers of a kind, written into `fields`."""
    layers = fields.get("layers", 0)
    if fields.get("experts"):
        fields["dense_layers"] = layers - _expert_layers(flat, layers)
    if "attention_chunk_size" in flat:
        fields["window"] = _whole(flat["attention_chunk_size"], "attention_chunk_size", "config")
    if flat.get("use_sliding_window") is False:
        fields.pop("window", None)
    if fields.get("window"):
        fields["window_layers"] = _windowed_layers(flat, layers)
        if not fields["window_layers"]:
            del fields["window"], fields["window_layers"]
    if states := _state_layers(flat, layers):
        fields |= {"window": int(LINEAR_STATE), "window_layers": states}
        notes.append(f"{states} of {layers} layers carry a state: counted as attention over {LINEAR_STATE:.0f} tokens")


def _kind_of(flat: Mapping[str, Any], fields: dict[str, Any], notes: list[str]) -> None:
    """What the architecture's name settles: gates, tied embeddings, heads of keys, encoders."""
    kind = str(flat.get("model_type", ""))
    act = str(flat.get("hidden_act", ""))
    if kind in UNGATED_TYPES:
        fields["gated_ffn"] = "gated" in str(flat.get("feed_forward_proj", ""))
    elif act not in UNGATED or "gemma" in kind:
        fields["gated_ffn"] = True
    fields["tied_embeddings"] = bool(flat.get("tie_word_embeddings", kind in TIED_TYPES))
    if flat.get("multi_query") is True and not flat.get("new_decoder_architecture"):
        fields["kv_heads"] = 1
    if kind == "llama4" and "intermediate_size" in flat:
        fields["expert_ffn_hidden"] = _whole(flat["intermediate_size"], "intermediate_size", kind)
    if kind in ENCODERS:
        fields["family"] = "encoder"
    if flat.get("is_encoder_decoder"):
        fields["family"] = "encoder-decoder"
    if any(str(part).startswith(("vision", "audio")) for part in flat):
        notes.append("the text part of the config alone is counted")


def _format_of(flat: Mapping[str, Any]) -> str:
    """The number format of the published weights where the file says that it is below 16 bits."""
    said = flat.get("quantization_config")
    if not isinstance(said, Mapping):
        return ""
    four = said.get("bits") == 4
    return NAMED_FORMATS.get(str(said.get("quant_method", "")), "int4" if four else "")


def _refused(flat: Mapping[str, Any], name: str) -> str:
    """Why these fields are no transformer that writes, "" where they may be one."""
    kind = str(flat.get("model_type", ""))
    if any(kind.replace("falcon_", "").startswith(s) for s in STATE_TYPES):
        return f"{name}: {kind!r} has no attention; only transformers are timed"
    if not any(n in flat for n in (*CONFIG["layers"], *CONFIG["hidden"])):
        return f"{name}: no num_hidden_layers and no hidden_size; name the config.json of a language model"
    return ""


def _size(fields: Mapping[str, Any], name: str) -> str:
    """Parameters that the fields imply, and what was taken for those that the file leaves out."""
    shape, _ = complete({"name": name, **fields})
    side = " a side" if fields.get("family") == "encoder-decoder" else ""
    active = f", {float(shape.active_params) / 1e9:.4g} B of them active" if fields.get("experts") else ""
    missing = [f for f in ("layers", "hidden", "heads", "vocab") if not fields.get(f)]
    taken = ", ".join(f"{f} {float(getattr(shape, f)):.0f}" for f in missing)
    gaps = f"; not in the config: {taken} taken" if taken else ""
    return f"config: {float(shape.params) / 1e9:.4g} B parameters{side}{active}{gaps}"


def config_model(config: Mapping[str, Any], *, name: str = "config") -> Model:
    """A catalog model out of a ``config.json``; its note says how large it is and what the file leaves out."""
    if not isinstance(config, Mapping):
        raise Unreadable(f"{name}: no config.json of a model; it holds no fields")
    flat = _flat(config)
    if why := _refused(flat, name):
        raise Unreadable(why)
    fields: dict[str, Any] = {}
    notes: list[str] = []
    for field, names in CONFIG.items():
        value = next((flat[n] for n in names if flat.get(n) is not None), None)
        if value is not None and value is not False:
            fields[field] = _whole(value, field, name)
    _layer_kinds(flat, fields, notes)
    _kind_of(flat, fields, notes)
    shown = str(flat.get("_name_or_path") or name)
    said = "; ".join((_size(fields, name), *notes))
    return Model(id=name, name=shown, native_precision=_format_of(flat), note=said, **fields)
