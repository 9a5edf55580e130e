"""When: whether the dates around a quantity lie before or after the day on which its text appeared."""

from __future__ import annotations

from datetime import timedelta

from suanli.claims.scene import Line, Scene

__all__ = ["beside_a_year", "dated_now", "due", "time_ahead"]


def dated_now(scene: Scene, line: Line, start: int, end: int) -> bool:
    """Whether the clause of a span names a time that had begun when the text appeared: `今年則是850億`."""
    published = scene.document.published
    if published is None or published.since is None:
        return False
    first, last = line.clause(start, end)
    own = [p for p in line.periods if first <= p.start < last and p.since is not None]
    return bool(own) and all(p.since <= published.since for p in own if p.since is not None)


_YEAR = timedelta(days=300)
_NEWS = timedelta(days=8)  # a day this near before publication is when something was said, not when it happened


def time_ahead(scene: Scene, line: Line, start: int, end: int, kind: str = "") -> int:
    """1 where the nearest date of the clause lies after publication, -1 where it lies before, else 0."""
    published = scene.document.published
    if published is None or published.since is None:
        return 0
    best, found = 1e9, 0
    for period in line.periods:
        if period.since is None:
            continue
        if kind == "order" and due(scene, line, period.end):
            continue
        breaks = scene.breaks_between(line, period.start, start)
        if breaks and period.start >= end and _has_own(scene, line, end, period.start):
            continue  # the date of a later clause with its own number: `10 МВт, к 2027 году её доведут до 25`
        gap = max(period.start - end, start - period.end, 0) + 40 * breaks
        if gap < best:
            best = gap
            long = period.until is not None and period.until - period.since > _YEAR  # a whole year is no news of a day
            over = period.until is not None and period.until <= published.since - (timedelta(0) if long else _NEWS)
            over = over and not (breaks and period.start >= end)  # `380 billion, although he hinted in May`
            found = 1 if period.since > published.since else -over
    return found


def due(scene: Scene, line: Line, at: int) -> bool:
    """Whether goods come right after a word for a time in its clause: `排在明年交货`, `by June delivered`."""
    reach = 6 if not scene.words.spaced else 24
    return any(
        0 <= h.start - at <= reach and not scene.breaks_between(line, at, h.start) for h in line.told("ship", "receive")
    )


def beside_a_year(scene: Scene, line: Line, start: int) -> bool:
    """Whether a figure is that of a year with which another is compared: `高于今年的1500亿元`, `nach 150 Mrd. 2025`."""
    if not scene.words.spaced:
        marks = scene.words.words("compare")
        near = [p.start for p in line.periods if p.start < start and start - p.end <= 4]
        return any(scene.text[max(at - 4, line.start) : at].endswith(marks) for at in near)
    lead = scene.text[max(start - 14, line.start) : start].split()
    if not lead or lead[-1] not in scene.words.words("up_from"):
        return False
    return lead[-1] in scene.words.words("as_against") or _begun_after(scene, line, start)


def _begun_after(scene: Scene, line: Line, start: int) -> bool:
    """Whether the first time named after a place had begun when the text appeared."""
    published = scene.document.published
    after = [p for p in line.periods if 0 <= p.start - start < 60 and p.since is not None]
    if not after or published is None or published.since is None or after[0].since is None:
        return False
    return after[0].since <= published.since


def _has_own(scene: Scene, line: Line, end: int, at: int) -> bool:
    """Whether the clause of a date after a quantity counts something itself."""
    return any(
        a.start >= end and a.family != "skip" and not scene.breaks_between(line, a.start, at) for a in line.amounts
    )
