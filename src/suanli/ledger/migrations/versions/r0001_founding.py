"""Documents, readings, claims, judgements, results, and the text search over quotes.

Revision: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Real: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    """From nothing to the first schema."""
    _texts()
    _claims()
    _decisions()
    _search()


def _texts() -> None:
    op.create_table(
        "documents",
        sa.Column("seq", Number, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("sha256", sa.Text, nullable=False, unique=True),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("size", Number, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "files",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("extractor", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("documents", Number, nullable=False),
        sa.Column("claims", Number, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "readings",
        sa.Column("seq", Number, primary_key=True),
        sa.Column("document", Number, sa.ForeignKey("documents.seq"), nullable=False),
        sa.Column("extractor", sa.Text, nullable=False),
        sa.Column("replaced", Number),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("known_at", sa.Text, nullable=False),
        sa.Column("claims", Number, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("original", sa.LargeBinary),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("leftovers", sa.LargeBinary, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sa.UniqueConstraint("document", "extractor"),
        sqlite_strict=True,
    )


def _claims() -> None:
    op.create_table(
        "entities",
        sa.Column("seq", Number, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("sort", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "claims",
        sa.Column("seq", Number, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("document", Number, sa.ForeignKey("documents.seq"), nullable=False),
        sa.Column("first", Number, sa.ForeignKey("readings.seq"), nullable=False),
        sa.Column("last", Number, sa.ForeignKey("readings.seq")),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("stance", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("polarity", sa.Text, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("low", Real),
        sa.Column("high", Real),
        sa.Column("bound", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("known_at", sa.Text, nullable=False),
        sa.Column("confidence", Real, nullable=False),
        sa.Column("review", sa.Text, nullable=False),
        sa.UniqueConstraint("id", "digest", "first"),
        sqlite_strict=True,
    )
    op.create_index("claims_by_confidence", "claims", ["confidence"])
    op.create_index("claims_by_document", "claims", ["document"])
    op.create_index("claims_by_kind", "claims", ["kind"])
    op.create_table(
        "mentions",
        sa.Column("claim", Number, sa.ForeignKey("claims.seq"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("entity", Number, sa.ForeignKey("entities.seq"), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("mentions_by_entity", "mentions", ["entity", "role", "kind", "claim"])


def _decisions() -> None:
    op.create_table(
        "judgements",
        sa.Column("seq", Number, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("claim", sa.Text, nullable=False),
        sa.Column("other", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("judgements_by_claim", "judgements", ["claim"])
    op.create_index("judgements_by_other", "judgements", ["other"])
    op.create_table(
        "results",
        sa.Column("seq", Number, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("sort", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sa.UniqueConstraint("id", "digest"),
        sqlite_strict=True,
    )
    op.create_table(
        "uses",
        sa.Column("result", Number, sa.ForeignKey("results.seq"), primary_key=True),
        sa.Column("line", sa.Text, primary_key=True),
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("weight", Real),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("uses_by_ref", "uses", ["ref"])


def _search() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE quotes USING fts5(quote, tokenize='trigram', detail='none')")
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE TABLE quotes (claim BIGINT PRIMARY KEY REFERENCES claims(seq), quote TEXT NOT NULL)")
    op.execute("CREATE INDEX quotes_by_trigram ON quotes USING gin (quote gin_trgm_ops)")
