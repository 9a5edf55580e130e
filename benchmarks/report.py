"""The report against its limits: time and memory from nothing to the page, for the examples and for many articles.

    python benchmarks/report.py                     examples/articles
    python benchmarks/report.py --articles DIR      another folder
    python benchmarks/report.py --many 1000         that many varied copies of the articles

Times are also given as a ratio to reading and extracting the same files, measured in the same run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = """
import json, os, resource, sys, time, datetime as dt
os.environ["OPENBLAS_NUM_THREADS"] = "1"
from suanli.reports.reporting import report
marks = []
def tell(what, share, seconds):
    if share >= 0: marks.append((what, time.perf_counter()))
begun = time.perf_counter()
made = report([sys.argv[1]], output=sys.argv[2], on=dt.date(2026, 1, 31), progress=tell)
marks.append(("end", time.perf_counter()))
stages = {a: round(t2 - t1, 2) for (a, t1), (_, t2) in zip(marks, marks[1:])}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
t = os.times()
print(json.dumps({"seconds": round(time.perf_counter() - begun, 1), "cpu": round(t.user + t.system + t.children_user + t.children_system, 1),
    "mb": round(peak), "worker_mb": round(child), "bytes": made.bytes, "documents": made.documents, "claims": made.claims, "stages": stages}))
"""


def measure(folder: Path) -> dict:
    """One report in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        line = [sys.executable, "-c", CODE, str(folder), f"{place}/report.html"]
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(line, capture_output=True, text=True, env=env, check=True)
    return json.loads(done.stdout)


def reading(folder: Path) -> float:
    """Seconds to read, extract and keep the same files, and nothing else."""
    with tempfile.TemporaryDirectory() as place:
        line = [sys.executable, "-m", "suanli", "add", str(folder), "--ledger", f"{place}/l.db", "--on", "2026-01-31"]
        begun = time.perf_counter()
        subprocess.run(line, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=True)
        return time.perf_counter() - begun


def many(source: Path, count: int, folder: Path) -> None:
    """`count` articles made of the sources' paragraphs, numbers changed, each with a date of its own."""
    rng = random.Random(0)
    texts = [p.read_text(encoding="utf-8") for p in sorted(source.glob("*.txt"))]
    for at in range(count):
        text = texts[at % len(texts)]
        lines = [x for x in text.split("\n") if rng.random() > 0.3] or [text]
        changed = re.sub(
            r"\d{2,}",
            lambda m: (
                m[0]
                if rng.random() > 0.5
                else str(max(int(int(m[0]) * rng.uniform(0.6, 1.6)), 1))
                if len(m[0]) < 9 and not 1990 < int(m[0]) < 2035
                else m[0]
            ),
            "\n".join(lines),
        )
        day = dt.date(2023, 1, 1) + dt.timedelta(days=rng.randrange(1100))
        (folder / f"{at:05d}.txt").write_text(f"{day.isoformat()}\n\n{changed}\n", encoding="utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=Path, default=ROOT / "examples" / "articles")
    parser.add_argument("--many", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = asked.articles
        if asked.many:
            folder = Path(place)
            many(asked.articles, asked.many, folder)
        found = measure(folder)
        alone = reading(folder)
    print(json.dumps(found))
    print(
        f"{found['documents']} documents, {found['claims']} claims: {found['seconds']} s ({found['cpu']} s of processor time), {found['mb']} MB, page {found['bytes'] / 1e6:.2f} MB; {found['seconds'] / alone:.1f} times reading and extracting alone ({alone:.1f} s)"
    )


if __name__ == "__main__":
    main()
