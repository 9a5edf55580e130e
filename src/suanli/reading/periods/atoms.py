"""The parts of dates in a text, in order: words by one automaton, figures by one pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator

from suanli.reading.periods.figures import figures
from suanli.reading.periods.lexicon import Atom, Lexicon, folded

__all__ = ["ALONE", "atoms"]

ALONE = frozenset({"full", "ago", "span", "plan"})  # slots that make a period without neighbours

WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
FULL = re.compile("[０-９]")
# A day of the Chinese lunar calendar; a month without a day only where the calendar is named.
LUNAR = re.compile(
    r"(?:农历|農曆|阴历|陰曆|旧历|舊曆|夏历|夏曆|旧暦|陰暦)(?P<leap>[闰閏])?"
    r"(?P<month>正|[一二三四五六七八九]|十[一二]?|冬|腊|臘|1[0-2]|[1-9])月"
    r"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]|[二廿]十?[一二三四五六七八九]|[二三]十(?![一二三四五六七八九])|[12]\d|30|[1-9](?=日))?日?"
    r"|(?<![\u3400-\u9fff])(?P<first>正月)(?P<firstday>初[一二三四五六七八九十]|十[一二三四五六七八九])"
)
HAN = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"正": 1, "冬": 11, "腊": 12, "臘": 12, "廿": 20}
COUNTED_GAP = 24  # characters before a unit in which its number stands


def atoms(text: str, lexicon: Lexicon) -> list[Atom]:
    """All parts of dates, by place; where two lie over each other the earlier and longer stands."""
    text = text.translate(WIDE) if FULL.search(text) else text
    lower = folded(text)
    found = [*figures(text, lower, lexicon), *_words(text, lower, lexicon), *_lunar(text)]
    found.sort(key=lambda a: (a.start, -a.end))
    kept: list[Atom] = []
    for atom in found:
        if kept and atom.start < kept[-1].end:
            if atom.slot == "edge" and kept[-1].slot == "year" and atom.end > kept[-1].end:  # 2024年初
                kept.append(atom._replace(start=kept[-1].end))
                continue
            same = (atom.start, atom.end) == (kept[-1].start, kept[-1].end)
            if not same or {atom.slot, kept[-1].slot} & ALONE or atom.slot == kept[-1].slot:
                continue
        kept.append(atom)
    return kept


def _words(text: str, lower: str, lexicon: Lexicon) -> Iterator[Atom]:
    for which, start, end in lexicon.matcher.find_matches_as_indexes(lower):
        phrase = lexicon.phrases[which]
        if not _whole(lower, start, end, lexicon, phrase):
            continue
        if phrase in lexicon.form.capital and not text[start].isupper():
            continue
        for slot, value, weak in lexicon.meanings[which]:
            if slot == "counted":
                yield from _counted(lower, start, end, value, lexicon)
            else:
                yield Atom(slot, value, start, end, weak)


def _whole(lower: str, start: int, end: int, lexicon: Lexicon, phrase: str) -> bool:
    """Whether a phrase stands as words of its own; scripts without spaces need no such thing."""
    if not lexicon.spaced:
        return True
    before = lower[start - 1] if start else " "
    after = lower[end] if end < len(lower) else " "
    if "\uac00" <= phrase[-1] <= "\ud7a3":  # particles follow without a space
        return not ("\uac00" <= before <= "\ud7a3") and not (phrase in _SHORT and after not in " 까에부쯤.,)\n")
    if before.isalnum() and phrase[0].isalnum():
        return False
    return not after.isalnum() or phrase[-1] in "'-"


_SHORT = frozenset({"말", "초", "설", "일", "달", "주"})


def _counted(lower: str, start: int, end: int, unit: str, lexicon: Lexicon) -> Iterator[Atom]:
    """Years ago, the past months, the next quarters: a unit with its number and a word that says which way."""
    number = lexicon.number.search(lower, max(0, start - COUNTED_GAP), start)
    if not number:
        return
    count = int(number.group(1)) if number.group(1) else lexicon.form.numbers[number.group(2)]
    first, head = number.start(), lower[max(0, number.start() - 16) : number.start()].rstrip()
    tail = lower[end : end + 16].lstrip()
    inner = lower[number.start() : start]
    form = lexicon.form
    if (form.ago_after and _begins(tail, form.ago_after, lexicon)) or _ends(head, form.ago_before):
        yield Atom("ago", (unit, count), first, end)
    elif _ends(head, form.past) or _holds(inner, form.past):
        yield Atom("span", (unit, -count), first, end)
    elif _ends(head, form.next) or _holds(inner, form.next):
        yield Atom("span", (unit, count), first, end)
    elif unit == "year" and form.plans and tail.startswith(form.plans):
        yield Atom("plan", count, first, end)


def _ends(head: str, words: tuple[str, ...]) -> bool:
    return any(head.endswith(w) for w in words)


def _holds(inner: str, words: tuple[str, ...]) -> bool:
    return any(w in inner for w in words)


def _begins(tail: str, words: tuple[str, ...], lexicon: Lexicon) -> bool:
    for word in words:
        after = tail[len(word) : len(word) + 1]
        if tail.startswith(word) and not (lexicon.spaced and after.isalpha() and after not in "에부까의보과엔"):
            return True
    return False


def _lunar(text: str) -> Iterator[Atom]:
    """Days and months of the Chinese lunar calendar that are named as such; those of leap months have no place."""
    if not any(sign in text for sign in ("历", "曆", "暦", "正月")):
        return
    for m in LUNAR.finditer(text):
        month = 0 if m["leap"] else 1 if m["first"] else _han(m["month"])  # no month 0: no day
        day = m["day"] or m["firstday"]
        yield Atom("lunar", (month, _han(day) if day else None), m.start(), m.end())


def _han(words: str) -> int:
    """A number up to thirty in figures or as lunar days are written: 初八, 十五, 廿三, 二十."""
    if words.isdigit():
        return int(words)
    words = words.replace("廿十", "廿").removeprefix("初")
    if len(words) > 1 and words[1] == "十":  # 二十, 二十一, 三十
        return 10 * HAN[words[0]] + (HAN[words[2]] if len(words) > 2 else 0)
    return sum(HAN[c] for c in words)
