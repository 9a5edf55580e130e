"""Whether a word for money that two countries share means that of a text's home."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.binding import Roles
from suanli.claims.once import once_in_text
from suanli.claims.scene import Line, Scene

__all__ = ["at_home"]

FOREIGN = "人民币"
RATE = (25, 40)  # Taiwan dollars for a US dollar


def at_home(scene: Scene, line: Line, amount: Amount, roles: Roles) -> None:
    """A bare 元 in a Taiwanese text is a Taiwan dollar where no other is told, a Taiwanese pays or the rate says it."""
    home = scene.words.grammar.get("home_money", "")
    bare = amount.unit == scene.words.grammar.get("money") and scene.text[amount.end - 1] == "元"
    if not home or not bare or FOREIGN in scene.text[max(amount.start - 6, 0) : amount.end + 6]:
        return
    dollars = [a for a in line.amounts if a.unit == "USD" and 0 <= amount.start - a.end < 6]
    paid = [m for m in roles.actors if m.party.country == scene.words.grammar.get("home")]
    rated = any(RATE[0] < amount.low / a.low < RATE[1] for a in dollars if a.low)
    if paid or rated or _homely(scene):
        amount.unit = str(home)


@once_in_text
def _homely(scene: Scene) -> bool:
    """Whether a text names the Taiwan dollar and no yuan of the mainland."""
    return "新台币" in scene.text and FOREIGN not in scene.text
