"""Fit the weights by which organisations that no list holds are known, and say how well they do on articles left out.

    python benchmarks/names_fit.py gather CASES.jsonl SET ...
    python benchmarks/names_fit.py fit [--write] [--judge] [--test CASES.jsonl ...] CASES.jsonl ...

A SET is a folder with `corpus/index.csv`, its texts and `gold.csv`. `gather` keeps, for each name of a text that may be
one, its traits and whether it is: those that the annotation has act or stand on the other side and the catalog lacks,
and firms of the catalog, one struck out at a time as if it were unknown; against all else, outlets and officers of the
catalog among it. Needs scikit-learn; the rest of suanli does not.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scoring import scorer

from suanli.catalog.loading import DATA
from suanli.claims import mentions, unlisted
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.romanising import shown
from suanli.claims.scene import scene_of
from suanli.reading import read

STRUCK = 4  # firms of the catalog struck out, a text
COUNTS = {"gold": 2.0, "catalog": 0.5, "officer": 0.5, "rest": 1.0}
RIDGE = 2.0
CLEAR = (-0.5, 0.0, 0.5, 1.0)

Case = dict[str, Any]


class Watch:
    """Keeps what the finder of new names is asked for each text."""

    def __init__(self) -> None:
        self.asked: tuple[Any, ...] = ()
        self.known: list[Any] = []
        self._new = mentions.with_new
        mentions.with_new = self.watch

    def watch(self, raw: str, text: str, hits: Any, kept: Any, taken: Any, words: Any) -> Any:
        self.asked, self.known = (raw, text, hits, taken, words), list(kept)
        return self._new(raw, text, hits, kept, taken, words)


def cases(folder: Path, watch: Watch, score: Any) -> Iterator[Case]:
    """The cases of every text of a set."""
    wanted: dict[str, set[str]] = {}
    with (folder / "gold.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            names = {n.strip() for key in ("actor", "counterparty") for n in row[key].split(";")}
            wanted.setdefault(row["doc_id"], set()).update(*(score.orgs([n]) for n in names if n))
    with (folder / "corpus" / "index.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            text = f"{folder.parent.name}/{folder.name}/{row['id']}"
            scene_of(read(folder / "corpus" / row["file"], published=row["published"]))
            yield from of_text(text, watch, wanted.get(row["id"], set()), score)


def of_text(text: str, watch: Watch, wanted: set[str], score: Any) -> Iterator[Case]:
    """The names of a text that the catalog lacks, then its firms and officers, each struck out of the catalog."""
    raw, copy, hits, taken, words = watch.asked
    spans = [(m.start, m.end, m) for m in watch.known]
    column = unlisted.family(words)

    def names(struck: set[int]) -> list[unlisted.Named]:
        known = sorted([*taken, *((s, e) for s, e, m in spans if id(m) not in struck)])
        users = mentions.users([m for *_, m in spans if id(m) not in struck])
        return unlisted.named(unlisted.Told(raw, copy, hits, known, users, {}), words)

    told = set().union(*(score.orgs([m.party.name]) for *_, m in spans)) if spans else set()
    wanted = wanted - told
    for one in names(set()):
        right = is_wanted(one.name, wanted, score, words)
        yield case(text, column, one, "gold" if right else "rest", right)
    firms: dict[str, list[Any]] = {}
    for *_, m in spans:
        if not m.party.roles & STATES and "group" not in m.party.roles and m.kind != "model":
            key = "officer" if m.kind == "person" else "teller" if m.party.roles & TELLERS else m.party.name
            firms.setdefault(key, []).append(m)
    chosen = random.Random(text).sample(sorted(firms), min(STRUCK, len(firms)))
    for key in chosen:
        struck = {id(m) for m in firms[key]}
        places = {m.start: m.end for m in firms[key]}
        for one in names(struck):
            hit = [r for r in one.places if r.start in places]
            if hit and (places[hit[0].start] <= hit[0].end):
                firm = key not in {"officer", "teller"}
                yield case(text, column, one, "catalog" if firm else "officer", firm)


def is_wanted(name: str, wanted: set[str], score: Any, words: Any) -> bool:
    """Whether the annotation means a name: as written, as shown, or with a word more or less at its end."""
    for form in {
        name,
        shown(name, words),
        name.split(" ", maxsplit=1)[0] if len(name.split(" ", maxsplit=1)[0]) > 4 else name,
    }:
        keys = score.orgs([form])
        if keys & wanted or any(w.startswith(k) for k in keys if len(k) > 4 for w in wanted):
            return True
    return False


def case(text: str, column: str, one: unlisted.Named, sort: str, right: bool) -> Case:
    return {"text": text, "column": column, "name": one.name, "sort": sort, "right": right, "traits": one.traits}


def read_cases(paths: Sequence[Path]) -> list[Case]:
    return [json.loads(row) for path in paths for row in path.open(encoding="utf-8")]


class Fit:
    """Weights of traits, for every family of languages and for each."""

    def __init__(self, known: Sequence[Case]) -> None:
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression

        self.shape = DictVectorizer(sparse=True)
        grid = self.shape.fit_transform([self.row(c) for c in known])
        counts = [COUNTS[c["sort"]] for c in known]
        self.model = LogisticRegression(C=1 / RIDGE, max_iter=2000)
        self.model.fit(grid, [c["right"] for c in known], sample_weight=counts)

    def row(self, one: Case) -> dict[str, float]:
        found = {f"all|{t}": v for t, v in one["traits"].items()}
        return found | {f"{one['column']}|{t}": 0.7 * v for t, v in one["traits"].items()}

    def scores(self, asked: Sequence[Case]) -> list[float]:
        return list(self.model.decision_function(self.shape.transform([self.row(c) for c in asked])))

    def written(self) -> int:
        """Write the weights to the catalog; the number of rows."""
        table: dict[str, dict[str, float]] = {}
        for key, weight in zip(self.shape.feature_names_, self.model.coef_[0], strict=True):
            column, _, trait = key.partition("|")
            table.setdefault(trait, {})[column] = weight if column == "all" else 0.7 * weight
        table.setdefault("bias", {"all": 0.0})["all"] += self.model.intercept_[0]
        rows = []
        for trait, cells in sorted(table.items()):
            told = [
                f"{cells.get(k, 0.0):.2f}" if abs(cells.get(k, 0.0)) >= 0.05 else "" for k in ("all", *unlisted.COLUMNS)
            ]
            if any(told):
                rows.append([trait, *told])
        with (DATA / "weights" / "names.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([["trait", "all", *unlisted.COLUMNS], *rows])
        return len(rows)


def judged(title: str, asked: Sequence[Case], scores: Sequence[float]) -> None:
    """Say for some margins how many of the names annotated are found, and how many found are not annotated."""
    told = []
    for clear in CLEAR:
        held = [c for c, s in zip(asked, scores, strict=True) if s > clear and c["sort"] in {"gold", "rest"}]
        right = sum(c["right"] for c in held)
        told.append(f"{clear:g}: {right} of {len(held)}")
    firms = [s > 0 for c, s in zip(asked, scores, strict=True) if c["sort"] == "catalog"]
    others = [s > 0 for c, s in zip(asked, scores, strict=True) if c["sort"] == "officer"]
    wanted = sum(c["sort"] == "gold" for c in asked)
    print(f"{title:24} wanted {wanted}  found " + "  ".join(told) +
          f"  firms {sum(firms)} of {len(firms)}, officers and outlets {sum(others)} of {len(others)}", flush=True)  # fmt: skip


def left_out(known: Sequence[Case], folds: int = 5) -> None:
    """Fit without a fifth of the articles at a time and judge those."""
    texts = sorted({c["text"] for c in known})
    random.Random(3).shuffle(texts)
    fold = {text: n % folds for n, text in enumerate(texts)}
    scores: dict[int, float] = {}
    for n in range(folds):
        model = Fit([c for c in known if fold[c["text"]] != n])
        apart = [k for k, c in enumerate(known) if fold[c["text"]] == n]
        scores.update(zip(apart, model.scores([known[k] for k in apart]), strict=True))
    for column in (*unlisted.COLUMNS, ""):
        own = [k for k, c in enumerate(known) if c["column"] == column or not column]
        judged(column or "all", [known[k] for k in own], [scores[k] for k in own])
    missed = [(round(scores[k], 1), c["name"]) for k, c in enumerate(known) if c["sort"] == "gold" and scores[k] < 0]
    extra = [(round(scores[k], 1), c["name"]) for k, c in enumerate(known) if c["sort"] == "rest" and scores[k] > 0]
    for title, names in (("missed", missed), ("besides", extra)):
        print(title, len(names), random.Random(1).sample(names, min(120, len(names))))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("task", choices=("gather", "fit"))
    ask.add_argument("paths", nargs="+", type=Path)
    ask.add_argument("--judge", action="store_true", help="leave a fifth of the articles out in turn and judge them")
    ask.add_argument("--test", nargs="*", type=Path, default=[], help="cases judged and never learnt from")
    ask.add_argument("--write", action="store_true", help="write catalog/data/weights/names.csv")
    wish = ask.parse_args()
    if wish.task == "gather":
        watch, score = Watch(), scorer()
        with wish.paths[0].open("w", encoding="utf-8") as out:
            for folder in wish.paths[1:]:
                out.writelines(json.dumps(c, ensure_ascii=False) + "\n" for c in cases(folder, watch, score))
        return
    known = read_cases(wish.paths)
    if wish.judge:
        left_out(known)
    if wish.write or wish.test:
        model = Fit(known)
        for path in wish.test:
            asked = read_cases([path])
            judged(path.stem, asked, model.scores(asked))
        if wish.write:
            print(f"{model.written()} rows of weights")


if __name__ == "__main__":
    sys.exit(main())
