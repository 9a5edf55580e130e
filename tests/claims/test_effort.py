"""What reading costs, in calls of Python: the same on every machine, so that a dear rule shows as a failing test."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

import pytest

from suanli import extract, read

GATE = Path(__file__).parents[1] / "gate"
MOST = 1960  # calls a claim; about 1,910 now, 110 of them for how sure it is


def calls(work) -> int:
    """The calls that some work makes, of functions in Python and in C."""
    profile = cProfile.Profile()
    try:
        profile.enable()
    except ValueError:
        pytest.skip("another profiler is at work")
    work()
    profile.disable()
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined]


def test_calls_a_claim():
    """On the second and third set, in twelve languages; a rule worth more may raise the limit, in sight of all."""
    documents = [read(p) for name in ("second", "third") for p in sorted((GATE / name / "corpus").glob("*.txt"))]
    claims = sum(len(extract(d).claims) for d in documents)  # word lists and tables are built here
    spent = calls(lambda: [extract(d) for d in documents])
    assert spent / claims < MOST, f"{spent / claims:.0f} calls a claim"


def test_calls_grow_with_the_text():
    """Twice the text costs twice the calls: what is looked for once is looked for once, nothing is quadratic."""
    text = read(min((GATE / "third" / "corpus").glob("*_en*.txt")))
    once, twice = (text.text * n for n in (8, 16))
    made = [type(text)(id="t", name="t", sha256="", original=t, text=t, language="en") for t in (once, twice)]
    for document in made:
        extract(document)
    first, second = (calls(lambda d=d: extract(d)) for d in made)
    assert second < 2.3 * first
