"""A matching copy of a text: same length, same offsets, fewer differences.

Letter case, full-width forms, typographic quotes and spaces, traditional characters and Cyrillic letters in
chip codes are folded one code point to one code point, so an offset in the copy is an offset in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "fold_word", "is_cjk"]

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_QUOTES = "“”„‟«»「」『』‹›＂〝〞"
_SINGLE = "‘’‚‛′`´ʼ"
_DASHES = "–‒‑−～〜∼﹣"
_CYRILLIC = dict(zip("авекмнорстхьу", "abekmhopctxby", strict=True))
_CYRILLIC_LETTER = re.compile("[а-яё]")
_CODE = re.compile(r"(?<![а-яёa-z])[авекмнорстх]{1,2}(?=-?\d{2,4})|(?<=\d)[авекмнорстх](?![а-яё])")


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Code point to its folded form, for everything that changes."""
    import opencc

    table: dict[int, str] = {}
    for code in (*range(0x41, 0x2F00), *range(0xFF00, 0xFFEF), *range(0x3200, 0x3400)):
        char = chr(code)
        form = unicodedata.normalize("NFKC", char).lower()
        if len(form) == 1 and form != char:
            table[code] = form
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    simple = opencc.OpenCC("t2s").convert(han)
    table.update({ord(a): b for a, b in zip(han, simple, strict=True) if a != b})
    for signs, to in ((_SPACES, " "), (_QUOTES, '"'), (_SINGLE, "'"), (_DASHES, "-")):
        table.update({ord(c): to for c in signs})
    table[0x130] = "i"
    return table


def fold(text: str) -> str:
    """The matching copy of `text`: `len(fold(text)) == len(text)`, offset for offset."""
    copy = text.translate(_table())
    if _CYRILLIC_LETTER.search(copy):
        copy = _CODE.sub(lambda m: "".join(_CYRILLIC[c] for c in m.group()), copy)
    return copy


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """A catalog spelling in the form in which texts are matched."""
    return fold(unicodedata.normalize("NFC", word)).strip()


def is_cjk(char: str) -> bool:
    """Whether a character belongs to a script written without spaces (or, as Hangul, with glued endings)."""
    return "\u2e80" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" or "\uf900" <= char <= "\ufaff"
