"""Notebook reprs are small and safe; the example notebooks run and were run."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from threadpoolctl import threadpool_limits

import suanli
from suanli.display.notebook import LIMIT, html
from suanli.errors import Unknown
from suanli.terms import Fleet, FleetLine, Period, Spread

ROOT = Path(__file__).parent.parent.parent
BOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))


def fleet(lines: int, name: str = "ByteDance") -> Fleet:
    """A fleet of so many chip types."""
    spread = Spread(median=1e5, low50=8e4, high50=1.2e5, low80=6e4, high80=1.5e5, low90=5e4, high90=1.8e5, unit="chips")
    one = [
        FleetLine(chip=f"chip {i} {name}", chips=spread, usd=spread, h100e={"compute16": spread}, mw=spread)
        for i in range(lines)
    ]
    return Fleet(
        id="fleet-1",
        holder=name,
        on=dt.date(2026, 1, 1),
        as_of=None,
        lines=tuple(one),
        total=FleetLine(chip="total", chips=spread),
        assumptions=("x" * 5_000,) * 9,
    )


@pytest.mark.parametrize("lines", [1, 8, 200])
def test_a_fleet_of_any_size_is_small(lines) -> None:
    """A repr holds a chart and a table within 10 kB, also of a fleet with very many lines and very long notes."""
    made = fleet(lines)._repr_html_()
    assert made is not None
    assert "<svg" in made
    assert "<table" in made
    assert len(made.encode()) <= LIMIT == 10_000


def test_each_term_has_one() -> None:
    """Runs, verdicts and costs have a chart and a table; a term without a look is left to its text."""
    terms = (
        suanli.train("gpt-3-175b", chip="a800", count=1024)[0],
        suanli.serve("llama-3.1-70b", chip="h20", count=8)[0],
        suanli.check("h20", on=dt.date(2026, 1, 1)),
        suanli.cost("h100", on=dt.date(2026, 1, 1)),
    )
    for term in terms:
        drawn = term.chart()
        assert ET.fromstring(drawn.svg).tag.endswith("svg")
        assert drawn._repr_svg_() == drawn.svg
        made = html(term)
        assert "<svg" in made
        assert "<table" in made
        assert len(made.encode()) <= LIMIT
    assert Period()._repr_html_() is None


def test_names_do_not_run() -> None:
    """A name with markup is shown as text."""
    made = fleet(2, name="<script>planted()</script><img src=x onerror=planted()>")._repr_html_()
    assert "<script" not in made
    assert "<img" not in made


@pytest.mark.parametrize("place", BOOKS, ids=lambda p: p.stem)
def test_notebooks_run_and_were_run(place) -> None:
    """Every cell runs from the repository's root; each stored output is there and each repr is small."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "examples" / "notebooks" / "run.py")
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    stored = json.loads(place.read_text(encoding="utf-8"))
    was = os.getcwd()
    os.chdir(ROOT)
    try:
        with threadpool_limits(1, user_api="blas"):
            fresh = runner.run(place)
    finally:
        os.chdir(was)
    for old, new in zip(stored["cells"], fresh["cells"], strict=True):
        assert [o["output_type"] for o in old.get("outputs", [])] == [o["output_type"] for o in new.get("outputs", [])]
        for output in new.get("outputs", []):
            assert len("".join(output.get("data", {}).get("text/html", []))) <= LIMIT


def test_there_are_three_notebooks() -> None:
    """Read and estimate; train and serve; rules and costs."""
    assert len(BOOKS) == 3


def test_a_chart_can_be_saved_and_not_every_term_has_one(tmp_path) -> None:
    """`chart().save` writes the SVG; a term without a chart says so."""
    place = fleet(3).chart().save(tmp_path / "fleet.svg")
    assert place.read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(Unknown, match="has no chart"):
        Period(since=dt.date(2024, 1, 1)).chart()
