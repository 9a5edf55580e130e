"""The learned weights: what they may overrule, that they sum, and that no weight waits for a trait nobody makes."""

from __future__ import annotations

import numpy as np
import pytest

from suanli import catalog, extract
from suanli.claims import drafting, extracting, traits
from suanli.claims.heard import heard_before, heard_in_text
from suanli.claims.judging import Judge, judge
from suanli.claims.traits import kind_traits, line_traits, stance_traits, text_traits
from suanli.terms import Document

TEXT = (
    "Reuters reported on Tuesday that ByteDance, Alibaba and Tencent had placed orders for at least $16 billion of "
    "H20 chips. Nvidia said it would ship 100,000 GB200 by June. A cluster of 20,000 H100 was running in Johor."
)
DOCUMENT = Document(id="t", name="t", sha256="", original=TEXT, text=TEXT, language="en")
ROWS = [
    {"family": None, "group": "form", "trait": "every", "order": 0.5, "stock": None},
    {"family": None, "group": "near", "trait": "buy", "order": 1.0, "stock": -1.0},
    {"family": "chips", "group": "near", "trait": "buy", "order": 0.5, "stock": None},
]


def seen(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The groups of traits of everything that is judged while a text is read."""
    found: set[str] = set()

    def note(traits):
        found.update(group for group, _ in traits)

    def kind(scene, line, amount, choice):
        around = line_traits(scene, line), text_traits(scene)
        assert {group for group, _ in around[0]} <= traits.LINE
        assert {group for group, _ in around[1]} <= traits.TEXT
        note([*kind_traits(scene, line, amount, choice), *around[0], *around[1]])
        return choice.kind

    def voice(scene, draft):
        note([*stance_traits(scene, draft), *heard_before(scene, draft.line), *heard_in_text(scene)])
        return draft.voice

    monkeypatch.setattr(drafting, "kind_of", kind)
    monkeypatch.setattr(extracting, "voiced", voice)
    extract(DOCUMENT)
    return found


def test_weights_of_a_family_add_to_those_of_all():
    """A family's own weight comes on top of the common one, and values scale it."""
    small = Judge(ROWS)
    told = [("form", {"every": 1.0}), ("near", {"buy": 0.5, "sell": 9.0})]
    assert small.labels == ("order", "stock")
    assert np.allclose(small.totals(told, "money"), [1.0, -0.5])
    assert np.allclose(small.totals(told, "chips"), [1.25, -0.5])
    assert np.allclose(small.totals(told, ""), [1.0, -0.5])
    assert (small.apart(frozenset({"form"}), "chips"), small.apart(frozenset({"form", "near"}), "chips")) == (
        "",
        "chips",
    )
    assert np.allclose(small.totals([("unknown", {"x": 1.0})], "chips"), [0.0, 0.0])


def test_a_power_of_ten_names_its_trait():
    """A table gives `2` as a number; its weight is that of the trait named so."""
    sized = Judge([{"family": None, "group": "size", "trait": 2.0, "order": 1.0, "stock": None}])
    assert np.allclose(sized.totals([("size", {"2": 0.5})], "chips"), [0.5, 0.0])


def test_rules_stand_unless_clearly_contradicted():
    """Another label needs a lead in log-odds, and must be open to the family."""
    small = Judge(ROWS)
    totals = np.array([2.0, 0.9])
    assert small.against("stock", totals, 1.0) == "order"
    assert small.against("stock", totals, 1.2) == "stock"
    assert small.against("stock", totals, 1.0, {"stock"}) == "stock"
    assert small.against("elsewhere", totals, 9.0) == "order"


@pytest.mark.parametrize("question", ["kinds", "stances"])
def test_every_group_of_weights_is_made(question, monkeypatch):
    """The shipped weights name only groups of traits that a text yields, and labels that claims have."""
    groups = seen(monkeypatch)
    rows = catalog.weights(question)
    assert {str(r["group"]) for r in rows} <= groups
    labels = {"asserted", "estimated", "planned", "reported"} if question == "stances" else set(catalog.kinds)
    assert set(judge(question).labels) <= labels
    assert any(r["trait"] == "every" for r in rows)


def test_who_reports_an_order_is_weighed():
    """The weights leave a plain sentence as it reads: what an agency reports of orders, what a maker says of itself."""
    claims = extract(DOCUMENT).claims
    told = {TEXT[c.start : c.end]: (c.kind, c.stance) for c in claims if c.quantity is not None}
    assert told["at least $16 billion"] == ("order", "reported")
    assert told["20,000 H100"][0] == "stock"
