"""Which chips a claim is about as the learned weights judge it, where they contradict the rules clearly.

A conditional logit over the candidates of `subjects.py`: a candidate's score is the sum of its traits' weights, for
every kind and for its own. `catalog/data/weights/chips.csv` holds them, a row a trait; `benchmarks/chips_fit.py` fits
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from suanli import catalog
from suanli.claims.candidates import Candidate, Names, Traits
from suanli.claims.continuing import Draft
from suanli.claims.scene import Scene
from suanli.claims.subjects import Asked, names_of, subjects

__all__ = ["COLUMNS", "asked", "chosen", "doubtful", "subject", "weights_of"]

CLEAR = 0.5  # log-odds by which the weights must prefer other chips than the rules'

COLUMNS = {"order": "order", "stock": "stock", "transfer": "transfer", "delivery": "make", "supply": "make",
           "revenue": "make", "price": "price", "price_change": "price", "spec": "spec", "policy": "rest",
           "other": "rest", "training": "rest", "capex": "rest", "usage": "rest"}  # fmt: skip


def subject(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Give each draft other chips than those of the rules where the weights prefer them clearly."""
    if not scene.chip_counts:
        return
    for index, draft in enumerate(drafts):
        if draft.pair is not None and index and drafts[index - 1].amount.family == "money":
            draft.chips = drafts[index - 1].chips if draft.pair[0] == drafts[index - 1].amount.low else draft.chips
            continue
        one = asked(drafts, index)
        if doubtful(scene, one):
            found, mentions = subjects(scene, one)
            names = chosen(found, one)
            if names != one.rule:
                draft.chips = mentions.get(names, [])


def asked(drafts: Sequence[Draft], index: int) -> Asked:
    """A claim among those of its text."""
    draft = drafts[index]
    chips, by, at = draft.named
    if at != draft.amount.start:
        by = "carried"
    elif chips != draft.chips:
        by = "changed"
    before = [(d, names_of(d.chips)) for d in reversed(drafts[max(index - 2, 0) : index])]
    after = drafts[index + 1] if index + 1 < len(drafts) else None
    near = after is not None and after.line.index - draft.line.index <= 1
    return Asked(draft, names_of(draft.chips), by, before, names_of(after.chips) if after and near else None)


def doubtful(scene: Scene, one: Asked) -> bool:
    """Whether the weights are asked."""
    return one.draft.choice.kind in COLUMNS


def chosen(told: Mapping[Names, Candidate], one: Asked) -> Names:
    """The candidate that the weights prefer clearly to that of the rules, else that of the rules."""
    column = COLUMNS[one.draft.choice.kind]
    weights = weights_of(column)
    scores = {names: _score(weights, column, c) for names, c in told.items()}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] - scores[one.rule] > CLEAR else one.rule


def _score(weights: Mapping[str, float], column: str, candidate: Candidate) -> float:
    """The sum of what a candidate's traits weigh; that of shared traits is kept with them."""
    total = _summed(weights, candidate.own)
    for part in candidate.parts:
        if column not in part.weighed:
            part.weighed[column] = _summed(weights, part.traits)
        total += part.weighed[column]
    return total


def _summed(weights: Mapping[str, float], traits: Traits) -> float:
    total = 0.0
    for trait, value in traits.items():
        if trait in weights:
            total += weights[trait] * value
    return total


@lru_cache(maxsize=16)
def weights_of(column: str) -> dict[str, float]:
    """What each trait weighs in claims of the kinds of a column: for every kind and for these."""
    rows = catalog.weights("chips")
    return {str(r["trait"]): float(r["all"] or 0.0) + float(r[column] or 0.0) for r in rows}
