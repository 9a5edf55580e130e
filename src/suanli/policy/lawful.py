"""Claims meet rules: was an order or a delivery free on its day, and which rules near it explain it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from suanli import catalog
from suanli.catalog.forms import Chip, Rule
from suanli.errors import Unknown
from suanli.policy.checking import chip_named, classify, deal_of
from suanli.policy.metrics import facts_of
from suanli.policy.rules import Deal, covers, evaluate, in_force, rulebook
from suanli.policy.shapes import ClaimCheck
from suanli.policy.verdicts import weight_of
from suanli.terms import Claim

__all__ = ["check_claims"]

KINDS = ("order", "delivery", "transfer", "supply", "stock", "revenue", "other", "price", "price_change", "policy")
MOVES = ("order", "delivery", "transfer")
NEAR = 120  # days between a claim and a rule that may explain it
MOST = 3
PASSES = {"free": "free", "notify": "free", "unknown": "unknown", "barred_by_importer": "barred"}


def _days(claim: Claim) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of what the claim tells of, or of its publication where it names no time."""
    for period in (claim.period, claim.published):
        if period is not None and (period.since or period.until):
            last = period.until - dt.timedelta(days=1) if period.until else None
            return period.since or last, last or period.since
    return None, None


def _chips(claim: Claim) -> list[Chip]:
    """The chips of a claim by its names (whose leading variant is judged), else by its ids."""
    found = {}
    for name in (*claim.chips, *(() if claim.chips else claim.chip_ids)):
        try:
            chip = chip_named(name)[0]
        except Unknown:  # a family or an architecture, not a chip
            continue
        found[chip.id] = chip
    return list(found.values())


def _answer(words: Sequence[str]) -> str:
    if not words:
        return "no day"
    answers = list(dict.fromkeys(PASSES.get(w, "licence needed") for w in words))
    return answers[0] if len(answers) == 1 else "changes within the period"


def _binding(labels: dict[str, list[str]], rules: Sequence[Rule]) -> tuple[str, ...]:
    sides = {r.id: r.side for r in rules}
    return tuple(
        n
        for n, v in labels.items()
        if v[0] not in {"not controlled", "unknown"} and sides[n] in {"exporter", "importer"}
    )


def _gap(first: dt.date, last: dt.date, day: dt.date) -> int:
    """Days from a stretch to a day: below 0 before it, 0 within, above 0 after."""
    return (day - first).days if day < first else (day - last).days if day > last else 0


def _reasons(chip: Chip, first: dt.date, last: dt.date, deal: Deal, rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """The nearest rules that bind the chip, and one in force that binds only the chip it is a variant of."""
    known = chip.export_variant_of in catalog.chips
    parent = catalog.chips[chip.export_variant_of] if known else None
    near: list[tuple[int, str, str]] = []
    beside: list[tuple[str, str]] = []
    for rule in rules:
        start = rule.announced or rule.since
        if rule.since is None or start is None or not covers(rule, deal):
            continue
        own, gap = _binds(rule, chip, deal), _gap(first, last, start)
        if own and abs(gap) <= NEAR:
            when = f"{gap} days later" if gap > 0 else f"{-gap} days before" if gap else "within the period"
            near.append((abs(gap), rule.id, f"binds {chip.name}, made known {when}"))
        elif parent and not own and in_force(rule, last) and _binds(rule, parent, deal):
            beside.append((rule.id, f"binds {parent.name}; {chip.name} is its variant outside the rule"))
    return [(name, text) for _, name, text in sorted(near)[:MOST]] + beside[:1]


def _binds(rule: Rule, chip: Chip, deal: Deal) -> bool:
    """Whether a rule weighs on a chip for certain."""
    outcome = evaluate(rule, facts_of([chip]))
    return bool(outcome.certain[0]) and weight_of(outcome.case(0), deal) > 0


def _one(claim: Claim, chip: Chip, *, to: str, from_: str, rules: Sequence[Rule]) -> ClaimCheck:
    first, last = _days(claim)
    verdicts: list[tuple[dt.date, str]] = []
    binding: tuple[str, ...] = ()
    reasons: list[tuple[str, str]] = []
    if first is not None and last is not None:
        for day in dict.fromkeys((first, last)):
            labels, words = classify([chip], deal_of(day, to=to, from_=from_), rules=rules)
            verdicts.append((day, words[0]))
            binding = tuple(dict.fromkeys((*binding, *_binding(labels, rules))))
        reasons = _reasons(chip, first, last, deal_of(last, to=to, from_=from_), rules)
    moves = claim.kind in MOVES and claim.polarity != "negative"
    return ClaimCheck(
        claim=claim.id,
        doc_id=claim.doc_id,
        kind=claim.kind,
        chip=chip.id,
        since=first,
        until=last,
        answer=_answer([w for _, w in verdicts]) if moves else "not a deal",
        verdicts=tuple(verdicts),
        rules=binding,
        explained=tuple(reasons),
        evidence=claim.evidence.text,
    )


def check_claims(
    claims: Iterable[Claim], *, to: str = "CN", from_: str = "US", rules: Sequence[Rule] | None = None
) -> tuple[ClaimCheck, ...]:
    """Each claim that names a chip, held against the rules of its first and last day.

    Orders, deliveries and transfers get an answer; other kinds get only the rules that may explain them. A claim
    with no time of its own is judged on its publication. The place is `to` for all: claims rarely say where a
    chip was shipped. What is ignored: earlier contracts, licences in hand, and the origin of the goods.
    """
    book = rulebook() if rules is None else tuple(rules)
    chosen = [c for c in claims if c.kind in KINDS]
    return tuple(_one(c, chip, to=to, from_=from_, rules=book) for c in chosen for chip in _chips(c))
