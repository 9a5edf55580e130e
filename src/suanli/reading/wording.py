"""The words of a language that pages are made of: abbreviations, bylines, furniture. Data: catalog/data/pages."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from suanli import catalog

__all__ = ["PageWords", "page_words"]


class PageWords(NamedTuple):
    """What `catalog.pages` says of a language, with that of English pages, which every site borrows."""

    abbreviations: frozenset[str]
    ordinal_dots: bool


def entry(language: str) -> str:
    """The file that speaks for a language tag: both Chinese scripts share one; English stands in."""
    name = language.split("-")[0]
    return name if name in catalog.pages else "en"


@lru_cache(maxsize=32)
def page_words(language: str) -> PageWords:
    """The page words of a language tag."""
    form = catalog.pages[entry(language)]
    return PageWords(frozenset(w.casefold() for w in form.abbreviations), form.ordinal_dots)
