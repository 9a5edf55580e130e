"""Web archives (WARC 1.0 and 1.1), plain or gzip by record: good records kept, bad ones named by offset."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from suanli.errors import Unreadable
from suanli.reading.expanding import Budget, expand
from suanli.reading.limits import MAX_BYTES, MAX_RATIO
from suanli.terms import Failure

__all__ = ["Capture", "captures", "is_warc"]

VERSION = re.compile(rb"WARC/1\.\d\r?\n")
STATUS = re.compile(rb"HTTP/\d\.\d (\d{3})[^\r\n]{0,200}\r?\n")
PLAIN = re.compile(rb"(?:text/(?:html|plain|xml)|application/(?:xhtml\+xml|xml|rss\+xml|atom\+xml|pdf))")
HEADERS = 64 << 10  # bytes that a block of header fields may take


class Capture(NamedTuple):
    """One page of an archive: address, media type with its charset, the day it was fetched, the body."""

    url: str
    media_type: str
    label: str
    date: str
    offset: int
    body: bytes


def is_warc(data: bytes) -> bool:
    """Whether gzip data holds a web archive."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:4096], 64).startswith(b"WARC/")
    except zlib.error:
        return False


def captures(data: bytes, *, where: str, budget: Budget) -> Iterator[Capture | Failure]:
    """Responses with text in them; a `Failure` with its offset for each damaged record."""
    for offset, record in _gzip_records(data, where, budget) if data[:2] == b"\x1f\x8b" else _records(data, where):
        if isinstance(record, Failure):
            yield record
            continue
        found = _capture(record, offset, where, budget)
        if found is not None:
            yield found


def _gzip_records(data: bytes, where: str, budget: Budget) -> Iterator[tuple[int, bytes | Failure]]:
    """Each gzip member is a record (or several); after a damaged one the next magic number is sought."""
    at = 0
    while 0 <= at < len(data):
        stream = zlib.decompressobj(wbits=31)
        try:
            body = stream.decompress(data[at : at + MAX_BYTES], MAX_BYTES)
            budget.take(len(body), where)
            used = min(len(data) - at, MAX_BYTES) - len(stream.unused_data)
            fault = "" if stream.eof else "truncated"
            if len(body) > max(1 << 20, MAX_RATIO * used):
                fault = f"expands more than {MAX_RATIO}-fold"
        except zlib.error as error:
            fault = str(error)
        if fault:
            yield at, Failure(where=f"{where}@{at}", reason=f"damaged record ({fault})")
            at = data.find(b"\x1f\x8b\x08", at + 3)
            continue
        yield from _records(body, where, base=at)
        at += used


def _records(data: bytes, where: str, base: int | None = None) -> Iterator[tuple[int, bytes | Failure]]:
    """The records of plain WARC bytes; where a length lies, reading goes on at the next version line."""
    at = 0
    while at < len(data):
        offset = at if base is None else base
        head = VERSION.match(data, at)
        if not head:
            following = data.find(b"WARC/1.", at + 1)
            if data[at : following if following >= 0 else None].strip():
                yield offset, Failure(where=f"{where}@{offset}", reason="no record where one should begin")
            if following < 0:
                return
            at = following
            continue
        body, length = _fields(data, head.end())
        end = body + int(length.get(b"content-length", b"-1")) if length.get(b"content-length", b"").isdigit() else -1
        if body < 0 or end < 0 or end > len(data):
            yield offset, Failure(where=f"{where}@{offset}", reason="a record that is cut off or lies about its length")
            following = data.find(b"WARC/1.", head.end())
            if following < 0:
                return
            at = following
            continue
        yield offset, data[at:end]
        at = end
        while data[at : at + 1] in {b"\r", b"\n"}:
            at += 1


def _fields(data: bytes, at: int) -> tuple[int, dict[bytes, bytes]]:
    """Where the header block that begins at `at` ends, and its fields (lower case); -1 if it does not end."""
    fields: dict[bytes, bytes] = {}
    stop = at + HEADERS
    while True:
        end = data.find(b"\n", at, stop)
        if end < 0:
            return -1, fields
        line = data[at:end].strip(b"\r")
        at = end + 1
        if not line:
            return at, fields
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())


def _capture(record: bytes, offset: int, where: str, budget: Budget) -> Capture | Failure | None:
    head = VERSION.match(record)
    assert head
    at, fields = _fields(record, head.end())
    kind = fields.get(b"warc-type", b"")
    if kind == b"revisit":
        return Failure(
            where=f"{where}@{offset}", reason="a revisit without its original", hint="add the archive that has it"
        )
    if kind not in {b"response", b"resource", b"conversion"} or at < 0:
        return None
    url = fields.get(b"warc-target-uri", b"").decode("utf-8", "replace").strip("<>")
    date = fields.get(b"warc-date", b"")[:10].decode("ascii", "replace")
    media, body = fields.get(b"content-type", b""), record[at:]
    if kind == b"response":
        status = STATUS.match(body)
        begin, http = _fields(body, status.end()) if status else (-1, {})
        if not status or begin < 0:
            return Failure(where=f"{where}@{offset}", reason="a response without an HTTP head")
        if status.group(1) != b"200":
            return None
        media, body = http.get(b"content-type", b""), body[begin:]
        try:
            body = _plain(body, http, f"{where}@{offset}", budget)
        except (ValueError, Unreadable) as error:
            return Failure(where=f"{where}@{offset}", reason=f"a body that cannot be unpacked ({error})")
    if media and not PLAIN.match(media.lower()):
        return None
    label = re.search(rb"charset=[\"']?([\w:.-]{2,30})", media, re.IGNORECASE)
    return Capture(
        url,
        media.split(b";")[0].decode("ascii", "replace"),
        label.group(1).decode() if label else "",
        date,
        offset,
        body,
    )


def _plain(body: bytes, http: dict[bytes, bytes], where: str, budget: Budget) -> bytes:
    """A body without its transfer and content encodings; chunks that lie are refused, not guessed."""
    if b"chunked" in http.get(b"transfer-encoding", b"").lower() and re.match(rb"[0-9A-Fa-f]{1,8}[;\r\n]", body):
        body = _unchunked(body)
    coding = http.get(b"content-encoding", b"").lower()
    if coding in {b"gzip", b"x-gzip"} and body[:2] == b"\x1f\x8b":
        return expand(body, "gzip", where=where, budget=budget)
    if coding == b"deflate":
        return expand(body, "zlib" if body[:1] == b"\x78" else "deflate", where=where, budget=budget)
    if coding and coding not in {b"identity", b"none", b"gzip", b"x-gzip"}:
        raise ValueError(f"content encoding {coding.decode('ascii', 'replace')}")
    return body


def _unchunked(body: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while True:
        line = body.find(b"\n", at, at + 40)
        size = body[at : max(line, at)].split(b";")[0].strip()
        if line < 0 or not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            raise ValueError("chunk sizes lie")
        length = int(size, 16)
        if length == 0:
            return b"".join(pieces)
        if line + 1 + length > len(body):
            raise ValueError("chunk sizes lie")
        pieces.append(body[line + 1 : line + 1 + length])
        at = line + 1 + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
