"""Adding what was read: documents, readings, claims; all of a batch or nothing, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.errors import LedgerError
from suanli.ledger import dialects, packing, tables
from suanli.ledger.judging import refresh
from suanli.ledger.naming import mention
from suanli.ledger.opening import Ledger
from suanli.terms import Claim, Document, Extraction

__all__ = ["Batch", "Entry", "File", "Kept", "known_files", "write"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A document with what was extracted from it, and its bytes where they are at hand."""

    document: Document
    extraction: Extraction
    content: bytes | None = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file read to its end: by its bytes' hash, with how many documents and claims it gave, or its problem."""

    sha256: str
    name: str
    documents: int = 0
    claims: int = 0
    problem: str = ""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an entry: `status` is new, newer (read again by a newer version) or known."""

    document: str
    status: str
    claims: int


def known_files(ledger: Ledger, hashes: Sequence[str], *, extractor: str) -> dict[str, File]:
    """Of the files with these hashes, those that this version has read to the end."""
    f = tables.files.c
    found = {}
    with ledger.reading() as connection:
        for some in tables.chunks(hashes):
            query = sa.select(tables.files).where(f.sha256.in_(some), f.extractor == extractor)
            for r in connection.execute(query):
                found[r.sha256] = File(
                    sha256=r.sha256, name=r.name, documents=r.documents, claims=r.claims, problem=r.problem
                )
    return found


def known_documents(connection: sa.Connection, hashes: Sequence[str]) -> dict[str, int]:
    """The numbers of the documents with these hashes."""
    d = tables.documents.c
    found: dict[str, int] = {}
    for some in tables.chunks(hashes):
        found.update(tuple(r) for r in connection.execute(sa.select(d.sha256, d.seq).where(d.sha256.in_(some))))
    return found


def write(
    ledger: Ledger, entries: Sequence[Entry], *, extractor: str, added: str = "", files: Sequence[File] = ()
) -> tuple[Kept, ...]:
    """Keep entries in one transaction: when this returns they are on disk, if it raises none is.

    `extractor` names the version that read them: a document that this version has read is left as it is,
    one that another version read gets a further reading. `added` is the ISO day, for undated texts the day
    from which they count as known. `files` are marked as read to the end.
    """
    with ledger.writing() as connection:
        batch = Batch(connection, extractor, added)
        kept = batch.add(entries)
        rows = [{**_file_row(f), "extractor": extractor, "added": added} for f in files]
        dialects.add_unless_known(connection, tables.files, rows, key=("sha256", "extractor"))
    return kept


def _file_row(file: File) -> dict[str, Any]:
    """A file's row; a name of bytes that are no UTF-8 is kept with escapes."""
    row = msgspec.structs.asdict(file)
    return {**row, "name": dialects.storable(file.name), "problem": dialects.storable(file.problem)}


class Batch:
    """One transaction's worth of entries; numbers are given here, under the writers' lock."""

    def __init__(self, connection: sa.Connection, extractor: str, added: str) -> None:
        self.connection, self.extractor, self.added = connection, extractor, added
        self.readings: list[dict[str, Any]] = []
        self.rows: list[dict[str, Any]] = []
        self.claims: list[tuple[int, Claim]] = []
        self.contents: dict[int, tuple[str, bytes]] = {}  # form and bytes by document

    def add(self, entries: Sequence[Entry]) -> tuple[Kept, ...]:
        """Keep the entries; gives what became of each."""
        numbers, fresh = self._documents(entries)
        read = self._read_before(set(numbers.values()))
        self.reading, self.claim = (tables.last_seq(self.connection, t) for t in (tables.readings, tables.claims))
        kept = []
        for entry in entries:
            number = numbers[entry.document.sha256]
            earlier = read.setdefault(number, set())
            if self.extractor in earlier:
                kept.append(Kept(document=entry.document.id, status="known", claims=0))
                continue
            count = self._take(entry, number, again=bool(earlier))
            earlier.add(self.extractor)
            status = "new" if number in fresh and len(earlier) == 1 else "newer"
            kept.append(Kept(document=entry.document.id, status=status, claims=count))
        self._flush()
        return tuple(kept)

    def _documents(self, entries: Sequence[Entry]) -> tuple[dict[str, int], set[int]]:
        """Number of every entry's document by hash, those not seen before added; and which are fresh."""
        known = known_documents(self.connection, [e.document.sha256 for e in entries])
        number, rows = tables.last_seq(self.connection, tables.documents), []
        for entry in entries:
            if entry.document.sha256 not in known:
                number += 1
                known[entry.document.sha256] = number
                row = packing.document_row(entry.document, entry.content, added=self.added)
                rows.append({"seq": number, **row})
                self.contents[number] = (row["form"], entry.content or b"" if row["form"] == "bytes" else b"")
        dialects.insert(self.connection, tables.documents, rows)
        return known, {r["seq"] for r in rows}

    def _read_before(self, numbers: set[int]) -> dict[int, set[str]]:
        """The versions that have read each document."""
        r = tables.readings.c
        found: dict[int, set[str]] = {}
        for some in tables.chunks(sorted(numbers)):
            query = sa.select(r.document, r.extractor).where(r.document.in_(some))
            for number, extractor in self.connection.execute(query):
                found.setdefault(number, set()).add(extractor)
        return found

    def _take(self, entry: Entry, number: int, *, again: bool) -> int:
        self._check(entry, number, again=again)
        self.reading += 1
        form, content = self._content(entry, number)
        known_at = packing.day_known(entry.document.published, self.added)
        row = packing.reading_row(entry.document, entry.extraction.leftovers, form=form, content=content)
        self.readings.append(
            {"seq": self.reading, "document": number, "extractor": self.extractor, "replaced": None,
             "claims": len(entry.extraction.claims), "known_at": known_at, "added": self.added, **row}
        )  # fmt: skip
        rows = {(r["id"], r["digest"]): (c, r) for c in entry.extraction.claims for r in [packing.claim_row(c)]}
        if again:
            rows = self._still_standing(rows, number, known_at)
        for claim, data in rows.values():
            self._claim(claim, {**data, "document": number, "known_at": known_at})
        return len(rows)

    def _check(self, entry: Entry, number: int, *, again: bool) -> None:
        """Refuse an extraction of another document, and a second name for a document."""
        name = entry.document.id
        d = tables.documents.c
        held = self.connection.execute(sa.select(d.id).where(d.seq == number)).scalar() if again else name
        strange = {c.doc_id for c in entry.extraction.claims} - {name}
        if held != name or strange:
            other = held if held != name else min(strange)
            raise LedgerError(f"{name}: handed over as {other} too; give a document one id")

    def _content(self, entry: Entry, number: int) -> tuple[str, bytes]:
        """Form and bytes of the document as the ledger holds them."""
        if number not in self.contents:
            d = tables.documents.c
            row = self.connection.execute(sa.select(d.form, d.content).where(d.seq == number)).one()
            return row.form, packing.content_of(row.content)
        form, content = self.contents[number]
        return form, content or entry.document.original.encode("utf-8", "surrogatepass")

    def _still_standing(self, rows: dict[Any, Any], number: int, known_at: str) -> dict[Any, Any]:
        """Close what the new reading no longer finds; give back what it finds for the first time."""
        r, c = tables.readings.c, tables.claims.c
        latest = (r.document == number) & r.replaced.is_(None)
        self._flush()
        self.connection.execute(
            tables.readings.update().where(latest, r.seq < self.reading).values(replaced=self.reading)
        )
        query = sa.select(c.seq, c.id, c.digest).where(c.document == number, c.last.is_(None))
        standing = {(s.id, s.digest): s.seq for s in self.connection.execute(query)}
        gone = [seq for key, seq in standing.items() if key not in rows]
        for some in tables.chunks(gone):
            self.connection.execute(tables.claims.update().where(c.seq.in_(some)).values(last=self.reading))
        stays = (c.document == number) & c.last.is_(None) & (c.known_at != known_at)
        self.connection.execute(tables.claims.update().where(stays).values(known_at=known_at))
        return {key: row for key, row in rows.items() if key not in standing}

    def _claim(self, claim: Claim, row: dict[str, Any]) -> None:
        self.claim += 1
        self.rows.append({"seq": self.claim, "first": self.reading, "last": None, "review": "", **row})
        self.claims.append((self.claim, claim))

    def _flush(self) -> None:
        dialects.insert(self.connection, tables.readings, self.readings)
        if self.rows:
            dialects.insert(self.connection, tables.claims, self.rows)
            dialects.search_text(self.connection, [(seq, c.evidence.text) for seq, c in self.claims])
            mention(self.connection, self.claims)
            refresh(self.connection, [row["id"] for row in self.rows])
        self.readings, self.rows, self.claims = [], [], []
