"""Which chip a name means when a price is asked for."""

from __future__ import annotations

from suanli import catalog
from suanli.catalog.forms import Chip
from suanli.catalog.loading import fold, spellings

__all__ = ["chip_named"]


def chip_named(name: str) -> Chip:
    """The chip with this id; else the variant with the most price rows among those a name covers."""
    if name in catalog.chips:
        return catalog.chips[name]
    wanted = fold(name)
    family = [c for c in catalog.chips.values() if wanted in {fold(w) for w in (*spellings(c), c.canonical)}]
    if not family:
        return catalog.chips.find(name)
    rows = [row["chip_id"] for row in catalog.prices()]
    return max(family, key=lambda c: (rows.count(c.id), c.id))
