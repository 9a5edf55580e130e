"""The learned weights: what they may overrule, that they sum, and that no weight waits for a trait nobody makes."""

from __future__ import annotations

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
    small = Judge({"kinds": ROWS})
    told = [("form", {"every": 1.0}), ("near", {"buy": 0.5, "sell": 9.0})]
    assert small.labels == {"kinds": ("order", "stock")}

    def odds(told, family):
        return small.odds("kinds", small.totals(told, family))

    assert odds(told, "money") == {"order": 1.0, "stock": -0.5}
    assert odds(told, "chips") == {"order": 1.25, "stock": -0.5}
    assert odds(told, "") == {"order": 1.0, "stock": -0.5}
    assert (small.apart(frozenset({"form"}), "chips"), small.apart(frozenset({"form", "near"}), "chips")) == (
        "",
        "chips",
    )
    assert odds([("unknown", {"x": 1.0})], "chips") == {"order": 0.0, "stock": 0.0}


def test_a_power_of_ten_names_its_trait():
    """A table gives `2` as a number; its weight is that of the trait named so."""
    sized = Judge({"kinds": [{"family": None, "group": "size", "trait": 2.0, "order": 1.0, "stock": None}]})
    assert sized.odds("kinds", sized.totals([("size", {"2": 0.5})], "chips")) == {"order": 0.5, "stock": 0.0}


def test_questions_are_added_up_together_and_read_apart():
    """One sum holds what traits add to the labels of several questions, negative ones too, and no label another's."""
    told = {"family": None, "group": "near", "trait": "buy", "asserted": -0.07, "planned": 3.0}
    both = Judge({"kinds": ROWS, "stances": [told]})
    total = both.totals([("near", {"buy": 0.25})], "chips", both.totals([("near", {"buy": 1.0})], ""))
    odds = both.odds("kinds", total) | both.odds("stances", total)
    assert odds == pytest.approx({"order": 1.375, "stock": -1.25, "asserted": -0.0875, "planned": 3.75}, abs=1e-6)
    assert both.against("stances", "asserted", total, 1.0) == "planned"
    assert both.against("kinds", "stock", total, 1.0) == "order"


def test_rules_stand_unless_clearly_contradicted():
    """Another label needs a lead in log-odds, and must be open to the family."""
    small = Judge({"kinds": [{"family": None, "group": "form", "trait": "every", "order": 2.0, "stock": 0.9}]})
    totals = small.totals([("form", {"every": 1.0})], "")
    assert small.against("kinds", "stock", totals, 1.0) == "order"
    assert small.against("kinds", "stock", totals, 1.2) == "stock"
    assert small.against("kinds", "stock", totals, 1.0, {"stock"}) == "stock"
    assert small.against("kinds", "elsewhere", totals, 9.0) == "order"


@pytest.mark.parametrize("question", ["kinds", "stances"])
def test_every_group_of_weights_is_made(question, monkeypatch):
    """The shipped weights name only groups of traits that a text yields, and labels that claims have."""
    groups = seen(monkeypatch)
    rows = catalog.weights(question)
    assert {str(r["group"]) for r in rows} <= groups
    labels = {"asserted", "estimated", "planned", "reported"} if question == "stances" else set(catalog.kinds)
    assert set(judge().labels[question]) <= labels
    assert any(r["trait"] == "every" for r in rows)


def test_who_reports_an_order_is_weighed():
    """The weights leave a plain sentence as it reads: what an agency reports of orders, what a maker says of itself."""
    claims = extract(DOCUMENT).claims
    told = {TEXT[c.start : c.end]: (c.kind, c.stance) for c in claims if c.quantity is not None}
    assert told["at least $16 billion"] == ("order", "reported")
    assert told["20,000 H100"][0] == "stock"
