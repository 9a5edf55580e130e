"""Learned weights: which kind and which stance the traits of a quantity speak for.

A multinomial logistic regression over traits that no language owns (how near a word of buying stands, which roles the
firms of the sentence have, what size the number is). The rules propose, the weights decide between what is close; every
weight is a cell of `catalog/data/weights/*.csv`, so that a decision can be read. `benchmarks/claims_fit.py` fits them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import inf, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suanli import catalog

__all__ = ["Judge", "Totals", "Traits", "judge", "summed", "weights_of"]

Traits = list[tuple[str, dict[str, float]]]
Totals = NDArray[np.float64]


class Places(dict[str, int]):
    """The row of each trait of a group; a trait without weights has the last row, which holds zeros."""

    def __missing__(self, trait: str) -> int:
        """The last row, kept for when the trait is asked for again: there are as many as cues and roles."""
        self[trait] = -1
        return -1


class Table(NamedTuple):
    """Where each trait of a group stands in a matrix of weights, a column for each label."""

    places: dict[str, Places]
    weights: Totals


class Judge:
    """Weights of one question: `labels`, and for each family of quantities what every trait adds to each label."""

    def __init__(self, rows: Iterable[Mapping[str, object]]) -> None:
        """The weights of `rows`: family (blank for all), group, trait, and a column for each label."""
        cells = list(rows)
        self.labels = tuple(k for k in cells[0] if k not in {"family", "group", "trait"})
        self._rows: dict[str, dict[tuple[str, str], list[float]]] = {}
        for row in cells:
            family, group = str(row["family"] or ""), str(row["group"] or "")
            trait = _named(row["trait"])
            weights = [float(str(row[n] or 0.0)) for n in self.labels]
            self._rows.setdefault(family, {})[group, trait] = weights
        self._own = frozenset(group for family, rows in self._rows.items() if family for group, _ in rows)
        self._tables: dict[str, Table] = {}

    def _table(self, family: str) -> Table:
        """The weights for a family: those of all families and its own together; for no family those of all alone."""
        table = self._tables.get(family)
        if table is None:
            whole, own = self._rows.get("", {}), self._rows.get(family, {}) if family else {}
            keys, none = sorted({*whole, *own}), [0.0] * len(self.labels)
            places: dict[str, Places] = {}
            for at, (group, trait) in enumerate(keys):
                places.setdefault(group, Places())[trait] = at
            rows = [*keys, ("", "")]  # the last one for traits without weights
            summed = np.array([whole.get(k, none) for k in rows]) + np.array([own.get(k, none) for k in rows])
            table = self._tables[family] = Table(places, summed)
        return table

    def apart(self, groups: frozenset[str], family: str) -> str:
        """The family where some of the groups weigh more in it than in others; none where all weigh the same."""
        return "" if self._own.isdisjoint(groups) else family

    def totals(self, traits: Traits, family: str, beside: Iterable[Totals] = ()) -> Totals:
        """What traits add to the log-odds of each label, with what those `beside` add, up to a constant; (labels,)."""
        groups, weights = self._table(family)
        rows: list[int] = []
        values: list[float] = []
        for group, told in traits:
            if told and (places := groups.get(group)) is not None:
                rows.extend(map(places.__getitem__, told))  # one call for a group: this runs for every claim
                values.extend(told.values())
        count = len(rows)
        scale, found = np.fromiter(values, np.float64, count), weights.take(np.fromiter(rows, np.intp, count), axis=0)
        total: Totals = scale.dot(found)
        for more in beside:
            total += more
        return total

    def against(self, proposed: str, totals: Totals, clear: float, allowed: Iterable[str] | None = None) -> str:
        """The label of the rules, or the likeliest of the `allowed` where it leads by `clear` in log-odds."""
        best, most, own = proposed, -inf, nan
        for name, value in zip(self.labels, totals.tolist(), strict=True):
            if name == proposed:
                own = value
            if value > most and (allowed is None or name in allowed):
                best, most = name, value
        return proposed if most - own <= clear else best  # a label that nothing weighs loses to any


def _named(trait: object) -> str:
    """The name of a trait; that of a power of ten is read from its table as a number: `2`, not `2.0`."""
    return f"{trait:g}" if isinstance(trait, float) else str(trait or "")


@lru_cache(maxsize=4)
def judge(question: str) -> Judge:
    """The weights of a question: `kinds` or `stances`."""
    return Judge(catalog.weights(question))


@lru_cache(maxsize=32)
def weights_of(question: str, column: str) -> dict[str, float]:
    """What each trait weighs in a column of a table (`actors`, `chips`, `names`): for all and for it."""
    rows = catalog.weights(question)
    return {str(r["trait"]): float(r["all"] or 0.0) + float(r[column] or 0.0) for r in rows}


def summed(weights: dict[str, float], traits: dict[str, float]) -> float:
    """The sum of what traits weigh; one without a weight adds nothing."""
    total = 0.0
    for trait, value in traits.items():  # compiled, half the cost of sums and maps; not compiled, the same
        if trait in weights:
            total += weights[trait] * value
    return total
