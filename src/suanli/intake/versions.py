"""The name of the version that reads: any change to reader, extractor or catalog gives a new one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from suanli import __version__
from suanli.catalog.loading import folders

__all__ = ["extractor_version"]

Stamp = tuple[str, str, int, int]  # the name a file goes by in the hash, its path, when it was changed, its size

READ = (".py", ".toml", ".csv")
UNREAD = frozenset({"constants", "runs", "carbon.csv", "epoch_costs.csv", "power.csv", "prices.csv", "supply.csv"})


def _stamps(folder: str, name: str) -> Iterator[Stamp]:
    """The code and data of a folder and of those below it; one look at each folder, for there are 1,500 files."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in UNREAD:
                continue  # data of other rooms
            if entry.is_dir():
                yield from _stamps(entry.path, f"{name}/{entry.name}")
            elif entry.name.endswith(READ):
                stat = entry.stat()
                yield f"{name}/{entry.name}", entry.path, stat.st_mtime_ns, stat.st_size


def _files() -> Iterator[Stamp]:
    """Code of the two rooms and the data they read."""
    for room in ("reading", "claims"):
        spec = find_spec(f"suanli.{room}")
        if spec is not None:
            yield from _stamps(str(Path(str(spec.origin)).parent), room)
    for at, folder in enumerate(folders()):
        yield from _stamps(str(folder), str(at))


@lru_cache(maxsize=4)
def _version(stamps: tuple[Stamp, ...]) -> str:
    total = hashlib.sha256()
    for name, path, _, _ in stamps:
        total.update(f"{name}\0{hashlib.sha256(Path(path).read_bytes()).hexdigest()}\n".encode())
    return f"suanli {__version__}+{total.hexdigest()[:10]}"


def extractor_version() -> str:
    """Such as ``suanli 0.1.0+3f9a01c2d4``: the release, and a hash of what decides how a text is read."""
    return _version(tuple(sorted(_files())))
