"""`read`: who, where and when, from the lines above an article; counts that look like years."""

from __future__ import annotations

from pathlib import Path

import pytest

import suanli

GERMAN = "Die Telekom hat für das neue Rechenzentrum 10.000 Chips bestellt, teilte der Konzern am Dienstag mit."
STORY = "\n\nThe company said that it had ordered 5,000 H100 chips from Nvidia for its new data centre in the north.\n"


@pytest.mark.parametrize(
    ("head", "title", "author", "outlet", "day"),
    [
        (
            "Yotta gets its first chips\nBy Aditya Kalra and Munsif Vengattil\nReuters, March 5, 2024",
            "Yotta gets its first chips", "Aditya Kalra and Munsif Vengattil", "Reuters", "2024-03-05",
        ),
        (
            "Yotta gets its first chips\nPublished Tue, Nov 18 2025 9:01 AM EST | Updated Wed, Nov 19 2025",
            "Yotta gets its first chips", "", "", "2025-11-18",
        ),
        (
            "Telekom bestellt Tausende Chips\nVon Jürgen Größe, Handelsblatt\nMünchen, 4. November 2025\n\n" + GERMAN,
            "Telekom bestellt Tausende Chips", "Jürgen Größe", "Handelsblatt", "2025-11-04",
        ),
        (
            "某某采购大量人工智能芯片\n来源：财联社 作者：张三\n2025-03-04 09:12",
            "某某采购大量人工智能芯片", "张三", "Cailian Press", "2025-03-04",
        ),
        (
            "Yotta gets its first chips\nEconomic Times, March 5, 2024",
            "Yotta gets its first chips", "", "Economic Times", "2024-03-05",
        ),
    ],
)  # fmt: skip
def test_the_lines_above_an_article_say_who_where_and_when(
    tmp_path: Path, head: str, title: str, author: str, outlet: str, day: str
) -> None:
    """Two writers, the paper behind the name, several credits in one line, a date without a comma."""
    place = tmp_path / "a.txt"
    place.write_text(head + STORY, encoding="utf-8")
    seen = suanli.read(place)
    told = seen.title, seen.author, seen.outlet, seen.published.label if seen.published else ""
    assert told == (title, author, outlet, day)
    assert head.splitlines()[1] not in seen.text


@pytest.mark.parametrize(
    "words",
    [
        "字节跳动采购了2000张H100和2030余块L20。", "さくらは約2000基のH100を持つ。", "네이버는 H100 2000개를 샀다.",
        "Компания купила 2000 чипов H100.", "Die Firma hat 2000 Chips gekauft.", "Chips of the 2010s were slow.",
        "2030年代に普及する。",
    ],
)  # fmt: skip
def test_a_count_or_a_decade_is_no_year(tmp_path: Path, words: str) -> None:
    place = tmp_path / "a.txt"
    place.write_text(words + "\n", encoding="utf-8")
    assert not [p.label for p in suanli.read(place, published="2025-07-23").periods]
