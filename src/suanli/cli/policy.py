"""`check`: which dated rules cover a chip."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import click

from suanli.cli.options import as_json, day, today
from suanli.display import emit

__all__ = ["check"]


def _chips(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Chip ids for tab completion."""
    del ctx, param
    from suanli import catalog

    return [i for i in catalog.chips if i.startswith(incomplete)]


def _plain(as_json: bool) -> bool:
    return as_json or not sys.stdout.isatty()


def _show_claims(ledger: str, to: str, from_: str, as_json: bool) -> None:
    """Every claim of a ledger that names a chip, against the rules of its days."""
    from suanli.display.policy import claim_checks
    from suanli.ledger import find
    from suanli.policy import check_claims

    found = check_claims(find(ledger, limit=None), to=to, from_=from_)
    emit(found if _plain(as_json) else [claim_checks(found)], as_json=as_json)


def _show_verdicts(found: list[Any], as_json: bool) -> None:
    """Verdicts as rule objects and a whole, or as one table."""
    from suanli.display.policy import records, verdicts_table

    if _plain(as_json):
        emit([r for v in found for r in records(v)], as_json=as_json)
    else:
        emit(found if len(found) == 1 else [verdicts_table(found)])


def _draw(found: list[Any], plot: str, shape: str) -> None:
    from suanli.display.drawing import save_svg, title_of
    from suanli.display.policy_plots import design_svg, timeline_svg

    picture = design_svg(found[0]) if shape == "design-space" else timeline_svg(found)
    save_svg(plot, picture)
    click.echo(f"wrote {plot}: {title_of(picture)}", err=True)


def _clashing(chip: tuple[str, ...], spec: str, shape: str, ledger: str | None, plot: str | None) -> str:
    """What was asked for and would be left unanswered, in words; empty where nothing would."""
    if ledger and (chip or spec or shape != "verdict"):
        return "--ledger holds every claim against the rules: leave out chips, --spec, --timeline and --design-space"
    if chip and (spec or shape == "design-space"):
        return f"{'--spec' if spec else '--design-space'} is about a chip that does not exist: leave out {chip[0]}"
    if plot and (ledger or shape == "verdict"):
        return "--plot draws a timeline or a design space: add --timeline or --design-space"
    if not (chip or spec or ledger or shape == "design-space"):
        return "name a chip, or give --spec, --design-space or --ledger"
    return ""


@click.command()
@click.argument("chip", nargs=-1, shell_complete=_chips)
@click.option("--on", type=day, help="Day of export. Needed, except with --timeline and --ledger (there: today).")
@click.option("--to", default="CN", show_default=True, metavar="PLACE", help="Destination: ISO code or name.")
@click.option("--from", "from_", default="US", show_default=True, metavar="PLACE", help="Country of export.")
@click.option("--holder-hq", default="", metavar="PLACE", help="Seat of the buyer's ultimate parent [default: --to].")
@click.option("--state-funded", is_flag=True, help="The buyer is a state-funded data centre.")
@click.option(
    "--what-if", type=click.Path(exists=True, dir_okay=False), help="A rule file that adds or replaces a rule."
)
@click.option(
    "--spec",
    default="",
    metavar="FIGURES",
    help="A chip that does not exist, such as tpp=2368,pd=2.9,dram=4000,io=1028,dc=yes.",
)
@click.option("--timeline", "shape", flag_value="timeline", help="Verdicts from 2022 to --on, one a change.")
@click.option(
    "--design-space", "shape", flag_value="design-space", help="The largest chips that would pass on that day."
)
@click.option("--verdict", "shape", flag_value="verdict", default=True, help="The verdict on one day (default).")
@click.option("--ledger", metavar="LEDGER", help="Hold the claims of this ledger against the rules of their days.")
@click.option(
    "--plot", type=click.Path(dir_okay=False), help="With --timeline or --design-space: an SVG file to write."
)
@as_json
def check(  # noqa: PLR0913 - one parameter an option
    chip: tuple[str, ...],
    *,
    on: dt.date | None,
    to: str,
    from_: str,
    holder_hq: str,
    state_funded: bool,
    what_if: str | None,
    spec: str,
    shape: str,
    ledger: str | None,
    plot: str | None,
    as_json: bool,
) -> None:
    """Which dated rules cover CHIP on a day for a place: classification, numbers compared, citation, and one word.

    No legal advice. Several chips make one table.

    \b
    suanli check h20 --on 2025-05-01 --to CN
    suanli check a100 a800 h800 --on 2023-07-04
    suanli check h20 --timeline --plot h20.svg
    suanli check --spec tpp=2368,pd=2.9,dram=1300,io=300,dc=yes --on 2026-01-20
    suanli check --design-space --on 2026-01-20
    suanli check --ledger suanli.db
    """
    from suanli import policy

    clash = _clashing(chip, spec, shape, ledger, plot)
    if clash:
        raise click.UsageError(clash)
    if ledger:
        _show_claims(ledger, to, from_, as_json)
        return
    if on is None and shape != "timeline":
        raise click.UsageError("--on is needed: the rules of another day give another verdict")
    names = chip if not (spec or shape == "design-space") else ("",)
    deal: dict[str, Any] = {"to": to, "from_": from_, "holder_hq": holder_hq, "state_funded": state_funded}
    found = [policy.check(name, on=on or today(), what_if=what_if, spec=spec, shape=shape, **deal) for name in names]
    if plot and shape != "verdict":
        _draw(found, plot, shape)
    if shape == "verdict":
        _show_verdicts(found, as_json)
    else:
        emit(found, as_json=as_json)
