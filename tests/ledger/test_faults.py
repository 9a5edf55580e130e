"""Full disks, failing disks, lost permissions: a clean `LedgerError`, a whole ledger, and the same end next time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# SUANLI_FAULTS=1 makes every call fail in turn; the usual run takes every so many-th
STEP = int(os.environ.get("SUANLI_FAULTS", "23"))


def test_each_call_fails_once(tmp_path) -> None:
    """Opens, writes, syncs, truncations and renames that fail with ENOSPC, EIO, EACCES lose nothing acknowledged."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("no C compiler here (Debian: apt-get install gcc libc6-dev)")
    library = tmp_path / "faults.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "faults.c", "-ldl"], check=True)
    folder = tmp_path / "rounds"
    env = {
        **os.environ,
        "PYTHONPATH": str(HERE.parent.parent / "src"),
        "LD_PRELOAD": str(library),
        "FAULT_FOLDER": str(folder),
    }
    command = [sys.executable, HERE / "failing.py", folder, str(STEP)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=3000, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["calls"] > 50
    assert found["ends"].get("LedgerError", 0) > found["runs"] / 2
    assert found["wrong"] == [], found
