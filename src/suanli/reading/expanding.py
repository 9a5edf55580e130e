"""Compressed bytes out, never more than the caps allow: the ratio is watched while they come, not after."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from suanli.errors import Unreadable
from suanli.reading.limits import MAX_BYTES, MAX_EXPANDED, MAX_RATIO

__all__ = ["Budget", "expand", "gathered", "pieces"]

CHUNK = 1 << 16
STREAMS = {"gzip": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ\x00"}  # a file may hold several, one after the other
GRACE = 1 << 20  # bytes that any input may expand to, however small it is


class Budget:
    """Bytes that one input may still expand to; archives in archives share it."""

    def __init__(self, total: int = MAX_EXPANDED) -> None:
        """A budget of `total` bytes."""
        self.left = total

    def take(self, size: int, where: str) -> None:
        """Spend; `Unreadable` when nothing is left."""
        self.left -= size
        if self.left < 0:
            msg = f"{where}: expands beyond {MAX_EXPANDED >> 20} MiB; unpack it first"
            raise Unreadable(msg)


class _Stream(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def _stream(kind: str) -> _Stream:
    if kind == "gzip":
        return zlib.decompressobj(wbits=31)
    if kind == "deflate":
        return zlib.decompressobj(wbits=-15)
    if kind == "zlib":
        return zlib.decompressobj()
    return bz2.BZ2Decompressor() if kind == "bz2" else lzma.LZMADecompressor()


def expand(data: bytes, kind: str, *, where: str, budget: Budget) -> bytes:
    """All of a gzip, bz2, xz, zlib or deflate stream (of all those in a file), up to what one input may have."""
    return gathered(pieces(data, kind, where=where, budget=budget), where)


def gathered(parts: Iterable[bytes], where: str) -> bytes:
    """The pieces as one, refused as soon as they are more than one input may have."""
    found = bytearray()
    for piece in parts:
        found += piece
        if len(found) > MAX_BYTES:
            raise Unreadable(f"{where}: expands beyond {MAX_BYTES >> 20} MiB; unpack and split it")
    return bytes(found)


def pieces(data: bytes, kind: str, *, where: str, budget: Budget) -> Iterator[bytes]:
    """Decompressed pieces of at most 256 KiB, the ratio checked at each."""
    read = made = 0
    while read < len(data):
        stream = _stream(kind)
        while not stream.eof:
            waiting = getattr(stream, "unconsumed_tail", b"")
            if not waiting and getattr(stream, "needs_input", True):
                waiting = data[read : read + CHUNK]
                read += len(waiting)
                if not waiting:
                    msg = f"{where}: {kind} data ends early; get the whole file"
                    raise Unreadable(msg)
            piece = _step(stream, waiting, where, kind)
            made += len(piece)
            budget.take(len(piece), where)
            if made > GRACE and made > MAX_RATIO * max(read, 1):
                msg = f"{where}: {kind} data expands more than {MAX_RATIO}-fold; refused as a bomb"
                raise Unreadable(msg)
            yield piece
        read -= len(stream.unused_data)
        if kind not in STREAMS or not data.startswith(STREAMS[kind], read):
            return


def _step(stream: _Stream, waiting: bytes, where: str, kind: str) -> bytes:
    try:
        return stream.decompress(waiting, 4 * CHUNK)
    except (zlib.error, OSError, lzma.LZMAError, EOFError) as error:
        msg = f"{where}: damaged {kind} data ({error}); get the file again"
        raise Unreadable(msg) from None
