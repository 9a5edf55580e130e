"""Policy: 10,000 random specs x all rules, against one second and against plain Python over one rule.

Run: python benchmarks/policy.py
"""

from __future__ import annotations

import datetime as dt
import time

import numpy as np

from suanli import catalog, policy
from suanli.policy.metrics import METRICS, Facts

SIZE = 10_000


def specs(seed: int) -> Facts:
    """Random figures beyond every threshold."""
    rng = np.random.default_rng(seed)
    tops = {
        "tpp": 30000,
        "density": 30,
        "io_bw": 2500,
        "link_bw": 2000,
        "dram_bw": 9000,
        "process_nm": 28,
        "launch_day": 20270101,
    }
    value = {n: rng.uniform(0, tops.get(n, 1), SIZE) for n in (*METRICS, "state_funded")}
    for name in ("datacenter", "memory_alone", "state_funded"):
        value[name] = np.round(value[name])
    value["bits_x_tops"], value["dram_io_sum"] = value["tpp"], value["dram_bw"] + value["io_bw"]
    return Facts(size=SIZE, low=value, high=value, names=[frozenset()] * SIZE, vendors=["nvidia"] * SIZE)


def plain(facts: Facts) -> int:
    """The rule of 2023 in a plain loop: the fastest one could write without arrays."""
    found = 0
    columns = (facts.low[n].tolist() for n in ("tpp", "density", "datacenter"))
    for tpp, pd, dc in zip(*columns, strict=True):
        if not dc and tpp < 4800:
            continue
        found += (
            tpp >= 4800 or (tpp >= 1600 and pd >= 5.92) or (tpp >= 2400 and pd >= 1.6) or (tpp >= 1600 and pd >= 3.2)
        )
    return found


def best(job) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    facts, rules = specs(0), policy.rulebook()
    deal = policy.deal_of(dt.date(2026, 2, 10), to="CN")
    every = best(lambda: [policy.evaluate(r, facts) for r in rules])
    judged = best(lambda: policy.classify(facts, deal, rules=rules))
    loop = best(lambda: plain(facts))
    cases = sum(len(r.cases) for r in rules)
    chips = catalog.chips.values()
    table = best(lambda: policy.classify(chips, deal, rules=rules))
    one = best(lambda: policy.check("h200_sxm_141", on=deal.on))
    print(
        f"{SIZE:,} specs x {len(rules)} rules ({cases} cases): {every:.3f} s, {every / 1.0:.3f} of the one-second goal"
    )
    print(f"with labels and overall words: {judged:.3f} s")
    print(
        f"one hand-written rule in a plain loop: {loop:.4f} s; all rules in arrays cost {every / loop:.1f} times that"
    )
    print(f"all {len(chips)} chips x rules of a day: {table * 1e3:.1f} ms; one explained verdict: {one * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
