"""The fit: it finds constants that made the data, and writes a file the catalog can read."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from suanli.catalog import training_runs
from suanli.catalog.forms import Constants
from suanli.catalog.loading import read_form
from suanli.errors import Unreadable
from suanli.performance.dials import priors
from suanli.performance.filling import fill
from suanli.performance.fitting import families_weight, fit, predict, values_of
from suanli.performance.refitting import refit
from suanli.performance.rows import batch_job, read_case


@pytest.fixture(scope="module")
def some():
    """Every eighth shipped row as a job, with years and families."""
    rows = [r for r in training_runs() if r["scoreable"] == "full"][::8]
    cases = [read_case(r) for r in rows]
    start = values_of(tuple(priors()), np.zeros(len(priors())))
    fill(cases, start)
    return batch_job(cases, start), np.array([c.year for c in cases]), [c.family for c in cases]


def test_made_up_constants_are_found(some):
    """Rows generated from shifted constants are predicted better after the fit than before, nearly exactly."""
    job, years, families = some
    names = tuple(priors())
    truth = np.zeros(len(names))
    for name, score in (("gemm_ceiling", -1.0), ("traffic@2021", 1.0), ("tp_exposed@2023", -1.0), ("hbm", 0.7)):
        truth[names.index(name)] = score
    made = predict(job, years, values_of(names, truth))
    before = np.abs(np.log(predict(job, years, values_of(names, np.zeros(len(names)))) / made))
    found = fit(job, years, made, families_weight(families))
    assert np.mean(np.abs(found.errors)) < 0.35 * np.mean(before)
    assert np.mean(np.abs(found.errors)) < 0.015


def test_one_wild_row_moves_little(some):
    """The loss is robust: one row ten times too slow moves the mean prediction by under 3 %."""
    job, years, families = some
    names = tuple(priors())
    made = predict(job, years, values_of(names, np.zeros(len(names))))
    wild = made.copy()
    wild[3] *= 10
    found = fit(job, years, wild, families_weight(families))
    moved = np.log(predict(job, years, values_of(names, found.scores)) / made)
    assert np.mean(np.abs(np.delete(moved, 3))) < 0.03


def test_family_weights():
    """Forty rows of one family weigh little more than ten of another."""
    weight = families_weight(["a"] * 40 + ["b"] * 10)
    assert weight[:40].sum() / weight[40:].sum() < 1.7


def test_refit_writes_a_catalog_file(tmp_path):
    """The written file is a valid constants form with values, covariance, scatter and errors."""
    rows = [r for r in training_runs() if r["family"] in {"vtrain_a100_single", "nemo_h100", "simumax_b200"}][::3]
    path = tmp_path / "training.toml"
    refit(rows, path, on=dt.date(2026, 1, 2))
    form = read_form(path, Constants)
    assert form.fitted == dt.date(2026, 1, 2)
    assert set(form.values) == set(priors())
    parts = {"scatter", "novelty", "open", "foreign", "coverage", "known", "held_out", "calibration", "held_out_family"}
    assert set(form.errors) == parts
    assert set(form.errors["held_out_family"]) == {"vtrain_a100_single", "nemo_h100", "simumax_b200"}
    with pytest.raises(Unreadable, match="too few"):
        refit(rows[:5], path)
