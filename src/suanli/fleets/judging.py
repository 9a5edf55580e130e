"""What people decided and what was denied, brought to bear on claims: reversible, nothing is deleted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from suanli.fleets.scope import SELLING, holder_id, parties, settings
from suanli.fleets.stories import Fact
from suanli.terms import Claim, Judgement

__all__ = ["Decided", "deny", "judge"]

_QUANTITY = frozenset({"measure", "low", "high", "unit", "bound"})
_PAIRS = ("same", "different", "contradicts", "denies", "refines")
_ACQUIRING = frozenset({"order", "stock", "delivery", "transfer"})


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """Claims as judged, and what was judged of pairs and single claims (sets of claim ids)."""

    claims: tuple[Claim, ...]
    same: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    against: tuple[tuple[str, str], ...] = ()
    denies: tuple[tuple[str, str], ...] = ()
    accepted: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    rejected: tuple[str, ...] = ()


def _standing(judgements: Iterable[Judgement], as_of: dt.date | None) -> list[Judgement]:
    """Judgements in order of time, known by `as_of`, less the retracted ones."""
    known = [j for j in judgements if as_of is None or not j.at or j.at[:10] <= as_of.isoformat()]
    gone = {j.other for j in known if j.verb == "retract"}
    return sorted((j for j in known if j.id not in gone and j.verb != "retract"), key=lambda j: (j.at, j.id))


def _corrected(claim: Claim, fields: dict[str, Any]) -> Claim:
    """The claim with the values a person gave; fields it does not have are left out."""
    own = {k: v for k, v in fields.items() if k in claim.__struct_fields__ and k not in ("id", "quantity")}
    own = {k: tuple(v) if isinstance(v, list) else v for k, v in own.items()}
    changed = msgspec.structs.replace(claim, **own)
    figures = {k: v for k, v in fields.items() if k in _QUANTITY}
    if isinstance(fields.get("quantity"), dict):
        figures |= {k: v for k, v in fields["quantity"].items() if k in _QUANTITY}
    if figures and claim.quantity is not None:
        changed = msgspec.structs.replace(changed, quantity=msgspec.structs.replace(claim.quantity, **figures))
    return changed


def judge(claims: Sequence[Claim], judgements: Iterable[Judgement], *, as_of: dt.date | None) -> Decided:
    """Claims after the judgements known by `as_of`; the last of contrary judgements on a claim holds."""
    standing = _standing(judgements, as_of)
    table = {c.id: c for c in claims}
    verdict: dict[str, str] = {}
    pairs: dict[str, set[tuple[str, str]]] = {v: set() for v in _PAIRS}
    for one in standing:
        if one.verb == "correct" and one.claim in table:
            table[one.claim] = _corrected(table[one.claim], one.fields)
        if one.verb in pairs:
            pairs[one.verb].add((one.claim, one.other))
        elif one.verb in ("accept", "reject", "unsure"):
            verdict[one.claim] = one.verb
    refined = {other for _, other in pairs["refines"]}
    rejected = {c for c, v in verdict.items() if v == "reject"} | refined
    return Decided(
        claims=tuple(c for i, c in table.items() if i not in rejected),
        same=tuple(sorted(pairs["same"])),
        apart=tuple(sorted(pairs["different"])),
        against=tuple(sorted(pairs["contradicts"])),
        denies=tuple(sorted(pairs["denies"])),
        accepted=frozenset(c for c, v in verdict.items() if v == "accept"),
        unsure=frozenset(c for c, v in verdict.items() if v == "unsure"),
        rejected=tuple(sorted(rejected & set(table))),
    )


def _names(claim: Claim) -> frozenset[str]:
    return frozenset(holder_id(n) for n in (claim.actor_ids or claim.actors))


def _is_denial(claim: Claim) -> bool:
    return claim.stance == "denied" or "denial" in claim.flags or bool(claim.denies)


def _deniers(denial: Claim) -> frozenset[str]:
    """Who denies: whom the sentence is attributed to if that is a company it names, else all it names."""
    said = frozenset(holder_id(n) for n in denial.attribution[:1])
    named = _names(denial)
    return (said & named) or named or said


def _in_scope(denial: Claim, fact: Fact) -> bool:
    """Whether a denial that names no claim covers a fact: its document, its people, its chips, its kind."""
    if denial.doc_id not in fact.documents or fact.lead.stance == "denied":
        return False
    people = set(parties(fact.lead))
    if fact.lead.kind in (*SELLING, "transfer"):
        people |= {holder_id(n) for n in (*fact.lead.actors, *fact.lead.counterparties)}
    if not _deniers(denial) & people:
        return False
    if fact.lead.attribution and holder_id(fact.lead.attribution[0]) in _deniers(denial):
        return False  # its own statements are not what it denies
    if denial.chips and fact.lead.chips and not set(denial.chips) & set(fact.lead.chips):
        return False
    if denial.kind in ("other", "denial", "policy", ""):
        return True
    if denial.kind in _ACQUIRING:
        return fact.lead.kind in _ACQUIRING
    return fact.lead.kind == denial.kind


class _Table:
    """Facts by their claims and by their documents, in order."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.by_claim: dict[str, list[Fact]] = defaultdict(list)
        self.by_document: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            for claim in dict.fromkeys((*fact.claims, *(d[0] for d in fact.drift))):
                self.by_claim[claim].append(fact)
            for document in fact.documents:
                self.by_document[document].append(fact)

    def targets(self, denial: Claim) -> list[Fact]:
        """What a denial denies: the claims it names, else what its document says that is in its scope."""
        if denial.denies:
            return list({f.id: f for claim in denial.denies for f in self.by_claim.get(claim, ())}.values())
        return [f for f in self.by_document.get(denial.doc_id, ()) if _in_scope(denial, f)]


def deny(facts: Sequence[Fact], silent: Sequence[Claim], decided: Decided) -> tuple[Fact, ...]:
    """Facts with the doubt that denials and judgements cast; a denier counts once, however often repeated.

    A denial of one figure takes away most of its information, a blanket one less (constants `denial`).
    """
    known = settings()["denial"]
    doubts: dict[str, dict[str, float]] = {f.id: {} for f in facts}
    table = _Table(facts)
    for denial in (c for c in silent if _is_denial(c)):
        hit = table.targets(denial)
        weight = known["specific"] if len(hit) == 1 else known["blanket"]
        who = ";".join(sorted(_deniers(denial))) or "someone"
        for fact in hit:
            doubts[fact.id][who] = max(weight, doubts[fact.id].get(who, 0.0))
    by_claim = {c: f for f in facts for c in f.claims}
    for _, other in decided.denies:
        if other in by_claim:
            doubts[by_claim[other].id]["a judgement"] = known["specific"]
    return tuple(_doubted(f, doubts[f.id], decided, known) for f in facts)


def _distinct(found: dict[str, float]) -> dict[str, float]:
    """Deniers that share a company are one: the heaviest of their denials counts."""
    kept: dict[str, float] = {}
    seen: set[str] = set()
    for who in sorted(found, key=lambda w: (-found[w], w)):
        if not seen & set(who.split(";")):
            kept[who] = found[who]
        seen |= set(who.split(";"))
    return kept


def _doubted(fact: Fact, found: dict[str, float], decided: Decided, known: dict[str, Any]) -> Fact:
    if fact.lead.stance == "denied" or fact.lead.polarity == "negative":
        found = {**found, "the text itself": known["figure"]}
    kept = 1.0
    for weight in _distinct(found).values():
        kept *= 1.0 - weight
    if decided.unsure & set(fact.claims):
        kept *= 1.0 - known["unsure"]
    return msgspec.structs.replace(
        fact,
        doubt=round(1.0 - kept, 12),
        denied_by=tuple(sorted(found)),
        accepted=bool(decided.accepted & set(fact.claims)),
    )
