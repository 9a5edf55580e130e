"""Numbers as people type them."""

from __future__ import annotations

import math

__all__ = ["amount_of"]

SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "g": 1e9, "t": 1e12, "%": 0.01}


def amount_of(text: str) -> float | None:
    """The number that ``300e9``, ``300B``, ``5 bn``, ``1.4T``, ``20k``, ``2,664,000`` or ``50%`` means, else None."""
    word = "".join(text.split()).replace(",", "").replace("_", "").lower()
    if word.endswith(("bn", "mn", "tn")):
        word = word[:-1]
    scale = SCALES.get(word[-1:], 1.0)
    try:
        found = float(word[:-1] if word[-1:] in SCALES else word) * scale
    except ValueError:
        return None
    return found if math.isfinite(found) else None
