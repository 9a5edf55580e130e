"""Who acts in a claim as the learned weights judge it, where they contradict the rules clearly.

A conditional logit over the candidates of `candidates.py`: a candidate's score is the sum of its traits' weights, for
every kind and for its own. `catalog/data/weights/actors.csv` holds them, a row a trait; `benchmarks/actors_fit.py`
fits them on articles that the rules had not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suanli.claims.authorities import government
from suanli.claims.binding import MAKER_KINDS, Roles, only_named
from suanli.claims.candidates import Candidate, Names, Played, candidates, played_of, scored, told_by_kind
from suanli.claims.continuing import Draft
from suanli.claims.drafting import settled, turned
from suanli.claims.judging import weights_of
from suanli.claims.letting import landlord
from suanli.claims.lists import lists_of
from suanli.claims.marks import of_site, owns
from suanli.claims.naming import STATES, USERS
from suanli.claims.once import once_in_text
from suanli.claims.pointers import teller_of
from suanli.claims.scene import Scene
from suanli.claims.scopes import is_long, whole_nation
from suanli.claims.sides import AT_HOME, SELLS, of_the_unnamed
from suanli.claims.telling import credits_another

__all__ = ["COLUMNS", "Parties", "cast", "chosen", "doubtful"]

Parties = tuple[tuple[str, ...], tuple[str, ...]]  # actors and counterparties by name

CLEAR = 0.4  # log-odds by which the weights must prefer others than the rules

COLUMNS = {"order": "order", "stock": "stock", "capex": "capex", "transfer": "transfer", "training": "use",
           "usage": "use", "delivery": "make", "supply": "make", "revenue": "make", "price_change": "price",
           "spec": "price"}  # fmt: skip  # the kinds that are judged, and the column of their weights

OWN = frozenset({"delivery", "revenue", "spec"})  # kinds in which the maker of the chips is hardly ever wrong

NOBODY = frozenset(
    {"order", "stock", "capex", "transfer", "revenue", "usage", "training", "delivery", "supply"}
)  # kinds in which nobody may act where the rules guess somebody


def cast(scene: Scene, drafts: Sequence[Draft]) -> list[Parties]:
    """The parties of each draft by name: those of the rules, or others that the weights prefer clearly."""
    rules = [settled(d) for d in drafts]
    played = played_of(drafts, rules)
    told, found = told_by_kind(played), list(rules)
    for index, one in enumerate(played):
        if one.draft.pair is not None and index and rules[index] == rules[index - 1]:
            found[index] = found[index - 1]  # told again in another currency
            continue
        if doubtful(scene, one) and not (_owner_beside(scene, one) or _unnamed(scene, one)):
            names = chosen(candidates(scene, told, one), one)
            unfit = _sells(scene, one, names) or _rules_only(scene, one, names) or _makes_only(scene, one, names)
            unfit = unfit or _nation_of(one, names) or _only_says(scene, one, names) or _young(scene, one)
            found[index] = rules[index] if unfit else _recast(rules[index], names)
        if _own_house(scene, one):
            found[index] = _recast(found[index], frozenset([landlord(scene)]))
    return found


def _owner_beside(scene: Scene, one: Played) -> bool:
    """Whether a figure beside others names its owner right behind it: `31 billion come from Microsoft and 26 from`."""
    draft = one.draft
    at, kind = (draft.amount.start, draft.amount.end), draft.choice.kind
    first = draft.actors[0] if draft.actors else None
    if first is not None and draft.amount.family == "chips" and scene.text[first.end : at[0]] == "(":
        return True  # `2위 메타(22만4000개)`
    if first is not None and kind == "stock" and first.line == draft.line.index and first.end <= at[0]:
        return of_site(scene, draft.line, first)  # `ein Rechenzentrum von Meta und Oracle`
    if first is None or first.start < at[1] or scene.text[at[1] : first.start].strip() in scene.words.words("whose"):
        return False  # `23,040 for Microsoft`, of another
    return owns(scene, draft.line, first, at, kind)


def _unnamed(scene: Scene, one: Played) -> bool:
    """Whether firms that nobody names hold, make or sell what is told: `local makers will take 55 %`."""
    draft = one.draft
    if one.actors:
        return False
    made = draft.choice.kind in MAKER_KINDS
    return (made and of_the_unnamed(scene, draft.line, draft.amount, Roles([], []), draft.choice)) or any(
        turned(scene, draft.line, h.start, draft.amount.start)
        for h in draft.line.told("unnamed")
        if h.end <= draft.amount.start
    )


def _own_house(scene: Scene, one: Played) -> bool:
    """Whether a sentence without firms tells of power, chips or sales in a report on a firm that lives by letting."""
    draft = one.draft
    stored = draft.choice.kind == "stock" and draft.amount.family in {"power", "chips"}
    owned = stored or draft.choice.kind == "revenue"
    return owned and draft.guessed and not draft.line.companies and bool(landlord(scene)) and not is_long(scene)


def _sells(scene: Scene, one: Played, names: Names) -> bool:
    """Whether makers who buy nothing but at a foundry would order, and no foundry is named."""
    line = one.draft.line
    if one.draft.choice.kind != "order" or not names or any("foundry" in m.party.roles for m in line.companies):
        return False
    return names <= _pure_makers(scene)


@once_in_text
def _pure_makers(scene: Scene) -> Names:
    """The makers of chips named in a text that use none."""
    firms = (m.party for x in scene.lines for m in x.companies)
    return frozenset(p.name for p in firms if "chipmaker" in p.roles and p.roles.isdisjoint(USERS))


def _makes_only(scene: Scene, one: Played, names: Names) -> bool:
    """Whether the makers of a sentence would hold or move what it only says they make: `2,000 of Nvidia's chips`."""
    draft = one.draft
    groups = [g for g in lists_of(draft.line) if frozenset(m.party.name for m in g) == names]
    return bool(groups) and all(only_named(scene, draft.line, g, draft.choice.kind) for g in groups)


def _nation_of(one: Played, names: Names) -> bool:
    """Whether a country would order for its firms, which the words beside the orders name: `Chinese orders`."""
    firms = [m.party for m in one.draft.actors if m.kind == "group" and m.party.country]
    states = {state.name for p in firms if (state := government(p.country)) is not None}
    return bool(states) and names <= {*states, *(name.removesuffix(" government") for name in states)}


def _young(scene: Scene, one: Played) -> bool:
    """Whether a word for a young firm says who acts, which the rules have looked up: `la start-up`."""
    first = one.draft.actors[0] if one.draft.actors else None
    if first is None or first.kind != "anaphora":
        return False
    said = scene.text[first.start : first.end]
    return any(noun in said for noun in scene.words.words("young_nouns"))


def _only_says(scene: Scene, one: Played, names: Names) -> bool:
    """Whether those who would act only say what a firm pointed back to does: `Wang, of Scale AI, says the company`."""
    draft = one.draft
    told = [g for g in lists_of(draft.line) if frozenset(m.party.name for m in g) == names]
    if any(credits_another(scene, g[-1], draft.amount.start) for g in told):
        return True  # `Wang, of Scale AI, credits it with`
    if not draft.actors or draft.actors[0].kind != "anaphora":
        return False
    said = teller_of(scene, draft.line, [*lists_of(draft.line), draft.actors], draft.amount.start)
    return said is not None and names == frozenset(m.party.name for m in said)


def _rules_only(scene: Scene, one: Played, names: Names) -> bool:
    """Whether a state would earn, make, ship or price what only firms do."""
    if one.draft.choice.kind not in MAKER_KINDS or names == one.actors:
        return False
    return bool(names & _states(scene))


@once_in_text
def _states(scene: Scene) -> Names:
    """The states named in a text."""
    return frozenset(m.party.name for x in scene.lines for m in x.companies if m.party.roles & STATES)


def doubtful(scene: Scene, one: Played) -> bool:
    """Whether the weights are asked: not for the shares of a list, nor where a chip's maker sells it."""
    kind = one.draft.choice.kind
    if kind in OWN and one.actors and one.actors == {c.chip.vendor for c in one.draft.chips}:
        return False
    if one.draft.actors and one.draft.actors[0].kind == "total":
        return False
    again = {m.start for m in one.draft.actors if m.kind == "anaphora" and m.line == one.draft.line.index}
    if len(one.actors) > 2 and any(a.family == "companies" and a.start in again for a in one.draft.line.amounts):
        return False  # `네 회사의 합계는`: firms counted again
    grown = kind == "stock" and one.draft.amount.family in {"ratio", "percent"}
    if (kind in {"usage", "capex"} or grown) and not one.actors and not one.draft.guessed:
        return False  # counted for a country, spent by all the world
    if kind == "supply" and not one.actors and whole_nation(scene, one.draft.line, one.draft.amount):
        return False
    if kind == "revenue" and (AT_HOME in one.draft.choice.cues or _of_customers(one.draft)):
        return False
    if kind == "stock" and again and all("chipmaker" in m.party.roles for m in one.draft.actors):
        return False  # `the chipmaker has 700,000 in stock`
    if (kind, one.draft.amount.family) == ("order", "chips") and any(m.kind == "group" for m in one.draft.actors):
        return False  # `Chinese orders`: a nation's firms
    return kind in COLUMNS and one.draft.mode != "each"


def _of_customers(draft: Draft) -> bool:
    """Whether customers stand on the other side of a maker's or landlord's sales: `Meta makes up 18 % of Nvidia's`."""
    users = [m for m in draft.others if m.party.roles & USERS] if draft.amount.family == "percent" else []
    return bool(users) and len(users) == len(draft.others) and any(m.party.roles & SELLS for m in draft.actors)


def chosen(told: Mapping[Names, Candidate], one: Played) -> Names:
    """The candidate that the weights clearly prefer, else that of the rules; all scores stay with the draft."""
    kind, rule = one.draft.choice.kind, one.actors
    column = COLUMNS[kind]
    weights = weights_of("actors", column)
    nobody = not rule or (one.draft.guessed and kind in NOBODY)
    scores = {names: scored(weights, column, c) for names, c in told.items() if names or nobody}
    one.draft.among["actors"] = scores
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] - scores[rule] > CLEAR else rule


def _recast(rule: Parties, names: Names) -> Parties:
    """The parties with other actors; those of the rules stand on the other side where theirs now act."""
    actors, others = rule
    if names == frozenset(actors):
        return rule
    swapped = bool(names) and names <= {*others}
    rest = (*actors, *others) if swapped else others
    return tuple(sorted(names)), tuple(o for o in rest if o not in names)
