# ruff: noqa: INP001 - a hook that MkDocs loads by its path
"""Order of the site's pages: MkDocs asks this hook, so that a new page needs no entry in a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FIRST = ("index.md", "tour.md", "words.md", "data.md", "decisions.md")
SECTIONS = (("Verbs", "verbs"), ("Methods", "methods"))


def _title(place: Path) -> str:
    """The page's first heading."""
    for line in place.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return place.stem


def on_config(config: Any) -> Any:
    """The navigation: the pages that everyone needs, then a section for each folder, by name."""
    docs = Path(config["docs_dir"])
    top = [name for name in FIRST if (docs / name).is_file()]
    top += sorted(p.name for p in docs.glob("*.md") if p.name not in FIRST)
    nav: list[dict[str, Any]] = [{_title(docs / name): name} for name in top]
    for heading, folder in SECTIONS:
        pages = sorted((docs / folder).glob("*.md"))
        if pages:
            nav.append({heading: [{_title(p): f"{folder}/{p.name}"} for p in pages]})
    config["nav"] = nav
    return config
