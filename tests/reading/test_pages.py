"""Web pages: the article whole, the spam gone, the metadata found."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.reading.making import LANGUAGES
from tests.reading.pages import Page, pages

from suanli.reading import read
from suanli.terms import Document


@pytest.fixture(scope="module")
def read_pages(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Page, Document]]:
    """80 pages in 8 languages and 5 layouts, read."""
    folder = tmp_path_factory.mktemp("pages")
    done = []
    for page in pages():
        place = folder / f"{page.name}.html"
        place.write_text(page.markup, encoding="utf-8")
        done.append((page, read(place)))
    return done


def words(text: str) -> list[str]:
    """Shingles of four letters or digits, white space and marks aside: a measure for every script."""
    bare = "".join(c for c in text if c.isalnum())
    return [bare[i : i + 4] for i in range(len(bare) - 3)]


def recall(page: Page, doc: Document) -> float:
    have = set(words(doc.text))
    want = words("".join(page.body))
    return sum(w in have for w in want) / len(want)


def test_bodies_are_read_whole(read_pages: list[tuple[Page, Document]]) -> None:
    """Body recall is at least 0.97 on average and in every layout of every language at least 0.9."""
    assert len(read_pages) >= 60
    found = {page.name: recall(page, doc) for page, doc in read_pages}
    assert sum(found.values()) / len(found) >= 0.97
    assert not {n: round(r, 2) for n, r in found.items() if r < 0.9}


def test_spam_is_left_out(read_pages: list[tuple[Page, Document]]) -> None:
    """At most 1 % of the planted strings (spam and titles of other articles) are left in the text."""
    left = [(page.name, w) for page, doc in read_pages for w in page.planted if w in doc.text]
    assert len(left) <= 0.01 * sum(len(page.planted) for page, _ in read_pages), left


def test_titles_and_dates_are_found(read_pages: list[tuple[Page, Document]]) -> None:
    """The title of every page, and the date of publication, wherever the layout puts it."""
    for page, doc in read_pages:
        assert doc.title, page.name
        assert doc.published and doc.published.label == "2025-03-04", page.name
        assert (
            doc.language == page.name.split("-", 1)[1].removeprefix("cms-").removeprefix("divs-").rpartition("-")[0]
        ), page.name
    assert set(LANGUAGES) > {"en"}


def test_every_character_of_a_page_leads_to_its_source(read_pages: list[tuple[Page, Document]]) -> None:
    """The quote of any clean stretch is the source between its ends, and starts with its first character."""
    for page, doc in read_pages[::4]:
        assert doc.original == page.markup
        for at in range(len(doc.text)):
            quote = doc.quote(at, at + 1)
            assert quote.text == doc.original[quote.start : quote.end]
            if doc._run(at) is None and not doc.text[at].isspace():
                assert quote.text == doc.text[at]


def test_entities_are_repairs_with_places(tmp_path: Path) -> None:
    """An entity becomes its character; the quote shows the entity as it stands in the source."""
    place = tmp_path / "a.html"
    place.write_text(
        "<html><body><p>Caf&eacute; &amp; chips cost &#8364;5 million, the company said on Monday.</p></body></html>"
    )
    doc = read(place)
    assert doc.text == "Café & chips cost €5 million, the company said on Monday."
    assert doc.quote(7, 12).text == "chips"
    assert doc.quote(0, 4).text == "Caf&eacute;"
