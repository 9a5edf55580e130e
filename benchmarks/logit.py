"""A conditional logit over candidates by their traits: fitting, scoring and writing its weights into the catalog.

Actors and chips of claims are judged so (`actors_fit.py`, `chips_fit.py`). A trait has a weight for every kind of claim
and one for the kinds of a column. Needs scipy.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from suanli.catalog.loading import DATA

LEAST = 0.02  # a weight below this is left out of the file


@dataclass
class Question:
    """One case to learn from: its candidates' traits, which of them are right, its column and how often it counts."""

    traits: Sequence[dict[str, float]]
    right: Sequence[bool]
    column: str
    count: float = 1.0


class Logit:
    """Weights of traits, for every kind and apart for those of one column."""

    def __init__(self, known: Sequence[Question], ridge: Mapping[str, float], rounds: int) -> None:
        """Fitted on questions with a `ridge` penalty of `all` weights and of a column's `own`, in so many rounds."""
        keys = {k for q in known for t in q.traits for name in t for k in ((name, "all"), (name, q.column))}
        self.places = {k: n for n, k in enumerate(sorted(keys))}
        self.ridge = np.array([ridge["all" if k == "all" else "own"] for _, k in self.places])
        self.weights = np.zeros(len(self.places))
        self._fit([q for q in known if any(q.right) and not all(q.right)], rounds)

    def _fit(self, known: Sequence[Question], rounds: int) -> None:
        """Least sum of -log P(a right candidate) and the ridge penalty."""
        from scipy.optimize import minimize
        from scipy.sparse import csr_matrix

        rows = [self._row(q.column, t) for q in known for t in q.traits]
        ends = np.cumsum([0, *(len(r) for r in rows)])
        cells = ([v for r in rows for _, v in r], [k for r in rows for k, _ in r], ends)
        grid = csr_matrix(cells, shape=(len(rows), len(self.places)))
        sizes = [len(q.traits) for q in known]
        starts, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(known)), sizes)
        right = np.array([n for q in known for n in q.right])
        count = np.array([q.count for q in known])

        def loss(weights: Any) -> tuple[float, Any]:
            scores = grid @ weights
            odds = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
            every, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
            slope = grid.T @ (count[of] * (odds / every[of] - odds * right / good[of])) + self.ridge * weights
            return float((count * np.log(every / good)).sum() + 0.5 * (self.ridge * weights**2).sum()), slope

        self.weights = minimize(loss, self.weights, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x

    def _row(self, column: str, traits: Mapping[str, float]) -> list[tuple[int, float]]:
        keys = [((name, k), v) for name, v in traits.items() for k in ("all", column)]
        return [(self.places[k], v) for k, v in keys if k in self.places]

    def scores(self, column: str, candidates: Sequence[Mapping[str, float]]) -> list[float]:
        """What the traits of each candidate weigh in claims of a column."""
        return [sum(self.weights[k] * v for k, v in self._row(column, t)) for t in candidates]

    def written(self, table: str, columns: Sequence[str], kept: Callable[[str], bool] = bool) -> int:
        """Write the weights of the traits `kept` to a table of the catalog; the number of rows."""
        rows = []
        for trait in sorted({name for name, _ in self.places if kept(name)}):
            weights = [self.weights[self.places[trait, k]] if (trait, k) in self.places else 0.0
                       for k in ("all", *columns)]  # fmt: skip
            cells = [f"{w:.2f}" if abs(w) >= LEAST else "" for w in weights]
            if any(cells):
                rows.append([trait, *cells])
        with (DATA / "weights" / f"{table}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([["trait", "all", *columns], *rows])
        return len(rows)
