"""What bytes are, by their first ones: a name's ending is never trusted."""

from __future__ import annotations

import re

__all__ = ["CONTAINERS", "FOREIGN", "sniff"]

# Kinds that a parser of foreign bytes must open; they are opened in a worker process.
FOREIGN = frozenset({"html", "pdf", "feed", "mail", "mbox", "warc", "zip", "tar", "gzip", "bz2", "xz", "office", "xml"})
CONTAINERS = frozenset({"feed", "mbox", "warc", "zip", "tar", "gzip", "bz2", "xz"})
MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"WARC/", "warc"),
    (b"\x89PNG", "!a PNG image"),
    (b"\xff\xd8\xff", "!a JPEG image"),
    (b"GIF8", "!a GIF image"),
    (b"BM", "?a BMP image"),
    (b"II*\x00", "!a TIFF image"),
    (b"MM\x00*", "!a TIFF image"),
    (b"ID3", "!an MP3 file"),
    (b"\xff\xfb", "?an MP3 file"),
    (b"OggS", "!an Ogg file"),
    (b"fLaC", "!a FLAC file"),
    (b"RIFF", "?a RIFF media file"),
    (b"\x7fELF", "!a program (ELF)"),
    (b"MZ", "?a program (PE)"),
    (b"\xca\xfe\xba\xbe", "!a program (Mach-O or Java)"),
    (b"\xcf\xfa\xed\xfe", "!a program (Mach-O)"),
    (b"\x00asm", "!a program (WebAssembly)"),
    (b"SQLite format 3\x00", "!a SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "!a 7z archive"),
    (b"Rar!\x1a\x07", "!a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "!zstandard data"),
    (b"\xd0\xcf\x11\xe0", "!an old Office file"),
    (b"\x1aE\xdf\xa3", "!a Matroska video"),
    (b"PAR1", "!a Parquet file"),
)
MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{1,40}:[ \t][^\r\n]{0,998}(?:\r?\n[ \t][^\r\n]{0,998}){0,60}\r?\n){2,80}")
MAIL_FIELDS = re.compile(rb"^(?:from|date|subject|message-id|mime-version|received|to):", re.IGNORECASE | re.MULTILINE)
HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|p|article|table|meta|title|h1|span|section|br|a)[\s>/]", re.IGNORECASE
)
HEAD = 4096
CONTROLS = bytes(b for b in range(32) if b < 9 or 13 < b < 27 or b > 27)


def sniff(data: bytes, name: str = "") -> str:
    """One of `FOREIGN`, ``text``, ``markdown``, or ``!`` and what it is instead."""
    head = data[:HEAD]
    for magic, kind in MAGIC:
        if head.startswith(magic) and (kind[0] != "?" or _binary(head)):
            return "!" + kind[1:] if kind[0] in "!?" else kind
    if len(data) > 262 and data[257:262] == b"ustar":
        return "tar"
    if head[4:8] == b"ftyp":
        return "!an MP4 or HEIC file"
    if _wide(head):
        return "text"
    if _binary(head):
        return "!binary data"
    return _written(head, name)


def _written(head: bytes, name: str) -> str:
    """The kind of bytes that are characters of some encoding."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1024].lower()
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf:rdf")):
        lower = head.lower()
        if any(mark in lower for mark in (b"<rss", b"<feed", b"<rdf:rdf")):
            return "feed"
        return "html" if b"<html" in lower else "xml"
    if start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<") and len(HTML.findall(head)) > 1):
        return "html"
    if head.startswith(b"From ") and MAIL_FIELDS.search(head):
        return "mbox"
    if MAIL.match(head) and len({m.group().lower() for m in MAIL_FIELDS.finditer(head)}) > 1:
        return "mail"
    suffix = name.rpartition(".")[2].lower()
    if suffix in {"md", "markdown"}:
        return "markdown"
    if suffix in {"html", "htm", "xhtml"} and HTML.search(head):
        return "html"
    return "text"


def _wide(head: bytes) -> bool:
    """A UTF-16 or UTF-32 mark, or Latin text with every second byte zero."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    even, odd, half = head[0::2].count(0), head[1::2].count(0), len(head) // 2
    return half > 4 and (odd > 0.4 * half > 20 * even or even > 0.4 * half > 20 * odd)


def _binary(head: bytes) -> bool:
    """More control bytes than any text has; a few NULs in a text are dirt, not a format."""
    return len(head) - len(head.translate(None, CONTROLS)) > max(8, len(head) // 20)
