"""Whether a word for money that two countries share means that of a text's home."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.authorities import home_of
from suanli.claims.binding import Roles
from suanli.claims.once import once_in_text
from suanli.claims.scene import Line, Scene

__all__ = ["at_home", "keep_home"]


def at_home(scene: Scene, line: Line, amount: Amount, roles: Roles) -> None:
    """A bare 元 in a Taiwanese text is a Taiwan dollar where no other is told, a Taiwanese pays or the rate says it."""
    grammar = scene.words.grammar
    home = money_of(scene)
    bare = amount.unit == grammar.get("money") and scene.text.endswith(
        grammar.get("home_money_sign", ""), 0, amount.end
    )
    if not home or not bare or _named(scene, "foreign_money_names", max(amount.start - 6, 0), amount.end + 6):
        return
    country = home_of(scene.text, scene.words)
    elsewhere = country != grammar.get("home")
    least, most = grammar["other_home_money_per_usd" if elsewhere else "home_money_per_usd"]
    dollars = [a for a in line.amounts if a.unit == "USD" and 0 <= amount.start - a.end < 6]
    paid = [m for m in roles.actors if m.party.country == country]
    rated = any(least < amount.low / a.low < most for a in dollars if a.low)
    lands = {m.party.country for m in line.companies}
    local = country == "TW" and country in lands and "CN" not in lands  # `緯創9月營收2034億元`
    if paid or local or rated or _homely(scene) or (elsewhere and not _foreign(scene)):
        amount.unit = str(home)


def keep_home(scene: Scene) -> None:
    """Give a bare 元 behind a sum of Taiwan dollars of its size the same: `從4.2萬元台幣調高到5.5萬元`."""
    home, bare = money_of(scene), scene.words.grammar.get("money")
    sign = scene.words.grammar.get("home_money_sign", "")
    for line in scene.lines if home and bare else ():
        told = [a for a in line.amounts if a.unit == home and not a.paired]
        for amount in line.amounts if told else ():
            if amount.unit != bare or amount.paired or not scene.text.endswith(sign, 0, amount.end):
                continue
            if any(0 < amount.start - a.end < NEAR and 0.1 < amount.low / max(a.low, 1.0) < 10 for a in told):
                amount.unit = str(home)


NEAR = 40  # characters over which a currency named once is meant again


def money_of(scene: Scene) -> str:
    """The money of a text's home."""
    grammar = scene.words.grammar
    elsewhere = bool(grammar.get("home_money")) and home_of(scene.text, scene.words) != grammar.get("home")
    return str(grammar.get("other_home_money" if elsewhere else "home_money", ""))


def _foreign(scene: Scene) -> bool:
    return _named(scene, "foreign_money_names", 0, len(scene.text))


@once_in_text
def _homely(scene: Scene) -> bool:
    """Whether a text names the money of its home and not the other of that sign."""
    whole = (0, len(scene.text))
    return _named(scene, "home_money_names", *whole) and not _named(scene, "foreign_money_names", *whole)


def _named(scene: Scene, names: str, start: int, end: int) -> bool:
    return any(scene.text.find(name, start, end) >= 0 for name in scene.words.words(names))
