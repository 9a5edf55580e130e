"""What a report is made of, before it is a page: frozen terms, nothing drawn or worded yet."""

from __future__ import annotations

import datetime as dt

import msgspec

from suanli.catalog.forms import Chip, Rule
from suanli.policy import ClaimCheck, Timeline
from suanli.terms import Claim, Cost, Document, Fleet, Judgement, Leftover, Run, Term, Verdict

__all__ = ["Asked", "ChipPart", "Facing", "HolderPart", "Measured", "Page", "Price", "Quoted", "Running", "Source"]


class Asked(Term, frozen=True, kw_only=True):
    """What the report was asked for."""

    holders: tuple[str, ...] = ()
    on: dt.date
    as_of: dt.date | None = None
    lang: str = "en"
    seed: int = 0


class Source(Term, frozen=True, kw_only=True):
    """One document as the report cites it: `number` in order of publication, `claims` found in it."""

    number: int
    document: Document
    claims: int = 0
    leftovers: int = 0
    repairs: dict[str, int] = msgspec.field(default_factory=dict)
    story: str = ""


class Quoted(Term, frozen=True, kw_only=True):
    """A claim with its words in their place: `before` + quote + `after` run on in the original."""

    claim: Claim
    source: int
    before: str
    after: str
    exact: bool
    language: str
    read_as: str = ""
    judgements: tuple[Judgement, ...] = ()
    members: tuple[str, ...] = ()
    used_by: tuple[tuple[str, str, float], ...] = ()


class Running(Term, frozen=True, kw_only=True):
    """What a part of a fleet does with a model: a training or serving run on `count` of the holder's `chip`."""

    run: Run
    chip_name: str
    model_name: str
    holder: str
    fleet_line: str


class HolderPart(Term, frozen=True, kw_only=True):
    """A holder's fleet, with what its claims say of it and what it can do; `problem` where there is no estimate."""

    id: str
    name: str
    fleet: Fleet | None = None
    problem: str = ""
    claims: tuple[str, ...] = ()
    runs: tuple[Running, ...] = ()
    serving: tuple[Running, ...] = ()
    missing: tuple[str, ...] = ()


class Price(Term, frozen=True, kw_only=True):
    """A price of one chip on a day, in US dollars: from a claim (its id) or from the catalog (its source)."""

    day: dt.date
    usd: float
    sort: str
    claim: str = ""
    source: str = ""


class ChipPart(Term, frozen=True, kw_only=True):
    """A chip that the documents name: its entry, its prices, its legal timeline, who claims to have it."""

    chip: Chip
    mentions: int
    name: str = ""
    prices: tuple[Price, ...] = ()
    timeline: Timeline | None = None
    verdict: Verdict | None = None
    cost: Cost | None = None


class Facing(Term, frozen=True, kw_only=True):
    """Two readings that do not agree, or an alarm: `sides` are claim ids, `says` the words of the finding."""

    kind: str
    says: str
    holder: str = ""
    sides: tuple[str, ...] = ()
    weighed: str = ""
    nearby: bool = False


class Measured(Term, frozen=True, kw_only=True):
    """A measured quality of the tool itself: what was measured, how much, and on what."""

    subject: str
    measure: str
    value: float | str
    data: str = ""
    date: str = ""


class Page(Term, frozen=True, kw_only=True):
    """All that the report shows; the same page gives the same bytes in a language."""

    asked: Asked
    version: str
    extractor: str
    ledger_hash: str
    sources: tuple[Source, ...]
    claims: tuple[Quoted, ...]
    claims_total: int
    holders: tuple[HolderPart, ...]
    facing: tuple[Facing, ...]
    chips: tuple[ChipPart, ...]
    checks: tuple[ClaimCheck, ...]
    rules: tuple[Rule, ...]
    leftovers: tuple[tuple[int, Leftover], ...]
    leftovers_total: int
    failures: tuple[tuple[str, str], ...] = ()
    quality: tuple[Measured, ...] = ()
    movers: tuple[tuple[str, str, str, float], ...] = ()
    missing: tuple[str, ...] = ()
