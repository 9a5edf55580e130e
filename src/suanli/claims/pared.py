"""By how much a chip must be cut before a state lets it go: `Trump may allow a Blackwell with 30 to 50 % less`."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import Line, Scene

__all__ = ["pared_down"]

OTHERWISE = ("tariff", "share", "yield", "price")  # what else a state's per cent may be of
OF = 24  # characters behind it in which the sales stand that it is a part of


def pared_down(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a per cent is what a head of state would have a chip cut by: a version to come, nobody's fact."""
    if amount.family != "percent" or not line.chips or not line.companies or amount.low < 5:
        return False
    before = scene.lines[max(line.index - 4, 0) : line.index + 1]
    told = [m for x in before if x.paragraph == line.paragraph for m in x.companies if not m.party.roles & TELLERS]
    if not any(m.party.roles & STATES and m.party.country != "CN" for m in told):
        return False
    if any(0 <= h.start - amount.end < OF for h in line.told("revenue")):
        return False
    if line.told(*OTHERWISE) or any(a.family not in {"", "skip", "percent"} for a in line.amounts):
        return False
    return _lower(scene, amount)


def _lower(scene: Scene, amount: Amount) -> bool:
    """Whether a word for less stands near a per cent."""
    reach = 30 if scene.words.spaced else 12
    near = scene.text[max(amount.start - reach, 0) : amount.end + reach]
    return any(w in near for w in scene.words.words("pared"))
