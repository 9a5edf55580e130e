"""Claims that are a share of one told before: of an order, of chips counted, of a market."""

from __future__ import annotations

from dataclasses import replace

from suanli.claims.amounts import Amount
from suanli.claims.binding import MAKERS
from suanli.claims.continuing import Draft, happened, parted
from suanli.claims.kinds import Choice, strengths
from suanli.claims.lexicon import Hit
from suanli.claims.marks import compared
from suanli.claims.naming import STATES, TELLERS, USERS
from suanli.claims.scene import ChipMention, Line, Scene
from suanli.claims.sides import AT_HOME

__all__ = [
    "as_before",
    "by_the_piece",
    "chips_among",
    "halved",
    "handed_over",
    "held_by",
    "maker_share",
    "outdone",
    "part_of",
    "set_against",
    "share_of_these",
    "share_plan",
    "shared_out",
    "sold_at",
    "spent_as_well",
    "worth_told",
]


def set_against(scene: Scene, line: Line, amount: Amount, here: list[Draft]) -> Draft | None:
    """A share or sum that only a word of comparing parts from the one before: `20 %, contre 60 % chez TSMC`."""
    if amount.family not in {"percent", "money"} or not here or here[-1].amount.unit != amount.unit:
        return None
    last, words = here[-1], scene.words
    if amount.family == "money" and last.choice.kind not in {"capex", "order", "revenue"}:
        return None
    between = scene.text[last.amount.end : amount.start].rstrip(" (")
    head, _, mark = between.rpartition(",")
    if not words.spaced or mark.strip(" (") not in {"vs", "vs."}.union(words.words("compare")):
        return None
    if len(head) > _NOUN or any(last.amount.end <= m.start < amount.start for m in line.companies):
        return None
    stop = min([a.start for a in line.amounts if a.start >= amount.end] + [amount.end + 30])
    own = [m for m in line.companies if amount.end <= m.start < stop and not m.party.roles & (TELLERS | STATES)]
    own = [m for m in own if not scene.breaks_between(line, amount.end, m.start)]
    chips = [c for c in line.chips if amount.end <= c.start < stop]
    if own:
        return replace(last, amount=amount, actors=own, chips=chips, mode="each", guessed=False)
    return None if amount.family == "money" else replace(last, amount=amount, chips=chips or last.chips)


def outdone(scene: Scene, amount: Amount, here: list[Draft]) -> Draft | None:
    """How many times the count in brackets, of a rival, the one before it is: `485,000、2位のメタ(224,000)の2倍`."""
    if scene.words.spaced or amount.family != "ratio" or len(here) < 2:
        return None
    rival, own = here[-1].amount, here[-2]
    between = scene.text[rival.end : amount.start]
    closed = between[:1] == ")" and len(between) <= _LINKED and "," not in between
    alike = own.amount.unit == rival.unit and rival.family == "chips" and own.choice.kind == here[-1].choice.kind
    return replace(own, amount=amount) if closed and alike else None


_LINKED = 6  # characters from a bracket to a multiple that is one of what stands in it
_NOUN = 60  # characters of the noun that a share is of: `80 % of the world market for accelerators, against 6 %`


def chips_among(scene: Scene, line: Line, amount: Amount, here: list[Draft]) -> Draft | None:
    """A share that chips of a name have in a count told before: `自有3100片,…,A800占四成`."""
    if scene.words.spaced or amount.family != "percent":
        return None
    whole = next((d for d in reversed(here) if d.amount.family == "chips"), None)
    chip = next((c for c in reversed(line.chips) if 0 < amount.start - c.end <= _LINKED), None)
    if whole is None or chip is None or whole.choice.kind not in {"stock", "order", "transfer"}:
        return None
    shares = any(h.start == chip.end for h in line.told("share"))
    alone = not any(whole.amount.end <= m.start < amount.start for m in line.companies)
    return replace(whole, amount=amount, chips=[chip]) if shares and alone and chip.start >= whole.amount.end else None


def sold_at(draft: Draft, here: list[Draft]) -> None:
    """What is earned is earned with the chips priced in the sentence: `at $12,000 each, $12 billion in sales`."""
    earned = draft.choice.kind == "revenue" and draft.amount.family == "money"
    if earned and not draft.chips and here and here[-1].choice.kind == "price":
        draft.chips = here[-1].chips


def handed_over(scene: Scene, draft: Draft, before: list[Draft]) -> None:
    """What the buyer of an order has received so far its seller has delivered; a first batch of it is ordered too."""
    _first_of(scene, draft, before)
    last = before[-1] if before else None
    if last is None or draft.choice.kind != "delivery" or last.choice.kind != "order" or not last.others:
        return
    same = [m.party.id for m in draft.actors] == [m.party.id for m in last.actors]
    if same and last.actors and draft.line.index - last.line.index <= 1:
        draft.actors, draft.others = last.others, last.actors


def _first_of(scene: Scene, draft: Draft, before: list[Draft]) -> None:
    """The first batch of an order told before is ordered as well: `A first batch worth 10 billion is to be shipped`."""
    last = before[-1] if before else None
    line, amount = draft.line, draft.amount
    if last is None or draft.choice.kind != "delivery" or last.choice.kind != "order" or line.companies:
        return
    units = {last.amount.unit} | ({last.pair[1]} if last.pair is not None else set())
    less = amount.unit in units and amount.family in {"money", "chips"} and amount.low < last.amount.low
    part = scene.text[line.start : amount.end]
    if less and line.index - last.line.index <= 2 and any(w in part for w in scene.words.words("first_batch")):
        draft.choice.kind, draft.actors, draft.others = "order", last.actors, last.others
        draft.chips, draft.guessed = draft.chips or last.chips, last.guessed
        draft.voice = last.voice if draft.voice.stance in {"asserted", "reported"} else draft.voice


def worth_told(line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """The worth of the chips counted in the sentence before: `금액으로는 310억달러`, `en valeur, 31 milliards`."""
    last = next((d for d in reversed(before[-3:]) if d.amount.family == "chips"), None)
    if amount.family != "money" or amount.low < 1e6 or last is None or last.line.index != line.index - 1:
        return None
    opened = any(h.start - line.start < 3 and 0 <= amount.start - h.end < 12 for h in line.told("value"))
    if not opened or last.choice.kind not in {"order", "stock", "transfer", "delivery"}:
        return None
    return replace(last, line=line, amount=amount)


def so_many(scene: Scene, line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """The chips that the deal of the sentence before comes to: `$500 bn of orders. São 20 milhões de GPUs`."""
    last = before[-1] if before else None
    lead = scene.text[line.start : amount.start].strip()
    if last is None or amount.family != "chips" or lead not in scene.words.words("so_many"):
        return None
    dealt = last.choice.kind in {"order", "delivery", "transfer"} and last.line.index == line.index - 1
    return replace(last, line=line, amount=amount) if dealt and last.amount.family == "money" else None


def spent_as_well(line: Line, amount: Amount, choice: Choice, here: list[Draft]) -> bool:
    """Whether a second firm's sum is spent as the first's, with but a verb of reaching: `텐센트는 767억을 기록했다`."""
    last = here[-1] if here else None
    if last is None or last.choice.kind != "capex" or last.amount.unit != amount.unit or line.chips:
        return False
    if any(last.amount.end <= h.start < amount.start for h in line.told("revenue", "charge", "off", "sell")):
        return False
    return choice.cues.get("chipword", 0.0) < 0.5


def as_before(scene: Scene, draft: Draft, before: list[Draft]) -> None:
    """A sum spent that names nothing goes on with the order it is compared with: `850억 위안보다 크게 불어난`."""
    last, cues = before[-1] if before else None, draft.choice.cues
    if last is not None and (_measured_by(scene, draft, last) or _paid_ahead(draft, last)):
        draft.choice.kind, draft.chips = last.choice.kind, last.chips
        draft.actors, draft.others = last.actors, last.others
        return
    if last is None or draft.choice.kind != "capex" or last.choice.kind != "order" or draft.line.companies:
        return
    alike = draft.amount.unit == last.amount.unit or (last.pair is not None and last.pair[1] == draft.amount.unit)
    close = draft.line.index - last.line.index == 1 and draft.line.paragraph == last.line.paragraph
    if alike and close and draft.amount.family == "money" and cues.get("capex", 0.0) < 0.3:
        draft.choice.kind, draft.chips = "order", last.chips
        draft.actors, draft.others = last.actors, last.others


def _paid_ahead(draft: Draft, last: Draft) -> bool:
    """Whether a share is paid ahead of the rent told before: `合同总额约97亿美元,微软先付20%`."""
    let = last.choice.kind == "transfer" and last.amount.family == "money" and bool(last.actors)
    return let and draft.amount.family == "percent" and draft.choice.cues.get("charge_upfront", 0.0) > 0.5


def _measured_by(scene: Scene, draft: Draft, last: Draft) -> bool:
    """Whether the figure before is compared with this one in its sentence: `14 billion, against 85 billion yuan`."""
    amount, line = draft.amount, draft.line
    whole = last.pair[1] if last.pair is not None else last.amount.unit
    if line is not last.line or amount.family != last.amount.family or amount.unit not in {last.amount.unit, whole}:
        return False
    places = [*(m.start for m in line.companies), *(c.start for c in line.chips)]
    named = any(last.amount.end <= at < amount.start for at in places)
    kinds = {draft.choice.kind, last.choice.kind}
    return kinds == {"order", "capex"} and not named and compared(scene, amount.start, amount.end)


def by_the_piece(line: Line, amount: Amount, mark: Hit) -> bool:
    """Whether `each` says what one of the chips counted costs: `A and B bought 20,000 at $20,000 each`."""
    if amount.family != "chips":
        return False
    own = amount.away(mark.start, mark.end)
    return any(a.family == "money" and a.away(mark.start, mark.end) < own for a in line.amounts)


def maker_share(line: Line, here: list[Draft]) -> list[Draft]:
    """A share that a maker of chips has of what nobody by name spends is its sales: `43 % of it went to Nvidia`."""
    makers = [m for m in line.companies if "chipmaker" in m.party.roles and not m.party.roles & USERS]
    for draft in here if makers else ():
        spenders = [m for m in draft.actors if not m.party.roles & MAKERS]
        spenders += [m for m in line.companies if m.party.roles & USERS or "group" in m.party.roles]
        if draft.amount.family == "percent" and draft.choice.kind == "capex" and not spenders:
            draft.choice = replace(draft.choice, kind="revenue")
            draft.actors = [min(makers, key=lambda m: draft.amount.away(m.start, m.end))]
            draft.others, draft.guessed = [], False
    return here


def made_up_of(scene: Scene, draft: Draft, before: list[Draft]) -> None:
    """Make a maker's part of an order told before an order from it: `已签约2.3万张,其中沐曦4200张,寒武纪2000张`."""
    amount, line = draft.amount, draft.line
    seller = next((m for m in line.companies if 0 <= amount.start - m.end <= 2 and m.party.roles & MAKING), None)
    last = before[-1] if before else None
    if seller is None or last is None or amount.family != "chips" or scene.words.spaced:
        return
    opened = any(0 <= seller.start - h.end <= 1 for h in line.told("subset"))
    parts = last.line is line and bool(last.others) and 0 <= last.amount.start - last.others[0].end <= 2
    listed = parts and line.opening(amount.start) + 1 >= seller.start
    whole = next((d for d in reversed(before) if d.choice.kind == "order" and d.amount.low > amount.low), None)
    if whole is None or whole.amount.family != "chips" or not (opened or listed):
        return
    draft.choice.kind, draft.actors, draft.others = "order", whole.actors, [seller]


MAKING = frozenset({"chipmaker", "cloud"})


def halved(line: Line) -> bool:
    """Whether a sentence opens with a fraction: `およそ半分が…に回る`, `Roughly half would go overseas`."""
    first = line.amounts[0] if line.amounts else None
    return first is not None and first.form == "fraction" and first.start - line.start < 4


def part_of(scene: Scene, line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """`70 % of it`, `half would go overseas`: a share of the quantity before has its kind and parties."""
    if amount.family != "percent" or not before:
        return None
    whole = before[-1]
    summed = scene.text.startswith(scene.words.words("of_sum"), amount.end + 1)
    near = line.index - whole.line.index <= (3 if parted(line) or halved(line) else 1)
    if not near or (whole.line.paragraph != line.paragraph and not summed):
        return None
    told = strengths(scene, line, amount.start, amount.end)
    strong = max(
        (
            told.get(c, 0.0)
            for c in ("spec", "yield", "share", "tariff", "price", "price_up", "price_down", "revenue", "use")
        ),
        default=0,
    )
    subset = told.get("subset", 0.0) > 0.5 or summed
    taken = told.get("share", 0.0) > 0.6 and any(m.end <= amount.start for m in line.companies)
    if subset and taken and whole.choice.kind == "capex":
        return None  # `业界砸了2290亿,辉达吃掉其中43%`
    opened = halved(line) and amount is line.amounts[0] and not line.companies  # `절반가량은 반도체 몫이며`
    strong = 0.0 if opened and whole.choice.kind in {"capex", "order"} else strong
    if not subset and (strong > 0.25 or amount.form != "fraction" or whole.amount.family not in {"money", "chips"}):
        return None
    if whole.choice.kind not in {"capex", "order", "stock", "delivery", "transfer", "training"}:
        return None
    if line.companies and whole.line is not line and not subset:
        return None
    chips = (_being(scene, line, amount) or whole.chips) if whole.choice.kind != "capex" else []
    own = [m for m in line.companies if line is whole.line and whole.amount.end <= m.start <= amount.start]
    if summed and whole.line is not line and whole.choice.kind in {"stock", "order"}:  # `70 % of that would go to X`
        own = [m for m in line.companies if m.start >= amount.end and not m.party.roles & MAKERS]
    own = [m for m in own if not m.party.roles & (TELLERS | STATES)]
    found = replace(whole, line=line, amount=amount, chips=chips, actors=own or whole.actors)
    if summed:
        found.named = (chips, "shared", amount.start)
        found.mode, found.guessed = "each" if own else found.mode, False
    return found


def _being(scene: Scene, line: Line, amount: Amount) -> list[ChipMention]:
    """The chip that a share of others is: `230,000 cards, nine tenths of them H20s`, `九成是H20`."""
    chip = next((c for c in line.chips if 0 <= c.start - amount.end < (5 if not scene.words.spaced else 24)), None)
    between = scene.text[amount.end : chip.start] if chip is not None else "."
    verbs = scene.words.words("being")
    said = [between.strip()] if not scene.words.spaced else between.split()
    named = not {*verbs, *scene.words.words("copulas")}.isdisjoint(said)
    return [chip] if chip is not None and named else []


def share_of_these(draft: Draft, before: list[Draft]) -> None:
    """`a tenth of these cards`, `这批GPU中约十分之一`: a share of chips counted before is of those chips."""
    line, amount = draft.line, draft.amount
    if amount.family != "percent" or draft.chips or line.chips or draft.choice.kind == "capex":
        return
    marks = line.told("these")
    nouns = line.told("chipword")
    pointed = any(0 <= n.start - m.end <= 2 for m in marks for n in nouns)
    counted = next((d for d in reversed(before) if d.amount.family == "chips" and d.chips), None)
    if pointed and counted is not None and line.index - counted.line.index <= 2:
        draft.chips = counted.chips


def share_plan(draft: Draft, whole: Draft | None, before: list[Draft]) -> None:
    """Parts of what is planned are planned: `of the 500,000`, or `160 billion is to be spent. Half of it goes`."""
    told = {"asserted"}
    if whole is None:
        whole, told = _budget_before(draft, before), {"reported"}
    if whole is not None and whole.voice.stance == "planned" and draft.voice.stance in told:
        draft.voice = draft.voice if happened(draft) else whole.voice


def _budget_before(draft: Draft, before: list[Draft]) -> Draft | None:
    """The sum told shortly before of which a sentence that opens with a share tells what becomes."""
    line, first = draft.line, draft.line.amounts[0]
    headed = first.family == "percent" and first.start - line.start < 24
    if not headed or draft.choice.kind not in SPENT or draft.amount.family not in {"money", "percent"}:
        return None
    sums = (
        d for d in reversed(before) if d.choice.kind in SPENT and d.amount.family == "money" and not d.voice.measure
    )
    last = next(sums, None)
    if last is None or not 0 < line.index - last.line.index <= 2 or line.paragraph - last.line.paragraph > 1:
        return None
    return last


SPENT = frozenset({"capex", "order"})


def shared_out(line: Line, amount: Amount, choice: Choice, before: list[Draft]) -> Draft | None:
    """The whole of which a figure is a part: `the state gets 50,000, A and B 50,000 each` of 260,000 ordered."""
    whole = next((d for d in reversed(before) if d.amount.unit == amount.unit), None)
    if whole is None or line.index - whole.line.index > 2 or line.paragraph - whole.line.paragraph > 1:
        return None
    kind = whole.choice.kind
    if amount.family == "money" and choice.kind == "revenue" and choice.cues.get("share", 0.0) > 0.5:
        choice.kind = kind if kind in {"capex", "order"} and amount.low <= whole.amount.low else choice.kind
    if amount.family != "chips" or choice.score > 0.35:
        return None
    if whole.line is line and kind in {"order", "delivery", "stock", "transfer", "supply"}:
        choice.kind = kind
        return whole
    if kind in {"order", "delivery"} and amount.low <= whole.amount.low and line.companies and not line.chips:
        users = any(m.party.roles & {"buyer", "cloud", "lab", "government"} for m in line.companies)
        choice.kind = "order" if users else kind
        return whole
    return None


def held_by(draft: Draft, before: list[Draft]) -> None:
    """A share of a market that names no holder is held by the party of the claim before."""
    last, line = before[-1] if before else None, draft.line
    shared = draft.choice.kind == "revenue" and draft.amount.family == "percent"
    if last is None or draft.actors or not shared or draft.choice.cues.get("share", 0.0) < 0.5:
        return
    if AT_HOME in draft.choice.cues:
        return
    if line.index - last.line.index <= 2 and all(m.party.roles & TELLERS for m in line.companies):
        draft.actors = [m for m in last.actors if not m.party.roles & STATES]
