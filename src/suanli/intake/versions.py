"""The name of the version that reads: any change to reader, extractor or catalog gives a new one."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from suanli import __version__
from suanli.catalog.loading import folders

__all__ = ["extractor_version"]


def _files() -> list[tuple[str, Path]]:
    """Code of the two rooms and the data they read, each with the name it goes by in the hash."""
    pairs = []
    for room in ("reading", "claims"):
        spec = find_spec(f"suanli.{room}")
        place = Path(str(spec.origin)).parent if spec else Path()
        pairs += [(f"{room}/{p.relative_to(place)}", p) for p in place.rglob("*.py")]
    for at, folder in enumerate(folders()):
        for kind in ("chips", "companies", "languages", "kinds", "models"):
            pairs += [(f"{at}/{kind}/{p.name}", p) for p in (folder / kind).glob("*.toml")]
    return sorted(pairs)


@lru_cache(maxsize=4)
def _version(stamps: tuple[tuple[str, Path, int, int], ...]) -> str:
    total = hashlib.sha256()
    for name, path, _, _ in stamps:
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"suanli {__version__}+{total.hexdigest()[:10]}"


def extractor_version() -> str:
    """Such as ``suanli 0.1.0+3f9a01c2d4``: the release, and a hash of what decides how a text is read."""
    stats = ((name, path, path.stat()) for name, path in _files())
    return _version(tuple((name, path, s.st_mtime_ns, s.st_size) for name, path, s in stats))
