"""A claim's figure in one of a few plain units: chips, US$, H100-equivalents, watts, tokens a second, parts."""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache
from typing import Any

import msgspec

from suanli.catalog.money import convert
from suanli.errors import SuanliError
from suanli.terms import Claim

__all__ = ["Amount", "amount_of", "in_dollars", "price_band"]

CHIPS_PER_SERVER = 8
_MONEY = frozenset({"money", "unit_price"})
_TOKENS = {"tokens/second": 1.0, "tokens/minute": 1 / 60, "tokens/hour": 1 / 3600, "tokens/day": 1 / 86400}
_FIXED = {"TWD": 31.5, "VND": 25400.0}  # a US$ in units that the ECB does not quote, 2024-2025, within 8 %


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """`low` to `high` (None: open) of `unit`: chips, equivalents, usd, usd_per_chip, watts, tokens_per_s, tokens, part.

    `currency` is the one it was said in and `said` the ends in it, `of` the chip that equivalents are counted in.
    """

    low: float | None
    high: float | None
    unit: str
    bound: str
    currency: str = ""
    of: str = ""
    said: tuple[float | None, float | None] = (None, None)


@lru_cache(maxsize=4096)
def in_dollars(currency: str, on: dt.date | None) -> float | None:
    """US$ for one unit of a currency at the ECB's rate of a day (today's last where the day is later)."""
    if currency == "USD":
        return 1.0
    if currency in _FIXED:
        return 1 / _FIXED[currency]
    day = on or dt.date(2025, 1, 2)
    for back in (0, 180, 365, 730, 1460):
        try:
            return convert(1.0, currency=currency, to="USD", on=day - dt.timedelta(days=back)).amount
        except SuanliError:
            continue
    return None


def _unit(measure: str, unit: str) -> tuple[str, float, str] | None:
    """(plain unit, factor, chip of equivalents) of a measure and unit as claims write them."""
    if measure == "chips":
        if unit == "servers":
            return "chips", float(CHIPS_PER_SERVER), ""
        if unit.endswith("-equivalents"):
            return "equivalents", 1.0, unit.removesuffix("-equivalents")
        return ("chips", 1.0, "") if unit in ("", "chips", "units") else None
    if measure == "power":
        return "watts", 1.0, ""
    if measure == "tokens":
        return ("tokens_per_s", _TOKENS[unit], "") if unit in _TOKENS else ("tokens", 1.0, "")
    if measure == "percent":
        return "part", 0.01, ""
    if measure == "other" and unit == "ratio":
        return "part", 1.0, ""
    return None


def amount_of(claim: Claim) -> Amount | None:
    """The claim's figure in plain units, money at the rate of the day it was published; None if it has none."""
    quantity = claim.quantity
    if claim.role == "rank" and quantity is None:  # "has more than": once as many at least
        return Amount(low=1.0, high=None, unit="part", bound="at_least")
    if quantity is None or (quantity.low is None and quantity.high is None):
        return None
    published = claim.published.since if claim.published else None
    about = claim.period.since if claim.period else None
    if quantity.measure in _MONEY:
        code, _, _ = quantity.unit.partition("/")
        rate = in_dollars(code, min((d for d in (published, about) if d), default=None))
        if rate is None or "/" in quantity.unit:
            return None
        place: tuple[str, float, str] | None = ("usd" if quantity.measure == "money" else "usd_per_chip", rate, "")
        currency = code
    else:
        place, currency = _unit(quantity.measure, quantity.unit), ""
    if place is None:
        return None
    name, factor, of = place
    ends = [None if v is None or not math.isfinite(v) else v * factor for v in (quantity.low, quantity.high)]
    if all(v is None or v <= 0 for v in ends):
        return None
    return Amount(
        low=ends[0],
        high=ends[1],
        unit=name,
        bound=quantity.bound,
        currency=currency,
        of=of,
        said=(quantity.low, quantity.high),
    )


def price_band(series: Any, year: int) -> tuple[float, float]:
    """80 % interval of what a chip of a series cost in US$ in `year` (the nearest year with sales)."""
    lot = min(series.lots, key=lambda one: (abs(one.year - year), one.year))
    width = math.exp(1.2815515655446004 * series.price_sd)
    return lot.price_usd / width, lot.price_usd * width
