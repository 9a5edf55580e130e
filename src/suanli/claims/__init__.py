"""Text in, claims and leftovers out: every quantitative statement with its exact words."""

from __future__ import annotations

from suanli.claims.extracting import extract

__all__ = ["extract"]
