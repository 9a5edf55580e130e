"""When: the period that the words beside a claim tell."""

from __future__ import annotations

from collections.abc import Sequence

from suanli.claims.continuing import Draft
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.timing import of_a_plan
from suanli.terms import Period

__all__ = ["periods_of"]

BREAK = 30  # characters that a clause break counts as
LEAD = 14  # characters before a date in which a word of comparison is sought
SAID = 24  # characters between a word of telling and its day, half in scripts without spaces
A_DAY = 1  # days that such a time lasts
COUNTED = frozenset({"chips", "money", "power", "tokens", "people"})  # digits of these are no year: 2048 GPUs


def periods_of(scene: Scene, drafts: Sequence[Draft]) -> list[Period | None]:
    """The period told of each claim: the nearest of its sentence; a rate of change has that of what changes."""
    found: list[Period | None] = []
    for index, draft in enumerate(drafts):
        last = drafts[index - 1] if index else None
        rate = draft.amount.family in {"ratio", "percent"} and last is not None and last.line is draft.line
        of_last = found[-1] if rate and last is not None and last.choice.kind == draft.choice.kind else None
        if (
            of_last is not None
            and last is not None
            and _compared(scene, of_last)
            and _owns(scene, of_last, last.amount)
        ):
            of_last = None  # `比去年的31亿元增加近八成`: what has grown is another sum
        found.append(of_last or _nearest(scene, draft.line, draft.amount))
    return [None if _of_another(scene, drafts, found, index) else period for index, period in enumerate(found)]


def _of_another(scene: Scene, drafts: Sequence[Draft], found: Sequence[Period | None], index: int) -> bool:
    """Whether the time of what has happened is still to come, and that of a plan beside it.

    `has received 4,000 and plans to have 32,000 by the end of 2027`.
    """
    period, draft, published = found[index], drafts[index], scene.document.published
    if period is None or period.since is None or published is None or published.since is None:
        return False
    if period.since <= published.since or draft.voice.stance not in {"asserted", "reported"}:
        return False
    if draft.choice.kind == "stock" and of_a_plan(draft.line, draft.amount.end, period.start):
        return True
    return any(
        other.line is draft.line and other.voice.stance == "planned" and when is period
        for other, when in zip(drafts, found, strict=True)
    )


def _nearest(scene: Scene, line: Line, amount: Amount) -> Period | None:
    best, found = 1e9, None
    for period in line.periods:
        gap = float(max(period.start - amount.end, amount.start - period.end, 0))
        gap += BREAK * scene.breaks_between(line, period.start, amount.start)
        skipped = _counts(line, period) or (_compared(scene, period) and not _owns(scene, period, amount))
        skipped = skipped or _of_telling(scene, line, period)
        if gap < best and not skipped:
            best, found = gap, period
    return found


def _of_telling(scene: Scene, line: Line, period: Period) -> bool:
    """Whether a day is that on which somebody said so: `said on Tuesday`, `路透社1月28日披露`."""
    if period.since is None or period.until is None or (period.until - period.since).days > A_DAY:
        return False
    reach = SAID if scene.words.spaced else SAID // 2
    for hit in line.told("asserted", "reported", "according"):
        (_, end), (start, _) = sorted(((hit.start, hit.end), (period.start, period.end)))
        if not end - 1 <= start <= end + reach or scene.breaks_between(line, end, start):
            continue
        if not any(end <= a.start < start for a in line.amounts if a.family in COUNTED):
            return True
    return False


def _counts(line: Line, period: Period) -> bool:
    """Whether the digits of a year count something."""
    return any(a.start < period.end and period.start < a.end and a.family in COUNTED for a in line.amounts)


def _owns(scene: Scene, period: Period, amount: Amount) -> bool:
    """Whether a figure stands right behind its time: `比去年的31亿元`, `than last year's $3 billion`."""
    if amount.family in {"ratio", "percent"}:
        return False  # `比去年翻番`: by how much
    between = scene.text[period.end : amount.start].strip()
    return period.end <= amount.start and between in {"", "的", "の", "의", "'s", "’s"}


def _compared(scene: Scene, period: Period) -> bool:
    """Whether a time is only what another is compared with: `more than last year`, `比去年`."""
    lead = scene.text[max(period.start - LEAD, 0) : period.start].rstrip()
    marks = scene.words.words("compare")
    edged = scene.words.spaced
    if scene.text[period.end : period.end + LEAD].lstrip().startswith(scene.words.words("measured_after")):
        return True  # `1년 전보다`, `1年前より`
    return lead.endswith(marks) and any(
        lead.endswith(w) and not (edged and lead[: -len(w)][-1:].isalnum()) for w in marks
    )
