"""Claims that go on with the one before: shares, spans, worths, clauses without a verb, carried parties and stance."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from suanli.claims.amounts import Amount, same_worth
from suanli.claims.behind import held_behind
from suanli.claims.kinds import Choice, strengths
from suanli.claims.lexicon import Hit
from suanli.claims.marks import set_apart
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import ChipMention, Line, Mention, Scene
from suanli.claims.smuggled import smuggling
from suanli.claims.stances import Voice, voice_of
from suanli.claims.units import USD

__all__ = [
    "GROWING",
    "Draft",
    "bought",
    "carry_on",
    "converted",
    "happened",
    "joined_on",
    "leads_up",
    "paired_sum",
    "parted",
    "product_of",
    "span_of",
    "term_of",
    "without_verb",
    "worth_of",
]

LARGE = 1e7  # from here on two sums of one worth in two currencies are one sum
HOLDING = frozenset({"order", "stock", "training", "capex", "transfer"})
GROWING = frozenset({"usage", "capex", "revenue", "order", "supply", "delivery", "stock"})

VERBS = frozenset({"buy", "sell", "ship", "receive", "hold", "rent", "resell", "smuggle", "price", "capex", "spend",
                   "revenue", "charge", "make", "train", "use", "need", "penalty", "seize", "stockpile", "allow",
                   "ban", "share", "spec"})  # fmt: skip


@dataclass(slots=True)
class Draft:
    """One claim in the making."""

    line: Line
    amount: Amount
    choice: Choice
    actors: list[Mention] = field(default_factory=list)
    others: list[Mention] = field(default_factory=list)
    chips: list[ChipMention] = field(default_factory=list)
    voice: Voice = field(default_factory=lambda: Voice("asserted", (), ""))
    mode: str = "joint"
    guessed: bool = False
    pair: tuple[float, str] | None = None
    named: tuple[list[ChipMention], str, int] = ([], "", -1)  # its chips by its own words, by which rule, where
    beside: dict[str, float] = field(default_factory=dict)  # what the rules make of the claims beside, as traits
    odds: int = 0  # what the weights make of each stance, packed; 0 where they were not asked
    among: dict[str, dict[frozenset[str], float]] = field(default_factory=dict)  # candidates judged, by question


def carry_on(draft: Draft, before: list[Draft]) -> None:
    """A claim without a party of its own goes on with those of the claim before; so does a forecast or a plan."""
    if not before:
        return
    last = before[0]
    apart = draft.line.index - last.line.index
    now = happened(draft)
    _carry_deal(draft, last, apart)
    moved = draft.choice.kind == "delivery" or (draft.choice.kind == "order" and _received(draft))
    if draft.guessed and moved and apart <= 1 and not draft.line.companies and _holds(last, draft.line):
        draft.choice.kind = "stock"  # what a cloud spreads over its places, and these receive, it holds
    if _bare_count(draft, last, apart):
        draft.choice.kind = last.choice.kind
    if _among(draft, last):
        draft.choice.kind, draft.actors, draft.others = last.choice.kind, last.actors, last.others
        draft.voice = last.voice if draft.voice.stance == "asserted" else draft.voice
    kind = draft.choice.kind
    goods = last.amount.family == "chips"  # `at $27,000 each, against a stock of 700,000`
    if draft.amount.noun == "elided" and _weak(draft, 0.3 if apart else 0.5) and apart <= 2 and goods:
        after = [c for c in draft.chips if c.start >= draft.amount.start and c.line == draft.line.index]
        draft.choice.kind, draft.chips = last.choice.kind, after or last.chips
        draft.voice = draft.voice if draft.voice.sources else last.voice
    if draft.amount.family == "ratio" and kind == last.choice.kind and draft.voice.stance != "denied" and apart <= 1:
        draft.voice = last.voice
    told = draft.voice.stance in {"asserted", "reported"}
    planned = last.voice.stance == "planned" and told and kind in HOLDING
    if draft.line is last.line and planned and not (happened(draft) or draft.voice.dated):
        draft.voice = last.voice
    listed = apart <= 1 and draft.amount.family == last.amount.family and parted(draft.line)
    if listed and last.voice.stance == "planned" and told and kind in HOLDING | {"supply", "delivery"} and not now:
        draft.voice = last.voice
    if apart <= 3 and draft.guessed and {last.choice.kind, kind} <= HOLDING and last.actors:
        _carry_parties(draft, last, now=now)
    _carry_voice(draft, last, apart)


def _weak(draft: Draft, least: float) -> bool:
    """Whether no word tells the kind of a claim by `least`, and no learned weights have chosen it either."""
    return draft.choice.score < least and not draft.choice.weighed


def _holds(last: Draft, line: Line) -> bool:
    """Whether a claim of the paragraph tells what users of chips have."""
    if last.choice.kind not in {"stock", "transfer"} or last.line.paragraph != line.paragraph:
        return False
    return any(m.party.roles & {"cloud", "buyer", "lab"} for m in last.actors)


def _hoped(draft: Draft) -> bool:
    """Whether a clause only says what may be, and not who says so."""
    told = draft.line.told("hedge")
    may_be = draft.voice.stance == "asserted" and draft.choice.kind in {"supply", "stock", "order", "delivery"}
    return bool(told) and may_be and _in_clause(draft, told)


def _received(draft: Draft) -> bool:
    """Whether a verb of receiving made an order of it, none of buying."""
    return draft.choice.cues.get("receive", 0.0) > 0.5 > draft.choice.cues.get("buy", 0.0)


def _bare_count(draft: Draft, last: Draft, apart: int) -> bool:
    """Whether a count of chips with no word for what is done goes on with orders: `Then come A and B with 230,000`."""
    if not _weak(draft, 0.15) or draft.guessed or apart > 3 or last.choice.kind != "order":
        return False
    if {m.party.name for m in draft.actors} & {c.chip.vendor for c in draft.chips}:
        return False  # one's own
    users = any(m.party.roles & {"buyer", "cloud", "lab"} for m in draft.actors)
    return draft.amount.family == last.amount.family == "chips" and users and not draft.line.told("hold", "site")


def happened(draft: Draft) -> bool:
    """Whether the clause of a claim says that it has happened: `already`, `去年`."""
    line = draft.line
    told = line.told("now")
    if not told:
        return False
    opening = line.start + 3 if draft.guessed or not line.told("planned", "future") else line.start
    return any(h.start < opening for h in told) or _in_clause(draft, told)


def _in_clause(draft: Draft, told: list[Hit]) -> bool:
    """Whether one of these words stands in the clause of a claim."""
    start, stop = draft.line.clause(draft.amount.start, draft.amount.end)
    return any(start <= h.start < stop for h in told)


def _among(draft: Draft, last: Draft) -> bool:
    """Whether a count without a verb is a part of the one before it: `提到50万颗，其中590、690合计30万颗`."""
    if draft.amount.family != last.amount.family:
        return False
    opened = draft.line.index - last.line.index == 1 and parted(draft.line) and not draft.line.companies
    if opened and draft.amount.family == "chips" and draft.amount.low <= last.amount.low:
        return not draft.line.told("buy", "sell", "smuggle", "rent", "seize")  # `内訳には590と690が計30万個含まれる`
    if draft.line is not last.line:
        return False
    marks, at = draft.line.told("subset"), draft.amount.start
    taken = (*marks, *draft.line.told("share")) if marks else ()
    beside = any(-2 <= at - h.end <= 1 for h in taken) and draft.amount.low <= last.amount.low  # `包括1万块H800`
    handed = draft.choice.kind == "delivery" and last.choice.kind == "order"  # `of which 6 million are delivered`
    if draft.choice.score >= 0.5 and (handed or not beside):
        return False
    return draft.amount.family == "chips" and any(last.amount.end <= h.start < draft.amount.start for h in marks)


def parted(line: Line) -> bool:
    """Whether a sentence opens by dividing what the one before counted: `of which`, `Trong đó`, `其中`."""
    told = line.told("subset")
    return bool(told) and told[0].start <= line.start + 3


def _carry_deal(draft: Draft, last: Draft, apart: int) -> None:
    """The sum of a contract, and the chips counted with it, belong to the letting told before."""
    if last.choice.kind != "transfer" or apart > 2 or draft.choice.rate:
        return
    kind = draft.choice.kind
    bare = draft.guessed and not draft.line.companies and _weak(draft, 0.15)  # `a segunda, 8.000 por 200 milhões`
    if (
        bare
        and kind in {"stock", "capex"}
        and draft.amount.family in {"chips", "money"}
        and not draft.line.told("site")
    ):
        draft.choice.kind, draft.actors, draft.others = "transfer", last.actors, last.others
        draft.voice = last.voice
        return
    if apart > 1:
        return
    dealt = max(draft.choice.cues.get("deal", 0), draft.choice.cues.get("rent", 0)) > 0.35
    own = draft.choice.weighed or draft.choice.cues.get("buy", 0.0) > 0.5  # `let by a firm that had bought 2,000`
    side = last.line is draft.line and kind == "order" and draft.amount.family == "chips" and not own
    same = {m.party.id for m in draft.actors} <= {m.party.id for m in (*last.actors, *last.others)}
    sums = {"order", "capex", "revenue", "transfer"}
    worth = draft.amount.family == "money" and kind in sums and dealt
    if (worth or side) and (draft.guessed or same):
        draft.choice.kind = "transfer"
        draft.actors, draft.others = last.actors, last.others
        draft.chips = draft.chips or last.chips
        draft.guessed = True


def _carry_parties(draft: Draft, last: Draft, *, now: bool) -> None:
    """The parties of the claim before, and its plan, for a claim without its own."""
    kind = draft.choice.kind
    grouped = kind == "stock" and last.choice.kind == "order" and "group" in last.actors[0].party.roles
    newer = bool(draft.actors) and draft.actors[0].line > last.line.index
    if not grouped and not newer and (last.choice.kind != "transfer" or draft.choice.kind != "capex"):
        draft.actors, draft.others = last.actors, last.others
    guess = draft.amount.family == "money"  # `外媒推算，…要花500亿`: not what the firm itself reckons to own
    guess = guess and any(h.end <= draft.amount.start for h in draft.line.told("estimated", "analyst"))
    mine = draft.voice.stance == "estimated" and not (draft.voice.sources or guess)
    weak = (mine and not draft.voice.done) or (draft.voice.stance == "asserted" and not now and not draft.voice.dated)
    close = draft.line.index - last.line.index <= 1 and draft.line.paragraph == last.line.paragraph
    mere = last.choice.kind == "capex" and not last.line.told("planned", "future")  # taken for a plan, not told as one
    if close and last.voice.stance == "planned" and weak and not (mere and kind == "stock"):
        draft.voice = last.voice


def _carry_voice(draft: Draft, last: Draft, apart: int) -> None:
    """The forecast or report of the claim before, for one of the same kind that says nothing of its source."""
    if apart <= 2 and _hoped(draft) and last.voice.stance == "planned" and draft.choice.kind == last.choice.kind:
        draft.voice = draft.voice if happened(draft) else last.voice  # `It is to make 600,000. In all it could be 1.6m`
    kind = draft.choice.kind
    if kind == "price" and [c.chip.name for c in draft.chips] != [c.chip.name for c in last.chips]:
        return
    same = last.choice.kind == draft.choice.kind and apart <= 3
    if draft.voice.done and draft.line is not last.line and last.voice.stance == "estimated":
        return  # what has happened is told, not guessed
    if (
        kind == "revenue"
        and not draft.guessed
        and {m.party.id for m in draft.actors}.isdisjoint(m.party.id for m in last.actors)
    ):
        return
    if kind == "price" and not draft.guessed and draft.actors and draft.line is not last.line:
        return  # a seller of its own asks its own price
    told = last.voice.stance == "estimated" and bool(last.voice.sources)
    told = told or (draft.guessed and last.voice.stance in {"estimated", "reported"} and kind in HOLDING)
    told = told and (draft.line.paragraph == last.line.paragraph or last.voice.stance == "reported")
    if same and draft.voice.stance == "asserted" and told:
        draft.voice = last.voice


def _spent_next(scene: Scene, first: Draft, second: Draft) -> bool:
    """Whether the next clause spends a sum on a count: `斥资约400亿美元,向辉达购买40万颗GB200`."""
    if scene.words.spaced or first.amount.family != "money":
        return False
    return any(first.amount.end <= h.start < second.amount.start for h in first.line.told("buy"))


def bought(scene: Scene, drafts: list[Draft]) -> list[Draft]:
    """A sum and a count of chips in one clause, one spent on the other, are two sides of one order."""
    for first, second in pairwise(drafts):
        families = {first.amount.family, second.amount.family}
        if families != {"money", "chips"} or second.amount.start - first.amount.end > (
            60 if scene.words.spaced else 16
        ):
            continue
        parted = scene.breaks_between(first.line, first.amount.end, second.amount.start)
        if parted and not (parted == 1 and _spent_next(scene, first, second)):
            continue
        money, chips = (first, second) if first.amount.family == "money" else (second, first)
        told = money.choice.kind == chips.choice.kind == "transfer" and smuggling(scene, first.line)
        made = chips.choice.kind in {"delivery", "training", "supply", "policy", "spec"}
        if told or made or money.choice.kind in {"price", "policy", "revenue"}:
            continue
        if _side_by_side(scene, first, second) or _apart(scene, money, chips):
            continue
        bought = max(max(d.choice.cues.get(c, 0) for c in ("buy", "spend", "capex")) for d in (first, second))
        moved = max(max(d.choice.cues.get(c, 0) for c in ("smuggle", "resell", "rent")) for d in (first, second))
        if bought > 0.3 and (bought >= moved or "order" in {money.choice.kind, chips.choice.kind}):
            money.choice.kind = chips.choice.kind = "order"
            money.chips = chips.chips or money.chips
        elif moved > 0.5 and chips.choice.kind == "transfer" and money.choice.kind in {"capex", "order"}:
            money.choice.kind, money.actors, money.others = "transfer", chips.actors, chips.others
            money.chips = chips.chips or money.chips  # spent on letting them
    return drafts


def _apart(scene: Scene, money: Draft, chips: Draft) -> bool:
    """Whether chips that somebody has stand beside what was spent: `has 50,000 GPUs and has sunk $1.6bn in servers`."""
    if chips.choice.kind != "stock" or money.choice.kind not in {"capex", "order"}:
        return False
    led = 0 < chips.amount.start - money.amount.end <= (LED if scene.words.spaced else 0)
    return money.choice.kind == "capex" or not led


LED = 8  # characters of the preposition between a sum and what it buys: `$2bn on 20,736 chips`


def _side_by_side(scene: Scene, first: Draft, second: Draft) -> bool:
    """Whether a sum and a count only stand side by side: `投資額は1000億円、基数は1万基`, `65 billion and 1m GPUs`."""
    start, end = first.amount.end, second.amount.start
    if not scene.words.spaced:
        marks = scene.words.words("own_subject")
        held = first.amount.family == "money" and held_behind(scene, first.line, first.amount, second.amount)
        return held or any(m in scene.text[start:end] for m in marks)
    joints = [scene.text.find(f" {w} ", start, end) for w in scene.words.words("joiners")]
    at = max(joints, default=-1)
    invests = any(start <= h.start < at for h in first.line.told("capex", "site"))  # `$4bn on data centres and buys …`
    return first.amount.family == "money" and invests


def paired_sum(line: Line, index: int, here: list[Draft]) -> Draft | None:
    """A converted sum takes everything of the sum it converts."""
    amount = line.amounts[index]
    if not amount.paired or not index:
        return None
    first = next((d for d in reversed(here) if d.amount.family == "money"), None)
    if first is None or amount.start - first.amount.end > 60:
        return None
    if amount.bound == "exact":
        amount.bound = first.amount.bound
    return replace(first, amount=amount, pair=(first.amount.low, first.amount.unit))


def converted(line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """A sum of the same size in another currency in the next sentence: `This is worth about $5.7 billion`."""
    if amount.family != "money" or not before or line.companies or line.chips:
        return None
    first = before[-1]
    if first.amount.family != "money" or first.amount.unit == amount.unit or first.line is line:
        return None
    points = any(h.start - line.start <= 2 for h in line.told("these", "anaphora"))
    alone = amount.low >= LARGE and line.amounts[0] is amount and not first.amount.paired
    points = points or alone  # `Al cambio odierno sono 4,8 miliardi`
    if not points or line.index - first.line.index > 1 or not same_worth(first.amount, amount):
        return None
    if alone and any(p.start <= amount.start for p in line.periods) and first.voice.stance == "planned":
        sources = first.voice.sources  # of a time past beside a plan
        voice = Voice("reported" if sources else "asserted", sources, "", done=True)
        return replace(first, line=line, amount=amount, voice=voice)
    return replace(first, line=line, amount=amount, pair=(first.amount.low, first.amount.unit))


def leads_up(scene: Scene, line: Line, index: int) -> bool:
    """Whether `doubled` only leads up to the figure that follows: `倍增到1600亿元`."""
    amount = line.amounts[index]
    if amount.form != "multiple" or amount.low >= MANIFOLD or index + 1 >= len(line.amounts):
        return False
    following = line.amounts[index + 1]
    if following.family not in {"money", "chips", "power"}:
        return False
    between = scene.text[amount.end : following.start]
    if len(between) < (3 if not scene.words.spaced else 8):
        return True
    lead = between.split()
    if any(f" {w} " in between for w in scene.words.words("compare")):
        return False  # `вдвое по сравнению с текущим годом - до 600 тыс.`
    steps = {*scene.words.list_of("range"), *scene.words.list_of("change")}
    return scene.words.spaced and len(between) < 50 and bool(lead) and lead[-1] in steps


MANIFOLD = 10  # times: news of its own, not a verb that only leads up to a figure


def product_of(scene: Scene, line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """A sum without a verb that is a count times a price told shortly before."""
    counts = [
        d for d in before if d.amount.family == "chips" and d.amount.low >= 1000 and d.choice.kind in {"order", "stock"}
    ]
    prices = [p for d in before if d.choice.kind == "price" for p in (d.amount.low, d.amount.high)]
    for count in counts:
        if line.index - count.line.index <= 5 and any(
            abs(count.amount.low * p / amount.low - 1) < 0.06 for p in prices
        ):
            choice, voice = Choice("order", 0.6, {}), Voice("estimated", (), "")
            return replace(count, line=line, amount=amount, choice=choice, voice=voice, mode="joint")
    del scene
    return None


def worth_of(scene: Scene, line: Line, amount: Amount, here: list[Draft]) -> Draft | None:
    """`..., worth more than 12 billion dollars`: the value of the chips counted before."""
    if amount.family != "money" or not here or here[-1].amount.family != "chips":
        return None
    near = 8 if not scene.words.spaced else 24
    marked = any(
        0 <= amount.start - h.end < near or amount.start <= h.start <= amount.end + 1 for h in line.told("value")
    )
    last = here[-1]
    between = scene.text[last.amount.end : amount.start]
    linked = scene.words.spaced and len(between) < 20
    linked = linked and between.rstrip().endswith(tuple(f" {w}" for w in scene.words.words("worth")))
    if linked and not marked and last.choice.kind == "stock":  # `construit un site de 500 000 puces pour 10 milliards`
        return replace(last, amount=amount, choice=replace(last.choice, kind="capex"), chips=[])
    marked = marked or linked
    if not marked or last.choice.kind not in {"order", "stock", "transfer", "delivery", "policy"} or amount.low < 1e6:
        return None
    sold = last.choice.kind == "delivery" and line.told("sell", "revenue")
    return replace(last, amount=amount, choice=replace(last.choice, kind="revenue") if sold else last.choice)


def joined_on(scene: Scene, line: Line, amount: Amount, here: list[Draft]) -> Draft | None:
    """`with A buying 96,000 of its chips and B 173,000`: a count joined to the one before without a verb of its own."""
    last = here[-1] if here and scene.words.spaced else None
    if last is None or amount.noun != "elided" or last.amount.unit != amount.unit or amount.low >= 1e8:
        return None
    between = scene.text[last.amount.end : amount.start].split()
    joins = [w for w in between if w in scene.words.words("joiners")]
    if not joins or len(between) > 5 or scene.breaks_between(line, last.amount.end, amount.start):
        return None
    if any(last.amount.end <= h.start < amount.start for h in line.told(*VERBS)):
        return None
    own = [m for m in line.companies if last.amount.end <= m.start < amount.start]
    beside = len(own) == 1 and "(" not in between[-1] and "(" not in scene.text[own[0].end : amount.start]
    return replace(last, amount=amount, actors=own, mode="joint") if beside else None


def term_of(line: Line, amount: Amount, here: list[Draft]) -> Draft | None:
    """`..., for two months`: how long the training or letting told in the same sentence lasts."""
    planned = any(0 <= h.start - amount.end < 2 for h in line.told("planned")) and bool(here)
    if planned and amount.family == "duration" and here[-1].choice.kind == "capex":
        return replace(here[-1], line=line, amount=amount)  # `3800亿是三年规划`
    if amount.family != "duration" or not here or here[-1].choice.kind not in {"training", "transfer"}:
        return None
    fits = here[-1].amount.family in {"chips", "gpu_hours", "money"} and here[-1].choice.score > 0.3
    return replace(here[-1], line=line, amount=amount) if fits else None


def span_of(scene: Scene, line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """`a year of supply`: a duration that measures the order before it."""
    if amount.family != "duration" or not before:
        return None
    grew = any(0 <= h.start - amount.end <= 2 for h in line.told("price_up"))  # `用量一年暴增`: in what time
    near = any(-2 <= h.start - amount.end < 16 or -2 <= amount.start - h.end < 10 for h in line.told("span"))
    near = near or (not scene.words.spaced and scene.text.startswith(scene.words.words("span_after"), amount.end))
    near = near and not grew
    whole = before[-1]
    if not near or whole.choice.kind not in {"order", "stock", "delivery"}:
        return None
    return replace(whole, line=line, amount=amount)


def as_many(scene: Scene, amount: Amount, here: list[Draft]) -> Draft | None:
    """`..., three times as many as Google`: a ratio to the count just told."""
    if amount.family not in {"ratio", "percent"} or not here or not scene.words.spaced:
        return None
    rest = scene.text[amount.end : amount.end + 20].lstrip()
    counted = [d for d in here if d.amount.family == "chips" and d.choice.kind in GROWING]
    if not counted or not rest.startswith(scene.words.words("as_many")):
        return None
    return replace(counted[-1], amount=amount)


def _clause(line: Line, amount: Amount) -> tuple[int, int]:
    """The clause of a quantity, with the one before where it only opens with a participle: `its stock, put at`."""
    start, stop = line.clause(amount.start, amount.end)
    if any(0 <= h.start - start <= 2 and h.end < amount.start for h in line.told("value", "estimated")):
        start = line.opening(start)
    return start, stop


def without_verb(scene: Scene, line: Line, amount: Amount, here: list[Draft]) -> Draft | None:  # noqa: C901 - one question after another
    """`..., 2025 at most a million`: a clause without a verb goes on with the one before."""
    alike = [d for d in here if d.amount.unit == amount.unit and not d.amount.paired]
    if amount.family == "ratio" and here and amount.start - here[-1].amount.end < (60 if scene.words.spaced else 16):
        alike = here[-1:]
    if not alike or amount.family == "duration":
        return None
    last = alike[-1]
    if amount.family == "money":
        rates = sorted(x.low * USD.get(x.unit, 1.0) for x in (amount, last.amount))
        if rates[1] > 50 * rates[0] or strengths(scene, line, amount.start, amount.end).get("total", 0) > 0.6:
            return None
    if amount.family == "percent" and amount.start - last.amount.end > (60 if scene.words.spaced else 16):
        return None
    start, stop = _clause(line, amount)
    if ";" in scene.text[last.amount.end : amount.start]:
        return None
    buys = last.choice.kind in {"order", "capex", "stock"}  # `spent on Nvidia chips, against 85 billion`
    after = [m for m in line.companies if m.start >= last.amount.end and not (buys and m.party.roles & {"chipmaker"})]
    lead = [m.start for m in after if 0 <= start - m.end <= 2 and not scene.text[m.end : start].strip(' "')]  # `Sber —`
    own = [m for m in line.companies if min([start, *lead]) <= m.start < stop]
    own = [m for m in own if not m.party.roles & (TELLERS | STATES)] or set_apart(scene, after, amount.start)
    if start < last.amount.end or (own and not own[-1].end <= amount.start):
        return None
    if own and amount.family == "chips" and amount.noun not in {"piece", "loose", "elided"}:
        return None
    if any((last.amount.end if last.choice.kind in {"price", "spec"} else start) <= c.start < stop for c in line.chips):
        return None
    onto = last.choice.kind == "capex" and any(0 < h.start - amount.end < 30 for h in line.told("chipword"))
    size = VERBS - {"spec"} if last.amount.family == "power" else VERBS  # a site's capacity is no chip's figure
    if onto or any(start <= h.start < stop for h in line.told("off", *size)):  # `with 90 billion going on AI chips`
        return None
    voice = voice_of(scene, line, amount.start, amount.end, last.choice.kind)
    fresh = voice.done and last.voice.stance == "planned" and amount.family not in {"ratio", "percent"}
    if voice.stance in {"asserted", "reported"} and last.voice.stance in {"planned", "estimated"} and not fresh:
        voice = last.voice
    if own:
        makers = {m.party.name for m in own if "chipmaker" in m.party.roles}  # `H20超过150亿，超微则有8亿`
        chips = [c for c in last.chips if not makers or c.chip.vendor in makers]
        return replace(last, amount=amount, voice=voice, actors=own, chips=chips, mode="joint")
    return replace(last, amount=amount, voice=voice)
