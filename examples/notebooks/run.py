"""Runs the notebooks of this folder and writes their outputs into them: python examples/notebooks/run.py

Plain Python, so that no notebook server is needed: cells run in order in one namespace, from the repository's
root; the last expression of a cell is shown as its HTML, or its text.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
LIMIT = 10_000


def run_cell(source: str, space: dict[str, Any]) -> list[dict[str, Any]]:
    """The outputs of one cell."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "<cell>", "exec"), space)  # noqa: S102 - running a notebook is what this is for
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), space) if last else None  # noqa: S307
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append(
            {"output_type": "stream", "name": "stdout", "text": printed.getvalue().splitlines(keepends=True)}
        )
    if value is not None:
        outputs.append(_shown(value))
    return outputs


def _shown(value: Any) -> dict[str, Any]:
    html = value._repr_html_() if hasattr(value, "_repr_html_") else None
    text = f"<{type(value).__name__}>" if html else repr(value)[:LIMIT]
    data = {"text/plain": [text]} | ({"text/html": html.splitlines(keepends=True)} if html else {})
    return {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}


def run(place: Path) -> dict[str, Any]:
    """The notebook with fresh outputs."""
    book: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    space: dict[str, Any] = {}
    at = 0
    for cell in book["cells"]:
        if cell["cell_type"] != "code":
            continue
        at += 1
        cell["outputs"] = run_cell("".join(cell["source"]), space)
        cell["execution_count"] = at
        for output in cell["outputs"]:
            if "execution_count" in output:
                output["execution_count"] = at
    return book


def main() -> None:
    """Run all, or those named."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # narrow matrices: more threads are slower
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "src"))
    for place in [Path(a) for a in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb")):
        place.write_text(json.dumps(run(place), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
