"""One sentence of a text with what stands in it: cues, firms, chips, quantities."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from suanli.claims.lexicon import Hit
from suanli.claims.mentions import ChipMention, Mention
from suanli.claims.quantities import Amount
from suanli.terms import Period

__all__ = ["Line"]

HEAP = 200
NOTHING: list[Hit] = []  # what a sentence tells of most cues; nobody adds to what is told


@dataclass(slots=True, init=False)
class Line:
    """One sentence with what stands in it."""

    index: int
    start: int
    end: int
    paragraph: int
    breaks: list[int]
    cues: list[Hit]
    by_name: dict[str, list[Hit]]  # the cues, by name
    companies: list[Mention]
    chips: list[ChipMention]
    amounts: list[Amount]
    periods: tuple[Period, ...]
    known: dict[Any, Any]  # what was worked out once for all quantities of the sentence

    def __init__(self, index: int, start: int, end: int, paragraph: int) -> None:
        """A sentence in which nothing has been found yet."""
        self.index, self.start, self.end, self.paragraph = index, start, end, paragraph
        self.breaks, self.cues, self.by_name = [], [], defaultdict(list)
        self.companies, self.chips, self.amounts = [], [], []
        self.periods, self.known = (), {}

    def add(self, cue: Hit) -> None:
        """Add a cue."""
        self.cues.append(cue)
        self.by_name[cue.name].append(cue)

    def opening(self, at: int) -> int:
        """Where the clause that holds what stands right before a place begins."""
        index = bisect_left(self.breaks, at)
        return self.breaks[index - 1] if index else self.start

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Where the clause of a span begins and ends."""
        index = bisect_left(self.breaks, end)
        return self.opening(start), self.breaks[index] if index < len(self.breaks) else self.end

    def told(self, name: str, *more: str) -> list[Hit]:
        """The cues of the sentence that have one of these names: in order, name by name."""
        by_name = self.by_name
        if not more:
            return by_name.get(name, NOTHING)
        found = [*by_name[name]] if name in by_name else []
        for other in more:
            if other in by_name:
                found += by_name[other]
        return found

    @property
    def dense(self) -> bool:
        """Whether this is a heap of numbers, not a sentence."""
        return len(self.amounts) > HEAP
