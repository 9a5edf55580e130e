"""Denials are mixtures with a scope: the right way, both readings kept, exactly reversible. Judgements too."""

from __future__ import annotations

import datetime as dt

import msgspec

from suanli.fleets import believe, estimate
from suanli.fleets.clashes import clashes
from suanli.terms import Judgement

ON = dt.date(2025, 4, 28)


def story(say):
    more = {"on": "2025-04-28"}
    return [
        say(
            "cj",
            "stock",
            "ByteDance",
            1e11,
            "CNY",
            chips="H20",
            bound="about",
            when="2025-04-28",
            status="held",
            **more,
        ),
        say("cj", "transfer", "ByteDance", 2e9, "CNY", chips="H20", to="Tencent;Alibaba", bound="about", **more),
        say("xx", "delivery", "Nvidia", 1e6, chips="H20", when="2024", status="sold", on="2025-02-01"),
    ]


def denial(say, **more):
    return say("cj", "other", "ByteDance", stance="denied", polarity="negative", on="2025-04-28", **more)


def h20(fleet):
    return next(line for line in fleet.lines if line.chip == "H20").chips


def test_a_denial_moves_the_estimate_down_and_is_reversible(say):
    """A denied stock above expectation falls; both readings stay; without the denial the bytes are as before."""
    before = estimate(story(say), holder="bytedance", on=ON)
    denied = estimate([*story(say), denial(say)], holder="bytedance", on=ON)
    again = estimate(story(say), holder="bytedance", on=ON)
    assert h20(denied).median < 0.95 * h20(before).median
    assert msgspec.json.encode(before) == msgspec.json.encode(again)
    kept = [c for c in denied.contradictions if c["kind"] == "denied"]
    assert {c["doubt"] for c in kept} == {0.3}  # blanket: the stock and the resale
    claimed = {i for line in denied.lines for i, _ in line.claims}
    assert story(say)[0].id in claimed


def test_a_denial_of_one_figure_weighs_more_than_a_blanket_one(say):
    """Specific denials take 0.7 of the information, blanket ones 0.3."""
    claims = story(say)
    specific = believe([*claims, denial(say, denies=(claims[0].id,))], on=ON)
    doubts = {f.lead.id: f.doubt for f in specific.facts}
    assert doubts[claims[0].id] == 0.7
    assert doubts[claims[1].id] == 0.0


def test_a_denier_counts_once_and_not_against_itself(say):
    """Repeated denials of one company add nothing; what it said itself is not what it denies."""
    own = say(
        "cj", "stock", "ByteDance", 2e4, chips="A100", when="2025-04-28", on="2025-04-28", attribution=("ByteDance",)
    )
    claims = [*story(say), own]
    b = believe([*claims, denial(say), denial(say, words="false, says the company again")], on=ON)
    doubts = {f.lead.id: f.doubt for f in b.facts}
    assert doubts[claims[0].id] == 0.3
    assert doubts[own.id] == 0.0


def test_resale_moves_chips_from_seller_to_buyers(say):
    """2 bn yuan of H20 leave ByteDance and reach Tencent and Alibaba; the sum is kept."""
    claims = story(say)
    sold, kept = believe(claims, on=ON), believe([claims[0], claims[2]], on=ON)
    people = ("bytedance", "tencent", "alibaba")
    assert len(sold.moves.moves) == 1
    from suanli.fleets.estimating import _stock

    column = [s.id for s in sold.world.series].index("H20")
    after = {h: _stock(sold, h, ON).chips[column] for h in people}
    before = {h: _stock(kept, h, ON).chips[column] for h in people}
    assert after["bytedance"].mean() < before["bytedance"].mean()
    assert after["tencent"].mean() > before["tencent"].mean()
    assert abs(sum(a.sum() for a in after.values()) / sum(b.sum() for b in before.values()) - 1) < 1e-6


def test_judgements_enter_and_can_be_taken_back(say):
    """Reject, correct and unsure change the estimate; retracting them gives the first bytes again."""
    claims = story(say)
    first = estimate(claims, holder="bytedance", on=ON)
    verbs = {
        "reject": {},
        "correct": {"quantity": {"low": 1e10, "high": 1e10}},
        "unsure": {},
    }
    for verb, fields in verbs.items():
        one = Judgement(id=f"j-{verb}", verb=verb, claim=claims[0].id, fields=fields, at="2025-05-01T00:00:00")
        back = Judgement(id="j-back", verb="retract", claim=claims[0].id, other=one.id, at="2025-05-02T00:00:00")
        judged = estimate(claims, holder="bytedance", on=ON, judgements=[one])
        assert h20(judged).median < 0.97 * h20(first).median, verb
    undone = estimate(claims, holder="bytedance", on=ON, judgements=[one, back])
    assert msgspec.json.encode(undone) == msgspec.json.encode(first)


def test_a_judgement_made_later_is_not_known_as_of_before(say):
    """`as_of` hides later judgements."""
    claims = story(say)
    one = Judgement(id="j-1", verb="reject", claim=claims[0].id, at="2025-06-01T00:00:00")
    then = believe(claims, on=ON, as_of=dt.date(2025, 5, 1), judgements=[one])
    assert claims[0].id in then.claims
    now = believe(claims, on=ON, as_of=dt.date(2025, 7, 1), judgements=[one])
    assert claims[0].id not in now.claims
    assert [c for c in clashes(now.posterior, now.readings, now.facts) if claims[0].id in c["claims"]] == []
