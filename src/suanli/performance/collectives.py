"""Time of a collective by tier: inside the scale-up domain, and between nodes over each chip's share of the NICs.

t = (a^h + x^h)^(1/h) with latency a, transfer x = bytes on the wire / rate, h about 0.6: the ramp between NCCL's
protocols that a sum of both misses by 10 to 20 % (fitted on aiconfigurator's NCCL tables at 4 to 8 %).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suanli.performance.dials import Dials
from suanli.performance.machine import Array, Machine

__all__ = ["all_gather", "all_reduce", "all_to_all", "joined", "point_to_point", "split_group"]


RING_INSIDE = 0.35  # time of a ring's hop inside a domain over that between nodes


def joined(latency: Any, transfer: Any, ramp: Any) -> Array:
    """(latency^h + transfer^h)^(1/h), and 0 where nothing is transferred."""
    whole = (np.maximum(latency, 1e-12) ** ramp + np.maximum(transfer, 1e-15) ** ramp) ** (1 / ramp)
    return np.asarray(np.where(np.asarray(transfer) > 0, whole, 0.0))


def split_group(size: Any, stride: Any, machine: Machine) -> tuple[Array, Array]:
    """(members inside a domain, domains) of a group of `size` chips that stand `stride` apart."""
    room = np.maximum(np.floor(machine.domain / np.maximum(stride, 1.0)), 1.0)
    inside = np.maximum(np.minimum(size, room), 1.0)
    return np.asarray(inside), np.asarray(np.maximum(np.ceil(size / inside), 1.0))


def _inside(size: Any, members: Any, machine: Machine, dials: Dials) -> Array:
    """Seconds of an all-gather (or reduce-scatter) of `size` bytes among `members` chips of one domain."""
    wire = size * (members - 1.0) / members / (machine.link_rate * dials.link)
    return joined(dials.link_latency / 2, wire, dials.ramp)


def _between(size: Any, inside: Any, domains: Any, machine: Machine, dials: Dials) -> Array:
    """Seconds of an all-gather of `size` bytes among `domains` nodes of `inside` members, each on its own rail.

    Gathers and scatters only come as rings: each byte passes every member, so that hops add up with their number,
    `ring_hop` between nodes and 0.35 of it inside one (NCCL, src/graph/tuning.cc: 9.6 and 3.4 microseconds).
    """
    wire = size / inside * (domains - 1.0) / domains / (machine.nic_rate * dials.nic)
    hops = (domains - 1.0) + RING_INSIDE * (inside - 1.0) * domains
    return joined(dials.nic_latency, wire, dials.ramp) + np.where(wire > 0, dials.ring_hop * hops, 0.0)


def all_gather(size: Any, members: Any, stride: Any, machine: Machine, dials: Dials) -> Array:
    """Seconds of an all-gather, or a reduce-scatter, whose full tensor has `size` bytes; 0 for one member.

    Every chip of a domain gathers its own rail between nodes while the domain shares the rails.
    """
    inside, domains = split_group(members, stride, machine)
    near, far = _inside(size, inside, machine, dials), _between(size, inside, domains, machine, dials)
    return np.asarray(np.maximum(near, far))


def all_reduce(
    size: Any, members: Any, stride: Any, machine: Machine, dials: Dials, *, in_network: bool = False
) -> Array:
    """Seconds of an all-reduce of `size` bytes: reduce-scatter and all-gather, at each tier.

    `in_network` (SHARP, NVLS) sends each byte once instead of twice.
    """
    once = all_gather(size, members, stride, machine, dials)
    return once if in_network else 2.0 * once


def all_to_all(
    size: Any, members: Any, stride: Any, machine: Machine, dials: Dials, *, copies: Any = 1.0, once: Any = 0.0
) -> Array:
    """Seconds of an all-to-all in which each chip sends `size` bytes in all, spread evenly over the group.

    `size` holds `copies` of every token. Where `once` is 1, a token goes to a node once however many of its experts
    live there, and is copied on over the link while the next arrives: of D nodes it then meets
    (D-1)(1-(1-1/D)^copies) others. Over the link, too, it goes to a chip once.
    """
    inside, domains = split_group(members, stride, machine)
    away = size * (members - inside) / members
    met = (domains - 1.0) * (1.0 - (1.0 - 1.0 / domains) ** copies) / copies
    far_bytes = np.where(np.asarray(once) > 0, np.minimum(size * met, away), away)
    near_bytes = size * (inside - 1.0) / members + np.where(np.asarray(once) > 0, away - far_bytes, 0.0)
    chips = members * (1.0 - (1.0 - 1.0 / np.maximum(members, 1.0)) ** copies) / copies
    near_bytes = near_bytes * np.where(np.asarray(once) > 0, np.minimum(chips, 1.0), 1.0)
    near = near_bytes / (machine.link_rate * dials.link)
    far = far_bytes / (machine.nic_rate * dials.nic)
    latency = dials.nic_latency * np.maximum(np.log2(domains), 1.0)
    inner, outer = joined(dials.link_latency, near, dials.ramp), joined(latency, far, dials.ramp)
    return np.asarray(np.where(np.asarray(once) > 0, np.maximum(inner, outer), inner + outer))


def point_to_point(size: Any, stride: Any, machine: Machine, dials: Dials) -> Array:
    """Seconds to send `size` bytes to a chip `stride` away: over the link inside a domain, else over the NIC."""
    near = joined(dials.link_latency / 2, size / (machine.link_rate * dials.link), dials.ramp)
    far = joined(dials.nic_latency, size / (machine.nic_rate * dials.nic), dials.ramp)
    return np.asarray(np.where(stride < machine.domain, near, far))
