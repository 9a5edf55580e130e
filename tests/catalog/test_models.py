"""The model files: shapes that add up, names that are found, sources for everything."""

from __future__ import annotations

import csv
from itertools import chain

import pytest

from suanli.catalog import models, serving_runs, training_runs
from suanli.catalog.loading import fold, spellings
from suanli.catalog.shapes import active_parameter_count, has_shape, parameter_count

SHAPED = [m.id for m in models.values() if has_shape(m) and m.params_b]


def test_at_least_65_models_have_full_shapes():
    """The catalog holds the shapes that planning needs, and names models without a public one."""
    assert len(SHAPED) >= 65
    for name in ("Doubao", "HunYuan-NLP 1T", "GPT-4"):
        assert not has_shape(models.find(name))


@pytest.mark.parametrize("name", SHAPED)
def test_the_shape_gives_the_published_count(name):
    """The count recomputed from the shape is within 3 % of the published one."""
    model = models[name]
    assert parameter_count(model) / 1e9 == pytest.approx(model.params_b, rel=0.03)


@pytest.mark.parametrize("name", [n for n in SHAPED if models[n].active_params_b])
def test_active_parameters_agree(name):
    """Weights met by one token agree with the published figure, with two, one or no embedding counted.

    Hybrid models within 25 %: their linear layers are counted as full attention.
    """
    model = models[name]
    slack = 0.25 if model.attention.startswith("hybrid") else 0.08
    table = model.vocab * model.hidden / 1e9
    counts = [active_parameter_count(model) / 1e9 - n * table for n in (0, 1, 2)]
    assert any(c == pytest.approx(model.active_params_b, rel=slack) for c in counts), counts


def test_every_model_of_the_measured_runs_is_found():
    """No measured run names a model that the catalog does not know."""
    names = {r["model"] for r in chain(training_runs(), serving_runs())}
    assert len(names) >= 90
    for name in names:
        models.find(name)


@pytest.mark.shared
def test_training_rows_have_the_catalogs_shape(shared):
    """A run's printed layers and width are those of the model its name finds, variants of a grid aside."""
    for row in csv.DictReader((shared / "facts" / "training_runs.csv").open(encoding="utf-8")):
        model = models.find(row["model"])
        if row["model"] == "GPT-1.7B" or row["model"].startswith(("BLOOM-tuning", "MPT-")):
            continue
        assert (model.layers, model.hidden) == (int(row["layers"]), int(row["hidden"])), row["model"]


def test_no_two_models_share_a_name():
    """A name finds one model only."""
    seen: dict[str, str] = {}
    for model in models.values():
        for word in {fold(w) for w in (model.id, *spellings(model))}:
            assert seen.setdefault(word, model.id) == model.id, word


def test_every_shape_has_a_source():
    """Each file names publisher and confidence of its shape."""
    for model in models.values():
        source = model.sources[model.source]
        assert source.publisher, model.id
        assert source.confidence in {"official", "datasheet", "paper", "press", "reported", "estimate", "memory"}
