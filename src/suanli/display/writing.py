"""Tables as terminal text, Markdown and JSON lines. rich is imported only on a terminal."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

__all__ = [
    "Table",
    "compact",
    "json_line",
    "markdown",
    "number",
    "print_json",
    "print_table",
    "printable",
    "text_table",
]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows to show under a title, with notes below; `keys` name the columns in JSON (default: the headings)."""

    title: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    notes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    right: tuple[int, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return [dict(zip(self.keys or self.columns, row, strict=True)) for row in self.rows]

    @classmethod
    def of_record(cls, term: Any) -> Table:
        """A two-column table of a record's filled fields."""
        data = msgspec.to_builtins(term)
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        rows = tuple((str(k), v) for k, v in pairs if v not in (None, "", [], {}))
        return cls(title=type(term).__name__, columns=("field", "value"), rows=rows)


def number(value: float, digits: int = 3) -> str:
    """A number as people read it: up to `digits` significant figures, thousands separated."""
    if isinstance(value, bool) or not math.isfinite(value):
        return str(value)
    if value == 0:
        return "0"
    if float(value).is_integer() and abs(value) < 1e6:
        return f"{int(value):,}"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    if places <= 0:
        return f"{round(value, places):,.0f}"
    return f"{value:,.{min(places, 6)}f}".rstrip("0").rstrip(".")


def compact(value: float, digits: int = 3) -> str:
    """A large number with a scale word: 16 bn, 1.2 M, 970 k; below ten thousand as `number`."""
    for scale, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e5, "k")):
        if abs(value) >= scale:
            return f"{number(value / (1e3 if word == 'k' else scale), digits)} {word}"
    return number(value, digits)


def printable(text: str) -> str:
    """Text with control, bidi and escape characters shown as escapes, so that no article drives a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def _cell(value: Any) -> str:
    """A value as a table cell."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return number(value, 4)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return ", ".join(f"{k} {_cell(v)}" for k, v in value.items())
    if isinstance(value, list | tuple | set):
        return ", ".join(_cell(v) for v in value)
    return printable(str(value))


def _numeric(table: Table, column: int) -> bool:
    values = [r[column] for r in table.rows if r[column] is not None]
    return bool(values) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


WORD = 14  # a longer word may be broken
HAN = 8  # and one of wide characters, which break anywhere


def _fitted(table: Table, room: int) -> list[int] | None:
    """The width of each column so that together they take `room` at most and break no word; None if that cannot be.

    The first column is never folded. The others begin with their longest word and share the rest, small needs first.
    """
    cells = [list(table.columns), *([_cell(v) for v in row] for row in table.rows)]
    each = range(len(table.columns))
    whole = [max(_width(r[at]) for r in cells) for at in each]
    words = ([min(_width(w), WORD if w.isascii() else HAN) for r in cells for w in r[at].split()] for at in each)
    least = [whole[0], *[max(w, default=1) for w in words][1:]] if whole else []
    left = room - sum(least)
    if left < 0:
        return None
    found = list(least)
    wanting = sorted((whole[at] - least[at], at) for at in each)
    for place, (more, at) in enumerate(wanting):
        given = min(more, left // (len(wanting) - place))
        found[at] += given
        left -= given
    return found


def print_table(table: Table) -> None:
    """Draw a table on the terminal with rich, folded to its width; row after row where that would break words."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    widths = _fitted(table, console.width - 2 * len(table.columns))
    if widths is None and len(table.columns) > 2:
        _print_records(console, table)
    else:
        console.print(_grid(table, widths))
    for note in table.notes:
        console.print(Text(printable(note), style="dim"))


def _grid(table: Table, widths: list[int] | None) -> Any:
    """The table for rich, of columns so wide (as rich likes where no widths are given)."""
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(
        title=Text(printable(table.title)) if table.title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for at, name in enumerate(table.columns):
        justify: Any = "right" if at in table.right or _numeric(table, at) else "left"
        grid.add_column(name, justify=justify, overflow="fold", no_wrap=at == 0, width=widths[at] if widths else None)
    for row in table.rows:
        grid.add_row(*(Text(_cell(v)) for v in row))
    return grid


def _print_records(console: Any, table: Table) -> None:
    """Each row as its first cell with the other filled ones: behind it if short, else each on lines of its own."""
    from rich.table import Table as Grid
    from rich.text import Text

    if table.title:
        console.print(Text(printable(table.title), style="italic"))
    for row in table.rows:
        cells = [(n, _cell(v)) for n, v in zip(table.columns[1:], row[1:], strict=True) if _cell(v) not in {"", "-"}]
        head = Text(_cell(row[0]), style="bold")
        if sum(_width(n) + _width(c) + 4 for n, c in cells) < FLOWING * console.width:
            for name, cell in cells:
                head.append("  ").append(name, style="not bold dim").append(f" {cell}", style="not bold")
            console.print(head, overflow="fold")
            continue
        console.print(head)
        grid = Grid.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for name, cell in cells:
            grid.add_row(Text(f"  {name}"), Text(cell))
        console.print(grid)
    console.print()


FLOWING = 3  # lines that a row may take as running text


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def text_table(table: Table) -> str:
    """The table as plain text, columns aligned (wide characters count as two)."""
    cells = [list(table.columns), *([_cell(v) for v in row] for row in table.rows)]
    widths = [max(_width(r[i]) for r in cells) for i in range(len(table.columns))]
    head = [printable(table.title)] if table.title else []
    body = ["  ".join(c + " " * (w - _width(c)) for c, w in zip(r, widths, strict=True)).rstrip() for r in cells]
    return "\n".join([*head, *body, *map(printable, table.notes)])


def markdown(table: Table) -> str:
    """The table as GitHub Markdown, with every cell's pipes and angle brackets escaped."""

    def row(cells: Sequence[str]) -> str:
        safe = (c.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ") for c in cells)
        return "| " + " | ".join(safe) + " |"

    head = [f"**{table.title}**", ""] if table.title else []
    body = [row([_cell(v) for v in r]) for r in table.rows]
    tail = ["", *table.notes] if table.notes else []
    return "\n".join([*head, row(table.columns), row(["---"] * len(table.columns)), *body, *tail])


def _plain(value: Any) -> Any:
    """A value of a kind that JSON has: no infinities, no NaN."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


_CONTROLS = re.compile("[\x7f-\x9f]")  # json escapes those below the space itself


def json_line(data: Any) -> str:
    """One line of JSON, keys in the order of the form, text as it is; controls that drive a terminal are escaped."""
    line = json.dumps(_plain(msgspec.to_builtins(data)), ensure_ascii=False, allow_nan=False)
    return line if line.isascii() and "\x7f" not in line else _CONTROLS.sub(lambda c: f"\\u{ord(c[0]):04x}", line)


def print_json(terms: Iterable[Any]) -> None:
    """JSON lines to standard output, always UTF-8."""
    for term in terms:
        line = json_line(term) + "\n"
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()
