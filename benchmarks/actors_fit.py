"""Fit the weights by which the actors of claims are judged, and say how well they do on articles left out.

    python benchmarks/actors_fit.py gather CASES.jsonl SET ...
    python benchmarks/actors_fit.py fit [--write] [--judge] [--test CASES.jsonl ...] [--fresh CASES.jsonl ...] -- CASES.jsonl ...

A SET is a folder with `corpus/index.csv`, its texts and `gold.csv`. `gather` keeps, for each annotated quantity, the
candidates with their traits, which of them are right and whom the rules chose. The rules look too good on articles
that they were written with, so there their vote has weights of its own, which are not written; that on the `--fresh`
sets, which the rules know little better than ones never seen, says what it is worth. `--judge` leaves a fifth of the
articles out in turn. Needs scipy; the rest of suanli does not.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from logit import Logit, Question
from scoring import scorer

from suanli import extract
from suanli.claims import candidates as casts
from suanli.claims import extracting
from suanli.claims.casting import COLUMNS as COLUMN
from suanli.claims.casting import NOBODY, doubtful
from suanli.claims.drafting import settled
from suanli.display.claims import flat_claim
from suanli.reading import read

COLUMNS = ("order", "stock", "capex", "use", "transfer", "make", "price")
RIDGE = {"all": 5.0, "own": 20.0}  # penalty of the weights of every kind and of those of one, by articles left out
WRONG_KIND = 0.3  # what a claim of another kind than annotated counts: who acts depends on the kind
CLEAR = (0.0, 0.2, 0.5)
VOTE = re.compile("rule|claims (all|kind)|^was ")  # traits that say what the rules chose
KNOWN = "known: "  # before such traits of a set that the rules were written with


@dataclass
class Case:
    """A quantity: its article, kind, candidates' traits, which are right and which the rules chose, were they right.

    `level` says how far the claim is right otherwise: 1 with its kind, 2 with its chips and stance too; `plain`, that
    the weights are not asked.
    """

    text: str
    kind: str
    level: int
    plain: bool
    traits: list[dict[str, float]]
    named: list[bool]
    right: list[bool]
    rule: int
    rule_right: bool


class Watch:
    """Keeps the candidates of every claim while texts are read, by its place and kind; the rules decide."""

    def __init__(self) -> None:
        self.seen: dict[tuple[int, int, str], tuple[casts.Played, dict[casts.Names, casts.Candidate], bool]] = {}
        self._flags = extracting.flags_of
        extracting.flags_of = self.watch  # called with all drafts, by today's engine and by earlier ones
        if hasattr(extracting, "cast"):
            extracting.cast = lambda _, drafts: [settled(d) for d in drafts]

    def watch(self, scene: Any, drafts: Sequence[Any]) -> Any:
        rules = [settled(d) for d in drafts]
        played = casts.played_of(drafts, rules)
        told = casts.told_by_kind(played)
        for one in played:
            place = (one.draft.amount.start, one.draft.amount.end, one.draft.choice.kind)
            plain = not doubtful(scene, one)
            self.seen[place] = (one, casts.candidates(scene, told, one), plain)
        return self._flags(scene, drafts)


def cases(folder: Path, watch: Watch, score: Any) -> Iterator[Case]:
    """A case of every quantity of a set that an annotated one is aligned with."""
    _, texts, name = score.load_index(folder / "corpus")
    gold = score.read_gold(folder / "gold.csv", name, texts)
    for row in csv.DictReader((folder / "corpus" / "index.csv").open(encoding="utf-8")):
        watch.seen.clear()
        claims = extract(read(folder / "corpus" / row["file"], published=row["published"])).claims
        given = [score.Claim(flat_claim(c) | {"_doc": row["id"]}, n, texts) for n, c in enumerate(claims)]
        found = [c for c in given if c.quant]
        _, _, wanted, _, pairs, *_ = score.score_doc(gold.get(row["id"], []), found)
        groups = score.groups_of(wanted)
        for at, (index, _) in pairs.items():
            claim = claims[found[index].n]
            seen = watch.seen.get((claim.start, claim.end, claim.kind))
            if seen is not None:
                text = f"{folder.parent.name}/{folder.name}/{row['id']}"
                yield case(score, text, (wanted[at], found[index]), groups.get(id(wanted[at])), seen)


def case(score: Any, text: str, pair: tuple[Any, Any], joint: Any, seen: Any) -> Case:
    """The case of one aligned quantity: a candidate is right where the annotation names it and nobody else."""
    truth, given = pair
    played, told, plain = seen
    named, right = [], []
    for names in told:
        others = (played.others | played.actors if names <= played.others else played.others) - names
        as_if = SimpleNamespace(actors=score.orgs(sorted(names)), cp=score.orgs(sorted(others)))
        named.append(as_if.actors in (truth.actors, joint) if joint else as_if.actors == truth.actors)
        right.append(bool(score.same_actors(truth, as_if, joint)) if names else named[-1])
    named = named if any(named) else [r and bool(n) for n, r in zip(told, right, strict=True)]
    traits = [{k: round(v, 4) for k, v in c.traits().items() if v} for c in told.values()]
    rule = list(told).index(played.actors)
    level = (truth.kind == given.kind) * (1 + (truth.chips == given.chips and given.stance in truth.stances))
    return Case(
        text, given.kind, level, plain, traits, named, right, rule, bool(score.same_actors(truth, given, joint))
    )


def read_cases(paths: Sequence[Path], *, fresh: bool = True) -> list[Case]:
    """The cases of some files; those of sets that the rules know keep their vote apart."""
    found = [Case(**json.loads(row)) for path in paths for row in path.open(encoding="utf-8")]
    for one in [] if fresh else found:
        one.traits = [{(KNOWN + k if VOTE.search(k) else k): v for k, v in t.items()} for t in one.traits]
    return found


def fitted(known: Sequence[Case], favour: Mapping[str, float]) -> Logit:
    """The weights learned from some cases; those of a set in `favour` count that often."""
    counts = [favour.get(c.text.split("/")[1], 1.0) * (1.0 if c.level else WRONG_KIND) for c in known]
    asked = [Question(c.traits, c.named, column(c), count) for c, count in zip(known, counts, strict=True)]
    return Logit(asked, RIDGE, rounds=600)


def chosen(one: Case, scores: Sequence[float], clear: float) -> int:
    """The candidate preferred clearly to that of the rules, as in `casting.chosen`."""
    open_ = [n for n, t in enumerate(one.traits) if n == one.rule or "none" not in t or one.kind in NOBODY]
    best = max(open_, key=scores.__getitem__)
    asked = column(one) in COLUMNS and not one.plain
    return best if asked and scores[best] - scores[one.rule] > clear else one.rule


def column(one: Case) -> str:
    return COLUMN.get(one.kind, one.kind)


def judged(title: str, scores: Callable[[Case], Sequence[float]], asked: Sequence[Case]) -> None:
    """Say what the rules and the weights have right, and what the weights mend and spoil, for some margins."""
    held, told = [scores(c) for c in asked], []
    for clear in CLEAR:
        picks = [chosen(c, s, clear) for c, s in zip(asked, held, strict=True)]
        right = [c.rule_right if p == c.rule else c.right[p] for c, p in zip(asked, picks, strict=True)]
        mended = sum(r and not c.rule_right for c, r in zip(asked, right, strict=True))
        spoilt = sum(c.rule_right and not r for c, r in zip(asked, right, strict=True))
        whole = sum((r - c.rule_right) * (c.level == 2) for c, r in zip(asked, right, strict=True))
        told.append(f"{clear:g}: {sum(right)} (+{mended} -{spoilt}, whole claims {whole:+})")
    print(f"{title:28} {len(asked):5} rules {sum(c.rule_right for c in asked)}  weights " + "  ".join(told), flush=True)


def left_out(known: Sequence[Case], favour: Mapping[str, float], folds: int = 5) -> None:
    """Fit without a fifth of the articles at a time and judge those, set by set."""
    texts = sorted({c.text for c in known})
    random.Random(3).shuffle(texts)
    fold = {text: n % folds for n, text in enumerate(texts)}
    models = [fitted([c for c in known if fold[c.text] != n], favour) for n in range(folds)]

    def apart(one: Case) -> list[float]:
        return models[fold[one.text]].scores(column(one), one.traits)

    for place in sorted({c.text.rsplit("/", 1)[0] for c in known}):
        judged(place, apart, [c for c in known if c.text.rsplit("/", 1)[0] == place])
    judged("all", apart, known)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("task", choices=("gather", "fit"))
    ask.add_argument("paths", nargs="+", type=Path)
    ask.add_argument("--judge", action="store_true", help="leave a fifth of the articles out in turn and judge them")
    ask.add_argument("--test", nargs="*", type=Path, default=[], help="cases judged and never learnt from")
    ask.add_argument("--fresh", nargs="*", type=Path, default=[], help="cases of sets that the rules hardly know")
    ask.add_argument("--favour", action="append", default=[], metavar="SET=TIMES", help="count a set's cases so often")
    ask.add_argument("--write", action="store_true", help="write catalog/data/weights/actors.csv")
    wish = ask.parse_args()
    if wish.task == "gather":
        watch, score = Watch(), scorer()
        with wish.paths[0].open("w", encoding="utf-8") as out:
            for folder in wish.paths[1:]:
                out.writelines(json.dumps(vars(c)) + "\n" for c in cases(folder, watch, score))
        return
    favour = {name: float(times) for name, _, times in (f.partition("=") for f in wish.favour)}
    known = read_cases(wish.paths, fresh=False) + read_cases(wish.fresh)
    if wish.judge:
        left_out(known, favour)
    if not (wish.write or wish.test):
        return
    model = fitted(known, favour)
    for path in wish.test:
        judged(path.stem, lambda c: model.scores(column(c), c.traits), read_cases([path]))
    if wish.write:
        print(f"{model.written('actors', COLUMNS, lambda name: not name.startswith(KNOWN))} rows of weights")


if __name__ == "__main__":
    sys.exit(main())
