"""From a chip and what is known of a deal to inputs with doubt, and the words that say where each came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from suanli import catalog
from suanli.catalog.forms import Chip
from suanli.catalog.power import server_power_of, site_power
from suanli.costs.carbon import carbon_at, country_code, power_at
from suanli.costs.draws import Array, draw, sample
from suanli.costs.naming import chip_named
from suanli.costs.owning import Inputs, draw_inputs
from suanli.costs.prices import Price, price
from suanli.errors import Unknown

__all__ = ["Deal", "Question", "ask", "equivalents"]

DRAWS = 10_000
REFERENCE = "h100_sxm_80"


@dataclass(frozen=True)
class Deal:
    """What the asker fixes; None leaves a figure to prices.csv, power.csv and constants/costs.toml."""

    on: dt.date
    price: float | None = None
    rent: float | None = None
    place: str = "US"
    used: float = 0.85
    months: int = 48
    years: float | None = None
    capital: float | None = None
    residual: float | None = None
    power: float | None = None
    colocation: bool = False
    seed: int = 0


@dataclass
class Question:
    """A chip's inputs as draws, its carbon, and the trail."""

    chip: Chip
    inputs: Inputs
    carbon_kg_kwh: Array
    sources: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)


def _trail(found: Price, what: str) -> list[str]:
    head = found.quotes[:3]
    rest = len(found.quotes) - len(head)
    lines = [f"prices.csv {q.date} {q.chip} {q.kind} {q.usd:,.2f} US$ ({q.source})" for q in head]
    return [*lines, *([f"and {rest} older {what} rows of prices.csv"] if rest else [])]


def _region(deal: Deal) -> str:
    """The region of prices.csv whose quotes count: China's market has prices of its own, elsewhere all do."""
    return "China" if country_code(deal.place) == "CN" else ""


def _buy(chip: Chip, deal: Deal, given: dict[str, Any], rng: np.random.Generator, asked: Question) -> None:
    """The chip's price: as said (with its server's share), or from quotes."""
    if deal.price is not None:
        given["share"] = deal.price
        asked.assumptions.append(f"{deal.price:,.0f} US$ a chip with its share of the server, as said")
        return
    found = price(chip, on=deal.on, place=_region(deal))
    given["share" if found.server_share else "chip_usd"] = sample(found.usd, size=DRAWS, rng=rng)
    asked.sources += _trail(found, "price")
    asked.assumptions += found.notes


def _rent(chip: Chip, deal: Deal, given: dict[str, Any], rng: np.random.Generator, asked: Question) -> None:
    """The rent: as said, or from quotes; without either the contest with renting is left out, and said so."""
    if deal.rent is not None:
        given["rent_usd"] = np.full(DRAWS, deal.rent)
        asked.assumptions.append(f"rent {deal.rent:,.2f} US$/h, as said")
        return
    try:
        found = price(chip, on=deal.on, kind="rental", place=_region(deal))
    except Unknown as missing:
        asked.assumptions.append(f"no rent: {missing}")
        return
    given["rent_usd"] = sample(found.usd, size=DRAWS, rng=rng)
    asked.sources += _trail(found, "rent")
    asked.assumptions += found.notes


def _energy(deal: Deal, given: dict[str, Any], rng: np.random.Generator, asked: Question) -> None:
    """The kWh and its carbon by country."""
    (grams, low, high), source, said = carbon_at(deal.place)
    asked.carbon_kg_kwh = draw(grams, low, high, size=DRAWS, rng=rng) / 1000
    asked.sources.append(source)
    asked.assumptions += [said] if said else []
    if deal.power is not None:
        given["usd_kwh"] = deal.power
        return
    (usd, low, high), source, said = power_at(deal.place)
    given["usd_kwh"] = draw(usd, low, high, size=DRAWS, rng=rng)
    asked.sources.append(source)
    asked.assumptions += [said] if said else []


def ask(chip: str | Chip, deal: Deal) -> Question:
    """The draws of everything the cost of a chip hangs on. `Unknown` where a price or a TDP is missing."""
    if isinstance(chip, str):
        chip = chip_named(chip)
    if chip.power_w is None:
        raise Unknown(f"cost: no TDP is known of {chip.id}; add power_w to chips/{chip.id}.toml")
    rng = np.random.default_rng(deal.seed)
    asked = Question(chip=chip, inputs=None, carbon_kg_kwh=np.zeros(DRAWS))  # type: ignore[arg-type]
    given: dict[str, Any] = {"tdp_kw": chip.power_w / 1000, "used": deal.used, "colocation": deal.colocation}
    said = {"years": deal.years, "capital": deal.capital, "residual": deal.residual}
    given |= {k: v for k, v in said.items() if v is not None}
    measured = server_power_of(chip.canonical or chip.name)
    if measured is not None:
        given["server_power"] = measured
    asked.assumptions.append(str(site_power(chip)))
    _buy(chip, deal, given, rng, asked)
    _rent(chip, deal, given, rng, asked)
    _energy(deal, given, rng, asked)
    share = given.pop("share", None)
    inputs = draw_inputs({"chip_usd": 0.0, **given}, size=DRAWS, rng=rng)
    if share is not None:  # the price of chip and server share is what is known: the factor only splits it
        inputs = replace(inputs, chip_usd=share / inputs.server_over_chip)
    asked.inputs = inputs
    asked.sources.append("constants/costs.toml for what is not said: " + ", ".join(_drawn(inputs, given)))
    return asked


def _drawn(inputs: Inputs, given: dict[str, Any]) -> list[str]:
    names = ("server_over_chip", "network_share", "server_power", "average_draw", "pue", "site_usd_kw_month",
             "staff_usd_year", "years", "residual", "capital")  # fmt: skip
    return [n for n in names if n not in given and np.ndim(getattr(inputs, n))]


def _rate(chip: Chip, names: tuple[str, ...]) -> float | None:
    return next((chip.dense_tflops[n] for n in names if n in chip.dense_tflops), None)


def equivalents(chip: Chip) -> dict[str, float]:
    """How many H100 (SXM, 80 GB) one chip is, by basis: compute16, compute8, bandwidth, tpp; absent where unknown."""
    one = catalog.chips[REFERENCE]
    pairs = {
        "compute16": [_rate(c, ("bf16", "fp16")) for c in (chip, one)],
        "compute8": [_rate(c, ("fp8", "int8")) for c in (chip, one)],
        "bandwidth": [c.memory_gb_s for c in (chip, one)],
        "tpp": [c.tpp for c in (chip, one)],
    }
    return {name: a / b for name, (a, b) in pairs.items() if a and b}
