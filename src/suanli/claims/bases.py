"""What a plan that the press knows of is compared with: `160 billion next year, from 150 billion this year`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from suanli.claims.continuing import Draft
from suanli.claims.scene import Mention, Scene
from suanli.claims.stances import Voice
from suanli.terms import Period

__all__ = ["bases"]

SPENT = {"capex": "money", "supply": "chips"}  # the kinds of plans that are compared with the year before, by family
NEAR = 3  # sentences
ALIKE = 3.0  # how many times as large the plan may be
YEAR = dt.timedelta(days=300)


def bases(scene: Scene, drafts: Sequence[Draft], periods: Sequence[Period | None]) -> None:
    """Make figures of a year begun reported where they stand beside plans for a later year that the press hears of."""
    published = scene.document.published
    day = published.since if published is not None else None
    told = [i for i, d in enumerate(drafts) if SPENT.get(d.choice.kind) == d.amount.family]
    if day is None or len(told) < 2:
        return
    later = [drafts[i] for i in told if drafts[i].voice.stance == "planned" and _of_a_year(periods[i], day) > 0]
    for index in told if later else ():
        draft = drafts[index]
        period = periods[index]
        goes_on = period is not None and period.until is not None and period.until > day
        open_to = ("planned", "asserted") if goes_on else ("planned",)
        if draft.voice.stance not in open_to or _of_a_year(period, day) >= 0:
            continue
        if any(_compared(scene, draft, plan) for plan in later):
            draft.voice = Voice("reported", draft.voice.sources, "", done=True, dated=True)


def _of_a_year(period: Period | None, day: dt.date) -> int:
    """1 for a year to come, -1 for one that has begun, else 0."""
    if period is None or period.since is None or period.until is None or period.until - period.since < YEAR:
        return 0
    return 1 if period.since > day else -1


def _compared(scene: Scene, draft: Draft, plan: Draft) -> bool:
    """Whether a figure is one with which a plan of the same party is compared, which unnamed sources or papers tell."""
    one, other = draft.amount, plan.amount
    first, last = sorted((draft.line.index, plan.line.index))
    if draft.choice.kind != plan.choice.kind or one.unit != other.unit or last - first > NEAR or not one.low:
        return False
    if not 1 / ALIKE < other.low / one.low < ALIKE or other.low == one.low:
        return False
    firms = {m.party.id for m in draft.actors}
    if firms and firms != {m.party.id for m in plan.actors}:
        return False
    around = scene.lines[max(first - 1, 0) : last + 2]
    return any(x.told("reported") or _by_paper(x.companies) for x in around)


def _by_paper(companies: Sequence[Mention]) -> bool:
    """Whether an outlet stands among those named in a sentence."""
    return any("outlet" in m.party.roles for m in companies)
