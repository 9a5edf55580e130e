"""Do the intervals deserve their names? Simulated worlds with a hidden truth, and stories held out of real ones.

A simulated world draws its fleets from the prior and a press that reports on them: rounded, bounded, joint,
ordered before delivered, exaggerated, wrong and denied, copied and translated with slips. What the press does
is written here in its own words, not through the likelihood, so that the two can disagree.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from suanli.fleets.belief import Reading, as_arrays, places, read_facts
from suanli.fleets.budgets import budgets
from suanli.fleets.calendar import delivered, held
from suanli.fleets.estimating import believe
from suanli.fleets.judging import deny, judge
from suanli.fleets.lines import stock_of
from suanli.fleets.sampling import sample, trusted
from suanli.fleets.scope import settings
from suanli.fleets.stories import gather
from suanli.fleets.supply import supply_series
from suanli.fleets.world import SINGLE, World, build_world
from suanli.terms import Claim, Document, Period, Quantity, Quote

__all__ = ["calibrate", "hold_out"]

LEVELS = (50, 80, 90)
ON = dt.date(2025, 6, 30)
HOLDERS = ("bytedance", "alibaba", "tencent", "baidu", "kuaishou", "meituan")
CHIPS = ("A100", "A800", "H800", "H20")
DAY = dt.timedelta(days=1)
STANCES = ("asserted", "estimated", "reported")
PART = 0.2  # of stocks told are those of one cluster
EXAGGERATED = 0.08
WRONG = 0.05
DENIED_TRUE, DENIED_WRONG = 0.04, 0.5
COPIES = 1.5
SLIP = 0.04
Z90 = 1.6448536269514722
Array = NDArray[Any]


class _Press:
    """Reports on one hidden truth."""

    def __init__(self, world: World, truth: Array, rng: np.random.Generator) -> None:
        self.places, self.truth, self.rng = places(world), truth, rng
        self.number = 0

    def amount(self, holders: Sequence[str], chip: str, *, day: dt.date, flow: bool) -> float:
        """What is so: chips in service on a day, or delivered in its year."""
        first = dt.date(day.year, 1, 1)
        until = dt.date(day.year + 1, 1, 1)
        columns = self.places.columns(
            holders, [chip], lambda lot, _: delivered(lot, first, until) if flow else held(lot, day)
        )
        return math.fsum(float(self.truth[c]) * w for c, w in columns.items())

    def story(self) -> list[Claim]:
        """One report with its copies, and perhaps its denial."""
        rng = self.rng
        joint = rng.uniform() < 0.2
        who = tuple(sorted(rng.choice(HOLDERS, size=int(rng.integers(2, 4)) if joint else 1, replace=False).tolist()))
        chip = str(rng.choice(CHIPS))
        day = dt.date(int(rng.integers(2023, 2026)), int(rng.integers(1, 7)), 28)
        ordered = rng.uniform() < 0.3
        so = self.amount(who, chip, day=day, flow=ordered)
        if so < 300:
            return []
        stance = str(rng.choice(STANCES, p=[0.2, 0.3, 0.5]))
        wrong = rng.uniform() < WRONG
        said = so * math.exp(self._error(stance, wrong=bool(wrong)))
        if ordered:
            said /= min(math.exp(rng.normal(math.log(0.85), 0.2)), 1.0)
        elif rng.uniform() < PART:
            said *= rng.uniform(0.4, 0.95)
        told = self._told(who, chip, said, (day, ordered, stance))
        denied = rng.uniform() < (DENIED_WRONG if wrong else DENIED_TRUE)
        return [*told, *([self._denial(told[0])] if denied else [])]

    def _error(self, stance: str, *, wrong: bool) -> float:
        """Log error of a source: a core, one in six much worse, some boast, a few know nothing."""
        rng = self.rng
        spread = settings()["noise"][stance] * (2.2 if rng.uniform() < 1 / 6 else 0.85)
        error = rng.normal(0.0, spread)
        if rng.uniform() < EXAGGERATED:
            error += rng.uniform(0.2, 0.8)
        return float(rng.normal(0.0, 1.3) if wrong else error)

    def _told(self, who: tuple[str, ...], chip: str, said: float, about: tuple[dt.date, bool, str]) -> list[Claim]:
        bound = str(
            self.rng.choice(
                ["exact", "about", "at_least", "at_most", "range", "magnitude"], p=[0.3, 0.3, 0.18, 0.06, 0.08, 0.08]
            )
        )
        quantity = self._quantity(said, bound)
        first = self._claim(who, chip, quantity, about)
        return [first, *(self._copy(first, n) for n in range(int(self.rng.poisson(COPIES))))]

    def _quantity(self, said: float, bound: str) -> Quantity:
        """The figure as written: one or two digits, bounds as reporters choose them."""
        digits = int(self.rng.integers(1, 3))
        unit = 10.0 ** (math.floor(math.log10(said)) - digits + 1)
        near = max(round(said / unit), 1) * unit
        low: float | None = near
        high: float | None = near
        if bound == "at_least":
            low, high = max(math.floor(said * math.exp(-self.rng.exponential(0.25)) / unit), 1) * unit, None
        elif bound == "at_most":
            low, high = None, math.ceil(said * math.exp(self.rng.exponential(0.25)) / unit) * unit
        elif bound == "range":
            low, high = near * 0.8, near * 1.25
        elif bound == "magnitude":
            low = 10.0 ** math.floor(math.log10(said))
            high = low * 9.99
        return Quantity(measure="chips", low=low, high=high, unit="chips", bound=bound)

    def _claim(self, who: tuple[str, ...], chip: str, quantity: Quantity, about: tuple[dt.date, bool, str]) -> Claim:
        day, ordered, stance = about
        self.number += 1
        year = Period(since=dt.date(day.year, 1, 1), until=dt.date(day.year + 1, 1, 1))
        name = f"d{self.number}"
        return Claim(
            id=f"c-{name}",
            doc_id=name,
            kind="delivery" if ordered and stance == "estimated" else ("order" if ordered else "stock"),
            actors=who,
            chips=(chip,),
            quantity=quantity,
            period=year if ordered else Period(since=day, until=day + DAY),
            status="ordered" if ordered else "held",
            stance=stance,
            actor_mode="joint" if len(who) > 1 else "single",
            evidence=Quote(start=0, end=1, text=name),
            published=Period(since=day + 10 * DAY, until=day + 11 * DAY),
        )

    def _copy(self, claim: Claim, number: int) -> Claim:
        """A retelling some days later, in another language, now and then with a slip of a digit."""
        name = f"{claim.doc_id}-{number}"
        quantity = claim.quantity
        if self.rng.uniform() < SLIP and quantity is not None and quantity.low and quantity.high:
            factor = float(self.rng.choice([0.1, 3.0, 10.0]))
            quantity = msgspec.structs.replace(quantity, low=quantity.low * factor, high=quantity.high * factor)
        assert claim.published is not None
        assert claim.published.since is not None
        late = claim.published.since + int(self.rng.integers(0, 20)) * DAY
        return msgspec.structs.replace(
            claim,
            id=f"c-{name}",
            doc_id=name,
            quantity=quantity,
            attribution=(claim.doc_id, "agency"),
            published=Period(since=late, until=late + DAY),
        )

    def _denial(self, claim: Claim) -> Claim:
        return msgspec.structs.replace(
            claim,
            id=f"{claim.id}-no",
            quantity=None,
            kind="other",
            stance="denied",
            polarity="negative",
            denies=(claim.id,),
        )


def _posterior(world: World, claims: Sequence[Claim], seed: int) -> Any:
    decided = judge(claims, (), as_of=None)
    gathered = gather(decided.claims)
    facts = deny(gathered.facts, gathered.silent, decided)
    readings, _ = read_facts(facts, world)
    return sample(world, as_arrays(readings, world), seed=seed), readings


def _ranks(world: World, seed: int) -> list[tuple[str, float]]:
    """(what, rank of the truth among the draws) for every figure of one world."""
    rng = np.random.default_rng([seed, 11])
    hidden = world.forward(rng.standard_normal((world.size, 1)).astype(SINGLE))
    truth = np.concatenate([hidden.delivered[:, 0], hidden.supplied[:, 0]])
    press = _Press(world, truth, rng)
    claims = [c for _ in range(int(rng.integers(8, 25))) for c in press.story()]
    posterior, readings = _posterior(world, claims, seed)
    spoken = {(h, s) for r in readings for h in r.holders for s in r.series}
    found = []
    for holder in HOLDERS:
        draws = stock_of(posterior, holder, ON)
        so = _stock_so(press, holder)
        for at, chip in enumerate(draws.series):
            if so[at] > 1 and trusted(draws.chips[at])[0]:
                what = "chips with claims" if (holder, chip) in spoken else "chips without claims"
                found.append((what, float(np.mean(draws.chips[at] < so[at]))))
        if trusted(draws.chips.sum(axis=0))[0]:
            found.append(("holders' totals", float(np.mean(draws.chips.sum(axis=0) < sum(so)))))
    return found


def _stock_so(press: _Press, holder: str) -> list[float]:
    return [press.amount((holder,), chip, day=ON, flow=False) for chip in CHIPS]


def _small_world() -> World:
    series = tuple(s for s in supply_series(2025) if s.id in CHIPS)
    return build_world(tuple(sorted(series, key=lambda s: CHIPS.index(s.id))), HOLDERS)


def calibrate(*, worlds: int = 200, seed: int = 0) -> list[dict[str, Any]]:
    """Coverage of the 50, 80 and 90 % intervals over simulated worlds, one record for each group of figures.

    Each record: `family`, `level`, `coverage` (%), `aim`, `within` (points off), `count`, `worlds` and
    `error` (standard error over worlds, figures of one world counted as one). The aim is 3 points.
    """
    world = _small_world()
    by_world: list[list[tuple[str, float]]] = [_ranks(world, seed * 100_003 + n) for n in range(worlds)]
    families = sorted({what for found in by_world for what, _ in found})
    return [_coverage(name, level, by_world) for name in [*families, "all"] for level in LEVELS]


def _coverage(name: str, level: int, by_world: Sequence[Sequence[tuple[str, float]]]) -> dict[str, Any]:
    edge = (1 - level / 100) / 2
    parts = []
    for found in by_world:
        inside = [edge <= rank <= 1 - edge for what, rank in found if name in (what, "all")]
        if inside:
            parts.append((sum(inside), len(inside)))
    hits, count = sum(p[0] for p in parts), sum(p[1] for p in parts)
    rate = hits / count if count else math.nan
    spread = sum((h - rate * n) ** 2 for h, n in parts) ** 0.5 / max(count, 1)
    return {
        "family": f"fleets, simulated worlds: {name}",
        "level": level,
        "coverage": round(100 * rate, 1),
        "aim": level,
        "within": round(abs(100 * rate - level), 1),
        "error": round(100 * spread, 1),
        "count": count,
        "worlds": len(parts),
    }


def hold_out(
    claims: Iterable[Claim], *, on: dt.date, documents: Iterable[Document] = (), seed: int = 0
) -> list[dict[str, Any]]:
    """Each story's claims predicted without it: one record a claim, then one with the part inside 90 %.

    A claim is inside where its plateau (open sides reach to infinity) meets the central 90 % of what a source
    of its kind would say. Refits once a story; the aim is 80 to 95 % inside.
    """
    belief = believe(claims, on=on, documents=documents, seed=seed)
    story = {f.id: f for f in belief.facts}
    by_story: dict[str, list[Reading]] = defaultdict(list)
    for reading in belief.readings:
        by_story[story[reading.fact].story].append(reading)
    records: list[dict[str, Any]] = []
    limits = budgets(belief.world)
    for name, own in sorted(by_story.items()):
        rest = [r for r in belief.readings if story[r.fact].story != name]
        fit = sample(belief.world, as_arrays((*rest, *limits), belief.world), seed=seed)
        records += [_held(r, story[r.fact].lead, name, fit, belief.world) for r in own]
    inside = sum(r["inside90"] for r in records)
    rate = 100 * inside / len(records) if records else math.nan
    summary = {"family": "fleets, story held out", "level": 90, "coverage": round(rate, 1), "count": len(records)}
    return [*records, {**summary, "stories": len(by_story)}]


def _held(reading: Reading, claim: Claim, story: str, fit: Any, world: World) -> dict[str, Any]:
    """Where a held-out reading falls in what the rest predicts that a source of its kind would say."""
    one = as_arrays([reading], world)
    draws = fit.draws
    flow = np.concatenate([draws.delivered, draws.supplied])
    cost = np.concatenate([draws.price[world.cell_group], draws.price])
    values = np.concatenate([flow, flow * cost])
    g = np.log(one.sums.forward(values)[0] + 1e-6)
    if reading.under:
        g = g - np.log(one.under.forward(values)[0] + 1e-6)
    rng = np.random.default_rng(5)
    noise = rng.standard_t(settings()["tail"]["freedom"], size=len(g))
    off = np.where(noise > 0, reading.s_low, reading.s_high) * noise
    breadth = settings()["tail"]["breadth"]
    said = g + np.where(rng.uniform(size=len(g)) < reading.doubt, rng.uniform(-breadth, breadth, len(g)), off)
    low, middle, high = (float(v) for v in np.percentile(said, [5, 50, 95]))
    top = math.inf if reading.bound == "at_least" else reading.high
    bottom = -math.inf if reading.bound == "at_most" else reading.low
    return {
        "claim": claim.id,
        "story": story,
        "holders": reading.holders,
        "chips": reading.series,
        "days": (reading.since, reading.until),
        "says": claim.evidence.text[:60],
        "claimed": reading.claimed,
        "predicted": [round(math.exp(v), 4) for v in (low, middle, high)],
        "status": reading.status,
        "bound": reading.bound,
        "inside90": bool(bottom <= high and top >= low),
    }
