"""Opening: what is no ledger, or not ours to read, is refused by name; readers can only read."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import making
import pytest
import sqlalchemy as sa

from suanli.errors import LedgerError
from suanli.ledger import Ledger, audit_ledger, claims, content_hash, documents, find, tables, write
from suanli.ledger.dialects import address, engine, stamp
from suanli.ledger.migrating import chain, upgrade
from suanli.ledger.opening import HEAD


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small ledger in a file."""
    path = tmp_path / "ledger.db"
    with Ledger(path, create=True) as book:
        write(book, [making.entry(n) for n in range(5)], extractor="v1")
    return path


def test_an_absent_ledger_is_not_made_by_asking(tmp_path) -> None:
    """Reading never creates a file; the message says how one is made."""
    with pytest.raises(LedgerError, match="no such ledger; `suanli add"):
        find(tmp_path / "no.db")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_ledger_is_refused(tmp_path) -> None:
    """Text, another database, a folder, an unknown kind of URL: each is named."""
    (tmp_path / "text.db").write_text("not a database at all, but long enough to have a header of its own " * 20)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE claims (x)")
    other.commit()
    (tmp_path / "empty.db").touch()
    for name, words in (
        ("text.db", "not a suanli ledger"),
        ("other.db", "not a suanli ledger"),
        ("empty.db", "empty"),
        (".", "is a folder"),
        ("no/no.db", "no such ledger"),
    ):
        with pytest.raises(LedgerError, match=words):
            find(tmp_path / name)
    with pytest.raises(LedgerError, match="not a suanli ledger"):
        Ledger(tmp_path / "other.db", create=True)
    for url in ("mysql://x/y", "nonsense://", "postgresql://nobody@127.0.0.1:1/x"):
        with pytest.raises(LedgerError):
            find(url)


def test_a_ledger_from_the_future_is_refused(file) -> None:
    """A schema newer than this suanli knows is left alone."""
    connection = sqlite3.connect(file)
    connection.execute("UPDATE suanli_version SET version_num = '9999'")
    connection.commit()
    before = file.read_bytes()
    for ask in (find, audit := (lambda p: write(Ledger(p, create=True), [], extractor="x"))):
        with pytest.raises(LedgerError, match="newer than this suanli"):
            ask(file)
    assert file.read_bytes() == before
    assert audit is not None


def test_flipped_bytes_are_named(file, tmp_path) -> None:
    """Of a hundred copies with flipped bytes, none crashes and none gives wrong claims unseen: refused, found by audit, or harmless."""
    import random

    whole, chance = claims(file), random.Random(3)
    original = file.read_bytes()
    seen = 0
    for n in range(60):
        copy = tmp_path / "flipped.db"
        data = bytearray(original)
        for _ in range(8):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        copy.write_bytes(data)
        for tail in ("-wal", "-shm"):
            Path(f"{copy}{tail}").unlink(missing_ok=True)
        try:
            same = claims(copy) == whole and all(d.sha256 for d in documents(copy))
        except LedgerError:
            seen += 1
            continue
        problems = audit_ledger(copy)
        seen += bool(problems)
        assert same or problems, f"copy {n} answers otherwise and the audit is silent"
    assert seen > 20


def test_readers_can_only_read(file, tmp_path) -> None:
    """A reading connection cannot write, ATTACH, set pragmas, load extensions, or run beyond its time."""
    bad = (
        "DELETE FROM claims", "DROP TABLE claims", f"ATTACH '{tmp_path}/x.db' AS x", "PRAGMA writable_schema=ON", "PRAGMA journal_mode=DELETE",
        "SELECT load_extension('x')", "CREATE TEMP TABLE t (x)", "VACUUM INTO 'copy.db'", "UPDATE sqlite_master SET sql = ''", "PRAGMA query_only=OFF",
    )  # fmt: skip
    with Ledger(file, seconds=0.3) as book:
        for words in bad:
            with pytest.raises(LedgerError), book.reading() as connection:
                connection.exec_driver_sql(words)
        start = time.monotonic()
        with pytest.raises(LedgerError, match="time limit"), book.reading() as connection:
            connection.exec_driver_sql(
                "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t"
            ).all()
        assert time.monotonic() - start < 10
        assert len(claims(book)) == 15
    assert not (tmp_path / "x.db").exists()


@pytest.mark.postgres
def test_readers_on_postgres_can_only_read(database) -> None:
    """The same on a server: no write, and an end to long statements."""
    with Ledger(database(), create=True, seconds=0.3) as book:
        for words in ("DELETE FROM claims", "CREATE TABLE x (y int)"):
            with pytest.raises(LedgerError, match="read-only"), book.reading() as connection:
                connection.exec_driver_sql(words)
        with pytest.raises(LedgerError, match="time limit"), book.reading() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(5)")


def test_a_ledger_on_a_read_only_disk_can_be_read(file, tmp_path) -> None:
    """A backup in a folder without write permission answers."""
    from suanli.ledger import backup

    folder = tmp_path / "ro"
    folder.mkdir()
    backup(folder / "copy.db", ledger=file)
    assert [p.name for p in folder.iterdir()] == ["copy.db"]
    folder.chmod(0o500)
    (folder / "copy.db").chmod(0o400)
    try:
        assert len(claims(folder / "copy.db")) == 15
    finally:
        folder.chmod(0o700)


# ---------------------------------------------------------------- migrations


def test_head_is_the_end_of_the_chain() -> None:
    """The revision in the code is the newest in the folder, and revisions run in order of number."""
    assert chain()[-1] == HEAD
    assert list(chain()) == sorted(chain())


def test_migrations_make_the_tables_of_the_code(place) -> None:
    """The chain of revisions ends in exactly the schema of tables.py."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with Ledger(place, create=True) as book, book.writing() as connection:
        ours = lambda name, kind, *_: kind != "table" or name in tables.meta.tables  # noqa: E731
        schema = (
            connection.execute(sa.text("SELECT current_schema()")).scalar()
            if connection.dialect.name == "postgresql"
            else None
        )
        context = MigrationContext.configure(
            connection, opts={"include_name": ours, "version_table": "suanli_version", "compare_type": True}
        )
        assert compare_metadata(context, tables.meta) == [], schema
        if schema is None:
            strict = connection.exec_driver_sql(
                "SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table' AND name NOT LIKE '%sqlite%' AND name NOT LIKE 'quotes%' AND name != 'suanli_version'"
            )
            assert strict.all() == []


def old(place: str) -> None:
    """A ledger of the first schema, as the first release left it, with rows."""
    connections = engine(address(place), read_only=False, create=True)
    with connections.begin() as connection:
        upgrade(connection, "0001")
        stamp(connection)
    connections.dispose()


def unmade(connection: sa.Connection) -> None:
    """Take back what the revisions after the first have done."""
    steps = ["DROP TABLE members", "DROP TABLE stories", "UPDATE suanli_version SET version_num = '0001'"]
    if connection.dialect.name == "sqlite":
        steps += [
            "DROP TABLE quotes_grams",
            "CREATE TEMP TABLE words AS SELECT id, rtrim(c0, char(1)) AS words FROM quotes_content",
            "DROP TABLE quotes",
            "CREATE VIRTUAL TABLE quotes USING fts5(quote, tokenize='trigram', detail='none')",
            "INSERT INTO quotes (rowid, quote) SELECT id, words FROM words",
        ]
    else:
        steps.append("ALTER TABLE quotes DROP COLUMN coded")
    for step in steps:
        connection.exec_driver_sql(step)


def test_an_old_ledger_is_brought_up_to_date(place) -> None:
    """Opening a ledger of an earlier schema migrates it; its answers stay."""
    old(place)
    with Ledger(place) as book:  # brings the empty ledger up to date
        write(book, [making.entry(n) for n in range(5)], extractor="v1")
        before, asked = content_hash(book), claims(book)
        with book.writing() as connection:
            unmade(connection)
    with Ledger(place) as book:
        assert (content_hash(book), claims(book)) == (before, asked)
        assert find(book, text="订购", limit=3) == asked[:3]
        assert audit_ledger(book) == ()


def test_many_may_make_the_same_ledger_at_once(tmp_path) -> None:
    """Eight processes that create one ledger at the same moment all succeed."""
    code = f"from suanli.ledger import Ledger; Ledger({str(tmp_path / 'x.db')!r}, create=True).close()"
    source = str(Path(tables.__file__).parents[2])
    crowd = [
        subprocess.Popen([sys.executable, "-c", code], env={"PYTHONPATH": source, "PATH": ""}, stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    for one in crowd:
        _, words = one.communicate(timeout=120)
        assert one.returncode == 0, words.decode()[-500:]
    assert audit_ledger(tmp_path / "x.db") == ()


def test_the_password_is_not_said(tmp_path) -> None:
    """Messages name the database without the password."""
    with pytest.raises(LedgerError) as told:
        find("postgresql://anna:secret@127.0.0.1:1/x")
    assert "secret" not in str(told.value)
    shutil.rmtree(tmp_path, ignore_errors=True)
