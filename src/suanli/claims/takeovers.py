"""Who buys a firm: not the firm that stands right behind the verb (`agreed to acquire Aligned for $40 billion`)."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.binding import Roles
from suanli.claims.lists import lists_of
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import Line, Scene

__all__ = ["taken_over"]

LEAD = 24  # characters before a firm in which a verb of taking over it ends


def taken_over(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Roles:
    """Parties of a sum without the firm that is bought for it; who buys it heads the sentence."""
    verbs = scene.words.words("takes_over") if amount.family == "money" and roles.actors else ()
    if not verbs:
        return roles
    bought = [m for m in roles.actors if m.end <= amount.start and _object(scene, line, m.start, verbs)]
    if not bought:
        return roles
    rest = [m for m in roles.actors if m not in bought]
    heads = [g for g in lists_of(line) if g[-1].end < bought[0].start and not _speaking(g[0].party.roles)]
    return Roles(rest or (heads[0] if heads else []), roles.others, guessed=roles.guessed and bool(rest))


def _speaking(roles: frozenset[str]) -> bool:
    """Whether a party only tells or rules."""
    return not roles.isdisjoint(TELLERS | STATES)


def _object(scene: Scene, line: Line, start: int, verbs: tuple[str, ...]) -> bool:
    """Whether a verb of taking over stands right before a name."""
    lead = scene.text[max(start - LEAD, line.start) : start].rstrip(' "')
    return any(lead.endswith(f" {v}") for v in verbs)
