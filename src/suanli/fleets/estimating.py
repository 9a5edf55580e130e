"""`estimate`: claims in, fleets with honest spread out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from suanli import catalog
from suanli.errors import Infeasible, Unknown, closest
from suanli.fleets import comparing
from suanli.fleets.alarms import alarms
from suanli.fleets.belief import Reading, as_arrays, read_facts
from suanli.fleets.budgets import budgets
from suanli.fleets.clashes import clashes
from suanli.fleets.dating import dated
from suanli.fleets.judging import Decided, deny, judge
from suanli.fleets.lines import (
    SHOWN,
    Basis,
    Stock,
    figures_by_series,
    figures_in_total,
    fleet_line,
    leave_out,
    overhead,
    stock_of,
)
from suanli.fleets.sampling import Posterior, sample, trusted
from suanli.fleets.scope import (
    ALL,
    CHINA,
    FIRST_YEAR,
    display_name,
    founded_in,
    holder_id,
    is_group,
    is_maker,
    quarter_end,
    quarter_of,
    settings,
)
from suanli.fleets.stories import Fact, Gathered, gather, known_on
from suanli.fleets.supply import supply_series
from suanli.fleets.transfers import Moves, moves_of
from suanli.fleets.world import World, build_world
from suanli.fleets.worth import BASES, h100_equivalents
from suanli.terms import Claim, Document, Fleet, FleetLine, Judgement, content_id

__all__ = ["Belief", "believe", "estimate"]


class Belief(msgspec.Struct, frozen=True, kw_only=True):
    """All that was concluded from claims, for any holder: facts, readings and posterior draws."""

    facts: tuple[Fact, ...]
    gathered: Gathered
    decided: Decided
    claims: dict[str, Claim]
    world: World
    readings: tuple[Reading, ...]
    unread: dict[str, str]
    posterior: Posterior
    moves: Moves
    undated: int
    inferred: int
    seed: int
    contradictions: tuple[dict[str, Any], ...]
    alarms: tuple[dict[str, Any], ...]


def _known(claims: Iterable[Claim], as_of: dt.date | None) -> tuple[list[Claim], int]:
    """(claims public by `as_of`, how many were left out for want of a date)."""
    listed = list({c.id: c for c in claims}.values())
    if as_of is None:
        return listed, 0
    undated = sum(known_on(c) is None for c in listed)
    return [c for c in listed if (known_on(c) or dt.date.max) <= as_of], undated


def _holders(facts: Sequence[Fact], asked: Sequence[str]) -> list[str]:
    """Holders of the model: those of the constants, those that facts name, those asked about."""
    named = {h for m in ("CN", "ROW") for h in settings()[f"holders_{m}"] if h != "source"}
    for fact in facts:
        claim = fact.lead
        kinds = ("order", "stock", "training", "capex", "usage", "transfer", "delivery")
        if claim.kind in kinds:
            people = [*(claim.actor_ids or claim.actors), *(claim.counterparty_ids or claim.counterparties)]
            named |= {h for h in map(holder_id, people) if not is_maker(h) and not is_group(h)}
    return sorted((named | set(asked)) - {CHINA, ALL})


def _exists(holder: str, facts: Sequence[Fact]) -> None:
    """`Unknown` with near names for a holder that neither the catalog nor any claim knows."""
    if holder in (CHINA, ALL) or holder in catalog.companies or holder in _holders(facts, ()):
        return
    hint = "name china, all, a company of `suanli show companies` or one that a claim names"
    raise closest("holder", holder, [CHINA, ALL, *catalog.companies], hint=hint)


def believe(
    claims: Iterable[Claim],
    *,
    on: dt.date,
    as_of: dt.date | None = None,
    documents: Iterable[Document] = (),
    judgements: Iterable[Judgement] = (),
    holders: Sequence[str] = (),
    throughput: Mapping[str, float] | None = None,
    seed: int = 0,
) -> Belief:
    """Facts, readings and posterior draws from claims; `holders` adds holders that no claim names.

    `throughput`: tokens a second by chip id, for claims of tokens served (`suanli.intake.reach` computes it).
    """
    known, undated = _known(claims, as_of)
    papers = list(documents)
    dates, inferred = dated(known, papers, supply_series(on.year, as_of=as_of))
    decided = judge(dates, judgements, as_of=as_of)
    gathered = gather(decided.claims, documents=papers, same=decided.same, apart=decided.apart)
    facts = deny(gathered.facts, gathered.silent, decided)
    last = max([on.year, *(_last_year(f) for f in facts)])
    for holder in holders:
        _exists(holder, facts)
    world = build_world(supply_series(last, as_of=as_of), _holders(facts, holders))
    readings, unread = read_facts(facts, world, throughput=throughput)
    limits = budgets(world, as_of=as_of)  # after the claims' readings: whoever counts those need not know of them
    posterior = sample(world, as_arrays((*readings, *limits), world), seed=seed, asked=holders)
    table = {c.id: c for c in decided.claims}
    return Belief(
        facts=facts,
        gathered=gathered,
        decided=decided,
        claims=table,
        world=world,
        readings=readings,
        unread=unread,
        posterior=posterior,
        moves=moves_of(facts, posterior, seed=seed),
        undated=undated,
        inferred=inferred,
        seed=seed,
        contradictions=clashes(posterior, readings, facts),
        alarms=alarms(posterior, readings, facts, table),
    )


def _last_year(fact: Fact) -> int:
    """The last year that a fact reaches into: plans and orders deliver later."""
    until = fact.lead.period.until if fact.lead.period else None
    return min((until or fact.known or dt.date(2017, 1, 1)).year, 2030)


def _behind(belief: Belief, holder: str, series: str | None) -> tuple[Fact, ...]:
    """Facts whose readings are about a holder (and series): what a line stands on."""
    order = [s.id for s in belief.world.series]
    hit = {r.fact for r in belief.readings if holder in r.holders and (series is None or series in r.series)} | {
        m.fact
        for m in belief.moves.moves
        if holder in (m.seller, *m.buyers) and (series is None or order.index(series) in m.series)
    }
    return tuple(f for f in belief.facts if f.id in hit)


def _lines(
    belief: Belief, holder: str, stock: Stock, basis: Basis, shown: Sequence[int]
) -> tuple[list[FleetLine], FleetLine]:
    """(the lines of the series shown, most chips first; the total)."""
    facts = _behind(belief, holder, None)
    place = {f.id: n for n, f in enumerate(facts)}
    weights = leave_out(belief.posterior, belief.readings, list(place))
    found = []
    for at, figures in zip(shown, figures_by_series(stock, basis, shown), strict=True):
        own = _behind(belief, holder, stock.series[at])
        claims = (own, weights[[place[f.id] for f in own]])
        found.append(fleet_line(stock.series[at], figures, chips=stock.chips[at], claims=claims))
    found.sort(key=lambda line: (-line.chips.median, line.chip))
    chips = stock.chips.sum(axis=0)
    return found, fleet_line("total", figures_in_total(stock, basis), chips=chips, claims=(facts, weights))


def _stock(belief: Belief, holder: str, on: dt.date) -> Stock:
    """A holder's stock with resales between holders applied."""
    own = stock_of(belief.posterior, holder, on)
    chips = belief.moves.apply(own.chips, holder, on, lambda h: stock_of(belief.posterior, h, on).chips)
    return msgspec.structs.replace(own, chips=chips)


def _told(belief: Belief, holder: str) -> list[int]:
    """The series that count in a holder's figures.

    All of them for a market, for a holder whose share of chips is on file, and for one of whom nothing is said; for
    any other name those that a claim gives it or that are made for it: the share of a name that nobody knows says
    nothing of the other chips, and over many chips it would outweigh what is said.
    """
    order = range(len(belief.world.series))
    known = holder in (CHINA, ALL) or any(holder in settings()[f"holders_{m}"] for m in ("CN", "ROW"))
    if known or not _behind(belief, holder, None):
        return list(order)
    series = belief.world.series
    own = [n for n in order if holder in series[n].only or holder in series[n].inside]
    named = [n for n in order if n not in own and _behind(belief, holder, series[n].id)]
    return sorted([*own, *named])


def _picked(stock: Stock, rows: Sequence[int]) -> Stock:
    """Some series of a stock."""
    at = list(rows)
    names = (tuple(column[n] for n in at) for column in (stock.series, stock.chip))
    series, chip = names
    return Stock(series=series, chip=chip, chips=stock.chips[at], usd=stock.usd[at])


def _beside(belief: Belief, rest: Stock, bases: tuple[str, ...]) -> tuple[FleetLine, ...]:
    """Lines of the chips that stand beside a total, most chips first."""
    shown = [at for at in _shown(rest) if trusted(rest.chips[at])[0]]
    basis = Basis(chip=rest.chip, overhead=overhead(belief.posterior.count, belief.seed), bases=bases)
    none = leave_out(belief.posterior, belief.readings, [])
    figures = zip(shown, figures_by_series(rest, basis, shown), strict=True)
    found = [fleet_line(rest.series[at], f, chips=rest.chips[at], claims=((), none)) for at, f in figures]
    return tuple(sorted(found, key=lambda line: (-line.chips.median, line.chip)))


def _shown(stock: Stock) -> list[int]:
    """The series of which a holder may well have some."""
    return [at for at, chips in enumerate(stock.chips) if float(np.percentile(chips, 95)) >= SHOWN]


def _quarters(
    belief: Belief, holder: str, on: dt.date, basis: Basis, told: Sequence[int]
) -> tuple[dict[str, Any], ...]:
    """The figures of a line at the end of every quarter, by series and in total."""
    rows: list[dict[str, Any]] = []
    for quarter in range(quarter_of(on) + 1):
        day = min(quarter_end(quarter), on)
        stock = _picked(_stock(belief, holder, day), told)
        shown = _shown(stock)
        label = f"{day.year}-Q{(day.month - 1) // 3 + 1}"
        found = list(zip(shown, figures_by_series(stock, basis, shown), strict=True))
        rows += [{"quarter": label, "on": day, "chip": stock.series[at], **own} for at, own in found]
        if shown:
            rows.append({"quarter": label, "on": day, "chip": "total", **figures_in_total(stock, basis)})
    return tuple(rows)


def _assumptions(belief: Belief, stock: Stock, weak: Sequence[int], on: dt.date) -> tuple[str, ...]:
    """What the numbers rest on beside claims."""
    life = settings()["retirement"]["life_years"]
    low, high = settings()["power"]["server_overhead"]
    lines = [
        "supply by chip before any claim: Epoch AI model outputs of 2026-04 where published, else our guesses",
        "as_of replays claims, judgements and supply by chip (later quarters carried on, wider), not price bands",
        "holders' shares before any claim: capital expenditure, spread of a factor of about e",
        f"half of the chips leave service after {life} years; resale only as claimed; rented chips stay the lessor's",
        f"megawatts: rated chip power x server overhead {low}-{high} (90 %), without cooling",
        "leverage: change of the median of chips without that fact, its copies included",
    ]
    blind = [s for s, c in zip(stock.series, stock.chip, strict=True) if not h100_equivalents(c, "compute16")]
    if blind:
        lines.append(f"not in H100-equivalents, rates not public: {', '.join(blind)}")
    if weak:
        lines.append(f"no interval, the draws do not support one: {', '.join(stock.series[i] for i in weak)}")
    known = max(lot.year for one in belief.world.series for lot in one.lots)
    if on.year > known:
        lines.append(f"supply is on file until {known}: nothing sold after it is in these figures")
    if belief.undated:
        lines.append(f"{belief.undated} claims without a publication date left out, as as_of was given")
    if belief.inferred:
        lines.append(f"{belief.inferred} claims of undated documents read as of the latest day those speak of")
    return tuple(lines)


def _unsaid(belief: Belief, holder: str, beside: Sequence[FleetLine]) -> tuple[str, ...]:
    """That chips stand beside the total, or that a total rests on no claim at all."""
    year = founded_in(holder)
    young = (f"founded in {year}: it buys nothing that was sold in the years before",) if year > FIRST_YEAR else ()
    if beside:
        why = "no claim gives this holder the chips beside the total, and its share of the market is not on file"
        return (*young, why)
    if holder in (CHINA, ALL) or _behind(belief, holder, None):
        return young
    return (
        *young,
        "nothing is said of this holder: all figures are what is guessed before any claim",
    )


def _weak(stock: Stock, holder: str, shown: Sequence[int]) -> tuple[int, ...]:
    """Series whose draws support no interval; `Infeasible` where the total's do not."""
    good, size = trusted(stock.chips.sum(axis=0))
    if not good:
        raise Infeasible(
            f"fleet of {holder}: the sampler reached an effective size of {size:.0f}, too few for an interval; "
            "reject or correct a claim that clashes with the rest (`suanli review`)"
        )
    return tuple(i for i in shown if not trusted(stock.chips[i])[0])


def _concerning(belief: Belief, holder: str, records: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The records about claims that name a holder; all of them for `china` and `all`."""
    if holder in (CHINA, ALL):
        return tuple(records)
    own = {i for i, c in belief.claims.items() if holder in _people(c)}
    return tuple(r for r in records if own & set(r["claims"]))


@lru_cache(maxsize=1 << 15)
def _named(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(holder_id, names))


def _people(claim: Claim) -> frozenset[str]:
    return _named((*(claim.actor_ids or claim.actors), *(claim.counterparty_ids or claim.counterparties)))


def _unused(belief: Belief, holder: str) -> tuple[dict[str, Any], ...]:
    """Facts that entered no figure, and why: nothing is dropped in silence."""
    moved = {m for m, _ in belief.moves.parties}
    rows = [
        {"claims": list(f.claims), "reason": belief.unread[f.id], "says": f.lead.evidence.text[:80]}
        for f in belief.facts
        if f.id in belief.unread and f.id not in moved
    ]
    return _concerning(belief, holder, rows)


def fleet_of(
    belief: Belief,
    holder: str,
    *,
    on: dt.date,
    as_of: dt.date | None = None,
    by: str | None = None,
    bases: tuple[str, ...] = BASES,
) -> Fleet:
    """One holder's fleet out of a belief."""
    whole, told = _stock(belief, holder, on), _told(belief, holder)
    stock = _picked(whole, told)
    beside = _beside(belief, _picked(whole, [n for n in range(len(whole.series)) if n not in told]), bases)
    basis = Basis(chip=stock.chip, overhead=overhead(belief.posterior.count, belief.seed), bases=bases)
    shown = _shown(stock)
    weak = _weak(stock, holder, shown)
    lines, total = _lines(belief, holder, stock, basis, [at for at in shown if at not in weak])
    facts = tuple(f.id for f in belief.facts)
    return Fleet(
        id=content_id("fleet", holder, on, as_of, belief.seed, *facts, *(f.doubt for f in belief.facts)),
        holder=display_name(holder),
        on=on,
        as_of=as_of,
        lines=tuple(lines),
        total=total,
        beside=beside,
        contradictions=_concerning(belief, holder, belief.contradictions),
        alarms=_concerning(belief, holder, belief.alarms),
        unused=_unused(belief, holder),
        stories=len({f.story for f in belief.facts if f.id not in belief.unread}),
        assumptions=(*_assumptions(belief, stock, weak, on), *_unsaid(belief, holder, beside)),
        diagnostics=belief.posterior.diagnostics,
        seed=belief.seed,
        quarters=_quarters(belief, holder, on, basis, told) if by == "quarter" else (),
    )


def estimate(  # noqa: PLR0913 - the interface that docs/verbs/estimate.md promises
    claims: Iterable[Claim],
    *,
    holder: str | Sequence[str],
    on: dt.date,
    as_of: dt.date | None = None,
    by: str | None = None,
    basis: str | None = None,
    documents: Iterable[Document] = (),
    judgements: Iterable[Judgement] = (),
    compare: Iterable[Mapping[str, Any]] = (),
    throughput: Mapping[str, float] | None = None,
    seed: int = 0,
) -> Any:
    """What a holder has at the end of `on`, by chip and in total, knowing only what was public by `as_of`.

    `holder` is a company (its units and subsidiaries count), `china` or `all`; a sequence of holders gives a
    list of fleets out of one posterior. `by="quarter"` adds the stock at the end of every quarter; `basis`
    keeps one of the four H100-equivalents; `compare` holds rows of published estimates; `throughput` is tokens
    a second by chip id, for claims of tokens served. Same claims and seed, same bytes. `Infeasible` where the
    sampler cannot support an interval. Method, sources and measured errors: docs/methods/fleets.md.
    """
    if by not in (None, "", "quarter"):
        raise Unknown(f"unknown grouping {by!r}; did you mean quarter?")
    if basis and basis not in BASES:
        raise Unknown(f"unknown basis {basis!r}; did you mean {', '.join(BASES)}?")
    if on.year < FIRST_YEAR:
        raise Unknown(f"fleets: {on} is before the model's first year; ask for {FIRST_YEAR} or later")
    asked = [holder_id(h) for h in ([holder] if isinstance(holder, str) else holder)]
    belief = believe(
        claims,
        on=on,
        as_of=as_of,
        documents=documents,
        judgements=judgements,
        holders=asked,
        throughput=throughput,
        seed=seed,
    )
    bases = (basis,) if basis else BASES
    rows = list(compare)
    fleets = [fleet_of(belief, h, on=on, as_of=as_of, by=by or None, bases=bases) for h in asked]
    fleets = [msgspec.structs.replace(f, comparisons=comparing.compare(f, rows)) for f in fleets]
    return fleets[0] if isinstance(holder, str) else fleets
