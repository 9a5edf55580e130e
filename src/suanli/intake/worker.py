"""One file read and extracted; run as a program, a worker that does so for each request on its pipe.

A message is four bytes of length and a msgpack body: a `Task` in, a `Found` out. The worker ends when
its input does, so it never outlives the one who asked.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from suanli.errors import SuanliError
from suanli.terms import Document, Extraction, Failure, content_id

__all__ = ["Found", "One", "Task", "parts", "receive", "send"]

_ADDRESS_SPACE = 4 << 30


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A file to read; `shown` is the name it goes by, `sha256` the hash of its bytes."""

    path: str
    shown: str
    sha256: str = ""


class One(msgspec.Struct, frozen=True, kw_only=True):
    """A document, what was extracted from it, and its bytes where they are the file's own."""

    document: Document
    extraction: Extraction
    content: bytes | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What one file gave, or a part of it. `lasting` says that a second try would fail the same way.

    An archive gives its documents in parts; `more` is true for all but the last.
    """

    ones: tuple[One, ...] = ()
    failures: tuple[Failure, ...] = ()
    lasting: bool = True
    more: bool = False


_PART = 50  # documents in a part
_PART_CHARACTERS = 2_000_000


def parts(task: Task) -> Iterator[Found]:
    """Read one file and extract every document in it; failures are collected, none is raised."""
    from suanli import reading

    ones: list[One] = []
    failures: list[Failure] = []
    lasting, size = True, 0
    try:
        for found in reading.documents(task.path):
            if isinstance(found, Failure):
                failures.append(_renamed(found, task))
            else:
                ones.append(_extracted(found, task))
                size += len(found.original)
            if len(ones) + len(failures) >= _PART or size >= _PART_CHARACTERS:
                yield Found(ones=tuple(ones), failures=tuple(failures), more=True)
                ones, failures, size = [], [], 0
    except Exception as error:  # noqa: BLE001 - a bug in a reader must not cost the other files
        failures.append(_failure(error, task))
        lasting = isinstance(error, SuanliError)
    yield Found(ones=tuple(ones), failures=tuple(failures), lasting=lasting)


def _renamed(failure: Failure, task: Task) -> Failure:
    return msgspec.structs.replace(failure, where=failure.where.replace(task.path, task.shown))


def _failure(error: Exception, task: Task) -> Failure:
    if isinstance(error, SuanliError):
        where, _, reason = str(error).replace(task.path, task.shown).partition(": ")
        return Failure(where=where, reason=reason) if reason else Failure(where=task.shown, reason=where)
    words = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError | RecursionError | OSError):
        return Failure(where=task.shown, reason=words, hint="leave the file out")
    return Failure(where=task.shown, reason=f"internal error, {words}", hint="please report it")


def _extracted(document: Document, task: Task) -> One:
    from suanli import claims

    name = content_id("d", document.sha256)
    path = document.path.replace(task.path, task.shown)
    named = msgspec.structs.replace(document, id=name, path=path, name=document.name or Path(task.shown).stem)
    return One(document=named, extraction=claims.extract(named), content=_content(document, task))


def _content(document: Document, task: Task) -> bytes | None:
    """The file's bytes, when the document is the file as a whole; the ledger keeps them only if their hash is right."""
    if document.member:
        return None
    with suppress(UnicodeError, LookupError):  # most often they are the text's own, and need not be read again
        data = document.original.encode(document.encoding)
        if hashlib.sha256(data).hexdigest() == document.sha256:
            return data
    return Path(task.path).read_bytes()


# ---------------------------------------------------------------- the pipe


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Write one message."""
    body = msgspec.msgpack.encode(message)
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The body of the next message, or None at the end."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    return stream.read(int.from_bytes(head, "big"))


def _limit() -> None:
    """A document that needs more memory than this fails alone."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _ADDRESS_SPACE if hard == resource.RLIM_INFINITY else min(_ADDRESS_SPACE, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _warm() -> None:
    """Load what reading and extracting need, so that the first file's time is its own."""
    from suanli import claims, reading

    del reading
    claims.extract(Document(id="", name="", sha256="", original="x", text="x", language="en"))


def main() -> None:
    """Say that all is loaded (an empty answer), then answer requests until the input ends."""
    _limit()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not enter the pipe
    _warm()
    send(answers, Found())
    decoder = msgspec.msgpack.Decoder(Task)
    while (body := receive(sys.stdin.buffer)) is not None:
        for part in parts(decoder.decode(body)):
            send(answers, part)


if __name__ == "__main__":
    main()
