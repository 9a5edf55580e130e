"""Words in the letters and digits that every PostgreSQL makes trigrams of, whatever its locale."""

from __future__ import annotations

__all__ = ["coded"]

_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"


class _Coder(dict[int, str]):
    """Non-ASCII characters as three signs each (not one to one: what is found by them is looked at again)."""

    def __missing__(self, character: int) -> str:
        rest, last = divmod(character % 36**3, 36)
        first, middle = divmod(rest, 36)
        code = self[character] = chr(character) if character < 128 else _SIGNS[first] + _SIGNS[middle] + _SIGNS[last]
        return code


_coder = _Coder()


def coded(words: str) -> str:
    """Folded words with every character outside ASCII coded; "" where there is none."""
    return "" if words.isascii() else words.translate(_coder)
