"""Rules of thumb from the articles as functions with ranges: what they say, and on what they hang."""

from __future__ import annotations

from typing import Any

import numpy as np

from suanli.costs.clocks import HOURS_PER_YEAR
from suanli.costs.draws import Array, draw, spread_of
from suanli.errors import Unknown
from suanli.terms import Spread

__all__ = ["ai_tax", "chips_for_budget", "effective_price", "needed_discount", "own_threshold", "wait_or_pay"]

Number = float | Array


def chips_for_budget(budget_usd: Number, rent: Number, *, used: Number = 1.0) -> Number:
    """Chips that a yearly cloud budget keeps rented: budget / (rent x hours in use).

    US$50 million a year is 2,427 H100 at 2.35 and 713 at 8.00: the threshold of owning moves with the rent.
    """
    return budget_usd / (rent * HOURS_PER_YEAR * used)


def own_threshold(
    *, own_per_hour: float, rent: float, used: float, fixed: tuple[float, float, float], seed: int = 0
) -> Spread:
    """The yearly cloud bill above which owning pays, as a spread (Caijing 2023 no. 13 after a16z: about US$50 million).

    Owning saves (rent x used - own) an hour for each chip and costs a fixed sum a year (team, software, spares,
    smallest order; `fixed` is its middle and 90 % interval); the bill at which the saving pays that sum is
    fixed / (1 - own / (rent x used)). `Unknown`
    where an owned hour is no cheaper: then no bill is large enough.
    """
    saved = 1.0 - own_per_hour / (rent * used)
    if saved <= 0:
        msg = f"own threshold: owning at {own_per_hour:.2f} US$/h never pays against {rent:.2f} at {used:.0%} use"
        raise Unknown(f"{msg}; it would above {own_per_hour / used:.2f} US$/h")
    rng = np.random.default_rng(seed)
    yearly = draw(*fixed, size=10_000, rng=rng)
    return spread_of(yearly / saved, "US$ a year")


def ai_tax(revenue_usd: Number, *, low: float = 0.10, high: float = 0.20) -> Spread:
    """Compute bill as a share of revenue: 10 to 20 % (Caijing 2023 no. 13 after a16z), US$ for the revenue given.

    The range is read as the central 80 %: a sixth of firms or so lie outside.
    """
    if np.ndim(revenue_usd) or float(np.asarray(revenue_usd)) < 0:
        raise Unknown("ai tax: revenue must be one number from 0; give US$ a year")
    middle = float(np.sqrt(low * high))
    wide = float(np.exp(1.644854 / 1.281552 * np.log(high / middle)))
    values = draw(middle, middle / wide, middle * wide, size=20_000, rng=np.random.default_rng(0))
    return spread_of(values * float(np.asarray(revenue_usd)), "US$ a year")


def effective_price(price_usd: Number, slower: Number) -> Number:
    """Price for one unit of work of a chip that takes (1 + slower) times as long: price x (1 + slower)."""
    return price_usd * (1.0 + slower)


def needed_discount(slower: Number) -> Number:
    """The discount at which a slower variant costs the same for a unit of work: 1 - 1 / (1 + slower).

    For an H800 that takes 10 to 30 % longer: 9 to 23 %. "Slightly below list" is less, so its work costs more.
    """
    return 1.0 - 1.0 / (1.0 + slower)


def wait_or_pay(
    *, list_usd: float, premium: float = 0.5, months: float = 9.0, rent: float = 0.0, used: float = 0.85,
    capital: float = 0.10, falls: float = 0.0,
) -> dict[str, Any]:  # fmt: skip
    """Buying now at a premium against buying direct in some months: who saves what, per chip, US$ today.

    Paying now costs list x (1 + premium) and gives the months' use, worth its rent; waiting pays list (less what
    prices fall in the meantime, `falls` a year) later, discounted. `break_even_rent` is the rent of a used hour
    above which paying now is right. Ignored: that the later chip is younger at the end, which favours waiting.
    """
    years = months / 12.0
    later = list_usd * (1.0 - falls) ** years / (1.0 + capital) ** years
    now = list_usd * (1.0 + premium)
    hours = HOURS_PER_YEAR * years * used
    mid = (1.0 + capital) ** (-years / 2.0)
    use = rent * hours * mid
    return {
        "pay_now_usd": now,
        "pay_later_usd": later,
        "extra_now_usd": now - later,
        "use_gained_usd": use,
        "value_of_waiting_usd": now - later - use,
        "break_even_rent": (now - later) / (hours * mid) if hours else float("inf"),
        "better": "now" if use > now - later else "wait",
    }
