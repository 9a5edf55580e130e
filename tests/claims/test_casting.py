"""Learned actors: when the weights are asked, what they may overrule, and that no weight waits for a trait unmade."""

from __future__ import annotations

import pytest

from suanli import catalog, extract
from suanli.claims import casting, extracting
from suanli.claims.candidates import Candidate, Part
from suanli.terms import Document

STORY = (
    "Microsoft will use 200,000 Nvidia GB300 let by Nscale. The machines are built by Dell. About 104,000 accelerators "
    "will stand in Texas, in a data centre of 240 megawatts that Nscale leases from Ionic Digital; later it could reach "
    "1.2 gigawatts. Lawton in England gets a further 23,000 GPUs, a campus of 50 megawatts."
)
OTHERS = " Microsoft and Meta have bought chips for $16 billion."


def document(text: str) -> Document:
    return Document(id="t", name="t", sha256="", original=text, text=text, language="en")


def candidate(**traits: float) -> Candidate:
    return Candidate(dict(traits), (Part({"shared": 1.0}),))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The traits of all candidates while the story is read, whatever the claim."""
    found: set[str] = set()

    def chosen(candidates, rule, kind):
        found.update(name for c in candidates.values() for name in c.traits())
        return rule

    monkeypatch.setattr(casting, "doubtful", lambda one: True)
    monkeypatch.setattr(casting, "chosen", chosen)
    monkeypatch.setattr(casting, "COLUMNS", casting.COLUMNS | {"policy": "order", "price": "price", "other": "order"})
    extract(document(STORY + OTHERS))
    return found


def test_others_act_only_where_they_weigh_clearly_more(monkeypatch: pytest.MonkeyPatch):
    """A lead below the margin leaves the rules' actor; shared traits count for all; nobody needs a kind that allows it."""
    monkeypatch.setattr(casting, "weights_of", lambda column: {"a": 1.0, "shared": 5.0})
    one, two, nobody = frozenset({"A"}), frozenset({"B"}), frozenset()
    near = {one: candidate(a=1.0), two: candidate(a=1.2)}
    assert casting.chosen(near, one, "stock") == one
    assert casting.chosen(near | {two: candidate(a=1.6)}, one, "stock") == two
    assert casting.chosen(near | {nobody: candidate(a=9.0)}, one, "stock") == nobody
    assert casting.chosen(near | {nobody: candidate(a=9.0)}, one, "spec") == one


def test_weights_wait_for_traits_that_are_made(told: set[str]):
    """Every trait of a short story of many kinds that is common has a weight, and the columns are those of the kinds."""
    rows = catalog.weights("actors")
    known = {str(r["trait"]) for r in rows}
    assert {"trait", "all", *casting.COLUMNS.values()} == set(rows[0])
    common = {"rule", "rule own", "rule guessed", "inline", "headline", "p1", "vendor", "opener", "main", "nearest b",
              "gap b", "heads", "e heads", "e first", "user at b0", "chips user", "many", "claims kind"}  # fmt: skip
    assert common <= told
    assert common <= known
    assert len(told & known) > 0.6 * len(told)


def test_swapped_parties_keep_the_other_side():
    """Where a counterparty of the rules acts, their actors stand on the other side."""
    assert casting._recast((("A",), ("B", "C")), frozenset({"B"})) == (("B",), ("A", "C"))
    assert casting._recast((("A",), ("B",)), frozenset({"D"})) == (("D",), ("B",))
    assert casting._recast((("A", "B"), ()), frozenset({"B", "A"})) == (("A", "B"), ())


def test_weights_mend_what_the_rules_get_wrong(monkeypatch: pytest.MonkeyPatch):
    """Who holds chips further on in a story is who lets them all along, not who was named first in passing."""

    def holders() -> set[tuple[str, ...]]:
        return {c.actors for c in extract(document(STORY)).claims if c.kind == "stock"}

    assert holders() == {("Nscale",)}
    monkeypatch.setattr(extracting, "cast", lambda scene, drafts: [casting.settled(d) for d in drafts])
    assert ("Microsoft",) in holders()
