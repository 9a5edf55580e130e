"""One report, one vote: copies, translations and furniture move nothing; a changed digit is a contradiction."""

from __future__ import annotations

import datetime as dt
import random

import msgspec

from suanli.fleets import believe, divide, estimate, fleet_of
from suanli.fleets.clashes import clashes
from suanli.fleets.stories import gather
from suanli.terms import Document

ON = dt.date(2024, 6, 30)
TEXT = "Chip buyers in China placed orders worth billions before the new rule, people familiar with the matter said. "


def article(say, doc, *, day="2023-08-09", value=1e5, language="en", chain=("Financial Times",)):
    """A short report of four claims as one outlet prints it."""
    more = {"on": day, "language": language, "attribution": chain}
    return [
        say(doc, "order", "Baidu;ByteDance;Tencent;Alibaba", 1e9, "USD", chips="A800", when="2023", **more),
        say(doc, "order", "Baidu;ByteDance;Tencent;Alibaba", value, chips="A800", bound="about", when="2023", **more),
        say(doc, "order", "ByteDance", 7e4, chips="A800", bound="about", when="2024", status="ordered", **more),
        say(doc, "stock", "ByteDance", 1e4, chips="A100", bound="at_least", when="2023-08-09", **more),
    ]


def others(say):
    """What else is known: two claims of other stories."""
    return [
        say(
            "om",
            "delivery",
            "Nvidia",
            2.3e5,
            to="ByteDance",
            when="2024",
            status="delivered",
            stance="estimated",
            on="2024-12-18",
        ),
        say("li", "stock", "ByteDance", 3e4, chips="A100", bound="about", when="2023-06-30", on="2023-11-20"),
    ]


def paper(doc, text):
    return Document(id=doc, name=doc, sha256=doc, original=text, text=text, language="en")


def copies(say, count):
    """The report again: reposts, translations, later days, longer chains."""
    found = []
    for n in range(count):
        day = dt.date(2023, 8, 9) + dt.timedelta(days=n % 20)
        chain = ("Financial Times", "Reuters", f"portal {n}")[: 1 + n % 3]
        found += article(say, f"copy{n}", day=day.isoformat(), language=("en", "fr", "pt", "zh")[n % 4], chain=chain)
    return found


def medians(fleet):
    return {line.chip: line.chips.median for line in (*fleet.lines, fleet.total)}


def test_fifty_copies_move_nothing_by_more_than_a_hundredth(say):
    """The same report 50 times in copies and translations: every line within 1 %, the same number of stories."""
    base = article(say, "a") + others(say)
    once = estimate(base, holder="bytedance", on=ON)
    often = estimate(base + copies(say, 50), holder="bytedance", on=ON)
    assert often.stories == once.stories
    for chip, value in medians(once).items():
        assert abs(medians(often)[chip] / value - 1) <= 0.01, chip


def test_copies_of_a_later_report_of_another_story_do_not_join_it(say):
    """Two reports that share no figure and no people stay two stories."""
    one = article(say, "a")
    two = [say("b", "stock", "Meta", 3.5e5, chips="H100", bound="about", when="2024-12", on="2023-08-11")]
    found = gather(one + two)
    assert len(found.stories) == 2


def test_a_changed_digit_is_a_contradiction_and_moves_little(say):
    """A copy with 700,000 for 100,000: kept as drift of one fact, the original's figure counts."""
    base = article(say, "a") + others(say)
    wrong = article(say, "b", day="2023-08-12", value=7e5, chain=("Financial Times", "blog"))
    plain, drifted = believe(base, on=ON), believe(base + wrong, on=ON)
    told = [c for c in clashes(drifted.posterior, drifted.readings, drifted.facts) if c["kind"] == "drift"]
    assert len(told) == 1
    assert "700000" in told[0]["says"]
    one, two = (medians(fleet_of(b, "bytedance", on=ON)) for b in (plain, drifted))
    assert all(abs(two[k] / one[k] - 1) <= 0.01 for k in one)


def test_text_in_new_furniture_is_one_story(say):
    """Two documents whose text is nearly one are one story, though they share one figure only."""
    body = TEXT * 12
    one = [say("a", "stock", "ByteDance", 3e4, chips="A100", when="2023-06-30", on="2023-07-04")]
    two = [say("b", "stock", "ByteDance", 3.1e4, chips="A100", when="2023-06-30", on="2023-09-20")]
    found = gather(
        one + two, documents=[paper("a", body), paper("b", "Menu. Log in. " + body + " All rights reserved.")]
    )
    assert len(found.stories) == 1
    assert len(gather(one + two).stories) == 2


def test_the_order_of_claims_never_matters(say):
    """Facts, stories and draws are the same for shuffled input."""
    claims = article(say, "a") + copies(say, 5) + others(say)
    shuffled = claims[:]
    random.Random(3).shuffle(shuffled)
    first, second = gather(claims), gather(shuffled)
    assert msgspec.json.encode(first.facts) == msgspec.json.encode(second.facts)


def test_recaps_months_later_are_no_second_vote(say):
    """The same figure for the same holder, chip and period half a year later is the same fact."""
    base = article(say, "a")
    recap = article(say, "r", day="2024-02-20", chain=("Financial Times", "yearbook"))
    assert len(gather(base + recap).facts) == len(gather(base).facts)


def test_a_person_can_part_and_join_facts(say):
    """`same` and `apart` judgements override what was found."""
    one = say("a", "stock", "ByteDance", 3e4, chips="A100", when="2023-06-30", on="2023-07-04")
    two = say("b", "stock", "ByteDance", 3e4, chips="A100", when="2023-06-30", on="2023-07-06")
    assert len(gather([one, two]).facts) == 1
    assert len(gather([one, two], apart=[(one.id, two.id)]).facts) == 2


def test_stories_as_records_name_their_original(say):
    """`divide` gives the ledger's records: the earliest of the shortest chain is the root, languages tell translations."""
    found = divide(article(say, "a", chain=()) + copies(say, 3))
    assert len(found) == 1
    assert found[0]["root"] == "a"
    relations = {m["document"]: m["relation"] for m in found[0]["members"]}
    assert relations == {"a": "original", "copy0": "retelling", "copy1": "translation", "copy2": "translation"}
