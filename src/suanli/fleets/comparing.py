"""Published third-party estimates beside ours: where theirs falls in our spread."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from suanli.errors import Unknown
from suanli.fleets.scope import holder_id, series_for
from suanli.terms import Fleet, FleetLine, Spread

__all__ = ["compare"]

_MEASURES = ("chips", "usd", "h100e", "mw")


def _number(row: Mapping[str, Any], key: str, at: int) -> float | None:
    value = row.get(key)
    if value in (None, ""):
        return None
    try:
        found = float(str(value).replace(",", ""))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Unknown(f"compare row {at}: {key} is not a number: {str(value)[:40]!r}; write it as 12000 or 1.2e4")
    return found


def _spread(line: FleetLine, measure: str, basis: str) -> Spread | None:
    if measure == "h100e":
        return line.h100e.get(basis or "compute8")
    return getattr(line, measure) if measure in _MEASURES else None


def _line(fleet: Fleet, chip: str) -> FleetLine | None:
    if chip.casefold() in ("", "total", "all"):
        return fleet.total
    names, _ = series_for([chip], known=[line.chip for line in fleet.lines])
    return next((line for line in fleet.lines if line.chip in names), None) if len(names) == 1 else None


def _verdict(ours: Spread, low: float | None, central: float | None, high: float | None) -> str:
    """Where a published figure falls: inside our 50, 80 or 90 %, or outside, or (no centre) whether it overlaps."""
    if central is None:
        apart = (high is not None and high < ours.low90) or (low is not None and low > ours.high90)
        return "apart" if apart else "overlaps 90 %"
    for level in ("50", "80", "90"):
        if getattr(ours, f"low{level}") <= central <= getattr(ours, f"high{level}"):
            return f"inside {level} %"
    return "below 90 %" if central < ours.low90 else "above 90 %"


def compare(fleet: Fleet, rows: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Rows (holder, chip, measure, basis, low, central, high, source) with our spread and where theirs falls.

    A row for another holder is passed over; one for a chip or measure that the fleet lacks says so. A row
    without `holder` is for the holder asked; `measure` is chips unless it says usd, h100e (with `basis`) or mw.
    """
    found = []
    for at, row in enumerate(rows, 1):
        if row.get("holder") and holder_id(str(row["holder"])) != holder_id(fleet.holder):
            continue
        measure, basis = str(row.get("measure") or "chips"), str(row.get("basis") or "")
        low, central, high = (_number(row, k, at) for k in ("low", "central", "high"))
        if low is None and central is None and high is None:
            raise Unknown(f"compare row {at}: no number in low, central or high; name the columns so and fill one")
        line = _line(fleet, str(row.get("chip") or "total"))
        ours = _spread(line, measure, basis) if line else None
        found.append(
            {
                "chip": str(row.get("chip") or "total"),
                "measure": f"{measure} {basis}".strip(),
                "theirs": {"low": low, "central": central, "high": high},
                "ours": ours,
                "ratio": round(ours.median / central, 4) if ours and central else None,
                "verdict": _verdict(ours, low, central, high) if ours else "not in this fleet",
                "source": str(row.get("source") or ""),
            }
        )
    return tuple(found)
