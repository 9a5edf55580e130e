"""Which state acts: by its rules, by a share that goes to it, by what it spends under the bare name of its country."""

from __future__ import annotations

from functools import lru_cache

from suanli.claims.amounts import Amount
from suanli.claims.authorities import country_at, government
from suanli.claims.binding import MAKERS, Roles
from suanli.claims.kinds import Choice
from suanli.claims.levies import levied
from suanli.claims.lexicon import Lexicon
from suanli.claims.naming import STATES, parties
from suanli.claims.portions import to_country, to_state
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["NOT_MOVERS", "bare_state", "governed", "spender", "states_of"]

NOT_MOVERS = MAKERS | {"government", "regulator", "outlet", "analyst", "server"}
PAID = 48  # characters behind a share in which its receiver stands


def states_of(scene: Scene) -> list[Mention]:
    """The government that a text names most, the American one where it names none."""
    named = [m for x in scene.lines[:200] for m in x.companies if m.party.roles & STATES]
    named = [m for m in named if m.party.country != "CN"] or named
    ids = [m.party.id for m in named]
    return [max(named, key=lambda m: ids.count(m.party.id))] if named else []


def bare_state(scene: Scene, line: Line, start: int) -> list[Mention]:
    """The state that rules by the bare name of its country, with which a clause before a place opens: `美国…准许`."""
    rules = [h.start for h in line.told("allow", "ban", "licence") if h.start < start]
    if not rules:
        return []
    for opening in sorted({line.start, *(b + 1 for b in line.breaks if b < start)}, reverse=True):
        code, end = _country_by(scene, opening, min(rules))
        state = government(code) if code else None
        reach = 40 if scene.words.spaced else 18
        verbs = [at for at in rules if end <= at < end + reach and not scene.breaks_between(line, opening, at)]
        if state is not None and verbs and not any(opening <= m.start < verbs[0] for m in line.companies):
            return [Mention(opening, end, state, "country")]
    return []


def _country_by(scene: Scene, opening: int, at: int) -> tuple[str, int]:
    """The country with which a clause opens, but for a few words before a place: `Между тем США 13 января сняли`."""
    code, end = country_at(scene.text, opening, scene.words)
    if code or not scene.words.spaced:
        return code, end
    for _ in range(WORDS):
        word, blank, _ = scene.text[opening:at].lstrip().partition(" ")
        if not blank:
            break
        opening = scene.text.index(word, opening) + len(word)
        code, end = ("", 0) if word in _leading(scene.words) else country_at(scene.text, opening, scene.words)
        if code:
            return code, end
    return "", opening


WORDS = 3  # before the name of a country: `Meanwhile`, `two weeks later`


@lru_cache(maxsize=32)
def _leading(words: Lexicon) -> frozenset[str]:
    """Words that take the name of a country into a place or an aim: `in`, `for`."""
    return frozenset(w for key in ("for_after", "place_before", "genitive", "buyer_after") for w in words.words(key))


def spender(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Roles:
    """The state that spends by the bare name of its country, opening a sentence before no firm: `India set aside`."""
    giver = _giver(scene, line, amount)
    if giver is not None:
        return Roles([giver], [m for m in roles.actors if m.party is not giver.party])
    code, end = country_at(scene.text, line.start, scene.words) if roles.guessed or not roles.actors else ("", 0)
    state = government(code) if end < amount.start else None
    if state is None or any(m.start < amount.start for m in line.companies):
        return roles
    return Roles([Mention(line.start, end, state, "country")], roles.others)


def _giver(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The state from which a firm gets a sum: `経産省から最大421億円の補助を受ける`."""
    marks = scene.words.words("from_giver")
    near = [m for m in line.companies if m.party.roles & STATES and 0 <= amount.start - m.end <= GIVEN] if marks else []
    given = any(w in scene.text[amount.end : amount.end + GIVEN] for w in scene.words.words("granted"))
    return next((m for m in near if given and scene.text.startswith(marks, m.end)), None)


GIVEN = 12  # characters between a giver and the sum, and behind that to the word for it


def _accused(line: Line) -> Roles:
    """Whom a penalty threatens: the firm that a sentence accuses, else nobody by name."""
    firms = [m for m in line.companies if not m.party.roles & (NOT_MOVERS | {"group"}) and m.kind != "person"]
    return Roles(firms[:1], [], guessed=not firms)


def governed(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> Roles:
    """The parties of a rule where no state is one: the state named acts, else that of the sentences before."""
    if amount.family in {"money", "duration"} and choice.cues.get("penalty", 0.0) > 0.4:
        return _accused(line)
    states = [m for m in line.companies if m.party.roles & STATES]
    paid = levied(scene, line, amount)
    if paid is None and amount.family == "percent" and line.told("tariff"):
        paid = to_state(scene, line, amount)
    if paid is not None:
        return Roles([paid], [m for m in roles.others if m.party is not paid.party], guessed=roles.guessed)
    acts = any(m.party.roles & STATES for m in roles.actors)
    bare = bare_state(scene, line, amount.start) if roles.guessed or not acts else []
    if acts and not bare:
        return roles
    receiver = amount.end, min(amount.end + PAID, line.end)
    land = to_country(scene, *receiver) if amount.family == "percent" else None
    if land is not None:
        return Roles([land], roles.actors or roles.others)
    goals = [h for h in line.told("china") if _goal(scene, h.start)]
    if goals:  # what may be sold to China another state rules
        states = [m for m in states if m.party.country != "CN"]
    states = bare if not any(m.start < amount.start for m in states) and bare else states
    if states:
        return Roles(states[:1], roles.actors or roles.others)
    state = parties().get("china_government")
    hit = next((h for h in line.told("china") if h not in goals), None)
    allowed = [h.start for h in line.told("allow", "ban", "rule")]
    if hit is not None and state is not None and any(0 <= a - hit.start < 110 for a in allowed):
        return Roles([Mention(hit.start, hit.end, state, "country")], roles.actors)
    before = [s for x in scene.lines[max(line.index - 3, 0) : line.index] for s in _ruling(scene, x)]
    last = scene.lines[line.index - 1] if line.index else line
    allowed = allowed or [h.start for h in (*line.told("tariff", "licence"), *last.told("allow"))]
    return Roles(before[-1:] if allowed else [], roles.actors, guessed=True)  # no firm rules


def _goal(scene: Scene, at: int) -> bool:
    """Whether a country is where something goes: `a venda à China`, `対中国輸出`."""
    if not scene.words.spaced:
        return False
    lead = scene.text[max(at - 12, 0) : at].rstrip()
    return any(lead.endswith(f" {w}") for w in scene.words.words("buyer_after"))


def _ruling(scene: Scene, line: Line) -> list[Mention]:
    """The states of a sentence, and China where it rules by its bare name: `A China deu aval`."""
    found = [m for m in line.companies if m.party.roles & STATES]
    state = parties().get("china_government")
    rules = [h.start for h in line.cues if h.name in {"allow", "ban"}]
    reach = 12 if scene.words.spaced else 40  # verbs close the sentence in Japanese and Korean
    bare = [h for h in line.cues if h.name == "china" and any(0 <= a - h.end < reach for a in rules)]
    bare = [h for h in bare if not _goal(scene, h.start)]  # `to China nothing may be sold`
    if state is not None:
        found += [Mention(h.start, h.end, state, "country") for h in bare]
    return sorted(found, key=lambda m: m.start)
