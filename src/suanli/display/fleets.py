"""How a fleet looks: one row a chip, then what was doubted and what it rests on."""

from __future__ import annotations

from typing import Any

import msgspec

from suanli.display.writing import Table, number
from suanli.terms import Fleet, FleetLine, Spread

__all__ = ["coverage_table", "fleet_json", "fleet_table", "spread_json"]

_LEVELS = ("50", "80", "90")
_NOTES = 12


def spread_json(spread: Spread) -> dict[str, Any]:
    """`low`, `median`, `high`, the ends by level of the central interval (50, 80, 90 %)."""
    return {
        "low": {level: getattr(spread, f"low{level}") for level in _LEVELS},
        "median": spread.median,
        "high": {level: getattr(spread, f"high{level}") for level in _LEVELS},
        "unit": spread.unit,
    }


def _deep(value: Any) -> Any:
    """Plain data with every Spread inside as `spread_json`."""
    if isinstance(value, Spread):
        return spread_json(value)
    if isinstance(value, dict):
        return {k: _deep(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(v) for v in value]
    return value


def _line_json(line: FleetLine) -> dict[str, Any]:
    return {
        "chip": line.chip,
        "status": line.status,
        "chips": _deep(line.chips),
        "usd": _deep(line.usd),
        "h100e": _deep(line.h100e),
        "mw": _deep(line.mw),
        "claims": [{"id": claim, "leverage": lever} for claim, lever in line.claims],
        "prior_only": line.prior_only,
    }


def fleet_json(fleet: Fleet) -> dict[str, Any]:
    """A fleet as plain data: every figure has its unit, interval, date and basis beside it."""
    own = ("lines", "total", "beside")
    data = {name: _deep(getattr(fleet, name)) for name in fleet.__struct_fields__ if name not in own}
    data["lines"] = [_line_json(line) for line in fleet.lines]
    data["beside"] = [_line_json(line) for line in fleet.beside]
    data["total"] = _line_json(fleet.total)
    plain = msgspec.to_builtins(data)
    assert isinstance(plain, dict)
    return plain


def _span(spread: Spread | None, level: str, *, per: float = 1.0) -> str:
    if spread is None:
        return "-"
    return f"{number(getattr(spread, f'low{level}') / per, 2)} - {number(getattr(spread, f'high{level}') / per, 2)}"


def _million(spread: Spread | None) -> str:
    return "-" if spread is None else number(spread.median / 1e6, 3)


def _row(line: FleetLine, basis: str) -> tuple[Any, ...]:
    """One chip on one line of eighty columns: the 80 % interval and one basis; the rest is in the notes and JSON."""
    equivalent = line.h100e.get(basis)
    return (
        line.chip,
        number(line.chips.median, 3),
        _span(line.chips, "80"),
        _million(line.usd),
        "-" if equivalent is None else number(equivalent.median, 3),
        number(line.mw.median, 3) if line.mw else "-",
        "prior only" if line.prior_only else len(line.claims),
    )


def _total_notes(total: FleetLine) -> list[str]:
    """The total with all three intervals, and its H100-equivalents on every basis."""
    levels = ", ".join(f"{level} % {_span(total.chips, level)}" for level in _LEVELS)
    bases = ", ".join(f"{b} {number(s.median, 3)} ({_span(s, '80')})" for b, s in total.h100e.items())
    money = f"US$ {_million(total.usd)} m ({_span(total.usd, '80', per=1e6)})" if total.usd else ""
    return [f"all chips: {levels}", f"H100-equivalents with 80 %: {bases}", *([money] if money else [])]


def _beside(fleet: Fleet) -> list[str]:
    """The chips beside the total, each with its 80 % interval, in a note."""
    chips = (f"{x.chip} {number(x.chips.median, 3)} ({_span(x.chips, '80')})" for x in fleet.beside)
    return [f"beside the total, said by no claim: {', '.join(chips)}"] if fleet.beside else []


def _said(record: dict[str, Any]) -> str:
    """One line for a contradiction or an alarm."""
    return f"{record.get('kind', '')}: {record.get('says', '')}".strip(": ")


def _compared(record: dict[str, Any]) -> str:
    who, theirs = record["source"] or "published", record["theirs"]["central"] or ""
    return f"{who}: {record['chip']} {record['measure']} {theirs} is {record['verdict']} of ours"


def _notes(fleet: Fleet) -> tuple[str, ...]:
    size = fleet.diagnostics
    counted = f"{fleet.stories} stories; draws {size.get('draws', 0):.0f}"
    mixing = f"worst effective size {size.get('ess', 0):.0f}, R-hat {size.get('rhat', 0):.2f}"
    if "asked_ess" in size:
        own = f"effective size {size['asked_ess']:.0f}, R-hat {size['asked_rhat']:.2f}"
        mixing = f"of the total {own}; of all holders' figures {mixing}"
    head = [f"{counted}, {mixing}; seed {fleet.seed}; {fleet.id}"]
    compared = [_compared(c) for c in fleet.comparisons]
    alarms = [f"alarm, {_said(a)}" for a in fleet.alarms[:_NOTES]]
    against = [_said(c) for c in fleet.contradictions[:_NOTES]]
    return (*_total_notes(fleet.total), *_beside(fleet), *head, *compared, *alarms, *against, *fleet.assumptions)


def fleet_table(fleet: Fleet) -> Table:
    """Chips with their 80 % intervals, medians of US$ (millions), H100-equivalents on one basis and MW."""
    known = f", known by {fleet.as_of}" if fleet.as_of else ""
    basis = next(iter(fleet.total.h100e), "")
    return Table(
        title=f"{fleet.holder}, chips in service on {fleet.on}{known}",
        columns=("chip", "median", "80 %", "US$ m", f"H100e {basis}".strip(), "MW", "claims"),
        rows=tuple(_row(line, basis) for line in (*fleet.lines, fleet.total)),
        notes=_notes(fleet),
        right=(1, 2, 3, 4, 5, 6),
    )


def coverage_table(records: list[dict[str, Any]]) -> Table:
    """Coverage of the 50, 80 and 90 % intervals by group of figures, in per cent."""
    keys = ("family", "level", "coverage", "within", "error", "count", "worlds")
    rows = tuple(tuple(r.get(k) for k in keys) for r in records)
    return Table(
        title="intervals of fleets in simulated worlds", columns=keys, rows=rows, notes=("aim: within 3 points",)
    )
