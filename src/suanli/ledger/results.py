"""Keeping results (fleets, runs, verdicts, costs, plans) with the claims and results they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from suanli.errors import LedgerError
from suanli.ledger import packing, tables
from suanli.ledger.opening import DEFAULT, Place, opened
from suanli.terms import Fleet, FleetLine, content_id

__all__ = ["members_of", "record", "record_stories", "rests_on"]

_ID = re.compile(r"[a-z]{1,8}-[0-9a-f]{12}")


def record(term: Any, *, ledger: Place = DEFAULT, added: str = "") -> str:
    """Keep a result, so that `why` can walk from its id to the quotes; gives the id. The same one adds nothing."""
    name = str(getattr(term, "id", ""))
    if not name:
        raise LedgerError(f"{type(term).__name__}: has no id; only results with an id can be kept")
    body = packing.to_json(msgspec.to_builtins(term))
    digest = packing.digest_of(body)
    with opened(ledger) as book, book.writing() as connection:
        r = tables.results.c
        if connection.execute(sa.select(r.seq).where(r.id == name, r.digest == digest)).first():
            return name
        number = tables.last_seq(connection, tables.results) + 1
        row = {"seq": number, "id": name, "sort": type(term).__name__, "digest": digest, "body": body, "added": added}
        connection.execute(tables.results.insert(), row)
        uses = [{"result": number, "line": line, "ref": ref, "weight": w} for (line, ref), w in rests_on(term).items()]
        if uses:
            connection.execute(tables.uses.insert(), uses)
    return name


def rests_on(term: Any) -> dict[tuple[str, str], float | None]:
    """What a result names as its ground: (line, id) with the weight, where it has one."""
    if isinstance(term, Fleet):
        return _of_fleet(term)
    own = str(getattr(term, "id", ""))
    return {("", ref): None for ref in dict.fromkeys(_ids_in(msgspec.to_builtins(term))) if ref != own}


def _of_fleet(fleet: Fleet) -> dict[tuple[str, str], float | None]:
    def lines() -> Iterator[tuple[str, FleetLine]]:
        yield "total", fleet.total
        yield from ((f"{line.chip} {line.status}".strip(), line) for line in fleet.lines)

    found: dict[tuple[str, str], float | None] = {(n, claim): w for n, line in lines() for claim, w in line.claims}
    for at, said in enumerate(fleet.contradictions, 1):
        found.update({(f"contradiction {at}", ref): None for ref in _ids_in(said)})
    return found


def _ids_in(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield from _ID.findall(data) if len(data) < 400 else ()
    elif isinstance(data, dict):
        for value in data.values():
            yield from _ids_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _ids_in(value)


def record_stories(stories: Sequence[Any], *, ledger: Place = DEFAULT) -> int:
    """Keep a whole division of documents into stories; gives its number. The same division adds nothing.

    A story is a record (a term or a dictionary) with `id`, `root` (a document's id) and `members`: document
    ids, or records with `document` and `relation`. Other fields (what tied them) are kept as they are.
    """
    rows = [_story(s) for s in stories]
    with opened(ledger) as book, book.writing() as connection:
        s = tables.stories.c
        telling = int(connection.execute(sa.select(sa.func.max(s.telling))).scalar() or 0)
        held = connection.execute(sa.select(s.body).where(s.telling == telling).order_by(s.seq)).scalars().all()
        if [r["body"] for r, _ in rows] == list(held):
            return telling
        number = tables.last_seq(connection, tables.stories)
        for at, (row, members) in enumerate(rows, 1):
            connection.execute(tables.stories.insert(), {"seq": number + at, "telling": telling + 1, **row})
            if members:
                connection.execute(tables.members.insert(), [{"story": number + at, **m} for m in members])
    return telling + 1


def members_of(story: dict[str, Any]) -> list[dict[str, str]]:
    """A story's documents with their relation to its root, each once."""
    found = {}
    for m in story.get("members", ()):
        name, relation = (m, "") if isinstance(m, str) else (m["document"], m.get("relation", ""))
        found[name] = {"document": name, "relation": relation}
    return list(found.values())


def _story(story: Any) -> tuple[dict[str, str], list[dict[str, str]]]:
    data = msgspec.to_builtins(story)
    members = members_of(data)
    name = data.get("id") or content_id("s", *sorted(m["document"] for m in members))
    return {"id": name, "root": data.get("root") or "", "body": packing.to_json({**data, "id": name})}, members
