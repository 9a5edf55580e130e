"""Of what a share is one: of a sum, of orders; and whether it goes to a state."""

from __future__ import annotations

from suanli.claims.authorities import country_at, country_of, government
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["holder", "of_cloud", "of_orders", "of_sum", "own_sales", "share_of", "state_before", "to_country",
           "to_state", "whole_market"]  # fmt: skip


def of_sum(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a share is one of a sum told right after it: `60% dos US$ 229 bilhões gastos em servidores`."""
    links = {*scene.words.words("of"), *scene.words.words("genitive")}
    sums = (a.start for a in line.amounts if a.family == "money" and 0 < a.start - amount.end < 10)
    return any(scene.text[amount.end : at].strip() in links for at in sums)


def share_of(scene: Scene, line: Line, amount: Amount, name: str) -> bool:
    """Whether a share is one of sales or of output: `약정 매출의 55%`, `13 % du chiffre d'affaires`."""
    if name == "revenue" and _of_market(scene, amount):
        return True
    links = {*scene.words.words("of"), *scene.words.words("genitive")}
    for hit in line.told(name):
        if scene.words.spaced and 0 < hit.start - amount.end < 12:
            between = scene.text[amount.end : hit.start].replace("'", "' ").split()
        elif not scene.words.spaced and 0 <= amount.start - hit.end <= 2:
            between = [scene.text[hit.end : amount.start].strip()]
            links |= {*scene.words.words("linkers"), *scene.words.list_of("about")}
        else:
            continue
        if between and not links.isdisjoint(between):
            return True
    return False


def _of_market(scene: Scene, amount: Amount) -> bool:
    """Whether a word for a share of the market stands right before a share: `市占率约四成`."""
    marks = scene.words.words("market_shares")
    lead = scene.text[max(amount.start - LED, 0) : amount.start] if marks and not scene.words.spaced else ""
    lead = lead[max(lead.rfind(c) for c in ",、;。%") + 1 :]
    return any(w in lead for w in marks)


def of_orders(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a share is one of orders: `주문의 절반`, `over half of the orders`."""
    links, ends = scene.words.words("of"), scene.words.words("order_ends")
    for hit in line.told("buy"):
        after = scene.text[amount.end : hit.start].split() if scene.words.spaced and hit.start > amount.end else []
        if 0 < len(after) <= 3 and after[0] in links and hit.start - amount.end < 28:
            return True
        noun = scene.text.endswith(ends, hit.start, hit.end)  # 订单逾50%, but 吃下49.2%
        if not scene.words.spaced and noun and _taken(line, hit.end, amount.start):
            return True
        between = scene.text[hit.end : amount.start].strip()
        if not scene.words.spaced and (between in links or (noun and not between)):
            return True
    return not scene.words.spaced and _taken_of_orders(scene, line, amount)


def _taken_of_orders(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a share is taken of the orders of which the sentence speaks: `订单不愁,字节一家就占去一半`."""
    ends = scene.words.words("order_ends")
    nouns = [h for h in line.told("buy") if scene.text.endswith(ends, h.start, h.end) and h.end <= amount.start]
    return bool(nouns) and bool(line.told("share")) and not line.told("revenue", "market", "make", "sell")


def _taken(line: Line, first: int, last: int) -> bool:
    """Whether a firm that uses chips takes a share of what was named before: `订单不愁,单单X就占了一半`."""
    users = [m.end for m in line.companies if first <= m.start < last and m.party.roles & {"buyer", "cloud", "lab"}]
    return any(0 <= h.start - end <= 3 and h.end <= last for end in users for h in line.told("share"))


def to_state(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The state that a share goes to by a preposition or a verb: `un quarto dell'incasso finisce al governo USA`."""
    words = scene.words
    marks = {*words.words("buyer_after"), *words.words("to_state")}
    for state in line.companies if words.spaced else ():
        own = scene.text[state.start : state.end].split(" ", 1)[0]
        lead = scene.text[max(state.start - 12, 0) : state.start].split()[-1:]
        given = state.party.roles & STATES and (own in marks or (bool(lead) and lead[0] in marks))
        if given and not scene.breaks_between(line, *sorted((state.start, amount.start))):
            return state
    land = to_country(scene, *line.clause(amount.start, amount.end)) if line.told("tariff") else None
    return land if land is not None and land.party.country != "CN" else None  # sold in China, another state takes


def to_country(scene: Scene, start: int, stop: int) -> Mention | None:
    """The state to which something goes by its country's name: `15% doanh thu cho Mỹ`, `an die US-Staatskasse`."""
    words = scene.words
    for mark in words.words("to_state") if words.spaced else ():
        at = scene.text.find(f" {mark} ", start, stop)
        if at < 0:
            continue
        behind = at + len(mark) + 2
        code, end = country_at(scene.text, behind, words)
        if not code:  # a compound of the name
            rest = [w for w in scene.text[behind:stop].split(None, 2)[:2] if w not in words.words("definite")]
            code = country_of(rest[0], words) if rest else ""
        state = government(code) if code else None
        if state is not None:
            return Mention(at, max(end, behind), state, "country")
    return None


def state_before(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a state stands before a share in its clause: `à condition que l'Etat prenne 25 % des ventes`."""
    states = [m for m in line.companies if m.party.roles & STATES and 0 <= amount.start - m.end < 60]
    return scene.words.spaced and any(not scene.breaks_between(line, m.end, amount.start) for m in states)


BRANCH = 70  # characters within which what grew is named before its growth
DEALS = ("capex", "spend", "buy", "price", "rent", "deal", "share", "train", "use")


def of_cloud(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether it is told how sales of a cloud or of its AI grew: `il cloud corre del 34%, a 39,8 miliardi`."""
    branches = scene.words.words("branches") if amount.family in {"percent", "money"} else ()
    sold = line.told("revenue") if branches else []
    deals = line.told(*DEALS) if branches else []
    if not branches or any(not any(r.start <= h.start < r.end for r in sold) for h in deals):
        return False  # but `cartera de pedidos` is no order
    near = (a for a in line.amounts if a.family == "percent" and 0 <= amount.start - a.end < BRANCH)
    grew = amount.start if amount.family == "percent" else max((a.start for a in near), default=-1)
    lead = scene.text[max(grew - BRANCH, line.start) : grew] if grew >= 0 else ""
    return any(w in lead for w in branches) and any(
        "cloud" in m.party.roles for x in scene.lines[max(line.index - 2, 0) : line.index + 1] for m in x.companies
    )


def whole_market(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a figure is one of a market in a sentence that names no firm: `글로벌 시장 규모는 123억 달러`."""
    if scene.words.spaced or amount.family not in {"money", "percent", "ratio"} or line.chips:
        return False
    told = any(h.end <= amount.start for h in line.told("market"))
    told = told or any(w in scene.text[line.start : amount.start] for w in scene.words.words("market"))
    return told and not line.told("official") and all(m.party.roles & TELLERS for m in line.companies)


def holder(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The firm behind a share that it is said to hold: `시장의 90% 이상을 점유한 엔비디아`; None where none is."""
    words = scene.words
    if words.spaced or amount.family != "percent":
        return None
    firm = next((m for m in line.companies if m.start >= amount.end), None)
    if firm is None or firm.start - amount.end > HELD:
        return None
    between = scene.text[amount.end : firm.start].rstrip(" '\"「『‘“")
    return firm if between.endswith(words.words("holding") or ("\0",)) else None


def own_sales(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The builder of servers that opens a sentence, where its sales are told last: `廣達9月營收184億元`."""
    words = scene.words.words("sales_nouns") if amount.family == "money" and not scene.words.spaced else ()
    firm = line.companies[0] if words and line.companies else None
    if firm is None or "server" not in firm.party.roles or firm.start - line.start > OPENS or firm.end > amount.start:
        return None
    return firm if scene.text[max(amount.start - 6, 0) : amount.start].rstrip().endswith(words) else None


OPENS = 4  # characters before the firm that opens a sentence
LED = 5  # characters before a share in which it is called one of the market
HELD = 16  # characters from a share to the firm that holds it
