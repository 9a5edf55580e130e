"""`read`: the fields that clippers and site generators write above a text."""

from __future__ import annotations

from pathlib import Path

import pytest

import suanli

BODY = "Nordlicht Cloud said on Tuesday that it had taken 3,000 H200 chips into use at its site in Kiel."
CLIPPED = f"""---
title: "Nordlicht: 3,000 chips in use"
source: "https://www.reuters.com/technology/nordlicht-2025-03-04/"
author:
  - "[[Mary Poole]]"
published: 2025-03-04
created: 2025-06-01
description: "A short lead."
tags:
  - "clippings"
---
{BODY}
"""
GENERATED = f"""+++
title = 'Nordlicht takes 3,000 chips into use'
date = 2025-03-04T08:00:00Z
authors = ["Mary Poole"]
tags = ["cloud", "chips"]
+++

{BODY}
"""


def seen(tmp_path: Path, text: str, name: str = "a.md") -> suanli.Document:
    """What `read` makes of a text."""
    place = tmp_path / name
    place.write_bytes(text.encode())
    return suanli.read(place)


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_clipped_page(tmp_path: Path, name: str, end: str) -> None:
    """Title, author, outlet, address and day are the page's; the tags are no text, the title opens it."""
    read = seen(tmp_path, CLIPPED.replace("\n", end), name)
    assert (read.title, read.author, read.outlet) == ("Nordlicht: 3,000 chips in use", "Mary Poole", "Reuters")
    assert read.url == "https://www.reuters.com/technology/nordlicht-2025-03-04/"
    assert read.published is not None
    assert (read.published.label, read.published_from) == ("2025-03-04", "front matter")
    assert read.text.split("\n\n") == ["Nordlicht: 3,000 chips in use", BODY]
    assert read.media_type == "text/markdown"


def test_a_site_generators_page(tmp_path: Path) -> None:
    """TOML between plus signs is read alike."""
    read = seen(tmp_path, GENERATED)
    assert (read.title, read.author) == ("Nordlicht takes 3,000 chips into use", "Mary Poole")
    assert read.published is not None
    assert read.published.label == "2025-03-04"
    assert read.text.endswith(BODY)
    assert "cloud" not in read.text


def test_a_title_that_the_text_opens_with_stands_once(tmp_path: Path) -> None:
    """A heading below the fields is the title itself."""
    read = seen(tmp_path, CLIPPED.replace(BODY, "# **Nordlicht**: 3,000 chips in use\n\n" + BODY))
    assert read.text.count("3,000 chips") == 1


def test_a_lead_longer_than_the_text_is_text(tmp_path: Path) -> None:
    """What stands in a folded field is read where nothing more is below, and its words keep their places."""
    half = BODY.index(" that")
    lead = f">-\n  {BODY[:half]}\n  {BODY[half + 1 :]}"
    text = f"---\ntitle: A day\ndescription: {lead}\nslug: x\n---\n[more](https://example.com)\n"
    read = seen(tmp_path, text)
    assert BODY in read.text
    claim = next(c for c in suanli.extract(read).claims if c.quantity and c.quantity.low == 3000)
    assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.text


@pytest.mark.parametrize("field", ["created: 2025-06-01", "date: unknown\nsaved: 2025-06-01"])
def test_the_day_of_saving_gives_way_to_the_texts_own(tmp_path: Path, field: str) -> None:
    """A page was not published later than it was saved; what its credits say is the day."""
    alone = seen(tmp_path, f"---\n{field}\ntitle: Chips\n---\n{BODY}\n")
    dated = seen(tmp_path, f"---\n{field}\ntitle: Chips\n---\nPublished: March 4, 2025\n\n{BODY}\n")
    assert alone.published is not None
    assert dated.published is not None
    assert (alone.published.label, alone.published_from) == ("2025-06-01", "stamp")
    assert (dated.published.label, dated.published_from) == ("2025-03-04", "byline")


@pytest.mark.parametrize(
    "text",
    [
        f"---\n\n{BODY}\n\n---\n\n{BODY}\n",
        f"---\nNote: all of it\n{BODY}\n---\n",
        f"---\ntitle: never closed\n\n{BODY}\n",
        f"{BODY}\n\n---\ntitle: below\n---\n",
    ],
)
def test_rules_across_a_page_are_no_fields(tmp_path: Path, text: str) -> None:
    """A line that is no field, no end, or no beginning: the text is read as it stands."""
    read = seen(tmp_path, text)
    assert BODY in read.text
    assert read.published_from == ""


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("date: '2025-03-04T05:44:39.731046Z'", "2025-03-04"),
        ("date: March 4, 2025", "2025-03-04"),
        ("pubDate: 2025/03/04", "2025-03-04"),
        ("date: 2025年3月4日", "2025-03-04"),
        ("publish_date: 2025-03", "2025-03"),
        ("date: !!python/object:os.system 2025-13-45", ""),
    ],
)
def test_days_as_people_write_them(tmp_path: Path, line: str, label: str) -> None:
    """ISO times, days in words, other orders; a day that does not exist is none."""
    read = seen(tmp_path, f"---\n{line}\n---\n{BODY}\n")
    assert (read.published.label if read.published else "") == label
