"""Fit the weights by which the chips of claims are judged, and say how well they do on articles left out.

    python benchmarks/chips_fit.py [--write] [--judge] [--favour gold=3] [--test SET ...] [--fresh SET ...] -- SET ...

A SET is a folder with `corpus/index.csv`, its texts and `gold.csv`. Each annotated quantity gives its candidates with
their traits, which of them are right and which the rules chose. The rules look too good on articles that they were
written with, so on those sets their vote has weights of its own, which are not written; those of the `--fresh` sets,
which the rules had not seen, say what it is worth. `--judge` leaves a fifth of the fresh articles and every other set
out in turn. Needs scipy; the rest of suanli does not. Takes half a minute of one core for 13,000 claims.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from logit import Logit, Question
from scoring import scorer

from suanli import extract
from suanli.claims import about, extracting, scene, subjects
from suanli.display.claims import flat_claim
from suanli.reading import read

COLUMNS = tuple(dict.fromkeys(about.COLUMNS.values()))
RIDGE = {"all": 6.0, "own": 25.0}  # penalty of the weights of every kind and of those of one, by articles left out
WRONG_KIND = 0.3  # what a claim of another kind than annotated counts
FOLDS = 5
CLEAR = (0.0, 0.1, 0.3, 0.5, 1.0)


@dataclass
class Case:
    """A quantity: its set, article, kind, candidates' traits, which are right, which the rules chose."""

    place: str
    text: str
    kind: str
    kind_right: bool
    open: bool  # whether the weights are asked
    traits: list[dict[str, float]]
    right: list[bool]
    rule: int
    fresh: bool  # whether the rules were written without it


class Watch:
    """Keeps the candidates of every claim while texts are read, by its place, kind and chips; the rules decide."""

    def __init__(self) -> None:
        self.seen: dict[tuple[int, int, str, tuple[str, ...]], tuple[Any, Any, bool]] = {}
        extracting.subject = self.watch

    def watch(self, found: scene.Scene, drafts: Sequence[Any]) -> None:
        by_rule = [subjects.names_of(d.chips) for d in drafts]
        for index, draft in enumerate(drafts):
            one = about.asked(drafts, by_rule, index)
            told, _ = subjects.subjects(found, one)
            place = (draft.amount.start, draft.amount.end, draft.choice.kind, tuple(sorted(one.rule)))
            self.seen[place] = (one, told, about.doubtful(one))


def cases(folder: Path, watch: Watch, score: Any, *, fresh: bool) -> Iterator[Case]:
    """A case of every quantity of a set that an annotated one is aligned with."""
    _, texts, name = score.load_index(folder / "corpus")
    gold = score.read_gold(folder / "gold.csv", name, texts)
    place = f"{folder.parent.name}/{folder.name}"
    for row in csv.DictReader((folder / "corpus" / "index.csv").open(encoding="utf-8")):
        watch.seen.clear()
        claims = extract(read(folder / "corpus" / row["file"], published=row["published"])).claims
        given = [score.Claim(flat_claim(c) | {"_doc": row["id"]}, n, texts) for n, c in enumerate(claims)]
        found = [c for c in given if c.quant]
        _, _, wanted, _, pairs, *_ = score.score_doc(gold.get(row["id"], []), found)
        for at, (index, _) in pairs.items():
            claim = claims[found[index].n]
            seen = watch.seen.get((claim.start, claim.end, claim.kind, tuple(sorted(claim.chips))))
            if seen is None:
                continue
            one, told, open_ = seen
            right = [score.chips(sorted(names)) == wanted[at].chips for names in told]
            traits = [{k: round(v, 4) for k, v in c.traits().items() if v} for c in told.values()]
            kind_right = wanted[at].kind == claim.kind
            rule = list(told).index(one.rule)
            if not fresh:
                traits[rule] |= {"known": 1.0, f"known {one.by}": 1.0, f"known {bool(one.rule)}": 1.0}
            yield Case(place, f"{place}/{row['id']}", claim.kind, kind_right, open_, traits, right, rule, fresh)


def gathered(folders: Sequence[Path], *, fresh: bool) -> list[Case]:
    """The cases of some sets."""
    watch, score = Watch(), scorer()
    return [c for folder in folders for c in cases(folder, watch, score, fresh=fresh)]


def fitted(known: Sequence[Case], favour: Mapping[str, float]) -> Logit:
    """The weights learned from some cases; those of a set in `favour` count that often."""
    counts = [favour.get(c.place.split("/")[1], 1.0) * (1.0 if c.kind_right else WRONG_KIND) for c in known]
    asked = [Question(c.traits, c.right, column(c), count) for c, count in zip(known, counts, strict=True)]
    return Logit(asked, RIDGE, rounds=400)


def column(one: Case) -> str:
    return about.COLUMNS.get(one.kind, "rest")


def chosen(one: Case, scores: Sequence[float], clear: float) -> int:
    """The candidate preferred clearly to that of the rules, as in `about.chosen`."""
    best = max(range(len(scores)), key=scores.__getitem__)
    return best if one.open and scores[best] - scores[one.rule] > clear else one.rule


def judged(title: str, model: Logit, asked: Sequence[Case]) -> None:
    """Say what the rules and the weights have right, and what the weights mend and spoil, for some margins."""
    held, told = [model.scores(column(c), c.traits) for c in asked], []
    for clear in CLEAR:
        picks = [chosen(c, s, clear) for c, s in zip(asked, held, strict=True)]
        mended = sum(c.right[p] and not c.right[c.rule] for c, p in zip(asked, picks, strict=True))
        spoilt = sum(c.right[c.rule] and not c.right[p] for c, p in zip(asked, picks, strict=True))
        whole = sum((c.right[p] - c.right[c.rule]) * c.kind_right for c, p in zip(asked, picks, strict=True))
        told.append(f"{clear:g}: +{mended} -{spoilt} (L2 {whole:+})")
    rules, may = sum(c.right[c.rule] for c in asked), sum(any(c.right) for c in asked)
    print(
        f"{title:16} {len(asked):5} rules {rules} ({rules / len(asked):.3f}) at best {may}  " + "  ".join(told),
        flush=True,
    )


def left_out(known: Sequence[Case], favour: Mapping[str, float]) -> None:
    """Fit without a fifth of the fresh articles, or one of the other sets, at a time and judge those."""
    texts = sorted({c.text for c in known if c.fresh})
    random.Random(3).shuffle(texts)
    fold = {text: str(n % FOLDS) for n, text in enumerate(texts)}
    for part in sorted({fold.get(c.text, c.place) for c in known}):
        model = fitted([c for c in known if fold.get(c.text, c.place) != part], favour)
        judged(part, model, [c for c in known if fold.get(c.text, c.place) == part])


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("sets", nargs="+", type=Path)
    ask.add_argument("--fresh", nargs="*", type=Path, default=[], help="sets that the rules were written without")
    ask.add_argument("--test", nargs="*", type=Path, default=[], help="sets judged and never learnt from")
    ask.add_argument("--favour", action="append", default=[], metavar="SET=TIMES", help="count a set's cases so often")
    ask.add_argument("--judge", action="store_true", help="leave articles out in turn and judge them")
    ask.add_argument("--write", action="store_true", help="write catalog/data/weights/chips.csv")
    wish = ask.parse_args()
    favour = {name: float(times) for name, _, times in (f.partition("=") for f in wish.favour)}
    known = gathered(wish.sets, fresh=False) + gathered(wish.fresh, fresh=True)
    if wish.judge:
        left_out(known, favour)
    if not (wish.write or wish.test):
        return
    model = fitted(known, favour)
    for folder in wish.test:
        judged(str(folder), model, gathered([folder], fresh=True))
    if wish.write:
        rows = model.written("chips", COLUMNS, lambda trait: not trait.startswith("known"))
        print(f"{rows} rows of weights")


if __name__ == "__main__":
    sys.exit(main())
