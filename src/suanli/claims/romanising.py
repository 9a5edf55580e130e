"""Names in Latin letters: Cyrillic, Hangul, katakana and Chinese characters as an English reader finds them written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from suanli.claims.folding import fold
from suanli.claims.lexicon import Lexicon

__all__ = ["romanised", "shown"]

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфхыэіїєўқғңһәөұү", [
    *"abvgdeziyklmnoprstuf", "kh", "y", "e", "i", "yi", "ye", "u", "q", "gh", "ng", "h", "a", "o", "u", "u"],
    strict=True)) | {"ё": "yo", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya",
    "ъ": "", "ь": ""}  # fmt: skip
# Revised Romanisation of Korean (2000), letter by letter: first consonants, vowels, last consonants
_FIRST = [*"g kk n d tt r m b pp s ss".split(), "", *"j jj ch k t p h".split()]  # noqa: SIM905
_VOWEL = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()  # noqa: SIM905
_LAST = ["", *"k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()]  # noqa: SIM905
_KANA = {  # Hepburn; a small letter joins the one before
    "ア": "a", "イ": "i", "ウ": "u", "エ": "e", "オ": "o", "カ": "ka", "キ": "ki", "ク": "ku", "ケ": "ke", "コ": "ko",
    "サ": "sa", "シ": "shi", "ス": "su", "セ": "se", "ソ": "so", "タ": "ta", "チ": "chi", "ツ": "tsu", "テ": "te",
    "ト": "to", "ナ": "na", "ニ": "ni", "ヌ": "nu", "ネ": "ne", "ノ": "no", "ハ": "ha", "ヒ": "hi", "フ": "fu",
    "ヘ": "he", "ホ": "ho", "マ": "ma", "ミ": "mi", "ム": "mu", "メ": "me", "モ": "mo", "ヤ": "ya", "ユ": "yu",
    "ヨ": "yo", "ラ": "ra", "リ": "ri", "ル": "ru", "レ": "re", "ロ": "ro", "ワ": "wa", "ヲ": "o", "ン": "n",
    "ガ": "ga", "ギ": "gi", "グ": "gu", "ゲ": "ge", "ゴ": "go", "ザ": "za", "ジ": "ji", "ズ": "zu", "ゼ": "ze",
    "ゾ": "zo", "ダ": "da", "ヂ": "ji", "ヅ": "zu", "デ": "de", "ド": "do", "バ": "ba", "ビ": "bi", "ブ": "bu",
    "ベ": "be", "ボ": "bo", "パ": "pa", "ピ": "pi", "プ": "pu", "ペ": "pe", "ポ": "po", "ヴ": "vu", "ー": "", "・": " ",
}  # fmt: skip
_SMALL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "ya", "ュ": "yu", "ョ": "yo"}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")


def shown(name: str, words: Lexicon) -> str:
    """A name in Latin letters with the original in brackets; in traditional characters these come first.

    Endings such as `科技` are told in English (`org_ends` of the language). What is Latin already stays.
    """
    latin = romanised(name, words)
    if latin == name or not latin:
        return name
    return f"{name} ({latin})" if words.language == "zh-Hant" else f"{latin} ({name})"


def romanised(name: str, words: Lexicon) -> str:
    """A name in Latin letters, its endings in English; Vietnamese without its marks, as English papers print it."""
    if name.isascii():
        return name
    if words.language.startswith("vi"):
        plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
        return "".join(c for c in plain if not unicodedata.combining(c))
    if not any(c > "\u0370" for c in name):
        return name
    if any("\u0400" <= c <= "\u04ff" for c in name):
        return " ".join(_cyrillic(part) for part in name.split())
    stem, ends = _parted(name, words)
    return " ".join([_capital(_letters(stem, words)), *ends]).strip()


def _parted(name: str, words: Lexicon) -> tuple[str, list[str]]:
    """A name without its endings, and those in English."""
    english: dict[str, str] = words.grammar.get("org_ends", {})
    ends: list[str] = []
    copy = fold(name)
    while True:
        last = max((e for e in english if copy.endswith(e) and len(copy) > len(e) + 1), key=len, default="")
        if not last:
            return name[: len(copy)], [e for e in reversed(ends) if e]
        ends.append(str(english[last]))
        copy = copy[: -len(last)].rstrip("・ ")


def _cyrillic(word: str) -> str:
    """BGN/PCGN without its marks; capitals as written."""
    latin = "".join(_CYRILLIC.get(c, c) for c in word.lower())
    if word.isupper():
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin


def _capital(text: str) -> str:
    return " ".join(part[:1].upper() + part[1:] for part in text.split())


def _letters(text: str, words: Lexicon) -> str:
    """Syllables and characters as Latin letters; kanji of Japanese stay, for their reading is not told by them."""
    if any("\uac00" <= c <= "\ud7a3" for c in text):
        return "".join(map(_hangul, text))
    if words.language.startswith("ja"):
        return _katakana(text) if not _HAN.search(text) else text
    return _pinyin(text) if _HAN.search(text) else _katakana(text)


def _hangul(char: str) -> str:
    at = ord(char) - 0xAC00
    if not 0 <= at < 11172:
        return char
    first, rest = divmod(at, 588)
    vowel, last = divmod(rest, 28)
    return _FIRST[first] + _VOWEL[vowel] + _LAST[last]


def _katakana(text: str) -> str:
    """Hepburn, without marks for long vowels."""
    found, double = "", False
    for char in (chr(ord(c) + 0x60) if "\u3041" <= c <= "\u3096" else c for c in text):
        if char == "ッ":
            double = True
            continue
        if char in _SMALL and found:
            small = _SMALL[char]
            cut = found[-1] in "aiueo"
            joined = found[:-1] if cut else found
            found = joined + (small[1:] if small[0] == "y" and joined.endswith(("sh", "ch", "j")) else small)
            continue
        letters = _KANA.get(char, char)
        found += (letters[0] if double else "") + letters
        double = False
    return found


@lru_cache(maxsize=1024)
def _pinyin(text: str) -> str:
    """The usual readings of characters without their tones; what is no character stays."""
    from pypinyin import Style, lazy_pinyin  # a large table, read when the first such name occurs

    return "".join(lazy_pinyin(text, style=Style.NORMAL))
