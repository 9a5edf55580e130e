"""A copy of a text for matching: simplified characters, lower case, figures half width; every offset the same."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["matching_copy"]


@lru_cache(maxsize=1)
def _simplify() -> dict[int, str]:
    """Every traditional character of the basic plane with its simplified one, one to one (OpenCC t2s)."""
    import opencc

    convert = opencc.OpenCC("t2s").convert
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    # Line by line, so that no character is converted as part of a word.
    made = convert("\n".join(han)).split("\n")
    return {ord(a): b for a, b in zip(han, made, strict=True) if a != b and len(b) == 1}


@lru_cache(maxsize=1)
def _folds() -> dict[int, str]:
    """Full-width letters, figures and marks with their narrow forms."""
    return {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def matching_copy(text: str) -> str:
    """The same text for look-ups, character for character: `copy[i]` stands for `text[i]`.

    Traditional characters become simplified ones, full-width forms narrow, letters lower case. Never shown, never
    quoted. Words that differ by region (輝達, 英伟达) stay different: that is for a list of names.
    """
    copy = text.translate(_folds())
    if any("\u4e00" <= c <= "\u9fff" for c in text):
        copy = copy.translate(_simplify())
    lower = copy.lower()
    return lower if len(lower) == len(copy) else "".join(c.lower() if len(c.lower()) == 1 else c for c in copy)
