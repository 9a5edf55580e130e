"""Who says it and how sure: stance, polarity, attribution, hedge and status of a claim."""

from __future__ import annotations

from suanli.claims.kinds import DENSE, LOOSE
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["Voice", "voice_of"]

SPEAKERS = frozenset({"analyst", "outlet"})


class Voice:
    """The stance of one span, with the names and classes of its sources."""

    def __init__(self, stance: str, sources: tuple[str, ...], hedge: str) -> None:
        """What was found."""
        self.stance, self.sources, self.hedge = stance, sources, hedge


def _weights(scene: Scene, line: Line, start: int, end: int) -> dict[str, float]:
    reach = (LOOSE if scene.words.spaced else DENSE) * 2.5
    found: dict[str, float] = {}
    for hit in line.cues:
        if hit.group != "stance":
            continue
        gap = max(hit.start - end, start - hit.end, 0)
        breaks = scene.breaks_between(line, hit.start, start)
        value = 0.75**breaks / (1 + gap / reach)
        found[hit.name] = max(found.get(hit.name, 0.0), value)
    return found


def _speakers(line: Line) -> list[Mention]:
    return [m for m in line.companies if m.party.roles & SPEAKERS and m.kind != "person"]


def voice_of(scene: Scene, line: Line, start: int, end: int, kind: str) -> Voice:
    """The stance towards what a span says: denied, planned, estimated, reported or asserted."""
    weights = _weights(scene, line, start, end)
    speakers = _speakers(line)
    roles = {r for m in speakers for r in m.party.roles}
    carried = _carried(scene, line)
    sources = tuple(dict.fromkeys(m.party.name for m in speakers)) or carried[1]
    denied = weights.get("denied", 0.0)
    if denied > 0.45:
        return Voice("denied", sources, "")
    plan, guess = weights.get("planned", 0.0), weights.get("estimated", 0.0)
    analyst = bool(roles & {"analyst"})
    press = bool(roles & {"outlet"})
    told = weights.get("reported", 0.0)
    if kind in {"spec", "price_change", "usage", "training"}:
        plan *= 0.4
    if kind in {"order", "stock", "capex", "supply", "delivery", "policy", "transfer"} and plan > 0.42:
        return Voice("planned", sources, "planned")
    if analyst or guess > 0.4:
        return Voice("estimated", sources, "")
    if press or told > 0.3:
        return Voice("reported", sources, "")
    if carried[0] and kind not in {"spec", "policy"} and not weights.get("asserted"):
        return Voice(carried[0], sources, "")
    return Voice("asserted", sources, "")


def _carried(scene: Scene, line: Line) -> tuple[str, tuple[str, ...]]:
    """The stance that sentences before in the paragraph lend to this one."""
    index = line.index - 1
    while index >= 0 and scene.lines[index].paragraph == line.paragraph and line.index - index <= 3:
        other = scene.lines[index]
        speakers = _speakers(other)
        roles = {r for m in speakers for r in m.party.roles}
        names = tuple(dict.fromkeys(m.party.name for m in speakers))
        cues = {h.name for h in other.cues if h.group == "stance"}
        if roles & {"analyst"}:
            return "estimated", names
        if roles & {"outlet"} or "reported" in cues:
            return "reported", names
        index -= 1
    return "", ()
