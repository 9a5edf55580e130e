"""The stance words of a sentence as they govern it, whatever quantity is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from suanli.claims.lexicon import Hit
from suanli.claims.once import once
from suanli.claims.scene import Line, Scene
from suanli.claims.telling import Signs, beside_plan, closes, disclosed, earned, of_analyst, official, own_word
from suanli.claims.timing import due
from suanli.claims.weights import DENSE, LOOSE

__all__ = ["Word", "classes_of", "words_of"]

SHADES = {"future": "planned", "hearsay": "reported"}


class Word(msgspec.Struct):
    """A stance word as it governs its sentence, whatever quantity is asked about."""

    start: int
    end: int
    name: str
    reach: float
    closing: bool
    plan: bool
    mere: bool = False  # the future tense alone: what is agreed or ruled is no plan for it
    tight: bool = False  # hearsay by an adverb or a mood: it governs its own clause
    hands: bool = False  # a plan to deliver, or what a signed contract is for: it says nothing of the order
    mood: bool = False  # a conditional: of what can be planned it is hearsay, of the rest a guess
    joined: bool = False  # after a joining word it opens a predicate of its own: `... and reckons that`
    led: int = (
        -1
    )  # where the plan joined on by `and` starts that it is a part of: `and plans to have 30,000 by the end of`
    own: int = -1  # where the figure starts that it is a part of: `35,000 chips, worth an estimated $1 billion`


@once
def words_of(scene: Scene, line: Line) -> list[Word]:
    """The stance words of a sentence that govern anything."""
    told = [h for h in line.cues if h.group == "stance" or h.name == "hedge"]
    return _led(list(_governing(scene, line, told))) if told else []


def _led(words: list[Word]) -> list[Word]:
    """The words, each of planning with the place of the plan joined on before it."""
    led = -1
    for word in words:
        if word.name == "planned":
            word.led, led = led, word.start if word.joined else led
    return words


_LETTER = re.compile(r"[^\W_]")


def _governing(scene: Scene, line: Line, told: list[Hit]) -> Iterator[Word]:
    near = LOOSE if scene.words.spaced else DENSE
    opening = _LETTER.search(scene.text, line.start, line.end)
    first = opening.start() if opening else line.start
    plans = {(h.start, h.end) for h in line.told("planned", "future")}
    shades = {(h.start, h.end) for h in line.told(*SHADES)}
    signs = Signs.of(line)
    bidden = _bidden(scene, line)
    negations = {h.start for h in line.told("negation")}  # `并未成形`: not done, which rebuts no figure
    for hit in told:
        name = SHADES.get(hit.name, hit.name)
        if name == "planned" and line.periods and _over(scene, line, hit):
            continue  # `by the end of 2024`, told in 2025
        if name != hit.name:
            yield Word(hit.start, hit.end, name, near * (9 if name == "reported" else 5), closing=False, plan=True,
                       mere=name == "planned", tight=name == "reported")  # fmt: skip
            continue
        if (hit.start, hit.end) in shades and name in SHADES.values():
            continue
        if name == "according":
            if own_word(scene, line, hit):
                continue
            name = "reported"
        if name in {"reported", "asserted"} and _idle(scene, line, hit, name):
            continue
        name = "estimated" if name == "reported" and of_analyst(scene, line, hit) else name
        own = (hit.start, hit.end) in signs.own
        if name == "estimated" and (disclosed(scene, hit, signs) or (own and official(scene, hit, signs))):
            continue  # `DeepSeek itself puts the cost at`
        short = scene.words.spaced and hit.start <= first + 1 and hit.end - hit.start <= 4
        if name == "now" and (short or beside_plan(scene, hit, signs)):
            continue  # `Já a Start Campus`, `veut désormais`: a turn of speech
        reach = near * (9 if name in {"estimated", "reported", "analyst"} else 5)
        closing = name in {"estimated", "reported"} and closes(scene, line, hit, signs)
        plan = (hit.start, hit.end) in plans
        joined = name in {"estimated", "planned"} and _joined_on(scene, line, hit)
        mood = name == "estimated" and scene.text[hit.start : hit.end].endswith(scene.words.words("conditional"))
        hands = plan and (_hands_over(line, hit) or due(scene, line, hit.end) or _concluded(scene, line, hit))
        mere, tight = name == "planned" and hit.start in bidden, mood or (name == "denied" and hit.start in negations)
        figure = next((a.start for a in line.amounts if name == "estimated" and a.start <= hit.start < a.end), -1)
        yield Word(hit.start, hit.end, name, reach, closing, plan, mere, tight, hands, mood, joined, own=figure)


def _over(scene: Scene, line: Line, hit: Hit) -> bool:
    """Whether a word stands in or right before a time that was over when the text appeared."""
    published = scene.document.published
    if published is None or published.since is None:
        return False
    for period in line.periods:  # no generator: this runs for every plan
        over = period.until is not None and period.until <= published.since
        if over and period.start - 1 <= hit.end and hit.start < period.end:
            return True
    return False


def _bidden(scene: Scene, line: Line) -> set[int]:
    """Where plans stand in the infinitive, no plans of who allows them: `lets firms buy`, `clears A to buy`."""
    marks = tuple([f"{w} " for w in scene.words.words("to_state")]) if scene.words.spaced else ()
    return {h.start for h in line.told("planned") if marks and scene.text.startswith(marks, h.start)}


def _idle(scene: Scene, line: Line, hit: Hit, name: str) -> bool:
    """Whether a word of telling tells nothing: a party's own word is no hearsay; `已公布的容量` only says which."""
    if name == "asserted" and scene.words.spaced:  # `El coste, añadió, no llegó a`: whoever spoke before goes on
        return scene.text[hit.start - 2 : hit.start] == ", " and scene.text[hit.end : hit.end + 1] == ","
    if name == "asserted":
        return scene.text.startswith(scene.words.words("linkers"), hit.end)
    signs = Signs.of(line)
    return disclosed(scene, hit, signs) or official(scene, hit, signs) or earned(line, hit)


def _hands_over(line: Line, hit: Hit) -> bool:
    """Whether a word of planning takes a verb of delivery: `1,000 ordered, to be delivered this year`."""
    return any(h.name == "ship" and h.start <= hit.end + 1 and h.end >= hit.end for h in line.cues if h.group == "cue")


PURPOSE = 24  # characters between a contract and what it is for


def _concluded(scene: Scene, line: Line, hit: Hit) -> bool:
    """Whether a word of planning only says what a contract that was signed is for: `signed a deal with X to buy`."""
    deals = [h for h in line.told("deal") if 0 <= h.start - hit.end <= 1 or 0 <= hit.start - h.end <= PURPOSE]
    if hit.name != "planned" or not deals:
        return False
    first, last = line.clause(deals[-1].start, deals[-1].end)
    return any(w in scene.text[first:last] for w in scene.words.words("concluded"))


def _joined_on(scene: Scene, line: Line, hit: Hit) -> bool:
    """Whether a verb stands right behind `and`: what stands before it has a verb of its own."""
    if not scene.words.spaced:
        return False
    lead = scene.text[max(line.start, hit.start - 12) : hit.start].rstrip()
    return any(lead.endswith(f" {w}") for w in scene.words.words("joiners"))


@once
def classes_of(scene: Scene, line: Line) -> frozenset[str]:
    """The classes of the stance words of a sentence, without those that close it or tell a party's own word."""
    return frozenset([word.name for word in words_of(scene, line) if not word.closing])
