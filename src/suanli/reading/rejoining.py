"""Paragraphs that a layout cut into lines, made whole again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from suanli.reading.drafting import Change, Draft

__all__ = ["PART", "rejoin"]

PART = "\n\n\n"  # a break over which no paragraph goes on

BREAK = re.compile(r"\n(?:[ \t\u3000]*\n){0,2}[ \t\u3000]*")
BLANKS = re.compile(r"\n{3,}")
WIDE = re.compile(r"[\u3040-\u9fff]")
INNER = re.compile(r"[,，、。；;:：.]")
CLOSED = "。！？!?.…:：;；」』”’\"')）】]》|"
BULLET = re.compile(r"[-•*▲●■◆※【〖#(（\[|]|\d{1,2}[.)、]\s")
LEAST = {True: 24, False: 45}  # characters before a break that may cut a paragraph: wide script, others
OPEN = 12  # and after its last full stop there must be a sentence begun
HARD = (50, 100)  # a text wrapped by hand or by a mailer has lines of so many characters
EVEN = 0.7  # and all but the last of a paragraph are nearly as long as the longest


def rejoin(draft: Draft) -> None:
    """Join a line to the one before where that one stops short of an end and this one goes on."""
    text = draft.text
    breaks = list(BREAK.finditer(text))
    wrapped = _wrapped(text)
    changes = []
    starts = [0, *(b.end() for b in breaks)]
    for at, found in enumerate(breaks):
        begin = found.start()
        while begin > starts[at] and text[begin - 1] in " \t\u3000":
            begin -= 1
        before = text[starts[at] : begin]
        end = breaks[at + 1].start() if at + 1 < len(breaks) else len(text)
        after = text[found.end() : end]
        parted = found.group() == PART
        if not parted and (begin in wrapped or _goes_on(before, after, blank=found.group().count("\n") > 1)):
            wide = bool(before and after and WIDE.match(before[-1]) and WIDE.match(after[0]))
            glue = "" if wide or (before and WIDE.search(before) and WIDE.search(after[:6])) else " "
            changes.append(Change(begin, found.end(), glue, "rejoined"))
        elif text[begin : found.end()] not in {"\n", "\n\n"}:
            new = "\n\n" if found.group().count("\n") > 1 else "\n"
            changes.append(Change(begin, found.end(), new, "layout"))
    draft.apply(changes)


def _goes_on(before: str, after: str, *, blank: bool) -> bool:
    """Whether a line is the same sentence as the one before: that is long and open, this is no new start."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after or before[-1] in CLOSED or BULLET.match(after) or BULLET.match(before):
        return False
    if blank and not any(stop in before for stop in "。！？.!?"):  # a headline, not a paragraph cut in two
        return False
    if before[0].isdigit() and after[0].isdigit():  # a list of dates or figures
        return False
    wide = bool(WIDE.search(before))
    if len(before) - 1 - max(before.rfind(stop) for stop in "。！？.!?") < OPEN:
        return False
    if len(before) < LEAST[wide] or not INNER.search(before):
        return False
    if wide:
        return bool(INNER.search(after)) and (WIDE.match(after[0]) is not None or after[0].isalnum())
    return after[0].islower() or (not blank and after[0].isdigit())


def _wrapped(text: str) -> set[int]:
    """Where breaks stand inside paragraphs of even, full lines."""
    found: set[int] = set()
    for start, lines in _blocks(text):
        widths = [len(n.rstrip()) for n in lines]
        longest = max(widths)
        if not HARD[0] <= longest <= HARD[1] or min(widths[:-1]) < EVEN * longest:
            continue
        if sum(n.rstrip()[-1:] in CLOSED for n in lines[:-1]) > len(lines) // 2 or any(BULLET.match(n) for n in lines):
            continue
        at = start
        for one, _ in pairwise(lines):
            found.add(at + len(one.rstrip(" \t\u3000")))
            at += len(one) + 1
    return found


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Where each run of three or more lines without a blank one begins, and its lines."""
    start = at = 0
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line:
            start = at if not lines else start
            lines.append(line)
        else:
            if len(lines) > 2:
                yield start, lines
            lines = []
        at += len(line) + 1
