"""What all tests share: where ../shared is, and a command line that runs as a user would run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared beside the checkout; the test is skipped where it is absent."""
    place = ROOT.parent / "shared"
    if not place.is_dir():
        pytest.skip("../shared is not beside this checkout")
    return place


@pytest.fixture(scope="session")
def articles(shared: Path) -> Path:
    """The folder of the five real articles."""
    return shared / "articles"


@pytest.fixture(scope="session")
def suanli():
    """Run ``suanli ARGS`` in a process of its own; gives the finished process with text output."""

    def run(
        *args: object, stdin: str | bytes | None = None, env: dict | None = None, cwd: Path = ROOT, timeout: float = 120
    ):
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "suanli", *map(str, args)],
            input=data,
            capture_output=True,
            timeout=timeout,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **(env or {})},
            check=False,
        )
        done.stdout, done.stderr = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        return done

    return run
