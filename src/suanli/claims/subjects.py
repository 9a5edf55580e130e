"""What chips a claim may be about: lists named near it, those of other claims, none; traits no language owns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from math import log10
from typing import NamedTuple

from suanli.claims.amounts import Amount
from suanli.claims.binding import MAKERS
from suanli.claims.candidates import Candidate, Names, Part, Traits
from suanli.claims.continuing import Draft
from suanli.claims.marks import compared
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.once import once, once_in_text
from suanli.claims.scene import ChipMention, Line, Scene
from suanli.claims.scopes import is_long
from suanli.claims.spoken import included
from suanli.claims.weights import DENSE, LOOSE

__all__ = ["Asked", "names_of", "subjects"]

NONE: Names = frozenset()
CROWD = 40  # more names in a sentence are a table


class Asked(NamedTuple):
    """A claim among those of its text, with the chips the rules give it and by which rule."""

    draft: Draft
    rule: Names
    by: str
    before: Sequence[tuple[Draft, Names]]  # the claims before it, the last one first, and what they are about
    after: Names | None  # what the rules say of the one after it


class Place(NamedTuple):
    """A list of chips, or a member of one, where it stands."""

    names: Names
    start: int
    end: int
    mentions: list[ChipMention]
    sort: str
    here: Part  # what it is and how it stands in its sentence
    away: Part  # the same for other sentences


class Near(NamedTuple):
    """A list of chips as the claims of a sentence see it."""

    spot: str
    mentions: list[ChipMention]
    parts: Sequence[Part]
    places: Sequence[Place]  # where it stands in the sentence itself


class Story(NamedTuple):
    """What a whole text says of its chips."""

    share: dict[str, float]
    first: str
    most: str
    kinds: int
    told: dict[Names, Traits]  # how it speaks of some chips, once that is known
    parts: dict[tuple[Names, str, str, bool], Part]  # traits of chips by where a sentence sees them


def names_of(chips: Sequence[ChipMention]) -> Names:
    """The chips by name."""
    return frozenset([c.chip.name for c in chips])


@once_in_text
def _story(scene: Scene) -> Story:
    counts = scene.chip_counts
    total = sum(counts.values()) or 1
    first = next((c.chip.name for x in scene.lines for c in x.chips), "")
    most = max(counts, key=counts.__getitem__, default="")
    return Story({name: n / total for name, n in counts.items()}, first, most, len(counts), {}, {})


def subjects(scene: Scene, one: Asked) -> tuple[dict[Names, Candidate], dict[Names, list[ChipMention]]]:
    """The candidates for what a claim is about, each with its traits, and where their names stand."""
    draft = one.draft
    family = draft.amount.family
    near = _lined_up(scene, draft.line)
    mentions = {names: n.mentions for names, n in near.items()}
    found = {NONE: _none(scene, one)}
    asks = f"{draft.choice.kind} {family}"
    for names, n in near.items():
        found[names] = Candidate({f"{family} at {n.spot}": 1.0, f"{asks} at {n.spot}": 1.0} if n.spot else {}, n.parts)
        if n.places:
            _stands(scene, one, n.places, found[names].own)
    for depth, (other, names) in enumerate(one.before):
        _of_claim(scene, one, found, (other, names), depth)
        mentions.setdefault(names, other.chips)
    mentions.setdefault(one.rule, draft.chips)
    own = _among(scene, one, found, one.rule)
    own["rule"] = own[f"{family} rule"] = own[f"rule {one.by}"] = own[f"rule {one.by} {asks}"] = 1.0
    own[f"rule {'some' if one.rule else 'none'} {asks}"] = 1.0
    if one.after is not None and one.after in found:
        found[one.after].own["claim after"] = 1.0
    _beside_rule(one, found)
    _of_makers(one, found, mentions)
    return found, mentions


def _among(scene: Scene, one: Asked, found: dict[Names, Candidate], names: Names) -> Traits:
    """The own traits of a candidate; one that no sentence near names is added."""
    if names not in found:
        own = {f"{one.draft.amount.family} at nowhere": 1.0, "at nowhere": 1.0}
        found[names] = Candidate(own, (Part(_told_of(scene, names)), _carried(scene, one.draft.line)))
    return found[names].own


def _of_claim(scene: Scene, one: Asked, found: dict[Names, Candidate], told: tuple[Draft, Names], depth: int) -> None:
    """That a claim shortly before is about a candidate."""
    other, names = told
    draft, line = one.draft, one.draft.line
    if line.index - other.line.index > 6:
        return
    own = _among(scene, one, found, names)
    which = "claim before" if not depth else "claim 2 before"
    own[which] = 1.0
    if depth:
        if other.amount.family == draft.amount.family:
            own[f"{which} {draft.choice.kind} {draft.amount.family}"] = 1.0
        return
    spot = "here" if other.line is line else "p1" if line.index - other.line.index == 1 else "back"
    own[f"{which} {spot}"] = 1.0
    if other.choice.kind == draft.choice.kind:
        own[f"{which} same kind"] = 1.0
    if other.amount.family == draft.amount.family:
        own[f"{which} same family"] = 1.0
    own[f"{which} {other.amount.family} {draft.amount.family}"] = 1.0
    own[f"{which} {spot} {draft.choice.kind} {draft.amount.family}"] = 1.0
    if not names:
        own[f"{which} none {spot}"] = 1.0


def _beside_rule(one: Asked, found: dict[Names, Candidate]) -> None:
    """Which candidates are a part of what the rules say, or hold more."""
    for names, candidate in found.items() if one.rule else ():
        if names and names < one.rule:
            candidate.own["part of rule"] = candidate.own[f"part of rule {one.by}"] = 1.0
        elif names > one.rule:
            candidate.own["more than rule"] = candidate.own[f"more than rule {one.by}"] = 1.0


def _of_makers(one: Asked, found: dict[Names, Candidate], mentions: dict[Names, list[ChipMention]]) -> None:
    """Whether the maker of a candidate acts in the claim or stands in its sentence, or another maker does."""
    draft = one.draft
    acting = {m.party.name for m in draft.actors} if draft.actors else set()
    makers = any([m.party.roles & MAKERS for m in draft.actors]) and not draft.guessed  # noqa: C419 - few
    here = {m.party.name for m in draft.line.companies if m.party.roles & MAKERS}
    for names, candidate in found.items():
        vendors = {c.chip.vendor for c in mentions[names]} - {""} if names else set()
        if not vendors:
            continue
        if vendors <= acting:
            candidate.own["maker acts"] = 1.0
        elif makers:
            candidate.own["other maker acts"] = candidate.own[f"other maker acts {one.by}"] = 1.0
        elif vendors <= here:
            candidate.own["maker here"] = 1.0
        elif here:
            candidate.own["other maker here"] = 1.0


@once
def _lined_up(scene: Scene, line: Line) -> dict[Names, Near]:
    """The lists of a sentence, of those beside it and of the headline, as the claims of the sentence see them."""
    inline: dict[Names, list[Place]] = {}
    for place in _places(scene, line):
        inline.setdefault(place.names, []).append(place)
    away: dict[Names, tuple[str, Place]] = {}
    for spot, index in _spots(scene, line):
        other = scene.lines[index]
        for place in _places(scene, other) if other.chips else ():
            aside = scene.words.spaced and all([included(scene, other, m) for m in place.mentions])  # noqa: C419 - few
            if place.names not in inline and not aside:
                away[place.names] = (spot if other.paragraph == line.paragraph else spot + "x", place)
    firms, carried = _firms(scene, line), _carried(scene, line)
    seen = {names: _away(scene, firms, carried, told) for names, told in away.items()}
    for names, places in inline.items():
        seen[names] = Near("", places[-1].mentions, (Part(_told_of(scene, names)), places[-1].here), places)
    return seen


@once_in_text
def _of_chips(scene: Scene) -> list[int]:
    """The sentences that name chips, in order."""
    return [line.index for line in scene.lines if line.chips]


def _spots(scene: Scene, line: Line) -> list[tuple[str, int]]:
    """The sentences whose chips a claim may be about, those that say most last."""
    index = line.index
    told = _of_chips(scene)
    before = bisect_left(told, index)
    last = told[before - 1] if before else -1
    first = index - 1 - (index > 0 and _only_included(scene, scene.lines[index - 1]))
    spots = [("next", index + 1), ("head", 0), ("far", last), ("p23", first - 2), ("p23", first - 1), ("p1", first)]
    return [(spot, at) for spot, at in spots if 0 <= at < len(scene.lines) and at != index]


def _only_included(scene: Scene, line: Line) -> bool:
    """Whether a sentence without numbers only says which chips are among those counted before: `H20이 섞여 있다`."""
    counted = any(a.family not in {"", "skip"} for a in line.amounts)
    return bool(line.chips) and not counted and all(included(scene, line, c) for c in line.chips)


def _away(scene: Scene, firms: Names, carried: Part, told: tuple[str, Place]) -> Near:
    """A list as the claims of another sentence see it, in which `firms` stand."""
    spot, place = told
    there = _firms(scene, scene.lines[place.mentions[0].line])
    alike = "none" if not firms else "same" if firms <= there else "new"
    some, parts = bool(firms and firms & there), _story(scene).parts
    key = place.names, spot, alike, some
    part = parts.get(key)
    if part is None:
        traits = _told_of(scene, place.names)
        traits[f"at {spot}"] = traits[f"firms {alike}"] = 1.0
        if some:
            traits["firms some"] = 1.0
        part = parts[key] = Part(traits)
    return Near(spot, place.mentions, (part, place.away, carried), ())


@once_in_text
def _lead(scene: Scene) -> tuple[Names, Names]:
    """The chips of the headline, and those of the first three sentences."""
    first = scene.lines[:3]
    return names_of(first[0].chips), names_of([c for x in first for c in x.chips])


@once
def _firms(scene: Scene, line: Line) -> Names:  # noqa: ARG001 - asked once for a sentence
    """The firms of a sentence that do not only tell, by name."""
    return frozenset([m.party.name for m in line.companies if not m.party.roles & (TELLERS | STATES)])


def _told_of(scene: Scene, names: Names) -> Traits:
    """How a text as a whole speaks of some chips."""
    known = _story(scene).told
    found = known.get(names)
    if found is None:
        found = known[names] = _told(_story(scene), names)
    return found.copy()


def _told(story: Story, names: Names) -> Traits:
    traits: Traits = {"share of text": sum([story.share.get(n, 0.0) for n in names]), "some": 1.0}
    if story.kinds == 1:
        traits["only of text"] = 1.0
    if story.first in names:
        traits["first of text"] = 1.0
    if story.most in names:
        traits["most of text"] = 1.0
    if len(names) > 1:
        traits["many"] = 1.0
    return traits


@once
def _places(scene: Scene, line: Line) -> list[Place]:
    """The lists of a sentence and, apart, their members; none of a crowd of names."""
    if not line.chips or len(line.chips) > CROWD:
        return []
    groups: dict[int, list[ChipMention]] = {}
    for chip in line.chips:
        groups.setdefault(chip.group, []).append(chip)
    lists = list(groups.values())
    found = [_place(scene, line, group, lists, "list") for group in lists]
    for group in lists:
        if len(names_of(group)) > 1:
            found += [_place(scene, line, [chip], lists, "member") for chip in group]
    every = names_of(line.chips)
    if len(lists) > 1 and not any(p.names == every for p in found):
        found.append(_place(scene, line, line.chips, lists, "union"))
    return found


def _place(
    scene: Scene, line: Line, group: list[ChipMention], lists: Sequence[Sequence[ChipMention]], sort: str
) -> Place:
    """How a list stands in its sentence."""
    first, last = group[0], group[-1]
    here: Traits = {sort: 1.0}
    if any([c.chip.line for c in group]):  # noqa: C419 - lists are short
        here["architecture"] = 1.0
    if compared(scene, first.start, first.end):
        here["compared"] = 1.0
    if first.start - line.start < 3:
        here["opens"] = 1.0
    if lists[0][0] is first:
        here["first list"] = 1.0
    if lists[-1][-1] is last:
        here["last list"] = 1.0
    if len(lists) == 1:
        here["only list"] = 1.0
    if any(h.end <= first.start <= h.end + 2 for h in line.told("subset")):
        here["subset"] = 1.0
    if any(0 <= first.start - a.end <= 2 or 0 <= a.start - last.end <= 2 for a in line.amounts):
        here["beside a number"] = 1.0
    away = {f"e {k}": v for k, v in here.items()}
    return Place(names_of(group), first.start, last.end, [*group], sort, Part(here), Part(away))


def _stands(scene: Scene, one: Asked, places: Sequence[Place], traits: Traits) -> None:
    """Where a list stands in the sentence of a number, and what stands between."""
    line, amount = one.draft.line, one.draft.amount
    place = places[0] if len(places) == 1 else min(places, key=lambda p: amount.away(p.start, p.end))
    before = place.start < amount.start
    low, high, side = (place.end, amount.start, "b") if before else (amount.end, place.start, "a")
    breaks = scene.breaks_between(line, place.end if before else place.start, amount.start)
    spot = f"{side}{min(breaks, 2)}"
    gap = min(max(high - low, 0) / (LOOSE if scene.words.spaced else DENSE), 4.0) / 2
    traits[f"at {spot}"] = traits[f"{amount.family} at {spot}"] = 1.0
    traits[f"{one.draft.choice.kind} {amount.family} at {spot}"] = 1.0
    traits[f"gap {side}"] = traits[f"{amount.family} gap {side}"] = gap
    traits[f"noun {amount.noun} at {spot}"] = 1.0
    if high - low <= (2 if scene.words.spaced else 1):
        traits[f"touches {side}"] = traits[f"{amount.family} touches {side}"] = 1.0
    elif scene.text[low:high].strip() in _genitive(scene):
        traits[f"genitive {side}"] = traits[f"{amount.family} genitive {side}"] = 1.0
    others = [c for c in line.chips if low <= c.start and c.end <= high]
    traits[f"{'chip between' if others else 'nearest'} {side}"] = 1.0
    if any(low <= start and end <= high for start, end in _nouns(scene, line)):
        traits[f"noun between {side}"] = traits[f"{amount.family} noun between {side}"] = 1.0
    _numbers(line, amount, (low, high, side), traits)
    if "compared" in place.here.traits:
        traits[f"{amount.family} compared {side}"] = 1.0
    if amount.start <= place.start < amount.end:
        traits["inside"] = 1.0


def _numbers(line: Line, amount: Amount, between: tuple[int, int, str], traits: Traits) -> None:
    """Numbers between a list and the number of a claim, or nearer to the list."""
    low, high, side = between
    told = [a for a in line.amounts if a is not amount and a.family not in {"", "skip"}]
    inner = [a for a in told if low <= a.start and a.end <= high]
    if inner:
        traits[f"number between {side}"] = 1.0
    if any(a.family == amount.family for a in inner):
        traits[f"like number between {side}"] = 1.0
    edge = low if side == "b" else high
    if any(min(abs(a.start - edge), abs(a.end - edge)) < high - low for a in told):
        traits[f"nearer number {side}"] = 1.0


@once_in_text
def _genitive(scene: Scene) -> frozenset[str]:
    return frozenset(
        [*scene.words.words("genitive"), *scene.words.words("figure_of"), *scene.words.words("owner_marks")]
    )


@once
def _nouns(scene: Scene, line: Line) -> list[tuple[int, int]]:  # noqa: ARG001 - asked once for a sentence
    """Where a sentence has words for chips that name none."""
    named = {(c.start, c.end) for c in line.chips}
    return [(h.start, h.end) for h in line.told("chipword") if (h.start, h.end) not in named]


@once
def _carried(scene: Scene, line: Line) -> Part:  # noqa: ARG001 - asked once for a sentence
    """The cues of a sentence, for chips that another one names."""
    return Part({f"carry {name}": 1.0 for name in line.by_name})


@once
def _unnamed(scene: Scene, line: Line) -> Part:
    """The cues of a sentence and its firms, for no chips."""
    traits = {f"none {name}": 1.0 for name in line.by_name}
    lists = len({c.group for c in line.chips})
    traits[f"none in {min(lists, 3)} of {min(_story(scene).kinds, 3)}"] = 1.0
    if any(m.party.roles & MAKERS for m in line.companies):
        traits["none maker"] = 1.0
    if is_long(scene):
        traits["none long"] = 1.0
    if not line.index:
        traits["none head"] = 1.0
    head = _lead(scene)
    traits[f"none head {min(len(head[0]), 2)} lead {min(len(head[1]), 2)}"] = 1.0
    return Part(traits)


def _none(scene: Scene, one: Asked) -> Candidate:
    """No chips as a candidate."""
    draft, line, amount = one.draft, one.draft.line, one.draft.amount
    lists = min(len({c.group for c in line.chips}), 2)
    own = {"none": 1.0, f"none {draft.choice.kind} {amount.family} in {lists}": 1.0,
           f"none {amount.family}": 1.0, f"none noun {amount.noun}": 1.0,
           f"none {amount.family} noun {amount.noun}": 1.0,
           f"none {draft.choice.kind} {amount.family}": 1.0}  # fmt: skip
    if amount.family in {"chips", "money"}:
        own[f"none {amount.family} e{int(log10(max(amount.low, 1.0)))}"] = 1.0
    nouns, reach = _nouns(scene, line), 30 if scene.words.spaced else 10
    if any(0 <= start - amount.end < reach for start, _ in nouns):
        own["none noun after"] = own[f"none {amount.family} noun after"] = 1.0
    if any(0 <= amount.start - end < reach for _, end in nouns):
        own["none noun before"] = own[f"none {amount.family} noun before"] = 1.0
    for cue, strength in draft.choice.cues.items():
        own[f"none ~{cue}"] = strength
    return Candidate(own, (_unnamed(scene, line),))
