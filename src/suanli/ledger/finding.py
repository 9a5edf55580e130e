"""Asking the ledger: claims as they stand after all judgements, as of any day."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.errors import LedgerError, Unknown, closest
from suanli.ledger import packing, tables
from suanli.ledger.judging import active, corrected, load, reviews
from suanli.ledger.naming import resolve
from suanli.ledger.opening import DEFAULT, Place, opened
from suanli.ledger.searching import Group, refuse_strange, saying
from suanli.terms import Claim, Document, Judgement, Leftover

__all__ = ["claims", "claims_of", "document", "documents", "each_about", "each_claim", "find", "leftovers", "stories"]

_c, _r, _d = tables.claims.c, tables.readings.c, tables.documents.c
_ROWS = 2_000


def find(  # noqa: PLR0913 - one keyword for each option of the command
    ledger: Place = DEFAULT,
    *,
    holder: str = "",
    kind: str = "",
    chip: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    stance: str = "",
    text: str = "",
    where: Sequence[str] = (),
    fields: Sequence[str] = (),
    limit: int | None = 100,
    as_of: dt.date | None = None,
    review: str = "",
    extractor: str = "",
) -> tuple[Any, ...]:
    """Claims that meet every condition given, in the order they came; rejected ones only when asked for.

    `holder` and `chip` take catalog ids or any of their names; `since` and `until` bound the period
    claimed (a claim without one does not match); `text` is looked for in the quotes, letter case and width
    ignored; `where` holds conditions such as ``low>=1e9``, ``unit=USD``, ``outlet~Reuters``; `as_of` keeps
    what was public by that day. `review` is accepted, corrected, rejected, unsure, none or any;
    `extractor` asks what an earlier version read. With `fields`, dictionaries of those fields alone.
    """
    conditions = [*_column(_c.stance, stance), *_overlaps(since, until), *map(_condition, where), *_reviewed(review)]
    kinds = _column(_c.kind, kind)
    with opened(ledger) as book, book.reading(patient=limit is None) as connection:
        groups = [
            _named(connection, name, sort, role, kind)
            for name, sort, role in ((holder, "holder", "actor"), (chip, "chip", "chip"))
            if name
        ]
        query = sa.select(_c.seq, _c.body, _c.review).where(*_standing(as_of, extractor), *conditions)
        query = query.order_by(_c.seq).limit(limit)
        rows: Iterable[Any]
        if text:
            groups += [Group(sa.select(_c.seq).where(one), one) for one in kinds]
            rows = saying(connection, query, groups, text, limit)
        else:
            rows = _streamed(connection, query.where(*(_c.seq.in_(g.members) for g in groups), *kinds))
        found = tuple(_effective(connection, rows, as_of))
        if not found:
            refuse_strange(connection, kind=kind, stance=stance, extractor=extractor)
    return tuple(_only(c, fields) for c in found) if fields else found


def claims(ledger: Place = DEFAULT, *, as_of: dt.date | None = None, extractor: str = "") -> tuple[Claim, ...]:
    """All claims that stand (corrections applied, rejected ones left out), as of a day."""
    return find(ledger, as_of=as_of, extractor=extractor, limit=None)


def documents(ledger: Place = DEFAULT, *, as_of: dt.date | None = None, texts: bool = False) -> tuple[Document, ...]:
    """Documents in the order they came; without their texts and spans unless `texts` asks for them."""
    standing = [_r.replaced.is_(None), *_public(_r.known_at, as_of)]
    whole = sa.select(_d.form, _d.content, tables.readings).where(_d.seq == _r.document, *standing).order_by(_d.seq)
    with opened(ledger) as book, book.reading(patient=True) as connection:
        if texts:
            return tuple(packing.document_of(row) for row in connection.execution_options(yield_per=500).execute(whole))
        return tuple(each_about(connection, as_of=as_of))


def each_about(connection: sa.Connection, *, as_of: dt.date | None = None) -> Iterator[Document]:
    """As `documents`, one at a time."""
    query = sa.select(_r.about).where(_r.replaced.is_(None), *_public(_r.known_at, as_of)).order_by(_r.document)
    rows = connection.execution_options(yield_per=_ROWS).execute(query)
    return (packing.about_of(row.about) for row in rows)


def document(name: str, *, ledger: Place = DEFAULT) -> Document:
    """The whole document with this id, as last read."""
    query = sa.select(_d.form, _d.content, tables.readings).where(
        _d.seq == _r.document, _d.id == name, _r.replaced.is_(None)
    )
    with opened(ledger) as book, book.reading() as connection:
        row = connection.execute(query).first()
        if row is None:
            raise Unknown(f"{name}: no document has this id; `suanli find` shows the documents of claims")
        return packing.document_of(row)


def leftovers(ledger: Place = DEFAULT, *, as_of: dt.date | None = None) -> tuple[Leftover, ...]:
    """Quantities that were read and used in no claim, with reasons."""
    query = sa.select(_r.leftovers).where(_r.replaced.is_(None), *_public(_r.known_at, as_of)).order_by(_r.document)
    with opened(ledger) as book, book.reading(patient=True) as connection:
        return tuple(one for row in connection.execute(query).scalars() for one in packing.leftovers_of(row))


def stories(ledger: Place = DEFAULT) -> tuple[dict[str, Any], ...]:
    """The newest division of the documents into stories: id, root, members and what tied them."""
    s = tables.stories.c
    newest = sa.select(sa.func.max(s.telling)).scalar_subquery()
    with opened(ledger) as book, book.reading() as connection:
        rows = connection.execute(sa.select(s.body).where(s.telling == newest).order_by(s.seq)).scalars()
        return tuple(msgspec.json.decode(body) for body in rows)


def claims_of(
    connection: sa.Connection, ids: Sequence[str], *, as_of: dt.date | None = None, review: str = ""
) -> tuple[Claim, ...]:
    """The standing claims with these ids."""
    found: list[Claim] = []
    for some in tables.chunks(ids):
        conditions = [_c.id.in_(some), *_standing(as_of, ""), *_reviewed(review)]
        query = sa.select(_c.seq, _c.body, _c.review).where(*conditions).order_by(_c.seq)
        found += _effective(connection, connection.execute(query), as_of)
    return tuple(found)


# ---------------------------------------------------------------- conditions


def _public(column: Any, as_of: dt.date | None) -> list[Any]:
    """What was public by a day; a text of unknown day is left out, not guessed."""
    return [] if as_of is None else [column <= as_of.isoformat(), column != ""]


def _standing(as_of: dt.date | None, extractor: str) -> list[Any]:
    """Claims of the newest reading, or of the newest by one extractor."""
    if not extractor:
        return [_c.last.is_(None), *_public(_c.known_at, as_of)]
    stood = sa.exists().where(
        _r.document == _c.document, _r.extractor == extractor, _c.first <= _r.seq,
        sa.or_(_c.last.is_(None), _c.last > _r.seq),
    )  # fmt: skip
    return [stood, *_public(_c.known_at, as_of)]


def _overlaps(since: dt.date | None, until: dt.date | None) -> list[Any]:
    """Claims about a time that shares a day with [since, until)."""
    if since is not None and until is not None and since >= until:
        msg = f"find: no day lies between {since} and {until}; `until` is the first day left out"
        raise LedgerError(msg)
    found: list[Any] = []
    if since is not None:
        found.append(sa.or_(_c.until > since.isoformat(), sa.and_(_c.until == "", _c.since != "")))
    if until is not None:
        found.append(sa.and_(_c.since < until.isoformat(), sa.or_(_c.since != "", _c.until != "")))
    return found


def _reviewed(review: str) -> list[Any]:
    states = ("accepted", "corrected", "rejected", "unsure")
    if review == "any":
        return []
    if review and review not in (*states, "none"):
        raise closest("review", review, (*states, "none", "any"))
    if review:
        return [_c.review == ("" if review == "none" else review)]
    return [_c.review != "rejected"]


def _column(column: Any, value: str) -> list[Any]:
    """Equality, over several values when they are separated by commas."""
    values = [v.strip() for v in value.split(",") if v.strip()]
    return [column.in_(values)] if values else []


def _named(connection: sa.Connection, name: str, sort: str, role: str, kind: str) -> Group:
    """The claims that name an entity in a role."""
    m = tables.mentions.c
    numbers = resolve(connection, name, sort=sort, judgements=active(load(connection, entities=True)))
    named = [m.entity.in_(numbers), m.role == role]
    return Group(sa.select(m.claim).where(*named, *_column(m.kind, kind)), sa.exists().where(m.claim == _c.seq, *named))


_OPS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "~": lambda column, value: sa.func.lower(column).contains(value.lower(), autoescape=True),
}  # fmt: skip
_NUMBERS = ("low", "high", "confidence")
_WORDS = (
    "kind", "stance", "status", "polarity", "measure", "unit", "bound", "since", "until", "known_at", "id",
)  # fmt: skip
_ABOUT = ("outlet", "language", "name")
_WHERE = re.compile(r"\s{0,9}([a-z_]{1,20})\s{0,9}(!=|<=|>=|=|<|>|~)(.{0,500})", re.DOTALL)


def _condition(words: str) -> Any:
    """A condition such as ``low>=1e9`` as SQL, its value always a parameter."""
    found = _WHERE.fullmatch(words)
    if found is None:
        raise LedgerError(f"where: {words[:60]!r} is not a condition; write FIELD OP VALUE, such as low>=1e9")
    name, op, value = found[1], found[2], found[3].strip()
    if name in _NUMBERS:
        return _OPS[op](_c[name], _number(value, words))
    if name in _WORDS:
        return _OPS[op](_c[name], value)
    if name in _ABOUT:
        return sa.exists().where(_r.document == _c.document, _r.replaced.is_(None), _OPS[op](_r[name], value))
    known = (*_NUMBERS, *_WORDS, *_ABOUT)
    raise closest("field", name, known, hint=f"one of {', '.join(known)}")


def _number(value: str, words: str) -> float:
    try:
        found = float(value.replace(",", ""))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise LedgerError(f"where: {words[:60]!r} compares with a number; write it as 1000 or 1e9")
    return found


# ---------------------------------------------------------------- rows to claims


def _effective(connection: sa.Connection, rows: Iterable[Any], as_of: dt.date | None) -> Iterator[Claim]:
    """Claims with their corrections, and the denials that judgements add (if the denier was public too)."""
    denied = _denials(connection, as_of)
    found = iter(rows)
    while some := [(packing.claim_of(row.body), row.review) for row in itertools.islice(found, _ROWS)]:
        touched = [claim.id for claim, review in some if review == "corrected"]
        fields = reviews(load(connection, touched)) if touched else {}
        for read, review in some:
            claim = corrected(read, fields[read.id].fields) if review == "corrected" else read
            extra = denied.get(claim.id, ())
            if extra:
                both = tuple(dict.fromkeys((*claim.denies, *extra)))
                claim = msgspec.structs.replace(claim, denies=both)
            yield claim


def _streamed(connection: sa.Connection, query: Any) -> Iterable[Any]:
    return connection.execution_options(yield_per=_ROWS).execute(query)


def each_claim(connection: sa.Connection, *, as_of: dt.date | None = None) -> Iterator[Claim]:
    """As `claims`, one at a time."""
    query = sa.select(_c.seq, _c.body, _c.review).where(*_standing(as_of, ""), *_reviewed("")).order_by(_c.seq)
    return _effective(connection, _streamed(connection, query), as_of)


def _denials(connection: sa.Connection, as_of: dt.date | None) -> dict[str, tuple[str, ...]]:
    """What claims deny by judgement: `claim` denies `other`."""
    j = tables.judgements.c
    if connection.execute(sa.select(j.seq).where(j.verb == "denies").limit(1)).first() is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for one in _pairs_known(connection, active(load(connection, verb="denies")), as_of):
        if one.verb == "denies":
            found[one.claim] = (*found.get(one.claim, ()), one.other)
    return found


def _pairs_known(connection: sa.Connection, rows: Iterable[Judgement], as_of: dt.date | None) -> tuple[Judgement, ...]:
    """Pair judgements of which both claims were public by a day."""
    pairs = tuple(rows)
    if as_of is None:
        return pairs
    ids = sorted({i for j in pairs for i in (j.claim, j.other)})
    public: set[str] = set()
    for some in tables.chunks(ids):
        public |= set(
            connection.execute(sa.select(_c.id).where(_c.id.in_(some), *_public(_c.known_at, as_of))).scalars()
        )
    return tuple(j for j in pairs if {j.claim, j.other} <= public)


# Fields of the quantity, which every claim that is printed holds flat.
_FLAT = {name: f"quantity.{name}" for name in ("measure", "low", "high", "unit", "bound")}


def _only(claim: Claim, fields: Sequence[str]) -> dict[str, Any]:
    """The named fields; ``quantity.low`` reaches into a field."""
    found: dict[str, Any] = {}
    for name in fields:
        value: Any = claim
        for part in _FLAT.get(name, name).split("."):
            if value is not None and part not in getattr(value, "__struct_fields__", ()):
                known = (*Claim.__struct_fields__, *_FLAT)
                raise closest("field", name, known, hint=f"one of {', '.join(known)}")
            value = None if value is None else getattr(value, part)
        found[name] = value
    return found
