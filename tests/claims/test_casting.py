"""Learned actors: when the weights are asked, what they may overrule, and that no weight waits for a trait unmade."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from suanli import catalog, extract
from suanli.claims import casting, extracting
from suanli.claims.candidates import Candidate, Part

from .texts import document

STORY = (
    "Scaleway, a unit of Iliad, has installed 1,016 H100 in Paris. Kyutai, the laboratory that Iliad founded with Eric "
    "Schmidt, uses the Nabu machine. The cluster cost more than 100 million euros and draws 2 megawatts. "
)
SITE = (
    "CoreWeave opened a hall in Texas with 10,000 H100. Microsoft is its largest customer. The site draws 20 megawatts."
)
OTHERS = (
    "Microsoft will use 200,000 Nvidia GB300 let by Nscale. Microsoft and Meta have bought chips for $16 billion. "
    "Nvidia sold chips worth $50 billion. TSMC and SMIC make 20,000 dies at 7 nm."
)


def candidate(**traits: float) -> Candidate:
    return Candidate(dict(traits), (Part({"shared": 1.0}),))


def played(kind: str, *, guessed: bool = True) -> SimpleNamespace:
    """A claim of a kind in which A acts by rule."""
    draft = SimpleNamespace(choice=SimpleNamespace(kind=kind), guessed=guessed, among={})
    return SimpleNamespace(draft=draft, actors=frozenset({"A"}))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The traits of all candidates while the story is read, whatever the claim."""
    found: set[str] = set()

    def chosen(candidates, one):
        found.update(name for c in candidates.values() for name in c.traits())
        return one.actors

    monkeypatch.setattr(casting, "doubtful", lambda *_: True)
    monkeypatch.setattr(casting, "chosen", chosen)
    monkeypatch.setattr(casting, "COLUMNS", casting.COLUMNS | {"policy": "order", "price": "price", "other": "order"})
    extract(document(STORY + OTHERS))
    return found


def test_others_act_only_where_they_weigh_clearly_more(monkeypatch: pytest.MonkeyPatch):
    """A lead below the margin leaves the rules' actor; shared traits count for all; nobody needs a kind that allows it."""
    monkeypatch.setattr(casting, "weights_of", lambda question, column: {"a": 1.0, "shared": 5.0})
    one, two, nobody = frozenset({"A"}), frozenset({"B"}), frozenset()
    near = {one: candidate(a=1.0), two: candidate(a=1.0 + casting.CLEAR / 2)}
    assert casting.chosen(near, played("stock")) == one
    assert casting.chosen(near | {two: candidate(a=1.1 + casting.CLEAR)}, played("stock")) == two
    assert casting.chosen(near | {nobody: candidate(a=9.0)}, played("stock")) == nobody
    assert casting.chosen(near | {nobody: candidate(a=9.0)}, played("stock", guessed=False)) == one
    assert casting.chosen(near | {nobody: candidate(a=9.0)}, played("spec")) == one


def test_weights_wait_for_traits_that_are_made(told: set[str]):
    """Every trait of a short story of many kinds that is common has a weight, and the columns are those of the kinds."""
    rows = catalog.weights("actors")
    known = {str(r["trait"]) for r in rows}
    assert {"trait", "all", *casting.COLUMNS.values()} == set(rows[0])
    common = {"rule", "rule own", "rule guessed", "inline", "headline", "p1", "vendor", "opener", "nearest b",
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
    """What a machine draws is told of who installed it, not of the firm named last before."""

    def holders() -> list[tuple[str, ...]]:
        told = extract(document(SITE)).claims
        return [c.actors for c in told if c.quantity is not None and c.quantity.unit == "W"]

    assert holders() == [("CoreWeave",)]
    monkeypatch.setattr(extracting, "cast", lambda scene, drafts: [casting.settled(d) for d in drafts])
    assert holders() == [("Microsoft",)]
