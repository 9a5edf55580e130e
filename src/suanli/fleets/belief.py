"""Facts as readings: which chips a figure counts, when, and how far what is said may lie from what is so.

A reading is a weighted sum of deliveries (or of deliveries times prices) and a plateau [low, high] on its
logarithm with Student edges. The plateau comes from the bound, its edges from the source, the digits written,
the hedge and the status; orders and plans are moved by the part of them that arrives. See docs/methods/fleets.md.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from suanli import catalog
from suanli.errors import SuanliError
from suanli.fleets.calendar import delivered, held, ordered
from suanli.fleets.dating import INFERRED
from suanli.fleets.likelihood import Readings, Sums
from suanli.fleets.scope import (
    ALL,
    CHINA,
    SELLING,
    chip_table,
    holder_id,
    is_group,
    is_maker,
    market_of,
    parties,
    series_for,
    settings,
)
from suanli.fleets.stories import Fact
from suanli.fleets.supply import Lot
from suanli.fleets.world import SINGLE, World
from suanli.fleets.worth import h100_equivalents, watts
from suanli.terms import Period

__all__ = ["UNSAID", "Reading", "as_arrays", "places", "plateau_of", "read_facts", "scope_of"]

YEAR = dt.timedelta(days=365)
MONTHS = 80  # days: less than a quarter
DAY = dt.timedelta(days=1)
SERVER_MONEY = 0.15  # log spread: what an order's sum includes beside the chips (boards, servers, service)
POWER_EDGE = 0.35
LEAST_MONEY = 250_000  # US$: less is the price of a chip or a server
RACK = 72  # chips: an article's 8 or 64 chips are those of a machine
MARKET = 1000  # chips: fewer are nobody's total for a market
UNTOLD = 0.3  # a stock is often that of one cluster, an undated deal one of several: the holder has more
UNNAMED = 0.6  # a figure that names no chip may count cards that the model does not have
HEDGED = 0.15
UNDATED = 0.2  # a few months more or less of sales
LOOKBACK = 3  # years before it is told in which a deal without a day may have been
UNSAID = math.log(300)  # chips used or let are a lower bound; how many more there are is left to the rest
_DIGITS = {1: "digits1", 2: "digits2"}
_PLANNED = frozenset({"planned", "potential"})
_ARRIVED = frozenset({"delivered", "sold", "purchased", "provided"})
_FIELDS = ("low", "high", "s_low", "s_high", "votes", "doubt")
_RELATIVE = frozenset({"share", "ratio", "rank", "growth"})
_MEASURES = frozenset({"chips", "usd", "equivalents", "watts", "tokens_per_s"})


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the likelihood; `columns` weigh cells, then groups. `status`: ordered, delivered, held, planned."""

    fact: str
    holders: tuple[str, ...]
    series: tuple[str, ...]
    status: str
    measure: str
    since: dt.date
    until: dt.date
    columns: dict[int, float]
    low: float
    high: float
    s_low: float
    s_high: float
    doubt: float
    claimed: float
    under: dict[int, float] = {}
    votes: float = 1.0
    ceiling: bool = False
    bound: str = "exact"


class _Places:
    """Where (holder, series, year) and (market, series, year) stand in the world's columns."""

    def __init__(self, world: World, throughput: Mapping[str, float] | None = None) -> None:
        self.world, self.throughput = world, throughput or {}
        self.ids = [s.id for s in world.series]
        self.groups: dict[tuple[str, str], list[int]] = {}
        for at, (market, number, _) in enumerate(world.lots):
            self.groups.setdefault((market, self.ids[number]), []).append(at)
        self.cells: dict[tuple[str, str], list[int]] = {}
        for at in range(world.cells):
            _, number, _ = world.lots[world.cell_group[at]]
            self.cells.setdefault((world.holders[world.cell_holder[at]], self.ids[number]), []).append(at)

    def columns(
        self, holders: Sequence[str], series: Sequence[str], weigh: Callable[[Lot, str], float]
    ) -> dict[int, float]:
        """Weights of the columns that a scope covers; nought is left out."""
        found: dict[int, float] = {}
        for holder in holders:
            for one in series:
                for column, lot in self._column(holder, one):
                    weight = weigh(lot, one)
                    if weight > 0:
                        found[column] = found.get(column, 0.0) + weight
        return found

    def _column(self, holder: str, series: str) -> list[tuple[int, Lot]]:
        world = self.world
        if holder in (CHINA, ALL):
            markets = ("CN",) if holder == CHINA else ("CN", "ROW")
            return [(world.cells + g, world.lots[g][2]) for m in markets for g in self.groups.get((m, series), ())]
        return [(c, world.lots[world.cell_group[c]][2]) for c in self.cells.get((holder, series), ())]


def places(world: World) -> _Places:
    """The columns of a world by holder and series, for callers that weigh them themselves."""
    return _Places(world)


def _status(fact: Fact) -> str:
    """Planned, ordered, delivered, held or rented: what the words say has happened to the chips."""
    claim = fact.lead
    if claim.status in _PLANNED or claim.stance == "planned" or claim.hedge in ("planned", "conditional"):
        return "planned"
    if claim.status == "rented":
        return "rented"
    if claim.status in _ARRIVED:
        return "delivered"
    if claim.kind in ("stock", "training", "usage"):
        return "held"
    if claim.kind in ("delivery", "supply", "revenue"):
        return "delivered"
    return "ordered"


def _window(fact: Fact, status: str) -> tuple[dt.date, dt.date]:
    """The days a fact is about: its period, else the year before it was known (held: the day itself)."""
    claim, known = fact.lead, fact.known or dt.date(2025, 1, 1)
    period = claim.period
    since = period.since if period else None
    until = period.until if period else None
    if status == "held" or claim.kind == "stock":
        day = (until - DAY) if until else (since or known)
        if status != "planned" and fact.known:
            day = min(day, fact.known)
        return day, day + DAY
    if since and until:
        # "has ordered", said of the month it was said in, is about the year before
        return (
            (min(since, until - YEAR), until)
            if (until - since).days < MONTHS and status == "ordered"
            else (since, until)
        )
    if since:
        return since, max(since, known) + DAY
    end = until or known + DAY
    return end - (LOOKBACK * YEAR if _undated_deal(fact, status) else YEAR), end


def _dated(period: Period | None) -> bool:
    return period is not None and bool(period.since or period.until)


def _undated_deal(fact: Fact, status: str) -> bool:
    """Whether chips were bought at a time that nobody says: "had bought 10,000 A100 before"."""
    return fact.lead.kind in ("order", "delivery") and status != "planned" and not _dated(fact.lead.period)


def _spread(fact: Fact, status: str) -> float:
    """Log spread of what is said around what is so: source, digits, translation, hedge, status, doubtful sums."""
    known, claim = settings(), fact.lead
    noise = known["noise"]
    source = noise.get(claim.source_type) or noise.get(claim.stance) or noise["reported"]
    value = fact.amount.low or fact.amount.high or 1.0
    digits = len(f"{value:.2e}".split("e")[0].rstrip("0").replace(".", ""))
    parts = [source, known["rounding"][_DIGITS.get(digits, "digits3")], known["status"].get(status, [1, 0.2])[1]]
    if fact.amount.bound == "about":
        parts.append(known["rounding"]["about"])
    if fact.translated:
        parts.append(noise["translated"])
    if fact.amount.unit == "usd":
        parts.append(SERVER_MONEY)
    if fact.amount.unit == "watts":
        parts.append(POWER_EDGE)
    if INFERRED in claim.flags:
        parts.append(UNDATED)
    if claim.hedge:
        parts.append(HEDGED)
    if fact.accepted:
        parts[0] = min(parts[0], noise["company_official"])
    return math.sqrt(math.fsum(p * p for p in parts))


def _unfilled(fact: Fact, status: str, series: tuple[str, ...]) -> float:
    """Extra log spread below an order or plan: what was never delivered, much more where a rule cut it off."""
    if status not in ("ordered", "planned"):
        return 0.0
    known = settings()["status"]
    entries = chip_table()
    stops = [entries[s]["stopped"] for s in series if "stopped" in entries[s]]
    since, until = _window(fact, status)
    cut = stops and len(stops) == len(series) and max(stops) < until + YEAR and since < max(stops) + YEAR
    return float(known["cut_off"] if cut else known["unfilled"])


def _plateau(fact: Fact, status: str, series: tuple[str, ...] = ()) -> tuple[float, float, float, float]:
    """(low, high, spread below, spread above) of the logarithm of the quantity that arrives."""
    known, spread = settings(), _spread(fact, status)
    part = math.log(known["status"].get(status, [1.0, 0.0])[0])
    ends = [v for v in (fact.amount.low, fact.amount.high) if v]
    low, high = math.log(min(ends)) + part, math.log(max(ends)) + part
    wide = math.hypot(spread, known["bound"]["open_scale"])
    under = math.hypot(spread, _unfilled(fact, status, series))
    if not fact.lead.chips and fact.amount.unit == "chips":
        under = math.hypot(under, UNNAMED)
    part_of = fact.lead.kind == "stock" or _undated_deal(fact, status)
    above = math.hypot(spread, UNTOLD) if part_of else spread
    bound = fact.amount.bound
    if bound == "at_least" or fact.amount.high is None:
        return low, low, under, wide
    if bound == "at_most" or fact.amount.low is None:
        return high, high, math.hypot(wide, under), spread
    return low, high, under, above


def _tokens(chip: str, throughput: Mapping[str, float]) -> float:
    """Tokens a second of a chip: the rate measured for an H800, times what this chip does against it.

    As the performance room predicts both (`throughput`), or where it cannot as their memories' bandwidths, twice the
    H100's at most.
    """
    known = settings()["tokens"]
    if chip in throughput and known["measured_on"] in throughput:
        return float(known["per_chip_s"]) * throughput[chip] / throughput[known["measured_on"]]
    return float(known["per_chip_s"]) * min(h100_equivalents(chip, "bandwidth"), 2.0)


def _weigher(
    fact: Fact, status: str, window: tuple[dt.date, dt.date], throughput: Mapping[str, float]
) -> Callable[[Lot, str], float]:
    """How much of a lot a fact counts, in the fact's unit."""
    since, until = window
    power = float(math.sqrt(math.prod(settings()["power"]["server_overhead"])))
    chips = {s: e["chip"] for s, e in chip_table().items()}
    unit = fact.amount.unit
    of = fact.amount.of

    def part(lot: Lot) -> float:
        if fact.lead.kind in ("stock", "training", "usage"):
            return held(lot, since)
        if status in ("ordered", "planned") and fact.lead.kind == "order":
            return ordered(lot, since, until)
        return delivered(lot, since, until)

    def worth(series: str) -> float:
        if unit == "equivalents":
            return h100_equivalents(chips[series], "compute16") / _reference(of)
        if unit == "watts":
            return watts(chips[series]) * power
        if unit == "tokens_per_s":
            return _tokens(chips[series], throughput)
        return 1.0

    return lambda lot, series: part(lot) * worth(series)


def _reference(chip: str) -> float:
    """H100-equivalents (16-bit) of the chip that equivalents are counted in; 1 for H100 and the unknown."""
    try:
        return h100_equivalents(catalog.chips.find(chip).id, "compute16") or 1.0
    except SuanliError:
        return 1.0


def scope_of(fact: Fact, world: World) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]], str]:
    """(groups of holders, groups of series, why not): one reading for each pair of groups."""
    claim = fact.lead
    names = list(claim.actor_ids or claim.actors)
    others = list(claim.counterparty_ids or claim.counterparties)
    known = [s.id for s in world.series]
    selling = claim.kind in SELLING
    series, missed = series_for(
        claim.chip_ids or claim.chips, sellers=[*names, *others] if selling else others, known=known
    )
    if missed and not series:
        return [], [], f"no series for {', '.join(missed)}"
    holders = list(parties(claim))
    if selling and not holders:
        holders = [CHINA if claim.place.casefold() in ("china", "cn") else ALL]
    if claim.kind in ("order", "stock"):
        holders = [h for h in holders if not is_maker(h) or h in world.holders]
    if not holders:
        return [], [], "no holder named, or a maker's own stock"
    if any(is_group(h) for h in holders):
        return [], [], "a group of firms abroad, which the model does not keep apart"
    if CHINA in holders or ALL in holders:
        holders = [ALL if ALL in holders else CHINA]
    small = fact.amount.unit == "chips" and (fact.amount.high or fact.amount.low or 0) < MARKET
    if small and (CHINA in holders or ALL in holders):
        return [], [], "too few for a market's total"
    groups: list[tuple[str, ...]] = [tuple(dict.fromkeys(holders))]
    if claim.actor_mode == "each":
        groups = [(h,) for h in groups[0]]
    split: list[tuple[str, ...]] = [(s,) for s in series] if claim.chip_mode == "each" else [series]
    return groups, split, ""


def _too_small(fact: Fact) -> str:
    """Why a figure is that of a machine or a price, or nothing."""
    value = fact.amount.high or fact.amount.low or 0.0
    if fact.amount.high is not None or fact.amount.unit == "usd":
        if fact.amount.unit == "chips" and value <= RACK and fact.lead.kind not in ("training", "usage"):
            return "a server or a rack, not a fleet"
        if fact.amount.unit == "usd" and value < LEAST_MONEY:
            return "a price, not a deal"
    return ""


def _usable(fact: Fact) -> str:
    """Why a fact says nothing on fleets, or nothing."""
    claim, unit = fact.lead, fact.amount.unit
    if claim.kind not in ("order", "stock", "delivery", "supply", "training", "capex", "usage", "revenue"):
        return "not about who has chips"
    if unit == "part" and claim.role in _RELATIVE and claim.kind in ("stock", "order", "delivery"):
        return ""
    if unit not in _MEASURES:
        return "a part or a rate without its whole"
    if claim.kind == "usage" and unit != "tokens_per_s":
        return "not tokens over time"
    if claim.kind == "training" and unit not in ("chips", "equivalents"):
        return "cost of a training run"
    if claim.kind == "supply" and unit != "chips":
        return "supply, but not chips"
    if claim.kind == "revenue" and not claim.chips:
        return "revenue of more than chips"
    return _too_small(fact)


def _edges(fact: Fact, status: str, series: tuple[str, ...]) -> tuple[float, float, float, float]:
    """The plateau of a fact, with what its kind adds: spending on chips is part of capex, use is a lower bound."""
    low, high, below, above = _plateau(fact, status, series)
    if fact.lead.kind == "capex":
        first, last = settings()["capex"]["chips_part"]
        return low + math.log(first), high + math.log(last), below, above
    if fact.lead.kind in ("training", "usage"):
        extra = settings()["tokens"]["spread"] if fact.lead.kind == "usage" else 0.0
        return low, max(low, high) + UNSAID, math.hypot(below, extra), math.hypot(above, extra)
    if fact.amount.unit == "watts":
        return low + math.log(settings()["power"]["site_part"]), high, below, above
    if status == "rented":
        return low, max(low, high) + UNSAID, below, above
    return low, high, below, above


def _read(fact: Fact, places: _Places) -> tuple[list[Reading], str]:
    """The readings of one fact, or why there are none."""
    why = _usable(fact)
    if why:
        return [], why
    groups, split, why = scope_of(fact, places.world)
    status = _status(fact)
    window = _window(fact, status)
    weigh = _weigher(fact, status, window, places.throughput)
    found = []
    for holders in groups:
        for series in split:
            columns = places.columns(holders, series, weigh)
            wholes = _wholes(fact, places, (holders, series), (status, window)) if columns else []
            found += [
                _reading(fact, (holders, series), (status, window), (columns, under))
                for under in wholes
                if under or fact.amount.unit != "part"
            ]
    return found, why or ("" if found else "nothing in the model matches its chips and days")


def _wholes(
    fact: Fact,
    places: _Places,
    scope: tuple[tuple[str, ...], tuple[str, ...]],
    when: tuple[str, tuple[dt.date, dt.date]],
) -> list[dict[int, float]]:
    """What a share, ratio, rank or growth is of: the market, the others named (ranks: each), or the year before."""
    if fact.amount.unit != "part":
        return [{}]
    (holders, series), (status, (since, until)) = scope, when
    claim = fact.lead
    others = tuple(h for h in map(holder_id, claim.counterparty_ids or claim.counterparties) if not is_maker(h))
    if claim.role == "growth":
        return [places.columns(holders, series, _weigher(fact, status, (since - YEAR, until - YEAR), {}))]
    if claim.role == "share" and not others:
        others = (CHINA if all(market_of(h) == "CN" for h in holders) else ALL,)
    weigh = _weigher(fact, status, (since, until), {})
    each = [(o,) for o in others] if claim.role == "rank" else [others]
    return [places.columns(group, series, weigh) for group in each]


def _reading(
    fact: Fact,
    scope: tuple[tuple[str, ...], tuple[str, ...]],
    when: tuple[str, tuple[dt.date, dt.date]],
    weighed: tuple[dict[int, float], dict[int, float]],
) -> Reading:
    status, window = when
    low, high, below, above = _edges(fact, status, scope[1])
    return Reading(
        fact=fact.id,
        holders=scope[0],
        series=scope[1],
        status=status,
        measure=fact.amount.unit,
        since=window[0],
        until=window[1],
        columns=weighed[0],
        under=weighed[1],
        low=low,
        high=high,
        s_low=below,
        s_high=above,
        doubt=1.0 - (1.0 - _misread(fact)) * (1.0 - fact.doubt),
        claimed=fact.amount.low or fact.amount.high or 0.0,
        votes=fact.votes,
        ceiling=fact.lead.kind == "capex",
        bound="at_least" if fact.lead.kind in ("training", "usage") else fact.amount.bound,
    )


def _misread(fact: Fact) -> float:
    """The probability that the figure is another's: what the claim says of itself, a mean where it says nothing.

    None for what a person entered or accepted. Copies do not lower it: the same words are misread in the same way.
    """
    if fact.accepted or not fact.lead.extractor:
        return 0.0
    told = fact.lead.confidence
    return 1.0 - told if told < 1.0 else float(settings()["extraction"]["wrong"])


def read_facts(
    facts: Sequence[Fact], world: World, *, throughput: Mapping[str, float] | None = None
) -> tuple[tuple[Reading, ...], dict[str, str]]:
    """All readings, and for every fact without one the reason. One story has one vote on one quantity."""
    places = _Places(world, throughput)
    found: list[Reading] = []
    unread: dict[str, str] = {}
    story = {f.id: f.story for f in facts}
    for fact in facts:
        readings, why = _read(fact, places)
        found += readings
        if not readings:
            unread[fact.id] = why
    keys = [(story[r.fact], r.holders, r.series, r.status, r.ceiling, r.since.year) for r in found]
    counts = Counter(keys)
    shared = [msgspec.structs.replace(r, votes=r.votes / counts[k]) for r, k in zip(found, keys, strict=True)]
    return tuple(shared), unread


def as_arrays(readings: Sequence[Reading], world: World) -> Readings:
    """Readings as the sampler takes them: money weighs the columns after those of chips."""
    size = world.cells + world.groups
    shift = [size if r.measure == "usd" else 0 for r in readings]
    rows = [{c + s: w for c, w in r.columns.items()} for r, s in zip(readings, shift, strict=True)]
    divided = [i for i, r in enumerate(readings) if r.under]
    known: Any = settings()["tail"]
    fields = {f: np.array([getattr(r, f) for r in readings], dtype=SINGLE) for f in _FIELDS}
    return Readings(
        sums=Sums.of(rows),
        under=Sums.of([readings[i].under for i in divided]),
        under_rows=np.array(divided, dtype=np.intp),
        freedom=known["freedom"],
        breadth=known["breadth"],
        **fields,
    )


def plateau_of(fact: Fact) -> tuple[float, float, float, float]:
    """(low, high, spread below, spread above) of the logarithm of a fact's quantity."""
    return _plateau(fact, _status(fact))
