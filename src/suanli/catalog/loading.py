"""TOML and CSV to forms; every complaint names the file and the key.

`SUANLI_CATALOG=dir` overlays the shipped data: a file there of the same name replaces the shipped one,
a new file adds an entry. That is the plug-in system.
"""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import msgspec

from suanli.catalog import forms
from suanli.errors import CatalogError, Unknown, closest

__all__ = ["DATA", "Shelf", "folders", "read_form", "read_table"]

DATA = Path(__file__).parent / "data"
MAX_BYTES = 4_000_000
MAX_NAME_BYTES = 200
_LOOSE_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_GAP = re.compile(r"(?<=\d)[ \-_/·]+(?=\d)")
F = TypeVar("F", bound=forms.Form)


def folders() -> tuple[Path, ...]:
    """The data folders in order of precedence: the overlay of `SUANLI_CATALOG`, then the shipped one."""
    overlay = os.environ.get("SUANLI_CATALOG", "")
    if not overlay:
        return (DATA,)
    place = Path(overlay)
    if not place.is_dir():
        msg = f"SUANLI_CATALOG: not a folder: {overlay!r}; set it to a folder shaped like catalog/data"
        raise CatalogError(msg)
    return (place, DATA)


def _where(path: Path) -> str:
    """`chips/h20.toml`: the part of a path that a reader of a message needs."""
    return f"{path.parent.name}/{path.name}"


def read_form(path: Path, form: type[F]) -> F:
    """The entry in a TOML file, checked against its form; `CatalogError` names file and key."""
    try:
        if path.stat().st_size > MAX_BYTES:
            msg = f"{_where(path)}: larger than {MAX_BYTES:,} bytes; a data file holds one thing"
            raise CatalogError(msg)
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        data["id"] = path.stem
        return msgspec.convert(data, form)
    except msgspec.ValidationError as error:
        raise CatalogError(f"{_where(path)}: {str(error).replace('`$.', '`.').replace('`$', '`')}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{_where(path)}: {error}") from None
    except OSError as error:
        raise CatalogError(f"{_where(path)}: {error.strerror}") from None


def _cell(value: str) -> str | float | None:
    """A CSV cell as a number where it is one, None where it is blank, else its text."""
    if not value:
        return None
    try:
        return float(value)
    except ValueError:
        return value


@lru_cache(maxsize=32)
def _table(path: Path, stamp: float) -> tuple[Mapping[str, Any], ...]:
    del stamp
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows = []
        for row in reader:
            if None in row or None in row.values():
                msg = f"{_where(path)}: line {reader.line_num}: not {len(reader.fieldnames or ())} cells"
                raise CatalogError(msg)
            rows.append({k: _cell(v) for k, v in row.items()})
    return tuple(rows)


def read_table(name: str) -> tuple[Mapping[str, Any], ...]:
    """The rows of a CSV of the catalog, numbers as float, blanks as None. `name` is like ``prices.csv``."""
    for folder in folders():
        path = folder / name
        if path.is_file():
            return _table(path, path.stat().st_mtime)
    msg = f"{name}: no such table in the catalog"
    raise CatalogError(msg)


class Shelf(Generic[F]):
    """All entries of one kind, by id: ``chips["h20_96"]``; a file is read when it is first asked for."""

    def __init__(self, kind: str, form: type[F]) -> None:
        """A shelf over the files of `kind`'s folder, each of `form`."""
        self.kind = kind
        self.word = f"{kind[:-3]}y" if kind.endswith("ies") else kind.removesuffix("s")
        self.form = form
        self._read: dict[Path, F] = {}
        self._names: dict[str, str] = {}
        self._indexed: tuple[Path, ...] = ()
        self._listed: tuple[tuple[tuple[Path, int], ...], dict[str, Path]] = ((), {})

    def paths(self) -> dict[str, Path]:
        """File of every entry by id, sorted; an overlay's file wins over the shipped one."""
        places = [folder / self.kind for folder in reversed(folders())]
        stamps = tuple((p, p.stat().st_mtime_ns) for p in places if p.is_dir())
        if stamps != self._listed[0]:  # a folder's stamp changes when a file comes or goes
            found: dict[str, Path] = {}
            for place, _ in stamps:
                found.update({p.stem: p for p in place.glob("*.toml")})
            self._listed = (stamps, dict(sorted(found.items())))
        return dict(self._listed[1])

    def _load(self, path: Path) -> F:
        if path not in self._read:
            self._read[path] = read_form(path, self.form)
        return self._read[path]

    def _path(self, name: object) -> Path | None:
        """The file of one entry without listing the folder, which holds hundreds; None if there is none."""
        if not isinstance(name, str) or not name or set(name) & set("/\\") or len(name.encode()) > MAX_NAME_BYTES:
            return None
        places = (folder / self.kind / f"{name}.toml" for folder in folders())
        return next((p for p in places if p.is_file()), None)

    def __contains__(self, name: object) -> bool:
        return self._path(name) is not None

    def __getitem__(self, name: str) -> F:
        """The entry with this id; `Unknown` with suggestions if there is none."""
        path = self._path(name)
        if path is None:
            raise closest(self.word, name, self.paths(), hint=self._list())
        return self._load(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths())

    def __len__(self) -> int:
        return len(self.paths())

    def values(self) -> tuple[F, ...]:
        """All entries, in order of id."""
        return tuple(self._load(p) for p in self.paths().values())

    def _index(self) -> dict[str, str]:
        paths = self.paths()
        if self._indexed != tuple(paths.values()):
            names: dict[str, str] = {}
            for entry in self.values():
                for word in spellings(entry):
                    names.setdefault(fold(word), entry.id)
            names.update({fold(i): i for i in paths})
            self._names, self._indexed = names, tuple(paths.values())
        return self._names

    def find(self, name: str) -> F:
        """The entry with this id, name or alias, letter case and separators ignored; else `Unknown`."""
        path = self._path(name)
        if path is not None:
            return self._load(path)
        index = self._index()
        if fold(name) in index:
            return self[index[fold(name)]]
        raise self._several(name) or closest(self.word, name, [*self.paths(), *self._alias_hints()], hint=self._list())

    def _list(self) -> str:
        """Where all entries are listed."""
        return f"`suanli show {self.kind}` lists all"

    def _several(self, name: str) -> Unknown | None:
        """The error for a line or an architecture (`Hopper`, `Ascend`, `Llama`): which entries it stands for."""
        asked = fold(name)
        found = [i for i in self.paths() if fold(i).startswith(asked)] if len(asked) > 2 and asked.isalpha() else []
        found = found or [i for i in self.paths() if fold(getattr(self[i], "architecture", "")) == asked]
        if len(found) < 2:
            return None
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        return Unknown(f"{self.word} {name!r} stands for several: {', '.join(found[:MOST_NAMED])}{more}; name one")

    def _alias_hints(self) -> list[str]:
        return [w for e in self.values() for w in spellings(e) if len(w) < 24]


MOST_NAMED = 8  # entries that an error lists


def fold(word: str) -> str:
    """A spelling without letter case, spaces, hyphens and underscores, for look-ups only.

    Between digits a point stays and any other separator is a hyphen: 1.3B is not 13B, GPT2-2B not GPT-22B.
    """
    kept = _GAP.sub("\x00", _LOOSE_POINT.sub("", word.casefold()))
    return "".join(c for c in kept if c not in " -_/·").replace("\x00", "-")


def spellings(entry: forms.Form) -> list[str]:
    """Every name by which an entry may be asked for."""
    e = cast("Any", entry)
    words = [e.name] if hasattr(e, "name") else []
    words += list(getattr(e, "aliases", ()))
    words += [w for group in getattr(e, "names", {}).values() for w in group] if hasattr(e, "names") else []
    return words
