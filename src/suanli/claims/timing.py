"""When: whether the dates around a quantity lie before or after the day on which its text appeared."""

from __future__ import annotations

from datetime import timedelta

from suanli.claims.scene import Line, Scene

__all__ = [
    "beside_a_year",
    "beside_next",
    "changed",
    "dated_now",
    "due",
    "of_a_plan",
    "past_before",
    "plans_here",
    "sized",
    "supposed",
    "time_ahead",
]


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
        if period.start >= end and of_a_plan(line, end, period.start):
            continue  # `has received 4,000 and plans to have 32,000 by the end of 2027`
        gap = float(max(period.start - end, start - period.end, 0) + 40 * breaks)
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
        return any(_measured_by(scene, line, p.start, p.end, start) for p in line.periods if p.start < start)
    lead = scene.text[max(start - 14, line.start) : start].split()
    if not lead or lead[-1] not in scene.words.words("up_from"):
        return False
    return lead[-1] in scene.words.words("as_against") or _begun_after(scene, line, start)


def _measured_by(scene: Scene, line: Line, first: int, last: int, start: int) -> bool:
    """Whether a figure is that of a year it stands behind, told as a measure: `高于今年AI投资的1500亿`."""
    moved = scene.words.words("moved")
    between, lead = scene.text[last:start], scene.text[max(first - 4, line.start) : first]
    if len(between) > _GAP or any(last <= a.start < start for a in line.amounts):
        return False
    if lead.endswith(scene.words.words("compare")):
        by = any(
            w in between for w in (*moved, *scene.words.words("moved_by"))
        )  # `比去年多出500亿`: by how much, or to what
        return len(between) <= 4 or not (by or scene.breaks_between(line, last, start))
    from_there = lead.endswith(scene.words.words("up_from")) and not scene.breaks_between(line, last, start)
    return from_there and any(w in scene.text[start : min(start + 24, line.end)] for w in moved)


_GAP = 16


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


def of_a_plan(line: Line, end: int, at: int) -> bool:
    """Whether a word of planning stands between a quantity and a date behind it, and what is planned has its number."""
    plans = [h.start for h in line.told("planned", "future") if end <= h.start < at]
    if not plans:
        return False
    own = [a for a in line.amounts if a.start > plans[0] and a.family not in {"skip", "duration"}]
    return any(a.family or not any(p.start <= a.start < p.end for p in line.periods) for a in own)


def plans_here(scene: Scene, line: Line, start: int) -> bool:
    """Whether a word of planning stands in the clause of a quantity."""
    return any(not scene.breaks_between(line, h.start, start) for h in line.told("planned", "future"))


def beside_next(scene: Scene, line: Line, start: int, end: int) -> bool:
    """Whether a count of this year stands beside one of a year to come: `明年160万颗,今年的上限为100万颗`."""
    published = scene.document.published
    if published is None or published.since is None or scene.words.spaced:
        return False
    near = [(max(p.start - end, start - p.end, 0), p) for p in line.periods if p.since is not None]
    own = min(near, key=lambda told: told[0])[1] if near else None
    if own is None or own.since is None or own.since > published.since:
        return False
    before = scene.lines[max(line.index - 1, 0) : line.index]
    lines = [line, *(x for x in before if x.paragraph == line.paragraph)]
    others = [(x, a) for x in lines for a in x.amounts if a.family == "chips" and a.start != start]
    return any(time_ahead(scene, x, a.start, a.end) > 0 for x, a in others)


def past_before(line: Line, start: int) -> bool:
    """Whether a word for a time past stands before a figure, no other figure but a span between: `过去四个季度,…`."""
    spots = [h.end for h in line.told("now") if h.end <= start]
    counted = (a.start for a in line.amounts if a.family and a.family not in {"skip", "duration"})
    return bool(spots) and not any(max(spots) <= at < start for at in counted)


def sized(line: Line, start: int, end: int) -> bool:
    """Whether a sum stands in the clause of a word for a market."""
    if not line.told("market"):
        return False
    money = any(a.start == start and a.family == "money" for a in line.amounts)
    first, last = line.clause(start, end)
    return money and any(first <= h.start < last for h in line.told("market"))


def changed(line: Line, start: int) -> bool:
    """Whether a sum has changed by a rate, or this is that rate: `同期资本开支激增91%至274.8亿元`."""
    rates = [a for a in line.amounts if a.family == "percent" and (a.start == start or 0 <= start - a.end <= 3)]
    moved = [h.end for h in line.told("price_up", "price_down")]
    return any(0 <= a.start - end <= 3 for a in rates for end in moved)


def supposed(scene: Scene, line: Line, start: int) -> bool:
    """Whether a clause before a figure, or its own, opens with an if: `若在华销售额达230亿美元，需支付超30亿`."""
    words = scene.words.words("supposing")
    spots = [line.start, *(at + 1 for at in line.breaks if at < start)]
    spots += [m.end for m in line.chips if m.end < start and not scene.text.startswith("若干", m.end)]  # `B30A若获批`
    return bool(words) and not scene.words.spaced and any(scene.text.startswith(words, at) for at in spots)
