"""Figures told again: a price after a price, shares that compare it, modules counted again as chips."""

from __future__ import annotations

import re
from dataclasses import replace

from suanli.claims.amounts import Amount
from suanli.claims.continuing import Draft
from suanli.claims.kinds import Choice
from suanli.claims.rates import LET
from suanli.claims.scene import Line, Scene

__all__ = ["against_price", "counted_again", "moved", "price_again"]


def against_price(scene: Scene, line: Line, amount: Amount, choice: Choice, here: list[Draft]) -> Choice:
    """A share told right after a price compares it: with other days a change, with another chip or place a price."""
    if amount.family not in {"percent", "ratio"} or not here or here[-1].choice.kind != "price":
        return choice
    last = here[-1].amount
    close = amount.start - last.end <= (110 if scene.words.spaced else 34)
    if not close or max(choice.cues.get(c, 0) for c in ("yield", "tariff", "share", "spec")) > 0.5:
        return choice
    if choice.kind == "usage" and choice.cues.get("use", 0.0) > 0.8:
        return choice
    start, stop = line.clause(amount.start, amount.end)
    since = start if scene.words.spaced else line.opening(last.start)
    dated = any(since <= p.start < stop for p in line.periods)
    between = scene.text[last.end : amount.start]
    dated = dated or any(w in between for w in scene.words.words("peaks"))  # `较高点下跌三成`
    others = any(start <= c.start < stop and c.start > last.end for c in line.chips)
    named = {c.chip.name for c in here[-1].chips}
    others = others or any(c.chip.name not in named for c in line.chips if last.end < c.start < stop)
    text = scene.text[amount.end : stop] if scene.words.spaced else scene.text[last.end : amount.start]
    linkers = scene.words.words("linkers")
    marks = [w for key in ("compare", "compare_after") for w in scene.words.words(key) if w not in linkers]
    # a pattern is made only for a mark that is there: each is a new one
    there = [w for w in marks if w in text]
    set_against = any(not scene.words.spaced or re.search(rf"(?<![^\W_]){re.escape(w)}", text) for w in there)
    kind = "price" if others or (set_against and not dated) else "price_change"
    margin = 1.0 if kind == "price_change" and amount.form == "multiple" else choice.margin  # it doubled
    return replace(choice, kind=kind, rate=choice.rate or here[-1].choice.rate, margin=margin)


def moved(scene: Scene, drafts: list[Draft]) -> None:
    """Sums right behind a verb of rising or falling are what a price changed by: `较上月涨价三千元`, not `涨到`."""
    for draft in () if scene.words.spaced else drafts:
        if draft.choice.kind != "price" or draft.amount.family != "money":
            continue
        start = draft.amount.start
        for hit in draft.line.told("price_up", "price_down"):
            between = scene.text[hit.end : start]
            close = hit.end <= start and (not between or between in scene.words.words("done_marks"))
            if close and not scene.text.endswith(scene.words.words("price_to"), hit.start, hit.end):
                draft.choice = replace(draft.choice, kind="price_change")


def price_again(line: Line, amount: Amount, choice: Choice, before: list[Draft]) -> Choice:
    """A sum of the size of the price told just before is a price again: `..., and some paid over $40,000`."""
    prices = [d for d in before if d.choice.kind == "price"]
    last = next((d for d in reversed(prices) if d.amount.unit == amount.unit), prices[-1] if prices else None)
    again = last is not None and choice.kind == "price" and choice.rate in {"", "unit"}
    if last is not None and again and last.choice.rate in LET:
        let = last.line is line and last.amount.unit == amount.unit and bool(line.told("rent"))
        let = let and last.amount.low / 6 <= amount.low <= last.amount.high * 6  # no price of what is let
        return replace(choice, rate=last.choice.rate) if let else choice  # `每月要12万元，现在7.5万元就能租到`
    small = choice.kind == "revenue" and amount.high < 1e4  # no sales are told in dollars
    let = choice.kind == "transfer" and last is not None and last.choice.rate == "hour" and amount.high < 1e3
    if last is None or (choice.kind not in {"", "capex", "order", "price_change"} and not small and not let):
        return choice
    by_hour = last.choice.rate == "hour" and line.paragraph - last.line.paragraph <= 1  # rents go on past a paragraph
    near = line.index - last.line.index <= 1 and (last.line.paragraph == line.paragraph or by_hour)
    bare = not choice.kind and last.line.paragraph == line.paragraph
    near = near or (bare and line.index - last.line.index == 2)  # `at $25,000. It adds up. On eBay $40,000`
    alike = amount.family == "money" and amount.unit == last.amount.unit
    if near and alike and last.amount.low / 4 <= amount.low <= last.amount.high * 4 and amount.low < 1e7:
        return replace(choice, kind="price", reason="", rate=last.choice.rate)
    return choice


def _reckoned(scene: Scene, line: Line, amount: Amount, last: Draft) -> Draft | None:
    """The draft of machines counted again in chips by a short sentence of its own: `GPU로는 2040장이다`."""
    told = scene.text[line.start : amount.start].lstrip().startswith(scene.words.words("counted_as") or ("\0",))
    alone = told and len(line.amounts) == 1 and not (line.chips or line.companies)
    if not alone or last.line.paragraph != line.paragraph or amount.low <= last.amount.low:
        return None
    return replace(last, line=line, amount=amount)


def counted_again(scene: Scene, line: Line, amount: Amount, here: list[Draft]) -> Draft | None:
    """A count right behind another, told as its equal, is the same in chips: `5,000 modules, equal to 40,000 chips`."""
    last = here[-1] if here else None
    if last is None or not last.amount.family == amount.family == "chips":
        return None
    if last.line is not line:
        return _reckoned(scene, line, amount, last)
    first, reach = last.amount.end, 40 if scene.words.spaced else 12
    equal = any(first <= h.start <= amount.number_end and h.start - first < 4 for h in line.told("equivalent"))
    equal = equal or scene.text[first : amount.start].strip(" ,(").startswith(scene.words.words("that_is") or "\0")
    if not equal or amount.start - first > reach or last.choice.kind == "training":
        return None
    named = [c for c in line.chips if amount.start <= c.start < amount.end + reach]
    return replace(last, amount=amount, chips=named or last.chips)
