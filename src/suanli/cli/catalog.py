"""`show`, `audit`, `convert`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import click

from suanli.cli.options import amount, as_json, day, today
from suanli.display import emit
from suanli.errors import SuanliError

__all__ = ["audit", "convert", "show"]


def _kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Kinds for tab completion."""
    del ctx, param
    from suanli.catalog.showing import SINGULAR, TABLES

    return sorted(k for k in {*SINGULAR.values(), *SINGULAR, *TABLES} if k.startswith(incomplete))


def _ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Ids of the kind already typed, for tab completion."""
    del param
    from suanli import catalog
    from suanli.catalog.showing import kind_of

    try:
        return [i for i in catalog.shelves[kind_of(ctx.params["kind"])] if i.startswith(incomplete)]
    except (SuanliError, KeyError):
        return []


@click.command()
@click.argument("kind", shell_complete=_kinds)
@click.argument("id", required=False, shell_complete=_ids)
@click.option("--chip", metavar="CHIP", help="Only what is about this chip; a bare name covers its variants.")
@click.option("--on", type=day, help="Only what was known by this day.")
@as_json
def show(kind: str, id: str | None, *, chip: str | None, on: dt.date | None, as_json: bool) -> None:  # noqa: A002
    """Catalog entries with their sources.

    KIND is chips, series (codes of chips), companies, models, clusters, rules, languages, kinds, constants, prices,
    supply, training-runs or serving-runs (singular works too); ID one of them, by id, name or alias.

    \b
    suanli show chips
    suanli show chip h20
    suanli show rules --chip h20
    suanli show prices --chip h100
    """
    from suanli.catalog.showing import kind_of
    from suanli.catalog.showing import show as find
    from suanli.display.catalog import listing

    if kind_of(kind) == "rules" and chip and id is None:
        from suanli.policy import timeline

        emit([timeline(chip, until=on or today())], as_json=as_json)
        return
    found = find(kind, id, chip=chip, on=on)
    plain: list[Any] = list(found) if isinstance(found, tuple) else [found]
    if isinstance(found, tuple) and sys.stdout.isatty() and not as_json:
        plain = [listing(kind_of(kind), found)]
    emit(plain, as_json=as_json)


@click.command()
@click.argument("folder", required=False, type=click.Path())
@click.option("--ledger", metavar="LEDGER", help="Audit this ledger instead of the catalog.")
@as_json
def audit(folder: str | None, *, ledger: str | None, as_json: bool) -> None:
    """Problems in the catalog's data (or FOLDER's, or a ledger's): exit 1 if any is an error.

    Recomputes TPP and performance density from the dense rates and says where a printed figure differs.
    """
    from suanli.catalog.audits import audit as find
    from suanli.display.catalog import problems

    if ledger:
        from suanli.ledger import audit_ledger

        found = audit_ledger(ledger)
    else:
        found = find(folder)
    emit([problems(found)], as_json=as_json)
    if any(p.severity == "error" for p in found):
        click.get_current_context().exit(1)


@click.command()
@click.argument("amount", type=amount)
@click.option("--currency", required=True, metavar="CODE", help="ISO code of the amount's currency.")
@click.option("--to", default="USD", show_default=True, metavar="CODE", help="ISO code to convert to.")
@click.option("--on", type=day, required=True, help="The day whose rate counts.")
@as_json
def convert(amount: float, *, currency: str, to: str, on: dt.date, as_json: bool) -> None:
    """AMOUNT of money in another currency, at the ECB's rate of a day (or the last fixing before it).

    \b
    suanli convert 100e9 --currency CNY --to USD --on 2025-04-30
    suanli convert 100bn --currency CNY --to USD --on 2025-04-30
    """
    from suanli.catalog.money import convert as change

    emit([change(amount, currency=currency, to=to, on=on)], as_json=as_json)
