"""Who may act in a claim: the lists of firms near it, its chip's maker, nobody; each with traits no language owns."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from suanli.claims.authorities import countries_named, government
from suanli.claims.binding import MAKERS, standing
from suanli.claims.continuing import Draft
from suanli.claims.judging import summed
from suanli.claims.lists import lists_of
from suanli.claims.naming import STATES, TELLERS, USERS
from suanli.claims.once import once, once_in_text
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.weights import DENSE, LOOSE

__all__ = [
    "Candidate",
    "Names",
    "Part",
    "Played",
    "Told",
    "Traits",
    "candidates",
    "played_of",
    "scored",
    "told_by_kind",
]

Names = frozenset[str]  # the parties of a list, empty for nobody
Traits = dict[str, float]

NOBODY: Names = frozenset()
BACK = 8  # sentences before a claim whose firms may act in it
CROWD = 60  # more names in a sentence are a register, in which nobody acts


class Part:
    """Traits that several claims share, with what they weigh in claims of a kind once that is known."""

    __slots__ = ("traits", "weighed")

    def __init__(self, traits: Traits) -> None:
        """The traits, not weighed yet."""
        self.traits = traits
        self.weighed: dict[str, float] = {}


class Candidate(msgspec.Struct):
    """What is known of a candidate: of its own for a claim, and shared with others."""

    own: Traits
    parts: Sequence[Part]

    def traits(self) -> Traits:
        """All traits together."""
        found = dict(self.own)
        for part in self.parts:
            found.update(part.traits)
        return found


class Played(msgspec.Struct):
    """Who acts in a claim by rule, by name, and on the other side."""

    draft: Draft
    actors: Names
    others: Names
    last: Played | None = None  # the claim before it in the text


class Place(msgspec.Struct):
    """A list of firms where it stands."""

    names: Names
    start: int
    end: int
    sort: str  # user, maker, both, state, group, seller, other
    here: Part  # what it is and how it stands in its sentence
    away: Part  # the same for the sentences after


class Near(msgspec.Struct):
    """A list of firms as the claims of a sentence see it."""

    sort: str
    parts: Sequence[Part]
    places: Sequence[Place]  # where it stands in the sentence itself


class Firms(msgspec.Struct):
    """The firms of a sentence that may act."""

    kind: str  # U where a user is among them, M where a maker is, else 0
    lists: int
    mentions: list[Mention]


class Told:
    """Claims of a text by who acts in them; those with a guessed party count half."""

    def __init__(self) -> None:
        """No claims yet."""
        self.by: dict[Names, float] = {}
        self.total = 0.0

    def add(self, names: Names, weight: float) -> None:
        """Add a claim."""
        self.by[names] = self.by.get(names, 0.0) + weight
        self.total += weight


class Story(msgspec.Struct):
    """What a whole text says of its firms."""

    known: dict[str, Mention]  # the last mention of each
    opens: dict[str, float]  # the share of sentences each opens
    share: dict[str, float]  # the share of mentions that each has
    top: str  # the firm mentioned most
    parts: dict[tuple[Names, int, bool, str, str, bool], Part]  # traits of lists by where a sentence sees them


def played_of(drafts: Sequence[Draft], rules: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[Played]:
    """Each draft with who acts in it by rule, and the one before it in the text."""
    played = [Played(d, frozenset(a), frozenset(o)) for d, (a, o) in zip(drafts, rules, strict=True)]
    last = None
    for one in sorted(played, key=lambda p: p.draft.amount.start):
        one.last, last = last, one
    return played


def told_by_kind(played: Sequence[Played]) -> dict[str, Told]:
    """The claims of a text of each kind and, under "", all."""
    told: dict[str, Told] = defaultdict(Told)
    for one in played:
        weight = _weight(one.draft)
        told[""].add(one.actors, weight)
        told[one.draft.choice.kind].add(one.actors, weight)
    return told


def _weight(draft: Draft) -> float:
    return 0.5 if draft.guessed else 1.0


@once_in_text
def _story(scene: Scene) -> Story:
    """What a text says of its firms."""
    named = [line.companies for line in scene.lines if line.companies]
    firsts = [next((m.party.name for m in firms if not m.party.roles & TELLERS), "") for firms in named]
    opens = Counter([name for name in firsts if name])
    shares = {name: count / opens.total() for name, count in opens.items()}
    owners = [m.party.name for firms in named for m in firms if not m.party.roles & (TELLERS | STATES)]
    counts = Counter(owners)
    many = {n: c / len(owners) for n, c in counts.items()}
    top = counts.most_common(1)[0][0] if counts else ""
    return Story({m.party.name: m for firms in named for m in firms}, shares, many, top, {})


def candidates(scene: Scene, told: dict[str, Told], one: Played) -> dict[Names, Candidate]:
    """The candidates for the actor of a claim, each with its traits; `told` are the claims of its text."""
    draft, rule = one.draft, one.actors
    family, near = draft.amount.family, _lined_up(scene, draft.line)
    near = _spending(near) if draft.choice.kind == "capex" else near
    found = {NOBODY: _nobody(scene, draft)}
    found.update((names, Candidate({f"{family} {n.sort}": 1.0}, n.parts)) for names, n in near.items())
    if draft.choice.kind not in HOLDERS:
        found = {names: c for names, c in found.items() if not names or near[names].sort != "country"}
        near = {names: n for names, n in near.items() if n.sort != "country"}
    smuggled = draft.choice.kind == "transfer" and draft.choice.cues.get("smuggle", 0.0) > 0.5
    if smuggled:
        found = {names: c for names, c in found.items() if names == rule or not names or near[names].sort != "maker"}
        near = {names: n for names, n in near.items() if names in found}  # whose chips are smuggled smuggles none
    vendors = frozenset([c.chip.vendor for c in draft.chips if c.chip.vendor and not smuggled])
    for names, trait in ((vendors, "vendor"), (one.others - rule or one.others, "others")):
        if names:
            _among(scene, draft, found, names)[trait] = 1.0
    own = _among(scene, draft, found, rule)
    own["rule"] = own[f"{family} rule"] = own["rule guessed" if draft.guessed else "rule own"] = 1.0
    for names, n in near.items():
        if n.places:
            _stands(scene, draft, n.places, found[names].own)
    for names, candidate in found.items() if rule else ():
        if names < rule:
            candidate.own["part of rule"] = 1.0
        elif names > rule:
            candidate.own["more than rule"] = 1.0
    _of_claims(told, one, found)
    _of_last(one, found)
    return found


def _spending(near: dict[Names, Near]) -> dict[Names, Near]:
    """The lists with governments for countries: what a country spends its government does."""
    named = {
        (Names(f"{n} government" for n in names) if n.sort == "country" else names): n for names, n in near.items()
    }
    return {**named, **{names: n for names, n in near.items() if n.sort != "country"}}


def _of_last(one: Played, found: dict[Names, Candidate]) -> None:
    """Who acted in the claim before."""
    last = one.last
    if last is None:
        return
    draft, before = one.draft, last.draft
    spot = "line" if before.line is draft.line else "par" if before.line.paragraph == draft.line.paragraph else "far"
    kind = "=" if before.choice.kind == draft.choice.kind else "/"
    if last.actors in found:
        own = found[last.actors].own
        own[f"was {spot}"] = own[f"was {spot}{kind}"] = 1.0
        if before.amount.family == draft.amount.family:
            own[f"was {spot} family"] = 1.0
        if not before.guessed:
            own[f"was {spot} own"] = 1.0
    for names, candidate in found.items():
        if names and names <= last.others:
            candidate.own[f"was other {spot}"] = 1.0


def _among(scene: Scene, draft: Draft, found: dict[Names, Candidate], names: Names) -> Traits:
    """The own traits of a candidate; one that no sentence near names is added."""
    if names not in found:
        story = _story(scene)
        group = [story.known[n] for n in sorted(names) if n in story.known]
        sort, what = _what(frozenset(r for m in group for r in m.party.roles))
        marks = (f"{draft.amount.family} {sort}", f"{sort} at nowhere", f"{sort} {_firms(scene, draft.line).kind}")
        own = dict.fromkeys((*what, *_how_many(group), *marks, "nowhere"), 1.0)
        own["opener"] = max([story.opens.get(n, 0.0) for n in names])
        found[names] = Candidate(own, ())
    return found[names].own


@once
def _lined_up(scene: Scene, line: Line) -> dict[Names, Near]:
    """The lists of a sentence, of those before it and of the headline, as the claims of the sentence see them."""
    seen: dict[Names, _Seen] = {}
    for place in _places(scene, scene.lines[0]):
        _seen(seen, place).marks |= HEADLINE
    for other in scene.lines[max(line.index - BACK, 0) : line.index]:
        gone = line.index - other.index
        mark = P1 if gone == 1 else P24 if gone <= 4 else P58
        for place in _places(scene, other):
            one = _seen(seen, place)
            one.marks, one.apart, one.places[0] = one.marks | mark, other.paragraph != line.paragraph, place
    for place in _places(scene, line):
        one = _seen(seen, place)
        one.places = [*(p for p in one.places if p.start >= line.start), place] if one.marks & INLINE else [place]
        one.marks |= INLINE
    firms, story = _firms(scene, line), _story(scene)
    return {names: _near(one, firms, story) for names, one in seen.items()}


HEADLINE, P1, P24, P58, INLINE = 1, 2, 4, 8, 16  # where a list was seen


class _Seen:
    """Where the claims of a sentence see a list: at which `places`, last in another paragraph or not."""

    __slots__ = ("apart", "marks", "places")

    def __init__(self, place: Place) -> None:
        """Seen at a place, nothing marked yet."""
        self.marks, self.apart, self.places = 0, False, [place]


def _seen(seen: dict[Names, _Seen], place: Place) -> _Seen:
    """What is known of the list at a place."""
    one = seen.get(place.names)
    if one is None:
        one = seen[place.names] = _Seen(place)
    return one


def _near(one: _Seen, firms: Firms, story: Story) -> Near:
    """A list as the claims of a sentence see it, in which it stands or before which it stood last."""
    last = one.places[-1]
    key = last.names, one.marks, one.apart, last.sort, firms.kind, bool(firms.mentions)
    part = story.parts.get(key)
    if part is None:
        part = story.parts[key] = Part(_nearby(one, last, firms, story))
    if one.marks & INLINE:
        return Near(last.sort, (part, last.here), one.places)
    return Near(last.sort, (part, last.away), ())


def _nearby(one: _Seen, last: Place, firms: Firms, story: Story) -> Traits:
    """The traits of a list by where it was seen, the same for all sentences that see it so."""
    traits: Traits = {"headline": 1.0} if one.marks & HEADLINE else {}
    for mark, spot in ((P58, "p58"), (P24, "p24"), (P1, "p1")):
        if one.marks & mark:
            traits[spot] = 1.0
            traits.setdefault("otherpar", float(one.apart))
    if one.marks & INLINE:
        traits["inline"] = 1.0
    traits[f"{last.sort} {firms.kind}"] = 1.0
    traits["opener"] = max([story.opens.get(n, 0.0) for n in last.names])
    traits["share"] = max([story.share.get(n, 0.0) for n in last.names])
    if story.top in last.names:
        traits["top"] = 1.0
    if one.marks & INLINE:
        return traits
    if firms.mentions:
        traits["e while firm here"] = 1.0
    spot = "p1" if "p1" in traits else "p24" if "p24" in traits else "p58" if "p58" in traits else "headline"
    traits[f"{last.sort} at {spot}" + "x" * (spot == "p1" and one.apart)] = 1.0
    return traits


@once
def _firms(scene: Scene, line: Line) -> Firms:
    """The firms of a sentence that do not only tell."""
    sorts = [p.sort for p in _places(scene, line)]
    kind = "U" if "user" in sorts or "both" in sorts else "M" if "maker" in sorts else "0"
    return Firms(kind, len(sorts), [m for m in line.companies if not m.party.roles & TELLERS])


@once
def _places(scene: Scene, line: Line) -> list[Place]:
    """The lists of a sentence that do not only tell, in order; none of a crowd of names."""
    if len(line.companies) > CROWD:
        return []
    firms = [m.party.name for m in line.companies if not m.party.roles & TELLERS]
    owners = [m.party.name for m in line.companies if not m.party.roles & (TELLERS | STATES)]
    groups = [g for g in lists_of(line) if not all([m.party.roles & TELLERS for m in g])] if firms else []  # noqa: C419
    lands = [m for m in countries_of(scene, line) if m.party.name not in firms]
    firms = firms or [m.party.name for m in lands[:1]]
    found = [_place(scene, line, group, firms, owners) for group in [*groups, *([m] for m in lands)]]
    return sorted(found, key=lambda p: p.start) if lands and groups else found


COUNTRY = frozenset({"country"})
HOLDERS = frozenset({"order", "stock", "capex", "usage", "transfer", "training"})  # kinds in which a country may act


@once
def countries_of(scene: Scene, line: Line) -> list[Mention]:
    """The countries that a sentence names by themselves, as parties; not where a firm or a state is named by them."""
    found, taken = [], line.companies
    places = countries_named(scene.text, scene.words)
    for at in range(bisect_left(places, (line.start, 0, "")), len(places)):
        start, end, code = places[at]
        if start >= line.end:
            break
        state = government(code)
        if state is None or any(m.start - 2 < end and start < m.end + 2 for m in taken):
            continue
        name = state.name.removesuffix(" government")
        found.append(Mention(start, end, state._replace(name=name, roles=COUNTRY), "country", -1, line.index))
    return found


def _place(scene: Scene, line: Line, group: list[Mention], firms: list[str], owners: list[str]) -> Place:
    """How a list stands in its sentence among the `firms` named there, of which `owners` are no states."""
    first, stands = group[0], standing(scene, line, group)
    names = frozenset([m.party.name for m in group])
    sort, what = _what(stands.roles)
    here = dict.fromkeys((*what, *_how_many(group)), 1.0)
    if first.doubt:
        here |= {"unlisted": 1.0, "unlisted doubt": first.doubt, f"unlisted of {min(len(set(owners)), 4)}": 1.0}
    away = here.copy()
    here["heads"] = away["e heads"] = stands.heads
    if stands.adjectival:
        here["adj"] = away["e adj"] = 1.0
    if stands.compared:
        here["compared"] = away["e compared"] = 1.0
    if stands.side:
        here["side " + stands.side] = away["e side " + stands.side] = 1.0
    if first.start - line.start < 3:
        here["opens"] = 1.0
    if first.kind == "person":
        here["person"] = 1.0
    if firms[0] in names:
        here["first"] = 1.0
    if owners:
        away["e first"], away["e last"] = float(owners[0] in names), float(owners[-1] in names)
        away["e only"] = float(names.issuperset(owners))
    return Place(names, first.start, group[-1].end, sort, Part(here), Part(away))


@lru_cache(maxsize=1024)
def _what(roles: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """What a list of firms with these roles is in one word, and the roles as traits."""
    traits = tuple(f"role {r}" for r in sorted(roles)) or ("role ?",)
    makes, uses = bool(roles & MAKERS), bool(roles & USERS)
    if roles & STATES or roles == COUNTRY:
        return "country" if roles == COUNTRY else "state", traits
    if roles & TELLERS and not uses:
        return "teller", traits
    if "group" in roles:
        return "group", traits
    if makes or uses:
        return "both" if makes and uses else "maker" if makes else "user", traits
    return "seller" if roles & {"distributor", "server"} else "other", traits


def _how_many(group: Sequence[Mention]) -> list[str]:
    """Whether a list is more than one, and whether no catalog holds one of it."""
    if len(group) == 1:
        return ["new"] if group[0].kind == "new" else []
    found = ["new"] if any([m.kind == "new" for m in group]) else []  # noqa: C419 - lists are short
    return [*found, "many"] if len({m.party.name for m in group}) > 1 else found


def _of_claims(told: dict[str, Told], one: Played, found: dict[Names, Candidate]) -> None:
    """What share of the other claims of the text, and of those of its kind, has each candidate act."""
    own = _weight(one.draft)
    for trait, claims in (("claims all", told[""]), ("claims kind", told[one.draft.choice.kind])):
        rest = claims.total - own
        if rest:
            for names in claims.by.keys() & found.keys():
                found[names].own[trait] = (claims.by[names] - own * (names == one.actors)) / rest


def _nobody(scene: Scene, draft: Draft) -> Candidate:
    """Nobody as a candidate."""
    own = {"none": 1.0, f"{draft.amount.family} none": 1.0, "none guessed" if draft.guessed else "none own": 1.0}
    return Candidate(own, (_cued(scene, draft.line),))


@once
def _cued(scene: Scene, line: Line) -> Part:
    """The cues and the firms of a sentence, for nobody."""
    firms = _firms(scene, line)
    group = any("group" in m.party.roles for m in firms.mentions)
    traits = {f"none {name}": 1.0 for name in line.by_name} | {f"none {firms.kind}": 1.0}
    if group or not firms.mentions:
        traits["none group" if group else "none nofirm"] = 1.0
    return Part(traits)


def _stands(scene: Scene, draft: Draft, places: Sequence[Place], traits: Traits) -> None:
    """Where a list stands in the sentence of a number.

    That is: before or after it, how far, across how many breaks, and what stands between.
    """
    line, amount = draft.line, draft.amount
    place = places[0] if len(places) == 1 else min(places, key=lambda p: amount.away(p.start, p.end))
    before = place.end <= amount.start
    low, high, side = (place.end, amount.start, "b") if before else (amount.end, place.start, "a")
    breaks = scene.breaks_between(line, place.end if before else place.start, amount.start)
    reach = LOOSE if scene.words.spaced else DENSE
    firms = _firms(scene, line)
    firm = any(low <= m.start and m.end <= high for m in firms.mentions)
    traits[f"pos {side}"] = traits[f"pos {side} {min(breaks, 3)}"] = traits[
        f"{place.sort} at {side}{min(breaks, 1)}"
    ] = 1.0
    traits[f"gap {side}"] = min(max(high - low, 0) / reach, 4.0) / 2
    traits[f"{'firm between' if firm else 'nearest'} {side}"] = 1.0
    if any(low <= a.start and a.end <= high and a.family not in {"", "skip"} for a in line.amounts):
        traits[f"number between {side}"] = 1.0
    if "rule" in traits:
        traits[f"rule of {min(firms.lists, 4)}"] = 1.0


def scored(weights: dict[str, float], column: str, candidate: Candidate) -> float:
    """The sum of what a candidate's traits weigh in claims of a column; that of shared traits is kept with them."""
    total = summed(weights, candidate.own)
    for part in candidate.parts:
        if column not in part.weighed:
            part.weighed[column] = summed(weights, part.traits)
        total += part.weighed[column]
    return total
