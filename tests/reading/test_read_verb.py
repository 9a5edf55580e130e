"""`suanli read`: what a user sees, and the weight of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROSE = "Nvidia sold 100,000 H20 chips to ByteDance in March, the company said. It expects more orders this year."


def test_a_document_as_json(suanli, tmp_path: Path) -> None:
    """One line a document: text, language, date and how known, repairs and boilerplate share."""
    place = tmp_path / "a.txt"
    place.write_text(f"Published: 2025-04-01\n\n{PROSE}\n\nRead next: 7 tips\n", encoding="utf-8")
    done = suanli("read", place, "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["id"] == "a"
    assert data["text"] == PROSE
    assert data["language"] == "en"
    assert (data["published"]["label"], data["published_from"]) == ("2025-04-01", "byline")
    assert data["boilerplate_share"] > 0
    assert "original" not in data


def test_standard_input_and_diff(suanli) -> None:
    """`-` reads standard input; --diff shows the original beside the clean text."""
    done = suanli("read", "-", "--diff", stdin="4萬(wàn)張顯卡和1.5萬(wàn)個(gè)節點，已經到貨。")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["original"].startswith("4萬(wàn)張")
    assert rows[0]["clean"].startswith("4萬張")
    assert "pinyin" in rows[0]["why"]


def test_failures_are_one_line(suanli, tmp_path: Path) -> None:
    """A file that cannot be read: one line on stderr, exit 1, nothing on stdout; in a folder the others are shown."""
    bad = tmp_path / "a.txt"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    done = suanli("read", bad)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "PNG" in done.stderr
    (tmp_path / "b.txt").write_text(PROSE, encoding="utf-8")
    done = suanli("read", tmp_path)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert "PNG" in done.stderr
    assert suanli("read", tmp_path / "none").returncode == 1
    assert suanli("read", tmp_path / "b.txt", "--published", "soon").returncode == 1


def test_importing_the_room_is_light() -> None:
    """`import suanli.reading` loads nothing heavy, and reading a text loads no page library."""
    code = (
        "import sys; import suanli.reading; a=set(sys.modules);"
        "print('msgspec' in a or 'eldc' in a or 'trafilatura' in a);"
        "from suanli.reading import find_periods; find_periods('in 2024', language='en');"
        "print(any(m.split('.')[0] in {'trafilatura','lxml','resiliparse','opencc','pypdfium2','htmldate'} for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["False", "False"], done.stdout + done.stderr
