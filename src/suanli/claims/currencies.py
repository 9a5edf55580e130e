"""The currency of sums that name none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suanli.claims.scene import Scene

__all__ = ["currency_of"]


def _dollars(scene: Scene) -> str:
    """The dollar for a text that names no currency, where most of its firms are American."""
    firms = [m.party.country for x in scene.lines for m in x.companies] if scene.words.spaced else []
    return "USD" if 2 * firms.count("US") > len(firms) else ""


def currency_of(scene: Scene) -> str:
    """The currency in which a text counts most."""
    if scene.currency is None:
        units = [a.unit for x in scene.lines for a in x.amounts if a.family == "money" and not a.paired]
        counts = {u: units.count(u) for u in sorted(set(units))}
        scene.currency = max(counts, key=lambda u: counts[u]) if counts else _dollars(scene)
    return scene.currency
