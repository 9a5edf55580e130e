"""Quantities that several firms or chips share: `A and B 5 each`, `A and B 5 and 7`, `the first 150,000`."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from suanli.claims.binding import MAKERS
from suanli.claims.chips import FIGURES
from suanli.claims.continuing import Draft
from suanli.claims.lexicon import Lexicon, choice
from suanli.claims.lists import lists_of, roles_in
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.sharing import by_the_piece

__all__ = ["distribute"]


def distribute(scene: Scene, line: Line, drafts: list[Draft]) -> list[Draft]:
    """`A and B bought 5 and 7` in step, `A and B 5 each` once for each."""
    drafts = _by_hand(line, _in_step(scene, [_former_or_latter(scene, line, d) for d in drafts]))
    drafts = _fallen_to(scene, line, drafts)
    out: list[Draft] = []
    for draft in drafts:
        if len(draft.actors) > 1 and draft.mode == "joint" and _each(scene, line, draft):
            named = {a.party.id or a.party.name: a for a in draft.actors}
            out += [replace(draft, actors=[a], mode="each") for a in named.values()]
        elif len(draft.chips) > 1 and (
            draft.amount.family in FIGURES or (draft.amount.family == "chips" and _each_chip(scene, line, draft))
        ):
            out += [replace(draft, chips=[c]) for c in draft.chips]
        else:
            out.append(draft)
    return out


SPENT = frozenset({"capex", "order", "stock"})  # what falls to those who spend, buy or have


def _fallen_to(scene: Scene, line: Line, drafts: list[Draft]) -> list[Draft]:
    """Each part of a sum with the firm that it falls to: `из них $31 млрд придётся на A и $26 млрд — на B`."""
    shape = _falls(scene.words) if len(drafts) > 1 and line.companies else None
    if shape is None:
        return drafts
    out: list[Draft] = []
    owners: list[Mention] = []
    fallen = False
    for draft in drafts:
        end = draft.amount.end
        owner = next((m for m in line.companies if end <= m.start <= end + FALLS and m.kind != "person"), None)
        told = shape.fullmatch(scene.text, end, owner.start) if owner is not None else None
        counted = draft.amount.family in {"money", "chips"} and draft.choice.kind in SPENT
        if owner is None or told is None or not counted or (owner.party.roles & MAKERS and draft.others):
            out.append(draft)
            continue
        fallen |= told.group("falls") is not None
        owners.append(owner)
        others = [m for m in draft.others if m.party is not owner.party]
        out.append(replace(draft, actors=[owner], others=others, mode="each", guessed=False))
    return [_whole(d, owners) for d in out] if fallen else drafts


def _whole(draft: Draft, owners: list[Mention]) -> Draft:
    """A sum told before its parts, which is none of theirs alone: `400 billion, of which 100 falls to A`."""
    first = owners[0].start
    names = {m.party.name for m in owners}
    theirs = [m for m in draft.actors if m.party.name in names and draft.amount.end < m.start]
    if draft.mode == "each" or draft.amount.start > first or len(theirs) < len(draft.actors):
        return draft
    return replace(draft, actors=[], mode="each", guessed=False)


FALLS = 36  # characters between a part of a sum and the firm that it falls to


@lru_cache(maxsize=32)
def _falls(words: Lexicon) -> re.Pattern[str] | None:
    """What stands between a part and its firm: a word for falling to, or a dash in its place."""
    verbs = words.words("falls_to")
    if not verbs:
        return None
    links = choice(words.words("onto"))
    return re.compile(rf"[ ,]{{1,2}}(?:(?P<falls>{choice(verbs)}) |[-—–] ?)(?:{links} )?[«\"]?", re.IGNORECASE)


def _by_hand(line: Line, drafts: list[Draft]) -> list[Draft]:
    """Several numbers of one deal, each with its own other side: `sells 40,000 to A and 25,000 to B`."""
    groups: dict[tuple[str, str], list[int]] = {}
    for at, draft in enumerate(drafts):
        if draft.others:
            groups.setdefault((draft.choice.kind, draft.amount.unit or ""), []).append(at)
    for places in groups.values():
        for at, others in zip(places, _parted(line, [drafts[at] for at in places]), strict=False):
            drafts[at] = replace(drafts[at], others=others)
    return drafts


def _parted(line: Line, run: list[Draft]) -> list[list[Mention]]:
    """The other side of each draft, by who stands behind each number, else before each; empty where neither parts."""
    each = [{m.party.name for m in d.others} for d in run]
    names = max(each, key=len)
    if len(run) < 2 or len(names) < 2 or not all(part <= names for part in each):
        return []
    told = [m for m in line.companies if m.party.name in names]
    starts, ends = [d.amount.start for d in run], [d.amount.end for d in run]
    behind, before = zip(ends, [*starts[1:], line.end], strict=True), zip([line.start, *ends], starts, strict=False)
    for spans in (behind, before):
        parts = [[m for m in told if start <= m.start < end] for start, end in spans]
        if all(parts) and sum(len({m.party.name for m in part}) for part in parts) == len(names):
            return parts
    return []


def _each(scene: Scene, line: Line, draft: Draft) -> bool:
    marks = [m for m in line.told("each", "respectively") if not by_the_piece(line, draft.amount, m)]
    shared = draft.amount.family in {"chips", "money", "people", "tokens", "percent"}
    priced = draft.amount.family == "money" and draft.choice.rate == "unit" and draft.choice.kind != "capex"
    if not shared or priced:
        return False
    near = 5 if not scene.words.spaced else 14
    for mark in marks:
        gap = max(mark.start - draft.amount.end, draft.amount.start - mark.end, 0)
        told = [m.end for m in draft.actors if m.line == line.index and m.end <= mark.start]
        beside = bool(told) and mark.start - max(told) <= near and mark.end <= draft.amount.start
        if (gap <= near * 2 or beside) and not scene.breaks_between(line, mark.start, draft.amount.start):
            return True  # `A and B have each told Nvidia they want 200,000`
    return False


def _former_or_latter(scene: Scene, line: Line, draft: Draft) -> Draft:
    """`前者19.6万块，后者16.9万块`, `the latter bought`: one of the two named before."""
    start = line.opening(draft.amount.start)
    near = start if draft.amount.start - start > 12 else line.opening(max(start - 2, line.start))
    counted = _first_or_second(scene, line, draft, near)
    if counted is not None:
        others = [m for m in draft.others if m.party is not counted.party]
        return replace(draft, actors=[counted], others=others, mode="each", guessed=False)
    named = list({m.party.id: m for m in draft.actors}.values())
    if len(named) != 2:
        return draft
    clause = scene.text[start : draft.amount.start].casefold()
    handed = [h.end - start for h in line.told("ship", "rent") if start <= h.start < draft.amount.start]
    if any(clause.startswith(w, at) for w in scene.words.words("latter") for at in handed):
        return replace(draft, actors=named[:1], others=named[1:])  # `A与B达成协议，将供应后者100万颗`
    for index, key in enumerate(("former", "latter")):
        if any(w in clause for w in scene.words.words(key)):
            return replace(draft, actors=[named[index]])
    return draft


def _first_or_second(scene: Scene, line: Line, draft: Draft, start: int) -> Mention | None:
    """Which firm of the list named last `the first` or `the second` is that opens a clause: `a la segunda, el 30 %`."""
    if draft.amount.start - start > 80 or any(start <= m.start < draft.amount.start for m in line.companies):
        return None
    lead = scene.text[start : draft.amount.start].lstrip(" ,;:\n")
    for index, key in enumerate(("first_of_them", "second_of_them")):
        word = next((w for w in scene.words.words(key) if lead.startswith(w)), "")
        rest = lead[len(word) :].split(None, 1)[:1] if word else []
        if not word or lead[len(word) : len(word) + 1].isalnum():
            continue
        end = scene.text.index(lead, start) + len(word)
        free = not rest or lead[len(word)] in ",:" or rest[0] in scene.words.stops()
        free = free or rest[0] in scene.words.words("goes")
        verb = any(0 < h.start - end <= 2 for h in line.cues if h.group in {"cue", "stance"})
        if free or verb or not rest[0].isalpha():
            firms = _listed(scene, line, start)
            return firms[index] if len(firms) > 1 else None
    return None


def _listed(scene: Scene, line: Line, end: int) -> list[Mention]:
    """The firms of the last list of two or more before a place, of this sentence or the two before."""
    for other in reversed(scene.lines[max(line.index - 2, 0) : line.index + 1]):
        for group in reversed(lists_of(other)):
            firms = list({m.party.name: m for m in group if m.end <= end}.values())
            if len(firms) > 1 and not roles_in(group) & (STATES | TELLERS | {"group"}):
                return firms
    return []


def _each_chip(scene: Scene, line: Line, draft: Draft) -> bool:
    """Whether a count stands for each of the chips listed right before it: `H800、H100各约1万张`."""
    last = max(c.end for c in draft.chips)
    near = 6 if not scene.words.spaced else 20
    return 0 <= draft.amount.start - last < near and _each(scene, line, draft)


def _in_step(scene: Scene, drafts: list[Draft]) -> list[Draft]:
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
            stepped = len(draft.actors) > 2 or bool(draft.line.told("respectively"))
            joined = joined or (between.strip(" ") == "," and stepped)
            joined = joined and [a.party.id for a in last.actors] == [a.party.id for a in draft.actors]
            if len(between) < (12 if not scene.words.spaced else 24) and joined and not draft.amount.paired:
                runs[-1].append(draft)
                continue
        runs.append([draft])
    return runs
