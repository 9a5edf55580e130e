"""The chips that words point to: `these two chips`, `of that model`, `the latter`, an apposition."""

from __future__ import annotations

from functools import lru_cache

from suanli import catalog
from suanli.claims.articles import NAMED, with_article
from suanli.claims.kinds import Choice
from suanli.claims.marks import compared
from suanli.claims.naming import series
from suanli.claims.once import once_in_text
from suanli.claims.quantities import Amount
from suanli.claims.resuming import of_them
from suanli.claims.scene import ChipMention, Line, Scene

__all__ = ["FEW", "a_part", "counted", "in_row", "made_of", "measure", "members", "of_series", "pointed_at", "sorts_of"]

FEW = 8  # fewer chips than this are kinds or parts, not a count that anyone reports


def members(line: Line, chip: ChipMention) -> list[ChipMention]:
    """The chips of the list that a chip stands in."""
    return [c for c in line.chips if c.group == chip.group]


def counted(scene: Scene, line: Line, amount: Amount, chip: ChipMention) -> list[ChipMention]:
    """The chips of the list of one named in a counted noun phrase, to the first that has a phrase of its own.

    Right behind its number a name is joined with the next by no more than a joining word and a maker's name:
    `1.100 H800 e um punhado de Ascend 910B` are 1,100 of one.
    """
    found = members(line, chip)
    if amount.family != "chips" or chip.start - amount.number_end > 2 or found[-1] is chip:
        return found
    last = chip
    for item in found[found.index(chip) + 1 :]:
        between = scene.text[last.end : item.start]
        for maker in line.companies:
            if last.end <= maker.start and maker.end <= item.start:
                between = between.replace(scene.text[maker.start : maker.end], "")
        if scene.words.glue().fullmatch(between) is None:
            return found[: found.index(item)]
        last = item
    return found


def pointed_at(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chips that a word beside a quantity, or the subject of its clause, points to."""
    return (
        _apposed(scene, line, amount)
        or _of_these(scene, line, amount)
        or _of_two(scene, line, amount)
        or _of_pair(scene, line, amount)
        or _thereof(scene, line, amount)
        or _this_chip(scene, line, amount)
    )


def _apposed(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip that an apposition names after a generic count: `50 unidades dos chips mais recentes, os H200`."""
    if amount.family != "chips" or not scene.words.spaced:
        return []
    for chip in line.chips:
        between = scene.text[amount.end : chip.start] if 0 < chip.start - amount.end < 80 else ""
        named = with_article(scene.words, r", @(?:[^\W\d_]+ ){0,3}$", NAMED).search(between)
        if named and between.count(",") == 1 and scene.text[chip.end : chip.end + 1] in {"", ",", ".", ";", ")", "\n"}:
            verbs = any(amount.end < h.start < chip.start for h in line.told("buy", "ship", "sell", "hold", "use"))
            return [] if verbs or any(ch.isdigit() for ch in between) else members(line, chip)
    return []


def _of_these(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chips that `these two chips` before a quantity points back to: the last list of as many names."""
    for count in line.amounts:
        if count.family != "chips" or not 2 <= count.low < FEW or count.end > amount.start:
            continue
        turned = any(count.end <= m.start < amount.start for m in line.companies)  # `…良率两成;台积电的超过六成`
        if not turned and any(-2 <= count.start - h.end <= 3 for h in line.told("these")):
            lists = [members(line, c) for c in line.chips if c.end <= count.start]
            before = scene.lines[max(line.index - 2, 0) : line.index]
            lists = [members(x, c) for x in before for c in x.chips] + lists
            return next((found for found in reversed(lists) if len(found) == count.low), [])
    return []


def _of_two(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The two chips named last where `两者` stands before a sum or a share in its clause."""
    marks = scene.words.words("both_things")
    if not marks or amount.family not in {"money", "percent", "ratio", *FIGURES}:
        return []
    first, _ = line.clause(amount.start, amount.end)
    lead = scene.text[first : amount.start]
    if not any(w in lead for w in marks) or any(first <= c.start < amount.start for c in line.chips):
        return []
    near = scene.lines[max(line.index - 1, 0) : line.index + 1]
    named = {c.chip.name: c for x in near for c in x.chips if c.end <= first}
    return list(named.values())[-2:] if len(named) > 1 else []


def _of_pair(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip of two named last that `the former` or `后者` opens a clause with."""
    first, _ = line.clause(amount.start, amount.end)
    lead = scene.text[first : amount.start].lstrip(" ,;，；")
    for at, key in enumerate(("former", "latter")):
        if not any(lead.startswith(w) for w in scene.words.words(key)):
            continue
        near = scene.lines[max(line.index - 1, 0) : line.index + 1]
        chips = {c.chip.name: c for x in near for c in x.chips if c.end <= first}
        firms = {m.party.name for m in line.companies if m.end <= first}
        return [list(chips.values())[at]] if len(chips) == 2 and len(firms) != 2 else []
    return []


FIGURES = frozenset({"bandwidth", "compute_rate", "memory"})


ROW, NEXT = 16, 10  # characters at most between the figures of one chip in a row, and between it and the first


def in_row(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip of which a figure before this one is told, none named between: `950DT는 144GB, 초당 4TB`."""
    start = amount.start
    if amount.family not in FIGURES or scene.words.spaced:
        return []
    for other in sorted(line.amounts, key=lambda a: -a.start):
        if other.start < start and other.family in FIGURES:
            if other.family == amount.family and other.unit == amount.unit:
                return []  # `从A100的600GB/s降为400GB/s`: another's, or what it was
            if start - other.end > ROW or any(other.end <= c.start < start for c in line.chips):
                break
            start = other.start
    before = [c for c in line.chips if c.end <= start < amount.start]
    near = bool(before) and start - before[-1].end <= NEXT and not compared(scene, before[-1].start, before[-1].end)
    return members(line, before[-1]) if near else []


AFTER = 40  # characters behind a count in which it may be said to be that of a whole series


def of_series(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The line of the chip named last where a count is one of all its models: `シリーズ全体のダイは160万個`."""
    marks = scene.words.words("whole_series")
    if not marks or amount.family != "chips":
        return []
    lead = scene.text[line.start : amount.start]
    last = min([a.start for a in line.amounts if a.start >= amount.end], default=line.end)
    lead += scene.text[amount.end : min(last, amount.end + AFTER)] if scene.words.spaced else ""
    told = [x for x in scene.lines[max(line.index - 2, 0) : line.index] if amount.unit == "dies" and not line.chips]
    if not any(w in lead for w in marks) and not any(w in scene.text[x.start : x.end] for x in told for w in marks):
        return []
    near = scene.lines[max(line.index - 6, 0) : line.index + 1]
    named = [c for x in near for c in x.chips if c.end <= amount.start]
    whole = series(named[-1].chip) if named else None
    return [ChipMention(named[-1].start, named[-1].end, whole, -1, named[-1].line)] if whole is not None else []


def _thereof(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chips named last where a count is `of them`: `High-Flyer hatte sich 10.000 Stück davon gesichert`."""
    if not of_them(scene, amount):
        return []
    near = scene.lines[max(line.index - 2, 0) : line.index + 1]
    named = [(x, c) for x in near for c in x.chips if c.end <= amount.start]
    named = [(x, c) for x, c in named if not compared(scene, c.start, c.end)] or named
    return members(*named[-1]) if named else []


def _this_chip(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip named last where a clause has `that processor` before a sum or a share."""
    if amount.family not in {"money", "percent", "ratio"}:
        return []
    start, stop = line.clause(amount.start, amount.end)
    these = [h for h in line.told("these") if start <= h.start < stop]
    ends = {h.end for h in these}
    within = [(h.start, h.end) for h in these]  # `$12 billion on the chips`, where article and noun are one word
    nouns = [
        h.start
        for h in line.told("chipword")
        if h.start < stop and (h.start - scene.words.spaced in ends or any(s < h.start < e for s, e in within))
    ]
    if not nouns or any(start <= c.start < stop for c in line.chips):
        return []
    near = scene.lines[max(line.index - 5, 0) : line.index + 1]
    named = [(x, c) for x in near for c in x.chips if c.end <= nouns[0] and not compared(scene, c.start, c.end)]
    return members(*named[-1]) if named else []


@lru_cache(maxsize=1)
def _sorts() -> dict[str, str]:
    """The architecture of each chip by its claim name."""
    return {c.canonical or c.name: c.architecture for c in catalog.chips.values()}


def sorts_of(scene: Scene, line: Line) -> set[int]:
    """Where a line stands that only says of what sort a model is, here or before: `the B30A, based on Blackwell`."""
    if not any([c.chip.line for c in line.chips]):  # noqa: C419 - few
        return set()
    sorts = " ".join([_sorts().get(c.chip.name, "") for c in line.chips if not c.chip.line])
    found = {c.start for c in line.chips if c.chip.line and c.chip.name in sorts}
    marks = scene.words.words("based_on") if scene.words.spaced else ()
    these = [h.end for h in line.told("these")]
    near = scene.lines[max(line.index - 2, 0) : line.index] if marks or these else []
    before = " ".join([_sorts().get(c.chip.name, "") for x in near for c in x.chips if not c.chip.line])
    for chip in line.chips if before else []:
        lead = scene.text[max(chip.start - 30, line.start) : chip.start].rstrip()
        said = any([0 <= chip.start - end <= THIS for end in these])  # noqa: C419 - few; `Cette puce Blackwell`
        if chip.chip.line and chip.chip.name in before and (said or (marks and lead.endswith(marks))):
            found.add(chip.start)  # `There is the B30A. It derives from Blackwell`
    return found


THIS = 14  # characters of a noun between `this` and the line: `cette puce Blackwell`


def measure(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The H100 of a cluster that equals so many of them, told as its chips; none where others are added to a count.

    `clusters equal to 288,000 Nvidia H100` are thought of as made of them where their maker is named with them; after
    `350,000 H100s` the sum `600,000 H100s with all others` is not, nor are `1,000,000 H100 equivalents`.
    """
    reach = 22 if scene.words.spaced else 8
    found = [c for c in line.chips if amount.start <= c.start < amount.end + reach and c.chip.name == "H100"]
    first, low = _counted(scene)
    makers = [m for m in line.companies if found and m.party.name == found[0].chip.vendor]
    named = any(-12 < m.end - found[0].start <= 1 or 0 <= m.start - found[0].end < 6 for m in makers)
    named = named or any(c.end - c.start > len("H100 ") for c in found)  # `英伟达H100` as one name
    named = named or (not scene.words.spaced and bool(found) and _clustered(line, amount))
    if not named or (first < amount.start and low != amount.low):
        return []
    after = 2 if scene.words.spaced else 1
    return [] if any(-1 <= h.start - found[0].end <= after for h in line.told("equivalent")) else found[:1]


def _clustered(line: Line, amount: Amount) -> bool:
    """Whether the clause of a count speaks of a cluster that is to be: `打算建置相当于28.8万颗H100的运算丛集`."""
    start, stop = line.clause(amount.start, amount.end)
    near = [h for h in line.told("site", "planned") if start - CLUSTER <= h.start < stop + 1]
    return any(h.name == "site" for h in near) and bool(line.told("planned"))


CLUSTER = 24  # characters before a clause in which the cluster may be named


@once_in_text
def _counted(scene: Scene) -> tuple[int, float]:
    """Where H100s are counted first that measure nothing else, and how many."""
    for line in scene.lines:
        for amount in line.amounts:
            if amount.family == "chips" and amount.unit != "H100-equivalents":
                near = (c for c in line.chips if amount.number_end <= c.start < amount.end + 22)
                if any(c.chip.name == "H100" for c in near):
                    return amount.start, amount.low
    return 1 << 60, 0.0


def made_of(scene: Scene, line: Line, amount: Amount, choice: Choice) -> list[ChipMention]:
    """The chip of which a few others are the parts: `The 910C packs two 910B into one package`."""
    if choice.kind != "spec" or amount.family != "chips" or amount.low >= FEW:
        return []
    parts = [c for c in line.chips if a_part(scene, line, c)]
    if not parts:
        return []
    near = [x for x in scene.lines[max(line.index - 2, 0) : line.index + 1] if x.paragraph == line.paragraph]
    wholes = [
        (x, c) for x in near for c in x.chips if c.start < parts[0].start and c.chip.vendor == parts[0].chip.vendor
    ]
    return members(*wholes[-1]) if wholes else []


def a_part(scene: Scene, line: Line, chip: ChipMention) -> bool:
    """Whether a chip is counted as one of a few that make up another: `two 910B dies`."""
    lead = scene.text[max(chip.start - 12, line.start) : chip.start].split()[-1:] if scene.words.spaced else []
    few = [a for a in line.amounts if a.family == "chips" and 2 <= a.low < FEW]
    if not few:
        return bool(lead) and lead[0] in scene.words.few()
    links = scene.words.words("genitive")
    dies = (scene.text[a.end : chip.start].strip() for a in few if a.unit == "dies" and 0 < chip.start - a.end < 8)
    return (
        (bool(lead) and lead[0] in scene.words.few())
        or any(a.start < chip.start < a.end or 0 <= chip.start - a.end <= 1 for a in few)
        or any(word in links for word in dies)
    )
