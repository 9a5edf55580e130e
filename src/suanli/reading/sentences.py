"""Sentences of twelve languages: full stops that are decimals, abbreviations or ordinals do not end one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from suanli.reading.languages import sentence_language
from suanli.reading.wording import PageWords, page_words
from suanli.terms import Sentence

__all__ = ["split"]

CLOSERS = "\"'”’»)\\]）」』】》〉›"
END = re.compile(rf"[。！？｡.!?…؟۔।]+[{CLOSERS}]*|[;；](?=[①-⑳]|[一二三四五六七八九十]、)")  # points of a list
LONGEST, LONGEST_WIDE = 1_500, 600  # characters of a sentence; those of 2,000 articles have at most 500 and 220
PAUSES = (";；", "，、|", " \t", '"{}[]()<>=&?')  # where a longer one is cut, the best first
NARROW = re.compile(r"[.!?]+[\"')\]]*")  # the same in ASCII, found several times as fast
# Narrow marks without a space after them end a sentence between wide letters, or where a new one is glued on.
WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]")
WIDE_NEXT = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3“「『\"]")
GLUED = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2}")
BEFORE_TOKEN = re.compile(r"[\s(\[«“\"'’/]")
TOKEN = 20  # characters before a full stop that are looked at as one word
INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
PARAGRAPH = re.compile(r"[^\n]+")
NEXT = re.compile(r"\s{0,40}([^\s\"'“”«»„‘’(\[¿¡])")
OPENER = re.compile(r"\s{1,9}([A-ZÀ-Þ][a-zà-ÿ]{0,9})\s")
OWN_SCRIPT = re.compile(r"\s{1,9}[«\"]?[А-ЯЁ](?:[а-яё]|\s[а-яё])")  # a capital, no name in Latin letters
SPEECH = re.compile(r"[^。！？.!?，,]{0,24}(?:说|說|称|稱|表示|指出|告诉|告訴|透露|认为|認為|坦言|强调|強調)")
QUOTE_GOES_ON = re.compile(r"[とという、,，]|\s{0,9}(?:라고|라며|라는|고\s)")


def split(text: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a clean text, in order; white space between them belongs to none."""
    found = []
    words = page_words(language)
    for number, paragraph in enumerate(PARAGRAPH.finditer(text)):
        for start, end in _cut(text, paragraph.start(), paragraph.end(), words):
            tag = sentence_language(text[start:end], language)
            found.append(Sentence(start=start, end=end, language=tag, paragraph=number))
    return tuple(found)


def _cut(text: str, start: int, stop: int, words: PageWords) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence between two positions, trimmed of white space."""
    begin = start
    for mark in (NARROW if text.isascii() else END).finditer(text, start, stop):
        if mark.end() >= stop or not _ends(text, mark, stop, words):
            continue
        yield from _pieces(text, begin, mark.end())
        begin = mark.end()
    yield from _pieces(text, begin, stop)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the pieces of what is none: data on one line, speech without marks."""
    while end - start > LONGEST_WIDE:
        longest = LONGEST_WIDE if WIDE.search(text, start, start + LONGEST_WIDE) else LONGEST
        if end - start <= longest:
            break
        cut = _pause(text, start + longest // 2, start + longest)
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _pause(text: str, first: int, last: int) -> int:
    """The place behind the last pause between two places; without one, the second of them."""
    for marks in PAUSES:
        at = max(text.rfind(mark, first, last) for mark in marks)
        if at >= 0:
            return at + 1
    return last


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    body = piece.strip()
    if body:
        start += len(piece) - len(piece.lstrip())
        yield start, start + len(body)


def _ends(text: str, mark: re.Match[str], stop: int, words: PageWords) -> bool:
    """Whether a mark really ends a sentence."""
    found = mark.group()
    if found in {";", "；"}:
        return True
    after = NEXT.match(text, mark.end(), stop)
    follows = after.group(1) if after else ""
    if found[:1] in "。！？｡":
        quoted = len(found) > 1 and found[-1] in '”」』"’'
        return not (quoted and (QUOTE_GOES_ON.match(text, mark.end()) or SPEECH.match(text, mark.end(), stop)))
    if mark.end() < stop and not text[mark.end()].isspace() and not _glued(text, mark):
        return False
    if follows.islower():
        return False
    if not found.startswith(".") or found.startswith(".."):
        return True
    word = BEFORE_TOKEN.split(text[max(mark.start() - TOKEN, 0) : mark.start()])[-1]
    if words.ordinal_dots and word.isdigit() and len(word) <= 2:
        return False
    if len(word) == 1 and word.isalpha():  # an initial, or half of "z. B.", but no unit: `1.6 TB/s. The ...`
        return text[mark.start() - 2 : mark.start() - 1] == "/" and text[mark.start() - 3 : mark.start() - 2].isalpha()
    short = word.casefold() in words.abbreviations or ("." in word and INITIALS.fullmatch(word) is not None)
    if short and word.casefold() in words.counted and OWN_SCRIPT.match(text, mark.end(), stop):
        return True
    opener = OPENER.match(text, mark.end(), stop) if short and words.openers else None
    return not short or (opener is not None and opener.group(1).casefold() in words.openers)


def _glued(text: str, mark: re.Match[str]) -> bool:
    """Whether a narrow mark ends a sentence although no space follows it."""
    first, end = mark.start(), mark.end()
    if mark.group()[0] in "!?" and first and WIDE.match(text[first - 1]):
        return WIDE_NEXT.match(text, end) is not None
    before = text[max(first - 3, 0) : first]
    return len(before) == 3 and before.isalpha() and before.islower() and GLUED.match(text, end) is not None
