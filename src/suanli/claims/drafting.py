"""Drafts of claims: a quantity with its kind, parties, chips and voice, before lists and repeats are settled."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from suanli.claims.amounts import Amount
from suanli.claims.binding import BUYER_KINDS, MAKER_KINDS, MAKERS, Roles, parties_of
from suanli.claims.chips import FEW, chips_of
from suanli.claims.continuing import (
    Draft,
    as_many,
    bought,
    carry_on,
    converted,
    joined_on,
    leads_up,
    paired_sum,
    parted,
    product_of,
    span_of,
    term_of,
    without_verb,
    worth_of,
)
from suanli.claims.distributing import distribute
from suanli.claims.earmarks import staked
from suanli.claims.growing import grown, moved
from suanli.claims.handing import handed_round
from suanli.claims.home_money import at_home, keep_home
from suanli.claims.inside import country_counted, handed_within, land_first, totalled
from suanli.claims.kinds import Choice, choose, recounted, unclaimed
from suanli.claims.lasting import lasting
from suanli.claims.letting import awarded, let_by, tenancy
from suanli.claims.lists import hand_in_hand
from suanli.claims.naming import STATES
from suanli.claims.outlays import spent_on
from suanli.claims.portions import holder, of_cloud, own_sales, whole_market
from suanli.claims.priors import reports
from suanli.claims.rationed import rationed
from suanli.claims.remote import remote_lines, unread
from suanli.claims.repricing import against_price, counted_again, price_again
from suanli.claims.resuming import resume
from suanli.claims.ruling import governed, spender, states_of
from suanli.claims.scene import Line, Scene
from suanli.claims.scopes import by_the_gigawatt
from suanli.claims.segments import ELSEWHERE, elsewhere
from suanli.claims.sharing import (
    as_before,
    chips_among,
    halved,
    handed_over,
    held_by,
    made_up_of,
    maker_share,
    outdone,
    part_of,
    set_against,
    share_of_these,
    share_plan,
    shared_out,
    so_many,
    sold_at,
    spent_as_well,
    worth_told,
)
from suanli.claims.sides import (
    AT_HOME,
    awaited,
    customers,
    dealt,
    for_load,
    handed_on,
    installed,
    kept_for,
    made_for_itself,
    met_at_home,
    movers,
    of_a_nation,
    of_need,
    of_the_unnamed,
    only_speaks,
    provided,
    resold,
    served,
)
from suanli.claims.smuggled import peddled, smuggling
from suanli.claims.stances import Voice, voice_of
from suanli.claims.takeovers import taken_over
from suanli.claims.units import USD
from suanli.claims.untold import NO_CUE, as_told, of_its_text
from suanli.claims.verdicts import kind_of

__all__ = ["TOTAL", "Draft", "draft_of", "drafts_of", "settled", "turned"]


def drafts_of(scene: Scene) -> tuple[list[Draft], list[tuple[Amount, str]]]:
    """All drafts of a document in order, and the quantities left over with the reason."""
    drafts: list[Draft] = []
    left: list[tuple[Amount, str]] = []
    resume(scene)
    keep_home(scene)
    remote = remote_lines(scene)
    for line in scene.lines:
        if reason := unread(scene, line, remote):
            left += [(a, reason) for a in line.amounts]
            continue
        here: list[Draft] = []
        for index, amount in enumerate(line.amounts):
            reason = unclaimed(amount)
            draft = None if reason else _going_on(scene, line, index, here, _before(line, here, drafts))
            if draft is None and not reason:
                draft, reason = _chosen(scene, line, index, here, drafts)
            reason = reason if draft is None else _outside(scene, draft)
            reason = reason or (_growth_of(scene, amount, left) if draft is not None else "")
            if draft is None or reason:
                left.append((amount, reason or NO_CUE))
            else:
                here.append(draft)
        if here:
            terms = lasting(scene, line, here, drafts)
            left = [x for x in left if all(x[0].start != d.amount.start for d in terms)] if terms else left
            here += terms
            here = handed_round(scene, line, here)
            here = bought(scene, _set_out(scene, rationed(scene, here)))
            drafts += distribute(scene, line, maker_share(line, here))
    return drafts, left


def _before(line: Line, here: list[Draft], drafts: list[Draft]) -> list[Draft]:
    """The drafts of a sentence so far, else the last one of the sentence before."""
    if here or not drafts:
        return here
    apart = line.index - drafts[-1].line.index  # `of this, half goes overseas`, a sentence on who says so between
    return drafts[-1:] if apart < 2 or (apart < 4 and (parted(line) or halved(line))) else []


def _chosen(scene: Scene, line: Line, index: int, here: list[Draft], drafts: list[Draft]) -> tuple[Draft | None, str]:
    """The draft of a quantity by the kind that its own words choose, or why there is none."""
    amount, before = line.amounts[index], _before(line, here, drafts)
    choice = price_again(line, amount, choose(scene, line, amount), [*drafts[-3:], *here])
    rates = [d.choice.rate for d in (*drafts[-3:], *here) if d.amount.family == amount.family == "tokens"]
    bare = amount.noun in {"", "piece", "loose"} or amount.end == amount.number_end
    if rates and not choice.rate and bare:
        choice.rate = rates[-1]  # a bare number, or one of pieces (`4조 개`), after tokens a day
    draft = _unsure(scene, line, amount, choice, (here, before, drafts))
    choice = choice if draft is not None else as_told(scene, line, amount, choice, [*drafts[-4:], *here])
    reason = choice.reason or ("" if choice.kind else NO_CUE)
    if draft is not None or reason or leads_up(scene, line, index):
        return draft, reason
    choice = against_price(scene, line, amount, choice, here)
    whole = shared_out(line, amount, choice, drafts[-3:] + here)
    country = country_counted(scene, line, amount)
    within = handed_within(scene, line, amount)
    if country is not None:
        choice.kind = "stock"
    elif within:
        choice.kind = "transfer" if amount.family == "chips" else "other"
    else:
        kind = "transfer" if _prepaid(scene, line, amount, choice) else kind_of(scene, line, amount, choice)
        choice.kind, choice.weighed = kind, kind != choice.kind
    if choice.kind == "revenue" and spent_as_well(line, amount, choice, here):
        choice.kind = "capex"
    draft = draft_of(scene, line, amount, choice)
    if country is not None:
        draft.actors, draft.others, draft.guessed = [country], [], False
    if within and not _named_near(scene, line):
        draft.chips = []  # `one department gave ten`: of whatever was counted
    carry_on(draft, ([whole] if whole is not None else []) or here[-1:] or _counted_last(draft, drafts))
    made_up_of(scene, draft, drafts[-3:] + here)
    share_plan(draft, whole, drafts[-3:] + here)
    share_of_these(draft, drafts[-3:] + here)
    spent_on(scene, draft, here[-1:] or drafts[-1:])
    held_by(draft, here[-1:] or drafts[-1:])
    as_before(scene, draft, here[-1:] or drafts[-1:])
    sold_at(draft, here)
    handed_over(scene, draft, here[-1:] or drafts[-1:])
    return draft, ""


def _prepaid(scene: Scene, line: Line, amount: Amount, choice: Choice) -> bool:
    """Whether a share is that of the rent which a user pays ahead: `Microsoft prepays a fifth of the contract`."""
    ahead = amount.family == "percent" and choice.cues.get("charge_upfront", 0.0) > 0.4
    return ahead and let_by(scene, line) is not None


RENTED = frozenset({"chips", "money", "percent"})  # what a contract of letting counts


def _named_near(scene: Scene, line: Line) -> bool:
    """Whether a chip is named in a sentence or the one before it."""
    return any(x.chips for x in scene.lines[max(line.index - 1, 0) : line.index + 1])


def _counted_last(draft: Draft, drafts: list[Draft]) -> list[Draft]:
    """The draft before; for a count without a word for what is done, the last count a sentence or two back."""
    if draft.amount.family == "chips" and draft.choice.score < 0.15:
        near = (d for d in reversed(drafts[-8:]) if draft.line.index - d.line.index <= 3)
        counted = next((d for d in near if d.amount.family == "chips"), None)
        return [counted] if counted is not None else drafts[-1:]
    return drafts[-1:]


def _growth_of(scene: Scene, amount: Amount, left: list[tuple[Amount, str]]) -> str:
    """Why the growth of a figure just left over is left over as well: `营收2477.95亿元,同比增5%`."""
    if amount.family != "percent" or not left or left[-1][1] != TOTAL or left[-1][0].family != "money":
        return ""
    between = scene.text[left[-1][0].end : amount.start]
    near = 0 < len(between) <= (70 if scene.words.spaced else 18) and not any(c in between for c in ".;。；\n")
    return "growth of " + TOTAL if near else ""


TOTAL = "a company's total, not about chips"


def _set_out(scene: Scene, here: list[Draft]) -> list[Draft]:
    """What a plan sets out from is no plan: `from 65,000 to 300,000 cards`."""
    for first, second in pairwise(here):
        counted = second.amount.changed or _raised(scene, first.amount, second.amount)
        counted = counted and first.choice.kind in {"stock", "supply", "order", "revenue"}
        if counted and first.voice.stance in {"planned", "asserted"} and first.amount.unit == second.amount.unit:
            first.voice = Voice("asserted", first.voice.sources, "", measure=True)
    return here


def _raised(scene: Scene, first: Amount, second: Amount) -> bool:
    """Whether one figure moves to another, each with its unit: `从现在的9.6万颗增至40万颗`."""
    words, between = scene.words, scene.text[first.end : second.start]
    if words.spaced or not 1 <= len(between) <= _STEP or not any(w in between for w in words.words("moved")):
        return False
    lead = scene.text[max(first.start - _FROM, 0) : first.start]
    return any(w in lead for w in words.words("up_from")) and not any(c in between for c in ",;。")


_STEP, _FROM = 6, 8  # characters of a verb of rising, and of the words before what rises


def _going_on(scene: Scene, line: Line, index: int, here: list[Draft], before: list[Draft]) -> Draft | None:
    """The draft of a quantity that only goes on with one before it: converted, a share, a span, a worth, no verb."""
    amount = recounted(scene, line, line.amounts[index])
    if totalled(scene, line, amount) is not None:
        return None
    if not here:
        told = converted(line, amount, before) or part_of(scene, line, amount, before)
        told = told or span_of(scene, line, amount, before) or worth_told(line, amount, before)
        return told or so_many(scene, line, amount, before) or counted_again(scene, line, amount, before)
    return (
        paired_sum(line, index, here)
        or counted_again(scene, line, amount, here)
        or converted(line, amount, before)
        or part_of(scene, line, amount, before)
        or span_of(scene, line, amount, before)
        or worth_of(scene, line, amount, here)
        or worth_told(line, amount, before)
        or as_many(scene, amount, here)
        or set_against(scene, line, amount, here)
        or outdone(scene, amount, here)
        or chips_among(scene, line, amount, here)
        or joined_on(scene, line, amount, here)
        or without_verb(scene, line, amount, here)
    )


def _unsure(
    scene: Scene, line: Line, amount: Amount, choice: Choice, told: tuple[list[Draft], list[Draft], list[Draft]]
) -> Draft | None:
    """The draft of a quantity whose kind no word tells but the figures before do."""
    here, before, drafts = told
    draft = None
    if not choice.kind and choice.reason in {"", NO_CUE}:
        if amount.family == "money":
            draft = product_of(scene, line, amount, drafts[-40:] + here)
        elif amount.family == "duration":
            draft = term_of(line, amount, here)
        elif amount.family == "percent":
            draft = moved(scene, line, amount, before)
    return draft or grown(scene, line, amount, choice, before)


def draft_of(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Draft:
    """The draft of a quantity of a kind: its parties, chips and voice as its own sentence and those before tell."""
    roles: Roles = parties_of(scene, line, amount, choice)
    if by_the_gigawatt(scene, line) is not None:
        roles = Roles([], [])  # what any data centre costs
        choice.kind = "capex" if choice.kind == "order" else choice.kind
    if (roles.guessed or not roles.actors) and (land := land_first(scene, line, choice.kind)) is not None:
        roles = Roles([land], roles.others)
    at_home(scene, line, amount, roles)
    roles = taken_over(scene, line, amount, roles)
    if choice.kind == "transfer" and (smuggling(scene, line) or choice.cues.get("smuggle", 0.0) > 0.5):
        roles = movers(scene, line, amount, roles)
    named = chips_of(scene, line, amount, choice, [] if roles.guessed else roles.actors)
    voice = voice_of(scene, line, amount.start, amount.end, choice.kind)
    if choice.kind == "supply" and amount.family == "duration" and voice.stance == "planned":
        voice = voice_of(scene, line, amount.start, amount.end, "other")  # a time to wait is nobody's plan
    if amount.family in {"bandwidth", "compute_rate", "memory", "process"} and voice.stance == "estimated":
        voice.stance = "asserted"
    rounded = choice.kind == "price" and amount.bound in {"about", "range", "at_most"}
    if rounded and voice.stance == "asserted" and not line.told("asserted"):
        voice.stance = "estimated"
    kind = choice.kind
    if kind == "capex" and voice.stance == "planned" and not roles.actors and not roles.guessed:
        opening = line.opening(amount.start)  # what all the world spends is nobody's plan
        spent = any(opening <= h.start < amount.start for h in line.told("now"))
        voice.stance = "asserted" if spent else "estimated"
    roles, choice = _placed(scene, line, amount, roles, choice)
    bare = choice.kind == "revenue" and not roles.actors and AT_HOME not in choice.cues
    bare = bare and not of_the_unnamed(scene, line, amount, roles, choice)
    if bare and (maker := reports(scene, line)) is not None:
        roles = Roles([maker], roles.others, guessed=True)
    roles = _let(scene, line, amount, roles) if choice.kind == "transfer" else roles
    needed = kind == "other" and choice.kind == "order"  # `将动用至多100万颗`
    if needed or (choice.kind in {"transfer", "order"} and voice.stance == "planned"):
        voice = voice_of(scene, line, amount.start, amount.end, choice.kind)  # what is agreed is no plan
    return Draft(
        line, amount, choice, roles.actors, roles.others, named.chips, voice, "joint", roles.guessed, named=named
    )


def _let(scene: Scene, line: Line, amount: Amount, roles: Roles) -> Roles:
    """Who lets and who takes, as the sentences before told or where both are told together to deal."""
    told = let_by(scene, line) if amount.family in {"chips", "money"} else None
    if told is not None:
        roles = Roles(*told, guessed=True)
    apart = awarded(line, amount, spaced=scene.words.spaced) or tenancy(roles.actors)
    return Roles(*apart, guessed=roles.guessed) if apart is not None else roles


def _placed(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """Parties and kind as who deals with whom sets them right; a share that a country's makers meet is nobody's."""
    if met_at_home(scene, line, amount):
        return Roles([], []), replace(choice, kind="revenue", cues={**choice.cues, AT_HOME: 1.0})
    if choice.kind == "revenue":
        held = holder(scene, line, amount) or own_sales(scene, line, amount)
        if held is not None or whole_market(scene, line, amount):
            return Roles([held] if held is not None else [], []), replace(choice, cues={**choice.cues, AT_HOME: 1.0})
    return _sided(scene, line, amount, roles, choice)


def _sided(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """Parties and kind set right by who deals with whom."""
    if choice.kind == "policy":
        roles = governed(scene, line, amount, roles, choice)
    if choice.kind == "capex":
        roles = spender(scene, line, amount, roles)
    masses = [h.start for h in line.told("unnamed") if h.end <= amount.start]
    other = any(turned(scene, line, at, amount.start) for at in masses)
    if other or of_the_unnamed(scene, line, amount, roles, choice):
        roles = Roles([], roles.others)
    if choice.kind == "other" and choice.cues.get("seize", 0) > 0.3:
        roles = Roles(states_of(scene), roles.actors)
    if choice.kind == "delivery" and amount.family in {"chips", "money"}:
        roles, choice = provided(scene, line, amount, roles, choice)
    if choice.kind == "delivery" and amount.family in {"chips", "money"}:
        roles, choice = awaited(scene, line, amount, roles, choice)
    if choice.kind == "delivery" and amount.family == "percent" and handed_on(line, roles):
        choice.kind = "other"
    roles, choice = _peddled(scene, line, amount, roles, choice)
    roles = _meant(scene, line, amount, roles, choice.kind)
    roles, choice = kept_for(scene, line, amount, roles, choice)
    roles, choice = dealt(scene, line, amount, roles, choice)
    choice = installed(scene, line, amount, roles, choice)
    roles = made_for_itself(scene, line, roles, choice)
    if choice.kind == "order":
        roles = of_a_nation(scene, line, amount, roles)
        choice = resold(scene, line, amount, roles, choice)
    roles, choice = of_need(line, amount, roles, choice)
    if choice.kind in {"other", "order"} and choice.cues.get("need", 0) > 0.5 and for_load(scene, line, amount):
        choice.kind = "stock"
    return roles, choice


def _meant(scene: Scene, line: Line, amount: Amount, roles: Roles, kind: str) -> Roles:
    """Who is meant where another is named: whose customers make up sales, whose plans an officer tells."""
    if kind == "stock" and only_speaks(scene, amount, roles):
        return Roles([], [], guessed=True)
    if kind == "revenue":
        return customers(scene, line, amount, roles)
    return served(scene, line, amount, roles) if kind == "usage" else roles


def turned(scene: Scene, line: Line, at: int, end: int) -> bool:
    """Whether a firm without a name opens a part of a sentence in which no other is named: `;另一家大公司也下了单`."""
    opens = line.opening(at) + 1 >= at and scene.text[max(at - 1, 0)] == ";"
    return opens and ";" not in scene.text[at:end] and not any(at <= m.start < end for m in line.companies)


def _peddled(scene: Scene, line: Line, amount: Amount, roles: Roles, choice: Choice) -> tuple[Roles, Choice]:
    """What a dealer, not a maker, sells changes hands."""
    if choice.kind != "revenue":
        return roles, choice
    if roles.guessed and peddled(scene, line, amount.start):
        return Roles([], roles.others), replace(choice, kind="transfer")
    dealer = any("distributor" in m.party.roles for m in roles.actors)
    return roles, replace(choice, kind="transfer") if dealer and choice.cues.get("sell", 0) > 0.4 else choice


def _outside(scene: Scene, draft: Draft) -> str:
    """Why a draft is no claim about chips after all: a company's total, a share of something else."""
    kind, line = draft.choice.kind, draft.line
    if draft.amount.family == "power" and by_the_gigawatt(scene, line) is draft.amount:
        return "a rate by the gigawatt"
    defined = scene.text.startswith(scene.words.words("defines"), draft.amount.end)
    if draft.amount.family == "power" and draft.amount.low in {1e9, 1e6} and defined:
        return "a definition"  # `1吉瓦的电力可供应75万户`
    if draft.amount.family == "chips" and draft.amount.low < FEW:
        these = any(0 <= draft.amount.start - h.end <= 1 for h in line.told("these"))
        if kind != "spec" or these or (draft.amount.low < 2 and draft.amount.unit == "chips"):
            return "too few to be a claim"
    maker = any("chipmaker" in m.party.roles for m in draft.actors)  # puts in what buys its chips
    if kind == "capex" and not maker and staked(scene, draft.line, draft.amount):
        return "a stake in a firm"
    if kind == "revenue":
        if elsewhere(scene, line, draft.amount):
            return ELSEWHERE
        roles = {r for m in draft.actors for r in m.party.roles}
        chip_near = (
            bool(line.chips) or draft.choice.cues.get("chipword", 0) > 0.3 or draft.choice.cues.get("use", 0) > 0.5
        )
        told = draft.choice.cues.get("share", 0.0) > 0.4 or any(h.end <= draft.amount.start for h in line.told("share"))
        shared = (draft.amount.family == "percent" and told) or bool(line.told("market"))
        chip_near = chip_near or (shared and any(x.told("chipword", "use", "ai") for x in _paragraph(scene, line)))
        servers = scene.words.words("ai_servers")
        chip_near = chip_near or any(w in scene.text[line.start : line.end] for w in servers)
        chip_near = chip_near or draft.choice.cues.get("rent", 0) > 0.4 or of_its_text(scene, draft)
        chip_near = chip_near or of_cloud(scene, line, draft.amount)
        return "" if chip_near or roles & (MAKERS | {"neocloud"}) else TOTAL
    return ""


def _paragraph(scene: Scene, line: Line) -> list[Line]:
    """A sentence and the one before it in its paragraph."""
    return [x for x in scene.lines[max(line.index - 1, 0) : line.index + 1] if x.paragraph == line.paragraph]


def _rented(draft: Draft) -> bool:
    """Whether a price is a rent, or a sum too small to buy a chip: the maker of the chip does not set it."""
    kind, amount = draft.choice.kind, draft.amount
    small = kind == "price" and amount.family == "money" and 0 < amount.high * USD.get(amount.unit, 0.0) < SMALL
    rent = kind in {"price", "price_change"} and draft.choice.cues.get("rent", 0.0) > 0.3
    return small or rent or draft.choice.rate in {"hour", "month", "year"}


SMALL = 100.0  # dollars: less than any chip for computing costs


def _made_for(draft: Draft, roles: set[str], vendors: tuple[str, ...]) -> bool:
    """Whether the makers beside a count of named chips only make a part of them: a memory firm, a foundry."""
    if "chipmaker" in roles or not roles & {"memory", "foundry"} or draft.amount.family != "chips":
        return False
    if draft.amount.noun == "dies" and "memory" not in roles:
        return False  # dies are what a foundry makes
    return "memory" in roles or any(m.party.name in vendors for m in draft.line.companies)


def settled(draft: Draft) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and counterparties by name, makers moved to the side on which they stand."""
    kind = draft.choice.kind
    acting = [m.party for m in draft.actors if kind not in MAKER_KINDS or m.party.roles.isdisjoint(STATES)]
    actors, counter = tuple(dict.fromkeys([p.name for p in acting])), [m.party for m in draft.others]
    others = tuple(dict.fromkeys([p.name for p in counter if kind == "policy" or p.roles.isdisjoint(STATES)]))
    vendors = tuple(dict.fromkeys([c.chip.vendor for c in draft.chips if c.chip.vendor]))
    firms = [*[m.party for m in draft.actors], *counter]
    makers = {p.name for p in firms if not p.roles.isdisjoint(MAKERS) and "buyer" not in p.roles}
    if kind in {"spec", "price", "price_change", "supply", "delivery", "revenue"}:
        roles = {r for m in draft.actors for r in m.party.roles}
        lets = draft.choice.rate == "hour" or (kind == "price" and draft.amount.high < 100)
        aside = kind in {"delivery", "supply"} and _made_for(draft, roles, vendors)
        sells = (roles & MAKERS and not aside) or (lets and roles & {"cloud"}) or roles & {"distributor", "server"}
        if vendors and (not sells or draft.guessed or kind == "spec") and not _rented(draft):
            actors = vendors
        elif draft.guessed and not roles & {"cloud"} and _rented(draft):
            actors = ()
        return actors, tuple(o for o in others if o not in actors)
    if kind == "order":
        foundry = [p.name for p in firms if "foundry" in p.roles and "buyer" not in p.roles]
        if foundry and (not actors or any(a in makers for a in actors)):
            named = [a for a in actors if a not in foundry]
            buyers = tuple(named or (o for o in others if o not in foundry))
            return buyers, tuple(foundry)
        actors = tuple(a for a in actors if a not in makers and a not in vendors)
        return actors, vendors or tuple(o for o in others if o in makers)
    moved = max(draft.choice.cues.get("resell", 0.0), draft.choice.cues.get("smuggle", 0.0)) > 0.3
    if kind == "transfer" and moved and actors and all(a in makers for a in actors):
        return (), tuple(o for o in others if o not in makers)  # whose chips were moved, not who moved them
    if kind == "transfer" and any(m.party.name not in makers for m in draft.actors):
        return actors, tuple(o for o in others if o not in actors and o not in makers)
    if kind in BUYER_KINDS:
        joint = kind == "capex" or (kind == "stock" and not draft.guessed and hand_in_hand(draft.actors))
        if not joint and any(a not in makers for a in actors):
            actors = tuple(a for a in actors if a not in makers)
        others = tuple(o for o in others if o not in actors and o not in makers)
        rented = draft.choice.cues.get("rent", 0.0) > 0.3  # whose they are, and who runs them
        return actors, ((others if draft.guessed or rented else ()) or vendors) if kind == "stock" else ()
    return actors, tuple(o for o in others if o not in actors)
