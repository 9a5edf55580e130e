"""Words that stand for a firm named before: where they stand, and which country they say it is of."""

from __future__ import annotations

from bisect import bisect_left

from suanli.claims.authorities import demonym, nationality
from suanli.claims.houses import HOUSE
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["compatriot", "maker_meant", "pointers", "same_nation", "teller_of"]


def pointers(scene: Scene, line: Line) -> list[tuple[int, int, str]]:
    """Words of a sentence that stand for a subject named before, the last first; with the country they say, if any."""
    found: list[tuple[int, int, str]] | None = line.known.get("pointers")
    if found is None:
        found = []
        near, least = (24, 4) if scene.words.spaced else (6, 2)
        houses = [(m.start, m.end) for m in line.companies if m.kind == HOUSE]
        for hit in line.told("anaphora"):
            if any(start <= hit.start < end for start, end in houses):
                continue  # `la firma de Mark Zuckerberg` is named
            at = bisect_left(line.breaks, hit.start)
            opening = line.breaks[at - 1] + 1 if at else line.start
            said = told_that(scene, line, hit.start) or _told_bare(scene, line, hit.start)
            if scene.text[hit.start - 1] == "、" or (scene.words.spaced and said):
                opening = hit.start  # `estima que a empresa`, `2人によると、同社は`
            heads = hit.start - line.start <= 1  # a short pronoun counts at the head of the sentence only
            if (heads or hit.end - hit.start >= least) and hit.start - opening <= near:
                last = scene.text.rfind(" ", hit.start, hit.end)  # `a americana`, `the company` with its adjective
                country = nationality(scene.text, hit.end, scene.words) or nationality(scene.text, last, scene.words)
                found.append((hit.start, hit.end, country))
        found.reverse()
        lead = demonym(scene.text, line.start, scene.words)
        if lead is not None and scene.document.text[lead[0] : lead[0] + 1].strip() and not found:
            found.append(lead)
        line.known["pointers"] = found
    return found


def told_that(scene: Scene, line: Line, at: int) -> bool:
    """Whether a place comes right after a verb of saying and its `that`."""
    lead = scene.text[max(line.start, at - 9) : at].split()
    if not lead or lead[-1] not in scene.words.words("object_clause"):
        return False
    verb = at - 1 - len(lead[-1]) - 1
    return any(h.end in {verb, verb + 1, at - 1} for h in line.told("asserted", "estimated", "reported", "planned"))


def _told_bare(scene: Scene, line: Line, at: int) -> bool:
    """Whether a verb of saying without a `that` stands shortly before a place: `Bernstein đoán năm nay hai hãng`."""
    if not scene.words.grammar.get("that_dropped") or at - line.start > FAR_ON:
        return False
    return any(0 < at - h.end <= 16 for h in line.told("asserted", "estimated", "reported"))


FAR_ON = 90  # characters into a sentence within which such a verb opens what is said


def same_nation(mention: Mention, country: str) -> bool:
    """Whether a word for a firm may stand for a name before it: no group, and no firm of another country."""
    return "group" not in mention.party.roles and (not country or mention.party.country in {country, ""})


def compatriot(scene: Scene, line: Line, country: str) -> list[Mention]:
    """The firm of a country that the three sentences before named last, else the only one of it that any before did."""
    near = max(line.index - 3, 0)
    firms = _of_country(scene.lines[near : line.index], country)
    if not firms:
        firms = _of_country(scene.lines[max(line.index - 20, 0) : near], country)
        firms = firms if len({m.party.id or m.party.name for m in firms}) == 1 else []
    return firms[-1:]


def _of_country(lines: list[Line], country: str) -> list[Mention]:
    """The firms of a country that sentences name."""
    named = [m for x in lines for m in x.companies]
    return [m for m in named if m.party.country == country and not m.party.roles & (STATES | TELLERS | {"group"})]


def teller_of(scene: Scene, line: Line, groups: list[list[Mention]], end: int) -> list[Mention] | None:
    """Who only tells what a firm pointed back to does: `Wang, de Scale AI, sostiene que la compañía dispone`."""
    for pointing in groups:
        first = pointing[0]
        if first.kind != "anaphora" or first.start > end or not told_that(scene, line, first.start):
            continue
        names = {m.party.name for m in pointing}
        before = [g for g in groups if g[-1].end < first.start and g[0].kind != "anaphora"]
        if before and names.isdisjoint(m.party.name for m in before[-1]):
            return before[-1]
    return None


def maker_meant(scene: Scene, line: Line, at: tuple[int, int], back: list[Mention], country: str) -> list[Mention]:
    """Whom a word for a maker of chips means where the subject before makes nothing: `the chipmaker has 700,000`."""
    nouns, text = scene.words.words("maker_nouns"), scene.text[at[0] : at[1]]
    if any(noun in text for noun in scene.words.words("young_nouns")):
        return _young(scene, line, at[0], back)
    if not any(noun in text for noun in nouns) or any(_only_makes(m) for m in back):
        return _of_role(scene, line, at, back)
    before = scene.lines[max(line.index - 4, 0) : line.index + 1]
    named = [m for x in before for m in x.companies if m.end <= at[0] and "chipmaker" in m.party.roles]
    named = [m for m in named if not m.party.roles & {"buyer", "cloud"} and (not country or m.party.country == country)]
    return named[-1:] or back


def _of_role(scene: Scene, line: Line, at: tuple[int, int], back: list[Mention]) -> list[Mention]:
    """Whom a word for a laboratory, a lessor or a foundry means where the subject before is none: `el laboratorio`."""
    text = scene.text[at[0] : at[1]]
    for role, key in POINTING:
        if not any(noun in text for noun in scene.words.words(key)) or any(role in m.party.roles for m in back):
            continue
        before = scene.lines[max(line.index - 4, 0) : line.index + 1]
        named = [m for x in before for m in x.companies if m.end <= at[0] and role in m.party.roles]
        apart = [m for m in named if "cloud" not in m.party.roles]  # Microsoft has a laboratory and is none
        return (apart or named)[-1:] or back
    return back


POINTING = (("lab", "lab_nouns"), ("neocloud", "lessor_nouns"), ("foundry", "foundry_nouns"))


def _young(scene: Scene, line: Line, at: int, back: list[Mention]) -> list[Mention]:
    """Whom a word for a young firm means where the subject before is a giant: `the start-up has promised Oracle`."""
    if not back or any(not _giant(m) for m in back):
        return back
    named = [m for x in scene.lines[max(line.index - 4, 0) : line.index + 1] for m in x.companies if m.end <= at]
    named = [m for m in named if not m.party.roles & (STATES | TELLERS | {"group"}) and not _giant(m)]
    return named[-1:] or back


def _giant(mention: Mention) -> bool:
    """Whether a firm is one of the great users or makers of chips, which nobody calls young."""
    return bool(mention.party.roles & {"cloud", "chipmaker", "foundry"}) and "lab" not in mention.party.roles


def _only_makes(mention: Mention) -> bool:
    """Whether a firm makes or sells chips and uses none."""
    return bool(mention.party.roles & MAKING) and not mention.party.roles & {"buyer", "cloud"}


MAKING = frozenset({"chipmaker", "foundry", "memory", "server", "distributor"})
