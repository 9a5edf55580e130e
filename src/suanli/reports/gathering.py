"""From paths or a ledger to a `Page`: every room is asked once, through its public functions.

Nothing is decided here. A room that cannot answer (an `Infeasible` estimate, a chip without figures) leaves
its words in `missing` or `problem`; the page shows them in place of the figure.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from suanli import __version__
from suanli import ledger as books
from suanli.catalog.forms import Rule
from suanli.errors import Unreadable
from suanli.policy import ClaimCheck
from suanli.reports import chips, holders, quality
from suanli.reports.shapes import Asked, ChipPart, Facing, HolderPart, Page, Quoted, Source
from suanli.reports.watching import Steps
from suanli.terms import Claim, Document, Failure, Fleet, FleetLine, Judgement

__all__ = ["CLAIMS_SHOWN", "gather"]

CLAIMS_SHOWN = 600  # whole rows on the page; every claim that a number rests on is among them
LEFTOVERS_SHOWN = 300
AROUND = 80  # code points on each side of a quote; half of it where a character is a word
WORD = 20  # context is cut at a space if there is one within so many


def gather(
    paths: Sequence[str | Path], *, ledger: str | Path | books.Ledger | None, asked: Asked | None = None, **wanted: Any
) -> Page:
    """The page on everything in a ledger, after adding what is under `paths` (to a ledger of its own if none is named).

    `wanted` are the fields of `Asked`, with `on` possibly None (the last day that the documents know of), and
    `steps`, told of every stage.
    """
    steps: Steps = wanted.pop("steps", None) or Steps()
    with ExitStack() as stack:
        place: Any = ledger
        if place is None:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="suanli-"))) / "report.db"
        book = stack.enter_context(books.Ledger(place, create=bool(paths)))
        failures = _add(paths, book, on=wanted.get("on"), steps=steps)
        known = books.claims(book, as_of=wanted.get("as_of"))
        documents = books.documents(book, as_of=wanted.get("as_of"))
        if not documents:
            later = asked.as_of if asked else wanted.get("as_of")
            why = _why_none(failures, later if later and books.documents(book) else None)
            raise Unreadable(f"report: no document to report on{why}")
        day = wanted.pop("on", None) or _last_day(documents, known)
        asked = asked or Asked(on=day, **wanted)
        return _page(book, asked, known, documents, failures, steps, keep=bool(paths) and asked.as_of is None)


def _why_none(failures: Sequence[Failure], later: dt.date | None) -> str:
    if later:
        return f" was public by {later}; all that there is came later"
    return f"; the first problem: {failures[0]}" if failures else "; `suanli add FILE...` fills a ledger"


def _add(paths: Sequence[str | Path], book: books.Ledger, *, on: dt.date | None, steps: Steps) -> tuple[Failure, ...]:
    """Read and extract what is under the paths."""
    if not paths:
        return ()
    from suanli.intake import Intake, adding

    steps.stage("read", size=sum(_bytes(p) for p in paths))
    for event in adding(paths, on=on, ledger=book):
        if isinstance(event, Intake):
            return event.problems
        steps.within(event.where)
    return ()


def _bytes(path: str | Path) -> int:
    place = Path(path)
    try:
        files: Iterable[Path] = place.rglob("*") if place.is_dir() else [place]
        return sum(f.stat().st_size for f in files if f.is_file())
    except OSError:
        return 0


def _last_day(documents: Sequence[Document], known: Sequence[Claim]) -> dt.date:
    """The last day on which something was published; of what is claimed where nothing is dated."""
    published = [d.published.since for d in documents if d.published and d.published.since]
    claimed = [c.period.since for c in known if c.period and c.period.since]
    return max(published or claimed or [dt.date(2025, 1, 1)])


def _page(
    book: books.Ledger,
    asked: Asked,
    known: tuple[Claim, ...],
    documents: tuple[Document, ...],
    failures: tuple[Failure, ...],
    steps: Steps,
    *,
    keep: bool,
) -> Page:
    judgements = books.judgements(book)
    steps.stage("estimate", size=len(known))  # one after the other: a thread beside the sampler takes its lock away
    believed = holders.believed(known, asked, documents=documents, judgements=judgements)
    if keep and believed.division:  # a ledger that is only reported stays as it is
        books.record_stories(believed.division, ledger=book)
    steps.stage("run", size=len(believed.parts))
    parts = holders.with_runs(believed.parts, asked)
    steps.stage("rules", size=len(known))
    chip_parts, checks, rules = _chips_and_rules(known, asked)
    steps.stage("quotes", size=len(known))
    sources = _sources(book, documents, known, believed.story_of, asked)
    shown = _shown(known, parts, believed.facing)
    quoted = tuple(_quotes(book, shown, sources, judgements, parts, believed))
    left = _leftovers(book, sources, asked)
    return Page(
        asked=asked,
        version=__version__,
        extractor=_extractor(known),
        ledger_hash=books.content_hash(book),
        sources=sources,
        claims=quoted,
        claims_total=len(known),
        holders=parts,
        facing=believed.facing,
        chips=chip_parts,
        checks=checks,
        rules=rules,
        leftovers=left[:LEFTOVERS_SHOWN],
        leftovers_total=len(left),
        failures=tuple((Path(f.where).name, str(f).partition(": ")[2]) for f in failures),
        quality=quality.measured(),
        movers=_movers(parts),
    )


def _chips_and_rules(
    known: tuple[Claim, ...], asked: Asked
) -> tuple[tuple[ChipPart, ...], tuple[ClaimCheck, ...], tuple[Rule, ...]]:
    parts = chips.chip_parts(known, asked)
    return parts, *chips.rules_met(known, parts)


def _extractor(known: Sequence[Claim]) -> str:
    found = sorted({c.extractor for c in known if c.extractor})
    return ", ".join(found)


# ---------------------------------------------------------------- sources


def _sources(
    book: books.Ledger,
    documents: Sequence[Document],
    known: Sequence[Claim],
    story_of: dict[str, str],
    asked: Asked,
) -> tuple[Source, ...]:
    """Documents in order of publication (undated ones last), numbered from 1."""
    claims = Counter(c.doc_id for c in known)
    left = Counter(x.doc_id for x in books.leftovers(book, as_of=asked.as_of))
    ordered = sorted(documents, key=lambda d: (_published(d) or dt.date.max, d.name, d.id))
    return tuple(
        Source(
            number=at,
            document=_outside(d),
            claims=claims[d.id],
            leftovers=left[d.id],
            repairs=_repairs(d),
            story=story_of.get(d.id, ""),
        )
        for at, d in enumerate(ordered, 1)
    )


def _published(document: Document) -> dt.date | None:
    return document.published.since if document.published else None


def _outside(document: Document) -> Document:
    """A document without the place it had on this machine."""
    return msgspec.structs.replace(document, path=Path(document.path).name if document.path else "")


def _repairs(document: Document) -> dict[str, int]:
    """Repairs and trimmings by kind, as the reader's notes count them (``gbk: 14``)."""
    found: dict[str, int] = {}
    for note in document.notes:
        name, _, count = note.rpartition(": ")
        if name and count.isdigit():
            found[name] = found.get(name, 0) + int(count)
    return dict(sorted(found.items()))


def _leftovers(book: books.Ledger, sources: Sequence[Source], asked: Asked) -> tuple[tuple[int, Any], ...]:
    number = {s.document.id: s.number for s in sources}
    found = books.leftovers(book, as_of=asked.as_of)
    return tuple(sorted(((number.get(x.doc_id, 0), x) for x in found), key=lambda p: (p[0], p[1].evidence.start)))


# ---------------------------------------------------------------- claims


def _shown(known: Sequence[Claim], parts: Sequence[HolderPart], facing: Sequence[Facing]) -> tuple[Claim, ...]:
    """The claims with a row of their own: all, or those that numbers rest on and then the first of the rest."""
    if len(known) <= CLAIMS_SHOWN:
        return tuple(known)
    behind = {i for p in parts if p.fleet for line in _lines(p.fleet) for i, _ in holders.listed(p.fleet, line)}
    behind |= {i for f in facing[: holders.FACING_SHOWN] for i in f.sides}
    about = {i for p in parts for i in p.claims}
    ranked = sorted(known, key=lambda c: (c.id not in behind, c.id not in about))
    keep = {c.id for c in ranked[: max(CLAIMS_SHOWN, len(behind))]}
    return tuple(c for c in known if c.id in keep)


def _lines(fleet: Fleet) -> tuple[FleetLine, ...]:
    return (fleet.total, *fleet.lines)


def _uses(parts: Sequence[HolderPart]) -> Iterator[tuple[str, tuple[str, str, float]]]:
    """(claim id, (anchor, label, leverage)) for every line of every fleet that rests on the claim."""
    for part in parts:
        if part.fleet is None:
            continue
        for line in _lines(part.fleet):
            for claim, lever in line.claims:
                yield claim, (holders.line_anchor(part.id, line.chip), f"{part.name}, {line.chip}", lever)


def _quotes(
    book: books.Ledger,
    shown: Sequence[Claim],
    sources: Sequence[Source],
    judgements: Sequence[Judgement],
    parts: Sequence[HolderPart],
    believed: holders.Believed,
) -> Iterator[Quoted]:
    """Each claim with its words in context; a document is opened once."""
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in shown:
        by_document[claim.doc_id].append(claim)
    used: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for name, use in _uses(parts):
        used[name].append(use)
    decided: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        for name in {judgement.claim, judgement.other} - {""}:
            decided[name].append(judgement)
    for source in sources:
        mine = by_document.get(source.document.id)
        if not mine:
            continue
        document = books.document(source.document.id, ledger=book)
        for claim in sorted(mine, key=lambda c: (c.evidence.start, c.id)):
            yield _quoted(claim, document, source, tuple(decided[claim.id]), tuple(used[claim.id]), believed)


def _quoted(
    claim: Claim,
    document: Document,
    source: Source,
    judgements: tuple[Judgement, ...],
    used: tuple[tuple[str, str, float], ...],
    believed: holders.Believed,
) -> Quoted:
    text, start, end = document.original, claim.evidence.start, claim.evidence.end
    around = AROUND // 2 if (claim.language or document.language)[:2] in ("zh", "ja") else AROUND
    first, last = _word_start(text, start, around), _word_end(text, end, around)
    clean = document.text[claim.start : claim.end] if 0 <= claim.start < claim.end else ""
    return Quoted(
        claim=claim,
        source=source.number,
        before=_one_line(("…" if first else "") + text[first:start]),
        after=_one_line(text[end:last] + ("…" if last < len(text) else "")),
        exact=text[start:end] == claim.evidence.text,
        language=claim.language or document.language,
        read_as=clean if clean and clean != claim.evidence.text else "",
        judgements=judgements,
        members=tuple(m for m in believed.same.get(claim.id, ()) if m != claim.id),
        used_by=used,
    )


def _word_start(text: str, start: int, around: int) -> int:
    """Some way before a quote, at the start of a word where words have spaces."""
    first = max(0, start - around)
    if first == 0:
        return 0
    gap = text.find(" ", first, min(first + WORD, start))
    return gap + 1 if gap >= 0 else first


def _word_end(text: str, end: int, around: int) -> int:
    """Some way after a quote, at the end of a word where words have spaces."""
    last = min(len(text), end + around)
    if last == len(text):
        return last
    gap = text.rfind(" ", max(end, last - WORD), last)
    return gap if gap >= 0 else last


def _one_line(text: str) -> str:
    """Context on one line; the quote itself is never touched."""
    return " ".join(text.split("\n")) if "\n" in text else text


def _movers(parts: Sequence[HolderPart]) -> tuple[tuple[str, str, str, float], ...]:
    """The claims that move a holder's total most: (claim, holder id, holder, change of the median without it)."""
    found = [
        (claim, part.id, part.name, lever)
        for part in parts
        if part.fleet is not None
        for claim, lever in part.fleet.total.claims
    ]
    return tuple(sorted(found, key=lambda f: (-abs(f[3]), f[0]))[:5])
