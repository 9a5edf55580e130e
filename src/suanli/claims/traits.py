"""What is known of a quantity when its kind or stance is judged, as numbers that no language owns."""

from __future__ import annotations

from functools import lru_cache
from math import log10

from suanli.claims.continuing import Draft
from suanli.claims.judging import Traits
from suanli.claims.kinds import Choice, strengths
from suanli.claims.once import once
from suanli.claims.priors import own_make
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.smuggled import smuggling
from suanli.claims.stances import told_by, weights_at
from suanli.claims.units import USD

__all__ = ["LINE", "TEXT", "kind_traits", "line_traits", "stance_traits", "text_traits"]

LINE = frozenset({"after", "before", "line", "role"})  # the groups of traits of a sentence
TEXT = frozenset({"form", "topic"})  # and of a text

SIZES = tuple((str(k), k) for k in range(2, 11))  # powers of ten, each entered over one of them


def kind_traits(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Traits:
    """The traits by which the kind of a quantity is judged, beside those of its sentence; `choice` is the rules'."""
    word = weights_at(scene, line, amount.start, amount.end, "")
    return [*_common(scene, line, amount, choice), ("word", word), ("rule", {choice.kind: 1.0})]


def stance_traits(scene: Scene, draft: Draft) -> Traits:
    """The traits by which the stance of a claim is judged, beside those of its sentence."""
    line, amount, kind, voice = draft.line, draft.amount, draft.choice.kind, draft.voice
    flags = {"nobody": not draft.actors, "guessed": draft.guessed, "of_chips": bool(draft.chips),
             "done": voice.done, "dated": voice.dated, "sourced": bool(voice.sources)}  # fmt: skip
    governs = weights_at(scene, line, amount.start, amount.end, kind)
    return [
        *_common(scene, line, amount, draft.choice),
        ("word", weights_at(scene, line, amount.start, amount.end, "")),
        ("governs", governs),
        ("deed", {f"{kind} {name}": value for name, value in governs.items()} | {f"{kind} as {voice.stance}": 1.0}),
        ("kind", {kind: 1.0}),
        ("rule", {voice.stance: 1.0}),
        ("told", told_by(scene, line, amount.start, amount.end, kind)),
        ("actor", _roles(draft.actors)),
        ("flag", {k: 1.0 for k, v in flags.items() if v}),
        ("others", draft.beside),
    ]


def _common(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Traits:
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
    ]


@lru_cache(maxsize=4096)
def _form(family: str, form: str, bound: str, noun: str, rate: str) -> dict[str, float]:
    """How a quantity is written, as traits."""
    told = (f"family {family}", f"form {form}", f"bound {bound}", f"noun {noun}", f"by {rate}")
    return dict.fromkeys(told, 1.0)


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
    found: Traits = [("role", _roles(line.companies)), ("line", place)]
    for group, index in (("before", line.index - 1), ("after", line.index + 1)):
        if 0 <= index < len(scene.lines) and scene.lines[index].paragraph == line.paragraph:
            told = scene.lines[index].by_name.items()
            found.append((group, {name: 1.0 for name, hits in told if hits[0].group in {"cue", "stance"}}))
    return found


def text_traits(scene: Scene) -> Traits:
    """Traits of a whole text: a constant, and what it speaks of, how often."""
    return [("form", {"every": 1.0}), ("topic", {k: min(v, 10) / 10 for k, v in scene.topics.items()})]
