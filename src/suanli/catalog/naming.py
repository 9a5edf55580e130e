"""Which chips a name means: an id, a spelling, with its maker's name in front, or with part of a variant's name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from suanli import catalog
from suanli.catalog.forms import Chip
from suanli.catalog.loading import fold, spellings

__all__ = ["variants"]

# words beside a chip's name that say only that it is one
PLAIN = frozenset({"accelerator", "accelerators", "card", "cards", "chip", "chips", "gpu", "gpus"})


def _words(text: str) -> frozenset[str]:
    return frozenset(re.split(r"[\s\-_/·()]+", text.casefold())) - {""}


def _makers() -> dict[str, str]:
    """Folded names of chip makers, the longest first, each with the maker's id."""
    vendors = {c.vendor for c in catalog.chips.values()}
    entries = (catalog.companies[v] for v in sorted(vendors) if v in catalog.companies)
    pairs = [(fold(w), e.id) for e in entries for w in (*spellings(e), e.id)]
    return dict(sorted(pairs, key=lambda p: -len(p[0])))


def _bare(name: str) -> tuple[str, str]:
    """A name without its maker's in front, and that maker's id (empty where none is named)."""
    for maker, vendor in _makers().items():
        for at in range(len(name), 0, -1):
            if fold(name[:at]) == maker and (rest := name[at:].strip(" -_/·")):
                return rest, vendor
    return name, ""


def _spelled(name: str) -> list[Chip]:
    """Chips with this spelling, then the rest of the family whose common name it is, each by launch."""
    wanted, late = fold(name), dt.date.max

    def ordered(found: Iterable[Chip]) -> list[Chip]:
        return sorted(found, key=lambda c: (c.launched or late, c.id))

    direct = ordered(c for c in catalog.chips.values() if wanted in {fold(w) for w in spellings(c)})
    family = ordered(c for c in catalog.chips.values() if fold(c.canonical) == wanted)
    return [*direct, *(c for c in family if c not in direct)]


def _partly(name: str) -> list[Chip]:
    """Chips whose common name stands whole in `name` and whose own names hold all of its words (``H100 SXM``)."""
    wanted, late = _words(name) - PLAIN, dt.date.max

    def fits(chip: Chip) -> bool:
        common = _words(chip.canonical or chip.name)
        own = frozenset().union(*map(_words, (*spellings(chip), chip.id, chip.canonical)))
        return bool(common) and common <= wanted <= own

    def usual(chip: Chip) -> bool:
        return fold(chip.canonical) not in {fold(w) for w in spellings(chip)}

    return sorted(filter(fits, catalog.chips.values()), key=lambda c: (usual(c), c.launched or late, c.id))


def variants(name: str) -> tuple[Chip, ...]:
    """The chips a name covers, the one it means first; `Unknown` with near names where there is none.

    An id is one chip. Else ``H100`` is its family, ``NVIDIA H100`` and ``英伟达H100`` the same (the maker must be
    the chip's own), ``H100 PCIe`` or ``A100 40GB`` the variants with those words in their names.
    """
    if name in catalog.chips:
        return (catalog.chips[name],)
    found = _spelled(name)
    if not found:
        bare, vendor = _bare(name)
        found = [c for c in _spelled(bare) or _partly(bare) if not vendor or c.vendor == vendor]
    return tuple(found) or (catalog.chips.find(name),)
