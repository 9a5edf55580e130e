"""How a document looks: what was understood, its text, and what was changed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Any

import msgspec

from suanli.display.writing import Table
from suanli.terms import Document

__all__ = ["boilerplate_share", "diff_table", "document_record", "document_table"]

LONGEST = 400  # characters of a dropped stretch that a table shows


def boilerplate_share(document: Document) -> float:
    """The share of the original's characters that was dropped as not the article, 0 to 1."""
    return sum(s.end - s.start for s in document.dropped) / max(len(document.original), 1)


def _repairs(document: Document) -> dict[str, int]:
    return dict(sorted(Counter(e.kind for e in document.edits).items()))


def document_table(document: Document) -> Table:
    """What was understood of a document, and its clean text below."""
    d = document
    published = f"{d.published.label} ({d.published_from})" if d.published else "not said"
    repairs = ", ".join(f"{kind} {count:,}" for kind, count in _repairs(d).items()) or "none"
    rows = [
        ("title", d.title or "-"),
        ("outlet", d.outlet or "-"),
        ("attributed to", " < ".join(d.via) or "-"),
        ("author", d.author or "-"),
        ("published", published),
        ("language", d.language),
        ("encoding", f"{d.encoding} ({d.confidence:.0%} sure)"),
        ("repairs", repairs),
        ("boilerplate", f"{boilerplate_share(d):.0%} of {len(d.original):,} characters"),
        ("sentences", f"{len(d.sentences):,}"),
        ("periods", ", ".join(dict.fromkeys(p.label for p in d.periods if p.label)) or "-"),
    ]
    return Table(title=d.name, columns=("field", "value"), rows=tuple(rows), notes=("", d.text))


def document_record(document: Document) -> dict[str, Any]:
    """A document as JSON: every field but the original, which is the file itself; counts of repairs added."""
    data: dict[str, Any] = msgspec.to_builtins(document)
    del data["original"]
    data["repairs"] = _repairs(document)
    data["boilerplate_share"] = round(boilerplate_share(document), 4)
    return data


def diff_table(document: Document) -> Table:
    """Every paragraph that was changed, original beside clean, and every stretch that was dropped."""
    rows: list[tuple[int, str, str, str]] = []
    starts = [e.start for e in document.edits]
    position = 0
    for line in document.text.split("\n"):
        if line.strip():
            quote = document.quote(position, position + len(line))
            if quote.text != line:
                low, high = bisect_left(starts, quote.start), bisect_left(starts, quote.end)
                kinds = Counter(e.kind for e in document.edits[low:high])
                why = ", ".join(f"{k} {n}" for k, n in sorted(kinds.items())) or "markup"
                rows.append((quote.start, quote.text, line, why))
        position += len(line) + 1
    for span in document.dropped:
        words = " ".join(document.original[span.start : span.end].split())
        shown = words if len(words) <= LONGEST else words[:LONGEST] + " ..."
        rows.append((span.start, shown, "", span.kind))
    columns = ("at", "original", "clean", "why")
    return Table(title=f"{document.name}: what was changed", columns=columns, rows=tuple(sorted(rows)))
