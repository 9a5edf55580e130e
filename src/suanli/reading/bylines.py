"""Who signs an article and for whom, from lines that hold no label (data: `bylines` of catalog/data/pages)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from suanli import catalog
from suanli.reading.periods.lexicon import folded
from suanli.reading.wording import entry, known_outlet, named_outlets

__all__ = ["Signed", "sign_off"]

PLAIN = str.maketrans("（）＝｜／［］：，\u3000\u00a0", "()=|/[]:,  ")
MAIL = re.compile(r"[\s(|]{0,3}[\w.+-]{2,40}@[\w-]{2,40}(?:\.[\w-]{2,20}){1,3}\)?\s{0,3}\Z")
_WORD = r"[A-ZÀ-ÞĐƯƠẮ-Ỹ\u0410-\u042f][\w.'’-]{0,20}"
_SMALL = r"(?:de|da|do|dos|del|della|di|van|von|der|den|la|le|bin) "
_LATIN = rf"{_WORD}(?: (?:{_SMALL}){{0,2}}{_WORD}){{1,4}}"
_WIDE = r"(?:[가-힣]{2,4}|[一-鿿々]{3}|[一-鿿々ぁ-んァ-ヶ・ー]{2,6})"
_AND = r"\s?[、,/·]\s?| (?:and|und|et|e|y|&|и|ed|và) "
HOLDERS = {
    "place": r"[^\s\d()\[\]=|,.。]{2,16}(?: [^\s\d()\[\]=|,.。]{2,16})?",
    "outlet": r"(?P<outlet>[^\d()\[\]=|\n]{2,40}?)",
    "via": r"(?P<via>[^\d()\[\]=|\n]{2,40}?)",
    "paper": r"[^\s\d()\[\]=|,.。]{1,16}",
    "when": r"[^()\[\]=|\n]{0,16}?\d{1,4}[^()\[\]=|\n]{0,14}?",
}
HOLDER = re.compile(r"\\\{(\w{2,8})\\\}")
ARTICLE = 4  # characters before the name of an outlet: the, el, la
EDGE = 120  # characters at either end of prose in which a byline stands


class Signed(NamedTuple):
    """The writer and the outlet of a byline, as printed and as the catalogue calls it.

    `alone`: the line holds nothing else. It stays in the text all the same: what is learned of claims counts with it.
    """

    author: str = ""
    outlet: str = ""
    alone: bool = False


class Shape(NamedTuple):
    """One shape of a byline: its pattern, and whether text may follow it or come before it."""

    pattern: re.Pattern[str]
    opens: bool
    closes: bool


@lru_cache(maxsize=32)
def shapes(language: str) -> tuple[Shape, ...]:
    """The shapes of a language and those of English, which agencies print everywhere."""
    own, english = catalog.pages[entry(language)], catalog.pages["en"]
    forms = (own, english) if own.id != "en" else (own,)
    return tuple(
        _shape(text, _WIDE if any(c > "\u2e7f" for word in form.authors for c in word) else _LATIN)
        for form in forms
        for text in form.bylines
    )


def _shape(text: str, one: str) -> Shape:
    """A shape as written: holders in braces, `…` where the article goes on.

    Spaces may be several, or none but between two holders. `one` matches a name in the script of the language.
    """
    opens, closes = text.endswith("…"), text.startswith("…")
    body = re.escape(text.strip("…").translate(PLAIN)).replace(r"\}\ \{", r"\}\s{1,3}\{")
    ways = {
        **HOLDERS,
        "name": f"(?P<name>{one}(?:(?:{_AND}){one}){{0,3}})",
        "names": f"(?P<name>{one}(?:(?:{_AND}| ){one}){{0,3}})",
    }
    body = HOLDER.sub(lambda m: ways[m.group(1)], body).replace(r"\ ", r"\s{0,3}")
    return Shape(re.compile((r"(?<!\w)" if closes else "") + body + (r"\Z" if closes else "")), opens, closes)


def sign_off(body: str, language: str) -> Signed:
    """Who signs a line: all of it where it is short, else its opening and its end; empty where nobody does.

    A name that holds an outlet is none, and an outlet that the catalogue lacks is not told.
    """
    plain = body.translate(PLAIN)
    line = MAIL.sub("", plain)
    for shape in shapes(language):
        if shape.closes:
            found = shape.pattern.search(line.rstrip(" 。"), max(len(line) - EDGE, 0))
        elif shape.opens:
            found = shape.pattern.match(plain[:EDGE])
        else:
            found = shape.pattern.fullmatch(line) if len(line) <= EDGE else None
        if found is not None and (told := _told(found, alone=not (shape.opens or shape.closes))):
            return told
    return Signed()


def _told(found: re.Match[str], *, alone: bool) -> Signed | None:
    """What a match says, or nothing where its names are no names."""
    groups = found.groupdict()
    name, paper, followed = (groups.get(key) or "" for key in ("name", "outlet", "via"))
    if (name and known_outlet(name)) or not all(_is_outlet(words) for words in (paper, followed) if words):
        return None
    return Signed(name.strip(), known_outlet(paper), alone)


def _is_outlet(words: str) -> bool:
    """Whether words are the name of an outlet, and not only hold one."""
    found = named_outlets(folded(words))
    return bool(found) and found[0][0] <= ARTICLE and sum(end - start for start, end, _ in found) >= len(words) / 2
