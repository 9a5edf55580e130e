"""The worked reconciliations R1-R13 of the notes, each as claims of short articles of our own."""

from __future__ import annotations

import datetime as dt

import numpy as np

from suanli.fleets import believe, fleet_of
from suanli.fleets.alarms import alarms, implied_prices
from suanli.fleets.clashes import clashes, weights


def belief(claims, on="2025-12-31"):
    return believe(claims, on=dt.date.fromisoformat(on))


def found(b):
    """(alarms, contradictions) of a belief."""
    return (
        alarms(b.posterior, b.readings, b.facts, b.claims),
        clashes(b.posterior, b.readings, b.facts),
    )


def kinds(records):
    return [r["kind"] for r in records]


def middle(b, k):
    """What the model believes a reading's quantity is."""
    return float(np.exp(np.median(b.posterior.g[k])))


def test_r1_two_sums_of_one_story_are_one_price(say):
    """1 bn US$ for 100,000 A800 and 700 m for 70,000 in one story: one price observation of 10,000, no alarm."""
    four = "Baidu;ByteDance;Tencent;Alibaba"
    b = belief(
        [
            say("ft", "order", four, 1e9, "USD", chips="A800", when="2023", on="2023-08-09"),
            say("ft", "order", four, 1e5, chips="A800", bound="about", when="2023", on="2023-08-09"),
            say("ft", "order", "ByteDance", 7e8, "USD", chips="A800", bound="about", when="2024", on="2023-08-09"),
            say("ft", "order", "ByteDance", 7e4, chips="A800", bound="about", when="2024", on="2023-08-09"),
        ],
        "2024-06-30",
    )
    prices = implied_prices(b.facts, b.world)
    assert len(prices) == 1
    assert prices[0]["price_usd"] == 10_000
    assert len(prices[0]["claims"]) == 4
    assert "implied_price" not in kinds(found(b)[0])


def test_r2_same_number_of_other_chips_is_no_conflict(say):
    """100,000 A100+H800 ordered and 100,000 A100+V100 before 2023 do not clash; 20,000 shipped is status apart."""
    b = belief(
        [
            say("lp", "order", "ByteDance", 1e5, chips="A100;H800", when="2023", status="ordered", on="2023-07-04"),
            say("lp", "stock", "ByteDance", 1e5, chips="A100;V100", bound="about", when="2022-12-31", on="2023-07-04"),
            say(
                "om",
                "delivery",
                "Nvidia",
                2e4,
                chips="H800",
                to="ByteDance",
                when="2023",
                status="delivered",
                on="2024-02-01",
            ),
        ],
        "2023-12-31",
    )
    raised, against = found(b)
    assert "conflict" not in kinds(against)
    assert "same_number" in kinds(raised)
    apart = [c for c in against if c["kind"] == "status_apart"]
    assert any("20,000" in c["says"] for c in apart), apart


def test_r3_chips_of_2020_and_2021_count(say):
    """Each of four has 10,000 A100 at least: the supply of 2020-21 makes room, the claims keep their weight."""
    four = "Baidu;ByteDance;Tencent;Alibaba"
    b = belief(
        [
            say(
                "cj",
                "stock",
                four,
                1e4,
                chips="A100",
                bound="at_least",
                mode="each",
                when="2023-06-30",
                on="2023-07-04",
            )
        ],
        "2023-06-30",
    )
    china = {line.chip: line for line in fleet_of(b, "china", on=dt.date(2023, 6, 30)).lines}
    assert china["A100"].chips.median > 1.4 * 72_700  # Epoch AI counts from 2022
    assert min(weights(b.posterior, b.readings).values()) > 0.6
    assert len(b.readings) == 4


def test_r4_four_firms_share_of_the_a800(say):
    """100,000 A800 for four firms leaves about a sixth of 121,000 for the rest: accepted without an alarm."""
    four = "Baidu;ByteDance;Tencent;Alibaba"
    b = belief(
        [say("ft", "order", four, 1e5, chips="A800", bound="about", when="2023", on="2023-08-09", status="delivered")],
        "2024-01-31",
    )
    raised, against = found(b)
    part = middle(b, 0) / float(np.median([*b.posterior.draws.supplied[_group(b, "A800", 2023)]]))
    assert 0.6 < part < 0.97
    assert "overruled" not in kinds(against)
    assert [a for a in raised if a["kind"] == "supply" and a["ratio"] > 1.2] == []


def _group(b, series, year):
    return next(
        i
        for i, (m, s, lot) in enumerate(b.world.lots)
        if m == "CN" and b.world.series[s].id == series and lot.year == year
    )


H20 = {"chips": "H20", "bound": "about", "when": "2025-04-28", "on": "2025-04-28", "status": "held"}


def test_r5_a_hundred_billion_yuan_of_h20(say):
    """ByteDance's 100 bn yuan of H20 is near the whole supply: an alarm, another reading proposed, weight lost to the denial."""
    claim = say("cj", "stock", "ByteDance", 1e11, "CNY", **H20)
    denial = say(
        "cj", "other", "ByteDance", stance="denied", polarity="negative", on="2025-04-28", attribution=("ByteDance",)
    )
    alone, denied = belief([claim], "2025-04-28"), belief([claim, denial], "2025-04-28")
    raised = [a for a in found(denied)[0] if a["kind"] == "supply"]
    assert raised
    assert raised[0]["ratio"] > 0.7
    assert "cumulative spending" in raised[0]["proposed"]
    assert denied.facts[0].denied_by == ("bytedance",)
    assert list(weights(denied.posterior, denied.readings).values()) < list(
        weights(alone.posterior, alone.readings).values()
    )
    assert middle(denied, 0) < 0.9 * middle(alone, 0)


def test_r6_ordered_is_not_sold(say):
    """16 bn US$ of H20 ordered in a quarter against 4.6 bn sold in it: statuses apart, no conflict, sales rule."""
    b = belief(
        [
            say(
                "ti",
                "order",
                "Chinese companies",
                16e9,
                "USD",
                chips="H20",
                bound="at_least",
                when="2025-Q1",
                status="ordered",
                on="2025-04-02",
            ),
            say(
                "nv",
                "revenue",
                "Nvidia",
                4.6e9,
                "USD",
                chips="H20",
                when="2025-Q1",
                status="sold",
                on="2025-05-28",
                place="China",
            ),
        ],
        "2025-06-30",
    )
    against = found(b)[1]
    assert "conflict" not in kinds(against)
    assert "status_apart" in kinds(against)
    line = next(x for x in fleet_of(b, "china", on=dt.date(2025, 6, 30)).lines if x.chip == "H20")
    assert 0.9e6 < line.chips.median < 2.2e6  # not 16 bn over 12,000


def test_r7_two_scopes_and_the_estimate_between(say):
    """500,000 A100-equivalents in China and 40,000 A100 usable: both stand, the estimate lies between."""
    b = belief(
        [
            say(
                "cj",
                "stock",
                "Chinese companies",
                5e5,
                "A100-equivalents",
                bound="about",
                when="2023-06-30",
                stance="estimated",
            ),
            say(
                "cj",
                "stock",
                "Chinese companies",
                4e4,
                chips="A100",
                bound="about",
                when="2023-06-30",
                stance="estimated",
            ),
        ],
        "2023-06-30",
    )
    assert "conflict" not in kinds(found(b)[1])
    total = fleet_of(b, "china", on=dt.date(2023, 6, 30)).total
    equivalents = total.h100e["compute16"].median / 0.3153  # in A100
    assert 4e4 < equivalents < 5.5e5


def test_r8_a_month_of_tokens_above_all_time(say):
    """50e12 tokens this month and 1e12 in all: part greater than whole, and the lost rate is named."""
    b = belief(
        [
            say("sc", "usage", "Doubao", 5e13, "tokens", bound="at_least", when="2025-12", on="2025-12-31"),
            say("sc", "usage", "Volcano Engine", 1e12, "tokens", bound="at_least", on="2025-12-31"),
        ]
    )
    raised = found(b)[0]
    assert {"part_exceeds_whole", "rate_lost"} <= set(kinds(raised))
    assert b.readings == ()  # no figure is built on them


def test_r9_roundings_are_not_rates(say):
    """14/100, 12/85 and 23/160 (bn US$ / bn yuan) are roundings of one rate; 14/50 is not."""
    sums = [(14e9, 100e9), (12e9, 85e9), (23e9, 160e9), (14e9, 50e9)]
    claims = [
        say("sc", "order", "ByteDance", usd, "USD", when="2026", on="2025-12-31", pair=(yuan, "CNY"))
        for usd, yuan in sums
    ]
    wrong = [a for a in found(belief(claims))[0] if a["kind"] == "implied_fx"]
    assert [a["claims"] for a in wrong] == [[claims[3].id]]


def test_r10_specifications_are_no_evidence_of_fleets(say):
    """Bandwidth three quarters or two thirds: left to the catalog's table, listed with the reason, not in a figure."""
    claim = say("cj", "spec", "Nvidia", 75, "percent", chips="A800", bound="about")
    b = belief([claim])
    assert b.readings == ()
    assert list(b.unread.values()) == ["not about who has chips"]


def test_r11_the_original_outranks_the_translation(say):
    """At least ten thousand in the original, tens of thousands in the translation: one story, the original's bound."""
    more = {"chips": "V100", "when": "2018/2019", "status": "delivered"}
    original = say("zh", "order", "Alibaba", 1e4, bound="at_least", on="2023-06-20", language="zh", **more)
    digest = say("pt", "order", "Alibaba", 1e4, high=99_999, bound="magnitude", on="2023-06-24", language="pt",
                 attribution=("LatePost", "Huanqiu"), **more)  # fmt: skip
    b = belief([digest, original], "2023-06-30")
    assert len(b.facts) == 1
    assert b.facts[0].lead.id == original.id
    assert set(b.facts[0].claims) == {original.id, digest.id}


def test_r12_all_cards_are_not_the_tracked_chips(say):
    """2.2 m cards of any class against 0.53 m H20: definitions apart, no averaging."""
    idc = say(
        "idc",
        "delivery",
        "Nvidia",
        2.2e6,
        when="2025",
        status="delivered",
        place="China",
        stance="estimated",
        on="2026-04-01",
    )
    h20 = say(
        "ep",
        "delivery",
        "Nvidia",
        5.3e5,
        chips="H20",
        when="2025",
        status="delivered",
        stance="estimated",
        on="2026-04-22",
    )
    b, without = belief([idc, h20]), belief([h20])
    assert "conflict" not in kinds(found(b)[1])
    assert "definition_apart" in kinds(found(b)[1])
    with_h20 = {x.chip: x for x in fleet_of(b, "china", on=dt.date(2025, 12, 31)).lines}["H20"].chips.median
    only_h20 = {x.chip: x for x in fleet_of(without, "china", on=dt.date(2025, 12, 31)).lines}["H20"].chips.median
    assert abs(with_h20 / only_h20 - 1) < 0.05


def test_r13_roots_are_counted_and_the_bound_is_outweighed(say):
    """Kessler's 200,000 at most against three near 800,000: no majority vote, the bound's lost weight is shown."""
    more = {"chips": "Ascend", "when": "2025", "stance": "estimated"}
    claims = [
        say("ke", "supply", "Huawei", high=2e5, bound="at_most", on="2025-06-12", attribution=("US Commerce",), **more),
        say("sa", "supply", "Huawei", 8.05e5, on="2025-09-08", attribution=("SemiAnalysis",), **more),
        say("id", "delivery", "Huawei", 8.12e5, on="2026-04-01", attribution=("IDC",), status="delivered", **more),
        say("rp", "supply", "Huawei", 8.05e5, on="2025-09-20", attribution=("SemiAnalysis",), words="retold", **more),
    ]
    b = belief(claims, "2026-06-30")
    assert len(b.facts) == 3  # the repost of SemiAnalysis is no root of its own
    kept = weights(b.posterior, b.readings)
    by_doc = {f.lead.doc_id: kept[f.id] for f in b.facts}
    assert by_doc["ke"] < 0.4 < by_doc["sa"]
    clash = [c for c in found(b)[1] if c["kind"] == "conflict"]
    assert clash
    assert all(len(c["weights"]) == 2 and c["weighed"] for c in clash)
