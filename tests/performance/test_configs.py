"""Configurations of open models: what the files say in their own ways, and what they leave out."""

import json

import pytest

from suanli.catalog import models
from suanli.errors import Unknown, Unreadable
from suanli.performance.configs import config_model
from suanli.performance.serving import serve
from suanli.performance.shapes import shape_of
from suanli.performance.training import train

LLAMA4 = {
    "model_type": "llama4",
    "text_config": {
        "model_type": "llama4_text",
        "attention_chunk_size": 8192,
        "head_dim": 128,
        "hidden_size": 5120,
        "interleave_moe_layer_step": 2,
        "intermediate_size": 8192,
        "intermediate_size_mlp": 16384,
        "num_attention_heads": 40,
        "num_experts_per_tok": 1,
        "num_hidden_layers": 48,
        "num_key_value_heads": 8,
        "num_local_experts": 128,
        "vocab_size": 202048,
        "tie_word_embeddings": False,
    },
    "vision_config": {"hidden_size": 1408, "num_hidden_layers": 34},
}
GEMMA3 = {
    "model_type": "gemma3",
    "text_config": {
        "model_type": "gemma3_text",
        "hidden_size": 2560,
        "intermediate_size": 10240,
        "num_hidden_layers": 34,
        "sliding_window": 1024,
    },
}
GPT_OSS = {
    "model_type": "gpt_oss",
    "head_dim": 64,
    "hidden_size": 2880,
    "intermediate_size": 2880,
    "layer_types": ["sliding_attention", "full_attention"] * 18,
    "num_attention_heads": 64,
    "num_experts_per_tok": 4,
    "num_hidden_layers": 36,
    "num_key_value_heads": 8,
    "num_local_experts": 128,
    "quantization_config": {"quant_method": "mxfp4"},
    "sliding_window": 128,
    "vocab_size": 201088,
    "tie_word_embeddings": False,
}
QWEN3_NEXT = {
    "model_type": "qwen3_next",
    "decoder_sparse_step": 1,
    "full_attention_interval": 4,
    "head_dim": 256,
    "hidden_size": 2048,
    "intermediate_size": 5120,
    "mlp_only_layers": [],
    "moe_intermediate_size": 512,
    "num_attention_heads": 16,
    "num_experts": 512,
    "num_experts_per_tok": 10,
    "num_hidden_layers": 48,
    "num_key_value_heads": 2,
    "shared_expert_intermediate_size": 512,
    "vocab_size": 151936,
}
FALCON = {
    "model_type": "falcon",
    "hidden_size": 14848,
    "multi_query": True,
    "new_decoder_architecture": True,
    "num_attention_heads": 232,
    "num_hidden_layers": 80,
    "num_kv_heads": 8,
    "vocab_size": 65024,
}
T5 = {
    "model_type": "t5",
    "d_ff": 65536,
    "d_kv": 128,
    "d_model": 1024,
    "is_encoder_decoder": True,
    "num_heads": 128,
    "num_layers": 24,
    "vocab_size": 32128,
}
JAMBA = {
    "model_type": "jamba",
    "attn_layer_offset": 4,
    "attn_layer_period": 8,
    "expert_layer_offset": 1,
    "expert_layer_period": 2,
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_attention_heads": 32,
    "num_experts": 16,
    "num_experts_per_tok": 2,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "vocab_size": 65536,
}
HUNYUAN = {
    "model_type": "hunyuan_v1_moe",
    "attention_head_dim": 128,
    "head_dim": 128,
    "hidden_size": 4096,
    "intermediate_size": 3072,
    "moe_intermediate_size": [3072] * 32,
    "moe_topk": [8] * 32,
    "num_attention_heads": 32,
    "num_experts": 64,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "num_shared_expert": [1] * 32,
    "tie_word_embeddings": True,
    "vocab_size": 128167,
}


@pytest.mark.parametrize(
    ("config", "known"),
    [
        (LLAMA4, "llama-4-maverick"),
        (GEMMA3, "gemma-3-4b"),
        (GPT_OSS, "gpt-oss-120b"),
        (QWEN3_NEXT, "qwen3-next-80b-a3b"),
        (FALCON, "falcon-180b"),
        (T5, "t5-11b"),
        (HUNYUAN, "hunyuan-a13b"),
    ],
)
def test_a_config_is_the_model_of_the_catalog(config, known):
    """Experts in some layers, windows, linear attention and what files leave out come to the catalog's numbers."""
    own, _ = shape_of(config_model(config))
    other, _ = shape_of(models.find(known))
    assert float(own.params) == pytest.approx(float(other.params), rel=0.005)
    assert float(own.active_params) == pytest.approx(float(other.active_params), rel=0.005)
    assert float(own.token_flops(32768)) == pytest.approx(float(other.token_flops(32768)), rel=0.02)
    assert float(own.heads) == float(other.heads)


def test_experts_and_attention_in_some_layers():
    """Jamba: experts in every other layer, attention in every eighth, 52 B parameters in all."""
    model = config_model(JAMBA)
    assert (model.dense_layers, model.window_layers) == (16, 28)
    assert float(shape_of(model)[0].params) == pytest.approx(52e9, rel=0.06)
    assert "28 of 32 layers carry a state" in model.note


@pytest.mark.parametrize(
    ("fields", "dense"),
    [
        ({"first_k_dense_replace": 3}, 3),
        ({"moe_layer_freq": [0] + [1] * 11}, 1),
        ({"moe_layer_freq": 2}, 6),
        ({"mlp_only_layers": [0, 5]}, 2),
        ({"moe_layer_start_index": 1, "moe_layer_end_index": 10}, 2),
        ({"moe_layers": [1, 5, 9]}, 9),
    ],
)
def test_layers_without_experts(fields, dense):
    """Every way in which files say which layers have experts."""
    model = config_model({"num_hidden_layers": 12, "hidden_size": 1024, "num_experts": 8, **fields})
    assert model.dense_layers == dense


@pytest.mark.parametrize(
    ("fields", "windowed"),
    [
        ({"use_sliding_window": False}, None),
        ({"use_sliding_window": True, "max_window_layers": 8}, 4),
        ({"sliding_window_pattern": 4}, 9),
        ({"sliding_window_pattern": "LLLG"}, 9),
        ({}, 12),
    ],
)
def test_layers_with_a_window(fields, windowed):
    """Every way in which files say which layers see a window."""
    model = config_model({"num_hidden_layers": 12, "hidden_size": 1024, "sliding_window": 512, **fields})
    assert model.window_layers == windowed


def test_a_config_says_its_size_and_gaps(tmp_path):
    """Runs of a config say how many parameters it makes and what it left out; both verbs take it."""
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"num_hidden_layers": 32, "hidden_size": 4096, "intermediate_size": 11008}))
    runs = (*train(config=str(path), chip="h100", count=8), *serve(config=str(path), chip="h100", on=None))
    for run in runs:
        assert any(
            "config: 6.888 B parameters; not in the config: heads 32, vocab 50304 taken" in a for a in run.assumptions
        )


def test_a_served_config_is_the_served_model(tmp_path):
    """The same tokens a second from a config as from the catalog's entry of that model, in its own format."""
    path = tmp_path / "config.json"
    path.write_text(json.dumps(GPT_OSS))
    own, known = (
        serve(name, chip="h100", concurrency=64, **o)[0]
        for name, o in (("", {"config": str(path)}), ("gpt-oss-120b", {}))
    )
    assert own.figures["tokens_per_s"] == pytest.approx(known.figures["tokens_per_s"], rel=0.01)


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"model_type": "mamba", "hidden_size": 2560, "num_hidden_layers": 64}, "has no attention"),
        ({"_class_name": "UNet2DConditionModel"}, "no num_hidden_layers"),
        ({"num_hidden_layers": [], "hidden_size": 64}, "layers is"),
    ],
)
def test_what_is_no_transformer_is_refused(config, why):
    """State-space models, pictures and broken sizes are errors, no guesses."""
    with pytest.raises(Unreadable, match=why):
        config_model(config)


def test_networks_that_do_not_write_are_refused():
    """A network of convolutions is no transformer, an encoder serves no text."""
    with pytest.raises(Unknown, match="convolutional"):
        train("resnet-50", chip="h100", count=8)
    with pytest.raises(Unknown, match="convolutional"):
        serve("resnet-50", chip="h100")
    with pytest.raises(Unknown, match="writes no text"):
        serve("bert-large", chip="h100")
    with pytest.raises(Unknown, match="no model"):
        serve(chip="h100")


def test_a_guessed_shape_is_said_when_serving():
    """A model whose shape is not public says what was taken for it."""
    assert any("shape not public" in a for a in serve("hunyuan-nlp-1t", chip="h100", count=64)[0].assumptions)
