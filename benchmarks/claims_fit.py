"""Fit the weights by which kinds and stances of claims are judged, and say how well they do on articles left out.

    python benchmarks/claims_fit.py [--write] [--judge] [--drop 0.3] [--rounds 4] [--favour gold=3] SET ...

A SET is a folder with `corpus/index.csv`, its texts and `gold.csv` (those of `tests/gate`, or the annotated corpus).
Features, which tell of many matters in turn, are not learnt from. Besides the texts as they are, every round reads
them with a share of all cue and stance words struck out at random: what the weights learn then holds where verbs stand
that no list knows. Needs scikit-learn; the rest of suanli does not.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from scoring import scorer

from suanli import extract
from suanli.catalog.loading import DATA
from suanli.claims import drafting, extracting, heard, lexicon, scene, scopes, traits, verdicts
from suanli.display.claims import flat_claim
from suanli.reading import read

STRENGTH = {"kinds": 0.1, "stances": 0.1}  # inverse of the ridge penalty, chosen with whole sets left out
# groups of traits that are weighed by family too
APART = frozenset(
    {"near", "context", "size", "line", "role", "beside", "rule_score", "rule", "told", "governs", "kind"}
    | {"adjacent", "firm", "parts"}
)
LEAST = 0.02  # a weight below this is left out of the file


@dataclass
class Case:
    """One annotated quantity: its set and text, the question's traits, its family, what the rules said, the truth."""

    place: str
    text: str
    traits: traits.Traits
    family: str
    rule: str
    truth: str


def around(found: scene.Scene, line: scene.Line) -> traits.Traits:
    return traits.line_traits(found, line) + traits.text_traits(found)


class Watch:
    """Keeps the traits of every judgement while texts are read, by where their quantity stands; the rules decide."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[int, int], tuple[traits.Traits, str, str]] = {}
        self.stances: dict[tuple[int, int], tuple[traits.Traits, str, str]] = {}
        drafting.kind_of, extracting.voiced = self.kind, self.voice

    def kind(self, found: scene.Scene, line: scene.Line, amount: Any, choice: Any) -> str:
        if verdicts.judged(amount, choice):
            told = traits.kind_traits(found, line, amount, choice) + around(found, line)
            self.kinds[amount.start, amount.end] = (told, amount.family, choice.kind)
        return str(choice.kind)

    def voice(self, found: scene.Scene, draft: Any) -> Any:
        amount, stance = draft.amount, draft.voice.stance
        if stance != "denied":
            told = traits.stance_traits(found, draft) + around(found, draft.line)
            told += heard.heard_before(found, draft.line) + heard.heard_in_text(found)
            self.stances[amount.start, amount.end] = (told, amount.family, stance)
        return draft.voice


def thinned(drop: float, seed: int) -> dict[str, lexicon.Lexicon]:
    """Lexicons by language, made as they are asked for, without a share of their cue and stance words."""

    class Made(dict[str, lexicon.Lexicon]):
        def __missing__(self, language: str) -> lexicon.Lexicon:
            rng = random.Random(f"{seed} {language}")
            forms = []
            for form in lexicon._forms(language):  # noqa: SLF001 - a measurement of its insides
                tables = {
                    table: {k: [w for w in words if rng.random() > drop] for k, words in getattr(form, table).items()}
                    for table in ("stance", "cues")
                }
                forms.append(msgspec.structs.replace(form, **tables))
            self[language] = lexicon.Lexicon(language, tuple(forms))
            return self[language]

    return Made()


def cases(folder: Path, watch: Watch, score: Any) -> Iterator[tuple[str, Case]]:
    """(question, case) of every quantity of a set that an annotated one is aligned with."""
    told: dict[int, dict[str, Any]] = {}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for row in csv.DictReader((folder / "corpus" / "index.csv").open(encoding="utf-8")):
            document = read(folder / "corpus" / row["file"], published=row["published"])
            if scopes.is_long(scene.scene_of(document)):
                continue
            watch.kinds.clear()
            watch.stances.clear()
            for claim in extract(document).claims:
                place = (claim.start, claim.end)
                told[len(told) + 1] = {"kinds": watch.kinds.get(place), "stances": watch.stances.get(place)}
                out.write(json.dumps(flat_claim(claim) | {"doc_id": row["id"]}) + "\n")
        out.flush()
        language, texts, name = score.load_index(folder / "corpus")
        gold = score.read_gold(folder / "gold.csv", name, texts)
        found = score.read_pred(Path(out.name), name, texts)
    for text in language:
        _, _, wanted, given, pairs, *_ = score.score_doc(gold.get(text, []), found.get(text, []))
        for at, (index, _) in pairs.items():
            truth = {"kinds": wanted[at].kind, "stances": wanted[at].stance}
            for question, seen in told[given[index].n].items():
                if seen is not None and truth[question] and truth[question] != "denied":
                    yield question, Case(folder.name, text, *seen, truth[question])


def flat(case: Case) -> dict[str, float]:
    """Traits with their weights for all families and, apart, for the case's own."""
    found: dict[str, float] = {}
    for group, values in case.traits:
        for name, value in values.items():
            if name == "every":
                continue  # the regression has a constant of its own
            found[f"\t{group}\t{name}"] = value
            if group in APART:
                found[f"{case.family}\t{group}\t{name}"] = value
    return found


def fitted(known: list[Case], question: str, favour: Mapping[str, float]) -> tuple[Any, Any]:
    """The table of traits and the regression of a question; cases of a set in `favour` count that often."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    table = DictVectorizer()
    grid = table.fit_transform([flat(c) for c in known])
    model = LogisticRegression(C=STRENGTH[question], max_iter=4000)
    counts = [favour.get(c.place, 1.0) for c in known]
    return table, model.fit(grid, [c.truth for c in known], sample_weight=counts)


def right(table: Any, model: Any, asked: list[Case]) -> int:
    given = model.predict(table.transform([flat(c) for c in asked]))
    return sum(a == c.truth for a, c in zip(given, asked, strict=True))


def written(question: str, table: Any, model: Any) -> int:
    """Write the weights of a question into the catalog; the number of rows."""
    path = DATA / "weights" / f"{question}.csv"
    path.parent.mkdir(exist_ok=True)
    labels = list(model.classes_)
    rows: list[list[str]] = [["", "form", "every", *(f"{b:.2f}" for b in model.intercept_)]]
    for name, column in sorted(table.vocabulary_.items()):
        cells = [f"{w:.2f}" if abs(w) >= LEAST else "" for w in model.coef_[:, column]]
        if any(cells):
            rows.append([*name.split("\t"), *cells])
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([["family", "group", "trait", *labels], *rows])
    return len(rows)


def gathered(folders: list[Path], drop: float, rounds: int) -> Mapping[str, tuple[list[Case], list[Case]]]:
    """Cases of each question: as the texts are read, and with words struck out."""
    watch, score = Watch(), scorer()
    whole = scene.lexicon
    found: dict[str, tuple[list[Case], list[Case]]] = {q: ([], []) for q in STRENGTH}
    for round_ in range(rounds + 1):
        if round_:
            made = thinned(drop, round_)
            scene.lexicon = lambda language, made=made: made[language]  # type: ignore[assignment]
        for folder in folders:
            for question, case in cases(folder, watch, score):
                found[question][bool(round_)].append(case)
    scene.lexicon = whole
    return found


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("sets", nargs="+", type=Path)
    ask.add_argument("--drop", type=float, default=0.3, help="share of the words struck out in a round")
    ask.add_argument("--rounds", type=int, default=4)
    ask.add_argument("--leave", action="append", default=[], help="a set judged but never learnt from")
    ask.add_argument("--favour", action="append", default=[], metavar="SET=TIMES", help="count a set's cases so often")
    ask.add_argument("--judge", action="store_true", help="leave each set out in turn and count what is right")
    ask.add_argument("--write", action="store_true", help="write catalog/data/weights")
    wish = ask.parse_args()
    favour = {name: float(times) for name, _, times in (f.partition("=") for f in wish.favour)}
    for question, (plain, struck) in gathered(wish.sets, wish.drop, wish.rounds).items():
        every = plain + struck
        for left in sorted({c.place for c in plain}) if wish.judge else ():
            known = [c for c in every if c.place not in {left, *wish.leave}]
            asked = [c for c in plain if c.place == left]
            hits, rules = right(*fitted(known, question, favour), asked), sum(c.rule == c.truth for c in asked)
            print(f"{question:8} {left:10} left out: {hits / len(asked):.3f} right of {len(asked)}, "
                  f"rules alone {rules / len(asked):.3f}", flush=True)  # fmt: skip
        if wish.write:
            table, model = fitted([c for c in every if c.place not in wish.leave], question, favour)
            print(f"{question}: {written(question, table, model)} rows of weights")


if __name__ == "__main__":
    sys.exit(main())
