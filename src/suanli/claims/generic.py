"""Chips without a name: whether the words around a figure speak of chips at large, of those before, or of one's own."""

from __future__ import annotations

from suanli.claims.once import once_in_text
from suanli.claims.quantities import Amount
from suanli.claims.scene import ChipMention, Line, Scene

__all__ = [
    "after_own",
    "announced",
    "definite_chip",
    "generic_after",
    "homemade",
    "inhouse",
    "leads",
    "linked",
    "names_machine",
    "noun_after",
    "of_a_type",
    "one_chip",
    "own_counted",
    "share_of_kind",
    "sized",
    "these_counted",
]


def inhouse(scene: Scene, line: Line) -> bool:
    """Whether a sentence, or the short one before, speaks of chips that firms make for themselves: 自研芯片."""
    words = scene.words.words("own_chips")
    before = scene.lines[line.index - 1] if line.index else line
    start = before.start if before.paragraph == line.paragraph and before.end - before.start < 30 else line.start
    dense = bool(words) and not scene.words.spaced
    return dense and not line.chips and any(w in scene.text[start : line.end] for w in words)


def own_counted(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether chips of a firm's own make are counted, of no name: `아마존이 깐 자체 칩은 130만 개`."""
    words = scene.words.words("own_chips")
    if not words or scene.words.spaced or amount.family != "chips":
        return False
    named = [c for c in line.chips if c.start < amount.end + 8]
    first, _ = line.clause(amount.start, amount.end)
    at = max(scene.text.rfind(w, first, amount.start) for w in words)
    if at >= 0:
        return not any(c.end > at for c in named)
    before = scene.lines[line.index - 1] if line.index else line
    short = before is not line and before.paragraph == line.paragraph and before.end - before.start < 30
    told = short and any(w in scene.text[before.start : before.end] for w in words)
    return told and not named and not before.chips


def homemade(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether chips of a country's own make without a name are counted where none is named: `国产加速卡…4.3万片`."""
    words = scene.words.words("homemade")
    if not words or line.chips or amount.family not in {"chips", "percent"}:
        return False
    first = line.opening(amount.start)
    lead = scene.text[max(first, amount.start - 30) : amount.end + 6]
    at = max(lead.find(w) for w in words)
    return at >= 0 and any(w in lead[at : at + 12] for w in scene.words.words("chip_heads"))


def one_chip(scene: Scene, line: Line) -> bool:
    """Whether a text speaks of one chip throughout and this sentence of no other kind: `the orders, $12 billion`."""
    counts = scene.chip_counts
    top = max(counts.values(), default=0)
    named = {(c.start, c.end) for c in line.chips}
    generic = any((h.start, h.end) not in named for h in line.told("chipword"))
    several = sum("chipmaker" in m.party.roles for m in line.companies) > 1  # `OpenAI signs with Nvidia and AMD`
    single = top >= 0.6 * sum(counts.values()) > 0 or 0 <= line.index < _second_chip(scene)
    return single and not (generic or several)


@once_in_text
def _second_chip(scene: Scene) -> int:
    """The first sentence by which a text has named two chips, or -1 where it names none."""
    names: set[str] = set()
    found = -1
    for x in scene.lines:
        names |= {c.chip.name for c in x.chips}
        if len(names) > 1 or any(c.chip.line for c in x.chips):
            break
        found = x.index + 1 if names else -1
    return found


def leads(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a generic chip noun stands right before a count and no chip before it: `가속기 50만 개`."""
    named = [(c.start, c.end) for c in line.chips]
    if scene.words.spaced or any(s < amount.start for s, _ in named):
        return False
    ends = [h.end for h in line.cues if h.name == "chipword" and h.end <= amount.start]
    marks = " " + "".join(scene.words.words("case_marks"))
    if amount.family == "chips" and any(not scene.text[end : amount.start].strip(marks) for end in ends):
        return True
    made = {h.start for h in line.told("make")}  # `AI芯片产量提高3倍`
    pointed = any(0 <= end - h.end <= 6 for end in ends for h in line.told("these"))
    return not pointed and any(end in made and not scene.breaks_between(line, end, amount.start) for end in ends)


def share_of_kind(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a share is one of chips of no name right before it: `AI 칩의 4분의 3`, `AI芯片的四分之三`."""
    if scene.words.spaced or amount.family != "percent":
        return False
    named = [(c.start, c.end) for c in line.chips]
    ends = [h.end for h in line.told("chipword") if (h.start, h.end) not in named and h.end <= amount.start]
    links = (*scene.words.words("linkers"), *scene.words.words("among"))
    return any(scene.text[end : amount.start].strip() in links for end in ends)


def generic_after(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a sum is linked to chips of no name: `$14 billion on Nvidia chips`."""
    reach = 30 if scene.words.spaced else 8
    sums = [
        a
        for a in line.amounts
        if 0 <= a.start - amount.end < 14
        and (a.family == "money" or (a.family == "percent" and scene.text[amount.end : amount.end + 1] == "("))
    ]
    end = max((a.end for a in sums), default=amount.end)
    near = [h for h in line.told("chipword") if 0 < h.start - end < reach]
    if not near or any(end <= h.start < near[0].start for h in line.told("these")):
        return False
    between = scene.text[end : near[0].start].removeprefix(")")
    return not any(c in between for c in ",;:，；：、.。") and not any(
        (c.start < near[-1].end + 3 or _made_by(line, near[-1].end, c.start))
        and not scene.breaks_between(line, c.start, near[0].start)
        for c in line.chips
    )


def _made_by(line: Line, end: int, start: int) -> bool:
    """Whether a maker's name leads from a chip noun to the chip: `des puces de serveur NVIDIA H20`."""
    makers = (m for m in line.companies if "chipmaker" in m.party.roles and end <= m.start)
    return any(m.start - end < 20 and 0 <= start - m.end <= 2 for m in makers)


def noun_after(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a generic chip noun follows in the clause: `25 % on imported chips`."""
    reach = 40 if scene.words.spaced else 12
    return any(
        0 <= h.start - amount.end < reach and not scene.breaks_between(line, amount.end, h.start)
        for h in line.told("chipword")
    )


def linked(scene: Scene, line: Line) -> bool:
    """Whether a sentence goes on with the chips of the one before: 这批, ces commandes, the order."""
    dated = [(p.start, p.end) for p in line.periods]  # este ano, this year: no chips
    opens = scene.words.words("object_clause")  # `remember that China brought in $17 billion`: no chips either
    told = (h for h in line.told("these") if scene.text[h.start : h.end] not in opens)
    return any(not any(s <= h.start < e for s, e in dated) for h in told)


def these_counted(line: Line, amount: Amount) -> bool:
    """Whether the noun before a quantity is pointed at: `这批芯片计提了45亿美元`."""
    nouns = [h.start for h in line.told("chipword") if h.end <= amount.start]
    return any(0 <= at - h.end <= 1 for h in line.told("these") for at in nouns)


def sized(scene: Scene, amount: Amount) -> bool:
    """Whether a count only tells a size, not how many of the chips before there are: `万卡级`, `千卡集群`."""
    words, at = scene.words, amount.end - 1
    clusters = words.words("clusters_after") if amount.form == "scale" else ()
    return scene.text.startswith((*words.words("size_after"), *clusters), at)


def latter(scene: Scene, line: Line) -> list[ChipMention]:
    """The chip named last in the sentence before, where this one opens with a word for the last named: `Celle-ci`."""
    before = scene.lines[line.index - 1] if line.index else line
    lead = scene.text[line.start : line.start + 20].lstrip('"«“ ')
    named = before.chips[-1:] if before is not line and before.paragraph == line.paragraph else []
    if any(lead.startswith((f"{w} ", f"{w},")) for w in scene.words.words("latter")):
        return named
    last = bool(named) and (
        before.end - named[0].end < (10 if scene.words.spaced else 4)  # `... brought out the H20.`
        or named[0].start - before.opening(named[0].start)
        <= (2 if not scene.words.spaced else 0)  # ..., H200也流了进来
    )
    ends = " " if scene.words.spaced else ""
    return named if last and any(lead.startswith(f"{w}{ends}") for w in scene.words.words("it")) else []


def taken_up(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The one chip let in just before, where a firm takes `this chance` to spend a sum on chips of its maker."""
    before = scene.lines[line.index - 1] if line.index else line
    chips = [c for c in before.chips if not c.chip.line]
    pointed = linked(scene, line) and any(h.end <= amount.start for h in line.told("these"))
    allowed = bool(before.told("allow")) and before.paragraph == line.paragraph
    one = len({c.chip.name for c in chips}) == 1 and not line.chips
    return chips[:1] if pointed and allowed and one else []


def trained_on(line: Line, amount: Amount) -> list[ChipMention]:
    """The chip with no count of its own on which a model of so many parameters was trained: `..., using V100s`."""
    counted = any(a.family in {"chips", "gpu_hours"} for a in line.amounts)
    after = [c for c in line.chips if c.start >= amount.end]
    return after[-1:] if after and line.told("train") and not counted else []


def announced(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The one chip before the colon that opens a count: `Demand for the H200 grows: they want 2m cards`."""
    before = [c for c in line.chips if c.end <= amount.start]
    if not scene.words.spaced or not before or len({c.chip.name for c in before}) > 1:
        return []
    return before[-1:] if ": " in scene.text[before[-1].end : amount.start] else []


def names_machine(scene: Scene, line: Line) -> bool:
    """Whether a sentence names a machine of many chips, whose figure it then is: a CloudMatrix, an Atlas 950."""
    machines = scene.words.words("machine_lines")
    return any(c.chip.name.lower() in machines for c in line.chips)


def of_a_type(line: Line, amount: Amount) -> bool:
    """Whether a count is one of chips of a type other than the measure of all: `the equivalent of 35,000 GB300s`."""
    within = (c.chip.name for c in line.chips if amount.start < c.start < amount.end)
    return amount.noun == "code" and any(name != "H100" for name in within)


def definite_chip(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The one chip of the sentence before that a single noun with its article means: `las ventas del chip`."""
    articles = scene.words.words("of_the")
    before = scene.lines[line.index - 1] if line.index else line
    if not articles or line.chips or before.paragraph != line.paragraph or before is line:
        return []
    if len({c.chip.name for c in before.chips}) != 1:
        return []
    for noun in line.told("chipword"):
        lead = scene.text[max(noun.start - 8, line.start) : noun.start].split()[-1:]
        single = noun.end <= amount.start and scene.text[noun.end - 1] != "s"
        alone = scene.text[noun.end : noun.end + 3] != " de"
        if single and alone and lead and lead[0] in articles:
            return before.chips[-1:]
    return []


def after_own(line: Line, amount: Amount, chip: ChipMention) -> bool:
    """Whether a chip after a count has a count of its own, as the chip before this one: `910C 10만개와 910B 30만개`."""
    own = amount.noun == "servers" or any(0 <= amount.start - c.end <= 1 for c in line.chips)
    return own and any(0 <= a.start - chip.end <= 1 for a in line.amounts if a is not amount)
