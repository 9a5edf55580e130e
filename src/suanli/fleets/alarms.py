"""Figures that cannot be right as written: prices, rates, parts, supply, populations, reach."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from suanli.fleets.amounts import amount_of, in_dollars, price_band
from suanli.fleets.belief import LEAST_MONEY, RACK, Reading
from suanli.fleets.clashes import written
from suanli.fleets.scope import display_name, market_of, parties, series_for, settings
from suanli.fleets.stories import Fact
from suanli.fleets.world import World
from suanli.fleets.worth import watts
from suanli.terms import Claim

__all__ = ["alarms", "implied_prices"]

MONTHS = 62  # days: a period this short may be that of a rate
_COUNTED = frozenset({"order", "stock", "delivery"})
MUCH = 1e10  # tokens
SLACK = 1.1  # of a site's megawatts as written


def _record(kind: str, says: str, claims: Sequence[str], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "says": says, "claims": list(claims), **more}


def _people(claim: Claim) -> tuple[str, ...]:
    return tuple(sorted(parties(claim)))


def _who(claim: Claim) -> str:
    return " + ".join(display_name(h) for h in _people(claim)) or "nobody named"


def implied_prices(facts: Sequence[Fact], world: World) -> tuple[dict[str, Any], ...]:
    """Money over chips where one story gives both for the same deal: one observation a story and chip set.

    `price_usd` is the median of the story's pairs; `in_band` compares with the price bands of those chips,
    half and twice the 80 % interval.
    """
    deals: dict[tuple[Any, ...], dict[str, list[Fact]]] = defaultdict(lambda: {"chips": [], "usd": []})
    for fact in facts:
        if _deal(fact):
            deals[fact.story, _people(fact.lead), tuple(sorted(fact.lead.chips))][fact.amount.unit].append(fact)
    seen: dict[tuple[str, tuple[str, ...]], list[tuple[float, list[str]]]] = defaultdict(list)
    for (story, _, chips), sides in sorted(deals.items()):
        for one, other in _deals(sides["chips"], sides["usd"]):
            price = (other.amount.low or other.amount.high or 0.0) / (one.amount.low or one.amount.high or 1.0)
            seen[story, chips].append((price, [*one.claims, *other.claims]))
    return tuple(_observation(key, pairs, world) for key, pairs in sorted(seen.items()))


def _deal(fact: Fact) -> bool:
    """Whether a fact is one side of a deal: chips of more than a machine, or money for more than a few."""
    value = fact.amount.low or fact.amount.high or 0.0
    enough = value > (RACK if fact.amount.unit == "chips" else LEAST_MONEY)
    known = fact.amount.unit in ("chips", "usd") and bool(fact.lead.chips)
    return known and enough and fact.lead.kind in _COUNTED


def _deals(chips: Sequence[Fact], money: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """Each sum with the count told nearest to it in the same document."""
    found = []
    for other in money:
        near = [f for f in chips if set(f.documents) & set(other.documents)]
        if near:
            found.append((min(near, key=lambda f: (abs(f.lead.start - other.lead.start), f.id)), other))
    return found


def _observation(
    key: tuple[str, tuple[str, ...]], pairs: Sequence[tuple[float, list[str]]], world: World
) -> dict[str, Any]:
    story, chips = key
    names, _ = series_for(chips, known=[s.id for s in world.series])
    bands = [price_band(s, s.lots[-1].year) for s in world.series if s.id in names]
    bands += [price_band(s, s.lots[0].year) for s in world.series if s.id in names]
    price = float(np.median([p for p, _ in pairs]))
    slack = settings()["alarm"]["price_band"]
    low, high = min((b[0] for b in bands), default=0.0), max((b[1] for b in bands), default=math.inf)
    return {
        "story": story,
        "chips": list(chips),
        "price_usd": round(price, 2),
        "band_usd": [round(low), round(high)] if bands else None,
        "in_band": low / slack <= price <= high * slack,
        "claims": sorted({c for _, ids in pairs for c in ids}),
    }


def _prices(facts: Sequence[Fact], world: World) -> list[dict[str, Any]]:
    return [
        _record(
            "implied_price",
            f"{p['price_usd']:,.0f} US$ a chip of {'+'.join(p['chips'])}, band {p['band_usd']}",
            p["claims"],
        )
        for p in implied_prices(facts, world)
        if not p["in_band"]
    ]


def _power(facts: Sequence[Fact], world: World) -> list[dict[str, Any]]:
    """Chips at a site that would draw more than the site has: servers at the low end of the constants, no cooling."""
    sites: dict[tuple[Any, ...], dict[str, list[Fact]]] = defaultdict(lambda: {"chips": [], "watts": []})
    for fact in facts:
        if fact.amount.unit in ("chips", "watts") and fact.lead.kind in ("stock", "order"):
            sites[fact.story, _people(fact.lead)][fact.amount.unit].append(fact)
    found = []
    for _, sides in sorted(sites.items()):
        for count, power in _deals(sides["chips"], sides["watts"]):
            names, _ = series_for(count.lead.chip_ids or count.lead.chips, known=[s.id for s in world.series])
            each = min((watts(s.chip) for s in world.series if s.id in names), default=0.0)
            number, most = count.amount.low or 0.0, power.amount.high or math.inf
            need = number * each * settings()["power"]["server_overhead"][0]
            if count.lead.chips and number > RACK and need > most * SLACK:
                says = f"{_who(count.lead)}: {number:.6g} chips draw {need / 1e6:.3g} MW, the site has {most / 1e6:.3g}"
                found.append(_record("power", says, [*count.claims, *power.claims]))
    return found


def _half_digit(value: float) -> float:
    """Relative half of the last significant digit written."""
    text = f"{value:.6e}".split("e")[0].rstrip("0").rstrip(".")
    digits = len(text.replace(".", ""))
    lead = float(text.replace(".", "")[:digits]) or 1.0
    return 0.5 / lead


def _rates(claims: dict[str, Claim]) -> list[dict[str, Any]]:
    """Sums written in two currencies whose ratio no rate of the time gives, roundings allowed for."""
    found = []
    for claim in claims.values():
        amount, quantity = amount_of(claim), claim.quantity
        if amount is None or quantity is None or claim.pair is None or amount.unit not in ("usd", "usd_per_chip"):
            continue
        own = quantity.low or quantity.high or 0.0
        other, currency = claim.pair
        day = claim.published.since if claim.published else None
        rate = in_dollars(currency, day)
        mine = amount.low or amount.high
        if not rate or not other or not mine:
            continue
        off = abs(math.log(other * rate / mine))
        if off > settings()["alarm"]["fx_band"] + _half_digit(own) + _half_digit(other):
            both = f"{own:.6g} {quantity.unit} and {other:.6g} {currency}"
            says = f"{both} are {math.expm1(off):.0%} apart at the day's rate"
            found.append(_record("implied_fx", says, [claim.id]))
    return found


def _parts(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """A part told larger than its whole: a month's tokens against all ever, a share over 100 %."""
    found = []
    tokens = [f for f in facts if f.amount.unit == "tokens" and f.lead.kind == "usage"]
    for part in tokens:
        for whole in (w for w in tokens if _part_of(part, w)):
            low, total = part.amount.low or 0.0, whole.amount.high or whole.amount.low or 0.0
            if low > total:
                says = f"{_who(part.lead)}: {low:.3g} tokens in a month, {total:.3g} in all; a rate was lost"
                found.append(_record("part_exceeds_whole", says, [*part.claims, *whole.claims]))
    shares = [f for f in facts if f.amount.unit == "part" and f.lead.role == "share" and (f.amount.low or 0) > 1]
    found += [_record("part_exceeds_whole", f"{_who(f.lead)}: a share of {f.amount.low:.0%}", f.claims) for f in shares]
    return found


def _part_of(part: Fact, whole: Fact) -> bool:
    """A short stretch's tokens and those of all time, of the same people in one document."""
    same = set(_people(part.lead)) & set(_people(whole.lead)) and set(part.documents) & set(whole.documents)
    return part is not whole and bool(same) and _short(part.lead) and not _short(whole.lead)


def _short(claim: Claim) -> bool:
    period = claim.period
    return bool(period and period.since and period.until and (period.until - period.since).days <= MONTHS)


def _lost_rates(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Tokens without a time: per day, most often."""
    lost = [f for f in facts if f.amount.unit == "tokens" and f.lead.kind == "usage" and _short(f.lead)]
    found = []
    for fact in lost:
        value = fact.amount.low or fact.amount.high or 0.0
        if value >= MUCH:
            says = f"{_who(fact.lead)}: {value:.3g} tokens without a time; a day's, most often"
            found.append(_record("rate_lost", says, fact.claims))
    return found


def _supply(readings: Sequence[Reading], facts: dict[str, Fact], world: World) -> list[dict[str, Any]]:
    """Chips held or delivered beyond, or near, all that the market had by then (prior medians)."""
    found = []
    limit = settings()["alarm"]["near_supply"]
    units, money = np.exp(world.log_supply), np.exp(world.log_supply) * np.exp(world.log_price)
    for one in readings:
        if one.status not in ("held", "delivered") or one.measure not in ("chips", "usd"):
            continue
        if not facts[one.fact].lead.chips:
            continue
        supply = _market(one, world, money if one.measure == "usd" else units)
        ratio = one.claimed / supply if supply > 0 else 0.0
        if ratio >= limit:
            word = "more than" if ratio > 1 else "near"
            market = "China's" if all(_in_china(h) for h in one.holders) else "the world's"
            what = f"{_amount(one)} of {'+'.join(one.series)} {one.status} {_days(one)}"
            who = " + ".join(map(display_name, one.holders))
            says = f"{who}: {what} is {word} {market} whole supply of those days ({ratio:.2f} of it)"
            found.append(
                _record("supply", says, facts[one.fact].claims, ratio=round(ratio, 3), proposed=_proposed(one))
            )
    return found


def _amount(reading: Reading) -> str:
    return f"US$ {written(reading.claimed)}" if reading.measure == "usd" else f"{written(reading.claimed)} chips"


def _days(reading: Reading) -> str:
    """The days whose supply a reading is held against: all up to one for a stock, its own for a delivery."""
    return f"by {reading.since}" if reading.status == "held" else f"{reading.since} to {reading.until}"


def _proposed(reading: Reading) -> str:
    if reading.measure == "usd":
        return "cumulative spending on all chips, or orders that were not all delivered"
    return "orders that were not all delivered, or chips of more kinds"


def _in_china(holder: str) -> bool:
    return holder == "china" or (holder != "all" and market_of(holder) == "CN")


def _market(one: Reading, world: World, amount: Any) -> float:
    """What the holders' market had of a reading's chips in its days, at prior medians (`amount` by group)."""
    best: dict[int, float] = {}
    for column, weight in one.columns.items():
        group = column - world.cells if column >= world.cells else int(world.cell_group[column])
        best[group] = max(best.get(group, 0.0), weight)
    return float(sum(float(amount[g]) * w for g, w in best.items()))


def _same_number(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """One figure for one holder and different chips: easily taken for one report."""
    found = []
    buckets: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        large = (fact.amount.low or fact.amount.high or 0) > RACK
        if large and fact.amount.unit == "chips" and fact.lead.chips and fact.lead.kind in _COUNTED:
            value = fact.amount.low or fact.amount.high or 1.0
            buckets[_people(fact.lead), round(math.log(value), 2)].append(fact)
    for (_, _), group in sorted(buckets.items(), key=lambda b: str(b[0])):
        for at, one in enumerate(group):
            for other in group[at + 1 :]:
                if set(one.lead.chips) != set(other.lead.chips):
                    sets = f"{'+'.join(one.lead.chips)} and of {'+'.join(other.lead.chips)}"
                    value = one.amount.low or one.amount.high or 0.0
                    says = f"{_who(one.lead)}: {value:.6g} of {sets}; different populations, kept apart"
                    found.append(_record("same_number", says, [*one.claims, *other.claims]))
    return found


def _reach(posterior: Any, readings: Sequence[Reading], facts: dict[str, Fact]) -> list[dict[str, Any]]:
    """Tokens a second that the fleet could hardly serve."""
    found = []
    for at, one in enumerate(readings):
        if one.measure != "tokens_per_s":
            continue
        reach = float(np.percentile(posterior.g[at], 95))
        if one.low - 1.64 * settings()["tokens"]["spread"] > reach:
            most = f"the fleet serves {math.exp(reach):.3g} at most"
            says = f"{display_name(one.holders[0])}: {one.claimed:.3g} tokens/s, {most}"
            found.append(_record("reach", says, facts[one.fact].claims))
    return found


def alarms(
    posterior: Any, readings: Sequence[Reading], facts: Sequence[Fact], claims: dict[str, Claim]
) -> tuple[dict[str, Any], ...]:
    """All alarms: kind, what is wrong in one line, and the claims concerned.

    `power` (chips that draw more than their site has), `implied_price`, `implied_fx`, `part_exceeds_whole`,
    `rate_lost`, `supply` (more than, or near, all there was), `same_number` (one figure for different chips),
    `reach` (more tokens than the fleet can serve).
    """
    world, table = posterior.world, {f.id: f for f in facts}
    found = [
        *_prices(facts, world),
        *_power(facts, world),
        *_rates(claims),
        *_parts(facts),
        *_lost_rates(facts),
        *_supply(readings, table, world),
        *_same_number(facts),
        *_reach(posterior, readings, table),
    ]
    return tuple(sorted(found, key=lambda r: (r["kind"], r["says"])))
