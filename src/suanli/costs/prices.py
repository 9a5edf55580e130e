"""What a chip cost, or its hour, on a day: every dated quote before it, weighed by age, with a spread that widens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from suanli import catalog
from suanli.catalog.forms import Chip
from suanli.catalog.loading import fold
from suanli.catalog.places import country, unknown_place
from suanli.costs.clocks import HOURS_PER_YEAR
from suanli.costs.draws import assumption, lognormal
from suanli.errors import Unknown
from suanli.terms import Spread, Term

__all__ = ["KINDS", "Price", "Quote", "combine", "one_basis", "price", "quotes"]

# what may be asked for: the price types of prices.csv behind it
KINDS: dict[str, tuple[str, ...]] = {
    "buy": ("list", "reseller", "transaction", "grey", "estimate", "claim_implied"),
    "list": ("list",),
    "distributor": ("reseller",),
    "transaction": ("transaction", "claim_implied"),
    "grey": ("grey",),
    "rental": ("rental",),
    "rental-list": ("rental",),
}
# list prices of the largest clouds stand far above the market and seldom move: a market of their own
LIST_CLOUDS = ("Amazon", "AWS", "Google Cloud", "Azure", "Oracle", "Databricks")
HOURLY = {"GPU-hour": 1.0, "instance-hour": 1.0, "card-year": 1.0 / HOURS_PER_YEAR}
DAYS = 365.25


class Quote(Term, frozen=True, kw_only=True):
    """One row of prices.csv in use: `usd` for one chip (or one chip-hour), `weight` its share in the answer."""

    date: dt.date
    chip: str
    item: str
    kind: str
    usd: float
    server: bool
    region: str
    source: str
    weight: float = 0.0


class Price(Term, frozen=True, kw_only=True):
    """What one chip (or its hour) costs on a day, with the rows behind it.

    `server_share` says that the price holds the chip's share of its server, else it is the chip alone.
    """

    chip: str
    on: dt.date
    kind: str
    place: str
    usd: Spread
    server_share: bool
    quotes: tuple[Quote, ...]
    notes: tuple[str, ...] = ()


def _quote(row: Mapping[str, Any]) -> Quote | None:
    """A row as a quote; None where it has no figure for one chip, or a period that nobody can read."""
    usd, unit = row["usd_per_chip"], str(row["unit"] or "")
    if not isinstance(usd, float) or not row["chip_id"]:
        return None
    if row["price_type"] == "rental":
        if unit not in HOURLY:
            return None
        usd *= HOURLY[unit]
    elif unit in {"quarter", "stock", "deal"}:
        return None
    item = str(row["item"])
    return Quote(
        date=dt.date.fromisoformat(str(row["date"])),
        chip=row["chip_id"],
        item=item,
        kind=row["price_type"],
        usd=usd,
        server="server" in unit or "system" in item or "servers" in str(row["note"] or ""),
        region=row["region"] or "",
        source=row["source"] or "",
    )


def region_of(place: str) -> str:
    """The region of prices.csv that a place means: China, US, global, else the country's name; empty for none asked.

    `Unknown` with near names for a place that is no country.
    """
    if fold(place) in {"", "global"}:
        return fold(place)
    found = country(place)
    if found is None:
        raise unknown_place(place)
    return {"CN": "China", "US": "US"}.get(str(found["code"]), str(found["name"]))


def quotes(chip: Chip, *, kind: str = "buy", place: str = "") -> tuple[tuple[Quote, ...], tuple[str, ...]]:
    """All dated quotes for a chip and what was widened to find them: first its own, then those of its family."""
    if kind not in KINDS:
        raise Unknown(f"price: unknown kind {kind!r}; one of {', '.join(KINDS)}")
    every = [q for q in map(_quote, catalog.prices()) if q is not None and q.kind in KINDS[kind]]
    found, notes = [q for q in every if q.chip == chip.id], []
    if not found:
        family = {c.id for c in catalog.chips.values() if c.canonical == chip.canonical}
        found = [q for q in every if q.chip in family]
        if found:
            notes.append(f"no quote names {chip.id}: quotes for {', '.join(sorted({q.chip for q in found}))} stand in")
    found, more = _segment(found, kind)
    notes += more
    if place:
        near = [q for q in found if q.region == place]
        if near:
            found = near
        elif found:
            notes.append(f"no {kind} quote from {place}: quotes from elsewhere stand in")
    return tuple(sorted(found, key=lambda q: (q.date, q.item))), tuple(notes)


def _segment(found: list[Quote], kind: str) -> tuple[list[Quote], list[str]]:
    """Rents of the market, or of the largest clouds' lists; the other stands in where there is none."""
    if not kind.startswith("rental"):
        return found, []
    wanted = kind == "rental-list"
    kept = [q for q in found if any(name in q.item for name in LIST_CLOUDS) is wanted]
    if kept or not found:
        return kept, []
    other = "market rents" if wanted else "list prices of large clouds"
    return found, [f"no {kind} quote: {other} stand in"]


def _missing(chip: Chip, kind: str, on: dt.date, known: Sequence[Quote]) -> Unknown:
    """What is known instead, and when."""
    other = [q for k in ("buy", "rental") if k != kind for q in quotes(chip, kind=k)[0]]
    if known:
        first = known[0]
        text = f"the first is of {first.date} ({first.usd:,.2f} US$, {first.source[:60]})"
    elif other:
        text = f"known are {', '.join(sorted({q.kind for q in other}))} quotes from {other[0].date}"
    else:
        text = "no quote of any kind is known; add a row to prices.csv"
    return Unknown(f"price: no {kind} price of {chip.id} by {on}; {text}")


def combine(found: Sequence[Quote], on: dt.date, *, kind: str) -> tuple[float, float, list[float]]:
    """Median, standard deviation of the logarithm, and weights, from quotes on or before a day.

    Weights fall with age; the spread holds the noise of one quote, how far the quotes disagree, and the drift a
    market may have made since the newest. Ignored: volume discounts, and any trend (prices are not extrapolated).
    """
    noise = assumption("rent_noise" if kind.startswith("rental") else "price_noise")
    ages = np.array([(on - q.date).days for q in found], dtype=float)
    weights = np.exp(-(ages - ages.min()) / noise["memory_days"])
    logs = np.log([q.usd for q in found])
    middle = float(np.average(logs, weights=weights))
    apart = float(np.average((logs - middle) ** 2, weights=weights))
    drift = noise["growth"] ** 2 * float(ages.min()) / DAYS
    sigma = float(np.sqrt(noise["value"] ** 2 + apart + drift))
    return float(np.exp(middle)), sigma, (weights / weights.sum()).tolist()


def one_basis(found: Iterable[Quote]) -> tuple[list[Quote], bool, list[str]]:
    """Quotes on one basis: chips alone where any is, servers' shares divided by the usual factor."""
    found = list(found)
    if not any(q.server for q in found):
        return found, False, []
    if all(q.server for q in found):
        return found, True, ["prices hold the chip's share of its server"]
    factor = assumption("server_over_chip")["value"]
    import msgspec

    same = [msgspec.structs.replace(q, usd=q.usd / factor, server=False) if q.server else q for q in found]
    return same, False, [f"server prices divided by {factor} to stand for the chip alone"]


def price(chip: str | Chip, *, on: dt.date, kind: str = "buy", place: str = "") -> Price:
    """What one chip costs (`kind` buy, list, distributor, transaction or grey), or its hour (`rental`), on a day.

    US dollars, as a spread that widens with the age of the newest quote and the disagreement of all. `place` keeps
    quotes from a region (China, US, global; of another country there are none, and the note says so). Raises
    `Unknown`, with what is known and when, before the first quote.
    """
    if isinstance(chip, str):
        from suanli.costs.naming import chip_named

        chip = chip_named(chip)
    place = region_of(place)
    known, notes = quotes(chip, kind=kind, place=place)
    found, server, more = one_basis(q for q in known if q.date <= on)
    if not found:
        raise _missing(chip, kind, on, known)
    middle, sigma, weights = combine(found, on, kind=kind)
    import msgspec

    used = [msgspec.structs.replace(q, weight=round(w, 4)) for q, w in zip(found, weights, strict=True)]
    used.sort(key=lambda q: (-q.weight, q.date))
    what = "rent" if kind.startswith("rental") else "price"
    age = (on - max(q.date for q in found)).days
    aged = [f"the newest {what} quote is {age:,} days old"] if age > 180 else []
    return Price(
        chip=chip.id,
        on=on,
        kind=kind,
        place=place,
        usd=lognormal(middle, sigma, "US$/h" if kind.startswith("rental") else "US$"),
        server_share=server,
        quotes=tuple(used),
        notes=(*notes, *more, *aged),
    )
