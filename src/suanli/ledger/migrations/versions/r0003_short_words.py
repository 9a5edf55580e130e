"""Words of one and two characters found by index; on PostgreSQL words outside ASCII too, in any locale.

Revision: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from suanli.ledger.coding import coded  # a change of the code needs a revision that codes anew

revision = "0003"
down_revision = "0002"

_ROWS = 5_000


def upgrade() -> None:
    """Let every quote end in two marks, so that its last characters begin a trigram; code what is not ASCII."""
    if op.get_bind().dialect.name == "sqlite":
        _marked()
    else:
        _coded()


def _marked() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE quotes_new USING fts5(quote, tokenize='trigram', detail='none', columnsize=0)",
    )
    op.execute("INSERT INTO quotes_new(quotes_new, rank) VALUES ('pgsz', 8000), ('automerge', 8)")  # quicker to add to
    op.execute("INSERT INTO quotes_new(rowid, quote) SELECT id, c0 || char(1, 1) FROM quotes_content ORDER BY id")
    op.execute("DROP TABLE quotes")
    op.execute("ALTER TABLE quotes_new RENAME TO quotes")
    op.execute("CREATE VIRTUAL TABLE quotes_grams USING fts5vocab(quotes, 'row')")


def _coded() -> None:
    op.execute("ALTER TABLE quotes ADD COLUMN coded TEXT NOT NULL DEFAULT ''")
    connection, last = op.get_bind(), 0
    some = sa.text("SELECT claim, quote FROM quotes WHERE claim > :last ORDER BY claim LIMIT :rows")
    while rows := connection.execute(some, {"last": last, "rows": _ROWS}).all():
        last = rows[-1].claim
        found = [{"claim": r.claim, "coded": coded(r.quote)} for r in rows if not r.quote.isascii()]
        if found:
            connection.execute(sa.text("UPDATE quotes SET coded = :coded WHERE claim = :claim"), found)
    op.execute("CREATE INDEX quotes_by_code ON quotes USING gin (coded gin_trgm_ops) WHERE coded <> ''")
