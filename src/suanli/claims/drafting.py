"""Drafts of claims: a quantity with its kind, parties, chips and voice, before lists and repeats are settled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from suanli.claims.binding import BUYER_KINDS, MAKERS, STATES, TELLERS, Roles, chips_of, lists_of, parties_of, side_of
from suanli.claims.kinds import USD, Choice, choose, smuggling, strengths
from suanli.claims.naming import parties
from suanli.claims.quantities import Amount
from suanli.claims.scene import ChipMention, Line, Mention, Scene
from suanli.claims.stances import Voice, voice_of

__all__ = ["Draft", "drafts_of"]


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


def drafts_of(scene: Scene) -> tuple[list[Draft], list[tuple[Amount, str]]]:
    """All drafts of a document in order, and the quantities left over with the reason."""
    drafts: list[Draft] = []
    left: list[tuple[Amount, str]] = []
    for line in scene.lines:
        here: list[Draft] = []
        for index, amount in enumerate(line.amounts):
            before = here or [d for d in drafts[-1:] if line.index - d.line.index < 2]
            draft = _paired(line, index, here) or _part(scene, line, amount, before) or _span(line, amount, before)
            draft = draft or _worth(scene, line, amount, here) or _gapped(scene, line, amount, here)
            if draft is None:
                choice = choose(scene, line, amount)
                unsure = not choice.kind and choice.reason in {"", "no cue says what it is"}
                if unsure and amount.family == "money":
                    draft = _product(scene, line, amount, drafts[-40:] + here)
                if draft is not None:
                    here.append(draft)
                    continue
                if choice.reason or not choice.kind or _step(scene, line, index):
                    left.append((amount, choice.reason or "no cue says what it is"))
                    continue
                draft = _draft(scene, line, amount, choice)
                _continue(draft, here[-1:] or drafts[-1:])
            reason = _outside(scene, draft)
            if reason:
                left.append((amount, reason))
                continue
            here.append(draft)
        drafts += _distribute(scene, line, _bought(scene, here))
    return drafts, left


def _draft(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Draft:
    roles: Roles = parties_of(scene, line, amount, choice)
    if choice.kind == "transfer" and smuggling(scene, line):
        roles = _movers(scene, line, roles)
    chips = chips_of(scene, line, amount, choice, [] if roles.guessed else roles.actors)
    voice = voice_of(scene, line, amount.start, amount.end, choice.kind)
    if any(
        h.name == "unnamed" and h.end <= amount.start and not scene.breaks_between(line, h.end, amount.start)
        for h in line.cues
    ):
        roles = Roles([], roles.others)
    if choice.kind == "other" and choice.cues.get("seize", 0) > 0.3:
        roles = Roles(_states(scene), roles.actors)
    if choice.kind == "delivery" and amount.family in {"chips", "money"}:
        roles, choice = _provided(scene, line, amount, roles, choice)
    if choice.kind == "order":
        roles = _nation(scene, line, amount, roles)
        choice = _resold(scene, line, roles, choice)
    if choice.kind == "other" and choice.cues.get("need", 0) > 0.3 and roles.actors:
        choice.kind = "other" if "group" in roles.actors[0].party.roles else "order"
    return Draft(line, amount, choice, roles.actors, roles.others, chips, voice, "joint", roles.guessed)


def _provided(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """Chips that a cloud, not a maker, provides to another firm are let, not delivered."""
    heads = [g for g in lists_of(line) if g[-1].end <= amount.start and not roles_of(g) & (TELLERS | STATES | MAKERS)]
    to = [g for g in heads[1:] if side_of(scene, g[0], g[-1]) == "buyer"]
    if heads and to and roles_of(heads[0]) & {"cloud"} and choice.cues.get("ship", 0) > 0.3:
        choice.kind = "transfer"
        return Roles(heads[0], to[0]), choice
    return roles, choice


def _states(scene: Scene) -> list[Mention]:
    """The government that a text names most, the American one where it names none."""
    named = [m for x in scene.lines[:200] for m in x.companies if m.party.roles & {"government", "regulator"}]
    named = [m for m in named if m.party.country != "CN"] or named
    ids = [m.party.id for m in named]
    return [max(named, key=lambda m: ids.count(m.party.id))] if named else []


def _nation(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Roles:
    """`Chinese orders`, `中国订单`: the buyers are the country's companies, whoever is named before."""
    reach = 2 if not scene.words.spaced else 10
    orders = [h for h in line.cues if h.group == "cue" and h.name == "buy"]
    for hit in line.cues:
        if hit.name != "china" or scene.breaks_between(line, hit.start, amount.start):
            continue
        if any(
            -1 <= o.start - hit.end <= reach or (scene.words.spaced and 0 <= hit.start - o.end <= reach) for o in orders
        ):
            firms = {"buyer", "cloud", "lab", "group"}
            if not roles.guessed and roles.actors and roles_of(roles.actors) & firms:
                return roles
            group = parties().get("chinese_companies")
            return Roles([Mention(hit.start, hit.end, group, "group")] if group else [], roles.others)
    return roles


def roles_of(group: list[Mention]) -> set[str]:
    """All catalog roles of a list."""
    return set().union(*(m.party.roles for m in group))


def _resold(scene: Scene, line: Line, roles: Roles, choice: Choice) -> Choice:
    """A purchase from a firm that makes no chips is a transfer."""
    if roles.guessed or not roles.actors:
        return choice
    for group in lists_of(line):
        firms = roles_of(group)
        if group[0].party.id in {m.party.id for m in roles.actors} or firms & (MAKERS | TELLERS | STATES):
            continue
        if firms & {"buyer", "cloud", "lab", "distributor"} and side_of(scene, group[0], group[-1]) == "seller":
            choice.kind = "transfer"
    return choice


def _continue(draft: Draft, before: list[Draft]) -> None:
    """A claim without a party of its own goes on with those of the claim before; so does a forecast or a plan."""
    if not before:
        return
    last = before[0]
    kind = draft.choice.kind
    dealt = max(draft.choice.cues.get("deal", 0), draft.choice.cues.get("rent", 0)) > 0.35
    if last.choice.kind == "transfer" and draft.line.index - last.line.index <= 1 and not draft.choice.rate:
        side = last.line is draft.line and kind == "order" and draft.amount.family == "chips"
        if (
            draft.amount.family == "money" and kind in {"order", "capex", "revenue"} and dealt and draft.guessed
        ) or side:
            draft.choice.kind = "transfer"
            draft.actors, draft.others = last.actors, last.others
            draft.chips = draft.chips or last.chips
            draft.guessed = True
    if draft.amount.noun == "elided" and draft.choice.score < 0.5 and draft.line.index - last.line.index <= 2:
        draft.choice.kind, draft.chips, draft.voice = last.choice.kind, last.chips, last.voice
    if (
        draft.amount.family == "ratio"
        and kind == last.choice.kind
        and draft.voice.stance != "denied"
        and draft.line.index - last.line.index <= 1
    ):
        draft.voice = last.voice
    if (
        draft.line is last.line
        and last.voice.stance == "planned"
        and draft.voice.stance == "asserted"
        and kind in HOLDING
    ):
        if not any(h.name == "now" for h in draft.line.cues):
            draft.voice = last.voice
    near = draft.line.index - last.line.index <= 3
    now = any(h.name == "now" for h in draft.line.cues if h.group == "stance")
    if near and draft.guessed and last.choice.kind in HOLDING and draft.choice.kind in HOLDING and last.actors:
        grouped = kind == "stock" and last.choice.kind == "order" and "group" in last.actors[0].party.roles
        if not grouped and (last.choice.kind != "transfer" or draft.choice.kind != "capex"):
            draft.actors, draft.others = last.actors, last.others
        mine = draft.voice.stance == "estimated" and not draft.voice.sources
        weak = mine or (draft.voice.stance == "asserted" and not now)
        close = draft.line.index - last.line.index <= 1 and draft.line.paragraph == last.line.paragraph
        if close and last.voice.stance == "planned" and weak:
            draft.voice = last.voice
    same = last.choice.kind == draft.choice.kind and draft.line.index - last.line.index <= 3
    told = last.voice.stance == "estimated" and bool(last.voice.sources)
    told = told or (draft.guessed and last.voice.stance in {"estimated", "reported"} and kind in HOLDING)
    if same and draft.voice.stance == "asserted" and told:
        draft.voice = last.voice


HOLDING = frozenset({"order", "stock", "training", "capex", "transfer"})
NOT_MOVERS = MAKERS | {"government", "regulator", "outlet", "analyst", "server"}


def _movers(scene: Scene, line: Line, roles: Roles) -> Roles:
    """Who smuggles: a firm that is no maker, state or server brand; else the one such firm of the document."""
    actors = [m for m in roles.actors if not m.party.roles & NOT_MOVERS]
    if not actors:
        firms = [
            m for x in scene.lines[:200] for m in x.companies if not m.party.roles & NOT_MOVERS and m.kind != "person"
        ]
        names = {m.party.id for m in firms}
        named = [m for m in firms if "group" not in m.party.roles]
        actors = (
            named[:1] if len({m.party.id for m in named}) == 1 else [m for m in firms if m.party.id == "smugglers"][:1]
        )
        del names
    return Roles(actors, [], guessed=True)


def _bought(scene: Scene, drafts: list[Draft]) -> list[Draft]:
    """A sum and a count of chips in one clause, one spent on the other, are two sides of one order."""
    for first, second in zip(drafts, drafts[1:], strict=False):
        families = {first.amount.family, second.amount.family}
        if families != {"money", "chips"} or second.amount.start - first.amount.end > (
            60 if scene.words.spaced else 16
        ):
            continue
        if scene.breaks_between(first.line, first.amount.end, second.amount.start):
            continue
        money, chips = (first, second) if first.amount.family == "money" else (second, first)
        if money.choice.kind in {"price", "policy", "revenue"} or chips.choice.kind in {
            "delivery",
            "training",
            "supply",
            "policy",
            "spec",
        }:
            continue
        bought = max(max(d.choice.cues.get(c, 0) for c in ("buy", "spend", "capex")) for d in (first, second))
        moved = max(max(d.choice.cues.get(c, 0) for c in ("smuggle", "resell", "rent")) for d in (first, second))
        if bought > 0.3 and (bought >= moved or "order" in {money.choice.kind, chips.choice.kind}):
            money.choice.kind = chips.choice.kind = "order"
            money.chips = chips.chips or money.chips
    return drafts


def _paired(line: Line, index: int, here: list[Draft]) -> Draft | None:
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


def _part(scene: Scene, line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """`70 % of it`, `half would go overseas`: a share of the quantity before has its kind and parties."""
    if amount.family != "percent" or not before:
        return None
    whole = before[-1]
    if whole.line.paragraph != line.paragraph or line.index - whole.line.index > 1:
        return None
    near = strengths(scene, line, amount.start, amount.end)
    strong = max(
        (
            near.get(c, 0.0)
            for c in ("spec", "yield", "share", "tariff", "price", "price_up", "price_down", "revenue", "use")
        ),
        default=0,
    )
    subset = near.get("subset", 0.0) > 0.5
    if not subset and (strong > 0.25 or amount.form != "fraction" or whole.amount.family not in {"money", "chips"}):
        return None
    if whole.choice.kind not in {"capex", "order", "stock", "delivery", "transfer", "training"}:
        return None
    if line.companies and whole.line is not line and not subset:
        return None
    chips = whole.chips if whole.choice.kind != "capex" else []
    own = [m for m in line.companies if line is whole.line and whole.amount.end <= m.start <= amount.start]
    own = [m for m in own if not m.party.roles & (TELLERS | STATES)]
    return replace(whole, line=line, amount=amount, chips=chips, actors=own or whole.actors)


def _step(scene: Scene, line: Line, index: int) -> bool:
    """Whether `doubled` only leads up to the figure that follows: `倍增到1600亿元`."""
    amount = line.amounts[index]
    if amount.form != "multiple" or index + 1 >= len(line.amounts):
        return False
    following = line.amounts[index + 1]
    return following.family in {"money", "chips", "power"} and following.start - amount.end < (
        3 if not scene.words.spaced else 8
    )


def _product(scene: Scene, line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """A sum without a verb that is a count times a price told shortly before."""
    counts = [
        d for d in before if d.amount.family == "chips" and d.amount.low >= 1000 and d.choice.kind in {"order", "stock"}
    ]
    prices = [p for d in before if d.choice.kind == "price" for p in (d.amount.low, d.amount.high)]
    for count in counts:
        if line.index - count.line.index <= 5 and any(
            abs(count.amount.low * p / amount.low - 1) < 0.06 for p in prices
        ):
            choice = Choice("order", 0.6, {})
            return replace(
                count, line=line, amount=amount, choice=choice, voice=Voice("estimated", (), ""), mode="joint"
            )
    del scene
    return None


def _worth(scene: Scene, line: Line, amount: Amount, here: list[Draft]) -> Draft | None:
    """`..., worth more than 12 billion dollars`: the value of the chips counted before."""
    if amount.family != "money" or not here or here[-1].amount.family != "chips":
        return None
    near = 8 if not scene.words.spaced else 24
    marked = any(
        h.name == "value" and (0 <= amount.start - h.end < near or amount.start <= h.start <= amount.end + 1)
        for h in line.cues
    )
    last = here[-1]
    if not marked or last.choice.kind not in {"order", "stock", "transfer", "delivery"} or amount.low < 1e6:
        return None
    return replace(last, amount=amount)


def _span(line: Line, amount: Amount, before: list[Draft]) -> Draft | None:
    """`a year of supply`: a duration that measures the order before it."""
    if amount.family != "duration" or not before:
        return None
    near = any(h.name == "span" and -2 <= h.start - amount.end < 16 for h in line.cues if h.group == "cue")
    whole = before[-1]
    if not near or whole.choice.kind not in {"order", "stock", "delivery"}:
        return None
    return replace(whole, line=line, amount=amount)


def _gapped(scene: Scene, line: Line, amount: Amount, here: list[Draft]) -> Draft | None:
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
    start = max((b for b in line.breaks if b < amount.start), default=line.start)
    stop = min((b for b in line.breaks if b >= amount.end), default=line.end)
    if ";" in scene.text[last.amount.end : amount.start]:
        return None
    own = [m for m in line.companies if start <= m.start < stop and not m.party.roles & (TELLERS | STATES)]
    if start < last.amount.end or (own and not own[-1].end <= amount.start):
        return None
    if own and amount.family == "chips" and amount.noun not in {"piece", "loose", "elided"}:
        return None
    if any(start <= c.start < stop for c in line.chips):
        return None
    verbs = [h for h in line.cues if h.group == "cue" and h.name in VERBS and start <= h.start < stop]
    off = any(h.name == "off" and start <= h.start < stop for h in line.cues)
    if verbs or off:
        return None
    voice = voice_of(scene, line, amount.start, amount.end, last.choice.kind)
    if voice.stance in {"asserted", "reported"} and last.voice.stance in {"planned", "estimated"}:
        voice = last.voice
    if own:
        return replace(last, amount=amount, voice=voice, actors=own, mode="joint")
    return replace(last, amount=amount, voice=voice)


VERBS = frozenset({"buy", "sell", "ship", "receive", "hold", "rent", "resell", "smuggle", "price", "capex", "spend",
                   "revenue", "charge", "make", "train", "use", "need", "penalty", "seize", "stockpile", "allow",
                   "ban", "share", "spec"})  # fmt: skip


def _outside(scene: Scene, draft: Draft) -> str:
    """Why a draft is no claim about chips after all: a company's total, a share of something else."""
    kind, line = draft.choice.kind, draft.line
    if kind == "revenue":
        roles = {r for m in draft.actors for r in m.party.roles}
        chip_near = (
            bool(line.chips) or draft.choice.cues.get("chipword", 0) > 0.3 or draft.choice.cues.get("use", 0) > 0.5
        )
        if not chip_near and not roles & MAKERS and not draft.choice.cues.get("rent", 0) > 0.4:
            return "a company's total, not about chips"
    del scene
    return ""


# ---------------------------------------------------------------- lists


def _distribute(scene: Scene, line: Line, drafts: list[Draft]) -> list[Draft]:
    """`A and B bought 5 and 7` in step, `A and B 5 each` once for each."""
    drafts = _in_step(scene, line, drafts)
    out: list[Draft] = []
    for draft in drafts:
        if len(draft.actors) > 1 and draft.mode == "joint" and _each(scene, line, draft):
            out += [replace(draft, actors=[a], mode="each") for a in draft.actors]
        else:
            out.append(draft)
    return out


def _each(scene: Scene, line: Line, draft: Draft) -> bool:
    marks = [h for h in line.cues if h.group == "grammar" and h.name in {"each", "respectively"}]
    if draft.amount.family not in {"chips", "money", "people", "tokens", "percent"} or draft.choice.rate in {"unit"}:
        return False
    near = 5 if not scene.words.spaced else 14
    for mark in marks:
        gap = max(mark.start - draft.amount.end, draft.amount.start - mark.end, 0)
        if gap <= near * 2 and not scene.breaks_between(line, mark.start, draft.amount.start):
            return True
    return False


def _in_step(scene: Scene, line: Line, drafts: list[Draft]) -> list[Draft]:
    """Two lists of one length, joined by 分别 or respectively or side by side: each actor with its own number."""
    runs = _runs(scene, drafts)
    out: list[Draft] = []
    for run in runs:
        actors = run[0].actors
        same = all([a.party.id for a in d.actors] == [a.party.id for a in actors] for d in run)
        if len(run) > 1 and same and len(actors) == len(run):
            out += [replace(d, actors=[a], mode="each", voice=run[0].voice) for d, a in zip(run, actors, strict=True)]
        elif len(run) > 1 and same and len(run[0].chips) == len(run):
            out += [replace(d, chips=[c]) for d, c in zip(run, run[0].chips, strict=True)]
        else:
            out += run
    del line
    return out


def _runs(scene: Scene, drafts: list[Draft]) -> list[list[Draft]]:
    """Drafts of one kind and unit with nothing but a joining word or a chip's name between them."""
    runs: list[list[Draft]] = []
    for draft in drafts:
        last = runs[-1][-1] if runs else None
        if last and last.choice.kind == draft.choice.kind and last.amount.unit == draft.amount.unit:
            between = scene.text[last.amount.end : draft.amount.start]
            words = scene.words.words("joiners")
            joined = any(f" {w} " in between if scene.words.spaced else w in between for w in words) or "、" in between
            joined = joined or (between.strip(" ") == "," and len(draft.actors) > 2)
            if len(between) < (12 if not scene.words.spaced else 24) and joined and not draft.amount.paired:
                runs[-1].append(draft)
                continue
        runs.append([draft])
    return runs


def settled(draft: Draft) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and counterparties by name, makers moved to the side on which they stand."""
    kind = draft.choice.kind
    actors = tuple(dict.fromkeys(m.party.name for m in draft.actors))
    others = tuple(dict.fromkeys(m.party.name for m in draft.others))
    vendors = tuple(dict.fromkeys(c.chip.vendor for c in draft.chips if c.chip.vendor))
    makers = {
        m.party.name for m in (*draft.actors, *draft.others) if m.party.roles & MAKERS and "buyer" not in m.party.roles
    }
    if kind in {"spec", "price", "price_change", "supply", "delivery", "revenue"}:
        roles = {r for m in draft.actors for r in m.party.roles}
        sells = roles & MAKERS or (draft.choice.rate == "hour" and roles & {"cloud"}) or "distributor" in roles
        if vendors and (not sells or draft.guessed or kind == "spec") and draft.choice.rate != "hour":
            actors = vendors
        elif draft.guessed and draft.choice.rate == "hour":
            actors = ()
        return actors, tuple(o for o in others if o not in actors)
    if kind == "order":
        foundry = [
            m.party.name
            for m in (*draft.actors, *draft.others)
            if "foundry" in m.party.roles and "buyer" not in m.party.roles
        ]
        if foundry and (not actors or any(a in makers for a in actors)):
            buyers = tuple(a for a in (*actors, *others) if a not in foundry)
            return buyers, tuple(foundry)
        actors = tuple(a for a in actors if a not in makers and a not in vendors)
        return actors, vendors or tuple(o for o in others if o in makers)
    if kind == "transfer" and any(m.party.name not in makers for m in draft.actors):
        return actors, tuple(o for o in others if o not in actors and o not in makers)
    if kind in BUYER_KINDS:
        if kind != "capex" and any(a not in makers for a in actors):
            actors = tuple(a for a in actors if a not in makers)
        firms = tuple(o for o in others if o not in actors and o not in makers)
        return actors, ((firms if draft.guessed else ()) or vendors) if kind == "stock" else ()
    return actors, tuple(o for o in others if o not in actors)
