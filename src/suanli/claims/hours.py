"""Hours of a chip, which are counted in its stead: `2.4 million H100 hours`, `heures de H100`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from suanli.claims.units import Unit

if TYPE_CHECKING:
    from suanli.claims.quantities import Amounts

__all__ = ["WORD", "hours_of", "hours_on"]

WORD = re.compile(r"[^\W_]{1,40}(?:['-][^\W_]{1,40}){0,5}")


def hours_of(table: Amounts, end: int) -> Unit | None:
    """The hours behind a chip that ends at a place: `2.4 million H100 hours`, `H800-Stunden`."""
    spot = table.reader.gap(end + (table.text[end : end + 1] == "-"))
    found = table.unit_at(spot)
    word = WORD.match(table.text, spot)
    if word is not None and word.group() in table.words.words("hours"):
        return "gpu_hours", "GPU-hours", "noun2", 1.0, word.end()
    return found if found[0] == "gpu_hours" else None


def hours_on(table: Amounts, start: int, end: int) -> Unit | None:
    """The hours from `start` to `end` if a chip stands behind them: `millions d'heures de H100`, `horas en H800`."""
    if table.text[start:end] not in table.words.words("hours"):
        return None
    spot = table.reader.gap(end, filler=True)
    word = WORD.match(table.text, spot)
    if spot not in table.chips and word is not None and word.group() in table.words.words("for_after"):
        spot = table.reader.gap(word.end(), filler=True)
    return ("gpu_hours", "GPU-hours", "noun2", 1.0, end) if spot in table.chips else None
