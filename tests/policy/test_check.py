"""check: days, places, seats, hypothetical chips, what-ifs, timelines, the design space, the command line."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET

import pytest

from suanli import catalog, policy
from suanli.errors import CatalogError, Unknown
from suanli.terms import Claim, Period, Quantity, Quote

DAY = dt.date


def test_a_day_before_the_first_rule_says_so() -> None:
    """Before August 2022 there is no such rule yet, and the verdict says it."""
    verdict = policy.check("h100_sxm_80", on=DAY(2022, 8, 1))
    assert (verdict.verdict, verdict.lines) == ("free", ())
    assert "no such rule yet" in verdict.notes[0]


def test_the_future_answers_with_the_last_known_and_says_so() -> None:
    """A day after the last review gets the last known rules, with a note."""
    verdict = policy.check("h20_96", on=DAY(2031, 1, 1))
    assert verdict.verdict == "licence"
    assert "last known" in " ".join(verdict.notes)


@pytest.mark.parametrize(
    ("chip", "to", "more", "day", "word"),
    [
        ("h100_sxm_80", "MO", {}, "2023-01-16", "free"),
        ("h100_sxm_80", "MO", {}, "2023-01-17", "presumption_of_denial"),
        ("h100_sxm_80", "Hong Kong", {}, "2024-01-01", "presumption_of_denial"),
        ("h100_sxm_80", "VN", {}, "2024-01-01", "licence"),
        ("a30", "VN", {}, "2024-05-01", "free"),
        ("h100_sxm_80", "IL", {}, "2024-01-01", "free"),
        ("h100_sxm_80", "DE", {}, "2024-01-01", "free"),
        ("h100_sxm_80", "MY", {}, "2024-01-01", "free"),
        ("h100_sxm_80", "MY", {"holder_hq": "CN"}, "2024-01-01", "presumption_of_denial"),
        ("h100_sxm_80", "AE", {}, "2023-09-01", "licence"),
        ("h100_sxm_80", "NI", {}, "2024-03-14", "free"),
        ("h100_sxm_80", "NI", {}, "2024-03-15", "presumption_of_denial"),
        ("h200_sxm_141", "CN", {"from_": "SG"}, "2026-03-01", "presumption_of_denial"),
        ("h200_sxm_141", "CN", {}, "2026-03-01", "case_by_case"),
        ("h20_96", "CN", {"state_funded": True}, "2026-03-01", "barred_by_importer"),
    ],
)
def test_places_seats_and_origins(chip, to, more, day, word) -> None:
    """Country groups with dates, the headquarters test, exports from elsewhere, state-funded buyers."""
    assert policy.check(chip, on=DAY.fromisoformat(day), to=to, **more).verdict == word


def test_names_cover_variants() -> None:
    """A bare name takes the variant that carries it, and says what the others get."""
    verdict = policy.check("h20", on=DAY(2025, 5, 1))
    assert verdict.chip == "h20_96"
    assert "h20_141" in verdict.notes[-1]
    with pytest.raises(Unknown, match="did you mean"):
        policy.check("h21", on=DAY(2025, 5, 1))
    with pytest.raises(Unknown, match="unknown place"):
        policy.check("h20", on=DAY(2025, 5, 1), to="Chin")


def test_spec_leaves_the_unnamed_unknown() -> None:
    """A hypothetical chip: what is not said is unknown, and decides only where it does not matter."""
    on = DAY(2024, 6, 1)
    assert policy.check("", spec="tpp=1500", on=on).verdict == "free"
    assert policy.check("", spec="tpp=2300", on=on).verdict == "unknown"
    assert policy.check("", spec="tpp=2300,dc=no", on=on).verdict == "free"
    assert policy.check("", spec="tpp=2368,die=814,dc=yes", on=on).verdict == "free"
    assert policy.check("", spec="tpp=2500,pd=2,dc=yes", on=on).verdict == "notify"
    assert policy.check("", spec="mbd=3.5", on=DAY(2025, 1, 10)).verdict == "presumption_of_denial"
    for bad in ("tops=3", "tpp", "tpp=many", "tpp=-1", "tpp=nan"):
        with pytest.raises(Unknown, match="spec"):
            policy.check("", spec=bad, on=on)


RULE = """
title = "a stricter density"
jurisdiction = "US"
kind = "rule"
since = 2024-01-01
places = ["CN"]
citation = "none: a what-if"
source = "x"
[sources.x]
publisher = "nobody"
[[cases]]
classification = "what-if"
verdict = "presumption_of_denial"
all = [{ metric = "density", at_least = 2.5 }]
"""


def test_what_if_adds_or_replaces_a_rule(tmp_path) -> None:
    """One file adds a rule; the id of a known one replaces it; a wrong side is refused."""
    new = tmp_path / "X-2024.toml"
    new.write_text(RULE)
    assert policy.check("h20_96", on=DAY(2024, 6, 1), what_if=str(new)).verdict == "presumption_of_denial"
    swap = tmp_path / "US-2025-04-09-LETTER.toml"
    swap.write_text(RULE.replace("2.5", "99"))
    assert policy.check("h20_96", on=DAY(2025, 6, 1), what_if=swap).verdict == "free"
    new.write_text(RULE.replace("citation", "side = 'sideways'\ncitation"))
    with pytest.raises(CatalogError, match="side"):
        policy.check("h20_96", on=DAY(2024, 6, 1), what_if=new)


def test_an_overlay_file_is_a_new_rule(tmp_path, monkeypatch) -> None:
    """Adding a rule is one file in a catalog folder, no code."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "X-2024.toml").write_text(RULE)
    monkeypatch.setenv("SUANLI_CATALOG", str(tmp_path))
    assert policy.check("h20_96", on=DAY(2024, 6, 1)).verdict == "presumption_of_denial"


def test_timeline_has_one_stretch_a_change() -> None:
    """H20: free until 9 April 2025, licence after; neighbours differ; the words agree with check."""
    found = policy.timeline("h20_96", until=DAY(2026, 6, 1))
    assert [v.on for v in found.verdicts] == sorted({v.on for v in found.verdicts})
    assert {v.verdict for v in found.verdicts if v.on < DAY(2025, 4, 9)} == {"free"}
    assert DAY(2025, 4, 9) in {v.on for v in found.verdicts}
    for v in found.verdicts:
        assert policy.check("h20_96", on=v.on).verdict == v.verdict
        before = policy.check("h20_96", on=v.on - dt.timedelta(days=1))
        assert (before.lines, before.announced) != (v.lines, v.announced) or v.on == found.since


def test_corners_of_the_design_space_are_free_and_cannot_grow() -> None:
    """Just below its limits a corner is free; at any single limit it is not."""
    on = DAY(2026, 1, 20)
    space = policy.check("", on=on, shape="design-space")
    assert any(c.tpp == 2400 and c.density == 3.2 for c in space.corners)
    short = {"tpp": "tpp", "density": "pd", "dram_bw": "dram", "io_bw": "io"}
    for corner in space.corners:
        limits = {s: getattr(corner, m) for m, s in short.items()}
        below = {s: v * (1 - 1e-6) if v else 1e4 for s, v in limits.items()}
        as_spec = lambda d: "dc=yes," + ",".join(f"{k}={v!r}" for k, v in d.items())  # noqa: E731
        assert policy.check("", spec=as_spec(below), on=on).verdict == "free"
        for name, value in limits.items():
            if value:
                assert policy.check("", spec=as_spec(below | {name: value * 1.001}), on=on).verdict != "free", (
                    corner,
                    name,
                )


def claim(kind, chip, since, until=None, **more) -> Claim:
    period = Period(since=DAY.fromisoformat(since), until=DAY.fromisoformat(until) if until else None)
    quote = Quote(start=0, end=4, text="text")
    return Claim(id=f"c-{kind}-{chip}-{since}", doc_id="d", kind=kind, chip_ids=(chip,), period=period, evidence=quote,
                 quantity=Quantity(measure="chips", low=1, high=1), **more)  # fmt: skip


def test_claims_meet_the_rules_of_their_days() -> None:
    """An order is free, needs a licence or straddles a change; rules near it are named with a reason."""
    found = policy.check_claims([
        claim("order", "a800_sxm_80", "2023-07-01", "2023-08-10"),
        claim("delivery", "a100_sxm_80", "2023-05-01", "2023-06-01"),
        claim("order", "h20_96", "2025-01-01", "2025-07-01"),
        claim("other", "h20_96", "2025-04-15"),
        claim("delivery", "mi308x", "2025-02-01"),
    ])  # fmt: skip
    answers = [c.answer for c in found]
    assert answers == ["free", "licence needed", "changes within the period", "not a deal", "unknown"]
    assert found[1].rules == ("US-2022-10-07-IFR",)
    a800 = dict(found[0].explained)
    assert "variant outside the rule" in a800["US-2022-10-07-IFR"]
    assert "US-2023-10-17-IFR" in a800
    assert "US-2025-04-09-LETTER" in dict(found[3].explained)


def test_claims_of_a_ledger_meet_the_rules(suanli, tmp_path) -> None:
    """check --ledger: the write-down in an article stands beside the letter that caused it."""
    base = tmp_path / "own.db"
    article = "examples/articles/13_h20-stockpile_ko.txt"
    assert suanli("add", article, "--ledger", base).returncode == 0
    done = suanli("check", "--ledger", base)
    assert done.returncode == 0, done.stderr
    found = [json.loads(x) for x in done.stdout.splitlines()]
    assert any(r == "US-2025-04-09-LETTER" for c in found if c["chip"] == "h20_96" for r, _ in c["explained"])


def test_command_line_prints_the_interface(suanli) -> None:
    """JSON: an object a rule with the five published keys, then one whole verdict."""
    done = suanli("check", "h20", "--on", "2025-05-01", "--to", "CN", "--json")
    rows = [json.loads(x) for x in done.stdout.splitlines()]
    rules, whole = rows[:-1], rows[-1]
    for row in rules:
        assert {"rule", "classification", "basis", "licence_policy", "citation"} <= set(row)
        assert row["rule"] in catalog.rules
    assert whole["verdict"] == "licence"
    assert {r["rule"] for r in rules if r["side"] == "exporter"} >= {"US-2023-10-17-IFR", "US-2025-04-09-LETTER"}
    assert "verdict" not in rules[0]


def test_command_line_plots_and_refuses(suanli, tmp_path) -> None:
    """--plot writes a readable SVG, twice the same; wrong use is one line."""
    for args in (("a100", "h20", "--timeline"), ("--design-space",)):
        path = tmp_path / "plot.svg"
        bytes_ = []
        for _ in range(2):
            done = suanli("check", *args, "--on", "2026-01-20", "--plot", path)
            assert done.returncode == 0, done.stderr
            assert " to CN" in done.stderr  # what is in the picture
            bytes_.append(path.read_bytes())
        assert bytes_[0] == bytes_[1]
        assert ET.fromstring(bytes_[0]).tag.endswith("svg")
    assert suanli("check", "h20").returncode == 2
    assert suanli("check", "--on", "2024-01-01").returncode == 2
    assert suanli("check", "h21", "--on", "2024-01-01").returncode == 1


def test_tables_show_every_shape() -> None:
    """Verdicts, timelines, design space and claims can be drawn as text."""
    from suanli.display import look, text_table
    from suanli.display.policy import claim_checks, verdicts_table

    on = DAY(2026, 2, 1)
    one, line = policy.check("h200", on=on), policy.timeline("h200", until=on)
    space = policy.check("", on=on, shape="design-space", spec="dc=no")
    assert "case by case" in text_table(look(one))
    assert "2026-01-15" in text_table(look(line))
    assert "TPP" in text_table(look(space))
    assert "h200_sxm_141" in text_table(verdicts_table([one]))
    assert "H20" in text_table(claim_checks(policy.check_claims([claim("other", "h20_96", "2025-04-15")])))


@pytest.mark.parametrize(
    ("chip", "to", "day", "word"),
    [
        ("t4", "RU", "2022-02-23", "free"),
        ("t4", "RU", "2022-02-24", "presumption_of_denial"),
        ("rtx4090d", "Belarus", "2022-03-01", "free"),
        ("rtx4090d", "Belarus", "2022-03-02", "presumption_of_denial"),
        ("h20_96", "Iran", "2024-06-01", "presumption_of_denial"),
        ("l4", "КНДР", "2019-06-01", "presumption_of_denial"),
        ("tpu_v2", "CU", "2018-06-01", "presumption_of_denial"),
        ("ascend310", "Syria", "2025-12-01", "presumption_of_denial"),
        ("t4", "KZ", "2023-06-01", "free"),
    ],
)
def test_embargoed_places_are_never_free_whatever_the_chip(chip, to, day, word) -> None:
    """Russia and Belarus since 2022, Cuba, Iran, North Korea and Syria before: all chips need a licence, none comes."""
    verdict = policy.check(chip, on=DAY.fromisoformat(day), to=to)
    assert verdict.verdict == word
    if word != "free":
        assert any(x.classification == "embargoed destination" and x.citation and x.basis for x in verdict.lines)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DE"),
        ("Россия", "RU"),
        ("대한민국", "KR"),
        ("Émirats arabes unis", "AE"),
        ("Việt Nam", "VN"),
        ("Nga", "RU"),
        ("NGA", "NG"),
        ("ng", "NG"),
    ],
)
def test_places_are_found_in_the_languages_of_the_articles(name, code) -> None:
    """A country's name in any language that is read."""
    assert policy.check("h100_sxm_80", on=DAY(2024, 3, 1), to=name).to == code


def test_a_day_before_the_first_rule_of_the_place_says_so() -> None:
    """The note speaks of rules that reach the place, not of the oldest file in the catalog."""
    notes = policy.check("h100_sxm_80", on=DAY(2021, 6, 1), to="RU").notes
    assert "the first rule here is of 2022-02-24" in notes[0]
    assert "2022-08-26" in policy.check("h100_sxm_80", on=DAY(2021, 6, 1), to="CN").notes[0]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("tpp=1,TPP=2", "said twice"),
        ("pd=3,die=700", "one figure"),
        ("tpp=1,die=0", "above 0"),
        ("density=1,pd=2", "one"),
    ],
)
def test_a_spec_that_says_two_things_is_refused(spec, said) -> None:
    """No figure of a spec is overridden in silence."""
    with pytest.raises(Unknown, match=said):
        policy.check(spec=spec, on=DAY(2026, 1, 20))


def test_a_spec_is_read_in_any_case_and_a_timeline_has_a_length() -> None:
    """Letter case of keys means nothing; a timeline that ends before it begins is refused."""
    small = policy.check(spec="tpp=2300,pd=3.1,dram=1300,io=300,dc=yes", on=DAY(2026, 1, 20))
    large = policy.check(spec="TPP=2300, PD = 3.1, DRAM=1300, IO=300, DC=Yes", on=DAY(2026, 1, 20))
    assert small.verdict == large.verdict == "free"
    with pytest.raises(Unknown, match="ends before it begins"):
        policy.timeline("h20_96", until=DAY(2021, 1, 1))


def test_what_would_be_left_unanswered_is_refused(suanli, tmp_path) -> None:
    """Options that do not go together are wrong usage; a picture that cannot be written is one line."""
    for args in (
        ("h20", "--spec", "tpp=5"),
        ("h20", "--design-space"),
        ("h20", "--plot", tmp_path / "x.svg"),
        ("h20", "--ledger", tmp_path / "no.db"),
    ):
        done = suanli("check", *args, "--on", "2025-01-01")
        assert (done.returncode, done.stdout) == (2, ""), args
    done = suanli("check", "h20", "--timeline", "--on", "2025-01-01", "--plot", tmp_path / "no" / "x.svg")
    assert done.returncode == 1
    assert done.stderr.startswith("error:")
    assert "Traceback" not in done.stderr
