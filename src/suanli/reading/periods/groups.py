"""Atoms that stand together as one date, and dates that stand together as one range."""

from __future__ import annotations

from typing import Any, NamedTuple

from suanli.reading.periods.atoms import ALONE
from suanli.reading.periods.lexicon import Atom, Lexicon

__all__ = ["Group", "groups", "ranged"]

SLOTS = frozenset(
    {"year", "month", "day", "part", "edge", "weekday", "feast", "fiscal", "week", "quarter", "half", "season", "ends",
     "across", "lunar"}
)  # fmt: skip
BARE = ("", None)  # "fiscal year" with no word that says which
GAP = 14  # characters that connectors between two parts may take


class Group(NamedTuple):
    """The slots of one date and its place; `last` is the second date of a range."""

    slots: dict[str, Any]
    start: int
    end: int
    last: Group | None = None


def groups(found: list[Atom], lower: str, lexicon: Lexicon) -> list[Group]:
    """The dates in order; atoms that need a neighbour and have none are dropped."""
    made: list[Group] = []
    current: list[Atom] = []
    for at, one in enumerate(found):
        atom = _as_day(found, at, lower, lexicon, current) if one.slot == "num" else one
        if atom is None:
            continue
        if current and _said_after(current, atom, lower):
            current = [a for a in current if a.slot != "year"]
        if current and _joins(current, atom, lower, lexicon):
            current.append(atom)
            continue
        if current:
            made += _closed(current)
        current = [atom]
    return made + _closed(current) if current else made


def _as_day(found: list[Atom], at: int, lower: str, lexicon: Lexicon, current: list[Atom]) -> Atom | None:
    """A bare number as a day of the month, where a month name, an article or a weekday says so."""
    atom = found[at]
    following = found[at + 1] if at + 1 < len(found) else None
    if following and following.slot == "month" and not isinstance(following.value, tuple):
        gap = lower[atom.end : following.start].strip()
        if following.start - atom.end <= 6 and gap in lexicon.connectors:
            return atom._replace(slot="day", weak=False)
    before = current[-1] if current else None
    close = before is not None and atom.start - before.end <= 2
    if close and before and before.slot == "month" and (not lexicon.form.day_first or lower[before.end - 1] == "."):
        return atom._replace(slot="day", weak=False)
    if close and before and before.slot == "weekday" and lower[before.end : atom.start].strip() in {"(", "（", ",", ""}:
        return atom._replace(slot="day", weak=False)
    if lower[atom.end : atom.end + 1] not in {",", ";", ")"}:
        return None
    head = lower[max(0, atom.start - 12) : atom.start].split()[-1:]
    return atom._replace(slot="day", weak=False) if head and head[0] in lexicon.form.articles else None


def _said_after(current: list[Atom], atom: Atom, lower: str) -> bool:
    """Whether a year follows that an edge of "the year" was waiting for: year-end 2024, đầu năm 2024."""
    if atom.slot != "year" or not isinstance(atom.value, int) or len(current) < 2:
        return False
    relative = any(a.slot == "year" and a.value == ("relative", 0) for a in current)
    edge = any(a.slot == "edge" for a in current)
    return relative and edge and not lower[current[-1].end : atom.start].strip()


def _joins(current: list[Atom], atom: Atom, lower: str, lexicon: Lexicon) -> bool:
    """Whether an atom belongs to the date begun: a free slot, and only connectors between."""
    last = current[-1]
    if atom.start - last.end > GAP or atom.slot not in SLOTS or any(a.slot in ALONE for a in current):
        return False
    if (atom.start, atom.end) == (last.start, last.end):
        return True
    if any(a.slot == atom.slot for a in current) or _clash(current, atom):
        return False
    gap = lower[last.end : atom.start]
    if "\n" in gap:
        return False
    words = gap.strip(" (（")
    if words in lexicon.connectors:
        return not (words == "." and atom.slot != "year")
    return all(w in lexicon.connectors for w in words.split())


def _clash(current: list[Atom], atom: Atom) -> bool:
    """Parts that cannot be of one date: a relative month with a year, an edge of a day."""
    slots = {a.slot: a.value for a in current} | {atom.slot: atom.value}
    relative = {s for s, v in slots.items() if isinstance(v, tuple) and v[:1] == ("relative",)}
    if relative & {"month", "quarter", "week", "day"} and len(slots) > 1 and set(slots) - {"edge"} - relative:
        return True
    if "edge" in slots and ({"day", "weekday", "lunar"} & set(slots)):
        return True
    if len({"part", "month", "season", "feast", "lunar"} & set(slots)) > 1:
        return True
    return bool({"part", "season", "feast", "lunar"} & set(slots)) and bool({"day", "weekday"} & set(slots))


def _closed(current: list[Atom]) -> list[Group]:
    """The group of these atoms, if they say anything on their own."""
    strong = [a for a in current if not a.weak and not (a.slot == "fiscal" and a.value[1] is None)]
    if not strong:
        return []
    while current[0].weak and current[0].slot == "num":
        current = current[1:]
    slots = {a.slot: a.value for a in current}
    if set(slots) <= {"edge", "fiscal"} and slots.get("fiscal", BARE)[1] is None:
        return []
    if "ends" in slots and not (slots["ends"][1] or isinstance(slots.get("month"), int)):
        del slots["ends"]  # "year to 2025" says no month
    return [Group(slots, min(a.start for a in current), max(a.end for a in current))]


def ranged(found: list[Group], lower: str, lexicon: Lexicon) -> list[Group]:
    """The dates with those that a range word joins made one."""
    made: list[Group] = []
    for group in found:
        if made and made[-1].last is None and _spans(made[-1], group, lower, lexicon):
            first = made.pop()
            made.append(first._replace(end=group.end, last=group))
        else:
            made.append(group)
    return made


def _spans(first: Group, second: Group, lower: str, lexicon: Lexicon) -> bool:
    if second.start - first.end > GAP:
        return False
    gap = lower[first.end : second.start]
    if "\n" in gap or (ALONE - {"full"}) & {*first.slots, *second.slots}:
        return False
    words = gap.strip(" 的")
    openings = lexicon.joiners.get(words)
    if openings is None or set(first.slots) & {"fiscal", "weekday"}:
        return False
    head = lower[max(0, first.start - 12) : first.start].rstrip()
    return any(not o or head == o or head.endswith((" " + o, "\n" + o) if lexicon.spaced else o) for o in openings)
