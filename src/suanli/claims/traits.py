"""What is known of a quantity when its kind or stance is judged, as numbers that no language owns."""

from __future__ import annotations

from functools import lru_cache
from math import log10

from suanli.claims.continuing import Draft
from suanli.claims.judging import Traits
from suanli.claims.kinds import Choice, strengths
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.once import once, once_in_text
from suanli.claims.priors import own_make
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.smuggled import smuggling
from suanli.claims.stances import told_by, weights_at
from suanli.claims.units import USD

__all__ = [
    "LINE",
    "TEXT",
    "apart_by_kind",
    "apart_by_stance",
    "kind_traits",
    "line_traits",
    "shared",
    "stance_traits",
    "text_traits",
]

LINE = frozenset({"after", "before", "chip", "firm", "id", "line", "role"})  # the groups of traits of a sentence
TEXT = frozenset({"cast", "form", "head", "named", "opening", "parts", "topic"})  # and of a text

ASIDE = STATES | TELLERS
HEAD = 3  # sentences that say what a text is about: a byline may stand before the headline
ADJACENT = 4  # characters between a cue and a quantity that it touches: an article or a preposition
SIZES = tuple((str(k), k) for k in range(2, 11))  # powers of ten, each entered over one of them


def kind_traits(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Traits:
    """The traits by which the kind of a quantity is judged, beside those of its sentence; `choice` is the rules'."""
    return shared(scene, line, amount, choice) + apart_by_kind(scene, line, amount, choice)


def stance_traits(scene: Scene, draft: Draft) -> Traits:
    """The traits by which the stance of a claim is judged, beside those of its sentence."""
    return shared(scene, draft.line, draft.amount, draft.choice) + apart_by_stance(scene, draft)


def apart_by_kind(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Traits:
    """The traits that only the kind of a quantity is judged by."""
    return [
        ("rule", {choice.kind: 1.0}),
        ("adjacent", _adjacent(line, amount)),
        ("firm", _flanked(scene, line, amount)),
    ]


def apart_by_stance(scene: Scene, draft: Draft) -> Traits:
    """The traits that only the stance of a claim is judged by."""
    line, amount, kind, voice = draft.line, draft.amount, draft.choice.kind, draft.voice
    flags = {"nobody": not draft.actors, "guessed": draft.guessed, "of_chips": bool(draft.chips),
             "done": voice.done, "dated": voice.dated, "sourced": bool(voice.sources)}  # fmt: skip
    governs = weights_at(scene, line, amount.start, amount.end, kind)
    return [
        ("governs", governs),
        ("deed", {f"{kind} {name}": value for name, value in governs.items()} | {f"{kind} as {voice.stance}": 1.0}),
        ("kind", {kind: 1.0}),
        ("rule", {voice.stance: 1.0}),
        ("told", told_by(scene, line, amount.start, amount.end, kind)),
        ("actor", _roles(draft.actors)),
        ("flag", {k: 1.0 for k, v in flags.items() if v}),
        ("others", draft.beside),
    ]


def shared(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Traits:
    """The traits of a quantity by which both its kind and its stance are judged."""
    near = strengths(scene, line, amount.start, amount.end)
    context = {k: v for k, v in choice.cues.items() if v > near.get(k, 0.0)} if choice.cues is not near else {}
    return [
        ("near", near),
        ("context", context),
        ("form", _form(amount.family, amount.form, amount.bound, amount.noun, choice.rate)),
        ("size", _size(amount)),
        ("rule_score", {"score": choice.score, "margin": choice.margin}),
        ("role_before", _roles([m for m in line.companies if m.end <= amount.start])),
        ("beside", dict.fromkeys([o.family for o in line.amounts if o is not amount], 1.0)),
        ("word", weights_at(scene, line, amount.start, amount.end, "")),
    ]


@lru_cache(maxsize=4096)
def _form(family: str, form: str, bound: str, noun: str, rate: str) -> dict[str, float]:
    """How a quantity is written, as traits."""
    told = (f"family {family}", f"form {form}", f"bound {bound}", f"noun {noun}", f"by {rate}")
    return dict.fromkeys(told, 1.0)


def _adjacent(line: Line, amount: Amount) -> dict[str, float]:
    """The cues that touch a quantity, and on which side: what it counts, what was done with it."""
    start, end, found = amount.start, amount.end, {}
    for hit in line.cues:
        if 0 <= start - hit.end <= ADJACENT and hit.group == "cue":
            found[f"l {hit.name}"] = 1.0
        elif 0 <= hit.start - end <= ADJACENT and hit.group == "cue":
            found[f"r {hit.name}"] = 1.0
    return found


@once
def _parties(scene: Scene, line: Line) -> list[Mention]:
    """The firms of a sentence that do something with chips: no states, no sources."""
    del scene
    return [m for m in line.companies if m.party.roles.isdisjoint(ASIDE)]


def _flanked(scene: Scene, line: Line, amount: Amount) -> dict[str, float]:
    """The roles of the firm named last before a quantity, and of that named first after it."""
    found: dict[str, float] = {}
    before = None
    for firm in _parties(scene, line):
        if firm.end <= amount.start:
            before = firm
        elif firm.start >= amount.end:
            found.update(_named_as("r", firm.party.roles))
            break
    if before is not None:
        found.update(_named_as("l", before.party.roles))
    return found


@lru_cache(maxsize=1024)
def _named_as(mark: str, roles: frozenset[str]) -> dict[str, float]:
    """Roles with a mark before each, as traits."""
    return dict.fromkeys([f"{mark} {role}" for role in roles], 1.0)


LETTING = "lab", "chipmaker", "foundry", "distributor"


@lru_cache(maxsize=1024)
def _part(roles: frozenset[str]) -> str:
    """What a firm does in the trade with chips: who only lets computing power, who makes, who uses."""
    if "cloud" in roles and roles.isdisjoint(LETTING):
        return "lessor"
    if "chipmaker" in roles and roles.isdisjoint({"cloud", "lab"}):
        return "maker"
    if "foundry" in roles:
        return "foundry"
    return "other" if roles.isdisjoint({"cloud", "lab", "buyer"}) else "user"


def _acting(scene: Scene, line: Line) -> Traits:
    """Who acts in a sentence: the parts of its firms in order, the roles of the first, and which firms they are."""
    firms = _parties(scene, line)
    if not firms:
        return NOBODY
    ids = dict.fromkeys([m.party.id for m in firms], 1.0)
    parts = list(dict.fromkeys([_part(m.party.roles) for m in firms]))[:3]
    told = {f"parts {'>'.join(parts)}": 1.0, f"firms {min(len(ids), 4)}": 1.0}
    return [("firm", told | _named_as("first", firms[0].party.roles)), ("id", ids)]


NOBODY: Traits = [("firm", {"parts ": 1.0, "firms 0": 1.0})]


def _chips(line: Line) -> dict[str, float]:
    """The chips that a sentence names and who makes them."""
    found = {}
    for told in line.chips:
        found[told.chip.name] = found[f"made by {told.chip.vendor}"] = 1.0
    return found


def _roles(firms: list[Mention]) -> dict[str, float]:
    """The roles of some firms, as traits."""
    return dict.fromkeys([r for m in firms for r in m.party.roles], 1.0)


def _size(amount: Amount) -> dict[str, float]:
    usd = USD.get(amount.unit, 1.0) if amount.family == "money" else 1.0
    power = log10(max(abs(usd * amount.low), 1e-3)) + 0.5
    return {name: min(1.0, power - k) for name, k in SIZES if power > k}


@once
def line_traits(scene: Scene, line: Line) -> Traits:
    """Traits of a sentence and of those beside it, the same for all its quantities."""
    place = {
        "place": min(line.index, 10) / 10,
        "chips": float(len({c.chip.name for c in line.chips})),
        "a_chip": float(bool(line.chips)),
        "smuggling": float(smuggling(scene, line)),
        "own_make": float(own_make(line)),
    }
    found: Traits = [("role", _roles(line.companies)), ("line", place), *_acting(scene, line), ("chip", _chips(line))]
    for group, index in (("before", line.index - 1), ("after", line.index + 1)):
        if 0 <= index < len(scene.lines) and scene.lines[index].paragraph == line.paragraph:
            told = scene.lines[index].by_name.items()
            found.append((group, {name: 1.0 for name, hits in told if hits[0].group in {"cue", "stance"}}))
    return found


@once_in_text
def text_traits(scene: Scene) -> Traits:
    """Traits of a whole text: a constant, and what it speaks of, how often."""
    lines = 0
    cast: dict[str, float] = {}
    named: dict[str, float] = {}
    for line in scene.lines:
        firms = {m.party.id: m.party.roles for m in _parties(scene, line)} if line.companies else {}
        lines += bool(firms)
        for name in firms:
            named[name] = named.get(name, 0.0) + 1
        for part in {_part(roles) for roles in firms.values()}:
            cast[part] = cast.get(part, 0.0) + 1
    return [
        ("form", {"every": 1.0}),
        ("topic", {k: min(v, 10) / 10 for k, v in scene.topics.items()}),
        ("parts", {part: count / lines for part, count in cast.items()}),  # of the sentences that name firms
        ("named", {name: count / lines for name, count in named.items()}),
        ("opening", dict.fromkeys([h.name for x in scene.lines[:HEAD] for h in x.cues if h.group == "cue"], 1.0)),
    ]
