"""Consistency inside a document: flags on claims, never silent corrections.

`implied_price_outlier`: a sum over a count of chips is no known price of a chip; `fx_outlier`: a converted sum implies
a rate 15 % or more off; `part_exceeds_whole`: a share said to be of the figure before is greater; `unit_missing_rate`:
trillions of tokens without a day or a month; `separator_ambiguous`: the separator may be read two ways;
`value_implied`: the figure is that of the chip compared with; `chip_code_completed`: a shortened code (A8) was read as
the one chip that starts so.
"""

from __future__ import annotations

from suanli.claims.continuing import Draft
from suanli.claims.relations import IMPLIED
from suanli.claims.scene import ChipMention, Scene
from suanli.claims.units import USD

__all__ = ["flags_of", "implied_rate"]

PRICE_USD = (300.0, 250_000.0)


def implied_rate(draft: Draft) -> float | None:
    """Units of the second currency for one of the first, where a sum is told in two."""
    if draft.pair is None or not draft.pair[0]:
        return None
    return draft.amount.low / draft.pair[0]


def flags_of(scene: Scene, drafts: list[Draft]) -> list[tuple[str, ...]]:
    """The flags of each draft, in order."""
    return [tuple(f for f in _flags(scene, drafts, index) if f) for index in range(len(drafts))]


def _flags(scene: Scene, drafts: list[Draft], index: int) -> list[str]:
    draft = drafts[index]
    before = drafts[index - 1] if index else None
    return [
        _rate(draft),
        _price(draft, drafts[max(index - 4, 0) : index + 5]),
        _part(draft, before),
        _unit(draft),
        "separator_ambiguous" if draft.amount.alternatives else "",
        "value_implied" if draft.choice.reason == IMPLIED else "",
        "chip_code_completed" if any(_completed(scene, c) for c in draft.chips) else "",
    ]


def _unit(draft: Draft) -> str:
    lost = draft.amount.family == "tokens" and not draft.choice.rate and draft.amount.low >= 1e12
    return "unit_missing_rate" if lost and draft.choice.kind == "usage" else ""


def _rate(draft: Draft) -> str:
    rate = implied_rate(draft)
    if rate is None or draft.pair is None or draft.pair[1] not in USD or draft.amount.unit not in USD:
        return ""
    known = USD[draft.pair[1]] / USD[draft.amount.unit]
    return "fx_outlier" if abs(rate / known - 1) > 0.15 else ""


def _price(draft: Draft, near: list[Draft]) -> str:
    """Whether a sum and a count of one order give a price per chip that no chip has."""
    if draft.choice.kind != "order" or draft.amount.family != "money":
        return ""
    for other in near:
        same = other.line is draft.line and other.choice.kind == "order" and other.amount.family == "chips"
        if same and other.amount.low and [c.chip.name for c in other.chips] == [c.chip.name for c in draft.chips]:
            price = draft.amount.low * USD.get(draft.amount.unit, 1.0) / other.amount.low
            return "" if PRICE_USD[0] <= price <= PRICE_USD[1] else "implied_price_outlier"
    return ""


def _part(draft: Draft, before: Draft | None) -> str:
    if before is None or before.line is not draft.line or before.amount.unit != draft.amount.unit:
        return ""
    subset = any(before.amount.end <= h.start <= draft.amount.start for h in draft.line.told("subset"))
    return "part_exceeds_whole" if subset and draft.amount.low > before.amount.high else ""


def _completed(scene: Scene, chip: ChipMention) -> bool:
    start, end = chip.start, chip.end
    return end - start == 2 and scene.text[start].isalpha() and scene.text[end - 1].isdigit()
