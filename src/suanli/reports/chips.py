"""Chips that documents name: their entries, prices over time, legal timelines; and claims against the rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from suanli import catalog
from suanli.catalog.forms import Chip, Rule
from suanli.errors import SuanliError
from suanli.policy import ClaimCheck
from suanli.reports.shapes import Asked, ChipPart, Price
from suanli.terms import Claim, Cost

__all__ = ["chip_parts", "rules_met"]

SHOWN = 8
COSTED = 3  # chips with a cost: half a second each
PLACE = "CN"


def chip_parts(known: Sequence[Claim], asked: Asked) -> tuple[ChipPart, ...]:
    """The chips named most, with what is known of each on the day asked about."""
    mentions: Counter[str] = Counter()
    for claim in known:
        mentions.update(set(claim.chips))
    prices = _claimed(known)
    found: dict[str, ChipPart] = {}
    for name, count in sorted(mentions.items(), key=lambda m: (-m[1], m[0])):
        if len(found) == SHOWN:
            break
        chip = _leading(name)
        if chip is None or chip.id in found:
            continue
        found[chip.id] = _part(chip, name, count, prices.get(name, ()), asked, costed=len(found) < COSTED)
    return tuple(found.values())


def _leading(name: str) -> Chip | None:
    """The variant of a chip that the rules room takes a name to mean."""
    from suanli.policy.checking import chip_named

    try:
        return chip_named(name)[0]
    except SuanliError:
        return None


def _part(chip: Chip, name: str, mentions: int, claimed: Iterable[Price], asked: Asked, *, costed: bool) -> ChipPart:
    from suanli.policy import check, timeline

    law = verdict = None
    try:
        law = timeline(chip.id, until=max(asked.on, dt.date(2022, 1, 2)), to=PLACE)
        verdict = check(chip.id, on=asked.on, to=PLACE)
    except SuanliError:
        pass
    own = [*_listed(chip, asked.on), *claimed]
    prices = tuple(sorted((p for p in own if p.day <= asked.on), key=lambda p: (p.day, p.usd, p.source, p.claim)))
    money = _cost(chip, asked) if costed else None
    return ChipPart(chip=chip, name=name, mentions=mentions, prices=prices, timeline=law, verdict=verdict, cost=money)


def _cost(chip: Chip, asked: Asked) -> Cost | None:
    """Own or rent on the day; None where no price or power is known."""
    from suanli import cost

    try:
        return cost(chip.id, on=asked.on, seed=asked.seed)
    except SuanliError:
        return None


def _listed(chip: Chip, on: dt.date) -> list[Price]:
    """The catalog's dated prices of a chip's family up to a day."""
    family = {c.id for c in catalog.chips.values() if (c.canonical or c.name) == (chip.canonical or chip.name)}
    found = []
    for row in catalog.prices():
        if row["chip_id"] not in family or not row["usd_per_chip"] or "rent" in str(row["price_type"]):
            continue
        day = _day(str(row["date"]))
        if day and day <= on:
            found.append(
                Price(day=day, usd=float(row["usd_per_chip"]), sort=str(row["price_type"]), source=str(row["source"]))
            )
    return found


def _day(text: str) -> dt.date | None:
    parts = [*text.split("-"), "1", "1"][:3]
    try:
        return dt.date(*(int(p) for p in parts))
    except ValueError:
        return None


def _claimed(known: Sequence[Claim]) -> dict[str, list[Price]]:
    """Unit prices claimed, in dollars of the claim's day, by the chip named."""
    found: dict[str, list[Price]] = defaultdict(list)
    for claim in known:
        if claim.kind != "price" or claim.quantity is None or claim.quantity.measure != "unit_price":
            continue
        period = claim.period if claim.period and claim.period.since else claim.published
        low, high = claim.quantity.low, claim.quantity.high
        value = low if high is None else high if low is None else (low + high) / 2
        if len(claim.chips) != 1 or not period or not period.since or not value:
            continue
        usd = _dollars(value, claim.quantity.unit, period.since)
        if usd and usd < 1e7:
            found[claim.chips[0]].append(Price(day=period.since, usd=usd, sort="claimed", claim=claim.id))
    return found


def _dollars(value: float, currency: str, day: dt.date) -> float | None:
    if currency == "USD":
        return value
    from suanli.catalog.money import convert

    try:
        return float(convert(value, currency=currency, on=day).amount)
    except SuanliError:
        return None


def rules_met(known: Sequence[Claim], chips: Sequence[ChipPart]) -> tuple[tuple[ClaimCheck, ...], tuple[Rule, ...]]:
    """Claims of orders, deliveries and transfers held against the rules of their days; and the rules named."""
    from suanli.policy import check_claims

    deals = [c for c in known if c.chips and c.kind in ("order", "delivery", "transfer")]
    checks = check_claims(deals, to=PLACE)
    named = {r for c in checks for r in (*c.rules, *(n for n, _ in c.explained))}
    for part in chips:
        named |= {x.rule for x in (part.verdict.lines if part.verdict else ()) if x.weight}
        for verdict in part.timeline.verdicts if part.timeline else ():
            named |= {x.rule for x in verdict.lines if x.weight}
    rules = [catalog.rules[r] for r in named if r in catalog.rules]
    return checks, tuple(sorted(rules, key=lambda r: (r.since or dt.date.max, r.id)))
