"""Holders: which to show, what is believed of them, what they can do with it."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from suanli import catalog
from suanli.errors import SuanliError
from suanli.reports.shapes import Asked, Facing, HolderPart, Running
from suanli.terms import Claim, Document, Fleet, FleetLine, Judgement, Run, Term

__all__ = ["FACING_SHOWN", "Believed", "believed", "holder_of", "line_anchor", "listed", "with_runs"]

SHOWN = 3  # holders with a section of their own, by the number of their claims
DENIED_SHOWN = 3
NEARBY = 900  # code points before a denial in which to look for what it may be about
FACING_SHOWN = 40
LISTED, LISTED_IN_ALL = 5, 12  # statements listed for a line of a fleet, and for its total
DENIED = "denied"  # kind of a record of the fleets room
AT_LEAST = 2  # claims about chips that make a holder worth a section
ABOUT = frozenset({"order", "delivery", "stock", "training", "transfer", "capex", "usage"})
HOLDING = frozenset({"buyer", "cloud", "lab", "telecom", "server"})
MODELS = ("gpt-3-175b", "llama-3.1-405b", "deepseek-v3")  # a dense model of 2020, of 2024, and a mixture of experts
SERVED = "deepseek-v3"  # a model whose weights, layout and published serving runs are open
SERVING_LINES = 8
SLICE = 0.1  # the part of a holder's chips of one type that a single run is given
LARGEST = 32_768
ORDER = {
    kind: at
    for at, kind in enumerate(
        ("denial", "conflict", "overruled", "same_number", "drift", "definition_apart", "status_apart", "scope_apart")
    )
}
_CLAIM = re.compile(r"c-[0-9a-f]{12}")


class Believed(Term, frozen=True, kw_only=True):
    """What the fleets room concluded: parts by holder, disagreements, the story of a document, equal claims."""

    parts: tuple[HolderPart, ...]
    facing: tuple[Facing, ...]
    story_of: dict[str, str] = msgspec.field(default_factory=dict)
    same: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    division: tuple[dict[str, Any], ...] = ()


def line_anchor(holder: str, chip: str) -> str:
    """The place on the page that says what a line of a fleet rests on."""
    return "w-" + re.sub(r"[^a-z0-9]+", "-", f"{holder} {chip}".casefold()).strip("-")


def listed(fleet: Fleet, line: FleetLine) -> tuple[tuple[str, float], ...]:
    """The claims that the page lists for a line of a fleet, heaviest first."""
    return line.claims[: LISTED_IN_ALL if line is fleet.total else LISTED]


def holder_of(company: str) -> str:
    """The company at the head of a unit, brand or subsidiary."""
    return _head(company, os.environ.get("SUANLI_CATALOG", ""))


@lru_cache(maxsize=4096)
def _head(company: str, overlay: str) -> str:
    """As `holder_of`; a thousand articles name the same companies over and over."""
    del overlay
    seen: set[str] = set()
    while company in catalog.companies and company not in seen:
        seen.add(company)
        parent = catalog.companies[company].parent
        if not parent or parent not in catalog.companies:
            break
        company = parent
    return company


def _holds(company: str) -> bool:
    if company not in catalog.companies:
        return False
    roles = set(catalog.companies[company].roles)
    return bool(roles & HOLDING) and "chipmaker" not in roles


def chosen(known: Sequence[Claim], asked: Asked) -> tuple[str, ...]:
    """The holders asked for, or those of whom most is claimed about chips (documents first, then claims)."""
    if asked.holders:
        return asked.holders
    claims: Counter[str] = Counter()
    documents: dict[str, set[str]] = {}
    for claim in known:
        if claim.kind not in ABOUT:
            continue
        for company in {holder_of(a) for a in claim.actor_ids}:
            if _holds(company):
                claims[company] += 1
                documents.setdefault(company, set()).add(claim.doc_id)
    ranked = sorted(claims, key=lambda h: (-len(documents[h]), -claims[h], h))
    return tuple(h for h in ranked if claims[h] >= AT_LEAST)[:SHOWN] or tuple(ranked[:1])


def believed(
    known: Sequence[Claim], asked: Asked, *, documents: Iterable[Document], judgements: Iterable[Judgement]
) -> Believed:
    """One posterior for all holders, a fleet for each; what could not be estimated says why."""
    from suanli import fleets
    from suanli.intake.reach import throughput

    names = chosen(known, asked)
    ids = [_id_of(n) for n in names]
    if not ids:
        return Believed(parts=(), facing=tuple(_denials(known)))
    belief = fleets.believe(
        known,
        on=asked.on,
        as_of=asked.as_of,
        documents=documents,
        judgements=judgements,
        holders=ids,
        throughput=throughput(known, on=asked.on),
        seed=asked.seed,
    )
    parts = tuple(_part(belief, i, known, asked) for i in ids)
    return Believed(
        parts=parts,
        facing=_ranked((*_denials(known, belief.facts, weighed=_weighed(parts)), *_facing(parts))),
        story_of={d: story for story, members in sorted(belief.gathered.stories.items()) for d in members},
        same={c: f.claims for f in belief.facts for c in f.claims},
        division=fleets.division(belief.gathered, belief.claims.values()),
    )


def _id_of(name: str) -> str:
    if name in ("china", "all"):
        return name
    return holder_of(catalog.companies.find(name).id)


def _part(belief: Any, holder: str, known: Sequence[Claim], asked: Asked) -> HolderPart:
    from suanli import fleets

    name = catalog.companies[holder].name if holder in catalog.companies else holder
    mine = tuple(c.id for c in known if holder in {holder_of(a) for a in (*c.actor_ids, *c.counterparty_ids)})
    try:
        fleet = fleets.fleet_of(belief, holder, on=asked.on, as_of=asked.as_of, by="quarter")
    except SuanliError as error:
        return HolderPart(id=holder, name=name, problem=str(error), claims=mine)
    return HolderPart(id=holder, name=name, fleet=fleet, claims=mine)


# ---------------------------------------------------------------- disagreements


def _ranked(found: Iterable[Facing]) -> tuple[Facing, ...]:
    return tuple(sorted(found, key=lambda f: ORDER.get(f.kind, len(ORDER))))


def _facing(parts: Sequence[HolderPart]) -> Iterator[Facing]:
    """Contradictions and alarms as the fleets room words them; the same one is shown once."""
    seen: set[tuple[str, ...]] = set()
    for part in parts:
        if part.fleet is None:
            continue
        found = [("contradiction", r) for r in part.fleet.contradictions] + [("alarm", r) for r in part.fleet.alarms]
        for sort, record in found:
            if record.get("kind") == DENIED:
                continue  # shown by `_denials`, beside the words of the denial
            sides = _sides(record)
            key = (sort, str(record.get("says", "")), *sides)
            if key not in seen:
                seen.add(key)
                yield Facing(
                    kind=str(record.get("kind", sort)),
                    says=str(record.get("says", "")),
                    holder=part.id,
                    sides=sides,
                    weighed=str(record.get("weighed", "")),
                )


def _sides(record: Any) -> tuple[str, ...]:
    """Claim ids anywhere in a record, in their order."""
    text = msgspec.json.encode(record).decode()
    return tuple(dict.fromkeys(_CLAIM.findall(text)))


def _weighed(parts: Sequence[HolderPart]) -> dict[str, str]:
    """How the fleets room weighed what a claim denies, by the denying claim."""
    found = {}
    for part in parts:
        for record in part.fleet.contradictions if part.fleet else ():
            if record.get("kind") == DENIED:
                found.update(dict.fromkeys(_CLAIM.findall(str(record.get("says", ""))), str(record.get("weighed", ""))))
    return found


def _before(denial: Claim, same_text: Sequence[Claim]) -> tuple[str, ...]:
    """What the same text says of the same people just before a denial that names nothing: shown, not concluded."""
    people = {*denial.actors, *denial.counterparties}
    found = [
        c
        for c in same_text
        if c.stance != "denied"
        and c.quantity is not None
        and 0 <= denial.evidence.start - c.evidence.end <= NEARBY
        and people & {*c.actors, *c.counterparties}
    ]
    return tuple(c.id for c in sorted(found, key=lambda c: c.evidence.start)[-3:])


def _denials(
    known: Sequence[Claim], facts: Iterable[Any] = (), *, weighed: Mapping[str, str] | None = None
) -> Iterator[Facing]:
    """Each denial beside what it denies: what its text names, or what the fleets room found it to be about."""
    here = {c.id for c in known}
    by_text: dict[str, list[Claim]] = defaultdict(list)
    for claim in known:
        by_text[claim.doc_id].append(claim)
    about: dict[str, list[str]] = {}
    for fact in facts:
        for denier in fact.denied_by:
            about.setdefault(denier, []).extend(fact.claims)
    for claim in known:
        if claim.stance == "denied" or claim.denies or claim.id in about:
            named = dict.fromkeys((*claim.denies, *about.get(claim.id, ())))
            denied = tuple(d for d in named if d in here and d != claim.id)
            nearby = () if denied else _before(claim, by_text[claim.doc_id])
            sides = (*denied[:DENIED_SHOWN], *nearby, claim.id)
            told = (weighed or {}).get(claim.id, "")
            yield Facing(kind="denial", says="", sides=sides, weighed=told, nearby=bool(nearby))


# ---------------------------------------------------------------- runs


def _shares(fleet: Fleet) -> list[tuple[str, float]]:
    """(name of the line, median chips) with the most 16-bit compute first."""

    def worth(line: Any) -> float:
        return float(line.h100e["compute16"].median) if "compute16" in line.h100e else 0.0

    lines = sorted(fleet.lines, key=lambda x: (-worth(x), x.chip))
    return [(x.chip, x.chips.median) for x in lines if worth(x) > 0]


def slice_of(chips: float) -> int:
    """The largest power of two that is at most a tenth of the chips, and at most `LARGEST`."""
    room = min(chips * SLICE, LARGEST)
    return int(2 ** max(int(room).bit_length() - 1, 0))


def with_runs(parts: Sequence[HolderPart], asked: Asked) -> tuple[HolderPart, ...]:
    """Each holder with the time that a tenth of its strongest chips needs to train the reference models."""
    return tuple(_with_runs(p, asked) for p in parts)


def _with_runs(part: HolderPart, asked: Asked) -> HolderPart:
    if part.fleet is None:
        return part
    runs: list[Running] = []
    missing: list[str] = []
    for chip, median in _shares(part.fleet)[:1]:
        count = slice_of(median)
        for model in MODELS:
            _try(runs, missing, lambda m=model, c=chip, n=count: _train(m, c, n, asked), (part.id, chip, model))
    serving, unserved = _serving(part, asked)
    found = tuple(dict.fromkeys([*missing, *unserved]))
    return msgspec.structs.replace(part, runs=tuple(runs), serving=serving, missing=found)


def _serving(part: HolderPart, asked: Asked) -> tuple[tuple[Running, ...], list[str]]:
    """Tokens a day that the holder's chips would serve of one model, by chip and (last) in total; what could not."""
    from suanli import serve

    assert part.fleet is not None
    lines = {_chip_id(line.chip): line for line in part.fleet.lines[:SERVING_LINES] if line.chips.median >= 64}
    wanted = ",".join(f"{chip}={int(line.chips.median)}" for chip, line in lines.items() if chip)
    if not wanted:
        return (), []
    try:
        found = serve(SERVED, fleet=wanted, on=asked.on)
    except SuanliError as error:
        return (), [str(error)]
    name = catalog.models[SERVED].name
    made = [
        Running(
            run=run,
            chip_name=lines[run.chip].chip if run.chip in lines else "",
            model_name=name,
            holder=part.id,
            fleet_line=line_anchor(part.id, lines[run.chip].chip if run.chip in lines else "total"),
        )
        for run in found
    ]
    return tuple(made), []


def _chip_id(name: str) -> str:
    """The variant that the rules room takes the name of a line to mean; empty where the catalog has none."""
    from suanli.policy.checking import chip_named

    try:
        return chip_named(name)[0].id
    except SuanliError:
        return ""


def _try(into: list[Running], missing: list[str], call: Any, about: tuple[str, str, str]) -> None:
    holder, chip, model = about
    try:
        run = call()
    except SuanliError as error:
        missing.append(str(error))
        return
    if run is None:
        return
    names = (catalog.chips[run.chip].name if run.chip in catalog.chips else chip, catalog.models[model].name)
    into.append(
        Running(run=run, chip_name=names[0], model_name=names[1], holder=holder, fleet_line=line_anchor(holder, chip))
    )


def _train(model: str, chip: str, count: int, asked: Asked) -> Run | None:
    from suanli.performance.training import train

    found = train(model, chip=chip, count=count, on=min(asked.on, dt.date(asked.on.year, 12, 31)))
    return found[0] if found else None
