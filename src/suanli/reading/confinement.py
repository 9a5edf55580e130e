"""The parent's side of the worker: foreign bytes go out, documents come back, and no input can harm the rest."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import msgspec

from suanli.errors import Unreadable
from suanli.reading.limits import MAX_EXPANDED, SECONDS, WALL
from suanli.reading.worker import Answer, Order, frame
from suanli.terms import Document, Failure

__all__ = ["confined"]

CHUNK = 1 << 20
_LOCK = threading.RLock()
_current: list[_Worker] = []


class _Worker:
    """One process; it serves order after order until one breaks it."""

    def __init__(self) -> None:
        catalog = os.environ.get("SUANLI_CATALOG", "")
        self.catalog = catalog
        self.pid = os.getpid()
        self.busy = False
        self.process = subprocess.Popen(
            [sys.executable, "-m", "suanli.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )

    def usable(self) -> bool:
        """Whether it lives, is this process's own (not one from before a fork), and sees the same catalog."""
        same = self.pid == os.getpid() and self.catalog == os.environ.get("SUANLI_CATALOG", "")
        return same and self.process.poll() is None

    def stop(self) -> None:
        """End it at once."""
        if self.pid == os.getpid():
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):  # what was never sent is of no use now
                        pipe.close()

    def send(self, order: Order) -> None:
        """Write an order; a worker that died meanwhile shows when it is read."""
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(frame(order))
            self.process.stdin.flush()

    def read(self, size: int, deadline: float) -> bytes:
        """So many bytes of the answer; EOFError when the worker dies, TimeoutError when it stalls."""
        assert self.process.stdout
        handle = self.process.stdout.fileno()
        pieces = []
        while size:
            wait = deadline - time.monotonic()
            if wait <= 0 or not select.select([handle], [], [], wait)[0]:
                raise TimeoutError
            piece = os.read(handle, min(size, CHUNK))
            if not piece:
                raise EOFError
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def answer(self) -> Answer:
        """The next message."""
        deadline = time.monotonic() + WALL
        size = int.from_bytes(self.read(4, deadline), "big")
        if size > 4 * MAX_EXPANDED:
            raise EOFError
        return msgspec.msgpack.decode(self.read(size, deadline), type=Answer)


def _worker() -> _Worker:
    """A worker at rest, started when there is none. One that still owes answers to a reading stays its own."""
    for worker in [w for w in _current if not w.usable()]:
        _drop(worker)
    idle = next((w for w in _current if not w.busy), None)
    if idle is None:
        idle = _Worker()
        _current.append(idle)
    return idle


def _drop(worker: _Worker) -> None:
    """End one worker."""
    if worker in _current:
        _current.remove(worker)
    worker.stop()


@atexit.register
def _end() -> None:
    while _current:
        _current.pop().stop()


def confined(order: Order) -> Iterator[Document | Failure]:
    """What an order holds, opened in the worker. A whole input that fails raises `Unreadable`.

    A worker that dies before it has said anything gets one more chance in a fresh process: on a crowded machine
    it may have been killed for reasons that are not the input's.
    """
    with _LOCK:
        said = False
        try:
            for found in _opened(order):
                said = True
                yield found
        except _Died as death:
            if said:
                raise Unreadable(str(death)) from None
            try:
                yield from _opened(order)
            except _Died as again:
                raise Unreadable(str(again)) from None


class _Died(Exception):
    """The worker ended in the middle of an order."""


def _opened(order: Order) -> Iterator[Document | Failure]:
    """One try at an order; `_Died` when the worker ends, `Unreadable` when the input is at fault or stalls it."""
    worker = _worker()
    worker.busy = True
    worker.send(order)
    finished = False
    try:
        while True:
            answer = worker.answer()
            if answer.done:
                finished = True
                return
            if answer.raised and answer.failure:
                raise Unreadable(str(answer.failure))
            found = answer.document or answer.failure
            if found is not None:
                yield found
    except TimeoutError:
        raise Unreadable(f"{order.where}: the parser stalled for {WALL} s; leave the file out") from None
    except EOFError:
        raise _Died(f"{order.where}: {_death(worker)}; leave the file out") from None
    finally:
        spare = any(w is not worker and not w.busy for w in _current)
        if spare or (not finished and not _drained(worker)):
            _drop(worker)
        worker.busy = False


def _drained(worker: _Worker) -> bool:
    """Whether a worker is at rest after a failure; what it still has to say is read and dropped."""
    try:
        while worker.process.poll() is None:
            if worker.answer().done:
                return True
    except (TimeoutError, EOFError, msgspec.DecodeError):
        pass
    return False


def _death(worker: _Worker) -> str:
    """Why the worker died, in words."""
    code = worker.process.wait()
    if code in {-9, -24}:
        return f"the parser took more than {SECONDS} s of processor time, or was killed"
    return f"the parser broke down (signal {-code})" if code < 0 else f"the parser broke down (exit {code})"
