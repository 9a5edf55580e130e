"""Word and OpenDocument texts: their one XML member as markup. Macros, links and pictures are never touched."""

from __future__ import annotations

import io
import struct
import zipfile

from suanli.errors import Unreadable
from suanli.reading.archives import unzipped
from suanli.reading.decoding import Decoded
from suanli.reading.drafting import Draft
from suanli.reading.expanding import Budget
from suanli.reading.feeds import refuse_entities
from suanli.reading.markup import marked

__all__ = ["word_text"]

TEXTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "content.xml": "application/vnd.oasis.opendocument.text",
}
SHEETS = ("xl/workbook.xml", "ppt/presentation.xml")


def word_text(data: bytes, *, where: str, budget: Budget) -> tuple[Decoded, Draft, str] | None:
    """Decoded XML, its draft and media type; None for a zip that is no office file. Sheets are `Unreadable`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
    except (zipfile.BadZipFile, struct.error, ValueError, EOFError, NotImplementedError) as error:
        raise Unreadable(f"{where}: damaged zip ({error}); get the file again") from None
    if any(s in names for s in SHEETS):
        raise Unreadable(f"{where}: a spreadsheet or slides; save them as text or CSV")
    found = next((n for n in TEXTS if n in names), None)
    if found is None or (found == "content.xml" and "mimetype" not in names):
        return None
    try:
        text = unzipped(archive, archive.getinfo(found), where, budget).decode("utf-8")
    except (UnicodeDecodeError, zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise Unreadable(f"{where}: a damaged document ({error}); save it anew") from None
    refuse_entities(text, where)
    return Decoded(text, "utf-8", 1.0, ((0, 0),), ()), marked(text).draft, TEXTS[found]
