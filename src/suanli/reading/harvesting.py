"""Title, author, outlet, date and the chain of outlets, read off a text before its furniture is taken off."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from suanli.reading import lines as kinds
from suanli.reading.bylines import Signed, sign_off
from suanli.reading.datelines import dateline
from suanli.reading.lines import ISSUE, Line
from suanli.reading.periods import find_periods
from suanli.reading.periods.lexicon import folded
from suanli.reading.wording import PageWords, credit_kind, known_outlet, named_outlets, page_words
from suanli.terms import Period, Sentence

__all__ = ["Found", "harvest", "via"]

HEAD, TAIL = 14, 10  # lines at either end in which credits stand
SIGNED = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?\s{0,3}(?:[|•·-]\s{0,3})?([^\W\d_][^\d|•\n]{1,30})\Z")
CLOCK = re.compile(r"\A(?:Uhr|hs?|[AaPp]\.?[Mm]\.?|[A-Z]{2,4}|мск|時|时|분)(?:\s[|•·-]\s?|\s|\Z)")
CUT = re.compile(r"\s{2,}|[|•·\n\t;；]|\d|\s[-–—]\s|[:：]")
DOMAIN = re.compile(
    r"(?<![\w@.-])((?:[a-z0-9-]{2,40}\.){1,3}(?:com|net|org|ru|cn|de|fr|it|es|br|kr|jp|tw|hk|vn|kg|io|ai|co|info))(?![\w.-])"
)
BEFORE_DAY = re.compile(r"\s{0,3},\s{0,3}(?:le|am|el|il|em|on)?\Z")  # `Par Claire Martin, le 12 mars 2026`
GAP = re.compile(r"(?<=\S)\s")
LONGEST = 60


class Found(NamedTuple):
    """What a text says of itself; empty where it says nothing."""

    title: str = ""
    author: str = ""
    outlet: str = ""
    published: Period | None = None
    published_from: str = ""


def harvest(text: str, found: list[Line], language: str) -> Found:
    """Read the lines around the article."""
    words = page_words(language)
    seen = [n for n in found if n.kind != kinds.BLANK]
    edges = [*seen[:HEAD], *seen[max(HEAD, len(seen) - TAIL) :]]
    around = [n for n in edges if n.kind in {kinds.CREDIT, kinds.FURNITURE, kinds.LIST}]
    signed = _signature(text, edges, language)
    author, outlet = _credits(text, [n for n in around if n.start not in signed], language, words)
    author = next((name.author for name in signed.values() if name.author), author)
    outlet = outlet or next((name.outlet for name in signed.values() if name.outlet), "")
    author = author or next((name for n in around if (name := _signed(text[n.start : n.end]))), "")
    outlet = outlet or _masthead(text, seen[:HEAD], around)
    when, how = _when(text, around, language), "byline"
    if when is None:
        when, how = dateline(_openings(text, edges), language), "dateline"
    return Found(_title(text, seen, author), author, outlet, when, how if when else "")


def _openings(text: str, edges: list[Line]) -> list[str]:
    """The first paragraphs of an article, in which a dateline may stand."""
    prose = [n for n in edges if n.kind == kinds.PROSE or (n.kind == kinds.HEADING and n.weight > LONGEST)]
    return [text[n.start : n.end] for n in prose[:2]]


def _credits(text: str, around: list[Line], language: str, words: PageWords) -> tuple[str, str]:
    """The first author and the first outlet that labels name."""
    author, outlet = "", ""
    for line in around:
        body = text[line.start : line.end]
        for kind, value in _values(body, line, language, words):
            if kind == "authors":
                author = author or _person(value)
            elif kind == "sources":
                outlet = outlet or known_outlet(value) or value
    return author, outlet


def _signature(text: str, edges: list[Line], language: str) -> dict[int, Signed]:
    """What lines without labels say of their writer, by where they start; the first line is the title.

    Only the first prose opens with a byline, and only the last ends with one.
    """
    prose = [n.start for n in edges if n.kind == kinds.PROSE or (n.kind == kinds.HEADING and n.weight > LONGEST)]
    found = {}
    for line in edges[1:]:
        told = sign_off(text[line.start : line.end], language)
        if (told.author or told.outlet) and (told.alone or line.start in {*prose[:2], *prose[-1:]}):
            found[line.start] = told
    return found


def _signed(body: str) -> str:
    """The name behind a time of day, less the words that belong to the time."""
    found = SIGNED.search(body)
    name = CLOCK.sub("", found.group(1).strip()).strip() if found else ""
    return name if len(name) > 1 else ""


def _person(value: str) -> str:
    """A name without the outlet that follows it (Jürgen Große, Handelsblatt)."""
    name, comma, rest = value.rpartition(",")
    return name.strip() if comma and known_outlet(rest) else value


def _values(body: str, line: Line, language: str, words: PageWords) -> list[tuple[str, str]]:
    """What a credit says, by kind; one line may hold several (来源：财联社 作者：张三)."""
    lower = folded(body)
    gaps = [m.end() for m in GAP.finditer(lower) if line.credit and words.credit.match(lower, m.end())][:4]
    found = []
    for start, end in zip([0, *gaps], [*gaps, len(body)], strict=True):
        at = words.credit.match(lower, start)
        part = line._replace(credit=at.group(1)) if start and at else line
        found.append(_value(body[start:end], part, language, words))
    return found


def _value(body: str, line: Line, language: str, words: PageWords) -> tuple[str, str]:
    """A credit's kind and what it says, such as ("sources", "Huanqiu")."""
    lower = folded(body)
    if line.credit:
        at = words.credit.match(lower)
        if not at:
            return "", ""
        value = CUT.split(body[at.end() :].strip(), maxsplit=1)[0]
        return credit_kind(language, line.credit), value.strip(" ]）)】,.，。") if len(value) <= LONGEST else ""
    by = words.byline.match(lower)
    if by and line.kind == kinds.CREDIT:
        return "authors", BEFORE_DAY.sub("", CUT.split(body[by.end() :].strip(), maxsplit=1)[0].strip())
    inner = next((m for m in re.finditer(r"(?:编辑|編輯|作者|记者|記者|撰文)[:：]\s?([^\s:：|]{2,12})", body)), None)
    return ("authors", inner.group(1)) if inner else ("", "")


def _masthead(text: str, head: list[Line], around: list[Line]) -> str:
    """The outlet of a header: the issue of a magazine, a known name, a domain."""
    for line in head:
        body = text[line.start : line.end]
        if ISSUE.match(body):
            return re.split(r"\s|\d", body, maxsplit=1)[0]
    for line in around:
        body = text[line.start : line.end]
        if line.kind == kinds.FURNITURE:
            named = named_outlets(folded(body))
            if named and named[0][0] <= 2:  # a picture's credit names an agency further on
                return named[0][2]
            continue
        if name := known_outlet(body):
            return name
        if domain := DOMAIN.search(body.lower()):
            return domain.group(1)
    for line in head[:1]:
        body = text[line.start : line.end]
        if line.kind != kinds.PROSE and line.weight <= 40 and (name := known_outlet(body)):
            return name
    return ""


def _when(text: str, around: list[Line], language: str) -> Period | None:
    """The first whole date in a credit, else the first month with its year."""
    found = [
        p
        for n in around
        for p in find_periods(text[n.start : n.end], language=language)
        if p.since and not p.inferred and p.precision in {"day", "month"}
    ]
    days = [p for p in found if p.precision == "day"]
    best = next(iter(days or found), None)
    if best is None:
        return None
    return Period(since=best.since, until=best.until, precision=best.precision, label=best.label, text=best.text)


def _title(text: str, seen: list[Line], author: str) -> str:
    """The longest heading above the prose where credits stand among them; else the first."""
    above: list[str] = []
    credited = False
    for line in seen[: 3 * HEAD]:
        if line.kind == kinds.PROSE:
            break
        credited = credited or line.kind == kinds.CREDIT
        body = text[line.start : line.end]
        if line.kind != kinds.HEADING or line.weight < 12 or body == author or "。" in body:
            continue  # a caption has a full stop in it, a title none
        if line.weight > 40 or not known_outlet(body):
            above.append(body)
    return max(above, key=len) if credited and above else next(iter(above), "")


def via(text: str, sentences: tuple[Sentence, ...], language: str) -> tuple[str, ...]:
    """The outlets to which the article attributes what it says, in the order named, root first.

    An outlet counts where its sentence holds a word of attribution; a mere mention of one does not.
    """
    words = page_words(language)
    lower = folded(text)
    chain: dict[str, None] = {}
    starts = [s.start for s in sentences]
    for start, end, name in named_outlets(lower):
        index = bisect_right(starts, start) - 1
        at = sentences[index] if index >= 0 else None
        if at is None or start >= at.end:
            continue
        sentence = lower[at.start : start] + " \0 " + lower[end : at.end]
        if words.according.search(sentence):
            chain.setdefault(name, None)
    return tuple(chain)
