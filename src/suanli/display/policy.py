"""Verdicts, timelines, design spaces and claims met by rules: as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from suanli.display.writing import Table
from suanli.policy.shapes import ClaimCheck, DesignSpace, Timeline
from suanli.terms import Verdict, VerdictLine

__all__ = ["claim_checks", "design_table", "records", "timeline_table", "verdict_table", "verdicts_table"]

QUIET = {"not controlled", "not about goods"}
SPOKEN = {
    "free": "free",
    "notify": "notify (licence exception after notification)",
    "licence": "licence needed",
    "case_by_case": "licence, reviewed case by case",
    "barred_by_importer": "barred by the importer",
    "presumption_of_denial": "licence, presumption of denial",
    "unknown": "unknown",
}


def records(verdict: Verdict) -> list[Any]:
    """The JSON of a verdict: an object for each rule in force or announced, then the verdict whole."""
    head = {"chip": verdict.chip, "on": verdict.on.isoformat(), "to": verdict.to}
    lines = [*verdict.lines, *verdict.announced]
    return [*(head | msgspec.to_builtins(x) for x in lines), verdict]


def _row(line: VerdictLine) -> tuple[Any, ...]:
    label = f"{line.classification} ({line.exception})" if line.exception else line.classification
    return (line.rule, line.side, label, line.basis, line.licence_policy, line.citation)


def verdict_table(verdict: Verdict) -> Table:
    """Rules that say something first, then those that let the chip pass, with the overall word as title."""
    lines = sorted(verdict.lines, key=lambda x: x.classification in QUIET)
    rows = [_row(x) for x in lines]
    rows += [_row(msgspec.structs.replace(x, side="announced")) for x in verdict.announced]
    figures = {k: v for k, v in verdict.metrics.items() if v is not None}
    return Table(
        title=f"{verdict.chip} to {verdict.to} on {verdict.on}: {SPOKEN[verdict.verdict]}",
        columns=("rule", "side", "classification", "numbers compared", "licence policy", "citation"),
        rows=tuple(rows),
        notes=(
            ", ".join(f"{k} {v:,.4g}" for k, v in figures.items()),
            *verdict.notes,
            "no legal advice",
        ),
    )


def verdicts_table(verdicts: Sequence[Verdict]) -> Table:
    """Several chips in one table: the overall word and the rules that bind."""
    rows = []
    for v in verdicts:
        binding = [f"{x.rule}: {x.classification}" for x in v.lines if x.weight]
        rows.append((v.chip, v.on, v.to, v.verdict, "; ".join(binding)))
    return Table(
        title="verdicts", columns=("chip", "on", "to", "verdict", "rules that bind"), rows=tuple(rows),
        notes=("no legal advice",),
    )  # fmt: skip


def timeline_table(found: Timeline) -> Table:
    """One row for each stretch in which nothing changes."""
    rows = []
    ends = [*(v.on for v in found.verdicts[1:]), None]
    for v, end in zip(found.verdicts, ends, strict=True):
        said = [f"{x.rule}: {x.classification}" for x in v.lines if x.classification not in QUIET]
        soon = [f"announced {x.rule}: {x.classification}" for x in v.announced]
        rows.append((v.on, end, v.verdict, "; ".join([*said, *soon])))
    return Table(
        title=f"{found.chip} to {found.to}, {found.since} to {found.until}",
        columns=("from", "until", "verdict", "rules"),
        rows=tuple(rows),
        notes=found.notes,
    )


def design_table(found: DesignSpace) -> Table:
    """The corners of what is free: every figure must stay below its limit."""
    rows = tuple((c.tpp, c.density, c.dram_bw, c.io_bw, c.min_die_mm2) for c in found.corners)
    what = "data-centre chips" if found.datacenter else "chips not for data centres"
    return Table(
        title=f"largest {what} free to {found.to} on {found.on} (below each limit; - is no limit)",
        columns=("TPP", "TPP per mm2", "DRAM GB/s", "I/O GB/s", "least die mm2"),
        keys=("tpp", "density", "dram_bw", "io_bw", "min_die_mm2"),
        rows=rows,
        notes=(*found.notes, f"rules: {', '.join(found.rules) or 'none in force'}"),
    )


def claim_checks(found: Sequence[ClaimCheck]) -> Table:
    """Claims with their answer and the rules that bind or explain them."""
    rows = []
    for c in found:
        why = "; ".join(f"{rule}: {text}" for rule, text in c.explained)
        rows.append((c.claim, c.kind, c.chip, c.since, c.until, c.answer, ", ".join(c.rules), why, c.evidence))
    return Table(
        title="claims and the rules of their days",
        columns=("claim", "kind", "chip", "from", "to", "answer", "rules", "explained by", "evidence"),
        rows=tuple(rows),
        notes=("no legal advice; the destination is taken to be the one asked for",),
    )
