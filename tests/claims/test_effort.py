"""What reading costs, in calls of Python: the same on every machine, so that a dear rule shows as a failing test."""

from __future__ import annotations

import cProfile
import json
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


RECORD = {"holder": "Meta", "chip": "H100", "count": 24_000, "note": "ordered from Nvidia for $1.2 billion"}
SHAPES = {
    "one line of JSON": lambda n: json.dumps([RECORD] * n),
    "speech without marks": lambda n: "Meta will buy 24,000 H100 GPUs from Nvidia for $1.2 billion said Reuters " * n,
    "no spaces": lambda n: "阿里巴巴订购了2万块H20芯片总价约12亿元" * n,
    "short lines": lambda n: "Meta\n300\nH100\n1,000 GPUs\n$4bn\n" * n,
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_calls_grow_with_what_has_no_sentences(shape: str, tmp_path: Path):
    """A line without a full stop costs no more a character when it is four times as long."""
    spent, claims = [], []
    for times in (60, 60, 240):  # once to warm
        path = tmp_path / f"{times}.txt"
        path.write_text(SHAPES[shape](times), "utf-8")
        document = read(path)
        spent.append(calls(lambda d=document: claims.append(len(extract(d).claims))))
    assert claims[-1] > claims[0] > 0
    assert spent[-1] < 4.8 * spent[1]
