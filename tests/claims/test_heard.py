"""What a text tells around a claim, as the learned weights are told it."""

from __future__ import annotations

from suanli import extract
from suanli.claims import extracting
from suanli.claims.heard import heard_before, heard_in_text
from suanli.claims.scene import scene_of

from .texts import document


def test_how_long_ago_a_class_of_words_was_told():
    """A source is heard until it is told again; the sentence's own words are no memory."""
    scene = scene_of(document("Sources said Meta bought chips. It has 9,000. It is warm. It is dry. It plans to sell."))
    since = [dict(heard_before(scene, line))["since"] for line in scene.lines]
    assert not since[0]
    assert "reported 1" in since[1]
    assert "reported 2" in since[2]
    assert "reported 4" in since[3]
    assert not any(name.startswith("planned") for name in since[4])


def test_one_sentence_is_no_more_of_a_short_text_than_of_a_longer_one():
    """Shares are of at least ten sentences, so that a line alone is not all source."""
    told = dict(heard_in_text(scene_of(document("Sources said Meta bought 9,000 chips."))))
    assert told["share"]["reported"] == 0.1
    assert "reported" in told["head"]
    assert "buyer" in told["cast"]


def test_claims_hear_of_those_beside(monkeypatch):
    """A claim is told what the rules make of the one before and the one behind, and of all others."""
    seen = []

    def voice(scene, draft):
        seen.append(draft.beside)
        return draft.voice

    monkeypatch.setattr(extracting, "voiced", voice)
    extract(document("Meta bought 24,000 H100 chips. Sources said Microsoft ordered 9,000 H100 chips."))
    first, second = seen
    assert "next near reported" in first
    assert "last near asserted" in second
    assert first["all reported"] == 1.0
    assert "all reported" not in second
