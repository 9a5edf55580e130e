"""Which chips a claim is about as the learned weights judge it, where they contradict the rules clearly.

A conditional logit over the candidates of `subjects.py`: a candidate's score is the sum of its traits' weights, for
every kind and for its own. `catalog/data/weights/chips.csv` holds them, a row a trait; `benchmarks/chips_fit.py` fits
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suanli.claims.binding import MAKERS
from suanli.claims.candidates import Candidate, Names, scored
from suanli.claims.continuing import Draft
from suanli.claims.judging import weights_of
from suanli.claims.scene import ChipMention, Scene
from suanli.claims.scopes import is_long
from suanli.claims.spoken import fed
from suanli.claims.subjects import Asked, names_of, subjects

__all__ = ["COLUMNS", "asked", "chosen", "doubtful", "subject"]

CLEAR = 0.4  # log-odds by which the weights must prefer other chips than the rules'
LONG = 0.5  # how much more in a feature: the weights were learned on reports of one matter

SURE = frozenset({"own", "grammar", "included", "latter", "listed", "pointed", "relative", "shared",
                  "taken up"})  # fmt: skip

COLUMNS = {"order": "order", "stock": "stock", "transfer": "transfer", "delivery": "make", "supply": "make",
           "revenue": "make", "price": "price", "price_change": "price", "spec": "spec", "policy": "rest",
           "other": "rest", "training": "rest", "capex": "rest", "usage": "rest"}  # fmt: skip


def subject(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Give each draft other chips than those of the rules where the weights prefer them clearly."""
    if not scene.chip_counts:
        return
    told = [names_of(d.chips) for d in drafts]
    changed, rule = False, frozenset[str]()
    for index, draft in enumerate(drafts):
        fuel = fed(scene, draft.line, draft.amount) if draft.amount.family == "power" else None
        if fuel is not None and draft.choice.kind == "stock":
            told[index], draft.chips = names_of(fuel), fuel
            continue
        one = asked(drafts, told, index)
        again = draft.pair is not None and index > 0  # told again in another currency
        if (changed or again) and one.by == "carried" and one.rule == rule:
            told[index], draft.chips = told[index - 1], drafts[index - 1].chips  # goes on with the one before
            continue
        rule, changed = one.rule, False
        if doubtful(one):
            found, mentions = subjects(scene, one)
            names = chosen(found, one, CLEAR + LONG * is_long(scene))
            changed = names != rule and not _turned(draft, mentions.get(names, []))
            if changed:
                told[index], draft.chips = names, mentions.get(names, [])


def _turned(draft: Draft, chips: Sequence[ChipMention]) -> bool:
    """Whether another maker who acts is named between some chips and the number: `ventes de H20 et celles d'AMD`."""
    line = draft.line
    if not chips or chips[0].line != line.index:
        return False
    between = [m for m in draft.actors if m.line == line.index and chips[-1].end <= m.start < draft.amount.start]
    vendors = {c.chip.vendor for c in chips}
    return any(m.party.roles & MAKERS and m.party.name not in vendors for m in between)


def asked(drafts: Sequence[Draft], told: Sequence[Names], index: int) -> Asked:
    """A claim among those of its text, which are about the chips in `told`, this one and those after it by rule."""
    draft = drafts[index]
    chips, by, at = draft.named
    if at != draft.amount.start:
        by = "carried"
    elif chips != draft.chips:
        by = "shared" if all([c in chips for c in draft.chips]) else "changed"  # noqa: C419 - lists are short
    before = [(drafts[k], told[k]) for k in range(index - 1, max(index - 3, -1), -1)]
    near = index + 1 < len(drafts) and drafts[index + 1].line.index - draft.line.index <= 1
    return Asked(draft, told[index], by, before, told[index + 1] if near else None)


def doubtful(one: Asked) -> bool:
    """Whether the weights are asked: not where grammar says of which chips a claim is."""
    sure = one.by in SURE or one.draft.amount.unit == "H100-equivalents"  # a measure of many chips names none
    return one.draft.choice.kind in COLUMNS and not sure


def chosen(told: Mapping[Names, Candidate], one: Asked, clear: float = CLEAR) -> Names:
    """The candidate that the weights clearly prefer, else that of the rules; all scores stay with the draft."""
    column = COLUMNS[one.draft.choice.kind]
    weights = weights_of("chips", column)
    scores = one.draft.among["chips"] = {names: scored(weights, column, c) for names, c in told.items()}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] - scores[one.rule] > clear else one.rule
