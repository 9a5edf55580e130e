"""Energy and carbon by country: kWh prices and grams a kWh, offline, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from suanli.catalog.loading import read_table
from suanli.catalog.places import country, unknown_place
from suanli.errors import Unknown

__all__ = ["SPREAD", "Local", "carbon_at", "country_code", "grid_carbon", "power_at", "power_price"]

SPREAD = 0.25  # hours, regions and contracts within a country differ by more: half-width of a 90 % interval
Local = tuple[tuple[float, float, float], str, str]  # middle and 90 % interval; where from; what was assumed


def _named(place: str) -> tuple[str, str]:
    row = country(place)
    if row is None:
        raise unknown_place(place)
    return str(row["code"]), str(row["name"])


def country_code(place: str) -> str:
    """The ISO code of the country that a name means; `Unknown` with near names where none does."""
    return _named(place)[0]


def _find(table: str, place: str) -> Mapping[str, Any] | None:
    """The row of a table for a country, None where the country has none; `Unknown` for what is no country."""
    code = country_code(place)
    return next((row for row in read_table(table) if row["code"] == code), None)


def power_price(place: str) -> Mapping[str, Any]:
    """Industrial power price of a country: usd_per_kwh with low and high, year, source, confidence.

    `Unknown` where no price is on file: say one with ``power=``.
    """
    row = _find("power.csv", place)
    if row is None:
        known = ", ".join(sorted(str(r["name"]) for r in read_table("power.csv")))
        raise Unknown(f"no power price of {_named(place)[1]} is on file; say one with power=, or take that of {known}")
    return row


def grid_carbon(place: str) -> Mapping[str, Any]:
    """Carbon of a country's power, g CO2e a kWh, yearly mean of life-cycle emissions, with year and source.

    Our World in Data through CodeCarbon, 212 countries. Ignored: hours, regions, contracts, marginal plants; within
    a country they move the figure by a quarter and more.
    """
    row = _find("carbon.csv", place)
    if row is None:
        raise Unknown(f"no carbon of power in {_named(place)[1]} is on file; name the country its power comes from")
    return row


def _anywhere(table: str, column: str) -> tuple[float, float, float]:
    """The median and the central 90 % of a column over all countries that have one."""
    middle, low, high = np.quantile([float(row[column]) for row in read_table(table)], (0.5, 0.05, 0.95))
    return float(middle), float(low), float(high)


def power_at(place: str) -> Local:
    """US$ a kWh of a country; where no price is on file, any of those on file, and so said."""
    row = _find("power.csv", place)
    if row is not None:
        figure = f"{row['name']} {row['usd_per_kwh']} US$/kWh, {row['year']:.0f}"
        prices = (float(row["usd_per_kwh"]), float(row["low"]), float(row["high"]))
        return prices, f"power.csv {figure} ({row['source']}, {row['confidence']})", ""
    middle, low, high = _anywhere("power.csv", "usd_per_kwh")
    name, many = _named(place)[1], len(read_table("power.csv"))
    said = f"no power price of {name} is on file: {middle:.2f} US$/kWh, {low:.2f} to {high:.2f}, as in {many} countries"
    return (middle, low, high), f"power.csv, all {many} rows", f"{said}; say yours with --power"


def carbon_at(place: str) -> Local:
    """Grams of CO2e a kWh of a country's power; where none are on file, those of any country, and so said."""
    row = _find("carbon.csv", place)
    if row is not None:
        grams = float(row["g_per_kwh"])
        source = f"carbon.csv {row['name']} {grams:.0f} g/kWh, {row['year']:.0f} ({row['source']})"
        return (grams, grams * (1 - SPREAD), grams * (1 + SPREAD)), source, ""
    middle, low, high = _anywhere("carbon.csv", "g_per_kwh")
    name, many = _named(place)[1], len(read_table("carbon.csv"))
    said = (
        f"no carbon of power in {name} is on file: {middle:.0f} g/kWh, {low:.0f} to {high:.0f}, as in {many} countries"
    )
    return (middle, low, high), f"carbon.csv, all {many} rows", said
