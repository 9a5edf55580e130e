"""Six errors, by what the reader should do. Messages read *where: what; hint*."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "CatalogError",
    "Infeasible",
    "LedgerError",
    "MissingExtra",
    "SuanliError",
    "Unknown",
    "Unreadable",
    "closest",
]


class SuanliError(Exception):
    """The base of everything suanli raises on purpose; anything else is a bug."""


class CatalogError(SuanliError):
    """A data file is wrong: mend the file and key that the message names."""


class Unknown(SuanliError, LookupError):
    """A name or a day that the data does not hold: mend the name or ask another day."""

    def __str__(self) -> str:
        """Plain text, without the quotes that a ``KeyError`` would add."""
        return str(self.args[0]) if self.args else "unknown"


class Unreadable(SuanliError):
    """A document from which no text can be had: mend or leave out the document."""


class LedgerError(SuanliError):
    """The ledger cannot do this: migrate it, free it, or resolve the clash."""


class Infeasible(SuanliError):
    """The request cannot be met: relax what the message says; it names what would fit."""


class MissingExtra(SuanliError, ImportError):
    """An optional package is not installed: the message holds the pip command."""


FEW = 16  # names that fit a line


def closest(what: str, word: str, known: Iterable[str], *, hint: str = "") -> Unknown:
    """An `Unknown` for `word`, with up to three near spellings out of `known` as its hint.

    Where none is near: all of `known` if they are few, else `hint`.
    """
    import difflib

    names = sorted(set(known))
    folded = {n.casefold(): n for n in names}
    if word.isascii():
        folded = {k: n for k, n in folded.items() if n.isascii()}
    near = difflib.get_close_matches(word.casefold(), list(folded), n=3, cutoff=0.55)
    shown = word if len(word) <= 60 else word[:57] + "..."
    if not near:
        rest = hint or (f"one of {', '.join(names)}" if 0 < len(names) <= FEW else "")
        return Unknown(f"unknown {what} {shown!r}{'; ' if rest else ''}{rest}")
    return Unknown(f"unknown {what} {shown!r}; did you mean {', '.join(folded[n] for n in near)}?")
