"""The house: floors, twins, public names, sizes, import weight."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

import suanli as package
from suanli.cli import VERBS, root

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "suanli"
FILES = sorted(p for p in SOURCE.rglob("*.py") if "versions" not in p.parts)  # Alembic writes the frame of a revision
CLI_ONLY = {"as_json", "ledger", "help", "output", "plot", "diff", "leftovers", "progress", "yes", "fleets", "worlds"}
ROOMS = {"reading", "claims", "ledger", "fleets", "performance", "policy", "costs"}


def ask(code: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_file_and_function_sizes(path: Path) -> None:
    """No file over 500 lines, no function over 40 lines of code (docstring aside)."""
    text = path.read_text()
    assert len(text.splitlines()) <= 500, "file over 500 lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert lines <= 40, f"{node.name} has {lines} lines"


def test_no_attic() -> None:
    """No module is called utils, helpers, common, base, manager, core or misc."""
    bad = {"utils", "helpers", "common", "base", "manager", "core", "misc"}
    assert not [p for p in FILES if p.stem in bad or p.parent.name in bad]


def test_every_module_has_a_docstring_and_a_literal_all() -> None:
    """Each module says what it is and lists its public names."""
    for path in FILES:
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), path
        if path.name == "__main__.py" or not tree.body[1:]:
            continue
        names = [n for n in tree.body if isinstance(n, ast.Assign | ast.AnnAssign)]
        targets = [
            t.id for n in names for t in getattr(n, "targets", [getattr(n, "target", None)]) if isinstance(t, ast.Name)
        ]
        assert "__all__" in targets, f"{path} has no __all__"


def test_public_names_are_there() -> None:
    """Every name of `suanli.__all__` can be had, and the three lists of names agree."""
    for name in package.__all__:
        assert getattr(package, name) is not None
    assert set(package._HOMES) == set(package.__all__) - {"__version__"}
    text = (SOURCE / "__init__.py").read_text()
    imported = {a.asname or a.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom) for a in n.names}
    assert set(package._HOMES) <= imported, "a public name is missing under TYPE_CHECKING"


def test_a_public_name_stays_a_function() -> None:
    """No verb turns into a module of the same name on its second use."""
    for _ in range(2):
        for name in package._HOMES:
            assert not inspect.ismodule(getattr(package, name))


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_twins(verb: str) -> None:
    """A command's options are the function's keywords, spelled alike, with the same defaults."""
    if verb in {"open", "mcp"}:
        pytest.skip("a door has no function")
    command = getattr(import_module(VERBS[verb][0]), verb.replace("-", "_"))
    assert isinstance(command, click.Command)
    function = getattr(package, {"import": "import_"}.get(verb, verb.replace("-", "_")))
    keywords = {n: p for n, p in inspect.signature(function).parameters.items() if p.kind is p.KEYWORD_ONLY}
    options = {p.name: p for p in command.params if isinstance(p, click.Option)}
    unknown = set(options) - set(keywords) - CLI_ONLY
    assert not unknown, f"options without a keyword of the function: {sorted(unknown)}"
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    assert len(arguments) <= 2, "at most one positional kind and an id"
    assert command.help, "a verb has help"
    for option in options.values():
        assert getattr(option, "help", ""), f"--{option.name} has no help"


def test_every_verb_has_a_page_and_a_line_in_help() -> None:
    """docs/verbs/VERB.md exists for every verb, and --help lists it."""
    shown = click.testing.CliRunner().invoke(root, ["--help"]).output if hasattr(click, "testing") else ""
    for verb in VERBS:
        assert (ROOT / "docs" / "verbs" / f"{verb}.md").is_file(), f"docs/verbs/{verb}.md is missing"
        assert not shown or verb in shown


def test_floors() -> None:
    """import-linter's contracts hold: three floors, one direction, every module on a floor."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_import_is_light() -> None:
    """`import suanli` loads no third-party module."""
    code = (
        "import sys; a=set(sys.modules); import suanli; print(*sorted({m.split('.')[0] for m in set(sys.modules)-a}))"
    )
    loaded = set(ask(code).stdout.split())
    assert not loaded & {"click", "numpy", "msgspec", "sqlalchemy", "rich", "trafilatura", "eldc", "opencc"}, loaded


def test_help_is_light() -> None:
    """`suanli --help` loads few modules (102 when written, 26 of them Python's own start), and none of the rooms."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "suanli", "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    loaded = [line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert len(loaded) < 160, loaded
    assert not {m.split(".")[1] for m in loaded if m.startswith("suanli.")} & ROOMS


def test_no_registry_or_machine_path_is_committed() -> None:
    """No tracked file names a package registry or a path of one machine."""
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False).stdout.split(
        "\n"
    )
    pattern = re.compile(r"/work/(main|shared)|pypi\.org/simple|registry\.npmjs|files\.pythonhosted|/root/")
    for name in filter(None, listed):
        path = ROOT / name
        if (
            path.suffix in {".png", ".svg", ".gz", ".pdf", ".zip"}
            or not path.is_file()
            or name == "tests/test_house.py"
        ):
            continue
        assert not pattern.search(path.read_text(encoding="utf-8", errors="replace")), name


def test_wrong_usage_is_one_line(suanli) -> None:
    """Unknown verbs, kinds, ids and options: one line on stderr, no traceback, the right exit code."""
    for args, code in (
        (["shw"], 2),
        (["show"], 2),
        (["show", "chip", "h80"], 1),
        (["show", "chps"], 1),
        (["show", "chips", "--colour"], 2),
        (["convert", "1", "--currency", "XXX", "--on", "2024-01-02"], 1),
        (["convert", "1", "--currency", "CNY", "--on", "1990-01-02"], 1),
        (["convert", "1", "--currency", "CNY", "--on", "yesterday"], 2),
    ):
        done = suanli(*args)
        assert done.returncode == code, (args, done.stderr)
        assert done.stdout == ""
        assert done.stderr.startswith("error: "), done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
        assert "Traceback" not in done.stderr
