"""The sampler: right slopes, right posteriors, honest diagnostics."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suanli.fleets import sampling
from suanli.fleets.energy import Energy
from suanli.fleets.likelihood import Readings, Sums
from suanli.fleets.sampling import effective_size, sample, trusted
from suanli.fleets.supply import supply_series
from suanli.fleets.world import build_world


@pytest.fixture(scope="module")
def world():
    series = tuple(s for s in supply_series(2024) if s.id in ("A100", "A800", "H20"))
    return build_world(series, ["bytedance", "tencent"])


def readings(world, rows, low, high=None, spread=0.2, doubt=0.0, under=()):
    n = len(rows)
    low = np.log(np.array(low, dtype=np.float32))
    wide = np.full(n, spread, dtype=np.float32)
    return Readings(
        sums=Sums.of(rows),
        under=Sums.of([u for _, u in under]),
        under_rows=np.array([i for i, _ in under], dtype=np.intp),
        low=low,
        high=low if high is None else np.log(np.array(high, dtype=np.float32)),
        s_low=wide,
        s_high=wide,
        votes=np.ones(n, dtype=np.float32),
        doubt=np.full(n, doubt, dtype=np.float32),
    )


def own(world, holder, money=False):
    shift = world.cells + world.groups if money else 0
    return {int(c) + shift: 1.0 for c in np.flatnonzero(world.cell_holder == world.holders.index(holder))}


def test_the_slope_is_the_slope_of_the_energy(world):
    """Gradient against central differences in double precision, money and ratios among the readings."""
    both = [own(world, "bytedance"), own(world, "tencent", money=True), own(world, "tencent")]
    r = readings(world, both, [1e5, 1e9, 0.5], doubt=0.3, under=[(2, own(world, "bytedance"))])
    model = Energy(world, r)
    z = np.random.default_rng(1).standard_normal((model.size, 1)) * 0.4
    _, slope = model.at(z)
    for at in range(0, model.size, 5):
        up, down = z.copy(), z.copy()
        up[at] += 1e-4
        down[at] -= 1e-4
        rise = (model.at(up)[0] - model.at(down)[0]) / 2e-4
        assert rise[0] == pytest.approx(slope[at, 0], abs=2e-3)


def test_a_sharp_reading_is_met(world):
    """A figure told to a hundredth: the posterior of the sum is there, whatever the prior said."""
    r = readings(world, [own(world, "bytedance")], [1.5e5], spread=0.01)
    middle = np.percentile(np.exp(sample(world, r, seed=1).g[0]), [5, 50, 95])
    assert middle[1] == pytest.approx(1.5e5, rel=0.01)
    assert middle[2] / middle[0] < 1.1


def test_against_importance_sampling(world):
    """Mean and spread of the posterior agree with weighted draws of the prior, within their errors."""
    r = readings(world, [own(world, "bytedance"), own(world, "tencent")], [2e5, 5e4], spread=0.3)
    hmc = sample(world, r, seed=3).g
    rng, model = np.random.default_rng(9), Energy(world, r)
    flat, weight = [], []
    for _ in range(10):
        g = model.quantities(rng.standard_normal((model.size, 20_000)).astype(np.float32))
        flat.append(g)
        weight.append(r.log_likelihood(g)[0].sum(axis=0))
    g, log = np.concatenate(flat, axis=1), np.concatenate(weight)
    w = np.exp(log - log.max())
    w /= w.sum()
    for k in range(2):
        mean = float(w @ g[k])
        sd = math.sqrt(float(w @ (g[k] - mean) ** 2))
        assert hmc[k].mean() == pytest.approx(mean, abs=0.12 * sd)
        assert hmc[k].std() == pytest.approx(sd, rel=0.12)


def test_same_seed_same_draws(world):
    """Draws are a function of the readings and the seed."""
    r = readings(world, [own(world, "bytedance")], [1.5e5])
    assert np.array_equal(sample(world, r, seed=4).g, sample(world, r, seed=4).g)
    assert not np.array_equal(sample(world, r, seed=4).g, sample(world, r, seed=5).g)


def test_stuck_chains_are_not_trusted():
    """Draws that never mix have no effective size; independent ones have all of it."""
    rng = np.random.default_rng(0)
    free = rng.lognormal(size=sampling.CHAINS * 32)
    stuck = np.repeat(rng.lognormal(size=sampling.CHAINS), 32)
    assert trusted(free)[0]
    assert not trusted(stuck)[0]
    assert effective_size(rng.standard_normal((64, 64)))[0] > 2000


@given(
    low=st.floats(-3, 3),
    width=st.floats(0, 2),
    below=st.floats(0.02, 1),
    above=st.floats(0.02, 1),
    doubt=st.floats(0, 0.9),
)
@settings(max_examples=25, deadline=None)
def test_the_likelihood_is_a_density(low, width, below, above, doubt):
    """Over all figures that could be said it integrates to one (but for the flat part of a doubt), top on the plateau."""
    grid = np.linspace(-60, 60, 24_001, dtype=np.float64)
    r = Readings(
        sums=Sums.of([{0: 1.0}]), under=Sums.of([]), under_rows=np.array([], dtype=np.intp),
        low=np.array([low]), high=np.array([low + width]), s_low=np.array([below]), s_high=np.array([above]),
        votes=np.ones(1), doubt=np.zeros(1),
    )  # fmt: skip
    log = r.log_likelihood(grid[None, :])[0][0]
    assert np.trapezoid(np.exp(log), grid) == pytest.approx(1.0, abs=0.02)
    top = r.log_likelihood(np.array([[low + width / 2]]))[0][0, 0]
    assert top - 0.05 <= log.max() <= top + 1e-9  # the grid may miss the plateau


def test_what_no_reading_reaches_keeps_the_prior(world):
    """The walked part gives the same figures as the whole world; the rest is drawn anew, free of the readings."""
    chosen = {c: 1.0 for c in own(world, "bytedance") if world.lots[world.cell_group[c]][1] == 1}
    r = readings(world, [chosen], [2e5], spread=0.1)
    model = Energy(world, r)
    assert model.size < world.size
    z = np.random.default_rng(2).standard_normal((model.size, 500), dtype=np.float32)
    whole = model.filled(z, np.random.default_rng(3))
    flow = world.forward(whole).delivered
    assert np.allclose(np.log(flow[list(chosen)].sum(axis=0)), model.quantities(z)[0], atol=1e-4)
    unreached = np.delete(whole, model.rows, axis=0)
    assert unreached.mean() == pytest.approx(0, abs=0.02)
    assert unreached.std() == pytest.approx(1, abs=0.02)


def test_sums_move_to_other_columns():
    """Sums over other columns: numbered anew, they weigh the same."""
    sums = Sums.of([{3: 2.0, 5: 1.0}, {5: 4.0}])
    moved = sums.among(np.array([9, 9, 9, 1, 9, 0]))
    values = np.array([[10.0], [7.0]], dtype=np.float32)
    assert moved.forward(values).tolist() == [[24.0], [40.0]]
    assert moved.backward(np.ones((2, 1), dtype=np.float32), 2).tolist() == [[5.0], [2.0]]
