"""Fair turns for the writers of a ledger file.

SQLite lets waiting writers poll, so one that writes without pause can starve the others beyond any time
limit. Here each takes two locks in a row, *next* and *now*: who has just written must queue behind the
one that already holds *next*. It is a courtesy among processes of one user on one machine; what keeps
the ledger whole is SQLite's own lock, with or without it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

__all__ = ["turn"]

_WAIT_S = 60.0
_LOOK_S = 0.004


@contextmanager
def turn(ledger: Path) -> Iterator[None]:
    """Wait for one's turn to write to a ledger file, for up to a minute; then go on and let SQLite decide."""
    with ExitStack() as stack:
        with suppress(OSError):
            name = hashlib.sha256(os.fsencode(ledger.resolve())).hexdigest()[:24]
            folder = _folder()
            ahead = stack.enter_context(_file(folder / f"{name}.next"))
            now = stack.enter_context(_file(folder / f"{name}.now"))
            end = time.monotonic() + _WAIT_S
            if _locked(ahead, end) and _locked(now, end):
                fcntl.flock(ahead, fcntl.LOCK_UN)
        yield


def _folder() -> Path:
    """A folder of this user's alone; its locks are files that stay, empty."""
    folder = Path(tempfile.gettempdir()) / f"suanli-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(str(folder))
    return folder


@contextmanager
def _file(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _locked(handle: int, end: float) -> bool:
    """Take a lock, looking every few milliseconds until `end`."""
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(_LOOK_S)
        else:
            return True
