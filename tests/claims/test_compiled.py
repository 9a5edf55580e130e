"""The optional build: mypyc takes the rules as they stand, and what it makes of them gives the same claims."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from suanli import extract, read
from suanli.display import json_line, plain

ROOT = Path(__file__).parents[2]
ARTICLES = sorted((ROOT / "examples" / "articles").glob("*.txt"))[:6]
HEADER = Path(sysconfig.get_path("include")) / "Python.h"
FRONT = "import sys, setuptools; sys.argv = ['setup.py', 'build_ext']; setuptools.setup = dict; exec(open('setup.py').read())"
TELL = """
import sys
from suanli import extract, read
from suanli.claims import bounds
from suanli.display import json_line, plain
print(bounds.__file__)
for path in sys.argv[1:]:
    print(json_line(plain(extract(read(path)))))
"""

pytestmark = pytest.mark.slow
pytest.importorskip("mypyc")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of what a build needs."""
    place = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "setup.py", place)  # without pyproject.toml, which asks for a newer setuptools than some have
    shutil.copytree(ROOT / "src", place / "src", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    return place


def python(project: Path, *words: str, **settings: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=project, capture_output=True, text=True, timeout=3000,
        env={**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1", **settings},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}{done.stderr[-2000:]}"
    return done.stdout


def test_every_rule_can_be_compiled(project):
    """No module of the room holds what mypyc refuses; it names the line of one that does."""
    python(project, "-c", FRONT, SUANLI_COMPILE="1")
    made = {p.stem for p in (project / "build").rglob("__native_*.c")}
    assert any("stances" in name for name in made)


@pytest.mark.skipif(not (shutil.which("gcc") and HEADER.exists()), reason="no C compiler or no Python.h here")
def test_compiled_modules_answer_as_their_sources(project):
    """Some modules compiled among others that are not: the claims of the shipped articles are the same."""
    python(project, "setup.py", "-q", "build_ext", "--build-lib", "out", SUANLI_COMPILE="bounds,units,verdicts,weights")
    shutil.copytree(project / "src", project / "out", dirs_exist_ok=True)
    where, *lines = python(project, "-c", TELL, *map(str, ARTICLES), PYTHONPATH=str(project / "out")).splitlines()
    assert not where.endswith(".py")
    assert lines == [json_line(plain(extract(read(p)))) for p in ARTICLES]
