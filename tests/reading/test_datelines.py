"""Datelines: the place and day that open an article date it where no credit does."""

import pytest

from suanli.reading import read
from suanli.reading.datelines import dateline

REST = "The company has bought 30,000 H100 chips, it said, and will put them to use before the end of the year."


@pytest.mark.parametrize(
    ("language", "opening", "day"),
    [
        ("en", "SAN FRANCISCO, March 3, 2026 -- ", "2026-03-03"),
        ("en", "SANTA CLARA, Calif., March 3, 2026 (GLOBE NEWSWIRE) -- ", "2026-03-03"),
        ("en", "March 3, 2026 - ", "2026-03-03"),
        ("de", "München, 4. Februar 2026. ", "2026-02-04"),
        ("es", "Barcelona, 3 de abril de 2026.- ", "2026-04-03"),
        ("fr", "Paris, le 12 mars 2026 – ", "2026-03-12"),
        ("it", "Milano, 12 marzo 2026 – ", "2026-03-12"),
        ("pt", "São Paulo, 12 de março de 2026 - ", "2026-03-12"),
        ("ru", "Москва, 5 марта 2026 года. ", "2026-03-05"),
        ("zh", "新华社北京2026年3月20日电 ", "2026-03-20"),
    ],
)
def test_a_dateline_dates_the_article(language, opening, day):
    """A place and a whole day, closed by a dash, an agency, a full stop or the word for a wire."""
    found = dateline([opening + REST], language)
    assert found is not None
    assert found.label == day


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", "On March 3, 2026, "),
        ("en", "BEIJING, March 3 (Reuters) - "),
        ("en", "The deal of March 3, 2026 - the largest so far - is off. "),
        ("en", "Meta said in Menlo Park, March 3, 2026. "),
        ("de", "Bis zum 4. Februar 2026. "),
        ("zh", "公司2026年3月20日宣布，"),
        ("zh", "据悉，2026年3月20日电脑涨价，"),
    ],
)
def test_a_day_in_a_sentence_is_no_dateline(language, opening):
    """A day that a sentence speaks of, or one without its year, dates nothing."""
    assert dateline([opening + REST], language) is None


def test_a_text_is_dated_by_its_dateline(tmp_path):
    """The document says the day and how it is known; a credit's day goes before it."""
    path = tmp_path / "release.txt"
    path.write_text(f"Chips for all of the state\n\nPARIS, March 3, 2026 -- {REST}\n", encoding="utf-8")
    found = read(path)
    assert (found.published.label, found.published_from) == ("2026-03-03", "dateline")
    path.write_text(f"Chips for all\nBy Ann Lee, March 5, 2026\n\nPARIS, March 3, 2026 -- {REST}\n", encoding="utf-8")
    assert read(path).published.label == "2026-03-05"


def test_a_name_before_a_day_ends_before_the_article(tmp_path):
    """`Par Claire Martin, le 12 mars 2026`: the writer is Claire Martin."""
    path = tmp_path / "a.txt"
    path.write_text(
        "Des puces pour Paris et sa région\n\nPar Claire Martin, le 12 mars 2026\n\n"
        "La société a acheté 3 000 puces H100 pour son centre de données, a-t-elle annoncé jeudi.\n",
        encoding="utf-8",
    )
    assert read(path).author == "Claire Martin"
