"""Validation: floors on the shipped runs, blanks anywhere, and measured values that never enter."""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest

import suanli as library
from suanli.catalog import constants, training_runs
from suanli.errors import Unreadable
from suanli.performance.dials import priors
from suanli.performance.rows import read_case
from suanli.performance.validation import predict_training, spearman

MEASURED = (
    "step_time_s tflops_per_gpu mfu tokens_per_s_per_gpu total_days total_gpu_hours mem_gb derived_step_time_s "
    "calc_model_tflops calc_causal_tflops check_ratio check_flag"
).split()


@pytest.fixture(scope="module")
def found():
    """The validation of the shipped table."""
    return library.validate()


def test_floors(found):
    """Calibration stays inside the pinned floors: macro median, share within 20 %, no family above 18 %."""
    assert found.overall.rows == found.overall.predicted == len(training_runs())
    assert found.overall.median <= 0.053
    assert found.overall.within20 >= 0.93
    assert max(f.median for f in found.families) <= 0.18


def test_held_out_floors():
    """Errors of held-out families, as the fit recorded them: macro median at most 8 %, 94 % of rows within 20 %.

    Whole publishers, chips, architectures, years and kinds of layout held out: macro median at most 11 %.
    """
    held = constants["training"].errors["held_out_family"].values()
    assert np.mean([h["median"] for h in held]) <= 0.08
    assert sum(h["within20"] * h["rows"] for h in held) / sum(h["rows"] for h in held) >= 0.94
    assert all(h["median"] <= 0.11 for h in constants["training"].errors["held_out"].values())


def test_intervals_cover(found):
    """80 % intervals hold at least 80 % of the rows they were fitted beside, and are not endless.

    With families, chips, architectures, years or kinds of layout held out whole they hold 76 to 93 %.
    """
    assert found.overall.coverage >= 0.80
    for level, share in constants["training"].errors["coverage"].items():
        assert 0.76 <= share <= 0.93, level
    widths = [r.interval80["step_time_s"][1] / r.interval80["step_time_s"][0] for r in found.rows]
    assert np.median(widths) < 1.8


def test_rank_of_layouts(found):
    """vTrain's layouts rank as measured; so do those of every family on average."""
    ranks = {f.family: f.rank for f in found.families}
    assert ranks["vtrain_a100_single"] >= 0.98
    assert ranks["bloom_a100"] >= 0.90
    assert found.overall.rank >= 0.94


def test_picked_layout(found):
    """Of BLOOM's layouts of one model, batch and number of chips, the one picked is within 2 % of the best measured."""
    guess = {r.id: r for r in found.rows}
    groups = {}
    for row in training_runs():
        if row["family"] == "bloom_a100" and row["tp"]:
            key = tuple(row[n] for n in ("hidden", "layers", "heads", "num_chips", "global_batch"))
            groups.setdefault(key, []).append(guess[row["id"]])
    many = [g for g in groups.values() if len(g) > 2]
    assert len(many) >= 15
    for group in many:
        picked = min(group, key=lambda r: r.predicted["step_time_s"]).measured["step_time_s"]
        assert picked <= 1.02 * min(r.measured["step_time_s"] for r in group)


def test_the_unseen_is_less_sure():
    """A publisher, chip or architecture without a run behind it widens the interval, one level at a time."""
    row = dict(next(r for r in training_runs() if r["id"] == "mega-006"))
    rows = [row, row | {"id": "b", "source": "somebody"}, row | {"id": "c", "source": "somebody", "chip": "A800"}]
    rows.append(row | {"id": "d", "source": "somebody", "chip": "Ascend 910B"})
    widths = [r.interval80["step_time_s"][1] / r.interval80["step_time_s"][0] for r in predict_training(rows)]
    assert widths == sorted(widths)
    assert len(set(widths)) == 4


def test_what_is_not_told_makes_slower_ends():
    """A layout, a micro-batch or a network that nobody tells raises the slow end of an interval alone."""
    row = dict(next(r for r in training_runs() if r["id"] == "dgxc-dense-h100-040")) | {"source": "somebody"}
    rows = [row | {"recompute": "none"}, row | {"id": "b", "recompute": "", "micro_batch": ""}]
    rows.append(rows[-1] | {"id": "c", "interconnect": ""})
    ends = [(g.interval80["step_time_s"], g.predicted["step_time_s"]) for g in predict_training(rows)]
    below, above = ([e[i] / middle for e, middle in ends] for i in (0, 1))
    assert above[0] < above[1] < above[2]
    assert below[0] == pytest.approx(below[1], rel=0.01)
    assert above[2] * below[2] > 1.05
    assert below[2] == pytest.approx(below[1], rel=0.01)


def test_peak_memory(found):
    """Allocated memory of the B200 rows is right within 4 % on average, worst 8 %."""
    wrong = [abs(r.error["mem_gb"]) for r in found.rows if r.family == "simumax_b200" and "mem_gb" in r.error]
    assert len(wrong) == 36
    assert np.mean(wrong) <= 0.04
    assert max(wrong) <= 0.08


def test_measured_columns_never_enter():
    """Predictions are the same when every measured column is blank or absurd."""
    rows = [dict(r) for r in training_runs()[::23]]
    plain = predict_training(rows)
    blind = predict_training([r | dict.fromkeys(MEASURED) for r in rows])
    absurd = predict_training([r | dict.fromkeys(MEASURED, 1.0) for r in rows])
    for one, two, three in zip(plain, blind, absurd, strict=True):
        assert one.predicted == two.predicted == three.predicted
        assert one.layout == two.layout == three.layout
        assert not two.error


@pytest.mark.parametrize(
    "blank",
    [
        "micro_batch",
        "recompute",
        "vocab",
        "heads",
        "ffn_hidden",
        "global_batch",
        "year",
        "interconnect",
        "precision",
        "node_size",
        "tp pp dp vpp cp ep zero_stage micro_batch",
        "layers hidden heads kv_heads ffn_hidden vocab",
    ],
)
def test_blanks_are_filled(blank):
    """A row with a field left open is still predicted, within a factor of two of the full row, and says so."""
    row = dict(next(r for r in training_runs() if r["id"] == "mega-006"))
    full = predict_training([row])[0].predicted["tokens_per_s_per_gpu"]
    bare = predict_training([row | dict.fromkeys(blank.split())])[0]
    assert 0.5 < bare.predicted["tokens_per_s_per_gpu"] / full < 2.0
    if "micro_batch" in blank:
        assert "not given" in bare.note


def test_whole_runs():
    """Rows with tokens and nothing else but model and chip are compared on chip-hours."""
    row = {
        "id": "x",
        "family": "f",
        "model": "Llama-2-7B",
        "chip": "A100-80GB",
        "tokens_trained_b": "2000",
        "total_gpu_hours": "1",
    }
    found = predict_training([row])[0]
    assert 5e4 < found.predicted["total_gpu_hours"] < 4e5
    assert "number of chips not given" in found.note
    assert set(found.error) == {"total_gpu_hours"}


def test_published_layouts():
    """A row of a model's own run takes the layout its developer published; on another chip, or cut otherwise, it does not."""
    row = {"id": "x", "family": "f", "model": "DeepSeek-V3", "chip": "H800", "num_chips": "2048", "precision": "fp8"}
    own = predict_training([row])[0]
    assert own.layout == "tp1,pp16,dp128,ep64,zero1,mb1,recompute-selective"
    assert "as the developer published" in own.note
    assert read_case(row).schedule == "dualpipe"
    assert read_case(row | {"chip": "H100"}).schedule != "dualpipe"
    assert read_case(row | {"pp": "8", "tp": "1"}).schedule != "dualpipe"
    family = read_case({"id": "x", "model": "PanGu Ultra 135B", "chip": "Ascend 910B", "num_chips": "8192"})
    assert family.machine.chip == ("ascend910b2",)
    card = read_case({"id": "x", "model": "llama-2-7b", "chip": "V100-32GB", "interconnect": "PCIe 3.0 + 25GbE"})
    assert card.machine.chip == ("v100_pcie_32",)


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("full", "full"),
        ("full (uniform, attention and MLP)", "full"),
        ("yes", "full"),
        ("selective", "selective"),
        ("RMSNorm and MLA up-projection", "selective"),
        ("none", "none"),
    ],
)
def test_recomputation_in_words(words, mode):
    """Parts of a layer named are recomputed selectively; a bare yes means whole layers."""
    assert read_case({"id": "x", "model": "llama-2-7b", "chip": "A100", "recompute": words}).recompute == mode


def test_heads_of_a_row_beat_its_model():
    """A model of the same width cut into other heads keeps its width: the catalog's head size does not apply."""
    row = dict(next(r for r in training_runs() if r["id"] == "bloom-055"))
    shape = read_case(row).shape
    assert float(shape.heads * shape.head_dim) == float(shape.hidden) == 14336


@pytest.mark.parametrize(("stated", "cp"), [({"dp": 8, "global_batch": 128}, 16), ({"global_batch": 32}, 4)])
def test_chips_left_over_share_sequences(stated, cp):
    """Chips beyond what a layout's replicas or sequences can use hold parts of sequences, as if the row said so."""
    row = {"id": "a", "model": "Llama-3.1-405B", "chip": "H100", "num_chips": 16384, "year": 2024, "node_size": 8}
    row |= {"seq_len": 131072, "tp": 8, "pp": 16, "micro_batch": 1, "recompute": "none", "precision": "bf16"} | stated
    found, said = predict_training([row, row | {"id": "b", "cp": cp}])
    assert found.predicted["step_time_s"] == pytest.approx(said.predicted["step_time_s"])
    assert f"cp{cp}," in found.layout


def test_no_stage_is_shorter_than_a_layer():
    """More virtual stages than there are layers count as one layer a stage; a slot more, for an embedding, stands."""
    row = next(dict(r) for r in training_runs() if r["id"] == "moe-zoo-h100-004")
    assert read_case(row).given["vpp"] == 3
    assert read_case(row | {"vpp": 12}).given["vpp"] == 3


def test_experts_fill_the_parameter_count():
    """One feed-forward width with experts may be the ordinary layers': the experts then follow from the count."""
    row = {"id": "a", "chip": "H800", "num_chips": 1024, "layers": 61, "hidden": 7680, "heads": 128, "kv_heads": 128}
    row |= {"vocab": 153600, "experts": 256, "topk": 8, "params_b": 718, "seq_len": 4096, "ffn_hidden": 18432}
    shape = read_case(row).shape
    assert float(shape.params) == pytest.approx(718e9, rel=0.02)
    assert float(read_case(row | {"params_b": None}).shape.expert_ffn) == 18432


@pytest.mark.parametrize(
    ("name", "params", "active"),
    [("StarCoder 15.5B", 15.5, None), ("PanGu-Sigma 1.085T", 1085, None), ("Some 290B-A29B", 29, 29)],
)
def test_sizes_in_names(name, params, active):
    """A model that no catalog knows, but whose name says how large it is, is predicted; one without a size is not."""
    row = {"id": "a", "model": name, "chip": "H100", "num_chips": 64, "tokens_trained_b": 100}
    case = read_case(row)
    assert float(case.shape.active_params) / 1e9 == pytest.approx(active or params, rel=0.25)
    assert predict_training([row])[0].predicted["total_gpu_hours"] > 0
    assert predict_training([row | {"model": "Nobody"}])[0].predicted == {}


def test_sharding_pays_per_hop():
    """Sharded weights on twice the chips, half the work each: less than twice as fast; slower with the first releases."""
    row = {"model": "GPT-3 175B", "chip": "A100-80GB", "precision": "fp16", "zero_stage": "3", "tp": "1", "pp": "1"}
    row |= {"layers": 96, "hidden": 12288, "heads": 96, "vocab": 51200, "seq_len": 2048, "year": "2021"}
    row |= {"global_batch": 1536, "recompute": "full", "flash_attention": "no", "family": "f"}
    rows = [
        row | {"id": f"{n}{year}", "num_chips": n, "micro_batch": 1536 // n, "year": year}
        for n in (384, 768, 1536)
        for year in ("2022", "2021")
    ]
    small, small2, middle, middle2, large, large2 = (r.predicted["step_time_s"] for r in predict_training(rows))
    assert small / middle > middle / large > 1
    assert small2 > small
    assert middle2 > middle
    assert large2 > large


def test_random_blanks():
    """Rows with a third of their cells blank, or with numbers written for people, never crash and stay finite."""
    import random

    rng = random.Random(1)
    rows = [dict(r) for r in training_runs()[::9]]
    for row in rows:
        for name in set(row) - {"id", "family", "chip"}:
            if rng.random() < 0.33:
                row[name] = None
    rows.append(dict(training_runs()[0], num_chips="1,024", year="2021-04-09", hidden="unknown"))
    for found in predict_training(rows):
        if found.predicted:
            assert all(math.isfinite(v) and v > 0 for v in found.predicted.values())
        else:
            assert "parameter count" in found.note


def test_rows_that_cannot_be_predicted_say_why(tmp_path):
    """An unknown chip and an empty row count as misses, with the reason in the note."""
    path = tmp_path / "runs.csv"
    with path.open("w", newline="") as out:
        table = csv.DictWriter(out, ["id", "family", "model", "params_b", "chip", "num_chips", "step_time_s"])
        table.writeheader()
        table.writerow(
            {
                "id": "a",
                "family": "f",
                "model": "m",
                "params_b": 7,
                "chip": "Zetaflop",
                "num_chips": 8,
                "step_time_s": 1,
            }
        )
        table.writerow({"id": "b", "family": "f", "chip": "A100", "step_time_s": 2})
    found = library.validate(path)
    assert [bool(r.predicted) for r in found.rows] == [False, False]
    assert "Zetaflop" in found.rows[0].note
    assert found.families[0].median == 1.0
    assert found.families[0].within20 == 0.0


def test_not_a_table(tmp_path):
    """A file without the columns is refused with a hint."""
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(Unreadable, match="id"):
        library.validate(path)
    with pytest.raises(Unreadable, match=r"nowhere\.csv"):
        library.validate(tmp_path / "nowhere.csv")


def test_command_line(suanli, tmp_path):
    """JSON lines: a prediction for each row, a summary for each family, one overall, all finite."""
    path = tmp_path / "runs.csv"
    rows = [dict(r) for r in training_runs()[:12]]
    with path.open("w", newline="") as out:
        table = csv.DictWriter(out, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    done = suanli("validate", path, "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 12 + 1 + 1
    assert lines[-1]["family"] == "overall"
    for line in lines[:12]:
        low, high = line["interval80"]["step_time_s"]
        assert low < line["predicted"]["step_time_s"] < high
        assert math.isfinite(line["error"]["step_time_s"])


def test_spearman():
    """Rank correlation by hand, with ties."""
    assert spearman([1, 2, 3, 4], [10, 20, 30, 40]) == pytest.approx(1.0)
    assert spearman([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1.0)
    assert spearman([1, 1, 2, 3], [1, 1, 2, 3]) == pytest.approx(1.0)
    assert spearman([1, 2, 3], [1, 2, 3]) is None


def test_constants_respect_physics():
    """No fitted constant passes its limit; each lies inside its own interval; the covariance is positive."""
    form = constants["training"]
    table = priors()
    for name, entry in form.values.items():
        assert entry["low"] <= entry["value"] <= entry["high"], name
    from suanli.performance.dials import machine_dials, theta
    from suanli.performance.machine import machine_of

    for chip in ("v100", "a100", "h100", "h20", "b200", "gb200", "ascend910b3", "mi300x"):
        for year in (2020, 2023, 2026):
            dials = machine_dials(theta(), machine_of(chip), year)
            for name in ("link", "nic", "hbm", "gemm_wave", "dp_hidden", "shard_hidden"):
                assert 0 < float(getattr(dials, name)) <= 1.0, (chip, year, name)
            assert float(dials.gemm_ceiling * dials.throttle) <= 0.97
    matrix = np.array(form.covariance["matrix"])
    assert len(form.covariance["names"]) == len(matrix) == len(table)
    assert np.linalg.eigvalsh((matrix + matrix.T) / 2).min() > -1e-6


def test_unseen_stacks_take_more():
    """A run whose publisher is not among those of the fit takes the median more that held-out publishers took."""
    row = next(dict(r) for r in training_runs() if r["id"] == "bloom-121")
    known, other = predict_training(
        [row | {"id": "a"}, row | {"id": "b", "source": "Somebody (deepspeed, launches blocking)"}]
    )
    more = other.predicted["step_time_s"] / known.predicted["step_time_s"]
    assert 1.0 < more < 1.1
    wide = [np.log(p.interval80["step_time_s"][1] / p.predicted["step_time_s"]) for p in (known, other)]
    assert wide[1] > wide[0]


@pytest.mark.parametrize("cell", ["nan", "inf", "-1", "0", "64-128", "None", "8x8", "~64"])
def test_odd_cells_are_blanks(cell):
    """What other tools write for a blank, and numbers that cannot be, never break a table or enter a prediction."""
    row = next(dict(r) for r in training_runs() if r["id"] == "bloom-121")
    names = ("tp", "vpp", "ep", "zero_stage", "micro_batch", "global_batch", "seq_len", "layers", "experts", "year")
    rows = [row | {n: cell, "id": n} for n in names]
    for found in predict_training(rows):
        assert found.predicted, found.note
        assert all(math.isfinite(v) and v > 0 for v in found.predicted.values()), (found.id, found.predicted)


@pytest.mark.parametrize(
    ("source", "notes", "bare", "ported"),
    [
        ("NVIDIA NeMo", "", False, False),
        ("torchtitan benchmarks", "2D, AsyncTP", False, True),
        ("torchtitan benchmarks", "2D", True, True),
        ("Somebody", "Megatron-LM, tp-comm-overlap", False, False),
        ("Somebody", "Hugging Face trainer", True, True),
        ("Somebody", "Hugging Face trainer with FlashAttention-3", True, False),
        ("Somebody", "", True, True),
        ("Somebody, Megatron-LM", "", True, False),
        ("MLPerf Training results", "", False, False),
    ],
)
def test_kernels_and_overlap_of_a_stack(source, notes, bare, ported):
    """Only stacks that weave it hide tensor-parallel exchange; PyTorch's attention, also of a stack untold, is Ampere's on Hopper."""
    row = dict(next(r for r in training_runs() if r["id"] == "nemo-h100-003"))
    case = read_case(row | {"source": source, "notes": notes, "table": "", "recompute": "none"})
    assert (case.bare, case.ported) == (bare, ported)
    plain, other = predict_training([row | {"id": "a"}, row | {"id": "b", "source": source, "notes": notes}])
    assert (other.predicted["step_time_s"] > plain.predicted["step_time_s"] * 1.001) >= (bare or ported)


@pytest.mark.parametrize(
    ("year", "ep", "notes", "sliced"),
    [("2024", "4", "", True), ("2025", "4", "", False), ("2025", "1", "", True), ("2024", "4", "ETP 1", False)],
)
def test_what_cuts_experts(year, ep, notes, sliced):
    """Megatron cut experts by tensor parallelism until 2024; later only where all would be on every chip, or if told."""
    row = dict(next(r for r in training_runs() if r["id"] == "moe-zoo-h100-005"))
    assert read_case(row | {"year": year, "ep": ep, "notes": notes}).sliced == sliced


def test_selective_recomputation_of_megatron_repeats_attention():
    """Megatron's flag repeats attention's core also where it is fused; other stacks repeat norms and activations."""
    row = dict(next(r for r in training_runs() if r["id"] == "nemo-h100-011")) | {"recompute": "selective"}
    names = {"own": "Megatron-core", "other": "JAX"}
    seconds = {
        k: predict_training([row | {"id": k, "source": "Somebody", "notes": v}])[0].predicted["step_time_s"]
        for k, v in names.items()
    }
    assert seconds["own"] > 1.03 * seconds["other"]


def test_a_count_tells_of_a_shared_expert():
    """A parameter count that one more expert a layer meets, and the stated ones miss, has a shared one."""
    row = dict(next(r for r in training_runs() if r["id"] == "moe-zoo-h100-005")) | {"model": "MoE", "layers": "60"}
    row |= {"hidden": "4096", "ffn_hidden": "14336", "heads": "32", "kv_heads": "8", "vocab": "65536", "experts": "32"}
    shared = {c: float(read_case(row | {"topk": "3", "params_b": c}).shape.shared_ffn) for c in ("352", "341.4", "")}
    assert shared == {"352": 14336.0, "341.4": 0.0, "": 0.0}


@pytest.mark.parametrize(
    ("id_", "change", "dedup", "lapped"),
    [
        ("mbridge-moe-h100-008", {}, False, True),
        ("mbridge-moe-h100-009", {}, True, True),
        ("mbridge-moe-h100-008", {"year": "2026"}, True, True),
        ("mbridge-moe-h100-008", {"source": "Somebody"}, False, False),
        ("mbridge-moe-h100-008", {"source": "Somebody", "notes": "DeepEP"}, True, True),
        ("moe-zoo-h100-004", {}, False, True),
        ("nemo-h100-003", {}, False, False),
    ],
)
def test_how_tokens_reach_experts(id_, change, dedup, lapped):
    """Words or NVIDIA's recipes tell whether tokens are sent once, and whether a pipeline overlaps the exchange."""
    row = dict(next(r for r in training_runs() if r["id"] == id_)) | change
    case = read_case(row)
    assert (case.dedup, case.lapped) == (dedup, lapped)


RUN = {"family": "f", "source": "Lab", "model": "OPT-66B", "chip": "A100 80GB", "num_chips": 992, "seq_len": 2048}


def predicted(**changes):
    """The prediction of a small made-up row."""
    (found,) = predict_training([RUN | {"id": "one", "year": 2022, "global_batch": 992} | changes])
    return found


@pytest.mark.parametrize("chip", ["RTX A6000", "RTX 4090", "Gaudi 2", "A100"])
def test_boxes_without_a_card_of_that_name(chip):
    """A box whose chips meet through the host is predicted, whether or not the catalog has a PCIe variant."""
    found = predicted(chip=chip, num_chips=8, model="Llama 2 7B", global_batch=64, interconnect="PCIe 4.0")
    assert found.predicted["step_time_s"] > 0


def test_people_restarted_jobs():
    """Calendar days beside chip-hours: more of them until 2022 the more chips, none since jobs restart themselves."""
    extra = {}
    for year, count in ((2022, 992), (2022, 8), (2024, 992)):
        found = predicted(year=year, num_chips=count, tokens_trained_b=180, flash_attention="no" if year < 2023 else "")
        extra[year, count] = found.predicted["total_days"] * 24 * count / found.predicted["total_gpu_hours"]
    assert 1.1 < extra[2022, 992] < 1.2
    assert 1.0 < extra[2022, 8] < 1.01
    assert extra[2024, 992] == pytest.approx(1.0)


def test_offload_is_no_adapter():
    """Where the optimizer is offloaded a model that a chip could not train otherwise is trained whole."""
    shape = {"model": "GPT 10B", "chip": "V100 32GB", "num_chips": 1, "tp": 1, "pp": 1, "zero_stage": 2}
    found = predicted(**shape, year=2021, global_batch=32, notes="DeepSpeed, optimizer offload to CPU")
    assert "adapters" not in found.note
    assert found.predicted["mem_gb"] < 33
