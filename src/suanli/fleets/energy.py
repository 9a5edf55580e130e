"""What the sampler walks on: minus the log posterior of a world under readings, and its slopes.

Only what readings can reach is walked: a reading that counts a holder's chips of a year pulls the shares of every
holder in that market, series and year, and through them the levels of holders and chips; the shares of years that
no reading touches stay as the prior has them given those levels, so they are drawn once at the end (`filled`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suanli.fleets.likelihood import Readings
from suanli.fleets.world import SINGLE, World

__all__ = ["Energy"]

Array = NDArray[Any]
TINY = 1e-6
BLOCK = 128  # columns


class Energy:
    """Readings over the part of a world that they touch.

    `rows` are the normals of the whole world that are walked, `size` how many. Columns are numbered anew: chips of
    cells, money of cells, chips of groups, money of groups; only those that a reading weighs.
    """

    def __init__(self, world: World, readings: Readings) -> None:
        """Number the columns, cut the world down to the cells that share a group with one of them."""
        self.whole, self.readings = world, readings
        columns = np.unique(np.concatenate([readings.sums.columns, readings.under.columns]))
        at, money = columns % (world.cells + world.groups), columns >= world.cells + world.groups
        of_cell = at < world.cells
        group = np.where(of_cell, world.cell_group[np.minimum(at, world.cells - 1)], at - world.cells)
        order = np.lexsort((at, money, ~of_cell))
        touched = np.zeros(world.groups, dtype=bool)
        touched[group[of_cell]] = True
        keep = np.flatnonzero(touched[world.cell_group])
        self.world, self.rows = world.part(keep)
        self.size = len(self.rows)
        self._number(np.searchsorted(keep, at)[order], group[order], (of_cell[order], money[order]))
        place = np.zeros(2 * (world.cells + world.groups), dtype=np.intp)
        place[columns[order]] = np.arange(len(columns))
        self.sums, self.under = readings.sums.among(place), readings.under.among(place)

    def _number(self, cell: Array, group: Array, sort: tuple[Array, Array]) -> None:
        """Index arrays and matrices from columns to values and back; `sort` says (of a cell, in money)."""
        of_cell, money = sort
        world, count = self.world, len(cell)
        self.count, self.cells = count, int(of_cell.sum())
        self.paid = int((of_cell & money).sum())  # the last of the cells' columns
        self.cell = cell[: self.cells]
        self.factor = group + world.groups * (2 * ~of_cell + money)
        self.by_group = np.zeros((world.groups, self.cells), dtype=SINGLE)
        self.by_group[group[: self.cells], np.arange(self.cells)] = 1.0
        supply, price = (np.zeros((world.groups, count), dtype=SINGLE) for _ in range(2))
        supply[group, np.arange(count)] = 1.0
        price[group[money], np.flatnonzero(money)] = 1.0
        self.latent = world.supply_load.T @ supply + world.price_load.T @ price

    def _state(self, z: Array) -> tuple[Array, Array, Array]:
        """(weights of the cells, one over a group's total weight, values of the columns)."""
        weight = self.world.weights(z)
        inverse = 1.0 / (1.0 + self.world.group_sum(weight))
        supplied, price = self.world.market(z)
        paid = supplied * price
        values = np.concatenate([supplied * inverse, paid * inverse, supplied, paid])[self.factor]
        values[: self.cells] *= weight[self.cell]
        return weight, inverse, values

    def _sums(self, values: Array) -> tuple[Array, Array, Array]:
        """(sum, sum below the line, log of their ratio) of every reading."""
        top = self.sums.forward(values) + TINY
        low = np.ones_like(top)
        low[self.readings.under_rows] = self.under.forward(values) + TINY
        return top, low, np.log(top) - np.log(low)

    def quantities(self, z: Array) -> Array:
        """Log of every reading's quantity, readings x columns of z; some columns at a time, as the sums need room."""
        parts = [z[:, at : at + BLOCK] for at in range(0, z.shape[1], BLOCK)]
        return np.concatenate([self._sums(self._state(part)[2])[2] for part in parts], axis=1)

    def _to_normals(self, weight: Array, inverse: Array, slopes: Array) -> Array:
        """Slopes in the normals from slopes in the logarithms of the columns' values."""
        flow = np.zeros_like(weight, shape=(len(weight), slopes.shape[1]))
        unpaid = self.cells - self.paid
        flow[self.cell[:unpaid]] = slopes[:unpaid]
        flow[self.cell[unpaid:]] += slopes[unpaid : self.cells]
        pull = (self.by_group @ slopes[: self.cells]) * inverse
        flow -= weight * pull[self.world.cell_group]
        return self.world.backward(flow, self.latent @ slopes)

    def at(self, z: Array) -> tuple[Array, Array]:
        """(minus log posterior, its gradient in z) for every column of z."""
        weight, inverse, values = self._state(z)
        top, low, g = self._sums(values)
        likelihood, slope, _ = self.readings.log_likelihood(g)
        slopes = self.sums.backward(slope / top, self.count)
        rows = self.readings.under_rows
        if len(rows):
            slopes -= self.under.backward((slope / low)[rows], self.count)
        slopes *= values
        energy = 0.5 * np.einsum("ij,ij->j", z, z) - likelihood.sum(axis=0)
        return energy, z - self._to_normals(weight, inverse, slopes)

    def jacobian(self, z: Array) -> tuple[Array, Array]:
        """(g, dg/dz) at one point; the Jacobian has one column a reading."""
        weight, inverse, values = self._state(z[:, None])
        top, low, g = self._sums(values)
        slopes = (self.sums.dense(self.count) * values.T / top).T
        rows = self.readings.under_rows
        if len(rows):
            slopes[:, rows] -= (self.under.dense(self.count) * values.T / low[rows]).T
        return g[:, 0], self._to_normals(weight, inverse, slopes)

    def filled(self, z: Array, rng: np.random.Generator) -> Array:
        """Normals of the whole world: those walked, and fresh ones for what no reading reaches."""
        found: Array = rng.standard_normal((self.whole.size, z.shape[1]), dtype=SINGLE)
        found[self.rows] = z
        return found
