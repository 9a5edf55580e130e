"""What moves inside one firm: chips that one department gives up for another, and what a country holds as a whole."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.authorities import country_at, government
from suanli.claims.candidates import countries_of
from suanli.claims.naming import STATES, TELLERS, Party, parties
from suanli.claims.once import once_in_text
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.sought import pattern_of, spots, stands

__all__ = ["country_counted", "handed_within"]


def handed_within(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a department gives or gets a count of chips: `the games division handed 2,000 A100s to research`."""
    if amount.family not in {"chips", "percent"} or any(m.party.roles & STATES for m in line.companies):
        return False
    if not _names_departments(scene):
        return False
    start, stop = line.clause(amount.start, amount.end)
    return bool(spots(scene, "hands", start, stop) and spots(scene, "departments", start, stop))


@once_in_text
def _names_departments(scene: Scene) -> bool:
    """Whether a text names a department of a firm anywhere."""
    return bool(stands(scene, "departments"))


def country_counted(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The country of which somebody says how many chips it holds in all: `"China's cards come to 500,000 A100s"`."""
    if amount.family != "chips" or amount.low < 1e3:
        return None
    if (country := totalled(scene, line, amount)) is not None:
        return country
    china = line.told("china")
    if not china:
        return None
    opening = _speech(scene, line, amount.start)
    firms = [m for m in line.companies if opening <= m.start < amount.start and not m.party.roles & (STATES | TELLERS)]
    hit = next((h for h in china if opening <= h.start < amount.start), None)
    party = parties().get("china_government")
    if firms or hit is None or party is None or not _holding(scene, line, hit.end, amount):
        return None
    return Mention(hit.start, hit.end, _bare(party), "nation")


def land_first(scene: Scene, line: Line, kind: str) -> Mention | None:
    """The country whose name opens a sentence that names no firm: `El Reino Unido encendió 5.448 GH200`."""
    if kind not in {"stock", "order"} or any(not m.party.roles & TELLERS for m in line.companies):
        return None
    lands = countries_of(scene, line)
    opening = scene.text[line.start : lands[0].start].split() if lands else ["-", "-"]
    return lands[0] if not opening or opening in [[w] for w in scene.words.words("definite")] else None


def totalled(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The country whose name opens what is counted in all: `南韩GPU总数将超过30万颗`."""
    if amount.family != "chips" or scene.words.spaced:
        return None
    opening = line.opening(amount.start)
    words = scene.words.words("totals")
    if not any(w in scene.text[opening : amount.start] for w in words):
        return None
    code, end = country_at(scene.text, opening + (scene.text[opening] in ",; "), scene.words)
    noun = next((h for h in line.told("chipword") if code and 0 <= h.start - end <= 3 and h.end <= amount.start), None)
    party = government(code) if noun is not None and scene.text.startswith(words, noun.end) else None
    return Mention(opening, end, _bare(party), "total") if party is not None else None


def _speech(scene: Scene, line: Line, at: int) -> int:
    """Where what somebody is quoted as saying begins before a place, else where the sentence does."""
    marks = [scene.text.rfind(mark, line.start, at) for mark in (':"', '说"', ": «", ":", '"', "«", ',"')]
    return max([line.start, *(m + 1 for m in marks if m >= 0)])


def _holding(scene: Scene, line: Line, end: int, amount: Amount) -> bool:
    """Whether what the country has is counted: its computing power, its chips, what it has in all."""
    told = [h for h in line.told("chipword", "total", "equivalent", "site", "hold") if h.start >= end]
    words = pattern_of(scene.words.words("wealth"), spaced=scene.words.spaced)
    owned = words.search(scene.text, end, amount.start) is not None
    acts = any(end <= h.start < amount.start for h in line.told("buy", "ship", "sell", "make", "rent", "smuggle"))
    return owned and bool(told) and not acts


def _bare(party: Party) -> Party:
    return party._replace(name=party.name.removesuffix(" government"))
