"""Bytes in, clean text out, every character traceable to the bytes."""

from __future__ import annotations

from suanli.reading.reader import documents, read
from suanli.terms import Failure

__all__ = ["Failure", "documents", "read"]
