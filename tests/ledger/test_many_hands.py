"""Eight writers and sixteen readers at once: no error, no lost update, no reader sees half a batch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SECONDS = float(os.environ.get("SUANLI_HANDS_S", "4"))  # 60 in the acceptance run

WORK = """
import json, sys, time
sys.path.insert(0, {here!r})
import making
from suanli import ledger
from suanli.terms import Judgement
place, role, number, seconds = {place!r}, sys.argv[1], int(sys.argv[2]), {seconds}
book = ledger.Ledger(place)
end, turns, waits, wrong = time.monotonic() + seconds, 0, [], []
while time.monotonic() < end:
    start = time.monotonic()
    if role == "writer":
        n = 10_000 * (number + 1) + turns
        ledger.write(book, [making.entry(n)], extractor="v1")
        # all writers also correct one shared claim: each update must survive
        ledger.judge(Judgement(id="", verb="accept", claim={claim!r}, by=f"w{{number}}", at=str(turns)), ledger=book)
    else:
        found = ledger.find(book, holder="bytedance", limit=20)
        with book.reading() as connection:
            documents, claims = (connection.exec_driver_sql(f"SELECT count(*) FROM {{t}}").scalar() for t in ("documents", "claims"))
        if claims != 3 * documents or not found:
            wrong.append([documents, claims])
    turns += 1
    waits.append(time.monotonic() - start)
print(json.dumps({{"role": role, "turns": turns, "wrong": wrong[:3], "longest": max(waits), "waits": sorted(waits)[int(0.99 * len(waits))]}}))
"""


def test_many_hands(place) -> None:
    """All writes of all writers are there afterwards, and no reader ever saw a batch in half."""
    import making

    from suanli import ledger

    with ledger.Ledger(place, create=True) as book:
        ledger.write(book, [making.entry(0)], extractor="v1")
        claim = ledger.claims(book)[0].id
    code = WORK.format(here=str(HERE), place=place, seconds=SECONDS, claim=claim)
    env = {**os.environ, "PYTHONPATH": str(HERE.parent.parent / "src")}
    roles = [("writer", n) for n in range(8)] + [("reader", n) for n in range(16)]
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", code, role, str(n)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
        )
        for role, n in roles
    ]
    results = []
    for one in crowd:
        out, err = one.communicate(timeout=SECONDS + 170)
        assert one.returncode == 0, err.decode()[-1500:]
        results.append(json.loads(out))
    assert [r["wrong"] for r in results if r["wrong"]] == []
    wrote = sum(r["turns"] for r in results if r["role"] == "writer")
    assert wrote >= 8
    with ledger.Ledger(place) as book:
        assert len(ledger.documents(book)) == wrote + 1
        assert len(ledger.judgements(book)) == wrote
        assert ledger.audit_ledger(book) == ()
    if "://" not in place:
        log = Path(place + "-wal")
        assert not log.exists() or log.stat().st_size <= 64 << 20
    readers = [r for r in results if r["role"] == "reader"]
    print(
        json.dumps(
            {"writes": wrote, "reads": sum(r["turns"] for r in readers), "p99_s": max(r["waits"] for r in readers)}
        )
    )
