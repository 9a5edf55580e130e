"""`extract`: a document's claims, each with its exact words, and what was read and not used."""

from __future__ import annotations

from bisect import bisect_left

from suanli.claims.binding import BUYER_KINDS, Roles, chips_of, parties_of
from suanli.claims.kinds import Choice, choose
from suanli.claims.quantities import Amount
from suanli.claims.scene import ChipMention, Line, Scene, scene_of
from suanli.claims.stances import Voice, voice_of
from suanli.terms import Claim, Document, Extraction, Leftover, Period, Quantity, content_id

__all__ = ["extract"]

EXTRACTOR = "grammar-1"


def extract(document: Document) -> Extraction:
    """All claims of a document in order of their place, and leftovers: quantities read and not used, with why."""
    scene = scene_of(document)
    claims: list[Claim] = []
    left: list[Leftover] = []
    for line in scene.lines:
        for amount in line.amounts:
            choice = choose(scene, line, amount)
            if choice.reason or not choice.kind:
                left.append(_leftover(document, amount, choice.reason or "no cue says what it is"))
                continue
            claims += _claims(scene, line, amount, choice)
    claims.sort(key=lambda c: (c.start, c.id))
    return Extraction(doc_id=document.id, claims=tuple(claims), leftovers=tuple(left))


def _leftover(document: Document, amount: Amount, reason: str) -> Leftover:
    return Leftover(
        doc_id=document.id,
        evidence=document.quote(amount.start, amount.end),
        reason=reason,
        measure=amount.family,
        low=amount.low,
        high=amount.high,
        unit=amount.unit,
    )


def _claims(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[Claim]:
    roles = parties_of(scene, line, amount, choice)
    chips = chips_of(scene, line, amount, choice)
    voice = voice_of(scene, line, amount.start, amount.end, choice.kind)
    return [_claim(scene, line, amount, choice, roles, chips, voice)]


def _quantity(amount: Amount, choice: Choice) -> Quantity:
    low: float | None = amount.low
    high: float | None = amount.high
    if amount.bound == "at_least" and amount.form not in {"vague"} and low == high:
        high = None
    if amount.bound == "at_most" and low == high:
        low = None
    measure, unit = _measure(amount, choice)
    return Quantity(measure=measure, low=low, high=high, unit=unit, bound=amount.bound,
                    alternatives=tuple((a, b, unit, why) for a, b, why in amount.alternatives))  # fmt: skip


_MEASURES = {"people": ("customers", "people"), "companies": ("customers", "companies"), "staff": ("headcount", "people"),
             "ratio": ("other", "ratio"), "gpu_hours": ("other", "GPU-hours"), "process": ("other", "nm"),
             "interactions": ("other", "interactions"), "datacenters": ("other", "datacenters"),
             "designs": ("other", "designs")}  # fmt: skip


def _measure(amount: Amount, choice: Choice) -> tuple[str, str]:
    if amount.family == "money":
        if choice.kind in {"price", "price_change"}:
            if choice.rate == "hour":
                return "rental_price_per_hour", amount.unit
            return "unit_price", f"{amount.unit}/month" if choice.rate == "month" else amount.unit
        return "money", amount.unit
    if amount.family == "tokens":
        return "tokens", f"tokens/{choice.rate}" if choice.rate in {"day", "minute", "second"} else "tokens"
    return _MEASURES.get(amount.family, (amount.family, amount.unit))


def _period(scene: Scene, line: Line, amount: Amount) -> Period | None:
    periods = scene.document.periods
    starts = [p.start for p in periods]
    first, last = bisect_left(starts, line.start), bisect_left(starts, line.end)
    best, found = 1e9, None
    for period in periods[first:last]:
        gap = max(period.start - amount.end, amount.start - period.end, 0)
        gap += 30 * scene.breaks_between(line, period.start, amount.start)
        if gap < best:
            best, found = gap, period
    return found


_STATUS = {"order": "ordered", "delivery": "delivered", "stock": "held", "transfer": "sold"}


def _status(choice: Choice, voice: Voice) -> str:
    if voice.stance == "planned":
        return "planned"
    if choice.rate == "hour" or (choice.kind == "transfer" and choice.cues.get("rent", 0) > 0.4):
        return "rented"
    return _STATUS.get(choice.kind, "n/a")


def _names(mentions: list) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.party.name for m in mentions))


def _claim(  # noqa: PLR0913, PLR0917 - the six answers about one quantity
    scene: Scene, line: Line, amount: Amount, choice: Choice, roles: Roles, chips: list[ChipMention], voice: Voice
) -> Claim:
    document = scene.document
    quantity = _quantity(amount, choice)
    actors, others = _names(roles.actors), _names(roles.others)
    names = tuple(dict.fromkeys(c.chip.name for c in chips))
    vendors = tuple(dict.fromkeys(c.chip.vendor for c in chips if c.chip.vendor))
    if choice.kind in {"spec", "price", "price_change", "supply", "delivery", "revenue"} and not actors and vendors:
        actors = vendors
    if choice.kind in BUYER_KINDS - {"capex", "usage"} and vendors:
        actors = tuple(a for a in actors if a not in vendors or len(actors) == 1)
        others = vendors
    return Claim(
        id=content_id("c", document.id, amount.start, amount.end, choice.kind, *actors),
        doc_id=document.id,
        kind=choice.kind,
        actors=actors,
        counterparties=tuple(o for o in others if o not in actors) if choice.kind != "usage" else (),
        chips=names,
        quantity=quantity,
        period=_period(scene, line, amount),
        status=_status(choice, voice),
        stance=voice.stance,
        polarity="negative" if voice.stance == "denied" else "positive",
        attribution=voice.sources,
        evidence=document.quote(amount.start, amount.end),
        start=amount.start,
        end=amount.end,
        sentence=line.index,
        actor_ids=tuple(dict.fromkeys(m.party.id for m in roles.actors)),
        chip_ids=tuple(dict.fromkeys(c.chip.id for c in chips)),
        hedge=voice.hedge,
        published=document.published,
        outlet=document.outlet,
        language=document.language,
        extractor=EXTRACTOR,
    )
