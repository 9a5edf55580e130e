"""Who says it and how sure: stance, attribution and hedge of a claim."""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from suanli.claims.earmarks import reserved
from suanli.claims.governing import Word, classes_of, words_of
from suanli.claims.marks import compared, past_mark
from suanli.claims.naming import TELLERS
from suanli.claims.once import once, once_in_text
from suanli.claims.pared import pared_down
from suanli.claims.rebutted import rebutted_next
from suanli.claims.scene import Line, Scene
from suanli.claims.scopes import strayed
from suanli.claims.shifts import judged
from suanli.claims.smuggled import smuggling
from suanli.claims.telling import (
    closed_by_itself,
    of_rival,
    parts_of,
    speaks_itself,
    tellers_at,
    tellers_of,
    told_by_group,
    told_by_someone,
    written_off,
)
from suanli.claims.timing import (
    beside_a_year,
    beside_next,
    changed,
    dated_now,
    past_before,
    plans_here,
    sized,
    supposed,
    time_ahead,
)

__all__ = ["Voice", "added_up", "told_by", "voice_of", "weights_at"]

PLANNABLE = frozenset({"order", "stock", "capex", "supply", "delivery", "policy", "transfer"})
SETTLED = frozenset({"policy", "transfer"})  # a rule made and a contract signed speak of the time to come as well
CARRYING = frozenset({"order", "stock", "capex", "supply", "delivery", "transfer", "usage", "price", "price_change"})


class Voice:
    """The stance of one span, with the names and classes of its sources."""

    def __init__(
        self, stance: str, sources: tuple[str, ...], hedge: str, *, done: bool = False, dated: bool = False,
        measure: bool = False,
    ) -> None:  # fmt: skip
        """What was found; `done` where the words beside it or its date say that it has happened."""
        self.stance, self.sources, self.hedge, self.done = stance, sources, hedge, done
        self.dated = dated  # its clause names a time that had begun
        self.measure = measure  # what another figure is compared with, of a time that had begun: no plan


# How much of a stance word is left past one clause break, before and after the quantity it may govern.
DECAY = {
    ("planned", False): 0.74,
    ("planned", True): 0.35,
    ("denied", False): 0.62,
    ("denied", True): 0.75,
    ("estimated", True): 0.55,
    ("now", False): 0.5,
    ("now", True): 0.5,
}


def weights_at(scene: Scene, line: Line, start: int, end: int, kind: str) -> dict[str, float]:
    """How strongly each class of stance words governs a span; words after it govern less than words before."""
    apart = _telling_apart(scene, line)
    if apart is None:
        return {}
    return _weights(scene, line, start, end, kind if apart and kind in PLANNABLE else "")


@once
def _telling_apart(scene: Scene, line: Line) -> bool | None:
    """Whether some stance word of a sentence speaks otherwise of some kinds; None where it has none."""
    words = words_of(scene, line)
    return any(w.plan or w.hands or w.mood for w in words) if words else None


def _apart(scene: Scene, line: Line, word: Word, span: tuple[int, int]) -> bool:
    """Whether a stance word stands in another part of the sentence than a quantity."""
    start, end = span
    if scene.words.spaced and ";" in scene.text[min(word.start, start) : max(word.start, start)]:
        return True
    return word.start >= end and any(end <= at < word.start for at in parts_of(scene, line))


@once
def _weights(  # noqa: C901 - one question after another
    scene: Scene, line: Line, start: int, end: int, kind: str
) -> dict[str, float]:
    """The same, once for all kinds that the words of the sentence do not tell apart."""
    spaced = scene.words.spaced
    late = 0.6 if spaced else 0.85
    found: dict[str, float] = {}
    plannable, settled = kind in PLANNABLE, kind in SETTLED
    for word in words_of(scene, line):
        name = word.name
        if plannable and word.plan and name == "estimated":
            continue  # what a party expects of itself is its plan
        if (settled and word.mere) or (word.hands and kind == "order"):
            continue
        if end <= word.own or of_rival(scene, line, end, word.start, name):
            continue
        if plannable and word.mood:
            name = "mood"  # by itself neither guess nor hearsay: the sentences around tell
        after = word.start >= end
        gap = word.start - end if after else max(start - word.end, 0)
        breaks = scene.breaks_between(line, word.start, start)
        breaks += 2 * (breaks > 0 and _apart(scene, line, word, (start, end)))
        if breaks and name in BRIDGED and word.start < start:
            breaks -= BRIDGED[name](scene, line, word, start)
        if breaks and name in TOLD and word.end <= start and not scene.words.spaced:
            breaks = min(breaks, _retold(scene, word.end, start))
        if after and breaks:
            breaks += 2 * word.joined + strayed(scene, line, (start, end), word.end, breaks)
        elif after and (word.joined or word.led >= end):
            breaks = 2
        heads = breaks == 1 and name in TOLD and word.start - line.start <= LEAD and word.end <= start and not spaced
        value = (
            (0.45 if word.tight else DECAY.get((name, after), 0.8)) ** breaks
            / (1 + gap / word.reach)
            * (late if after and name == "planned" else 1.0)
        )
        if word.closing or heads:  # `市场传出，…，…`: all that follows
            value = max(value, 0.8 if word.closing else (0.75 if name == "estimated" else 0.6))
        if name == "reported" and not word.tight and value > found.get("told", 0.0):
            found["told"] = value
        if value > found.get(name, 0.0):
            found[name] = value
    return found


def _opened(scene: Scene, line: Line, first: int, second: int) -> int:
    """How many breaks between two places only open what is said: `denied, that`, `Gerüchte, wonach`."""
    openers = scene.words.words("object_clause")
    inner = line.breaks[bisect_left(line.breaks, first) : bisect_left(line.breaks, second)]
    return sum(scene.text[at + 1 : at + 12].lstrip().startswith(tuple(f"{w} " for w in openers)) for at in inner)


def _rejected(scene: Scene, line: Line, word: Word, start: int) -> int:
    """How many breaks only open what is rejected."""
    return _opened(scene, line, word.end, start)


def _same_subject(scene: Scene, line: Line, word: Word, start: int) -> int:
    """1 where the next clause only goes on with another verb: `reportedly ordered A, but received B`."""
    opening = line.opening(start)
    first, _, rest = scene.text[opening:start].lstrip(" ,").partition(" ")
    if not word.tight or first not in scene.words.words("goes_on"):
        return 0
    verb = start - len(rest)
    joined = scene.breaks_between(line, word.end, start) == 1
    return int(joined and any(h.start == verb for h in line.cues if h.group == "cue"))


BRIDGED = {"denied": _rejected, "reported": _same_subject}


LEAD = 6  # characters before a word that opens its sentence
TOLD = frozenset({"estimated", "reported", "analyst"})


def _retold(scene: Scene, at: int, start: int) -> int:
    """Clause breaks past a word of telling that opens what follows: `报告称，…，…` speaks up to the next semicolon."""
    opened = scene.text[at : at + 2].lstrip("称说指示道为")[:1] in {",", ":"}
    return 1 + scene.text.count(";", at, start) if opened else 9


def voice_of(scene: Scene, line: Line, start: int, end: int, kind: str) -> Voice:
    """The stance towards what a span says: denied, planned, estimated, reported or asserted."""
    weights = weights_at(scene, line, start, end, kind)
    ahead = time_ahead(scene, line, start, end, kind)
    counted = kind == "policy" and any(a.start == start and a.family == "chips" for a in line.amounts)
    carried, lent = _carried(scene, line, "delivery" if counted else kind)  # a count let in is told as orders are
    roles, names = tellers_at(scene, line, start)
    dated = dated_now(scene, line, start, end)
    former = beside_a_year(scene, line, start) or past_mark(scene, start, end)
    then = dated or (former and scene.words.spaced)
    against = former or ((then or "planned" in weights) and compared(scene, start, end))
    measure = former and (dated or (ahead <= 0 and scene.document.published is not None))
    over = ahead < 0 or measure or (against and then)
    past = over or weights.get("now", 0.0) > 0.5
    if past and against and "planned" in weights:
        weights = weights | {"planned": 0.5 * weights["planned"]}  # `against 150 billion last year`
    if dated and ahead <= 0 and not scene.words.spaced and not plans_here(scene, line, start):
        weights = weights | {"planned": 0.5 * weights.get("planned", 0.0)}  # `明年至多160万,今年的上限为100万`
    if kind == "supply" and beside_next(scene, line, start, end):
        weights, ahead, measure = weights | {"planned": 0.0}, min(ahead, 0), True
    if reserved(scene, line, start, end):
        weights = weights | {"planned": max(weights.get("planned", 0.0), 0.8)}
    spent = kind == "capex" and not scene.words.spaced and not line.told("planned", "future")
    spent = spent and (past_before(line, start) or changed(line, start))
    booked, large = (written_off(line, start), sized(line, start, end)) if kind == "revenue" else (False, False)
    case = Case(kind, weights, roles, carried, ahead, past=past, spent=spent, booked=booked, sized=large)
    stance = _stance(scene, line, case)
    if kind in {"spec", "policy"} and any(a.start == start and pared_down(scene, line, a) for a in line.amounts):
        stance = "planned"
    if stance == "asserted" and kind in {"revenue", "price", "price_change"} and supposed(scene, line, start):
        stance = "estimated"
    to_come = kind == "spec" and ahead > 0 and scene.words.spaced  # what a chip will have
    stance = "planned" if to_come and stance == "asserted" else stance
    hedge = "planned" if stance == "planned" else ""
    return Voice(stance, names or lent, hedge, done=past or dated, dated=then,
                 measure=measure)  # fmt: skip


def told_by(scene: Scene, line: Line, start: int, end: int, kind: str) -> dict[str, float]:
    """Who tells a span and when it is to happen, as traits: the stance lent by sentences before, tellers, dates."""
    carried, _ = _carried(scene, line, kind)
    found = {f"carried {carried}": 1.0, f"ahead {time_ahead(scene, line, start, end, kind)}": 1.0}
    for role in tellers_of(scene, line).roles:
        found[f"teller {role}"] = 1.0
    for name, asks in FLAGS:
        if asks(scene, line):
            found[name] = 1.0
    return found


FLAGS = (("itself", speaks_itself), ("closed", closed_by_itself), ("judged", judged))


class Case(msgspec.Struct):
    """All that speaks on the stance towards one quantity."""

    kind: str
    weights: dict[str, float]
    roles: frozenset[str]
    carried: str
    ahead: int
    past: bool
    spent: bool = False  # a time past is told somewhere in the sentence, and no plan
    booked: bool = False  # a charge is told nearest to it, not sales that are lost
    sized: bool = False  # a sum beside a word for a market: how large that is, nobody counts


def _planned(case: Case, *, analyst: bool) -> bool:
    """Whether a party's plan is told: by its words, by a date to come, or by a sum to be invested."""
    kind, ahead = case.kind, case.ahead
    if kind not in PLANNABLE or analyst:
        return False
    weights = case.weights
    plan, guess, now = weights.get("planned", 0.0), weights.get("estimated", 0.0), weights.get("now", 0.0)
    if (ahead < 0 and plan <= 0.55) or (guess > 0.75 and guess > plan):
        return False
    if plan > 0.5 and now < plan:
        return True
    mood = case.weights.get("mood", 0.0) > 0.5
    if mood and now <= 0.5 and kind == "stock" and case.weights.get("told", 0.0) <= 0.5:
        return True  # `porterait la capacité à 2 gigawatts`
    if ahead > 0 and now <= 0.5 and kind in {"delivery", "supply"}:
        return True
    if ahead > 0 and now <= 0.5 and (plan > 0.25 or mood or kind == "stock" or case.weights.get("hedge", 0.0) > 0.5):
        return True
    past = case.past and not (ahead > 0 and plan > 0.25)  # `已敲定2026年开支`: what is settled is to be spent
    past = past or case.spent
    return kind == "capex" and not past and guess < 0.5 and case.carried != "estimated"


def _stance(scene: Scene, line: Line, case: Case) -> str:
    """The first that fits: denied, planned, estimated, reported, asserted."""
    kind, weights = case.kind, case.weights
    analyst = "analyst" in case.roles or weights.get("analyst", 0.0) > 0.35
    yields = case.carried == "estimated" and bool(line.told("yield"))  # an analyst's figure, nobody's plan
    analyst = analyst or (kind == "supply" and (yields or judged(scene, line)))
    if weights.get("denied", 0.0) > 0.55 or _rumoured(scene, line, kind):
        return "denied"
    if kind == "policy" and line.told("penalty"):
        return "asserted"  # what the law threatens is no forecast
    leave = kind == "policy" and line.told("allow", "licence") and line.told("tariff")  # what a leave given costs
    if _planned(case, analyst=analyst) and not (leave or (kind == "transfer" and smuggling(scene, line))):
        return "planned"
    plan = weights.get("planned", 0.0)
    coming = case.ahead > 0 or (plan > 0.7 and (not case.past or plan > weights.get("now", 0.0) + 0.1))
    coming = coming or weights.get("hedge", 0.0) > 0.6
    if kind == "revenue" and (coming or case.sized) and not case.booked:
        return "estimated"  # what will be earned is a forecast, whoever tells it
    sure = 0.7 if kind == "spec" and not scene.words.spaced else 0.5  # `效能约是六倍，客户仍认为划算`
    guessed = weights.get("estimated", 0.0) > sure and kind != "training"  # what it took its makers tell
    if analyst or guessed or (kind in {"price", "price_change"} and weights.get("hedge", 0.0) > 0.6):
        return "estimated"
    if kind == "training" and added_up(scene, line):
        return "estimated"
    told = weights.get("reported", 0.0)
    own = speaks_itself(scene, line) or weights.get("asserted", 0.0) > 0.6
    if kind == "usage" and case.carried == "reported" and not own:
        return "reported"
    if kind == "usage" and told > max(0.6, weights.get("asserted", 0.0) + 0.03) and not speaks_itself(scene, line):
        return "reported"
    if kind in {"spec", "training", "usage"} and weights.get("reported", 0.0) < 0.97:
        return "asserted"
    return _teller(scene, line, case)


@once
def added_up(scene: Scene, line: Line) -> bool:
    """Whether a sentence adds up what was told before: `add both and you get $5.87 million`."""
    words = scene.words.words("adding")
    return bool(words) and any(f" {w} " in f" {scene.text[line.start : line.end]} " for w in words)


@once
def _rumoured(scene: Scene, line: Line, kind: str) -> bool:
    """Whether a sentence says what a rumour holds that one of the three before denies: `소문은 …는 내용이다`."""
    if kind in DEALS and rebutted_next(scene, line):
        return True
    rumours, contents = scene.words.words("rumours"), scene.words.words("contents")
    if not rumours or not contents or line.told("denied"):
        return False
    text = scene.text[line.start : line.end]
    if not any(w in text for w in contents) or not any(0 <= text.find(w) <= BRIEF for w in rumours):
        return False
    return any(x.told("denied") for x in scene.lines[max(line.index - 3, 0) : line.index])


def _teller(scene: Scene, line: Line, case: Case) -> str:
    """Reported or asserted; or what the sentences around lend, where this one names no source."""
    told, itself = case.weights.get("reported", 0.0), speaks_itself(scene, line)
    if told_by_someone(scene, line):
        return "reported"
    if case.kind == "revenue" and line.told("charge") and "outlet" not in case.roles:
        return "asserted"  # what a firm writes off it tells itself
    if (
        case.carried == "estimated"
        and "outlet" not in case.roles
        and case.weights.get("told", 0.0) <= 0.5
        and not itself
    ):
        return "estimated"
    if told > 0.5 and closed_by_itself(scene, line):
        return "asserted"
    if told > 0.5 or ("outlet" in case.roles and not itself):
        return "reported"
    if case.kind == "other" and "smuggle" in scene.topics and line.told("seize"):
        return "reported"  # what was seized, prosecutors tell
    if case.carried and case.weights.get("asserted", 0.0) <= 0.6 and not itself:
        return case.carried
    if not itself and told_by_group(scene, line):
        return "reported"
    return "reported" if case.kind == "transfer" and smuggling(scene, line) else "asserted"


@once
def _told_after(scene: Scene, line: Line) -> tuple[str, tuple[str, ...]] | None:
    """The stance that a short sentence right after lends: `Das berichtet Reuters`, `Lo ha annunciato il capo`."""
    if line.index + 1 >= len(scene.lines):
        return None
    after = scene.lines[line.index + 1]
    counted = any(a.family and a.family != "skip" for a in after.amounts)
    roles, names = tellers_of(scene, after)
    bare = bool(roles) and all(m.party.roles & TELLERS for m in after.companies) and after.end - after.start < 140
    bare = bare or _insiders(scene, after)
    if after.paragraph != line.paragraph or counted or not (bare or _points_back(scene, after)):
        return None
    classes = {h.name for h in after.cues if h.group == "stance"}
    if "analyst" in roles or "analyst" in classes:
        return "estimated", names
    if "estimated" in classes and bare:
        return "estimated", names  # `That is what the Financial Times added up.`
    if "reported" in classes or (bare and "outlet" in roles):  # `So schreibt es Nikkei Asia.`
        return ("asserted", ()) if speaks_itself(scene, after) else ("reported", names)
    return ("asserted", ()) if "asserted" in classes else None


BRIEF = 28  # characters of a sentence that only says who told the one before


def _insiders(scene: Scene, line: Line) -> bool:
    """Whether a short sentence only says that insiders or officials tell it: `関係者が明らかにした。`."""
    if scene.words.spaced or line.end - line.start > BRIEF or line.told("denied", "official", "no_comment"):
        return False
    return bool(line.told("reported")) and not any(h.group == "cue" and h.name not in QUIET for h in line.cues)


QUIET = frozenset({"authority", "ai", "smuggle", "china"})  # cues that a word for who tells may be


def _points_back(scene: Scene, line: Line) -> bool:
    """Whether a sentence opens with a word for what the one before told of: `That is 38 % above ...`."""
    reach = 6 if not scene.words.spaced else 12
    return any(h.start - line.start <= reach for h in line.told("these", "anaphora"))


def _other_firm(line: Line, before: Line) -> bool:
    """Whether a sentence turns to another firm than the one before told of."""
    firms = [{m.party.id for m in x.companies if not m.party.roles & TELLERS} for x in (line, before)]
    return bool(firms[0]) and bool(firms[1]) and not firms[0] & firms[1]


@once
def _carried(scene: Scene, line: Line, kind: str) -> tuple[str, tuple[str, ...]]:
    """The stance that the sentences before in the paragraph lend to this one."""
    priced = kind in {"price", "price_change"}
    if kind == "revenue":
        before = scene.lines[line.index - 1] if line.index else line
        by = tellers_of(scene, before) if line.told("share") and before.paragraph == line.paragraph else None
        lent = ("estimated", by.names) if by is not None and "analyst" in by.roles else _surveyed(scene, line)
        return ("", ()) if line.told("charge") else lent
    if kind not in CARRYING:
        told_next = kind == "policy" and any(_insiders(scene, x) for x in scene.lines[line.index + 1 : line.index + 2])
        return ("reported" if told_next else ""), ()
    told = _told_after(scene, line)
    if priced and not _points_back(scene, line):
        return told if told is not None and told[0] == "estimated" else _heard(scene, line)
    if told is not None:
        return told
    index, reach = line.index - 1, 1 if priced else 2
    while index >= 0 and scene.lines[index].paragraph == line.paragraph and line.index - index <= max(reach, FAR):
        other = scene.lines[index]
        roles, names = tellers_of(scene, other)
        cues = classes_of(scene, other)
        near = line.index - index <= reach
        if near and ("analyst" in roles or "analyst" in cues):
            listed = kind == "order" and all(any(a.family == "chips" for a in x.amounts) for x in (line, other))
            past = _other_firm(line, other) and "now" in classes_of(scene, line) and not listed
            return ("", ()) if past else ("estimated", names)
        if kind in DEALT and "analyst" in roles and "reported" in cues:
            return "estimated", names  # an outlet that hears what an analyst counts
        if "reported" in cues or ("outlet" in roles and not speaks_itself(scene, other)):
            turned = _other_firm(line, other) and kind not in DEALT
            if turned or not (near or kind in DEALT):
                return _surveyed(scene, line) if kind == "supply" else ("", ())
            return "reported", names
        index -= 1
    lent = _surveyed(scene, line) if kind in SURVEYED else ("", ())
    return lent if lent[0] or kind not in INSIDE else _scooped(scene, line)


def _heard(scene: Scene, line: Line) -> tuple[str, tuple[str, ...]]:
    """What sources tell of a product in one sentence they tell of its price in the next."""
    other = scene.lines[line.index - 1] if line.index else line
    told = other is not line and other.paragraph == line.paragraph and not line.told("asserted", "reported", "official")
    if not told or "reported" not in classes_of(scene, other) or _other_firm(line, other):
        return "", ()
    return ("", ()) if "analyst" in tellers_of(scene, other).roles else ("reported", tellers_of(scene, other).names)


def _scooped(scene: Scene, line: Line) -> tuple[str, tuple[str, ...]]:
    """What insiders know is told by the report with which the article opens, up to two paragraphs on."""
    for other in scene.lines[max(line.index - 8, 0) : line.index]:
        if 0 < line.paragraph - other.paragraph <= 2:
            roles, names = tellers_of(scene, other)
            if "outlet" in roles and "reported" in classes_of(scene, other):
                return ("", ()) if _other_firm(line, other) else ("reported", names)
    return "", ()


DEALS = frozenset({"order", "delivery", "stock", "transfer", "capex"})
INSIDE = frozenset({"order", "delivery", "stock"})
FAR = 6
DEALT = frozenset({"order", "delivery"})  # what only insiders know: a source told earlier in the paragraph tells it too
SURVEYED = frozenset({"order", "stock", "delivery", "capex", "revenue", "supply"})


SHORT = 60  # sentences: in a longer text a survey at the head no longer speaks for all of it


@once_in_text
def _analyst_from(scene: Scene) -> int:
    """The index of the first sentence that names an analyst, beyond all where none does."""
    named = (x.index for x in scene.lines if any("analyst" in m.party.roles for m in x.companies))
    return next(named, len(scene.lines))


def _surveyed(scene: Scene, line: Line) -> tuple[str, tuple[str, ...]]:
    """The estimate that a count of chips at an article's head lends to all of it, where one analyst alone tells."""
    if not _analyst_from(scene) <= line.index <= SHORT:
        return "", ()
    head = [x for x in scene.lines[: line.index + 1] if x.companies and tellers_of(scene, x).names]
    told = [x for x in head if any(a.family == "chips" for a in x.amounts) or "analyst" in tellers_of(scene, x).roles]
    names = {m.party.name for x in told for m in x.companies if "analyst" in m.party.roles}
    others = [x for x in told if "analyst" not in tellers_of(scene, x).roles]  # an outlet beside it only passes it on
    figures = (
        x.index
        for x in scene.lines[: line.index + 1]
        if any(a.family and a.family != "skip" for a in x.amounts)
        and (x.index or scene.text[x.start : x.end].rstrip()[-1:] in set("。.!?"))  # a headline repeats
    )
    if len(names) != 1 or others or told[0].index > 4 or next(figures, 0) < told[0].index - (not told[0].amounts):
        return "", ()
    first = told[0].index - (not told[0].amounts)  # `485,000 pieces. To that conclusion came Omdia.`
    counted = any(a.family == "chips" for x in scene.lines[max(first, 0) : line.index] for a in x.amounts)
    return ("estimated", tuple(names)) if counted else ("", ())
