"""Ledgers to test on: real SQLite files, and databases of a real PostgreSQL server started for the tests."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

_numbers = itertools.count()


def _binaries() -> Path | None:
    """The folder of initdb and pg_ctl: on the path, or where Debian puts them."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "pg_ctl").exists()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The socket folder of a throw-away server, run by an unprivileged user; skipped without Debian's package."""
    pytest.importorskip("psycopg")
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server here (Debian: apt-get install postgresql)")
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="suanli-pg-"))
    if user:
        shutil.chown(folder, "postgres", "postgres")

    def run(*args: object) -> None:
        subprocess.run([str(a) for a in args], check=True, capture_output=True, cwd=folder, **user)

    try:
        run(
            binaries / "initdb",
            "-D",
            folder / "data",
            "-A",
            "trust",
            "-U",
            "suanli",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=60"
        run(binaries / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
        yield str(folder)
    finally:
        subprocess.run(
            [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"],
            check=False,
            capture_output=True,
            cwd=folder,
            **user,
        )
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres: str):
    """Makes URLs of new, empty places in a PostgreSQL database: a schema each, which is quicker than a database."""
    import psycopg

    def make() -> str:
        name = f"t{next(_numbers)}"
        with psycopg.connect(f"host={postgres} user=suanli dbname=postgres", autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            connection.execute(f"CREATE SCHEMA {name}")
        return f"postgresql://suanli@/postgres?host={postgres}&options=-csearch_path%3D{name},public"

    return make


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request, tmp_path: Path) -> str:
    """Where a new ledger may be made: a path, and then a PostgreSQL URL."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    return request.getfixturevalue("database")()


@pytest.fixture(scope="session")
def _emptied(postgres: str):
    """Makes one schema with a ledger in it, emptied each time it is asked for."""
    import psycopg

    from suanli.ledger import Ledger
    from suanli.ledger.tables import meta

    url = f"postgresql://suanli@/postgres?host={postgres}&options=-csearch_path%3Dshared,public"
    with psycopg.connect(f"host={postgres} user=suanli dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("CREATE SCHEMA shared")
        Ledger(url, create=True).close()
        connection.execute("SET search_path TO shared, public")

        def empty() -> str:
            connection.execute(f"TRUNCATE {', '.join(meta.tables)}, quotes")
            return url

        yield empty


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def book(request, tmp_path: Path):
    """An open, empty ledger on either database."""
    from suanli.ledger import Ledger

    place = str(tmp_path / "book.db") if request.param == "sqlite" else request.getfixturevalue("_emptied")()
    with Ledger(place, create=True) as ledger:
        yield ledger
