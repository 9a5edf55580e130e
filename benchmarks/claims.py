"""Throughput of `extract`, against a plain regex scan of the same text in the same run, and how it grows
with length, of a text and of one sentence.

Usage: python benchmarks/claims.py [FILES...] [--beside FOLDER]   (default: the articles under tests/gate)

`--beside` takes the folder of another build of the package, such as `pip install --no-deps --target FOLDER .` with
SUANLI_COMPILE=1 makes, and prints how fast that one is in turns with this one, and whether its claims are the same.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import suanli
from suanli.claims import extract
from suanli.display import json_line, plain
from suanli.reading import read
from suanli.terms import Document

HERE = Path(__file__).parent.parent
PLAIN = re.compile(
    r"\d[\d.,  ]*\s*(?:billion|million|万|亿|億|млрд|bilhões|milliards|Milliarden)?\s*(?:USD|dollars|chips|GPUs?|元|%)?"
)
UNBROKEN = {  # what has no sentences
    "JSON on one line": '{"holder": "Meta", "chip": "H100", "count": 24000, "note": "from Nvidia for $1.2 billion"}, ',
    "speech without marks": "Meta will buy 24,000 H100 GPUs from Nvidia for $1.2 billion said Reuters ",
    "no spaces": "阿里巴巴订购了2万块H20芯片总价约12亿元",
}


def seconds(work, times: int = 5) -> float:
    """The best of some runs, in processor seconds."""
    best = 1e9
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


ONCE = """
import sys
sys.path.insert(0, sys.argv[1])
import claims
print(*claims.once([claims.Path(p) for p in sys.stdin.read().split("\\n")]))
"""


def once(paths: list[Path]) -> tuple[float, str]:
    """Seconds for all articles, and a hash of their claims."""
    documents = [read(p) for p in paths]
    found = hashlib.sha256("\n".join(json_line(plain(extract(d))) for d in documents).encode()).hexdigest()
    return seconds(lambda: [extract(d) for d in documents], 3), found


def beside(folder: str, paths: list[Path], turns: int = 3) -> None:
    """Print the speed of another build as a multiple of this one's, in turns, and whether the claims are the same."""
    told = "\n".join(str(p.resolve()) for p in paths)
    took: dict[str, list[float]] = {}
    hashes = set()
    here = str(Path(suanli.__file__).parent.parent)
    for place in (here, str(Path(folder).resolve())) * turns:
        words = [sys.executable, "-c", ONCE, str(Path(__file__).parent)]
        done = subprocess.run(
            words, input=told, env={**os.environ, "PYTHONPATH": place}, capture_output=True, text=True, check=True
        )
        spent, found = done.stdout.split()
        took.setdefault(place, []).append(float(spent))
        hashes.add(found)
    ours, theirs = (min(times) for times in took.values())
    print(
        f"the build beside is {ours / theirs:.2f} times as fast, its claims are {'the same' if len(hashes) == 1 else 'OTHERS'}"
    )


def main() -> None:
    """Print megabytes of clean text a second, the ratio to the regex scan, and the growth with length."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("files", nargs="*", type=Path)
    asked.add_argument("--beside", default="", help="the folder of another build of the package")
    given = asked.parse_args()
    paths = given.files or sorted(HERE.glob("tests/gate/*/corpus/*.txt"))
    if given.beside:
        beside(given.beside, paths)
    documents = [read(p) for p in paths]
    for document in documents:
        extract(document)
    size = sum(len(d.text.encode()) for d in documents)
    ours = seconds(lambda: [extract(d) for d in documents])
    plain = seconds(lambda: [[m.group() for m in PLAIN.finditer(d.text)] for d in documents])
    claims = sum(len(extract(d).claims) for d in documents)
    print(f"{len(documents)} articles, {size:,} bytes, {claims} claims")
    print(f"extract      {size / ours / 1e6:8.2f} MB/s   {1e6 * ours / max(claims, 1):8.0f} us a claim")
    print(f"plain regex  {size / plain / 1e6:8.2f} MB/s   extract takes {ours / plain:.0f} times as long")
    text = "\n".join(d.text for d in documents if d.language == "en")
    for copies in (1, 2, 4, 8):
        body = text * copies
        document = Document(id="x", name="x", sha256="", original=body, text=body, language="en")
        print(f"x{copies}: {len(body):9,} characters {1e3 * seconds(lambda d=document: extract(d), 3):9.1f} ms")
    for names in (1000, 2000, 4000, 8000):
        body = "Nvidia, ByteDance, " * names
        document = Document(id="x", name="x", sha256="", original=body, text=body, language="en")
        spent = 1e3 * seconds(lambda d=document: extract(d), 2)
        print(f"one sentence of {2 * names:6,} names, {len(body):9,} characters {spent:9.1f} ms")
    with TemporaryDirectory() as folder:
        unbroken(Path(folder))


def unbroken(folder: Path) -> None:
    """Print what a character costs of a line without a full stop, and the ratio to the shortest of its kind."""
    for name, piece in UNBROKEN.items():
        first = 0.0
        for length in (20_000, 80_000, 320_000):
            body = piece * (length // len(piece))
            path = folder / f"{length}.txt"
            path.write_text(body, "utf-8")
            document = read(path)
            spent = 1e6 * seconds(lambda d=document: extract(d), 1) / len(body)
            first = first or spent
            print(
                f"{name:20} {len(body):9,} characters {spent:6.1f} us a character, {spent / first:.2f} times the first"
            )


if __name__ == "__main__":
    main()
