"""What a row's words say of its stack, and what follows from it for the step."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from suanli.catalog import training_runs
from suanli.catalog.forms import Model
from suanli.performance.dials import machine_dials, theta
from suanli.performance.filling import fill
from suanli.performance.layouts import cut_of
from suanli.performance.machine import array, machine_of
from suanli.performance.rows import batch_job, read_case
from suanli.performance.shapes import complete
from suanli.performance.software import habits_of, joined_experts, publisher_of, sharded_whole
from suanli.performance.step import stage_layers, step_time
from suanli.performance.training import job_for, work_of
from suanli.performance.validation import predict_training
from suanli.terms import Layout


def row(name, **changes):
    """A shipped row with other cells."""
    return dict(next(r for r in training_runs() if r["id"] == name)) | changes


def seconds(*rows):
    """Predicted steps of several rows, which get names of their own."""
    found = predict_training([r | {"id": str(i)} for i, r in enumerate(rows)])
    return [p.predicted["step_time_s"] for p in found]


PIPELINE = {"tp": "8", "pp": "8", "vpp": "", "cp": "1", "dp": "8", "num_chips": "512", "micro_batch": ""}


@pytest.mark.parametrize(
    ("source", "notes", "year", "vpp", "want"),
    [
        ("torchtitan", "3D, 1F1B", "2024", "", (1, 4.0)),
        ("torchtitan", "3D, interleaved 1F1B", "2024", "2", (2, 4.0)),
        ("torchtitan", "3D, interleaved 1F1B", "2025", "2", (2, 2.0)),
        ("Somebody", "1F1B", "2024", "", (1, None)),
    ],
)
def test_pipelines_as_named(source, notes, year, vpp, want):
    """A row that names 1F1B is not interleaved; torchtitan cuts a replica's batch into as many pieces as stages."""
    words = {"source": source, "notes": notes, "table": "", "year": year}
    case = read_case(row("nemo-h100-003", **PIPELINE | words | {"vpp": vpp, "global_batch": "256"}))
    assert (case.given["vpp"] or 1, case.micro) == want


def test_plain_pipelines_idle():
    """Where few micro-batches meet many stages, a plain schedule is slower than the interleaved one that is assumed."""
    small = row("nemo-h100-003", **PIPELINE | {"micro_batch": "1", "global_batch": "64", "notes": "Megatron-core"})
    usual, plain = seconds(small, small | {"notes": "Megatron-core, 1F1B"})
    assert plain > 1.2 * usual
    assert seconds(small | {"notes": "Megatron-DeepSpeed"}, small)[0] > 1.2 * usual


def test_sharded_stacks_repeat_every_other_layer_beside_tensor_parallelism():
    """Selective recomputation of stacks that shard all weights costs half of a forward pass, with or without TP."""
    base = row("nemo-h100-003", zero_stage="3", tp="8", pp="1", source="torchtitan", notes="", recompute="none")
    none, some, full = seconds(base, base | {"recompute": "selective"}, base | {"recompute": "full"})
    assert some - none == pytest.approx((full - none) / 2, rel=0.2)


def test_experts_in_every_other_layer_mean_half():
    """Half of the layers are dense where a row says that the others have experts, and only there."""
    words = [
        "experts in every other layer",
        "MoE every second layer, capacity 2",
        "experts, every other layer recomputed",
    ]
    shapes = [read_case(row("moe-zoo-h100-006", notes=n)).shape for n in words]
    assert [float(s.dense_layers) for s in shapes] == [28, 28, 0]


def test_layers_side_by_side_exchange_once():
    """A layer whose two parts read the same input has half of the tensor-parallel exchange; overlap is read beside."""
    words = {"source": "Somebody", "table": "", "recompute": "none", "pp": "1"}
    base = row("nemo-h100-003", **words | {"tp": "8", "notes": "Megatron-LM"})
    beside = base | {"notes": "Megatron-LM, parallel attention and MLP"}
    terms = [step_time(batch_job([read_case(r)], theta())).terms["tp"] for r in (base, beside)]
    assert float(terms[1][0]) == pytest.approx(float(terms[0][0]) / 2)
    bare = [read_case(base | {"notes": n}).bare for n in ("tensor and data traffic overlapped", "no tensor overlap")]
    assert bare == [False, True]


def test_entries_to_contests_are_tuned():
    """What unseen stacks take more is not put on an entry to MLPerf."""
    base = row("nemo-h100-003", source="MLPerf Training results", notes="NeMo", table="")
    entry, other = seconds(base, base | {"source": "Somebody, NeMo"})
    assert 1.0 < other / entry < 1.1


def test_sequences_whole_where_a_row_says_so():
    """Words "without sequence parallelism" names it all the same; Paddle runs operation by operation."""
    case = read_case(row("nemo-h100-003", notes="tensor parallel without sequence parallelism", table=""))
    assert case.given["sp"] == 0.0
    assert not read_case(row("nemo-h100-003", notes="PaddlePaddle 2.5")).fused


@pytest.mark.parametrize(
    ("words", "chip", "precision", "joined"),
    [
        ("26.06 pre-training", "gb200", "mxfp8", True),
        ("26.04.01 pre-training", "gb200", "mxfp8", False),
        ("26.06 pre-training", "h100", "fp8", False),
        ("26.06 pre-training", "gb200", "bf16", False),
        ("fused grouped gemm", "h100", "bf16", True),
    ],
)
def test_when_experts_are_joined(words, chip, precision, joined):
    """NVIDIA's 8-bit recipes on Blackwell run experts in one kernel from release 26.06 on, or a row says so."""
    assert joined_experts(words, "nvidia", 2026.0, machine_of(chip, precision=precision)) == joined


def test_joined_experts_are_faster():
    """One kernel for all experts saves their passes and waits, and leaves attention alone."""
    job = batch_job([read_case(row("mbridge-moe-b200-003"))], theta())
    one, many = (step_time(msgspec.structs.replace(job, joined=array([v]))) for v in (1.0, 0.0))
    assert float(one.seconds[0]) < 0.97 * float(many.seconds[0])
    assert float(one.terms["attention"][0]) == float(many.terms["attention"][0])


def test_weights_are_sharded_before_adapters_are_assumed():
    """A stated ZeRO-2 that cannot hold its weights becomes ZeRO-3; what that cannot hold either trains adapters."""
    base = row("nemo-h100-003", tp="1", pp="1", cp="1", dp="", zero_stage="2", micro_batch="", recompute="")
    large = base | {"model": "Llama-3-70B", "layers": "80", "hidden": "8192", "ffn_hidden": "28672", "heads": "64"}
    large |= {"kv_heads": "8", "params_b": "70.6", "active_params_b": "", "global_batch": "128"}
    wide, narrow = predict_training([large | {"num_chips": "64"}, large | {"id": "few", "num_chips": "2"}])
    assert "sharded as well" in wide.note
    assert "zero3" in wide.layout
    assert "adapters" in narrow.note


def test_a_heavy_head_leaves_the_last_stage_fewer_layers():
    """A remainder of layers leaves the last stage where the head weighs several and stages are not interleaved."""
    sizes = {"layers": 28, "hidden": 2048, "heads": 16, "ffn_hidden": 2048}
    found = []
    for vocab, layout in ((256000, "pp"), (256000, "vpp"), (2048, "pp")):
        shape, _ = complete(sizes | {"vocab": vocab})
        machine = machine_of("a100")
        work, _ = work_of(Model(id="m", name="m"), shape, batch=64, seq=2048, tokens=1e9)
        cut = cut_of(Layout(tp=1, pp=10, dp=4, vpp=2 if layout == "vpp" else 1))
        found.append([float(v) for v in stage_layers(job_for(work, shape, machine, cut, year=2025.0))])
    assert found == [[3.0, 1.0], [3.0, 2.0], [3.0, 2.0]]


def test_attention_is_worked_out_on_ampere_first():
    """FlashAttention-2 was Ampere's own: full rate from 2024 on, where Hopper still waits; 2023 is the same on both."""
    rates = {
        (chip, year): float(machine_dials(theta(), machine_of(chip), year).attention)
        for chip in ("a100", "h100")
        for year in (2023.0, 2024.0, 2025.0)
    }
    assert rates["a100", 2024.0] == rates["a100", 2025.0]
    assert rates["h100", 2024.0] < 0.95 * rates["h100", 2025.0]
    assert np.all(np.diff([rates["a100", y] for y in (2023.0, 2024.0, 2025.0)]) >= 0)


def test_a_batch_that_is_open_leaves_a_choice_of_micro_batches():
    """Steps of jobs that do not say are round numbers a replica: 31 sequences each would allow micro-batches of one."""
    small = {
        "model": "GPT-2 345M",
        "layers": "24",
        "hidden": "1024",
        "ffn_hidden": "4096",
        "heads": "16",
        "params_b": "",
    }
    free = {"num_chips": "128", "tp": "1", "pp": "1", "cp": "1", "dp": "128", "zero_stage": "3", "recompute": "full"}
    open_row = row("nemo-h100-003", **small | free | {"seq_len": "1024", "micro_batch": "", "global_batch": ""})
    layout = predict_training([open_row])[0].layout
    assert int(layout.split("mb")[1].split(",")[0]) > 1
    cases = [read_case(open_row | {"micro_batch": "24"})]
    fill(cases, theta())
    assert cases[0].batch % (24 * 128) == 0


@pytest.mark.parametrize(
    ("chip", "words", "year", "ported"),
    [
        ("B200", "DeepSpeed ZeRO-3, FlashAttention-4", "2026", True),
        ("B200", "DeepSpeed ZeRO-3, FA-4", "2026", True),
        ("B200", "DeepSpeed ZeRO-3", "2026", False),
    ],
)
def test_kernels_by_name(chip, words, year, ported):
    """FlashAttention-4 was written for Blackwell, as 3 for Hopper; a stack that names neither has the generation before."""
    new = row("nemo-h100-003", chip=chip, source="Somebody", notes=words, table="", year=year, zero_stage="3")
    assert read_case(new).ported is not ported


def test_sharding_by_its_own_name_is_no_deepspeed():
    """In 2021 weights sharded over all chips meant DeepSpeed's lists of shards, unless FSDP or FairScale is named."""
    old = row("nemo-h100-003", chip="A100-80GB", source="Somebody", table="", year="2021", zero_stage="3")
    assert [read_case(old | {"notes": w}).piecemeal for w in ("", "FSDP", "FairScale")] == [True, False, False]


def test_fused_attention_reached_tpus_later():
    """Where a row is silent, attention on a TPU of 2023 is unfused, that of 2024 fused; on an A100 of 2023 it is fused."""
    silent = row("nemo-h100-003", flash_attention="", precision="bf16", table="")
    found = [
        read_case(silent | {"chip": c, "year": y}).flash
        for c, y in (("TPU v4", "2023"), ("TPU v4", "2024"), ("A100-80GB", "2023"))
    ]
    assert found == [False, True, True]


@pytest.mark.parametrize(
    ("source", "owner"),
    [
        ("Megatron-LM README", "nvidia"),
        ("Megatron-DeepSpeed rebase", "deepspeed"),
        ("MT-NLG 530B (Microsoft, NVIDIA)", "mt"),
        ("BLOOM-176B (BigScience)", "bigscience"),
    ],
)
def test_joint_stacks_are_not_the_makers(source, owner):
    """A stack that Microsoft wrote on is none of NVIDIA's own."""
    assert publisher_of(source) == owner


@pytest.mark.parametrize(
    ("words", "fused"),
    [
        ("hugging face trainer", False),
        ("hugging face trainer, liger", True),
        ("hugging face trainer, fused cross-entropy, rmsnorm", True),
        ("hf model, fused loss", False),
        ("eager (no torch.compile)", False),
        ("hf model, torch.compile", True),
    ],
)
def test_words_for_kernels_beat_the_stack(words, fused):
    """A model that runs operation by operation does not where a row names kernels that join them."""
    assert habits_of(words)["fused"] is fused


@pytest.mark.parametrize(
    ("words", "gated", "fused"),
    [
        ("pytorch fsdp", True, False),
        ("pytorch fsdp", False, True),
        ("deepspeed zero-3", True, False),
        ("megatron-deepspeed", True, True),
        ("gpt-neox, deepspeed zero-1", True, True),
        ("pytorch fsdp, torch.compile", True, True),
        ("jax, fsdp", True, True),
        ("megatron-fsdp", True, True),
        ("torchtitan, tp 8", True, False),
        ("torchtitan, torch.compile", True, True),
        ("torchtitan, float8 tensorwise", True, True),
        ("pytorch with torch_npu", True, False),
        ("pytorch", False, True),
        ("pytorch, megatron-core", True, True),
    ],
)
def test_pytorch_runs_op_by_op_unless_told_to_compile(words, gated, fused):
    """Llama's block is a dozen operations in PyTorch alone, where GPT's norm and activation are one kernel each."""
    assert habits_of(words, gated=gated)["fused"] is fused


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("llm-foundry, fsdp", True),
        ("deepspeed zero-3", True),
        ("deepspeed zero stage 3", True),
        ("deepspeed zero-1", False),
        ("fsdp and tp 8", False),
        ("torchtitan, fsdp, tensor parallel 8", False),
        ("fsdp with pipelines", False),
        ("jax, fsdp", False),
        ("", False),
    ],
)
def test_sharding_all_weights_cuts_nothing_else(words, whole):
    """FSDP and ZeRO-3 mean whole layers on each chip and no stages, unless other cuts are named."""
    assert sharded_whole(words) == ({"tp": 1.0, "pp": 1.0, "zero": 3.0} if whole else {})


OPEN = dict.fromkeys(
    ("tp", "pp", "vpp", "cp", "ep", "dp", "zero_stage", "micro_batch", "global_batch", "recompute"), ""
)


def test_a_run_that_says_fsdp_is_filled_without_stages():
    """Words decide what a row's cells leave open; a stated layout beats them."""
    base = row("nemo-h100-003", **OPEN | {"source": "Somebody", "table": "", "notes": "FSDP"})
    stated = read_case(base | {"tp": "8", "pp": "4"}).given
    filled = fill([read_case(base)], theta())[0]
    assert (filled.given["tp"], filled.given["pp"], filled.given["zero"]) == (1, 1, 3)
    assert (stated["tp"], stated["pp"]) == (8, 4)


def test_torchtitan_takes_one_local_batch_a_step():
    """An open batch is a few sequences a chip there, the model's own or four million tokens elsewhere."""
    base = row("nemo-h100-003", **OPEN | {"num_chips": "64", "source": "Somebody", "table": ""})
    here, elsewhere = fill([read_case(base | {"notes": n}) for n in ("torchtitan, FSDP", "FSDP")], theta())
    assert here.batch == 4 * 64 != elsewhere.batch
    assert fill([read_case(base | {"notes": "torchtitan", "global_batch": "128"})], theta())[0].batch == 128


SMALL = {"layers": "24", "hidden": "2048", "heads": "16", "kv_heads": "16", "vocab": "151936", "seq_len": "8192"}
EXPERTS = {
    "model": "x",
    "experts": "60",
    "topk": "4",
    "ffn_hidden": "1408",
    "params_b": "14.3",
    "active_params_b": "2.7",
}
ALONE = {"ep": "1", "tp": "1", "pp": "1", "dp": "8", "num_chips": "8", "chip": "H200", "global_batch": "8"}
LOOPED = SMALL | EXPERTS | ALONE | {"micro_batch": "1", "source": "Somebody", "table": "", "year": "2025"}
WIDE = {"experts": "4", "topk": "1", "ffn_hidden": "5632", "params_b": "", "active_params_b": ""}


def test_a_loop_over_experts_costs_launches_and_waits():
    """Many small experts in a loop lose more than a few wide ones, which lose something."""
    loop = {"notes": "experts one after the other in a loop"}
    many = row("moe-zoo-h100-006", **LOOPED | {"notes": ""})
    one, two, three, four = seconds(many, many | loop, many | WIDE, many | WIDE | loop)
    assert two / one > 1.3 > four / three > 1


@pytest.mark.parametrize(
    ("words", "year", "want"),
    [
        ("Hugging Face model, DeepSpeed", "2025", True),
        ("Hugging Face model, DeepSpeed", "2026", False),
        ("a loop over all experts", "2026", True),
        ("Megatron", "2025", False),
    ],
)
def test_whose_experts_come_in_a_loop(words, year, want):
    """Hugging Face's models looped until transformers 5; a dense model has nothing to loop over."""
    words = {"notes": words, "year": year, "source": "Somebody", "table": ""}
    assert read_case(row("moe-zoo-h100-006", **words)).looped is want
    assert not read_case(row("nemo-h100-003", **words)).looped


def test_sharded_experts_in_a_loop_are_fetched_one_by_one():
    """DeepSpeed's hooks fetch each matrix of an expert; FSDP gathers a layer, and ZeRO-2 keeps weights whole."""
    base = row("moe-zoo-h100-006", **LOOPED | {"recompute": "full", "zero_stage": "3"})
    deep = base | {"notes": "Hugging Face model, DeepSpeed"}
    whole, hooks, wrapped = seconds(deep | {"zero_stage": "2"}, deep, base | {"notes": "HF model, FSDP"})
    assert hooks > 3 * max(whole, wrapped)


@pytest.mark.parametrize(
    ("source", "notes", "want"),
    [
        ("Zero Bubble, Megatron-LM", "1F1B", "1f1b"),
        ("Zero Bubble, Megatron-LM", "zero bubble, half", "zero-bubble"),
        ("Zero Bubble, Megatron-LM", "RoCE", "zero-bubble"),
        ("Somebody", "interleaved 1F1B", "interleaved"),
    ],
)
def test_a_row_tells_its_schedule_before_its_source_does(source, notes, want):
    """A paper on a new schedule prints runs of the old ones beside its own."""
    words = {"source": source, "notes": notes, "table": "", "vpp": "2" if "inter" in notes else ""}
    assert read_case(row("nemo-h100-003", **PIPELINE | words | {"global_batch": "512"})).schedule == want


def test_a_loop_over_experts_keeps_them_on_each_chip():
    """Expert parallelism that a row leaves open is not assumed of a stack that loops over all of them."""
    words = {"num_chips": "16", "dp": "16", "ep": "", "recompute": "full", "zero_stage": "3", "global_batch": "16"}
    base = row("moe-zoo-h100-006", **LOOPED | words)
    hub, other = fill([read_case(base | {"notes": n}) for n in ("Hugging Face model, DeepSpeed", "Somebody")], theta())
    assert hub.given["ep"] in {None, 1} and other.given["ep"] > 1
    assert read_case(base | {"notes": "Hugging Face model", "ep": "8"}).given["ep"] == 8


@pytest.mark.parametrize(
    ("notes", "said", "want"),
    [
        ("GPT-NeoX, ZeRO-1", "", "full"),
        ("GPT-NeoX, ZeRO-1", "none", "none"),
        ("mesh-transformer-jax", "", "full"),
        ("Megatron-LM", "", ""),
    ],
)
def test_what_a_stack_recomputes_by_default(notes, said, want):
    """A row's own cell beats the default of its stack."""
    words = {"notes": notes, "recompute": said, "source": "Somebody", "table": ""}
    assert read_case(row("nemo-h100-003", **words)).recompute == want


def test_attention_as_single_operations_costs_passes_over_the_scores():
    """Hugging Face's GPT-2 scaled, masked, cast and normed scores one after the other; fused attention has none."""
    base = row("mega-021", source="Somebody", table="", notes="")
    hub = {"notes": "Hugging Face model"}
    plain, single = seconds(base, base | hub)
    fused = base | {"flash_attention": "yes", "year": "2024"}
    whole, eager = seconds(fused, fused | hub)
    assert single / plain > 1.3 > 1.2 > eager / whole
    wider = base | {"seq_len": "4096", "micro_batch": "2", "global_batch": "2"}
    assert np.divide(*seconds(wider | hub, wider)) > single / plain
