"""`extract`."""

from __future__ import annotations

import sys

import click

from suanli.cli.options import as_json
from suanli.display import emit
from suanli.errors import SuanliError

__all__ = ["extract"]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--leftovers", is_flag=True, help="In JSON, also the quantities that no claim used, with the reason.")
@click.option("--llm", default="", help="An OpenAI-compatible server that proposes claims for what is left over.")
@click.option("--model", default="default", help="The model to ask there.")
@as_json
def extract(files: tuple[str, ...], leftovers: bool, llm: str, model: str, as_json: bool) -> None:
    """Every quantitative statement of texts, with its exact words, and what was left over.

    JSON has one claim a line; a leftover, asked for, has its reason under `leftover`.
    """
    from suanli.claims import extract as read_claims
    from suanli.reading import read

    failed: list[SuanliError] = []
    as_lines = as_json or not sys.stdout.isatty()
    for file in files:
        try:
            found = read_claims(read(file), llm=llm, model=model)
        except SuanliError as error:
            if len(files) == 1:
                raise
            failed.append(error)
            click.echo(f"error: {error}", err=True)
            continue
        if as_lines:
            emit([*found.claims, *(found.leftovers if leftovers else ())], as_json=True)
        else:
            from suanli.display.claims import claims_table, leftovers_table

            emit([claims_table(found), leftovers_table(found)])
    if len(failed) == len(files):
        raise failed[0]
