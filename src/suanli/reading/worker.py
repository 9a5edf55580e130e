"""The worker process: opens foreign bytes under limits of memory and time, and answers in frames.

A frame is four bytes of length and a msgpack message. In: an `Order`. Out: one `Answer` a document or failure,
the last with `done`. The process has no business with files or the network and ends with its standard input.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any

import msgspec

from suanli.errors import SuanliError
from suanli.reading.limits import MEMORY, SECONDS
from suanli.reading.opening import Input, failure, opened
from suanli.terms import Document, Failure, Period

__all__ = ["Answer", "Order", "frame"]


class Order(msgspec.Struct, frozen=True):
    """What to open."""

    data: bytes
    name: str
    where: str
    path: str = ""
    url: str = ""
    label: str = ""
    published: Period | None = None


class Answer(msgspec.Struct, frozen=True):
    """What was found: a document, or a failure; `raised` if the whole input failed, `done` after the last."""

    document: Document | None = None
    failure: Failure | None = None
    raised: bool = False
    done: bool = False


class _OutOfTime(Exception):
    """The processor time of one document is spent."""


def frame(message: msgspec.Struct) -> bytes:
    """A message as bytes with its length before it."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(4, "big") + body


def _spent(number: int, stack: FrameType | None) -> None:
    del number, stack
    raise _OutOfTime


def _limit() -> None:
    """Memory and processor time for the next document, counted from what the process has used so far."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS + 1, hard))
    try:
        with open("/proc/self/statm", encoding="ascii") as numbers:  # noqa: PTH123 - before any limit bites
            size = int(numbers.read().split()[0]) * resource.getpagesize()
    except OSError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, hard))


def _read(stream: Any, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        sys.exit(0)
    return bytes(data)


def _answers(order: Order, out: Any) -> None:
    """Open an order and write what comes of it."""
    given = Input(order.data, order.name, order.where, order.path, "", order.url, order.label, order.published)
    try:
        for found in opened(given):
            answer = Answer(document=found) if isinstance(found, Document) else Answer(failure=found)
            out.write(frame(answer))
            _limit()
    except SuanliError as error:
        out.write(frame(Answer(failure=failure(error), raised=True)))
    except (MemoryError, RecursionError):
        reason = f"needs more than {MEMORY >> 20} MiB of memory"
        out.write(frame(Answer(failure=Failure(where=order.where, reason=reason, hint="split it"), raised=True)))
    except _OutOfTime:
        reason = f"takes more than {SECONDS} s of processor time"
        out.write(frame(Answer(failure=Failure(where=order.where, reason=reason, hint="split it"), raised=True)))
    except Exception as error:  # noqa: BLE001 - a parser may raise anything; its words are all there is to go by
        reason = f"the parser broke down ({type(error).__name__}: {' '.join(str(error)[:200].split())})"
        hint = "leave the file out"
        out.write(frame(Answer(failure=Failure(where=order.where, reason=reason, hint=hint), raised=True)))


def _serve() -> None:
    """Answer orders until standard input ends."""
    read, out = sys.stdin.buffer, sys.stdout.buffer
    signal.signal(signal.SIGXCPU, _spent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    while True:
        size = int.from_bytes(_read(read, 4), "big")
        order = msgspec.msgpack.decode(_read(read, size), type=Order)
        _limit()
        _answers(order, out)
        out.write(frame(Answer(done=True)))
        out.flush()


if __name__ == "__main__":
    _serve()
