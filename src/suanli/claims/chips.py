"""Which chip a quantity counts or is about: its own noun phrase, its clause, what the text speaks of, or none."""

from __future__ import annotations

import re
from typing import NamedTuple

from suanli.claims.binding import MAKERS
from suanli.claims.generic import (
    after_own,
    definite_chip,
    generic_after,
    homemade,
    inhouse,
    latter,
    leads,
    linked,
    names_machine,
    noun_after,
    of_a_type,
    one_chip,
    own_counted,
    share_of_kind,
    sized,
    taken_up,
    these_counted,
    trained_on,
)
from suanli.claims.kinds import Choice
from suanli.claims.marks import compared
from suanli.claims.naming import STATES
from suanli.claims.quantities import Amount
from suanli.claims.referring import (
    FEW,
    a_part,
    counted,
    in_row,
    made_of,
    measure,
    members,
    of_series,
    pointed_at,
    sorts_of,
)
from suanli.claims.scene import ChipMention, Line, Mention, Scene
from suanli.claims.scopes import built_in, headed, is_long, whole_nation
from suanli.claims.spoken import antecedent, included, let_about, of_seller, only_included, said_before, spoken_of
from suanli.claims.vendors import makers_of, measures, of_another, others_of, whose
from suanli.claims.weights import DENSE, LOOSE

__all__ = ["FEW", "Named", "chips_of"]


class Named(NamedTuple):
    """The chips that the rules give a quantity which stands `at` a place, and by which of them."""

    chips: list[ChipMention]
    by: str
    at: int


def chips_of(scene: Scene, line: Line, amount: Amount, choice: Choice, actors: list[Mention]) -> Named:
    """The chips a quantity counts or is about, and which rule says so; none where the words are generic."""
    if amount.unit == "H100-equivalents":
        return Named(measure(scene, line, amount), "nameless", amount.start)
    if (
        own_counted(scene, line, amount)
        or homemade(scene, line, amount)
        or (choice.kind == "supply" and whole_nation(scene, line, amount))
    ):
        return Named([], "own", amount.start)
    if _nameless(scene, line, amount, choice):
        return Named(trained_on(line, amount) if amount.family == "parameters" else [], "nameless", amount.start)
    by = "own"
    found = (
        made_of(scene, line, amount, choice)
        or _own(scene, line, amount)
        or of_series(scene, line, amount)
        or _of_kind(scene, line, amount)
    )
    if not found:
        by = "grammar"
        found = _of_one(scene, line, amount) or _priced(scene, line, amount, choice) or in_row(scene, line, amount)
    aside = not found and only_included(scene, line, amount)
    if not found and not (aside and scene.words.spaced):
        by = "pointed"
        found = pointed_at(scene, line, amount) or _moved_before(scene, line, amount, choice)
    if aside and not found:
        by = "included"
    elif not found:
        by, found = _by_clause(scene, line, amount, choice, actors)
    return Named(found, by, amount.start)


By = tuple[str, list[ChipMention]]  # which rule says so, and the chips


def _by_clause(scene: Scene, line: Line, amount: Amount, choice: Choice, actors: list[Mention]) -> By:
    """The chips of a quantity that has none in its own noun phrase."""
    kind = choice.kind
    if relative := antecedent(scene, line, amount, choice):
        return "relative", relative
    heads = kind not in {"spec", "training", "supply", "price"} and headed(scene, line, amount)
    heads = heads or (kind == "supply" and (leads(scene, line, amount) or share_of_kind(scene, line, amount)))
    noun = amount.noun in {"noun", "servers"} or sized(scene, amount)
    generic = heads or (amount.family == "chips" and noun)
    if kind == "order" and amount.family == "money" and generic_after(scene, line, amount):
        taken = taken_up(scene, line, amount)
        return "taken up" if taken else "generic", taken
    listed = _listed(scene, line, amount)
    if listed:
        return "listed", listed
    if amount.family != "chips" and (meant := definite_chip(scene, line, amount)):
        return "pointed", meant
    if generic and not (_anaphoric(scene, line, amount) or (heads and these_counted(line, amount))):
        return "generic", _unnamed(scene, line, amount, choice)
    if (
        line.chips
        and kind not in RANKED
        and all(compared(scene, c.start, c.end) for c in line.chips)
        and headed(scene, line, amount, wide=True)
    ):
        return "compared", []
    sold = of_seller(scene, line, choice) if amount.family == "money" else []
    if sold:
        return "seller", sold
    near = _nearest(scene, line, amount, choice, actors)
    if near:
        return "nearest", near
    pointed = latter(scene, line) if kind in RANKED else []
    by = "pointed" if sorts_of(scene, line) else "topic"
    return ("latter", pointed) if pointed else (by, _topic(scene, line, amount, choice, actors))


def _unnamed(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The chips that a count of GPUs or chips of no name stands for, by what is told around it."""
    return (
        _inside(scene, line, amount)
        or _of_total(scene, line, amount)
        or _enumerated(scene, line, amount, choice)
        or let_about(scene, line, choice)
        or _converted(scene, line, amount)
        or said_before(scene, line, amount, choice)
        or spoken_of(scene, line, amount, choice)
    )


def _nameless(scene: Scene, line: Line, amount: Amount, choice: Choice) -> bool:
    """Whether claims of this kind and measure name no chip, or count `other` chips."""
    kind, family = choice.kind, amount.family
    if kind in {"capex", "usage"} or (kind == "stock" and family in {"power", "datacenters"}):
        return True
    if kind == "transfer" and family == "money" and choice.cues.get("receive", 0) > 0.6:
        return True  # what was wired for them
    short = bool(line.told("shortage")) and not line.told("yield")
    if kind == "supply" and family in {"percent", "duration"} and short and not line.chips:
        return True  # what packaging or power falls short
    if kind == "supply" and built_in(line, amount, choice.cues):
        return True  # in what time a cluster was built
    if family == "parameters" or (kind == "training" and family == "money"):
        return True
    if kind == "policy" and family in {"money", "duration"} and choice.cues.get("penalty", 0.0) > 0.4:
        return True
    whole = amount.unit == "TFLOPS" and amount.low >= 1e4  # of a machine or a site: no chip is so fast
    if (whole and not names_machine(scene, line)) or (kind == "revenue" and family == "percent"):
        return True
    if family == "money" and min(choice.cues.get(c, 0) for c in ("similar", "rent")) > 0.3 and not line.chips:
        return True
    if family != "chips" or choice.cues.get("similar", 0) <= 0.3 or of_a_type(line, amount):
        return False
    near = amount.end + (45 if amount.noun == "elided" else 0)  # `o total passa de 600 mil quando se incluem outras`
    return not line.chips or any(h.start < near for h in line.told("similar"))


def _own(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """Chips named in the counted noun phrase itself."""
    if amount.family not in {"chips", "money", "gpu_hours", "power"}:
        return []
    reach = 28 if scene.words.spaced else 10
    joiners = frozenset(scene.words.words("joiners"))
    whole = [c for c in line.chips if c.end <= amount.start and not scene.breaks_between(line, c.start, amount.start)]
    if amount.unit == "dies" and amount.low <= 16 and whole:
        return whole[-1:]  # `910C把两颗910B裸晶封在一起`: what is made of them
    if amount.noun in {"noun", "code", "piece"} and amount.end == amount.number_end:
        amount = _last_of(scene, line, amount)
    marks = [h.start for h in line.told("subset")]
    ahead = [] if scene.words.spaced else [c for c in line.chips if 0 <= amount.start - c.end <= 1]
    for chip in line.chips:
        if any(amount.end <= at < chip.start for at in marks):
            continue  # `230,000, among them the H20`: a part of what is counted
        closing = (
            scene.text.find(")", amount.end, amount.end + 45) + 1
            if "(" in scene.text[amount.end : amount.end + 3]
            else 0
        )
        if amount.number_end <= chip.start <= max(amount.end, closing) + reach:
            between = re.sub(r"\([^()]*\)", "", scene.text[amount.number_end : chip.start])
            joined = amount.family == "money" and not joiners.isdisjoint(between.split())
            joined = joined or (not scene.words.spaced and after_own(line, amount, chip))
            joined = joined or (amount.family == "money" and compared(scene, chip.start, chip.end))
            if joined or any(c in between for c in ",;:。，；：、.!?)(") or any(ch.isdigit() for ch in between):
                continue
            if ahead and amount.family == "chips" and chip.start - amount.end > 2:
                return members(line, ahead[-1])  # `910B 20만 개를 만들었고 910C는`
            return counted(scene, line, amount, _type_of(scene, line, chip))
    return []


def _of_kind(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip before a count with nothing but words for chips between: `H20 AI 그래픽처리장치(GPU) 30만 개`."""
    before = [c for c in line.chips if c.end <= amount.start]
    if scene.words.spaced or amount.family != "chips" or not before or amount.start - before[-1].end > 30:
        return []
    nouns = [h for h in line.told("chipword", "ai") if before[-1].end <= h.start and h.end <= amount.start]
    rest = "".join(
        scene.text[at] for at in range(before[-1].end, amount.start) if not any(h.start <= at < h.end for h in nouns)
    )
    return members(line, before[-1]) if nouns and not rest.strip(" ()\"'」』用용") else []


def _type_of(scene: Scene, line: Line, chip: ChipMention) -> ChipMention:
    """The type that stands right after the name of its line: `Blackwell-Chips der Reihe GB300`, `Hopper H100`."""
    if not chip.chip.line:
        return chip
    after = [c for c in line.chips if 0 < c.start - chip.end < 32 and c.chip.vendor == chip.chip.vendor]
    between = scene.text[chip.end : after[0].start] if after else ","
    joined = set(between.split()) & set(scene.words.words("joiners"))
    parted = joined or any(c in between for c in ",;:.()。，；：、") or any(ch.isdigit() for ch in between)
    return chip if parted or after[0].chip.line else after[0]


FIGURES = frozenset({"bandwidth", "compute_rate", "memory", "process"})
RANKED = frozenset({"spec", "price", "price_change"})  # kinds in which chips are set against each other
_POSSESSIVE = frozenset({"的", "の", "의", "'s", "s'", "(", "的("})


def _of_one(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip whose figure this is by grammar: `from the A100's 600 GB/s`, `los 600 GB/s del A100`."""
    if amount.family not in FIGURES:
        return []
    genitive = {*scene.words.words("genitive"), *scene.words.words("figure_of")}
    for chip in line.chips:
        if 0 < amount.start - chip.end <= 4 and scene.text[chip.end : amount.start].strip() in _POSSESSIVE:
            return [chip]
        if 0 < chip.start - amount.end < 12 and scene.text[amount.end : chip.start].strip() in genitive:
            return [chip]
    return []


def _priced(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The chip right behind which a price stands in brackets or as its own: `the H20 ($10,000)`, `比H20的11万`."""
    opened = {"(", "的"} if amount.family == "money" else {"("}
    if choice.kind != "price" or scene.text[amount.start - 1 : amount.start] not in opened:
        return []
    return [c for c in line.chips if 0 < amount.start - c.end <= 3]


def _last_of(scene: Scene, line: Line, amount: Amount) -> Amount:
    """The last member of a list of counts that share one noun: 204 in `136 and 204 H200 cards`."""
    for other in line.amounts:
        between = scene.text[amount.end : other.start]
        if 0 < len(between) < 8 and other.unit == amount.unit and not any(c in between for c in ".;。；("):
            return _last_of(scene, line, other) if other.end == other.number_end else other
    return amount


def _anaphoric(scene: Scene, line: Line, amount: Amount) -> bool:
    reach = 3 if not scene.words.spaced else 12
    return any(-1 <= amount.start - h.end <= reach or amount.start <= h.start < amount.end for h in line.told("these"))


def _listed(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """Chips named after a count as its kinds: `tens of thousands of units, including V100 and T4`."""
    if amount.family != "chips" or any(c.start < amount.start for c in line.chips):
        return []
    marks = [h for h in line.told("subset") if h.start >= amount.end]
    counts = [a for a in line.amounts if a.family == "chips" and a.low >= FEW and a is not amount]
    for chip in line.chips:
        if any(
            amount.end <= m.start < chip.start and chip.start - m.end < (16 if not scene.words.spaced else 45)
            for m in marks
        ):
            between = scene.text[amount.end : chip.start]
            kinds = members(line, chip)
            after = scene.text[kinds[-1].end : min([a.start for a in counts if a.start >= kinds[-1].end], default=0)]
            if after and len(after) < (40 if scene.words.spaced else 10) and not any(c in after for c in ";；.。"):
                return []  # `50万颗,其中590与690占30万颗`: they have a figure of their own
            single = len(kinds) == 1  # `230,000, among them the H20`
            if not single and not any(ch.isdigit() for ch in between):
                return kinds
    return []


def _inside(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chips in servers just counted: `ten HPE supercomputers with H100s`, `zehn Rechner, in denen H100 stecken`."""
    if amount.noun != "servers":
        return []
    reach = 80 if scene.words.spaced else 14
    following = [c for c in line.chips if 0 <= c.start - amount.end < reach]
    between = scene.text[amount.end : following[0].start] if following else "."
    if any(c in between for c in ";:.。；：") or any(ch.isdigit() for ch in between):
        return []
    return members(line, following[0])


def _converted(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip of the count to which this one comes: `5,000 to 10,000 modules, equivalent to 40,000 H200s`."""
    after = [a for a in line.amounts if a.family == "chips" and a.start >= amount.end]
    if not after or not any(0 <= h.start - amount.end < 8 and h.end <= after[0].start for h in line.told("equivalent")):
        return []
    return _own(scene, line, after[0])


def _of_total(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip of a greater count of which this one is a part: `260,000 Blackwells. Of these X gets 50,000 chips`."""
    near = [x for x in scene.lines[max(line.index - 2, 0) : line.index + 1] if x.paragraph == line.paragraph]
    marks = [h.start for x in near for h in x.told("subset") if h.start < amount.start]
    totals = [(x, a) for x in near for a in x.amounts if a.family == "chips" and a.low > amount.high]
    parted = [(x, a) for x, a in totals if marks and a.end <= marks[-1] and not line.chips]
    return _own(scene, *parted[-1]) if parted else []


def _enumerated(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The chip of a count before in an enumeration: `Microsoft bought 485,000 Hopper GPUs, Meta 224,000 chips`."""
    stored = choice.kind == "stock" and not line.chips and bool(line.told("stockpile"))
    if not (stored or choice.kind in {"order", "delivery"}) or amount.noun != "noun":
        return []
    reach = 16 if scene.words.spaced else 6
    if any(m.party.roles & MAKERS and -reach <= m.start - amount.end <= reach for m in line.companies):
        return []  # `230,000 Nvidia chips`: of any kind
    before = scene.lines[line.index - 1] if line.index else line
    lines = [before, line] if before.paragraph == line.paragraph and before is not line else [line]
    earlier = [(x, a) for x in lines for a in x.amounts if a.family == "chips" and a.start < amount.start]
    return next((own for x, a in reversed(earlier[-3:]) if a.unit == amount.unit and (own := _own(scene, x, a))), [])


def _nearest(scene: Scene, line: Line, amount: Amount, choice: Choice, actors: list[Mention]) -> list[ChipMention]:
    """The chip of the same clause, else the one that opens the sentence or stands nearest before."""
    best, found = 0.0, None
    reach = (LOOSE if scene.words.spaced else DENSE) * 4
    relative = amount.family in {"percent", "ratio"}
    plain = [c for c in line.chips if not compared(scene, c.start, c.end) and c.end <= amount.start]
    others = others_of(scene, line, amount, choice, actors)
    others |= sorts_of(scene, line) if choice.kind in RANKED else set()
    plain = [c for c in plain if c.start not in others and not a_part(scene, line, c)]
    ranked = choice.kind == "spec" or (choice.kind == "price" and relative)
    let = choice.kind == "transfer" and max(choice.cues.get(c, 0.0) for c in ("deal", "rent")) > 0.3
    alone = len({c.chip.name for c in line.chips}) == 1
    strong = max(scene.text.rfind(c, line.start, amount.start) for c in ";；")
    plain = [c for c in plain if c.start > strong] or plain
    if plain and all(scene.breaks_between(line, c.start, amount.start) for c in line.chips):
        return members(line, _subject(scene, line, plain))
    for order, chip in enumerate(line.chips):
        if compared(scene, chip.start, chip.end) or chip.start in others or a_part(scene, line, chip):
            continue
        before = chip.end <= amount.start
        gap = amount.start - chip.end if before else max(chip.start - amount.end, 0)
        breaks = scene.breaks_between(line, chip.start, amount.start)
        if breaks and _elsewhere(scene, line, amount, choice, chip):
            continue
        value = 1.0 - 0.16 * min(breaks, 3) - 0.2 * min(gap / reach, 2) + (0.15 if before else -0.2 - 0.1 * breaks)
        value += 0.12 * (order == 0)
        told = choice.kind == "spec" and line.chips[0].end <= amount.start  # `15 % of what the H100 can do`
        set_against = ranked and any(of_another(scene, line, a, chip) for a in line.amounts)
        if set_against and (before or not relative):
            continue  # `60 % of what the H100 does, others say 80 %`
        if relative and not before and (set_against or gap < ((40 if told else 12) if scene.words.spaced else 4)):
            value -= 0.6
        if before and any(a.family == amount.family and chip.end <= a.start < amount.start for a in line.amounts):
            value -= 0.2  # it has its own figure already
        if not before and breaks and choice.kind != "training" and not (let and alone):
            value -= 0.35
        if value > best:
            best, found = value, chip
    return [c for c in members(line, found) if c.start not in others] if found is not None and best > 0.45 else []


def _elsewhere(scene: Scene, line: Line, amount: Amount, choice: Choice, chip: ChipMention) -> bool:
    """Whether a chip of another clause has no part in a figure: after a semicolon, or with a count of its own."""
    if scene.words.spaced and chip.start >= amount.end and ";" in scene.text[amount.end : chip.start]:
        return True
    return choice.kind == "revenue" and any(a.number_end < chip.start <= a.end + 1 for a in line.amounts)


def _subject(scene: Scene, line: Line, plain: list[ChipMention]) -> ChipMention:
    """The last chip that opens a clause, else the first of the sentence."""
    opening = [c for c in plain if any(_opens(scene, b, c) for b in line.breaks)]
    alone = [c for c in opening if len(members(line, c)) == 1 and not c.chip.line]  # `the B30A, a Blackwell part,`
    return alone[-1] if alone else plain[0]


def _opens(scene: Scene, start: int, chip: ChipMention) -> bool:
    """Whether nothing but joining words and articles stands between a break and a chip: `enquanto o 910C`."""
    if 0 < chip.start - start <= 2:
        return True
    if not scene.words.spaced or not 0 < chip.start - start <= 16:
        return False
    lead = scene.text[start : chip.start].strip(" ,;:").split()
    return all(w in scene.words.words("clause") or w in scene.words.words("list_skip") for w in lead)


def _in_all(scene: Scene, line: Line, amount: Amount, makers: set[str]) -> bool:
    """Whether a maker named in a sentence without chips is judged by an analyst: all that it makes, not one model."""
    if line.chips or scene.words.spaced or _anaphoric(scene, line, amount):
        return False
    named = any(m.party.name in makers and m.end <= amount.start for m in line.companies)
    guess = bool(line.told("estimated"))
    return named and any("analyst" in m.party.roles or (guess and m.party.roles & STATES) for m in line.companies)


def _pointing(scene: Scene, line: Line, amount: Amount, choice: Choice) -> bool:
    """Whether a quantity points back to a chip: it counts without a noun, or goes on with what is told of one."""
    kind = choice.kind
    pointing = amount.noun in {"piece", "loose", "code", "elided"} or _anaphoric(scene, line, amount)
    pointing = pointing or kind in {"spec", "price", "price_change", "supply"}
    hours = kind == "training" and amount.family == "gpu_hours" and not (scene.words.spaced or line.companies)
    pointing = pointing or hours
    pointing = pointing or (amount.family == "ratio" and kind not in {"delivery", "capex", "revenue"})
    pointing = pointing or (kind == "policy" and amount.family == "percent" and not noun_after(scene, line, amount))
    charged = kind == "revenue" and choice.cues.get("charge", 0) > 0.4
    goes_on = kind in {"order", "delivery", "transfer", "stock"} and linked(scene, line)
    let = kind == "transfer" and max(choice.cues.get(c, 0.0) for c in ("deal", "rent")) > 0.5
    goes_on = goes_on or ((kind == "order" or let) and one_chip(scene, line))
    goes_on = goes_on or (kind == "order" and choice.cues.get("total", 0.0) > 0.5 and not line.companies)
    goes_on = goes_on or (
        kind == "transfer" and choice.cues.get("value", 0.0) > 0.4 and not noun_after(scene, line, amount)
    )
    return pointing or (amount.family == "money" and bool(goes_on or charged))


def _moved_before(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The chips that the sentence before says were smuggled, of which a sum tells the worth: `물량은 1억 달러`."""
    before = scene.lines[line.index - 1] if line.index else line
    if scene.words.spaced or choice.kind != "transfer" or amount.family != "money" or line.chips:
        return []
    if before is line or before.paragraph != line.paragraph or not before.chips or not before.told("smuggle"):
        return []
    paid = line.told("transfer_money", "receive", "seize", "chipword")
    return members(before, before.chips[0]) if line.told("ship", "span", "value", "sell") and not paid else []


def _topic(scene: Scene, line: Line, amount: Amount, choice: Choice, actors: list[Mention]) -> list[ChipMention]:
    """The chip the text is about at this point, where the words point back or count without a noun."""
    kind = choice.kind
    if inhouse(scene, line) or not _pointing(scene, line, amount, choice):
        return []
    makers = (makers_of(choice, actors) | whose(scene, line, amount, choice)) - measures(scene, line, choice)
    if kind in {"delivery", "supply"} and amount.noun == "piece" and _in_all(scene, line, amount, makers):
        return []
    taken = [c.chip for c in line.chips if kind in RANKED and _measured_by(scene, line, amount, c)]
    strange = {c.vendor for c in taken if actors and c.vendor not in {m.party.name for m in actors}}
    sorts = sorts_of(scene, line)
    weights: dict[str, float] = {}
    where: dict[str, tuple[Line, ChipMention]] = {}
    for other in scene.lines[max(line.index - 25, 0) : line.index + 1]:
        fade = 0.6 ** min(line.index - other.index, 8) + 0.2 * (other.index == 0)
        for chip in other.chips:
            if (
                chip.start > amount.start
                or chip.start in sorts
                or (other is line and compared(scene, chip.start, chip.end))
            ):
                continue
            if included(scene, other, chip):
                continue
            if (
                chip.chip in taken
                or chip.chip.vendor in strange
                or a_part(scene, other, chip)
                or (makers and chip.chip.vendor and chip.chip.vendor not in makers)
            ):
                continue
            gain = _prominence(scene, other, chip, fade)
            weights[chip.chip.name] = weights.get(chip.chip.name, 0.0) + gain + 0.4 * (other is line and is_long(scene))
            where[chip.chip.name] = (other, chip)
    if not weights:
        return []
    for chip_name in weights:
        weights[chip_name] += 0.12 * min(scene.chip_counts.get(chip_name, 0), 4 if is_long(scene) else 12)
    name = max(weights, key=lambda n: weights[n])
    other, chip = where[name]
    return [c for c in members(other, chip) if not makers or not c.chip.vendor or c.chip.vendor in makers]


def _measured_by(scene: Scene, line: Line, amount: Amount, chip: ChipMention) -> bool:
    """Whether a share or a ratio is one of a chip, and so cannot be that chip's own."""
    if amount.family not in {"percent", "ratio"}:
        return False
    return compared(scene, chip.start, chip.end) or of_another(scene, line, amount, chip)


def _prominence(scene: Scene, line: Line, chip: ChipMention, fade: float) -> float:
    """How much a chip's mention makes it the topic: more where it opens its sentence, hardly where it is a measure."""
    lead = (chip.start - line.start) / (LOOSE if scene.words.spaced else DENSE)
    gain = fade * max(0.4, 1.0 - 0.5 * lead)
    return 0.15 * gain if compared(scene, chip.start, chip.end) else gain + 0.12
