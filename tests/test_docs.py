"""The docs are executed: every `$ suanli ...` line in a console block prints what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[str]:
    return BLOCK.findall(page.read_text(encoding="utf-8")) if page.is_file() else []


def steps(block: str) -> list[tuple[str, str]]:
    """The (command, expected output) pairs of a console block."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(p.split("\n", 1)[0], p.split("\n", 1)[1] if "\n" in p else "") for p in parts]


def as_pattern(expected: str) -> str:
    """Expected text as a pattern: `...` stands for anything, runs of blanks are one blank."""
    lines = [re.sub(r"\s+", " ", x).strip() for x in expected.strip().splitlines()]
    return r"\s*".join(re.escape(x).replace(r"\.\.\.", r"[\s\S]*?") for x in lines if x)


def run(command: str, folder: Path) -> str:
    """The output of a shell line, with `suanli` from this checkout, from the repository's root."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "SUANLI_LEDGER": str(folder / "tour.db")}
    line = re.sub(r"(^|\| )suanli ", rf"\1{shlex.quote(sys.executable)} -m suanli ", command)
    line = line.replace("report.html", str(folder / "report.html"))
    done = subprocess.run(["bash", "-c", line], capture_output=True, cwd=ROOT, env=env, timeout=300, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_page(page: Path, tmp_path: Path) -> None:
    """Every command on the page runs and prints what the page shows (`...` is anything)."""
    for block in blocks(page):
        for command, expected in steps(block):
            if not command.startswith("suanli"):
                continue
            got = re.sub(r"\s+", " ", run(command, tmp_path))
            assert "Traceback" not in got, got
            if expected.strip():
                pattern = re.sub(r"(\\ )+", " ", as_pattern(expected))
                assert re.search(pattern, got), f"{command}\nexpected\n{expected}\ngot\n{got[:3000]}"


def test_every_verb_page_runs_its_verb() -> None:
    """A verb's page holds at least one executed example of the verb."""
    for page in sorted((ROOT / "docs" / "verbs").glob("*.md")):
        commands = [c for b in blocks(page) for c, _ in steps(b)]
        assert any(f"suanli {page.stem}" in c for c in commands), page.name
