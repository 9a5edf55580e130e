"""Throughput of `extract`, against a plain regex scan of the same text in the same run, and how it grows
with length, of a text and of one sentence.

Usage: python benchmarks/claims.py [FILES...]   (default: the articles under tests/gate)
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from suanli.claims import extract
from suanli.reading import read
from suanli.terms import Document

HERE = Path(__file__).parent.parent
PLAIN = re.compile(
    r"\d[\d.,  ]*\s*(?:billion|million|万|亿|億|млрд|bilhões|milliards|Milliarden)?\s*(?:USD|dollars|chips|GPUs?|元|%)?"
)


def seconds(work, times: int = 5) -> float:
    """The best of some runs, in processor seconds."""
    best = 1e9
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print megabytes of clean text a second, the ratio to the regex scan, and the growth with length."""
    paths = [Path(p) for p in sys.argv[1:]] or sorted(HERE.glob("tests/gate/*/corpus/*.txt"))
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


if __name__ == "__main__":
    main()
