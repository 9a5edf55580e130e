"""Members of zip and tar archives and of compressed files: names checked, nothing written to disk."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Literal

from suanli.errors import Unreadable
from suanli.reading.expanding import Budget, gathered, pieces
from suanli.reading.limits import MAX_BYTES, MAX_MEMBERS, MAX_RATIO
from suanli.terms import Failure

__all__ = ["Member", "members", "refusal", "unzipped"]

Member = tuple[str, bytes]  # a name and its bytes
CHUNK = 1 << 16


def refusal(name: str, seen: set[str]) -> str:
    """Why a member of this name is not read; empty if it is. `seen` are the folded names before it."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":"):
        return "an absolute name"
    if ".." in parts:
        return "a name that leaves the archive (..)"
    if "\0" in name or len(name) > 1000:
        return "a broken name"
    folded = "/".join(p for p in parts if p not in {"", "."}).casefold()
    if folded in seen:
        return "a second member of the same name, letter case ignored"
    seen.add(folded)
    return ""


def members(data: bytes, kind: str, *, where: str, budget: Budget) -> Iterator[Member | Failure]:
    """The members of an archive (or the one content of a compressed file), each checked."""
    if kind == "zip":
        return _zip(data, where, budget)
    if kind == "tar":
        return _tar(io.BytesIO(data), "r:", where, budget)
    return _compressed(_Bytes(pieces(data, kind, where=where, budget=budget)), where)


class _Bytes(io.RawIOBase):
    """What comes out of a decompressor as a stream, so that an archive in it is never held as a whole."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts
        self.waiting = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; fewer only at the end."""
        found = bytearray()
        while len(found) < size:
            if not self.waiting:
                self.waiting = next(self.parts, b"")
                if not self.waiting:
                    break
            part = self.waiting[: size - len(found)]
            self.waiting = self.waiting[len(part) :]
            found += part
        return bytes(found)


def _compressed(stream: _Bytes, where: str) -> Iterator[Member | Failure]:
    """The one content of a compressed file, or the members of the tar archive that it holds."""
    head = stream.read(512)
    stream.waiting = head + stream.waiting
    if head[257:262] != b"ustar":
        yield "", gathered(chain([stream.waiting], stream.parts), where)
        return
    yield from _tar(stream, "r|", where, None)  # its bytes were counted as they came


def _zip(data: bytes, where: str, budget: Budget) -> Iterator[Member | Failure]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, EOFError, NotImplementedError) as error:
        raise Unreadable(f"{where}: damaged zip ({error}); get the file again") from None
    if len(entries) > MAX_MEMBERS:
        raise Unreadable(f"{where}: {len(entries):,} members; the limit is {MAX_MEMBERS:,}: split it")
    seen: set[str] = set()
    for entry in entries:
        if entry.is_dir():
            continue
        place = f"{where}!{entry.filename[:200]}"
        reason = _zip_refusal(entry, seen)
        if reason:
            yield Failure(where=place, reason=reason, hint="refused by name")
            continue
        try:
            yield entry.filename, unzipped(archive, entry, place, budget)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            yield Failure(where=place, reason=f"damaged or locked member ({error})")


def _zip_refusal(entry: zipfile.ZipInfo, seen: set[str]) -> str:
    mode = entry.external_attr >> 16
    if mode & 0o170000 in {0o120000, 0o020000, 0o060000, 0o010000}:
        return "a symbolic link" if mode & 0o170000 == 0o120000 else "a device"
    return refusal(entry.filename, seen)


def unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str, budget: Budget) -> bytes:
    """A member's bytes, counted as they come: the sizes in a directory may lie."""
    limit = min(MAX_BYTES, MAX_RATIO * max(entry.compress_size, 1) + (1 << 20))
    if entry.file_size > limit:
        raise Unreadable(f"{where}: expands {entry.file_size // max(entry.compress_size, 1):,}-fold; refused as a bomb")
    pieces, size = [], 0
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            budget.take(len(piece), where)
            if size > limit:
                raise Unreadable(f"{where}: expands beyond {limit >> 20} MiB; refused as a bomb")
            pieces.append(piece)
    return b"".join(pieces)


def _tar(
    stream: io.RawIOBase | io.BytesIO, mode: Literal["r:", "r|"], where: str, budget: Budget | None
) -> Iterator[Member | Failure]:
    seen: set[str] = set()
    count = 0
    try:
        with tarfile.open(fileobj=stream, mode=mode) as archive:
            for entry in archive:
                count += 1
                if count > MAX_MEMBERS:
                    raise Unreadable(f"{where}: more than {MAX_MEMBERS:,} members; split it")
                yield from _tar_member(archive, entry, where, seen, budget)
    except (tarfile.TarError, EOFError, ValueError, OSError) as error:
        yield Failure(where=where, reason=f"damaged tar ({error})", hint="what came before it was read")


def _tar_member(
    archive: tarfile.TarFile, entry: tarfile.TarInfo, where: str, seen: set[str], budget: Budget | None
) -> Iterator[Member | Failure]:
    if entry.isdir():
        return
    place = f"{where}!{entry.name[:200]}"
    reason = refusal(entry.name, seen)
    if not entry.isfile():
        reason = "a symbolic link" if entry.issym() else "a hard link" if entry.islnk() else "a device"
    if not reason and entry.size > MAX_BYTES:
        reason = f"{entry.size:,} bytes; the limit is {MAX_BYTES:,}"
    if reason:
        yield Failure(where=place, reason=reason, hint="refused by name")
        return
    if budget:
        budget.take(entry.size, place)
    stream = archive.extractfile(entry)
    yield entry.name, stream.read() if stream else b""
