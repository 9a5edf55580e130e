"""Tables on a terminal of any width: all that a row tells is there, and no word is broken that need not be."""

from __future__ import annotations

import json

import pytest

from suanli.display import Table, print_table
from suanli.display.writing import json_line, text_table

WORDS = "licence required; presumption of denial for data centres"
RULES = Table(
    title="H20 to CN",
    columns=("rule", "side", "classification", "licence policy", "citation", "numbers"),
    rows=(
        ("US-2023-10-17-IFR", "exporter", "not controlled", WORDS, "88 FR 73458 (25 Oct 2023)", "performance density"),
        ("US-2025-04-09-LETTER", "exporter", "licence by letter", WORDS, "", None),
    ),
    notes=("a note below",),
)


def drawn(table: Table, width: int, capsys, monkeypatch) -> str:
    """What a terminal of a width shows of a table."""
    monkeypatch.setenv("COLUMNS", str(width))
    print_table(table)
    return str(capsys.readouterr().out)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 130, 200])
def test_no_word_is_broken_and_nothing_is_lost(width, capsys, monkeypatch):
    """Every word of every cell stands whole in some line, and no line is longer than the terminal."""
    shown = drawn(RULES, width, capsys, monkeypatch)
    assert max(map(len, shown.splitlines())) <= width
    words = shown.split()
    for cell in [c for row in RULES.rows for c in row if c]:
        assert set(cell.split()) <= set(words), (width, cell)
    assert "a note below" in shown


def test_a_wide_terminal_shows_a_grid_and_a_narrow_one_rows(capsys, monkeypatch):
    """The headings stand once above a grid, and before each value where rows follow each other."""
    assert drawn(RULES, 200, capsys, monkeypatch).count("classification") == 1
    assert drawn(RULES, 60, capsys, monkeypatch).count("classification") == len(RULES.rows)


def test_wide_characters_fold_anywhere(capsys, monkeypatch):
    """Chinese words have no spaces: a quote of them is folded and keeps its table."""
    table = Table(columns=("id", "words", "where"), rows=(("c-1", "获批采购二十万颗芯片用于智算中心建设", "新闻"),) * 2)
    shown = drawn(table, 30, capsys, monkeypatch)
    assert shown.count("words") == 1
    assert "".join(shown.split()).count("获批采购") == 2


@pytest.mark.parametrize("width", [12, 100])
def test_no_title_drives_a_terminal(width, capsys, monkeypatch):
    """A file's name is a title: its escapes are shown, and square brackets in it are no styles."""
    table = Table(title="a\x1b[31m [bold]b[/bold]", columns=("id", "words", "where"), rows=(("c-1", "words", "x"),))
    shown = drawn(table, width, capsys, monkeypatch)
    assert "\x1b[31m" not in shown + text_table(table)
    assert "[bold]b[/bold]" in "".join(shown.split())  # a narrow terminal folds it


def test_json_drives_no_terminal():
    """Controls above ASCII are escaped in JSON as those below the space are, and read back as they were."""
    line = json_line({"words": "a\x9b31m\x7fb é"})
    assert line == '{"words": "a\\u009b31m\\u007fb é"}'
    assert json.loads(line) == {"words": "a\x9b31m\x7fb é"}
