"""Short texts for tests: as a document, and what is extracted from one."""

from __future__ import annotations

from pathlib import Path

from suanli import extract
from suanli.reading import read
from suanli.terms import Claim, Document


def document(text: str, language: str = "en") -> Document:
    """A document of a text, as reading would give it."""
    return Document(id="t", name="t", sha256="", original=text, text=text, language=language)


def claims(text: str, language: str = "en") -> list[Claim]:
    """The claims of a text."""
    return list(extract(document(text, language)).claims)


def numbered(text: str, language: str = "en") -> list[Claim]:
    """The claims of a text that have a quantity."""
    return [c for c in claims(text, language) if c.quantity is not None]


def by_value(found: list[Claim]) -> dict[float | None, Claim]:
    """Claims with a quantity by their lower bound, or the upper one where there is no other."""
    sized = [(c.quantity, c) for c in found if c.quantity is not None]
    return {q.high if q.low is None else q.low: c for q, c in sized}


def read_claims(text: str, folder: Path, published: str = "2026-02-10") -> list[Claim]:
    """The claims of a text that is read from a file in a folder, published on a day."""
    path = folder / "a.txt"
    path.write_text(text + "\n", encoding="utf-8")
    return list(extract(read(path, published=published)).claims)


def read_numbered(text: str, folder: Path, published: str = "2026-02-10") -> list[Claim]:
    """The claims with a quantity of a text that is read from a file in a folder, published on a day."""
    return [c for c in read_claims(text, folder, published) if c.quantity is not None]
