"""Who tells a sentence: the analysts and outlets it names, a firm's own word, an officer, a closing `says the bank`."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

import msgspec

from suanli.claims.lexicon import Hit, Lexicon, choice
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.once import once
from suanli.claims.scene import Line, Mention, Scene

__all__ = [
    "Signs",
    "Tellers",
    "beside_plan",
    "closed_by_itself",
    "closes",
    "credits_another",
    "disclosed",
    "earned",
    "of_analyst",
    "of_rival",
    "officer_speaks",
    "official",
    "own_word",
    "parts_of",
    "puts_in",
    "quoted_subject",
    "speaks_itself",
    "speaks_of",
    "tellers_at",
    "tellers_of",
    "tells_of_another",
    "told_by_group",
    "told_by_someone",
    "written_off",
]


NO_FIRMS = TELLERS | {"group"}


class Signs(msgspec.Struct):
    """Places in a sentence that decide who tells, each sorted."""

    stances: list[int]
    officials: list[tuple[int, int]]
    plans: list[tuple[int, int]]
    own: frozenset[tuple[int, int]]
    firms: list[int]
    last_amount: int

    @classmethod
    def of(cls, line: Line) -> Signs:
        """The places of a sentence; worked out once."""
        signs: Signs | None = line.known.get("signs")
        if signs is None:
            told = [h for h in line.cues if h.group == "stance"]
            own = frozenset([(h.start, h.end) for h in line.told("asserted")])
            firms = sorted([m.end for m in line.companies if m.party.roles.isdisjoint(NO_FIRMS)])
            last = max([a.start for a in line.amounts if a.family], default=-1)
            officials = sorted([(h.start, h.end) for h in told if h.name == "official"])
            plans = sorted([(h.start, h.end) for h in told if h.name == "planned"])
            signs = cls(sorted([h.start for h in told]), officials, plans, own, firms, last)
            line.known["signs"] = signs
        return signs


def closes(scene: Scene, line: Line, hit: Hit, signs: Signs) -> bool:
    """Whether a word of telling opens the last clause, which then says who tells the whole: `..., calcula el banco`."""
    last = line.breaks[-1] if line.breaks else -1
    reach = 6 if scene.words.spaced else 1
    if last < 0 or signs.last_amount > hit.start:
        return False
    at = bisect_right(signs.stances, last)
    return at < len(signs.stances) and signs.stances[at] <= min(last + reach, hit.start)


_PAUSES = (",", "，", ";", "、")


def official(scene: Scene, hit: Hit, signs: Signs) -> bool:
    """Whether who tells is an officer of the party itself: `рассказал топ-менеджер`, `发言人透露`."""
    reach = 24 if scene.words.spaced else 8
    near = signs.officials
    if not near:
        return False
    pause = "、" if scene.words.words("object_marks") else ""
    cut = scene.text.find(pause, hit.end, hit.end + reach) if pause else -1
    if any(max(start - hit.end, hit.start - end) <= reach and not 0 <= cut < start for start, end in near):
        return True
    heads = [end for _, end in near if end <= hit.start <= end + 3 * reach]
    between = scene.text[heads[-1] : hit.start] if heads and not scene.words.spaced else ","
    return not any(
        w in between for w in (*_PAUSES, *scene.words.words("others_tell"))
    )  # `执行长马斯克在X上和网友互动时透露`


def beside_plan(scene: Scene, hit: Hit, signs: Signs) -> bool:
    """Whether a `now` only strengthens the verb of a plan beside it: `veut désormais`, `ahora planea`."""
    return scene.words.spaced and any(1 in (start - hit.end, hit.start - end) for start, end in signs.plans)


_WHEN = re.compile(
    r"(?:(?:\d{1,4}年)?(?:\d{1,2}月)?\d{1,2}日(?:晚间?|早间|盘后|上午|下午)?|今天|昨天|今日|昨日|周[一二三四五六日天])$"
)


def disclosed(scene: Scene, hit: Hit, signs: Signs) -> bool:
    """Whether a firm itself discloses: the verb stands right after its name and is one of a party's own verbs."""
    if (hit.start, hit.end) not in signs.own:
        return False
    reach = 3 if not scene.words.spaced else 12
    when = _WHEN.search(scene.text, max(hit.start - 16, 0), hit.start) if not scene.words.spaced else None
    reach += hit.start - when.start() if when is not None else 0  # `火山引擎2月17日披露`
    at = bisect_left(signs.firms, hit.start - reach)
    return at < len(signs.firms) and signs.firms[at] <= hit.start + 1


def own_word(scene: Scene, line: Line, hit: Hit) -> bool:
    """Whether `according to` names the party itself, its officer or paper, not the press, an analyst or a source."""
    spaced = scene.words.spaced
    last = bool(scene.words.words("object_marks"))  # who tells stands before `によると`, `에 따르면`
    before, after, beyond = (0, 34, 8) if spaced else (26, -1 if last else 4, -1 if last else 8)
    for mention in line.companies:
        near = hit.start - before <= mention.end <= hit.start + 1 or hit.end <= mention.start <= hit.end + after
        if near and not (spaced and scene.breaks_between(line, hit.end, max(mention.start, hit.end))):
            return not mention.party.roles & TELLERS
    press = {(h.start, h.end) for h in line.told("reported")}  # `según la agencia`
    for other in line.cues:
        paper = other.name == "asserted"  # `according to a filing`, `論文によると`
        parted = spaced and scene.breaks_between(line, hit.end, max(other.start, hit.end)) > 0
        if (
            (other.name in OWN or paper)
            and (other.start, other.end) not in press
            and not parted
            and (
                hit.end - 2 <= other.start <= hit.end + (beyond if paper else after)
                or hit.start - (0 if paper else min(before, 8)) <= other.end <= hit.start + 1
            )
        ):
            return True
    return False


OWN = frozenset({"anaphora", "oneself", "official"})


class Tellers(NamedTuple):
    """The analysts and outlets of a sentence: their roles and names, in order."""

    roles: frozenset[str]
    names: tuple[str, ...]


NOBODY = Tellers(frozenset(), ())


@once
def tellers_of(scene: Scene, line: Line) -> Tellers:
    """Analysts and outlets named in a sentence, without the one that prints it."""
    own = scene.document.outlet
    named = [m for m in line.companies if m.party.roles & TELLERS and m.kind != "person" and m.party.name != own]
    if not named:
        return NOBODY
    roles = frozenset([r for m in named for r in m.party.roles])
    return Tellers(roles, tuple(dict.fromkeys([m.party.name for m in named])))


def of_analyst(scene: Scene, line: Line, hit: Hit) -> bool:
    """Whether `the report` is that of an analyst, the last to tell in the two sentences before."""
    if scene.text[hit.start : hit.end] not in scene.words.words("same_report") or NOBODY is not tellers_of(scene, line):
        return False
    before = (tellers_of(scene, x) for x in reversed(scene.lines[max(line.index - 2, 0) : line.index]))
    told = next((t for t in before if t.names), NOBODY)
    return "analyst" in told.roles


@once
def parts_of(scene: Scene, line: Line) -> list[int]:
    """Where a sentence goes over to another teller: at semicolons, and at a `but` with a teller right behind it."""
    text, words = scene.text, scene.words
    found = [at for at in range(line.start, line.end) if text[at] == ";"] if ";" in text[line.start : line.end] else []
    buts = words.words("but")
    reach = 34 if words.spaced else 14
    tellers = [m.start for m in line.companies if m.party.roles & TELLERS]
    for at in line.breaks if buts and tellers else ():
        lead = text[at + 1 : at + 14].lstrip()
        opened = next((w for w in buts if lead.startswith(w)), "")
        whole = opened and (not words.spaced or not lead[len(opened) : len(opened) + 1].isalpha())
        if whole and any(at < start <= at + reach for start in tellers):
            found.append(at)
    return sorted(found)


def tellers_at(scene: Scene, line: Line, start: int) -> Tellers:
    """The tellers of the part of a sentence between semicolons of a place, else of those before."""
    told = tellers_of(scene, line)
    parts = parts_of(scene, line) if told.names else []
    if not parts:
        return told
    own = scene.document.outlet
    first = max((at for at in parts if at < start), default=line.start)
    last = min((at for at in parts if at >= start), default=-1)
    named = [m for m in line.companies if m.party.roles & TELLERS and m.kind != "person" and m.party.name != own]
    named = [m for m in named if last < 0 or m.start < last]
    named = [m for m in named if m.start >= first] or named
    roles = frozenset([r for m in named for r in m.party.roles])
    return Tellers(roles, tuple(dict.fromkeys([m.party.name for m in named])))


def speaks_itself(scene: Scene, line: Line) -> bool:
    """Whether a firm or its officer is the subject of a verb of saying: `Nvidia said`, `schreibt Deepseek`."""
    found: bool | None = line.known.get("itself")
    if found is None:
        reach = 3 if not scene.words.spaced else 14
        firms = [(m.start, m.end) for m in line.companies if m.party.roles.isdisjoint(NO_FIRMS)]
        least = 4 if scene.words.spaced else 2
        firms += [(h.start, h.end) for h in line.told("official")]
        firms += [(h.start, h.end) for h in line.told("anaphora") if h.end - h.start >= least]
        said = [(h.start, h.end) for h in line.told("asserted")]
        turned = scene.words.spaced  # a firm after its verb; elsewhere `彭博社披露，华为…` is told by the one before
        told = [m.start for m in line.companies if m.party.roles & TELLERS] if turned else []
        told += [h.start for h in line.told("reported")] if turned else []
        found = any(
            max(a - d, c - b) <= reach and (turned or a < d) and not _told_behind(scene, b, (c, d), told)
            for a, b in firms
            for c, d in said
        )
        line.known["itself"] = found
    return found


def _told_behind(scene: Scene, at: int, verb: tuple[int, int], tellers: list[int]) -> bool:
    """Whether a verb behind a comma has its teller right behind it: `orders from TSMC, rapporte Reuters`."""
    start, end = verb
    if not at <= start or "," not in scene.text[at:start]:
        return False
    return any(end < teller <= end + 9 for teller in tellers)


def closed_by_itself(scene: Scene, line: Line) -> bool:
    """Whether the last clause says that the firm itself tells the whole: `soll ... kosten, schreibt Deepseek`."""
    last = line.breaks[-1] if line.breaks else -1
    if last < 0 or not speaks_itself(scene, line) or Signs.of(line).last_amount > last:
        return False
    reach = 14 if scene.words.spaced else 4
    said = [h for h in line.told("asserted") if last < h.start <= last + reach]
    opens = tuple(f"{w} " for w in scene.words.words("object_clause"))  # `..., dichiarando che`: it tells more
    return any(not scene.text.startswith(opens, h.end + 1) for h in said)


def tells_of_another(scene: Scene, line: Line, state: Mention) -> bool:
    """Whether a state only tells what a firm does: `白宫宣扬辉达要投资5000亿美元`."""
    if scene.words.spaced:
        return False
    firms = (m.start for m in line.companies if not m.party.roles & (STATES | TELLERS))
    following = min((at for at in firms if at >= state.end), default=-1)
    said = line.told("asserted", "reported")
    return any(state.end <= h.start and 0 <= following - h.end <= 2 for h in said)


def told_by_group(scene: Scene, line: Line) -> bool:
    """Whether traders or firms without a name say it: `一名经销商说`."""
    if scene.words.spaced:
        return False
    groups = [m.end for m in line.companies if m.party.roles & {"group", "distributor"} and m.kind != "person"]
    said = [h.start for h in line.told("asserted")]
    return any(0 <= at - end <= 2 for end in groups for at in said)


@once
def told_by_someone(scene: Scene, line: Line) -> bool:
    """Whether a person or firm without a name tells a sentence, or closes what it quotes: `"…。"一位老板告诉本报`."""
    if not scene.words.words("someone"):
        return False
    after = scene.lines[line.index + 1] if line.index + 1 < len(scene.lines) else line
    quoted = scene.text[after.start : after.start + 1] in _QUOTES and after.paragraph == line.paragraph
    quoted = quoted and any(mark in scene.text[line.start : line.end] for mark in _OPENS)
    return _someone(scene, line) >= 0 or (quoted and 0 <= _someone(scene, after) - after.start <= SOON)


_QUOTES, _OPENS, SOON = frozenset('"」』'), ('"', "「", "『"), 12


@once
def _someone(scene: Scene, line: Line) -> int:
    """Where a person or firm without a name stands who is the subject of a verb of saying; -1 where none does."""
    said = line.told("asserted")
    if said and scene.words.words("object_marks"):
        return _quoted(scene, line, said[-1])
    match = _nameless(scene.words).search(scene.text, line.start, line.end) if said else None
    if match is None:
        return -1
    start = match.start()
    verb = next((h.start for h in said if match.end() <= h.start), start + _SPAN)
    parted = any(start <= at < verb for at in line.breaks) or verb - start >= _SPAN
    known = any(start <= m.start < verb for m in line.companies if "group" not in m.party.roles)
    known = known or any(start <= h.start < verb for h in line.told("official", "analyst", "estimated", "authority"))
    return -1 if parted or known else start


def _quoted(scene: Scene, line: Line, verb: Hit) -> int:
    """Where a person without a name opens a sentence that a verb of saying closes: `ある幹部は「…」と話す`."""
    match = _opening(scene.words).match(scene.text, line.start, line.end)
    known = match is None or any(m.start < match.end() for m in line.companies if "group" not in m.party.roles)
    closed = match is not None and line.end - verb.end < CLOSES and verb.start > match.end()
    return match.start() if match is not None and closed and not known else -1


CLOSES = 8  # characters behind a verb that closes its sentence
_SPAN = 24  # characters in which a person without a name is introduced


@lru_cache(maxsize=32)
def _opening(words: Lexicon) -> re.Pattern[str]:
    """A person without a name at the head of a sentence, up to the mark of its topic: `ある幹部は`."""
    people, marks = choice(words.words("someone")), choice(words.words("topic_marks"))
    return re.compile(rf"[\s・●]{{0,3}}{people}[^,.、。\"「\n]{{1,20}}?{marks}")


@lru_cache(maxsize=32)
def _nameless(words: Lexicon) -> re.Pattern[str]:
    """The words that introduce or stand for a person without a name: `一位`, `数家`, `王先生`."""
    return re.compile(choice(words.words("someone")))


def speaks_of(scene: Scene, line: Line, mention: Mention) -> bool:
    """Whether a verb of saying follows a name."""
    reach = 4 if not scene.words.spaced else 12
    return any(0 <= h.start - mention.end < reach for h in line.told("asserted", "reported"))


def credits_another(scene: Scene, last: Mention, start: int) -> bool:
    """Whether words that credit or charge another stand between a name and a figure: `X lui attribue 50 000 puces`."""
    marks = scene.words.words("credits") if scene.words.spaced else ()
    between = f" {scene.text[last.end : start]}" if marks and 0 < start - last.end < _CREDITS else ""
    return any(f" {w} " in between for w in marks)


_CREDITS = 90  # characters between who credits another and the figure


def earned(line: Line, hit: Hit) -> bool:
    """Whether a word of telling is one of earning here, a sum right behind it: `lui a rapporté 17 milliards`."""
    if not any(0 <= a.start - hit.end <= EARNED and a.family == "money" for a in line.amounts):
        return False
    return any(h.start <= hit.start and hit.end <= h.end for h in line.told("revenue"))


EARNED = 8  # characters from the verb to the sum: `ont rapporté entre 12 et 15 milliards`


def written_off(line: Line, at: int) -> bool:
    """Whether the word for a charge nearest to a figure tells of one, not of sales that are lost."""
    charges = line.told("charge")
    if not charges:
        return False
    lost = {(h.start, h.end) for h in line.told("revenue")}
    nearest = min(charges, key=lambda h: (abs(h.start - at), h.start))
    return (nearest.start, nearest.end) not in lost


GUESSES = frozenset({"estimated", "analyst"})


def of_rival(scene: Scene, line: Line, end: int, start: int, name: str) -> bool:
    """Whether a word of guessing behind a sum is about one that it is set against: `44 billion, above the 43 expected`.

    The other sum stands right before or behind the word, and a word of comparison stands between the two.
    """
    if name not in GUESSES or start < end:
        return False
    if not scene.words.spaced and _measure(scene, line, end, start):
        return True
    sums = [a for a in line.amounts if a.family == "money"]
    rival = next((a for a in sums if a.start >= end), None)
    if rival is None or not any(a.end == end for a in sums) or rival.start - end > 90:
        return False
    if start - rival.end > 24 or (start > rival.end and scene.breaks_between(line, rival.end, start)):
        return False
    return _topping(scene.words).search(scene.text, end, rival.end) is not None


def _measure(scene: Scene, line: Line, end: int, at: int) -> bool:
    """Whether a word stands in a later clause that opens with one of comparing: `优于分析师预估的605亿`."""
    opening = line.opening(at)
    lead = scene.text[opening : min(opening + _OPENED, at)] if opening >= end else ""
    return bool(lead) and any(w in lead for w in scene.words.words("compare"))


_OPENED = 6  # characters that open a clause


@lru_cache(maxsize=32)
def _topping(words: Lexicon) -> re.Pattern[str]:
    """The words by which one sum is set against another: more than, topping, against."""
    stems = [re.escape(w.rstrip("*")) + (r"\w*" if w.endswith("*") else "") for w in words.words("tops")]
    marks = [
        *stems,
        *(re.escape(w) for w in (*words.words("compare"), *words.words("up_from"), *words.words("set_against"))),
    ]
    choice = "|".join(sorted(marks, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)" if words.spaced else choice)


def puts_in(scene: Scene, line: Line, first: Mention, last: Mention) -> bool:
    """Whether a state only tells, in words put in between commas: `irão, estimou o governo, R$ 108 bilhões`."""
    if not scene.words.spaced or scene.text[last.end : last.end + 1] != ",":
        return False
    lead = line.opening(first.start)
    return any(lead <= h.start < first.start and first.start - h.end <= 6 for h in line.told("estimated", "asserted"))


NAMED = 26  # characters at most in which an officer's name and title stand behind a firm


def officer_speaks(scene: Scene, line: Line, mention: Mention) -> bool:
    """Whether a firm only says whose officer the topic of a sentence is: `스케일AI CEO는 딥시크가 …고 말했다`."""
    marks = scene.words.words("topic_marks")
    if not marks or scene.words.spaced:
        return False
    titles = [h.end for h in line.told("official") if 0 <= h.start - mention.end <= NAMED]
    titles = [end for end in titles if not scene.breaks_between(line, mention.end, end)]
    if mention.kind == "person":
        titles.append(mention.end)
    return any(scene.text.startswith(marks, end) for end in titles)


def quoted_subject(scene: Scene, line: Line, mention: Mention, at: int) -> bool:
    """Whether an officer tells what another firm does: its name has the subject's mark, a word of saying follows."""
    marks = scene.words.words("inner_subject")
    if not marks or not officer_speaks(scene, line, mention):
        return False
    inner = [m for m in line.companies if mention.end < m.start < at and m.party.id != mention.party.id]
    points = [h.end for h in line.told("anaphora") if mention.end < h.start < at]
    ends = [*(m.end for m in inner), *points]
    if not any(scene.text.startswith(marks, end) for end in ends):
        return False
    return any(h.start >= at for h in line.told("asserted", "estimated", "reported"))
