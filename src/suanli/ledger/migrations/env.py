"""Run by Alembic: revisions go through the connection, and in the transaction, that the ledger hands over."""

from __future__ import annotations

from alembic import context

__all__: list[str] = []

context.configure(
    connection=context.config.attributes["connection"],
    version_table="suanli_version",
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
