"""Which chip a name means when a price is asked for."""

from __future__ import annotations

from suanli import catalog
from suanli.catalog.forms import Chip
from suanli.catalog.naming import variants

__all__ = ["chip_named"]


def chip_named(name: str) -> Chip:
    """The chip with this id; else the variant with the most price rows among those a name covers."""
    family = variants(name)
    rows = [row["chip_id"] for row in catalog.prices()] if len(family) > 1 else []
    return max(family, key=lambda c: (rows.count(c.id), c.id))
