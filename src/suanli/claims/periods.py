"""When: the period that the words beside a claim tell."""

from __future__ import annotations

from collections.abc import Sequence

from suanli.claims.continuing import Draft
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene
from suanli.terms import Period

__all__ = ["periods_of"]

BREAK = 30  # characters that a clause break counts as
LEAD = 14  # characters before a date in which a word of comparison is sought
COUNTED = frozenset({"chips", "money", "power", "tokens", "people"})  # digits of these are no year: 2048 GPUs


def periods_of(scene: Scene, drafts: Sequence[Draft]) -> list[Period | None]:
    """The period told of each claim: the nearest of its sentence; a rate of change has that of what changes."""
    found: list[Period | None] = []
    for index, draft in enumerate(drafts):
        last = drafts[index - 1] if index else None
        rate = draft.amount.family in {"ratio", "percent"} and last is not None and last.line is draft.line
        of_last = found[-1] if rate and last is not None and last.choice.kind == draft.choice.kind else None
        found.append(of_last or _nearest(scene, draft.line, draft.amount))
    return found


def _nearest(scene: Scene, line: Line, amount: Amount) -> Period | None:
    best, found = 1e9, None
    for period in line.periods:
        gap = float(max(period.start - amount.end, amount.start - period.end, 0))
        gap += BREAK * scene.breaks_between(line, period.start, amount.start)
        if gap < best and not _counts(line, period) and not _compared(scene, period):
            best, found = gap, period
    return found


def _counts(line: Line, period: Period) -> bool:
    """Whether the digits of a year count something."""
    return any(a.start < period.end and period.start < a.end and a.family in COUNTED for a in line.amounts)


def _compared(scene: Scene, period: Period) -> bool:
    """Whether a time is only what another is compared with: `more than last year`, `比去年`."""
    lead = scene.text[max(period.start - LEAD, 0) : period.start].rstrip()
    marks = scene.words.words("compare")
    edged = scene.words.spaced
    return lead.endswith(marks) and any(
        lead.endswith(w) and not (edged and lead[: -len(w)][-1:].isalnum()) for w in marks
    )
