"""The five real articles and the gold corpus: held-out stories, and what the whole pipeline makes of them."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from pathlib import Path

import pytest

from suanli.fleets import believe, fleet_of
from suanli.fleets.calibration import calibrate, hold_out
from suanli.fleets.clashes import clashes


def gold():
    spec = importlib.util.spec_from_file_location("goldclaims", Path(__file__).with_name("goldclaims.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
@pytest.mark.slow
def test_held_out_stories_of_the_articles(shared):
    """Each article's claims predicted from the others: 80 to 95 % of the quantified ones inside 90 %."""
    records = hold_out(gold().seeds(shared), on=dt.date(2025, 12, 31))
    assert records[-1]["stories"] == 4
    assert 80 <= records[-1]["coverage"] <= 95, [r for r in records[:-1] if not r["inside90"]]


@pytest.mark.shared
def test_the_articles_make_fleets(shared):
    """ByteDance by the end of 2025 out of the five articles alone: roots are four, A100 in the tens of thousands."""
    b = believe(gold().seeds(shared), on=dt.date(2025, 12, 31))
    assert len({f.story for f in b.facts}) == 4
    fleet = fleet_of(b, "bytedance", on=dt.date(2025, 12, 31))
    lines = {line.chip: line for line in fleet.lines}
    assert lines["A100"].chips.low90 > 8_000
    assert 1e5 < lines["H20"].chips.median < 1.1e6
    assert not lines["H20"].prior_only
    assert "conflict" not in [c["kind"] for c in clashes(b.posterior, b.readings, b.facts) if "100000" in c["says"]]


@pytest.mark.shared
def test_the_pipeline_from_files(shared, suanli, tmp_path):
    """`add` on the five files, then `estimate`: a fleet with claims behind it, alarms and contradictions as data."""
    env = {"SUANLI_LEDGER": str(tmp_path / "l.db"), "OPENBLAS_NUM_THREADS": "1"}
    assert suanli("add", shared / "articles", env=env).returncode == 0
    done = suanli("estimate", "bytedance", "--on", "2025-06-30", "--json", env=env)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    h20 = next(line for line in data["lines"] if line["chip"] == "H20")
    assert h20["claims"]
    assert any(a["kind"] == "supply" for a in data["alarms"])
    assert data["stories"] >= 3


def test_simulated_worlds_in_short():
    """Fifteen worlds: the 80 % intervals of all figures cover 80 % within sampling error (200 worlds: within 3 points)."""
    record = next(r for r in calibrate(worlds=15, seed=3) if r["family"].endswith("all") and r["level"] == 80)
    assert abs(record["coverage"] - 80) < 3 + 2.5 * record["error"]
