"""Words that stand apart: a verb and its particle, a modal and its auxiliary, and idioms that hide the words inside them."""

from __future__ import annotations

import pytest

from suanli import catalog
from suanli.claims.folding import fold
from suanli.claims.lexicon import lexicon, scan


def named(text: str, language: str) -> set[tuple[str, str]]:
    """Group and name of every hit of a text."""
    return {(h.group, h.name) for h in scan(fold(text), lexicon(language)).cues}


@pytest.mark.parametrize(
    ("text", "hit", "found"),
    [
        ("Meta setzte damit 4,5 Milliarden Dollar um.", ("cue", "revenue"), True),
        ("Meta setzte damit auf Chips von AMD.", ("cue", "revenue"), False),
        ("Meta setzte sich. Der Markt drehte um.", ("cue", "revenue"), False),
        ("Alibaba soll 20.000 Karten bestellt haben, heißt es.", ("stance", "reported"), True),
        ("In order to grow, it waits.", ("cue", "buy"), False),
        ("They order 500 GPUs.", ("cue", "buy"), True),
        ("At least 500 GPUs.", ("cue", "rent"), False),
    ],
)
def test_particles_and_idioms(text, hit, found):
    """A particle counts only where it closes the clause of its verb; the words of an idiom are no cues."""
    language = "de" if any(w in text for w in ("setzte", "soll")) else "en"
    assert (hit in named(text, language)) is found


def test_a_verb_without_its_particle_is_no_cue():
    """Verbs that wait for a particle that never comes are read in bounded steps each, and found to be nothing."""
    text = "setzt gibt stellt nimmt " * 1_000
    assert not {h.name for h in scan(text, lexicon("de")).cues if h.group == "cue"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("이 칩은 약 5만 개다.", True),
        ("이 칩은 5만 개다.", True),
        ("엔비디아와 계약이 늘었다.", False),
        ("주문이 늘었다.", False),
    ],
)
def test_a_korean_syllable_counts_as_a_word_only_by_itself(text, found):
    """`이` and `그` point back where they stand alone, not as the particle of a noun."""
    assert (("grammar", "these") in named(text, "ko")) is found


@pytest.mark.parametrize("language", sorted(catalog.languages))
def test_units_are_keys_not_words(language):
    """A factor belongs to the key of a unit (`TFLOPS:1000`), never to one of its words."""
    words = [w for table in catalog.languages[language].units.values() for listed in table.values() for w in listed]
    assert not [w for w in words if ": " in w]
