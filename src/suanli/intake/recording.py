"""`add`: files into a ledger. What an event reports is on disk when the event is given."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from suanli import ledger as books
from suanli.intake import files
from suanli.intake.crew import Crew, in_turn
from suanli.intake.versions import extractor_version
from suanli.intake.worker import Found, One, Task
from suanli.ledger.opening import DEFAULT, Place, opened
from suanli.terms import Failure

__all__ = ["Added", "Intake", "add", "adding"]

_GLANCE = 256  # files asked about at once
_COMMIT_DOCUMENTS = 100
_COMMIT_BYTES = 8 << 20
_COMMIT_S = 2.0
_PROBLEMS = 1_000
_FEW = 8  # files that are not worth starting workers for


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a document or file: `status` is new, newer (read again by a newer version), known or failed."""

    where: str
    status: str
    document: str = ""
    name: str = ""
    language: str = ""
    published: str = ""
    claims: int = 0
    leftovers: int = 0
    repairs: int = 0
    notes: tuple[str, ...] = ()
    reason: str = ""


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What `add` did: documents by status, claims kept, and the problems (the first 1,000) with reasons."""

    ledger: str
    extractor: str
    new: int = 0
    newer: int = 0
    known: int = 0
    failed: int = 0
    claims: int = 0
    leftovers: int = 0
    reasons: dict[str, int] = {}
    problems: tuple[Failure, ...] = ()


def add(
    paths: str | Path | Iterable[str | Path],
    *,
    on: dt.date | None = None,
    jobs: int | None = None,
    ledger: Place = DEFAULT,
) -> Intake:
    """Read every file under the paths, extract its claims, keep all in the ledger; safe to repeat.

    `paths` are files, folders, globs, or ``-`` for standard input. `on` is the day from which undated
    texts count as known (unknown when absent). `jobs` is the number of worker processes (default: one a
    core). Files that this version has read are passed over; a bad file is reported and the rest goes on.
    """
    total = None
    for total in adding(paths, on=on, jobs=jobs, ledger=ledger):  # noqa: B007 - the last one is the sum
        pass
    assert isinstance(total, Intake)
    return total


def adding(
    paths: str | Path | Iterable[str | Path],
    *,
    on: dt.date | None = None,
    jobs: int | None = None,
    ledger: Place = DEFAULT,
) -> Iterator[Added | Intake]:
    """As `add`, giving each document as soon as it is on disk, and the sum at the end."""
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    sums: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    problems: list[Failure] = []
    with opened(ledger, create=True) as book, ExitStack() as stack:
        desk = _Desk(book, stack, on=on, jobs=jobs)
        for event in desk.events(listed):
            sums[event.status] += 1
            sums["claims"] += event.claims if event.status in ("new", "newer") else 0
            sums["leftovers"] += event.leftovers
            if event.status == "failed":
                reasons[event.reason.partition(";")[0][:80]] += 1
                problems += [Failure(where=event.where, reason=event.reason)][: _PROBLEMS - len(problems)]
            yield event
        yield Intake(
            ledger=book.name, extractor=desk.extractor, new=sums["new"], newer=sums["newer"], known=sums["known"],
            failed=sums["failed"], claims=sums["claims"], leftovers=sums["leftovers"],
            reasons=dict(sorted(reasons.items())), problems=tuple(problems),
        )  # fmt: skip


class _Desk:
    """One run of `add`: looks up what is known, has the rest read, writes in groups."""

    def __init__(self, book: books.Ledger, stack: ExitStack, *, on: dt.date | None, jobs: int | None) -> None:
        self.book, self.stack = book, stack
        self.added = on.isoformat() if on else ""
        self.jobs = max(1, jobs if jobs is not None else (os.cpu_count() or 1))
        self.extractor = extractor_version()
        self.parts: list[tuple[int, int]] = []  # documents and claims of the parts of the file at hand
        self.waiting: list[tuple[Task, Found]] = []
        self.size = self.many = 0
        self.since = time.monotonic()
        self.stdin: Path | None = None

    def events(self, paths: Sequence[str | Path]) -> Iterator[Added]:
        """An event for every file that is known or failed, and for every document that was kept."""
        said: list[Added] = []
        file = str(self.book.url.database) if self.book.url.get_backend_name() == "sqlite" else ""
        own = [Path(file + tail) for tail in ("", "-wal", "-shm")] if file else []
        tasks = self._tasks(self._files(paths, own), said)
        for task, found in self._read(tasks):
            yield from _drained(said)
            self.waiting.append((task, found))
            self.size += sum(len(one.content or one.document.original) for one in found.ones)
            self.many += max(1, len(found.ones))
            if self._full():
                yield from self._write()
        yield from _drained(said)
        yield from self._write()

    def _files(self, paths: Sequence[str | Path], own: Sequence[Path]) -> Iterator[Path | Failure]:
        for path in paths:
            if str(path) == "-":
                self.stdin = self.stack.enter_context(files.standard_input())
                yield self.stdin
            else:
                yield from files.found([path], without=own)

    def _tasks(self, places: Iterator[Path | Failure], said: list[Added]) -> Iterator[Task]:
        """A task for each file not read before; what needs no reading goes to `said` at once."""
        while some := list(itertools.islice(places, _GLANCE)):
            hashed = [(p, _digest(p)) for p in some if isinstance(p, Path)]
            said += [_failed(p) for p in some if isinstance(p, Failure)]
            said += [_failed(h) for _, h in hashed if isinstance(h, Failure)]
            known = books.known_files(self.book, [h for _, h in hashed if isinstance(h, str)], extractor=self.extractor)
            for place, sha in hashed:
                if isinstance(sha, Failure):
                    continue
                shown = "-" if place == self.stdin else str(place)
                if sha in known:
                    said.append(_known(shown, known[sha]))
                    continue
                yield Task(path=str(place), shown=shown, sha256=sha)

    def _read(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Found]]:
        """Few files in this process, many by workers."""
        first = list(itertools.islice(tasks, _FEW + 1))
        if self.jobs == 1 or len(first) <= _FEW:
            return in_turn(itertools.chain(first, tasks))
        crew = self.stack.enter_context(Crew(self.jobs))
        return crew.answers(itertools.chain(first, tasks))

    def _full(self) -> bool:
        many = self.many >= _COMMIT_DOCUMENTS or self.size >= _COMMIT_BYTES
        return many or time.monotonic() - self.since > _COMMIT_S

    def _write(self) -> Iterator[Added]:
        """Commit what waits; only then say so."""
        group, self.waiting, self.size, self.many = self.waiting, [], 0, 0
        entries = [
            books.Entry(document=one.document, extraction=one.extraction, content=one.content)
            for _, found in group
            for one in found.ones
        ]
        read = [file for task, found in group for file in self._file(task, found)]
        kept = iter(
            books.write(self.book, entries, extractor=self.extractor, added=self.added, files=read) if group else ()
        )
        self.since = time.monotonic()
        for task, found in group:
            yield from (_kept(task, one, next(kept)) for one in found.ones)
            yield from (_failed(f) for f in found.failures)

    def _file(self, task: Task, found: Found) -> Iterator[books.File]:
        """The file as read to its end, once its last part is there (parts of a file follow each other)."""
        self.parts.append((len(found.ones), sum(len(one.extraction.claims) for one in found.ones)))
        if found.more:
            return
        counts, self.parts = self.parts, []
        documents = sum(n for n, _ in counts)
        problem = "" if documents or not found.failures else found.failures[0].reason
        if found.lasting:
            yield books.File(
                sha256=task.sha256,
                name=task.shown,
                documents=documents,
                claims=sum(n for _, n in counts),
                problem=problem,
            )


def _drained(said: list[Added]) -> Iterator[Added]:
    events = said[:]
    said.clear()
    yield from events


def _digest(place: Path) -> str | Failure:
    try:
        return files.digest(place)
    except OSError as error:
        return Failure(where=str(place), reason=str(error.strerror or error).casefold(), hint="check the file")


def _known(shown: str, file: books.File) -> Added:
    if file.problem:
        return Added(where=shown, status="failed", reason=file.problem)
    return Added(where=shown, status="known", claims=file.claims)


def _failed(failure: Failure) -> Added:
    return Added(where=failure.where, status="failed", reason=str(failure).partition(": ")[2])


def _kept(task: Task, one: One, kept: books.Kept) -> Added:
    document, extraction = one.document, one.extraction
    day = document.published.since if document.published else None
    return Added(
        where=task.shown, status=kept.status, document=document.id, name=document.name, language=document.language,
        published=day.isoformat() if day else "", claims=len(extraction.claims),
        leftovers=len(extraction.leftovers), repairs=len(document.edits), notes=document.notes,
    )  # fmt: skip
