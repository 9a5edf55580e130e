"""Serving: errors against measured runs, speed of the search, and AIConfigurator on the same case in the same run.

Run: python benchmarks/serving.py [--peer EXECUTABLE] [--refit]

`--peer` is the `aiconfigurator` command of an environment with `pip install aiconfigurator` (one of its own: it brings
pandas and pyarrow); without it the peer is left out and said so. `--refit` repeats both leave-one-out fits (minutes).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

from suanli.catalog import constants, models, serving_runs
from suanli.performance import serving_fit
from suanli.performance.serving import serve
from suanli.performance.serving_rows import Setup
from suanli.performance.serving_search import front, job_of, layouts, points_of
from suanli.performance.serving_validation import predict_rows

CASES = (("llama-3.1-70b", "h100", 8), ("llama-3.1-70b", "h200", 16), ("deepseek-v3", "h200", 16))
PEER = "cli default --model-path meta-llama/Meta-Llama-3.1-70B --isl 1024 --osl 1024 --ttft 1000 --tpot 30 --no-color"


def best(job, times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        found.append(time.perf_counter() - start)
    return min(found)


def errors() -> None:
    rows = serving_runs()
    seconds = best(lambda: predict_rows(rows), 2)
    print(f"validate: {len(rows)} rows in {seconds * 1e3:.0f} ms")
    for name in ("calibration", "leave_one_model_out", "leave_one_chip_out"):
        table = constants["serving"].errors[name]
        print(f"{name}: " + ", ".join(f"{k} mean {v['mean']} % median {v['median']} %" for k, v in table.items()))


def refit() -> None:
    rows = serving_runs()
    table, widths = serving_fit.tables(serving_fit.problem_of(rows), rows)
    print("refitted now:", table, widths)


def rates() -> None:
    base = Setup(model=models["llama-3.1-70b"], chip="h100_sxm_80", precision="fp8")
    _, d = layouts(base, 16)
    points = points_of(d, job_of(isl=1024, osl=1024), 16)
    seconds = best(lambda: points_of(d, job_of(isl=1024, osl=1024), 16), 5)
    print(
        f"array model: {points.setup.size} points in {seconds * 1e3:.1f} ms, {points.setup.size / seconds:,.0f} a second"
    )
    print(f"front: {front(points).size} points")


def in_shell(*words: str) -> tuple[float, float]:
    """(wall seconds, CPU seconds) of a command, the best of three."""
    found = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return min(found)


def speed(peer: str | None) -> None:
    for model, chip, count in CASES:
        inside = best(lambda m=model, c=chip, n=count: serve(m, chip=c, count=n, ttft=2.0, tpot=0.05, search=True))
        shell, cpu = in_shell(
            sys.executable,
            "-m",
            "suanli",
            "serve",
            model,
            "--chip",
            chip,
            "--count",
            str(count),
            "--ttft",
            "2",
            "--tpot",
            "0.05",
            "--search",
        )
        print(
            f"{model} on {count} x {chip}: full front in process {inside:.3f} s, from the shell {shell:.2f} s ({cpu:.2f} s of CPU)"
        )
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if not peer:
        print("AIConfigurator: no --peer given, so it was not run")
        return
    for system, chip, count in (("h100_sxm", "h100", 8), ("h200_sxm", "h200", 16)):
        asked = (
            "--chip",
            chip,
            "--count",
            str(count),
            "--precision",
            "bf16",
            "--engine",
            "trtllm",
            "--ttft",
            "1",
            "--tpot",
            "0.03",
        )
        words = (sys.executable, "-m", "suanli", "serve", "llama-3.1-70b", *asked, "--search")
        mine, ours = in_shell(*words)
        f = serve(
            "llama-3.1-70b", chip=chip, count=count, precision="bf16", engine="trtllm", ttft=1.0, tpot=0.03, search=True
        )[0].figures
        print(
            f"70B bf16 on {count} x {chip}, suanli: {mine:.2f} s ({ours:.2f} s of CPU), {f['tokens_per_s_per_chip']:.0f} tokens/s a chip"
        )
        with tempfile.TemporaryDirectory() as place:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            line = [peer, *PEER.split(), "--total-gpus", str(count), "--system", system]
            done = subprocess.run(line, capture_output=True, text=True, cwd=place, check=False)
            taken = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(
            f"the same, AIConfigurator: {taken:.1f} s ({cpu:.1f} s of CPU), {after.ru_maxrss / 1024:.0f} MB, exit {done.returncode}; x{cpu / ours:.0f} our CPU time"
        )
        for text in (done.stdout + done.stderr).splitlines():
            if text.startswith("|  1 ") or "Configurations" in text:
                print("   ", text.strip()[:120])


def coverage() -> None:
    inside = []
    rows = serving_runs()
    for got in predict_rows(rows):
        name = next((n for n in ("latency_s", "tokens_per_s_per_gpu", "ttft_s") if n in got["measured"]), None)
        if name:
            low, high = got["interval80"][name]
            inside.append(low <= got["measured"][name] <= high)
    print(f"80 % intervals cover {np.mean(inside):.0%} of {len(inside)} calibration rows")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer")
    parser.add_argument("--refit", action="store_true")
    asked = parser.parse_args()
    errors()
    coverage()
    rates()
    speed(asked.peer)
    if asked.refit:
        refit()
