"""What a text tells of sources, plans and guesses around a sentence and a claim, as traits for the learned weights.

A source reaches past its sentence, a plan past its verb; how far, no rule says: how many sentences ago each class of
words was last told, what the first sentences and the whole text tell, and what the rules make of the claims beside.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from suanli.claims.continuing import Draft
from suanli.claims.judging import Traits
from suanli.claims.once import once, once_in_text
from suanli.claims.scene import Line, Scene

__all__ = ["acquaint", "heard_before", "heard_in_text"]

CLASSES = ("planned", "future", "estimated", "reported", "hearsay", "according", "asserted", "official", "analyst",
           "now", "denied", "hedge")  # fmt: skip
NAMED = ("outlet", "analyst")  # roles of firms that tell
HEAD = 3  # sentences: a headline, a byline, an opening
AGO = (1, 2, 4, 8)  # sentences back, each entered up to one of them
SHARED = ("reported", "estimated", "planned")


@once
def _classes(scene: Scene, line: Line) -> tuple[str, ...]:  # noqa: ARG001 - kept with the sentence
    """The classes of words of telling of a sentence, and the roles of those it names who tell."""
    told = [name for name in CLASSES if line.by_name.get(name)]
    roles = {r for m in line.companies if m.kind != "person" for r in m.party.roles}
    return (*told, *(f"a {role}" for role in NAMED if role in roles))


def _ago(count: int) -> str:
    return next((str(n) for n in AGO if count <= n), "far")


@once_in_text
def _last_told(scene: Scene) -> list[dict[str, float]]:
    """For each sentence, how many sentences ago each class was last told."""
    last: dict[str, int] = {}
    found = []
    for line in scene.lines:
        found.append({f"{name} {_ago(line.index - at)}": 1.0 for name, at in last.items()})
        last.update(dict.fromkeys(_classes(scene, line), line.index))
    return found


def heard_before(scene: Scene, line: Line) -> Traits:
    """How many sentences ago each class of words of telling was last told."""
    return [("since", _last_told(scene)[line.index])]


@once_in_text
def heard_in_text(scene: Scene) -> Traits:
    """What the first sentences tell, how much of the text tells so, and the roles of all whom it names."""
    told = [_classes(scene, line) for line in scene.lines]
    counts = Counter(name for names in told for name in names)
    return [
        ("head", {name: 1.0 for names in told[:HEAD] for name in names}),
        ("share", {name: n / len(told) for name, n in counts.items()}),
        ("cast", {role: 1.0 for line in scene.lines for m in line.companies for role in m.party.roles}),
    ]


def acquaint(drafts: list[Draft]) -> None:
    """Tell each draft what the rules make of those before and behind it, and of all others."""
    order = sorted(drafts, key=lambda d: d.amount.start)
    counts = Counter(d.voice.stance for d in order)
    for draft in order:
        others = max(len(order) - 1, 1)
        own = draft.voice.stance
        draft.beside = {f"all {s}": n / others for s in SHARED if (n := counts[s] - (s == own))}
    for one, two in pairwise(order):
        where = _apart(one, two)
        one.beside[f"next {where} {two.voice.stance}"] = two.beside[f"last {where} {one.voice.stance}"] = 1.0
        if one.actors and {m.party.id for m in one.actors} == {m.party.id for m in two.actors}:
            one.beside[f"next its {two.voice.stance}"] = two.beside[f"last its {one.voice.stance}"] = 1.0


def _apart(one: Draft, two: Draft) -> str:
    if one.line.index == two.line.index:
        return "same"
    return "near" if one.line.paragraph == two.line.paragraph else "far"
