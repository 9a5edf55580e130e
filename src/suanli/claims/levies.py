"""The share of sales that a state takes, by its verb: `a quarter of the revenue goes to the United States`."""

from __future__ import annotations

from bisect import bisect_left

from suanli.claims.amounts import Amount
from suanli.claims.authorities import countries_named, country_at, country_of, government
from suanli.claims.lexicon import Lexicon
from suanli.claims.naming import STATES
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["capped", "levied", "licensed"]

NEAR = 70  # characters from the state to its share
BEHIND = 14  # characters behind a share in which the verb that takes it stands, where verbs close a clause
SHARED = 36  # characters from a share to the sales that it is one of


def levied(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The state that a share of sales goes to, or that takes it; None where no verb of the clause says so."""
    words = scene.words
    if amount.family != "percent" or not line.told("revenue", "sell"):
        return None
    if not words.spaced:
        return _taken(scene, line, amount)
    start, stop = line.clause(amount.start, amount.end)
    if _says(scene, words.words("hands_over"), start, stop):
        state = _receiving(scene, line, start, stop)
        if state is not None:
            return state
    return _taking(scene, line, amount) if _says(scene, words.words("takes_cut"), start, amount.end) else None


def licensed(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a share of sales is paid for a licence: `pay 15 % of their China revenue for export licences`."""
    if amount.family != "percent" or not line.told("licence"):
        return False
    if not any(0 < h.start - amount.end < SHARED for h in line.told("revenue", "sell")):
        return False
    return scene.words.spaced and _says(scene, scene.words.words("hands_over"), line.start, line.end)


def _says(scene: Scene, verbs: tuple[str, ...], start: int, stop: int) -> bool:
    """Whether one of some words stands in a span."""
    part = f" {scene.text[start:stop]} "
    return any(f" {v} " in part or f" {v}," in part or f" {v}." in part for v in verbs)


def _receiving(scene: Scene, line: Line, start: int, stop: int) -> Mention | None:
    """The state behind a word for where something goes: `to the US treasury`, `an die Vereinigten Staaten`."""
    words, text = scene.words, scene.text
    part = f" {text[start:stop]}"
    given = tuple(f" {v}" for v in words.words("hands_over"))
    for state in line.companies:
        if start <= state.start < stop and state.party.roles & STATES and state.party.country != "CN":
            lead = text[max(state.start - 24, start) : state.start].rstrip()
            if lead.endswith(given) or lead.endswith(tuple(f"{v} {a}" for v in given for a in words.words("definite"))):
                return state  # `give the US government 15 %`
    for mark in (*words.words("to_state"), *words.words("left_with")):
        at = part.find(f" {mark} ")
        if at < 0:
            continue
        at += start - 1
        behind = at + len(mark) + 2
        named = [m for m in line.companies if behind <= m.start < behind + 8 and m.party.roles & STATES]
        if named:
            return named[0]
        code, end = country_at(text, behind, words)
        code = code or _official(text, behind, stop, words)
        land = government(code) if code and code != "CN" else None
        if land is not None:
            return Mention(at, max(end, behind), land, "country")
    return None


def _official(text: str, at: int, stop: int, words: Lexicon) -> str:
    """The country of a state told by an adjective: `the US treasury`, `dem amerikanischen Staat`."""
    told = [w.strip(".,;") for w in text[at:stop].split(None, 3)[:3] if w not in words.words("definite")]
    nouns = words.words("state_nouns")
    if len(told) > 1 and told[1].startswith(nouns):
        return country_of(told[0], words)
    whole = bool(told) and told[0].endswith(nouns)  # `US-Staatskasse`
    return country_of(told[0], words) if whole else ""


def _taken(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The state opening a clause with a share that a verb right behind takes: `미국은 판매액의 25%를 받기로`."""
    words, text = scene.words, scene.text
    stop = min(line.clause(amount.start, amount.end)[1], amount.end + BEHIND)
    if not any(v in text[amount.end : stop] for v in words.words("takes_cut")):
        return None
    states = [m for m in line.companies if m.party.roles & STATES and m.end <= amount.start]
    states = [m for m in states if m.party.country != "CN" and text.startswith(words.words("subject_marks"), m.end)]
    if states:
        return states[-1]
    for opening in sorted((line.start, *(b + 1 for b in line.breaks if b < amount.start)), reverse=True):
        first = opening + (text[opening : opening + 1] == " ")
        code, end = country_at(text, first, words)
        land = government(code) if code and code != "CN" else None
        if land is not None and text.startswith(words.words("subject_marks"), end):
            return Mention(first, end, land, "country")
    return None


def _taking(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The state right beside a verb of taking, before its share: `the United States keeps a quarter of the sales`."""
    words, start = scene.words, line.opening(amount.start)
    near = max(start, amount.start - NEAR)
    for state in line.companies:
        if near <= state.start < amount.start and state.party.roles & STATES:
            return state if _beside(scene, state.start, state.end, start, amount.start) else None
    places = countries_named(scene.text, words)
    for at in range(bisect_left(places, (near, 0, "")), len(places)):
        first, end, code = places[at]
        if first >= amount.start:
            break
        state_of = government(code) if code != "CN" and _beside(scene, first, end, start, amount.start) else None
        if state_of is not None:
            return Mention(first, end, state_of, "country")
    return None


def capped(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a count of chips is the cap that a state sets: `将每家企业可购买的上限设在7.5万枚`."""
    first = max([a.end for a in line.amounts if a.end <= amount.start], default=line.start)
    lead = scene.text[max(first, amount.start - CAPPED) : amount.number_end]
    if not any(w in lead for w in scene.words.words("caps")):
        return False
    lines = scene.lines[max(line.index - 1, 0) : line.index + 1]
    return any(m.party.roles & STATES and m.start < amount.start for x in lines for m in x.companies)


CAPPED = 14  # characters before a count in which it is called a cap


def _beside(scene: Scene, first: int, end: int, start: int, stop: int) -> bool:
    """Whether a verb of taking stands right before a name, or behind it and nothing but helping words."""
    words, verbs = scene.words, scene.words.words("takes_cut")
    after = [w.strip(",.") for w in scene.text[end:stop].split()]
    while after and (after[0] in words.words("helping") or after[0].startswith(words.words("state_nouns"))):
        after = after[1:]
    lead = " ".join(after[:3])
    if any(lead == v or lead.startswith(f"{v} ") for v in verbs):
        return True
    before = scene.text[start:first].rstrip()
    return any(before.endswith(f" {v}") or before == v for v in verbs)
