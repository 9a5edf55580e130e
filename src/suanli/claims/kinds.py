"""Which kind of claim a quantity makes: a scored choice over the cues around it.

Each cue's strength falls with its distance and with every clause break between; the kind with the greatest
weighted strength wins, and a quantity whose cues point away from chips is left over, with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import itemgetter

from suanli.claims.behind import by_verb_behind
from suanli.claims.elapsed import past_or_to_come
from suanli.claims.letting import let_before, rent_told
from suanli.claims.makes import of_others, of_wafers, of_yield
from suanli.claims.naming import STATES, USERS
from suanli.claims.off import ON, off
from suanli.claims.priors import CARD, PRIOR, of_lab, of_makers, of_spenders, prior
from suanli.claims.quantities import Amount
from suanli.claims.rates import LET, by_the_second, of_another, own_figure, rate_of, small_rent
from suanli.claims.restated import restated
from suanli.claims.scene import Line, Scene
from suanli.claims.shifts import adjust, roles_of_line
from suanli.claims.smuggled import smuggling
from suanli.claims.units import USD
from suanli.claims.weights import DEFAULTS, DENSE, ELSE, FIXED, LOOSE, WEIGHTS

__all__ = ["Choice", "choose", "recounted", "strengths", "unclaimed"]

MANY = 1e5  # as many times nothing grows: uses are counted
MOST = 1e9  # no count of such chips is as high
RACK = 1e7  # dollars for a rack of chips, at most


@dataclass(slots=True)
class Choice:
    """The kind chosen, how strongly, the cue strengths, and the reason where the quantity is left over."""

    kind: str
    score: float
    cues: dict[str, float]
    reason: str = ""
    rate: str = ""
    margin: float = 0.0
    weighed: bool = False  # whether learned weights chose the kind, against the rules
    odds: int = 0  # what the weights make of each kind, packed; 0 where they were not asked


INNER = frozenset({"site", "ship"})  # what words of a bound may look like


def strengths(scene: Scene, line: Line, start: int, end: int) -> dict[str, float]:
    """How strongly each cue speaks at a span: 1 beside it, less with distance and clause breaks."""
    found: dict[str, float] | None = line.known.get((start, end))
    if found is not None:
        return found
    reach = LOOSE if scene.words.spaced else DENSE
    found = line.known[start, end] = {}
    breaks = line.breaks
    here = bisect_left(breaks, start)
    close = _bracketed(scene, line)
    for first, last, name, at in _speaking(line):
        if start <= first < end and name in INNER:
            continue  # `200万個規模`: how many, not where
        gap = first - end if first >= end else max(start - last, 0)
        if close and gap > 1:
            gap -= _between(close, min(last, end), max(first, start))
        value = (0.62 ** abs(at - here) if at != here else 1.0) / (1 + gap / reach)
        if first >= end:
            value *= 0.9
        if value > found.get(name, 0.0):
            found[name] = value
    return found


_BRACKET = re.compile(r"\([^()]{1,40}\)")


def _bracketed(scene: Scene, line: Line) -> list[tuple[int, int]]:
    """Where short words in brackets stand in a sentence; worked out once."""
    found: list[tuple[int, int]] | None = line.known.get("brackets")
    if found is None:
        opens = scene.text.find("(", line.start, line.end)
        found = [m.span() for m in _BRACKET.finditer(scene.text, opens, line.end)] if opens >= 0 else []
        line.known["brackets"] = found
    return found


def _between(brackets: list[tuple[int, int]], first: int, second: int) -> int:
    """How many characters between two places stand in brackets: `97亿美元（约新台币2994亿元）的合约`."""
    return sum(end - start for start, end in brackets if first <= start and end <= second)


def _speaking(line: Line) -> list[tuple[int, int, str, int]]:
    """Start, end and name of the cues of a sentence, with the clause breaks before each; worked out once."""
    found: list[tuple[int, int, str, int]] | None = line.known.get("cues")
    if found is None:
        breaks = line.breaks
        found = [(h.start, h.end, h.name, bisect_left(breaks, h.start)) for h in line.cues if h.group != "stance"]
        line.known["cues"] = found
    return found


def _context(scene: Scene, line: Line, amount: Amount, cues: dict[str, float]) -> dict[str, float]:
    """Cues of the sentence before in the same paragraph, and of the document's topic, weakly."""
    mixed = dict(cues)
    before = scene.lines[line.index - 1] if line.index else line
    lead = before is line or before.paragraph != line.paragraph
    lead = lead and amount.family == "money" and not _doing(line)
    if lead:  # a teaser without a verb of its own: `Eram 50, viraram 200 bilhões.`
        before = scene.lines[min(line.index + 1, len(scene.lines) - 1)]
    least = 0.4 if lead else 0.2
    if before is not line and before.paragraph == line.paragraph:
        for name, hits in before.by_name.items():
            if hits[0].group == "cue" and mixed.get(name, 0.0) < least:
                mixed[name] = least
    if smuggling(scene, line):
        own = bool(line.told("smuggle"))
        mixed["smuggle"] = max(mixed.get("smuggle", 0.0), 0.9 if own else 0.5)
    return mixed


def _doing(line: Line) -> bool:
    """Whether a sentence holds a cue that speaks for some kind."""
    return any(h.group == "cue" and h.name not in MUTE for h in line.cues)


MUTE = frozenset({"ai", "chipword", "authority", "model", "value", "reach", "total"})


def choose(scene: Scene, line: Line, amount: Amount) -> Choice:
    """The kind of a quantity in its sentence."""
    near = strengths(scene, line, amount.start, amount.end)
    cues = _context(scene, line, amount, near)
    again = "the same figure told again" if restated(scene, line, amount) else ""
    reason = again or _irrelevant(scene, line, amount, near)
    if reason:
        return Choice("", 0.0, cues, reason)
    recounted(scene, line, amount)
    if amount.family in FIXED:
        choice = _fixed(line, amount, cues)
        if choice.kind == "spec" and amount.unit == "TFLOPS" and amount.low >= EXA and _of_cluster(scene, line):
            choice.kind = "stock"
        choice.rate = rate_of(scene, line, amount) if amount.family == "tokens" else ""
        return choice
    if amount.family in {"people", "companies", "staff"}:
        teams = scene.words.words("team")  # 一支1000人的芯片设计团队
        teamed = any(w in scene.text[amount.end : amount.end + 12] for w in teams)
        return _people(amount, cues, teamed=teamed, spaced=scene.words.spaced)
    if amount.family == "ratio" and (amount.form == "vague" or cues.get("penalty", 0) > 0.4):
        return Choice("", 0.0, cues, "another thing is counted")  # several times; twice the gain, as a fine
    rate = rate_of(scene, line, amount)
    taught = bool(line.told("train")) and (not (rate or line.chips) or _spent(cues))  # what a training came to
    rented = small_rent(line, amount, scene.lines[max(line.index - 4, 0) : line.index + 1])
    if amount.family == "money" and not taught and (rented or _unit_price(amount, cues, rate)):
        return Choice("price", 1.0, cues, rate=rate)
    if amount.form == "fraction" and any(2 < h.start - amount.end < 6 for h in line.told("price")):
        return Choice("price", 1.0, cues)  # `at half the price`
    scores = _scores(amount.family, cues)
    adjust(scene, line, amount, scores, cues)
    by_verb_behind(scene, line, amount, scores)
    _change_hands(scene, line, amount, scores, (near, cues))
    if "other" in scores and cues.get("seize", 0) > 0.45:
        scores["other"] += 0.5
    likely = prior(scene, line, amount, cues)
    if likely:
        scores[likely] = scores.get(likely, 0.0) + PRIOR
    return _best(amount, scores, cues, rate, likely)


def _downloaded(scene: Scene, amount: Amount) -> bool:
    """Whether what is counted are downloads of an application, one for each who uses it: `1000万回ダウンロード`."""
    near = scene.text[max(amount.start - 16, 0) : amount.end + 16]
    return any(w in near for w in scene.words.words("downloads"))


def recounted(scene: Scene, line: Line, amount: Amount) -> Amount:
    """A quantity with the family that the words around it tell, where that is another than its unit's."""
    if amount.family == "memory" and by_the_second(scene, line, amount) and not of_another(line, amount):
        amount.family, amount.unit = "bandwidth", "GB/s"  # 毎秒600GB, 초당 900GB
    if amount.family == "ratio" and amount.low >= MANY:
        amount.family, amount.unit = "interactions", "interactions"  # `interações ... 1,9 bilhão de vezes`
    if amount.family == "interactions" and _downloaded(scene, amount):
        amount.family, amount.unit = "people", "people"
    return amount


def _change_hands(
    scene: Scene, line: Line, amount: Amount, scores: dict[str, float], told: tuple[dict[str, float], dict[str, float]]
) -> None:
    """What smuggling, letting and a letting told before say for a transfer."""
    near, cues = told
    kept = max(near.get("stockpile", 0), near.get("hold", 0)) > 0.8
    kept = kept and near.get("smuggle", 0) < 0.4  # `在庫が減少し、密輸も報じられ`
    goods = "transfer" in scores and amount.family != "duration" and not kept
    if goods and max([cues.get(c, 0) for c in ("seize", "penalty", "price")]) < 0.35:
        scores["transfer"] += 0.5 * (cues.get("smuggle", 0) > 0.4 and smuggling(scene, line))
    if "transfer" in scores and cues.get("buy", 0) > 0.5:
        scores["transfer"] += 0.7 * max(cues.get("rent", 0.0) - 0.3, 0.0)  # what is got to be rented is let
    if amount.family == "money":
        scores["transfer"] += rent_told(scene, line, near, cues)
    if amount.family == "chips" and near.get("use", 0) > 0.5 and let_before(scene, line):
        scores["transfer"] += 0.7  # `..., by which B gets the use of 100,000`
    if amount.family in {"chips", "money"} and cues.get("deal", 0) > 0.4 and _lent_before(scene, line):
        scores["transfer"] += 0.7  # `A is to let B chips. ... widened the contract to 200,000`
        scores["order"] *= 0.8


def _by_cue(kinds: dict[str, dict[str, float]]) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for kind, weights in kinds.items():
        for cue, weight in weights.items():
            found.setdefault(cue, []).append((kind, weight))
    return found


_SPEAKING_FOR = {family: _by_cue(kinds) for family, kinds in WEIGHTS.items()}


def _lent_before(scene: Scene, line: Line) -> bool:
    """Whether a sentence of the paragraph before this one tells of letting."""
    before = scene.lines[max(line.index - 2, 0) : line.index]
    return any(x.paragraph == line.paragraph and x.told("rent") for x in before)


def _scores(family: str, cues: dict[str, float]) -> dict[str, float]:
    """How strongly the cues speak for each kind: the strongest in full, each other by a quarter."""
    said: dict[str, list[float]] = {}
    kinds = _SPEAKING_FOR.get(family, {})
    for cue in kinds.keys() & cues.keys():
        for kind, weight in kinds[cue]:
            said.setdefault(kind, []).append(cues[cue] * weight)
    scores = dict.fromkeys(WEIGHTS.get(family, ()), 0.0)
    scores.update((kind, _sum(values)) for kind, values in said.items())
    return scores


def _sum(values: list[float]) -> float:
    if len(values) == 1:
        return values[0]
    values.sort(reverse=True)
    return values[0] + 0.25 * sum(values[1:])


def _best(amount: Amount, scores: dict[str, float], cues: dict[str, float], rate: str, likely: str) -> Choice:
    ranked = sorted(scores.items(), key=itemgetter(1), reverse=True)
    short = ranked and ranked[0][0] == "transfer" and (ranked[0][1] < 0.4 or cues.get("price_down", 0) > 0.4)
    if amount.family == "duration" and short:
        return Choice("", 0.0, cues, "no cue says what it is")
    if not ranked or ranked[0][1] < 0.12:
        kind = likely or DEFAULTS.get(amount.family, "")
        return Choice(kind, 0.1, cues, "" if kind else "no cue says what it is")
    kind, score = ranked[0]
    return Choice(kind, score, cues, rate=rate, margin=score - (ranked[1][1] if len(ranked) > 1 else 0.0))


def _of_cluster(scene: Scene, line: Line) -> bool:
    """Whether the sentence before counts the chips of a cluster, and this one names none: `性能は6.2エクサ`."""
    before = scene.lines[max(line.index - 1, 0)]
    if scene.words.spaced or line.chips or before is line or before.paragraph != line.paragraph:
        return False
    return any(a.family == "chips" and a.low >= MANY_CHIPS for a in before.amounts) and bool(before.told("hold"))


EXA, MANY_CHIPS = 2e6, 500


def _fixed(line: Line, amount: Amount, cues: dict[str, float]) -> Choice:  # noqa: C901 - one question after another
    kind = FIXED[amount.family]
    if amount.family == "power" and (
        amount.low < 5000
        or (
            amount.low < 1e6
            and (amount.form != "digits" or max([cues.get(c, 0) for c in ("chipword", "spec", "per_unit")]) > 0.2)
        )
    ):
        kind = "spec"
    if (
        amount.unit == "TFLOPS"
        and amount.low >= (2e4 if any(a.family == "chips" and a.low >= 100 for a in line.amounts) else 1e5)
        and not cues.get("chipword", 0) > 0.5
        and max(cues.get("site", 0), cues.get("hold", 0)) > 0.2
    ):
        kind = "stock"
    dealt = max([cues.get(c, 0) for c in ("buy", "deal", "ship")]) > 0.35
    dealt = dealt or any(h.end <= amount.start for h in line.told("buy", "deal"))
    if kind == "stock" and dealt and _sold_by_power(line, amount, cues):
        kind = "order"
    if amount.family == "process" and (_bare(line, amount) or not cues.get("chipword", 0) > 0.15):
        return Choice("", 0.0, cues, "a process named without a chip")
    if kind == "spec" and _limit(line, cues) and not own_figure(line, amount):
        kind = "policy"
    if amount.unit == "TFLOPS" and amount.low == 1:
        return Choice("", 0.0, cues, "a definition")
    if amount.family == "interactions" and amount.low < 1000:
        return Choice("", 0.0, cues, "another thing is counted")
    telling = ("train",) if amount.noun == "size" else ("train", "use", "ai")
    if amount.family == "parameters" and not max([cues.get(c, 0) for c in telling]) > 0.1:
        return Choice("", 0.0, cues, "no cue says what it is")
    if amount.family == "tokens" and cues.get("train", 0) > cues.get("use", 0):
        kind = "training"
    if amount.family == "memory" and amount.low < 4:
        return Choice("", 0.0, cues, "too small for a chip's memory")
    if amount.family == "datacenters" and amount.form == "vague":
        return Choice("", 0.0, cues, "no count")  # `several sites`
    if amount.family == "datacenters" and max([cues.get(c, 0) for c in ("hold", "capex", "buy", "ai")]) < 0.2:
        return Choice("", 0.0, cues, "no cue says what it is")
    return Choice(kind, 1.0, cues)


def _limit(line: Line, cues: dict[str, float]) -> bool:
    """Whether the words around a chip's figure tell a rule that sets it."""
    ruled = max(cues.get("rule", 0), cues.get("licence", 0)) > 0.3
    return ruled or (cues.get("ban", 0) > 0.6 and not _own_limit(line)) or _threshold(line)


def _bare(line: Line, amount: Amount) -> bool:
    """Whether a process is named for its yield, or beside a foundry and no chip: `2나노 공정에서 60%인 TSMC`."""
    return of_yield(line, amount) or (not line.chips and "foundry" in roles_of_line(line))


def _sold_by_power(line: Line, amount: Amount, cues: dict[str, float]) -> bool:
    """Whether a maker and a user deal in chips counted by their power: `six gigawatts of AMD's Instinct`."""
    if amount.family != "power" or amount.low < 1e8 or any(0 <= h.start - amount.end < 16 for h in line.told("site")):
        return False  # `at a 240 MW facility`
    roles = [m.party.roles for m in line.companies]
    maker = any("chipmaker" in r and not r & {"cloud", "lab"} for r in roles)
    return maker and cues.get("chipword", 0) > 0.5 and any(r & {"cloud", "lab", "buyer"} for r in roles)


def _threshold(line: Line) -> bool:
    """Whether a sentence tells a state's rule and names no chip: its figures are limits."""
    ruling = line.told("rule", "licence")
    return bool(ruling) and not line.chips and bool(roles_of_line(line) & STATES)


CROWD = 40  # so many customers are told of for themselves
DEALT = {"allow": "policy", "ban": "policy", "ship": "delivery", "sell": "delivery", "buy": "order"}


def _people(amount: Amount, cues: dict[str, float], *, teamed: bool, spaced: bool) -> Choice:
    if amount.family == "staff" or teamed:
        team = amount.low >= 100 and max(cues.get("chipword", 0), cues.get("make", 0)) > 0.4
        return Choice("other", cues.get("ai", 0), cues) if team else Choice("", 0.0, cues, "headcount")
    if amount.family == "companies" and amount.low < 5:
        return Choice("", 0.0, cues, "named parties, not users")
    if cues.get("use", 0) > 0.15:
        return Choice("usage", cues["use"], cues)
    if amount.family == "companies" and amount.low >= CROWD and spaced:
        cue = max(DEALT, key=lambda c: cues.get(c, 0))
        return Choice(DEALT[cue] if cues.get(cue, 0) > 0.4 else "usage", 0.5, cues)
    return Choice("", 0.0, cues, "people or companies, not users")


def _spent(cues: dict[str, float]) -> bool:
    """Whether a sum is told as spent, not as a price."""
    return cues.get("spend", 0.0) > 0.5 > cues.get("price", 0.0)


def _unit_price(amount: Amount, cues: dict[str, float], rate: str) -> bool:
    usd = USD.get(amount.unit, 1.0) * max(amount.low, amount.high if amount.high < 1e15 else amount.low)
    if rate == "hour":
        return usd < 1000
    if rate in {"unit", *LET} and usd < 2 * RACK and (rate in LET or usd >= CARD[0]):
        return True
    if not rate and cues.get("train", 0) > (0.15 if usd > 5e4 else 0.4):
        return False
    other = max([cues.get(c, 0) for c in ("revenue", "capex", "charge", "train", "penalty", "smuggle")])
    if usd < CARD[1] and max(cues.get("price", 0), cues.get("sell", 0) - 0.25) > max(0.25, other * 0.8):
        return True
    if (
        usd < RACK
        and cues.get("price", 0) > 0.6
        and other < 0.3
        and max([cues.get(c, 0) for c in ("buy", "hold", "spend")]) < 0.5
    ):
        return True
    about = cues.get("chipword", 0) > 0.15 and max([cues.get(c, 0) for c in ("train", "penalty", "tariff")]) < 0.3
    return CARD[0] < usd < CARD[1] and about  # no order, sale or budget is that small


def unclaimed(amount: Amount) -> str:
    """Why a quantity of no unit, or of a unit of nothing that is counted here, is no claim; "" for others."""
    if amount.family in {"skip", "models"}:
        return "another thing is counted"
    if (
        amount.family == "money"
        and amount.low == amount.high == 1
        and amount.form != "digits"
        and amount.bound == "exact"
    ):
        return "a turn of speech"  # `todavía no factura un dólar`
    if amount.unit == "years" and amount.form == "vague":
        return "a turn of speech"  # `livrables sur plusieurs années`
    return "" if amount.family else "no unit"


def _machines(scene: Scene, amount: Amount) -> bool:
    """Whether a counter of machines or cards ends its clause in a text about chips: `剩下的32台,`."""
    if scene.words.spaced or scene.topics.get("ai", 0) < 3 or amount.low < FEW_MACHINES:
        return False
    after = scene.text[amount.end : amount.end + 1]
    counted = scene.text.endswith(scene.words.words("machine_counters"), 0, amount.end)
    return counted and (not after.strip() or not after.isalnum())


FEW_MACHINES = 8


def _irrelevant(scene: Scene, line: Line, amount: Amount, cues: dict[str, float]) -> str:
    """Why a quantity is no claim about chips, or ""."""
    if (amount.family == "chips" and amount.low >= MOST) or of_others(scene, line, amount):
        return "another thing is counted"
    away = off(scene, line, amount)
    if away > 0.45 and amount.family in {"money", "percent", "people", "companies", "ratio", "tokens"}:
        on = max((v for k, v in cues.items() if k in ON), default=0.0)
        if away > on:
            return ELSE
    topical = bool(line.chips) or not cues.keys().isdisjoint(TOPIC) or _paragraph_ai(scene, line)
    topical = topical or scene.topics.get("ai", 0) > 1 or bool(scene.chip_counts) or of_makers(scene)
    topical = topical or any(a.family == "tokens" for a in line.amounts)
    topical = topical or (amount.family == "money" and scene.topics.get("ai", 0) > 0 and _powered(scene, line))
    topical = topical or (amount.family == "money" and (of_spenders(scene) or of_lab(line, cues)))
    near = amount.family in {"money", "percent", "chips", "duration", "ratio"}
    whole = amount.family in {"people", "companies"} and not scene.topics.get("ai", 0)
    if (near or whole) and not topical:
        return "nothing about chips near it"
    if (amount.family == "chips" and amount.low == 1 and _by_unit(line, amount)) or _by_one(scene, amount):
        return "a rate by the unit"
    if amount.family != "chips":
        return "a time past or to come, or an age" if past_or_to_come(scene, line, amount) else ""
    if cues.get("wafer", 0) > 0.3 or of_wafers(scene, line, amount):
        return "wafers, not chips"
    if amount.noun == "loose" and not (line.chips or cues.get("ai", 0) > 0.15 or _counted_before(scene, line, amount)):
        strong = max(cues.get(c, 0) for c in TRADE) > 0.4
        many = amount.low >= 1e4 and not scene.words.spaced and scene.topics.get("ai", 0) > 5
        many = many or (amount.low >= 100 and scene.words.spaced)  # `12.600 unidades` in a text about chips
        if (amount.low < 100 or not (strong or many) or scene.topics.get("ai", 0) < 3) and not _machines(scene, amount):
            return "another thing is counted"
    return ""


TOPIC = frozenset({"ai", "chipword"})


def _own_limit(line: Line) -> bool:
    """Whether a limit is that of the chip named, set by no state: `the H20 is held to 148 TFLOPS`."""
    return bool(line.chips) and not roles_of_line(line) & STATES


def _counted_before(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether chips were counted by name before in the paragraph."""
    lines = [x for x in scene.lines[max(line.index - 6, 0) : line.index + 1] if x.paragraph == line.paragraph]
    near = scene.lines[max(line.index - 4, 0) : line.index + 1] if amount.low >= 1e4 else lines[-2:]
    told = (
        (line, *near[-2:-1]) if amount.low >= 1e4 and near[-2:-1] and near[-2].paragraph == line.paragraph else (line,)
    )
    users = any(m.party.roles & USERS for x in told for m in x.companies)
    if amount.low >= 1e3 and any(x.chips for x in near) and users:
        return True  # `the H200 is let in. A and B share 400,000 pieces`
    if amount.low >= 1e4 and any(a.unit == "dies" for a in line.amounts):
        return True  # `a successor of four dies, of which 100,000 pieces are planned`
    counts = ((a, x) for x in lines for a in x.amounts if a.start < amount.start and a.family == "chips")
    return any(a.low >= 1e3 and (a.noun in {"code", "noun", "elided"} or x.chips) for a, x in counts)


TRADE = ("buy", "ship", "make", "stockpile", "hold", "sell", "allow", "licence", "receive")


def _powered(scene: Scene, line: Line) -> bool:
    """Whether the sentence before tells the power of a site: `出力は300メガワット。総事業費は1兆5000億円`."""
    before = scene.lines[max(line.index - 1, 0)]
    return before.paragraph == line.paragraph and any(a.family == "power" and a.low >= PLANT for a in before.amounts)


PLANT = 1e7  # watts of a large data centre


def _by_unit(line: Line, amount: Amount) -> bool:
    """Whether `1基あたり` only says by what a price is counted."""
    return any(h.start <= amount.start < h.end for h in line.told("per_unit"))


def _by_one(scene: Scene, amount: Amount) -> bool:
    """Whether a single megawatt only says by what another figure is counted: `1MWあたりのスループット`."""
    if amount.family != "power" or amount.low not in {1e3, 1e6, 1e9}:
        return False
    words = scene.words
    led = scene.text.endswith(words.words("by_one_before") or ("\0",), 0, amount.start)
    return led or scene.text.startswith(words.words("by_one") or ("\0",), amount.end)


def _paragraph_ai(scene: Scene, line: Line) -> bool:
    """Whether the sentence before or after in the paragraph speaks of chips or AI."""
    beside = [scene.lines[i] for i in (line.index - 1, line.index + 1) if 0 <= i < len(scene.lines)]
    return any(x.paragraph == line.paragraph and (x.chips or x.told("ai")) for x in beside)
