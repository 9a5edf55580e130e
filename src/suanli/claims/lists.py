"""The companies of a sentence, list by list, and lists named before that are only counted again."""

from __future__ import annotations

from suanli.claims.naming import STATES, TELLERS
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Mention, Scene

__all__ = ["hand_in_hand", "lists_of", "roles_in", "with_counted"]


def lists_of(line: Line) -> list[list[Mention]]:
    """The companies of a sentence, list by list."""
    found: list[list[Mention]] | None = line.known.get("lists")
    if found is None:
        groups: dict[int, list[Mention]] = {}
        for mention in line.companies:
            groups.setdefault(mention.group, []).append(mention)
        found = line.known["lists"] = [g for g in groups.values() if not _summed_up(line, groups, g)]
    return found


def _summed_up(line: Line, groups: dict[int, list[Mention]], group: list[Mention]) -> bool:
    """Whether a group's name only sums up the list before it: `A, B, C and D, these four US companies`."""
    if "group" not in group[0].party.roles:
        return False
    start = group[0].start
    lists = [g for g in groups.values() if len(g) > 1 and 0 < start - g[-1].end < 60]
    return any(g[-1].end <= h.start < start for g in lists for h in line.told("these"))


def roles_in(group: list[Mention]) -> frozenset[str]:
    """All catalog roles of a list."""
    first = group[0].party.roles
    return first if len(group) == 1 else first.union(*[m.party.roles for m in group])


def with_counted(scene: Scene, line: Line, groups: list[list[Mention]]) -> list[list[Mention]]:
    """The lists of a sentence, with firms named before in place of their number: `the three companies`, `两家公司`."""
    for amount in line.amounts:
        if amount.family != "companies" or amount.low != amount.high or not 2 <= amount.low <= 5:
            continue
        if not _definite(scene, amount):
            continue
        back = _so_many(scene, line, int(amount.low))
        if back:
            start, stop = amount.start, amount.end
            pointing = [Mention(start, stop, m.party, "anaphora", -1, line.index) for m in back]
            covered = [g for g in groups if g[0].kind != "anaphora" and not start <= g[0].start < stop]
            return [*covered, pointing]
    return groups


def _so_many(scene: Scene, line: Line, count: int) -> list[Mention]:
    """The list of that many firms which the five sentences before named last."""
    for other in reversed(scene.lines[max(line.index - 5, 0) : line.index]):
        for group in reversed(lists_of(other)):
            firms = list({m.party.id or m.party.name: m for m in group}.values())
            if len(firms) == count and not roles_in(group) & (STATES | TELLERS | {"group"}):
                return firms
    return _one_by_one(scene, line, count) if count > 2 else []


def _one_by_one(scene: Scene, line: Line, count: int) -> list[Mention]:
    """That many firms if the three sentences before name no others: `A and B. C adds 115. The three`."""
    found: dict[str, Mention] = {}
    for other in reversed(scene.lines[max(line.index - 3, 0) : line.index]):
        named = [m for m in other.companies if not m.party.roles & (STATES | TELLERS | {"group"})]
        found |= {m.party.id or m.party.name: m for m in named}
        if len(found) >= count:
            break
    return list(found.values()) if len(found) == count else []


def _definite(scene: Scene, amount: Amount) -> bool:
    """Whether a count of firms is one of firms told before: `the three companies`, `两家公司均`, not `三家卖家`."""
    words, text = scene.words, scene.text
    if words.spaced:
        lead = text[max(amount.start - 10, 0) : amount.start].split()[-1:]
        return bool(lead) and lead[0] in {*words.words("definite_plural"), *words.words("all_these")}
    return text.startswith(words.words("all_of_them"), amount.end)


def hand_in_hand(firms: list[Mention]) -> bool:
    """Whether firms act together: `Foxconn and Nvidia will build`; 與 and 와 are too short, being `with` as well."""
    return len(firms) > 1 and firms[1].start - firms[0].end >= len(" e ")
