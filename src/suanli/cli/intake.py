"""`add`."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from typing import Any

import click

from suanli.cli.options import as_json, day, ledger, today
from suanli.display import emit

__all__ = ["add"]

_ROWS = 60  # documents listed one by one on a terminal


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--on", type=day, help="The day from which undated texts count as known (default: today).")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes (default: one a core).")
@ledger
@as_json
def add(paths: tuple[str, ...], *, on: dt.date | None, jobs: int | None, ledger: str, as_json: bool) -> int:
    """Documents and their claims into the ledger; safe to repeat, a bad file never stops the rest.

    PATH is a file, a folder, a glob, or - for standard input. With --json (or in a pipe) each document is
    one line, written when it is safely on disk, and the sum the last; on a terminal a progress bar.

    \b
    suanli add articles/
    suanli add 'inbox/**/*.html' --jobs 4
    curl ... | suanli add -
    """
    from suanli.intake import adding

    events = adding(paths, on=on or today(), jobs=jobs, ledger=ledger)
    plain = as_json or not sys.stdout.isatty()
    total = _stream(events) if plain else _watched(events, paths)
    return 1 if total.failed and not (total.new or total.newer or total.known) else 0


def _stream(events: Iterator[Any]) -> Any:
    """Every event as a JSON line as it comes; gives the sum."""
    event = None
    for event in events:
        emit([event], as_json=True)
    return event


def _watched(events: Iterator[Any], paths: tuple[str, ...]) -> Any:
    """A progress bar with the time left, then the documents as a table and the sum."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from suanli.display.ledger import added_table
    from suanli.intake.files import found

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    total = sum(1 for p in paths if p == "-") + sum(1 for _ in found(p for p in paths if p != "-"))
    rows: list[Any] = []
    last, where = None, ""
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        for event in events:
            if last is not None and len(rows) <= _ROWS:
                rows.append(last)
            last = event
            bar.advance(task, 1 if getattr(event, "where", where) != where else 0)
            where = getattr(event, "where", where)
    emit([*([added_table(rows)] if 0 < len(rows) <= _ROWS else []), last])
    return last
