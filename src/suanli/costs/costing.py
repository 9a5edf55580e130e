"""`cost`: own or rent a chip, hold a fleet, train a run, serve a model; each figure with its doubt and its trail."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from suanli.catalog.forms import Chip
from suanli.costs.choosing import (
    Contest,
    break_even_use,
    contest,
    doubt_shares,
    market_clock,
    tornado,
    waterfall,
)
from suanli.costs.clocks import HOURS_PER_YEAR, annuity, cluster_price, decay_per_hour, straight_line
from suanli.costs.draws import Z50, Z80, Z90, Array, sample, spread_of
from suanli.costs.owning import Inputs, middle, own_rows, power_kw, total
from suanli.costs.question import DRAWS, Deal, Question, ask, equivalents
from suanli.costs.renting import path_factors
from suanli.errors import Unknown
from suanli.terms import Cost, Fleet, FleetLine, Run, Spread, content_id

__all__ = ["cost"]


def _full(value: Any) -> Array:
    return np.broadcast_to(np.asarray(value, dtype=float), (DRAWS,))


def _clocks(inputs: Inputs, factors: Array | None) -> dict[str, Spread]:
    """Four clocks of the same cluster share, US$ per chip-hour of hardware."""
    cluster = cluster_price(inputs.chip_usd * inputs.server_over_chip, inputs.network_share)
    found = {
        "decay (k ln 10)": spread_of(_full(decay_per_hour(cluster)), "US$/h"),
        "straight line": spread_of(_full(straight_line(cluster, inputs.years)), "US$/h"),
        "annuity": spread_of(_full(annuity(cluster, inputs.years, inputs.residual, inputs.capital)), "US$/h"),
    }
    if factors is not None:
        found["market rents"] = spread_of(market_clock(inputs, factors), "US$/h")
    return found


def _figures(asked: Question, hourly: Array, count: float) -> dict[str, Spread]:
    """Per delivered and H100-equivalent hour, purchase, a year's cost, energy and carbon."""
    inputs = asked.inputs
    share = cluster_price(inputs.chip_usd * inputs.server_over_chip, inputs.network_share)
    delivered = hourly / inputs.used
    energy = _full(power_kw(inputs)) * HOURS_PER_YEAR * count / 1000
    found = {
        "per_delivered_hour": spread_of(delivered, "US$/h"),
        "power": spread_of(_full(power_kw(inputs)) * count / 1000, "MW"),
        "purchase": spread_of(_full(share) * count, "US$"),
        "a_year": spread_of(hourly * HOURS_PER_YEAR * count, "US$"),
        "energy_a_year": spread_of(energy, "MWh"),
        "carbon_a_year": spread_of(energy * asked.carbon_kg_kwh, "tCO2e"),
    }
    for basis, factor in equivalents(asked.chip).items():
        found[f"per_h100e_hour_{basis}"] = spread_of(delivered / factor, "US$/h")
    return found


def _chance(share: float) -> Spread:
    """A share of draws with its sampling error; the doubt about the rent model itself is not in it."""
    error = math.sqrt(max(share * (1 - share), 1e-9) / DRAWS)
    ends = {f"{side}{level}": min(max(share + sign * z * error, 0.0), 1.0)
            for side, sign in (("low", -1), ("high", 1)) for level, z in ((50, Z50), (80, Z80), (90, Z90))}  # fmt: skip
    return Spread(median=share, unit="probability", **ends)


def _options(asked: Question, found: Contest | None, hourly: Array) -> tuple[dict[str, Any], ...]:
    """Own and rent side by side, what the doubt comes from, and the tornado of the owned hour."""
    inputs = asked.inputs
    listed: list[dict[str, Any]] = [{"name": "own", "per_delivered_hour": spread_of(hourly / inputs.used, "US$/h")}]
    if found is not None:
        listed[0] |= {"present_value": found["own"], "regret": found["regret_if_bought"]}
        listed[0]["regret_usd"] = round(found["mean_regret_if_bought"], 2)
        listed.append(
            {
                "name": "rent",
                "per_delivered_hour": spread_of(_full(inputs.rent_usd), "US$/h"),
                "present_value": found["rent"],
                "regret": found["regret_if_rented"],
                "regret_usd": round(found["mean_regret_if_rented"], 2),
            }
        )
        listed.append({"name": "doubt", "shares": doubt_shares(found, inputs)})
    listed.append({"name": "tornado", "bars": tornado(inputs)})
    return tuple(listed)


def _against_rent(inputs: Inputs) -> tuple[dict[str, float], dict[str, float], str]:
    one = middle(inputs)
    rows = {k: float(v) / float(one.used) for k, v in own_rows(one).items()}
    return rows, {"rent": float(one.rent_usd)}, "US$ per delivered chip-hour, own to rent"


def _against_chip(asked: Question, other: str, deal: Deal) -> tuple[dict[str, float], dict[str, float], str]:
    second = ask(other, replace(deal, price=None, rent=None))  # a price said is the first chip's
    basis = next((b for b in ("compute16", "tpp") if all(b in equivalents(c.chip) for c in (asked, second))), None)
    if basis is None:
        raise Unknown(f"cost: {asked.chip.id} and {second.chip.id} share no basis of work; compute is unpublished")
    sides = []
    for q in (asked, second):
        one = middle(q.inputs)
        scale = float(one.used) * equivalents(q.chip)[basis]
        sides.append({k: float(v) / scale for k, v in own_rows(one).items()})
    return sides[0], sides[1], f"US$ per H100-equivalent hour ({basis}), {asked.chip.id} to {second.chip.id}"


def _compared(asked: Question, compare: str, deal: Deal) -> dict[str, Any]:
    """The gap to another option, row by row, at the medians of all inputs."""
    if compare == "rent":
        if np.isnan(np.asarray(asked.inputs.rent_usd)).any():
            raise Unknown(f"cost: no rent of {asked.chip.id} is known to compare with; give one with --rent")
        first, second, unit = _against_rent(asked.inputs)
    else:
        first, second, unit = _against_chip(asked, compare, deal)
    return {"name": "waterfall", "unit": unit, "steps": waterfall(first, second)}


def _chip_cost(chip: str | Chip, deal: Deal, *, count: float, compare: str) -> Cost:
    """Own or rent one kind of chip: rows per chip-hour owned."""
    asked = ask(chip, deal)
    inputs = asked.inputs
    rows = {k: _full(v) for k, v in own_rows(inputs).items()}
    hourly = np.asarray(sum(rows.values()))
    figures = _figures(asked, hourly, count)
    found, factors = None, None
    if not np.isnan(np.asarray(inputs.rent_usd)).any():
        factors = path_factors(deal.months, size=DRAWS, rng=np.random.default_rng(deal.seed + 1))
        found = contest(inputs, factors, months=deal.months)
        figures["rent_per_hour"] = spread_of(_full(inputs.rent_usd), "US$/h")
        figures["break_even_use"] = spread_of(_full(break_even_use(hourly, inputs.rent_usd)), "share of hours")
        figures["break_even_month"] = found["break_even_month"]
        figures["chance_buying_wins"] = _chance(found["chance_buying_wins"])
    options = _options(asked, found, hourly)
    if compare:
        options += (_compared(asked, compare, deal),)
    return Cost(
        id=content_id("k", asked.chip.id, deal, count, compare),
        subject=f"{count:,.0f} {asked.chip.id}",
        on=deal.on,
        unit="US$ per chip-hour owned",
        rows={k: spread_of(v, "US$/h") for k, v in rows.items()},
        total=spread_of(hourly, "US$/h"),
        figures=figures,
        clocks=_clocks(inputs, factors),
        options=options,
        sources=tuple(asked.sources),
        assumptions=(*asked.assumptions, *_said(deal)),
    )


def _said(deal: Deal) -> list[str]:
    use = f"used {deal.used:.0%} of hours, horizon {deal.months} months"
    return [f"{use}, place {deal.place}, seed {deal.seed}", "taxes, insurance and volume discounts are left out"]


def _line_cost(line: FleetLine, deal: Deal, rng: np.random.Generator) -> tuple[Array, Array, Array, Question]:
    """A year of a fleet's line: US$, MWh, tCO2e."""
    asked = ask(line.chip, deal)
    chips = sample(line.chips, size=DRAWS, rng=rng)
    energy = _full(power_kw(asked.inputs)) * HOURS_PER_YEAR * chips / 1000
    return _full(total(own_rows(asked.inputs))) * HOURS_PER_YEAR * chips, energy, energy * asked.carbon_kg_kwh, asked


def _fleet_cost(fleet: Fleet, deal: Deal) -> Cost:
    """A year of holding a fleet: rows by chip; lines without a price or a power are left out and named."""
    rng = np.random.default_rng(deal.seed + 2)
    rows: dict[str, Array] = {}
    energy, carbon = np.zeros(DRAWS), np.zeros(DRAWS)
    sources: list[str] = []
    missing: list[str] = []
    for line in fleet.lines:
        try:
            usd, mwh, tonnes, asked = _line_cost(line, deal, rng)
        except Unknown as error:
            missing.append(f"{line.chip} is left out: {error}")
            continue
        rows[line.chip] = rows.get(line.chip, np.zeros(DRAWS)) + usd
        energy, carbon = energy + mwh, carbon + tonnes
        sources += [*(f"claim {c}" for c, _ in line.claims), *asked.sources[:2]]
    if not rows:
        raise Unknown(f"cost: no line of {fleet.holder}'s fleet has a price; {'; '.join(missing) or 'it is empty'}")
    return Cost(
        id=content_id("k", fleet.id, deal),
        subject=f"fleet of {fleet.holder} on {fleet.on}",
        on=deal.on,
        unit="US$ a year of owning",
        rows={k: spread_of(v, "US$") for k, v in rows.items()},
        total=spread_of(np.asarray(sum(rows.values())), "US$"),
        figures={"energy_a_year": spread_of(energy, "MWh"), "carbon_a_year": spread_of(carbon, "tCO2e")},
        sources=tuple(dict.fromkeys((f"fleet {fleet.id}", *sources))),
        assumptions=(*missing, *_said(deal), "counts and prices are drawn apart"),
    )


def _run_hours(run: Run, rng: np.random.Generator) -> Array:
    """Chip-hours of a training run, with the run's own doubt where it says one."""
    for name, scale in (("chip_hours", 1.0), ("days", 24.0 * run.count)):
        if name in run.intervals:
            return sample(run.intervals[name], size=DRAWS, rng=rng) * scale
        if name in run.figures:
            return np.full(DRAWS, run.figures[name] * scale)
    raise Unknown(f"cost: run {run.id} has no days; a training run made by `suanli train` has them")


def _million_tokens(run: Run, serving: bool, rng: np.random.Generator) -> Array | None:
    """Millions of tokens trained on, or served in an hour (output tokens); None where the run does not say."""
    if not serving:
        tokens = run.figures.get("tokens")
        return np.full(DRAWS, tokens / 1e6) if tokens else None
    rate = run.intervals.get("tokens_per_s")
    drawn = sample(rate, size=DRAWS, rng=rng) if rate else np.full(DRAWS, run.figures["tokens_per_s"])
    return drawn * 3600 / 1e6


def _run_cost(run: Run, deal: Deal) -> Cost:
    """A training run's cost, or a service's cost an hour, from owned hours at the share of hours in use."""
    asked = ask(run.chip, deal)
    rng = np.random.default_rng(deal.seed + 3)
    serving = "tokens_per_s" in run.figures and "days" not in run.figures
    hours = np.full(DRAWS, float(run.count)) if serving else _run_hours(run, rng)
    rows = {k: _full(v) / deal.used * hours for k, v in own_rows(asked.inputs).items()}
    whole = np.asarray(sum(rows.values()))
    energy = _full(power_kw(asked.inputs)) * hours / 1000
    figures = {
        "energy": spread_of(energy, "MWh"),
        "carbon": spread_of(energy * asked.carbon_kg_kwh, "tCO2e"),
        "chip_hours": spread_of(hours, "h"),
    }
    millions = _million_tokens(run, serving, rng)
    if millions is not None:
        figures["per_million_tokens"] = spread_of(whole / millions, "US$")
    if not np.isnan(np.asarray(asked.inputs.rent_usd)).any():
        figures["rented"] = spread_of(_full(asked.inputs.rent_usd) * hours, "US$")
    unit = "US$ an hour of service" if serving else "US$"
    return Cost(
        id=content_id("k", run.id, deal),
        subject=f"{run.task} {run.model} on {run.count:,} {run.chip}",
        on=deal.on,
        unit=unit,
        rows={k: spread_of(v, "US$") for k, v in rows.items()},
        total=spread_of(whole, "US$"),
        figures=figures,
        clocks=_clocks(asked.inputs, None),
        sources=(f"run {run.id}", *asked.sources),
        assumptions=(*asked.assumptions, *run.assumptions, *_said(deal)),
    )


def _checked(count: float, deal: Deal) -> None:
    """Units within reason, or `Unknown` with what would do."""
    limits: Mapping[str, tuple[float | None, float, float]] = {
        "count": (count, 1, 1e9), "used": (deal.used, 0.01, 1.0), "months": (deal.months, 1, 240),
        "price": (deal.price, 1, 1e7), "rent": (deal.rent, 0.001, 1e4), "years": (deal.years, 0.5, 20),
        "capital": (deal.capital, 0.0, 1.0), "residual": (deal.residual, 0.0, 0.99), "power": (deal.power, 0.0, 5.0),
    }  # fmt: skip
    for name, (value, low, high) in limits.items():
        if value is not None and not low <= value <= high:
            raise Unknown(f"cost: {name} {value!r} is outside {low:g} to {high:g}; see docs/verbs/cost.md for units")


def cost(  # noqa: PLR0913 - the twin of a command with these options
    thing: str | Chip | Fleet | Run,
    *,
    on: dt.date,
    count: int = 1,
    price: float | None = None,
    rent: float | None = None,
    place: str = "US",
    used: float = 0.85,
    months: int = 48,
    years: float | None = None,
    capital: float | None = None,
    residual: float | None = None,
    power: float | None = None,
    colocation: bool = False,
    compare: str = "",
    seed: int = 0,
) -> Cost:
    """What it costs to own (and rent) chips, hold a fleet for a year, train a run or serve a model.

    `price` is US$ for a chip with its share of the server, `rent` US$ an hour, `power` US$ a kWh, `used` the share
    of hours in use, `capital` a year, `residual` the share left at the end of `years`; what is left out is drawn
    from prices.csv, power.csv and constants/costs.toml. `compare` (rent, or another chip) splits the gap row by row.
    Medians and 50, 80 and 90 % intervals of 10,000 draws. Ignored: taxes, insurance, discounts, failures beyond
    spares; decay of Epoch's clock is fixed at 0.14 orders of magnitude a year.
    """
    deal = Deal(
        on=on, price=price, rent=rent, place=place, used=used, months=months, years=years, capital=capital,
        residual=residual, power=power, colocation=colocation, seed=seed,
    )  # fmt: skip
    _checked(count, deal)
    if isinstance(thing, Fleet | Run) and (count != 1 or compare):
        said = "compare" if compare else "count"
        raise Unknown(f"cost: {said} is about a chip by name; a fleet or a run has its own number of chips")
    if isinstance(thing, Fleet):
        return _fleet_cost(thing, deal)
    if isinstance(thing, Run):
        return _run_cost(thing, deal)
    return _chip_cost(thing, deal, count=count, compare=compare)
