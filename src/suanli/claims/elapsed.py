"""Whether a quantity is an age or a span of time that nothing lasts: two years ago, within the coming months."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.scene import Line, Scene

__all__ = ["past_or_to_come"]


def past_or_to_come(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a quantity only says how old somebody is, how long ago or by when something was or is to be."""
    if _age(scene, amount) or _ago(scene, line, amount) or _such(scene, amount):
        return True
    return _span(scene, amount) or _term_to_come(scene, line, amount)


def _ago(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether words make a span a time past: `há um ano`, `un anno fa`."""
    if amount.family != "duration":
        return False
    if not scene.words.spaced:
        lead = scene.text[max(amount.start - 3, line.start) : amount.start]
        later = scene.text[amount.end : amount.end + 4].lstrip().startswith(scene.words.words("later_after") or ("\0",))
        past = scene.text[amount.end : amount.end + 1] == "前" or lead.endswith(scene.words.words("ago_before"))
        return past or later  # `7개월 뒤인 10월`
    before = scene.text[max(amount.start - 9, line.start) : amount.start].rstrip()
    after = scene.text[amount.end : amount.end + 14].lstrip()
    past = any(f" {before}".endswith(f" {w}") for w in scene.words.words("ago_before"))
    return past or any(
        after.startswith(w) and not after[len(w) :][:1].isalpha() for w in scene.words.words("ago_after")
    )


def _term_to_come(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a span only says by when: `今後数年間に`, `d'ici trois ans`."""
    if amount.family != "duration":
        return False
    coming = scene.words.words("coming")
    ahead = bool(coming) and scene.text[max(amount.start - 6, line.start) : amount.start].rstrip().endswith(coming)
    return ahead or any(h.start < amount.start < h.end for h in line.told("planned"))


def _such(scene: Scene, amount: Amount) -> bool:
    """Whether an adjective says what kind of year it is: `será un año decisivo`."""
    if amount.family != "duration" or (amount.form, amount.low, amount.bound) != ("words", 1, "exact"):
        return False
    words = scene.words
    following = scene.text[amount.end : amount.end + 24].split()[:1]
    word = following[0] if following and scene.text[amount.end : amount.end + 1] == " " else ""
    links = (words.words("of"), words.words("genitive"), words.words("ago_after"), words.stops())
    return bool(words.grammar.get("adjective_after")) and word.isalpha() and not any(word in w for w in links)


def _span(scene: Scene, amount: Amount) -> bool:
    """Whether a duration only says over which time something was counted: `over the previous 12 months`."""
    if amount.family != "duration" or not scene.words.spaced:
        return False
    lead = scene.text[max(amount.start - 18, 0) : amount.start].split()
    after = scene.text[amount.end : amount.end + 16].split()[:1]  # `nos três meses seguintes`
    follows = bool(after) and after[0].strip(".,") in scene.words.words("time_after")
    return follows or (bool(lead) and lead[-1] in scene.words.words("span_before"))


def _age(scene: Scene, amount: Amount) -> bool:
    """Whether years stand between commas or in brackets right after a capital word: `Benlin Yuan, 58 anni,`."""
    if amount.unit != "years" or amount.bound != "exact" or not 16 <= amount.low <= 99:
        return False
    before, after = (
        scene.document.text[max(amount.start - 80, 0) : amount.start].rstrip(),
        scene.text[amount.end : amount.end + 24].lstrip(),
    )
    name = before.rstrip(",(、，（ ").rsplit(None, 1)
    closed = after[:1] in {",", ")", "，", "）"} or after.startswith(tuple(f"{w}," for w in scene.words.words("aged")))
    closed = closed or (before[-1:] == "(" and ")" in after)  # `(28 anni di Pasadena)`
    return before[-1:] in {",", "(", "，", "（"} and closed and bool(name) and name[-1][:1].isupper()
