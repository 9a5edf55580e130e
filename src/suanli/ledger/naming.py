"""Entities: whom and what claims name. Catalog names first, then judgements; a merge never rewrites a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import sqlalchemy as sa

from suanli.catalog.loading import fold
from suanli.errors import Unknown, closest
from suanli.ledger import tables
from suanli.ledger.dialects import insert, storable
from suanli.terms import Claim, Judgement

__all__ = ["catalog_id", "cluster", "entity_id", "mention", "names_in", "resolve"]

_NAME = 80


def entity_id(name: str, known: str = "", *, sort: str) -> str:
    """An entity's id: ``holder:bytedance`` for one of the catalog, ``holder:~folded name`` for another."""
    return f"{sort}:{known}" if known else f"{sort}:~{fold(name)[:200]}"


def names_in(claim: Claim) -> Iterator[tuple[str, str, str, str]]:
    """Role, entity id, sort and name of everyone and every chip that a claim names."""
    groups = (
        ("actor", "holder", claim.actors, claim.actor_ids),
        ("counterparty", "holder", claim.counterparties, claim.counterparty_ids),
        ("chip", "chip", claim.chips, claim.chip_ids),
    )
    for role, sort, names, ids in groups:
        # ids stand beside names only when there is one for each
        aligned = ids if len(ids) == len(names) else [catalog_id(n, sort) for n in names]
        for name, known in zip(names, aligned, strict=True):
            entity, safe = _entity(name, known, sort)
            yield role, entity, sort, safe


@lru_cache(maxsize=10_000)
def _entity(name: str, known: str, sort: str) -> tuple[str, str]:
    """Id and name of an entity as the tables hold them."""
    safe = storable(name)
    return entity_id(safe, storable(known), sort=sort), safe


def cluster(entity: str, judgements: Iterable[Judgement]) -> frozenset[str]:
    """All entities that judgements hold to be the same as `entity`.

    `same` joins, in the order given, unless it would bring together two that are `different`.
    """
    rows = tuple(judgements)
    apart = {frozenset((j.claim, j.other)) for j in rows if j.verb == "different"}
    groups: dict[str, frozenset[str]] = {}
    for j in rows:
        if j.verb != "same":
            continue
        one, two = (groups.get(i, frozenset((i,))) for i in (j.claim, j.other))
        if any(frozenset((a, b)) in apart for a in one for b in two):
            continue
        groups.update(dict.fromkeys(one | two, one | two))
    return groups.get(entity, frozenset((entity,)))


@lru_cache(maxsize=10_000)
def catalog_id(name: str, sort: str) -> str:
    """The catalog's id of a company or chip by any of its names; empty if it has none."""
    from suanli import catalog  # read only for names that come without an id

    shelf = catalog.companies if sort == "holder" else catalog.chips
    if len(name) > _NAME or storable(name) != name:  # no entry is called that: spare the search for near spellings
        return ""
    try:
        return str(shelf.find(name).id)
    except Unknown:
        return ""


def _by_name(connection: sa.Connection, name: str, sort: str) -> list[str]:
    """Ids of the entities called `name`, by id or by name, letter case and separators ignored."""
    e = tables.entities.c
    exact = (f"{sort}:{name}", f"{sort}:~{fold(name)}", name)
    query = sa.select(e.id).where(e.sort == sort, e.id.in_(exact) | (sa.func.lower(e.name) == name.lower()))
    return [str(i) for i in connection.execute(query.order_by(e.seq)).scalars()]


def resolve(connection: sa.Connection, name: str, *, sort: str, judgements: Iterable[Judgement]) -> list[int]:
    """Numbers of all entities that `name` stands for; `Unknown` with near names if there is none."""
    ids = _by_name(connection, name, sort)
    known = "" if ids else catalog_id(name, sort)
    if known:
        ids = [f"{sort}:{known}"]
    if not ids:
        names = connection.execute(sa.select(tables.entities.c.name).where(tables.entities.c.sort == sort))
        raise closest(sort, name, names.scalars().all(), hint=f"no claim of this ledger names such a {sort}")
    rows = tuple(judgements)
    wanted = sorted({member for i in ids for member in cluster(i, rows)})
    query = sa.select(tables.entities.c.seq).where(tables.entities.c.id.in_(wanted))
    return [int(n) for n in connection.execute(query).scalars()]


def _numbers(connection: sa.Connection, wanted: dict[str, tuple[str, str]]) -> dict[str, int]:
    """Numbers of entities by id (`wanted` gives sort and name); those not seen before are added."""
    e = tables.entities.c
    found: dict[str, int] = {}
    for some in tables.chunks(sorted(wanted)):
        found.update({r.id: r.seq for r in connection.execute(sa.select(e.id, e.seq).where(e.id.in_(some)))})
    missing = [i for i in wanted if i not in found]
    number = tables.last_seq(connection, tables.entities) if missing else 0
    rows = [
        {"seq": number + at, "id": i, "sort": wanted[i][0], "name": wanted[i][1]} for at, i in enumerate(missing, 1)
    ]
    if rows:
        connection.execute(tables.entities.insert(), rows)
    return found | {str(r["id"]): int(r["seq"]) for r in rows}  # type: ignore[call-overload]


def mention(connection: sa.Connection, claims: Sequence[tuple[int, Claim]], *, again: bool = False) -> None:
    """Index whom and what these claims (with their numbers) name; `again` drops an earlier index of theirs."""
    found: dict[tuple[int, str, str], str] = {}
    wanted: dict[str, tuple[str, str]] = {}
    for seq, claim in claims:
        kind = storable(claim.kind)
        for role, entity, sort, name in names_in(claim):
            found[seq, role, entity] = kind
            wanted.setdefault(entity, (sort, name))
    if again:
        for seq, _ in claims:
            connection.execute(tables.mentions.delete().where(tables.mentions.c.claim == seq))
    numbers = _numbers(connection, wanted)
    rows = [{"claim": c, "role": role, "entity": numbers[e], "kind": kind} for (c, role, e), kind in found.items()]
    insert(connection, tables.mentions, rows)
