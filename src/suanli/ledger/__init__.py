"""Claims kept, judged and traced: what was said, by whom, in which words, and what rests on it.

A ledger is a SQLite file (the default) or a PostgreSQL database; every function takes a path, a database
URL or an open `Ledger`.
"""

from __future__ import annotations

from suanli.ledger.auditing import audit_ledger
from suanli.ledger.backing import Backup, backup
from suanli.ledger.exporting import Exported, export
from suanli.ledger.finding import claims, document, documents, find, leftovers, stories
from suanli.ledger.hashing import content_hash
from suanli.ledger.importing import Imported, import_
from suanli.ledger.judging import judge, judgements
from suanli.ledger.opening import Ledger
from suanli.ledger.results import record, record_stories
from suanli.ledger.reviewing import Doubt, queue, review
from suanli.ledger.trails import Trail, Witness, why
from suanli.ledger.writing import Entry, File, Kept, known_files, write

__all__ = [
    "Backup",
    "Doubt",
    "Entry",
    "Exported",
    "File",
    "Imported",
    "Kept",
    "Ledger",
    "Trail",
    "Witness",
    "audit_ledger",
    "backup",
    "claims",
    "content_hash",
    "document",
    "documents",
    "export",
    "find",
    "import_",
    "judge",
    "judgements",
    "known_files",
    "leftovers",
    "queue",
    "record",
    "record_stories",
    "review",
    "stories",
    "why",
    "write",
]
