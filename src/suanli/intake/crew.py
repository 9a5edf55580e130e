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

from suanli.intake.worker import Found, Task, send, take
from suanli.terms import Failure

__all__ = ["Crew", "in_turn"]

_AHEAD = 3  # tasks sent to a worker before it has answered, so that it never waits
_WINDOW = 32  # answers held back, per worker, to give them in the order asked
_LOADING_S = 120.0
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
                number, _ = self.sent.popleft()
                heard.append((number, _found.decode(self.buffer[4:size])))
            del self.buffer[:size]
            self.since, self.ready = time.monotonic(), True
        return heard

    def end(self) -> int:
        with suppress(OSError):
            self.inlet.close()
        self.process.kill()
        self.outlet.close()
        return self.process.wait()


class Crew:
    """`jobs` workers. `answers(tasks)` gives what each task found, in the order of the tasks.

    `seconds` bounds a file's time; a worker that overruns or dies is replaced.
    """

    def __init__(self, jobs: int, *, seconds: float = 120.0) -> None:
        """Start nothing yet: workers start with the first tasks."""
        self.jobs, self.seconds = jobs, seconds
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()

    def answers(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Found]]:
        """What each task found, in order; a bounded number of tasks is under way at a time."""
        waiting = enumerate(tasks)
        again: deque[tuple[int, Task]] = deque()
        asked: dict[int, Task] = {}
        done: dict[int, Found] = {}
        next_out = 0
        more = True
        while more or asked:
            while more and len(asked) < self.jobs * _WINDOW and (worker := self._free()) is not None:
                number, task = again.popleft() if again else next(waiting, (-1, None))
                if task is None:
                    more = False
                    break
                asked[number] = task
                worker.ask(number, task)
            for number, task in self._listen(done) if next_out not in done else ():
                again.append((number, task))
            more = more or bool(again)
            while next_out in done:
                yield asked.pop(next_out), done.pop(next_out)
                next_out += 1

    def _free(self) -> _Worker | None:
        """A worker that may be sent a task; started when there are too few."""
        idle = min(self._workers, key=lambda w: len(w.sent), default=None)
        if idle is not None and not idle.sent:
            return idle
        if len(self._workers) < self.jobs:
            worker = _Worker()
            self._workers.append(worker)
            self._selector.register(worker.outlet, selectors.EVENT_READ, worker)
            return worker
        return idle if idle is not None and len(idle.sent) < _AHEAD else None

    def _listen(self, done: dict[int, Found]) -> list[tuple[int, Task]]:
        """Collect answers into `done`; gives back the tasks of workers that ended, less the one to blame."""
        lost: list[tuple[int, Task]] = []
        for key, _ in self._selector.select(timeout=1.0):
            heard = key.data.hear()
            if heard is None:
                lost += self._bury(key.data, done, reason="")
            else:
                done.update(heard)
        for worker in [w for w in self._workers if w.sent and w.overdue(self.seconds)]:
            lost += self._bury(worker, done, reason=f"took more than {self.seconds:g} s")
        return lost

    def _bury(self, worker: _Worker, done: dict[int, Found], *, reason: str) -> list[tuple[int, Task]]:
        self._workers.remove(worker)
        self._selector.unregister(worker.outlet)
        code = worker.end()
        if not worker.sent:
            return []
        (number, task), *others = worker.sent
        words = reason or f"its reader ended with {'signal' if code < 0 else 'code'} {abs(code)}"
        failure = Failure(where=task.shown, reason=words, hint="leave the file out")
        done[number] = Found(failures=(failure,), lasting=False)
        return others

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._selector.close()


def in_turn(tasks: Iterable[Task]) -> Iterator[tuple[Task, Found]]:
    """As `Crew.answers`, one after another in this process."""
    return ((task, take(task)) for task in tasks)
