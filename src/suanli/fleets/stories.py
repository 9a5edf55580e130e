"""Documents and claims that go back to one report make one story, and one story has one vote.

A fact is what is left of all claims that say the same thing with the same root: its lead (original before
translation, early before late, many before few) and its copies. Copies change no number: they are listed, and
where one of them says another figure, that is kept as drift. The order of the input never matters.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np

from suanli.catalog.loading import fold
from suanli.fleets.amounts import Amount, amount_of
from suanli.fleets.scope import parties
from suanli.terms import Claim, Document, content_id

__all__ = ["Fact", "Gathered", "divide", "division", "gather"]

DAYS = 30
SAME = 0.011  # relative difference below which two figures are one (rounding of a conversion)
SAME_MONEY = 0.045  # of one sum in two currencies: roundings and the day of the rate
RATES = 0.10  # one sum converted by two outlets
ENOUGH = 3.5  # weight of shared facts that makes two documents one story
MINHASHES = 64
SHINGLE = 12
NEAR_TEXT = 0.45
EMPTY = 2**64 - 1
BIN = 0.05  # of a figure's logarithm; wider than SAME_MONEY
_PLAN = frozenset({"planned", "potential", "required"})


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said, with its lead claim, all claims that say it, and those that retell it otherwise."""

    id: str
    lead: Claim
    amount: Amount
    claims: tuple[str, ...]
    documents: tuple[str, ...]
    story: str
    known: dt.date | None
    drift: tuple[tuple[str, float], ...] = ()
    translated: bool = False
    doubt: float = 0.0
    denied_by: tuple[str, ...] = ()
    accepted: bool = False
    votes: float = 1.0


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """Facts in order of their ids, the documents of every story, and the claims without a figure."""

    facts: tuple[Fact, ...]
    stories: dict[str, tuple[str, ...]]
    silent: tuple[Claim, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with what is asked of it again and again: its figure, whom it is about, what it may be confused with."""

    claim: Claim
    amount: Amount | None
    holders: frozenset[str]
    family: str
    order: tuple[Any, ...]

    @property
    def said(self) -> Amount:
        """The figure, where there is one."""
        assert self.amount is not None
        return self.amount


def _told(claim: Claim) -> Told:
    amount = amount_of(claim)
    return Told(
        claim=claim,
        amount=amount,
        holders=frozenset(parties(claim)),
        family=_family(claim),
        order=_order(claim, amount),
    )


class _Union:
    """Union-find whose roots are the smallest member, so that the input's order does not matter."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        self.parent.setdefault(item, item)
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, one: str, other: str) -> None:
        a, b = sorted((self.find(one), self.find(other)))
        self.parent[b] = a


def known_on(claim: Claim) -> dt.date | None:
    """The day a claim was public."""
    return claim.published.since if claim.published else None


def _near(one: dt.date | None, other: dt.date | None) -> bool:
    return one is None or other is None or abs((one - other).days) <= DAYS


def _digits(value: float) -> int:
    """Significant digits of a figure, up to 4."""
    text = f"{value:.3e}".split("e")[0].rstrip("0").rstrip(".")
    return len(text.replace(".", "").replace("-", ""))


def _signature(amount: Amount) -> str:
    """A figure without its language: unit family and value to three digits."""
    value = amount.low if amount.low is not None else amount.high
    return f"{amount.unit}:{value:.2e}"


def _family(claim: Claim) -> str:
    """Kinds that retellings confuse: buying, having, delivering and spending one thing."""
    acquiring = {"order", "stock", "delivery", "capex", "transfer"}
    return "have" if claim.kind in acquiring else claim.kind


def _text_marks(document: Document) -> tuple[int, ...]:
    """MinHash of the letters of a text in shingles; tags, spaces and punctuation count nothing."""
    letters = "".join(c for c in document.text.casefold() if c.isalnum()).ljust(SHINGLE)
    points = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    count = len(points) - SHINGLE + 1
    with np.errstate(over="ignore"):  # arithmetic modulo 2 to the 64
        value = np.zeros(count, dtype=np.uint64)
        for at in range(SHINGLE):
            value = value * np.uint64(0x100000001B3) + points[at : at + count]
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # splitmix64 (Steele et al. 2014)
            value = (value ^ (value >> np.uint64(shift))) * np.uint64(factor)
        value ^= value >> np.uint64(31)
    marks = np.full(MINHASHES, EMPTY, dtype=np.uint64)
    np.minimum.at(marks, (value % np.uint64(MINHASHES)).astype(np.intp), value)  # one permutation, many bins
    return tuple(marks.tolist())  # (Li, Owen, Zhang 2012)


def _resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    filled = [(a, b) for a, b in zip(one, other, strict=True) if a != EMPTY or b != EMPTY]
    return sum(a == b for a, b in filled) / max(len(filled), 1)


class _Stories:
    """Documents joined into stories, each document compared with stories, never with all documents."""

    def __init__(self, told: Sequence[Told], documents: Iterable[Document]) -> None:
        self.union = _Union()
        self.day: dict[str, dt.date | None] = {}
        marks: dict[str, dict[str, Amount]] = defaultdict(dict)
        self.actors: dict[str, set[str]] = defaultdict(set)
        for one in told:
            self.day.setdefault(one.claim.doc_id, known_on(one.claim))
            if one.amount is not None:
                marks[one.claim.doc_id][_signature(one.amount)] = one.amount
            self.actors[one.claim.doc_id] |= one.holders
        self.marks = {d: dict(sorted(m.items())) for d, m in marks.items()}
        for doc in self.day:
            self.union.find(doc)
        self._by_figures()
        self._by_text(documents)

    def _weights(self) -> dict[str, float]:
        """Rarity of a figure: documents with the same set of figures count once, round figures less."""
        sets = {tuple(m) for m in self.marks.values()}
        counts = Counter(s for one in sets for s in one)
        values = {s: a for m in self.marks.values() for s, a in m.items()}
        known = max(len(sets), 8)
        return {
            s: math.log2(1 + known / n) * min(1.0, 0.6 + 0.2 * _digits(values[s].low or values[s].high or 1.0))
            for s, n in counts.items()
        }

    def _by_figures(self) -> None:
        weights = self._weights()
        holders: dict[str, list[str]] = defaultdict(list)  # figure: stories' first documents
        order = sorted(self.marks, key=lambda d: (self.day[d] or dt.date.max, tuple(self.marks[d]), d))
        for doc in order:
            shared: dict[str, list[str]] = defaultdict(list)
            for mark in self.marks[doc]:
                for other in holders[mark]:
                    shared[other].append(mark)
            for other in sorted(shared):
                if self._one_story(doc, other, shared[other], weights):
                    self.union.join(doc, other)
            root = next((o for o in sorted(shared) if self.union.find(o) == self.union.find(doc)), None)
            for mark in self.marks[doc]:
                if root is None or root not in holders[mark]:
                    holders[mark].append(doc if root is None else root)

    def _one_story(self, doc: str, other: str, shared: Sequence[str], weights: dict[str, float]) -> bool:
        """Two shared figures at least, rare enough together, of the same people within a month."""
        common = self.actors[doc] & self.actors[other]
        return (
            len(shared) >= 2
            and bool(common)
            and _near(self.day[doc], self.day[other])
            and sum(weights[s] for s in shared) >= ENOUGH
        )

    def _by_text(self, documents: Iterable[Document]) -> None:
        seen: list[tuple[str, tuple[int, ...]]] = []
        bands: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
        for document in sorted(documents, key=lambda d: (d.text, d.id)):
            if not document.text or document.id not in self.day:
                continue
            marks = _text_marks(document)
            keys = [(at, marks[at : at + 2]) for at in range(0, MINHASHES, 2)]
            near = {i for key in keys for i in bands[key][:8]}
            for i in sorted(near):
                if _resemblance(marks, seen[i][1]) >= NEAR_TEXT:
                    self.union.join(document.id, seen[i][0])
            for key in keys:
                bands[key].append(len(seen))
            seen.append((document.id, marks))


def _root(claim: Claim) -> str:
    """The first named source of a claim, if it is one that others repeat (an outlet, not `sources`)."""
    if not claim.attribution:
        return ""
    word = fold(claim.attribution[0])
    vague = ("source", "report", "article", "media", "people", "industr", "insider", "expert")
    return "" if any(v in word for v in vague) else word


def _same_figure(one: Amount, other: Amount) -> bool:
    """One figure: equal ends, or one sum of money in two currencies."""
    if one.unit != other.unit:
        return False
    together = one.currency == other.currency and one.of == other.of
    slack = SAME if together else SAME_MONEY
    pairs = ((one.low, other.low), (one.high, other.high))
    if together and one.currency:  # as written: the rate of another day is no other figure
        pairs = ((one.said[0], other.said[0]), (one.said[1], other.said[1]))
    some = False
    for a, b in pairs:
        if a is None or b is None:
            continue
        some = True
        if abs(a - b) > slack * max(abs(a), abs(b)):
            return False
    return some


def _alike(one: Told, other: Told) -> bool:
    """About the same thing: kinds that are confused, the same people, chips that do not exclude each other."""
    a, b = frozenset(one.claim.chips), frozenset(other.claim.chips)
    return one.family == other.family and one.holders == other.holders and (not a or not b or a <= b or b <= a)


def _overlap(one: Claim, other: Claim) -> bool:
    """Whether what they are about shares a day; unknown periods share all."""
    if one.period is None or other.period is None:
        return True
    first = max(one.period.since or dt.date.min, other.period.since or dt.date.min)
    last = min(one.period.until or dt.date.max, other.period.until or dt.date.max)
    return first < last or one.period.since == other.period.since


def _buckets(told: Sequence[Told]) -> dict[tuple[Any, ...], list[Told]]:
    found: dict[tuple[Any, ...], list[Told]] = defaultdict(list)
    for one in told:
        if one.amount is not None:
            found[one.family, tuple(sorted(one.holders)), one.amount.unit].append(one)
    return found


class _Firsts:
    """The first claim of every fact so far, found again by a figure near one of its own."""

    def __init__(self) -> None:
        self.listed: list[Told] = []
        self.bins: dict[tuple[int, int], list[int]] = defaultdict(list)

    def _bins(self, amount: Amount) -> list[tuple[int, int]]:
        """Bins of the ends, as read and as written, wider than any two figures that are one."""
        ends = enumerate((amount.low, amount.high, *amount.said))
        return [(n, math.floor(math.log(v) / BIN)) for n, v in ends if v is not None and v > 0]

    def near(self, one: Told) -> list[Told]:
        """Those that may say the same, in order."""
        beside = [(n, b + step) for n, b in self._bins(one.said) for step in (-1, 0, 1)]
        places = {at for key in beside for at in self.bins.get(key, ())}
        return [self.listed[at] for at in sorted(places)]

    def add(self, one: Told) -> None:
        """Remember one more."""
        for key in self._bins(one.said):
            self.bins[key].append(len(self.listed))
        self.listed.append(one)


def _join_facts(told: Sequence[Told], story: dict[str, str], apart: set[frozenset[str]]) -> _Union:
    """Claims that say the same with one root; compared with the first of each fact only."""
    union = _Union()
    for bucket in _buckets(told).values():
        firsts = _Firsts()
        for one in sorted(bucket, key=lambda t: t.order):
            union.find(one.claim.id)
            hit = next((f for f in firsts.near(one) if _one_fact(one, f, story, apart)), None)
            if hit is None:
                firsts.add(one)
            else:
                union.join(one.claim.id, hit.claim.id)
    return union


def _one_fact(one: Told, first: Told, story: dict[str, str], apart: set[frozenset[str]]) -> bool:
    claim, other = one.claim, first.claim
    if not _same_figure(one.said, first.said) or not _alike(one, first) or frozenset((claim.id, other.id)) in apart:
        return False
    if story[claim.doc_id] == story[other.doc_id]:
        return True
    if _near(known_on(claim), known_on(other)) and _overlap(claim, other):
        return True
    return (_root(claim) == _root(other) != "") or _overlap(claim, other)


def _order(claim: Claim, amount: Amount | None) -> tuple[Any, ...]:
    """Originals first: short chain of outlets, early, then by what is said; ids decide nothing but ties."""
    value = (amount.low or amount.high or 0.0) if amount else 0.0
    return (
        len(claim.attribution),
        known_on(claim) or dt.date.max,
        claim.status in _PLAN,
        value,
        claim.evidence.text,
        claim.id,
    )


def _first(group: Sequence[Told]) -> Told:
    return min(group, key=lambda t: t.order)


def _drifts(facts: list[list[Told]], story: dict[str, str]) -> list[tuple[list[Told], list[Told]]]:
    """Join facts of one story that retell one figure otherwise: (lead group, claims with another figure).

    Two figures are a retelling where no document of the story has both and they are about the same thing to
    the day and chip, or nearly the same thing and differ by a digit or by zeros.
    """
    groups = sorted(facts, key=lambda g: (_first(g).order[:2], -len(g), _first(g).order))
    kept: list[tuple[list[Told], list[Told]]] = []
    index: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for group in groups:
        first = _first(group)
        key = (story[first.claim.doc_id], first.family, tuple(sorted(first.holders)), first.said.unit)
        at = next((i for i in index[key] if _retold(first, group, kept[i][0])), None)
        if at is None:
            index[key].append(len(kept))
            kept.append((group, []))
        else:
            kept[at][1].extend(group)
    return kept


def _retold(told: Told, group: list[Told], lead: list[Told]) -> bool:
    to = _first(lead)
    first, other, a, b = told.claim, to.claim, told.said, to.said
    x, y = a.low or a.high, b.low or b.high
    if not x or not y or not _alike(told, to) or first.kind != other.kind or first.status != other.status:
        return False
    if {t.claim.doc_id for t in group} & {t.claim.doc_id for t in lead} or not _overlap(first, other):
        return False
    if a.currency != b.currency:
        return abs(math.log(x / y)) < RATES
    if first.chips and set(first.chips) == set(other.chips) and _span(first) == _span(other):
        return True
    return _one_digit_off(a.said[0] or a.said[1] or x, b.said[0] or b.said[1] or y)


def _one_digit_off(one: float, other: float) -> bool:
    """Figures that a slip of the pen turns into each other: zeros lost or added, or one digit changed."""
    (a, m), (b, n) = (f"{v:.3e}".split("e") for v in (one, other))
    changed = sum(p != q for p, q in zip(a, b, strict=True))
    return changed == 0 or (changed == 1 and m == n)


def _span(claim: Claim) -> tuple[dt.date | None, dt.date | None]:
    return (claim.period.since, claim.period.until) if claim.period else (None, None)


def _fact(lead: list[Told], others: list[Told], story: dict[str, str], names: dict[str, str]) -> Fact:
    told = _first(lead)
    first = told.claim
    days = [d for d in (known_on(t.claim) for t in (*lead, *others)) if d is not None]
    drift = []
    for one in sorted(others, key=lambda t: t.order):
        low = one.said.low
        drift.append((one.claim.id, low if low is not None else one.said.high or 0.0))
    about = (told.family, *sorted(told.holders), *sorted(first.chips), _signature(told.said))
    key = content_id("f", names[story[first.doc_id]], *about)
    return Fact(
        id=key,
        lead=first,
        amount=told.said,
        claims=tuple(t.claim.id for t in sorted(lead, key=lambda t: t.order)),
        documents=tuple(sorted({t.claim.doc_id for t in (*lead, *others)})),
        story=names[story[first.doc_id]],
        known=min(days, default=None),
        drift=tuple(drift),
        translated="translated" in first.flags or len(first.attribution) > 1,
    )


def _told_apart(facts: Sequence[Fact]) -> list[Fact]:
    """Facts of one story that give one figure for different days have the same content; each gets an id of its own."""
    seen: Counter[str] = Counter()
    found = []
    for fact in facts:
        again = seen[fact.id]
        seen[fact.id] += 1
        found.append(msgspec.structs.replace(fact, id=content_id("f", fact.id, again)) if again else fact)
    return found


def _names(story: dict[str, str], told: Sequence[Told]) -> dict[str, str]:
    """A name for every story from its earliest claim, not from document ids: copies do not rename it."""
    first: dict[str, Claim] = {}
    for one in sorted(told, key=lambda t: t.order):
        first.setdefault(story[one.claim.doc_id], one.claim)
    return {s: content_id("s", c.kind, *c.actors, *c.chips, c.evidence.text) for s, c in first.items()}


def gather(
    claims: Sequence[Claim],
    *,
    documents: Iterable[Document] = (),
    same: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> Gathered:
    """Facts and stories of claims; `same` and `apart` are pairs of claim ids that a person has judged."""
    told = [_told(c) for c in claims]
    found = _Stories(told, documents)
    story = {d: found.union.find(d) for d in found.day}
    names = _names(story, told)
    union = _join_facts(told, story, {frozenset(p) for p in apart})
    known = {t.claim.id: t for t in told if t.claim.id in union.parent}
    for one, other in same:
        if one in known and other in known:
            union.join(one, other)
    groups: dict[str, list[Told]] = defaultdict(list)
    for member in known.values():
        groups[union.find(member.claim.id)].append(member)
    facts = [_fact(lead, rest, story, names) for lead, rest in _drifts(list(groups.values()), story)]
    facts = _told_apart(sorted(facts, key=lambda f: (f.id, _order(f.lead, f.amount))))
    members: dict[str, list[str]] = defaultdict(list)
    for doc, root in sorted(story.items()):
        members[names[root]].append(doc)
    return Gathered(
        facts=tuple(facts),
        stories={s: tuple(m) for s, m in sorted(members.items())},
        silent=tuple(t.claim for t in sorted(told, key=lambda t: t.order) if t.amount is None),
    )


def divide(claims: Sequence[Claim], *, documents: Iterable[Document] = ()) -> tuple[dict[str, Any], ...]:
    """Documents divided into stories, as records that a ledger keeps: `id`, `root`, `members`.

    The root is the document of the earliest claim with the shortest chain of sources; a member is its
    `original`, a `translation` (another language) or a `retelling`.
    """
    return division(gather(claims, documents=documents), claims)


def division(found: Gathered, claims: Iterable[Claim]) -> tuple[dict[str, Any], ...]:
    """As `divide`, from claims gathered already."""
    first: dict[str, Told] = {}
    for one in sorted((_told(c) for c in claims), key=lambda t: t.order):
        first.setdefault(one.claim.doc_id, one)
    records = []
    for name, members in found.stories.items():
        root = min(members, key=lambda d: first[d].order)
        rows = [{"document": d, "relation": _relation(first[d].claim, first[root].claim)} for d in members]
        records.append({"id": name, "root": root, "members": rows})
    return tuple(records)


def _relation(claim: Claim, root: Claim) -> str:
    if claim.doc_id == root.doc_id:
        return "original"
    return "translation" if claim.language and root.language and claim.language != root.language else "retelling"
