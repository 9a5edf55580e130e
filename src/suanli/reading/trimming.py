"""What is not the article taken off: spam, navigation, related titles, comment forms, credits.

The article is the run of lines with the greatest sum of scores (prose counts, the rest costs), stretched over
headings beside it; after a heading that ends articles ("You may also like") nothing is kept.
"""

from __future__ import annotations

from itertools import pairwise

from suanli.reading import lines as kinds
from suanli.reading.drafting import Change, Draft
from suanli.reading.lines import Line
from suanli.reading.rejoining import PART

__all__ = ["trim"]

SCORES = {
    kinds.SPAM: -3.0,
    kinds.ENDING: -2.0,
    kinds.FURNITURE: -1.0,
    kinds.LIST: -0.8,
    kinds.CREDIT: -0.2,
    kinds.BLANK: 0.0,
    kinds.DOUBTFUL: -0.4,
}
DROPPED = frozenset({kinds.SPAM, kinds.ENDING, kinds.FURNITURE, kinds.LIST})
HEADINGS_ABOVE, HEADINGS_BELOW = 6, 2  # more lines without a sentence than these are a menu or a list of titles
BEFORE_ENDING = 0.5  # share of the prose that must stand above a heading for it to end the article


def trim(draft: Draft, found: list[Line]) -> None:
    """Take off what is not the article; a text without any prose is left whole but for spam."""
    if not any(line.kind == kinds.PROSE for line in found):
        draft.apply(_changes(draft.text, found, {i for i, n in enumerate(found) if n.kind != kinds.SPAM}))
        return
    article = found[: _ending(found)]
    first, last = _stretched(article, *_run(article))
    kept = {i for i in range(first, last + 1) if found[i].kind not in DROPPED}
    kept -= _credits(found, kept)
    draft.apply(_changes(draft.text, found, kept))


def _ending(found: list[Line]) -> int:
    """The line at which the article has ended: a heading of what follows articles, most of the prose above it."""
    total = sum(n.weight for n in found if n.kind == kinds.PROSE)
    above = 0
    for at, line in enumerate(found):
        if line.kind == kinds.PROSE:
            above += line.weight
        elif line.kind == kinds.ENDING and above >= BEFORE_ENDING * total:
            return at
    return len(found)


def _score(line: Line) -> float:
    if line.kind == kinds.PROSE:
        return 1.0 + min(3.0, line.weight / 60)
    if line.kind == kinds.HEADING:
        return 0.3 if line.digits and line.weight >= 16 else -0.3
    return SCORES[line.kind]


def _run(found: list[Line]) -> tuple[int, int]:
    """First and last line of the run with the greatest sum (Kadane)."""
    best, span, total, start = float("-inf"), (0, 0), 0.0, 0
    for at, line in enumerate(found):
        if total <= 0:
            total, start = 0.0, at
        total += _score(line)
        if total > best:
            best, span = total, (start, at)
    return span


def _stretched(found: list[Line], first: int, last: int) -> tuple[int, int]:
    """The run with the headings beside it, unless they are so many that they are a menu."""
    top, above = first, 0
    while top > 0 and found[top - 1].kind in {kinds.HEADING, kinds.BLANK, kinds.CREDIT, kinds.FURNITURE}:
        top -= 1
        above += found[top].kind == kinds.HEADING
    end, below = last, 0
    while end + 1 < len(found) and found[end + 1].kind in {kinds.HEADING, kinds.BLANK, kinds.CREDIT}:
        end += 1
        below += found[end].kind == kinds.HEADING
    return (top if above <= HEADINGS_ABOVE else first), (end if below <= HEADINGS_BELOW else last)


def _credits(found: list[Line], kept: set[int]) -> set[int]:
    """Credits before the first and after the last prose, and labelled ones anywhere: harvested, not article."""
    prose = [i for i in kept if found[i].kind == kinds.PROSE]
    if not prose:
        return set()
    low, high = min(prose), max(prose)
    return {i for i in kept if found[i].kind == kinds.CREDIT and (i < low or i > high or found[i].credit)}


def _changes(text: str, found: list[Line], kept: set[int]) -> list[Change]:
    """Deletions of whole lines that are not kept, neighbours together, each under its first line's kind."""
    inside = sorted(i for i in kept if found[i].kind != kinds.BLANK)
    if not inside:
        return []
    changes = []
    if found[inside[0]].start > 0:
        changes.append(Change(0, found[inside[0]].start, "", _reason(found[: inside[0]])))
    for one, two in pairwise(inside):
        between = [n for n in found[one + 1 : two] if n.kind != kinds.BLANK]
        if between:  # what stood on either side of a credit is no one paragraph
            gap = PART if any(n.kind == kinds.CREDIT for n in between) else "\n"
            changes.append(Change(found[one].end, found[two].start, gap, _reason(between)))
    end = found[inside[-1]].end
    if end < len(text):
        after = [n for n in found[inside[-1] + 1 :] if n.kind != kinds.BLANK]
        changes.append(Change(end, len(text), "", _reason(after) if after or text[end:].strip() else "layout"))
    return changes


def _reason(dropped: list[Line]) -> str:
    """The kind of a stretch of dropped lines: that of most of its characters."""
    weights: dict[str, int] = {}
    for line in dropped:
        if line.kind != kinds.BLANK:
            weights[line.kind] = weights.get(line.kind, 0) + line.weight
    if not weights:
        return "layout"
    return f"boilerplate {max(weights, key=lambda k: (weights[k], k))}"
