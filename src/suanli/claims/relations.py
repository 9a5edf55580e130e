"""Prices told only by relation: an export variant a little cheaper than its original, whose price stands before.

`A100 costs $10,000; the A800 is slightly cheaper` says that an A800 costs at most 10,000. The claim is flagged
`value_implied`: its number is the original's, its words are those of the relation.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from suanli import catalog
from suanli.claims.continuing import Draft
from suanli.claims.kinds import Choice
from suanli.claims.naming import TELLERS
from suanli.claims.scene import ChipMention, Line, Scene
from suanli.claims.stances import voice_of

__all__ = ["IMPLIED", "converts", "implied_prices", "told_as"]

IMPLIED = "implied by another price"


def implied_prices(scene: Scene, drafts: list[Draft]) -> list[Draft]:
    """The prices of export variants said to be below those of their originals, told up to two sentences before."""
    prices = [d for d in drafts if d.choice.kind == "price" and d.amount.family == "money" and d.pair is None]
    by_line: dict[int, list[Draft]] = {}
    for draft in prices:
        by_line.setdefault(draft.line.index, []).append(draft)
    found: list[Draft] = []
    for line in scene.lines if prices else ():
        near = [d for index in range(line.index - 2, line.index + 1) for d in by_line.get(index, ())]
        for chip in line.chips if near else ():
            mark = _cheaper(scene, line, chip)
            before = [d for d in near if d.amount.end <= chip.start] if mark else []
            told = [d for d in before if _original(chip.chip.id) in {c.chip.name for c in d.chips}]
            if told:
                found.append(_below(scene, line, chip, told[0], mark))
    return found


@lru_cache(maxsize=4096)
def _original(chip: str) -> str:
    """The name of the chip of which a chip of the catalog is the export variant, or ""."""
    shelf = catalog.chips
    variant = shelf[chip].export_variant_of if chip in shelf else ""
    name = (shelf[variant].canonical or shelf[variant].name) if variant in shelf else ""
    return name.split(" ")[0]  # H100 NVL is an H100 to a newspaper


def _cheaper(scene: Scene, line: Line, chip: ChipMention) -> int:
    """Where the words end that tell a chip cheaper than something without a number; 0 where there are none."""
    if any(a.start > chip.end for a in line.amounts):
        return 0
    after = [h for h in line.cues if h.start >= chip.end]
    ends = [h.end for h in after if h.name == "price_down"]
    if any(h.name == "price" for h in after):
        text = scene.text[chip.end : line.end]
        below = [w for w in scene.words.words("compare") if text.find(w) >= 0 and w in scene.words.words("below")]
        ends += [chip.end + text.find(w) + len(w) for w in below]
    return min(ends, default=0)


def _below(scene: Scene, line: Line, chip: ChipMention, price: Draft, mark: int) -> Draft:
    """The claim that a chip costs at most the price told of its original."""
    amount = replace(price.amount, start=chip.start, end=mark, number_end=mark, bound="at_most", alternatives=[])
    choice = Choice("price", 0.5, {}, reason=IMPLIED, rate=price.choice.rate)
    voice = voice_of(scene, line, chip.start, mark, "price")
    return replace(price, line=line, amount=amount, choice=choice, chips=[chip], voice=voice)


def converts(scene: Scene, draft: Draft, before: Draft) -> bool:
    """Whether a sentence only tells the sum of the one before in other money: `우리 돈 약 8조2000억 원이다`."""
    line, amount, other = draft.line, draft.amount, before.amount
    if line.index - before.line.index != 1 or draft.choice.kind != before.choice.kind:
        return False
    lead = scene.text[line.start : amount.start].strip()
    money = amount.family == other.family == "money" and amount.unit != other.unit
    return money and len(lead) < 16 and lead.startswith(scene.words.words("also"))


def told_as(scene: Scene, draft: Draft, before: Draft) -> bool:
    """Whether a draft is told as the one before it: its time, or the second of a pair."""
    if draft.amount.family == "duration":
        return draft.choice is before.choice
    if draft.choice.kind != before.choice.kind or draft.line is not before.line:
        return _doubles(scene, draft, before)
    between = scene.text[before.amount.end : draft.amount.start].split()
    alike = draft.amount.unit == before.amount.unit and draft.amount.noun == "elided" == before.amount.noun
    return alike and 0 < len(between) <= 2 and between[0] in scene.words.words("joiners")


def _doubles(scene: Scene, draft: Draft, before: Draft) -> bool:
    """Whether a short sentence only says how many times as much the count before is: `올해의 약 두 배다`."""
    line, last = draft.line, before.line
    if draft.amount.family != "ratio" or draft.choice.kind != before.choice.kind or line.chips:
        return False
    if any(not m.party.roles & TELLERS for m in line.companies):
        return False
    if line.index - last.index != 1 or line.paragraph != last.paragraph or before.amount.family not in COUNTED:
        return False
    planned = before.voice.stance == "planned"
    short = line.end - line.start < (60 if scene.words.spaced or planned else 24)
    told = TELLING if planned else frozenset({"now"})
    return short and not any(h.group == "stance" and h.name not in told for h in line.cues)


COUNTED = frozenset({"chips", "money"})
TELLING = frozenset({"now", "reported", "hearsay", "according"})  # words by which the teller of a plan is named
