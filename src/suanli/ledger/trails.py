"""`why`: from a claim, an estimate, a run or a plan down to the quoted words, with all that was decided on the way."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.errors import Unknown
from suanli.ledger import packing, tables
from suanli.ledger.judging import corrected, load, reviews
from suanli.ledger.opening import DEFAULT, Place, opened
from suanli.terms import Claim, Document, Judgement

__all__ = ["Trail", "Witness", "why"]

_c, _r, _d = tables.claims.c, tables.readings.c, tables.documents.c
_AROUND = 60  # code points shown on each side of a quote
_PARTS = 50


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """The words behind a claim, in their place: `before` + `quote` + `after` runs on in the original text.

    `exact` says that the words still stand there. `read_as` is the repaired form where it differs;
    `repairs` are the kinds of repair that touch the quote.
    """

    document: str
    name: str
    quote: str
    before: str
    after: str
    start: int
    end: int
    exact: bool
    read_as: str = ""
    repairs: tuple[str, ...] = ()
    outlet: str = ""
    via: tuple[str, ...] = ()
    published: str = ""
    known_at: str = ""
    language: str = ""
    path: str = ""
    url: str = ""
    sha256: str = ""


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the way down: what `id` is, in one line (`says`), and what it rests on (`parts`).

    `weight` is the leverage with which the step above uses it. `earlier` are the readings of the same
    claim by other versions, `replaced` that no present reading finds it. `more` counts parts not shown.
    """

    id: str
    what: str
    says: str
    line: str = ""
    weight: float | None = None
    witness: Witness | None = None
    story: str = ""
    story_members: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    review: str = ""
    judgements: tuple[Judgement, ...] = ()
    flags: tuple[str, ...] = ()
    confidence: float | None = None
    extractor: str = ""
    earlier: tuple[str, ...] = ()
    replaced: bool = False
    used_by: tuple[str, ...] = ()
    claim: Claim | None = None
    parts: tuple[Trail, ...] = ()
    more: int = 0


def why(name: str, *, depth: int = 4, ledger: Place = DEFAULT) -> Trail:
    """The trail from an id down to the quoted words; `depth` bounds the steps from result to result."""
    with opened(ledger) as book, book.reading() as connection:
        return _walk(connection, name, depth, frozenset())


def _walk(connection: sa.Connection, name: str, depth: int, above: frozenset[str]) -> Trail:
    for step in (_of_claim, _of_result, _of_document, _of_judgement, _of_entity):
        trail = step(connection, name, depth, above | {name})
        if trail is not None:
            return trail
    if above:
        return Trail(id=name, what="outside", says="not kept in this ledger")
    raise Unknown(f"{name}: nothing in the ledger has this id; `suanli find` lists claims")


def says(claim: Claim) -> str:
    """A claim in one line: who, what, how many, of what, when."""
    q = claim.quantity
    bounds = [] if q is None else [f"{v:,.10g}" for v in dict.fromkeys((q.low, q.high)) if v is not None]
    amount = [] if q is None else [q.bound if q.bound != "exact" else "", "-".join(bounds), q.unit]
    when = claim.period.text or claim.period.label if claim.period else ""
    negative = "not" if claim.polarity == "negative" else ""
    words = [", ".join(claim.actors) or "?", claim.stance, negative, claim.kind, *amount, ", ".join(claim.chips), when]
    return " ".join(w for w in words if w)


# ---------------------------------------------------------------- claims


def _of_claim(connection: sa.Connection, name: str, depth: int, above: frozenset[str]) -> Trail | None:
    del depth, above
    rows = connection.execute(sa.select(tables.claims).where(_c.id == name).order_by(_c.seq)).all()
    if not rows:
        return None
    row = next((r for r in reversed(rows) if r.last is None), rows[-1])
    decided = load(connection, [name])
    review = reviews(decided).get(name)
    claim = packing.claim_of(row.body)
    seen = corrected(claim, review.fields) if review else claim
    story, members = _story_of(connection, claim.doc_id)
    return Trail(
        id=name, what="claim", says=says(seen), witness=_witness(connection, claim, row.first),
        story=story, story_members=members, attribution=claim.attribution, review=row.review,
        judgements=decided, flags=claim.flags, confidence=claim.confidence,
        extractor=_extractor(connection, row.first), replaced=row.last is not None,
        earlier=tuple(says(packing.claim_of(r.body)) for r in rows if r.seq != row.seq),
        used_by=_used_by(connection, name), claim=seen,
    )  # fmt: skip


def _witness(connection: sa.Connection, claim: Claim, reading: int) -> Witness:
    query = sa.select(_d.form, _d.content, tables.readings).where(_d.seq == _r.document, _r.seq == reading)
    row = connection.execute(query).one()
    document = packing.document_of(row)
    start, end = claim.evidence.start, claim.evidence.end
    text = document.original
    clean = document.text[claim.start : claim.end] if 0 <= claim.start < claim.end else ""
    return Witness(
        document=document.id, name=document.name, quote=claim.evidence.text,
        before=text[max(0, start - _AROUND) : start], after=text[end : end + _AROUND], start=start, end=end,
        exact=text[start:end] == claim.evidence.text, read_as=clean if clean != claim.evidence.text else "",
        repairs=tuple(dict.fromkeys(e.kind for e in document.edits if e.start < end and e.end > start)),
        outlet=document.outlet, via=document.via, published=_published(document), known_at=row.known_at,
        language=document.language, path=document.path, url=document.url, sha256=document.sha256,
    )  # fmt: skip


def _published(document: Document) -> str:
    period = document.published
    if period is None or period.since is None:
        return ""
    size = {"year": 4, "month": 7}.get(period.precision, 10)
    return period.since.isoformat()[:size]


def _extractor(connection: sa.Connection, reading: int) -> str:
    return str(connection.execute(sa.select(_r.extractor).where(_r.seq == reading)).scalar())


def _story_of(connection: sa.Connection, document: str) -> tuple[str, tuple[str, ...]]:
    s, m = tables.stories.c, tables.members.c
    newest = sa.select(sa.func.max(s.telling)).scalar_subquery()
    query = sa.select(s.seq, s.id).where(m.story == s.seq, s.telling == newest, m.document == document)
    row = connection.execute(query).first()
    if row is None:
        return "", ()
    others = sa.select(m.document).where(m.story == row.seq).order_by(m.document).limit(_PARTS)
    return row.id, tuple(connection.execute(others).scalars())


def _used_by(connection: sa.Connection, name: str) -> tuple[str, ...]:
    r, u = tables.results.c, tables.uses.c
    query = sa.select(r.id).where(r.seq == u.result, u.ref == name).distinct().order_by(r.id).limit(_PARTS)
    return tuple(connection.execute(query).scalars())


# ---------------------------------------------------------------- results and the rest


def _of_result(connection: sa.Connection, name: str, depth: int, above: frozenset[str]) -> Trail | None:
    r, u = tables.results.c, tables.uses.c
    row = connection.execute(sa.select(tables.results).where(r.id == name).order_by(r.seq.desc())).first()
    if row is None:
        return None
    heavy = sa.func.max(sa.func.abs(sa.func.coalesce(u.weight, 0.0)))
    query = sa.select(u.ref, sa.func.min(u.line).label("line"), heavy.label("weight")).where(u.result == row.seq)
    refs = connection.execute(query.group_by(u.ref).order_by(heavy.desc(), u.ref)).all()
    shown = [ref for ref in refs if ref.ref not in above][: _PARTS if depth > 0 else 0]
    parts = (
        msgspec.structs.replace(_walk(connection, ref.ref, depth - 1, above), line=ref.line, weight=ref.weight)
        for ref in shown
    )
    line = _headline(row.sort, msgspec.json.decode(row.body))
    return Trail(id=name, what=row.sort.casefold(), says=line, parts=tuple(parts), more=len(refs) - len(shown))


def _headline(sort: str, body: dict[str, Any]) -> str:
    """A result in one line: what it is about, and its figure with its interval where it has one."""
    about = [
        str(body[k]) for k in ("holder", "model", "subject", "chip", "count", "on", "to", "verdict") if body.get(k)
    ]
    spread = (body.get("total") or {}).get("chips") if sort == "Fleet" else body.get("total")
    if isinstance(spread, dict) and "median" in spread:
        low, mid, high = (f"{spread[k]:,.3g}" for k in ("low90", "median", "high90"))
        about.append(f"{mid} [{low} to {high}, 90 %] {spread.get('unit', '')}".strip())
    return " ".join(about)


def _of_document(connection: sa.Connection, name: str, depth: int, above: frozenset[str]) -> Trail | None:
    del depth, above
    query = sa.select(_d.seq, _d.sha256, _r.about).where(_d.seq == _r.document, _d.id == name, _r.replaced.is_(None))
    row = connection.execute(query).first()
    if row is None:
        return None
    document = packing.about_of(row.about)
    ids = sa.select(_c.seq, _c.id, _c.body).where(_c.document == row.seq, _c.last.is_(None)).order_by(_c.seq)
    found = connection.execute(ids).all()
    parts = tuple(Trail(id=c.id, what="claim", says=says(packing.claim_of(c.body))) for c in found[:_PARTS])
    line = " ".join(w for w in (document.name, document.outlet, _published(document), document.language) if w)
    story, members = _story_of(connection, name)
    return Trail(
        id=name, what="document", says=line, story=story, story_members=members, parts=parts,
        more=len(found) - len(parts),
    )  # fmt: skip


def _of_judgement(connection: sa.Connection, name: str, depth: int, above: frozenset[str]) -> Trail | None:
    j = tables.judgements.c
    row = connection.execute(sa.select(tables.judgements).where(j.id == name)).first()
    if row is None:
        return None
    refs = [ref for ref in (row.claim, row.other) if ref and ref not in above]
    parts = tuple(_walk(connection, ref, depth - 1, above) for ref in refs)
    line = " ".join(w for w in (row.verb, row.claim, row.other, row.by, row.at, row.reason) if w)
    return Trail(id=name, what="judgement", says=line, parts=parts)


def _of_entity(connection: sa.Connection, name: str, depth: int, above: frozenset[str]) -> Trail | None:
    del depth, above
    e, m = tables.entities.c, tables.mentions.c
    row = connection.execute(sa.select(tables.entities).where(e.id == name)).first()
    if row is None:
        return None
    naming = sa.select(m.claim).where(m.entity == row.seq).distinct()
    count = connection.execute(sa.select(sa.func.count()).select_from(naming.subquery())).scalar() or 0
    newest = sa.select(_c.id, _c.body).where(_c.seq.in_(naming), _c.last.is_(None)).order_by(_c.seq.desc())
    found = connection.execute(newest.limit(_PARTS)).all()
    parts = tuple(Trail(id=c.id, what="claim", says=says(packing.claim_of(c.body))) for c in found)
    return Trail(
        id=name, what=row.sort, says=row.name, judgements=load(connection, [name]), parts=parts,
        more=max(0, count - len(parts)),
    )  # fmt: skip
