"""Rows of measured serving runs: the interface, no leak of measurements, pinned accuracy, honest intervals."""

from __future__ import annotations

import numpy as np
import pytest

from suanli.catalog import constants, serving_runs
from suanli.performance import serving_fit
from suanli.performance.machine import find_chip
from suanli.performance.serving_rows import case_of, deploy
from suanli.performance.serving_validation import FIGURES, predict_rows

ROW = {
    "id": "a",
    "family": "f",
    "model": "Llama-3.1-70B",
    "chip": "H20",
    "num_chips": "8",
    "tp": "8",
    "precision": "fp8",
    "engine": "vllm",
    "year": "2025",
    "input_len": "1024",
    "output_len": "512",
    "concurrency": "32",
    "scenario": "online, fixed concurrency",
    "metric_basis": "ttft+tpot",
}


def predicted(**more):
    return predict_rows([{**ROW, **more}])[0]


def test_an_answer_has_the_published_keys():
    """Every figure is predicted with an 80 % interval around it; errors are predicted over measured minus one."""
    got = predicted(ttft_ms="300", tpot_ms="12")
    assert set(got) == {"id", "family", "predicted", "measured", "error", "interval80", "layout", "note"}
    assert set(got["predicted"]) == set(got["interval80"]) == set(FIGURES)
    for name, value in got["predicted"].items():
        assert got["interval80"][name][0] < value < got["interval80"][name][1]
    assert got["measured"]["latency_s"] == pytest.approx(0.3 + 511 * 0.012)
    assert got["error"]["tpot_s"] == pytest.approx(got["predicted"]["tpot_s"] / 0.012 - 1)
    assert got["layout"] == "tp8 x1"


def test_measured_values_are_never_inputs():
    """Predictions do not move when the measured columns change or vanish."""
    measured = ("tokens_per_s", "tokens_per_s_per_gpu", "ttft_ms", "tpot_ms", "latency_ms", "derived_tok_s_per_gpu")
    rows = serving_runs()[::9]
    bare = predict_rows([{k: v for k, v in r.items() if k not in measured} for r in rows])
    odd = predict_rows([{**r, **dict.fromkeys(measured, 1.0)} for r in rows])
    assert [b["predicted"] for b in bare] == [o["predicted"] for o in odd]


def test_gaps_are_filled_and_named():
    """A model outside the catalog, a missing layout or load gives a prediction that says what was assumed."""
    got = predicted(model="Foo-30B", params_b="30", tp="", concurrency="", scenario="")
    assert got["predicted"]
    assert "not in the catalog" in got["note"]
    assert "assumed" in got["note"]


def test_a_hopeless_row_says_why():
    """An unknown chip, or a model without a size, has no prediction and names the reason."""
    assert predicted(chip="Zorg9000")["predicted"] == {}
    assert "zorg" in predicted(chip="Zorg9000")["note"].lower()
    assert predicted(model="mystery")["predicted"] == {}


def test_pools_and_single_phases():
    """Separate pools, prompts alone and decoding alone are predicted; a pool of readers bounds the whole."""
    big = {
        "model": "DeepSeek-V3",
        "chip": "H800",
        "tp": "",
        "input_len": "4096",
        "output_len": "1024",
        "concurrency": "",
    }
    both = predicted(
        **big, mode="disagg", num_chips="128", prefill_chips="32", decode_chips="96", interconnect="8x400Gb/s IB"
    )
    read = predicted(**big, mode="prefill", num_chips="32", metric_basis="input", interconnect="8x400Gb/s IB")
    decode = predicted(**big, mode="decode", num_chips="96", batch="64", interconnect="8x400Gb/s IB")
    assert both["predicted"]["tokens_per_s"] * 4 <= read["predicted"]["tokens_per_s"] * 1.02
    assert decode["predicted"]["tokens_per_s"] > 0
    assert "prompts on" in both["layout"]
    more = predicted(
        **big, mode="disagg", num_chips="160", prefill_chips="64", decode_chips="96", interconnect="8x400Gb/s IB"
    )
    assert more["predicted"]["tokens_per_s"] >= both["predicted"]["tokens_per_s"]


def test_accuracy_is_pinned():
    """The shipped constants keep the errors that the docs publish, held out by model and by chip."""
    errors = constants["serving"].errors
    assert errors["leave_one_model_out"]["dense"]["mean"] <= 13
    assert errors["leave_one_model_out"]["dense"]["median"] <= 9.5
    assert errors["leave_one_model_out"]["mixture"]["mean"] <= 25
    assert errors["leave_one_chip_out"]["all"]["median"] <= 22


def test_calibration_rows_match_what_the_file_says():
    """Errors recomputed from the shipped constants are those written beside them; intervals cover 70 to 95 %."""
    rows = serving_runs()
    size = []
    inside = []
    for row, got in zip(rows, predict_rows(rows), strict=True):
        name = next(n for n in ("latency_s", "tokens_per_s_per_gpu", "ttft_s") if n in got["measured"])
        value = got["measured"][name]
        ratio = got["predicted"][name] / value
        size.append(abs(np.expm1(np.log(ratio) if name != "tokens_per_s_per_gpu" else -np.log(ratio))))
        inside.append(got["interval80"][name][0] <= value <= got["interval80"][name][1])
    written = constants["serving"].errors["calibration"]["all"]
    assert 100 * float(np.mean(size)) == pytest.approx(written["mean"], abs=0.3)
    assert 100 * float(np.median(size)) == pytest.approx(written["median"], abs=0.3)
    assert 0.7 <= np.mean(inside) <= 0.95


def test_the_fit_is_repeatable_and_ignores_rows_left_out():
    """A fit on half the rows moves no constant when the other half changes."""
    rows = serving_runs()[::4]
    keep = np.arange(len(rows)) % 2 == 0
    one = serving_fit.problem_of(rows)
    other = serving_fit.problem_of(
        [{**r, "tpot_ms": 1.0} if not k and r["tpot_ms"] else r for r, k in zip(rows, keep, strict=True)]
    )
    first, _ = serving_fit.fit(one, keep, rounds=3)
    second, _ = serving_fit.fit(other, keep, rounds=3)
    assert first == second


def test_words_of_a_row_count():
    """Prefix hits, guessed tokens and impossible layouts in a row's words change the prediction as they must."""
    plain = predicted(input_len="4096")["predicted"]
    assert predicted(input_len="4096", notes="56 % cache hit rate")["predicted"]["ttft_s"] < plain["ttft_s"]
    assert predicted(input_len="4096", notes="with MTP 1, acceptance 80%")["predicted"]["tpot_s"] < plain["tpot_s"]
    assert predicted(input_len="4096", notes="no MTP")["predicted"] == plain
    tight = predicted(model="DeepSeek-R1", chip="H100", tp="8", num_chips="16")
    assert tight["layout"] == "tp16 x1"
    assert "cannot hold" in tight["note"]


def test_experts_on_more_chips_than_attention():
    """A row with experts over 16 chips and no word on attention runs attention data parallel on them."""
    assert predicted(model="DeepSeek-R1", tp="1", ep="16", num_chips="16")["layout"] == "tp1,dp16,ep16 x1"


YEARS = ("2023", "2025")
CHIPS = [
    "H20-96GB",
    "H20-141GB",
    "H800-80GB SXM",
    "A100-SXM4-80GB",
    "A100-PCIE-40GB",
    "L40S-48GB",
    "GB200 NVL72",
    "HGX B300",
    "Ascend 910C",
    "昇腾910C",
]


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("engine", ["vLLM", "SGLang v0.4", "LMDeploy TurboMind", "MindIE 2.0", "TensorRT-LLM", ""])
def test_odd_rows_are_predicted(chip, engine):
    """Loose chip names, engines without constants, precision words and pools never miss and never give a non-number."""
    rows = [
        {**ROW, "chip": chip, "engine": engine, "precision": p} for p in ("w8a8", "awq int4", "nvfp4", "bf16, fp8 kv")
    ]
    rows += [{"model": "Qwen3-32B", "chip": chip, "engine": engine}]
    pools = {"mode": "disagg", "tp": "", "concurrency": "", "num_chips": "48", "model": "DeepSeek-R1"}
    rows += [{**ROW, "chip": chip, "engine": engine, **pools, "prefill_chips": "16", "decode_chips": "32"}]
    rows += [{**ROW, "chip": chip, "engine": engine, **pools}]
    for got in predict_rows(rows):
        assert set(got["predicted"]) == set(FIGURES), got["note"]
        assert all(np.isfinite(v) and v > 0 for v in got["predicted"].values()), got


def test_a_memory_size_is_no_chip():
    """The family word decides, the memory size only among its members."""
    names = {"H200-141GB": "h200_sxm_141", "H20-141GB": "h20_141", "B200-192GB": "b200_180", "H100-80GB": "h100_sxm_80"}
    assert {n: find_chip(n).id for n in names} == names


def test_formats_of_weights_and_cache():
    """Words about the cache say nothing about the weights; weight-only formats compute in 16 bits."""
    sizes = {}
    for words in ("bf16", "bf16, fp8 kv cache", "fp8", "fp8, kv cache: bf16", "w8a16", "w4a8", "A8W8C8"):
        d = deploy([case_of({**ROW, "precision": words}).setup])
        sizes[words] = (float(d.ffn_bytes[0]), float(d.kv_bytes[0]), float(d.machine.flops[0] / d.machine.flops16[0]))
    assert sizes == {
        "bf16": (2.0, 2.0, 1.0),
        "bf16, fp8 kv cache": (2.0, 1.0, 1.0),
        "fp8": (1.01, 1.0, 2.0),
        "fp8, kv cache: bf16": (1.01, 2.0, 2.0),
        "w8a16": (1.01, 1.0, 1.0),
        "w4a8": (0.53, 1.0, 2.0),
        "A8W8C8": (1.01, 1.0, 2.0),
    }


def test_numbers_as_people_write_them():
    """Thousands separators, k, signs of roughness and units are read; measured cells that are no number are left out."""
    plain = predicted(input_len="4096", concurrency="1024")["predicted"]
    assert predicted(input_len="4k", concurrency="~1,024", tp="TP8", num_chips="8 GPUs")["predicted"] == plain
    assert predicted(ttft_ms="<50", tokens_per_s="n/a")["measured"] == {}


def test_gaps_are_filled_from_what_fits():
    """Chips from the stated cut or the weights, answers of 1,024 tokens, pools cut by their work; all named."""
    assert predicted(num_chips="", tp="8")["layout"] == "tp8 x1"
    assert predicted(num_chips="", tp="", chip="L40S", precision="bf16")["layout"] == "tp4 x1"
    assert "answers of 1,024" in predicted(output_len="")["note"]
    pools = {"mode": "PD disaggregated", "num_chips": "64", "tp": "", "concurrency": ""}
    few = predicted(**pools, model="DeepSeek-R1", input_len="1024", output_len="4096")
    many = predicted(**pools, model="DeepSeek-R1", input_len="8192", output_len="256")
    assert "prompts on 1x4" in few["layout"]
    assert "chips for prompts assumed" in few["note"]
    assert int(many["note"].split(" chips for prompts")[0].split()[-1]) > 50


def test_grouped_heads_before_2024():
    """Old kernels decoded head by head: the same cache costs grouped heads more then, and little where each has its own."""
    grouped = [
        predicted(chip="H100", year=y, input_len="4096", concurrency="256")["predicted"]["tpot_s"] for y in YEARS
    ]
    own = [
        predicted(chip="H100", year=y, model="Llama-2-7B", tp="1", num_chips="1")["predicted"]["tpot_s"] for y in YEARS
    ]
    assert grouped[0] / grouped[1] > 1.5 > own[0] / own[1]
