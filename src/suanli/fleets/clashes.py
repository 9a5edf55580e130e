"""Where claims contradict each other, or only seem to, and how they were weighed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from suanli.fleets.belief import Reading
from suanli.fleets.scope import display_name
from suanli.fleets.stories import Fact

__all__ = ["clashes", "weights"]

APART = 1.64  # spreads between two plateaus: five of a hundred honest pairs are further apart
LOOSE = frozenset({"planned", "ordered"})
BEYOND = math.log(2)
BROADER = math.log(1.3)


def weights(posterior: Any, readings: Sequence[Reading]) -> dict[str, float]:
    """For every fact, the part of its full weight that it kept (1: all, 0: overruled or set aside by a denial).

    Its pull over the draws, over what it would be were the fact right.
    """
    if not readings:
        return {}
    part = posterior.readings.kept(posterior.g)
    found: dict[str, float] = {}
    for at, one in enumerate(readings):
        kept = min(float(part[at]), 1.0)
        found[one.fact] = round(min(found.get(one.fact, 1.0), kept), 3)
    return found


def _gap(one: Reading, other: Reading) -> float:
    """Distance of two plateaus in spreads; 0 where they touch, an open side reaching to infinity."""
    if one.low > other.high and (other.bound == "at_least" or one.bound == "at_most"):
        return 0.0
    if other.low > one.high and (one.bound == "at_least" or other.bound == "at_most"):
        return 0.0
    if one.low > other.high:
        return (one.low - other.high) / math.hypot(one.s_low, other.s_high)
    if other.low > one.high:
        return (other.low - one.high) / math.hypot(other.s_low, one.s_high)
    return 0.0


def _apart(one: Reading, other: Reading) -> bool:
    """Further apart than honest spreads allow; orders against deliveries: twice as much as written."""
    if (one.status in LOOSE) != (other.status in LOOSE):
        return abs(math.log(one.claimed / other.claimed)) > BEYOND
    return _gap(one, other) >= APART


def written(value: float) -> str:
    """A figure as people write it, four digits of it: 32,770; 31.13; 1.5e+12 only from a million million."""
    if not 0.1 <= abs(value) < 1e12:
        return f"{value:.4g}"
    return f"{float(f'{value:.4g}'):,.12g}"


def _said(reading: Reading) -> str:
    who = " + ".join(display_name(h) for h in reading.holders)
    what = "+".join(reading.series) if len(reading.series) <= 3 else "chips of any kind"
    unit = {"usd": "US$", "watts": "W", "equivalents": "H100e", "tokens_per_s": "tokens/s"}.get(reading.measure, "")
    days = f"{reading.since}" if reading.status == "held" else f"{reading.since} to {reading.until}"
    return f"{who}: {written(reading.claimed)} {unit} {what} {reading.status} {days}".replace("  ", " ")


def _record(kind: str, says: str, facts: Sequence[Fact], kept: dict[str, float], **more: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "says": says,
        "claims": [c for f in facts for c in f.claims],
        "weights": [kept.get(f.id, 0.0) for f in facts],
        **more,
    }


def _verdict(one: Reading, other: Reading, kept: dict[str, float]) -> tuple[str, str]:
    """(kind, how it was weighed) of two readings that lie apart."""
    if (one.status in LOOSE) != (other.status in LOOSE):
        return "status_apart", "ordered or planned is not delivered or held; both stand"
    if set(one.series) != set(other.series):
        return "scope_apart", "different chips are counted; both stand"
    weak = min((one, other), key=lambda r: kept.get(r.fact, 1.0))
    return "conflict", f"both kept as readings, the second weight is lower for {_said(weak)}"


def _comparable(one: Reading, other: Reading) -> bool:
    """Same people, same unit, chips in common, days in common (or within a year for stocks)."""
    if one.fact == other.fact or one.measure != other.measure or set(one.holders) != set(other.holders):
        return False
    if not set(one.series) & set(other.series) or one.ceiling != other.ceiling:
        return False
    if set(one.series) < set(other.series) and one.high < other.low and one.status == other.status:
        return False  # a part may be smaller than the whole
    if set(other.series) < set(one.series) and other.high < one.low and one.status == other.status:
        return False
    near = abs((one.since - other.since).days) <= 366
    return near or (one.since < other.until and other.since < one.until)


def _pairs(readings: Sequence[Reading], facts: dict[str, Fact], kept: dict[str, float]) -> list[dict[str, Any]]:
    buckets: dict[tuple[Any, ...], list[Reading]] = defaultdict(list)
    for reading in readings:
        buckets[tuple(sorted(reading.holders)), reading.measure].append(reading)
    found = []
    for bucket in buckets.values():
        for at, one in enumerate(bucket):
            for other in bucket[at + 1 : at + 200]:
                if not _comparable(one, other) or not _apart(one, other):
                    continue
                kind, weighed = _verdict(one, other, kept)
                two = [facts[one.fact], facts[other.fact]]
                found.append(_record(kind, f"{_said(one)}; {_said(other)}", two, kept, weighed=weighed))
    return found


def _outliers(
    posterior: Any, readings: Sequence[Reading], facts: dict[str, Fact], kept: dict[str, float]
) -> list[dict[str, Any]]:
    """Readings that the rest of the evidence, prior supply among it, overrules."""
    found = []
    middles = np.median(posterior.g, axis=1)
    for at, one in enumerate(readings):
        middle = float(middles[at])
        out = (one.low - middle) / one.s_low if middle < one.low else (middle - one.high) / one.s_high
        if (middle > one.high and one.bound == "at_least") or (middle < one.low and one.bound == "at_most"):
            continue
        broad = one.measure == "chips" and not facts[one.fact].lead.chips and middle < one.low - BROADER
        if (out < APART and not broad) or one.status in LOOSE:
            continue
        says = f"{_said(one)}; the rest of the evidence says about {written(math.exp(middle))}"
        kind = "definition_apart" if broad else "overruled"
        weighed = (
            "no chip is named: it may count cards that the model does not"
            if broad
            else "one vote against supply and other claims"
        )
        found.append(_record(kind, says, [facts[one.fact]], kept, weighed=weighed))
    return found


def clashes(posterior: Any, readings: Sequence[Reading], facts: Sequence[Fact]) -> tuple[dict[str, Any], ...]:
    """Contradictions: kind, what each side says, claims of both, the weight each kept and how it was weighed.

    `conflict` (same thing, other number), `status_apart`, `scope_apart` and `definition_apart` (no conflict,
    and why), `overruled` (against supply and the rest), `drift` (retellings of one report differ), `denied`.
    """
    table = {f.id: f for f in facts}
    kept = weights(posterior, readings)
    found = _pairs(readings, table, kept) + _outliers(posterior, readings, table, kept)
    for fact in facts:
        if fact.drift:
            told = ", ".join(f"{v:.6g}" for v in sorted({v for _, v in fact.drift}))
            lead = fact.amount.low or fact.amount.high or 0.0
            says = f"{fact.lead.evidence.text[:60]!r} is retold as {told} instead of {lead:.6g} {fact.amount.unit}"
            weighed = "one story: the original's figure counts, the others are kept as drift"
            found.append(_record("drift", says, [fact], kept, weighed=weighed, against=[c for c, _ in fact.drift]))
        if fact.denied_by and (fact.id in kept or fact.lead.kind == "transfer"):
            says = f"{fact.lead.evidence.text[:60]!r} is denied by {', '.join(fact.denied_by)}"
            weighed = f"kept as a reading; with probability {fact.doubt:.2f} it says nothing"
            found.append(_record("denied", says, [fact], kept, weighed=weighed, doubt=fact.doubt))
    return tuple(sorted(found, key=lambda r: (r["kind"], r["says"])))
