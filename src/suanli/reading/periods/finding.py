"""From a clean text to its periods, with the words that open them (since, until, after)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from suanli.reading.periods.atoms import atoms
from suanli.reading.periods.groups import Group, groups, ranged
from suanli.reading.periods.lexicon import Lexicon, folded, lexicon
from suanli.reading.periods.placing import Context
from suanli.terms import Period, Sentence

__all__ = ["find_periods"]

HEAD = 14  # characters before a period in which "since" or "until" stands


def find_periods(
    text: str, *, language: str, published: Period | None = None, sentences: Sequence[Sentence] = ()
) -> tuple[Period, ...]:
    """The periods named in `text`, in order; relative ones count from `published`.

    A period whose place cannot be told (no publication date) has no days and an empty label; days that the
    calendar lacks (30 February) are left out. Not read: eras (Minguo, Heisei), lunar days but the new year.
    """
    words = lexicon(language)
    lower = folded(text)
    context = Context(published)
    found = []
    at = 0
    for group in ranged(groups(atoms(text, words), lower, words), lower, words):
        while at + 1 < len(sentences) and sentences[at].end <= group.start:
            at += 1
            context.told = None
        near = (
            text[sentences[at].start : sentences[at].end] if sentences else text[max(0, group.start - 200) : group.end]
        )
        head = _head(lower, group, words)
        forward = head == "until"
        period = context.place(group, forward=forward, near=near)
        if period is not None:
            period = _opened(period, head)
            found.append(_marked(period, text, group.start, group.end))
            if sentences and period.precision in {"month", "day"}:
                context.told = period.since
    return tuple(found)


def _marked(period: Period, text: str, start: int, end: int) -> Period:
    while end > start + 1 and text[end - 1] in ".,(（":
        end -= 1
    return msgspec.structs.replace(period, text=text[start:end], start=start, end=end)


def _head(lower: str, group: Group, words: Lexicon) -> str:
    """Which word opens the period: since, after, until, or none."""
    form = words.form
    head = lower[max(0, group.start - HEAD) : group.start].rstrip()
    tail = lower[group.end : group.end + 6].lstrip()
    if not head.endswith(words.before) and not tail.startswith(words.behind):
        return ""
    for name, before, behind in (
        ("since", form.since, form.since_after),
        ("after", form.after, form.after_after),
        ("until", form.until, form.until_after),
    ):
        if any(_ends(head, w, words.spaced) for w in before) or (behind and tail.startswith(behind)):
            return name
    return ""


def _ends(head: str, word: str, spaced: bool) -> bool:
    if not head.endswith(word):
        return False
    return not spaced or len(head) == len(word) or not head[-len(word) - 1].isalnum()


def _opened(period: Period, head: str) -> Period:
    """A period made open by the word before or after it; the label stays that of the words."""
    if not head or not period.label:
        return period
    if head == "since":
        return msgspec.structs.replace(period, until=None, precision="open")
    if head == "after":
        label = f"{period.until}/" if period.precision != "day" else f"{period.label}/"
        since = period.until if period.precision != "day" else period.since
        return msgspec.structs.replace(period, since=since, until=None, precision="open", label=label)
    return period
