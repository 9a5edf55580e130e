"""The ledger's tables. Rows are added, never rewritten: what may change is named in a comment.

Invariant: `body` columns hold what was read, as it was read. All other columns of `claims` and `readings`
are an index over the bodies and the judgements; `audit_ledger` rebuilds and compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

__all__ = [
    "chunks",
    "claims",
    "documents",
    "entities",
    "files",
    "judgements",
    "last_seq",
    "members",
    "mentions",
    "meta",
    "readings",
    "results",
    "stories",
    "uses",
]

T = TypeVar("T")
Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Real: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")

meta = sa.MetaData()


def _table(name: str, *columns: Any, **options: Any) -> sa.Table:
    return sa.Table(name, meta, *columns, sqlite_strict=True, **options)


def _seq() -> sa.Column[int]:
    """The order of arrival: the only clock the ledger trusts."""
    return sa.Column("seq", Number, primary_key=True)


def _text(name: str, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)


def _link(name: str, target: str, *, null: bool = False, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, Number, sa.ForeignKey(f"{target}.seq"), nullable=null, primary_key=key)


def last_seq(connection: sa.Connection, table: sa.Table) -> int:
    """The number of the newest row; writers take turns, so the next number is free."""
    return int(connection.execute(sa.select(sa.func.max(table.c.seq))).scalar() or 0)


def chunks(items: Sequence[T], size: int = 500) -> Iterable[Sequence[T]]:
    """Slices of at most `size`: databases limit the parameters of a statement."""
    return (items[at : at + size] for at in range(0, len(items), size))


# A text by its bytes. `content` is their zlib stream; where the bytes were not handed over, that of the
# decoded text in UTF-8 (`form` says which: bytes or text).
documents = _table(
    "documents",
    _seq(),
    _text("id", unique=True),
    _text("sha256", unique=True),
    _text("form"),
    sa.Column("size", Number, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    _text("added"),
)

# One reading (a generation): a document as one version of reader and extractor understood it.
# `replaced` is set once, when a later reading takes over. `about` is the document without its texts and
# spans. `original` is absent where decoding the content by its encoding gives it back.
readings = _table(
    "readings",
    _seq(),
    _link("document", "documents"),
    _text("extractor"),
    sa.Column("replaced", Number),
    _text("name"),
    _text("language"),
    _text("outlet"),
    _text("known_at"),
    sa.Column("claims", Number, nullable=False),
    _text("about"),
    sa.Column("original", sa.LargeBinary),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("leftovers", sa.LargeBinary, nullable=False),
    _text("added"),
    sa.UniqueConstraint("document", "extractor"),
)

# A claim stands in the readings from `first` up to (not with) `last`; `last` is set once, when a newer
# reading no longer finds it. `kind` to `review` are the index over body and judgements.
claims = _table(
    "claims",
    _seq(),
    _text("id"),
    _text("digest"),
    _link("document", "documents"),
    _link("first", "readings"),
    _link("last", "readings", null=True),
    _text("body"),
    _text("kind"),
    _text("stance"),
    _text("status"),
    _text("polarity"),
    _text("measure"),
    _text("unit"),
    sa.Column("low", Real),
    sa.Column("high", Real),
    _text("bound"),
    _text("since"),
    _text("until"),
    _text("known_at"),
    sa.Column("confidence", Real, nullable=False),
    _text("review"),
    sa.UniqueConstraint("id", "digest", "first"),
)
sa.Index("claims_by_document", claims.c.document)
sa.Index("claims_by_kind", claims.c.kind)
sa.Index("claims_by_confidence", claims.c.confidence)

# Who and what claims name. An entity of the catalog has the catalog's id; one that only a text names
# has its folded spelling as id. Merging is a judgement, never a rewrite of a mention.
entities = _table("entities", _seq(), _text("id", unique=True), _text("sort"), _text("name"))
mentions = _table(
    "mentions",
    _link("claim", "claims", key=True),
    sa.Column("role", sa.Text, primary_key=True),
    _link("entity", "entities", key=True),
    _text("kind"),
    sqlite_with_rowid=False,
)
sa.Index("mentions_by_entity", mentions.c.entity, mentions.c.role, mentions.c.kind, mentions.c.claim)

# `claim` and `other` are ids of claims, of entities (``holder:bytedance``) or, for retract, of a judgement.
judgements = _table(
    "judgements",
    _seq(),
    _text("id", unique=True),
    _text("verb"),
    _text("claim"),
    _text("other"),
    _text("fields"),
    _text("by"),
    _text("at"),
    _text("reason"),
)
sa.Index("judgements_by_claim", judgements.c.claim)
sa.Index("judgements_by_other", judgements.c.other)

# Estimates, runs, verdicts, costs and plans, with what they rest on: `ref` is a claim's or a result's id.
results = _table(
    "results",
    _seq(),
    _text("id"),
    _text("sort"),
    _text("digest"),
    _text("body"),
    _text("added"),
    sa.UniqueConstraint("id", "digest"),
)
uses = _table(
    "uses",
    _link("result", "results", key=True),
    sa.Column("line", sa.Text, primary_key=True),
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("weight", Real),
    sqlite_with_rowid=False,
)
sa.Index("uses_by_ref", uses.c.ref)

# One root report and its copies; a later `telling` (a whole new division into stories) replaces an earlier.
stories = _table(
    "stories",
    _seq(),
    _text("id"),
    sa.Column("telling", Number, nullable=False),
    _text("root"),
    _text("body"),
    sa.UniqueConstraint("telling", "id"),
)
members = _table(
    "members",
    _link("story", "stories", key=True),
    sa.Column("document", sa.Text, primary_key=True),
    _text("relation"),
    sqlite_with_rowid=False,
)
sa.Index("members_by_document", members.c.document)

# Files (not documents) that a version has read to the end, so that a second `add` need not open them.
files = _table(
    "files",
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("extractor", sa.Text, primary_key=True),
    _text("name"),
    sa.Column("documents", Number, nullable=False),
    sa.Column("claims", Number, nullable=False),
    _text("problem"),
    _text("added"),
    sqlite_with_rowid=False,
)
