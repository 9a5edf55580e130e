"""A program for test_death.py: kill -9 at random moments, look at what is left, run again, compare.

    python killing.py FOLDER KILLS SEED

It imports once and forks a child for each round, so that a round costs milliseconds. Prints a JSON line
a scenario: how many kills struck it at work, and everything found wrong (nothing, if all is well).
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import making

from suanli import intake, ledger
from suanli.intake import recording
from suanli.ledger.dialects import address, engine, searchable, stamp
from suanli.ledger.migrating import upgrade
from suanli.ledger.opening import HEAD
from suanli.terms import Judgement

TEXTS = 40


class Scenario:
    """What is prepared once, what the child does (saying what is safe), and what must hold afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = folder / "book.db"

    def prepare(self) -> None:
        """A ledger with some documents, kept aside as the state before."""
        with ledger.Ledger(self.folder / "before.db", create=True) as book:
            ledger.write(book, [making.entry(n) for n in range(TEXTS)], extractor="v1")

    def reset(self) -> None:
        for place in self.folder.glob("book.db*"):
            place.unlink()
        shutil.copy(self.folder / "before.db", self.book)

    def act(self, say) -> None:
        raise NotImplementedError

    def acknowledged(self, said: list[str]) -> list[str]:
        return []

    def result(self) -> str:
        return ledger.content_hash(self.book)


class Add(Scenario):
    """`add` of a folder of small texts, committed in groups of seven."""

    def prepare(self) -> None:
        texts = self.folder / "texts"
        texts.mkdir()
        for n in range(TEXTS):
            (texts / f"t{n:03}.txt").write_text(f"In 2024 ByteDance ordered {1000 + n} H20 chips from Nvidia.\n" * 3)
        recording._COMMIT_DOCUMENTS = 7
        intake.add(texts / "t000.txt", ledger=self.folder / "warm.db", jobs=1)  # load the catalog before forking

    def reset(self) -> None:
        for place in self.folder.glob("book.db*"):
            place.unlink()

    def act(self, say) -> None:
        for event in intake.adding([self.folder / "texts"], ledger=self.book, jobs=1):
            say(getattr(event, "document", "end") or "known")

    def acknowledged(self, said: list[str]) -> list[str]:
        if not self.book.exists() or not said:
            return [] if not said else ["acknowledged, and no ledger"]
        held = {d.id for d in ledger.documents(self.book)}
        return [f"lost {s}" for s in said if s.startswith("d-") and s not in held]


class Review(Scenario):
    """Thirty judgements, each its own transaction."""

    def act(self, say) -> None:
        with ledger.Ledger(self.book) as book:
            for n, claim in enumerate(ledger.claims(book)[:30]):
                word = Judgement(
                    id="",
                    verb="correct" if n % 2 else "accept",
                    claim=claim.id,
                    fields={"kind": "capex"} if n % 2 else {},
                    by="x",
                )
                say(ledger.judge(word, ledger=book).id)

    def reset(self) -> None:
        super().reset()

    def acknowledged(self, said: list[str]) -> list[str]:
        held = {j.id for j in ledger.judgements(self.book, standing=False)}
        return [f"lost {s}" for s in said if s not in held]

    def result(self) -> str:
        return str(len(ledger.judgements(self.book)))


class Migrate(Scenario):
    """Bringing a ledger of the first schema to today's, by opening it."""

    def prepare(self) -> None:
        connections = engine(address(self.folder / "before.db"), read_only=False, create=True)
        with connections.begin() as connection:
            upgrade(connection, "0001")
            stamp(connection)
            words = [(n, f"{n} chips were ordered of {n % 7} kinds") for n in range(1, 2_000)]
            connection.exec_driver_sql("INSERT INTO quotes (rowid, quote) VALUES (?, ?)", words)
        connections.dispose()

    def act(self, say) -> None:
        ledger.Ledger(self.book).close()
        say("migrated")

    def acknowledged(self, said: list[str]) -> list[str]:
        version = sqlite3.connect(self.book).execute("SELECT version_num FROM suanli_version").fetchall()
        return [] if version in ([("0001",)], [(HEAD,)]) else [f"half migrated: {version}"]

    def result(self) -> str:
        with ledger.Ledger(self.book) as book, book.reading() as connection:
            words = list(searchable(connection))
        return f"{super().result()} {hashlib.sha256(repr(words).encode()).hexdigest()}"


class Export(Scenario):
    """A data package over an earlier one."""

    def prepare(self) -> None:
        super().prepare()
        ledger.export(self.folder / "first", ledger=self.folder / "before.db")
        with ledger.Ledger(self.folder / "before.db") as book:
            ledger.write(book, [making.entry(n) for n in range(TEXTS, 2 * TEXTS)], extractor="v1")
        ledger.export(self.folder / "second", ledger=self.folder / "before.db")
        self.wholes = {_bytes(self.folder / "first"), _bytes(self.folder / "second")}

    def reset(self) -> None:
        super().reset()
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        shutil.copytree(self.folder / "first", self.folder / "out")

    def act(self, say) -> None:
        ledger.export(self.folder / "out", ledger=self.book)
        say("exported")

    def acknowledged(self, said: list[str]) -> list[str]:
        return [] if _bytes(self.folder / "out") in self.wholes else ["the package is neither the old nor the new one"]

    def result(self) -> str:
        left = [p.name for p in self.folder.glob(".out.*")]
        return str((_bytes(self.folder / "out") == _bytes(self.folder / "second"), left))


class Backup(Scenario):
    """A copy beside the ledger."""

    def reset(self) -> None:
        super().reset()
        (self.folder / "copy.db").unlink(missing_ok=True)

    def act(self, say) -> None:
        ledger.backup(self.folder / "copy.db", ledger=self.book)
        say("copied")

    def acknowledged(self, said: list[str]) -> list[str]:
        copy = self.folder / "copy.db"
        if not copy.exists():
            return ["acknowledged, and no copy"] if said else []
        return [str(p) for p in ledger.audit_ledger(copy)]

    def result(self) -> str:
        left = [p.name for p in self.folder.glob(".copy.db.*")]
        return ledger.content_hash(self.folder / "copy.db") + str(left)


def _bytes(folder: Path) -> tuple:
    return tuple((p.relative_to(folder).as_posix(), p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file())


def run(scenario: Scenario, *, after: float | None) -> tuple[list[str], bool]:
    """Fork a child that acts; kill it `after` seconds. Gives what it said, and whether the kill struck."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inlet)
        try:
            scenario.act(lambda word: os.write(outlet, f"{word}\n".encode()))
        except BaseException as error:
            os.write(outlet, f"error {type(error).__name__} {error}\n".encode())
        os._exit(0)
    os.close(outlet)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    text = b""
    while piece := os.read(inlet, 65536):
        text += piece
    os.close(inlet)
    _, status = os.waitpid(child, 0)
    return text.decode().split("\n")[:-1], os.WIFSIGNALED(status)


def trial(scenario: Scenario, kills: int, chance: random.Random) -> dict:
    """Kill, look, run again, compare; until `kills` have struck at work."""
    scenario.folder.mkdir(parents=True)
    scenario.prepare()
    scenario.reset()
    start = time.perf_counter()
    said, _ = run(scenario, after=None)
    whole = time.perf_counter() - start
    wrong = [s for s in said if s.startswith("error")]
    wanted, struck, rounds = scenario.result(), 0, 0
    while struck < kills and rounds < 5 * kills:
        rounds += 1
        scenario.reset()
        said, hit = run(scenario, after=chance.uniform(0, whole))
        struck += hit
        wrong += [s for s in said if s.startswith("error")] + scenario.acknowledged(
            [s for s in said if not s.startswith("error")]
        )
        if scenario.book.exists() and not isinstance(scenario, Migrate) and scenario.book.stat().st_size:
            wrong += [str(p) for p in ledger.audit_ledger(scenario.book) if not p.what.startswith("empty")]
        said, _ = run(scenario, after=None)
        if not hit:  # the kill came too late: aim earlier
            whole = max(0.8 * whole, 0.01)
        wrong += [s for s in said if s.startswith("error")]
        if scenario.result() != wanted:
            wrong.append(f"the rerun ends in {scenario.result()}, not {wanted}")
    return {
        "scenario": type(scenario).__name__,
        "rounds": rounds,
        "struck": struck,
        "seconds": round(whole, 3),
        "wrong": wrong[:5],
    }


if __name__ == "__main__":
    base, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for kind in (Add, Review, Migrate, Export, Backup):
        print(json.dumps(trial(kind(base / kind.__name__), kills, random.Random(seed))), flush=True)
