"""`extract`: a document's claims, each with its exact words, and what was read and not used."""

from __future__ import annotations

from suanli.claims.about import subject
from suanli.claims.asides import asides
from suanli.claims.bases import bases
from suanli.claims.casting import Parties, cast
from suanli.claims.checks import flags_of, implied_rate
from suanli.claims.covered import covered
from suanli.claims.drafting import Draft, drafts_of
from suanli.claims.folding import trimmed
from suanli.claims.heard import acquaint
from suanli.claims.kinds import Choice
from suanli.claims.levels import levelled
from suanli.claims.makers import of_another_maker
from suanli.claims.once import once_in_text
from suanli.claims.periods import periods_of
from suanli.claims.quantities import Amount
from suanli.claims.rates import LET
from suanli.claims.relations import converts, implied_prices, told_as
from suanli.claims.repricing import moved
from suanli.claims.scene import Scene, scene_of
from suanli.claims.silent import silent_claims
from suanli.claims.stacked import stacked
from suanli.claims.stances import Voice
from suanli.claims.summing import summed_up
from suanli.claims.sureness import sureness
from suanli.claims.verdicts import of_one_to_come, voiced
from suanli.terms import Claim, Document, Extraction, Leftover, Period, Quantity, content_id

__all__ = ["extract"]

EXTRACTOR = "grammar-1"


def extract(document: Document, *, llm: str = "", model: str = "default") -> Extraction:
    """All claims of a document in order of their place, and leftovers: quantities read and not used, with why.

    `llm`, the address of an OpenAI-compatible server, has `model` propose claims for sentences with leftovers;
    a proposal counts only if its words, number and names check out against the text.
    """
    scene = scene_of(document)
    drafts, left = drafts_of(scene)
    drafts = levelled(scene, harmonised(summed_up(multiplied(drafts))))
    moved(scene, drafts)
    drafts = [d for d in drafts if not _rounded_ahead(scene, d, drafts)]
    subject(scene, drafts)
    of_another_maker(scene, drafts)
    stacked(scene, drafts)
    covered(scene, drafts)
    drafts += implied_prices(scene, drafts)
    beside, left = asides(scene, drafts, left)
    drafts += beside
    acquaint(drafts)
    for index, draft in enumerate(drafts):
        before = drafts[index - 1] if index else None
        alike = before is not None and (
            (draft.mode == "each" and draft.amount is before.amount)
            or told_as(scene, draft, before)
            or converts(scene, draft, before)
        )
        draft.voice = before.voice if before is not None and alike else voiced(scene, draft)
        if before is not None and of_one_to_come(draft, before):
            draft.voice = before.voice
    periods = periods_of(scene, drafts)
    bases(scene, drafts, periods)
    told = zip(drafts, cast(scene, drafts), periods, flags_of(scene, drafts), strict=True)
    claims = [claim_of(scene, d, parties, period, flags) for d, parties, period, flags in told]
    claims += silent_claims(scene)
    claims.sort(key=lambda c: (c.start, c.id))
    leftovers = tuple(_leftover(document, amount, reason) for amount, reason in left)
    found = Extraction(doc_id=document.id, claims=tuple(claims), leftovers=leftovers)
    if not llm:
        return found
    from suanli.claims.asking import ask_model

    return ask_model(document, found, llm=llm, model=model)


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


def multiplied(drafts: list[Draft]) -> list[Draft]:
    """A sum that is a count times a unit price told before has the count's kind and parties, as a calculation."""
    if not any(d.choice.kind == "price" for d in drafts):
        return drafts
    for index, draft in enumerate(drafts):
        amount = draft.amount
        if amount.family != "money" or draft.choice.rate == "hour":
            continue
        loose = draft.guessed or draft.choice.kind in {"capex", "revenue", "price", "delivery"}
        sold = draft.choice.kind == "revenue" and draft.choice.cues.get("revenue", 0.0) > 0.6
        loose = loose and not sold  # a quarter's revenue that happens to be a count times a price
        near = drafts[max(index - 30, 0) : index + 30] if loose else []
        counts = [
            d
            for d in near
            if d.amount.family == "chips" and d.amount.low >= 1000 and d.choice.kind in {"order", "stock"}
        ]
        prices = [p for d in near if d.choice.kind == "price" for p in (d.amount.low, d.amount.high)]
        for count in counts:
            if abs(count.line.index - draft.line.index) > 4 or _of_others(draft, count):
                continue
            values = {count.amount.low, count.amount.high}
            if count.amount.low < amount.low and any(
                abs(v * p / amount.low - 1) < 0.06 for v in values for p in prices
            ):
                draft.choice.kind, draft.actors, draft.others = "order", count.actors, count.others
                draft.chips = count.chips
                draft.voice.stance = "estimated"
                break
    return drafts


def _rounded_ahead(scene: Scene, draft: Draft, drafts: list[Draft]) -> bool:
    """Whether a headline only rounds a figure that the text gives in full: `over 12 billion`, then `12.19 billion`."""
    amount, line = draft.amount, draft.line
    if line.index > HEAD or amount.bound not in {"at_least", "about"} or amount.family not in {"money", "chips"}:
        return False
    if scene.text[line.start : line.end].rstrip(" \n\"')»”」")[-1:] in {".", "。", ":", ","}:
        return False
    low, high = (1.0, 1.1) if amount.bound == "at_least" else (0.95, 1.05)
    return any(
        other.line.index > line.index
        and other.amount.unit == amount.unit
        and other.amount.low != amount.low
        and low <= other.amount.low / amount.low <= high
        for other in drafts
        if amount.low
    )


HEAD = 3  # the last sentence that may be a headline, menus and outlets standing before it


def _of_others(draft: Draft, count: Draft) -> bool:
    """Whether a sum and a count have parties of their own that differ: one firm's spending, another's chips."""
    firms = {m.party.id for m in draft.actors}
    return bool(firms) and not draft.guessed and firms.isdisjoint(m.party.id for m in count.actors)


def harmonised(drafts: list[Draft]) -> list[Draft]:  # noqa: C901 - one question after another
    """Repeats of one figure brought together: the poorer telling takes what the fuller one knows."""
    best: dict[tuple[float, float, str], Draft] = {}
    for draft in drafts:
        key = (draft.amount.low, draft.amount.high, draft.amount.unit)
        other = best.get(key)
        if draft.amount.family == "percent" or draft.amount.low < 100:
            continue
        if other is None or _fullness(draft) > _fullness(other):
            best[key] = draft
    for draft in drafts:
        full = best.get((draft.amount.low, draft.amount.high, draft.amount.unit))
        if full is None or full is draft or draft.mode == "each":
            continue
        if draft.amount.family == "tokens":
            draft.choice.rate = full.choice.rate
        names = [{c.chip.name for c in d.chips} for d in (draft, full)]
        if names[0] and names[0] != names[1]:
            continue
        if full.choice.kind != draft.choice.kind and draft.choice.score < 0.3 < full.choice.score:
            draft.choice.kind = full.choice.kind
        counted = draft.amount.family == "chips" and draft.amount.noun in {"piece", "loose", "elided"}
        if not draft.chips and full.choice.kind == draft.choice.kind and counted:
            draft.chips = full.chips
        if draft.guessed and full.choice.kind == draft.choice.kind:
            draft.actors, draft.others = full.actors, full.others
    return drafts


def _fullness(draft: Draft) -> float:
    return (
        draft.choice.score
        + 0.3 * bool(draft.chips)
        + 0.4 * (bool(draft.actors) and not draft.guessed)
        + 0.3 * bool(draft.choice.rate)
    )


def _quantity(amount: Amount, choice: Choice) -> Quantity:
    low: float | None = amount.low
    high: float | None = amount.high
    if amount.bound == "at_least" and amount.form != "vague" and low == high:
        high = None
    if amount.bound == "at_most" and low == high:
        low = None
    measure, unit = _measure(amount, choice)
    return Quantity(measure=measure, low=low, high=high, unit=unit, bound=amount.bound,
                    alternatives=tuple((a, b, unit, why) for a, b, why in amount.alternatives))  # fmt: skip


_MEASURES = {
    "people": ("customers", "people"),
    "companies": ("customers", "companies"),
    "staff": ("headcount", "people"),
    "count": ("other", "count"),
    "date": ("other", "date"),
    "ratio": ("other", "ratio"),
    "gpu_hours": ("other", "GPU-hours"),
    "process": ("other", "nm"),
    "interactions": ("other", "interactions"),
    "datacenters": ("other", "datacenters"),
    "designs": ("other", "designs"),
    "models": ("other", "designs"),
}


def _measure(amount: Amount, choice: Choice) -> tuple[str, str]:
    if amount.family == "money":
        if choice.kind in {"price", "price_change"}:
            if choice.rate == "hour":
                return "rental_price_per_hour", amount.unit
            return "unit_price", f"{amount.unit}/{choice.rate}" if choice.rate in LET else amount.unit
        return "money", amount.unit
    if amount.family == "tokens":
        return "tokens", f"tokens/{choice.rate}" if choice.rate in {"day", "minute", "second"} else "tokens"
    return _MEASURES.get(amount.family, (amount.family, amount.unit))


_STATUS = {"order": "ordered", "delivery": "delivered", "stock": "held", "transfer": "sold"}


def _status(choice: Choice, voice: Voice) -> str:
    if voice.stance == "planned":
        return "planned"
    if choice.rate == "hour" or (choice.kind == "transfer" and choice.cues.get("rent", 0) > 0.4):
        return "rented"
    return _STATUS.get(choice.kind, "n/a")


@once_in_text
def _ids(scene: Scene) -> dict[str, str]:
    """The ids of all parties named in a text, by name."""
    return {m.party.name: m.party.id for x in scene.lines for m in x.companies}


def claim_of(scene: Scene, draft: Draft, parties: Parties, period: Period | None, flags: tuple[str, ...]) -> Claim:
    """The claim that a draft has become, with how sure it is."""
    document, amount, choice, voice = scene.document, draft.amount, draft.choice, draft.voice
    actors, others = parties
    chips = tuple(dict.fromkeys([c.chip.name for c in draft.chips]))
    known, own = _ids(scene), {m.party.name: m.party.id for m in (*draft.actors, *draft.others)}
    start, end = trimmed(scene.text, amount.start, amount.end)
    confidence, unsure = sureness(scene, draft, actors, flags)
    return Claim(
        id=content_id("c", document.id, start, end, choice.kind, *actors),
        doc_id=document.id,
        kind=choice.kind,
        actors=actors,
        counterparties=others,
        chips=chips,
        quantity=_quantity(amount, choice),
        period=period,
        status=_status(choice, voice),
        stance=voice.stance,
        polarity="negative" if voice.stance == "denied" else "positive",
        attribution=voice.sources,
        evidence=document.quote(start, end),
        start=start,
        end=end,
        sentence=draft.line.index,
        actor_ids=tuple([own[a] if a in own else known[a] for a in actors if a in own or a in known]),
        counterparty_ids=tuple([own[a] if a in own else known[a] for a in others if a in own or a in known]),
        chip_ids=tuple(dict.fromkeys([c.chip.id for c in draft.chips if c.chip.id])),
        actor_mode="each" if draft.mode == "each" else ("joint" if len(actors) > 1 else "single"),
        chip_mode="mix" if len(chips) > 1 else ("single" if chips else "unspecified"),
        hedge=voice.hedge,
        pair=draft.pair,
        implied_fx=implied_rate(draft),
        flags=flags,
        published=document.published,
        outlet=document.outlet,
        language=document.language,
        confidence=confidence,
        unsure=unsure,
        extractor=EXTRACTOR,
    )
