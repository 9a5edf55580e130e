"""The verbs as a person or a script meets them: exit codes, streams, keys."""

from __future__ import annotations

import csv
import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import making
import pytest

from suanli.ledger import Ledger, claims, find, judgements, write

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def place(tmp_path) -> Path:
    """A small ledger in a file."""
    path = tmp_path / "ledger.db"
    with Ledger(path, create=True) as book:
        write(book, [making.entry(n) for n in range(4)], extractor="v1")
    return path


def lines(done) -> list[dict]:
    assert done.returncode == 0, done.stderr
    return [json.loads(x) for x in done.stdout.splitlines()]


def test_find_prints_claims(place, suanli) -> None:
    """JSON lines in a pipe, in the published form; the ledger by option or by SUANLI_LEDGER."""
    rows = lines(suanli("find", "--ledger", place, "--holder", "ByteDance"))
    assert [r["id"] for r in rows] == [c.id for c in find(place, holder="ByteDance")]
    assert rows[0]["evidence"]["text"] == claims(place)[0].evidence.text
    assert lines(suanli("find", "--holder", "ByteDance", env={"SUANLI_LEDGER": str(place)})) == rows
    assert lines(suanli("find", "--ledger", place, "--fields", "id, quantity.low", "--limit", 1)) == [
        {"id": claims(place)[0].id, "quantity.low": 1000.0}
    ]
    assert lines(suanli("find", "--ledger", place, "--leftovers", "--limit", 2))[0]["leftover"] == "no actor"
    assert lines(suanli("find", "--ledger", place, "--kind", "capex")) == []


def test_wrong_usage_is_one_line(place, suanli) -> None:
    """What cannot be done is said in one line, with exit code 1 (or 2 for wrong usage) and no traceback."""
    claim = claims(place)[0].id
    for args, code in (
        (("find", "--holder", "BiteDance"), 1), (("find", "--where", "x"), 1), (("find", "--since", "soon"), 2), (("find", "--limit", "0"), 2),
        (("find", "--kind", "oder"), 1), (("find", "--stance", "denyed"), 1), (("find", "--extractor", "v9"), 1),
        (("review", claim, "--verb", "correct", "--fields", "quantity.lw=3"), 1), (("review", claim, "--verb", "correct", "--fields", "quantity.low=x"), 1),
        (("why", "c-nothing"), 1), (("why",), 2), (("review", claim, "--verb", "approve"), 1), (("review", claim, "--verb", "correct", "--fields", "x"), 2),
        (("export", place.parent / "no" / "x.csv"), 1), (("import", "nowhere"), 1), (("backup", place), 1),
    ):  # fmt: skip
        done = suanli(*args, "--ledger", place)
        assert done.returncode == code, (args, done.stderr)
        assert done.stdout == ""
        assert done.stderr.startswith("error: "), (args, done.stderr)
        assert done.stderr.count("\n") == 1, done.stderr


def test_review_by_script(place, suanli) -> None:
    """The queue as JSON lines; one judgement with --verb; taken back with retract."""
    queue = lines(suanli("review", "--ledger", place, "--limit", 3))
    assert len(queue) == 3
    assert queue[0]["score"] >= queue[1]["score"]
    claim = queue[0]["claim"]["id"]
    words = ("review", claim, "--ledger", place, "--by", "anna", "--at", "2026-01-02")
    (made,) = lines(
        suanli(
            *words, "--verb", "correct", "--fields", "quantity.low=5", "--fields", "kind=stock", "--reason", "misread"
        )
    )
    assert made["fields"] == {"quantity.low": 5, "kind": "stock"}
    assert find(place, review="corrected")[0].quantity.low == 5
    assert claim not in {q["claim"]["id"] for q in lines(suanli("review", "--ledger", place))}
    suanli(*words, "--verb", "retract", "--other", made["id"])
    assert judgements(place) == ()


def test_why_shows_the_words(place, suanli) -> None:
    """The trail as JSON: the words, whether they still stand there, who decided what."""
    claim = claims(place)[4]
    (trail,) = lines(suanli("why", claim.id, "--ledger", place))
    assert trail["witness"]["exact"] is True
    assert trail["witness"]["quote"] == claim.evidence.text
    text = making.document(1).original
    assert trail["witness"]["before"] + trail["witness"]["quote"] + trail["witness"]["after"] in text


def test_export_import_backup_audit(place, suanli, tmp_path) -> None:
    """The four verbs end with what they wrote, and the ledger is whole."""
    (done,) = lines(suanli("export", tmp_path / "out", "--ledger", place))
    (back,) = lines(suanli("import", tmp_path / "out", "--ledger", tmp_path / "new.db"))
    (copy,) = lines(suanli("backup", tmp_path / "copy.db", "--ledger", tmp_path / "new.db"))
    assert done["content_hash"] == copy["content_hash"]
    assert back["rows"]["claims"] == 12
    assert lines(suanli("audit", "--ledger", tmp_path / "copy.db")) == []
    lines(suanli("export", tmp_path / "c.csv", "--ledger", place, "--spreadsheet"))
    assert len(list(csv.DictReader((tmp_path / "c.csv").open(newline="")))) == 12


# ---------------------------------------------------------------- on a terminal


class Terminal:
    """`suanli` with a pseudo-terminal on all three streams."""

    def __init__(self, *args: object) -> None:
        self.master, slave = pty.openpty()
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "LINES": "40", "TERM": "xterm"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "suanli", *map(str, args)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            close_fds=True,
        )
        os.close(slave)
        self.seen = ""

    def until(self, words: str, seconds: float = 200) -> str:
        """Read on until `words` appear; gives what was read since the last time."""
        start, end = len(self.seen), time.monotonic() + seconds
        while words not in self.seen[start:]:
            assert time.monotonic() < end, self.seen[-2000:]
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:
                    assert words in self.seen[start:], self.seen[-2000:]
        return self.seen[start:]

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def end(self) -> int:
        code = self.process.wait(timeout=200)
        os.close(self.master)
        return code


def test_review_by_keys(place) -> None:
    """Accept, undo, correct, reject, same as: each key decides the claim on the screen, and is kept at once."""
    seat = Terminal("review", "--ledger", place, "--by", "anna", "--at", "2026-01-02", "--limit", "5")
    shown = seat.until("? all > ")
    assert "1 of 5" in shown
    first, second, *_ = (c.id for c in sorted(claims(place), key=lambda c: (c.confidence - 1, c.id)))
    assert first in shown
    seat.press("a")
    assert "kept: accept" in seat.until("? all > ")
    assert [j.verb for j in judgements(place)] == ["accept"]
    seat.press("z")
    assert "retract" in seat.until("? all > ")
    assert judgements(place) == ()
    seat.press("c")
    seat.until("field=value")
    seat.press("quantity.low=77\n")
    seat.until("2 of 5")
    seat.until("? all > ")
    assert find(place, review="corrected")[0].quantity.low == 77
    seat.press("c")
    seat.until("field=value")
    seat.press("nose=1\n")
    assert "cannot be corrected" in seat.until("? all > ")
    seat.press("s")
    seat.until("id of the other claim")
    seat.press(f"{first}\n")
    seat.until("3 of 5")
    seat.until("? all > ")
    seat.press("r")
    seat.until("? all > ")
    seat.press("?")
    assert "contradicts another claim" in seat.until("? all > ")
    seat.press("b")
    seat.until("3 of 5")
    seat.until("? all > ")
    seat.press("q")
    assert "judgements kept" in seat.until("takes one back")
    assert seat.end() == 0
    assert sorted(j.verb for j in judgements(place)) == ["correct", "reject", "same"]
    assert second in {j.claim for j in judgements(place)}


def test_terminal_tables(place, tmp_path) -> None:
    """On a terminal: tables for find and why, a progress bar and a sum for add; escapes in texts are shown, not obeyed."""
    seat = Terminal("find", "--ledger", place, "--limit", "2")
    assert "ByteDance" in seat.until("suanli why ID")
    assert seat.end() == 0
    bad = tmp_path / "bad.txt"
    bad.write_text("In 2024 ByteDance ordered 5,000 H20 chips \x1b]0;owned\x07 from Nvidia for US$60 million.\n")
    seat = Terminal("add", bad, "--ledger", place)
    shown = seat.until("claims")
    assert "\x1b]0;owned" not in shown
    assert seat.end() == 0
    seat = Terminal("why", claims(place)[0].id, "--ledger", place)
    assert "【" in seat.until("】")
    assert seat.end() == 0


def test_fields_by_the_names_that_are_printed(place, suanli) -> None:
    """`low` and `unit` stand in every printed claim, so `--fields` knows them; a wrong one lists those there are."""
    whole = lines(suanli("find", "--ledger", place, "--limit", "1", "--json"))[0]
    part = lines(suanli("find", "--ledger", place, "--limit", "1", "--fields", "low,unit", "--json"))[0]
    assert part == {"low": whole["low"], "unit": whole["unit"]}
    wrong = suanli("find", "--ledger", place, "--fields", "zzzz")
    assert wrong.returncode == 1
    assert "one of id, doc_id" in wrong.stderr
    assert "suanli show" not in wrong.stderr


def test_a_name_that_nothing_is_near_says_where_names_are(suanli, tmp_path):
    """Few names are listed, many have the command that lists them; no hint leads to wrong usage."""
    for words, said in (
        (("show", "qqqq"), "one of chips, "),
        (("show", "chip", "qqqq"), "`suanli show chips` lists all"),
        (("serve", "qqqq", "--chip", "h100"), "`suanli show models` lists all"),
        (("convert", "5", "--currency", "QQQ", "--on", "2025-01-02"), "the ECB quotes"),
        (("check", "h20", "--on", "2025-01-01", "--to", "qqqq"), "write an ISO code"),
        (("train", "llama-2-7b", "--chip", "h100", "--count", "8", "--precision", "qqqq"), "one of bf16"),
    ):
        done = suanli(*words)
        assert done.returncode in (1, 2)
        assert said in done.stderr
        assert "see `suanli show`" not in done.stderr


def test_import_says_what_it_takes(suanli, tmp_path):
    """A text file is no ledger, and the error does not blame --ledger."""
    page = tmp_path / "page.txt"
    page.write_text("Yotta has 4,096 H100.")
    done = suanli("import", page, "--ledger", tmp_path / "l.db")
    assert done.returncode == 1
    assert "neither an exported folder nor a ledger nor a .csv" in done.stderr
    assert "--ledger" not in done.stderr
