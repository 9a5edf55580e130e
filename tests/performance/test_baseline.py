"""The baseline beside our errors: a constant utilisation, exact where utilisation is constant."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import suanli as library
from suanli.catalog import training_runs
from suanli.performance.baseline import constant_seconds
from suanli.performance.dials import theta
from suanli.performance.filling import fill
from suanli.performance.rows import read_case


@pytest.fixture(scope="module")
def cases():
    """Dense runs of three families of the shipped table, read and filled."""
    families = ("megatron_a100", "bloom_a100", "nemo_h100")
    found = [read_case(r) for r in training_runs() if r["family"] in families]
    fill(found, theta())
    return found


def ideal(case):
    """Seconds at a utilisation of one half, in plain floats."""
    again = 4 / 3 if case.recompute == "full" else 1.0
    tokens = case.seq * case.batch
    return 2 * again * tokens * float(case.shape.token_flops(case.seq)) / case.chips / float(case.machine.flops16)


def test_exact_where_utilisation_is_constant(cases):
    """Runs that all reach one half of the peak are predicted to the last digit, whatever their size."""
    took = {c.id: ideal(c) for c in cases}
    assert constant_seconds(cases, cases, took) == pytest.approx(np.array([took[c.id] for c in cases]), rel=1e-12)


def test_own_family_is_left_out(cases):
    """Twice the time of one family changes the guesses of the others, never its own."""
    took = {c.id: ideal(c) for c in cases}
    slower = {c.id: took[c.id] * (2 if c.family == "bloom_a100" else 1) for c in cases}
    before, after = constant_seconds(cases, cases, took), constant_seconds(cases, cases, slower)
    own = np.array([c.family == "bloom_a100" for c in cases])
    assert (before[own] == after[own]).all()
    assert (before[~own] != after[~own]).any()


def test_one_family_alone_has_nothing_to_go_by(cases):
    """Nothing of other families is a named error, not a guess."""
    alone = [c for c in cases if c.family == "nemo_h100"]
    with pytest.raises(ValueError, match="no measured runs of other families"):
        constant_seconds(alone, alone, {c.id: ideal(c) for c in alone})


def test_validate_shows_it_beside_our_errors():
    """Over held-out families the shipped runs err by a fifth at a constant utilisation, by 5 % as fitted."""
    found = library.validate().overall
    assert 0.15 <= found.constant <= 0.30
    assert found.median < found.constant / 3


def test_a_table_of_ones_own_has_it_too(tmp_path):
    """Any CSV of that form gets the column: here rows of the shipped table under a family of their own."""
    rows = [dict(r) | {"family": "mine"} for r in training_runs() if r["family"] == "nemo_h100"]
    place = tmp_path / "runs.csv"
    with place.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, rows[0])
        table.writeheader()
        table.writerows(rows)
    found = library.validate(place)
    assert [f.family for f in found.families] == ["mine"]
    assert 0 < found.families[0].constant < 0.3
