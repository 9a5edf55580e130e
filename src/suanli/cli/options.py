"""Options that several verbs share, spelled once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["Amount", "Day", "amount", "as_json", "day", "ledger", "today"]

C = TypeVar("C", bound=Callable[..., Any])


class Day(click.ParamType):  # type: ignore[type-arg] # generic only in the newest click
    """An ISO day, month or year; a month or year stands for its first day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day a text names, or wrong usage."""
        if isinstance(value, dt.date):
            return value
        parts = str(value).split("-")
        try:
            return dt.date(int(parts[0]), *(int(p) for p in [*parts[1:], "1", "1"][:2]))
        except (ValueError, IndexError, OverflowError):
            self.fail(f"{value!r} is not a day; write YYYY-MM-DD, YYYY-MM or YYYY", param, ctx)


day = Day()

SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "g": 1e9, "t": 1e12, "%": 0.01}


class Amount(click.ParamType):  # type: ignore[type-arg] # generic only in the newest click
    """A number above 0 as people write it: 300e9, 300B, 1.4T, 2,664,000, 50%."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number a text names, or wrong usage."""
        text = str(value).strip().replace(",", "").replace("_", "").lower()
        scale = SCALES.get(text[-1:], 1.0)
        try:
            found = float(text[:-1] if text[-1:] in SCALES else text) * scale
        except ValueError:
            found = 0.0
        if not 0 < found < float("inf"):
            self.fail(f"{value!r} is no number above 0; write 300e9, 300B, 1.4T or 50%", param, ctx)
        return found


amount = Amount()


def today() -> dt.date:
    """The day it is: doors pass it on, the library has no clock."""
    return dt.date.today()  # noqa: DTZ011 - the user's own calendar day


def as_json(command: C) -> C:
    """`--json`: JSON lines, also on a terminal."""
    return click.option("--json", "as_json", is_flag=True, help="JSON lines, also on a terminal.")(command)


def ledger(command: C) -> C:
    """`--ledger`: which ledger, by path or database URL."""
    return click.option(
        "--ledger",
        envvar="SUANLI_LEDGER",
        default="suanli.db",
        show_default=True,
        show_envvar=True,
        help="Ledger: a file, or a database URL.",
    )(command)
