"""The verb `train`: sensible answers, claims judged, errors that say what would fit; the articles' own lines."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import click
import pytest

import suanli as library
from suanli.cli.options import amount
from suanli.errors import Infeasible, SuanliError, Unknown, Unreadable
from suanli.performance.asked import counts_of


def one(model="gpt-3-175b", **options):
    """A single run."""
    runs = library.train(model, **{"chip": "a100", "count": 1024, **options})
    assert len(runs) == 1
    return runs[0]


def test_gpt3_on_1024_a100_takes_about_a_month():
    """NVIDIA's line in the articles: 1,024 A100 train GPT-3 in about a month, with the software of that time."""
    run = one(tokens=300e9, era=2021)
    assert 22 < run.figures["days"] < 36
    assert run.intervals["days"].low80 < 34 < run.intervals["days"].high90
    assert sum(run.breakdown.values()) == pytest.approx(run.figures["step_time_s"], rel=1e-6)
    assert sum(run.memory_gb.values()) == pytest.approx(run.figures["memory_gb"], rel=1e-9)
    assert one(tokens=300e9, era=2021, claimed_days=30).verdict == "plausible"


def test_ten_thousand_v100_stay_below_half():
    """10,000 V100 on GPT-3 run below 50 % utilisation, whatever the layout."""
    run = one(chip="v100", count=10_000, tokens=300e9, era=2021)
    assert run.figures["mfu"] + 0.0 < 0.50
    assert one(chip="v100", count=10_000, tokens=300e9, era=2021, claimed_mfu=60).verdict != "plausible"


def test_a100_over_v100():
    """The articles' 4.3x of an A100 over a V100 is more than a large model gets at 16 bit: 2 to 3.2 times."""
    new = one(count=512, tokens=300e9, era=2021).figures["tokens_per_s"]
    old = one(chip="v100", count=512, tokens=300e9, era=2021).figures["tokens_per_s"]
    assert 2.0 < new / old < 3.2


def test_h800_is_somewhat_slower_than_h100():
    """With one and the same layout an H800 takes up to 30 % longer than an H100, and never less."""
    options = {"count": 1024, "tokens": 300e9, "layout": "tp8,pp8,vpp1,mb1,recompute-selective", "era": 2023}
    fast, slow = (one(chip=c, **options).figures["days"] for c in ("h100", "h800"))
    assert 1.03 < slow / fast < 1.30


def test_m6_on_480_v100():
    """M6 (10 B dense and larger) on 480 V100: a 10 B model fits and trains a billion tokens in hours."""
    run = one("10b", chip="v100", count=480, tokens=1e9, seq=1024, era=2021)
    assert run.figures["days"] < 1.0
    assert run.figures["memory_gb"] < 34.5


def test_a_trillion_parameters_in_four_days_is_plausible_only_if_sparse():
    """A dense trillion-parameter model on a few hundred chips in 4 days is impossible; a token count decides."""
    run = one("1t", chip="a100", count=256, tokens=300e9, seq=2048, layout="zero3,offload", era=2022, claimed_days=4)
    assert run.verdict == "impossible"


def test_claims():
    """Each claimed figure gives an implied utilisation that is consistent with the others."""
    base = one(tokens=300e9, era=2021)
    days = one(tokens=300e9, era=2021, claimed_days=base.figures["days"])
    hours = one(tokens=300e9, era=2021, claimed_gpu_hours=base.figures["chip_hours"])
    step = one(tokens=300e9, era=2021, claimed_step=base.figures["step_time_s"])
    mfu = one(tokens=300e9, era=2021, claimed_mfu=base.figures["mfu"])
    for run in (days, hours, step, mfu):
        assert run.figures["implied_mfu"] == pytest.approx(base.figures["mfu"], rel=1e-6)
        assert run.verdict == "plausible"
    assert one(claimed_mfu=0.99, era=2021).verdict == "impossible"
    assert one(claimed_mfu=0.80, era=2021).verdict == "needs better software than seen"
    with pytest.raises(Unknown, match="claimed"):
        one(claimed_days=3, claimed_mfu=0.3)


def test_infeasible_says_what_would_fit():
    """Too few chips: the message names a count at which the same model fits, and that count works."""
    with pytest.raises(Infeasible, match="of them would do") as caught:
        one(count=8)
    import re

    count = int(re.search(r"([\d,]+) of them", str(caught.value))[1].replace(",", ""))
    assert one(count=count).figures["memory_gb"] > 0


def test_sweeps():
    """Several chips and counts give one run each, in order; more chips never take longer."""
    runs = library.train("llama-2-7b", chip="a100,h100", count="64:256:x2", tokens=1e12)
    assert [(r.chip, r.count) for r in runs] == [(c, n) for c in ("a100_sxm_80", "h100_sxm_80") for n in (64, 128, 256)]
    days = [r.figures["days"] for r in runs[:3]]
    assert days == sorted(days, reverse=True)
    assert counts_of("8,16:32:8") == (8, 16, 24, 32)
    assert counts_of("8:12:x1.001") == (8, 9, 10, 11, 12)
    for bad in ("x", "0", "8:4", "8:16:x1"):
        with pytest.raises(Unknown, match="count"):
            counts_of(bad)


def test_search_finds_at_least_as_good():
    """`search` looks at far more layouts and never returns a slower one."""
    plain, wide = one(tokens=300e9, era=2025), one(tokens=300e9, era=2025, search=True)
    assert wide.figures["step_time_s"] <= plain.figures["step_time_s"] * (1 + 1e-12)
    looked = next(a for a in wide.assumptions if a.startswith("best of"))
    assert int(looked.split()[2].replace(",", "")) > 10_000_000
    times = [a["step_time_s"] for a in wide.alternatives]
    assert times == sorted(times)
    assert times[0] >= wide.figures["step_time_s"]


def test_layout_is_kept():
    """Fields of a given layout come back unchanged; a smaller share of them leaves the rest to the search."""
    layout = one(layout="tp8,pp16,mb1,zero1,recompute-full", era=2021).layout
    assert (layout.tp, layout.pp, layout.dp, layout.recompute) == (8, 16, 8, "full")


def test_clusters_answer_for_chip_and_count():
    """A cluster of the catalog gives chip, count and links; without one both must be said."""
    runs = library.train("gpt-3-175b", cluster="eos", tokens=300e9, era=2024)
    assert (runs[0].chip, runs[0].count) == ("h100_sxm_80", 4608)
    assert not any("usual" in a for a in runs[0].assumptions)
    with pytest.raises(Unknown, match="--cluster"):
        library.train("gpt-3-175b", chip="a100")


def test_config_json(tmp_path):
    """A Hugging Face config.json gives the same step as the catalog's entry of that model."""
    config = {
        "model_type": "llama",
        "hidden_size": 4096,
        "intermediate_size": 11008,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 32,
        "vocab_size": 32000,
        "max_position_embeddings": 4096,
        "hidden_act": "silu",
        "tie_word_embeddings": False,
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    options = {"count": 64, "tokens": 1e12, "batch": 1024, "seq": 4096, "era": 2024}
    own, known = one("", config=str(path), **options), one("llama-2-7b", **options)
    assert own.figures["step_time_s"] == pytest.approx(known.figures["step_time_s"], rel=1e-9)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (b"{nonsense", "not JSON at line 1, column 2"), (b"[" * 100_000, "nested too deep"),
        (b"\xff{}", "not UTF-8 at byte 0"), (b'{"hidden_size": ' + b"9" * 5000 + b"}", "too many digits"),
    ],
)  # fmt: skip
def test_a_config_that_cannot_be_read_is_named(tmp_path, words, why):
    """The file, what is wrong with it and what to give; never a fault of ours."""
    (tmp_path / "config.json").write_bytes(words)
    with pytest.raises(Unreadable, match=rf"config\.json: .{{0,40}}{why}; name a model's"):
        one("", config=str(tmp_path / "config.json"))


def test_shape_in_words():
    """A shape in words gives the same step as the catalog's entry; an unknown field is refused with a near one."""
    words = "layers=32,hidden=4096,heads=32,kv_heads=32,ffn_hidden=11008,vocab=32000,gated_ffn=true"
    options = {"count": 64, "tokens": 1e12, "batch": 1024, "seq": 4096, "era": 2024}
    own, known = one("", shape=words, **options), one("llama-2-7b", **options)
    assert own.figures["step_time_s"] == pytest.approx(known.figures["step_time_s"], rel=1e-9)
    with pytest.raises(Unknown, match="layers"):
        one("", shape="layer=32")


def test_a_chip_of_ones_own(tmp_path, suanli):
    """A chip that exists only as a TOML file in the overlay trains at once, with an interval."""
    (tmp_path / "chips").mkdir()
    (tmp_path / "chips" / "wukong1.toml").write_text(
        'name = "Wukong 1"\nvendor = "other"\nmemory_gb = 64\nmemory_gb_s = 1800\nscaleup_gb_s = 400\npower_w = 450\n'
        "[dense_tflops]\nbf16 = 300\n"
    )
    done = suanli(
        "train", "7b", "--chip", "wukong1", "--count", 64, "--tokens", "1e11", env={"SUANLI_CATALOG": str(tmp_path)}
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["chip"] == "wukong1"
    assert found["intervals"]["days"]["low80"] < found["figures"]["days"] < found["intervals"]["days"]["high80"]


def test_mixture_of_experts_counts_active_parameters():
    """A sparse model's FLOPs follow its active parameters, its memory all of them."""
    run = one("deepseek-v3", chip="h800", count=2048, precision="fp8", tokens=14.8e12)
    active, total = 37e9, 671e9
    assert run.figures["tflops_per_chip"] * 1e12 < 6 * total * run.figures["tokens_per_s_per_chip"] * 0.2
    assert run.figures["tflops_per_chip"] * 1e12 > 5 * active * run.figures["tokens_per_s_per_chip"]


def test_newer_software_is_never_slower():
    """On the same chips, newer software gives the same or a better time."""
    days = [one(tokens=300e9, era=e).figures["days"] for e in (2021, 2022, 2024, 2026)]
    assert days == sorted(days, reverse=True)


def test_unknown_chip_has_wider_interval():
    """A maker without a run behind it gets a wider interval than a chip with many."""

    def width(run):
        return run.intervals["days"].high80 / run.intervals["days"].low80

    assert width(one(chip="ascend910b3")) > 1.05 * width(one(chip="a100"))


def test_what_is_not_told_makes_slower_ends():
    """Intervals reach further to the slow side where neither layout nor network is given, for rates too."""

    def sides(run, name):
        spread = run.intervals[name]
        return spread.low80 * spread.high80 / spread.median**2

    told = one(layout="tp8,pp8,dp16,mb1,recompute-full,sp0,zero1", interconnect="8x200Gb/s")
    open_one = one()
    assert sides(told, "days") == pytest.approx(1.0)
    assert sides(open_one, "days") > 1.05
    assert sides(open_one, "mfu") < 0.95


def texts(picture):
    """The words of an SVG."""
    return [t.text for t in ET.fromstring(picture).iter() if t.tag.endswith("}text")]


def test_plot(suanli, tmp_path):
    """A sweep draws an SVG with a line and an area for each chip, named axes and a title, and says what it shows."""
    path = tmp_path / "days.svg"
    asked = ("llama-2-7b", "--chip", "a100,h100", "--count", "64:1024:x2", "--tokens", "1e12", "--plot", path)
    done = suanli("train", *asked)
    said = "llama-2-7b on 1,000 billion tokens: calendar days on 64 to 1,024 chips"
    assert done.stderr.strip() == f"wrote {path}: {said}"
    picture = path.read_text()
    found = texts(picture)
    assert {"calendar days", "chips", "64", "1,024", "a100_sxm_80", "h100_sxm_80", said} <= set(found)
    assert picture.count('fill="none"') == 2
    assert "64 x h100_sxm_80: " in picture
    assert suanli("train", *asked[:-1], tmp_path / "no" / "x.svg").returncode == 1


def test_labels_of_a_plot_do_not_meet(suanli, tmp_path):
    """Chips of one speed keep names apart, and many counts do not write over each other."""
    path = tmp_path / "days.svg"
    asked = ("--chip", "h800,h100,h200", "--count", "8:400:8", "--tokens", "1e12", "--plot", path)
    suanli("train", "llama-2-7b", *asked)
    spots = [
        (float(t.get("x")), float(t.get("y")), t.text) for t in ET.fromstring(path.read_text()).iter() if t.get("y")
    ]
    labels = [s for s in spots if s[2]]
    for at, one in enumerate(labels):
        for other in labels[at + 1 :]:
            assert abs(one[1] - other[1]) >= 12 or abs(one[0] - other[0]) > 14, (one, other)


def test_command_line(suanli):
    """The command prints the run as a JSON line; errors go to standard error with exit 1."""
    done = suanli("train", "gpt-3-175b", "--chip", "a100", "--count", 1024, "--tokens", "300e9", "--era", 2021)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["figures"]["days"] == pytest.approx(one(tokens=300e9, era=2021).figures["days"])
    bad = suanli("train", "no-such-model", "--chip", "a100", "--count", 8)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "no-such-model" in bad.stderr


@pytest.mark.parametrize(
    ("text", "number"), [("300B", 3e11), ("1.4t", 1.4e12), ("2,664,000", 2664000.0), ("50%", 0.5), ("300e9", 3e11)]
)
def test_amounts_as_people_write_them(text, number):
    """Counts of tokens, chip-hours and shares are read as written in reports; anything else is wrong usage."""
    assert amount.convert(text, None, None) == pytest.approx(number)
    for wrong in ("0", "-3", "many", "inf", "3B4"):
        with pytest.raises(click.BadParameter, match="no number above 0"):
            amount.convert(wrong, None, None)


def test_unknown_precision_is_named():
    """A number format that does not exist is an error with near ones, never silently 16 bit."""
    with pytest.raises(Unknown, match="fp2"):
        one("llama-2-7b", chip="h100", count=8, precision="fp2")


@pytest.mark.parametrize(
    "layout", ["tp0", "mb0", "zero9", "sp2", "recompute-full0", "recompute-full150", "tp-1", "pp1.5"]
)
def test_layouts_that_cannot_be(layout):
    """A degree of 0, a share over 100 % or a stage that does not exist is named, not computed with."""
    with pytest.raises(Unknown, match="layout"):
        one("llama-2-7b", chip="h100", count=8, layout=layout)


@pytest.mark.parametrize(("layout", "why"), [("pp20", "takes 20 chips"), ("pp8,vpp5", "40 stages for 32 layers")])
def test_layouts_beyond_chips_or_layers(layout, why):
    """What the fleet or the model cannot be cut into says so, instead of asking for a smaller model."""
    with pytest.raises(Infeasible, match=why):
        one("llama-2-7b", chip="h100", count=8, layout=layout)


@pytest.mark.parametrize("text", ["1e30", "inf", "1:1e9", "1:2:1.5", "1:1000000:1", "8:16:xnan"])
def test_endless_counts_are_refused(text):
    """A count that no fleet has is an error at once, never a search without end."""
    with pytest.raises(Unknown, match="count"):
        counts_of(text)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"layout": "tp3"}, "tp3 does not divide its 32 heads"),
        ({"layout": "tp16"}, "takes 16 chips"),
        ({"era": 1990}, "from 2017 to 2100"),
        ({"interconnect": "wires"}, "no rate in 'wires'"),
    ],
)
def test_what_nobody_can_train_with_is_refused(options, said):
    """A cut through a head, a year without such software and links without a rate: an error, never a number."""
    with pytest.raises(SuanliError, match=said):
        library.train("llama-3.1-8b", chip="h100", count=8, **options)


@pytest.mark.parametrize("chip", ["a100", "h100", "h20", "b200", "mi300x", "910c", "v100"])
def test_no_interval_passes_the_peak(chip):
    """The fast end of a dense run is bounded by its products: never above the peak, and its slow end stays."""
    spread = one("llama-3.1-8b", chip=chip, count=64).intervals["mfu"]
    assert spread.low80 < spread.median < spread.high80 < spread.high90 < 1.0
    assert spread.high80 / spread.median < spread.median / spread.low80


def test_what_a_run_leaves_unused_is_told():
    """Chips that a layout does not divide, and failures that take a tenth of the calendar and more."""
    told = one("llama-3.1-70b", chip="h100", count=512, layout="tp8,pp3").assumptions
    assert "8 of 512 chips stay idle: the layout does not divide them" in told
    huge = one("llama-3.1-405b", chip="h100", count=65_536)
    lost = 1 - huge.figures["goodput"]
    assert any(f"failures take {lost:.0%} of the calendar" in a for a in huge.assumptions)
    assert not any("idle" in a or "failures" in a for a in one(count=1024).assumptions)


def test_offload_is_advised_where_hosts_can_hold_it():
    """Two nodes hold the optimizer of a small model, not that of 671 billion parameters."""
    with pytest.raises(Infeasible, match="offload"):
        one("llama-3.1-8b", chip="h100", count=1)
    with pytest.raises(Infeasible, match=r"would do$"):
        one("deepseek-v3", chip="h20", count=16)
    assert any("TB of memory a host" in a for a in one("llama-3.1-8b", count=8, layout="offload").assumptions)
