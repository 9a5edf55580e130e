"""Stories: which documents tell the same report.

Revision: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add stories and their members."""
    op.create_table(
        "stories",
        sa.Column("seq", Number, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("telling", Number, nullable=False),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("telling", "id"),
        sqlite_strict=True,
    )
    op.create_table(
        "members",
        sa.Column("story", Number, sa.ForeignKey("stories.seq"), primary_key=True),
        sa.Column("document", sa.Text, primary_key=True),
        sa.Column("relation", sa.Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("members_by_document", "members", ["document"])
