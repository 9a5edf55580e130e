"""Chips that moved between holders: resale and internal transfer, taken from the seller, given to the buyer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from suanli.fleets.belief import plateau_of
from suanli.fleets.scope import holder_id, series_for
from suanli.fleets.stories import Fact

__all__ = ["Moves", "moves_of"]

Array = NDArray[np.float64]
MOST = 0.9  # a seller keeps at least a tenth of each series


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Draws of one transfer: chips (draws), by which series it may be, from whom to whom, since when."""

    fact: str
    seller: str
    buyers: tuple[str, ...]
    series: tuple[int, ...]
    since: dt.date
    chips: Any


class Moves(msgspec.Struct, frozen=True, kw_only=True):
    """All transfers."""

    moves: tuple[Move, ...] = ()

    @property
    def parties(self) -> list[tuple[str, tuple[str, ...]]]:
        """(fact, holders) of every transfer."""
        return [(m.fact, (m.seller, *m.buyers)) for m in self.moves]

    def apply(self, chips: Array, holder: str, on: dt.date, stock: Callable[[str], Array]) -> Array:
        """A holder's chips (series x draws) after the transfers known by `on`; `stock` gives a seller's chips."""
        result = chips
        for move in self.moves:
            if on < move.since or holder not in (move.seller, *move.buyers):
                continue
            pick = list(move.series)
            source = (chips if holder == move.seller else stock(move.seller))[pick]
            part = np.minimum(move.chips / np.maximum(source.sum(axis=0), 1.0), MOST) * source
            sign = -1.0 if holder == move.seller else 1.0 / len(move.buyers)
            result = result.copy()
            result[pick] = np.maximum(result[pick] + sign * part, 0.0)
        return result


def _move(fact: Fact, posterior: Any, seed: int) -> Move | None:
    world, claim = posterior.world, fact.lead
    people = [holder_id(n) for n in (claim.actor_ids or claim.actors)]
    buyers = [holder_id(n) for n in (claim.counterparty_ids or claim.counterparties)]
    if len(people) != 1 or not buyers or claim.status == "rented" or claim.role in ("lessor", "lessee"):
        return None
    if people[0] not in world.holders or any(b not in world.holders for b in buyers):
        return None
    series, _ = series_for(claim.chip_ids or claim.chips, known=[s.id for s in world.series])
    if not series or fact.amount.unit not in ("chips", "usd") or fact.known is None:
        return None
    low, high, below, above = plateau_of(fact)
    rng = np.random.default_rng([seed, int(fact.id.split("-")[1], 16)])
    size = posterior.count
    log = rng.uniform(low, high, size) if high > low else np.full(size, low)
    normal = rng.standard_normal(size)
    log = log + np.where(normal > 0, above, below) * normal
    pick = tuple(i for i, s in enumerate(world.series) if s.id in series)
    chips = np.exp(log)
    if fact.amount.unit == "usd":
        near = [at for at, (_, number, _) in enumerate(world.lots) if number in pick]
        chips = chips / np.exp(np.log(posterior.draws.price[near]).mean(axis=0))
    stands = rng.uniform(size=size) >= fact.doubt
    return Move(
        fact=fact.id,
        seller=people[0],
        buyers=tuple(buyers),
        series=pick,
        since=fact.known,
        chips=np.where(stands & np.isfinite(chips), np.minimum(chips, math.exp(20)), 0.0),
    )


def moves_of(facts: Sequence[Fact], posterior: Any, *, seed: int) -> Moves:
    """The transfers that claims report between holders of the model, as draws."""
    found = [_move(f, posterior, seed) for f in facts if f.lead.kind == "transfer"]
    return Moves(moves=tuple(m for m in found if m is not None))
