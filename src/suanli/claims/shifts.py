"""What the size and unit of a quantity and its neighbours add to the scores of its kinds."""

from __future__ import annotations

from suanli.claims.earmarks import budgeted, for_chips, linked_chips, on_chips, paid_to_maker, set_aside, spent_on_chips
from suanli.claims.generic import own_counted
from suanli.claims.levies import capped, levied, licensed
from suanli.claims.makes import hyphened, made_by_another, raised
from suanli.claims.naming import STATES, TELLERS, USERS
from suanli.claims.once import once
from suanli.claims.pared import pared_down
from suanli.claims.portions import of_cloud, of_orders, of_sum, share_of, state_before, to_state
from suanli.claims.priors import MAKERS, own_make
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.smuggled import of_a_price, smuggling
from suanli.claims.taught import by_the_hour, cost_of_model, cost_of_training, run, trains
from suanli.claims.units import USD
from suanli.claims.weights import WEIGHTS

__all__ = ["Scores", "adjust", "judged", "roles_of_line"]

Scores = dict[str, float]


@once
def judged(scene: Scene, line: Line) -> bool:
    """Whether a state tells what a maker will make, in the sentence or right after: `Kessler told Congress so`."""
    after = scene.lines[line.index + 1 : line.index + 2]
    near = [line, *(x for x in after if x.paragraph == line.paragraph and not x.amounts)]
    told = (x for x in near if x.told("asserted", "estimated"))
    return any(m.party.roles & STATES and m.kind == "person" for x in told for m in x.companies)


def _in_rack(scene: Scene, amount: Amount) -> bool:
    """Whether chips are counted in a rack or server just named: `racks de ocho chips`, `servers with 8 GPUs`."""
    if amount.low > 576:
        return False
    lead = scene.text[max(amount.start - 26, 0) : amount.start].split()
    lead = (lead[:-1] if lead and lead[-1] in scene.words.words("each") else lead)[-2:]  # `Racks mit je acht B200`
    links, racks = {*scene.words.words("of"), *scene.words.words("for_after")}, scene.words.words("racks")
    if len(lead) == 2 and lead[1] in links and lead[0] in racks:
        return True
    told = scene.text[max(amount.start - 60, 0) : amount.start].rsplit(". ", 1)[-1].split()
    holds = told[-1:] and told[-1].startswith(scene.words.words("fits") or ("\0",))
    return (
        bool(holds) and amount.low <= 72 and any(w.strip(",") in racks for w in told)
    )  # `la instancia X, que lleva ocho`


def adjust(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores) -> None:
    """What the size, unit and neighbours of a quantity say about its kind."""
    if amount.family in {"money", "percent"}:
        scores["revenue"] += 1.4 * of_cloud(scene, line, amount)
    if amount.family == "chips":
        _adjust_chips(scene, line, amount, scores, cues)
    elif amount.family == "money":
        _adjust_money(scene, line, amount, scores, cues)
    elif amount.family == "percent":
        _adjust_percent(scene, line, amount, scores, cues)
    elif amount.family == "ratio":
        scores["price_change"] *= 0.5 if max(cues.get("price", 0.0), cues.get("rent", 0.0)) < 0.15 else 1.0
        scores["delivery"] *= 1.0 - 0.5 * (cues.get("spec", 0) > 0.5)  # `delivers six times the performance`
    elif amount.family == "duration":
        scores["capex"] *= _planned_term(scene, line, amount)
        scores["training"] += 0.6 * run(scene, line, amount, cues)
        priced = cues.get("price", 0) >= 0.3 or bool(line.told("per_hour"))
        scores["transfer"] *= not priced  # the term of a contract of which the price is told
        scores["supply"] *= 0.3 if amount.unit == "years" and cues.get("deal", 0) > 0.4 else 1.0  # a contract's term
        most = amount.bound == "at_most" and scene.text[amount.start] not in "不未"  # 最高5年, but 不到3年
        threatened = amount.unit == "years" and most and smuggling(scene, line)
        scores["policy"] += 0.8 * threatened  # `被控走私（最高5年）`
        if smuggling(scene, line) and not threatened and cues.get("penalty", 0) < 0.4:
            scores["supply"] -= 1.0  # how long it went on
        scores["supply"] += 0.45 * cues.get("spend", 0.0) * (amount.unit != "years")  # `得花15个月`
        scores["supply"] += 0.6 * (max(cues.get("hold", 0), cues.get("make", 0)) > 0.4 and _within(scene, line, amount))
        scores["supply"] *= 0.5 if cues.get("train", 0) > 0.3 and not line.told("make", "ship", "buy") else 1.0
        scores["supply"] += 0.4 * (cues.get("spend", 0) > 0.6 and amount.unit in {"days", "weeks"})
        scores["supply"] += 0.6 * (cues.get("need", 0) > 0.4 and bool(line.told("make", "shortage")))


def _within(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a time of days to months is that in which something was set up: `122天内装好`, `monté en 122 jours`."""
    if amount.unit == "years":
        return False
    after, before = scene.words.words("within_after"), scene.words.words("within")
    lead = scene.text[max(amount.start - 12, 0) : amount.start].rstrip()
    if scene.words.spaced:
        return any(lead.endswith(f" {w}") for w in before)
    holding = any(0 <= h.start - amount.end <= 1 for h in line.told("hold"))
    rest = scene.text[amount.end : amount.end + 3]
    return holding or rest[:1] in {"内", "便", "即", "就"} or bool(after and rest.startswith(after))


def _in_a_system(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a count is what one rack or supernode holds, nobody having it: `CloudMatrix links 384 Ascend 910C`."""
    if not 8 <= amount.low == amount.high <= 16384 or amount.noun not in {"code", "noun"}:
        return False
    if any(m.party.roles & USERS and "chipmaker" not in m.party.roles for m in line.companies):
        return False
    around = scene.text[max(line.start, amount.start - 60) : amount.start], scene.text[amount.end : amount.end + 48]
    return any(w in near for w in scene.words.words("systems") for near in around)


def _in_each_machine(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a count is what every machine of a kind holds: `每个伺服器机架包含72枚`."""
    machines = scene.words.words("machines")
    if scene.words.spaced or not machines or not 2 <= amount.low <= 1024:
        return False
    each = [h.end for h in line.told("per_unit") if 0 < amount.start - h.end <= 16]
    each = [at for at in each if not scene.breaks_between(line, at, amount.start)]
    return any(w in scene.text[at : at + 8] for at in each for w in machines)


def _adjust_chips(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores) -> None:
    scores["spec"] += 2.0 * hyphened(scene, amount) + 2.0 * _in_rack(scene, amount)
    scores["spec"] += (2.0 if amount.low < 8 else 1.0) * (amount.unit == "dies" and amount.low <= 64)
    scores["spec"] += 0.4 * (amount.low < 100 and cues.get("spec", 0) > 0.4)
    scores["spec"] += 2.0 * (2 <= amount.low <= 4 and _makes_up(line, amount))
    scores["spec"] *= 0.2 if amount.low >= 1000 and amount.unit != "dies" else 1.0  # so many are no part of one chip
    scores["spec"] += (2.4 if amount.low <= 16 else 1.2) * (amount.low <= 600 and _fitted(scene, amount))
    scores["supply"] += 0.6 * (cues.get("reach", 0) > 0.4 and _output_told(scene, line))
    scores["supply"] += 0.6 * _of_output(scene, line, amount)
    held = max([cues.get(c, 0) for c in ("hold", "stockpile", "smuggle", "resell")]) > 0.4
    scores["supply"] += 0.8 * (amount.unit == "dies" and amount.low > 1000 and not held)
    scores["spec"] += 1.0 * (amount.low <= 1024 and cues.get("per_unit", 0) > 0.5 and cues.get("buy", 0) < 0.4)
    scores["supply"] *= 0.5 if made_by_another(scene, line, amount) else 1.0
    scores["supply"] += 0.8 * raised(scene, line, amount)
    scores["spec"] += 1.2 * max(_in_a_system(scene, line, amount), _in_each_machine(scene, line, amount))
    scores["order"] += 0.6 * (_at_foundry(line, amount) and cues.get("stockpile", 0) < 0.5)
    got = cues.get("receive", 0) > max(0.5, cues.get("buy", 0))
    scores["delivery"] += 0.6 * (got and _ordered_before(line, amount))
    scores["stock"] += 0.8 * _at_each(scene, line)
    installed = any(m.kind == "cluster" and m.end <= amount.start for m in line.companies)
    scores["stock"] += 0.5 * (installed and max([cues.get(c, 0) for c in ("buy", "ship", "train", "make")]) < 0.3)
    scores["other"] += 0.5 * any(0 <= amount.start - h.end <= 1 for h in line.told("need"))  # `нужны миллионы чипов`
    for kind in _summed(scene, line, amount):
        scores[kind] += 0.4
    hoards = amount.unit == "dies" or _makers_only(line)
    scores["stock"] += 0.4 * (min(cues.get("hold", 0), cues.get("buy", 0)) > 0.4 and hoards)
    scores["stock"] += 0.5 * (amount.unit == "H100-equivalents")
    scores["stock"] += 0.5 * (min(cues.get("total", 0), 2 * cues.get("china", 0)) > 0.5)  # what a country has in all
    if own_counted(scene, line, amount):
        scores["order"], scores["stock"] = 0.2 * scores["order"], scores["stock"] + 1.0  # nobody buys what it makes
    allowed = 0.7 * (cues.get("allow", 0) > 0.25 and _ruled(line, amount)) + 0.8 * _granted(scene, line, amount)
    if allowed and not (_conditional(scene, line, amount) or _wished(scene, line, amount)):
        scores["policy"] += allowed
    told = max([cues.get(c, 0) for c in ("buy", "hold", "ship", "make", "stockpile", "use", "sell", "need")])
    scores["policy"] += 0.7 * (told < 0.4 and _let_in(scene, line)) + 1.2 * capped(scene, line, amount)
    scores["transfer"] += 0.3 * (min(cues.get("rent", 0), cues.get("buy", 0)) > 0.4)  # `借道B拿到1.5万块的使用权`
    untold = bool(line.chips) and all(m.party.roles & TELLERS for m in line.companies)
    scores["supply"] += 0.5 * (untold and _output_told(scene, line))
    scores["training"] += trains(scene, line, amount, cues)
    scores["stock"] += _of_a_site(scene, line, amount, cues)


def _of_a_site(scene: Scene, line: Line, amount: Amount, cues: Scores) -> float:
    """How much speaks for the size of a cluster: `万卡级集群`, `点亮了三万卡集群`."""
    sized = scene.text[amount.end : amount.end + 1] == "级" and cues.get("site", 0) > 0.5
    lit = cues.get("hold", 0) > 0.5 and any(-3 <= h.start - amount.end <= 1 for h in line.told("site"))
    return 1.4 * sized + 0.6 * lit


def _of_output(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether output is what the verb of a clause counts: `생산을 160만 개까지 늘린다`, `生産を50万個に`."""
    nouns = [h for h in line.told("make") if h.end <= amount.start] if not scene.words.spaced else []
    marks = scene.words.words("object_marks")
    raised = [h for h in nouns if scene.text.startswith(marks, h.end) or scene.text.endswith(marks, 0, h.end)]
    return any(not scene.breaks_between(line, h.end, amount.start) for h in raised)


def _output_told(scene: Scene, line: Line) -> bool:
    """Whether the sentence before tells of making, and this one of no other doing: `The goal is to reach 600,000`."""
    before = scene.lines[line.index - 1] if line.index else line
    near = before is not line and before.paragraph == line.paragraph and bool(before.told("make"))
    return near and not line.told("hold", "site", "stockpile", "buy", "ship", "rent", "use", "train")


def _fitted(scene: Scene, amount: Amount) -> bool:
    """Whether so many chips sit in a machine that is named right after: `384개의 칩을 탑재한 클러스터`."""
    marks = scene.words.words("fitted")
    rest = scene.text[amount.end : amount.end + 18] if marks else ""
    return any(mark in rest for mark in marks)


def _makes_up(line: Line, amount: Amount) -> bool:
    """Whether a few chips are the parts of one named before them: `910C được tạo thành từ hai chip 910B`."""
    own = next((c for c in line.chips if -1 <= c.start - amount.end <= 1 or c.end == amount.end), None)
    before = [c for c in line.chips if c.end <= amount.start]
    return own is not None and any(c.chip.vendor == own.chip.vendor and c.chip.name != own.chip.name for c in before)


def _at_foundry(line: Line, amount: Amount) -> bool:
    """Whether a designer of chips stands before a foundry and a count: `Nvidia turned to TSMC for 300,000 H20s`."""
    firms = [m for m in line.companies if m.end <= amount.start and "outlet" not in m.party.roles]
    if len(firms) < 2 or "foundry" not in firms[-1].party.roles:
        return False
    between = [a for a in line.amounts if a.family == "chips" and firms[-1].end <= a.start < amount.start]
    return not between and "chipmaker" in firms[0].party.roles and "foundry" not in firms[0].party.roles


def _summed(scene: Scene, line: Line, amount: Amount) -> list[str]:
    """The kind of the noun that a verb of reaching sums up: `shipments should total 5,000`, `os pedidos somam`."""
    verbs = [h.start for h in line.told("reach") if h.end <= amount.start]
    if not verbs:
        return []
    reach = 16 if scene.words.spaced else 6
    nouns = [h.name for h in line.cues if h.name in SUMMED and 0 <= verbs[-1] - h.end <= reach]
    return [SUMMED[nouns[-1]]] if nouns else []


SUMMED = {
    "ship": "delivery",
    "sell": "delivery",
    "buy": "order",
    "make": "supply",
    "stockpile": "stock",
    "hold": "stock",
}


def _ordered_before(line: Line, amount: Amount) -> bool:
    """Whether the sentence counts what was ordered before what has come of it: `订了10万颗,只收到3万颗`."""
    counts = [a for a in line.amounts if a.family == "chips" and a.end <= amount.start and a.low > amount.low]
    return any(h.start < a.start < h.end + 40 for a in counts for h in line.told("buy"))


def _makers_only(line: Line) -> bool:
    """Whether the firms of a sentence only make chips, none of them for another: what they hoard they do not buy."""
    firms = [m.party.roles for m in line.companies if not m.party.roles & (STATES | TELLERS)]
    return bool(firms) and all("chipmaker" in r and not r & {"foundry", "buyer", "cloud", "lab"} for r in firms)


def _at_each(scene: Scene, line: Line) -> bool:
    """Whether a sentence says what each of the sites counted just before gets: `Each will have 100,000 chips`."""
    if not line.told("each"):
        return False
    before = scene.lines[line.index - 1] if line.index else line
    return any(a.family == "datacenters" for a in (*before.amounts, *line.amounts))


def _adjust_money(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores) -> None:
    buy, spend, capex = (cues.get(c, 0.0) for c in ("buy", "spend", "capex"))
    chipword = cues.get("chipword", 0.0)
    linked = (linked_chips(scene, line, amount) or for_chips(scene, line, amount)) and not smuggling(scene, line)
    if linked and set_aside(line, amount):
        scores["order"] += 0.75 * capex
    if linked or (on_chips(scene, line, amount) and max(spend, capex) > 0.4):
        scores["order"] += 0.6
    _adjust_sums(scene, line, amount, scores, cues, linked=bool(linked))
    shipped = scene.words.spaced and linked and cues.get("ship", 0) > 0.25 and max(buy, spend, capex) < 0.3
    shipped = shipped and not line.told("smuggle")
    scores["delivery"] += 0.6 * bool(shipped)  # `diversi miliardi di H20 sono arrivati`
    scores["transfer"] *= 0.3 if of_a_price(line, amount) else 1.0
    scores["policy"] *= bool(line.told("tariff", "penalty", "ban", "allow", "licence"))  # not by the sentence before
    if _to_a_state(scene, line, amount):
        scores["policy"] += 1.0 + max(capex, spend)
    if chipword > (0.35 if linked else 0.5) and scene.text[amount.end : amount.end + 1] not in {"。", ".", ";"}:
        scores["order"] += 0.45 * max(buy, spend, 0.8 * capex)
        if linked or (buy > 0.5 and chipword > 0.6):
            scores["order"] += 0.75 * max(capex, spend)
    scores["order"] += 0.5 * budgeted(line, amount, spaced=scene.words.spaced)
    if spent_on_chips(line, amount, spaced=scene.words.spaced):
        scores["order"] += 0.75 * max(capex, spend) + 0.45 * max(capex, spend, buy)
    cost = spend > 0.4 and max(buy, cues.get("receive", 0.0)) < 0.3 and own_make(line)
    scores["order"], scores["revenue"] = (1 - 0.7 * cost) * scores["order"], 0.6 * cost + scores["revenue"]
    scores["delivery"] += 0.3 * (min(cues.get("ship", 0.0), cues.get("value", 0.0)) > 0.5)  # `已出货价值数十亿的H20`
    if cost_of_training(scene, line, amount, cues):
        scores["training"] += 0.8
    elif cost_of_model(line, amount, cues):
        scores["training"] += 0.7
    if USD.get(amount.unit, 1) * amount.low < 2e6:
        scores["price"] += 0.8 * cues.get("price", 0)
    handed = cues.get("tariff", 0.0) > 0.85 > cues.get("charge", 0.0) and not scene.words.spaced
    scores["policy"] += 0.9 * (handed and not smuggling(scene, line))  # `要上交30多亿美元`
    scores["transfer"] += 0.6 * (cues.get("value", 0.0) > 0.5 and smuggling(scene, line) and not line.told("seize"))
    scores["policy"] += 0.6 * (cues.get("penalty", 0) > 0.6 and USD.get(amount.unit, 1) * amount.low < 1e8)  # a fine


def _to_a_state(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a sum goes to a state named before it: `要向美国政府支付超过30亿美元`."""
    if scene.words.spaced or line.told("sell", "buy"):
        return False
    states = [m for m in line.companies if m.party.roles & STATES and m.end <= amount.start]
    near = [m for m in states if not scene.breaks_between(line, m.end, amount.start)]
    return any(scene.text[max(m.start - 2, 0) : m.start].endswith(scene.words.words("pays_to")) for m in near)


def _adjust_sums(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores, *, linked: bool) -> None:
    """What computing hours, buildings and payments to a maker beside a sum say of it."""
    spend, capex = cues.get("spend", 0.0), cues.get("capex", 0.0)
    counted = any(o.family == "gpu_hours" for o in line.amounts)
    if counted and spend + capex + cues.get("price", 0) + cues.get("train", 0) > 0.1:
        scores["training"] += 0.7 + max(spend, capex)
    elif counted and 1e5 < USD.get(amount.unit, 1.0) * amount.low < 1e9:
        scores["training"] += 0.5  # the hours times their price
    elif (
        1e5 < USD.get(amount.unit, 1.0) * amount.low < 1e9
        and scene.topics.get("train", 0)
        and by_the_hour(line, amount)
    ):
        scores["training"] += 0.9
    if cues.get("site", 0) > 0.5 and cues.get("chipword", 0) < 0.3 and not linked:
        scores["order"] *= 0.5  # money for buildings
    if paid_to_maker(scene, line, amount):
        scores["order"] += (0.8 * max(capex, spend)) if scene.words.spaced else 3.0 * max(capex, spend, 0.25)


def _adjust_percent(scene: Scene, line: Line, amount: Amount, scores: Scores, cues: Scores) -> None:
    price = cues.get("price", 0.0)
    scores["spec"] += 6.0 * pared_down(scene, line, amount)
    if price > 0.2 and max(cues.get("price_up", 0), cues.get("price_down", 0)) > 0.2:
        scores["price_change"] += 0.45
    if max(price, cues.get("rent", 0)) < 0.15:
        scores["price_change"] *= 0.5
    scores["order"] += 0.6 * (ordered := of_orders(scene, line, amount))
    scores["capex"] += _share_spent(scene, line, amount, cues)
    scores["revenue"] += 0.7 * (share_of(scene, line, amount, "revenue") and not roles_of_line(line) & STATES)
    bought = cues.get("buy", 0) > 0.3 or any(r & USERS and not r & MAKERS for r in roles_each(line))
    scores["supply"] += 0.7 * (not bought and share_of(scene, line, amount, "make"))
    alone = sum(a.family == "percent" for a in line.amounts) == 1
    scores["supply"] += _yielding(scene, line, amount, alone=alone)
    made = alone and "foundry" in roles_of_line(line) and any(a.family == "process" for a in line.amounts)
    scores["supply"] += 0.9 * (made and scene.topics.get("yield", 0) > 0)  # `TSMC는 2나노에서 60%를 넘긴다`
    if line.told("share") and not (line.told("price", "rent") or roles_of_line(line) & STATES):
        scores["price_change"] *= 0.3  # a share that fell is still a share
        scores["revenue"] += 0.2 * (not ordered) - 0.5 * (ordered and not scene.words.spaced)
    shared = min(cues.get("make", 0), max(cues.get("buy", 0), cues.get("share", 0))) > 0.3
    scores["order"] += 0.6 * (shared and "foundry" in roles_of_line(line))
    ruled = max([cues.get(c, 0) for c in ("allow", "ban", "tariff", "licence", "rule")]) > 0.25
    moved = min(price, max(cues.get("price_up", 0), cues.get("price_down", 0))) > 0.5  # `价格上浮15%,关税暂停后…`
    scores["policy"] += 0.7 * (cues.get("tariff", 0) > (0.7 if moved else 0.4))
    scores["policy"] *= 0.5 if moved and cues.get("tariff", 0) < 0.7 else 1.0
    other = cues.get("yield", 0) >= 0.3 or (cues.get("share", 0) > 0.6 and not scene.words.spaced)  # 市占, 良率
    scores["policy"] += 1.3 * (ruled and not other and _ruled(line, amount))
    scores["policy"] += 1.1 * (cues.get("ban", 0) > 0.5 and amount.bound == "at_most" and _told_rule(scene, line))
    scores["policy"] += _handed(scene, line, amount, cues)  # a share of sales that a state takes
    scores["policy"] += 0.6 * (cues.get("need", 0) > 0.45 and _ruled(line, amount) and not line.chips)
    counted = any(o.family == "chips" for o in line.amounts)
    scores["training"] += 0.7 * (counted and min(cues.get("train", 0), cues.get("use", 0)) > 0.4)  # how well they ran
    scores["usage"] += 0.5 * (cues.get("share", 0) > 0.4 and any(o.family == "tokens" for o in line.amounts))
    used = any(w in scene.text[line.start : line.end] for w in scene.words.words("use_markets"))
    scores["usage"] += 1.6 * (used and cues.get("share", 0) > 0.25)  # `大模型调用市场上,火山引擎的份额为49.2%`
    moving = not scene.words.spaced and bool(line.told("price_up", "price_down")) and not line.told("spec", "share")
    let = scene.topics.get("rent", 0) + scene.topics.get("price", 0) > 2
    scores["price_change"] += 0.5 * (moving and let and bool(line.chips))  # `H100涨得最狠，幅度30%`
    scores["spec"] += 0.1 * bool(line.chips) + 0.35 * (len({c.chip.name for c in line.chips}) > 1)
    _by_verb_after(scene, line, amount, scores)


def _by_verb_after(scene: Scene, line: Line, amount: Amount, scores: Scores) -> None:
    """What the words right behind a share in its clause say for each kind."""
    reach = 30 if scene.words.spaced else 5
    after = [h.name for h in line.cues if h.group == "cue" and 0 <= h.start - amount.end < reach
             and not scene.breaks_between(line, amount.end, h.start)]  # fmt: skip
    for kind, weights in WEIGHTS["percent"].items():
        scores[kind] += 0.4 * max((weights.get(name, 0.0) for name in after), default=0.0)


def _yielding(scene: Scene, line: Line, amount: Amount, *, alone: bool) -> float:
    """How much speaks for a yield: its word before it, or one told (`20 % of the 910C work; the 910B is at 50 %`)."""
    if alone and any(h.end <= amount.start for h in line.told("yield")):
        return 0.5
    if line.told("yield", "price", "share", "revenue", "tariff", "use", "capex", "sell", "rent"):
        return 0.0
    before = scene.lines[max(line.index - 4, 0) : line.index]
    return 0.7 * any(x.told("yield") and any(a.family == "percent" for a in x.amounts) for x in before)


def _share_spent(scene: Scene, line: Line, amount: Amount, cues: Scores) -> float:
    """How much speaks for a share of what is spent: of a sum told after it, or set aside for chips."""
    summed = max(cues.get("capex", 0), cues.get("spend", 0)) > 0.25 and of_sum(scene, line, amount)
    return (
        0.9 * summed
        + 1.3 * _of_own_sales(scene, line, amount)
        + 0.8 * (min(cues.get("capex", 0), cues.get("chipword", 0)) > 0.4 and set_aside(line, amount))
    )


def _of_own_sales(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether spending is told as a share of a firm's own sales: `资本开支占营收约12%`."""
    shares = [h.end for h in line.told("share") if 0 <= amount.start - h.end <= 6]
    spent = any(h.end <= amount.start for h in line.told("capex"))
    return not scene.words.spaced and bool(shares) and spent and not line.told("market", "subset")


def _handed(scene: Scene, line: Line, amount: Amount, cues: Scores) -> float:
    """How much speaks for a share of sales that goes to a state; more where it is told to be paid to one."""
    if levied(scene, line, amount) is not None or licensed(scene, line, amount):
        return 2.0
    sold = max([cues.get(c, 0) for c in ("revenue", "sell", "share")])
    paid = max([cues.get(c, 0) for c in ("tariff", "ship", "spend", "charge", "licence", "need")])
    opens = scene.words.spaced and bool(line.companies) and bool(line.companies[0].party.roles & STATES)
    paid = max(paid, 0.4 * (opens and line.companies[0].start - line.start < 4))  # `Washington gets 15 % of sales`
    paid = max(paid, 0.4 * (bool(line.told("allow", "licence")) and state_before(scene, line, amount)))
    told = min(paid, sold) > 0.3 and ("government" in roles_of_line(line) or bool(line.told("licence")))
    given = to_state(scene, line, amount) is not None
    handed = told or (sold > 0.3 and given)
    return 1.2 * handed + 0.8 * (handed and given and max(cues.get("spend", 0), cues.get("tariff", 0)) > 0.3)


def roles_of_line(line: Line) -> set[str]:
    """All catalog roles of the companies and states of a sentence."""
    return {r for m in line.companies for r in m.party.roles}


def _ruled(line: Line, amount: Amount) -> bool:
    """Whether a government is named before a quantity in its sentence."""
    if any(m.party.roles & STATES and m.end <= amount.start for m in line.companies):
        return True
    allowed = [h for h in line.told("allow", "rule") if h.end <= amount.start]
    return any(h.end <= a.start for h in line.told("china", "authority") for a in allowed)


def _told_rule(scene: Scene, line: Line) -> bool:
    """Whether the sentence before tells a state's rule or deal, which this one goes on with."""
    before = scene.lines[line.index - 1] if line.index else line
    near = before.paragraph == line.paragraph and before is not line
    return (
        near
        and bool(roles_of_line(before) & STATES)
        and bool(before.told("allow", "deal", "rule", "tariff", "licence"))
    )


def _let_in(scene: Scene, line: Line) -> bool:
    """Whether the sentence before tells that a state lets chips in, and this one only names who gets them."""
    before = scene.lines[line.index - 1] if line.index else line
    users = any(m.party.roles & {"buyer", "cloud", "lab", "group"} for m in line.companies)
    if before.paragraph != line.paragraph or before is line or not users or not before.chips:
        return False
    allowed = [h.start for h in before.told("allow")]
    counts = (a for a in before.amounts if a.family == "chips" and a.low >= 1000)
    if allowed and any(a.end <= min(allowed) for a in counts):
        return False  # `A and B took 230,000, the version that the White House allows`
    ruling = any(m.party.roles & STATES for m in before.companies) or before.told("china")
    to_come = {h.end for h in line.told("future")}
    if any(h.end not in to_come for h in line.told("planned")):
        return False  # what they wish for is not let in yet
    return bool(ruling) and bool(before.told("allow")) and not before.told("negation")


def _granted(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a state opens the sentence and lets firms buy: `China has cleared ..., letting A buy 400,000`."""
    allowed = [h for h in line.told("allow") if h.end <= amount.start]
    bought = sorted(h for h in line.told("buy", "sell") if h.end <= amount.start)
    if not allowed or not bought or allowed[0].start > bought[-1].start:
        return False
    if _buys_itself(scene, line, allowed[-1].end, bought[-1].start):
        return False
    firms = [m.end for m in line.companies if not m.party.roles & STATES]
    own = any(0 <= allowed[0].start - end < 6 for end in firms)  # `ByteDance a validé l'achat`
    if not own and any(0 <= b.start - a.end < 8 for a in allowed for b in bought):
        return True  # `obtained leave to import 400,000`, whoever gave it
    states = [m.start for m in line.companies if m.party.roles & STATES]
    states += [h.start for h in line.told("china")]
    return any(0 <= allowed[0].start - s < 60 for s in states)


def _buys_itself(scene: Scene, line: Line, start: int, end: int) -> bool:
    """Whether a firm is the subject of a clause of its own: `since Washington let it in, weeks ago, A ordered`."""
    firms = [m for m in line.companies if start <= m.start < end and not m.party.roles & (STATES | TELLERS)]
    near = scene.words.spaced and firms and 0 < end - firms[-1].end <= 3
    return bool(near) and scene.breaks_between(line, start, firms[-1].start) > 1


def roles_each(line: Line) -> list[frozenset[str]]:
    """The roles of each firm of a sentence."""
    return [m.party.roles for m in line.companies]


def _wished(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a count let in by no clause of its own is to be ordered: `…허용하면서, 2만개를 주문할 계획이다`."""
    if scene.words.spaced:
        return False
    plans = [h for h in line.told("planned") if h.start >= amount.end]
    bought = [h for h in line.told("buy") if 0 <= h.start - amount.end < 12]
    allowed = [h for h in line.told("allow") if h.end <= amount.start]
    apart = bool(allowed) and scene.breaks_between(line, allowed[-1].end, amount.start) > 0
    return apart and bool(bought) and any(not scene.breaks_between(line, amount.end, h.start) for h in plans)


def _conditional(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether the leave told before a count is only supposed: `倘若放行，字节打算订2万块`."""
    words = scene.words.words("supposing")
    allowed = [h.start for h in line.told("allow") if h.end <= amount.start] if words else []
    last = max(allowed, default=-1)
    opening = line.opening(last)
    return (
        last >= 0
        and any(w in scene.text[opening:last] for w in words)
        and scene.breaks_between(line, last, amount.start) > 0
    )


def _planned_term(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a duration is the term of a plan: `3年期规划`, `three-year plan`."""
    if scene.text[amount.end - 1] == "期":
        return True
    return any(0 <= h.start - amount.end < 10 for h in line.told("planned"))
