"""Names that only say what another firm is: `the start-up Nscale`, `Iliad旗下的Scaleway`, `le rival de Nvidia`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from suanli.claims.articles import with_article
from suanli.claims.lexicon import Lexicon

__all__ = ["epithets"]

_LEAD = 64  # characters before a name in which a noun with its adjectives stands


def epithets(text: str, names: Sequence[tuple[int, int, bool]], words: Lexicon) -> set[int]:
    """Which of the names of a text (start, end, whether of a group) say only what another firm is, by their place."""
    found: set[int] = set()
    owned, unit = words.words("owned_by"), _unit(words)
    for at, (name, after) in enumerate(pairwise(names)):
        gap = after[0] - name[1]
        if gap < 6:
            between = text[name[1] : after[0]].strip()
            if between in owned or (name[2] and not after[2] and not between):
                found.add(at)
        if unit is not None and 1 < gap < 20 and unit.fullmatch(text, name[1], after[0]):
            found.add(at)
    this = words.words("this_firm")
    if this:
        found |= {at for at, name in enumerate(names) if text.endswith(this, 0, name[0]) and _kin(text, name[1], words)}
    nouns = words.words("beside_firm") if words.spaced else ()
    if any(map(text.__contains__, nouns)):
        found |= _related(text, names, words)
    return found


def _kin(text: str, end: int, words: Lexicon) -> bool:
    """Whether a name is in the genitive of a noun for whom it deals with: `这家OpenAI的大股东`."""
    mark = next((w for w in words.words("kin_marks") if text.startswith(w, end)), "")
    after = text[end + len(mark) : end + len(mark) + 8]
    return bool(mark) and any(w in after for w in words.words("kin_nouns"))


@lru_cache(maxsize=32)
def _unit(words: Lexicon) -> re.Pattern[str] | None:
    """What stands between a firm and its daughter: `일리아드의 자회사 스케일웨이`, `ソフトバンク傘下のアーム`."""
    nouns, links, ties = (
        "|".join(map(re.escape, words.words(key))) for key in ("daughter_nouns", "daughter_links", "house_ties")
    )
    if not nouns:
        return None
    owner = "|".join(map(re.escape, words.words("owner_marks")))
    firms = "|".join(map(re.escape, words.words("daughter_firms"))) or "(?!)"
    sort = rf"(?:[^\d,.、。()「」]{{0,8}}(?:{firms}))?"
    between = rf"(?:(?:{owner})?[^\d,.、。()「」]{{0,8}}(?:{nouns})(?:{links})?{sort}|{ties or '(?!)'})[ '「\"]{{0,2}}"
    return re.compile(between)


def _related(text: str, names: Sequence[tuple[int, int, bool]], words: Lexicon) -> set[int]:
    """The names in the genitive of a noun for a rival, a partner or a supplier, and those that go on with a list."""
    of, on = _patterns(words)
    found: set[int] = set()
    for at, (start, _, _) in enumerate(names):
        listed = at - 1 in found and on.fullmatch(text, names[at - 1][1], start)
        if listed or of.search(text, max(start - _LEAD, 0), start):
            found.add(at)
    return found


@lru_cache(maxsize=32)
def _patterns(words: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the first name of such a list, and between two of them."""
    nouns = "|".join(map(re.escape, words.words("beside_firm")))
    genitive = "|".join(map(re.escape, sorted(words.words("genitive"), key=len, reverse=True)))
    joined = "|".join(map(re.escape, words.words("joiners")))
    case = rf"(?:(?:{genitive}) ?)"
    of_what = rf"(?: {case}[^\W\d_]{{4,}})?(?: (?!(?:{genitive})\b)[^\W\d_]{{4,}}){{0,2}}"
    of = with_article(words, rf"(?:[,;:(—–-] ?|(?<![^\W_])@)(?:{nouns}){of_what} {case}$")
    return of, re.compile(rf" ?(?:,|{joined}) {case}?")
