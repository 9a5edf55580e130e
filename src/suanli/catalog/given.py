"""Text, JSON and days that people hand over: of bounded size and depth, or a `ValueError` that says why not."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["given_day", "given_json", "given_text", "text_from"]

MOST_BYTES = 64 << 20


def text_from(stream: BinaryIO, *, most: int = MOST_BYTES) -> str:
    """The UTF-8 text of a stream without its byte order mark; `ValueError` beyond `most` bytes or if no UTF-8."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise ValueError(f"more than {most:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start:,}") from None


def given_text(path: str | Path, *, most: int = MOST_BYTES) -> str:
    """The UTF-8 text of a file, as `text_from`; `OSError` where it cannot be opened."""
    with Path(path).open("rb") as stream:
        return text_from(stream, most=most)


def given_day(text: str) -> tuple[dt.date, str]:
    """The first day of an ISO year, month or day, and which of the three it is; `ValueError` for any other text."""
    found = re.fullmatch(r"\s*([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?\s*", text)
    if not found:
        raise ValueError(f"{text[:40]!r} is not a day; write YYYY-MM-DD, YYYY-MM or YYYY")
    try:
        first = dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise ValueError(f"{text[:40]!r} is not a day that there is; write YYYY-MM-DD, YYYY-MM or YYYY") from None
    return first, "day" if found[3] else "month" if found[2] else "year"


def given_json(text: str) -> Any:
    """What a JSON text holds; `ValueError` where it is none, or nested deeper than can be read."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON at line {error.lineno:,}, column {error.colno:,}") from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise ValueError("a number of too many digits") from None
    except RecursionError:
        raise ValueError("JSON nested too deep") from None
