"""Training: error against a PyPI peer and a constant utilisation on the same rows, speed, search, memory.

Run: python benchmarks/training.py   (the peer is `pip install llm-analysis`; without it its lines are left out)
All ratios are of one run on one machine. Peer and baseline get one factor each, fitted without the family at hand,
as our held-out figures are.
"""

from __future__ import annotations

import contextlib
import io
import logging
import resource
import time

import numpy as np

from suanli.catalog import constants, models, training_runs
from suanli.performance.dials import theta
from suanli.performance.filling import fill
from suanli.performance.machine import machine_of
from suanli.performance.rows import batch_job, read_case, value
from suanli.performance.search import Space, grid, search
from suanli.performance.shapes import shape_of
from suanli.performance.step import step_time
from suanli.performance.training import job_for, work_of
from suanli.performance.validation import measured_step, predict_training, spearman

GPUS = {"A100-80GB": "a100-sxm-80gb", "A100-40GB": "a100-sxm-40gb", "H100": "h100-sxm-80gb"}


def peer_seconds(row):
    """Seconds a step by llm-analysis at flops_efficiency 1; None for rows it has no inputs for."""
    from llm_analysis import analysis, config

    names = ("tp", "pp", "dp", "micro_batch", "global_batch", "layers", "hidden", "heads", "vocab", "seq_len")
    n = {k: value(row, k) for k in names}
    if any(n[k] is None for k in names) or row["chip"] not in GPUS or row["experts"] or "fp8" in str(row["precision"]):
        return None
    n = {k: int(v) for k, v in n.items()}
    if n["heads"] and int(value(row, "ffn_hidden") or 0) % n["hidden"]:
        return None  # it asserts that the inner width is a multiple of the hidden one
    shape = config.ModelConfig(
        name="row",
        num_layers=n["layers"],
        n_head=n["heads"],
        hidden_dim=n["hidden"],
        vocab_size=n["vocab"],
        max_seq_len=n["seq_len"],
        num_key_value_heads=int(value(row, "kv_heads") or n["heads"]),
        ffn_embed_dim=int(value(row, "ffn_hidden") or 4 * n["hidden"]),
    )
    cut = config.ParallelismConfig(tp_size=n["tp"], pp_size=n["pp"], dp_size=n["dp"], sp_size=1)
    zero = {0: "NONE", 1: "STAGE_1", 2: "STAGE_2", 3: "STAGE_3"}[int(value(row, "zero_stage") or 0)]
    again = "FULL" if row["recompute"] == "full" else "NONE"
    tool = analysis.LLMAnalysis(
        shape,
        config.get_gpu_config_by_name(GPUS[row["chip"]]),
        config.get_dtype_config_by_name("w16a16e16"),
        cut,
        flops_efficiency=1.0,
        hbm_memory_efficiency=0.8,
    )
    steps = max(1, n["global_batch"] // (n["dp"] * n["micro_batch"]))
    found = tool.training(
        batch_size_per_gpu=n["micro_batch"],
        gradient_accumulation_steps=steps,
        global_batch_size=n["micro_batch"] * n["dp"] * steps,
        seq_len=n["seq_len"],
        activation_recomputation=getattr(analysis.ActivationRecomputation, again),
        ds_zero=getattr(analysis.DSZeRO, zero),
        flash_attn=row["flash_attention"] == "yes",
    )
    return found["latency_per_iter"]


def held_out(guess, real, families):
    """|error| of guesses times one factor, the median ratio of the other families."""
    families = np.array(families)
    errors = np.zeros(len(real))
    for family in dict.fromkeys(families.tolist()):
        out = families == family
        errors[out] = guess[out] * np.median(real[~out] / guess[~out]) / real[out] - 1
    return np.abs(errors)


def macro(errors, families):
    families = np.array(families)
    return float(np.mean([np.median(errors[families == f]) for f in dict.fromkeys(families.tolist())]))


def baseline(cases):
    """Seconds at a constant utilisation of the peak, model FLOPs with attention in full."""
    return np.array(
        [
            float(c.shape.token_flops(c.seq))
            * c.seq
            * (c.batch or 1)
            / c.chips
            / float(c.machine.flops16)
            * (4 / 3 if c.recompute == "full" else 1)
            for c in cases
        ]
    )


def grouped(rows, guess, real):
    """|error| of a median utilisation per chip, precision, dense or sparse and recomputation, in sample."""
    keys = np.array([f"{r['chip']}|{r['precision']}|{bool(r['experts'])}|{r['recompute']}" for r in rows])
    wrong = np.zeros(len(real))
    for key in dict.fromkeys(keys.tolist()):
        here = keys == key
        wrong[here] = guess[here] * np.median(real[here] / guess[here]) / real[here] - 1
    return np.abs(wrong)


def errors():
    rows = [dict(r) for r in training_runs() if measured_step(r) and value(r, "tp") and value(r, "global_batch")]
    cases = [read_case(r) for r in rows]
    fill(cases, theta())
    real = np.array([measured_step(r) for r in rows])
    families = [r["family"] for r in rows]
    flat = held_out(baseline(cases), real, families)
    ours = constants["training"].errors["held_out_family"]
    best = grouped(rows, baseline(cases), real)
    print(f"rows {len(rows)}, families {len(set(families))}")
    print(
        f"constant utilisation, family held out: macro median {macro(flat, families):.1%}, within 20 % {np.mean(flat < 0.2):.0%}"
    )
    print(
        f"the same by chip, precision and recomputation, in sample: macro median {macro(best, families):.1%}, mean {best.mean():.1%}"
    )
    held = float(np.mean([v["median"] for v in ours.values()]))
    inside = sum(v["within20"] * v["rows"] for v in ours.values()) / sum(v["rows"] for v in ours.values())
    print(f"suanli, family held out:               macro median {held:.1%}, within 20 % {inside:.0%}")
    now = np.abs(step_time(batch_job(cases, theta())).seconds / real - 1)
    print(
        f"suanli, calibration:                   macro median {macro(now, families):.1%}, within 20 % {np.mean(now < 0.2):.0%}"
    )
    for level, parts in constants["training"].errors["held_out"].items():
        inside = constants["training"].errors["coverage"][level]
        print(f"  held out by {level}: macro median {parts['median']:.1%}, inside the 80 % interval {inside:.0%}")
    return rows, real, families


def layouts(rows, real):
    """Rank of layouts in the two families that swept them, and how far the one picked is from the best measured."""
    cases = [read_case(r) for r in rows]
    fill(cases, theta())
    guess = step_time(batch_job(cases, theta())).seconds
    for family in ("bloom_a100", "vtrain_a100_single"):
        at = np.array([r["family"] == family for r in rows])
        print(f"rank of layouts, {family}: {spearman(guess[at], real[at]):.3f}")
    groups = {}
    for i, row in enumerate(rows):
        if row["family"] == "bloom_a100":
            key = tuple(row[n] for n in ("hidden", "layers", "heads", "num_chips", "global_batch"))
            groups.setdefault(key, []).append(i)
    off = [real[g[np.argmin(guess[g])]] / real[g].min() - 1 for g in map(np.array, groups.values()) if len(g) > 2]
    print(f"BLOOM, layout picked in {len(off)} groups: worst {max(off):.1%} off the best measured")


def against_peer(rows, real, families):
    try:
        import llm_analysis  # noqa: F401
    except ImportError:
        print("llm-analysis is not installed: no peer lines")
        return None
    logging.disable(logging.CRITICAL)
    with contextlib.redirect_stdout(io.StringIO()):
        start = time.perf_counter()
        guess = [peer_seconds(r) for r in rows]
        spent = time.perf_counter() - start
    keep = np.array([g is not None for g in guess])
    some = [f for f, k in zip(families, keep, strict=True) if k]
    peer = np.array([g for g in guess if g is not None])
    wrong = held_out(peer, real[keep], some)
    held = constants["training"].errors["held_out_family"]
    ours = float(np.mean([held[f]["median"] for f in dict.fromkeys(some) if f in held]))
    print(f"on the {keep.sum()} rows llm-analysis takes ({len(set(some))} families):")
    print(
        f"  llm-analysis, family held out: macro median {macro(wrong, some):.1%}, rank {spearman(peer, real[keep]):.3f}"
    )
    print(f"  suanli, family held out:       macro median {ours:.1%}")
    print(f"  llm-analysis: {keep.sum() / spent:,.0f} layouts/s")
    return keep.sum() / spent


def space():
    found = models.find("gpt-3-175b")
    shape, _ = shape_of(found)
    machine = machine_of("a100")
    work, _ = work_of(found, shape, batch=1536, seq=2048, tokens=300e9)
    cut = grid(Space(full=True, idle=True, year=2025), shape, machine, 1024, 1536, 2048)
    return job_for(work, shape, machine, cut, year=2025)


def speed(peer):
    job = space()
    times = {}
    for prune in (True, False):
        start = time.perf_counter()
        found = search(job, prune=prune)
        times[prune] = (time.perf_counter() - start, found)
    fast, slow = times[True], times[False]
    assert fast[1].order.tolist() == slow[1].order.tolist()
    rate = slow[1].looked / slow[0]
    print(
        f"GPT-3 175B on 1,024 A100: all {slow[1].layouts:,} layouts in {slow[0]:.2f} s ({rate:,.0f}/s), pruned {fast[0]:.2f} s, same five best"
    )
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if peer:
        print(f"layouts/s over llm-analysis: {rate / peer:,.0f} x")


def memory_error():
    rows = [dict(r) for r in training_runs() if value(r, "mem_gb")]
    wrong = {p.id: abs(p.error["mem_gb"]) for p in predict_training(rows)}
    print(f"peak memory, {len(rows)} rows: mean error {np.mean(list(wrong.values())):.1%}")
    for family in dict.fromkeys(r["family"] for r in rows):
        mine = np.array([wrong[r["id"]] for r in rows if r["family"] == family])
        print(
            f"  {family}, {mine.size} rows: mean {mine.mean():.1%}, median {np.median(mine):.1%}, worst {mine.max():.1%}"
        )


if __name__ == "__main__":
    table = errors()
    layouts(*table[:2])
    speed(against_peer(*table))
    memory_error()
