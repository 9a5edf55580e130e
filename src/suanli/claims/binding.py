"""Who: a quantity's actors and counterparties, by role, clause and what went before."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

import msgspec

from suanli.claims.apposing import set_off
from suanli.claims.authorities import nationality
from suanli.claims.foils import foil
from suanli.claims.kinds import Choice
from suanli.claims.lists import lists_of, roles_in, with_counted
from suanli.claims.marks import (
    benefits,
    compared,
    funded,
    home_of,
    in_store,
    next_in_list,
    of_site,
    only_its_chip,
    owns,
    partner_too,
    partnered,
    relative_subject,
    side_of,
    with_own,
)
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.pointers import compatriot, maker_meant, pointers, same_nation, teller_of
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.scopes import (
    built_in,
    counted_at_home,
    headed,
    is_long,
    nationwide,
    own_plan,
    whole_nation,
    worldwide,
)
from suanli.claims.telling import credits_another, puts_in, quoted_subject, speaks_of, tells_of_another
from suanli.claims.weights import DENSE, LOOSE

__all__ = ["BUYER_KINDS", "Roles", "only_named", "parties_of", "standing"]

MAKERS = frozenset({"chipmaker", "foundry", "memory", "packaging", "equipment"})
BUYER_KINDS = frozenset({"order", "stock", "capex", "training", "usage"})
SELLERS, SOLD = frozenset({"distributor", "server"}), frozenset({"delivery", "supply"})  # of what others make
MAKER_KINDS = frozenset({"delivery", "supply", "price", "spec", "revenue", "price_change"})


@dataclass(slots=True)
class Roles:
    """Actors and counterparties of a claim, and how the actors share it."""

    actors: list[Mention]
    others: list[Mention]
    mode: str = "joint"
    guessed: bool = False


def adjective(scene: Scene, line: Line, mention: Mention) -> bool:
    """Whether a maker's name only says whose chip it is: `Nvidia H100`, `chips da Nvidia`, `英伟达芯片`."""
    text = scene.text
    if text.startswith(scene.words.words("subject_marks"), mention.end):
        return False  # `엔비디아는 H20 60만 개를`: who does it, before what it is done to
    near, machines = 3 if not scene.words.spaced else 2, scene.words.words("machine_lines")  # `Nvidia DGX A100`
    for chip in line.chips:
        gap = text[mention.end : chip.start] if chip.start >= mention.end else None
        if gap is not None and (len(gap.strip(f" {scene.words.linkers}'\"s")) <= near or gap.strip() in machines):
            return True
        back = text[chip.end : mention.start] if chip.end <= mention.start else None
        if (
            back is not None
            and scene.words.spaced
            and len(back) <= 12
            and back.strip(" ,") in scene.words.words("genitive")
        ):
            return True
    after = text[mention.end : mention.end + 12].lstrip(f" -{scene.words.linkers}'")
    nouns = scene.words.words("chip_heads")
    if after.startswith(nouns) or _owned(text, mention, nouns):
        return True
    before = text[max(0, mention.start - 22) : mention.start].rstrip()
    if scene.words.spaced and before.rsplit(" ", 1)[-1].startswith(nouns):
        return True
    for word in scene.words.words("genitive") if before.endswith(scene.words.words("genitive")) else ():
        if before.endswith(" " + word):
            head = before[: -len(word)].rstrip().rsplit(" ", 1)[-1]
            if head.startswith(nouns):
                return True
    return False


def _owned(text: str, mention: Mention, nouns: tuple[str, ...]) -> bool:
    """Whether a chip noun closes what a name owns: `Nvidia's most advanced AI chips`."""
    if not text.startswith("'s ", mention.end):
        return False
    for word in text[mention.end + 3 : mention.end + 45].split()[:5]:
        if word.startswith(nouns):
            return True
        if word[-1:] in {",", ".", ";", ":", ")"} or word[:1].isdigit():
            return False
    return False


class Standing(msgspec.Struct):
    """What the words around a list of companies say of it, whatever quantity is asked about."""

    roles: frozenset[str]
    heads: float
    adjectival: bool
    compared: bool
    side: str
    teller: bool  # who only tells
    partner: bool  # with whom another deals: `A宣布与B合作，将采购…`


def standing(scene: Scene, line: Line, group: list[Mention]) -> Standing:
    """How a list stands in its sentence; worked out once."""
    first, last = group[0], group[-1]
    found: Standing | None = line.known.get(("standing", first.start, last.end))
    if found is None:
        roles = roles_in(group)
        adjectival = bool(roles & MAKERS) and adjective(scene, line, last)
        heads = _heads(scene, line, group)
        found = line.known["standing", first.start, last.end] = Standing(
            roles,
            heads,
            adjectival,
            compared(scene, first.start, last.end) or (adjectival and only_its_chip(scene, line, last)),
            "owner" if of_site(scene, line, first) else home_of(scene, first, heads) or side_of(scene, first, last),
            teller=bool(roles & TELLERS) and not roles & {"buyer", "cloud"},
            partner=(partnered(scene, first) or benefits(scene, first) or partner_too(scene, line, first))
            and any(m.end < first.start for m in line.companies),
        )
    return found


def score(scene: Scene, line: Line, group: list[Mention], at: tuple[int, int], kind: str) -> float:  # noqa: C901 - one question after another
    """How well a list of companies fits as the actor of what stands at a span."""
    first, last = group[0], group[-1]
    stands = standing(scene, line, group)
    roles, heads, adjectival, (start, end) = stands.roles, stands.heads, stands.adjectival, at
    reach = (LOOSE if scene.words.spaced else DENSE) * 3
    before = last.end <= start
    gap = start - last.end if before else max(first.start - end, 0)
    breaks = scene.breaks_between(line, last.end if before else first.start, start)
    value = 1.0 - 0.17 * min(breaks, 4) - 0.25 * min(gap / reach, 1.5) + (0.25 if before else -0.15)
    value += 0.2 * heads - (0.4 if first.kind == "person" else 0.0)
    value -= 2.0 * stands.teller + 0.4 * stands.partner
    made = not roles.isdisjoint(MAKERS)
    if roles & STATES and (first is last or kind == "policy" or all(m.party.roles & STATES for m in group)):
        tells = _ruling(line, last, start) or tells_of_another(scene, line, last) or puts_in(scene, line, first, last)
        spends = kind in SPENT and heads > 0.5 and not tells and not _clerk(scene, first)
        value += 0.4 if kind == "policy" else (-0.45 if spends else -1.3)
    if not before and breaks and not any(h.start < start for h in line.told("we")):
        value -= 0.75 + set_off(scene.text, line.breaks, end, first.start)
    value -= 1.6 * (before and credits_another(scene, last, start))
    value -= 0.7 * (not before and scene.words.spaced and first.start - end > APART and _counts_own(line, last, at))
    value -= 0.9 * ("group" in first.party.roles and speaks_of(scene, line, last))
    listed = next_in_list(scene, line, first, last, at) if before else 0.0
    if before:
        value += listed - 0.3 * _counted_between(line, last.end, start) - quoted_subject(scene, line, last, start)
    if kind in MAKER_KINDS and made:
        measured = kind == "spec" and adjectival and not before  # `60 % of what an Nvidia H100 does`
        value += -0.9 if measured else (0.1 if adjectival else 0.3)
    elif adjectival or _makers_alone(group):
        invests = kind == "capex" and ((before and heads > 0.8 and not breaks) or listed > 0.0) and not adjectival
        value += -0.3 if invests else _maker_penalty(line, kind, roles, adjectival=adjectival)
    elif kind in MAKER_KINDS and kind != "revenue" and not made:
        value -= 0.0 if kind in SOLD and not roles.isdisjoint(SELLERS) else 0.45
    if (stands.compared and not with_own(scene, last.end, start)) or _of_the_next(line, first, start, end):
        value -= 0.6
    if not before and (not made or kind == "revenue") and owns(scene, line, first, at, kind):
        return value + 0.9
    if kind == "stock" and in_store(scene, line, first, at):
        return value + 2.2  # `el inventario de 700.000 chips de Nvidia`
    if not before and relative_subject(scene, line, first, last, end):
        return value + 1.2 * (kind != "order" or not _makers_alone(group))
    return value + _by_side(kind, "funded" if funded(scene, line, first, kind) else stands.side, made=made)


SPENT = frozenset({"capex", "stock", "order"})


def _clerk(scene: Scene, state: Mention) -> bool:
    """Whether a state is named by an authority that buys nothing: customs, a court."""
    return scene.text.startswith(scene.words.words("clerks"), state.start, state.end)


def _counted_between(line: Line, first: int, second: int) -> bool:
    """Whether a quantity stands between two places."""
    return any(first <= a.start and a.end <= second and a.family not in {"", "skip"} for a in line.amounts)


def _of_the_next(line: Line, first: Mention, start: int, end: int) -> bool:
    """Whether a firm behind a figure stands behind another of its unit as well: `20 %, contre 60 % chez TSMC`."""
    if first.start < end or len(line.amounts) < 2:
        return False
    own = next((a for a in line.amounts if a.start == start), None)
    if own is None or own.family != "percent":
        return False
    return any(a.unit == own.unit for a in line.amounts if end <= a.start and a.end <= first.start)


APART = 16  # characters behind a figure from which a firm is more than its owner in the genitive


def _counts_own(line: Line, last: Mention, at: tuple[int, int]) -> bool:
    """Whether a firm behind a figure has one like it behind itself: `485,000, when Meta stopped at 224,000`."""
    own = next((a for a in line.amounts if a.start == at[0]), None)
    after = next((a for a in line.amounts if a.start >= last.end and a.family and a.family != "skip"), None)
    if own is None or own.family == "percent" or after is None or after.unit != own.unit:
        return False
    return not any(last.end <= m.start < after.start for m in line.companies)


def _ruling(line: Line, state: Mention, end: int) -> bool:
    """Whether a state is named for what it bans or allows: `米国政府による輸出禁止の前に、3社が…購入した`."""
    return any(0 <= h.start - state.end < 40 and h.start < end for h in line.told("ban", "allow", "licence"))


HANDS = frozenset({"stock", "order", "transfer"})  # of what is in others' hands


def only_named(scene: Scene, line: Line, group: list[Mention], kind: str) -> bool:
    """Whether a list only tells, or is named for chips it neither holds nor moves: `2,300 of Nvidia's chips`."""
    if all(m.party.roles <= TELLERS for m in group):
        return True
    return kind in HANDS and _makers_alone(group) and standing(scene, line, group).adjectival


def _makers_alone(group: list[Mention]) -> bool:
    """Whether a list holds makers only, one of them at least no buyer and no cloud."""
    makers = [m.party.roles for m in group if m.party.roles & MAKERS]
    return len(makers) == len(group) and any(not r & {"buyer", "cloud"} for r in makers)


def _by_side(kind: str, side: str, *, made: bool) -> float:
    """What the words around a list that say who gives and who gets speak for it (`made` of makers) as the actor."""
    if side == "funded":
        return -1.4  # who gets the money
    if side == "owner":
        if kind in {"stock", "usage", "capex"} or (kind == "order" and not made):
            return 0.0
        side = "seller"
    if side == "place":
        side = "seller" if kind in BUYER_KINDS else ""  # `12,600 at the Start Campus`
    if kind == "capex" and side == "buyer":
        return -0.8  # who gets the money
    if kind in BUYER_KINDS:  # `订单给华为`: an order given to a maker
        return {"seller": -0.3 if kind == "order" and not made else -1.5, "": 0.0,
                "buyer": -0.8 if kind == "order" and made else 0.3}[side]  # fmt: skip
    if kind in {"delivery", "transfer", "supply", "revenue"}:
        return {"seller": 0.2, "buyer": -0.7, "": 0.0}[side]
    return 0.0


def _maker_penalty(line: Line, kind: str, roles: frozenset[str], *, adjectival: bool) -> float:
    """How little a chip maker fits as buyer: not at all, but for its own stock and its orders at a foundry."""
    if kind == "stock":
        return -1.5 if adjectival or "foundry" in roles else -0.35
    if kind == "capex":
        return -1.3 if adjectival else (-0.4 if roles & {"foundry", "memory"} else -0.7)  # makers build and invest
    foundry = any("foundry" in m.party.roles for m in line.companies)
    return -0.2 if kind == "order" and foundry and not adjectival else -1.3


def _heads(scene: Scene, line: Line, group: list[Mention]) -> float:
    """1 where a list opens its clause, less where words stand before it."""
    first = group[0]
    at = bisect_left(line.breaks, first.start)
    opening = line.breaks[at - 1] + 1 if at else line.start
    lead = first.start - opening
    reach = LOOSE if scene.words.spaced else DENSE
    return max(0.0, 1.0 - lead / reach)


def _of_all(scene: Scene, line: Line, amount: Amount, kind: str) -> bool:
    """Whether a quantity is counted for a whole country or spent by all the world."""
    if (kind == "supply" and whole_nation(scene, line, amount)) or counted_at_home(scene, line, amount, kind):
        return True
    return kind == "capex" and worldwide(scene, line, amount)


def parties_of(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Roles:
    """The actors and counterparties of a quantity."""
    kind = choice.kind
    kind = "stock" if kind == "supply" and built_in(line, amount, choice.cues) else kind  # who has it set up
    at = (amount.start, amount.end)
    foundry = kind == "order" and any("foundry" in m.party.roles for m in line.companies)
    back_kind = "supply" if foundry else kind  # who orders at a foundry makes chips
    groups = with_counted(scene, line, [*lists_of(line), *_pointing(scene, line, amount.start, back_kind)])
    fits = "let" if kind == "price" and choice.rate == "hour" else kind  # who lets by the hour is no maker
    said = teller_of(scene, line, groups, amount.start)
    ranked = sorted(((score(scene, line, g, at, fits) - (g is said), g) for g in groups), key=lambda p: -p[0])
    if _of_all(scene, line, amount, kind):
        return Roles([], [])
    if ranked and ranked[0][0] > 0.2:
        actors = ranked[0][1]
        near = [m for s, g in ranked[1:] if s > -2.0 for m in g if not m.party.roles & TELLERS]
        others = [m for m in near if m.party.id != actors[0].party.id]
        return Roles(actors, others, guessed=actors[0].kind == "anaphora")
    unshared = kind == "revenue" and amount.family == "percent" and choice.cues.get("share", 0.0) < 0.3
    if unshared or (kind in {"capex", "revenue", "stock"} and worldwide(scene, line, amount)):
        return Roles([], [])
    home = nationwide(scene, line, amount) if kind == "stock" else None
    if home is not None:
        return Roles([home], [])
    back = carried(scene, line, back_kind)
    if kind in {"delivery", "supply", "revenue"} and headed(scene, line, amount) and not own_plan(line, amount, back):
        return Roles([], [])
    others = [m for _, g in ranked for m in g if not m.party.roles & TELLERS]
    if back:
        return Roles(back, [m for m in others if m.party.id not in {b.party.id for b in back}], guessed=True)
    labs = [g for _, g in ranked if kind == "training" and "lab" in roles_in(g)]
    if len(labs) == 1:
        return Roles(labs[0], [m for m in others if m not in labs[0]], guessed=True)  # `the training of X's model`
    stated = bool(ranked) and bool(roles_in(ranked[0][1]) & STATES) and kind in {"transfer", "order", "delivery"}
    stated |= bool(ranked) and only_named(scene, line, ranked[0][1], kind)
    if ranked and not stated and ranked[0][0] > -0.7 and (kind not in BUYER_KINDS or not _barred(ranked[0][1], kind)):
        also = [m for m in others if m not in ranked[0][1]] if kind == "transfer" else []
        return Roles(ranked[0][1], also, guessed=True)
    return Roles([] if ranked else _announced(scene, line, kind), others, guessed=True)


def _announced(scene: Scene, line: Line, kind: str) -> list[Mention]:
    """The subject of the sentence after a lead that names nobody: `Eram 50, viraram 200 bilhões. A ByteDance …`."""
    lines, at = scene.lines, line.index
    if at > 3 or line.companies or (at and lines[at - 1].paragraph == line.paragraph):
        return []
    after = lines[at + 1] if at + 1 < len(lines) else line
    return _subject(scene, after, kind) if after.paragraph == line.paragraph else []


def _pointing(scene: Scene, line: Line, end: int, kind: str, depth: int = 0) -> list[list[Mention]]:
    """The subject of earlier sentences where a word for it opens a clause: `la empresa`, `该公司`, `Le britannique`."""
    if depth > DEPTH:
        return []
    back_words = pointers(scene, line)
    if not back_words:
        return []
    named = [m for m in line.companies if not m.party.roles & TELLERS and not compared(scene, m.start, m.end)]
    for start, stop, country in back_words:
        firms = [m.start for m in named if m.start >= stop or same_nation(m, country)]
        marked = scene.text.startswith(scene.words.words("subject_marks"), stop)  # `同社は来年、エヌビディア向けに`
        near = stop + (13 if scene.words.spaced else 0 if marked else 6)
        verbs = [h.start for h in line.cues if h.group == "cue" and stop <= h.start < near]  # `the maker asked TSMC`
        apart = [at for at in firms if stop <= at <= near and _verb_between(scene, stop, at)]
        near = min([near, *verbs, *(at - 1 for at in apart)])
        heading = _heading(scene, line, start)
        own = any(at <= near and not scene.breaks_between(line, stop, max(at, stop)) for at in firms)
        same = [m for m in named if m.end <= start and m.party.country == country != "" and same_nation(m, country)]
        if stop <= end and own and same:
            return [[Mention(start, stop, same[-1].party, "anaphora", -1, line.index)]]
        if stop > end or (own and not heading):
            continue
        pair = _both(scene, line, start, stop)
        back = heading or pair or carried(scene, line, kind, depth + 1, reach=FAR)
        back = maker_meant(scene, line, (start, stop), back, country)
        if country and not any(m.party.country == country for m in back):
            follows = nationality(scene.text, stop, scene.words) == country  # else it may be the country itself
            back = compatriot(scene, line, country) if follows else []
        if back:
            return [[Mention(start, stop, m.party, "anaphora", -1, line.index) for m in back]]
    return []


def _both(scene: Scene, line: Line, start: int, stop: int) -> list[Mention]:
    """The two firms named last, where words for both stand: `as duas anunciaram`, `the two companies`."""
    if scene.text[start:stop] not in scene.words.words("both"):
        return []
    before = scene.lines[max(line.index - 6, 0) : line.index]
    leads = [_partners(scene, x) for x in before if x.companies]
    if leads and len(leads[0]) == 2:
        return leads[0]  # whom the story is about
    found = {m.party.name: m for firms in leads for m in firms}
    return list(found.values())[-2:] if len(found) > 1 else []


def _partners(scene: Scene, line: Line) -> list[Mention]:
    """The firms of a sentence, each once, without tellers, states, groups and makers named for their chips."""
    aside = STATES | TELLERS | {"group"}
    named = [m for m in line.companies if not m.party.roles & aside and not adjective(scene, line, m)]
    users = [m for m in named if not _makers_alone([m])]
    named = users if len(users) > 1 else named
    return list({m.party.name: m for m in reversed(named)}.values())[::-1]


def _verb_between(scene: Scene, start: int, end: int) -> bool:
    """Whether more than an adjective stands between a word for a firm and a name: `le concepteur a sollicité TSMC`."""
    words = scene.text[start:end].split()
    return scene.words.spaced and len(words) > 1 and words[0] not in scene.words.words("genitive")


DEPTH, FAR = 8, 9  # FAR: sentences that a word for a firm points back over, each of another paragraph counting two


def _heading(scene: Scene, line: Line, at: int) -> list[Mention]:
    """The firm that opens a long sentence, for a word further on that points back to it: `X成立于…，这家公司采购…`."""
    if scene.words.spaced:
        return []
    groups = [g for g in lists_of(line) if g[-1].end < at and g[0].start - line.start <= 2]
    firms = [g for g in groups if not roles_in(g) & (TELLERS | STATES | MAKERS)]
    apart = bool(firms) and scene.breaks_between(line, firms[0][-1].end, at) > 0
    return firms[0] if apart and not quoted_subject(scene, line, firms[0][-1], line.end) else []


def carried(scene: Scene, line: Line, kind: str, depth: int = 0, reach: int = 5) -> list[Mention]:
    """The subject carried over from earlier sentences of the paragraph, or of the document."""
    index = line.index - 1
    steps = 0
    while index >= 0 and steps < reach:
        other = scene.lines[index]
        if other.paragraph != line.paragraph and is_long(scene):
            break  # a feature goes on to another firm with a new paragraph
        role = _LEADING.get(kind, "")
        if (
            role
            and other.paragraph != line.paragraph
            and (lead := _leading(scene, role, least=1 + (kind != "revenue")))
        ):
            return lead
        found = _subject(scene, other, kind, depth)
        if found:
            return found
        steps += 1 if other.paragraph == line.paragraph else 2
        index -= 1
    return []


_LEADING = {"training": "lab", "revenue": "chipmaker", "supply": "chipmaker"}


def _leading(scene: Scene, role: str, least: int) -> list[Mention]:
    """The laboratory, or maker of chips, that a text names more often than any other, and that often at least."""
    found: list[Mention] | None = scene.known.get(("leading", role, least))
    if found is None:
        named = [m for x in scene.lines[:200] for m in x.companies if role in m.party.roles and m.kind != "anaphora"]
        counts = Counter(m.party.id for m in named)
        ranked = sorted(counts.values(), reverse=True)
        alone = bool(ranked) and ranked[0] >= least and ranked[0] not in ranked[1:2]
        found = [max(named, key=lambda m: (counts[m.party.id], m.start))] if alone else []
        scene.known["leading", role, least] = found
    return found


def _subject(scene: Scene, other: Line, kind: str, depth: int = 0) -> list[Mention]:
    """The list that a sentence hands on to later ones as their subject, if any; worked out once for a kind."""
    found: list[Mention] | None = other.known.get(("subject", kind))
    if found is None:
        ranked = []
        groups = [g for g in lists_of(other) if not _barred(g, kind)]
        if kind == "stock":  # `100,000 Nvidia GPUs`, `Jensen Huang reckons`
            groups = [g for g in groups if not (_makers_alone(g) and _aside(scene, other, g[0]))]
        groups = [] if foil(scene, other) else groups
        if groups:
            groups += _pointing(scene, other, other.end, kind, depth)
        for order, group in enumerate(sorted(groups, key=lambda g: g[0].start)):
            value = score(scene, other, group, (group[-1].end, group[-1].end), kind)
            stands = standing(scene, other, group)
            ranked.append((value + 0.35 * stands.heads - 0.12 * order - 0.4 * bool(stands.side), group))
        ranked.sort(key=lambda p: -p[0])
        found = ranked[0][1] if ranked and ranked[0][0] > 0.4 else []
        if kind != "policy":
            found = [m for m in found if not m.party.roles & STATES]
        other.known["subject", kind] = found
    return found


def _aside(scene: Scene, line: Line, mention: Mention) -> bool:
    """Whether a maker is named for its chips or by an officer who speaks."""
    return mention.kind == "person" or adjective(scene, line, mention)


def _barred(group: list[Mention], kind: str) -> bool:
    """Whether a list cannot be a subject carried over: a maker as buyer, a state outside policy."""
    roles = roles_in(group)
    if kind != "policy" and all(m.party.roles & STATES for m in group):
        return True
    if kind in BUYER_KINDS and "server" in roles and not roles & {"buyer", "cloud"}:
        return True  # who builds the servers in for another
    sellers = MAKERS | ({"distributor", "server"} if kind != "revenue" else set())
    sellers |= {"cloud"} if kind == "price" else set()
    if kind in MAKER_KINDS and not roles_in(group) & sellers:
        return True
    return kind in BUYER_KINDS - {"stock"} and bool(roles & MAKERS) and not roles & {"buyer", "cloud"}
