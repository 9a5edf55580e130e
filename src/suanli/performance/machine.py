"""Chips, nodes and networks as numbers in base units: flops, bytes, seconds, watts.

Every number of a `Machine` is an array, so that one call of a kernel serves one machine, one for each row of a
table, or a sweep. `machine_of` takes a catalog chip (or any `Chip` read from a user's TOML) and, where known, the
cluster and a free-text interconnect; what nobody said comes from the usual node of that chip and is named in
`assumptions`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from suanli.catalog import chips, clusters, constants
from suanli.catalog.forms import Chip, Cluster
from suanli.catalog.loading import fold, spellings
from suanli.catalog.power import site_power
from suanli.errors import Unknown
from suanli.performance.network import Network, read_network

__all__ = [
    "GROUPS",
    "MAKERS",
    "Array",
    "Machine",
    "array",
    "find_chip",
    "find_cluster",
    "machine_of",
    "named_format",
    "number_format",
    "stack_machines",
]

Array = npt.NDArray[np.float64]

# architectures that share constants; the last holds every maker and generation without one of its own
# take the factors of the others where they have none of their own; graphics: NVIDIA's cards with graphics memory
MAKERS = ("tpu", "davinci", "gaudi", "cdna", "graphics")
GROUPS = ("volta", "ampere", "hopper", "blackwell", *MAKERS, "other")
GIB = 2.0**30
PCIE_GB_S = {2: 8.0, 3: 16.0, 4: 32.0, 5: 64.0, 6: 128.0}  # x16, one direction


def array(value: Any) -> Array:
    """A number or numbers as a float array."""
    return np.asarray(value, dtype=np.float64)


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """A chip in its node and network. Rates are bytes/s in one direction, per chip; `flops` dense peaks.

    `flops` is the peak of the number format asked for, `flops16` of 16-bit tensors (of 32-bit ones where those are
    asked for; their double traffic is ignored, under 15 %). `domain` chips share the
    scale-up link `link_rate`; `node` chips share the host and the NICs; `nic_rate` is one chip's share of them.
    `nics` are those of a node; `group` is an index into `GROUPS`; `pcie` is 1 where chips of a node meet only
    through the host, `host_driven` 1 where the network moves bytes through host memory, `in_network` 1 where switches
    reduce. `site_watts` is what the site draws for a busy chip, `site_doubt` the spread of its logarithm, `year` the
    architecture's first shipment, `named` 1 where somebody told the network. An oversubscribed
    fabric gives the root of the ratio: half of the traffic of rings and trees stays below the leaves.
    """

    chip: tuple[str, ...]
    flops: Array
    flops16: Array
    hbm_rate: Array
    memory: Array
    units: Array
    node: Array
    domain: Array
    link_rate: Array
    nic_rate: Array
    nics: Array
    host_rate: Array
    watts: Array
    site_watts: Array
    site_doubt: Array
    group: npt.NDArray[np.int64]
    pcie: Array
    host_driven: Array
    in_network: Array
    year: Array
    low_format: Array
    named: Array = msgspec.field(default_factory=lambda: array(1.0))
    assumptions: tuple[str, ...] = ()


FORMATS = {
    "fp4": ("nvfp4", "mxfp4", "fp4"),
    "fp8": ("fp8", "mxfp8", "float8", "e4m3", "hif8"),
    "int8": ("int8", "w8a8"),
    "tf32": ("tf32",),
    "bf16": ("bf16", "bfloat16"),
    "fp32": ("fp32", "float32"),
    "fp16": ("fp16", "float16", "half"),
}


def named_format(precision: str) -> str:
    """The catalog's number format that words name: "fp8 (current scaling)" is fp8, "mxfp8" too; empty if none."""
    word = precision.strip().lower()
    return next((key for key, names in FORMATS.items() if any(n in word for n in names)), "")


def number_format(precision: str) -> str:
    """The number format that a run's words name, bf16 where they name none."""
    return named_format(precision) or "bf16"


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d+[a-z]?\d*", text.casefold()))


def _score(chip: Chip, text: str, family: str) -> float:
    """How well a chip fits a loose name: its memory, form and spellings; 0 if the family is another."""
    names = [fold(w) for w in spellings(chip)] + [fold(chip.canonical), chip.id.replace("_", "")]
    start = re.compile(rf"(?<![a-z0-9]){re.escape(family)}(?!\d)")  # H80 is no short form of H800
    starts = any(start.search(w.casefold()) for w in [*spellings(chip), chip.id])
    if family not in {fold(chip.canonical), *names} and not starts:
        return 0.0
    score = 1.0 + (fold(chip.canonical) == family) + (family in names)
    size = re.search(r"(\d{1,9})\s{0,9}g(?:i?b)?\b", text, re.IGNORECASE)
    if size and chip.memory_gb:
        score += 3.0 if abs(float(size[1]) - chip.memory_gb) < 0.04 * chip.memory_gb else -0.5
    for form in ("pcie", "nvl", "sxm", "oam"):
        said = form in text.casefold().replace("nvl72", "")
        score += 2.0 * (said and form in chip.id) - 1.5 * (said != (form in chip.id) and form in {"pcie", "nvl"})
    return score


def _die(chip: Chip) -> Chip:
    """One of the two compute dies of a module, which software meets as a chip of its own."""
    whole = ("memory_gb", "memory_usable_gib", "memory_gb_s", "scaleup_gb_s", "power_w")
    halves = {n: size / 2 for n in whole if (size := getattr(chip, n))}
    rates = {form: rate / 2 for form, rate in chip.dense_tflops.items()}
    return msgspec.structs.replace(chip, id=f"{chip.id}_die", dense_tflops=rates, **halves)


@functools.lru_cache(maxsize=512)
def find_chip(name: str, node_size: float | None = None) -> Chip:
    """The catalog chip that a loose name means: "A100-40GB PCIe", "GB200 NVL72", "Ascend 910B", "H100".

    The catalog's own ids, names and aliases come first; else the family word decides, then memory size and
    form factor, and a bare family means its SXM part of the largest common memory. A "GCD" is a die of a module; so is
    what makes eight MI250X a node, for that has four modules.
    """
    module = re.sub(r"(?i)\b(?:gcds?|compute dies?)\b", "", name)
    chip = _find_chip(module.strip() or name)
    return _die(chip) if chip.dies == 2 and (module != name or (chip.id == "mi250x" and node_size == 8)) else chip


def find_cluster(name: str) -> Cluster:
    """A cluster of the catalog, with what it leaves open taken from its node type."""
    found = clusters.find(name)
    if not found.node:
        return found
    node = clusters.find(found.node)
    open_fields = ("chip", "chips_per_node", "domain_chips", "scaleup_gb_s", "nics_per_node", "nic_gbit_s")
    given = {f: getattr(node, f) for f in open_fields if getattr(found, f) in (None, "")}
    return msgspec.structs.replace(found, **given)


def _find_chip(name: str) -> Chip:
    """The chip that a loose name means, as the catalog has it."""
    try:
        return chips.find(name)
    except Unknown as error:
        unknown = error
    text = name.casefold()
    words = re.findall(r"(?<![a-z])(?:gb|gh|mi|rtx|ascend|mlu|br|tpu|[a-z])?\s?-?v?\d{1,4}[a-z]{0,2}\d?", text)
    words = [w for w in words if not re.fullmatch(r"[\s-]*(?:\d+\s?g(?:i?b)?|v?\d)", w)]  # a size or version names none
    words += [w[:-1] for w in words if re.search(r"\da$", w)]  # the first of its name, once others followed: 910A
    entries = chips.values()
    plain = {fold(w): e.id for e in entries for w in e.aliases}
    for word in sorted((fold(w) for w in words), key=len, reverse=True):
        scored = [(s, e.id == plain.get(word), e.id) for e in entries if (s := _score(e, name, word)) > 0]
        if scored:
            best = max(s for s, _, _ in scored)
            return chips[max((c for c in scored if c[0] >= best), key=lambda c: c[1:])[2]]
    raise unknown


def _longest(table: dict[str, Any], key: str, otherwise: str) -> Any:
    """The entry whose key is the longest start of `key`."""
    fits = [k for k in table if key.startswith(k)]
    return table[max(fits, key=len)] if fits else table[otherwise]


def _peak(chip: Chip, form: str) -> tuple[float, bool]:
    """(dense flops/s in a number format, whether the chip has that format); 16 bit stands in for a missing one."""
    rates = chip.dense_tflops
    wide = rates.get("bf16") or rates.get("fp16") or max(rates.values(), default=0.0)
    if not wide:
        msg = f"chips/{chip.id}.toml: no dense 16-bit rate, so no time can be computed; add dense_tflops.bf16"
        raise Unknown(msg)
    if form in {"bf16", "fp16"}:
        return max(rates.get(form, 0.0), wide if form == "bf16" else 0.0, 0.0) * 1e12 or wide * 1e12, True
    if form in {"fp8", "int8"}:
        low = rates.get("fp8") or rates.get("int8" if form == "int8" else "fp8")
        return (low * 1e12, True) if low else (wide * 1e12, False)
    rate = rates.get(form)
    return (rate * 1e12, True) if rate else (wide * 1e12, False)


def _wide(chip: Chip, form: str) -> float:
    """Dense 16-bit tensor rate that sums in 32 bit: bf16 where the tensor units have it, else fp16 (V100: no bf16).

    Cards for desktops list fp16 with 16-bit sums, at twice the rate; training does not sum so.
    """
    rates = chip.dense_tflops
    own = rates.get("fp16", 0.0) if form == "fp16" and chip.datacenter else 0.0
    return (own or rates.get("bf16") or rates.get("fp16", 0.0)) * 1e12 or _peak(chip, "bf16")[0]


def _group(chip: Chip) -> int:
    """Index of the group that shares constants. Parts with graphics memory are other chips under the same name."""
    word = chip.architecture.casefold().split(" ")[0].rstrip("0123456789")  # CDNA3 is a generation of CDNA
    if (chip.memory_type or "").upper().startswith("GDDR"):
        word = "graphics" if chip.vendor == "nvidia" else "other"
    return GROUPS.index(word if word in GROUPS else "other")


# first volume shipment of an architecture: kernels for it mature in the years after
# (a TPU's matrix unit and its compiler are those of 2017 but for their number and size)
BORN = {"volta": 2017.5, "ampere": 2020.4, "hopper": 2022.75, "blackwell": 2024.8, "tpu": 2017.5}


def _born(chip: Chip) -> float:
    own = chip.launched.year + chip.launched.month / 12 if chip.launched else 2022.0
    return BORN.get(GROUPS[_group(chip)], own)


def _node(chip: Chip, cluster: Cluster | None, net: Network, node_size: float | None) -> dict[str, float]:
    """chips, domain, node Gbit/s and link GB/s of the node: the text first, then the cluster, then the usual."""
    nodes = constants["training_machines"].values["nodes"]
    bare = net.pcie or not (net.link_gb_s or (cluster and cluster.scaleup_gb_s) or chip.scaleup_gb_s)
    bridged = "pcie" in chip.id and not net.link_gb_s
    usual = nodes["pcie"] if bare or bridged else _longest(nodes, chip.id, "other")
    size = node_size or (cluster and cluster.chips_per_node) or usual["chips"]
    domain = net.domain or (cluster and cluster.domain_chips) or usual["domain"]
    if node_size and domain == usual["chips"]:
        domain = node_size  # a node of 16 (HGX-2) has one switch for all, a small one no more chips than it has
    nic = net.node_gbit_s or (net.chip_gbit_s or 0) * size
    cards = net.nics
    if not nic and net.port_gbit_s:
        # a chip with a NIC of its own and that rate: the text names the port; else it names the node
        own = usual["nics"] >= usual["chips"] and net.port_gbit_s == usual["nic_gbit"]
        nic = net.port_gbit_s * (size if own else 1.0)
        cards = None if own or net.port_gbit_s > usual["nic_gbit"] else 1.0
    if not nic and cluster and cluster.nics_per_node and cluster.nic_gbit_s:
        nic = cluster.nics_per_node * cluster.nic_gbit_s
    link = net.link_gb_s or (cluster and cluster.scaleup_gb_s) or chip.scaleup_gb_s or 0.0
    return {
        "chips": float(size),
        "domain": 1.0 if bare or bridged else float(domain),
        "gbit": float(nic or usual["nics"] * usual["nic_gbit"] * size / usual["chips"]),
        "link": 0.0 if bare or bridged else float(link),
        "said": float(bool(nic)),
        "host_driven": float(net.host_driven),
        "in_network": float(net.in_network),
        "crowd": float(cluster.oversubscription or 1.0) if cluster else 1.0,
        "nics": float(cards or (cluster and cluster.nics_per_node) or usual["nics"]),
    }


def machine_of(
    chip: Chip | str,
    *,
    precision: str = "bf16",
    cluster: Cluster | None = None,
    interconnect: str = "",
    node_size: float | None = None,
) -> Machine:
    """One machine in base units. `interconnect` is free text; what it says beats the cluster and the usual node.

    Chips that meet only through the host get a domain of the node and half of their PCIe rate as link (a ring
    through root complexes shares each slot both ways), 0.3 of it where the chip has no peer-to-peer (cards for
    desktops bounce through host memory).
    """
    sheet = find_chip(chip) if isinstance(chip, str) else chip
    node = _node(sheet, cluster, read_network(interconnect), node_size)
    peak, has_format = _peak(sheet, number_format(precision))
    form = number_format(precision) if has_format else "bf16"
    host = PCIE_GB_S.get(sheet.pcie_gen or 4, 32.0) * 1e9
    bare = node["domain"] <= 1
    size = (sheet.memory_usable_gib or (sheet.memory_gb or 16.0) * 0.985) * GIB
    power = site_power(sheet)
    said = [] if node["said"] else [f"network: {node['gbit']:.0f} Gbit/s a node, the usual one for {sheet.name}"]
    said += [] if has_format else [f"{sheet.name} has no {precision} units: 16-bit rates used"]
    return Machine(
        chip=(sheet.id or sheet.name,),
        flops=array(peak),
        flops16=array(peak if form in {"tf32", "fp32"} else _wide(sheet, form)),
        hbm_rate=array((sheet.memory_gb_s or 1000.0) * 1e9),
        memory=array(size),
        units=array(_longest(constants["training_machines"].values["units"], sheet.id, "other")),
        node=array(node["chips"]),
        domain=array(node["chips"] if bare else node["domain"]),
        link_rate=array(host * (0.5 if sheet.datacenter else 0.3) if bare else node["link"] * 1e9 / 2),
        nic_rate=array(node["gbit"] * 1e9 / 8 / node["chips"] / max(node["crowd"], 1.0) ** 0.5),
        nics=array(node["nics"]),
        host_rate=array(host),
        watts=array(
            min(sheet.power_w or 400.0, _longest(constants["training_machines"].values["watts"], sheet.id, "other"))
        ),
        site_watts=array(power.watts),
        site_doubt=array(power.doubt),
        group=np.asarray(_group(sheet)),
        pcie=array(float(bare)),
        host_driven=array(node["host_driven"]),
        in_network=array(node["in_network"]),
        year=array(_born(sheet)),
        low_format=array(float(form in {"fp8", "fp4", "int8"})),
        named=array(node["said"]),
        assumptions=(*said, str(power)),
    )


def stack_machines(machines: Sequence[Machine]) -> Machine:
    """Several machines as one whose fields are arrays along a new axis, one entry a machine."""
    fields = [f for f in Machine.__struct_fields__ if f not in {"chip", "assumptions"}]
    columns = {f: np.stack([getattr(m, f) for m in machines]) for f in fields}
    return Machine(chip=tuple(m.chip[0] for m in machines), assumptions=(), **columns)
