"""Every compiled pattern of the program takes time in proportion to its text, whatever the text."""

from __future__ import annotations

import ast
import math
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.reading.hurting import looped, strings

import suanli
from suanli import catalog

Patterns = dict[tuple[Any, int], tuple[re.Pattern[Any], str]]
SIZES = (16, 20, 24, 32, 64, 256, 1024, 4096)  # small ones first: what explodes is stopped there
TOO_LONG = 20e-6  # seconds a character: no pattern that is linear comes near
LONG = 100_000
ANCHORED = {"escape", "match", "fullmatch"}  # calls that try one place, of a name or a cell
DOUBT = 150e-9  # seconds a character: the square of 4,096 at the fastest loop of `re` takes three times longer


def modules() -> Iterator[Any]:
    """All modules of the program that can be imported here."""
    for found in pkgutil.walk_packages(suanli.__path__, "suanli."):
        if found.name.endswith("__main__") or ".versions." in found.name or found.name.endswith(".env"):
            continue
        try:
            yield import_module(found.name)
        except ImportError:  # an extra that is not installed
            continue


def inside(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value: itself, in containers, in what an object of the program keeps."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 6 and isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from inside(part, depth + 1)
    elif depth < 6 and isinstance(value, dict):
        for part in value.values():
            yield from inside(part, depth + 1)
    elif depth < 6 and type(value).__module__.startswith("suanli.") and hasattr(value, "__dict__"):
        yield from inside(vars(value), depth + 1)


def spoken() -> Iterator[tuple[str, Any]]:
    """What the rooms build per language, by the name of the language."""
    from suanli.claims import lexicon as claims
    from suanli.reading.periods.lexicon import lexicon
    from suanli.reading.wording import page_words

    for language in sorted({*catalog.calendars, *catalog.pages, *catalog.languages}):
        words = claims.lexicon(language)
        yield language, (tuple(lexicon(language)), tuple(page_words(language)), words.glue(), words)


def written(path: Path) -> Iterator[re.Pattern[str]]:
    """The patterns that calls such as ``re.search("...", text)`` look for; a word stands for what is filled in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        first = node.args[0]
        parts = first.values if isinstance(first, ast.JoinedStr) else [first]
        text = "".join(str(p.value) if isinstance(p, ast.Constant) else "ab" for p in parts)
        if isinstance(first, ast.JoinedStr | ast.Constant) and node.func.attr not in ANCHORED:
            call = ast.unparse(node)
            yield re.compile(text, sum(f for f in re.RegexFlag if f"re.{f.name}" in call))


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Patterns and where they were found: module globals, what languages build, and calls in the code."""
    found: Patterns = {}

    def add(value: Any, where: str) -> None:
        for pattern in inside(value):
            found.setdefault((pattern.pattern, pattern.flags), (pattern, where))

    for module in modules():
        add(list(vars(module).values()), module.__name__)
    for language, value in spoken():
        add(value, language)
    root = Path(suanli.__file__).parent
    for path in sorted(root.rglob("*.py")):
        add(list(written(path)), str(path.relative_to(root)))
    return found


def seconds(pattern: re.Pattern[Any], data: Any) -> float:
    start = time.process_time()  # a busy machine does not count
    for _ in pattern.finditer(data):
        pass
    return time.process_time() - start


def superlinear(pattern: re.Pattern[Any], seed: tuple[str, str], small: int, large: int) -> bool:
    """Whether a longer text takes more than 2.5 times as long for each doubling: the best of five."""
    allowed = 2.5 ** math.log2(large / small)
    short, long = laid(seed, pattern, small), laid(seed, pattern, large)
    few, many = seconds(pattern, short), seconds(pattern, long)
    for _ in range(4):
        if many <= allowed * few:
            return False
        few, many = max(few, seconds(pattern, short)), min(many, seconds(pattern, long))
    return many > allowed * few


def laid(seed: tuple[str, str], pattern: re.Pattern[Any], size: int) -> Any:
    """The head once, the pump over and over, and at the size given something that ends no match."""
    head, pump = seed
    text = (head + pump * (size // len(pump) + 1))[: size - 1] + "\x00"
    return text.encode("utf-8") if isinstance(pattern.pattern, bytes) else text


def worse(pattern: re.Pattern[Any], seed: tuple[str, str]) -> str:
    """What is wrong, for a string on which the pattern looked slow: a loop that is bounded levels off by a few thousand."""
    if superlinear(pattern, seed, LONG // 16, LONG // 4):
        return f"{seed!r}: more than its share between {LONG // 16} and {LONG // 4} characters"
    data = laid(seed, pattern, LONG)
    if min(seconds(pattern, data) for _ in range(2)) > TOO_LONG * LONG:
        return f"{seed!r}: more than {TOO_LONG * LONG:.0f} s for {LONG} characters"
    return ""


def verdict(pattern: re.Pattern[Any]) -> str:
    """The string on which the pattern takes more than its share of time, or nothing."""
    slowest, worst = 0.0, ("", "a")
    for seed in strings(pattern):
        for size in SIZES:
            took = seconds(pattern, data := laid(seed, pattern, size))
            if took > 0.002 + TOO_LONG * size and min(seconds(pattern, data) for _ in range(3)) > TOO_LONG * size:
                return f"{seed!r}: more than {TOO_LONG * size:.4f} s for {size} characters"
        if (
            took > DOUBT * SIZES[-1]
            and superlinear(pattern, seed, SIZES[-1] // 4, SIZES[-1])
            and (bad := worse(pattern, seed))
        ):
            return bad
        if took > slowest:
            slowest, worst = took, seed
    if looped(pattern) and superlinear(pattern, worst, SIZES[-1], LONG):
        return worse(pattern, worst) or f"{worst!r}: more than its share at {LONG} characters"
    return ""


def test_there_are_many() -> None:
    """The search finds the patterns of every room (so that an empty test does not pass)."""
    found = patterns()
    assert len(found) > 280
    assert {where.split(".")[1] for _, where in found.values() if where.startswith("suanli.")} >= {
        "catalog", "reading", "claims", "ledger", "performance", "policy",
    }  # fmt: skip


@pytest.mark.slow
def test_every_pattern_is_linear() -> None:
    """time(2n)/time(n) <= 2.5 on strings of up to 100,000 characters made out of each pattern to hurt it."""
    bad = {p.pattern: f"{where}: {said}" for p, where in patterns().values() if (said := verdict(p))}
    assert not bad, "\n".join(f"{str(text)[:160]}\n    {said}" for text, said in bad.items())


@pytest.mark.parametrize(
    "text",
    [r"(\d+[,.]?)+\s*(?:万|GPUs)", r"\s*x?\s*-", r"[a-z]+\d", r"<a[^>]*>", r"(?:a|aa)+$", r"\d+[.,]\d+x"],
)
def test_patterns_known_to_be_bad_are_told(text: str) -> None:
    """The strings made of a pattern do hurt it: patterns that take the square or worse are found out."""
    assert verdict(re.compile(text)), text
