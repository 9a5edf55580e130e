"""Lines of a verdict in words and numbers, and the one overall word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf, isfinite

import numpy as np
import numpy.typing as npt

from suanli.catalog.forms import Chip, Rule, RuleCase, RuleTest
from suanli.policy.metrics import NAMED, Facts, facts_of, readings, with_tpp, words
from suanli.policy.rules import Deal, Outcome, evaluate, test_truth
from suanli.terms import VerdictLine

__all__ = ["SEVERITY", "line", "overall", "weights"]

# from the mildest: what stands last decides. A named review policy says more than a bare licence requirement;
# an importer's bar is final whatever licence there is; denial comes first of all.
SEVERITY = ("free", "notify", "licence", "case_by_case", "barred_by_importer", "presumption_of_denial")
UNKNOWN = -1
NO_SAY = 0
_SIGNS = {"at_least": (">=", "<"), "more_than": (">", "<="), "less_than": ("<", ">="), "at_most": ("<=", ">")}


def by_place(table: Mapping[str, str], default: str, deal: Deal) -> str:
    """The entry of a table for a deal: by destination, then by the holder's seat, else the default."""
    for place in (deal.to, deal.seat):
        key = place.within(table, deal.on)
        if key:
            return table[key]
    return default


def decides(rule: Rule) -> bool:
    """Whether a rule can weigh on the overall word at all."""
    return any(c.verdict or c.verdict_by_place for c in rule.cases)


def weight_of(case: RuleCase | None, deal: Deal) -> int:
    """The severity of a case for a deal: 0 where it says nothing that binds."""
    word = by_place(case.verdict_by_place, case.verdict, deal) if case else ""
    return SEVERITY.index(word) if word else NO_SAY


def weights(outcomes: Sequence[Outcome], deal: Deal) -> npt.NDArray[np.int64]:
    """Severity of every rule (row) for every chip (column), -1 unknown, after rules that override others.

    Where several cases are possible the severity is known only if all of them agree.
    """
    size = len(outcomes[0].chosen) if outcomes else 0
    table = np.zeros((len(outcomes), size), dtype=np.int64)
    ruled_out = np.zeros_like(table, dtype=bool)
    rows = {o.rule.id: at for at, o in enumerate(outcomes)}
    for at, outcome in enumerate(outcomes):
        if not decides(outcome.rule):
            continue
        codes = np.array([*(weight_of(c, deal) for c in outcome.rule.cases), NO_SAY])
        low = np.where(outcome.possible, codes, len(SEVERITY)).min(axis=1)
        high = np.where(outcome.possible, codes, -1).max(axis=1)
        table[at] = np.where(low == high, low, UNKNOWN)
        for number, case in enumerate(outcome.rule.cases):
            alone = outcome.possible[:, number] & (outcome.possible.sum(axis=1) == 1)
            for name in case.overrides:
                if name in rows:
                    ruled_out[rows[name]] |= alone
    return np.where(ruled_out, NO_SAY, table)


def overall(table: npt.NDArray[np.int64]) -> list[str]:
    """The overall word of every chip: the most severe known one, unless nothing binds and something is unknown."""
    if not table.shape[0]:
        return ["free"] * table.shape[1]
    worst, blind = table.max(axis=0), (table == UNKNOWN).any(axis=0)
    bare = SEVERITY.index("licence")
    return ["unknown" if b and w < bare else SEVERITY[max(int(w), 0)] for w, b in zip(worst, blind, strict=True)]


def number(value: float) -> str:
    """A figure as a verdict prints it: whole and grouped from a thousand, else three figures."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _day(value: float) -> str:
    text = f"{value:.0f}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def _compare(test: RuleTest, facts: Facts, at: int) -> str:
    """One test in numbers, as it came out: ``TPP 2,368 < 4,800``."""
    yes, no = (bool(side[at]) for side in test_truth(test, facts))
    if test.metric in NAMED:
        who = {"named": "the chip", "vendor": "its maker"}[test.metric]
        return f"{who} is {'' if yes else 'not ' if no else 'perhaps '}named"
    low, high = (float(side[at]) for side in facts.ends(test.metric))
    label = words(test.metric)
    if test.equals is not None:
        state = yes if test.equals else no
        return f"{label}: {'unknown' if not (yes or no) else 'yes' if state else 'no'}"
    show = _day if test.metric == "launch_day" else number
    value = show(low) if low == high else f"at least {show(low)}" if low > 0 and high == inf else "unknown"
    parts = []
    for name, (sign, other) in _SIGNS.items():
        bound = getattr(test, name)
        holds = None if bound is None else _one(name, bound, low, high)
        if bound is None or (no and holds is not False):
            continue
        parts.append(f"{value} {sign if holds else other if holds is False else 'against'} {show(bound)}")
    return f"{label} " + " and ".join(parts)


def _one(name: str, bound: float, low: float, high: float) -> bool | None:
    if name == "at_least":
        return True if low >= bound else False if high < bound else None
    if name == "more_than":
        return True if low > bound else False if high <= bound else None
    if name == "less_than":
        return True if high < bound else False if low >= bound else None
    return True if high <= bound else False if low > bound else None


def _failed(case: RuleCase, facts: Facts, at: int) -> list[str]:
    """The comparisons that keep a case from holding: one of `all`, or every one of `any`."""
    for test in case.all:
        if test_truth(test, facts)[1][at]:
            return [_compare(test, facts, at)]
    if case.any and all(test_truth(t, facts)[1][at] for t in case.any):
        return [_compare(t, facts, at) for t in case.any]
    return []


def _open(case: RuleCase, facts: Facts, at: int) -> list[str]:
    """The comparisons of a case that no published figure settles."""
    tests = [*case.all, *case.any]
    truths = [test_truth(t, facts) for t in tests]
    return [_compare(t, facts, at) for t, (yes, no) in zip(tests, truths, strict=True) if not (yes[at] or no[at])]


def basis(outcome: Outcome, facts: Facts, at: int) -> str:
    """The clause and the numbers compared; for an unknown what is missing, for a miss what kept it out."""
    rule, case = outcome.rule, outcome.case(at)
    if not rule.cases:
        return rule.destinations
    if not outcome.certain[at]:
        pairs = zip(rule.cases, outcome.possible[at], strict=False)
        missing = [text for c, may in pairs if may for text in _open(c, facts, at)]
        return f"{' or '.join(outcome.names(at))}: {'; '.join(dict.fromkeys(missing))}"
    if case is None:
        misses = [text for c in rule.cases for text in _failed(c, facts, at)]
        return "; ".join(dict.fromkeys(misses))
    held = [t for t in case.any if test_truth(t, facts)[0][at]] if case.any else []
    shown = [_compare(t, facts, at) for t in (*case.all, *held)] or ["whatever its figures"]
    return f"{case.clause}: {'; '.join(dict.fromkeys(shown))}" if case.clause else "; ".join(shown)


def margins(rule: Rule, facts: Facts, at: int) -> dict[str, float]:
    """Distance to the nearest threshold of each metric, as a share of it: below 0 short of it, from 0 at or over."""
    found: dict[str, float] = {}
    for test in (t for c in rule.cases for t in (*c.all, *c.any)):
        if test.metric in NAMED or test.equals is not None or test.metric == "launch_day":
            continue
        low, high = (float(side[at]) for side in facts.ends(test.metric))
        if low != high or not isfinite(low):
            continue
        for bound in (test.at_least, test.more_than, test.less_than, test.at_most):
            if not bound:
                continue
            share = low / bound - 1
            if abs(share) < abs(found.get(test.metric, inf)):
                found[test.metric] = round(share, 4)
    return found


def reading_notes(rule: Rule, chip: Chip, label: str) -> list[str]:
    """What the rule would say under other printed readings of the chip's TPP, where it differs."""
    found = []
    for value, text in readings(chip):
        facts = facts_of([with_tpp(chip, value)])
        other = evaluate(rule, facts)
        name = other.names(0)[0] if other.certain[0] else "unknown"
        if name != label:
            found.append(f"{name} under the reading {text!r}")
    return found


def line(outcome: Outcome, facts: Facts, chip: Chip, deal: Deal, weight: int = NO_SAY) -> VerdictLine:
    """One rule's say on one chip (`facts` hold this chip alone)."""
    rule, case = outcome.rule, outcome.case(0)
    certain = bool(outcome.certain[0])
    label = outcome.names(0)[0] if certain else "unknown"
    policy = by_place(case.policy_by_place, case.policy, deal) if case and certain else ""
    if label == "not controlled" and not policy:
        policy = "none: the rule does not cover this chip"
    notes = [rule.note] if rule.note else []
    if rule.cases:
        notes += reading_notes(rule, chip, label)
    if certain and case and case.note:
        notes.append(case.note)
    return VerdictLine(
        rule=rule.id,
        classification=label,
        basis=basis(outcome, facts, 0),
        licence_policy=policy or ("unknown" if not certain else rule.licence_policy),
        citation=rule.citation,
        margin=margins(rule, facts, 0),
        confidence=rule.confidence,
        side=rule.side,
        since=rule.since,
        until=rule.until,
        note=" ".join(notes),
        exception=case.exception if case and certain else "",
        weight="unknown" if weight == UNKNOWN else SEVERITY[weight] if weight else "",
    )


def blind_spots(lines: Iterable[VerdictLine], word: str) -> list[str]:
    """A sentence for each rule that could make a known verdict stricter if a missing figure came out."""
    if word == "unknown":
        return []
    return [f"{x.rule} cannot be decided and could be stricter: {x.basis}" for x in lines if x.weight == "unknown"]
