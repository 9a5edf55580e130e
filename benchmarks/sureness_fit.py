"""Fit the weights that say how likely a claim is right, and say how well they keep it on sets left out.

    python benchmarks/sureness_fit.py fit [--write] [--count tenth=0.3] SET ...
    python benchmarks/sureness_fit.py test SET ...

A SET is a folder with `corpus/index.csv`, its texts and `gold.csv`. A claim is right where an annotated one has its value
and unit, and then its kind, its chips, its parties (`claim`: all of these) and its stance; of repeats that differ from
their annotated claim only the value is asked. `fit` leaves each set out in turn and prints, for each question, how often
a right claim is surer than a wrong one (AUC, 0.5 by chance), what was promised and what was kept, and the mean distance
of the two by tenths of the claims. `test` prints the same for the weights as they are, by what the claims say.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scoring import scorer

from suanli import extract
from suanli.catalog.loading import DATA
from suanli.claims import extracting
from suanli.claims.sureness import FIELDS, WHOLE, sure_traits
from suanli.display.claims import flat_claim
from suanli.reading import read

QUESTIONS = (WHOLE, *FIELDS)
RIDGE = 10.0  # penalty of the square of a weight, chosen with whole sets left out
LEAST = 0.02  # a weight below this is left out of the file


@dataclass
class Case:
    """One claim with a figure: its set, traits, what it says of itself, and what of it is right."""

    place: str
    traits: dict[str, float]
    confidence: float
    right: dict[str, bool]


def watched() -> dict[str, list[tuple[Any, dict[str, float]]]]:
    """The claims made from now on with their traits, by document."""
    made: dict[str, list[tuple[Any, dict[str, float]]]] = {}
    plain = extracting.claim_of

    def kept(scene: Any, draft: Any, parties: Any, period: Any, flags: Any) -> Any:
        claim = plain(scene, draft, parties, period, flags)
        made.setdefault(claim.doc_id, []).append((claim, sure_traits(scene, draft, parties[0], flags)))
        return claim

    extracting.claim_of = kept
    return made


def right(score: Any, wanted: Sequence[Any], found: Sequence[Any]) -> list[dict[str, bool]]:
    """What of each found claim with a figure is right, in their order."""
    _, _, gold, said, pairs, _, best = score.score_doc(wanted, found)
    groups, matched = score.groups_of(gold), {}
    for at, (index, level) in pairs.items():
        if index not in matched or level > matched[index][1]:
            matched[index] = (gold[at], level)
    told = []
    for index, claim in enumerate(said):
        if index not in matched:
            if best[index] >= 3:
                told.append(dict.fromkeys(QUESTIONS, True))  # a repeat
            else:  # of a repeat that differs nothing is asked but its value
                told.append({"quantity": True} if best[index] else {"quantity": False, WHOLE: False})
            continue
        other = matched[index][0]
        fields = {
            "quantity": True,
            "kind": other.kind == claim.kind,
            "chips": other.chips == claim.chips,
            "actors": bool(score.same_actors(other, claim, groups.get(id(other)))),
            "stance": claim.stance in other.stances,
        }
        told.append(fields | {WHOLE: fields["kind"] and fields["chips"] and fields["actors"]})
    return told


def cases(folder: Path, made: dict[str, list[tuple[Any, dict[str, float]]]]) -> Iterator[Case]:
    """Every claim with a figure of a set."""
    score, traits = scorer(), {}
    rows = list(csv.DictReader((folder / "corpus" / "index.csv").open(encoding="utf-8")))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for row in rows:
            document = read(folder / "corpus" / row["file"], published=row["published"])
            made.clear()
            claims = extract(document).claims
            told = {id(claim): known for claim, known in made.get(document.id, [])}
            for claim in claims:
                traits[len(traits)] = told.get(id(claim))
                out.write(json.dumps(flat_claim(claim) | {"doc_id": row["id"], "at": len(traits) - 1}) + "\n")
        out.flush()
        _, texts, name = score.load_index(folder / "corpus")
        gold = score.read_gold(folder / "gold.csv", name, texts)
        found = score.read_pred(Path(out.name), name, texts)
    for row in rows:
        said = found.get(row["id"], [])
        for claim, verdict in zip(
            [c for c in said if c.quant], right(score, gold.get(row["id"], []), said), strict=True
        ):
            known = traits[claim.raw["at"]]
            if known is not None:
                yield Case(folder.name, known, float(claim.raw.get("confidence", 1.0)), verdict)


class Fit:
    """A ridge-penalised logistic regression over traits that are there or not, by Newton's method."""

    def __init__(self, known: Sequence[Case], question: str, counts: dict[str, float]) -> None:
        """Fitted on the cases of which the question is answered."""
        answered = [c for c in known if question in c.right]
        self.places = {name: n for n, name in enumerate(sorted({t for c in answered for t in c.traits}))}
        grid = self._grid(answered)
        truth = np.array([c.right[question] for c in answered], dtype=float)
        count = np.array([counts.get(c.place, 1.0) for c in answered])
        ridge = np.full(len(self.places), RIDGE)
        ridge[self.places["always"]] = 0.01
        self.weights = np.zeros(len(self.places))
        for _ in range(12):
            chance = 1 / (1 + np.exp(-grid @ self.weights))
            slope = grid.T @ (count * (truth - chance)) - ridge * self.weights
            bend = (grid.T * (count * chance * (1 - chance))) @ grid + np.diag(ridge)
            self.weights += np.linalg.solve(bend, slope)

    def _grid(self, some: Sequence[Case]) -> Any:
        grid = np.zeros((len(some), len(self.places)))
        for row, case in enumerate(some):
            grid[row, [self.places[t] for t in case.traits if t in self.places]] = 1.0
        return grid

    def chances(self, some: Sequence[Case]) -> Any:
        return 1 / (1 + np.exp(-self._grid(some) @ self.weights))


def judged(chances: Any, truth: Any) -> str:
    """How well chances tell right from wrong, and how well they are kept."""
    order = np.argsort(chances, kind="stable")
    _, places, sizes = np.unique(chances, return_inverse=True, return_counts=True)
    ends = np.cumsum(sizes)
    ranks = (ends - (sizes - 1) / 2)[places]  # ties share the mean of their ranks
    good = int(truth.sum())
    area = (ranks[truth].sum() - good * (good + 1) / 2) / max(good * (len(truth) - good), 1)
    tenths = np.array_split(order, 10)
    apart = sum(len(t) * abs(chances[t].mean() - truth[t].mean()) for t in tenths if len(t)) / len(order)
    return f"AUC {area:.3f}, promised {chances.mean():.3f}, kept {truth.mean():.3f}, apart {apart:.3f}, {len(truth)} claims"


def fit(folders: Sequence[Path], counts: dict[str, float], *, write: bool) -> None:
    """Fit and judge on sets left out in turn; `write` keeps the weights of all sets."""
    made = watched()
    known = [c for folder in folders for c in cases(folder, made)]
    for question in QUESTIONS:
        for place in [f.name for f in folders] if len(folders) > 1 else []:
            left = [c for c in known if c.place == place and question in c.right]
            model = Fit([c for c in known if c.place != place], question, counts)
            truth = np.array([c.right[question] for c in left])
            print(f"{question:9s}{place:12s}{judged(model.chances(left), truth)}", flush=True)
    if not write:
        return
    models = {question: Fit(known, question, counts) for question in QUESTIONS}
    with (DATA / "weights" / "sureness.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["family", "group", "trait", *QUESTIONS])
        for trait in sorted(models[WHOLE].places):
            weights = [m.weights[m.places[trait]] if trait in m.places else 0.0 for m in models.values()]
            cells = [f"{w:.2f}" if abs(w) >= LEAST else "" for w in weights]
            if any(cells):
                rows.writerow(["", "", trait, *cells])


def test(folders: Sequence[Path]) -> None:
    """What the claims of sets say of themselves, and what of it holds."""
    made, everything = watched(), []
    for folder in folders:
        some = list(cases(folder, made))
        everything += some
        print(f"{folder.name:16s}{judged(*_said(some))}", flush=True)
    chances, truth = _said(everything)
    print(f"{'all':16s}{judged(chances, truth)}")
    for low in np.arange(0.0, 1.0, 0.1):
        inside = (chances >= low - 1e-9) & (chances < low + 0.1 - 1e-9)
        if inside.any():
            print(f"{low:.1f} to {low + 0.1:.1f}: {inside.sum():5d} claims, {truth[inside].mean():.3f} right")


def _said(some: Sequence[Case]) -> tuple[Any, Any]:
    return np.array([c.confidence for c in some if WHOLE in c.right]), np.array(
        [c.right[WHOLE] for c in some if WHOLE in c.right]
    )


def main() -> None:
    """Read the words of the command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("verb", choices=("fit", "test"))
    words.add_argument("sets", nargs="+", type=Path)
    words.add_argument("--write", action="store_true")
    words.add_argument("--count", action="append", default=[], help="how often a claim of a set counts: tenth=0.3")
    asked = words.parse_args()
    if asked.verb == "test":
        test(asked.sets)
        return
    counts = {name: float(value) for name, _, value in (c.partition("=") for c in asked.count)}
    fit(asked.sets, counts, write=asked.write)


if __name__ == "__main__":
    main()
