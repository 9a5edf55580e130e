"""Options that several verbs share, spelled once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["Amount", "Count", "Day", "amount", "as_json", "count", "day", "ledger", "today"]

C = TypeVar("C", bound=Callable[..., Any])


class Day(click.ParamType):  # type: ignore[type-arg] # generic only in the newest click
    """An ISO day, month or year; a month or year stands for its first day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day a text names, or wrong usage."""
        if isinstance(value, dt.date):
            return value
        from suanli.catalog.given import given_day

        try:
            return given_day(str(value))[0]
        except ValueError as error:
            self.fail(str(error), param, ctx)


day = Day()


class Amount(click.ParamType):  # type: ignore[type-arg] # generic only in the newest click
    """A number above 0 as people write it: 300e9, 300B, 1.4T, 2,664,000, 50%."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number a text names, or wrong usage."""
        from suanli.catalog.amounts import amount_of

        found = amount_of(str(value))
        if found is None or found <= 0:
            self.fail(f"{value!r} is no number above 0; write 300e9, 300B, 1.4T or 50%", param, ctx)
        return found


class Count(Amount):
    """A whole number of at least 1 as people write it: 1024, 16k, 1,024."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The count a text names, or wrong usage."""
        from suanli.catalog.amounts import amount_of

        found = amount_of(str(value))
        if found is None or found < 1 or found != int(found):
            self.fail(f"{value!r} is no count from 1; write 1024, 16k or 1,024", param, ctx)
        return int(found)


amount = Amount()
count = Count()


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
