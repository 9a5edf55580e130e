"""Claims in, fleets out: who holds how many of which chips, with intervals that deserve the name."""

from __future__ import annotations

from suanli.fleets.estimating import Belief, believe, estimate, fleet_of
from suanli.fleets.stories import divide, division

__all__ = ["Belief", "believe", "divide", "division", "estimate", "fleet_of"]
