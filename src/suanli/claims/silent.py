"""Claims without a number: bans, permissions, licences, denials, orders not placed, shortages."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

from suanli.claims.amounts import Amount
from suanli.claims.folding import trimmed
from suanli.claims.lexicon import Hit
from suanli.claims.lists import lists_of
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.ruling import bare_state
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.stances import voice_of
from suanli.terms import Claim, content_id

__all__ = ["silent_claims"]

WEIGHT = {"ban": "policy", "allow": "policy", "licence": "policy", "shortage": "supply"}


def silent_claims(scene: Scene) -> list[Claim]:
    """The claims of every clause that bans, allows, denies or says that nothing was ordered."""
    found: list[Claim] = []
    for line in scene.lines:
        if not _may_tell(line):
            continue
        clauses = _holding(_clauses(scene, line), [h.start for h in line.told(*TELLING)])
        making = any("chipmaker" in m.party.roles for m in line.companies)
        for (start, end), cues in zip(clauses, _shared(line.cues, clauses), strict=True):
            chips = any(start <= c.start < end for c in line.chips)
            amounts = [a for a in line.amounts if start <= a.start < end]
            firms = [
                m.start for m in line.companies if start <= m.start < end and not m.party.roles & (STATES | TELLERS)
            ]
            clause = Clause(cues, chips, amounts, firms, making)
            kind, negative = ("", False) if _unsaid(cues) else _kind(scene, line, clause)
            if kind == "policy" and _aside(line, cues, spaced=scene.words.spaced):
                kind, negative = _bare(line, clause), False  # `has obtained H100s despite the ban`
            if kind:
                found.append(_claim(scene, line, start, end, kind, negative=negative))
    return found


# The words without which `_kind` finds nothing.
TELLING = frozenset({"denied", "ban", "allow", "licence", "charge_upfront", "buy", "ship", "shortage", "train",
                     "receive", "stockpile", "rule", "sell", "revenue", "cancel", "hold"})  # fmt: skip


ALONE = frozenset({"denied", "ban", "allow", "licence", "charge_upfront", "shortage", "rule", "cancel"})


def _may_tell(line: Line) -> bool:
    """Whether a sentence holds a word that tells by itself, or a verb with a negation or, uncounted, a firm's chip."""
    if TELLING.isdisjoint(line.by_name):
        return False
    if not ALONE.isdisjoint(line.by_name) or "negation" in line.by_name:
        return True
    return bool(line.chips and line.companies) and not any(a.family in COUNTED for a in line.amounts)


class Clause(NamedTuple):
    """What stands in one clause, where its firms are named, and whether its sentence names a chip maker."""

    cues: list[Hit]
    chips: bool
    amounts: list[Amount]
    firms: list[int]
    making: bool


def _unsaid(cues: list[Hit]) -> bool:
    """Whether a clause tells that somebody said nothing: `declined to comment`."""
    return any(h.name == "no_comment" for h in cues)


RULED = frozenset({"ban", "allow", "licence", "rule"})


def _aside(line: Line, cues: list[Hit], *, spaced: bool) -> bool:
    """Whether all bans and permissions of a clause are only its time, cause or condition: `after the ban`, `若获批`.

    What is denied beside them is told all the same, and so is what a state does: `after Washington outlawed it`.
    """
    ruled = [h for h in cues if h.name in RULED]
    if not ruled or any(h.name == "denied" for h in cues):
        return False
    acting = [h.start for h in cues if h.name in {"authority", "state", "own_state"}]
    acting += [m.start for m in line.companies if m.party.roles & STATES]
    marks = [h for h in cues if h.name == "background"]
    return all(any(_marks(mark, hit, acting, spaced=spaced) for mark in marks) for hit in ruled)


def _marks(mark: Hit, hit: Hit, acting: list[int], *, spaced: bool) -> bool:
    """Whether a word of time, cause or condition takes a ban: it stands before, or behind in a script so written."""
    first, last = sorted((mark.start, hit.start))
    if any(first < at < last for at in acting):
        return False
    return 0 <= hit.start - mark.end <= (BEFORE if spaced else 14) or (not spaced and 0 <= mark.start - hit.end <= 6)


BEFORE = 40


def _holding(clauses: list[tuple[int, int]], places: list[int]) -> list[tuple[int, int]]:
    """The clauses that hold one of some places."""
    starts = [s for s, _ in clauses]
    found = {(bisect_right(starts, at) - 1, at) for at in places}
    return [clauses[i] for i in sorted({i for i, at in found if i >= 0 and at < clauses[i][1]})]


def _shared(items: list[Any], clauses: list[tuple[int, int]]) -> list[list[Any]]:
    """The items that start in each clause; clauses stand in order and apart."""
    starts = [s for s, _ in clauses]
    shares: list[list[Any]] = [[] for _ in clauses]
    for item in items:
        at = bisect_right(starts, item.start) - 1
        if at >= 0 and item.start < clauses[at][1]:
            shares[at].append(item)
    return shares


def _clauses(scene: Scene, line: Line) -> list[tuple[int, int]]:
    """The clauses of a sentence, short ones joined to the next."""
    cuts = [line.start, *(b for b in line.breaks if scene.text[b] in ",;:，；：—(（"), line.end]
    spans: list[tuple[int, int]] = []
    start = cuts[0]
    least = 6 if not scene.words.spaced else 18
    for cut in cuts[1:]:
        if cut - start >= least or cut == line.end:
            spans.append((start, cut))
            start = cut + 1
    return [(e - len(words), e) for s, e in spans if (words := scene.text[s:e].lstrip())]


def _kind(scene: Scene, line: Line, clause: Clause) -> tuple[str, bool]:
    """The kind of a clause without a number that matters, and whether it says no; "" for any other clause."""
    cues = clause.cues
    names = {h.name for h in cues if h.group == "cue"}
    stances = {h.name for h in cues if h.group == "stance"}
    negated = any(h.name == "negation" for h in cues if h.group == "grammar")
    topical = bool(names & {"ai", "chipword"}) or bool(line.chips) or clause.making
    topical = topical or (scene.topics.get("ai", 0) > 2 and _about_chips(scene, line, NEAR))
    counted = [a for a in clause.amounts if a.family in COUNTED]
    if not topical or (counted and "denied" not in stances):
        return ("policy", negated) if topical and _ruled(clause, counted) else ("", False)
    if stances & {"denied"}:
        kind = _denied_kind(scene, line, names)
        return (kind if kind != "other" or _about_chips(scene, line, 1) else ""), True
    policy = _policy(scene, line, clause, names, negated=negated)
    return ("policy", policy) if policy is not None else _dealt(line, clause, names, negated=negated)


def _about_chips(scene: Scene, line: Line, reach: int) -> bool:
    """Whether chips, or who makes them, are named in a sentence or in so many before and behind it."""
    near = scene.lines[max(line.index - reach, 0) : line.index + reach + 1]
    return any(x.chips or x.told("chipword") or any("chipmaker" in m.party.roles for m in x.companies) for x in near)


NEAR = 3  # sentences


def _policy(scene: Scene, line: Line, clause: Clause, names: set[str], *, negated: bool) -> bool | None:
    """Whether a clause that rules on chips says no; None where it rules on nothing."""
    about = bool(line.chips or names & SUBJECTS)
    about = about or (bool(line.companies or "ai" in names) and _about_chips(scene, line, 1))
    if "ban" in names and (about or "licence" in names or _ruled_of(scene, line)):
        return not (negated and "allow" not in names)
    if names & RULED == {"allow"} and _enables(scene, line, clause.cues, names):
        return None
    granted = {"allow", "licence"} <= names or (negated and "licence" in names)
    if granted or (names & {"allow", "licence"} and (about or _ruled_of(scene, line))):
        return negated
    states = any(m.party.roles & STATES for m in line.companies) or "authority" in names
    if "rule" in names and states and (clause.chips or names & {"chipword", "ai"}):
        return negated  # `每买一颗须搭配国产芯片`
    return None


def _enables(scene: Scene, line: Line, cues: list[Hit], names: set[str]) -> bool:
    """Whether a clause only tells what is possible with a chip: nobody rules or trades, here or right before."""
    before = scene.lines[line.index - 1] if line.index else line
    stems = scene.words.words("enables")
    told = [scene.text[h.start : h.end] for h in cues if h.name == "allow"]
    if names & MOVED or not stems:
        return False
    if not all(any(w.startswith(s) and " " not in w[len(s) :] for s in stems) for w in told):
        return False  # `allowed to sell`
    ruling = (x for x in (line, before) if x is line or x.paragraph == line.paragraph)
    return not any(
        x.told("authority", "state", "ban", "licence") or any(m.party.roles & STATES for m in x.companies)
        for x in ruling
    )


MOVED = frozenset(
    {"authority", "state", "own_state", "buy", "rent", "sell", "ship", "receive", "use", "china", "price"}
)


def _dealt(line: Line, clause: Clause, names: set[str], *, negated: bool) -> tuple[str, bool]:
    """What is paid in advance, not bought, not sold, not earned or short, in a clause that rules on nothing."""
    if "charge_upfront" in names and (clause.chips or clause.making or "chipword" in names):
        return "other", negated
    if negated and names & {"buy", "ship"}:
        return "order", True
    if "cancel" in names and (clause.chips or "chipword" in names):
        return "order", True  # `客户已取消H200订单`
    if negated and "sell" in names and (clause.chips or "chipword" in names):
        return "delivery", True
    if negated and "hold" in names and clause.chips and line.companies:
        return "stock", True  # `DeepSeek has no H100`
    market = bool(line.chips or line.told("china", "chipword")) or clause.making
    if negated and market and "revenue" in names:
        return "revenue", True  # `no revenue from China is in the forecast`
    if "shortage" in names and (line.chips or clause.making or line.told("chipword")):
        return "supply", False
    return _bare(line, clause), negated


def _ruled_of(scene: Scene, line: Line) -> bool:
    """Whether the sentence before, in a text about chips, names a chip and a state or an authority."""
    before = scene.lines[line.index - 1] if line.index else line
    states = any(m.party.roles & STATES for m in before.companies) or bool(before.told("authority", "state"))
    return scene.topics.get("ai", 0) > 4 and states and bool(before.chips)


def _ruled(clause: Clause, counted: list[Amount]) -> bool:
    """Whether a state bans or licenses in a clause before its figure comes: `the US asks for licences, which costs`."""
    acting = [h.end for h in clause.cues if h.name in {"authority", "state", "own_state"}]
    if not acting or not (clause.chips or any(h.name in TRADED for h in clause.cues)):
        return False
    ruling = [h for h in clause.cues if h.name in {"ban", "licence"} and h.start >= min(acting)]
    return any(all(a.start > h.end + CLEAR or a.end < min(acting) for a in counted) for h in ruling)


SUBJECTS = frozenset({"authority", "chipword", "buy", "rent", "sell", "ship"})
TRADED = frozenset({"chipword", "ship", "sell", "buy"})
CLEAR = 6  # characters behind a ban in which a figure tells what the ban is about

COUNTED = frozenset({"chips", "money", "percent", "power", "tokens", "people", "ratio", "bandwidth", "compute_rate"})


def _denied_kind(scene: Scene, line: Line, names: set[str]) -> str:
    """What a denial is about, by its own words, else by those of the sentence before."""
    before = scene.lines[line.index - 1] if line.index else line
    around = {h.name for h in before.cues if h.group == "cue"} if before.paragraph == line.paragraph else set()
    for cues in (names, {h.name for h in line.cues if h.group == "cue"}, around):
        for kind, marks in DENIED:
            if cues & marks:
                return kind
    return "other"


DENIED: tuple[tuple[str, frozenset[str]], ...] = (
    ("other", frozenset({"charge_upfront"})),
    ("policy", frozenset({"ban", "allow", "licence", "smuggle"})),
    ("supply", frozenset({"make", "yield", "shortage", "leadtime"})),
    ("order", frozenset({"buy", "cancel"})),
    ("capex", frozenset({"capex", "spend"})),
    ("delivery", frozenset({"ship"})),
)


def _bare(line: Line, clause: Clause) -> str:
    """A clause that ties a firm to a named chip without saying how many, where its sentence says it nowhere either."""
    if not (clause.chips and clause.firms) or any(a.family in COUNTED for a in line.amounts):
        return ""
    told = {h.name for h in clause.cues if h.group == "cue" and min(clause.firms) < h.start}
    return next((kind for cue, kind in BARE if cue in told), "")


BARE = (
    ("train", "training"),
    ("receive", "delivery"),
    ("ship", "delivery"),
    ("stockpile", "stock"),
    ("buy", "order"),
    ("hold", "stock"),
)


def _sides(kind: str, firms: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Who does and to whom: makers of chips sell and deliver, the others buy, hold and train."""
    making = [m for m in firms if "chipmaker" in m.party.roles]
    using = [m for m in firms if "chipmaker" not in m.party.roles]
    if not making or not using or kind not in SIDED:
        return firms, []
    return (making, using) if kind == "delivery" else (using, making)


SIDED = frozenset({"order", "delivery", "stock", "training"})


def _claim(scene: Scene, line: Line, start: int, end: int, kind: str, *, negative: bool) -> Claim:
    document = scene.document
    start, end = trimmed(scene.text, start, end)
    voice = voice_of(scene, line, start, end, kind)
    groups = lists_of(line)
    states = [m for g in groups for m in g if m.party.roles & STATES]
    states = states or (bare_state(scene, line, end) if kind == "policy" else [])  # `China has banned`
    firms = [m for g in groups for m in g if not m.party.roles & (STATES | TELLERS)]
    actors, others = (states, firms) if kind == "policy" else _sides(kind, firms)
    chips = [c for c in line.chips if start <= c.start < end] or line.chips
    denied = any(h.name == "denied" and start <= h.start < end for h in line.cues if h.group == "stance")
    stance = "denied" if denied and kind != "policy" else voice.stance
    names = tuple(dict.fromkeys(m.party.name for m in actors))
    return Claim(
        id=content_id("c", document.id, start, end, kind, "silent"),
        doc_id=document.id,
        kind=kind,
        actors=names,
        counterparties=tuple(dict.fromkeys(m.party.name for m in others)),
        chips=tuple(dict.fromkeys(c.chip.name for c in chips)),
        stance=stance,
        status="planned" if stance == "planned" else "n/a",
        polarity="negative" if negative or stance == "denied" else "positive",
        attribution=voice.sources,
        evidence=document.quote(start, end),
        start=start,
        end=end,
        sentence=line.index,
        published=document.published,
        outlet=document.outlet,
        language=document.language,
        confidence=0.6,
        extractor="grammar-1",
    )
