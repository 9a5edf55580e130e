"""Files and folders that appear under their name only when they are complete and on disk."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suanli.errors import LedgerError

__all__ = ["into_place"]

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD


@contextmanager
def into_place(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to; it takes the target's name when the block ends well.

    At every moment `target` is what it was or what it becomes. What killed runs left behind is cleared.
    A link stays a link; a device or pipe, whose name must stay its own, is refused.
    """
    target = Path(os.path.realpath(target))
    if target.exists() and not target.is_file() and not target.is_dir():
        raise LedgerError(f"{target}: is a device or a pipe; name a file")
    fresh = target.with_name(f".{target.name}.{os.getpid()}.part")
    _clear(target)
    try:
        yield fresh
        _to_disk(fresh)
        _swap(fresh, target)
        _sync(target.parent)
    finally:
        _remove(fresh)


def _clear(target: Path) -> None:
    """Remove parts whose process is gone, and our own."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.(\d{{1,10}})\.part(-wal|-shm|-journal)?")
    for place in target.parent.iterdir() if target.parent.is_dir() else ():
        found = pattern.fullmatch(place.name)
        if found and (int(found[1]) == os.getpid() or not _alive(int(found[1]))):
            _remove(place)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _swap(fresh: Path, target: Path) -> None:
    if not target.is_dir() or target.is_symlink():
        fresh.replace(target)
    elif not _exchange(fresh, target):  # a folder cannot replace a full one in a single plain rename
        old = target.with_name(f".{target.name}.{os.getpid()}.old")
        _remove(old)
        target.rename(old)
        fresh.rename(target)
        _remove(old)


def _exchange(one: Path, two: Path) -> bool:
    """Swap two names in one step, where the system can (Linux)."""
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    return call is not None and call(_HERE, os.fsencode(one), _HERE, os.fsencode(two), _EXCHANGE) == 0


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    if path.is_dir():
        for place in sorted(path.rglob("*")):
            _sync(place)
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
