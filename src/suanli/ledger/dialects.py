"""What SQLite and PostgreSQL do differently: connecting, guarding, searching text, adding unless known.

The only module that knows a dialect; the others speak SQLAlchemy Core.
"""

from __future__ import annotations

import json
import operator
import os
import sqlite3
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles

from suanli.errors import LedgerError, MissingExtra
from suanli.ledger.coding import coded

__all__ = [
    "APPLICATION",
    "Source",
    "add_unless_known",
    "address",
    "among",
    "byte_order",
    "copy_file",
    "engine",
    "folded",
    "insert",
    "integrity",
    "is_file",
    "led_by",
    "lift_limit",
    "lock",
    "named_errors",
    "search_text",
    "searchable",
    "settle",
    "sources",
    "stamp",
    "stamped",
    "storable",
]

APPLICATION = 0x5355414E  # "SUAN", in the header of every SQLite ledger
BUSY_S = 30.0
# what a reader's statements may do; FTS5 asks for data_version on its own
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_RECURSIVE}
_READ_PRAGMAS = {
    "data_version", "application_id", "read_uncommitted", "integrity_check", "foreign_key_check", "page_count"
}  # fmt: skip
_LOCK = 0x5355414E

_HINTS = (
    ("locked", "another writer kept it for 30 s; try again when it is done"),
    ("not a database", "it is not a suanli ledger; name another file with --ledger"),
    ("malformed", "it is damaged; restore a backup, `suanli audit` says which part"),
    ("full", "the disk is full; free some space and run the same command again"),
    ("readonly", "it may not be written; check the permissions"),
    ("read-only", "it may not be written; check the permissions"),
    ("disk i/o", "the disk failed or is full; check it and run the same command again"),
    ("unable to open", "it cannot be opened; check the path and the permissions"),
    ("interrupted", "the query ran past its time limit; ask for less"),
    ("statement timeout", "the query ran past its time limit; ask for less"),
    ("connection", "the database server does not answer; check the URL"),
)


def address(place: str | Path) -> sa.URL:
    """The database that a path or URL names; a plain path is a SQLite file."""
    text = str(place)
    if "://" not in text:
        return sa.URL.create("sqlite", database=text)
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError:
        msg = f"{text.partition('://')[0]}://: not a database URL; write a path or postgresql://user@host/name"
        raise LedgerError(msg) from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database:
        return url
    msg = f"{url.get_backend_name()}: no such kind of ledger; use a file or a postgresql:// URL"
    raise LedgerError(msg)


def is_file(url: sa.URL) -> bool:
    """Whether the ledger is a SQLite file."""
    return url.get_backend_name() == "sqlite"


def place_of(url: sa.URL) -> str:
    """The ledger's name for messages: the path, or the URL without its password."""
    return str(url.database) if is_file(url) else url.render_as_string(hide_password=True)


@contextmanager
def named_errors(url: sa.URL) -> Iterator[None]:
    """Turn the database's and the system's failures into a `LedgerError` that says what to do."""
    try:
        yield
    except (msgspec.MsgspecError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LedgerError(f"{place_of(url)}: a stored value is damaged ({error}); restore a backup") from error
    except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
        cause = getattr(error, "orig", None) or error
        what = str(cause).strip().split("\n")[0] or type(cause).__name__
        hint = next((h for word, h in _HINTS if word in what.casefold()), "nothing was half written")
        raise LedgerError(f"{place_of(url)}: {what}; {hint}") from error


def _guard(connection: sqlite3.Connection) -> None:
    """Let a connection only read: no ATTACH, no extension, no PRAGMA but a few, no write."""

    def allowed(action: int, first: str | None, second: str | None, *_: Any) -> int:
        if action in _ALLOWED:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and second != "load_extension":
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":  # how a search table is declared in memory
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and first in _READ_PRAGMAS and not second:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    connection.execute("PRAGMA query_only=ON")
    connection.set_authorizer(allowed)


def _open_file(path: str, *, read_only: bool, create: bool) -> sqlite3.Connection:
    if not read_only:
        connection = _connected(path, "rwc" if create else "rw")
        _use_wal(connection)
        return connection
    try:
        connection = _connected(path, "ro")
    except sqlite3.OperationalError:
        # a writer that was killed may have left a journal that only a writer can roll back
        if not os.access(path, os.W_OK):
            raise
        _connected(path, "rw").close()
        connection = _connected(path, "ro")
    _guard(connection)
    return connection


def _connected(path: str, mode: str) -> sqlite3.Connection:
    uri = f"file:{quote(str(Path(path).absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_S, check_same_thread=False)
    try:
        for pragma in ("foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON", "cache_size=-32000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # rolls back what was left half done
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Write ahead, and wait for the disk at each commit; switching is refused while others look."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA wal_autocheckpoint=4000")  # 16 MB: a page changed by many batches is copied once
    connection.execute("PRAGMA journal_size_limit=67108864")


def _watch(pool: sa.Engine, seconds: float) -> None:
    """Stop a reader's statement that runs longer than `seconds`."""
    ends: dict[int, float] = {}

    @sa.event.listens_for(pool, "connect")
    def install(connection: Any, _: Any) -> None:
        mine = id(connection)

        def late() -> int:
            return int(time.monotonic() > ends.get(mine, float("inf")))

        connection.set_progress_handler(late, 10_000)

    @sa.event.listens_for(pool, "before_cursor_execute")
    def start(connection: sa.Connection, *_: Any) -> None:
        allowed = float("inf") if connection.get_execution_options().get("patient") else seconds
        ends[id(connection.connection.dbapi_connection)] = time.monotonic() + allowed


def _file_engine(url: sa.URL, *, read_only: bool, create: bool, seconds: float) -> sa.Engine:
    pool = sa.create_engine(
        "sqlite://",
        creator=lambda: _open_file(str(url.database), read_only=read_only, create=create),
        poolclass=sa.pool.QueuePool,
    )

    @sa.event.listens_for(pool, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    if read_only:
        _watch(pool, seconds)
    return pool


def engine(url: sa.URL, *, read_only: bool, create: bool = False, seconds: float = 60.0) -> sa.Engine:
    """Connections to the ledger; a reader's statements are refused anything but reading, and end in time."""
    if is_file(url):
        return _file_engine(url, read_only=read_only, create=create, seconds=seconds)
    return _server_engine(url, read_only=read_only, seconds=seconds)


def _server_engine(url: sa.URL, *, read_only: bool, seconds: float) -> sa.Engine:
    guard = {
        "statement_timeout": str(int(seconds * 1000)),
        "default_transaction_read_only": "on",
        "plan_cache_mode": "force_custom_plan",  # a plan for any word would look through all quotes
    }
    settings = " ".join(f"-c {name}={value}" for name, value in guard.items()) if read_only else ""
    options = f"{url.query.get('options', '')} {settings}".strip()
    level = "REPEATABLE READ" if read_only else "READ COMMITTED"
    try:
        return sa.create_engine(
            url, connect_args={"options": options} if options else {}, isolation_level=level, pool_pre_ping=True
        )
    except ModuleNotFoundError:
        raise MissingExtra("postgresql: the driver is not installed; pip install 'suanli[postgres]'") from None


def lift_limit(connection: sa.Connection) -> None:
    """Let a reader's statements take the time they need, for work on the whole ledger."""
    connection.execution_options(patient=True)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))


def lock(connection: sa.Connection) -> None:
    """Make writers take turns: SQLite's BEGIN IMMEDIATE has done it already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def stamped(connection: sa.Connection) -> bool:
    """Whether a SQLite file carries the mark of a suanli ledger; a server has no such mark."""
    if connection.dialect.name != "sqlite":
        return True
    return bool(connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION)


def stamp(connection: sa.Connection) -> None:
    """Mark a SQLite file as a suanli ledger."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")


def add_unless_known(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, key: Iterable[str]
) -> None:
    """Insert rows; those whose `key` is there already are left as they are."""
    if not rows:
        return
    maker: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(maker(table).on_conflict_do_nothing(index_elements=list(key)), list(rows))


@lru_cache(maxsize=64)
def _insertion(table: Any, names: tuple[str, ...], dialect: Any) -> tuple[str, tuple[str, ...]]:
    """An INSERT in the driver's own words, and the order of its parameters (empty: by name)."""
    compiled = table.insert().compile(dialect=dialect(), column_keys=list(names))
    return str(compiled), tuple(getattr(compiled, "positiontup", None) or ())


def insert(connection: sa.Connection, table: sa.TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same plain columns; the driver takes them as they are, which is quicker."""
    if not rows:
        return
    dialect: Any = type(connection.dialect)
    words, order = _insertion(table, tuple(rows[0]), dialect)
    pick = operator.itemgetter(*order) if order else None
    values: Any = [pick(row) for row in rows] if pick else [dict(row) for row in rows]
    connection.exec_driver_sql(words, values)


def byte_order(connection: sa.Connection, column: Any) -> Any:
    """A text column to be sorted byte by byte, whatever collation the server has."""
    return column.collate("C") if connection.dialect.name == "postgresql" else column


def folded(text: str) -> str:
    """Text as it is searched: full-width forms narrowed, letter case dropped."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def storable(text: str) -> str:
    """Text as every database takes it: NUL and lone surrogates written as escapes."""
    if text.isascii() and "\x00" not in text:
        return text
    if "\x00" in text:
        text = text.replace("\x00", "\\x00")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "backslashreplace").decode()
    return text


_quotes = sa.table(
    "quotes",
    sa.column("rowid", sa.Integer),
    sa.column("claim", sa.Integer),
    sa.column("quote", sa.Text),
    sa.column("coded", sa.Text),
)
# where FTS5 keeps the words themselves, and the trigrams it knows
_words = sa.table("quotes_content", sa.column("id", sa.Integer), sa.column("c0", sa.Text))
_grams = sa.table("quotes_grams", sa.column("term", sa.Text), sa.column("doc", sa.Integer))
# ends every quote, so that its last one or two characters begin a trigram too
_TAIL = "\x01\x01"
_GLANCE = 10_000  # quotes looked through before an index is asked for words too short for it
_GRAMS, _HOLDERS = 2_000, 100_000  # trigrams, and quotes that hold one of them: beyond, looking through all costs less


class Source(NamedTuple):
    """Where to look for words: rows of `table` that meet `condition`; `number` is the claim's, `order` as it sorts.

    A source that is not `whole` knows only the first claims; one with `met` goes on after them, where so many were met.
    """

    table: Any
    number: Any
    condition: Any
    order: Any = None
    whole: bool = True
    met: int = 0


def search_text(connection: sa.Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Make quotes searchable: pairs of a claim's seq and its words."""
    pairs = [(seq, storable(folded(words))) for seq, words in rows]
    if connection.dialect.name == "sqlite":
        insert(connection, _quotes, [{"rowid": seq, "quote": words + _TAIL} for seq, words in pairs])
    else:
        insert(connection, _quotes, [{"claim": seq, "quote": words, "coded": coded(words)} for seq, words in pairs])


def among(connection: sa.Connection, text: str, claims: Any) -> sa.Select[Any]:
    """Those of the claims (a query for their numbers) whose quote holds `text`."""
    words = folded(text)
    if connection.dialect.name == "postgresql":
        return sa.select(_quotes.c.claim).where(_quotes.c.claim.in_(claims), *_said(words))
    return sa.select(_words.c.id).where(_words.c.id.in_(claims), _words.c.c0.contains(words, autoescape=True))


def sources(connection: sa.Connection, text: str, limit: int | None) -> Iterator[Source]:
    """Ways to (the first) claims whose quote holds `text`, in the order in which they are worth trying."""
    words = folded(text)
    if connection.dialect.name == "postgresql":
        yield from _planned(words, limit)
        return
    number, held = _words.c.id, _words.c.c0.contains(words, autoescape=True)
    if len(words) >= 3:
        last = len(words) - 3  # every second trigram tells nearly as much as all, in less time
        grams = dict.fromkeys(words[at : at + 3] for at in (*range(0, last, 2), last))
        yield _indexed(" AND ".join(map(_quoted, grams)), words)
        return
    if limit is not None:
        yield Source(_words, number, sa.and_(number <= _GLANCE, held), whole=False)
    found = _beginning(connection, words)
    yield Source(_words, number, held) if found is None else _indexed(" OR ".join(map(_quoted, found)), words)


def _planned(words: str, limit: int | None) -> Iterator[Source]:
    """As `sources`, on PostgreSQL, whose planner guesses badly how rare words are: it is left no choice."""
    claim = _quotes.c.claim
    plain = (_quotes.c.quote + "").contains(words, autoescape=True)  # no index serves this
    if limit is not None:
        yield Source(_quotes, claim, sa.and_(claim <= _GLANCE, plain), whole=False)
        yield Source(_quotes, claim, sa.and_(claim > _GLANCE, plain), met=-(-limit // 3))
    yield Source(_quotes, claim, sa.and_(*_said(words)), order=claim + 0)  # + 0: all of them, then sorted


def _said(words: str) -> list[Any]:
    code = coded(words)
    by_code = [_quotes.c.coded != "", _quotes.c.coded.contains(code, autoescape=True)] if code else []
    return [*by_code, _quotes.c.quote.contains(words, autoescape=True)]


def _quoted(gram: str) -> str:
    return '"' + gram.replace('"', '""') + '"'


def _indexed(question: str, words: str) -> Source:
    """What FTS5 finds for the question, and among it what holds the words as they stand."""
    asked = sa.literal_column("quotes").op("MATCH")(question or '""')
    return Source(_quotes, _quotes.c.rowid, sa.and_(asked, _quotes.c.quote.contains(words, autoescape=True)))


def _beginning(connection: sa.Connection, words: str) -> list[str] | None:
    """The trigrams that begin with one or two characters; None where they are too many or may be spelt otherwise."""
    if not all(
        c.isascii() or unicodedata.category(c) == "Lo" for c in words
    ):  # letters with case: FTS5 folds its own way
        return None
    query = sa.select(_grams).where(_grams.c.term >= words, _grams.c.term < words + "\U0010ffff").limit(_GRAMS + 1)
    grams, quotes = [], 0
    for term, count in connection.execution_options(yield_per=100).execute(query):
        grams.append(term)
        quotes += count
        if len(grams) > _GRAMS or quotes > _HOLDERS:
            return None
    return grams


def searchable(connection: sa.Connection) -> Iterator[Any]:
    """Every claim's number with its searchable words, in order of number; "" where what makes them found is amiss."""
    if connection.dialect.name == "postgresql":
        query = sa.select(_quotes.c.claim, _quotes.c.quote, _quotes.c.coded).order_by(_quotes.c.claim)
        for claim, quote, code in connection.execution_options(yield_per=2_000).execute(query):
            yield claim, quote if code == coded(quote) else ""
        return
    words = sa.select(_words.c.id, _words.c.c0).order_by(_words.c.id)
    for claim, marked in connection.execution_options(yield_per=2_000).execute(words):
        yield claim, marked[: -len(_TAIL)] if marked.endswith(_TAIL) else ""


class _Cross(sa.Join):
    """A join whose left side leads; SQLite keeps the order of a CROSS JOIN."""

    inherit_cache = True


@compiles(_Cross, "sqlite")
def _cross(join: _Cross, compiler: Any, **options: Any) -> str:
    options |= {"asfrom": True}
    left, right = (compiler.process(side, **options) for side in (join.left, join.right))
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **options)}"


def led_by(source: Source, table: sa.Table, number: Any) -> Any:
    """The join of a source with a table by the claim's number, the source leading."""
    return _Cross(source.table, table, source.number == number)


def integrity(connection: sa.Connection) -> Iterator[str]:
    """What the database itself finds wrong with its pages and links."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield str(line)
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"{table} row {row} points to a row of {parent} that is not there"


def copy_file(url: sa.URL, target: Path) -> None:
    """Copy a SQLite ledger as it stands at one moment; writers go on meanwhile."""
    source = _open_file(str(url.database), read_only=True, create=False)
    try:
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
        finally:
            copy.close()
    finally:
        source.close()


def settle(path: Path) -> None:
    """Fold a SQLite file's write-ahead log into it, so that the file alone is the ledger, also on a read-only disk."""
    connection = _open_file(str(path), read_only=False, create=False)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
