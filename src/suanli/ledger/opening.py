"""Opening a ledger: is it one, is it ours, is it of today's schema; and its reading and writing transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from suanli.errors import LedgerError
from suanli.ledger import dialects
from suanli.ledger.turns import turn

__all__ = ["DEFAULT", "HEAD", "Ledger", "Place", "opened"]

HEAD = "0003"  # the newest revision; a test compares it with the chain in migrations/
DEFAULT = "suanli.db"
_version = sa.table("suanli_version", sa.column("version_num", sa.Text))


class Ledger:
    """An open ledger: `reading()` and `writing()` give transactions, `close()` lets go of it.

    Readers see one state from start to end and can do nothing but read. Writers take turns; what a
    writer did is either there as a whole after `writing()` ends, or not at all.
    """

    def __init__(self, place: str | Path = DEFAULT, *, create: bool = False, seconds: float = 60.0) -> None:
        """Open the ledger at a path or database URL; `create` makes it when absent.

        `seconds` bounds each statement of a reader.
        """
        self.url = dialects.address(place)
        self.name = dialects.place_of(self.url)
        self._seconds = seconds
        self._reader: sa.Engine | None = None
        self._writer: sa.Engine | None = None
        with dialects.named_errors(self.url):
            self._prepare(create=create)

    def _prepare(self, *, create: bool) -> None:
        file = Path(str(self.url.database)) if dialects.is_file(self.url) else None
        if file is not None and file.is_dir():
            raise LedgerError(f"{self.name}: is a folder; name a file")
        fresh = file is not None and not file.exists()
        if fresh and not create:
            msg = f"{self.name}: no such ledger; `suanli add FILE...` makes one, --ledger names another"
            raise LedgerError(msg)
        if fresh or self._revision() != HEAD:
            self._migrate(create=create)

    def _revision(self) -> str:
        """The schema's revision; empty for an empty database; refuses what is not ours."""
        with self._engine(write=False).begin() as connection:
            tables = set(sa.inspect(connection).get_table_names())
            if not tables:
                return ""
            if "suanli_version" not in tables or not dialects.stamped(connection):
                msg = f"{self.name}: a database, but not a suanli ledger; name another with --ledger"
                raise LedgerError(msg)
            return str(connection.execute(sa.select(_version.c.version_num)).scalar())

    def _migrate(self, *, create: bool) -> None:
        """Bring the schema to `HEAD` in one transaction; several processes may try at once."""
        from suanli.ledger.migrating import upgrade  # Alembic is heavy and rarely needed

        self._refuse_newer()
        if not create and not self._known_tables():
            msg = f"{self.name}: empty; `suanli add FILE...` fills it"
            raise LedgerError(msg)
        with self._engine(write=True, create=create).begin() as connection:
            dialects.lock(connection)
            upgrade(connection)
            dialects.stamp(connection)

    def _known_tables(self) -> bool:
        return bool(self._revision())

    def _refuse_newer(self) -> None:
        if dialects.is_file(self.url) and not Path(str(self.url.database)).exists():
            return
        from suanli.ledger.migrating import chain

        revision = self._revision()
        if revision in ("", *chain()):
            return
        if revision.isdigit() and revision > HEAD:
            msg = f"{self.name}: of schema {revision}, newer than this suanli's {HEAD}; install a newer suanli"
            raise LedgerError(msg)
        raise LedgerError(f"{self.name}: of no known schema ({revision[:20]!r}); it is damaged: restore a backup")

    def _engine(self, *, write: bool, create: bool = False) -> sa.Engine:
        if write:
            self._writer = self._writer or dialects.engine(self.url, read_only=False, create=create)
            return self._writer
        self._reader = self._reader or dialects.engine(self.url, read_only=True, seconds=self._seconds)
        return self._reader

    @contextmanager
    def reading(self, *, patient: bool = False) -> Iterator[sa.Connection]:
        """A connection that can only read, and sees one state throughout; `patient` lifts the time limit."""
        with dialects.named_errors(self.url), self._engine(write=False).begin() as connection:
            if patient:
                dialects.lift_limit(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection whose changes are kept as a whole when the block ends, and dropped if it fails."""
        waiting = turn(Path(str(self.url.database))) if dialects.is_file(self.url) else nullcontext()
        with dialects.named_errors(self.url), waiting, self._engine(write=True).begin() as connection:
            dialects.lock(connection)
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        for engine in (self._reader, self._writer):
            if engine is not None:
                engine.dispose()
        self._reader = self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


Place = str | Path | Ledger


@contextmanager
def opened(place: Place, **options: Any) -> Iterator[Ledger]:
    """The ledger itself if it is open already (and left open), else opened for the block."""
    if isinstance(place, Ledger):
        yield place
        return
    with Ledger(place, **options) as ledger:
        yield ledger
