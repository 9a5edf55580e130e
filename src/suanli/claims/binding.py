"""Who and which chip: a quantity's actors, counterparties and chips, by role and clause."""

from __future__ import annotations

from dataclasses import dataclass

from suanli.claims.kinds import DENSE, LOOSE, Choice
from suanli.claims.quantities import Amount
from suanli.claims.scene import ChipMention, Line, Mention, Scene

__all__ = ["Roles", "chips_of", "parties_of"]

MAKERS = frozenset({"chipmaker", "foundry", "memory", "packaging", "equipment"})
STATES = frozenset({"government", "regulator"})
TELLERS = frozenset({"outlet", "analyst"})
BUYER_KINDS = frozenset({"order", "stock", "capex", "training", "usage"})
MAKER_KINDS = frozenset({"delivery", "supply", "price", "spec", "revenue", "price_change"})


@dataclass(slots=True)
class Roles:
    """Actors and counterparties of a claim, and how the actors share it."""

    actors: list[Mention]
    others: list[Mention]
    mode: str = "single"
    guessed: bool = False


def _lists(line: Line) -> list[list[Mention]]:
    groups: dict[int, list[Mention]] = {}
    for mention in line.companies:
        groups.setdefault(mention.group, []).append(mention)
    return list(groups.values())


def _adjective(scene: Scene, line: Line, mention: Mention) -> bool:
    """Whether a maker's name only says whose chip it is: `Nvidia H100`, `chips da Nvidia`, `英伟达芯片`."""
    text = scene.text
    for chip in line.chips:
        gap = text[mention.end : chip.start] if chip.start >= mention.end else text[chip.end : mention.start]
        if len(gap) <= 6 or (chip.end <= mention.start and len(gap) <= 12 and scene.words.spaced and gap.count(" ") <= 3):
            return True
    noun = scene.text[max(0, mention.start - 18) : mention.end + 14]
    return any(word in noun for word in ("gpu", "chip", "芯片", "晶片", "puce", "placa", "чип", "アクセラ", "칩"))


def _score(scene: Scene, line: Line, group: list[Mention], amount: Amount, kind: str) -> float:
    first, last = group[0], group[-1]
    roles = set().union(*(m.party.roles for m in group))
    reach = (LOOSE if scene.words.spaced else DENSE) * 3
    before = last.end <= amount.start
    gap = amount.start - last.end if before else max(first.start - amount.end, 0)
    breaks = scene.breaks_between(line, last.end if before else first.start, amount.start)
    score = 1.0 - 0.22 * breaks - 0.4 * min(gap / reach, 1.5) + (0.25 if before else -0.15)
    if first.kind == "person":
        score -= 0.45
    if roles & TELLERS and not roles & {"buyer", "cloud"}:
        score -= 2.0
    if roles & STATES:
        score += 0.4 if kind == "policy" else -0.9
    maker = bool(roles & MAKERS) and not roles & {"buyer", "cloud"}
    if maker or (roles & MAKERS and _adjective(scene, line, first)):
        score += 0.3 if kind in MAKER_KINDS else -0.75
    side = _side(scene, first, last)
    if kind in BUYER_KINDS:
        score += {"seller": -0.9, "buyer": 0.3, "": 0.0}[side]
    elif kind in {"delivery", "transfer", "supply"}:
        score += {"seller": 0.2, "buyer": -0.9, "": 0.0}[side]
    return score


def _side(scene: Scene, first: Mention, last: Mention) -> str:
    """`seller` after 向 or from, `buyer` after to or 卖给, by the words before the name."""
    text = scene.text
    before = text[max(0, first.start - 16) : first.start].rstrip(' "')
    for key, side in (("buyer_after", "buyer"), ("seller_after", "seller")):
        for word in scene.words.words(key):
            if before.endswith(word) and not (scene.words.spaced and _glued(before, word)):
                return side
    after = text[last.end : last.end + 8].lstrip(' "')
    for key, side in (("buyer_before", "buyer"), ("seller_before", "seller")):
        if any(after.startswith(w) for w in scene.words.words(key)):
            return side
    return ""


def _glued(before: str, word: str) -> bool:
    at = len(before) - len(word)
    return at > 0 and before[at - 1].isalnum() and word[0].isalnum()


def parties_of(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Roles:
    """The actors and counterparties of a quantity."""
    kind = choice.kind
    ranked = sorted(
        ((_score(scene, line, g, amount, kind), g) for g in _lists(line)), key=lambda p: -p[0]
    )
    if ranked and ranked[0][0] > 0.15:
        actors = ranked[0][1]
        others = [m for s, g in ranked[1:] for m in g if s > -0.9]
        return Roles(actors, others)
    back = _before(scene, line, amount, kind)
    others = [m for _, g in ranked for m in g]
    if back:
        return Roles(back, others, guessed=True)
    if ranked and ranked[0][0] > -0.6 and kind not in BUYER_KINDS:
        return Roles(ranked[0][1], [])
    return Roles([], others, guessed=True)


def _before(scene: Scene, line: Line, amount: Amount, kind: str) -> list[Mention]:
    """The subject carried over from earlier sentences of the paragraph, or of the document."""
    index = line.index - 1
    steps = 0
    while index >= 0 and steps < 4:
        other = scene.lines[index]
        same = other.paragraph == line.paragraph
        ranked = sorted(((_subject(scene, other, g, kind), g) for g in _lists(other)), key=lambda p: -p[0])
        if ranked and ranked[0][0] > 0.2:
            return ranked[0][1]
        steps += 1 if same else 2
        index -= 1
    return []


def _subject(scene: Scene, line: Line, group: list[Mention], kind: str) -> float:
    end = Amount(line.end, line.end, 0, 0, "")
    place = (group[0].start - line.start) / max(line.end - line.start, 1)
    return _score(scene, line, group, end, kind) + 0.5 - 0.5 * place + 0.4


# ---------------------------------------------------------------- chips

CHIPLESS = frozenset({"capex", "usage", "policy:percent"})


def chips_of(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The chips a quantity counts or is about; empty where the words are generic."""
    kind = choice.kind
    if kind in CHIPLESS or (kind == "stock" and amount.family in {"power", "datacenters"}):
        return []
    inside = _own(scene, line, amount)
    if inside:
        return inside
    if amount.family == "chips" and amount.noun in {"noun", "servers"} and not _anaphoric(scene, line, amount):
        return []
    if line.chips:
        best = _nearest(scene, line, amount)
        if best:
            return best
    return _earlier(scene, line, amount, kind)


def _members(line: Line, chip: ChipMention) -> list[ChipMention]:
    return [c for c in line.chips if c.group == chip.group]


def _own(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """Chips named in the counted noun phrase itself."""
    reach = 26 if scene.words.spaced else 10
    for chip in line.chips:
        if amount.number_end <= chip.start <= amount.end + reach:
            between = scene.text[amount.number_end : chip.start]
            if not any(c in between for c in ",;:。，；：、.!?") and not any(ch.isdigit() for ch in between):
                return _members(line, chip)
    return []


def _anaphoric(scene: Scene, line: Line, amount: Amount) -> bool:
    near = scene.text[max(line.start, amount.start - 14) : amount.end]
    return any(w in near for w in scene.words.words("these"))


def _nearest(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    reach = (LOOSE if scene.words.spaced else DENSE) * 3
    best, found = 0.0, None
    for chip in line.chips:
        before = chip.end <= amount.start
        gap = amount.start - chip.end if before else max(chip.start - amount.end, 0)
        breaks = scene.breaks_between(line, chip.start, amount.start)
        score = 1.0 - 0.12 * breaks - 0.3 * min(gap / reach, 2) + (0.1 if before else -0.12)
        if score > best:
            best, found = score, chip
    return _members(line, found) if found is not None and best > 0.3 else []


def _earlier(scene: Scene, line: Line, amount: Amount, kind: str) -> list[ChipMention]:
    """The chip of the sentence before, where the words point back or count without a noun."""
    if amount.family not in {"chips", "money", "ratio", "percent", "duration", "compute_rate", "bandwidth", "memory"}:
        return []
    pointing = amount.noun in {"piece", "loose", "code"} or _anaphoric(scene, line, amount)
    pointing = pointing or kind in {"spec", "price", "price_change"}
    if not pointing:
        return []
    index, steps = line.index - 1, 0
    while index >= 0 and steps < 3:
        other = scene.lines[index]
        if other.chips:
            return _members(other, other.chips[-1])
        steps += 1
        index -= 1
    return []
