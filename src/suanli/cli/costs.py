"""`cost` and `price`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import click

from suanli.cli.options import amount, as_json, count, day, today
from suanli.display import emit
from suanli.errors import Unreadable

__all__ = ["cost", "price"]


def _chips(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Chip ids for tab completion."""
    del ctx, param
    from suanli import catalog

    return [i for i in catalog.chips if i.startswith(incomplete)]


def _spread(data: dict[str, Any]) -> dict[str, Any]:
    """A spread from the form that `estimate --json` prints."""
    ends = {f"{side}{level}": data[side][level] for side in ("low", "high") for level in ("50", "80", "90")}
    return {"median": data["median"], "unit": data.get("unit", ""), **ends}


def _fleet(data: dict[str, Any]) -> dict[str, Any]:
    """The part of a fleet's JSON that a cost needs, in the term's own fields."""

    def line(row: dict[str, Any]) -> dict[str, Any]:
        claims = [(c["id"], c["leverage"]) for c in row.get("claims", ())]
        return {"chip": row["chip"], "chips": _spread(row["chips"]), "claims": claims}

    kept = {k: data[k] for k in ("id", "holder", "on", "as_of")}
    return {**kept, "lines": [line(x) for x in data["lines"]], "total": line(data["total"])}


def _term(name: str) -> Any:
    """The fleet or run in a JSON file that `estimate`, `train` or `serve` printed (`-`: standard input)."""
    import msgspec

    from suanli.catalog.given import given_json, given_text, text_from
    from suanli.terms import Fleet, Run

    try:
        text = text_from(sys.stdin.buffer) if name == "-" else given_text(name)
        data = given_json(next((x for x in text.splitlines() if x.strip()), ""))
        if "holder" in data:
            return msgspec.convert(_fleet(data), Fleet)
        return msgspec.convert(data, Run)
    except OSError as error:
        why = str(error.strerror or error).casefold()
        hint = "name a chip, or a file that `suanli estimate`, `train` or `serve` printed"
        raise Unreadable(f"{name}: {why}; {hint}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "give the JSON that `suanli estimate`, `train` or `serve` prints"
        raise Unreadable(f"{name}: no fleet and no run in it ({error}); {hint}") from None


def _thing(name: str) -> Any:
    return _term(name) if name == "-" or name.endswith((".json", ".jsonl")) else name


@click.command()
@click.argument("thing", shell_complete=_chips)
@click.option("--on", type=day, help="Day whose prices count (default: today).")
@click.option("--count", type=count, default=1, show_default=True, help="Chips.")
@click.option("--price", type=amount, help="US$ for a chip with its share of the server (default: from prices.csv).")
@click.option("--rent", type=float, help="US$ an hour (default: from prices.csv).")
@click.option("--place", default="US", show_default=True, help="Country, for power price and carbon.")
@click.option("--used", type=float, default=0.85, show_default=True, help="Share of owned hours in use.")
@click.option("--months", type=int, default=48, show_default=True, help="Horizon of own against rent.")
@click.option("--years", type=float, help="Life over which a purchase is paid off (default: drawn, about 4).")
@click.option("--capital", type=float, help="Cost of capital a year (default: drawn, about 0.10).")
@click.option("--residual", type=float, help="Share of the price left at the end (default: drawn, about 0.25).")
@click.option("--power", type=float, help="US$ a kWh (default: from power.csv).")
@click.option("--colocation", is_flag=True, help="Rent the site per kW with power included.")
@click.option("--compare", default="", metavar="OTHER", help="Split the gap to `rent`, or to another chip, row by row.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the draws.")
@click.option("--plot", type=click.Path(dir_okay=False), help="An SVG file to write: the waterfall, or the tornado.")
@as_json
def cost(thing: str, *, on: dt.date | None, plot: str | None, as_json: bool, **asked: Any) -> None:
    """What THING costs: a chip to own or rent, a fleet for a year, a training run, an hour of a service.

    THING is a chip, or a JSON file that `estimate`, `train` or `serve` printed (- is standard input).

    \b
    suanli cost h100 --count 1000 --price 40000 --rent 2.35 --on 2026-03-20
    suanli cost h20 --place CN --compare a800 --on 2025-03-20
    suanli train gpt-3-175b --chip a100 --count 1024 --json | suanli cost - --on 2023-01-01
    """
    from suanli.costs import cost as compute

    found = compute(_thing(thing), on=on or today(), **asked)
    if plot:
        from suanli.display.costs_plots import cost_svg
        from suanli.display.drawing import save_svg, title_of

        picture = cost_svg(found)
        save_svg(plot, picture)
        click.echo(f"wrote {plot}: {title_of(picture)}", err=True)
    emit([found], as_json=as_json)


@click.command()
@click.argument("chip", shell_complete=_chips)
@click.option("--on", type=day, help="Day (default: today): only quotes up to it count.")
@click.option(
    "--kind",
    default="buy",
    show_default=True,
    help="buy (all of them), list, distributor, transaction, grey, rental (an hour) or rental-list.",
)
@click.option("--place", default="", help="Quotes from one region: China, US, global.")
@as_json
def price(chip: str, *, on: dt.date | None, kind: str, place: str, as_json: bool) -> None:
    """What CHIP, or its hour, cost on a day: dated quotes weighed by age, with a spread that widens.

    \b
    suanli price h100 --on 2024-10-01
    suanli price h100 --kind rental --on 2026-03-20
    """
    from suanli.costs import price as find

    emit([find(chip, on=on or today(), kind=kind, place=place)], as_json=as_json)
