"""How claims, leftovers and extractions look; the flat JSON of the extraction interface."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import msgspec

from suanli.catalog.implying import implied_period
from suanli.display.writing import Table, compact, number
from suanli.terms import Claim, Extraction, Leftover, Period, Quantity

__all__ = [
    "claim_row",
    "claims_table",
    "flat_claim",
    "flat_leftover",
    "iso_period",
    "leftovers_table",
    "quantity_words",
]

_SHORT = re.compile(r"\d{4}(?:-(?:Q[1-4]|H[12]|\d\d(?:-\d\d)?))?")

SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "about": "~ ", "exact": "", "range": "", "magnitude": "order of "}


def iso_period(period: Period | None) -> str:  # noqa: C901 - one way of writing after another
    """A period as one ISO value (2025, 2025-Q1, 2025-H1, 2025-05, 2026-01-13, FY2025) or start/end; "" if unknown."""
    if period is None or (period.since is None and period.until is None):
        return ""
    if period.label.startswith("FY") or (period.precision in {"open", "month"} and _SHORT.fullmatch(period.label)):
        return period.label  # `from May on`, `by the end of May`: May
    if period.since is None or period.until is None:
        return f"{period.since or '..'}/{period.until - dt.timedelta(days=1) if period.until else '..'}"
    since, last = period.since, period.until - dt.timedelta(days=1)
    months = (period.until.year - since.year) * 12 + period.until.month - since.month
    whole = since.day == 1 and period.until.day == 1
    if since == last:
        return since.isoformat()
    if whole and months == 12 and since.month == 1:
        return str(since.year)
    if whole and months == 6 and since.month in {1, 7}:
        return f"{since.year}-H{1 + since.month // 7}"
    if whole and months == 3 and since.month % 3 == 1:
        return f"{since.year}-Q{1 + since.month // 3}"
    if whole and months == 1:
        return f"{since:%Y-%m}"
    if whole and since.month == 1 and period.until.month == 1:
        return f"{since.year}/{last.year}"
    if whole:
        return f"{since:%Y-%m}/{last:%Y-%m}"
    return f"{since}/{last}"


def flat_claim(claim: Claim) -> dict[str, Any]:
    """The interface object of a claim: coarse fields flat, finer fields after them."""
    quantity, implied = claim.quantity, implied_period(claim)
    coarse = {
        "doc_id": claim.doc_id,
        "kind": claim.kind,
        "actors": list(claim.actors),
        "counterparties": list(claim.counterparties),
        "chips": list(claim.chips),
        "measure": quantity.measure if quantity else "other",
        "low": quantity.low if quantity else None,
        "high": quantity.high if quantity else None,
        "unit": quantity.unit if quantity else "",
        "bound": quantity.bound if quantity else "",
        "period": iso_period(claim.period or implied),
        "status": claim.status,
        "stance": claim.stance,
        "polarity": claim.polarity,
        "attribution": "; ".join(claim.attribution),
        "evidence": {"start": claim.evidence.start, "end": claim.evidence.end, "text": claim.evidence.text},
    }
    rest = msgspec.to_builtins(claim)
    skipped = {*coarse, "quantity", "published"}
    finer = {k: v for k, v in rest.items() if k not in skipped and v not in (None, "", [], {})}
    if quantity and quantity.alternatives:
        finer["alternatives"] = msgspec.to_builtins(quantity.alternatives)
    if implied:
        finer["period_implied"] = True
    return coarse | finer | {"published": iso_period(claim.published)}


def flat_leftover(left: Leftover) -> dict[str, Any]:
    """A leftover as JSON: the reason stands under `leftover`, so that no reader takes it for a claim."""
    data = msgspec.to_builtins(left)
    return {"doc_id": left.doc_id, "leftover": left.reason} | {
        k: v for k, v in data.items() if k not in {"doc_id", "reason"}
    }


def quantity_words(quantity: Quantity | None) -> str:
    """A quantity as people read it: ``≥ 16 bn USD``, ``600,000..700,000 chips``."""
    if quantity is None:
        return "-"
    low, high = quantity.low, quantity.high
    unit = quantity.unit or quantity.measure
    if low is not None and high is not None and low != high:
        return f"{SIGNS.get(quantity.bound, '')}{compact(low)}..{compact(high)} {unit}"
    value = low if low is not None else high
    shown = "?" if value is None else (number(value, 6) if abs(value) < 1e5 else compact(value, 4))
    return f"{SIGNS.get(quantity.bound, '')}{shown} {unit}"


def claim_row(claim: Claim) -> tuple[Any, ...]:
    """One claim as a row: how sure, kind, who, of whom, what, how much, when, stance, says who, words.

    A field that is less than 75 % likely right ends in a question mark.
    """
    words = " ".join(claim.evidence.text.split())
    doubted = dict.fromkeys(("quantity", "kind", "chips", "actors", "stance"), "") | dict.fromkeys(claim.unsure, "?")
    return (
        f"{claim.confidence:.0%}",
        claim.kind + doubted["kind"],
        ("; ".join(claim.actors) or "-") + doubted["actors"],
        "; ".join(claim.counterparties) or "-",
        ("; ".join(claim.chips) or "-") + doubted["chips"],
        quantity_words(claim.quantity) + doubted["quantity"],
        iso_period(claim.period) or _bracketed(iso_period(implied_period(claim))),
        claim.stance + doubted["stance"],
        "; ".join(claim.attribution) or "-",
        f"«{words}»" + (f" [{', '.join(claim.flags)}]" if claim.flags else ""),
    )


def _bracketed(implied: str) -> str:
    """A period that no word told, in brackets."""
    return f"({implied})" if implied else "-"


COLUMNS = ("sure", "kind", "who", "other side", "chip", "how much", "when", "stance", "says who", "words")


def claims_table(extraction: Extraction) -> Table:
    """The claims of a document, one a row."""
    rows = tuple(claim_row(c) for c in extraction.claims)
    note = f"{len(extraction.claims)} claims, {len(extraction.leftovers)} quantities left over"
    return Table(title=extraction.doc_id, columns=COLUMNS, rows=rows, notes=(note,))


def leftovers_table(extraction: Extraction) -> Table:
    """What was read and not used, with the reason."""
    rows = tuple((" ".join(left.evidence.text.split()), left.reason) for left in extraction.leftovers)
    return Table(title=f"{extraction.doc_id}: left over", columns=("words", "reason"), rows=rows)
