"""`find`, `why`."""

from __future__ import annotations

import sys
from typing import Any

import click

from suanli.cli.options import as_json, day, ledger
from suanli.display import emit

__all__ = ["find", "why"]


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
@click.option("--fields", default="", metavar="A,B,...", help="Only these fields; quantity.low reaches inside.")
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
