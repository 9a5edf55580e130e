"""`find`, `review`, `why`, `export`, `import`, `backup`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import click

from suanli.cli.options import as_json, day, ledger, today
from suanli.display import emit

__all__ = ["backup", "export", "find", "import_", "review", "why"]


def _plain(as_json: bool) -> bool:
    return as_json or not sys.stdout.isatty()


@click.command()
@click.option("--holder", default="", metavar="NAME", help="Who has, buys or sells the chips: catalog id or any name.")
@click.option("--kind", default="", help="order, delivery, stock, price, ...; several with commas.")
@click.option("--chip", default="", metavar="NAME", help="A chip by catalog id or any name.")
@click.option("--since", type=day, help="Claims about this day or later.")
@click.option("--until", type=day, help="Claims about days before this one.")
@click.option("--stance", default="", help="asserted, reported, estimated, planned or denied; several with commas.")
@click.option("--text", default="", help="Words in the quote, letter case ignored.")
@click.option(
    "--where", multiple=True, metavar="CONDITION", help="Such as low>=1e9, unit=USD, outlet~Reuters; repeatable."
)
@click.option("--fields", default="", metavar="A,B,...", help="Only these fields; period.label reaches inside.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="At most so many claims.")
@click.option("--as-of", type=day, help="Only what was public by this day.")
@click.option(
    "--review", default="", help="accepted, corrected, rejected, unsure, none or any (default: all but rejected)."
)
@click.option("--extractor", default="", metavar="VERSION", help="What an earlier version read.")
@click.option("--leftovers", is_flag=True, help="Quantities that were read and used in no claim, with reasons.")
@ledger
@as_json
def find(*, ledger: str, as_json: bool, fields: str, leftovers: bool, **asked: Any) -> None:
    """Claims in the ledger, by who, what, when, how said, and words.

    \b
    suanli find --holder bytedance --kind order
    suanli find --text 'H20' --since 2024 --where 'unit=USD' --fields id,actors,quantity.low
    """
    from suanli.display.ledger import claims_table, fields_table
    from suanli.ledger import documents
    from suanli.ledger import find as search
    from suanli.ledger import leftovers as unused

    names = tuple(f.strip() for f in fields.split(",") if f.strip())
    if leftovers:
        emit(unused(ledger, as_of=asked["as_of"])[: asked["limit"]], as_json=as_json)
        return
    found = search(ledger, fields=names, **asked)
    if _plain(as_json):
        emit(found, as_json=True)
    elif names:
        emit([fields_table(found, names)])
    else:
        emit([claims_table(found, {d.id: d for d in documents(ledger)})])


@click.command()
@click.argument("name", metavar="ID")
@click.option("--depth", type=click.IntRange(0, 12), default=4, show_default=True, help="Steps from result to result.")
@ledger
@as_json
def why(name: str, *, depth: int, ledger: str, as_json: bool) -> None:
    """From a claim, estimate, run or plan down to the quoted words, with all that was decided on the way.

    \b
    suanli why c-1a9f0b3c22d1
    suanli why e-77c01be9a004 --depth 2
    """
    from suanli.ledger import why as trail

    emit([trail(name, depth=depth, ledger=ledger)], as_json=as_json)


@click.command()
@click.argument("claim", default="", metavar="[CLAIM]")
@click.option(
    "--verb",
    default="",
    help="accept, reject, correct, unsure, same, different, contradicts, refines, denies or retract.",
)
@click.option("--other", default="", metavar="ID", help="The other claim of a pair; for retract, the judgement's id.")
@click.option(
    "--fields", multiple=True, metavar="NAME=VALUE", help="With correct: such as quantity.low=5000; repeatable."
)
@click.option("--by", default="", help="Who judges (default: the user's name).")
@click.option("--at", default="", metavar="DATE", help="The day of the judgement (default: today).")
@click.option("--reason", default="", help="Why, in words.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many claims.")
@click.option("--as-of", type=day, help="Only what was public by this day.")
@ledger
@as_json
def review(claim: str, *, ledger: str, as_json: bool, fields: tuple[str, ...], **asked: Any) -> None:
    """Claims worth a look, and what a person decides about them; every decision can be taken back.

    On a terminal, one claim after the other with its words, a key for each decision; in a pipe or with
    --json the list. With CLAIM and --verb, one judgement without questions.

    \b
    suanli review
    suanli review c-1a9f0b3c22d1 --verb correct --fields quantity.low=5000
    suanli review c-1a9f0b3c22d1 --verb retract --other j-02c81f5a77e0
    """
    from suanli.cli.reviewing import changes, sit, user
    from suanli.display.ledger import queue_table
    from suanli.ledger import review as look

    asked["by"], asked["at"] = asked["by"] or user(), asked["at"] or today().isoformat()
    if asked["verb"]:
        emit(look(claim, fields=changes(fields), ledger=ledger, **asked), as_json=as_json)
        return
    doubts = look(claim, ledger=ledger, limit=asked["limit"], as_of=asked["as_of"])
    if _plain(as_json):
        emit(doubts, as_json=True)
    elif sys.stdin.isatty():
        sit(doubts, ledger=ledger, by=asked["by"], at=asked["at"])
    else:
        emit([queue_table(doubts)])


@click.command()
@click.argument("out", type=click.Path())
@click.option("--format", default="", help="csv, jsonl, parquet or datapackage (default: by the name).")
@click.option("--as-of", type=day, help="Only what was public by this day (not for a data package).")
@click.option("--spreadsheet", is_flag=True, help="Mark cells that a spreadsheet would take for formulas.")
@ledger
@as_json
def export(out: str, *, ledger: str, as_json: bool, **asked: Any) -> None:
    """Claims as CSV, JSON lines or Parquet; or, into a folder, the whole ledger as a data package.

    \b
    suanli export claims.csv --spreadsheet
    suanli export claims.parquet --as-of 2024-06-30
    suanli export package/
    """
    from suanli.ledger import export as write

    emit([write(out, ledger=ledger, **asked)], as_json=as_json)


@click.command("import")
@click.argument("source", type=click.Path())
@click.option("--on", type=day, help="The day from which undated sources of a CSV count as known (default: today).")
@ledger
@as_json
def import_(source: str, *, on: dt.date | None, ledger: str, as_json: bool) -> None:
    """An exported folder, another ledger's file, or a CSV of claims made by hand with their sources.

    \b
    suanli import package/
    suanli import other.db
    suanli import claims-by-hand.csv
    """
    from suanli.ledger import import_ as take

    emit([take(source, on=on or today(), ledger=ledger)], as_json=as_json)


@click.command()
@click.argument("out", type=click.Path())
@ledger
@as_json
def backup(out: str, *, ledger: str, as_json: bool) -> None:
    """A whole copy of the ledger in one file, taken while others read and write.

    \b
    suanli backup ledger-2026-11-21.db
    """
    from suanli.ledger import backup as copy

    emit([copy(out, ledger=ledger)], as_json=as_json)


# `import` is a word of Python; the table of verbs finds the command under its own name all the same
globals()["import"] = import_
