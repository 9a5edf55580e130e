"""The day in a dateline, the place and day that open an article: `PARIS, March 3, 2026 (GLOBE NEWSWIRE) --`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from suanli.reading.periods import find_periods
from suanli.terms import Period

__all__ = ["dateline"]

OPENING = 110  # characters in which a dateline stands
PLACE = 60  # characters before its day
SMALL = frozenset(
    {"de", "do", "da", "del", "di", "la", "le", "den", "der", "am", "an", "im", "of", "the", "il", "el", "du", "г."}
)
# what follows the day: a dash, an agency in brackets, a full stop, the word for a wire
DASH = re.compile(r"(?: (?:года|г\.))?\s{0,2}(?:\.?\s?(?:[–—―]|--?)(?=\s)|\.[–—-]|[(/（])")
STOP = re.compile(r"(?: (?:года|г))?\.\s")
WIRE = re.compile(r"(?:[电電](?!子|脑|腦|池|动|動|力)|讯[，,\s]|訊[，,\s]|[-－]{2})")
WIDE = re.compile(r"[\u3040-\u9fff]")


def dateline(openings: Iterable[str], language: str) -> Period | None:
    """The day of the first of these paragraphs that opens with a place and a whole date, or a date and a dash."""
    for body in openings:
        head = body[:OPENING]
        for period in find_periods(head, language=language):
            if period.start > PLACE:
                break
            whole = period.since and period.precision == "day" and not period.inferred and period.text.count("20")
            if whole and _opens(head[: period.start], head[period.end :]):
                return Period(
                    since=period.since, until=period.until, precision="day", label=period.label, text=period.text
                )
    return None


def _opens(before: str, after: str) -> bool:
    """Whether the words around a day make it a dateline: a place before, or nothing, and what ends it behind."""
    if WIDE.search(before) or (not before and WIRE.match(after)):
        return len(before) <= 14 and not re.search(r"[，。、；：]", before.lstrip("（(【")) and bool(WIRE.match(after))
    place = before.strip()
    if not place:
        return bool(DASH.match(after))
    words = re.findall(r"[^\W\d_][^\s,]*", place)
    named = bool(words) and not re.search(r"\d", place) and all(w[0].isupper() or w in SMALL for w in words)
    closed = place.endswith(",") or words[-1] in SMALL
    return named and "," in place and closed and bool(DASH.match(after) or STOP.match(after))
