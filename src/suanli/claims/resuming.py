"""Bare numbers that go on with a quantity told before: `Nvidia took 60%, AMD 11`, `微软单季200亿, 谷歌130.6亿`."""

from __future__ import annotations

import re
from dataclasses import replace
from math import log

from suanli.claims.articles import NAMED as NAMED_BY
from suanli.claims.articles import with_article
from suanli.claims.counted import labelled, of_a_number
from suanli.claims.currencies import currency_of
from suanli.claims.elapsed import past_or_to_come
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene

__all__ = ["of_them", "resume"]

NEXT, AGAIN = 14, 60  # characters from a word for as many to its chip, and back to the count that it repeats
BACK, FAR_BACK = 2, 3  # sentences over which a quantity is gone on with; in scripts without spaces, which have more
LENDING = frozenset({"money", "chips", "tokens", "people", "power", "parameters", "percent", "memory", "bandwidth",
                     "compute_rate", "duration"})  # fmt: skip
SCALED = frozenset({"money", "chips", "tokens", "people", "parameters"})  # of which there are millions
REACH, STEP = 4, 0.3  # quantities looked back upon; how much less like it each one before the last counts
APART = {
    "chips": 30.0,
    "money": 15.0,
    "tokens": 500.0,  # they grow so in two years
    "compute_rate": 20.0,
}  # times by which figures of one matter differ at most
ALIKE = 8.0  # the same for all others
OF_A_SCALE = 30.0  # the same in scripts without spaces, for two figures told with one scale
RATED = frozenset({"compute_rate", "bandwidth"})
CLOSES = frozenset(",.;:)!?\"'—–-\n(/。」』”’~、")  # behind these, as folded, nothing is counted any more
MILLION = 1e6
BILLION = 1e9  # the same where words have spaces
PRICED = 1e4  # from here on a number behind a word for spending is a sum
COUNTED = (1e3, 1e7)  # and between these, behind a word for buying or making, chips
SPENT = ("capex", "revenue", "spend", "price", "charge", "value")
DEALT = ("buy", "receive", "need", "ship", "make", "hold", "stockpile", "sell")
MOVES = ("price_up", "price_down")
SUM = 1e8  # a number of this scale, which counts nothing, is a sum where sums are told
TAG = re.compile(r"[(\[][^\W\d_]{2,20}: ?\Z")
TAGGED = frozenset(")]")
NAMED = re.compile(r"([^\W\d_][\w.-]{0,39})(,?) $")


def resume(scene: Scene) -> None:
    """Give bare numbers that count no noun the unit, and small ones the scale, of the last quantity of their size."""
    told: list[Amount] = []
    for line in scene.lines:
        _count_again(scene, line)
        amounts = () if line.dense else tuple(line.amounts)
        for amount, after in zip(amounts, (*amounts[1:], None), strict=True) if amounts else ():
            if not amount.family and amount.high == 0 and _none_of(line, amount):
                amount.family = amount.unit = "percent"
            elif not amount.family and (labelled(scene, line, amount) or of_a_number(scene, line, amount)):
                continue
            elif not amount.family and _bare(scene, line, amount):
                _go_on(scene, line, amount, after, told)
            elif not amount.family and amount.form != "fraction" and of_them(scene, amount):
                _stand_alone(scene, line, amount, told)
            if amount.family in LENDING and not amount.paired and not _in_brackets(scene, line, amount):
                told += [amount] if amount.family != "duration" or not past_or_to_come(scene, line, amount) else []


def _count_again(scene: Scene, line: Line) -> None:
    """Add a count told by the one before it: `10.000 H800, otras tantas H100`."""
    for word in scene.words.words("as_many_more") if len(line.chips) > 1 else ():
        at = scene.text.find(f" {word} ", line.start, line.end) + 1
        before = [a for a in line.amounts if a.family == "chips" and a.end <= at]
        after = [c for c in line.chips if 0 <= c.start - at - len(word) <= NEXT]
        if at and before and after and at - before[-1].end < AGAIN:
            one = replace(before[-1], start=at, end=after[0].end, number_end=at + len(word), noun="code")
            line.amounts.insert(line.amounts.index(before[-1]) + 1, one)


def of_them(scene: Scene, amount: Amount) -> bool:
    """Whether a count is one of things told before: `Microsoft has deployed tens of thousands of them`."""
    words = scene.words.words("thereof")
    ends = (amount.end, scene.text.rfind(" ", amount.start, amount.end))  # `thousands of` holds the first word
    return any(scene.text[max(at, 0) : at + 20].lstrip().startswith(words) for at in ends if words)


def _none_of(line: Line, amount: Amount) -> bool:
    """Whether a bare zero tells a share: `its share of the market is zero`."""
    return any(h.end <= amount.start or 0 < h.start - amount.end < 3 for h in line.told("share"))


def _in_brackets(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a quantity stands in brackets behind others of its sentence: `$35.1bn (up 94%), against 33.2`."""
    opened = scene.text.rfind("(", line.start, amount.start)
    return opened >= 0 and scene.text.find(")", opened, amount.start) < 0


def _bare(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number that is no date, year or part of a name has nothing behind it that it could count."""
    if amount.form not in {"digits", "words"} or not amount.low or _dated(scene, line, amount):
        return False
    if not scene.words.spaced:
        return _shut(scene, line, amount)
    if _tag(scene, line, amount) or _model(scene, amount):
        return False
    ends = _closed(scene, line, amount) or _set_against(scene, amount) or _of_billions(scene, line, amount)
    ends = ends or _of_deeds(scene, line, amount)
    return ends and not _part_of_name(scene, line, amount)


def _model(scene: Scene, amount: Amount) -> bool:
    """Whether a number of three or four digits is the name of a model behind its article: `el 950 llegará en 2026`."""
    if amount.form != "digits" or amount.scale != 1 or not 100 <= amount.low < 1e4 or amount.low % 10:
        return False
    lead = scene.text[max(amount.start - 8, 0) : amount.start].split()
    return bool(lead) and lead[-1] in scene.words.words("definite") and amount.bound == "exact"


def _of_billions(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number is of billions that no link ties to a noun: few things but money are counted so."""
    following = scene.text[amount.end : min(amount.end + 20, len(scene.text))].split()
    linked = not following or following[0].startswith(tuple(scene.words.words("of")))
    if any(a.family == "parameters" for a in line.amounts):
        return False  # `un billón de parámetros, con 32.000 millones activos`
    return _great(amount) and not linked and "-" not in scene.text[amount.start : amount.end]


def _great(amount: Amount) -> bool:
    """Whether a number is of billions, by its scale or by its size: `8.000 millones`."""
    return amount.scale >= BILLION or (amount.scale >= MILLION and amount.low >= BILLION)


def _set_against(scene: Scene, amount: Amount) -> bool:
    """Whether a word of comparing or for a part stands right before a number: `against 10,000 foreseen`."""
    lead = f" {scene.text[max(amount.start - 20, 0) : amount.start].strip(' ,(')}"
    words = [*scene.words.words("compare"), *scene.words.words("subset")]
    following = scene.text[amount.end : amount.end + 12].replace("'", "' ").split()[:1]
    if following and following[0] in scene.words.words("aside"):
        words += scene.words.list_of("since")  # `salito a 2,35 dollari dagli 1,70 di ottobre`
    return any(lead.endswith(f" {w}") for w in words)


def _shut(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number counts nothing behind it, or stands right after its owner, in a script without spaces."""
    rest = scene.text[amount.end : min(amount.end + 3, line.end)].lstrip()
    closed = not rest or rest[0] in CLOSES or rest.startswith(scene.words.words("after_count"))
    closed = closed or any(h.start == amount.end for h in line.told(*MOVES))
    if amount.scale < 1e4:
        before = scene.text[max(amount.start - 2, line.start) : amount.start].rstrip()[-1:]
        return closed and amount.scale == 1 and before.isalpha() and not before.isascii()
    ends = [m.end for m in line.companies] + [c.end for c in line.chips]
    owned = any(0 <= amount.start - end <= 1 for end in ends)
    return closed or owned or _priced(line, amount)


def _priced(line: Line, amount: Amount) -> bool:
    """Whether a word for a price stands right before a number."""
    return any(0 <= amount.start - h.end <= 4 for h in line.told("price", *MOVES))


def _dated(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number is a year or stands within a time; it does not in `against 12 in January`."""
    year = amount.scale == 1 and 1900 <= amount.low <= 2100 and amount.low == int(amount.low)
    if year or not any(p.start < amount.end and amount.start < p.end for p in line.periods):
        return year
    following = scene.text[amount.end : amount.end + 12].replace("'", "' ").split()[:1]  # `gli 1,70 dell'ottobre`
    return not following or following[0] not in scene.words.words("aside")


def _closed(scene: Scene, line: Line, amount: Amount) -> bool:
    text, end = scene.text, amount.end
    if end >= line.end or (text[end] in CLOSES and not text[end : end + 2].strip("-").isalnum()):
        return text[end : end + 1] not in {"/", ":", "-"} and not _listed(scene, line, amount)
    following = text[end : min(end + 24, line.end)].split()
    if not following:
        return True
    word = following[0].strip(".,;)")
    if word in scene.words.words("goes") and _further(scene, line, amount):
        return True
    ends = word in scene.words.stops() or word in scene.words.words("left") or word in scene.words.words("after_count")
    ends = ends or (amount.low >= COUNTED[0] and _owner_follows(scene, line, end))
    ends = ends or any(0 <= p.start - end <= 2 for p in line.periods) or _verb_follows(scene, line, end)
    return ends or any(0 <= h.start - end <= 1 for h in line.told("each", "now", "these", "total", "subset"))


def _owner_follows(scene: Scene, line: Line, end: int) -> bool:
    """Whether the firm whose number it is stands behind it in the genitive: `twice the 32,000 of Qwen`."""
    if not scene.words.spaced:
        return False
    owners = [m.start for m in line.companies if end < m.start <= end + OWNED]
    owners += [h.start for h in line.told("anaphora") if end < h.start <= end + OWNED] if not owners else []
    links = scene.words.words("genitive")
    return any(scene.text[end:at].strip() in links for at in owners)


OWNED = 12  # characters with the word for the genitive


def _further(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number counts more of the same: `Otras 23.000 irán a Loughton`, `another 8,000 go to`."""
    lead = scene.text[max(amount.start - 24, line.start) : amount.start].split()
    return amount.low >= COUNTED[0] and not set(lead[-2:]).isdisjoint(scene.words.words("another"))


def _verb_follows(scene: Scene, line: Line, end: int) -> bool:
    """Whether a small word that no noun follows stands behind a number, where nouns are written with a capital."""
    if not scene.words.grammar.get("nouns_capital"):
        return False
    following = scene.document.text[end : min(end + 60, line.end)].split()
    noun = len(following) > 1 and following[1][0].isupper() and following[0][-1] not in ",.;"
    return bool(following) and following[0][0].islower() and not noun


def _tag(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number in brackets closes a line of a few words that name nobody, or has a label: `(Views: 14)`."""
    text = scene.text
    if text[amount.end : amount.end + 1] in TAGGED and TAG.search(
        text, max(line.start, amount.start - 24), amount.start
    ):
        return True
    if text[amount.start - 1 : amount.start] != "(" or text[amount.end : line.end].strip() != ")":
        return False
    lead = text[line.start : amount.start - 1]
    return amount.low < 1e4 and len(lead.split()) < 4 and not line.companies and not line.chips


def _listed(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number only opens a point of a list: `1. ...`, `(2) ...`."""
    return amount.low < 100 and not scene.text[line.start : amount.start].strip(' "(')


def _part_of_name(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a word that opens with a capital stands before a number: `Llama 3`, `Seite 2`; not a firm or a chip."""
    text = scene.document.text
    lead = NAMED.search(text, max(line.start, amount.start - 40), amount.start)
    if lead is None or not lead[1][0].isupper() or lead[1].casefold() in scene.words.words("another"):
        return False
    products = [m.end for m in line.companies if m.party.own]
    if lead.end(1) in products and not lead[2] and amount.low < 10:
        return True  # `Llama 3.1`
    owners = [m.end for m in line.companies] + [c.end for c in line.chips]
    if lead.end(1) in owners:  # `Colossus 2`, `Ernie 5.0`
        return not lead[2] and amount.low < 10 and amount.low == int(amount.low)
    if lead[2]:  # `Jane Doe, 43, may get the same`
        return amount.low < 100 and not scene.words.grammar.get("nouns_capital")
    return lead.start() > line.start or amount.low < 1e3


def _ranged(scene: Scene, amount: Amount, after: Amount | None) -> bool:
    """Whether a word of a range parts a number from the next: `60 to 65`, `entre 175 et 185`."""
    between = scene.text[amount.end : after.start].split() if after is not None else []
    if len(between) != 1:
        return False
    opened = scene.text[max(amount.start - 12, 0) : amount.start].split()[-1:] or [""]
    pairs = between[0] in scene.words.words("joiners") and opened[0] in scene.words.list_of("between")
    return pairs or between[0] in scene.words.list_of("range")


def _go_on(scene: Scene, line: Line, amount: Amount, after: Amount | None, told: list[Amount]) -> None:
    """Lend a bare number what it lacks of the quantity told before that is nearest in size and place."""
    upper = after if after is not None and _ranged(scene, amount, after) else None
    if upper is not None and not (upper.low > amount.low and not upper.family and _bare(scene, line, upper)):
        return
    spaced = scene.words.spaced
    near = [a for a in told[-REACH:] if line.index - a.sentence <= (BACK if spaced else FAR_BACK)]
    fits = [(c, i, s) for i, a in enumerate(near) for c, s in _fits(amount, a, len(near) - 1 - i, spaced=spaced)]
    if not fits:
        _stand_alone(scene, line, amount, told)
        return
    _, index, scale = min(fits)
    last = near[index]
    amount.family, amount.unit, amount.per = last.family, last.unit, last.per
    amount.noun = {"chips": "elided", "tokens": ""}.get(last.family, last.noun)
    amount.low, amount.high = amount.low * scale, amount.high * scale
    if upper is not None:
        amount.high, amount.end, amount.number_end = upper.high * scale, upper.end, upper.number_end
        amount.bound = "range"
        line.amounts.remove(upper)
    amount.scale, amount.factor = max(amount.scale, last.scale if scale > 1 else 1.0), last.factor


def _last_currency(line: Line, told: list[Amount]) -> str:
    """The currency of the last sum told a few sentences back at most."""
    for amount in reversed(told):
        if line.index - amount.sentence > FAR_BACK:
            break
        if amount.family == "money":
            return amount.unit
    return ""


def _stand_alone(scene: Scene, line: Line, amount: Amount, told: list[Amount]) -> None:
    """Give a number that goes on with nothing told the unit that its scale or the words before it imply."""
    currency = _last_currency(line, told) or currency_of(scene)
    great = _great(amount) if scene.words.spaced else amount.scale >= SUM
    if currency and (great or (amount.low >= PRICED and _cued(scene, line, amount, SPENT))):
        amount.family, amount.unit, amount.noun = "money", currency, "currency"
    elif _of_these(scene, amount) or (
        COUNTED[0] <= amount.low < COUNTED[1] and _of_chips(scene, line) and _dealt(scene, line, amount)
    ):
        amount.family, amount.unit, amount.noun = "chips", "chips", "elided"


def _of_these(scene: Scene, amount: Amount) -> bool:
    """Whether a thousand or more of things told before are counted, less than a sum: `encomendou 1 milhão delas`."""
    counted = scene.words.spaced and not _great(amount) and amount.low >= COUNTED[0]
    return counted and of_them(scene, amount)


def _dealt(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a number counts what is bought or made: by a verb, by a noun behind it, or as `they will be 400,000`."""
    lead = scene.text[line.start : amount.start].strip()
    counted = scene.words.words("so_many")
    return lead in counted or _cued(scene, line, amount, DEALT) or _of_deeds(scene, line, amount)


def _of_deeds(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a noun of buying or making stands behind a number with its article: `à 142 000 les livraisons`."""
    if amount.scale >= BILLION or not scene.words.spaced:
        return False
    article = with_article(scene.words, " @", NAMED_BY).match(scene.text, amount.end)
    return article is not None and any(h.start == article.end() for h in line.told(*DEALT))


def _cued(scene: Scene, line: Line, amount: Amount, names: tuple[str, ...]) -> bool:
    """Whether one of these words stands before a number in its clause, and near."""
    reach = 40 if scene.words.spaced else 12
    hits = (h for h in line.told(*names) if 0 <= amount.start - h.end < reach)
    return any(not scene.breaks_between(line, h.end, amount.start) for h in hits)


def _of_chips(scene: Scene, line: Line) -> bool:
    """Whether a chip is named in a sentence or in one of the three before it, or a maker of chips in it."""
    made = any("chipmaker" in m.party.roles for m in line.companies)
    return made or any(x.chips for x in scene.lines[max(line.index - 3, 0) : line.index + 1])


def _fits(amount: Amount, last: Amount, steps: int, *, spaced: bool) -> list[tuple[float, float]]:
    """How far a bare number is from a quantity, and by what it must be multiplied to go on with it, if near."""
    apart = APART.get(last.family, ALIKE)
    if not spaced and amount.scale > 1:  # 万 and 亿 are said of what they were said of
        apart = OF_A_SCALE if amount.scale == last.scale else 1.0
    elif not spaced and not (last.family in RATED or (last.family == "money" and amount.low % 1 and last.low % 1)):
        return []  # 晶创26, 含光800: a small number is mostly part of a name
    if amount.scale >= 1e6 and last.family not in SCALED:
        return []
    whole = last.low or last.high
    scales = [1.0] if amount.scale > 1 else [last.scale * last.factor, last.factor] if spaced else [last.factor]
    scales += [1.0] if amount.low >= 1e4 else []
    if spaced and (last.scale, amount.scale) == (1e12, 1e3):  # `63mila miliardi per A, 32mila per B`
        scales.append(1e9)
    found = []
    for scale in dict.fromkeys(scales):
        size = amount.low * scale / max(whole, 1e-9)
        if 1 / apart <= size <= apart:
            found.append((abs(log(size)) + STEP * steps, scale))
    return found
