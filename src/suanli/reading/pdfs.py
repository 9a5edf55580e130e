"""The text layer of a PDF (pypdfium2). No script is run, no link followed, no picture read."""

from __future__ import annotations

import re

from suanli.errors import MissingExtra, Unreadable
from suanli.reading.limits import MAX_CHARACTERS, MAX_PAGES

__all__ = ["text_layer"]

LEAST = 20  # letters and digits below which a PDF counts as pictures of text
PAGE = "\n\n"
BREAKS = re.compile("\r\n|[\r\x0c\ufffe]")


def text_layer(data: bytes, *, where: str) -> tuple[str, dict[str, str]]:
    """All pages' text in order, and the metadata; `Unreadable` with the reason where there is none."""
    try:
        import pypdfium2
    except ImportError:
        raise MissingExtra("reading PDF: pypdfium2 is not installed; pip install 'suanli[pdf]'") from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = "encrypted, needs a password" if "assword" in str(error) else f"not a sound PDF ({error})"
        raise Unreadable(f"{where}: {reason}; save it anew without protection") from None
    if len(document) > MAX_PAGES:
        raise Unreadable(f"{where}: {len(document):,} pages; the limit is {MAX_PAGES:,}: split it")
    pages, size = [], 0
    for number in range(len(document)):
        pages.append(_page(document, number, where))
        size += len(pages[-1])
        if size > MAX_CHARACTERS:
            raise Unreadable(f"{where}: more than {MAX_CHARACTERS:,} characters; split it")
    text = PAGE.join(pages)
    if sum(c.isalnum() for c in text) < LEAST:
        raise Unreadable(f"{where}: a PDF without a text layer ({len(pages)} pages); run text recognition first")
    return text, {k: str(v) for k, v in document.get_metadata_dict().items() if v}


def _page(document: object, number: int, where: str) -> str:
    import pypdfium2

    try:
        return BREAKS.sub("\n", document[number].get_textpage().get_text_bounded())  # type: ignore[index]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"{where}: page {number + 1} cannot be read ({error}); save the PDF anew") from None
