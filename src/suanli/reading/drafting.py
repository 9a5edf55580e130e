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
        length = 0
        for kept, change in self._cuts(todo):
            for piece in kept:
                pieces.append(piece._replace(start=length, end=length + piece.end - piece.start))
                texts.append(self.text[piece.start : piece.end])
                length += piece.end - piece.start
            if change is None:
                continue
            first, last = self.origin(change.start, change.end)
            self._record(change, first, last)
            if change.new:
                step = last - first == len(change.new) == 1
                pieces.append(Piece(length, length + len(change.new), first, last, step))
                texts.append(change.new)
                length += len(change.new)
        self.text = "".join(texts)
        self.pieces = list(_joined(pieces))
        self.starts = [p.start for p in self.pieces]

    def _cuts(self, todo: list[Change]) -> Iterator[tuple[list[Piece], Change | None]]:
        """Stretches between the changes, as pieces in current coordinates, each with the change after it."""
        at = 0
        position = 0
        for change in [*todo, None]:
            stop = change.start if change else len(self.text)
            kept, at = self._between(position, stop, at)
            yield kept, change
            position = change.end if change else stop

    def _between(self, start: int, stop: int, at: int) -> tuple[list[Piece], int]:
        kept = []
        while at < len(self.pieces) and self.pieces[at].end <= start:
            at += 1
        while at < len(self.pieces) and self.pieces[at].start < stop:
            kept.append(_clipped(self.pieces[at], start, stop))
            if self.pieces[at].end > stop:
                break
            at += 1
        return kept, at

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


def _clipped(piece: Piece, start: int, stop: int) -> Piece:
    """The part of a piece between two current positions; a run keeps all of its original."""
    low, high = max(piece.start, start), min(piece.end, stop)
    if not piece.step:
        return piece._replace(start=low, end=high)
    shift = piece.first - piece.start
    return Piece(low, high, low + shift, high + shift, True)


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
