"""How good the numbers are: what the rooms pinned of their own errors, read from the catalog's constants."""

from __future__ import annotations

from typing import Any

from suanli import catalog
from suanli.reports.shapes import Measured

__all__ = ["measured"]


def measured() -> tuple[Measured, ...]:
    """Every error that a constants file states, in order of file and key."""
    found: list[Measured] = []
    for entry in catalog.constants.values():
        for key, value in entry.errors.items():
            found += _flat(entry.name, key, value, entry)
    return tuple(found)


def _flat(subject: str, key: str, value: Any, entry: Any) -> list[Measured]:
    """A table of errors as single figures; nested tables join their keys."""
    date = entry.fitted.isoformat() if entry.fitted else ""
    if isinstance(value, dict):
        return [m for k, v in value.items() for m in _flat(subject, f"{key} {k}".replace("_", " "), v, entry)]
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return []
    return [Measured(subject=subject, measure=key.replace("_", " "), value=value, data=entry.data, date=date)]
