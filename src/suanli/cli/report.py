"""`report`."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from typing import Any

import click

from suanli.cli.options import as_json, day, today
from suanli.display import emit

__all__ = ["report"]


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--output", "-o", default="report.html", show_default=True, type=click.Path(dir_okay=False), help="The page."
)
@click.option(
    "--ledger",
    default="",
    metavar="LEDGER",
    help="Report this ledger, with the PATHs added to it. [default: with PATHs one that is thrown away, "
    "without them that of SUANLI_LEDGER, or suanli.db]",
)
@click.option("--holder", multiple=True, metavar="NAME", help="Whom to estimate; repeatable. [default: the most named]")
@click.option("--on", type=day, help="The day asked about (default: today).")
@click.option("--as-of", type=day, help="Only what was public by this day.")
@click.option(
    "--lang",
    default="en",
    show_default=True,
    type=click.Choice(["en", "zh-Hans", "zh-Hant", "pt", "fr"]),
    help="Language of the page; quotes stay in theirs.",
)
@click.option("--data", default="", metavar="DIR", help="Also the data as Parquet or CSV, with datapackage.json.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Same seed and inputs, same bytes."
)
@as_json
def report(paths: tuple[str, ...], *, on: dt.date | None, ledger: str, as_json: bool, **asked: Any) -> None:
    """One self-contained page on what documents say about AI chips, and what follows from it.

    PATH is a file, a folder or a glob. Every number on the page leads to the words behind it; the page opens
    offline, prints, and works without scripts.

    \b
    suanli report articles/ -o report.html
    suanli report --ledger suanli.db --holder bytedance --holder alibaba --lang zh-Hans
    suanli report articles/ --on 2026-01-31 --as-of 2025-12-31 --data data/
    """
    from suanli.reports import report as write

    place = ledger or ("" if paths else os.environ.get("SUANLI_LEDGER", "suanli.db"))
    told = _teller() if sys.stderr.isatty() else None
    made = write(paths, on=on or today(), ledger=place, progress=told, **asked)
    if told:
        click.echo("\r\x1b[K", nl=False, err=True)
    emit([made], as_json=as_json)


def _teller() -> Any:
    """A line on the terminal with the stage, what it is at, and the seconds it should still take."""
    begun = {"stage": "", "at": time.monotonic()}

    def tell(what: str, share: float, seconds: float) -> None:
        if share >= 0:
            begun.update(stage=what, at=time.monotonic())
        left = max(seconds - (time.monotonic() - float(begun["at"])), 0.0)  # type: ignore[arg-type]
        detail = "" if share >= 0 else f" {os.path.basename(what)[:40]}"  # noqa: PTH119 - a name for display
        clean = "".join(c if c.isprintable() else "?" for c in detail)
        click.echo(f"\r\x1b[K{begun['stage']}{clean}, about {left:.0f} s", nl=False, err=True)

    return tell
