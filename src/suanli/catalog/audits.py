"""`audit`: every problem in the catalog's data, each named with file and key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from suanli import catalog
from suanli.catalog.checks import CHECKS, Problem, clashes, references, rows_problems, sources
from suanli.catalog.loading import DATA, Shelf, folders, read_form
from suanli.errors import CatalogError

__all__ = ["audit"]


def _entries(shelf: Shelf, folder: Path | None) -> tuple[list, list[Problem]]:  # type: ignore[type-arg]
    """What loads of a shelf, and a problem for each file that does not."""
    paths = shelf.paths() if folder is None else {p.stem: p for p in sorted((folder / shelf.kind).glob("*.toml"))}
    good, bad = [], []
    for path in paths.values():
        try:
            good.append(read_form(path, shelf.form))
        except CatalogError as error:
            where, _, what = str(error).partition(": ")
            bad.append(Problem(severity="error", where=where, what=what))
    return good, bad


def _tables() -> Iterator[Problem]:
    """Problems in the CSV tables, a table that cannot be read included."""
    for read in (catalog.supply, catalog.training_runs, catalog.serving_runs):
        try:
            read()
        except CatalogError as error:
            yield Problem(severity="error", where="tables", what=str(error))
    try:
        yield from rows_problems(catalog.prices(), catalog.chips)
    except CatalogError as error:
        yield Problem(severity="error", where="tables", what=str(error))


def _problems(folder: Path | None) -> Iterator[Problem]:
    known = {kind: set(shelf) for kind, shelf in catalog.shelves.items()}
    for kind, shelf in catalog.shelves.items():
        entries, bad = _entries(shelf, folder)
        yield from bad
        known[kind] |= {e.id for e in entries}
        for entry in entries:
            yield from sources(kind, entry)
            yield from references(kind, entry, known)
            if kind in CHECKS:
                yield from CHECKS[kind](entry)
        yield from clashes(kind, entries)
    if folder is None:
        yield from _tables()


def audit(folder: str | Path | None = None) -> tuple[Problem, ...]:
    """All problems in `folder` (shaped like catalog/data), or in the catalog in use, errors first.

    Severity `error` is a fault to mend; `differs` says that two sources disagree, such as a printed TPP
    against the one recomputed from the dense rates.
    """
    place = None if folder is None else Path(folder)
    if place is not None and not place.is_dir():
        if place.is_file():
            raise CatalogError(f"{folder}: a file, not a folder of data; a ledger is audited with --ledger {folder}")
        raise CatalogError(f"{folder}: not a folder; name one shaped like {DATA.name}/ with chips/, rules/, ...")
    if place is None:
        folders()
    return tuple(sorted(_problems(place), key=lambda p: (p.severity != "error", p.where, p.what)))
