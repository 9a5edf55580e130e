"""Claims in a few words, as extraction would give them, for the tests of the fleet model."""

from __future__ import annotations

import datetime as dt

import pytest

from suanli.terms import Claim, Period, Quantity, Quote, content_id

MEASURES = {"chips": "chips", "servers": "chips", "H100-equivalents": "chips", "A100-equivalents": "chips"}
MEASURES |= {"USD": "money", "CNY": "money", "EUR": "money", "W": "power", "percent": "percent"}
MEASURES |= {"tokens/day": "tokens", "tokens": "tokens"}


def period(text):
    """A period out of `2023`, `2025-Q1`, `2025-06-30` or `since/until` (until inclusive)."""
    if not text:
        return None
    first, _, last = text.partition("/")
    return Period(since=_ends(first)[0], until=_ends(last or first)[1], text=text)


def _ends(text):
    if "-Q" in text:
        year, quarter = (int(p) for p in text.split("-Q"))
        return dt.date(year, 3 * quarter - 2, 1), dt.date(year + (quarter == 4), 3 * quarter % 12 + 1, 1)
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 1:
        return dt.date(parts[0], 1, 1), dt.date(parts[0] + 1, 1, 1)
    if len(parts) == 2:
        return dt.date(*parts, 1), dt.date(parts[0] + (parts[1] == 12), parts[1] % 12 + 1, 1)
    day = dt.date(*parts)
    return day, day + dt.timedelta(days=1)


def make(
    doc, kind, who, low=None, unit="chips", *, chips="", high=None, bound="exact", when="", on="2023-07-04", **more
):
    """A claim of a document published on `on`; `who` and `chips` are names with `;` between them."""
    quantity = None
    if low is not None or high is not None:
        top = {"at_least": None}.get(bound, high if high is not None else low)
        bottom = None if bound == "at_most" else low
        quantity = Quantity(measure=MEASURES[unit], low=bottom, high=top, unit=unit, bound=bound)
    split = lambda text: tuple(w for w in text.split(";") if w)  # noqa: E731
    more["counterparties"] = split(more.pop("to", ""))
    words = more.pop("words", f"{who} {kind} {low} {high} {unit} {chips} {when}")
    return Claim(
        id=content_id("c", doc, kind, who, chips, low, high, unit, words, when, more.get("status")),
        doc_id=doc,
        kind=kind,
        actors=split(who),
        chips=split(chips),
        quantity=quantity,
        period=period(when),
        evidence=Quote(start=0, end=len(words), text=words),
        published=period(on),
        actor_mode=more.pop("mode", "joint" if ";" in who else "single"),
        chip_mode="mix" if ";" in chips else "single",
        **more,
    )


@pytest.fixture(scope="session")
def say():
    """The claim maker."""
    return make
