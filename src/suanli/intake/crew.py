"""Workers in processes of their own: a reader that crashes, hangs or eats memory loses its document only."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

import msgspec

from suanli.intake.worker import Found, Task, parts, send
from suanli.terms import Failure

__all__ = ["Crew", "in_turn"]

_AHEAD = 3  # tasks sent to a worker before it has answered, so that it never waits
_PARTS = 4  # parts of an archive held back until its turn
_WINDOW = 32  # answers held back, per worker, to give them in the order asked
_LOADING_S = 120.0
_GRACE_S = 5.0  # for a worker that has closed its end to be gone
_found = msgspec.msgpack.Decoder(Found)


class _Worker:
    """One process, with the tasks it was sent and has not answered, oldest first."""

    def __init__(self) -> None:
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "suanli.intake.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.inlet, self.outlet = self.process.stdin, self.process.stdout
        self.sent: deque[tuple[int, Task]] = deque()
        self.buffer = bytearray()
        self.since = time.monotonic()
        self.ready = False  # its first message says that it has loaded everything

    def ask(self, number: int, task: Task) -> None:
        if not self.sent and self.ready:
            self.since = time.monotonic()
        self.sent.append((number, task))
        with suppress(BrokenPipeError):  # its end is noticed when its answers are read
            send(self.inlet, task)

    def overdue(self, seconds: float) -> bool:
        """Whether it has been at one file (or at loading) for too long."""
        return time.monotonic() - self.since > (seconds if self.ready else max(seconds, _LOADING_S))

    def hear(self) -> list[tuple[int, Found]] | None:
        """Answers that have come, or None if the worker has ended."""
        data = os.read(self.outlet.fileno(), 1 << 20)
        if not data:
            return None
        self.buffer += data
        heard = []
        while len(self.buffer) >= 4 and len(self.buffer) >= (size := int.from_bytes(self.buffer[:4], "big") + 4):
            if self.ready:
                part = _found.decode(self.buffer[4:size])
                heard.append((self.sent[0][0], part))
                if not part.more:
                    self.sent.popleft()
            del self.buffer[:size]
            self.since, self.ready = time.monotonic(), True
        return heard

    def end(self, grace_s: float = 0.0) -> int:
        """End it, after so many seconds for one that ends by itself; gives its exit code, below 0 for a signal."""
        with suppress(OSError):
            self.inlet.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(grace_s)
        self.process.kill()
        self.outlet.close()
        return self.process.wait()


class Crew:
    """`jobs` workers. `answers(tasks)` gives what each task found, in the order of the tasks.

    `seconds` bounds a file's time (an archive's: between two parts); a worker that overruns or dies is replaced.
    """

    def __init__(self, jobs: int, *, seconds: float = 120.0) -> None:
        """Start nothing yet: workers start with the first tasks."""
        self.jobs, self.seconds = jobs, seconds
        self._workers: list[_Worker] = []
        self._again: deque[tuple[int, Task]] = deque()
        self._done: dict[int, deque[Found]] = {}
        self._turn = 0  # the task whose answers are given next

    def answers(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Found]]:
        """What each task found, in order; a bounded number of tasks and answers is under way at a time."""
        waiting = enumerate(tasks)
        asked: dict[int, Task] = {}
        more = True
        while more or asked:
            while (worker := self._free()) is not None:
                if self._again:
                    worker.ask(*self._again.popleft())
                    continue
                number, task = next(waiting, (-1, None)) if more and len(asked) < self.jobs * _WINDOW else (-1, None)
                if task is None:
                    more = more and len(asked) >= self.jobs * _WINDOW
                    break
                asked[number] = task
                worker.ask(number, task)
            if not self._done.get(self._turn):
                self._listen()
            yield from self._next(asked)

    def _next(self, asked: dict[int, Task]) -> Iterator[tuple[Task, Found]]:
        """The answers that are due, in turn."""
        while self._done.get(self._turn):
            part = self._done[self._turn].popleft()
            yield asked[self._turn], part
            if not part.more:
                del self._done[self._turn], asked[self._turn]
                self._turn += 1

    def _free(self) -> _Worker | None:
        """A worker that may be sent a task; started when there are too few."""
        idle = min(self._workers, key=lambda w: len(w.sent), default=None)
        if idle is not None and not idle.sent:
            return idle
        if len(self._workers) < self.jobs:
            self._workers.append(_Worker())
            return self._workers[-1]
        return idle if idle is not None and len(idle.sent) < _AHEAD else None

    def _heard(self, worker: _Worker) -> bool:
        """Whether to read on: not from one that runs far ahead of its turn."""
        number = worker.sent[0][0] if worker.sent else self._turn
        return number == self._turn or len(self._done.get(number, ())) < _PARTS

    def _listen(self) -> None:
        """Collect answers; the tasks of a worker that ended are asked again, less the one to blame."""
        listened = [w for w in self._workers if self._heard(w)]
        with selectors.DefaultSelector() as selector:
            for worker in listened:
                selector.register(worker.outlet, selectors.EVENT_READ, worker)
            for key, _ in selector.select(timeout=1.0):
                heard = key.data.hear()
                if heard is None:
                    self._bury(key.data, reason="")
                for number, part in heard or ():
                    self._done.setdefault(number, deque()).append(part)
        for worker in [w for w in listened if w.sent and w in self._workers and w.overdue(self.seconds)]:
            self._bury(worker, reason=f"took more than {self.seconds:g} s")

    def _bury(self, worker: _Worker, *, reason: str) -> None:
        self._workers.remove(worker)
        code = worker.end(0.0 if reason else _GRACE_S)
        if not worker.sent:
            return
        (number, task), *others = worker.sent
        words = reason or f"its reader ended with {'signal' if code < 0 else 'code'} {abs(code)}"
        words += "" if worker.ready else ", before it had loaded"
        hint = "leave the file out" if worker.ready else f"`suanli extract {task.shown}` shows the error"
        failure = Failure(where=task.shown, reason=words, hint=hint)
        self._done.setdefault(number, deque()).append(Found(failures=(failure,), lasting=False))
        self._again.extend(others)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()


def in_turn(tasks: Iterable[Task]) -> Iterator[tuple[Task, Found]]:
    """As `Crew.answers`, one after another in this process."""
    return ((task, part) for task in tasks for part in parts(task))
