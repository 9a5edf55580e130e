"""Looks of the ledger: claims, trails, what `add` did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from suanli.display.writing import Table, number, printable
from suanli.terms import Claim, Document, Judgement

__all__ = [
    "added_table",
    "claims_table",
    "fields_table",
    "intake_table",
    "judgement_line",
    "queue_table",
    "trail_json",
    "trail_table",
]

_QUOTE = 60


def _amount(claim: Claim) -> str:
    q = claim.quantity
    if q is None:
        return ""
    ends = [number(v) for v in dict.fromkeys((q.low, q.high)) if v is not None]
    return " ".join(w for w in ("" if q.bound == "exact" else q.bound, " to ".join(ends), q.unit) if w)


def _short(text: str) -> str:
    flat = " ".join(printable(text.replace("\n", " ")).split())
    return flat if len(flat) <= _QUOTE else flat[: _QUOTE - 1] + "…"


def _when(claim: Claim) -> str:
    p = claim.period
    if p is None or p.since is None:
        return ""
    return p.since.isoformat()[: {"year": 4, "month": 7}.get(p.precision, 10)]


def claims_table(claims: Sequence[Claim], documents: Mapping[str, Document]) -> Table:
    """Claims, one a row, with how likely each was read right, their quotes and where they stand."""

    def place(claim: Claim) -> str:
        document = documents.get(claim.doc_id)
        return (document.outlet or document.name) if document else claim.doc_id

    rows = tuple((c.id, f"{c.confidence:.0%}", _gist(c), _short(c.evidence.text), place(c)) for c in claims)
    notes = (f"{len(rows):,} claims; `suanli why ID` shows a claim in its place",)
    return Table(columns=("id", "sure", "who, what, how many, when", "words", "where"), rows=rows, notes=notes)


def _gist(claim: Claim) -> str:
    """A claim in few words, for a column of a table."""
    stance = "" if claim.stance in ("asserted", "reported") else claim.stance
    kind = f"no {claim.kind}" if claim.polarity == "negative" else claim.kind
    words = (", ".join(claim.actors), stance, kind, _amount(claim), ", ".join(claim.chips), _when(claim))
    return " ".join(w for w in words if w)


def fields_table(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Table:
    """Chosen fields, one claim a row."""
    plain = msgspec.to_builtins(list(rows))
    return Table(columns=tuple(names), rows=tuple(tuple(r[n] for n in names) for r in plain))


# ---------------------------------------------------------------- add


def added_table(events: Sequence[Any]) -> Table:
    """What became of each document."""
    rows = tuple(
        (e.name or e.where, e.status, e.language, e.published, e.claims, e.leftovers, e.reason or ", ".join(e.notes))
        for e in events
    )
    return Table(columns=("document", "status", "language", "published", "claims", "leftovers", "notes"), rows=rows)


def intake_table(total: Any) -> Table:
    """The sum of an `add`, with the reasons of failures."""
    counts = [(n, getattr(total, n)) for n in ("new", "newer", "known", "failed", "claims", "leftovers")]
    notes = [f"{p.where}: {p.reason}" for p in total.problems[:20]]
    if len(total.problems) > 20:
        notes.append(f"and {total.failed - 20:,} more; --json lists each")
    return Table(title=total.ledger, columns=("documents", "count"), rows=tuple(counts), notes=tuple(notes))


# ---------------------------------------------------------------- why


def judgement_line(judgement: Judgement) -> str:
    """A judgement in one line."""
    j = judgement
    fields = ", ".join(f"{k} = {v}" for k, v in j.fields.items())
    words = (j.verb, j.other, fields, f"by {j.by}" if j.by else "", j.at, f"({j.reason})" if j.reason else "", j.id)
    return " ".join(w for w in words if w)


def _lines(trail: Any, depth: int) -> list[tuple[str, str, str]]:
    pad = "  " * depth
    weight = "" if trail.weight is None else f"{trail.weight:+.1%}"
    rows = [(pad + trail.id, weight, trail.says)]
    rows += [("", "", pad + line) for line in _detail(trail)]
    for part in trail.parts:
        rows += _lines(part, depth + 1)
    if trail.more:
        rows.append(("", "", f"{pad}and {trail.more:,} more"))
    return rows


def _detail(trail: Any) -> list[str]:
    lines = []
    w = trail.witness
    if w is not None:
        before, after = (" ".join(t.split()) for t in (w.before, w.after))
        lines.append(f"…{before}【{' '.join(w.quote.split())}】{after}…")
        about = (w.name, f"{w.start}-{w.end}", w.outlet, *(f"via {v}" for v in w.via), w.published, w.language)
        lines.append(" ".join(a for a in about if a))
        lines += [f"read as {w.read_as}"] if w.read_as else []
        lines += [f"repairs: {', '.join(w.repairs)}"] if w.repairs else []
        lines += [] if w.exact else ["the words no longer stand there: run `suanli audit`"]
    lines += [f"says who: {', '.join(trail.attribution)}"] if trail.attribution else []
    lines += [f"story {trail.story}: {', '.join(trail.story_members)}"] if trail.story else []
    lines += [f"flags: {', '.join(trail.flags)}"] if trail.flags else []
    lines += _sureness(trail)
    lines += [judgement_line(j) for j in trail.judgements]
    lines += [f"read earlier as: {e}" for e in trail.earlier]
    lines += ["the newest reading no longer finds it"] if trail.replaced else []
    return lines


def _sureness(trail: Any) -> list[str]:
    """How likely a claim was read right, and what is least sure of it; of what nobody judged yet."""
    if trail.claim is None or trail.confidence in {None, 1.0} or trail.review:
        return []
    unsure = f"; unsure: {', '.join(trail.claim.unsure)}" if trail.claim.unsure else ""
    return [f"{trail.confidence:.0%} likely read right{unsure}"]


def trail_table(trail: Any) -> Table:
    """A trail as an indented list."""
    rows = tuple(_lines(trail, 0))
    if not any(weight for _, weight, _ in rows):
        return Table(
            title=f"{trail.what} {trail.id}", columns=("id", "what it says"), rows=tuple((a, c) for a, _, c in rows)
        )
    return Table(title=f"{trail.what} {trail.id}", columns=("id", "leverage", "what it says"), rows=rows)


def trail_json(trail: Any) -> Any:
    """A trail as plain data, without fields that say nothing."""

    def bare(data: Any) -> Any:
        if isinstance(data, dict):
            return {k: bare(v) for k, v in data.items() if v not in (None, "", [], {}, ()) or k in ("exact", "weight")}
        return [bare(v) for v in data] if isinstance(data, list | tuple) else data

    return bare(msgspec.to_builtins(trail))


# ---------------------------------------------------------------- review


def doubt_json(doubt: Any) -> dict[str, Any]:
    """A claim worth a look, as plain data: the claim in its published form, and why."""
    from suanli.display.claims import flat_claim

    rest = {n: getattr(doubt, n) for n in ("score", "reasons", "leverage", "against")}
    return {"claim": flat_claim(doubt.claim), **rest}


def queue_table(doubts: Sequence[Any]) -> Table:
    """Claims worth a look, the doubtful and weighty first."""
    rows = tuple(
        (d.claim.id, d.score, ", ".join(d.claim.actors), d.claim.kind, _amount(d.claim), "; ".join(d.reasons))
        for d in doubts
    )
    return Table(columns=("id", "score", "who", "kind", "how many", "why look"), rows=rows)
