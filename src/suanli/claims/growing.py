"""Shares that tell how a figure just told has grown, and signed ones by which a price has moved."""

from __future__ import annotations

from dataclasses import replace

from suanli.claims.amounts import Amount
from suanli.claims.continuing import GROWING, Draft
from suanli.claims.kinds import Choice
from suanli.claims.scene import Line, Scene
from suanli.claims.stances import voice_of
from suanli.claims.weights import ELSE

__all__ = ["grown", "moved"]


def grown(scene: Scene, line: Line, amount: Amount, choice: Choice, before: list[Draft]) -> Draft | None:
    """`..., ten times more`, `up 20 % on the year`: growth of what the clause before counts, where no price is told."""
    if amount.family not in {"percent", "ratio"} or not before:
        return None
    if choice.reason != ELSE and (whole := tied(scene, line, amount, before)) is not None:
        voice = voice_of(scene, line, amount.start, amount.end, whole.choice.kind)
        return replace(whole, line=line, amount=amount, voice=voice)
    grew = choice.kind == "delivery" and choice.cues.get("price_up", 0.0) > 0.75  # `물량이 3배 넘게 뛰었다`
    if (choice.kind not in {"price_change", "spec", ""} and not grew) or choice.reason == ELSE:
        return None
    whole, cues = before[-1], choice.cues
    if whole.choice.kind not in GROWING or line.index - whole.line.index > 1 or whole.line.paragraph != line.paragraph:
        return None
    told = line.told("price", "rent", "spec", "resell")
    since = whole.line is not line or any(h.start >= whole.amount.end for h in told)  # `vale 50 miliardi e cresce del`
    if since and max((cues.get(c, 0.0) for c in ("price", "rent", "spec", "resell")), default=0) > 0.3:
        return None
    places = [m.start for m in line.companies] + [c.start for c in line.chips]
    moved = max(cues.get("price_up", 0.0), cues.get("price_down", 0.0))
    if moved < 0.4 or any(whole.amount.end < at < amount.start for at in places):
        return None
    voice = voice_of(scene, line, amount.start, amount.end, whole.choice.kind)
    return replace(whole, line=line, amount=amount, voice=voice, chips=whole.chips if whole.line is line else [])


def tied(scene: Scene, line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """The sum that a share right behind it has grown to, whatever is told around: `营收33.4亿元,月增9%、年增26%`."""
    last, marks = before[-1], scene.words.words("growth_marks")
    chained = last.line is line and last.amount.family == "percent"
    whole = next((d for d in reversed(before) if d.amount.family == "money"), last) if chained else last
    if not marks or whole.amount.family != "money" or whole.choice.kind not in {"capex", "revenue"}:
        return None
    here = whole.line is line
    if not here and (chained or line.index - whole.line.index > 1 or whole.line.paragraph != line.paragraph):
        return None
    between = scene.text[last.amount.end if here else line.start : amount.start].lstrip(" ,()、")
    return whole if 0 < len(between) <= TIED and between.startswith(marks) else None


TIED = 12  # characters of the words for growth between a sum and its rate


def moved(scene: Scene, line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """`That's +38%`: a signed share right after a price is its change."""
    last = before[-1] if before else None
    if last is None or last.choice.kind not in {"price", "price_change"} or line.paragraph != last.line.paragraph:
        return None
    signed = scene.text[max(amount.start - 1, 0) : amount.start + 1].strip()[:1] in {"+", "-", "−", "–"}
    choice = replace(last.choice, kind="price_change")
    return replace(last, line=line, amount=amount, choice=choice) if signed else None
