"""Energy and carbon by country: kWh prices and grams a kWh, offline, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suanli.catalog.loading import fold, read_table
from suanli.errors import Unknown, closest

__all__ = ["SPREAD", "grid_carbon", "power_price"]

SPREAD = 0.25  # hours, regions and contracts within a country differ by more: half-width of a 90 % interval


def _find(rows: tuple[Mapping[str, Any], ...], place: str, what: str) -> Mapping[str, Any]:
    wanted = fold(place)
    for country in read_table("countries.csv"):
        aliases = str(country["aliases"] or "").split(";")
        if wanted in {fold(str(w)) for w in (country["code"], country["iso3"], country["name"], *aliases) if w}:
            wanted = fold(str(country["code"]))
            break
    for row in rows:
        if wanted in {fold(str(row["code"])), fold(str(row["name"]))}:
            return row
    known = sorted(str(r["name"]) for r in rows)
    elsewhere = f"{what} is known for {len(known)} countries"
    raise Unknown(str(closest("place", place, known)).replace("see `suanli show`", elsewhere))


def power_price(place: str) -> Mapping[str, Any]:
    """Industrial power price of a country: usd_per_kwh with low and high, year, source, confidence.

    `Unknown` where no price is on file: say one with ``power=``.
    """
    return _find(read_table("power.csv"), place, "a power price")


def grid_carbon(place: str) -> Mapping[str, Any]:
    """Carbon of a country's power, g CO2e a kWh, yearly mean of life-cycle emissions, with year and source.

    Our World in Data through CodeCarbon, 212 countries. Ignored: hours, regions, contracts, marginal plants; within
    a country they move the figure by a quarter and more.
    """
    return _find(read_table("carbon.csv"), place, "carbon")
