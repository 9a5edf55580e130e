"""The ledger's schema as a chain of Alembic revisions; a revision, once released, is never edited."""
