"""Chips that a count without a name goes on with: told in its sentence, in the one before, or the only one let."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.binding import MAKERS
from suanli.claims.generic import announced
from suanli.claims.kinds import Choice
from suanli.claims.letting import landlord
from suanli.claims.marks import compared
from suanli.claims.naming import TELLERS
from suanli.claims.referring import members
from suanli.claims.scene import ChipMention, Line, Scene
from suanli.claims.scopes import is_long

__all__ = ["antecedent", "fed", "included", "let_about", "of_seller", "only_included", "said_before", "spoken_of"]

GOODS = frozenset({"order", "delivery", "stock"})
NO_OWNERS = TELLERS | {"cloud", "neocloud"}  # who tells, and of whom a site is leased
MANY = 1000  # chips: fewer are no site's


def said_before(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The one chip of a sentence and a text that goes on to count: `more H200s, as 2 million chips were ordered`."""
    ahead = announced(scene, line, amount)
    if ahead:
        return ahead
    before = [c for c in line.chips if c.end <= amount.start and not compared(scene, c.start, c.end)]
    if choice.kind not in GOODS or amount.noun != "noun" or not before:
        return []
    name = before[0].chip.name
    reach = 16 if scene.words.spaced else 6
    if any(m.party.roles & MAKERS and -reach <= m.start - amount.end <= reach for m in line.companies):
        return []
    alone = all(c.chip.name == name for c in line.chips)
    counts = scene.chip_counts
    return before[:1] if alone and counts.get(name, 0) > 0.6 * sum(counts.values()) else []


def spoken_of(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The one chip of a text and of the sentence before, where this one counts chips of no other name."""
    before = scene.lines[line.index - 1] if line.index else line
    let_in = choice.kind == "policy"  # `China has cleared the H200.\n The approvals cover 400,000 chips`
    if not (let_in or choice.kind in GOODS) or amount.noun != "noun" or line.chips or before is line:
        return []
    named = {c.chip.name for c in before.chips if not compared(scene, c.start, c.end)}
    makers = any("chipmaker" in m.party.roles for m in line.companies)
    if len(named) != 1 or makers or (before.paragraph != line.paragraph and not let_in):
        return []
    counts = scene.chip_counts
    alone = counts.get(next(iter(named)), 0) > (0.5 if let_in else 0.7) * sum(counts.values())
    firms = [{m.party.id for m in x.companies if not m.party.roles & TELLERS} for x in (line, before)]
    alone = alone and (let_in or firms[0] <= firms[1])  # not what another has: `Scaleway itself runs 5,000 GPUs`
    return before.chips[:1] if alone else []


def let_about(scene: Scene, line: Line, choice: Choice) -> list[ChipMention]:
    """The one chip of an article on a letting, for the counts by which it is spread over places."""
    rented = scene.topics.get("rent", 0) > 0 and choice.kind == "stock" and choice.cues.get("site", 0) > 0.2
    rented = rented or (choice.kind == "stock" and _at_landlord(scene, line))
    if not rented or line.chips or len(scene.chip_counts) != 1:
        return []
    named = [c for x in scene.lines[max(line.index - 6, 0) : line.index] for c in x.chips]
    return named[-1:]


def _at_landlord(scene: Scene, line: Line) -> bool:
    """Whether a sentence of a short report on one who lets tells of nobody but it: `104,000 chips go to Texas`."""
    name = landlord(scene) if not is_long(scene) else ""
    return bool(name) and all(
        m.party.name == name or not m.party.id or m.party.roles <= NO_OWNERS for m in line.companies
    )


def fed(scene: Scene, line: Line, amount: Amount) -> list[ChipMention] | None:
    """The one chip of a report on one who lets, for the power of its first site, where so many are counted beside it.

    `240 MW for 104,000 GPUs`; what a site may grow to is of no chip. None in other texts.
    """
    if len(scene.chip_counts) != 1 or line.chips or not landlord(scene) or is_long(scene):
        return None
    counted = any(a.family == "chips" and a.low >= MANY for a in line.amounts)
    powers = (a for x in scene.lines[: line.index + 1] for a in x.amounts if a.family == "power")
    named = [c for x in scene.lines[max(line.index - 6, 0) : line.index + 1] for c in x.chips]
    return named[:1] if counted and next(powers, amount) is amount and _at_landlord(scene, line) else []


def included(scene: Scene, line: Line, chip: ChipMention) -> bool:
    """Whether a chip is only told to be among those counted before it: `230,000 of them, the H20 included`."""
    if not [a for a in line.amounts if a.family == "chips" and a.end <= chip.start]:
        last = scene.lines[line.index - 1] if line.index else line
        if last is line or not [a for a in last.amounts if a.family == "chips"]:
            return False
    after = scene.text.startswith(scene.words.words("including") or "\0", chip.end + scene.words.spaced)
    near = ASIDE if scene.words.spaced else 1
    marks = [h.end for h in line.told("subset") if 0 <= chip.start - h.end <= near]
    return after or bool(marks and _plain(scene.text[marks[-1] : chip.start])) or _partly(scene, line, chip)


def _plain(between: str) -> bool:
    """Whether nothing but words stands between two places: no mark, no number."""
    return not any(c in ",;:.()" or c.isdigit() for c in between)


def _partly(scene: Scene, line: Line, chip: ChipMention) -> bool:
    """Whether words before a chip say that it is a part of a count: `230,000 each, the bulk of them H20s`."""
    before = scene.text[max(chip.start - ASIDE, line.start) : chip.start]
    for mark in scene.words.words("partly") if scene.words.spaced else ():
        at = before.rfind(f" {mark} ")
        if at >= 0 and _plain(before[at + len(mark) + 1 :]):
            return True
    return False


ASIDE = 36  # characters from a word for a part to the chip that is one


def only_included(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether the only chip of a sentence is told to be among those counted: `H20을 포함해 23만개씩`."""
    marks = scene.words.words("including")
    if amount.family == "chips" and not scene.words.spaced and _told_to_hold(scene, line, amount):
        return True
    if amount.family != "chips" or not line.chips or not (marks or scene.words.spaced):
        return False
    chip = line.chips[0]
    if scene.words.spaced:  # `230,000 Nvidia chips each, the bulk of them H20s`
        return amount.noun == "noun" and chip.start >= amount.end and all(included(scene, line, c) for c in line.chips)
    return len(line.chips) == 1 and chip.end <= amount.start and scene.text.startswith(marks, chip.end)


def _told_to_hold(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether what follows the first count of a sentence says that it holds a chip too: `H20もこれに含まれる`."""
    if amount.noun == "code" or any(c.start < amount.end for c in line.chips):
        return False
    if any(a.family == "chips" and a.start < amount.start for a in line.amounts):
        return False
    after, at = line, line.index + 1
    if not line.chips and at < len(scene.lines) and scene.lines[at].paragraph == line.paragraph:
        after = scene.lines[at]
    counted = after is not line and any(a.family == "chips" for a in after.amounts)
    return bool(after.chips) and not counted and all(included(scene, after, c) for c in after.chips)


def of_seller(scene: Scene, line: Line, choice: Choice) -> list[ChipMention]:
    """The chip of the maker with whom a sentence deals, named shortly before: `正与华为敲定采购案,总额400亿`."""
    if choice.kind != "order" or scene.words.spaced or line.chips or line.told("chipword"):
        return []
    sellers = {m.party.name for m in line.companies if m.party.roles & MAKERS}
    named = [c for x in scene.lines[max(line.index - 2, 0) : line.index] for c in x.chips if c.chip.vendor in sellers]
    return named[-1:] if len({c.chip.name for c in named}) == 1 else []


def antecedent(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The chip of which a relative clause tells: `twice the price of the H20, which sells at 10,000 dollars`."""
    if amount.family == "ratio" and (choice.kind != "spec" or any(c.start >= amount.end for c in line.chips)):
        return []  # `twice what the H20 can do`: set against another
    for chip in line.chips:
        lead = scene.text[chip.end : min(chip.end + 16, amount.start)]
        word = lead[1:].split()[:1]
        relative = scene.words.spaced and lead[:1] == "," and bool(word) and word[0] in scene.words.words("relative")
        relative = relative or _praised(scene, line, amount, chip)
        if relative and chip.end < amount.start and not scene.breaks_between(line, chip.end + 1, amount.start):
            return members(line, chip)
        if choice.kind == "price" and amount.family == "money" and _priced_itself(scene, line, amount, chip):
            return members(line, chip)
    return []


def _praised(scene: Scene, line: Line, amount: Amount, chip: ChipMention) -> bool:
    """Whether a likeness is put right behind a chip between commas: `the Ascend 960, twice as fast as the last one`."""
    if amount.family != "ratio" or scene.text[chip.end : chip.end + 2] != ", " or amount.start - chip.end > PRICED:
        return False
    return amount.start == chip.end + 2 or any(h.start == chip.end + 2 for h in line.told("spec"))


def _priced_itself(scene: Scene, line: Line, amount: Amount, chip: ChipMention) -> bool:
    """Whether a chip that another is measured by has the price behind it: `50 % above the HBM3E sold at 370`."""
    if not 0 < amount.start - chip.end <= PRICED or not compared(scene, chip.start, chip.end):
        return False
    told = any(chip.end <= h.start and h.end <= amount.start for h in line.told("price", "sell"))
    return told and not scene.breaks_between(line, chip.end, amount.start)


PRICED = 24  # characters between a chip and its own price
