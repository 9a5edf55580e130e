"""How well prices and rent forecasts hold what came after: coverage of quotes that they had not seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from suanli import catalog
from suanli.costs.draws import Z50, Z80, Z90
from suanli.costs.prices import combine, one_basis, quotes
from suanli.costs.renting import forecast_rent, rent_series
from suanli.terms import Term

__all__ = ["Coverage", "price_coverage", "rent_coverage"]

STEADY_FALL = 0.8  # "rents fall 20 % a year" (Caijing 2023 no. 13), as a rival
RIVAL_WIDTH = 1.28155 * 0.10  # that rival with a tenth of noise, central 80 %


class Coverage(Term, frozen=True, kw_only=True):
    """Shares of later quotes inside the central 50, 80 and 90 %, of how many; the median miss as a ratio less 1."""

    cases: int
    in50: float
    in80: float
    in90: float
    median_miss: float
    rival: float | None = None


def price_coverage(kind: str, *, since: dt.date, until: dt.date) -> Coverage:
    """Each quote dated in a stretch against the interval from the quotes of its own chip before it."""
    scores: list[float] = []
    misses: list[float] = []
    for chip in catalog.chips.values():
        known, stand_in = quotes(chip, kind=kind)
        if stand_in:
            continue
        same, _, _ = one_basis(known)
        for q in same:
            before = [x for x in same if x.date < q.date]
            if before and since <= q.date < until:
                middle, sigma, _ = combine(before, q.date, kind=kind)
                misses.append(abs(float(np.log(q.usd / middle))))
                scores.append(misses[-1] / sigma)
    return _coverage(np.array(scores), misses)


def _coverage(scores: np.ndarray[tuple[int], np.dtype[np.float64]], misses: Sequence[float]) -> Coverage:
    shares = [float((scores <= z).mean()) for z in (Z50, Z80, Z90)]
    return Coverage(
        cases=len(scores),
        in50=shares[0],
        in80=shares[1],
        in90=shares[2],
        median_miss=float(np.expm1(np.median(misses))),
    )


def rent_coverage(chips: Sequence[str], *, months: int = 6) -> Coverage:
    """Quarterly median rents so many months on against the regime model's interval; `rival` is a steady fall's."""
    inside: list[tuple[bool, bool, bool]] = []
    rival: list[bool] = []
    misses: list[float] = []
    for chip in chips:
        series = rent_series(chip)
        ahead = {(d.year * 12 + d.month): rent for d, rent, _ in series}
        for day, rent, _ in series:
            seen = ahead.get(day.year * 12 + day.month + months)
            if seen is None:
                continue
            band = forecast_rent(rent, months=months)
            ends = ((band.low50, band.high50), (band.low80, band.high80), (band.low90, band.high90))
            inside.append(tuple(low <= seen <= high for low, high in ends))  # type: ignore[arg-type]
            misses.append(abs(float(np.log(seen / band.median))))
            rival.append(abs(float(np.log(seen / (rent * STEADY_FALL ** (months / 12))))) <= RIVAL_WIDTH)
    shares = np.array(inside, dtype=float).mean(axis=0)
    return Coverage(
        cases=len(inside), in50=float(shares[0]), in80=float(shares[1]), in90=float(shares[2]),
        median_miss=float(np.expm1(np.median(misses))), rival=float(np.mean(rival)),
    )  # fmt: skip
