"""Numbers and days that no question can be asked with: one line of error from every verb, never a traceback."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from suanli.cli import root
from suanli.errors import SuanliError

ODD = ("0", "-1", "nan", "inf", "abc", "", "9" * 21, "'; DROP")
ASKED = {
    "train": ["gpt3-175b", "--chip", "a100", "--count", "8"],
    "serve": ["llama-3.1-70b", "--chip", "h100", "--count", "8"],
    "check": ["h20", "--on", "2025-01-01", "--to", "china"],
    "cost": ["h100", "--count", "8"],
    "price": ["h100", "--on", "2025-01-01"],
    "convert": ["100", "--currency", "CNY", "--on", "2025-01-02"],
    "show": ["chips"],
}


def numeric(verb: str) -> list[str]:
    """The options of a verb that take a number or a day."""
    command = root.get_command(click.Context(root), verb)
    assert command is not None
    kinds = ("integer", "float", "number", "date", "integer range", "float range")
    return [p.opts[-1] for p in command.params if isinstance(p, click.Option) and p.type.name in kinds]


@pytest.mark.parametrize("verb", ASKED)
def test_odd_numbers_are_refused_or_answered(verb: str):
    """Every numeric option of a verb with odd values ends in an answer or in an error that names the trouble."""
    for option in numeric(verb):
        for odd in ODD:
            words = [verb, *ASKED[verb]]
            words = [w for i, w in enumerate(words) if w != option and words[i - 1] != option]
            problem = CliRunner().invoke(root, [*words, option, odd]).exception
            assert problem is None or isinstance(problem, (SystemExit, SuanliError)), (verb, option, odd, problem)


def test_a_fleet_of_nothing_is_refused():
    """No chips to serve with is an error of ours that says what to give."""
    from suanli import serve

    with pytest.raises(SuanliError, match="count 0; give a number from 1"):
        serve("llama-3.1-70b", chip="h100", count=0)


@pytest.mark.parametrize(
    ("words", "why"),
    [(b"[" * 100_000, "nested too deep"), (b"\xff", "not UTF-8"), (b"", "not JSON"), (b"[1]", "no fleet")],
)
def test_odd_files_to_cost_are_refused(tmp_path, words: bytes, why: str):
    """What no verb of ours printed is named, from a file and from standard input."""
    (tmp_path / "odd.json").write_bytes(words)
    for name, given in ((str(tmp_path / "odd.json"), b""), ("-", words)):
        with pytest.raises(SuanliError, match=why):
            CliRunner().invoke(root, ["cost", name, "--on", "2025-01-01"], input=given, catch_exceptions=False)


@pytest.mark.parametrize("odd", ["24-10-01", "2024-10-01-01", "2024-13", "2024/10/01", "-2024", "2024-02-30"])
def test_a_day_is_a_day_with_its_year_in_four_digits(odd: str):
    """Two digits are no year of ours, and a fourth number is not passed over in silence."""
    done = CliRunner().invoke(root, ["price", "h100", f"--on={odd}"])
    assert done.exit_code == 2
    assert "is not a day" in done.output


def test_a_ledger_given_as_a_folder_of_data_is_told_where_it_goes(tmp_path):
    """Who audits a ledger without its option is told the option."""
    (tmp_path / "mine.db").touch()
    with pytest.raises(SuanliError, match=r"ledger is audited with --ledger .{0,200}mine\.db"):
        CliRunner().invoke(root, ["audit", str(tmp_path / "mine.db")], catch_exceptions=False)
