"""Which dated rule covers a chip, on a day, for a place, and why. Thresholds are data; metrics are functions.

No legal advice. docs/methods/policy.md says what the rules test, and what rests on press or memory.
"""

from __future__ import annotations

from suanli.policy.checking import check, classify, deal_of, timeline
from suanli.policy.lawful import check_claims
from suanli.policy.metrics import METRICS, facts_of
from suanli.policy.places import place
from suanli.policy.rules import evaluate, rulebook
from suanli.policy.shapes import ClaimCheck, Corner, DesignSpace, Plane, Timeline
from suanli.policy.verdicts import SEVERITY

__all__ = [
    "METRICS",
    "SEVERITY",
    "ClaimCheck",
    "Corner",
    "DesignSpace",
    "Plane",
    "Timeline",
    "check",
    "check_claims",
    "classify",
    "deal_of",
    "evaluate",
    "facts_of",
    "place",
    "rulebook",
    "timeline",
]
