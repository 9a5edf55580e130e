"""How sure a claim is: said of every one, lower where its words leave more open (kept promises: `tests/gate`)."""

from __future__ import annotations

import json

from suanli.claims.sureness import FIELDS
from suanli.display.claims import claim_row, flat_claim

from .texts import numbered

PLAIN = "ByteDance ordered 100,000 H20 chips from Nvidia, people familiar with the matter said."
BARE = "Shares rose. Rivals of the chipmaker, and some of its customers, look to 100,000 of them."


def test_sureness_is_a_chance_and_names_fields():
    """Between 0 and 1 with two decimals; only fields of a claim are named, each once."""
    for text in (PLAIN, BARE, "腾讯持有约5万张H20，计划再买2万张。"):
        for claim in numbered(text):
            assert 0 <= claim.confidence < 1
            assert round(claim.confidence, 2) == claim.confidence
            assert set(claim.unsure) <= set(FIELDS)
            assert len(set(claim.unsure)) == len(claim.unsure)


def test_what_is_told_in_full_is_surer():
    """Who, what and of what in one clause, against a number of which only the count is told."""
    plain, bare = numbered(PLAIN)[0], numbered(BARE)[0]
    assert plain.confidence > bare.confidence + 0.3
    assert not {"kind", "actors", "chips"} & set(plain.unsure)
    assert "actors" in bare.unsure or "kind" in bare.unsure


def test_doubt_shows_in_the_table_and_in_json():
    """A question mark behind each field that is unsure; the JSON names them."""
    bare = numbered(BARE)[0]
    row = dict(
        zip(("sure", "kind", "actors", "others", "chips", "quantity", "when", "stance"), claim_row(bare), strict=False)
    )
    for field in FIELDS:
        assert row[field].endswith("?") == (field in bare.unsure), field
    assert row["sure"] == f"{bare.confidence:.0%}"
    told = json.loads(json.dumps(flat_claim(bare)))
    assert (told["confidence"], told["unsure"]) == (bare.confidence, list(bare.unsure))
