"""`add`: many files in, nothing twice, nothing lost, nothing silent."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from suanli import intake, ledger
from suanli.intake import recording as room
from suanli.intake.crew import Crew, in_turn
from suanli.intake.files import found
from suanli.intake.versions import extractor_version
from suanli.intake.worker import Task, parts
from suanli.terms import Failure

ROOT = Path(__file__).parent.parent.parent


def article(n: int) -> str:
    """A short report of our own, the n-th."""
    return f"BEIJING, 2024-03-{1 + n % 28:02} - ByteDance ordered {1000 + n:,} H20 chips from Nvidia for about US${10 + n} million, people familiar said.\n"


@pytest.fixture
def texts(tmp_path) -> Path:
    """Twelve articles in two folders, two with the same name and one a copy."""
    folder = tmp_path / "in"
    for n in range(12):
        place = folder / ("a" if n % 2 else "b") / f"text{n // 2}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(article(n))
    (folder / "copy.txt").write_text(article(3))
    return folder


def test_everything_comes_in_once(texts, tmp_path) -> None:
    """Files of the same name are different documents, copies are one; a second run adds nothing."""
    first = intake.add(texts, ledger=tmp_path / "l.db", jobs=1)
    assert (first.new, first.known, first.failed) == (12, 1, 0)
    assert first.claims >= 12
    before = ledger.content_hash(tmp_path / "l.db")
    again = intake.add([texts, texts / "a"], ledger=tmp_path / "l.db", jobs=1)
    assert (again.new, again.known, again.failed, again.claims) == (0, 19, 0, 0)
    assert ledger.content_hash(tmp_path / "l.db") == before
    assert ledger.audit_ledger(tmp_path / "l.db") == ()


def test_workers_give_the_same_ledger(texts, tmp_path) -> None:
    """Two workers or none: the same content, in the same order."""
    intake.add(texts, ledger=tmp_path / "one.db", jobs=1)
    intake.add(texts, ledger=tmp_path / "two.db", jobs=2)
    assert ledger.content_hash(tmp_path / "one.db") == ledger.content_hash(tmp_path / "two.db")
    assert ledger.claims(tmp_path / "one.db") == ledger.claims(tmp_path / "two.db")


def test_quotes_stand_in_the_files(texts, tmp_path) -> None:
    """Every claim's words are the file's own, at the place it says."""
    intake.add(texts, ledger=tmp_path / "l.db", jobs=1)
    for document in ledger.documents(tmp_path / "l.db"):
        text = Path(document.path).read_text()
        mine = [c for c in ledger.claims(tmp_path / "l.db") if c.doc_id == document.id]
        assert all(text[c.evidence.start : c.evidence.end] == c.evidence.text for c in mine)


def test_one_bad_file_never_stops_the_rest(texts, tmp_path) -> None:
    """Empty, binary, unreadable, absent: each is reported with its reason, the others come in; the reasons are summed."""
    (texts / "empty.txt").touch()
    (texts / "noise.txt").write_bytes(bytes(range(256)) * 40)
    (texts / "broken.gz").write_bytes(gzip.compress(b"x" * 1000)[:-8] + b"????????")
    (texts / "link.txt").symlink_to(texts / "gone")
    (texts / "itself.txt").symlink_to("itself.txt")
    total = intake.add(
        [texts, tmp_path / "absent", tmp_path / "no*.txt", texts / "link.txt"], ledger=tmp_path / "l.db", jobs=2
    )
    assert total.new >= 12
    where = {Path(p.where.split(":")[0]).name for p in total.problems}
    assert {"empty.txt", "noise.txt", "absent", "no*.txt", "link.txt", "itself.txt"} <= where
    assert all(p.reason for p in total.problems)
    assert sum(total.reasons.values()) == total.failed
    again = intake.add([texts], ledger=tmp_path / "l.db", jobs=1)
    assert again.new == 0
    assert again.failed >= 2, "what failed before is said again"
    assert ledger.audit_ledger(tmp_path / "l.db") == ()


def test_a_name_in_another_encoding_is_kept(texts, tmp_path) -> None:
    """A file whose name is no UTF-8 comes in with the others, once, under that name."""
    odd = Path(os.fsdecode(os.fsencode(texts) + b"/\xc5\xe9.txt"))
    odd.write_text(article(40))
    assert intake.add(texts, ledger=tmp_path / "l.db", jobs=1).new == 13
    assert intake.add(odd, ledger=tmp_path / "l.db", jobs=1).known == 1
    assert odd.stem in {d.name for d in ledger.documents(tmp_path / "l.db")}
    assert ledger.audit_ledger(tmp_path / "l.db") == ()


def test_what_is_said_is_kept(texts, tmp_path, monkeypatch) -> None:
    """At each event, the document it reports can be read back by another process's eyes."""
    monkeypatch.setattr(room, "_COMMIT_DOCUMENTS", 3)
    for event in intake.adding(texts, ledger=tmp_path / "l.db", jobs=1):
        if isinstance(event, intake.Added) and event.status == "new":
            with ledger.Ledger(tmp_path / "l.db") as other:
                assert ledger.document(event.document, ledger=other).name == event.name


def test_a_newer_version_reads_again(texts, tmp_path, monkeypatch) -> None:
    """Another extractor version: the same files give a further generation, and no document twice."""
    intake.add(texts, ledger=tmp_path / "l.db", jobs=1)
    old = ledger.claims(tmp_path / "l.db")
    monkeypatch.setattr(room, "extractor_version", lambda: "tomorrow")
    again = intake.add(texts, ledger=tmp_path / "l.db", jobs=1)
    assert (again.new, again.newer) == (0, 12)
    assert ledger.claims(tmp_path / "l.db", extractor="tomorrow") == old
    assert ledger.audit_ledger(tmp_path / "l.db") == ()


def test_the_day_undated_texts_count_as_known(tmp_path) -> None:
    """Without a date of its own, a text is known from `on`; without `on`, never as of a day."""
    (tmp_path / "x.txt").write_text("Tencent bought 400 H20 chips.\n")
    intake.add(tmp_path / "x.txt", on=dt.date(2026, 5, 1), ledger=tmp_path / "a.db")
    assert len(ledger.documents(tmp_path / "a.db", as_of=dt.date(2026, 5, 1))) == 1
    assert ledger.documents(tmp_path / "a.db", as_of=dt.date(2026, 4, 30)) == ()
    intake.add(tmp_path / "x.txt", ledger=tmp_path / "b.db")
    assert ledger.documents(tmp_path / "b.db", as_of=dt.date(2999, 1, 1)) == ()


def test_the_ledger_does_not_read_itself(tmp_path) -> None:
    """A ledger that lies in the folder being added is passed over, and hidden files are."""
    (tmp_path / "x.txt").write_text(article(1))
    (tmp_path / ".hidden.txt").write_text(article(2))
    total = intake.add(tmp_path, ledger=tmp_path / "suanli.db", jobs=1)
    assert (total.new, total.failed) == (1, 0)


def test_files_found_in_order(texts) -> None:
    """Folders by name, globs by name, a path that leads nowhere as a failure."""
    names = [p.relative_to(texts).as_posix() for p in found([texts])]
    assert names == sorted(names)
    assert len(list(found([str(texts / "*" / "text1.txt")]))) == 2
    (nothing,) = found([texts / "x?.txt"])
    assert isinstance(nothing, Failure)


def test_the_version_covers_data_and_code(tmp_path, monkeypatch) -> None:
    """The same everywhere for the same files; another catalog, another version."""
    one = extractor_version()
    assert one == extractor_version()
    (tmp_path / "chips").mkdir()
    (tmp_path / "chips" / "x1.toml").write_text('name = "X1"\n')
    monkeypatch.setenv("SUANLI_CATALOG", str(tmp_path))
    two = extractor_version()
    assert two != one
    (tmp_path / "prices.csv").write_text("date\n")
    assert extractor_version() == two  # no text is read by it
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "kinds.csv").write_text("family\n")
    assert extractor_version() not in {one, two}


# ---------------------------------------------------------------- the command


def test_add_on_the_command_line(texts, tmp_path, suanli) -> None:
    """A JSON line a document as it is kept, the sum last; standard input; exit 1 only if nothing could be read."""
    place = tmp_path / "l.db"
    done = suanli("add", texts, "--ledger", place, "--jobs", "1")
    rows = [json.loads(x) for x in done.stdout.splitlines()]
    assert (done.returncode, len(rows), rows[-1]["new"]) == (0, 14, 12)
    piped = suanli("add", "-", "--ledger", place, stdin=article(77))
    row = json.loads(piped.stdout.splitlines()[0])
    assert (row["where"], row["status"]) == ("-", "new")
    assert ledger.document(row["document"], ledger=place).path == "-"
    assert suanli("add", "absent.txt", "--ledger", place).returncode == 1
    assert suanli("add", "absent.txt", texts / "copy.txt", "--ledger", place).returncode == 0
    done = suanli("add", texts, "--ledger", tmp_path / "no" / "l.db")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


# ---------------------------------------------------------------- workers


def crash_source(tmp_path: Path, body: str) -> dict:
    """An environment whose reading room does `body` for a file called bad.txt."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(
        "import sys, importlib.abc, importlib.machinery\n"
        "class Late(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name != 'suanli.intake.worker' and name != '__main__': return None\n"
        "sys.meta_path.insert(0, Late())\n"
        "import suanli.reading as room\n"
        "old = room.documents\n"
        "def documents(*paths, **more):\n"
        "    if str(paths[0]).endswith('bad.txt'):\n"
        f"        {body}\n"
        "    return old(*paths, **more)\n"
        "room.documents = documents\n"
    )
    return {"PYTHONPATH": f"{hook}:{ROOT / 'src'}"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import os; os.kill(os.getpid(), 11)", "ended with signal 11"), ("import time; time.sleep(600)", "took more than"),
        ("import os; os.close(1); __import__('time').sleep(1); os._exit(3)", "ended with code 3"),
        ("x = bytearray(8 << 30)", "MemoryError"), ("raise ValueError('odd')", "internal error, ValueError: odd"),
    ],
)  # fmt: skip
def test_a_reader_that_dies_costs_its_file_only(texts, tmp_path, monkeypatch, body, words) -> None:
    """A crash, a hang, a memory blow or a bug in a reader loses that document, says so, and leaves the order of the rest."""
    env = crash_source(tmp_path, body)
    monkeypatch.setattr(sys, "path", [env["PYTHONPATH"].split(":")[0], *sys.path])
    (texts / "b" / "bad.txt").write_text(article(50))
    tasks = [Task(path=str(p), shown=p.name) for p in sorted(texts.rglob("*.txt"))]
    with Crew(2, seconds=6.0) as crew:
        answers = list(crew.answers(tasks))
    assert [t for t, _ in answers] == tasks
    for task, answer in answers:
        if task.shown == "bad.txt":
            assert words in answer.failures[0].reason
            assert not answer.lasting
        else:
            assert len(answer.ones) == 1
            assert answer.failures == ()


def test_a_reader_that_does_not_start_says_so(texts, tmp_path, monkeypatch) -> None:
    """What ends before any file was read is no fault of the files."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif 'suanli.intake.worker' in sys.orig_argv: os._exit(7)\n"
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with Crew(1) as crew:
        ((_, answer),) = crew.answers([Task(path=str(next(texts.rglob("*.txt"))), shown="a.txt")])
    assert "ended with code 7, before it had loaded" in answer.failures[0].reason
    assert answer.failures[0].hint == "`suanli extract a.txt` shows the error"


def test_a_crew_and_one_by_one_give_the_same(texts) -> None:
    """Workers answer exactly what this process would."""
    tasks = [Task(path=str(p), shown=p.name) for p in sorted(texts.rglob("*.txt"))]
    with Crew(2) as crew:
        assert list(crew.answers(tasks)) == list(in_turn(tasks))
    (absent,) = parts(Task(path="absent", shown="shown.txt"))
    assert absent.failures[0].where == "shown.txt"


def test_archives_come_in_parts(tmp_path) -> None:
    """An archive of many documents is handed over, and kept, part by part; by workers as in this process."""
    import zipfile

    for at in range(6):
        with zipfile.ZipFile(tmp_path / f"many{at}.zip", "w") as archive:
            for n in range(130):
                archive.writestr(f"m{n:03}.txt", article(200 * at + n) * 2)
    tasks = [Task(path=str(p), shown=p.name) for p in sorted(tmp_path.glob("*.zip"))]
    pieces = list(parts(tasks[0]))
    if sum(len(p.ones) for p in pieces) == 0:
        pytest.skip("this reader does not open archives yet")
    assert [p.more for p in pieces] == [True, True, False]
    with Crew(2) as crew:
        assert list(crew.answers(tasks)) == list(in_turn(tasks))
    total = intake.add(tmp_path / "*.zip", ledger=tmp_path / "l.db", jobs=1)
    assert total.new == 780
    again = intake.add(tmp_path / "*.zip", ledger=tmp_path / "l.db", jobs=1)
    assert (again.new, again.known) == (0, 6)


def test_no_worker_outlives_its_parent(texts, tmp_path) -> None:
    """A parent killed with -9 leaves no process behind."""
    code = (
        "import os, sys\n"
        "from suanli.intake.crew import Crew\n"
        "from suanli.intake.worker import Task\n"
        "with Crew(2) as crew:\n"
        f"    answers = crew.answers([Task(path={str(texts / 'copy.txt')!r}, shown='x')] * 8)\n"
        "    next(answers)\n"
        "    print(*[w.process.pid for w in crew._workers], flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    pids = [int(x) for x in done.stdout.split()]
    assert len(pids) == 2
    import time

    for _ in range(100):
        alive = [
            p
            for p in pids
            if Path(f"/proc/{p}").exists() and "Z" not in Path(f"/proc/{p}/stat").read_text().split(")")[1][:3]
        ]
        if not alive:
            break
        time.sleep(0.1)
    assert alive == []


def test_memory_does_not_grow_with_the_number_of_files(tmp_path) -> None:
    """Ten times the files, at most a few MB more."""
    code = (
        "import sys\n"
        "from suanli import intake\n"
        "intake.add(sys.argv[1], ledger=sys.argv[2], jobs=1)\n"
        "status = open('/proc/self/status').read()\n"  # ru_maxrss would count the parent before exec
        "print(status.split('VmHWM:')[1].split()[0])\n"
    )
    peaks = []
    for count in (40, 300):
        folder = tmp_path / str(count)
        folder.mkdir()
        for n in range(count):
            (folder / f"{n}.txt").write_text(article(n) * 2)
        done = subprocess.run(
            [sys.executable, "-c", code, folder, tmp_path / f"{count}.db"],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            check=True,
        )
        peaks.append(int(done.stdout) / 1024)
    assert peaks[1] - peaks[0] < 25, peaks
    assert peaks[1] < 400, peaks
    assert resource.getpagesize()
