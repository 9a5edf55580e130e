"""Every compiled pattern of the reading room takes time in proportion to its text, whatever the text."""

from __future__ import annotations

import pkgutil
import re
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import suanli

LONG = 100_000
ROOMS = (
    "suanli.reading",
)  # other rooms' patterns are applied at a place, not searched with: add a room here to hold it to this
ADVERSARIAL = [
    "1", "万", "1,", "1.", "9" * 30 + " ", " ", "\n", "\t", "a", "A", "Aa ", "a.", "A. ", "(", ")", "<", "<a ", "<a '", '<a="', "&", "&#", "-",
    "2024-", "2024年", "x|", "[", "](", "![", "漢?", "漢(", "漢(yàn", "?", "'", '"', "=", ":", "a: ", "/", "\\", "»", "à", "я", "가", "ー", "１",
    "$1 ", "1 0", "年", "class=", "<p class=", "-->", "<!--", "h1", "H", "H100", "and ", "to ", "de ", "的", "0x", "A1", "，", "。", "、",
    "1億", "十", "三百", "数", "more than ", "от ", "*", "_", "`", "#", "~", "^", "@", "a@", "a.b", "www.", "http://", "{", '"a":', "<meta ",
    '"author":', '"author":{', "<h1>", "<h1><", "From ", "X: ", "X: y\n", "<link ", "<item", "﻿", "\u200b", "\U0001f600", "Ã", "В", "А100",
]  # fmt: skip
QUICK = 0.004  # seconds for 1,562 characters: the square of that, some 2.4 million steps, takes ten times longer
BOUND = 2.5**2  # time(4n)/time(n) where time(2n)/time(n) <= 2.5


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(suanli.__path__, "suanli."):
        if not found.name.startswith(ROOMS):
            continue
        if found.name.endswith("__main__") or ".versions." in found.name or found.name.endswith(".env"):
            continue
        try:
            yield import_module(found.name)
        except ImportError:  # an extra that is not installed
            continue


def inside(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from inside(part, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        for part in value.values():
            yield from inside(part, depth + 1)


def patterns() -> dict[str, re.Pattern[Any]]:
    """Patterns by where they are: module globals, and those that the lexicons of an alphabetic and a wide script build."""
    from suanli.reading.periods.lexicon import lexicon
    from suanli.reading.wording import page_words

    found: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for value in list(vars(module).values()):
            for pattern in inside(value):
                found.setdefault(
                    pattern.pattern if isinstance(pattern.pattern, str) else repr(pattern.pattern), pattern
                )
    for language in ("en", "zh"):  # the others are the same templates over other words
        for pattern in inside(tuple(page_words(language))):
            found.setdefault(pattern.pattern, pattern)
    for language in ("en", "zh"):
        for pattern in inside(tuple(lexicon(language))):
            found.setdefault(pattern.pattern, pattern)
    return found


def seconds(pattern: re.Pattern[Any], text: Any) -> float:
    start = time.process_time()  # a busy machine does not count
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - start


def superlinear(pattern: re.Pattern[Any]) -> list[str]:
    """The strings on which four times the text takes more than 2.5 squared times as long."""
    bad = []
    for seed in ADVERSARIAL:
        text = seed * (LONG // len(seed))
        data: Any = text.encode("utf-8") if isinstance(pattern.pattern, bytes) else text
        one = seconds(pattern, data[: LONG // 64])
        if one > 0.1:  # a tenth of a second for 1,500 characters needs no second measurement
            bad.append(f"{seed!r}: {one:.2f} s for {LONG // 64} characters")
            continue
        if one < QUICK:
            continue
        for size in (LONG // 16, LONG // 4):
            few, many = seconds(pattern, data[:size]), seconds(pattern, data[: 4 * size])
            for _ in range(4):
                if many <= BOUND * few:
                    break
                few, many = max(few, seconds(pattern, data[:size])), min(many, seconds(pattern, data[: 4 * size]))
            if many > BOUND * few:
                bad.append(f"{seed!r}: {many / few:.1f} times for four times the {size} characters")
                break
    return bad


def test_there_are_many() -> None:
    """The search finds the patterns (so that an empty test does not pass)."""
    assert len(patterns()) > 90


@pytest.mark.slow
def test_every_pattern_is_linear() -> None:
    """time(2n)/time(n) <= 2.5, measured over two doublings, on strings of up to 100,000 characters made to hurt."""
    slow = {text[:120]: bad for text, pattern in patterns().items() if (bad := superlinear(pattern))}
    assert not slow, "\n".join(f"{text}\n    {bad}" for text, bad in slow.items())
