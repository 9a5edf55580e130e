"""Bounds of quantities: the words before and after a number that say about, at least, at most, over."""

from __future__ import annotations

import re
from bisect import bisect_right

from suanli.claims.lexicon import Hits, by_end
from suanli.claims.numerals import Numeral, Reader

__all__ = ["BLOCK", "Bounds"]

BLOCK = frozenset(',.;:!?()"\n，。；：、！？（）[]')  # what no noun phrase and no bound reaches over
OBJECT = BLOCK | {"를", "을", "を"}  # nor over what follows a counter: `8개를 꽂은 랙`

_BLOCKED = re.compile(f"[{re.escape(''.join(sorted(BLOCK)))}]")


class Bounds:
    """The bounds of one text."""

    def __init__(self, text: str, hits: Hits, reader: Reader) -> None:
        """The words of bound among the hits of `text`: those before a number by their end, all by their start."""
        self.text, self.reader = text, reader
        self.spaced, self.reach = reader.words.spaced, reader.words.words("reach")
        self.before = by_end(h for h in hits.of("bound") if not h.name.startswith("after_"))
        self.after = hits.at("bound")
        self.ends = sorted(self.before)

    def of(self, start: int, end: int, number: Numeral) -> tuple[str, int, int]:
        """The bound of a quantity and the span widened to the words that set it."""
        first, bound = self._bound_before(start)
        last, after = self._bound_after(end)
        if number.more and number.form == "vague":
            return "at_least", first, end
        if number.form == "scale" and "at_least" in (bound, after):
            return "at_least", first, max(end, last)
        if number.form in {"vague", "scale"}:
            return ("magnitude" if bound == "exact" else bound), first, end
        if number.more:
            return "at_least", first, last
        if bound == "exact" or (bound == "about" and after != "exact"):
            bound = after if after != "exact" else bound
        return bound, first, last

    def edges(self, number: Numeral, openers: tuple[str, ...]) -> list[int]:
        """Where words that open a number end before it: at its start, before its bound, past a link in that."""
        first = self._bound_before(number.start)[0]
        if any(c.isdigit() for c in self.text[first : number.start]):
            return [number.start]
        links = {len(w) - w.rfind(" ") for w in openers if self.text.startswith(w[w.rfind(" ") + 1 :] + " ", first)}
        return [number.start, first, *(first + link for link in sorted(links))]

    def _bound_before(self, start: int) -> tuple[int, str]:
        text, ends = self.text, self.ends
        least = max(start - (14 if self.spaced else 8), 0)
        for stop in reversed(ends[bisect_right(ends, least) : bisect_right(ends, start)]):
            if _BLOCKED.search(text, stop, start):
                break
            if not self._content(text[stop:start]):
                longest = min(self.before[stop], key=lambda h: h.start)
                return longest.start, longest.name
        return start, "exact"

    def _content(self, between: str) -> bool:
        """Whether the words between a bound and its number are more than articles and signs."""
        if not self.spaced:
            for verb in self.reach:
                between = between.replace(verb, "")
            return len(between.strip()) > 1
        words = [w for w in between.split() if w.isalpha()]
        return len(words) > 1 or any(len(w) > 4 for w in words)

    def _bound_after(self, end: int) -> tuple[int, str]:
        spot = self.reader.gap(end)
        for here in (spot, end):
            found = [h for h in self.after.get(here, ()) if h.name.startswith("after_")]
            if found:
                longest = max(found, key=lambda h: h.end)
                return longest.end, longest.name.removeprefix("after_")
        return end, "exact"
