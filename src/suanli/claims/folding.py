"""A matching copy of a text: same length, same offsets, fewer differences.

Letter case, full-width forms, typographic quotes and spaces, traditional characters and Cyrillic letters in
chip codes are folded one code point to one code point, so an offset in the copy is an offset in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np

__all__ = ["edges", "fold", "fold_word", "is_cjk", "past_notice", "trimmed", "without_notices", "without_tickers"]

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_QUOTES = "“”„‟«»「」『』‹›＂〝〞"
_SINGLE = "‘’‚‛′`´ʼ"
_DASHES = "–‒‑−～〜∼﹣"
_MARKS = (("٫۔।", "."), ("٬،", ","), ("؛", ";"), ("؟", "?"), ("٪", "%"))  # of Arabic and Indian scripts
_CYRILLIC = dict(zip("авекмнорстхьу", "abekmhopctxby", strict=True))
_CYRILLIC_LETTER = re.compile("[а-яё]")
_CODE = re.compile(r"(?<![а-яёa-z])[авекмнорстх]{1,2}(?=-?\d{2,4})|(?<=\d)[авекмнорстх](?![а-яё])")


_PLANE, _CODE_POINTS = 0x10000, 0x110000
_SHORT = 100  # characters up to which a table in numpy gains nothing


@lru_cache(maxsize=1)
def _forms() -> dict[int, str]:
    """The folded form of each code point that changes."""
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
    for signs, to in ((_SPACES, " "), (_QUOTES, '"'), (_SINGLE, "'"), (_DASHES, "-"), *_MARKS):
        table.update({ord(c): to for c in signs})
    digits = ((code, unicodedata.digit(chr(code), -1)) for code in range(0x660, 0x1A9A) if chr(code).isdecimal())
    table.update({code: str(value) for code, value in digits})  # ١٨, १८, ๑๘
    table[0x130] = "i"
    return table


@lru_cache(maxsize=1)
def _table() -> np.ndarray:
    """The folded form of every code point."""
    forms = np.arange(_CODE_POINTS, dtype=np.uint32)
    forms[list(_forms())] = [ord(form) for form in _forms().values()]
    return forms


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def fold(text: str) -> str:
    """The matching copy of `text`: `len(fold(text)) == len(text)`, offset for offset."""
    if len(text) < _SHORT:
        copy = text.translate(_forms())
    else:
        copy = str(_table()[_codes(text)].tobytes(), "utf-32-le", "surrogatepass")
    if not copy.isascii() and _CYRILLIC_LETTER.search(copy):
        copy = _CODE.sub(lambda m: "".join(_CYRILLIC[c] for c in m.group()), copy)
    return copy


_TICKER = re.compile(r"\((?:[a-z]{2,8}: ?[0-9a-z.]{1,8}|(?=[0-9a-z]{1,6}\.)[0-9a-z]+\.[a-z]{1,2})\)")
_EXCHANGE = re.compile(r"\.(?:hk|tw|two|ks|kq|ss|sz|t)(?!\w)")
_LISTED = re.compile(rf"(?<![\w.])\d{{3,6}}{_EXCHANGE.pattern}")  # `TSMC 2330.TW`, as agencies set them


_FORMS = ("corp", "inc", "ltd", "co", "plc", "llc")
_FORM = re.compile(rf"(?<=[a-z0-9]),? (?:{'|'.join(_FORMS)})\.(?= [ (]*[a-z0-9])")
_STOPPED = tuple(f" {form}. " for form in _FORMS)


def without_tickers(raw: str, copy: str) -> str:
    """A matching copy with blanks for tickers in brackets and for the stops of legal forms, which part nothing.

    `(NASDAQ: NVDA)`, `(2330.TW)`, `Nvidia Corp. GPUs`.
    """
    if any(form in copy for form in _STOPPED):
        copy = _FORM.sub(lambda m: m.group().replace(",", " ").replace(".", " "), copy)

    def blank(found: re.Match[str]) -> str:
        return " " * len(found.group()) if raw[found.start() : found.end()].isupper() else found.group()

    copy = _TICKER.sub(blank, copy) if "(" in copy else copy
    return _LISTED.sub(blank, copy) if _EXCHANGE.search(copy) is not None else copy


NOTICE = 20  # blanks in a row that stand for a notice


def without_notices(copy: str, stems: tuple[str, ...]) -> str:
    """A matching copy with blanks for what a law has papers add to a name: `Meta (признана экстремистской) — $65`."""
    if "(" not in copy or not any(stem in copy for stem in stems):
        return copy
    told = "|".join(map(re.escape, stems))
    notice = re.compile(rf"\((?=[^()\n]{{0,90}}(?:{told}))[^()\n]{{{NOTICE},200}}\)")
    return notice.sub(lambda m: " " * len(m.group()), copy)


def past_notice(copy: str, end: int) -> int:
    """Where a name ends with the notice blanked out behind it."""
    if not copy.startswith(" " * NOTICE, end):
        return end
    return len(copy) - len(copy[end:].lstrip(" ")) - 1


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """A catalog spelling in the form in which texts are matched."""
    return fold(unicodedata.normalize("NFC", word)).strip()


def is_cjk(char: str) -> bool:
    """Whether a character belongs to a script written without spaces (or, as Hangul, with glued endings)."""
    return "\u2e80" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" or "\uf900" <= char <= "\ufaff"


# Letters and digits of scripts written with spaces: where one stands beside a word, the word goes on.
_WORDY = re.compile(r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


@lru_cache(maxsize=1)
def _wordy() -> np.ndarray:
    """1 for each code point of the first plane that continues a word."""
    table = np.zeros(_PLANE, np.uint8)
    for run in _WORDY.finditer("".join(map(chr, range(_PLANE)))):
        table[run.start() : run.end()] = 1
    return table


def edges(text: str) -> bytes:
    """One byte a character: 1 where it continues a word of a script with spaces; then a 0 for the end of the text."""
    marks = _wordy()[np.minimum(_codes(text), _PLANE - 1)]
    return bytes(marks) + b"\0"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of a text without the spaces at its ends."""
    if text[start] > " " < text[end - 1]:
        return start, end
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
