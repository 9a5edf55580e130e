"""Sums that go to chips: spent on them, set aside for them, paid to who makes them."""

from __future__ import annotations

import re
from bisect import bisect_left

from suanli.claims.lexicon import Hit
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene

__all__ = [
    "budgeted",
    "for_chips",
    "linked_chips",
    "on_chips",
    "paid_to_maker",
    "reserved",
    "set_aside",
    "spent_on_chips",
]


def paid_to_maker(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a sum goes to a maker of chips by a preposition: `verserà a Nvidia 9 miliardi`, `pay $4bn to AMD`."""
    if not scene.words.spaced:
        return _for_goods(scene, line, amount)
    for firm in line.companies:
        near = max(firm.start - amount.end, amount.start - firm.end) < 30
        if near and "chipmaker" in firm.party.roles and not firm.party.roles & {"buyer", "cloud"}:
            lead = scene.text[max(firm.start - 12, 0) : firm.start].split()[-1:]
            marked = lead and (lead[0] in scene.words.words("buyer_after") or lead[0] in scene.words.words("for_after"))
            if marked and not scene.breaks_between(line, firm.start, amount.start):
                return True
    return False


def _for_goods(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a sum, or the one it grows to, goes to what a maker makes: `1000億元をエヌビディア製品に振り向ける`."""
    goods, marks = scene.words.words("maker_goods"), scene.words.words("onto")
    for firm in line.companies if goods else ():
        start = firm.end + (scene.text[firm.end : firm.end + 1] == " ")
        noun = max((w for w in goods if scene.text.startswith(w, start)), key=len, default="")
        end = start + len(noun)
        if not noun or "chipmaker" not in firm.party.roles or not scene.text.startswith(marks, end):
            continue
        if 0 < amount.start - end <= 4:
            return True  # `엔비디아 제품에 850억 위안을`
        sums = [a for a in line.amounts if a.family == "money" and a.end <= firm.start]
        near = bool(sums) and firm.start - sums[-1].end <= 4
        if near and amount.end <= firm.start and not scene.breaks_between(line, amount.end, firm.start):
            return True
    return False


_PARTING = re.compile("[,;:(0-9]")


def on_chips(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a chip noun with a preposition stands in the clause before a sum: `на чипы потратит до $7 млрд`."""
    if not scene.words.spaced:
        marks = scene.words.words("onto")
        nouns = (h for h in line.told("chipword") if h.end <= amount.start)
        return any(
            scene.text.startswith(marks, n.end) and not scene.breaks_between(line, n.end, amount.start) for n in nouns
        )
    if _paid_for(scene, line, amount):
        return True
    links = (*scene.words.words("for_after"), *scene.words.words("of"))
    sold = [h.end for h in line.told("sell", "revenue")]  # `las ventas de H20 aportaron`
    for hit in line.told("chipword"):
        if any(0 <= hit.start - end <= 4 for end in sold):
            continue
        if hit.end <= amount.start and not scene.breaks_between(line, hit.end, amount.start):
            lead = scene.text[max(line.start, hit.start - 26) : hit.start].split()
            if not set(lead[-3:]).isdisjoint(links) and not any(_PARTING.search(w) for w in lead[-3:]):
                return True
    return False


def _paid_for(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a relative clause tells what was paid for the chips before it: `las GB200, por las que pagó`."""
    for mark in scene.words.words("for_which"):
        at = scene.text.find(f", {mark} ", line.start, amount.start)
        if at > 0 and scene.breaks_between(line, at + 1, amount.start) == 0:
            return any(0 <= at - h.end < PAID for h in line.told("chipword"))
    return False


PAID = 30  # characters from chips to the clause that tells what was paid for them


def for_chips(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether the clause of a sum goes on with `for` and chips: `16 Milliarden haben A und B für Chips`."""
    if not scene.words.spaced:
        return _goes_to_chips(scene, line, amount)
    nouns = [h for h in line.told("chipword") if h.start > amount.end]
    if not nouns:
        return _for_buying(scene, line, amount)
    links = scene.words.words("for_after")
    closed = scene.text[amount.end : amount.end + 1] == ","
    lead = scene.text[max(amount.start - 12, 0) : amount.start].rstrip()
    lead = next((lead.removesuffix(f" {w}") for w in scene.words.words("also") if lead.endswith(f" {w}")), lead)
    apposed = closed and lead.rstrip().endswith(",")  # `la moitié, soit 85 milliards, ira aux puces`
    for hit in nouns:
        parted = scene.breaks_between(line, amount.end, hit.start) > apposed  # `Half of it, 85 billion, goes to chips`
        if not parted:
            words = scene.text[max(amount.end, hit.start - 24) : hit.start].replace("-", " ").split()
            if words and words[-1] in links and len(words[-1]) > 2:
                return True
            if len(words) > 1 and words[-2] in scene.words.words("worth") and words[-1].isalpha():
                return True  # `is earmarked for advanced processors`
            if len(lead) > 1 and lead[-1] in scene.words.words("onto") and set_aside(line, amount):
                return True  # `85.000 millones, irá a procesadores`
    return any(_buys(scene, line, amount, verb.start, verb.end) for verb in line.told("buy"))


def _for_buying(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a sum is for the purchase alone of chips named before: `reservou US$ 5,6 bilhões para a compra`."""
    for verb in line.told("buy"):
        between = scene.text[amount.end : verb.start].split() if 0 < verb.start - amount.end < 14 else []
        closed = scene.text[verb.end : verb.end + 1] in {".", ",", ";", ")", "\n", ""}
        if between and closed and between[0] in scene.words.words("for_after") and len(between) < 3:
            return any(x.chips for x in scene.lines[max(line.index - 2, 0) : line.index + 1])
    return False


def _buys(scene: Scene, line: Line, amount: Amount, start: int, end: int) -> bool:
    """Whether a verb of buying right after a sum takes chips: `85 billion, towards purchasing AI chips`."""
    links = {*scene.words.words("for_after"), *scene.words.words("onto")}
    between = scene.text[amount.end : start].strip(" ,)").split() if 0 < start - amount.end < 14 else []
    nouns = (h.start for h in line.told("chipword") if 0 <= h.start - end < 40)
    return not links.isdisjoint(between) and any(not scene.breaks_between(line, end, at) for at in nouns)


def _goes_to_chips(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether the next words spend a sum on chips: `850亿元,将砸向AI处理器`, `用于采购国产芯片`."""
    verbs = [h for h in line.told("capex", "spend", "buy") if 0 <= h.start - amount.end <= 7]
    for verb in verbs:
        if scene.breaks_between(line, amount.end, verb.start) < 2 and not any(
            amount.end <= a.start < verb.end + 10 and a.family != "chips" for a in line.amounts
        ):
            near = (h for h in line.told("chipword") if 0 <= h.start - verb.end <= 12)
            if any(not scene.breaks_between(line, verb.end, h.start) for h in near):
                return True
    return False


def set_aside(line: Line, amount: Amount) -> bool:
    """Whether a verb of spending right after a sum takes chips: `85 billion is earmarked for AI processors`."""
    verbs = [h.end for h in line.told("capex", "spend") if 0 < h.start - amount.end < 50]
    return any(0 < h.start - at < 30 for h in line.told("chipword") for at in verbs)


def spent_on_chips(line: Line, amount: Amount, *, spaced: bool) -> bool:
    """Whether a verb of spending before a sum takes chips: `investiram em aceleradores, mais de US$ 12 bilhões`."""
    verbs = [h for h in line.told("capex", "spend") if h.end <= amount.start]
    nouns = [h for h in line.told("chipword") if h.end <= amount.start]
    if not verbs or not nouns or _another_sum(line, amount, verbs, nouns):
        return False
    clause = line.opening(amount.start)  # `增加晶片支出,并将AI领域的投资额提升至1,600亿元`
    verbs = [v for v in verbs if v.start >= clause] or verbs
    breaks = [bisect_left(line.breaks, v.end) for v in verbs]
    near = [n for n in nouns for v, b in zip(verbs, breaks, strict=True) if b == bisect_left(line.breaks, n.start)]
    return any(0 < n.start - v.end < 60 for v in verbs for n in near) or budgeted(line, amount, spaced=spaced)


def _another_sum(line: Line, amount: Amount, verbs: list[Hit], nouns: list[Hit]) -> bool:
    """Whether chips took the sum told before and this one has a word of its own: `芯片预算1000亿,AI投资额1600亿`."""
    first, _ = line.clause(amount.start, amount.end)
    own = {h.end - h.start for h in verbs if h.start >= first}
    before = any(a.family == "money" and a.end <= first for a in line.amounts)
    told = {h.end - h.start for h in verbs if h.start < first}  # the word before told again is the same spending
    return before and bool(own) and own.isdisjoint(told) and not any(n.start >= first for n in nouns)


def budgeted(line: Line, amount: Amount, *, spaced: bool) -> bool:
    """Whether the budget of which a sum is told is one for chips by name: `AI处理器先行编列预算`, `chip budget`."""
    reach = 1 if spaced else 6
    nouns = [h.end for h in line.told("chipword") if h.end <= amount.start]
    verbs = [h.start for h in line.told("capex", "spend") if h.end <= amount.start]
    clause = line.opening(amount.start)
    verbs = [at for at in verbs if at >= clause] or verbs
    beside = [(end, at) for at in verbs for end in nouns if 0 <= at - end <= reach]
    return any(bisect_left(line.breaks, end) == bisect_left(line.breaks, at) for end, at in beside)


def linked_chips(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a chip noun follows a sum after one joining word: `$7 billion for Nvidia chips`."""
    reach = 44 if scene.words.spaced else 8
    pair = next((a for a in line.amounts if a.paired and 0 < a.start - amount.end < 14), None)
    if pair is not None and pair is not amount:
        return linked_chips(scene, line, pair)
    if _spent_on_count(scene, line, amount):
        return True
    for hit in line.told("chipword"):
        if not 0 < hit.start - amount.end < reach:
            continue
        between = scene.text[amount.end : hit.start].replace(")", " ", 1 if amount.paired else 0)
        words = between.split()
        if (
            not any(c in between for c in ",;:，；：、.。")
            and len(words) <= 5
            and not any(w[0].isdigit() for w in words)
        ):
            links = scene.words.words("for_after") + scene.words.words("of")
            onto = scene.words.words("onto") if len(words) < 4 else ()  # `90 billion yuan going on AI chips`
            return not scene.words.spaced or (bool(words) and (words[0] in links or words[-1] in onto))
    return False


def _spent_on_count(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a count of chips follows a sum after one joining word: `$2 billion on 20,736 chips`."""
    following = [a for a in line.amounts if a.start >= amount.end and a.family]
    if not scene.words.spaced or not following or following[0].family != "chips":
        return False
    between = scene.text[amount.end : following[0].start].split()
    return 0 < len(between) <= 2 and between[0] in scene.words.words("for_after")


def reserved(scene: Scene, line: Line, start: int, end: int) -> bool:
    """Whether a sum is set aside for something: `85 billion is reserved for AI chips` (of chips that is an order)."""
    words = scene.words.words("budgeted")
    if not words:
        return False
    own = [a.family for a in line.amounts if a.start == start]
    sums = "money" in own or ("percent" in own and any(a.family == "money" for a in line.amounts))
    if not sums:
        return False
    first, last = line.clause(start, end)
    return any(w in scene.text[first:last] for w in words)


def staked(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a sum is put into another firm: `um investimento de US$ 13 bilhões na OpenAI`, `8 milliards sur elle`."""
    text, end = scene.text, amount.end
    close = text.find(")", end, end + 40) + 1 if text[end : end + 2] == " (" else end
    into = scene.words.words("into")
    following = text[close : close + 16].replace(",", " ").replace(".", " ").split()
    if len(following) > 1 and following[0] in into and following[1] in scene.words.words("on_it"):
        return True
    firms = (m for m in line.companies if m.party.roles & {"lab", "cloud"} and 0 < m.start - close < 12)
    return any(text[close : m.start].strip(" )") in into for m in firms)
