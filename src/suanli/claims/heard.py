"""What a text tells of sources, plans and guesses around a sentence and a claim, as traits for the learned weights.

A source reaches past its sentence, a plan past its verb; how far, no rule says: how many sentences ago each class of
words was last told, what the first sentences and the whole text tell, and what the rules make of the claims beside.
"""

from __future__ import annotations

from collections import Counter

from suanli.claims.continuing import Draft
from suanli.claims.judging import Traits
from suanli.claims.once import once_in_text
from suanli.claims.scene import Line, Scene

__all__ = ["acquaint", "heard_before", "heard_in_text"]

CLASSES = ("planned", "future", "estimated", "reported", "hearsay", "according", "asserted", "official", "analyst",
           "now", "denied", "hedge")  # fmt: skip
NAMED = (("outlet", "a outlet"), ("analyst", "a analyst"))  # roles of firms that tell
HEAD = 3  # sentences: a headline, a byline, an opening
AGO, FAR = ("", "1", "2", "4", "4", "8", "8", "8", "8"), "far"  # how long ago, by sentences back
SINCE = {name: [f"{name} {ago}" for ago in (*AGO, FAR)] for name in (*CLASSES, *(mark for _, mark in NAMED))}
SHORT = 10  # sentences: in a shorter text one of them tells no more of the whole than in a text of these
SHARED = ("reported", "estimated", "planned")


@once_in_text
def _told(scene: Scene) -> list[list[str]]:
    """For each sentence the classes of its words of telling, and the roles of those it names who tell."""
    found = []
    for line in scene.lines:
        by_name = line.by_name
        names = [name for name in CLASSES if name in by_name]
        roles = {r for m in line.companies if m.kind != "person" for r in m.party.roles} if line.companies else ()
        found.append(names + [mark for role, mark in NAMED if role in roles])
    return found


@once_in_text
def _last_told(scene: Scene) -> list[dict[str, float]]:
    """For each sentence, how many sentences ago each class was last told."""
    last: dict[str, int] = {}
    found = []
    for index, names in enumerate(_told(scene)):
        found.append({SINCE[name][min(index - at, 9)]: 1.0 for name, at in last.items()})
        for name in names:
            last[name] = index
    return found


def heard_before(scene: Scene, line: Line) -> Traits:
    """How many sentences ago each class of words of telling was last told."""
    return [("since", _last_told(scene)[line.index])]


@once_in_text
def heard_in_text(scene: Scene) -> Traits:
    """What the first sentences tell, how much of the text tells so, and the roles of all whom it names."""
    told = _told(scene)
    counts = Counter([name for names in told for name in names])
    cast = {role for line in scene.lines if line.companies for m in line.companies for role in m.party.roles}
    return [
        ("head", dict.fromkeys([name for names in told[:HEAD] for name in names], 1.0)),
        ("share", {name: n / max(len(told), SHORT) for name, n in counts.items()}),
        ("cast", dict.fromkeys(cast, 1.0)),
    ]


def acquaint(drafts: list[Draft]) -> None:
    """Tell each draft what the rules make of those before and behind it, and of all others."""
    order = sorted(drafts, key=_place)
    counts = Counter([d.voice.stance for d in order])
    others = len(order) - 1 or 1
    last: Draft | None = None
    for draft in order:
        own = draft.voice.stance
        draft.beside = {f"all {s}": m / others for s, n in counts.items() if s in SHARED and (m := n - (s == own))}
        if last is not None:
            _beside(last, draft)
        last = draft


def _place(draft: Draft) -> int:
    return draft.amount.start


def _beside(one: Draft, two: Draft) -> None:
    """Tell two drafts, one behind the other, of each other."""
    close = "near" if one.line.paragraph == two.line.paragraph else "far"
    where = "same" if one.line is two.line else close
    before, after = one.voice.stance, two.voice.stance
    one.beside[f"next {where} {after}"] = two.beside[f"last {where} {before}"] = 1.0
    if one.actors and {m.party.id for m in one.actors} == {m.party.id for m in two.actors}:
        one.beside[f"next its {after}"] = two.beside[f"last its {before}"] = 1.0
