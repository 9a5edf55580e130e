"""Stacked memory as a product of its own: `HBM4` is what a maker of memory sells, and a part of a chip elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from suanli.claims.continuing import Draft
from suanli.claims.marks import compared
from suanli.claims.naming import ChipName
from suanli.claims.once import once_in_text
from suanli.claims.scene import ChipMention, Line, Scene

__all__ = ["stacked"]

TRADED = frozenset({"price", "price_change", "revenue", "supply", "delivery", "order", "stock", "spec"})
HOSTED = 10  # characters from a chip to the memory put in it
NEAR = 2  # sentences before that a figure may go on with; not what a firm earns, which is mostly more than that

_HBM = re.compile(r"hbm(?:\d[a-z]?)?(?![a-z0-9])")
_PAREN = re.compile(r"\([^()]{1,24}\)")
_OTHER = re.compile(r"(?:d?ram|nand|d램|낸드)(?![a-z])")  # other memory, which is no chip of a claim


def stacked(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Name HBM as the chip of what a maker of memory makes, sells or charges for, where no chip is named."""
    if not _mentions(scene):
        return
    for draft in drafts:
        if draft.choice.kind in TRADED and _of_maker(draft) and (not draft.chips or _in_host(scene, draft)):
            draft.chips = _nearest(scene, draft.line, draft.amount.start, draft.choice.kind)


def _of_maker(draft: Draft) -> bool:
    """Whether a maker of memory acts, or is the other side of an order."""
    return any("memory" in m.party.roles for m in (*draft.actors, *draft.others))


def _in_host(scene: Scene, draft: Draft) -> bool:
    """Whether the one chip of a claim only says in what memory told before the figure is put: `루빈에 들어갈 HBM4`."""
    marks = scene.words.words("hosts")
    host = draft.chips[0]
    if not marks or len(draft.chips) > 1 or not scene.text.startswith(marks, host.end):
        return False
    return any(0 < start - host.end <= HOSTED for start, _ in _mentions(scene))


@once_in_text
def _mentions(scene: Scene) -> list[tuple[int, int]]:
    """Where HBM stands in a text."""
    return [m.span() for m in _HBM.finditer(scene.text)] if "hbm" in scene.text else []


def _nearest(scene: Scene, line: Line, at: int, kind: str) -> list[ChipMention]:
    """The generation named last before a place in its sentence, else the first behind, else that of the ones before.

    What a price is only set against is another one: `50 % more than HBM3E`, `HBM3E(370달러)보다 50% 넘게`.
    """
    own = [m for m in _mentions(scene) if line.start <= m[0] < line.end]
    fit = [m for m in own if 0 <= at - m[1] <= 1 or not _set_against(scene, m)]
    if fit:
        before = [m for m in fit if m[0] < at]
        return _named(scene, line, before[-1] if before else fit[0])
    if kind == "revenue" or (not own and _OTHER.search(scene.text, line.start, line.end)):
        return []
    for other in reversed(scene.lines[max(line.index - NEAR, 0) : line.index]):
        inside = [m for m in _mentions(scene) if other.start <= m[0] < other.end]
        if inside:
            return _named(scene, other, inside[0])
    return []


def _set_against(scene: Scene, span: tuple[int, int]) -> bool:
    """Whether a name is only compared with, also by a word behind a sum in brackets."""
    closed = _PAREN.match(scene.text, span[1])
    behind = scene.words.words("compare_after") if closed else ()
    return compared(scene, *span) or any(
        len(w) > 1 and scene.text.startswith(w, closed.end()) for w in behind if closed
    )


def _named(scene: Scene, line: Line, span: tuple[int, int]) -> list[ChipMention]:
    name = scene.text[slice(*span)].upper()
    return [ChipMention(*span, ChipName("", name, ""), line=line.index)]
