"""Names, links and rates: a chip from its sheet alone, a network from words."""

from __future__ import annotations

import pytest

from suanli.catalog import chips
from suanli.errors import Unknown
from suanli.performance.dials import machine_dials, theta
from suanli.performance.machine import find_chip, machine_of, number_format, stack_machines
from suanli.performance.network import read_network

NAMES = {
    "A100-80GB": "a100_sxm_80",
    "A100-40GB": "a100_sxm_40",
    "A100-40GB PCIe": "a100_pcie_40",
    "NVIDIA A100-SXM4-40GB": "a100_sxm_40",
    "V100": "v100_sxm2_32",
    "V100-32GB": "v100_sxm2_32",
    "V100-16GB": "v100_sxm2_16",
    "H800": "h800_sxm_80",
    "H100": "h100_sxm_80",
    "H100 PCIe": "h100_pcie_80",
    "H100-96GB-HBM2e": "h100_sxm_80",
    "H20": "h20_96",
    "H200": "h200_sxm_141",
    "GB200 NVL72": "gb200_186",
    "Ascend 910B": "ascend910b3",
    "Ascend 910": "ascend910",
    "B200": "b200_180",
    "MI300X": "mi300x",
    "L40S": "l40s",
}


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_loose_names(name, expected):
    """The spellings found in papers and tables mean one chip each."""
    assert find_chip(name).id == expected


def test_a_compute_die_is_half_of_its_module():
    """A "GCD" is one of two dies, and so is a chip in a node of eight MI250X: Frontier's nodes have four modules."""
    whole, die, eight = (find_chip(*a) for a in [("MI250X",), ("MI250X GCD",), ("MI250X", 8)])
    assert die == eight != whole == find_chip("MI250X", 4)
    assert (die.memory_gb, die.memory_gb_s) == (64, whole.memory_gb_s / 2)
    on = machine_of(die, node_size=8)
    assert float(on.flops) == pytest.approx(191.5e12)
    assert (float(on.units), float(on.nic_rate)) == (110, 12.5e9)
    assert find_chip("MI300X", 8).id == "mi300x"


def test_unknown_chip_is_said():
    """A name without any chip behind it is an error that names it."""
    with pytest.raises(Unknown, match="Zetaflop"):
        find_chip("Zetaflop 9")
    with pytest.raises(Unknown, match="H800"):
        find_chip("h80")


LINKS = [
    ("NVLink4 900GB/s + 8x NDR400 IB/node", {"link_gb_s": 900, "node_gbit_s": 3200, "nics": 8}),
    ("NVLink3 + 1600Gb/s RoCE per node", {"link_gb_s": None, "node_gbit_s": 1600}),
    ("NVLink3 + 4x Omni-Path 100Gb/node", {"node_gbit_s": 400, "nics": 4, "host_driven": True}),
    ("NVLink3 (single node)", {"single_node": True, "node_gbit_s": None}),
    ("NVLink5 (8 GPU) + IB 400Gb/GPU", {"domain": 8, "chip_gbit_s": 400}),
    ("NVLink5 NVL72 1.8TB/s + 400Gb/GPU", {"domain": 72, "link_gb_s": 1800, "chip_gbit_s": 400}),
    ("PCIe", {"pcie": True}),
    ("PCIe 3.0 + 25GbE", {"pcie": True, "port_gbit_s": 25, "host_driven": True}),
    ("10 GbE", {"port_gbit_s": 10, "node_gbit_s": None}),
    ("NVSwitch + 8 x 100 Gb/s EDR", {"node_gbit_s": 800, "pcie": False}),
    ("12.5 GB/s network per node", {"node_gbit_s": 100}),
    ("HCCS + 8x200G RoCE", {"node_gbit_s": 1600, "host_driven": False}),
    ("NVLink4 + 4x Slingshot-11 200Gb/node", {"node_gbit_s": 800, "nics": 4}),
    ("16x EFAv2 100 Gbps", {"node_gbit_s": 1600, "nics": 16}),
    ("words without a rate", {"node_gbit_s": None, "link_gb_s": None}),
]


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_links_in_words(text, expected):
    """Rates, counts and kinds come out of free text; what is not said stays unknown."""
    found = read_network(text)
    assert {k: getattr(found, k) for k in expected} == expected


def test_every_chip_with_a_rate_works():
    """A spec sheet alone is enough for a machine, and its rates are positive; without one the error names the key."""
    for sheet in chips.values():
        try:
            machine = machine_of(sheet)
        except Unknown as error:
            assert "dense_tflops" in str(error)
            continue
        for field in ("flops", "flops16", "hbm_rate", "memory", "link_rate", "nic_rate", "host_rate", "units"):
            assert float(getattr(machine, field)) > 0, (sheet.id, field)


def test_export_variants_differ_where_they_should():
    """H800 is an H100 with less than half the link; A800 an A100 with two thirds; H20 has the link and no flops."""
    h100, h800, h20 = (machine_of(c) for c in ("h100", "h800", "h20"))
    a100, a800 = machine_of("a100"), machine_of("a800")
    assert float(h800.flops16) == float(h100.flops16)
    assert float(h800.link_rate / h100.link_rate) == pytest.approx(400 / 900)
    assert float(a800.link_rate / a100.link_rate) == pytest.approx(2 / 3)
    assert float(h20.flops16) < 0.2 * float(h100.flops16)
    assert float(h20.link_rate) == float(h100.link_rate)


def test_text_beats_the_usual_node():
    """An interconnect in words replaces the usual one, and the usual one is named when it is used."""
    slow = machine_of("a100", interconnect="NVLink 600GB/s + 10 GbE")
    assert float(slow.nic_rate) == pytest.approx(10e9 / 8 / 8)
    assert any("usual" in a for a in machine_of("a100").assumptions)
    assert not any("usual" in a for a in slow.assumptions)


def test_a_lone_rate_is_a_port_where_each_chip_has_one():
    """ "200Gb/s RoCE" is each Ascend's own port; of a V100 node it is all there is, and of an A100 node 1600 Gb/s is too."""
    own = machine_of("Ascend 910B", interconnect="HCCS + 200Gb/s RoCE")
    assert float(own.nic_rate) == pytest.approx(200e9 / 8)
    assert float(machine_of("V100", interconnect="NVLink2 300GB/s + 100Gb/s IB").nic_rate) == pytest.approx(100e9 / 64)
    assert float(machine_of("A100", interconnect="1600Gb/s RoCE").nic_rate) == pytest.approx(200e9 / 8)


def test_the_domain_is_the_node():
    """Chips with links share them within their node, be it of 4, 8 or 16; a rack-wide domain stays."""
    for size in (4, 8, 16):
        assert float(machine_of("V100", interconnect="NVLink2 300GB/s", node_size=size).domain) == size
    assert float(machine_of("GB200 NVL72", node_size=4).domain) == 72


def test_a_bridge_joins_two_cards():
    """Cards with an NVLink bridge share it in pairs; the first chip of a name is found by its letter."""
    cards = machine_of("A100-80GB PCIe", interconnect="NVLink bridge 600GB/s + 2x HDR200", node_size=8)
    assert (float(cards.domain), float(cards.link_rate)) == (2.0, 300e9)
    assert machine_of("Ascend 910A").chip == machine_of("Ascend 910").chip


def test_switches_that_reduce():
    """SHARP halves what an all-reduce sends: never slower, and faster where gradients weigh."""
    import suanli

    options = {"chip": "h100", "count": 64, "tokens": 1e9, "layout": "tp1,pp1,zero0,mb1", "era": 2024, "batch": 64}
    links = "NVLink 900GB/s + 1x NDR400 IB/node"
    plain = suanli.train("1.5b", interconnect=links, **options)[0].figures["step_time_s"]
    sharp = suanli.train("1.5b", interconnect=links + " with SHARP", **options)[0].figures["step_time_s"]
    assert sharp < plain


def test_number_formats():
    """Words of runs map to number formats; a chip without one falls back to 16 bit and says so."""
    assert [number_format(w) for w in ("fp8 (current scaling)", "mxfp8", "bf16", "NVFP4", "fp16")] == [
        "fp8",
        "fp8",
        "bf16",
        "fp4",
        "fp16",
    ]
    old = machine_of("a100", precision="fp8")
    assert float(old.low_format) == 0
    assert any("16-bit" in a for a in old.assumptions)


def test_stacking():
    """Machines stack into arrays in order."""
    both = stack_machines([machine_of("a100"), machine_of("h100")])
    assert both.flops16.tolist() == [312e12, 989.4e12]
    assert both.chip == ("a100_sxm_80", "h100_sxm_80")


def test_cards_are_cards():
    """Parts with graphics memory are no small A100 or B200, sum in 32 bit, and meet through the host unless bridged."""
    a40, a100 = machine_of("A40"), machine_of("A100")
    assert int(a40.group) != int(a100.group)
    assert float(machine_of("RTX 4090", precision="fp16").flops16) == float(machine_of("RTX 4090").flops16) < 170e12
    for words in ("", "PCIe 4.0 x16, no NVLink; 100 Gb/s IB"):
        card = machine_of("A40", interconnect=words)
        assert float(card.pcie) == 1.0
        assert float(card.nic_rate * card.node) == pytest.approx(12.5e9)
    assert float(machine_of("RTX 3090", interconnect="NVLink bridge 112.5GB/s, PCIe 4.0").domain) == 2.0


def test_makers_without_runs():
    """Makers with products of their own published take those; what they lack is that of the others, never 1."""
    found = {
        c: machine_dials(theta(), machine_of(c), 2025)
        for c in ("tpu_v5p", "mi300x", "gaudi3", "ascend910b3", "mtt_s4000")
    }
    ceiling = {c: float(d.gemm_ceiling) for c, d in found.items()}
    assert ceiling["mi300x"] < ceiling["mtt_s4000"] < ceiling["ascend910b3"] < ceiling["tpu_v5p"] <= 0.97
    assert float(found["gaudi3"].attention) == pytest.approx(float(found["mi300x"].attention), rel=0.3)
    assert float(found["tpu_v5p"].attention) < float(machine_dials(theta(), machine_of("h100_sxm_80"), 2025).attention)


def test_slices_end():
    """A TPU's own links reach the end of its slice, not through the data centre."""
    assert float(machine_of("tpu_v5e").domain) == 256
    assert float(machine_of("tpu_v5p").domain) > 4096


def test_cards_keep_their_clock_by_their_watts():
    """Of cards with graphics memory one with few watts a flop runs its products slower, one with many at its peak."""
    found = [machine_dials(theta(), machine_of(name), 2024.0) for name in ("L4", "L20", "RTX 4090")]
    rates = [float(d.throttle) for d in found]
    assert rates[0] < 0.7
    assert rates[0] < rates[1] < rates[2] <= 1.2
    assert float(found[1].gemm_ceiling) > 0.8


@pytest.mark.parametrize("name", ["Tesla V100 32GB", "V100 32GB", "NVIDIA Tesla V100 SXM2 32GB"])
def test_words_before_a_name(name):
    """A maker's word before the family does not hide it."""
    assert find_chip(name).id == "v100_sxm2_32"
