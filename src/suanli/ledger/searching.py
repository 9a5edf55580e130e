"""Claims by whom they name and by the words of their quotes, looked for in the way that costs least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from suanli import catalog
from suanli.errors import closest
from suanli.ledger import dialects, tables

__all__ = ["Group", "saying"]

_FEW = 10_000  # claims whose quotes are sooner read than an index of all quotes asked
_STANCES = ("asserted", "reported", "estimated", "planned", "denied")
_seq = tables.claims.c.seq


class Group(NamedTuple):
    """Claims with something in common, such as their holder: a query for their numbers, and the condition on one."""

    members: Any
    condition: Any


def saying(
    connection: sa.Connection, query: Any, groups: Sequence[Group], text: str, limit: int | None
) -> Iterator[sa.Row[Any]]:
    """The rows of `query` (over claims, in order) that are of every group and whose quote holds `text`.

    The quotes of a small group are read. Else the words lead: common ones are met soon, rare ones have a short list.
    """
    sizes = [_size(connection, group) for group in groups]
    if sizes and min(sizes) <= _FEW:
        small = groups[sizes.index(min(sizes))]
        said = _seq.in_(dialects.among(connection, text, small.members))
        yield from connection.execute(query.where(said, *(g.condition for g in groups if g is not small)))
        return
    query = query.where(*(group.condition for group in groups)).order_by(None)
    first: Sequence[sa.Row[Any]] = ()
    for source in dialects.sources(connection, text, limit):
        if len(first) < source.met:
            continue
        led = query.select_from(dialects.led_by(source, tables.claims, _seq)).where(source.condition)
        if source.met and limit is not None:
            led = led.limit(limit - len(first))
        rows = connection.execute(led.order_by(source.number if source.order is None else source.order))
        if not source.whole and len(first := rows.all()) != limit:
            continue
        yield from first if source.met or not source.whole else ()
        yield from rows if source.whole else ()
        return


def _size(connection: sa.Connection, group: Group) -> int:
    """How many a group has, counted no further than matters."""
    count = sa.select(sa.func.count()).select_from(group.members.limit(_FEW + 1).subquery())
    return int(connection.execute(count).scalar() or 0)


def refuse_strange(connection: sa.Connection, **asked: str) -> None:
    """Raise `Unknown` for a kind, stance or extractor that neither a claim has nor anyone knows: a slip of the pen."""
    claims, extractor = tables.claims.c, tables.readings.c.extractor
    usual: dict[str, tuple[Any, Any]] = {
        "kind": (claims.kind, lambda: list(catalog.kinds)),
        "stance": (claims.stance, lambda: _STANCES),
        "extractor": (extractor, lambda: connection.execute(sa.select(extractor).distinct()).scalars().all()),
    }
    for what, words in asked.items():
        column, known = usual[what]
        for word in filter(None, map(str.strip, words.split(",") if what != "extractor" else [words])):
            held = sa.select(sa.literal(1)).where(column == word).limit(1)
            if word not in (names := known()) and connection.execute(held).first() is None:
                raise closest(what, word, names, hint=f"one of {', '.join(sorted(names))}")
