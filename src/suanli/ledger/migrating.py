"""Bringing a ledger's schema to the newest revision, by Alembic, inside the caller's transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

__all__ = ["chain", "upgrade"]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Run the revisions that the schema lacks, up to `revision`."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def chain() -> tuple[str, ...]:
    """All revisions, oldest first."""
    walk = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([script.revision for script in walk]))
