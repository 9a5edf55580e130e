"""A program for test_faults.py, run under faults.so: each system call fails once in turn.

    FAULT_FOLDER=... LD_PRELOAD=faults.so python failing.py FOLDER STEP

A scripted ingest (two batches, a judgement, an export, a backup) is run once to count its opens, writes,
syncs and renames under FOLDER; then, for every STEP-th call and each of three errors, in a forked child with that
call failing. Prints one JSON line: how many runs, how they ended, and everything found wrong.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import making

from suanli import ledger
from suanli.errors import LedgerError
from suanli.terms import Judgement

FAULTS = ctypes.CDLL(None)
ENTRIES = [making.entry(n) for n in range(12)]


def ingest(folder: Path) -> str:
    """The script; gives the content hash at its end."""
    with ledger.Ledger(folder / "book.db", create=True) as book:
        ledger.write(book, ENTRIES[:6], extractor="v1")
        mark(folder, "first")
        ledger.write(book, ENTRIES[6:], extractor="v1")
        mark(folder, "second")
        (claim,) = ledger.find(book, review="any", limit=1)
        ledger.judge(Judgement(id="", verb="reject", claim=claim.id), ledger=book)
        mark(folder, "judged")
        ledger.export(folder / "out", ledger=book)
        ledger.backup(folder / "copy.db", ledger=book)
        return ledger.content_hash(book)


said: list[str] = []


def mark(folder: Path, word: str) -> None:
    """Acknowledge a step, outside the folder whose calls fail."""
    del folder
    said.append(word)


def child(folder: Path, at: int, code: int, outlet: int) -> None:
    FAULTS.fault_arm(ctypes.c_long(at), code)
    try:
        ingest(folder)
        end = "done"
    except LedgerError:
        end = "LedgerError"
    except BaseException:
        end = traceback.format_exc()[-600:]
    FAULTS.fault_seen()
    os.write(outlet, json.dumps([end, said]).encode())
    os._exit(0)


def look(folder: Path, end: str, steps: list[str], wanted: str) -> list[str]:
    """What is wrong after one failure: nothing may be."""
    wrong = [] if end in ("done", "LedgerError") else [end]
    book = folder / "book.db"
    if book.exists() and book.stat().st_size and steps:
        wrong += [f"audit: {p.where} {p.what}" for p in ledger.audit_ledger(book)]
        held = len(ledger.documents(book))
        least = 12 if "second" in steps else 6
        if held < least:
            wrong.append(f"{held} documents of {least} acknowledged")
        if "judged" in steps and not ledger.judgements(book):
            wrong.append("an acknowledged judgement is lost")
    if (folder / "copy.db").exists() and ledger.audit_ledger(folder / "copy.db"):
        wrong.append("the backup is not whole")
    try:
        if ingest(folder) != wanted:
            wrong.append("running again ends otherwise")
    except Exception:
        wrong.append("running again fails: " + traceback.format_exc()[-500:])
    return wrong


def main() -> None:
    folder, step = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True)
    FAULTS.fault_seen.restype = ctypes.c_long
    FAULTS.fault_arm(ctypes.c_long(0), 0)
    wanted = ingest(folder)
    calls = FAULTS.fault_seen()
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    runs = [
        (at, code) for n, at in enumerate(range(1, calls + 1, step)) for code in (errno.ENOSPC, errno.EIO, errno.EACCES)
    ]
    for at, code in runs:
        shutil.rmtree(folder)
        folder.mkdir()
        inlet, outlet = os.pipe()
        if (pid := os.fork()) == 0:
            os.close(inlet)
            said.clear()
            child(folder, at, code, outlet)
        os.close(outlet)
        with os.fdopen(inlet) as answer:
            text = answer.read()
        _, status = os.waitpid(pid, 0)
        end, steps = json.loads(text) if text else (f"died with {status}", [])
        ends[end if end in ("done", "LedgerError") else "other"] += 1
        wrong += [f"call {at}, {errno.errorcode[code]}: {w}" for w in look(folder, end, steps, wanted)]
    print(json.dumps({"calls": calls, "runs": len(runs), "ends": ends, "wrong": wrong[:6], "wrongs": len(wrong)}))


main()
