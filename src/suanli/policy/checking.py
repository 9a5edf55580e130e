"""`check` and its parts: one chip, one day, one place; over time; a chip that does not exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Literal, overload

import numpy as np

from suanli.catalog.forms import Chip, Rule
from suanli.catalog.naming import variants
from suanli.errors import Unknown
from suanli.policy.metrics import METRICS, Facts, Interval, facts_of
from suanli.policy.places import place
from suanli.policy.rules import Deal, covers, evaluate, rulebook, standing
from suanli.policy.shapes import DesignSpace, Timeline
from suanli.policy.verdicts import blind_spots, line, overall, weights
from suanli.terms import Verdict, VerdictLine, content_id

__all__ = ["check", "chip_named", "classify", "deal_of", "hypothetical", "judge", "timeline"]

WhatIf = str | Path | Rule | Sequence[Rule] | None
# short names that a spec may use for metrics
SHORT = {
    "pd": "density", "io": "io_bw", "dram": "dram_bw", "link": "link_bw", "dc": "datacenter",
    "node": "process_nm", "mbd": "memory_density", "launch": "launch_day",
}  # fmt: skip
SWITCHES = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}
FIRST_DAY = dt.date(2022, 1, 1)
# what says nothing about an export of this chip
QUIET = frozenset({"not controlled", "not about goods", "bill, not law"})


def deal_of(on: dt.date, *, to: str, from_: str = "US", holder_hq: str = "") -> Deal:
    """The deal that names describe; the holder's seat is the destination unless it is said otherwise."""
    return Deal(on=on, to=place(to), origin=place(from_), seat=place(holder_hq or to))


def chip_named(name: str) -> tuple[Chip, tuple[Chip, ...]]:
    """The chip a name means, and the other variants the name covers (none where it is an id)."""
    first, *others = variants(name)
    return first, tuple(others)


def _spec_value(key: str, text: str) -> float:
    if text.casefold() in SWITCHES:
        return SWITCHES[text.casefold()]
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < inf or (key == "die" and not value):
        least = "above" if key == "die" else "from"
        raise Unknown(f"spec: {key}={text!r} is not a number {least} 0; write such as tpp=2368,pd=2.9,dc=yes")
    return value


def _spec_pairs(spec: str) -> list[tuple[str, str]]:
    """Keys and texts of a spec; `Unknown` for a key that is not known, or said twice (also as another word)."""
    pairs = [[side.strip() for side in part.partition("=")] for part in spec.split(",") if part.strip()]
    held: set[str] = set()
    for pair in pairs:
        key = pair[0] = pair[0].casefold()
        name = SHORT.get(key, key)
        if not (name in METRICS or key in {"die", "vendor"}) or not pair[1]:
            raise Unknown(f"spec: {key!r} is not one of tpp, die, vendor, {', '.join(SHORT)}; write key=value")
        fact = "density" if key == "die" else name
        if fact in held:
            other = "pd and die are one figure" if fact == "density" else "said twice"
            raise Unknown(f"spec: {key}: {other}; give it once")
        held.add(fact)
    return [(key, text) for key, _, text in pairs]


def hypothetical(spec: str) -> tuple[Chip, dict[str, Interval]]:
    """A chip that does not exist, from ``tpp=2368,pd=2.9,dram=4000,io=1028,dc=yes``, and its figures.

    Keys are tpp, pd (TPP per mm2), die (mm2, in place of pd), dram, io, link (GB/s), node (nm), mbd (GB/s per
    mm2, memory alone), dc (yes or no) and vendor; what is not named is unknown.
    """
    given: dict[str, Interval] = dict.fromkeys(METRICS, (0.0, inf)) | {"memory_alone": (0.0, 0.0)}
    given["datacenter"] = (0.0, 1.0)
    vendor = ""
    for key, text in _spec_pairs(spec):
        name = SHORT.get(key, key)
        if key == "vendor":
            vendor = text
        else:
            value = _spec_value(key, text)
            given[name] = (value, value)
    given["bits_x_tops"] = given["tpp"]
    if "die" in given:
        area = given.pop("die")[0]
        given["density"] = (given["tpp"][0] / area, given["tpp"][1] / area)
    given["dram_io_sum"] = tuple(a + b for a, b in zip(given["dram_bw"], given["io_bw"], strict=True))  # type: ignore[assignment]
    if given["memory_density"][0] > 0:
        given["memory_alone"] = (1.0, 1.0)
    return Chip(id="spec", name=spec, vendor=vendor), given


def _given(facts: Facts, given: Mapping[str, Interval] | None) -> Facts:
    if not given:
        return facts
    low = {**facts.low, **{n: np.full(facts.size, e[0]) for n, e in given.items()}}
    high = {**facts.high, **{n: np.full(facts.size, e[1]) for n, e in given.items()}}
    return Facts(size=facts.size, low=low, high=high, names=facts.names, vendors=facts.vendors)


def judge(chip: Chip, deal: Deal, *, rules: Sequence[Rule], facts: Facts) -> Verdict:
    """The verdict on one chip whose `facts` are known, by the given rules."""
    now, later = standing(rules, deal)
    outcomes = [evaluate(rule, facts) for rule in now]
    table = weights(outcomes, deal) if outcomes else np.zeros((0, 1), dtype=np.int64)
    word = overall(table)[0]
    lines = tuple(line(o, facts, chip, deal, int(w)) for o, w in zip(outcomes, table[:, 0], strict=True))
    announced = tuple(line(evaluate(r, facts), facts, chip, deal) for r in later)
    figures = {n: float(facts.low[n][0]) if facts.low[n][0] == facts.high[n][0] else None for n in METRICS}
    shown = ("tpp", "density", "io_bw", "link_bw", "dram_bw", "datacenter")
    return Verdict(
        id=content_id("v", chip.id, chip.name, deal.on, deal.to.code, deal.origin.code, deal.seat.code, word),
        chip=chip.id,
        on=deal.on,
        to=deal.to.code,
        verdict=word,
        lines=lines,
        announced=announced,
        metrics={n: figures[n] for n in shown},
        notes=(*_day_notes(deal, rules), *blind_spots(lines, word), *_certainty(lines)),
    )


def _day_notes(deal: Deal, rules: Iterable[Rule]) -> list[str]:
    """Whether the day lies before the first rule that speaks of the place, or after the last review."""
    rules, on = tuple(rules), deal.on
    first = min((r.since for r in rules if r.since and covers(r, deal)), default=None)
    reviewed = max((r.reviewed for r in rules if r.reviewed), default=None)
    if first and on < first:
        return [f"no such rule yet: the first rule here is of {first}"]
    if reviewed and on > reviewed:
        return [f"the day lies after {reviewed}, when the rules were last reviewed: answered with the last known"]
    return []


def _certainty(lines: Iterable[VerdictLine]) -> list[str]:
    """Which lines that bind rest on press or hearsay alone."""
    weak = [x.rule for x in lines if x.weight and x.confidence in {"press", "reported"}]
    return [f"from press or hearsay only: {', '.join(weak)}"] if weak else []


@overload
def check(chip: str | Chip, *, on: dt.date, to: str = ..., from_: str = ..., holder_hq: str = ..., state_funded: bool = ..., what_if: WhatIf = ..., spec: str = ..., shape: Literal["verdict"] = ...) -> Verdict: ...  # fmt: skip  # noqa: E501
@overload
def check(chip: str | Chip, *, on: dt.date, to: str = ..., from_: str = ..., holder_hq: str = ..., state_funded: bool = ..., what_if: WhatIf = ..., spec: str = ..., shape: str) -> Verdict | Timeline | DesignSpace: ...  # fmt: skip  # noqa: E501


def check(  # noqa: PLR0913 - the twin of a command with these options
    chip: str | Chip = "",
    *,
    on: dt.date,
    to: str = "CN",
    from_: str = "US",
    holder_hq: str = "",
    state_funded: bool = False,
    what_if: WhatIf = None,
    spec: str = "",
    shape: str = "verdict",
) -> Verdict | Timeline | DesignSpace:
    """Every rule in force on a day for a place, what each says of a chip, and one overall word.

    `chip` is an id, a name or a `Chip`; `spec` describes one that does not exist. `to` and `from_` are countries,
    `holder_hq` the seat of the holder's ultimate parent (default: the destination). `what_if` is a rule file, or
    rules, that add to or replace the catalog's. `shape`: verdict, timeline (2022 to `on`), or design-space (what
    would pass on that day). No legal advice; docs/methods/policy.md lists what rests on press.
    """
    rules = rulebook(what_if)
    deal = deal_of(on, to=to, from_=from_, holder_hq=holder_hq)
    if shape == "design-space":
        from suanli.policy.space import design_space

        return design_space(deal, rules=rules, spec=spec)
    given: dict[str, Interval] | None = None
    others: tuple[Chip, ...] = ()
    if spec:
        one, given = hypothetical(spec)
    else:
        one, others = chip_named(chip) if isinstance(chip, str) else (chip, ())
    facts = _given(facts_of([one], state_funded=state_funded), given)
    if shape == "timeline":
        return _timeline(one, deal, rules=rules, facts=facts)
    if shape != "verdict":
        raise Unknown(f"check: unknown shape {shape!r}; one of verdict, timeline, design-space")
    found = judge(one, deal, rules=rules, facts=facts)
    return _with_variants(found, others, deal, rules=rules, state_funded=state_funded)


def _with_variants(
    found: Verdict, others: Sequence[Chip], deal: Deal, *, rules: Sequence[Rule], state_funded: bool
) -> Verdict:
    """The verdict with a note on the other variants that the same name covers."""
    if not others:
        return found
    import msgspec

    words = classify(others, deal, rules=rules, state_funded=state_funded)[1]
    apart = [f"{c.id} {w}" for c, w in zip(others, words, strict=True) if w != found.verdict]
    names = ", ".join(c.id for c in others)
    text = f"the name covers {names} too: " + (f"apart are {', '.join(apart)}" if apart else "same verdict")
    return msgspec.structs.replace(found, notes=(*found.notes, text))


def classify(
    chips: Sequence[Chip] | Facts, deal: Deal, *, rules: Sequence[Rule] | None = None, state_funded: bool = False
) -> tuple[dict[str, list[str]], list[str]]:
    """Classifications of many chips by rule id, and their overall words: the fast way, without the reasons."""
    facts = chips if isinstance(chips, Facts) else facts_of(chips, state_funded=state_funded)
    now, _ = standing(rulebook() if rules is None else rules, deal)
    outcomes = [evaluate(rule, facts) for rule in now]
    table = weights(outcomes, deal) if outcomes else np.zeros((0, facts.size), dtype=np.int64)
    labels = {}
    for outcome in outcomes:
        names = np.array([*(c.classification for c in outcome.rule.cases), outcome.rule.otherwise])
        labels[outcome.rule.id] = np.where(outcome.certain, names[outcome.chosen], "unknown").tolist()
    return labels, overall(table)


def _changes(rules: Iterable[Rule], since: dt.date, until: dt.date) -> list[dt.date]:
    """The days within a stretch on which some rule begins, ends, is announced or takes in a place."""
    days = {since}
    for rule in rules:
        days.update(d for d in (rule.since, rule.until, rule.announced, *rule.places_since.values()) if d)
    return sorted(d for d in days if since <= d <= until)


def _timeline(chip: Chip, deal: Deal, *, rules: Sequence[Rule], facts: Facts, since: dt.date = FIRST_DAY) -> Timeline:
    from dataclasses import replace

    if deal.on < since:
        raise Unknown(f"check: a timeline to {deal.on} ends before it begins on {since}; ask for a later day")
    held: list[Verdict] = []
    for day in _changes(rules, since, deal.on):
        found = judge(chip, replace(deal, on=day), rules=rules, facts=facts)
        if not held or _gist(found) != _gist(held[-1]):
            held.append(found)
    notes = tuple(_day_notes(deal, rules))
    return Timeline(chip=chip.id, to=deal.to.code, since=since, until=deal.on, verdicts=tuple(held), notes=notes)


def _gist(verdict: Verdict) -> tuple[object, ...]:
    """What must differ for a new stretch to begin."""
    now = tuple((x.rule, x.classification) for x in verdict.lines if x.classification not in QUIET)
    soon = tuple((x.rule, x.classification) for x in verdict.announced if x.classification not in QUIET)
    return (verdict.verdict, now, soon)


def timeline(
    chip: str | Chip, *, until: dt.date, since: dt.date = FIRST_DAY, to: str = "CN", from_: str = "US"
) -> Timeline:
    """A chip's verdicts from `since` to `until`, one for each stretch in which nothing changes."""
    one = chip_named(chip)[0] if isinstance(chip, str) else chip
    deal = deal_of(until, to=to, from_=from_)
    return _timeline(one, deal, rules=rulebook(), facts=facts_of([one]), since=since)
