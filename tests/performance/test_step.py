"""Laws of the step: agreement with a scalar reference, monotone in the machine, parts that sum."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suanli.catalog import models
from suanli.performance.dials import theta
from suanli.performance.layers import layer_cost
from suanli.performance.layouts import RECOMPUTE, cut_of
from suanli.performance.machine import array, machine_of
from suanli.performance.memory import memory, peak
from suanli.performance.shapes import shape_of
from suanli.performance.step import step_time
from suanli.performance.training import job_for, work_of
from suanli.terms import Layout

from .reference import Plain

MODELS = ("gpt-3-175b", "llama-2-70b", "llama-2-7b")
CHIPS = ("a100_sxm_80", "h100_sxm_80", "v100_sxm2_32", "h20_96", "a100_pcie_40", "ascend910b3", "gb200_186", "tpu_v5e")
HABITS = ("overlap", "flat", "slots", "blocking", "bare", "ported", "recore", "torch", "parallel", "stepwise")

layouts = st.builds(
    Layout,
    tp=st.sampled_from([1, 2, 4, 8]),
    sp=st.booleans(),
    pp=st.sampled_from([1, 2, 4, 8, 16]),
    vpp=st.sampled_from([1, 2, 4]),
    cp=st.sampled_from([1, 2, 4]),
    dp=st.sampled_from([1, 2, 3, 8, 64]),
    zero=st.sampled_from([0, 1, 2, 3]),
    micro_batch=st.sampled_from([1, 2, 3, 8]),
    recompute=st.sampled_from([*RECOMPUTE, "full50"]),
    schedule=st.sampled_from(["1f1b", "zero-bubble", "dualpipe"]),
    offload=st.booleans(),
)


def job_of(model: str, chip: str, layout: Layout, *, year: float = 2025.0, precision: str = "bf16"):
    """A job of one layout."""
    found = models.find(model)
    shape, _ = shape_of(found)
    machine = machine_of(chip, precision=precision)
    work, _ = work_of(found, shape, batch=512, seq=2048, tokens=1e9, precision=precision)
    return job_for(work, shape, machine, cut_of(layout), year=year)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(MODELS),
    st.sampled_from(CHIPS),
    layouts,
    st.sampled_from([2021.0, 2023.5, 2026.0]),
    st.fixed_dictionaries({n: st.sampled_from([0.0, 1.0]) for n in HABITS}),
)
def test_scalar_reference(model, chip, layout, year, habits):
    """The arrays agree with a scalar implementation of the same equations to 1e-9, whatever the software's habits."""
    job = job_of(model, chip, layout, year=year)
    job = msgspec.structs.replace(job, **{n: array(v) for n, v in habits.items()})
    assert float(step_time(job).seconds) == pytest.approx(Plain(job).seconds(), rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["deepseek-v3", "mixtral-8x7b", *MODELS]), st.sampled_from(CHIPS), layouts)
def test_terms_sum(model, chip, layout):
    """The breakdown sums to the step, and no term is negative."""
    step = step_time(job_of(model, chip, layout))
    total = sum(float(v) for v in step.terms.values())
    assert total == pytest.approx(float(step.seconds), rel=1e-9)
    assert min(float(v) for v in step.terms.values()) >= -1e-9 * total


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["mixtral-8x7b", *MODELS]),
    st.sampled_from(CHIPS),
    layouts,
    st.sampled_from(["flops16", "flops", "hbm_rate", "link_rate", "nic_rate"]),
    st.floats(1.05, 3.0),
)
def test_faster_never_slower(model, chip, layout, field, factor):
    """More flops or more bandwidth of any kind never makes a step slower."""
    job = job_of(model, chip, layout, precision="fp8" if chip == "h100_sxm_80" else "bf16")
    better = msgspec.structs.replace(job.machine, **{field: getattr(job.machine, field) * factor})
    faster = msgspec.structs.replace(job, machine=better)
    assert float(step_time(faster).seconds) <= float(step_time(job).seconds) * (1 + 1e-12)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(MODELS), layouts)
def test_no_tensor_parallel_traffic_alone(model, layout):
    """TP = 1 has no tensor-parallel traffic, PP = 1 no transfers and no bubble."""
    alone = msgspec.structs.replace(layout, tp=1, pp=1, vpp=1, schedule="1f1b")
    terms = step_time(job_of(model, "a100_sxm_80", alone)).terms
    assert float(terms["tp"]) == 0.0
    assert float(terms["pp"]) == 0.0
    assert float(terms["bubble"]) == 0.0


@pytest.mark.parametrize("model", MODELS)
def test_recompute_repeats_the_forward_pass(model):
    """Full recomputation repeats exactly the forward pass, half of it for half of the layers."""
    for word, share in (("full", 1.0), ("full50", 0.5), ("none", 0.0)):
        layer = layer_cost(job_of(model, "a100_sxm_80", Layout(tp=2, recompute=word)), experts=False)
        again, forward = sum(layer.again.values()), sum(layer.forward.values())
        assert float(again) == pytest.approx(share * float(forward), rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["deepseek-v3", *MODELS]), layouts)
def test_memory_parts(model, layout):
    """Memory parts are not negative and sum to the peak; sharding and recomputation never add to it."""
    job = job_of(model, "a100_sxm_80", layout)
    parts = memory(job)
    assert min(float(v) for v in parts.values()) >= 0
    assert sum(float(v) for v in parts.values()) == pytest.approx(float(peak(job)), rel=1e-12)
    for change in ({"zero": array(1.0)}, {"recompute": array(2.0), "again": array(1.0)}):
        less = msgspec.structs.replace(job.cut, **change)
        if float(job.cut.zero) <= 1:
            assert float(peak(msgspec.structs.replace(job, cut=less))) <= float(peak(job)) * 1.12


def test_state_bytes_by_hand():
    """18 bytes a parameter without sharding: 2 weights, 4 gradients, 12 optimizer; 6 + 12/d with ZeRO-1."""
    shape, _ = shape_of(models.find("llama-2-7b"))
    for zero, each in ((0, 18.0), (1, 6.0 + 12.0 / 8)):
        parts = memory(job_of("llama-2-7b", "a100_sxm_80", Layout(dp=8, zero=zero)))
        state = float(parts["weights"] + parts["gradients"] + parts["optimizer"])
        assert state == pytest.approx(each * float(shape.params), rel=0.002)


def test_activation_bytes_by_hand():
    """An ungated layer with as many KV heads as heads keeps 32 s b h in 16 bit without dropout, 2 s b h recomputed."""
    job = job_of("gpt-3-175b", "a100_sxm_80", Layout(recompute="none"))
    layers, tokens, hidden = 96, 2048, 12288
    assert float(memory(job)["activations"]) == pytest.approx(32 * layers * tokens * hidden, rel=1e-9)
    full = job_of("gpt-3-175b", "a100_sxm_80", Layout(recompute="full"))
    assert float(memory(full)["activations"]) == pytest.approx(2 * layers * tokens * hidden, rel=1e-9)


def test_arrays_equal_one_by_one():
    """A batch of layouts gives what each gives alone, also with draws of the constants in front."""
    cuts = [Layout(tp=t, pp=p, dp=4, micro_batch=m) for t in (1, 8) for p in (1, 4) for m in (1, 2)]
    alone = [float(step_time(job_of("llama-2-7b", "h100_sxm_80", c)).seconds) for c in cuts]
    from suanli.performance.layouts import stack_cuts

    job = job_of("llama-2-7b", "h100_sxm_80", cuts[0])
    many = msgspec.structs.replace(job, cut=stack_cuts([cut_of(c) for c in cuts]))
    assert np.allclose(step_time(many).seconds, alone, rtol=1e-12)
    from suanli.performance.uncertainty import step_draws

    draws = {n: np.full((3, 1), v) for n, v in theta().items()}
    drawn, least = step_draws(many, 2025.0, draws)
    assert np.allclose(drawn, np.tile(alone, (3, 1)), rtol=1e-12)
    assert np.all((least > 0) & (least < drawn))


def test_units():
    """Doubling all rates halves the time but for launches; the time is within physics: never above the peak."""
    job = job_of("gpt-3-175b", "h100_sxm_80", Layout(tp=8, pp=8, dp=4, recompute="none"))
    tokens = 512 * 2048
    flops = float(job.shape.token_flops(2048, causal=True)) * tokens
    ideal = flops / (256 * 989.4e12)
    assert 1.2 * ideal < float(step_time(job).seconds) < 4 * ideal


def test_early_sharding_stops_scaling():
    """Gathers that a host lists shard by shard grow with the chips: four times as many are less than twice as fast."""

    def seconds(chips, listed):
        layout = Layout(dp=chips, zero=3, micro_batch=1536 // chips, recompute="full")
        job = job_of("gpt-3-175b", "a100_sxm_80", layout, year=2021.0)
        job = msgspec.structs.replace(
            job, batch=array(1536.0), units=array(4.0), listed=array(listed), flash=array(0.0)
        )
        return float(step_time(job).seconds)

    assert seconds(384, 1.0) / seconds(1536, 1.0) < 2.0
    assert seconds(384, 0.0) / seconds(1536, 0.0) > 2.0
    assert seconds(1536, 1.0) > 1.2 * seconds(1536, 0.0)


def test_pipelines_move_sharded_weights_once():
    """FSDP inside a pipeline moves weights once a step, as a sharded optimizer does; alone with every micro-batch."""

    def seconds(zero: int, pp: int) -> float:
        return float(step_time(job_of("llama-2-70b", "h100_sxm_80", Layout(tp=8, pp=pp, dp=8, zero=zero))).seconds)

    assert seconds(3, 4) == pytest.approx(seconds(1, 4), rel=1e-9)
    assert seconds(3, 1) > 1.01 * seconds(1, 1)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(MODELS), st.sampled_from([2, 4, 8]), st.sampled_from([2, 4]), st.sampled_from([8, 64, 256]))
def test_interleaving_hides_no_less(model, pp, vpp, dp):
    """Virtual stages finish one after another: gradients have more compute to hide behind, never less."""
    plain, woven = (
        float(step_time(job_of(model, "h100_sxm_80", Layout(tp=4, pp=pp, vpp=v, dp=dp, zero=1))).terms["dp"])
        for v in (1, vpp)
    )
    assert woven <= plain * (1 + 1e-9)


def test_experts_cut_by_tensor_parallelism():
    """Experts cut over 8 chips: an eighth of their weights each, the same products, and an exchange of their own."""
    whole = job_of("mixtral-8x7b", "h100_sxm_80", Layout(tp=8, dp=4, zero=1, micro_batch=32))
    cut = msgspec.structs.replace(whole, sliced=array(1.0))
    assert float(memory(cut)["weights"]) < 0.25 * float(memory(whole)["weights"])
    a, b = step_time(whole).terms, step_time(cut).terms
    assert float(a["ep"]) == 0 < float(b["ep"])
    assert float(b["gemm"]) == pytest.approx(float(a["gemm"]), rel=0.35)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([2, 8, 16, 64]), st.sampled_from(["h100_sxm_80", "gb200_186"]))
def test_tokens_sent_once_cost_no_more(ep, chip):
    """Sending a token once to each chip, from where it lies, never takes longer than sorted copies."""
    sorted_, sent = (
        msgspec.structs.replace(job_of("deepseek-v3", chip, Layout(ep=ep, dp=64, zero=1)), dedup=array(d))
        for d in (0.0, 1.0)
    )
    a, b = step_time(sorted_).terms, step_time(sent).terms
    assert float(b["ep"]) <= float(a["ep"]) * (1 + 1e-9)
    assert float(b["memory_ops"]) < float(a["memory_ops"])
