"""`estimate`."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import click

from suanli.cli.options import as_json, day, ledger, today
from suanli.display import emit
from suanli.errors import Unreadable

__all__ = ["estimate"]


def _rows(path: str | None) -> list[dict[str, Any]]:
    """The rows of a CSV of published estimates."""
    if path is None:
        return []
    from suanli.catalog.given import given_text

    try:
        return list(csv.DictReader(io.StringIO(given_text(path), newline="")))
    except OSError as error:
        why = str(error.strerror or error).casefold()
    except (ValueError, csv.Error) as error:
        why = str(error)
    raise Unreadable(f"{path}: {why}; save it as CSV UTF-8") from None


def _holders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Holders for tab completion."""
    del ctx, param
    from suanli import catalog

    return [i for i in ("china", "all", *catalog.companies) if i.startswith(incomplete)]


@click.command()
@click.argument("holder", shell_complete=_holders)
@click.option("--on", type=day, help="The day asked about (default: today).")
@click.option("--as-of", type=day, help="Only what was public by this day.")
@click.option("--by", type=click.Choice(["quarter"]), help="Also the stock at the end of every quarter.")
@click.option(
    "--basis",
    type=click.Choice(["compute16", "compute8", "bandwidth", "tpp"]),
    help="Only this basis of H100-equivalents (default: all four).",
)
@click.option(
    "--compare",
    type=click.Path(exists=True, dir_okay=False),
    metavar="CSV",
    help="Published estimates to put beside ours: holder, chip, measure, basis, low, central, high, source.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Same seed and claims, same bytes."
)
@ledger
@as_json
def estimate(holder: str, *, on: dt.date | None, compare: str | None, ledger: str, as_json: bool, **asked: Any) -> None:
    """What a holder has: chips by type, US$, H100-equivalents on four bases and megawatts, with intervals.

    HOLDER is a company (its units and subsidiaries count), china or all.

    \b
    suanli estimate bytedance --on 2025-06-30
    suanli estimate china --on 2025-06-30 --as-of 2024-12-31 --by quarter
    suanli estimate bytedance --on 2025-06-30 --compare published.csv
    """
    from suanli.fleets import divide
    from suanli.fleets import estimate as believe
    from suanli.intake.reach import throughput
    from suanli.ledger import claims, documents, judgements, record, record_stories

    known = asked["as_of"]
    said, papers = claims(ledger, as_of=known), documents(ledger, as_of=known)
    fleet = believe(
        said,
        holder=holder,
        on=on or today(),
        documents=papers,
        judgements=judgements(ledger),
        compare=_rows(compare),
        throughput=throughput(said, on=on or today()),
        **asked,
    )
    record(fleet, ledger=ledger)
    if known is None:  # a look back in time does not redraw today's stories
        record_stories(divide(said, documents=papers), ledger=ledger)
    emit([fleet], as_json=as_json)
