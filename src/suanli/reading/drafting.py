"""A text under repair: every edit is recorded, every character stays traceable to the original.

A draft is the current text and its pieces. A *step* piece copies the original character by character; a
*run* piece stands for a stretch of original characters that it replaces. What no piece covers was dropped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from suanli.terms import Edit, Span

__all__ = ["Change", "Draft", "Piece"]

SILENT = frozenset({"markup", "layout"})  # kinds that are a format's own, not a repair
BOILERPLATE = "boilerplate"


class Piece(NamedTuple):
    """Current characters `start` to `end` come from original `first` to `last`; `step`: one by one."""

    start: int
    end: int
    first: int
    last: int
    step: bool


class Change(NamedTuple):
    """In the current text, characters `start` to `end` become `new`, for the reason `kind`."""

    start: int
    end: int
    new: str
    kind: str


class Draft:
    """The text as repaired so far over the text as found."""

    def __init__(self, original: str) -> None:
        """A draft that has changed nothing yet."""
        self.original = original
        self.text = original
        self.pieces = [Piece(0, len(original), 0, len(original), True)] if original else []
        self.starts = [0] if original else []  # of the pieces, to look places up in
        self.edits: list[Edit] = []
        self.dropped: list[Span] = []
        self.kinds: dict[str, int] = {}

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The original stretch behind current characters `start` to `end` (a point, for an empty range)."""
        if not self.pieces:
            return (0, 0)
        at = max(bisect_right(self.starts, start) - 1, 0)
        piece = self.pieces[at]
        first = piece.first + start - piece.start if piece.step else piece.first
        if start >= piece.end:
            first = piece.last
        if end <= start:
            return (first, first)
        at = max(bisect_right(self.starts, end - 1, at) - 1, 0)
        piece = self.pieces[at]
        last = piece.first + end - piece.start if piece.step else piece.last
        return (first, max(first, last))

    def apply(self, changes: Iterable[Change]) -> None:
        """Make changes (sorted, not overlapping) all at once."""
        todo = [c for c in changes if c.end > c.start or c.new]
        if not todo:
            return
        pieces: list[Piece] = []
        texts: list[str] = []
        length = at = position = 0
        for change in todo:
            at = self._keep(pieces, length - position, (position, change.start), at)
            length += change.start - position
            first, last = self.origin(change.start, change.end)
            self._record(change, first, last)
            texts += (self.text[position : change.start], change.new)
            position, size = change.end, len(change.new)
            if size:
                pieces.append(Piece(length, length + size, first, last, last - first == size == 1))
                length += size
        self._keep(pieces, length - position, (position, len(self.text)), at)
        self.text = "".join((*texts, self.text[position:]))
        self.pieces = list(_joined(pieces))
        self.starts = [p.start for p in self.pieces]

    def _keep(self, pieces: list[Piece], shift: int, stretch: tuple[int, int], at: int) -> int:
        """Add what a stretch between changes is made of, moved by `shift`; gives the place of the last old piece."""
        start, stop = stretch
        old = self.pieces
        while at < len(old) and old[at].end <= start:
            at += 1
        while at < len(old) and old[at].start < stop:
            low, high, first, last, step = old[at]
            if step:  # of a run all stays behind each part of it
                first, last = first + max(start - low, 0), last - max(high - stop, 0)
            pieces.append(Piece(max(low, start) + shift, min(high, stop) + shift, first, last, step))
            if high > stop:
                break
            at += 1
        return at

    def _record(self, change: Change, first: int, last: int) -> None:
        self.kinds[change.kind] = self.kinds.get(change.kind, 0) + 1
        if change.kind.startswith(BOILERPLATE):
            self.dropped.append(Span(start=first, end=last, kind=change.kind))
        elif change.kind not in SILENT:
            self.edits.append(Edit(start=first, end=last, new=change.new, kind=change.kind))

    def anchors(self) -> tuple[tuple[int, int], ...]:
        """(clean, original) pairs between which the texts run in step; see `terms.Document`."""
        return tuple((p.start, p.first) for p in self.pieces) or ((0, 0),)

    def runs(self) -> tuple[tuple[int, int, int, int], ...]:
        """The pieces whose characters do not correspond one to one."""
        return tuple((p.start, p.end, p.first, p.last) for p in self.pieces if not p.step)


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces with steps that continue each other made one."""
    last: Piece | None = None
    for piece in pieces:
        if last and last.step and piece.step and last.last == piece.first and last.end == piece.start:
            last = Piece(last.start, piece.end, last.first, piece.last, True)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
