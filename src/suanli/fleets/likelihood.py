"""Readings as arrays: weighted sums of chips and money, and how far what is said may lie from them.

A reading k says that log(weights . chips) lies near [low, high], with Student edges of scales s_low, s_high:

    log L = -(nu + 1)/2 log(1 + r^2 / nu),  r = distance outside [low, high] over the scale of that side,

times the votes it has, mixed with a flat density where it is denied or may be lost.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from suanli.fleets.world import SINGLE

__all__ = ["Readings", "Sums"]

Array = NDArray[Any]


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Weighted sums of columns, one a row (compressed rows, and the same by columns for the way back).

    Many claims count the same chips of the same holder on the same day: equal sums are formed once, `which` says
    where each row finds its own.
    """

    which: Any
    by_which: Any  # rows in order of their sum
    which_starts: Any
    columns: Any
    weights: Any
    starts: Any
    back_rows: Any
    back_weights: Any
    back_columns: Any
    back_starts: Any

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.which)

    @classmethod
    def of(cls, rows: Sequence[Mapping[int, float]]) -> Sums:
        """From one {column: weight} a row; no row may be empty."""
        numbers: dict[tuple[tuple[int, float], ...], int] = {}
        which = [numbers.setdefault(tuple(sorted(r.items())), len(numbers)) for r in rows]
        columns = np.array([c for r in numbers for c, _ in r], dtype=np.intp)
        weights = np.array([w for r in numbers for _, w in r], dtype=SINGLE)
        counts = np.array([len(r) for r in numbers], dtype=np.intp)
        return cls._made(columns, weights, counts, np.array(which, dtype=np.intp))

    @classmethod
    def _made(cls, columns: Array, weights: Array, counts: Array, which: Array) -> Sums:
        owner = np.repeat(np.arange(len(counts)), counts)
        order = np.argsort(columns, kind="stable")
        distinct, first = np.unique(columns[order], return_index=True)
        by_which = np.argsort(which, kind="stable")
        return cls(
            which=which,
            by_which=by_which,
            which_starts=np.searchsorted(which[by_which], np.arange(len(counts))),
            columns=columns,
            weights=weights[:, None],
            starts=np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp),
            back_rows=owner[order],
            back_weights=weights[order][:, None],
            back_columns=distinct,
            back_starts=first,
        )

    def among(self, place: Array) -> Sums:
        """The same sums over other columns: `place` gives the new number of every old one."""
        counts = np.diff([*self.starts, len(self.columns)]) if self.rows else np.zeros(0, dtype=np.intp)
        return self._made(place[self.columns], self.weights[:, 0], counts, self.which)

    def forward(self, values: Array) -> Array:
        """Sums of the rows of `values` (columns x draws)."""
        if not self.rows:
            return np.zeros((0, values.shape[1]), dtype=SINGLE)
        found: Array = np.add.reduceat(values[self.columns] * self.weights, self.starts, axis=0)
        spread: Array = found[self.which]
        return spread

    def backward(self, slopes: Array, size: int) -> Array:
        """Slopes of the columns from slopes of the sums."""
        total = np.zeros((size, slopes.shape[1]), dtype=SINGLE)
        if self.rows:
            together = np.add.reduceat(slopes[self.by_which], self.which_starts, axis=0)
            parts = together[self.back_rows] * self.back_weights
            total[self.back_columns] = np.add.reduceat(parts, self.back_starts, axis=0)
        return total

    def dense(self, size: int) -> Array:
        """The weights as a matrix, rows x columns."""
        table = np.zeros((len(self.starts) if self.rows else 0, size), dtype=SINGLE)
        if not self.rows:
            return table
        owner = np.repeat(np.arange(len(self.starts)), np.diff([*self.starts, len(self.columns)]))
        table[owner, self.columns] = self.weights[:, 0]
        found: Array = table[self.which]
        return found


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """Readings as arrays. `sums` weigh chips (cells, groups) and then the same columns as money.

    `under` divides the readings `under_rows` (shares and ratios) by a second sum.
    """

    sums: Sums
    under: Sums
    under_rows: Any
    low: Any
    high: Any
    s_low: Any
    s_high: Any
    votes: Any
    doubt: Any
    freedom: float = 4.0
    breadth: float = 3.0

    @property
    def count(self) -> int:
        """How many."""
        return len(self.low)

    def log_norm(self) -> Array:
        """Log of the integral of the plateau with its two edges."""
        nu = self.freedom
        edge = math.sqrt(nu * math.pi) * math.gamma(nu / 2) / math.gamma((nu + 1) / 2) / 2
        width: Array = np.log(self.high - self.low + edge * (self.s_low + self.s_high))
        return width

    def log_likelihood(self, g: Array) -> tuple[Array, Array, Array]:
        """By reading and draw: log likelihood (votes counted), its slope in g, and the curvature weight."""
        below, above = self.low[:, None] - g, g - self.high[:, None]
        out = np.where(below > 0, -below, np.where(above > 0, above, 0.0))
        scale = np.where(below > 0, self.s_low[:, None], self.s_high[:, None])
        nu, r = self.freedom, out / scale
        raw = -(nu + 1) / 2 * np.log1p(r * r / nu) - self.log_norm()[:, None]
        weight = (nu + 1) / (scale * scale * (nu + r * r)) * (out != 0)
        flat = -math.log(2 * self.breadth)
        doubt, votes = self.doubt[:, None], self.votes[:, None]
        with np.errstate(divide="ignore"):
            mixed = np.logaddexp(np.log1p(-doubt) + raw, np.log(doubt) + flat)
        kept = np.exp(np.log1p(-doubt) + raw - mixed)
        weight = weight * kept * votes
        return mixed * votes, -weight * out, weight

    def kept(self, g: Array) -> Array:
        """By reading, the part of its full pull that it kept over the draws: 1 where it is right, 0 where ignored."""
        below, above = self.low[:, None] - g, g - self.high[:, None]
        scale = np.where(below > 0, self.s_low[:, None], self.s_high[:, None])
        weight = self.log_likelihood(g)[2] * scale**2 * self.freedom / (self.freedom + 1) / self.votes[:, None]
        inside = (below <= 0) & (above <= 0)
        found: Array = np.where(inside, 1.0, weight).mean(axis=1)
        return found
