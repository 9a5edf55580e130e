"""The scorer of the annotated corpus, which is kept beside the project and not in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

SCORER = Path(__file__).parents[2] / "shared" / "gold" / "score.py"


def scorer(path: Path = SCORER) -> Any:
    """The scorer at `path` as a module."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
