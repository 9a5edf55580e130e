"""How fast the ledger is at scale, on SQLite and PostgreSQL side by side.

    python benchmarks/ledger.py --documents 100000 --claims 10 [--postgres URL] [--files 3000]

Generated documents and claims go through the same `write`, `find`, `why`, `add` as real ones. Each figure
stands beside a limit measured in the same run: the bare database, the extraction alone, the hashing alone.
Prints one JSON line a figure. `--documents 2000` is the smoke size.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from suanli import claims as extracting
from suanli import intake, ledger, reading
from suanli.ledger import Entry, Ledger, tables
from suanli.terms import Claim, Document, Extraction, Period, Quantity, Quote, Sentence, content_id

KINDS = ("order", "delivery", "stock", "transfer", "price", "capex", "usage", "supply")
SCRIPTS = ("latin", "han", "kana", "hangul")
VOCABULARY = 20_000  # words a script; the n-th is met as often as 1/n


def made_word(chance: random.Random, script: str) -> str:
    """A word that looks like one of its script: syllables, two or three characters of the 2,500 commonest places."""
    if script == "latin":
        return "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randrange(1, 5)))
    if script == "hangul":
        return "".join(chr(0xAC00 + 4 * chance.randrange(1_500)) for _ in range(chance.randrange(1, 4)))
    characters = [chr(0x4E00 + 3 * int(2_500 * chance.random() ** 2)) for _ in range(chance.randrange(1, 4))]
    return "".join(characters) + (chr(0x3042 + chance.randrange(80)) if script == "kana" else "")


@cache
def vocabulary(script: str) -> tuple[str, ...]:
    """The words of a script, commonest first."""
    chance = random.Random(script)
    return tuple(dict.fromkeys(made_word(chance, script) for _ in range(2 * VOCABULARY)))[:VOCABULARY]


def some_words(chance: random.Random, script: str, count: int) -> str:
    """Running text: words by Zipf's law, with spaces where the script has them."""
    words = vocabulary(script)
    drawn = (words[int(len(words) ** chance.random()) - 1] for _ in range(count))
    return (" " if script in ("latin", "hangul") else "").join(drawn)


def sentence(chance: random.Random) -> tuple[str, str, str, str, float]:
    """A sentence with a figure, half of them in Latin script: its words, holder, chip, kind, amount."""
    holder, chip, kind = chance.randrange(150), chance.randrange(40), chance.choice(KINDS)
    amount = float(chance.randrange(1, 500) * 10 ** chance.randrange(1, 5))
    script = chance.choice(("latin", "latin", "latin", *SCRIPTS[1:]))
    words = f"Holder{holder} {kind} {amount:,.0f} chips of type C{chip}00, {some_words(chance, script, 10)}"
    return words, f"holder{holder}", f"c{chip}00", kind, amount


def entry(n: int, per_document: int) -> Entry:
    """The n-th generated document of about 2 KB with its claims."""
    chance = random.Random(n)
    made = [sentence(chance) for _ in range(per_document)]
    filler = "Nothing was counted in this paragraph, which only makes the article as long as articles are. "
    text = "\n".join(words + " " + filler for words, *_ in made)
    sha = hashlib.sha256(text.encode()).hexdigest()
    name = content_id("d", sha)
    day = dt.date(2022, 1, 1) + dt.timedelta(days=n % 1500)
    found, spans, at = [], [], 0
    for words, holder, chip, kind, amount in made:
        quote = Quote(start=at, end=at + len(words), text=words)
        found.append(Claim(
            id=content_id("c", name, at), doc_id=name, kind=kind, actors=(holder.title(),), actor_ids=(holder,),
            chips=(chip.upper(),), chip_ids=(chip,), evidence=quote, start=at, end=quote.end,
            quantity=Quantity(measure="chips", low=amount, high=amount, unit="chips"),
            period=Period(since=day, until=day + dt.timedelta(days=30), precision="month"), confidence=chance.random(), extractor="made/1",
        ))  # fmt: skip
        spans.append(Sentence(start=at, end=quote.end, language="en"))
        at += len(words) + 1 + len(filler) + 1
    document = Document(
        id=name, name=f"article{n}", sha256=sha, original=text, text=text, language="en", outlet=f"Outlet {n % 300}",
        published=Period(since=day, until=day + dt.timedelta(days=1)), sentences=tuple(spans),
    )  # fmt: skip
    return Entry(
        document=document, extraction=Extraction(doc_id=name, claims=tuple(found), leftovers=()), content=text.encode()
    )


def say(**figures: object) -> None:
    print(json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in figures.items()}), flush=True)


def timed(work, *, turns: int) -> dict[str, float]:
    """Milliseconds of `turns` runs: median and 95th percentile on the clock, and of this process's CPU time.

    On a machine that others use too, the clock counts their turns; on PostgreSQL the CPU time leaves the server out.
    """
    clock, cpu = [], []
    for n in range(turns):
        start = time.perf_counter(), time.process_time()
        work(n)
        clock.append(1000 * (time.perf_counter() - start[0]))
        cpu.append(1000 * (time.process_time() - start[1]))
    last = int(0.95 * turns)
    return {"p50_ms": statistics.median(clock), "p95_ms": sorted(clock)[last], "cpu_p95_ms": sorted(cpu)[last]}


def fill(place: str, documents: int, per_document: int) -> None:
    """Write everything in batches of a hundred documents."""
    made = made_cpu = 0.0
    start, start_cpu = time.perf_counter(), time.process_time()
    with Ledger(place, create=True) as book:
        for at in range(0, documents, 100):
            t, t_cpu = time.perf_counter(), time.process_time()
            batch = [entry(n, per_document) for n in range(at, min(at + 100, documents))]
            made += time.perf_counter() - t
            made_cpu += time.process_time() - t_cpu
            ledger.write(book, batch, extractor="made/1")
    seconds, cpu = time.perf_counter() - start - made, time.process_time() - start_cpu - made_cpu
    size = Path(place).stat().st_size / 2**20 if "://" not in place else None
    say(
        database=kind_of(place),
        figure="write",
        documents_per_cpu_s=documents / cpu,
        documents_per_s=documents / seconds,
        claims_per_s=documents * per_document / seconds,
        size_mb=size,
    )


def kind_of(place: str) -> str:
    return "postgresql" if "://" in place else "sqlite"


def searched(n: int, *, short: bool = False) -> str:
    """The n-th text to look for: in each script from the commonest word to the rarest, every eighth is absent."""
    words = vocabulary(SCRIPTS[n % 4])
    word = words[int(len(words) ** (n / 100)) - 1] + ("鿿" if n % 8 == 7 else "")
    return word[:2] if short else word + words[n % 7] if len(word) < 3 else word


def ask(place: str, documents: int, per_document: int) -> None:
    """`find` and `why` against a look-up of the bare database."""
    chance = random.Random(1)
    for script in SCRIPTS:  # made beforehand, not while the clock runs
        vocabulary(script)
    with Ledger(place) as book:
        total = documents * per_document
        seqs = [chance.randrange(1, total + 1) for _ in range(300)]

        def bare(n: int) -> None:
            with book.reading() as connection:
                connection.execute(tables.claims.select().where(tables.claims.c.seq == seqs[n])).all()

        limit = timed(bare, turns=200)
        asks = {
            "find holder kind": lambda n: ledger.find(book, holder=f"holder{n % 150}", kind=KINDS[n % 8]),
            "find holder kind as_of": lambda n: ledger.find(
                book, holder=f"holder{n % 150}", kind=KINDS[n % 8], as_of=dt.date(2024, 1, 1)
            ),
            "find chip where": lambda n: ledger.find(book, chip=f"c{n % 40}00", where=("low>=1e6",)),
            "find text": lambda n: ledger.find(book, text=f"Holder{n % 150} price", limit=20),
            "find text common and rare": lambda n: ledger.find(book, text=searched(n), limit=20),
            "find text of one or two characters": lambda n: ledger.find(book, text=searched(n, short=True), limit=20),
            "find text holder kind": lambda n: ledger.find(
                book, text=searched(n), holder=f"holder{n % 150}", kind=KINDS[n % 8], limit=20
            ),
            "find text kind as_of": lambda n: ledger.find(
                book, text=searched(n), kind=KINDS[n % 8], as_of=dt.date(2024, 1, 1), limit=20
            ),
        }
        for name, work in asks.items():
            times = timed(work, turns=100)
            say(database=kind_of(place), figure=name, **times, ratio_to_bare=times["p95_ms"] / limit["p95_ms"])
        ids = [c["id"] for c in ledger.find(book, fields=("id",), limit=5_000)]
        times = timed(lambda n: ledger.why(ids[(n * 37) % len(ids)], ledger=book), turns=100)
        say(database=kind_of(place), figure="why", **times, ratio_to_bare=times["p95_ms"] / limit["p95_ms"])


def audit(place: str) -> None:
    start = time.perf_counter()
    problems = ledger.audit_ledger(place)
    say(database=kind_of(place), figure="audit", seconds=time.perf_counter() - start, problems=len(problems))


BUYERS = ("ByteDance", "Alibaba", "Tencent", "Baidu", "Meituan", "Kuaishou")
CHIPS = ("H20", "A800", "H800", "H100", "A100", "Ascend 910B")
FIGURES = (  # two figures each, as news tells them
    "{who} ordered {many} {chip} chips from Nvidia for about US${money} million, people familiar with the matter said.",
    "{who} has installed {many} {chip} accelerators in a campus in Ulanqab, which draws {power} MW of power.",
    "According to two distributors, a server with eight {chip} processors now costs {price} yuan, {part}% more than in spring.",
    "{who} will spend US${money} million on data centres next year and plans to buy {many} {chip} processors.",
    "Inspur delivered {many} {chip} accelerators to {who} in March, and sales of its servers rose {part}% in the quarter.",
)
PLAIN = (
    "The company declined to comment on its purchases this week.",
    "Demand has held up even as the rules on exports were tightened again, and suppliers have had to change their plans.",
    "Engineers moved the older machines to inference, where their memory is still good enough for most of the work.",
    "A spokesperson said that the group follows the law wherever it does business and has nothing to add.",
    "Rivals are watching closely, since whoever trains the better model first may keep its customers for long.",
    "Analysts have pointed out that software, not silicon, keeps many buyers from changing their supplier.",
    "The ministry did not answer a request for comment, and the regulator could not be reached after office hours.",
    "Work on the site began in winter and went on through the holidays, neighbours said.",
)


def article(n: int) -> str:
    """A text of about 2 KB in plain English with ten figures to extract, as many as news of the kind holds."""
    chance = random.Random(n)
    plain = chance.sample(PLAIN, len(PLAIN))
    lines = [f"BEIJING, 2024-0{1 + n % 9}-{1 + n % 28:02} - Report number {n}."]
    for at, form in enumerate(chance.sample(FIGURES, len(FIGURES))):
        figure = form.format(
            who=chance.choice(BUYERS), chip=chance.choice(CHIPS), many=f"{chance.randrange(1, 90) * 1000:,}",
            money=chance.randrange(2, 900), power=chance.randrange(20, 300), part=chance.randrange(5, 60),
            price=f"{chance.randrange(80, 300) * 10_000:,}",
        )  # fmt: skip
        lines.append(f"{figure} {plain[at]} {plain[(at + 3) % len(plain)]} {plain[(at + 5) % len(plain)]}")
    return "\n".join(lines) + "\n"


def add(place: str, folder: Path, count: int) -> None:
    """`add` of new and then of known files, one process, with extraction; against its parts alone."""
    folder.mkdir()
    for n in range(count):
        (folder / f"a{n:06}.txt").write_text(article(n))
    paths = sorted(folder.iterdir())
    some = paths[: min(200, count)]
    for path in some[:20]:
        extracting.extract(reading.read(path))
    start = time.process_time()
    for path in some:
        extracting.extract(reading.read(path))
    alone = len(some) / (time.process_time() - start)
    before = time.process_time(), time.perf_counter()
    total = intake.add(folder, ledger=place, jobs=1, on=dt.date(2026, 1, 1))
    cpu, wall = time.process_time() - before[0], time.perf_counter() - before[1]
    say(
        database=kind_of(place), figure="add new", documents=total.new, claims=total.claims, per_cpu_s=count / cpu, per_wall_s=count / wall,
        extraction_alone_per_cpu_s=alone, ratio=(count / cpu) / alone, peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )  # fmt: skip
    start = time.perf_counter()
    for path in paths:
        hashlib.sha256(path.read_bytes()).hexdigest()
    hashing = count / (time.perf_counter() - start)
    start = time.perf_counter()
    total = intake.add(folder, ledger=place, jobs=1, on=dt.date(2026, 1, 1))
    rate = count / (time.perf_counter() - start)
    say(
        database=kind_of(place),
        figure="add known",
        documents=total.known,
        per_s=rate,
        hashing_alone_per_s=hashing,
        ratio=rate / hashing,
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--documents", type=int, default=2_000)
    asked.add_argument("--claims", type=int, default=10)
    asked.add_argument("--files", type=int, default=500)
    asked.add_argument("--postgres", default="", help="URL of an empty database")
    asked.add_argument("--folder", default="", help="where to work (default: a temporary folder)")
    given = asked.parse_args()
    folder = Path(given.folder or tempfile.mkdtemp(prefix="suanli-bench-"))
    say(
        figure="machine",
        cores=os.cpu_count(),
        load=os.getloadavg()[0],
        python=sys.version.split()[0],
        claims=given.documents * given.claims,
    )
    for place in filter(None, (str(folder / "bench.db"), given.postgres)):
        fill(place, given.documents, given.claims)
        add(place, folder / f"articles-{kind_of(place)}", given.files)
        ask(place, given.documents, given.claims)
        audit(place)
    say(figure="peak", mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
