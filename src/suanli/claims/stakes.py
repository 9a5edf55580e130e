"""Stakes in firms, which are no figures of chips: `OpenAI may take up to 10 % of AMD`."""

from __future__ import annotations

from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene

__all__ = ["stake"]

NEAR = 14  # characters between a share and the firm whose it is
HELD = ("hold", "buy", "receive", "sell", "capex")  # verbs of those who have or get a stake
ENDS = frozenset({"", ".", ",", ";", ":", ")", "\n", "!", "?"})


def stake(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a percentage is one of a firm itself: the firm follows in the genitive and closes its phrase."""
    if amount.family != "percent" or not scene.words.spaced:
        return False
    firm = next((m for m in line.companies if m.start >= amount.end), None)
    if firm is None or firm.start - amount.end > NEAR:
        return False
    last = any(0 < h.start - firm.end < 3 for h in line.told(*HELD))  # `bis zu 10 Prozent an AMD erwerben`
    if not last and scene.text[firm.end : firm.end + 1] not in ENDS:
        return False
    between = scene.text[amount.end : firm.start].strip()
    if between and not any(between in scene.words.words(key) for key in ("of", "genitive")):
        return False
    start, _ = line.clause(amount.start, amount.end)
    owners = [m for m in line.companies if start <= m.start and m.end <= amount.start]
    verb = owners and len(scene.text[owners[-1].end : amount.start].split()) == 1  # `A hält 11 Prozent an B`
    return bool(owners) and bool(last or verb or any(start <= h.start < amount.start for h in line.told(*HELD)))
