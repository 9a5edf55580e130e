"""The serving model: laws of physics and queues, the verb's answers, its errors."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suanli.catalog import chips, models
from suanli.errors import Infeasible, Unknown
from suanli.performance.asked import counts_of
from suanli.performance.serving import parse_demand, parse_fleet, serve
from suanli.performance.serving_model import memory_parts, step_seconds
from suanli.performance.serving_rows import Setup, deploy, find_model
from suanli.performance.serving_search import front, job_of, knobs_for, layouts, points_of, repeat_job
from suanli.performance.serving_steady import capacity, closed_loop, open_loop, prompt_rate

LLAMA = models["llama-3.1-70b"]
NAMES = ("llama-3.1-8b", "llama-3.1-70b", "deepseek-v3", "qwen3-235b-a22b", "gpt-oss-120b", "gemma-2-27b")


def setup(model="llama-3.1-70b", chip="h100_sxm_80", **more):
    chips_ = more.pop("chips", more.get("tp", 8) * more.get("dp", 1) * more.get("pp", 1))
    return Setup(
        model=models[model],
        chip=chip,
        chips=chips_,
        tp=more.pop("tp", 8),
        precision=more.pop("precision", "fp8"),
        **more,
    )


def figures(s, users, *, isl=1024, osl=256, **more):
    d = deploy([s])
    return {
        n: float(v[0])
        for n, v in closed_loop(
            d, knobs_for(d), repeat_job(job_of(isl=isl, osl=osl, **more), 1), np.array([users])
        ).items()
    }


def decode_step(s, batch, context=2048):
    d = deploy([s])
    return float(
        sum(
            step_seconds(
                d, knobs_for(d), decode=float(batch), context=float(context), prefill=0.0, history=0.0
            ).values()
        )[0]
    )


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(["h100_sxm_80", "h20_96", "a100_sxm_80", "b200_180", "mi300x", "ascend910c"]),
    st.floats(1.05, 3.0),
    st.integers(1, 512),
)
def test_more_bandwidth_never_slows_decode(name, chip, factor, batch):
    """A chip with more memory bandwidth and nothing else changed decodes at least as fast."""
    sheet = chips[chip]
    faster = msgspec.structs.replace(sheet, memory_gb_s=sheet.memory_gb_s * factor)
    assert decode_step(setup(name, faster), batch) <= decode_step(setup(name, sheet), batch) * (1 + 1e-12)


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(["h100_sxm_80", "h800_sxm_80", "a100_sxm_80"]),
    st.floats(1.1, 3.0),
    st.integers(1, 256),
)
def test_wider_links_and_more_flops_never_slow_a_step(name, chip, factor, batch):
    """More link bandwidth, or a higher peak, never lengthens a step."""
    sheet = chips[chip]
    for better in (
        msgspec.structs.replace(sheet, scaleup_gb_s=sheet.scaleup_gb_s * factor),
        msgspec.structs.replace(
            sheet, dense_tflops={k: v * factor for k, v in sheet.dense_tflops.items()}, power_w=sheet.power_w * factor
        ),
    ):
        assert decode_step(setup(name, better), batch) <= decode_step(setup(name, sheet), batch) * (1 + 1e-12)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(["h100_sxm_80", "h20_96", "b200_180", "l40s"]),
    st.integers(1, 100_000),
    st.sampled_from([256, 4096, 32768]),
)
def test_the_cache_never_exceeds_memory(name, chip, users, isl):
    """Weights, reserve and the cache of all running requests fit the chip, however many users ask."""
    d = deploy([setup(name, chip)])
    parts = {n: float(v[0]) for n, v in memory_parts(d).items()}
    job = repeat_job(job_of(isl=isl, osl=512), 1)
    room = float(capacity(d, job)[0])
    if room < 1:
        return
    running = float(closed_loop(d, knobs_for(d), job, np.array([float(users)]))["running"][0])
    window = float(d.shape.window[0]) or np.inf
    seen = float(d.shape.windowed[0]) * min(isl + 512, window) + (1 - float(d.shape.windowed[0])) * (isl + 512)
    total = parts["weights"] + parts["reserve"] + running * seen * parts["token"]
    assert total <= float(d.machine.memory[0]) * (1 + 1e-9)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(["h100_sxm_80", "h20_96", "b200_180"]),
    st.floats(0.05, 0.9),
    st.floats(1.05, 2.0),
)
def test_first_token_waits_longer_under_load(name, chip, share, factor):
    """Under Poisson arrivals the time to the first token grows with the rate, and latency with it."""
    d = deploy([setup(name, chip)])
    k, job = knobs_for(d), repeat_job(job_of(isl=1024, osl=256), 1)
    top = float(closed_loop(d, k, job, np.array([64.0]))["requests_per_s"][0])
    low = open_loop(d, k, job, np.array([top * share / factor]))
    high = open_loop(d, k, job, np.array([top * share]))
    assert float(high["ttft_s"][0]) >= float(low["ttft_s"][0]) * (1 - 1e-6)
    assert float(high["latency_s"][0]) >= float(low["latency_s"][0]) * (1 - 1e-3)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(NAMES), st.integers(1, 500), st.integers(1, 500))
def test_more_users_wait_longer_and_get_more_together(name, few, more):
    """In a closed loop latency and throughput rise with users until memory is full, then only latency."""
    few, more = sorted((few, few + more))
    a, b = figures(setup(name, "h200_sxm_141"), few), figures(setup(name, "h200_sxm_141"), more)
    assert b["latency_s"] >= a["latency_s"] * (1 - 1e-9)
    assert b["tokens_per_s"] >= a["tokens_per_s"] * 0.97


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(NAMES), st.integers(1, 3000), st.integers(2, 2000), st.integers(16, 8192))
def test_littles_law_and_the_sum_of_a_latency(name, users, osl, isl):
    """Users = rate x latency, and latency = first token + (answer - 1) x a token."""
    f = figures(setup(name, "b200_180"), users, isl=isl, osl=osl)
    assert f["requests_per_s"] * f["latency_s"] == pytest.approx(users, rel=1e-9)
    assert f["ttft_s"] + (osl - 1) * f["tpot_s"] == pytest.approx(f["latency_s"], rel=1e-9)
    assert f["tpot_s"] > 0
    assert f["ttft_s"] > 0


def test_h20_beats_h800_at_decode_and_loses_at_prefill():
    """The export variant with little compute and much bandwidth decodes large dense models faster, reads slower."""
    for name in ("llama-3.1-70b", "qwen2.5-72b", "llama-3.1-405b"):  # up to the batch where the small chip is full
        h20, h800 = setup(name, "h20_96"), setup(name, "h800_sxm_80")
        assert decode_step(h20, 16) < decode_step(h800, 16)
        reads = []
        for s in (h20, h800):
            d = deploy([s])
            reads.append(float(prompt_rate(d, knobs_for(d), repeat_job(job_of(isl=2048, osl=1), 1))[0][0]))
        assert reads[0] < 0.7 * reads[1]


def test_a_small_batch_costs_at_least_its_weights():
    """One token on one chip takes no less than reading the weights at full bandwidth, and not twice that."""
    s = setup("llama-3.1-8b", "h100_sxm_80", tp=1, precision="bf16")
    floor = 2 * (8.03e9 - 128256 * 4096) / 3.35e12
    assert floor < decode_step(s, 1, 128) < 2 * floor


def test_prefix_hits_and_drafts_help():
    """Cached prompts shorten the first token; accepted drafts shorten a token; refused ones cost."""
    s = setup("llama-3.1-70b", "h100_sxm_80")
    plain, hit = figures(s, 8, isl=8192), figures(s, 8, isl=8192, hit=0.8)
    assert hit["ttft_s"] < 0.6 * plain["ttft_s"]
    assert figures(s, 4, draft=3, accept=0.8)["tpot_s"] < 0.6 * figures(s, 4)["tpot_s"]
    assert figures(s, 4, draft=3, accept=0.0)["tpot_s"] > figures(s, 4)["tpot_s"]


def test_names_are_read_as_hubs_write_them():
    """Owner, format and tuning suffixes do not hide a model."""
    assert find_model("meta-llama/Llama-3.1-70B-Instruct-FP8").id == "llama-3.1-70b"
    assert find_model("nvidia/DeepSeek-R1-0528-NVFP4").id == "deepseek-r1"
    assert find_model("Qwen/Qwen2.5-7B-Instruct-AWQ").id == "qwen2.5-7b"
    with pytest.raises(Unknown):
        find_model("no-such-model-FP8")


def test_the_front_has_no_beaten_point():
    """No point of the front is beaten on both speeds by any point."""
    base = Setup(model=LLAMA, chip="h100_sxm_80", precision="fp8")
    _, d = layouts(base, 8)
    p = points_of(d, job_of(isl=1024, osl=512), 8)
    user, chip = p.figures["tokens_per_s_per_user"], p.figures["tokens_per_s_per_chip"]
    for i in front(p):
        assert not ((user > user[i]) & (chip > chip[i])).any()


def test_a_plan_meets_its_targets_and_says_its_price():
    """The chosen point is within the targets, better than no search, and priced by chip-hours."""
    plain = serve("llama-3.1-70b", chip="h100", count=8, ttft=1.0, tpot=0.03)[0].figures
    best = serve("llama-3.1-70b", chip="h100", count=8, ttft=1.0, tpot=0.03, search=True, price=2.0)[0]
    f = best.figures
    assert f["ttft_s"] <= 1.0
    assert f["tpot_s"] <= 0.03
    assert f["tokens_per_s_per_chip"] >= plain["tokens_per_s_per_chip"]
    assert f["usd_per_million_tokens"] == pytest.approx(2.0 * 8 / f["tokens_per_s"] / 3600 * 1e6)
    assert best.intervals["tokens_per_s"].low80 < f["tokens_per_s"] < best.intervals["tokens_per_s"].high80
    assert len(best.alternatives) > 5


def test_answers_are_the_same_twice():
    """Same question, same answer, down to the id."""
    one, two = (serve("deepseek-v3", chip="h20", count=16, concurrency=64)[0] for _ in range(2))
    assert one == two


def test_demand_and_fleet():
    """Chips for a demand scale with it; a mixed fleet serves the sum of its parts; a claim gets a verdict."""
    one = serve("deepseek-v3", chip="h800,h20", demand="1e12/day", isl=2000, osl=500)
    ten = serve("deepseek-v3", chip="h800,h20", demand="10e12/day", isl=2000, osl=500)
    for a, b in zip(one, ten, strict=True):
        assert b.figures["chips_needed"] == pytest.approx(10 * a.figures["chips_needed"])
        assert a.intervals["chips_needed"].low80 < a.figures["chips_needed"]
    *parts, total = serve("deepseek-v3", fleet="h800=30000,h20=20000", demand="1e11/day", isl=2000, osl=500)
    assert total.figures["total_tokens_per_day"] == pytest.approx(sum(p.figures["total_tokens_per_day"] for p in parts))
    assert total.verdict == "plausible"
    assert serve("deepseek-v3", fleet="h20=100", demand="50e12/day")[-1].verdict == "more than these chips can serve"


def test_words_for_demand_and_fleet():
    """Rates by day, hour or second and fleets by chip are read; nonsense is named."""
    assert parse_demand("50e12/day") == pytest.approx(50e12 / 86400)
    assert parse_demand("3.6e6/hour") == pytest.approx(1000)
    assert parse_demand("7/s") == 7
    assert parse_fleet("h20=2e4,h800=30000") == {"h20_96": 20000, "h800_sxm_80": 30000}
    with pytest.raises(Unknown, match="demand"):
        parse_demand("many")
    with pytest.raises(Unknown, match="fleet"):
        parse_fleet("h20")


def test_what_does_not_fit_says_what_would():
    """Too few chips, an overload and missed targets are one sentence each, with what would do."""
    with pytest.raises(Infeasible, match="16 of them would hold it"):
        serve("deepseek-v3", chip="h100", count=8)
    with pytest.raises(Infeasible, match="overload"):
        serve("llama-3.1-70b", chip="h100", count=2, rate=1000)
    with pytest.raises(Infeasible, match="the nearest has"):
        serve("llama-3.1-405b", chip="h100", count=8, tpot=0.0001)
    with pytest.raises(Unknown, match="give one"):
        serve("llama-3.1-8b", chip="h100", concurrency=1, rate=1)
    with pytest.raises(Unknown, match="no chip"):
        serve("llama-3.1-8b")
    with pytest.raises(Unknown, match="layout"):
        serve("llama-3.1-8b", chip="h100", layout="sideways")


def test_every_chip_with_a_tensor_rate_serves_from_its_sheet():
    """No calibration is needed for a chip: its sheet is enough."""
    done = 0
    for chip in chips.values():
        if not (
            chip.memory_gb_s and chip.memory_gb and (chip.dense_tflops.get("bf16") or chip.dense_tflops.get("fp16"))
        ):
            continue
        out = figures(Setup(model=models["qwen3-0.6b"], chip=chip, precision="bf16"), 4)
        assert 1e-5 < out["tpot_s"] < 1.0, chip.id
        done += 1
    assert done > 60


def test_the_command_is_the_function(suanli):
    """`suanli serve --json` prints the run, errors are one line on standard error with exit code 1."""
    done = suanli(
        "serve", "llama-3.1-70b", "--chip", "h100", "--count", 8, "--concurrency", 32, "--on", "2025-06-01", "--json"
    )
    assert done.returncode == 0, done.stderr
    run = json.loads(done.stdout)
    assert run["task"] == "serve"
    assert run["figures"]["users"] == pytest.approx(32)
    assert run["figures"]["latency_s"] == pytest.approx(
        serve("llama-3.1-70b", chip="h100", count=8, concurrency=32)[0].figures["latency_s"]
    )
    bad = suanli("serve", "deepseek-v3", "--chip", "h100", "--count", 2)
    assert bad.returncode == 1
    assert bad.stderr.count("\n") == 1
    assert "would hold it" in bad.stderr


@given(
    users=st.sampled_from([1, 3, 17, 120, 900, 20_000]),
    osl=st.sampled_from([1, 2, 40, 900]),
    isl=st.sampled_from([64, 3000, 60_000]),
    draft=st.sampled_from([0, 3]),
    chip=st.sampled_from(["h100", "l40s", "h20"]),
)
@settings(max_examples=40, deadline=None)
def test_tails_hold_together(users, osl, isl, draft, chip) -> None:
    """A ninth decile is never below the mean, nor the whole answer's below its first token's; one user waits for none."""
    options = {"isl": isl, "osl": osl, "draft": draft, "accept": 0.6 if draft else 0.0}
    run = serve("llama-3.1-8b", chip=chip, count=2, concurrency=users, **options)[0]
    f = run.figures
    for name in ("ttft", "tpot", "latency"):
        assert f[f"{name}_p90_s"] >= f[f"{name}_s"] * 0.999999
    assert f["latency_p90_s"] >= f["ttft_p90_s"] * 0.999999
    assert f["tokens_per_s_per_user"] <= 1e4
    if users == 1:
        assert f["latency_p90_s"] <= f["latency_s"] + (f["ttft_p90_s"] - f["ttft_s"]) + 1e-9
    if osl == 1:
        assert f["ttft_s"] == f["latency_s"]
        assert f["tokens_per_s_per_user"] == pytest.approx(1 / f["latency_s"])
    if users == 20_000:  # the queue is served in order: its length is no doubt about one's own turn
        assert f["latency_p90_s"] <= 1.2 * f["latency_s"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"precision": "foo"}, "no number format"),
        ({"kv": "fp3"}, "no number format"),
        ({"layout": "tp3"}, "does not divide the 64 heads"),
        ({"layout": "pp500"}, "from 1 to 80"),
        ({"layout": "ep2"}, "from 1 to 1"),
        ({"layout": "tp0"}, "tp0"),
        ({"era": 1990}, "2017"),
        ({"era": float("nan")}, "era"),
        ({"fleet": "h20=-5"}, "from 1"),
        ({"fleet": "h20=inf"}, "from 1"),
        ({"interconnect": "banana"}, "no rate in 'banana'"),
        ({"interconnect": "NVLink"}, "leave it out for the usual node"),
        ({"interconnect": "NVLink 900000TB/s"}, "a link has from 1 to"),
        ({"demand": "1.2.3/day"}, "cannot read"),
        ({"draft": 3}, "go together"),
        ({"accept": 0.8}, "go together"),
        ({"demand": "1e999/day"}, "cannot read"),
    ],
)
def test_what_no_server_takes_is_refused_not_guessed(options, said) -> None:
    """An unknown format, a cut that the model has not, a fleet below nothing: `Unknown`, never a number."""
    with pytest.raises(Unknown, match=said):
        serve("llama-3.1-70b", chip="h100", **{"concurrency": 4, **options})


def test_the_hint_names_the_fewest_chips_that_hold_the_model() -> None:
    """The number that a refusal names fits, and half of it does not; a cut beyond the chips says so."""
    for model, chip in (("llama-3.1-8b", "t4"), ("llama-3.1-70b", "h100"), ("deepseek-v3", "h100")):
        with pytest.raises(Infeasible) as refused:
            serve(model, chip=chip, count=1, concurrency=1)
        need = int(str(refused.value).split("; ")[1].split()[0])
        assert serve(model, chip=chip, count=need, concurrency=1)
        with pytest.raises(Infeasible):
            serve(model, chip=chip, count=need // 2, concurrency=1)
    with pytest.raises(Infeasible, match="takes 16 chips and there are 8"):
        serve("llama-3.1-70b", chip="h100", layout="tp16", concurrency=4)


def test_a_fleet_adds_up_and_what_stands_idle_is_said() -> None:
    """A type named twice counts twice; units of time agree; idle chips and unknown engines are named."""
    assert parse_fleet("h20=3,H20=5") == parse_fleet("h20=8")
    assert parse_demand("7e12/week") == pytest.approx(parse_demand("1e12/day"))
    assert parse_demand("6e7/minute") == pytest.approx(parse_demand("1e6/s"))
    said = " ".join(serve("llama-3.1-70b", chip="h100", count=3, concurrency=4, engine="tgi")[0].assumptions)
    assert "1 of 3 chips idle" in said
    assert "mean of three engines" in said


@pytest.mark.parametrize("osl", [2, 3, 5, 8, 16, 30])
def test_short_answers_wait_for_their_first_token_not_between_two(osl) -> None:
    """An engine that mixes reads one chunk a step: where prompts come faster they queue before the first token."""
    short, long = figures(setup(), 256, isl=2000, osl=osl), figures(setup(), 256, isl=2000, osl=60)
    chunk = 8192 / 2000 * figures(setup(), 256, isl=2000, osl=1)["latency_s"] / 256
    assert short["tpot_s"] < chunk + long["step_s"]
    assert short["ttft_s"] > 0.4 * short["latency_s"]
    run = serve("llama-3.1-70b", chip="h100", concurrency=256, isl=2000, osl=osl, layout="tp8")[0].figures
    assert run["ttft_p90_s"] < 1.5 * run["ttft_s"]
    assert run["tpot_p90_s"] < 2 * chunk


def test_an_engine_that_reads_prompts_apart_reads_a_group_at_once() -> None:
    """With one token after the first, half of the others' prompts are read before a first token and half after."""
    f = figures(setup(engine="sglang"), 256, isl=2000, osl=2)
    assert f["ttft_s"] == pytest.approx(f["latency_s"] / 2, rel=0.05)


def test_arrivals_near_the_most_a_replica_takes_queue_before_the_first_token() -> None:
    """Poisson arrivals of short answers: a token takes no longer than a step with its chunk."""
    d = deploy([setup()])
    k, job = knobs_for(d), repeat_job(job_of(isl=2000, osl=4), 1)
    top = float(closed_loop(d, k, job, np.array([256.0]))["requests_per_s"][0])
    out = open_loop(d, k, job, np.array([top * 0.99]))
    assert float(out["tpot_s"][0]) < 8192 / 2000 / top + 0.05


def test_words_longer_than_the_model_was_made_for_are_said() -> None:
    """Prompt and answer beyond the model's own length are answered with a warning, within it without."""
    long = serve("llama-2-7b", chip="h100", count=1, isl=4000, osl=200, concurrency=1)[0]
    short = serve("llama-2-7b", chip="h100", count=1, isl=3800, osl=200, concurrency=1)[0]
    assert any("4,200 tokens and llama-2-7b was made for 4,096" in a for a in long.assumptions)
    assert not any("made for" in a for a in short.assumptions)


def test_a_cluster_gives_its_chip_domain_and_network() -> None:
    """A cluster counts with its node and domain, names its chip, and says the links that were read."""
    run = serve("deepseek-v3", cluster="cloudmatrix_384", count=64, concurrency=256)[0]
    assert run.chip == "ascend910c"
    assert any("784 GB/s a chip (both ways) among 384, 3,200 Gbit/s out of a node of 8" in a for a in run.assumptions)
    four = serve("llama-3.1-70b", cluster="perlmutter", count=16, concurrency=16)[0]
    eight = serve("llama-3.1-70b", chip=four.chip, count=16, concurrency=16)[0]
    assert four.figures["users_per_node"] == pytest.approx(eight.figures["users_per_node"] / 2)


def test_amounts_are_read_as_people_type_them(suanli) -> None:
    """20k chips, 8k tokens and 50T a day are figures; what is none is refused by the option's name."""
    assert parse_demand("50T/day") == parse_demand("50e12/day") == pytest.approx(50e12 / 86400)
    assert parse_fleet("h20=20k, h100=1.5k") == parse_fleet("h20=20000,h100=1500")
    short = suanli("serve", "llama-3.1-8b", "--chip", "h100", "--count", "1k", "--isl", "8k", "--concurrency", "1,000")
    long = suanli(
        "serve", "llama-3.1-8b", "--chip", "h100", "--count", "1000", "--isl", "8000", "--concurrency", "1000"
    )
    assert short.stdout == long.stdout != ""
    assert counts_of("1k:4k:x2") == (1000, 2000, 4000)
    with pytest.raises(Unknown, match="write '1024'"):
        counts_of("1,024")
    for option, odd in (("--count", "2.5"), ("--isl", "many"), ("--concurrency", "-1")):
        done = suanli("serve", "llama-3.1-8b", "--chip", "h100", option, odd)
        assert done.returncode == 2
        assert option in done.stderr


def test_power_of_a_chip_without_a_sheet_says_that_it_is_taken() -> None:
    """A chip whose watts are not public says so beside the figure that stands in."""
    guessed, known = (serve("llama-3.1-8b", chip=c, count=8)[0].assumptions for c in ("ascend910c", "h100"))
    assert any("400 W (not public: taken)" in a for a in guessed)
    assert not any("not public" in a for a in known)
