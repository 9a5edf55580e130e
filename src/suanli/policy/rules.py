"""Rules on facts: which apply on a day for a place, and which case of each holds, in three-valued logic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from suanli import catalog
from suanli.catalog.forms import Rule, RuleCase, RuleTest
from suanli.catalog.loading import read_form
from suanli.errors import CatalogError
from suanli.policy.metrics import NAMED, Facts
from suanli.policy.places import Place

__all__ = ["Deal", "Outcome", "covers", "evaluate", "rulebook", "standing", "test_truth"]

BoolArray = npt.NDArray[np.bool_]
Truth = tuple[BoolArray, BoolArray]  # certainly true, certainly false


@dataclass(frozen=True)
class Deal:
    """An export: the day, where to, where from, and where the holder (or its ultimate parent) has its seat."""

    on: dt.date
    to: Place
    origin: Place
    seat: Place


@dataclass(frozen=True)
class Outcome:
    """What a rule says of each chip. `possible[i, k]`: case k may hold (the last column: none of the cases).

    `chosen` is the first possible case; `certain` says that every possible case gives the same classification.
    """

    rule: Rule
    possible: BoolArray
    chosen: npt.NDArray[np.int64]
    certain: BoolArray

    def case(self, at: int) -> RuleCase | None:
        """The chosen case of a chip; None where no case holds."""
        chosen = int(self.chosen[at])
        return self.rule.cases[chosen] if chosen < len(self.rule.cases) else None

    def names(self, at: int) -> tuple[str, ...]:
        """The classifications that are possible for a chip, in the order of the cases."""
        labels = [*(c.classification for c in self.rule.cases), self.rule.otherwise]
        return tuple(dict.fromkeys(label for label, may in zip(labels, self.possible[at], strict=True) if may))


def test_truth(test: RuleTest, facts: Facts) -> Truth:
    """Where a test certainly holds and where it certainly fails; neither where the figure is unknown."""
    if test.metric in NAMED:
        found = facts.among(test.metric, test.one_of)
        open_ = facts.nameless() if test.metric == "vendor" else np.zeros(facts.size, dtype=bool)
        return found & ~open_, ~found & ~open_
    low, high = facts.ends(test.metric)
    true, false = np.ones(facts.size, dtype=bool), np.zeros(facts.size, dtype=bool)
    if test.at_least is not None:
        true, false = true & (low >= test.at_least), false | (high < test.at_least)
    if test.more_than is not None:
        true, false = true & (low > test.more_than), false | (high <= test.more_than)
    if test.less_than is not None:
        true, false = true & (high < test.less_than), false | (low >= test.less_than)
    if test.at_most is not None:
        true, false = true & (high <= test.at_most), false | (low > test.at_most)
    if test.equals is not None:
        wanted = float(test.equals)
        true, false = true & (low == wanted) & (high == wanted), false | (low > wanted) | (high < wanted)
    return true, false


def _case_truth(case: RuleCase, facts: Facts) -> Truth:
    true, false = np.ones(facts.size, dtype=bool), np.zeros(facts.size, dtype=bool)
    for test in case.all:
        yes, no = test_truth(test, facts)
        true, false = true & yes, false | no
    if case.any:
        pairs = [test_truth(test, facts) for test in case.any]
        true = true & np.logical_or.reduce([yes for yes, _ in pairs])
        false = false | np.logical_and.reduce([no for _, no in pairs])
    return true, false


def evaluate(rule: Rule, facts: Facts) -> Outcome:
    """The possible cases of a rule for every chip: the first that certainly holds ends the search."""
    count = len(rule.cases)
    possible = np.zeros((facts.size, count + 1), dtype=bool)
    still = np.ones(facts.size, dtype=bool)
    for at, case in enumerate(rule.cases):
        true, false = _case_truth(case, facts)
        possible[:, at] = still & ~false
        still = still & ~true
    possible[:, count] = still
    labels = [*(c.classification for c in rule.cases), rule.otherwise]
    codes = np.array([labels.index(label) for label in labels])
    smallest = np.where(possible, codes, count + 1).min(axis=1)
    largest = np.where(possible, codes, -1).max(axis=1)
    return Outcome(rule=rule, possible=possible, chosen=possible.argmax(axis=1), certain=smallest == largest)


def rulebook(what_if: str | Path | Rule | Sequence[Rule] | None = None) -> tuple[Rule, ...]:
    """The catalog's rules by id; `what_if` (a TOML file or rules) adds rules, or replaces those of the same id."""
    found = {r.id: r for r in catalog.rules.values()}
    if isinstance(what_if, str | Path) and str(what_if):
        extra: Iterable[Rule] = (read_form(Path(what_if), Rule),)
    elif isinstance(what_if, Rule):
        extra = (what_if,)
    else:
        extra = () if what_if is None or isinstance(what_if, str | Path) else what_if
    found.update({r.id: r for r in extra})
    return tuple(found[i] for i in sorted(found, key=lambda i: (found[i].since or dt.date.max, i)))


def covers(rule: Rule, deal: Deal) -> bool:
    """Whether a rule speaks of this place, origin and seat (the day aside)."""
    if rule.origins and not deal.origin.within(rule.origins, deal.on):
        return False
    if rule.headquarters and deal.seat.within(rule.headquarters, deal.on) and deal.to.code != "US":
        return True
    if deal.to.within(rule.places_except, deal.on):
        return False
    late = rule.places_since.get(deal.to.code)
    return bool(deal.to.within(rule.places, deal.on)) and (late is None or late <= deal.on)


def in_force(rule: Rule, on: dt.date) -> bool:
    """Whether a rule is in force on a day: `since` inclusive, `until` exclusive."""
    return rule.since is not None and rule.since <= on and (rule.until is None or on < rule.until)


def pending(rule: Rule, on: dt.date) -> bool:
    """Whether a rule is made known and not (yet) in force on a day."""
    ends = rule.until if rule.since is None else rule.since
    return rule.announced is not None and rule.announced <= on and (ends is None or on < ends)


def standing(rules: Iterable[Rule], deal: Deal) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules in force for a deal, and those announced only; `CatalogError` for a rule without a side."""
    sides = {"exporter", "importer", "tariff", "investment", "authorisation", "announced"}
    held = [r for r in rules if covers(r, deal)]
    for rule in held:
        if rule.side not in sides:
            raise CatalogError(f"rules/{rule.id}.toml: side {rule.side!r}; one of {', '.join(sorted(sides))}")
    return tuple(r for r in held if in_force(r, deal.on)), tuple(r for r in held if pending(r, deal.on))
