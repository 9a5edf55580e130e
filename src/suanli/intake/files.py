"""Which files a list of paths means: files, folders, globs, and ``-`` for standard input."""

from __future__ import annotations

import glob
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from suanli.errors import Unreadable
from suanli.terms import Failure

__all__ = ["STDIN_BYTES", "digest", "found", "standard_input"]

STDIN_BYTES = 64 << 20


def found(paths: Iterable[str | Path], *, without: Iterable[Path] = ()) -> Iterator[Path | Failure]:
    """Every file under the paths, folders in order of name; a `Failure` for a path that leads nowhere.

    Hidden files of a folder are passed over, links to folders are not followed (a `Failure` says so), and the
    files in `without` (the ledger's own) are left out.
    """
    skipped = {p.absolute() for p in without}
    names = {p.name for p in skipped}  # asked first: to tell where a file lies costs more than its name
    for path in paths:
        place = Path(path)
        if place.is_dir():
            for file in _under(place):
                if isinstance(file, Failure) or file.name not in names or file.absolute() not in skipped:
                    yield file
        elif os.path.lexists(place):
            yield place
        else:
            yield from _matching(str(path))


def _under(folder: Path) -> Iterator[Path | Failure]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        yield Failure(where=str(folder), reason=str(error.strerror), hint="check the permissions")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            oddity = "" if entry.is_dir(follow_symlinks=False) or entry.is_file() else _oddity(entry)
        except OSError as error:  # a link to itself, or a place that may not be looked into
            oddity = str(error.strerror or error).casefold()
        if oddity:
            yield Failure(where=entry.path, reason=oddity, hint="name the file itself")
        elif entry.is_dir(follow_symlinks=False):
            yield from _under(Path(entry.path))
        else:
            yield Path(entry.path)


def _oddity(entry: os.DirEntry[str]) -> str:
    """What a folder's entry is that is neither file nor folder."""
    if not entry.is_symlink():
        return "neither a file nor a folder"
    return "a link to a folder, not followed" if entry.is_dir() else "a link that leads nowhere"


def _matching(pattern: str) -> Iterator[Path | Failure]:
    names = (p for p in sorted(glob.glob(pattern, recursive=True)) if Path(p).is_file())  # noqa: PTH207
    empty = True
    for name in names:
        empty = False
        yield Path(name)
    if empty:
        yield Failure(where=pattern, reason="no such file or folder", hint="check the path")


def digest(path: Path) -> str:
    """The sha256 of a file's bytes, read in pieces."""
    hashed = hashlib.sha256()
    with path.open("rb", buffering=0) as data:  # a small file takes one read, and no buffer of a quarter megabyte
        while piece := data.read(_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


_PIECE = 1 << 16


@contextmanager
def standard_input() -> Iterator[Path]:
    """Standard input as a file, for the block."""
    data = sys.stdin.buffer.read(STDIN_BYTES + 1)
    if len(data) > STDIN_BYTES:
        raise Unreadable(f"-: more than {STDIN_BYTES:,} bytes on standard input; save them as a file")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "stdin.txt"
        place.write_bytes(data)
        yield place
