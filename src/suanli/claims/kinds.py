"""Which kind of claim a quantity makes: a scored choice over the cues around it.

Each cue's strength falls with its distance and with every clause break between; the kind with the greatest
weighted strength wins, and a quantity whose cues point away from chips is left over, with the reason.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from suanli.claims.priors import CARD, PRIOR, prior
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.units import USD

__all__ = ["Choice", "choose", "strengths"]

# How much a cue speaks for a kind, by the family of the quantity.
WEIGHTS: dict[str, dict[str, dict[str, float]]] = {
    "chips": {
        "order": {"buy": 1.0, "cancel": 0.7, "capex": 0.35, "spend": 0.3, "receive": 0.7},
        "delivery": {"ship": 1.0, "sell": 0.85, "receive": 0.35},
        "stock": {
            "hold": 1.0,
            "site": 0.65,
            "stockpile": 0.9,
            "receive": 0.3,
            "equivalent": 0.6,
            "use": 0.2,
            "total": 0.35,
        },
        "transfer": {"smuggle": 1.3, "resell": 0.9, "rent": 1.0, "seize": 0.7},
        "supply": {"make": 1.1, "yield": 0.8},
        "training": {"train": 1.15},
        "spec": {"spec": 0.5},
        "policy": {"ban": 0.45, "allow": 0.75, "licence": 0.6},
        "other": {"need": 0.75, "seize": 0.8},
        "usage": {"use": 0.25},
    },
    "money": {
        "order": {"buy": 1.0, "cancel": 0.6, "receive": 0.4, "spend": 0.35},
        "capex": {"capex": 1.05, "spend": 0.55, "hold": 0.3, "site": 0.35},
        "revenue": {"revenue": 1.1, "charge": 1.1, "share": 0.5, "sell": 0.85},
        "price": {},
        "transfer": {"smuggle": 1.3, "resell": 0.9, "rent": 0.95},
        "stock": {"stockpile": 1.05},
        "policy": {"penalty": 0.9, "tariff": 0.9, "ban": 0.2},
        "delivery": {"ship": 0.95},
        "training": {"train": 1.1},
        "other": {"seize": 1.1, "charge_upfront": 0.9},
    },
    "percent": {
        "policy": {"tariff": 1.2, "ban": 0.2},
        "supply": {"yield": 1.3, "make": 0.8, "shortage": 0.8, "leadtime": 0.7},
        "revenue": {"revenue": 0.9, "share": 0.9, "sell": 0.5},
        "price_change": {"price": 0.6, "price_up": 0.55, "price_down": 0.55, "rent": 0.4},
        "capex": {"capex": 1.0, "spend": 0.2},
        "order": {"buy": 0.75},
        "usage": {"use": 1.0},
        "spec": {"spec": 1.0},
        "training": {"train": 0.6},
        "stock": {"hold": 0.4, "site": 0.35},
        "delivery": {"ship": 0.75},
    },
    "ratio": {
        "spec": {"spec": 1.0},
        "supply": {"make": 1.2, "yield": 0.6},
        "price": {"price": 0.95},
        "price_change": {"price_up": 0.5, "price_down": 0.5},
        "usage": {"use": 1.0},
        "stock": {"hold": 0.9, "site": 0.7},
        "order": {"buy": 0.9},
        "capex": {"capex": 1.0},
        "revenue": {"revenue": 0.95, "sell": 0.6},
        "delivery": {"ship": 0.95},
    },
    "duration": {
        "policy": {"penalty": 1.3},
        "supply": {"leadtime": 1.2, "make": 0.4},
        "training": {"train": 0.9},
        "capex": {"capex": 0.9},
        "transfer": {"rent": 0.8, "deal": 0.4},
    },
}
FIXED = {
    "tokens": "usage", "interactions": "usage", "parameters": "training", "gpu_hours": "training",
    "bandwidth": "spec", "compute_rate": "spec", "memory": "spec", "process": "spec", "power": "stock",
    "datacenters": "stock", "designs": "supply",
}  # fmt: skip
DEFAULTS = {"ratio": "spec", "people": "usage"}
DENSE = 14.0
LOOSE = 45.0


@dataclass(slots=True)
class Choice:
    """The kind chosen, how strongly, the cue strengths, and the reason where the quantity is left over."""

    kind: str
    score: float
    cues: dict[str, float]
    reason: str = ""
    rate: str = ""
    margin: float = 0.0


def strengths(scene: Scene, line: Line, start: int, end: int) -> dict[str, float]:
    """How strongly each cue speaks at a span: 1 beside it, less with distance and clause breaks."""
    found: dict[str, float] | None = line.known.get((start, end))
    if found is not None:
        return found
    reach = LOOSE if scene.words.spaced else DENSE
    found = line.known[start, end] = {}
    breaks = line.breaks
    here = bisect_left(breaks, start)
    for first, last, name, at in _speaking(line):
        value = 0.62 ** abs(at - here) / (1 + max(first - end, start - last, 0) / reach)
        if first >= end:
            value *= 0.9
        if value > found.get(name, 0.0):
            found[name] = value
    return found


def _speaking(line: Line) -> list[tuple[int, int, str, int]]:
    """Start, end and name of the cues of a sentence, with the clause breaks before each; worked out once."""
    found: list[tuple[int, int, str, int]] | None = line.known.get("cues")
    if found is None:
        cues = (h for h in line.cues if h.group != "stance")
        found = [(h.start, h.end, h.name, bisect_left(line.breaks, h.start)) for h in cues]
        line.known["cues"] = found
    return found


def _context(scene: Scene, line: Line, cues: dict[str, float]) -> dict[str, float]:
    """Cues of the sentence before in the same paragraph, and of the document's topic, weakly."""
    mixed = dict(cues)
    if line.index and scene.lines[line.index - 1].paragraph == line.paragraph:
        for hit in scene.lines[line.index - 1].cues:
            if hit.group == "cue":
                mixed[hit.name] = max(mixed.get(hit.name, 0.0), 0.2)
    if smuggling(scene, line):
        own = any(h.name == "smuggle" for h in line.cues)
        mixed["smuggle"] = max(mixed.get("smuggle", 0.0), 0.9 if own else 0.5)
    return mixed


def smuggling(scene: Scene, line: Line) -> bool:
    """Whether the text around a sentence tells of smuggling."""
    if "smuggle" not in scene.topics:
        return False
    near = scene.lines[max(line.index - 2, 0) : line.index + 3]
    own = [x for x in near if x.paragraph == line.paragraph]
    near = own if len(own) > 1 else near  # another paragraph may tell another story
    count = sum(h.name == "smuggle" for x in near for h in x.cues)
    return count >= 2 or (count >= 1 and scene.topics.get("smuggle", 0) >= 4)


def choose(scene: Scene, line: Line, amount: Amount) -> Choice:
    """The kind of a quantity in its sentence."""
    near = strengths(scene, line, amount.start, amount.end)
    cues = _context(scene, line, near)
    reason = _irrelevant(scene, line, amount, near)
    if reason:
        return Choice("", 0.0, cues, reason)
    if amount.family in FIXED:
        choice = _fixed(line, amount, cues)
        choice.rate = _rate(scene, line, amount) if amount.family == "tokens" else ""
        return choice
    if amount.family in {"people", "companies", "staff"}:
        return _people(amount, cues)
    rate = _rate(scene, line, amount)
    if amount.family == "money" and _unit_price(amount, cues, rate):
        change = near.get("price", 0) < near.get("price_up", 0) * 0.3
        return Choice("price_change" if change and not rate else "price", 1.0, cues, rate=rate)
    table = WEIGHTS.get(amount.family, {})
    scores = {k: _sum(cues, weights) for k, weights in table.items()}
    _adjust(scene, line, amount, scores, cues)
    if "transfer" in scores and max(cues.get(c, 0) for c in ("seize", "penalty", "price")) < 0.35:
        scores["transfer"] += 0.5 * (cues.get("smuggle", 0) > 0.4 and smuggling(scene, line))
    likely = prior(scene, line, amount, cues)
    if likely:
        scores[likely] = scores.get(likely, 0.0) + PRIOR
    return _best(amount, scores, cues, rate, likely)


def _sum(cues: dict[str, float], weights: dict[str, float]) -> float:
    values = [cues[c] * w for c, w in weights.items() if c in cues]
    if len(values) < 2:
        return values[0] if values else 0.0
    values.sort(reverse=True)
    return values[0] + 0.25 * sum(values[1:])


def _best(amount: Amount, scores: dict[str, float], cues: dict[str, float], rate: str, likely: str) -> Choice:
    ranked = sorted(scores.items(), key=lambda kv: -kv[1])
    short = ranked and ranked[0][0] == "transfer" and (ranked[0][1] < 0.4 or cues.get("price_down", 0) > 0.4)
    if amount.family == "duration" and short:
        return Choice("", 0.0, cues, "no cue says what it is")
    if not ranked or ranked[0][1] < 0.12:
        kind = likely or DEFAULTS.get(amount.family, "")
        return Choice(kind, 0.1, cues, "" if kind else "no cue says what it is")
    kind, score = ranked[0]
    return Choice(kind, score, cues, rate=rate, margin=score - (ranked[1][1] if len(ranked) > 1 else 0.0))


def _hyphened(scene: Scene, amount: Amount) -> bool:
    """Whether a count is half of an adjective: `eight-GPU server`."""
    return scene.words.spaced and amount.low < 1000 and scene.text[amount.number_end : amount.number_end + 1] == "-"


Scores = dict[str, float]


def _adjust(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores) -> None:
    """What the size, unit and neighbours of a quantity say about its kind."""
    if amount.family == "chips":
        _adjust_chips(scene, line, amount, scores, cues)
    elif amount.family == "money":
        _adjust_money(scene, line, amount, scores, cues)
    elif amount.family == "percent":
        _adjust_percent(scene, line, amount, scores, cues)
    elif amount.family == "duration" and not _planned_term(scene, line, amount):
        scores["capex"] = 0.0


def _adjust_chips(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores) -> None:
    hours = (o for o in line.amounts if o.family == "gpu_hours")
    beside = any(scene.breaks_between(line, o.start, amount.start) < 2 for o in hours)
    scores["spec"] += 2.0 * _hyphened(scene, amount)
    scores["spec"] += 1.0 * (amount.unit == "dies" and amount.low <= 64)
    scores["spec"] += 0.4 * (amount.low < 100 and cues.get("spec", 0) > 0.4)
    scores["supply"] += 0.8 * (amount.unit == "dies" and amount.low > 1000)
    scores["stock"] += 0.5 * (amount.unit == "H100-equivalents")
    scores["stock"] += 0.5 * (min(cues.get("total", 0), 2 * cues.get("china", 0)) > 0.5)  # what a country has in all
    scores["policy"] += 0.7 * (cues.get("allow", 0) > 0.25 and _ruled(line, amount)) + 0.8 * _granted(line, amount)
    scores["transfer"] += 0.3 * (min(cues.get("rent", 0), cues.get("buy", 0)) > 0.4)  # `借道B拿到1.5万块的使用权`
    scores["training"] += 0.5 * any(o.family == "parameters" for o in line.amounts) + 0.8 * beside


def _adjust_money(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores) -> None:
    buy, spend, capex = (cues.get(c, 0.0) for c in ("buy", "spend", "capex"))
    chipword = cues.get("chipword", 0.0)
    linked = _linked_chips(scene, line, amount) and not smuggling(scene, line)
    if linked or (_on_chips(scene, line, amount) and max(spend, capex) > 0.4):
        scores["order"] += 0.6
    counted = any(o.family == "gpu_hours" for o in line.amounts)
    if counted and spend + cues.get("price", 0) + cues.get("train", 0) > 0.1:
        scores["training"] += 0.7
    if chipword > 0.5 and scene.text[amount.end : amount.end + 1] not in {"。", ".", ";"}:
        scores["order"] += 0.45 * max(buy, spend, 0.8 * capex)
        if linked or (buy > 0.5 and chipword > 0.6):
            scores["order"] += 0.75 * max(capex, spend)
    if _spent_on_chips(line, amount):
        scores["order"] += 0.75 * max(capex, spend) + 0.45 * max(capex, spend, buy)
    if USD.get(amount.unit, 1) * amount.low < 2e6:
        scores["price"] += 0.8 * cues.get("price", 0)


def _adjust_percent(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores) -> None:
    price = cues.get("price", 0.0)
    if price > 0.2 and max(cues.get("price_up", 0), cues.get("price_down", 0)) > 0.2:
        scores["price_change"] += 0.45
    if max(price, cues.get("rent", 0)) < 0.15:
        scores["price_change"] *= 0.5
    shared = min(cues.get("make", 0), max(cues.get("buy", 0), cues.get("share", 0))) > 0.3
    scores["order"] += 0.6 * (shared and "foundry" in _roles(line))
    ruled = max(cues.get(c, 0) for c in ("allow", "ban", "tariff", "licence")) > 0.25
    scores["policy"] += 0.7 * (cues.get("tariff", 0) > 0.4)
    scores["policy"] += 1.3 * (ruled and cues.get("yield", 0) < 0.3 and _ruled(line, amount))
    paid = max(cues.get(c, 0) for c in ("tariff", "ship", "spend", "charge", "licence"))
    handed = min(paid, max(cues.get("revenue", 0), cues.get("sell", 0))) > 0.3 and "government" in _roles(line)
    scores["policy"] += 1.2 * handed  # a share of sales that a state takes
    scores["spec"] += 0.1 * bool(line.chips) + 0.35 * (len({c.chip.name for c in line.chips}) > 1)
    reach = 30 if scene.words.spaced else 5
    after = [h.name for h in line.cues if h.group == "cue" and 0 <= h.start - amount.end < reach
             and not scene.breaks_between(line, amount.end, h.start)]  # fmt: skip
    for kind, weights in WEIGHTS["percent"].items():
        scores[kind] += 0.4 * max((weights.get(name, 0.0) for name in after), default=0.0)


def _roles(line: Line) -> set[str]:
    return {r for m in line.companies for r in m.party.roles}


def _ruled(line: Line, amount: Amount) -> bool:
    """Whether a government is named before a quantity in its sentence."""
    if any(m.party.roles & {"government", "regulator"} and m.end <= amount.start for m in line.companies):
        return True
    allowed = [h for h in line.cues if h.name == "allow" and h.end <= amount.start]
    return any(h.name in {"china", "authority"} and h.end <= a.start for h in line.cues for a in allowed[:1])


def _granted(line: Line, amount: Amount) -> bool:
    """Whether a state opens the sentence and lets firms buy: `China has cleared ..., letting A buy 400,000`."""
    allowed = [h for h in line.cues if h.name == "allow" and h.end <= amount.start]
    bought = [h for h in line.cues if h.name == "buy" and h.end <= amount.start]
    if not allowed or not bought or allowed[0].start > bought[-1].start:
        return False
    states = [m.start for m in line.companies if m.party.roles & {"government", "regulator"}]
    states += [h.start for h in line.cues if h.name == "china"]
    return any(0 <= allowed[0].start - s < 60 for s in states)


def _on_chips(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a chip noun with a preposition stands in the clause before a sum: `на чипы потратит до $7 млрд`."""
    if not scene.words.spaced:
        marks = scene.words.words("onto")
        nouns = (h for h in line.cues if h.name == "chipword" and h.end <= amount.start)
        return any(
            scene.text.startswith(marks, n.end) and not scene.breaks_between(line, n.end, amount.start) for n in nouns
        )
    links = (*scene.words.words("for_after"), *scene.words.words("of"))
    for hit in line.cues:
        if hit.name == "chipword" and hit.end <= amount.start and not scene.breaks_between(line, hit.end, amount.start):
            lead = scene.text[max(line.start, hit.start - 14) : hit.start].split()
            if lead and lead[-1] in links:
                return True
    return False


def _spent_on_chips(line: Line, amount: Amount) -> bool:
    """Whether a verb of spending before a sum takes chips: `investiram em aceleradores, mais de US$ 12 bilhões`."""
    verbs = [h for h in line.cues if h.name in {"capex", "spend"} and h.end <= amount.start]
    nouns = [h for h in line.cues if h.name == "chipword" and h.end <= amount.start]
    breaks = [bisect_left(line.breaks, v.end) for v in verbs]
    near = [n for n in nouns for v, b in zip(verbs, breaks, strict=True) if b == bisect_left(line.breaks, n.start)]
    return any(0 < n.start - v.end < 60 for v in verbs for n in near)


def _linked_chips(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a chip noun follows a sum after one joining word: `$7 billion for Nvidia chips`."""
    reach = 30 if scene.words.spaced else 8
    pair = next((a for a in line.amounts if a.paired and 0 < a.start - amount.end < 14), None)
    if pair is not None and pair is not amount:
        return _linked_chips(scene, line, pair)
    if _spent_on_count(scene, line, amount):
        return True
    for hit in line.cues:
        if hit.name != "chipword" or not 0 < hit.start - amount.end < reach:
            continue
        between = scene.text[amount.end : hit.start].replace(")", " ", 1 if amount.paired else 0)
        words = between.split()
        if (
            not any(c in between for c in ",;:，；：、.。")
            and len(words) <= 5
            and not any(w[0].isdigit() for w in words)
        ):
            links = scene.words.words("for_after") + scene.words.words("of")
            return not scene.words.spaced or (bool(words) and words[0] in links)
    return False


def _spent_on_count(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a count of chips follows a sum after one joining word: `$2 billion on 20,736 chips`."""
    following = [a for a in line.amounts if a.start >= amount.end and a.family]
    if not scene.words.spaced or not following or following[0].family != "chips":
        return False
    between = scene.text[amount.end : following[0].start].split()
    return 0 < len(between) <= 2 and between[0] in scene.words.words("for_after")


def _planned_term(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a duration is the term of a plan: `3年期规划`, `three-year plan`."""
    if scene.text[amount.end - 1] == "期":
        return True
    return any(h.name == "planned" and 0 <= h.start - amount.end < 10 for h in line.cues if h.group == "stance")


def _fixed(line: Line, amount: Amount, cues: dict[str, float]) -> Choice:  # noqa: C901 - one question after another
    kind = FIXED[amount.family]
    if amount.family == "power" and (
        amount.low < 5000
        or (
            amount.low < 1e6 and (amount.form != "digits" or cues.get("chipword", 0) > 0.2 or cues.get("spec", 0) > 0.2)
        )
    ):
        kind = "spec"
    if (
        amount.unit == "TFLOPS"
        and amount.low >= 2e5
        and not cues.get("chipword", 0) > 0.5
        and cues.get("site", 0) > 0.2
    ):
        kind = "stock"
    if amount.family == "process" and not cues.get("chipword", 0) > 0.15:
        return Choice("", 0.0, cues, "a process named without a chip")
    ruled = max(cues.get("rule", 0), cues.get("licence", 0))
    if kind == "spec" and (ruled > 0.3 or cues.get("ban", 0) > 0.6 or _threshold(line)):
        kind = "policy"
    if amount.unit == "TFLOPS" and amount.low == 1:
        return Choice("", 0.0, cues, "a definition")
    if amount.family == "interactions" and amount.low < 1000:
        return Choice("", 0.0, cues, "another thing is counted")
    if amount.family == "parameters" and not max(cues.get(c, 0) for c in ("train", "use", "ai")) > 0.1:
        return Choice("", 0.0, cues, "no cue says what it is")
    if amount.family == "tokens" and cues.get("train", 0) > cues.get("use", 0):
        kind = "training"
    if amount.family == "memory" and amount.low < 4:
        return Choice("", 0.0, cues, "too small for a chip's memory")
    if amount.family == "datacenters" and max(cues.get(c, 0) for c in ("hold", "capex", "buy", "ai")) < 0.2:
        return Choice("", 0.0, cues, "no cue says what it is")
    return Choice(kind, 1.0, cues)


def _threshold(line: Line) -> bool:
    """Whether a sentence tells a state's rule and names no chip: its figures are limits."""
    ruling = any(h.name in {"rule", "licence"} for h in line.cues)
    return ruling and not line.chips and bool(_roles(line) & {"government", "regulator"})


def _people(amount: Amount, cues: dict[str, float]) -> Choice:
    if amount.family == "staff":
        return Choice("", 0.0, cues, "headcount")
    if cues.get("use", 0) > 0.25:
        return Choice("usage", cues["use"], cues)
    return Choice("", 0.0, cues, "people or companies, not users")


def _rate(scene: Scene, line: Line, amount: Amount) -> str:
    """What an amount is counted by: hour, unit, month, day, minute, second."""
    best, name, month = 0.0, "", 0.0
    reach = LOOSE if scene.words.spaced else DENSE
    for hit in line.cues:
        if hit.group != "grammar" or not hit.name.startswith("per_"):
            continue
        gap = max(hit.start - amount.end, amount.start - hit.end, 0)
        breaks = scene.breaks_between(line, hit.start, amount.start)
        value = 0.4**breaks / (1 + gap / reach) + (0.2 if 0 <= hit.start - amount.end < 3 else 0)
        if value > best:
            best, name = value, hit.name.removeprefix("per_")
        month = max(month, value * (hit.name == "per_month"))
    if name == "unit" and month > 0.3 and amount.family == "money":
        return "month"  # 月租每台1.8万元: the card is what is let, the month what is paid
    monthly = name == "unit" and any(  # `月租每台1.8万元`: rents of a unit are by the month
        h.name == "per_month" and h.group == "grammar" and not scene.breaks_between(line, h.start, amount.start)
        for h in line.cues
    )
    return "" if best <= 0.3 else "month" if monthly else name


def _unit_price(amount: Amount, cues: dict[str, float], rate: str) -> bool:
    usd = USD.get(amount.unit, 1.0) * max(amount.low, amount.high if amount.high < 1e15 else amount.low)
    if rate == "hour":
        return usd < 1000
    if rate in {"unit", "month"} and usd < 5e6:
        return True
    other = max(cues.get(c, 0) for c in ("revenue", "capex", "charge", "train", "penalty", "smuggle"))
    if usd < CARD[1] and max(cues.get("price", 0), cues.get("sell", 0) - 0.25) > max(0.25, other * 0.8):
        return True
    about = cues.get("chipword", 0) > 0.15 and max(cues.get(c, 0) for c in ("train", "penalty", "tariff")) < 0.3
    return CARD[0] < usd < CARD[1] and about  # no order, sale or budget is that small


def _irrelevant(scene: Scene, line: Line, amount: Amount, cues: dict[str, float]) -> str:
    """Why a quantity is no claim about chips, or ""."""
    if amount.family in {"", "skip"}:
        return "no unit" if not amount.family else "another thing is counted"
    off = cues.get("off", 0.0)
    if off > 0.45 and amount.family in {"money", "percent", "people", "companies", "ratio", "tokens"}:
        on = max((v for k, v in cues.items() if k in ON), default=0.0)
        if off > on:
            return "about something else"
    topical = bool(line.chips) or cues.get("ai", 0) > 0 or _paragraph_ai(scene, line) or scene.topics.get("ai", 0) > 2
    if amount.family in {"money", "percent", "chips", "duration", "ratio"} and not topical:
        return "nothing about chips near it"
    if amount.family == "chips" and amount.low == 1 and _by_unit(line, amount):
        return "a rate by the unit"
    if amount.family != "chips":
        return ""
    if cues.get("wafer", 0) > 0.3:
        return "wafers, not chips"
    if amount.noun == "loose" and not (line.chips or cues.get("ai", 0) > 0.15):
        strong = max(cues.get(c, 0) for c in TRADE) > 0.4
        if amount.low < 100 or not strong or scene.topics.get("ai", 0) < 3:
            return "another thing is counted"
    return ""


TRADE = ("buy", "ship", "make", "stockpile", "hold", "sell", "allow", "licence", "receive")
ON = frozenset({"buy", "ship", "hold", "rent", "smuggle", "resell", "price", "capex", "spec", "train", "make", "yield",
                "tariff", "penalty", "charge", "use", "stockpile", "share"})  # fmt: skip


def _by_unit(line: Line, amount: Amount) -> bool:
    """Whether `1基あたり` only says by what a price is counted."""
    return any(h.name == "per_unit" and h.start <= amount.start < h.end for h in line.cues if h.group == "grammar")


def _paragraph_ai(scene: Scene, line: Line) -> bool:
    """Whether the sentence before or after in the paragraph speaks of chips or AI."""
    for index in (line.index - 1, line.index + 1):
        if 0 <= index < len(scene.lines) and scene.lines[index].paragraph == line.paragraph:
            other = scene.lines[index]
            if other.chips or any(h.name == "ai" for h in other.cues):
                return True
    return False
