"""The lines of a text and what each is: prose, a heading, a credit, furniture, spam."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from suanli.reading.periods.lexicon import folded
from suanli.reading.wording import PageWords

__all__ = ["Line", "classified"]

PROSE, HEADING, CREDIT, LIST, FURNITURE, ENDING, SPAM, BLANK, DOUBTFUL = (
    "prose", "heading", "credit", "list", "furniture", "ending", "spam", "blank", "doubtful",
)  # fmt: skip
STOP = re.compile(r"[。！？!?.…][\"'”’»」』）)\]]{0,3}\s{0,3}\Z")
INSIDE = re.compile(r"[。！？；]|[a-zà-ÿа-я0-9%)][.!?;] ")
SEPARATORS = re.compile(r"[|>»›•·／\t]|[—–] | - |,\s|,(?=\S)|，|、|;")
WHEN = re.compile(
    r"(?<!\d)(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)"
    r"|(?<!\d)\d{1,2}[:h]\d{2}(?::\d{2})?(?!\d)|(?<!\w)[ap]\.?m\.?(?!\w)"
    r"|(?<!\d)\d{1,2}(?:er|st|nd|rd|th|º|\.)? (?:de )?[^\W\d]{3,10}\.?,? (?:de )?(?:19|20)\d\d(?!\d)"
    r"|(?<!\w)[^\W\d]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d(?!\d)"
    r"|(?<!\d)\d{1,2}\s?[時时시]\s?\d{1,2}\s?[分분]|(?<!\d)\d{1,2}\s?(?:Uhr|h|ч\.)(?!\w)"
    r"|ngày \d{1,2} tháng \d{1,2}(?: năm \d{4})?|\d{4}년 \d{1,2}월 \d{1,2}일"
)
# Figures that say nothing of the matter: days without a year, names of sites.
IDLE = re.compile(r"\([A-Z][a-z]{2,8}\.? \d{1,2}\)|[A-Za-z0-9-]{2,30}\.[A-Za-z]{2,4}(?!\w)")
ISSUE = re.compile(r"\A\S{1,12}\s{0,3}\d{4}年?第?\d{1,3}期\Z")
_ONE = r"[A-ZÀ-ÞА-Я][\w.'’-]{0,20}(?: [A-ZÀ-ÞА-Я][\w.'’-]{0,20}){0,4}"
# Names, and the paper they write for: Aditya Kalra and Munsif Vengattil; Jürgen Große, Handelsblatt.
NAME = re.compile(rf"{_ONE}(?:(?:, | \| | / | (?:and|und|et|e|y|&|и) ){_ONE}){{0,4}}\Z")
WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]")
FIGURE = re.compile(
    r"[\d\xb2\xb3\xb9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490]"
    r"|[〇○一二三四五六七八九十百千兩两][萬万億亿兆成倍]"
)  # 一六〇〇億, as newspapers set it
SHORT, LONG = 90, 160  # weights of characters: a furniture line is a line or two on a telephone


class Line(NamedTuple):
    """One line: its place in the text, its kind and its weight (characters; wide ones count double)."""

    start: int
    end: int
    kind: str
    weight: int
    digits: bool
    credit: str = ""


def classified(text: str, words: PageWords) -> list[Line]:
    """All lines in order; `end` excludes the line end."""
    lower = folded(text)
    found = []
    start = 0
    suspects = sorted(hit[1] for hit in words.matcher.find_matches_as_indexes(lower))
    for raw in text.split("\n"):
        body = raw.strip()
        begin = start + len(raw) - len(raw.lstrip())
        at = bisect_left(suspects, begin)
        marked = at < len(suspects) and suspects[at] < begin + len(body)
        found.append(_line(body, lower[begin : begin + len(body)], begin, words, marked=marked))
        start += len(raw) + 1
    return found


def _line(body: str, lower: str, start: int, words: PageWords, *, marked: bool) -> Line:
    wide = 0 if body.isascii() else len(WIDE.findall(body)) if len(body) < 4 * LONG else len(body)
    weight = len(body) + wide
    digits = FIGURE.search(body) is not None
    if digits and weight < 2 * LONG and (marked or not _stops(body)):
        digits = FIGURE.search(IDLE.sub("", WHEN.sub("", body))) is not None
    kind, credit = _kind(body, lower, weight, digits, words, marked=marked)
    return Line(start, start + len(body), kind, weight, digits, credit)


def _kind(body: str, lower: str, weight: int, digits: bool, words: PageWords, *, marked: bool) -> tuple[str, str]:
    """A line's kind, and the word of its credit; `marked` lines hold a word of furniture or spam."""
    if not any(c.isalnum() for c in body):
        return BLANK, ""
    stops = _stops(body)
    prose = (stops and weight >= 30) or (weight >= LONG and INSIDE.search(body) is not None)
    if marked and _spam(lower, prose, weight, words):
        return SPAM, ""
    if weight < LONG * 2:
        short = _short(body, lower, weight, prose, digits, words, marked=marked)
        if short[0]:
            return short
    return (PROSE if prose or weight >= LONG else HEADING), ""


def _stops(body: str) -> bool:
    """Whether a line ends as a sentence does."""
    return STOP.search(body, max(len(body) - 7, 0)) is not None


def _spam(lower: str, prose: bool, weight: int, words: PageWords) -> bool:
    """Words of the trades that plant links: any in a line that is no sentence, or dense in one that is."""
    if weight > 20 * LONG:
        return False
    hits = len(words.spam.findall(lower))
    return hits >= (1 if not prose else max(2, weight // 60))


def _short(
    body: str, lower: str, weight: int, prose: bool, digits: bool, words: PageWords, *, marked: bool
) -> tuple[str, str]:
    """What a line is that may be no prose: the end of the article, a credit, furniture, a list of links."""
    if words.ending.match(lower):
        return ENDING, ""
    credit = words.credit.match(lower)
    if credit and weight <= LONG and not (prose and digits):
        return CREDIT, credit.group(1)
    hits = list(words.furniture.finditer(lower)) if marked else []
    if hits and _furniture(body, lower, hits, prose=prose, digits=digits):
        return FURNITURE, ""
    if prose:
        return "", ""
    if _credit(body, lower, weight, digits, words):
        return CREDIT, ""
    parts = [p.strip() for p in SEPARATORS.split(body)]
    longest = max(len(p) for p in parts)
    linked = body.endswith("|") or any(mark in body for mark in "|»›>")
    if not digits and longest <= 40 and (len(parts) >= 5 or (linked and len(parts) >= 2)):
        return LIST, ""
    return "", ""


def _furniture(body: str, lower: str, hits: list[re.Match[str]], *, prose: bool, digits: bool) -> bool:
    """Whether furniture words make a line furniture: not where they only end a sentence of the article."""
    first = hits[0]
    if INSIDE.search(body[: first.start()]):
        return False
    if not prose:
        return True
    if first.start() <= 3 and lower[first.end() : first.end() + 1] in {":", "："}:
        return True
    return len({h.group() for h in hits}) >= (3 if digits else 2)


def _credit(body: str, lower: str, weight: int, digits: bool, words: PageWords) -> bool:
    """A date line, a byline or the issue of a magazine."""
    if weight > SHORT or ISSUE.match(body):
        return weight <= SHORT
    byline = words.byline.match(lower)
    if byline and NAME.match(body[byline.end() :]):
        return True
    return not digits and (WHEN.search(body) is not None or IDLE.search(body) is not None)
