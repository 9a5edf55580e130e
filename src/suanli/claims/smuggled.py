"""Whether a sentence stands in a story of smuggling: by its words, those around it, or the dealer who opens it."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.once import once, once_in_text
from suanli.claims.scene import Line, Scene

__all__ = ["of_a_price", "peddled", "smuggling"]

DEALERS = frozenset({"distributor"})


@once
def smuggling(scene: Scene, line: Line) -> bool:
    """Whether the text around a sentence tells of smuggling."""
    if "smuggle" not in scene.topics:
        return False
    near = scene.lines[max(line.index - 2, 0) : line.index + 3]
    own = [x for x in near if x.paragraph == line.paragraph]
    near = own if len(own) > 1 else near  # another paragraph may tell another story
    count = sum(len(x.told("smuggle")) for x in near)
    count += scene.topics["smuggle"] >= 3 and any(x.told("seize") for x in near)  # what was on its way
    banned = bool(line.told("smuggle")) and bool(line.told("ban"))  # `管制收紧后…流入中国`
    return banned or count >= 2 or (count >= 1 and scene.topics.get("smuggle", 0) >= 4) or _by_smugglers(scene, line)


def _by_smugglers(scene: Scene, line: Line) -> bool:
    """Whether a dealer, by the text a smuggler, opens a sentence, or the one before where this one names no firm."""
    last = scene.lines[max(line.index - 2, 0) : line.index + 1]
    named = [x.companies[0].party for x in last if x.companies and x.paragraph == line.paragraph]
    if scene.topics["smuggle"] < 2 or not named or not named[-1].roles & DEALERS:
        return False
    return named[-1].id in _movers(scene)


@once_in_text
def _movers(scene: Scene) -> set[str]:
    """The ids of firms in whose sentences a text tells of smuggling."""
    return {m.party.id for x in scene.lines if x.told("smuggle") for m in x.companies}


def of_a_price(line: Line, amount: Amount) -> bool:
    """Whether words for a black market tell of a price beside them, not of a sum: `黑市喊到4万,这笔帐上看90亿`."""
    first, last = line.clause(amount.start, amount.end)
    told = [h.start for h in line.told("smuggle", "resell")]
    if not told or any(first <= at < last for at in told):
        return False
    spans = [line.clause(at, at) for at in told]
    return all(any(a.family == "money" and s <= a.start < e and a.low < 1e6 for a in line.amounts) for s, e in spans)


def peddled(scene: Scene, line: Line, at: int) -> bool:
    """Whether a dealer without a name sells in a story of smuggling: `Ein Händler setzte 400 Millionen um`."""
    made = any("chipmaker" in m.party.roles for m in line.companies)
    if scene.topics.get("smuggle", 0) < 2 or made or not scene.words.spaced:
        return False
    return any(w.startswith(scene.words.words("dealers") or "\0") for w in scene.text[line.start : at].split())
