"""Rules as data: every file's examples, the edge cases of the issue, an oracle written from the regulation's text."""

from __future__ import annotations

import datetime as dt

import pytest

from suanli import catalog, policy
from suanli.catalog.forms import Rule

EXAMPLES = [(r.id, e) for r in catalog.rules.values() for e in r.example]


def said(chip, on, to="CN", **more):
    verdict = policy.check(chip, on=on, to=to, **more)
    return {x.rule: x.classification for x in (*verdict.lines, *verdict.announced)}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=lambda v: v if isinstance(v, str) else f"{v.chip}@{v.on}")
def test_every_example_of_a_rule_file_holds(rule, example) -> None:
    """A rule file proves itself: the chip gets the classification on the day, for the place."""
    assert said(example.chip, example.on, example.to)[rule] == example.classification


def test_every_rule_with_cases_has_an_example_and_a_citation() -> None:
    """No rule is untested; every rule names where it is written."""
    for rule in catalog.rules.values():
        assert rule.citation, rule.id
        assert rule.example or not rule.cases, rule.id
        assert rule.reviewed, rule.id


def test_the_facts_base_and_the_catalog_hold_the_same_rules(shared) -> None:
    """All thirty rows of the facts base are there under their own ids, effective on the same day; embargoes besides."""
    import csv

    with (shared / "facts" / "export_rules.csv").open(encoding="utf-8") as lines:
        rows = {r["rule_id"]: r for r in csv.DictReader(lines)}
    assert set(catalog.rules) - set(rows) == {"US-2022-02-24-RUSSIA", "US-EMBARGOES"}
    assert set(rows) <= set(catalog.rules)
    for rule in (catalog.rules[i] for i in rows):
        since = rows[rule.id]["effective"][:10]
        if rule.since and since:
            assert rule.since.isoformat() == since, rule.id


test_the_facts_base_and_the_catalog_hold_the_same_rules = pytest.mark.shared(
    test_the_facts_base_and_the_catalog_hold_the_same_rules
)

EDGES = [
    # chip, day, overall word
    ("a100_sxm_80", "2022-08-25", "free"),
    ("a100_sxm_80", "2022-08-26", "licence"),
    ("a100_sxm_80", "2022-10-21", "presumption_of_denial"),
    ("a800_sxm_80", "2023-10-22", "free"),
    ("a800_sxm_80", "2023-10-23", "licence"),
    ("a800_sxm_80", "2023-11-17", "presumption_of_denial"),
    ("h800_pcie_80", "2023-07-04", "free"),
    ("l40s", "2023-10-22", "free"),
    ("l40s", "2023-10-25", "licence"),
    ("l40s", "2023-12-01", "presumption_of_denial"),
    ("l20", "2024-01-10", "free"),
    ("l20", "2025-06-01", "free"),
    ("l2", "2025-06-01", "free"),
    ("l4", "2023-12-01", "presumption_of_denial"),
    ("l40", "2023-12-01", "notify"),
    ("a30", "2024-06-01", "notify"),
    ("a40", "2024-06-01", "notify"),
    ("a10", "2024-06-01", "free"),
    ("v100_sxm2_32", "2024-06-01", "free"),
    ("t4", "2024-06-01", "free"),
    ("rtx4090", "2023-12-01", "notify"),
    ("rtx4090d", "2024-06-01", "free"),
    ("rtx5090d", "2025-02-01", "free"),
    ("rtx5090d", "2025-05-01", "licence"),
    ("h20_96", "2025-04-08", "free"),
    ("h20_96", "2025-04-09", "licence"),
    ("h20_141", "2025-04-09", "licence"),
    ("gaudi3", "2024-12-01", "presumption_of_denial"),
    ("gaudi3", "2026-02-01", "presumption_of_denial"),
    ("gaudi2_cn", "2023-08-01", "free"),
    ("gaudi2", "2023-08-01", "presumption_of_denial"),
    ("mi308x", "2025-03-01", "unknown"),
    ("mi308x", "2025-05-01", "licence"),
    ("h200_sxm_141", "2025-12-20", "presumption_of_denial"),
    ("h200_sxm_141", "2026-01-20", "barred_by_importer"),
    ("h200_sxm_141", "2026-03-01", "case_by_case"),
    ("h200_nvl_141", "2026-03-01", "case_by_case"),
    ("mi325x", "2026-03-01", "case_by_case"),
    ("b200_180", "2026-03-01", "presumption_of_denial"),
    ("rtx_pro6000d", "2025-08-15", "free"),
    ("rtx_pro6000d", "2025-10-15", "barred_by_importer"),
    ("ascend910c", "2025-06-01", "presumption_of_denial"),
    ("trainium1", "2024-06-01", "unknown"),
]


@pytest.mark.parametrize(("chip", "day", "word"), EDGES)
def test_edge_cases(chip, day, word) -> None:
    """The overall word of the chips that are easy to get wrong, by day."""
    assert policy.check(chip, on=dt.date.fromisoformat(day)).verdict == word


def plain_2023(chip) -> set[str]:
    """3A090 of 2023 by hand, over every value an unpublished figure could take: the set of possible answers."""
    tpps = [chip.tpp] if chip.tpp is not None else [100.0, 1700.0, 3000.0, 6000.0]
    found = set()
    for tpp in tpps:
        pd = chip.performance_density if chip.tpp is not None else None
        for d in [pd] if pd is not None else [0.5, 2.0, 4.0, 7.0]:
            if not chip.datacenter and tpp < 4800:
                found.add("not controlled")
            elif tpp >= 4800 or (tpp >= 1600 and d >= 5.92):
                found.add("3A090.a")
            elif (2400 <= tpp < 4800 and 1.6 <= d < 5.92) or (tpp >= 1600 and 3.2 <= d < 5.92):
                found.add("3A090.b")
            else:
                found.add("not controlled")
    return found


def test_2023_tiers_for_every_chip_against_a_hand_written_oracle() -> None:
    """Every chip of the catalog: one possible answer is given, several are unknown."""
    chips = catalog.chips.values()
    labels, _ = policy.classify(chips, policy.deal_of(dt.date(2024, 1, 1), to="CN"))
    for chip, label in zip(chips, labels["US-2023-10-17-IFR"], strict=True):
        could = plain_2023(chip)
        assert label == (could.pop() if len(could) == 1 else "unknown"), chip.id


def test_2022_letter_2025_and_tariff_for_every_chip_with_figures() -> None:
    """Chips whose figures are all published: I/O and TPP in 2022, bandwidths in 2025, boxes in 2026."""
    chips = [c for c in catalog.chips.values() if None not in (c.tpp, c.io_gb_s, c.memory_gb_s)]
    assert len(chips) > 70
    old, _ = policy.classify(chips, policy.deal_of(dt.date(2023, 1, 1), to="CN"))
    new, _ = policy.classify(chips, policy.deal_of(dt.date(2026, 1, 20), to="CN"))
    for at, c in enumerate(chips):
        assert (old["US-2022-10-07-IFR"][at] == "3A090") == (c.io_gb_s >= 600 and c.tpp >= 4800), c.id
        wide = c.memory_gb_s >= 1400 or c.io_gb_s >= 1100 or c.memory_gb_s + c.io_gb_s >= 1700
        assert (new["US-2025-04-09-LETTER"][at] == "licence by letter") == wide, c.id
        boxed = (14000 < c.tpp < 17500 and 4500 < c.memory_gb_s < 5000) or (
            20800 < c.tpp < 21100 and 5800 < c.memory_gb_s < 6200
        )
        assert (new["US-2026-01-15-TARIFF"][at] == "25% duty") == boxed, c.id


def test_review_policy_of_2026_keeps_to_items_that_need_a_licence() -> None:
    """Below both limits a 3A090.a chip is reviewed case by case; what is outside 3A090 stays outside."""
    chips = catalog.chips.values()
    deal = policy.deal_of(dt.date(2026, 2, 10), to="CN")
    labels, words = policy.classify(chips, deal)
    for c, base, label, word in zip(
        chips, labels["US-2023-10-17-IFR"], labels["US-2026-01-15-RULE"], words, strict=True
    ):
        if base == "not controlled":
            assert label == "not controlled", c.id
        if base == "3A090.a" and label == "presumption of denial":
            assert word == "presumption_of_denial", c.id
        if base == "3A090.a":
            assert label in {"case by case", "presumption of denial", "unknown"}, c.id


def test_several_rules_hold_at_once() -> None:
    """Between 2023-10-23 and 2023-11-16 the rule of 2022 and the letter hold together."""
    both = said("h100_sxm_80", dt.date(2023, 11, 1))
    assert both["US-2022-10-07-IFR"] == "3A090"
    assert both["US-2023-10-23-LETTER"] == "licence by letter"
    assert "US-2022-10-07-IFR" not in said("h100_sxm_80", dt.date(2023, 11, 17))


def test_announced_rules_are_shown_apart() -> None:
    """A rule made known and not in force weighs nothing and says so by its side."""
    verdict = policy.check("a800_sxm_80", on=dt.date(2023, 10, 20))
    assert [x.rule for x in verdict.announced] == ["US-2023-10-17-IFR"] + [
        x.rule for x in verdict.announced if x.rule != "US-2023-10-17-IFR"
    ]
    assert verdict.verdict == "free"
    assert "US-2025-12-08-H200-ANNOUNCEMENT" in {
        x.rule for x in policy.check("h200", on=dt.date(2025, 12, 20)).announced
    }


def test_readings_of_tpp_that_change_the_answer_are_said() -> None:
    """A printed reading under which a rule would say something else stands in the line's note."""
    lines = {x.rule: x for x in policy.check("trainium1", on=dt.date(2024, 6, 1)).lines}
    assert "3A090.a under the reading" in lines["US-2023-10-17-IFR"].note
    lines = {x.rule: x for x in policy.check("l4", on=dt.date(2024, 6, 1)).lines}
    assert "under the reading" not in lines["US-2023-10-17-IFR"].note


def test_every_line_names_numbers_and_citation() -> None:
    """No verdict line without a citation, no classification without the comparison behind it."""
    for chip in ("h20_96", "l4", "mi308x", "rtx4090", "ascend910c", "b200_180"):
        for line in policy.check(chip, on=dt.date(2026, 2, 10)).lines:
            assert line.citation
            assert line.basis, (chip, line.rule)


def test_a_metric_that_nobody_wrote_is_a_catalog_error() -> None:
    """A rule file with a misspelt metric is refused with the metrics that exist."""
    import msgspec

    from suanli.errors import CatalogError

    data = {"title": "t", "jurisdiction": "US", "kind": "rule", "since": "2020-01-01", "places": ["CN"],
            "cases": [{"classification": "x", "all": [{"metric": "tops", "at_least": 1}]}]}  # fmt: skip
    rule = msgspec.convert(data, Rule)
    with pytest.raises(CatalogError, match="unknown metric 'tops'"):
        policy.check("h20_96", on=dt.date(2024, 1, 1), what_if=rule)
