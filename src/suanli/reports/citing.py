"""How to cite the page: plain words, BibTeX and CSL-JSON, all from the page's own hash and day."""

from __future__ import annotations

import json

import msgspec

from suanli.reports.shapes import Page
from suanli.reports.wording import Voice

__all__ = ["Citation", "citation"]


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """The three forms of one citation."""

    plain: str
    bibtex: str
    csl: str


def _escaped(text: str) -> str:
    """Text that BibTeX does not take for markup."""
    return "".join(f"\\{c}" if c in "&%$#_{}" else " " if c in "\\~^\n\r" else c for c in text)


def citation(page: Page, voice: Voice, title: str) -> Citation:
    """The citation of a page: the same ledger, day and version give the same one."""
    on = page.asked.on
    note = f"suanli {page.version}, ledger {page.ledger_hash}, state of {on.isoformat()}" + (
        f", known by {page.asked.as_of.isoformat()}" if page.asked.as_of else ""
    )
    key = f"suanli-{on.year}-{page.ledger_hash[:8]}"
    fields = {
        "author": "{suanli}",
        "title": f"{{{_escaped(title)}}}",
        "year": str(on.year),
        "note": f"{{{_escaped(note)}}}",
    }
    body = ",\n".join(f"  {k} = {v if v.startswith('{') else '{' + v + '}'}" for k, v in fields.items())
    csl = [
        {
            "id": key,
            "type": "report",
            "title": title,
            "author": [{"literal": "suanli"}],
            "issued": {"date-parts": [[on.year, on.month, on.day]]},
            "version": page.version,
            "note": note,
            "language": voice.lang,
        }
    ]
    return Citation(
        plain=f"suanli ({on.year}). {title}. {note}.",
        bibtex=f"@techreport{{{key},\n{body}\n}}",
        csl=json.dumps(csl, ensure_ascii=False, indent=1),
    )
