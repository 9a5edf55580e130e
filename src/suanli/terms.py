"""The nouns that rooms hand to each other: frozen data, ids and text, nothing else.

Read this file first. Dates are ISO calendar days; `Period.until` is exclusive. Offsets are Unicode
code points. Units end the names: `power_w`, `hbm_gb`, `price_usd`, `step_time_s`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_left, bisect_right
from typing import Any

import msgspec

__all__ = [
    "Claim",
    "Cost",
    "Document",
    "Edit",
    "Extraction",
    "Failure",
    "Fleet",
    "FleetLine",
    "Judgement",
    "Layout",
    "Leftover",
    "Period",
    "Plan",
    "Quantity",
    "Quote",
    "Run",
    "Sentence",
    "Span",
    "Spread",
    "Verdict",
    "VerdictLine",
    "Workload",
    "content_id",
]


def content_id(prefix: str, *parts: object) -> str:
    """A short id made from the content alone: the same parts give the same id anywhere."""
    text = "\x1f".join(["" if p is None else str(p) for p in parts])
    return f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


class Term(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A frozen record; `suanli.display` shows any of them."""

    def _repr_html_(self) -> str | None:
        """What a notebook shows: a small chart and table (fetched by name: a noun does not know its looks)."""
        from importlib import import_module

        return str(import_module("suanli.display.notebook").html(self) or "") or None

    def chart(self) -> Any:
        """The chart alone (`svg` text, `save(path)`, shown by a notebook); `Unknown` for a term that has none."""
        from importlib import import_module

        return import_module("suanli.display.notebook").chart(self)


# ---------------------------------------------------------------- reading


class Period(Term, frozen=True, kw_only=True):
    """A stretch of days: `since` inclusive, `until` exclusive, either open (None).

    `precision` is one of day, week, month, quarter, half, year, fiscal_quarter, fiscal_year, range, open;
    `text` the words it was read from and `start`/`end` their place in the clean text (-1: not from text).
    `label` is its short name: 2025, 2025-Q1, 2025-H1, 2026-01-13, 2024-10/2025-05, FY2025; empty where the
    words cannot be placed (a relative date in a text without a date). `inferred`: the year was not said.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    precision: str = "day"
    text: str = ""
    label: str = ""
    start: int = -1
    end: int = -1
    inferred: bool = False


class Span(Term, frozen=True, kw_only=True):
    """Code points `start` to `end` (exclusive) of a text, and what they mark."""

    start: int
    end: int
    kind: str = ""


class Edit(Term, frozen=True, kw_only=True):
    """One repair: original code points `start` to `end` became `new` (empty: dropped), and why (`kind`)."""

    start: int
    end: int
    new: str
    kind: str


class Sentence(Term, frozen=True, kw_only=True):
    """One sentence of the clean text, with its language (BCP 47, such as zh-Hans)."""

    start: int
    end: int
    language: str
    paragraph: int = 0


class Quote(Term, frozen=True, kw_only=True):
    """The exact words: `text == original[start:end]` of the file as decoded, before any repair."""

    start: int
    end: int
    text: str


class Document(Term, frozen=True, kw_only=True):
    """A text as found (`original`) and as read (`text`), with a map between them.

    `anchors` are (clean offset, original offset) pairs, increasing in both: between two anchors the texts
    run in step, so `to_original` is exact for every clean position. `edits` list every repair, `dropped`
    the boilerplate (original offsets). `via` is the chain of outlets the text itself names, root first.
    `member` names an entry of an archive or feed; `url` where the bytes came from, when known.

    `runs` are (clean start, clean end, original start, original end) of repaired runs, where characters do not
    correspond one to one: a quote that touches a run covers all of its original. `byte_anchors` are (original
    code point, byte) pairs after which the bytes are those of `original` in `encoding` again; they stand where
    a byte order mark or an undecodable byte breaks the step. `confidence` is that of the decoding, 0 to 1.
    """

    id: str
    name: str
    sha256: str
    original: str
    text: str
    language: str
    encoding: str = "utf-8"
    media_type: str = "text/plain"
    path: str = ""
    member: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    outlet: str = ""
    via: tuple[str, ...] = ()
    published: Period | None = None
    published_from: str = ""
    anchors: tuple[tuple[int, int], ...] = ((0, 0),)
    runs: tuple[tuple[int, int, int, int], ...] = ()
    byte_anchors: tuple[tuple[int, int], ...] = ((0, 0),)
    confidence: float = 1.0
    edits: tuple[Edit, ...] = ()
    dropped: tuple[Span, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    periods: tuple[Period, ...] = ()
    notes: tuple[str, ...] = ()

    def _run(self, position: int) -> tuple[int, int, int, int] | None:
        """The repaired run that clean `position` stands in, if any."""
        at = bisect_right(self.runs, (position, len(self.text) + 1)) - 1
        return self.runs[at] if at >= 0 and position < self.runs[at][1] else None

    def to_original(self, position: int) -> int:
        """The original code point at which clean `position` stands; in a repaired run, the run's first."""
        run = self._run(position)
        if run is not None:
            return run[2]
        at = bisect_right(self.anchors, (position, len(self.original) + 1)) - 1
        clean, original = self.anchors[max(at, 0)]
        return min(original + position - clean, len(self.original))

    def to_clean(self, position: int) -> int:
        """The clean position of original code point `position`; where it was dropped, what follows it."""
        at = bisect_right(self.anchors, position, key=lambda pair: pair[1]) - 1
        clean, original = self.anchors[max(at, 0)]
        run = self._run(clean)
        if run is not None and run[2] <= position < max(run[3], run[2] + 1):
            return run[0]
        limit = self.anchors[at + 1][0] if at + 1 < len(self.anchors) else len(self.text)
        return max(clean, min(clean + position - original, limit))

    def to_bytes(self, position: int) -> int:
        """The byte of the source at which original code point `position` begins."""
        at = bisect_right(self.byte_anchors, (position, 1 << 62)) - 1
        point, byte = self.byte_anchors[max(at, 0)]
        return byte + len(self.original[point:position].encode(self.encoding, "surrogatepass"))

    def quote(self, start: int, end: int) -> Quote:
        """The original words behind clean code points `start` to `end`, unrepaired."""
        at = bisect_left(self.runs, (end,)) - 1  # the last repaired run that begins before the end
        if 0 <= start < end and not (at >= 0 and self.runs[at][1] > start):
            clean, original = self.anchors[max(bisect_right(self.anchors, (end, 0)) - 1, 0)]
            first, last = original + start - clean, original + end - clean
            if clean <= start and last <= len(self.original):  # in step from end to end
                return Quote(start=first, end=last, text=self.original[first:last])
        first = last = self.to_original(start)
        if end > start:
            run = self._run(end - 1)
            last = max(first, run[3] if run is not None else self.to_original(end - 1) + 1)
        return Quote(start=first, end=last, text=self.original[first:last])


class Failure(Term, frozen=True, kw_only=True):
    """An input that could not be read: where it is (path and member), the reason, and what would help."""

    where: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        """One line, *where: what; hint*."""
        return f"{self.where}: {self.reason}" + (f"; {self.hint}" if self.hint else "")


# ---------------------------------------------------------------- claims


class Quantity(Term, frozen=True, kw_only=True):
    """What was counted: `low` to `high` (None: open) of `unit`, as the words bound it.

    `measure` and `unit` are the coarse names of the extraction interface (chips, money, unit_price,
    percent, bandwidth, ...); money has an ISO 4217 code as unit. `alternatives` are other readings of
    the same words (separator ambiguity, scale), each (low, high, unit, reason).
    """

    measure: str
    low: float | None
    high: float | None
    unit: str = ""
    bound: str = "exact"
    alternatives: tuple[tuple[float | None, float | None, str, str], ...] = ()


class Claim(Term, frozen=True, kw_only=True):
    """What a text says, never what we believe. Enumerations are those of docs/words.md.

    Coarse fields (`kind`, `stance`, `status`, `polarity`) are the published interface; `actor_mode` (single, joint,
    each, open), `chip_mode` (single, mix, each, unspecified), `hedge`, `place` and `flags` refine them. `quantity` is
    None for a denial, ban or the like. Names are the catalog's English ones, `actor_ids` and `chip_ids` its ids where
    known. `start`/`end` are clean offsets; `evidence` the exact original words. `confidence`: how likely value, unit,
    kind, chips and parties are all right, 0 to 1; `unsure`: fields less than 0.75 likely right, least sure first.
    """

    id: str
    doc_id: str
    kind: str
    actors: tuple[str, ...] = ()
    counterparties: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    quantity: Quantity | None = None
    period: Period | None = None
    status: str = "n/a"
    stance: str = "asserted"
    polarity: str = "positive"
    attribution: tuple[str, ...] = ()
    evidence: Quote
    start: int = -1
    end: int = -1
    sentence: int = -1
    actor_ids: tuple[str, ...] = ()
    counterparty_ids: tuple[str, ...] = ()
    chip_ids: tuple[str, ...] = ()
    actor_mode: str = "single"
    chip_mode: str = "single"
    hedge: str = ""
    place: str = ""
    role: str = ""
    source_type: str = ""
    denies: tuple[str, ...] = ()
    pair: tuple[float, str] | None = None
    implied_fx: float | None = None
    published: Period | None = None
    outlet: str = ""
    language: str = ""
    flags: tuple[str, ...] = ()
    confidence: float = 1.0
    unsure: tuple[str, ...] = ()
    extractor: str = ""


class Leftover(Term, frozen=True, kw_only=True):
    """A quantity that was read and not used in a claim, and the reason."""

    doc_id: str
    evidence: Quote
    reason: str
    measure: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""


class Extraction(Term, frozen=True, kw_only=True):
    """All that `extract` found in one document: claims, and the leftovers that no claim used."""

    doc_id: str
    claims: tuple[Claim, ...]
    leftovers: tuple[Leftover, ...]


class Judgement(Term, frozen=True, kw_only=True):
    """A reversible decision about a claim or a pair of claims; never an edit, never deleted.

    `verb` is one of accept, reject, correct, same, different, contradicts, refines, denies, unsure,
    retract (which takes an earlier judgement back: `other` is its id). `fields` holds the corrected values.
    """

    id: str
    verb: str
    claim: str
    other: str = ""
    fields: dict[str, Any] = {}
    by: str = ""
    at: str = ""
    reason: str = ""


# ---------------------------------------------------------------- fleets, runs, verdicts, costs, plans


class Spread(Term, frozen=True, kw_only=True):
    """A number with its doubt: the median and the ends of the central 50, 80 and 90 % intervals."""

    median: float
    low50: float
    high50: float
    low80: float
    high80: float
    low90: float
    high90: float
    unit: str = ""


class FleetLine(Term, frozen=True, kw_only=True):
    """One chip (or `total`) of a fleet: each figure a Spread; `claims` are (claim id, leverage) pairs.

    Leverage is the relative change of the median of `chips` when the claim is left out. `prior_only`
    says that no claim stands behind the line.
    """

    chip: str
    chips: Spread
    usd: Spread | None = None
    h100e: dict[str, Spread] = {}
    mw: Spread | None = None
    claims: tuple[tuple[str, float], ...] = ()
    prior_only: bool = False
    status: str = "held"


class Fleet(Term, frozen=True, kw_only=True):
    """What we believe a holder has on a day, knowing only what was public by `as_of`."""

    id: str
    holder: str
    on: dt.date
    as_of: dt.date | None
    lines: tuple[FleetLine, ...]
    total: FleetLine
    beside: tuple[FleetLine, ...] = ()  # chips that no claim gives it, from the prior alone: not in `total`
    stories: int = 0
    contradictions: tuple[dict[str, Any], ...] = ()
    alarms: tuple[dict[str, Any], ...] = ()
    assumptions: tuple[str, ...] = ()
    diagnostics: dict[str, float] = {}
    seed: int = 0
    quarters: tuple[dict[str, Any], ...] = ()
    comparisons: tuple[dict[str, Any], ...] = ()
    unused: tuple[dict[str, Any], ...] = ()


class Workload(Term, frozen=True, kw_only=True):
    """A training or serving job: the model's shape (catalog form as a dict), and what is asked of it."""

    model: str
    shape: dict[str, Any]
    seq_len: int
    batch_tokens: float | None = None
    global_batch: int | None = None
    tokens: float | None = None
    precision: str = "bf16"


class Layout(Term, frozen=True, kw_only=True):
    """How a job is cut over chips."""

    tp: int = 1
    sp: bool = True
    pp: int = 1
    vpp: int = 1
    cp: int = 1
    ep: int = 1
    dp: int = 1
    zero: int = 1
    micro_batch: int = 1
    recompute: str = "none"
    schedule: str = "1f1b"
    offload: bool = False

    def __str__(self) -> str:
        """The layout in the words the command line takes, such as ``tp8,pp16,dp8,mb1``."""
        parts = [f"tp{self.tp}", f"pp{self.pp}", f"dp{self.dp}"]
        parts += [f"{n}{v}" for n, v in (("vpp", self.vpp), ("cp", self.cp), ("ep", self.ep)) if v > 1]
        parts += [f"zero{self.zero}", f"mb{self.micro_batch}", f"recompute-{self.recompute}"]
        return ",".join(parts)


class Run(Term, frozen=True, kw_only=True):
    """A predicted (or measured) training or serving run; times in seconds, memory in GB, power in MW.

    `figures` hold the named results (step_time_s, tokens_per_s, mfu, hfu, days, ttft_s, tpot_s, ...),
    `interval80` and the other intervals the same keys; `breakdown` seconds by term, `memory_gb` by part.
    """

    id: str
    task: str
    model: str
    chip: str
    count: int
    layout: Layout
    figures: dict[str, float]
    intervals: dict[str, Spread] = {}
    breakdown: dict[str, float] = {}
    memory_gb: dict[str, float] = {}
    assumptions: tuple[str, ...] = ()
    alternatives: tuple[dict[str, Any], ...] = ()
    verdict: str = ""
    sources: tuple[str, ...] = ()


class VerdictLine(Term, frozen=True, kw_only=True):
    """One rule's say on a chip: classification, the clause and numbers compared, policy, citation.

    `margin` is each metric's distance to its nearest threshold as a share of it; `exception` a licence exception
    that is open (NAC, ...); `weight` the word this rule adds to the overall verdict (empty: none).
    """

    rule: str
    classification: str
    basis: str
    licence_policy: str
    citation: str
    margin: dict[str, float] = {}
    confidence: str = ""
    side: str = "exporter"
    since: dt.date | None = None
    until: dt.date | None = None
    note: str = ""
    exception: str = ""
    weight: str = ""


class Verdict(Term, frozen=True, kw_only=True):
    """All rules in force on a day for a place, and one overall word.

    `verdict` is one of free, notify, licence, presumption_of_denial, case_by_case, barred_by_importer, unknown.
    """

    id: str
    chip: str
    on: dt.date
    to: str
    verdict: str
    lines: tuple[VerdictLine, ...]
    announced: tuple[VerdictLine, ...] = ()
    metrics: dict[str, float | None] = {}
    notes: tuple[str, ...] = ()


class Cost(Term, frozen=True, kw_only=True):
    """Money for a thing, by row, with spread; `options` compare ways (own, rent), `clocks` of value."""

    id: str
    subject: str
    on: dt.date
    unit: str
    rows: dict[str, Spread]
    total: Spread
    figures: dict[str, Spread] = {}
    clocks: dict[str, Spread] = {}
    options: tuple[dict[str, Any], ...] = ()
    sources: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


class Plan(Term, frozen=True, kw_only=True):
    """What to buy and when, or who gets what, with the bound that proves how good it is."""

    id: str
    objective: float
    bound: float
    unit: str
    lines: tuple[dict[str, Any], ...]
    status: str = ""
    scores: dict[str, float] = {}
    assumptions: tuple[str, ...] = ()
