"""How often a claim that the fleet model weighs is wrong, by field: the claims extracted from corpora with a gold list.

    PYTHONPATH=src python benchmarks/extraction_errors.py ../shared/gold/score.py tests/gate/own tests/gate/third

Of the extracted claims with a figure of kinds that count for fleets: the part whose figure no gold claim has, and of
those matched the part with another family of kind, other chips, other holders. `any` is the part with one of these:
the pin `extraction` in constants/fleets.toml.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from scoring import scorer

from suanli.claims import extract
from suanli.display.claims import flat_claim
from suanli.reading import read

WEIGHED = {"order", "stock", "delivery", "supply", "training", "capex", "usage"}
HAVE = {"order", "stock", "delivery", "capex", "transfer"}  # retold as each other, told apart by status


def pairs(score, place):
    """(extracted claim, its gold claim or None) of every weighed claim of a corpus."""
    corpus = place / "corpus"
    rows = [flat_claim(c) for path in sorted(corpus.glob("*.txt")) for c in extract(read(path)).claims]
    _, texts, name = score.load_index(corpus)
    gold = score.read_gold(place / "gold.csv", name, texts)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        out.write("".join(json.dumps(r) + "\n" for r in rows))
        out.flush()
        found = score.read_pred(out.name, name, texts)
    for document in sorted(gold):
        _, _, golden, said, pair, *_ = score.score_doc(gold[document], found.get(document, []))
        other = {j: golden[i] for i, (j, level) in pair.items() if level}
        for at, claim in enumerate(said):
            if claim.kind in WEIGHED:
                match = other.get(at) or next((g for g in golden if score.l1(g, claim)), None)
                yield claim, match


def errors(score, claim, match):
    """The fields that are wrong."""
    if match is None:
        return ["figure"]
    same = claim.kind == match.kind or {claim.kind, match.kind} <= HAVE
    found = [] if same else ["kind"]
    found += [] if claim.chips == match.chips else ["chips"]
    found += [] if score.same_actors(match, claim) else ["holders"]
    return found


def main():
    """Print the parts by corpus and in all."""
    score = scorer(Path(sys.argv[1]))
    total, count = Counter(), 0
    for place in map(Path, sys.argv[2:]):
        own, size = Counter(), 0
        for claim, match in pairs(score, place):
            wrong = errors(score, claim, match)
            own.update(wrong)
            own["any"] += bool(wrong)
            size += 1
        print(place.name, size, {k: round(v / size, 3) for k, v in sorted(own.items())})
        total += own
        count += size
    print("all", count, {k: round(v / count, 3) for k, v in sorted(total.items())})


if __name__ == "__main__":
    main()
