"""Claims kept, judged and traced: what was said, by whom, in which words, and what rests on it.

A ledger is a SQLite file (the default) or a PostgreSQL database; every function takes a path, a database
URL or an open `Ledger`.
"""

from __future__ import annotations

from suanli.ledger.finding import claims, document, documents, find, leftovers, stories
from suanli.ledger.judging import judge, judgements
from suanli.ledger.opening import Ledger
from suanli.ledger.results import record, record_stories
from suanli.ledger.trails import Trail, Witness, why
from suanli.ledger.writing import Entry, File, Kept, known_files, write

__all__ = [
    "Entry",
    "File",
    "Kept",
    "Ledger",
    "Trail",
    "Witness",
    "claims",
    "document",
    "documents",
    "find",
    "judge",
    "judgements",
    "known_files",
    "leftovers",
    "record",
    "record_stories",
    "stories",
    "why",
    "write",
]
