"""Learned weights: which kind and which stance the traits of a quantity speak for.

A multinomial logistic regression over traits that no language owns (how near a word of buying stands, which roles the
firms of the sentence have, what size the number is). The rules propose, the weights decide between what is close; every
weight is a cell of `catalog/data/weights/*.csv`, so that a decision can be read. `benchmarks/claims_fit.py` fits them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from struct import Struct

from suanli import catalog

__all__ = ["Judge", "Totals", "Traits", "judge", "summed", "weights_of"]

Traits = list[tuple[str, dict[str, float]]]
# A number for each label in one whole number, a lane of 48 bits each: a trait adds to all labels at once, which is
# several times as fast as rows of an array, and sums of whole numbers are the same in any order and on any machine.
Totals = int
LANE = 48
WEIGHT, VALUE = 100, 1 << 24  # parts of a unit in which weights and values are counted; weights have two decimals
UNIT = WEIGHT * VALUE  # a log-odds of one, in a lane
ZERO = 1 << 46  # what is added to a lane so that none is read as negative


Places = dict[str, int]  # the packed weights of each trait of a group; a trait without weights adds nothing


class Judge:
    """Weights of some questions: the `labels` of each, and for each family of quantities what every trait adds to them.

    What bears on several questions is added up for all of them at once; a question reads its own lanes.
    """

    def __init__(self, questions: Mapping[str, Iterable[Mapping[str, object]]]) -> None:
        """The rows of each question: family (blank for all), group, trait, and a column for each label."""
        self.labels: dict[str, tuple[str, ...]] = {}
        self._rows: dict[str, dict[tuple[str, str], int]] = {}
        self._first: dict[str, int] = {}  # the first lane of each question
        self._size = 0
        for question, rows in questions.items():
            self._learn(question, list(rows))
        self._own = frozenset(group for family, rows in self._rows.items() if family for group, _ in rows)
        self._tables: dict[str, dict[str, Places]] = {}
        self._zero = packed([ZERO] * self._size)
        self._lanes = Struct("<" + "IH" * self._size)

    def _learn(self, question: str, cells: list[Mapping[str, object]]) -> None:
        """Put the weights of a question into the lanes behind those of the questions before."""
        labels = tuple(k for k in cells[0] if k not in {"family", "group", "trait"})
        self.labels[question], self._first[question] = labels, self._size
        for row in cells:
            weights = packed([round(WEIGHT * float(str(row[n] or 0.0))) for n in labels])
            rows, key = (
                self._rows.setdefault(str(row["family"] or ""), {}),
                (str(row["group"] or ""), _named(row["trait"])),
            )
            rows[key] = rows.get(key, 0) + (weights << (LANE * self._size))
        self._size += len(labels)

    def _table(self, family: str) -> dict[str, Places]:
        """The weights for a family: those of all families and its own together; for no family those of all alone."""
        table = self._tables.get(family)
        if table is None:
            table = self._tables[family] = {}
            for rows in (self._rows.get("", {}), self._rows.get(family, {}) if family else {}):
                for (group, trait), weights in rows.items():
                    places = table.setdefault(group, {})
                    places[trait] = places.get(trait, 0) + weights
        return table

    def apart(self, groups: frozenset[str], family: str) -> str:
        """The family where some of the groups weigh more in it than in others; none where all weigh the same."""
        return "" if self._own.isdisjoint(groups) else family

    def totals(self, traits: Traits, family: str, beside: Totals = 0) -> Totals:
        """What traits add to the log-odds of each label, with what those `beside` add, up to a constant; packed."""
        groups = self._table(family)
        whole = part = 0  # of traits that are simply there, and of those with a value
        for group, told in traits:
            if told and (places := groups.get(group)) is not None:
                for trait, value in told.items():
                    lanes = places.get(trait, 0)
                    if lanes and value == 1.0:
                        whole += lanes
                    elif lanes:
                        part += lanes * int(value * VALUE)
        return beside + whole * VALUE + part

    def odds(self, question: str, totals: Totals) -> dict[str, float]:
        """The log-odds of each label of a question, up to a constant."""
        return {name: (lane - ZERO) / UNIT for name, lane in self._told(question, totals)}

    def _halves(self, totals: Totals) -> tuple[int, ...]:
        """The lower 32 and the upper 16 bits of each lane."""
        halves: tuple[int, ...] = self._lanes.unpack((totals + self._zero).to_bytes(self._lanes.size, "little"))
        return halves

    def _told(self, question: str, totals: Totals) -> list[tuple[str, int]]:
        """The labels of a question with their lanes."""
        halves, labels, first = self._halves(totals), self.labels[question], 2 * self._first[question]
        return [(name, halves[first + 2 * at] + (halves[first + 2 * at + 1] << 32)) for at, name in enumerate(labels)]

    def lead(self, question: str, chosen: str, totals: Totals, allowed: Iterable[str] | None = None) -> float | None:
        """By how much in log-odds a label leads the likeliest other of the `allowed`; None for a label of its own."""
        most, own = 0, -1
        halves, labels, first = self._halves(totals), self.labels[question], 2 * self._first[question]
        for at, name in enumerate(labels):
            if allowed is not None and name not in allowed:
                continue
            value = halves[first + 2 * at] + (halves[first + 2 * at + 1] << 32)
            if name == chosen:
                own = value
            elif value > most:
                most = value
        return (own - most) / UNIT if own >= 0 else None

    def against(
        self, question: str, proposed: str, totals: Totals, clear: float, allowed: Iterable[str] | None = None
    ) -> str:
        """The label of the rules, or the likeliest of the `allowed` where it leads by `clear` in log-odds."""
        best, most, own = proposed, 0, -1
        halves, labels, first = self._halves(totals), self.labels[question], 2 * self._first[question]
        for at, name in enumerate(labels):
            value = halves[first + 2 * at] + (halves[first + 2 * at + 1] << 32)
            if name == proposed:
                own = value
            if value > most and (allowed is None or name in allowed):
                best, most = name, value
        # a label that nothing weighs loses to any
        return proposed if own >= 0 and most - own <= clear * UNIT else best


def packed(lanes: Iterable[int]) -> int:
    """Whole numbers, negative ones too, each in a lane of its own."""
    return sum(number << (LANE * at) for at, number in enumerate(lanes))


def _named(trait: object) -> str:
    """The name of a trait; that of a power of ten is read from its table as a number: `2`, not `2.0`."""
    return f"{trait:g}" if isinstance(trait, float) else str(trait or "")


@lru_cache(maxsize=1)
def judge() -> Judge:
    """The weights of kinds and stances."""
    # stances first: a number of which only the first lanes are filled is short, and adding it up quick
    return Judge({question: catalog.weights(question) for question in ("stances", "kinds")})


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
