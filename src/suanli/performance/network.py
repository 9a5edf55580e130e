"""Links and NICs out of free text: "NVLink4 900GB/s + 8x NDR400 IB/node" as numbers.

Only rates are read; words without a rate (such as "Slingshot") change nothing, and the chip's usual node stands.
"""

from __future__ import annotations

import re

import msgspec

from suanli.errors import Unknown

__all__ = ["Network", "asked_network", "read_network"]

# one direction of one port, Gbit/s, by the name of the InfiniBand or Ethernet generation
GENERATIONS = {"fdr": 56.0, "edr": 100.0, "hdr": 200.0, "ndr": 400.0, "xdr": 800.0, "omni-path": 100.0}
LINK = re.compile(
    r"(nvlink|hccs|infinity fabric|xgmi|nvswitch|ub)[\w ()-]{0,12}?\s*([\d.]+)\s*([tg])b(?:yte)?/s", re.IGNORECASE
)
DOMAIN = re.compile(
    r"nvl(72|36|32|16|8)|(\d{1,9})[- ]gpu nvlink domain|nvlink\d?[^+,;]{0,80}?\((\d{1,9}) gpus?\)", re.IGNORECASE
)
MANY = re.compile(
    r"(\d{1,9})\s{0,9}[x×]\s{0,9}(?:(?:connectx|bluefield|slingshot|efa|mellanox|nics?|ports?)(?:[- ]?v?\d{1,2}\b)?"
    r"(?: of)?\s{0,9})?"
    r"(?:(fdr|edr|hdr|ndr|xdr|omni-path|roce|ib|infiniband|ethernet|cx\d)[\s-]{0,9})?"
    r"(\d{1,9})?\s{0,9}(?:gbps|gbit/s|gb/s|gbe|gb|g)?(?![\d.]{0,9}\s{0,9}[tg]b/s)",
    re.IGNORECASE,
)
EACH = re.compile(
    r"(\d[\d,.]{0,20})\s{0,9}(t|g)(?:bps|bit/s|b/s|be|b|\b)[^+;,]{0,80}?(?:/|per)\s{0,9}(gpu|chip|npu|card|device|node|server)",
    re.IGNORECASE,
)
TOTAL = re.compile(r"(\d[\d,.]{0,20})\s{0,9}[- ]?(t|g)(?:bps|bit/s|b/s|be|bit|b e)\b", re.IGNORECASE)
BYTES = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s{0,9}GB(?:yte)?/s")  # capital B: bytes
HOST_DRIVEN = re.compile(r"omni-?path|\bopa\b|ethernet|\d ?gbe\b|\btcp\b")
RDMA = re.compile(r"roce|rdma|\befa\b|infiniband|\bib\b|\b[ehnx]dr")
ABSENT = re.compile(r"\b(?:no|without|w/o)\s{1,9}nvlink\d?\b", re.IGNORECASE)
SLOT = re.compile(r"pci-?e?(?:xpress)?\s{0,9}(?:gen\s{0,9})?\d?(?:\.0)?\s{0,9}[x×]\s{0,9}\d{1,2}\b", re.IGNORECASE)
NAMED = re.compile(r"\b(fdr|edr|hdr|ndr|xdr|omni-path)\b", re.IGNORECASE)


EXAMPLE = "NVLink 400GB/s + 8x NDR400 IB/node"
MOST = {"link_gb_s": 20_000.0, "node_gbit_s": 200_000.0, "chip_gbit_s": 20_000.0, "port_gbit_s": 20_000.0}


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """What a text says of the links; None where it is silent. `link_gb_s` counts both directions of one chip.

    `node_gbit_s` is one direction of all NICs of a node, `chip_gbit_s` one direction of one chip's share, `port_gbit_s`
    a rate given without count or owner (one NIC's or the node's, as the usual node says);
    `host_driven` fabrics move bytes through host memory and processors (Omni-Path, Ethernet without RDMA),
    `in_network` ones reduce in the switches (SHARP).
    """

    link_gb_s: float | None = None
    domain: int | None = None
    node_gbit_s: float | None = None
    chip_gbit_s: float | None = None
    port_gbit_s: float | None = None
    nics: float | None = None
    pcie: bool = False
    host_driven: bool = False
    in_network: bool = False
    single_node: bool = False


def _number(text: str, scale: str) -> float:
    return float(text.replace(",", "").rstrip(".")) * (1000 if scale.lower() == "t" else 1)


def _many(text: str) -> tuple[float, float] | None:
    """(NICs, Gbit/s of a node) from "8x NDR400" or "4x Omni-Path 100Gb"; the last such group counts."""
    best = None
    for count, kind, rate in MANY.findall(text):
        each = float(rate) if rate else GENERATIONS.get(kind.lower(), 0.0)
        if each >= 10 and int(count) <= 32:
            best = (float(count), int(count) * each)
    return best


def _fabric(text: str) -> dict[str, float]:
    """Gbit/s of a node, chip or lone port that the text outside the node's own links gives without counting NICs."""
    each = EACH.search(text)
    if each:
        owner = "chip" if each[3].lower() in {"gpu", "chip", "npu", "card", "device"} else "node"
        return {f"{owner}_gbit_s": _number(each[1], each[2])}
    total = TOTAL.search(text)
    if total:
        return {"port_gbit_s": _number(total[1], total[2])}
    named = NAMED.search(text)
    return {"port_gbit_s": GENERATIONS[named[1].lower()]} if named else {}


def read_network(text: str) -> Network:
    """The rates in a free-text description of a cluster's links; GB/s are bytes, Gb/s bits."""
    text = ABSENT.sub(" ", text)
    link = LINK.search(text)
    domain = DOMAIN.search(text)
    rest = SLOT.sub(" ", DOMAIN.sub(" ", LINK.sub(" ", text)))
    rest = BYTES.sub(lambda m: f"{float(m[1]) * 8:g}Gb/s", rest)
    pairs = 2 if re.search(r"\bbridges?\b", text.lower()) else None  # a bridge joins two cards
    many = _many(rest)
    rates = {"node_gbit_s": many[1]} if many else _fabric(rest)
    low = text.lower()
    has_link = any(w in low for w in ("nvlink", "nvswitch", "hccs", "infinity fabric", "xgmi", "nvl"))
    return Network(
        link_gb_s=_number(link[2], link[3]) if link else None,
        domain=next((int(g) for g in domain.groups() if g), None) if domain else pairs,
        **rates,
        nics=many[0] if many else None,
        pcie="pcie" in low and not has_link,
        in_network=bool(re.search(r"\bsharp\b", low)),
        host_driven=bool(HOST_DRIVEN.search(low)) and not RDMA.search(low),
        single_node="single node" in low or "single-node" in low,
    )


def asked_network(text: str) -> Network:
    """The same of words that somebody typed: `Unknown` where they say nothing, or a rate that no link has."""
    found = read_network(text)
    if text.strip() and found == Network():
        msg = f'interconnect: no rate in {text!r}; write one such as "{EXAMPLE}", or leave it out for the usual node'
        raise Unknown(msg)
    for name, most in MOST.items():
        rate = getattr(found, name)
        if rate is not None and not 1 <= rate <= most:
            unit = "GB/s" if name == "link_gb_s" else "Gbit/s"
            msg = f"interconnect: {rate:,g} {unit} in {text!r}; a link has from 1 to {most:,g} {unit}"
            raise Unknown(msg)
    return found
