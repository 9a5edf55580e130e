"""The unknowns of the fleet model and the map from standard normals to chips delivered and prices.

For market m, series c, year y and holder o:

    log S[m,c,y] = log median + loads . z            units that reach the market (supply.py)
    a[o,c,y]     = prior logit + sd_h z_o + sd_e z_oc + sd_y z_ocy
    D[o,c,y]     = S[m,c,y] exp(a[o,c,y]) / (1 + sum over holders of exp(a))

so that every chip sold has one holder, and the holders that nobody names keep the rest. Prices of series
with a revenue model move against their units (the vendor's revenue is known far better than either).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from suanli import catalog
from suanli.fleets.scope import founded_in, market_of, settings
from suanli.fleets.supply import MADE_FOR_CHINA, Lot, Series

__all__ = ["Draws", "World", "build_world"]

Array = NDArray[np.float32]
SINGLE = np.float32  # seven digits: far finer than any claim, and twice as fast
Index = NDArray[np.intp]
_PRECISE = 0.98  # part of an Epoch interval that all years of a series share
_GUESSED = 0.70
ONLY_LOGIT = 6.0
AGAINST = 0.8  # of a price's doubt that moves against units: revenue is known, its split by chip less so


class Draws(msgspec.Struct, frozen=True, kw_only=True):
    """Values of the unknowns, one column a draw: `delivered` and `share` by cell, `supplied` and `price` by group."""

    delivered: Any
    supplied: Any
    price: Any
    share: Any


class World(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Index arrays and loadings; cells run over (holder, series, year), groups over (market, series, year)."""

    holders: tuple[str, ...]
    series: tuple[Series, ...]
    lots: tuple[tuple[str, int, Lot], ...]  # of each group: market, series number, lot
    cell_holder: Any
    cell_group: Any
    logit: Any
    blocks: tuple[tuple[int, int], ...]  # first cell of every (holder, series), and holder number
    sd_holder: Any  # by cell
    sd_block: Any
    sd_cell: Any
    log_supply: Any
    supply_load: Any  # groups x supply latents
    log_price: Any
    price_load: Any

    @property
    def cells(self) -> int:
        """How many (holder, series, year)."""
        return len(self.cell_group)

    @property
    def groups(self) -> int:
        """How many (market, series, year)."""
        return len(self.lots)

    @property
    def size(self) -> int:
        """How many standard normals."""
        return self.cells + len(self.blocks) + len(self.holders) + int(self.supply_load.shape[1])

    def _cuts(self) -> tuple[int, int, int]:
        first = self.cells
        second = first + len(self.blocks)
        return first, second, second + len(self.holders)

    def _known(self, name: str, make: Callable[[], Any]) -> Any:
        """A thing made once for this world."""
        if name not in self.__dict__:
            self.__dict__[name] = make()
        return self.__dict__[name]

    @property
    def by_group(self) -> tuple[Index, Index]:
        """(cells in order of their group, where each group with cells starts); the sum over a group's cells."""

        def make() -> tuple[Index, Index]:
            order = np.argsort(self.cell_group, kind="stable")
            return order, np.searchsorted(self.cell_group[order], np.unique(self.cell_group))

        found: tuple[Index, Index] = self._known("_by_group", make)
        return found

    def group_sum(self, values: Array) -> Array:
        """Sums over the cells of every group."""
        order, starts = self.by_group
        total = np.zeros((self.groups, values.shape[1]), dtype=values.dtype)
        if len(starts):
            total[np.unique(self.cell_group)] = np.add.reduceat(values[order], starts, axis=0)
        return total

    @property
    def cell_block(self) -> Index:
        """Number of the (holder, series) block of every cell."""

        def make() -> Index:
            starts = np.zeros(self.cells, dtype=np.intp)
            starts[[b[0] for b in self.blocks]] = 1
            return np.cumsum(starts) - 1

        found: Index = self._known("_block", make)
        return found

    def weights(self, z: Array) -> Array:
        """Every cell's weight in its group, for every column of standard normals (`size` x draws)."""
        one, two, three = self._cuts()
        a = z[one:two][self.cell_block]
        a *= self.sd_block[:, None]
        a += self.sd_cell[:, None] * z[:one]
        a += (z[two:three])[self.cell_holder] * self.sd_holder[:, None]
        a += self.logit[:, None]
        return np.exp(np.minimum(a, 30.0, out=a), out=a)

    def market(self, z: Array) -> tuple[Array, Array]:
        """(chips supplied, price of a chip in US$) by group."""
        latent = z[self._cuts()[2] :]
        supplied = np.exp(self.log_supply[:, None] + self.supply_load @ latent)
        return supplied, np.exp(self.log_price[:, None] + self.price_load @ latent)

    def forward(self, z: Array) -> Draws:
        """Chips and prices for every column of standard normals (`size` x draws)."""
        share = self.weights(z)
        share *= (1.0 / (1.0 + self.group_sum(share)))[self.cell_group]
        supplied, price = self.market(z)
        return Draws(delivered=supplied[self.cell_group] * share, supplied=supplied, price=price, share=share)

    def backward(self, logit: Array, latent: Array) -> Array:
        """Gradient in the normals from those in the cells' logits and in the latents of supply and price."""
        starts = [b[0] for b in self.blocks]
        block = np.add.reduceat(logit * self.sd_block[:, None], starts, axis=0) if starts else logit[:0]
        holder = _by_holder(logit * self.sd_holder[:, None], self.cell_holder, len(self.holders))
        return np.concatenate([logit * self.sd_cell[:, None], block, holder, latent])

    def part(self, keep: Index) -> tuple[World, Index]:
        """The world of some of its cells (their numbers, sorted), and which of this world's normals are its own."""
        numbers, first = np.unique(self.cell_block[keep], return_index=True)
        known = {
            name: getattr(self, name)[keep]
            for name in ("cell_holder", "cell_group", "logit", "sd_holder", "sd_block", "sd_cell")
        }
        blocks = tuple((int(at), self.blocks[n][1]) for at, n in zip(first, numbers, strict=True))
        rest = np.arange(self._cuts()[1], self.size)
        return msgspec.structs.replace(self, blocks=blocks, **known), np.concatenate([keep, self.cells + numbers, rest])


def _by_holder(values: Array, holder: Index, count: int) -> Array:
    present = np.unique(holder)
    total = np.zeros((count, values.shape[1]), dtype=values.dtype)
    if len(present):
        total[present] = np.add.reduceat(values, np.searchsorted(holder, present), axis=0)
    return total


def _groups(series: tuple[Series, ...]) -> list[tuple[str, int, Lot]]:
    """(market, series number, lot) of every part of supply that is not nothing."""
    found = []
    for number, one in enumerate(series):
        for market in ("CN", "ROW"):
            for lot in one.lots:
                part = lot.china if market == "CN" else 1.0 - lot.china
                if part > 1.0 - MADE_FOR_CHINA:
                    found.append((market, number, lot))
    return found


def _supply_loads(groups: list[tuple[str, int, Lot]], series: tuple[Series, ...]) -> tuple[Any, Any, Any, Any]:
    """Medians and loadings of log supply and log price on: makers, series, China's parts, groups, prices."""
    makers = sorted({s.maker for s in series})
    n, m, g = len(series), len(makers), len(groups)
    between = float(catalog.constants["fleets_chips"].covariance["between_chips"])
    supply, price = np.zeros((g, m + 3 * n + g)), np.zeros((g, m + 3 * n + g))
    median, cost = np.zeros(g), np.zeros(g)
    for at, (market, number, lot) in enumerate(groups):
        one = series[number]
        common = math.sqrt(_GUESSED if lot.guessed else _PRECISE)
        part = lot.china if market == "CN" else 1.0 - lot.china
        median[at], cost[at] = math.log(lot.units * part), math.log(lot.price_usd)
        maker = makers.index(one.maker)
        supply[at, maker] = lot.sd * common * math.sqrt(between)
        supply[at, m + number] = lot.sd * common * math.sqrt(1 - between)
        supply[at, m + n + number] = lot.china_sd if market == "CN" else 0.0
        supply[at, m + 3 * n + at] = lot.sd * math.sqrt(1 - common**2)
        if lot.guessed:
            price[at, m + 2 * n + number] = one.price_sd
        else:
            price[at, maker] = -AGAINST * one.price_sd * math.sqrt(between)
            price[at, m + number] = -AGAINST * one.price_sd * math.sqrt(1 - between)
            price[at, m + 2 * n + number] = one.price_sd * math.sqrt(1 - AGAINST**2)
    return median, supply, cost, price


def _prior_share(holder: str, one: Series, table: dict[str, float], unknown: float) -> float:
    if holder in one.inside:
        return one.inside[holder]
    share = table.get(holder, unknown)
    return share * (1 - sum(one.inside.values()))


def _cells(
    order: Sequence[str], groups: Sequence[tuple[str, int, Lot]], series: tuple[Series, ...]
) -> list[tuple[int, int, int, int]]:
    """(holder, series, year, group) of everything a holder could have, sorted; nobody buys before being founded."""
    found = []
    for number, holder in enumerate(order):
        for at, (market, one, lot) in enumerate(groups):
            only = series[one].only
            may = lot.year >= founded_in(holder) and market == market_of(holder)
            if may and (not only or holder in only):
                found.append((number, one, lot.year, at))
    return sorted(found)


def _priors(
    cells: Sequence[tuple[int, int, int, int]],
    order: Sequence[str],
    groups: Sequence[tuple[str, int, Lot]],
    series: tuple[Series, ...],
) -> tuple[Any, Any, Any, Any]:
    """Logit of the share of every cell, and its spreads over holders, over chips of a holder, over years."""
    known = settings()
    shares = known["share"]
    tables = {m: {k: v for k, v in known[f"holders_{m}"].items() if k != "source"} for m in ("CN", "ROW")}
    total = {
        (m, s): sum(_prior_share(h, one, tables[m], shares["unknown"]) for h in order if market_of(h) == m)
        for m in ("CN", "ROW")
        for s, one in enumerate(series)
    }
    logit, sd_o, sd_b, sd_c = (np.zeros(len(cells), dtype=SINGLE) for _ in range(4))
    for at, (number, one, _, group) in enumerate(cells):
        market, holder = groups[group][0], order[number]
        if series[one].only:
            logit[at], sd_c[at] = ONLY_LOGIT, 0.1
            continue
        scale = max(1.0, total[market, one] / 0.9)  # many small holders: leave the rest a tenth
        share = _prior_share(holder, series[one], tables[market], shares["unknown"]) / scale
        logit[at] = math.log(share / max(1.0 - total[market, one] / scale, 0.1))
        sd_o[at] = shares["holder_sd"] if holder in tables[market] else shares["unknown_sd"]
        sd_b[at] = shares["chip_sd"] if holder in tables[market] else shares["unknown_chip_sd"]
        sd_c[at] = shares["year_sd"]
    return logit, sd_o, sd_b, sd_c


def build_world(series: tuple[Series, ...], holders: Iterable[str]) -> World:
    """The model for these series and holders, its priors from constants/fleets.toml."""
    order = sorted(set(holders))
    groups = _groups(series)
    cells = _cells(order, groups, series)
    logit, sd_o, sd_b, sd_c = _priors(cells, order, groups, series)
    median, supply, cost, price = _supply_loads(groups, series)
    starts = [(i, c[0]) for i, c in enumerate(cells) if i == 0 or c[:2] != cells[i - 1][:2]]
    return World(
        holders=tuple(order),
        series=series,
        lots=tuple(groups),
        cell_holder=np.array([c[0] for c in cells], dtype=np.intp),
        cell_group=np.array([c[3] for c in cells], dtype=np.intp),
        logit=logit,
        blocks=tuple(starts),
        sd_holder=sd_o,
        sd_block=sd_b,
        sd_cell=sd_c,
        log_supply=median.astype(SINGLE),
        supply_load=supply.astype(SINGLE),
        log_price=cost.astype(SINGLE),
        price_load=price.astype(SINGLE),
    )
