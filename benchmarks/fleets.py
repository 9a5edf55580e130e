"""Fleets: time and memory of a posterior, how they grow with claims and holders, against plain importance sampling.

Run: ``PYTHONPATH=src python benchmarks/fleets.py``. The limit beside the time is that of the issue (10 s, 1 GB on
two cores for 30 holders x 12 chips x 20 quarters x 500 claims); the peer is importance sampling from the prior
with the same readings, whose effective size is what 30,000 draws leave of it.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time

import msgspec
import numpy as np

from suanli.fleets.belief import as_arrays, places, read_facts
from suanli.fleets.calendar import held
from suanli.fleets.energy import Energy
from suanli.fleets.sampling import sample
from suanli.fleets.stories import gather
from suanli.fleets.supply import supply_series
from suanli.fleets.world import build_world
from suanli.terms import Claim, Period, Quantity, Quote

HOLDERS = 30
CHIPS = 12
DAY = dt.timedelta(days=1)
NAMED = (
    "bytedance",
    "alibaba",
    "tencent",
    "baidu",
    "kuaishou",
    "meituan",
    "huawei",
    "iflytek",
    "deepseek",
    "sensetime",
)


def claims_of(count, world, seed=0):
    """`count` reports of stocks and orders near one hidden truth (log spread 0.3), each its own story."""
    rng = np.random.default_rng(seed)
    where = places(world)
    hidden = world.forward(rng.standard_normal((world.size, 1)).astype(np.float32))
    truth = np.concatenate([hidden.delivered[:, 0], hidden.supplied[:, 0]])
    found = []
    for n in range(count):
        who = tuple(rng.choice(world.holders, size=1 if rng.uniform() < 0.8 else 4, replace=False).tolist())
        chip = str(rng.choice([s.id for s in world.series]))
        day = dt.date(2025, int(rng.integers(1, 12)), 15)
        columns = where.columns(who, [chip], lambda lot, _, day=day: held(lot, day))
        so = sum(float(truth[c]) * w for c, w in columns.items())
        value = max(round(so * np.exp(rng.normal(0, 0.3))), 1) + n / 1000  # no two alike
        found.append(
            Claim(
                id=f"c-{n}", doc_id=f"d-{n}", kind="stock", actors=who, chips=(chip,), status="held",
                stance=str(rng.choice(["reported", "estimated"])),
                quantity=Quantity(measure="chips", low=value, high=value, unit="chips", bound="about"),
                period=Period(since=day, until=day + DAY), published=Period(since=day + 20 * DAY, until=day + 21 * DAY),
                evidence=Quote(start=0, end=1, text=str(n)), actor_mode="joint" if len(who) > 1 else "single",
            )
        )  # fmt: skip
    return found


def world_of():
    """30 holders, 12 chips, 2021-2025 (20 quarters)."""
    names = [*NAMED, *(f"holder{n}" for n in range(HOLDERS - len(NAMED)))]
    keep = [s for s in supply_series(2025) if any(lot.china > 0.01 for lot in s.lots)][:CHIPS]
    cut = [msgspec.structs.replace(s, lots=tuple(one for one in s.lots if one.year > 2020)) for s in keep]
    return build_world(tuple(s for s in cut if s.lots), names)


def measure(count):
    """((seconds of stories, of sampling, processor seconds of both), posterior, readings, world)."""
    world = world_of()
    claims = claims_of(count, world)
    start, used = time.perf_counter(), time.process_time()
    facts = gather(claims).facts
    readings, _ = read_facts(facts, world)
    mid = time.perf_counter()
    posterior = sample(world, as_arrays(readings, world))
    end, spent = time.perf_counter(), time.process_time() - used
    return (mid - start, end - mid, spent), posterior, readings, world


def importance(world, readings, seconds):
    """Effective size that importance sampling from the prior reaches in the same time."""
    arrays, rng = as_arrays(readings, world), np.random.default_rng(0)
    model = Energy(world, arrays)
    log, start = [], time.perf_counter()
    while time.perf_counter() - start < seconds:
        z = rng.standard_normal((model.size, 256), dtype=np.float32)
        log.append(arrays.log_likelihood(model.quantities(z))[0].sum(axis=0))
    all_of = np.concatenate(log).astype(float)
    w = np.exp(all_of - all_of.max())
    return w.sum() ** 2 / (w**2).sum(), len(all_of)


def main():
    times = {}
    for count in (125, 250, 500, 1000):
        (gathering, sampling, spent), posterior, readings, world = measure(count)
        times[count] = spent
        size = posterior.diagnostics
        print(
            f"{count:5d} claims, {len(world.holders)} holders, {len(world.series)} chips, {world.cells} holder-chip-years: "
            f"stories {gathering:.2f} s, posterior {sampling:.2f} s ({spent:.2f} processor s), effective size {size['ess']:.0f}, R-hat {size['rhat']:.3f}"
        )
        if count == 500:
            kept = (sampling, readings, world)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"500 claims: {times[500]:.2f} processor s of 10 s allowed (20 on two cores); peak memory {peak:.2f} GB of 1 GB (all runs in one process)"
    )
    print(f"growth: processor time x{times[1000] / times[250]:.2f} for 4 times the claims (linear would be x4)")
    ess, draws = importance(kept[2], kept[1], kept[0])
    print(f"importance sampling from the prior in the same time: effective size {ess:.1f} of {draws:,} draws")
    return 0


if __name__ == "__main__":
    sys.exit(main())
