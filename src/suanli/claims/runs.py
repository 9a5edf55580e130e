"""Where names of organisations may stand that no list holds: capitalised words, names by their ending, names in quotes.

In scripts with capitals a run of capitalised words; in Chinese, Japanese and Korean what ends as organisations do
(`科技`, `データ`, `컴퓨팅`), stands in quotes or before a stock code. Which are names is judged in `unlisted.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from suanli.claims.lexicon import Lexicon

__all__ = ["Ending", "Run", "endings", "runs"]

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĆČĎĐĒĖĘĚĞĢĪĬİĶŁŃŅŇŐŒŘŚŞŠŤŪŮŰŲŹŻŽƠƯẠ-ỸА-ЯЁҚҒӘІЇЄ"
_LETTER = "A-Za-zÀ-ɏḀ-ỿЀ-ӿ0-9"
_WORD = rf"(?:[{_LETTER}&'’+-]|\.(?=[{_LETTER}])){{0,24}}"
_LATIN = re.compile(rf"[{_CAPITAL}](?<![{_LETTER}_].){_WORD}(?: (?:& )?[{_CAPITAL}]{_WORD}){{0,4}}")
_QUOTED = re.compile(r"[「『“‘«《„'\"【](?=(\w[\w&・·.\- ]{0,14}\w)[」』”’»》“'\"】])")
_TITLED = re.compile(rf"[“«„\"](?=([{_CAPITAL}][{_LETTER}]{{1,20}}(?: [{_LETTER}]{{2,20}}){{1,3}})[”»“\"])")
_KATAKANA = re.compile(r"[\u30a1-\u30fa](?<![\u30a1-\u30fe].)[\u30a1-\u30fe・]{2,19}")
_CODED = re.compile(r"[(（](?=(?:[a-z]{2}[.:：]?)?\d{4,6}(?:\.[a-z]{2})?[)）])")
_TOKEN = re.compile(r"[가-힣](?<![가-힣\w].)[가-힣]{1,14}(?!\w)")
_HAN = re.compile(r"[\u4e00-\u9fff々]{1,6}\Z")
_ELIDED = re.compile(r"(?:[LDN]|Qu|Dell|All|Nell|Sull|Un|S)['’](?=\w)")
_SIGNS = "-&+'’"  # no name ends with one
STEM = 2  # characters of a Chinese name before its ending, where nothing tells more
LONGEST = 6  # and at most
SEEN = 10_000  # characters of a text in which repetitions are counted


class Run(NamedTuple):
    """A place where a name may stand, how it was found and the English word for its ending."""

    start: int
    end: int
    form: str
    ending: str = ""


class Ending(NamedTuple):
    """What ends names of organisations in a language: a pattern, and each ending in English."""

    pattern: re.Pattern[str]
    english: dict[str, str]


@lru_cache(maxsize=32)
def endings(words: Lexicon) -> Ending:
    """The endings of a language without capitals, longest first."""
    english = {str(k): str(v) for k, v in words.grammar.get("org_ends", {}).items()}
    choice = "|".join(sorted(map(re.escape, english), key=lambda w: (-len(w), w))) or "(?!)"
    return Ending(re.compile(choice), english)


def runs(raw: str, text: str, words: Lexicon, taken: list[tuple[int, int]], edges: set[int]) -> list[Run]:
    """The places in order where a name may stand, none across another; `taken` are names known, in order.

    `text` is the folded copy; `edges` are the places where a known word ends, so that a name may begin there.
    """
    free = _without(raw, taken)
    found = list(_latin(free, words))
    if words.spaced:
        found += (Run(*m.span(1), "quoted") for m in _TITLED.finditer(free))
    else:
        folded = _without(text, taken)
        found += _quoted(free, words)
        found += _korean(free, words) if words.language.startswith("ko") else _ended(folded, words, edges)
        found += _numbered(folded, edges)
        found += [Run(*m.span(), "kana") for m in _KATAKANA.finditer(free)]
    order = {"quoted": 0, "coded": 1, "ended": 2, "guessed": 2, "token": 2, "latin": 3, "kana": 4}
    found.sort(key=lambda r: (r.start, order[r.form], -r.end))
    return list(_apart(found))


def _without(text: str, taken: list[tuple[int, int]]) -> str:
    """The text with known names blotted out, so that no run goes across one."""
    parts: list[str] = []
    last = 0
    for start, end in taken:
        if end > last:
            parts += text[last : max(start, last)], "\0" * (end - max(start, last))
            last = end
    return "".join([*parts, text[last:]])


def _apart(found: list[Run]) -> Iterator[Run]:
    """The runs without those that begin inside another."""
    last = -1
    for run in found:
        if run.start >= last:
            yield run
            last = run.end


def _latin(raw: str, words: Lexicon) -> Iterator[Run]:
    """Runs of capitalised words; one that opens with a word such as `University` goes on across `of`."""
    heads, links, clitics = words.words("org_heads"), words.words("org_links"), words.words("clitics")
    spans: list[tuple[int, int]] = []
    headed = False
    for match in _LATIN.finditer(raw):
        start, end = match.span()
        elided = _ELIDED.match(raw, start, end)
        start = elided.end() if elided is not None else start
        end -= 2 * raw.endswith(("'s", "’s", "'S", "’S"), start, end)
        while end > start and raw[end - 1] in _SIGNS:
            end -= 1
        if headed and start - spans[-1][1] < 9 and raw[spans[-1][1] : start].strip().lower().rstrip("'’") in links:
            spans[-1] = (spans[-1][0], end)
        else:
            headed = raw[start:end].lower().startswith(heads)
            spans.append((start, end))
    for start, end in spans:
        if end - start > 1 and not (clitics and raw.endswith(clitics, start, end)):  # `Trata-se`: a verb
            yield Run(start, end, "latin")


def _quoted(raw: str, words: Lexicon) -> Iterator[Run]:
    """What stands in quotes and is short enough for a name; its ending tells of what kind."""
    told = endings(words)
    for match in _QUOTED.finditer(raw):
        start, end = match.span(1)
        if "\0" not in match.group(1) and not match.group(1).isdigit():
            last = next((e for e in told.english if raw.endswith(e, start, end)), "")
            yield Run(start, end, "quoted", told.english.get(last, ""))


def _numbered(text: str, edges: set[int]) -> Iterator[Run]:
    """Names before a stock code in brackets."""
    for match in _CODED.finditer(text):
        at = match.start()
        stem = _HAN.search(text, max(at - LONGEST, 0), at)
        if stem is not None and at - stem.start() > 1:
            yield Run(_begun(text, stem.start(), at, edges)[0], at, "coded")


def _ended(text: str, words: Lexicon, edges: set[int]) -> Iterator[Run]:
    """Names by their ending: `曙鲸科技`, `北辰云智能`; the ending itself may be several."""
    told, last = endings(words), 0
    none = frozenset(str(words.grammar.get("no_stem", "")))
    for match in told.pattern.finditer(text):
        first, end = match.span()
        if first < last:
            continue
        while (more := told.pattern.match(text, end)) is not None:
            end = more.end()
        stem = _HAN.search(text, max(first - LONGEST, last), first)
        if stem is not None:
            start, sure = _begun(text, stem.start(), first, edges, 1 if first - stem.start() == 1 else STEM)
            if end - start > 2 and not none.intersection(text[start:first]):
                last = end
                yield Run(start, end, "ended" if sure else "guessed", told.english[match.group()])


def _begun(text: str, start: int, end: int, edges: set[int], stem: int = STEM) -> tuple[int, bool]:
    """Where a name begins that ends at `end`, and whether that is told by the text and not only guessed.

    It is where a known word ends or the characters do; else as many characters go with it as always stand there.
    """
    known = [at for at in range(start, end - 1) if at in edges]
    if known:
        return known[-1], True
    if end - start <= 4 and (start == 0 or not text[start - 1].isalnum()):
        return start, True
    best, count = end - stem, text.count(text[end - stem : end + 1], 0, SEEN)
    for length in (3, 4):
        at = end - length
        if at >= start and count > 1 and text.count(text[at : end + 1], 0, SEEN) == count:
            best = at
    return max(best, start), False


def _korean(raw: str, words: Lexicon) -> Iterator[Run]:
    """Words that end as organisations do, without their particle; those after a word for a firm."""
    told, firms = endings(words), words.words("firm")
    particles = sorted(words.words("particles"), key=len, reverse=True)
    loose, last_ends = tuple(particles), tuple(told.english)
    before = -1
    for match in _TOKEN.finditer(raw):
        start, end = match.span()
        bare = end
        if raw.endswith(loose, start + 2, end):
            bare -= next(len(p) for p in particles if raw.endswith(p, start + 2, end))
        last = ""
        if raw.endswith(last_ends, start + 1, bare):
            last = max((e for e in last_ends if raw.endswith(e, start + 1 + (len(e) == 1), bare)), key=len, default="")
        led = before >= 0 and start - before < 3 and raw.startswith(" ", before)
        if last or led:
            yield Run(start, bare, "token", told.english.get(last, ""))
        before = end if raw.endswith(firms, start, end) else -1
