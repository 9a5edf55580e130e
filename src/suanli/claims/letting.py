"""Who lets computing power to whom: firms that live by it, laboratories that take it, as the sentences before told."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.lists import lists_of
from suanli.claims.naming import STATES, TELLERS, USERS
from suanli.claims.once import once, once_in_text
from suanli.claims.scene import Line, Mention, Scene

__all__ = [
    "Letting",
    "awarded",
    "between",
    "host",
    "landlord",
    "leased",
    "let_before",
    "let_by",
    "rent_told",
    "tenancy",
]

Letting = tuple[list[Mention], list[Mention]]  # who lets, who takes

REACH = 3  # sentences
OPENING = 4  # the same from the start of a text, its headline among them
HIRED = frozenset({"group", "neocloud"})  # firms that only let, without a name
NO_LESSORS = STATES | TELLERS | {"lab", "chipmaker", "foundry", "distributor"}


def _lessor(group: list[Mention]) -> bool:
    if all(m.party.roles >= HIRED for m in group):
        return True
    return all("cloud" in m.party.roles and m.party.roles.isdisjoint(NO_LESSORS) for m in group)


def _taker(group: list[Mention]) -> bool:
    return any("lab" in m.party.roles for m in group) and not any("chipmaker" in m.party.roles for m in group)


def hired(line: Line) -> bool:
    """Whether a sentence speaks of the firms that only let: what they are paid is rent."""
    return any(m.party.roles >= HIRED for m in line.companies)


@once
def host(scene: Scene, line: Line) -> list[Mention]:
    """The firm that lives by letting and was named last, in the three sentences before one that names only users."""
    if not line.companies or any(not m.party.roles & (USERS | TELLERS) or _lessor([m]) for m in line.companies):
        return []
    near = [x.companies for x in reversed(scene.lines[max(line.index - REACH, 0) : line.index])]
    return next(([m] for firms in near for m in reversed(firms) if "neocloud" in m.party.roles), [])


@once_in_text
def landlord(scene: Scene) -> str:
    """The firm that lives by letting on which a text reports, by name; "" for other texts.

    It is the first user of chips that the text names, or the only such firm of a letting told in its first sentences.
    """
    named = (m for x in scene.lines for m in x.companies if m.party.roles & USERS)
    first = next(named, None)
    if first is not None and "neocloud" in first.party.roles:
        return first.party.name
    opening = [x for x in scene.lines[:OPENING] if x.told("rent", "deal")]
    hosts = {m.party.name for x in opening for m in x.companies if "neocloud" in m.party.roles}
    return hosts.pop() if len(hosts) == 1 else ""


@once
def between(scene: Scene, line: Line) -> Letting | None:
    """The lists of a sentence that let and take, where it tells a deal, or of sums for firms that only let."""
    if not line.told("deal", "rent", *(("capex", "spend") if hired(line) else ())):
        return None
    groups = lists_of(line)
    lessors, takers = [g for g in groups if _lessor(g)], [g for g in groups if _taker(g)]
    lessors = lessors or ([host(scene, line)] if host(scene, line) else [])
    return (lessors[0], takers[0]) if lessors and len({g[0].party.id for g in takers}) == 1 else None


@once
def leased(scene: Scene, line: Line) -> bool:
    """Whether a sentence tells a contract of a user with a firm that lives by letting, no maker or lender beside."""
    told = between(scene, line)
    if told is None or not line.told("deal", "rent") or not any("neocloud" in m.party.roles for m in told[0]):
        return False
    return all(m.party.roles & (USERS | TELLERS) for m in line.companies)


def rent_told(scene: Scene, line: Line, near: dict[str, float], cues: dict[str, float]) -> float:
    """What a deal told with the firms of a sentence says for a sum as rent: `A and B signed a contract worth 19bn`."""
    if leased(scene, line):  # `OpenAI's order adds $4 billion to the contract`
        return 1.2
    if max(near.get(c, 0.0) for c in ("deal", "capex", "spend")) <= 0.4 or cues.get("buy", 0.0) >= 0.4:
        return 0.0
    dealt = near.get("deal", 0.0) > 0.4 and between(scene, line) is not None
    return 0.6 * dealt + 0.9 * hired(line)


@once
def let_before(scene: Scene, line: Line) -> Letting | None:
    """The letting told in one of the two sentences before, in the paragraph."""
    for other in reversed(scene.lines[max(line.index - 2, 0) : line.index]):
        found = between(scene, other) if other.paragraph == line.paragraph else None
        if found is not None:
            return found
    return None


def let_by(scene: Scene, line: Line) -> Letting | None:
    """The parties of a letting told before, where a sentence names none of them, or the taker alone."""
    hosts = host(scene, line)
    users = [g for g in lists_of(line) if _taker(g)] if hosts else []
    told = (hosts, users[0]) if users else let_before(scene, line)  # `Meta signed up for about $3 billion`
    named = {m.party.id for m in line.companies if not m.party.roles & (STATES | TELLERS | {"chipmaker"})}
    return told if told is not None and named <= {m.party.id for m in told[1]} else None


def awarded(line: Line, amount: Amount, *, spaced: bool) -> Letting | None:
    """Who lets and who takes where the firm right before a figure lives by letting: `另一家Nebius的协议值194亿`.

    Where words have spaces the verb stands between its parties, and the order tells nothing.
    """
    before = [m for m in line.companies if m.end <= amount.start and not m.party.roles & TELLERS]
    if spaced or not before or "neocloud" not in before[-1].party.roles or amount.start - before[-1].end > NEXT:
        return None
    users = [m for m in before if m.party.roles & USERS and not m.party.roles & (NO_TENANTS | {"neocloud"})]
    listed = len(before) > 1 and "neocloud" in before[-2].party.roles and before[-1].start - before[-2].end <= 1
    return ([before[-1]], users[-1:]) if users and not listed else None


NEXT = 12  # characters


def tenancy(actors: list[Mention]) -> Letting | None:
    """Who lets and who takes of firms that are told together to deal: `Nscale and Microsoft widen their alliance`."""
    hosts = [m for m in actors if "neocloud" in m.party.roles]
    users = [m for m in actors if "neocloud" not in m.party.roles and not m.party.roles & NO_TENANTS]
    return (hosts, users) if hosts and users and len(hosts) + len(users) == len(actors) else None


NO_TENANTS = STATES | TELLERS | {"chipmaker", "foundry", "distributor"}
