"""How likely a claim is as a careful reader would have it: all of it, and field by field.

A logistic regression over what the deciding steps leave behind: by how much the learned weights prefer the kind, the
chips, the parties and the stance that were chosen, which rule named them, what was guessed, how the number is written.
`catalog/data/weights/sureness.csv` holds the log-odds, a row a trait and a column a question;
`benchmarks/sureness_fit.py` fits them on annotated articles and says how well they keep what they promise on articles
left out.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping
from functools import lru_cache
from math import exp

from suanli import catalog
from suanli.claims.continuing import Draft
from suanli.claims.judging import Judge, judge
from suanli.claims.scene import Line, Scene
from suanli.claims.scopes import is_long
from suanli.claims.weights import OPEN

__all__ = ["FIELDS", "WHOLE", "sure_traits", "sureness"]

WHOLE = "claim"  # value, unit, kind, chips and parties together
FIELDS = ("quantity", "kind", "chips", "actors", "stance")  # what may be wrong of it
UNSURE = 1.1  # log-odds of a field, three chances of four, below which it is named
LEADS = (-1.0, -0.3, 0.0, 0.4, 0.8, 1.3, 1.9, 2.6, 3.5, 5.0)  # log-odds at which a lead counts as another trait
SCORES = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.25)  # the same for the scores of the rules
COUNTS = ("0", "1", "2", "3", "4", "4", "4")  # numbers of a sentence, `7` for more
BARE = frozenset({"", "elided", "loose", "piece"})  # numbers that name nothing
FEW = 10.0  # below it a number is hardly a claim of its own


def sureness(
    scene: Scene, draft: Draft, actors: tuple[str, ...], flags: tuple[str, ...]
) -> tuple[float, tuple[str, ...]]:
    """How likely a claim is right, of 0 to 1 with two decimals, and the fields that are unsure, least sure first."""
    asked = _asked()
    odds = asked.odds(QUESTION, asked.totals([("", sure_traits(scene, draft, actors, flags))], ""))
    unsure = [name for name in FIELDS if odds[name] < UNSURE]
    if len(unsure) > 1:
        unsure.sort(key=odds.__getitem__)
    return round(1 / (1 + exp(-odds[WHOLE])), 2), tuple(unsure)


QUESTION = "sureness"  # the table


@lru_cache(maxsize=1)
def _asked() -> Judge:
    return Judge({QUESTION: catalog.weights(QUESTION)})


def sure_traits(scene: Scene, draft: Draft, actors: tuple[str, ...], flags: tuple[str, ...]) -> dict[str, float]:
    """The traits of a claim that bear on how sure it is, each simply there."""
    amount, choice, voice = draft.amount, draft.choice, draft.voice
    names = frozenset([c.chip.name for c in draft.chips])
    kinds = judge().lead("kinds", choice.kind, choice.odds, OPEN.get(amount.family)) if choice.odds else None
    stances = judge().lead("stances", voice.stance, draft.odds) if draft.odds else None
    told = [
        "always",
        f"kind {choice.kind}",
        f"family {amount.family}",
        f"stance {voice.stance}",
        f"kind lead {_step(kinds)}",
        f"stance lead {_step(stances)}",
        f"chips lead {_lead(draft.among.get('chips'), names)}",
        f"actors lead {_lead(draft.among.get('actors'), frozenset(actors))}",
        f"rules margin {bisect(SCORES, choice.margin)}",
        f"rules score {bisect(SCORES, choice.score)}",
        f"chips by {draft.named[1] if draft.named[2] == amount.start else 'carried'}",
        f"chips {_few(names)}",
        f"actors {_few(actors)}",
        f"bound {amount.bound}",
        f"form {amount.form}",
        f"noun {amount.noun if amount.noun in BARE else 'own'}",
    ]
    told += [f"flag {flag}" for flag in flags]
    _marks(draft, told)
    _parties(draft, actors, told)
    _around(scene, draft.line, told)
    return dict.fromkeys(told, 1.0)


def _few(some: Collection[object]) -> int:
    """How many there are; three for more."""
    return min(len(some), 3)


def _marks(draft: Draft, told: list[str]) -> None:
    """What is so of a claim or not."""
    amount = draft.amount
    if draft.mode == "each":
        told.append("each")
    if draft.pair is not None:
        told.append("pair")
    if draft.choice.weighed:
        told.append("weighed")
    if draft.choice.rate:
        told.append(f"rate {draft.choice.rate}")
    if draft.voice.sources:
        told.append("sources")
    if amount.alternatives:
        told.append("alternatives")
    if amount.low < FEW:
        told.append("small")
    if draft.chips:
        told.append("chips elsewhere" if draft.chips[0].line != draft.line.index else "chips here")


def _parties(draft: Draft, actors: tuple[str, ...], told: list[str]) -> None:
    """How the one who acts was found."""
    if draft.guessed:
        told.append("guessed")
    if draft.others:
        told.append("others")
    if draft.actors:
        first = draft.actors[0]
        told.append(f"actor {first.kind}")
        told.append("actor elsewhere" if first.line != draft.line.index else "actor here")
        makers = [c.chip.vendor for c in draft.chips]
        told.append("actor makes" if all([a in makers for a in actors]) else "actor other")  # noqa: C419 - lists are short


def _around(scene: Scene, line: Line, told: list[str]) -> None:
    """What stands in its sentence: numbers, firms, chips."""
    known: list[str] | None = line.known.get(QUESTION)
    if known is None:
        numbers = len(line.amounts)
        known = line.known[QUESTION] = [
            f"sentence {min(line.index, 2)}",
            f"numbers {COUNTS[numbers] if numbers < len(COUNTS) else '7'}",
            f"firms {_few({m.party.name for m in line.companies})}",
            f"chips named {_few({c.chip.name for c in line.chips})}",
        ]
        if is_long(scene):
            known.append("feature")
    told += known


def _lead(odds: Mapping[frozenset[str], float] | None, chosen: frozenset[str]) -> str:
    """By how much the weights prefer what was chosen to all other candidates, as `_step` has it."""
    if not odds or chosen not in odds:
        return "none"
    own, most = odds[chosen], odds[chosen] - LEADS[-1]
    for name, value in odds.items():
        if value > most and name != chosen:
            most = value
    return _step(own - most)


def _step(lead: float | None) -> str:
    """The step of `LEADS` on which a lead stands; `none` where the weights were not asked."""
    return "none" if lead is None else STEPS[bisect(LEADS, lead)]


STEPS = tuple([str(n) for n in range(len(LEADS) + 1)])
