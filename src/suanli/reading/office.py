"""Word, OpenDocument and EPUB: their text members as markup. Macros, scripts, links and pictures are never touched."""

from __future__ import annotations

import html
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from suanli.errors import Unreadable
from suanli.reading.archives import unzipped
from suanli.reading.decoding import Decoded
from suanli.reading.drafting import Draft
from suanli.reading.expanding import Budget
from suanli.reading.feeds import refuse_entities
from suanli.reading.limits import MAX_CHARACTERS
from suanli.reading.markup import marked

__all__ = ["Text", "text_of"]

TEXTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "content.xml": "application/vnd.oasis.opendocument.text",
}
MAX_MARKUP = 4 * MAX_CHARACTERS  # characters of a book's chapters with their markup
EPUB = "application/epub+zip"
ROOT = re.compile(r"<rootfile\s[^>]{0,400}?full-path\s{0,3}=\s{0,3}[\"']([^\"']{1,300})")
TAG = re.compile(r"<(?:\w{1,20}:)?(item|itemref)\s([^<>]{1,1000})>")
FIELD = re.compile(r"([\w:-]{1,40})\s{0,3}=\s{0,3}(?:\"([^\"]{0,600})\"|'([^']{0,600})')")
SAID = re.compile(r"<dc:(title|creator|date|publisher)(?:\s[^<>]{0,400})?>([^<]{1,400})<")
SHEETS = ("xl/workbook.xml", "ppt/presentation.xml")


class Text(NamedTuple):
    """The markup of an office file, its draft, its media type and what the file says of itself (title, creator...)."""

    decoded: Decoded
    draft: Draft
    media_type: str
    said: dict[str, str]


def text_of(data: bytes, *, where: str, budget: Budget) -> Text | None:
    """The text of an office file or book; None for a zip that is none. Sheets are `Unreadable`.

    The `original` of a book is its chapters' markup, one after the other in the order of reading.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
    except (zipfile.BadZipFile, struct.error, ValueError, EOFError, NotImplementedError) as error:
        raise Unreadable(f"{where}: damaged zip ({error}); get the file again") from None
    if any(s in names for s in SHEETS):
        raise Unreadable(f"{where}: a spreadsheet or slides; save them as text or CSV")
    found = next((n for n in TEXTS if n in names), None)
    book = "META-INF/container.xml" in names
    if not book and (found is None or (found == "content.xml" and "mimetype" not in names)):
        return None
    try:
        if book:
            return _book(archive, where, budget)
        text = _member(archive, str(found), where, budget)
    except (UnicodeDecodeError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise Unreadable(f"{where}: a damaged document ({error}); save it anew") from None
    refuse_entities(text, where)
    return Text(Decoded(text, "utf-8", 1.0, ((0, 0),), ()), marked(text).draft, TEXTS[str(found)], {})


def _member(archive: zipfile.ZipFile, name: str, where: str, budget: Budget) -> str:
    data = unzipped(archive, archive.getinfo(name), where, budget)
    return data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")


def _book(archive: zipfile.ZipFile, where: str, budget: Budget) -> Text | None:
    """An EPUB's chapters in the order of its spine; None where it names no package."""
    root = ROOT.search(_member(archive, "META-INF/container.xml", where, budget))
    names = {i.filename: i for i in archive.infolist()}
    if not root or root.group(1) not in names:
        return None
    package = _member(archive, root.group(1), where, budget)
    chapters, size = [], 0
    for name in _spine(package, posixpath.dirname(root.group(1))):
        if name in names:
            chapters.append(_member(archive, name, where, budget))
            size += len(chapters[-1])
            if size > MAX_MARKUP:
                raise Unreadable(f"{where}: more than {MAX_MARKUP:,} characters of markup; split the book")
    text = "\n".join(chapters)
    said: dict[str, str] = {}
    for name, value in SAID.findall(package):
        said.setdefault(name, html.unescape(value).strip())
    return Text(Decoded(text, "utf-8", 1.0, ((0, 0),), ()), marked(text).draft, EPUB, said)


def _spine(package: str, folder: str) -> Iterator[str]:
    """Names of the members that a package lists to be read, in order; each once, none outside the archive."""
    items: dict[str, str] = {}
    seen: set[str] = set()
    for kind, fields in TAG.findall(package):
        field = {name: html.unescape(a or b) for name, a, b in FIELD.findall(fields)}
        if (
            kind == "item"
            and "html" in field.get("media-type", "")
            and "nav" not in field.get("properties", "").split()
        ):
            items[field.get("id", "")] = posixpath.normpath(posixpath.join(folder, unquote(field.get("href", ""))))
        name = items.get(field.get("idref", ""), "") if kind == "itemref" else ""
        if name and name not in seen and not name.startswith(("/", "..")):
            seen.add(name)
            yield name
