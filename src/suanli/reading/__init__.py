"""Bytes in, clean text out, every character traceable to the bytes.

`read` gives the document of one file, `documents` those of files, folders, archives, feeds and web archives.
Both are loaded when first used, so that importing the room costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suanli.reading.matching import matching_copy
    from suanli.reading.periods import find_periods
    from suanli.reading.reader import documents, read
    from suanli.terms import Failure

__all__ = ["Failure", "documents", "find_periods", "matching_copy", "read"]

_HOMES = {
    "Failure": "suanli.terms",
    "documents": "suanli.reading.reader",
    "find_periods": "suanli.reading.periods",
    "matching_copy": "suanli.reading.matching",
    "read": "suanli.reading.reader",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name."""
        if name not in _HOMES:
            msg = f"module 'suanli.reading' has no attribute {name!r}"
            raise AttributeError(msg)
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
