"""Costs and prices as tables: every figure with its 50, 80 and 90 % interval, the clocks, the options, the trail."""

from __future__ import annotations

from typing import Any

import msgspec

from suanli.costs.prices import Price
from suanli.display.fleets import spread_json
from suanli.display.writing import Table, number
from suanli.terms import Cost, Spread

__all__ = ["cost_json", "cost_table", "price_json", "price_table"]

LEVELS = ("50", "80", "90")


def _plain(value: Any) -> Any:
    """Plain data with every spread as low, median, high by level."""
    if isinstance(value, Spread):
        return spread_json(value)
    if isinstance(value, msgspec.Struct):
        return {n: _plain(getattr(value, n)) for n in value.__struct_fields__}
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def cost_json(cost: Cost) -> dict[str, Any]:
    """A cost as plain data."""
    found = _plain(cost)
    assert isinstance(found, dict)
    return found


def price_json(price: Price) -> dict[str, Any]:
    """A price as plain data."""
    found = _plain(price)
    assert isinstance(found, dict)
    return found


def _band(spread: Spread, level: str) -> str:
    low, high = getattr(spread, f"low{level}"), getattr(spread, f"high{level}")
    return "-" if low == high else f"{number(low)} to {number(high)}"


def _row(part: str, name: str, spread: Spread) -> tuple[Any, ...]:
    return (part, name, number(spread.median), *(_band(spread, x) for x in LEVELS), spread.unit)


def _option_notes(cost: Cost) -> list[str]:
    """Options, doubt, tornado and waterfall in a line each."""
    notes = []
    for option in cost.options:
        if option["name"] == "waterfall":
            parts = (f"{x['row']} {x['step']:+.3f}" if x["step"] else f"{x['level']:.3f}" for x in option["steps"])
            steps = ", ".join(parts)
            notes.append(f"gap ({option['unit']}): {steps}")
        elif option["name"] == "tornado":
            bars = (f"{b['input']} {b['cost_low']:.2f} to {b['cost_high']:.2f}" for b in option["bars"][:5])
            notes.append(f"what moves an owned hour (10th to 90th percentile): {', '.join(bars)}")
        elif option["name"] == "doubt":
            shares = (f"{k} {v:.0%}" for k, v in option["shares"].items())
            notes.append(f"most of the doubt about own or rent: {', '.join(shares)}")
        elif "regret_usd" in option:
            notes.append(f"{option['name']}: mean regret if it was wrong {number(option['regret_usd'])} US$ a chip")
    return notes


def cost_table(cost: Cost) -> Table:
    """Rows of the cost, their total, other figures and the four clocks, each with three intervals."""
    rows = [_row("row", k, v) for k, v in cost.rows.items()]
    rows.append(_row("total", "", cost.total))
    rows += [_row("figure", k.replace("_", " "), v) for k, v in cost.figures.items()]
    rows += [_row("clock", k, v) for k, v in cost.clocks.items()]
    return Table(
        title=f"{cost.subject}, {cost.unit}, on {cost.on}",
        columns=("part", "what", "median", "50 %", "80 %", "90 %", "unit"),
        rows=tuple(rows),
        notes=(
            *_option_notes(cost),
            *(f"assumed: {a}" for a in cost.assumptions),
            *(f"from: {s}" for s in cost.sources),
        ),
    )


def price_table(price: Price) -> Table:
    """The price, then the quotes it rests on, the heaviest first."""
    rows = tuple((q.date, q.usd, q.weight, q.kind, q.region or "-", q.item, q.source) for q in price.quotes[:15])
    bands = ", ".join(f"{x} % {_band(price.usd, x)}" for x in LEVELS)
    rest = len(price.quotes) - len(rows)
    return Table(
        title=f"{price.chip}, {price.kind}, on {price.on}: {number(price.usd.median)} {price.usd.unit} ({bands})",
        columns=("date", "US$", "weight", "kind", "region", "what", "source"),
        rows=rows,
        notes=(*price.notes, *([f"and {rest} older quotes"] if rest else [])),
    )
