"""What only a long text tells beside its story: head counts, customers, totals, `most`, likenesses, years of launches.

A short report is read for its figures on chips alone. A feature of several thousand characters is a source on the
firms as well: what is left over as beside the point there is a claim here, and so are likenesses without a number
(`on a par with the A100`: a ratio of 1), `most` (at least half) and the years in which chips came and rules began.
"""

from __future__ import annotations

from collections import defaultdict

from suanli.claims.amounts import Amount
from suanli.claims.continuing import Draft
from suanli.claims.drafting import TOTAL, draft_of
from suanli.claims.kinds import Choice, strengths
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import ChipMention, Line, Scene
from suanli.claims.scopes import is_long
from suanli.claims.sought import spots, stands

__all__ = ["asides"]

FEW = 5  # fewer firms are the parties of the story
CREW = 20  # fewer people are its sources

Left = list[tuple[Amount, str]]
Told = defaultdict[int, list[Draft]]  # the drafts of each sentence


def asides(scene: Scene, drafts: list[Draft], left: Left) -> tuple[list[Draft], Left]:
    """What a long text tells beside its story, and what is still left over; nothing of a short one."""
    if not is_long(scene):
        return [], left
    found: list[Draft] = []
    still: Left = []
    told: Told = defaultdict(list)
    for draft in drafts:
        told[draft.line.index].append(draft)
    for amount, reason in left:
        kept = _kept(scene, amount, reason, told)
        if kept is None:
            still.append((amount, reason))
        else:
            found.append(kept)
            told[kept.line.index].append(kept)
    worded = any(stands(scene, key) for key in ALONE)
    for line in scene.lines:
        if worded:
            found += (*_most(scene, line, told), *_mainly(scene, line), *_alike(scene, line), *_ahead(scene, line))
        found += _dated(scene, line)
    for draft in drafts:
        _set_aside(scene, draft)
    return found, still


def _set_aside(scene: Scene, draft: Draft) -> None:
    """A share of money raised, or of what a firm has in stock, is neither training nor output."""
    if draft.amount.family != "percent":
        return
    if draft.choice.kind == "revenue" and draft.guessed and _of_revenue(scene, draft.line, draft.amount):
        draft.choice.kind = "other"  # what firms of no name pay out of their sales
    if draft.choice.kind not in {"training", "usage", "supply", "stock"}:
        return
    cues = strengths(scene, draft.line, draft.amount.start, draft.amount.end)
    raised = draft.choice.kind == "training" and cues.get("off", 0.0) > 0.45
    reach = 26 if scene.words.spaced else 8
    stock = any(0 < s - draft.amount.end < reach for s, _ in _spots(scene, draft.line, "stock"))
    if raised or (stock and cues.get("yield", 0.0) < 0.3):
        draft.choice.kind, draft.chips = "other", []


# ---------------------------------------------------------------- figures left over


def _kept(scene: Scene, amount: Amount, reason: str, told: Told) -> Draft | None:
    """The claim that a quantity left over makes in a feature."""
    line = scene.lines[amount.sentence]
    cues = strengths(scene, line, amount.start, amount.end)
    kind = _beside(scene, line, amount, reason, told)
    if not kind:
        return None
    if amount.family == "people" and kind == "other":
        amount.family = "staff"
    draft = draft_of(scene, line, amount, Choice(kind, 1.0, cues))
    draft.chips = []
    return draft


def _beside(scene: Scene, line: Line, amount: Amount, reason: str, told: Told) -> str:
    """The kind of a quantity left over: staff, firms, totals, shares of staff, cuts counted; "" for the rest."""
    cues = strengths(scene, line, amount.start, amount.end)
    if amount.family in {"staff", "people"}:
        return "other" if amount.low >= CREW and reason != "another thing is counted" else ""
    if amount.family == "companies":
        return "other" if amount.low >= FEW else ""
    if amount.family == "models":
        return "training" if line.told("train") else ""
    if amount.family == "interactions":
        cut = cues.get("price_down", 0.0) > 0.3 and 1 < amount.low < 100
        amount.family, amount.unit = ("count", "count") if cut else ("interactions", amount.unit)
        return "price_change" if cut else ""
    if amount.family == "percent" and any(d.amount.family == "staff" for d in told[line.index]):
        return "other"  # `of 300 people, a third`
    if amount.family in {"money", "percent"} and reason.endswith(TOTAL):
        given = amount.family == "percent" and _of_revenue(scene, line, amount)
        spent = any(h.end <= amount.start for h in line.told("capex", "spend"))
        return "other" if given else ("capex" if spent else "revenue")
    return ""


def _of_revenue(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a share is one of revenue: `10 % of revenue`, `20%的营收`."""
    reach = 3 if not scene.words.spaced else 16
    return any(0 < h.start - amount.end <= reach for h in line.told("revenue"))


# ---------------------------------------------------------------- words for a share or a likeness


def _spots(scene: Scene, line: Line, key: str) -> list[tuple[int, int]]:
    return spots(scene, key, line.start, line.end)


ALONE = frozenset({"most", "mainly", "ahead", "alike", "nears", "tops"})  # words that make a claim without a number


def _numbered(line: Line, start: int, end: int) -> bool:
    """Whether a quantity starts between two places."""
    return any(start <= a.start < end and a.family for a in line.amounts)


def _most(scene: Scene, line: Line, told: Told) -> list[Draft]:
    """`..., most of them`: at least half of what the sentence has just counted."""
    found = []
    reach = 24 if not scene.words.spaced else 90
    for start, end in _spots(scene, line, "most"):
        whole = next((d for d in reversed(told[line.index]) if 0 < start - d.amount.end < reach), None)
        if whole is None or whole.amount.family not in {"companies", "people", "chips", "money", "staff"}:
            continue
        amount = _half(line, start, end)
        if whole.amount.family in {"chips", "money"}:
            found.append(Draft(line, amount, whole.choice, whole.actors, whole.others, whole.chips, whole.voice))
            continue
        cues = strengths(scene, line, start, end)
        used = cues.get("use", 0.0) > 0.2 or bool(_spots(scene, line, "using"))
        found.append(draft_of(scene, line, amount, Choice("usage" if used else "other", 1.0, cues)))
    return found


def _half(line: Line, start: int, end: int) -> Amount:
    """At least half, at a word that says so."""
    return _made(
        line, Amount(start, end, 50.0, 50.0, "fraction", "percent", "percent", "part", "at_least", number_end=end)
    )


def _made(line: Line, amount: Amount) -> Amount:
    """A quantity that words without a number make, with its sentence."""
    amount.sentence = line.index
    return amount


def _mainly(scene: Scene, line: Line) -> list[Draft]:
    """`bought mainly by Tencent`: at least half of the chips, without a number."""
    found = []
    reach = 16 if scene.words.spaced else 6
    for start, end in _spots(scene, line, "mainly"):
        left, right = line.clause(start, end)
        firms = [m for m in line.companies if 0 <= m.start - end <= reach and not m.party.roles & TELLERS]
        dealt = any(left <= h.start < right for h in line.told("buy", "use", "rent", "sell"))
        if firms and dealt and not _numbered(line, left, right):
            cues = strengths(scene, line, start, end)
            half = _half(line, start, end)
            draft = draft_of(scene, line, half, Choice("other", 1.0, cues))
            draft.chips = draft.chips or draft_of(scene, line, half, Choice("price", 1.0, cues)).chips
            draft.actors = firms[:1]
            found.append(draft)
    return found


def _ahead(scene: Scene, line: Line) -> list[Draft]:
    """`ordering months ahead`: a time of some months, where something is ordered or delivered."""
    found = []
    for start, end in _spots(scene, line, "ahead"):
        if not line.told("buy", "ship", "leadtime") or _numbered(line, start, end):
            continue
        amount = Amount(start, end, 2.0, 9.0, "vague", "duration", "months", "unit", "magnitude", number_end=end)
        draft = draft_of(scene, line, _made(line, amount), Choice("supply", 1.0, strengths(scene, line, start, end)))
        draft.chips = [c for c in draft.chips if c.line == line.index]
        found.append(draft)
    return found


def _one(line: Line, start: int, end: int, bound: str = "about") -> Amount:
    """A ratio of one at a word that says so."""
    return _made(line, Amount(start, end, 1.0, 1.0, "multiple", "ratio", "ratio", "part", bound, number_end=end))


def _alike(scene: Scene, line: Line) -> list[Draft]:
    """Likenesses without a number: one chip and another, an order and a year's sales."""
    found = []
    for start, end in _spots(scene, line, "alike"):
        choice = _likeness(scene, line, start, end)
        if choice is not None:
            draft = draft_of(scene, line, _one(line, start, end), choice)
            draft.chips = _likened(line, draft, start)
            found += _by_chip(draft)
    for key, bound in (("nears", "about"), ("tops", "at_least")):
        for start, end in _spots(scene, line, key):
            choice = _match(scene, line, start, end)
            if choice is not None:
                found.append(draft_of(scene, line, _one(line, start, end, bound), choice))
                found[-1].chips = []
    return found


def _likened(line: Line, draft: Draft, at: int) -> list[ChipMention]:
    """The chips said to be like others: those before the word, of another sentence where it has no chips itself."""
    own = any(h.end <= at for h in line.told("chipword"))
    other = next((c.chip.name for c in line.chips if c.start >= at), "")
    if other and all(c.chip.name == other for c in draft.chips):
        return [c for c in line.chips if c.end <= at and c.chip.name != other][:1]
    return [c for c in draft.chips if c.end <= at and (c.line == line.index or not own)]


def _by_chip(draft: Draft) -> list[Draft]:
    """A claim for each of the chips that are like others."""
    if draft.choice.kind != "spec" or len(draft.chips) < 2:
        return [draft]
    return [Draft(draft.line, draft.amount, draft.choice, draft.actors, draft.others, [c], draft.voice)
            for c in draft.chips]  # fmt: skip


def _likeness(scene: Scene, line: Line, start: int, end: int) -> Choice | None:
    """What is said to be like something where no number follows: speed of chips or their price, else None."""
    cues = strengths(scene, line, start, end)
    reach = 14 if not scene.words.spaced else 50
    if _numbered(line, start, end + reach // 2) or not (line.chips or cues.get("chipword", 0.0) > 0.4):
        return None
    after = scene.text[end : end + 1]
    if not scene.words.spaced and after and after not in "，,。.；;、）)！!？?\n ":
        return None  # 相当大, 相当于
    if cues.get("price", 0.0) > max(cues.get("spec", 0.0), 0.3):
        return Choice("price", 1.0, cues)
    left, right = line.clause(start, end)
    sides = any(left <= c.start < start for c in line.chips) and any(end <= c.start < right for c in line.chips)
    return Choice("spec", 1.0, cues) if sides or cues.get("spec", 0.0) > 0.25 else None


def _match(scene: Scene, line: Line, start: int, end: int) -> Choice | None:
    """What comes near or tops a total that is not told: orders, spending, sales."""
    reach = 40 if not scene.words.spaced else 110
    sums = [s for s, _ in _spots(scene, line, "totals") if 0 <= s - end < reach]
    heads = [h for h in line.told("buy", "capex", "revenue") if h.end <= start]
    counted = any(start <= a.start < end + reach and a.family not in {"", "skip", "duration"} for a in line.amounts)
    if not sums or not heads or counted:
        return None
    head = max(heads, key=lambda h: h.end)
    kind = {"buy": "order", "capex": "capex", "revenue": "revenue"}[head.name]
    return Choice(kind, 1.0, strengths(scene, line, start, end))


# ---------------------------------------------------------------- years


def _dated(scene: Scene, line: Line) -> list[Draft]:
    """The year in which a maker's chips came out, a firm's own data centres were begun or a rule took effect."""
    found = []
    for period in line.periods:
        year = period.label[:4]
        if period.precision not in {"year", "open"} or not (year.isdigit() and period.label in {year, f"{year}-"}):
            continue
        choice = _event(scene, line, period.start, period.end)
        if choice is None:
            continue
        value = float(year)
        amount = Amount(period.start, period.end, value, value, "digits", "date", "date", number_end=period.end)
        draft = draft_of(scene, line, _made(line, amount), choice)
        left, right = _clauses(scene, line, period.start, period.end)
        apposed = [c for c in line.chips if c.end <= left and c.group == max((x.group for x in line.chips), default=-1)]
        draft.chips = [c for c in line.chips if left <= c.start < right] or apposed
        found.append(draft)
    return found


def _clauses(scene: Scene, line: Line, start: int, end: int) -> tuple[int, int]:
    """The clause of a year; with the next one where words have no spaces: `2020年大会上,某某推出…`."""
    left, right = line.clause(start, end)
    return left, right if scene.words.spaced else next((b for b in line.breaks if b > right), line.end)


def _event(scene: Scene, line: Line, start: int, end: int) -> Choice | None:
    """What the year tells: a launch, a building begun, a rule; None where it is the date of a figure."""
    left, right = _clauses(scene, line, start, end)
    if any(left <= a.start < right and a.family not in {"", "skip", "duration"} for a in line.amounts):
        return None
    cues = strengths(scene, line, start, end)
    inside = [(s, e) for s, e in _spots(scene, line, "launch") if left <= s < right]
    makers = any("chipmaker" in m.party.roles for m in line.companies)
    if inside and (makers or line.chips):
        return Choice("spec", 1.0, cues)
    states = any(m.party.roles & STATES and m.kind != "person" for m in line.companies)
    beside = 40 if scene.words.spaced else 12
    ruled = [h for h in line.told("ban", "rule") if left <= h.start < right]
    if ruled and (states or any(0 <= start - h.end < beside for h in ruled)):
        return Choice("policy", 1.0, cues)
    firms = any(left <= m.start < right and not m.party.roles & (STATES | TELLERS) for m in line.companies)
    begun = any(left <= s < right for s, _ in _spots(scene, line, "begins"))
    return Choice("stock", 1.0, cues) if firms and begun and cues.get("site", 0.0) > 0.3 else None
