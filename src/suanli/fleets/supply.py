"""What was sold, by series and year, with spread: the prior that claims are weighed against.

Sources: supply.csv (Epoch AI's quarters and years, 90 % intervals) and constants/fleets_chips.toml for what it
lacks. Units of a series share one factor over all quarters (its price, as Epoch AI samples it) and factors of
one maker's chips correlate by `between_chips`. Reproduces Epoch AI's cumulative totals (docs/methods/fleets.md).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from suanli import catalog
from suanli.fleets.scope import FIRST_YEAR, settings

__all__ = ["Lot", "Series", "supply_series"]

Z90 = 1.6448536269514722  # half width of the central 90 % interval of a standard normal
Z80 = 1.2815515655446004
MADE_FOR_CHINA = 0.999
QUARTERS = 4
DEFAULT_PRICE_SD = 0.20


_Row: TypeAlias = tuple[int | None, float, float, float]
_Rows: TypeAlias = dict[int, list[_Row]]


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """Chips of one series sold in one year: world median, its log spread, China's part, quarters' parts."""

    year: int
    units: float
    sd: float
    china: float
    china_sd: float
    quarters: tuple[float, float, float, float]
    price_usd: float
    grey: bool = False
    guessed: bool = False


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One series of chips with its lots, the log spread of its price, and who alone uses it (`only`)."""

    id: str
    maker: str
    chip: str
    lots: tuple[Lot, ...]
    price_sd: float
    only: tuple[str, ...] = ()
    inside: dict[str, float] = {}
    source: str = ""


def _dated(table: Mapping[str, Any], year: int, default: Any) -> Any:
    """The entry of the latest year not after `year` in a table keyed by year."""
    years = sorted(int(y) for y in table)
    past = [y for y in years if y <= year]
    return table[str(past[-1])] if past else default


def _rows(label: str) -> _Rows:
    """Epoch AI's units sold by year: (quarter or None for a whole year, low, central, high)."""
    found: _Rows = {}
    for row in catalog.supply():
        if row["measure"] != "units_sold" or row["chip"] != label or not str(row["source"]).startswith("Epoch"):
            continue
        period = str(row["date_or_period"]).removesuffix(".0")
        match = re.fullmatch(r"(\d{4})(?:-Q([1-4]))?", period)
        if not match or None in (row["low"], row["central"], row["high"]):
            continue
        quarter = int(match[2]) - 1 if match[2] else None
        if "INCOMPLETE" in str(row["notes"]):
            continue
        found.setdefault(int(match[1]), []).append(
            (quarter, float(row["low"]), float(row["central"]), float(row["high"]))
        )
    return found


def _replayed(rows: _Rows, as_of: dt.date | None, last_year: int, stopped: dt.date | None) -> _Rows:
    """What of these rows a reader could know on a day: sales of past quarters, less sharply; later ones carried on.

    A vendor's revenue is public some weeks after a quarter; its split over chips was worked out later, which the
    constants allow for (`replay`). Nothing is known of a chip that had not been sold by then; one made for China
    whose sales were `stopped` before that day sells no more.
    """
    known = settings()["replay"]
    if as_of is None or as_of >= known["published"]:
        return rows
    told = as_of - dt.timedelta(days=known["lag_days"])
    found: _Rows = {}
    recent: list[float] = []
    for year in range(min(rows, default=last_year + 1), last_year + 1):
        for quarter, (low, mid, high) in enumerate(_by_quarter(rows.get(year, []))):
            late = year + (quarter == QUARTERS - 1), (quarter * 3 + 3) % 12 + 1
            sold, width = mid, known["ahead_sd"]
            if dt.date(*late, 1) <= told:
                recent = [*recent, mid][-QUARTERS:]
                width = math.hypot(math.log(high / low) / (2 * Z90), known["split_sd"]) if low > 0 else 0.0
            else:
                barred = stopped is not None and stopped <= min(as_of, dt.date(year, quarter * 3 + 1, 1))
                sold = 0.0 if barred else math.fsum(recent) / max(len(recent), 1)
            if sold > 0:
                factor = math.exp(Z90 * width)
                found.setdefault(year, []).append((quarter, sold / factor, sold, sold * factor))
    return found if any(recent) else {}


def _by_quarter(rows: Sequence[_Row]) -> list[tuple[float, float, float]]:
    """(low, central, high) of four quarters; a whole year's row is shared out evenly."""
    found = [(0.0, 0.0, 0.0)] * QUARTERS
    for quarter, low, mid, high in rows:
        part = QUARTERS if quarter is None else 1
        for q in range(QUARTERS) if quarter is None else (quarter,):
            a, b, c = found[q]
            found[q] = (a + low / part, b + mid / part, c + high / part)
    return found


def _guesses(entry: Mapping[str, Any], as_of: dt.date | None, last_year: int) -> dict[int, float]:
    """Our own guesses of world sales by year; seen from a day, later years are like the last one then."""
    world = {int(y): float(v) for y, v in entry.get("world", {}).items()}
    if as_of is None or as_of >= settings()["replay"]["published"]:
        return world
    past = {y: v for y, v in world.items() if y <= as_of.year}
    later = range(as_of.year + 1, last_year + 1) if past else ()
    return past | {y: past[max(past)] for y in later if y in world}


def _bands() -> dict[str, dict[int, tuple[float, float]]]:
    """Price bands by label and year: (median US$, log spread), from 80 % intervals."""
    found: dict[str, dict[int, tuple[float, float]]] = {}
    for row in catalog.supply():
        if row["measure"] != "unit_price" or row["low"] is None or row["high"] is None:
            continue
        year = re.fullmatch(r"(\d{4})(?:\.0)?", str(row["date_or_period"]))
        if not year or row["subject"] != "Nvidia" or row["unit"] != "USD/unit":
            continue
        low, high = float(row["low"]), float(row["high"])
        band = (math.sqrt(low * high), math.log(high / low) / (2 * Z80))
        found.setdefault(str(row["chip"]), {}).setdefault(int(year[1]), band)
    return found


def _list_price(label: str) -> float | None:
    for row in catalog.supply():
        if row["measure"] == "unit_price_list" and row["chip"] == label:
            return float(row["central"])
    return None


def _price(entry: Mapping[str, Any], year: int, bands: Mapping[str, Any]) -> tuple[float, float]:
    """(median US$, log spread) of a chip of the series in `year`."""
    if "price_usd" in entry:
        low, high = entry["price_usd"]
        return math.sqrt(low * high), math.log(high / low) / (2 * Z80)
    band = bands.get(entry["price"], {})
    near = min(band, key=lambda y: (abs(y - year), y))
    median, spread = band[near]
    listed = _list_price(entry.get("price_list", ""))
    return (listed, max(spread, DEFAULT_PRICE_SD)) if listed else (median, spread)


def _sold(entry: Mapping[str, Any], year: int, rows: _Rows) -> tuple[float, float, tuple[float, ...], bool]:
    """(median units, log spread, parts of the four quarters, guessed) of a year's world sales."""
    if year in rows:
        low, mid, high = (math.fsum(column) for column in list(zip(*rows[year], strict=True))[1:])
        parts = [0.0] * QUARTERS
        for quarter, _, central, _ in rows[year]:
            for q in range(QUARTERS) if quarter is None else (quarter,):
                parts[q] += central / mid / (QUARTERS if quarter is None else 1)
        return mid, math.log(high / low) / (2 * Z90), tuple(parts), False
    units = float(entry["world"][year])
    first = min([*entry["world"], *rows])
    parts = [0.1, 0.2, 0.3, 0.4] if year == first else [0.25] * QUARTERS
    return units, math.log(entry["factor"]) / Z90, tuple(parts), True


def _china(entry: Mapping[str, Any], year: int) -> tuple[float, float]:
    """(part of a year's sales that ends in China, its log spread)."""
    low, high = _dated(entry.get("china", {}), year, (0.0, 0.0))
    if low <= 0:
        return 0.0, 0.0
    return math.sqrt(low * high), math.log(high / low) / (2 * Z90)


def _lot(entry: Mapping[str, Any], year: int, rows: _Rows, bands: Mapping[str, Any]) -> Lot:
    units, sd, parts, guessed = _sold(entry, year, rows)
    seen = min(year, entry["seen"])
    split = float(_dated(entry["split"], seen, 1.0)) if "split" in entry and year in rows else 1.0
    china, china_sd = _china(entry, seen)
    return Lot(
        year=year,
        units=units * split,
        sd=sd,
        china=china,
        china_sd=china_sd,
        quarters=(parts[0], parts[1], parts[2], parts[3]),
        price_usd=_price(entry, year, bands)[0],
        grey=year in entry.get("grey", ()),
        guessed=guessed,
    )


def supply_series(last_year: int, *, as_of: dt.date | None = None) -> tuple[Series, ...]:
    """Every series with its lots up to `last_year`, in the order of the constants file.

    `as_of` gives what could be known on a day: see `_replayed`. Prices are those of all years.
    """
    bands = _bands()
    found = []
    for name, chip in catalog.constants["fleets_chips"].values.items():
        stopped = chip.get("stopped") if _china(chip, last_year)[0] == 1.0 else None
        rows = _replayed(_rows(chip.get("supply", "")), as_of, last_year, stopped)
        seen = last_year if as_of is None else as_of.year
        entry = {**chip, "world": _guesses(chip, as_of, last_year), "seen": seen}
        years = sorted({*rows, *entry["world"]})
        lots = [_lot(entry, y, rows, bands) for y in years if FIRST_YEAR <= y <= last_year]
        lots = [lot for lot in lots if lot.units > 0]
        if lots:
            found.append(
                Series(
                    id=name,
                    maker=entry["maker"],
                    chip=entry["chip"],
                    lots=tuple(lots),
                    price_sd=_price(entry, lots[0].year, bands)[1],
                    only=tuple(entry.get("only", ())),
                    inside=dict(entry.get("inside", {})),
                    source=entry["source"],
                )
            )
    return tuple(found)
