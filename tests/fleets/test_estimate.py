"""`estimate`: shape, replay, roll-up, comparison and the command line."""

from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest

import suanli as library
from suanli.display.fleets import fleet_json, fleet_table
from suanli.errors import Unknown
from suanli.fleets import estimate
from suanli.fleets.dating import dated
from suanli.fleets.supply import supply_series

ON = dt.date(2024, 12, 31)


@pytest.fixture(scope="module")
def claims(say):
    return [
        say("a", "stock", "ByteDance", 3e4, chips="A100", bound="about", when="2023-06-30", on="2023-07-04"),
        say(
            "b",
            "delivery",
            "Nvidia",
            2.3e5,
            chips="H20",
            to="ByteDance",
            when="2024",
            status="delivered",
            stance="estimated",
            on="2024-12-18",
        ),
        say("c", "order", "Volcano Engine", 2e5, chips="Ascend 910C", when="2025", status="ordered", on="2025-02-10"),
        say("d", "capex", "ByteDance", 8e10, "CNY", bound="about", when="2024", on="2025-01-20"),
        say(
            "e",
            "stock",
            "Meta",
            6e5,
            "H100-equivalents",
            bound="about",
            when="2024-12",
            status="planned",
            stance="planned",
            on="2024-01-18",
        ),
    ]


@pytest.fixture(scope="module")
def fleets(claims):
    return estimate(claims, holder=["bytedance", "Meta", "china", "all"], on=ON, by="quarter")


def spreads(fleet):
    for line in (*fleet.lines, fleet.total):
        yield from (line.chips, line.usd, line.mw, *line.h100e.values())


def test_no_number_without_interval_unit_and_date(fleets):
    """Every figure is a spread in order, with a unit; every basis is named; the day stands in the fleet."""
    for fleet in fleets:
        assert fleet.on == ON
        for s in spreads(fleet):
            assert s.unit
            assert 0 <= s.low90 <= s.low80 <= s.low50 <= s.median <= s.high50 <= s.high80 <= s.high90
        assert set(fleet.total.h100e) == {"compute16", "compute8", "bandwidth", "tpp"}


def test_claims_show_where_they_pull(fleets, claims):
    """The H20 line stands on its claim with a leverage; a line that no claim is about says prior only."""
    lines = {line.chip: line for line in fleets[0].lines}
    assert claims[1].id in dict(lines["H20"].claims)
    assert dict(lines["H20"].claims)[claims[1].id] != 0
    assert all(line.prior_only == (not line.claims) for line in fleets[0].lines)
    assert fleets[3].lines[0].prior_only


def test_units_count_for_their_parent(fleets, claims):
    """Volcano Engine's order is in ByteDance's fleet."""
    lines = {line.chip: line for line in fleets[0].lines}
    assert claims[2].id in dict(lines["Ascend 910C"].claims)


def test_the_parts_of_china_fit_in_china(fleets):
    """A holder's median of each chip is below that of its country, and that below the world's."""
    sizes = [{line.chip: line.chips.median for line in f.lines} for f in (fleets[0], fleets[2], fleets[3])]
    for chip, value in sizes[0].items():
        assert value <= sizes[1][chip] * 1.001
        assert sizes[1][chip] <= sizes[2][chip] * 1.001


def test_quarters_grow_until_retirement(fleets):
    """The total by quarter ends in the stock of the day and starts with the first deliveries."""
    total = [q for q in fleets[0].quarters if q["chip"] == "total"]
    assert [q["quarter"] for q in total] == sorted(q["quarter"] for q in total)
    assert total[-1]["chips"] == fleets[0].total.chips
    assert total[-1]["h100e"] == fleets[0].total.h100e
    assert total[-1]["usd"] == fleets[0].total.usd
    assert total[0]["chips"].median < total[-1]["chips"].median


def test_same_claims_and_seed_same_bytes(claims):
    """Twice the same call gives the same bytes; another seed moves the median by less than a tenth of the interval."""
    one, two = (estimate(claims, holder="bytedance", on=ON) for _ in range(2))
    assert msgspec.json.encode(one) == msgspec.json.encode(two)
    other = estimate(claims[::-1], holder="bytedance", on=ON, seed=1)
    width = one.total.chips.high90 - one.total.chips.low90
    assert abs(other.total.chips.median - one.total.chips.median) < 0.1 * width


def test_as_of_uses_only_what_was_public(claims, say):
    """A claim published later does not enter; one without a day is left out and counted."""
    undated = say("u", "stock", "ByteDance", 1e6, chips="H20", on="")
    then = estimate([*claims, undated], holder="bytedance", on=ON, as_of=dt.date(2023, 12, 31))
    assert then.as_of == dt.date(2023, 12, 31)
    assert {i for line in then.lines for i, _ in line.claims} == {claims[0].id}
    assert any("1 claims without a publication date" in a for a in then.assumptions)
    assert msgspec.json.encode(then.lines) == msgspec.json.encode(
        estimate(claims[:1], holder="bytedance", on=ON, as_of=dt.date(2023, 12, 31)).lines
    )


@pytest.mark.parametrize(("count", "since", "until"), [(1_000, "2022-07", "2023-01"), (350_000, "2024-01", "2025-01")])
def test_an_undated_stock_is_of_a_day_when_enough_had_been_made(say, count, since, until):
    """Nobody held 350,000 H100 in the year of the first: an undated document is read as of a day when one could."""
    claim = say("u", "stock", "Meta", count, chips="H100", on="")
    (found,), inferred = dated([claim], [], supply_series(2026))
    assert inferred == 1
    assert since <= found.published.since.isoformat() < until
    fleet = estimate([claim], holder="meta", on=ON)
    assert not [c for c in fleet.alarms if c.kind == "supply"]


def test_an_undated_plan_tells_no_day(say):
    """What is planned or denied may exceed all that has been made."""
    plan = say("u", "order", "Meta", 900_000, chips="H100", on="", status="planned", stance="planned")
    (found,), _ = dated([plan], [], supply_series(2026))
    assert found.published.since.isoformat() < "2023-01"


def test_a_basis_alone(claims):
    """`basis` keeps one H100-equivalent; an unknown one is answered with the four."""
    fleet = estimate(claims[:1], holder="bytedance", on=ON, basis="bandwidth")
    assert set(fleet.total.h100e) == {"bandwidth"}
    with pytest.raises(Unknown, match="compute16"):
        estimate(claims[:1], holder="bytedance", on=ON, basis="flops")


def test_published_estimates_stand_beside_ours(claims):
    """Rows of a CSV: inside, above, another holder's left out, a chip we do not have said so."""
    rows = [
        {"chip": "H20", "central": "230000", "source": "Omdia"},
        {
            "chip": "total",
            "measure": "h100e",
            "basis": "compute16",
            "low": "1",
            "high": "2",
            "central": "",
            "source": "x",
        },
        {"chip": "H20", "holder": "Tencent", "central": "1"},
        {"chip": "Dojo", "central": "1"},
    ]
    found = estimate(claims, holder="ByteDance", on=ON, compare=rows).comparisons
    assert [f["verdict"] for f in found] == ["inside 50 %", "apart", "not in this fleet"]
    assert found[0]["ratio"] == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(
    ("row", "why"), [({"chip": "H20", "value": "5"}, "no number in low, central or high"), ({"central": "nan"}, "nan")]
)
def test_published_rows_without_a_number_are_refused(claims, row, why):
    """A column under another name, or a number that is none, is no estimate that ours could agree with."""
    with pytest.raises(Unknown, match=f"compare row 1: .{{0,40}}{why}"):
        estimate(claims, holder="ByteDance", on=ON, compare=[row])


def test_orders_rented_and_plans_weigh_less(say):
    """The same 300,000 H20: delivered moves the estimate most, ordered less, planned least."""
    more = {"chips": "H20", "when": "2024", "on": "2024-12-20"}
    sizes = []
    for status in ("delivered", "ordered", "planned"):
        fleet = estimate([say("a", "order", "Kuaishou", 3e5, status=status, **more)], holder="kuaishou", on=ON)
        sizes.append(next(x for x in fleet.lines if x.chip == "H20").chips.median)
    assert sizes[0] > sizes[1] > sizes[2]


def test_joint_and_each(say):
    """100,000 together and 100,000 each differ by about the number of holders."""
    more = {"chips": "H20", "bound": "about", "when": "2024-12-31", "on": "2025-01-10"}
    who = "Kuaishou;Meituan;iFlytek"
    together, each = (
        estimate([say("a", "stock", who, 6e4, mode=mode, **more)], holder="kuaishou", on=ON)
        for mode in ("joint", "each")
    )
    a, b = (next(x for x in f.lines if x.chip == "H20").chips.median for f in (together, each))
    assert 1.5 < b / a < 6


def test_shares_and_ratios_are_inequalities_between_sums(say):
    """`role` share: part of the market's; ratio: twice another holder's."""
    base = {"on": "2025-01-10", "chips": "H20", "when": "2024-12-31"}
    share = say("a", "stock", "ByteDance", 35, "percent", role="share", bound="about", **base)
    fleet = estimate([share], holder=["bytedance", "china"], on=ON)
    mine, all_of = (next(x for x in f.lines if x.chip == "H20").chips.median for f in fleet)
    assert mine / all_of == pytest.approx(0.35, rel=0.25)


def test_display(fleets):
    """Every line is a row; the JSON form has low, median, high by level and leverage by claim."""
    table = fleet_table(fleets[0])
    assert len(table.rows) == len(fleets[0].lines) + 1
    data = fleet_json(fleets[0])
    total = data["total"]
    assert set(total["chips"]) == {"low", "median", "high", "unit"}
    assert set(total["chips"]["low"]) == {"50", "80", "90"}
    assert {"chips", "usd", "h100e", "mw", "claims"} <= set(total)
    json.dumps(data)


def test_library_and_command_line(suanli, tmp_path):
    """The verb on a ledger of one article: one JSON object, kept so that `why` walks from its id."""
    article = tmp_path / "bytes.txt"
    article.write_text(
        "Published: 2023-08-09\n\nByteDance has a stockpile of about 30,000 Nvidia A100 chips, people familiar with the matter said.\n",
        encoding="utf-8",
    )
    env = {"SUANLI_LEDGER": str(tmp_path / "l.db"), "OPENBLAS_NUM_THREADS": "1"}
    assert suanli("add", article, env=env).returncode == 0
    done = suanli("estimate", "bytedance", "--on", "2024-06-30", "--json", env=env)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["holder"] == "ByteDance"
    assert data["total"]["chips"]["median"] > 0
    assert suanli("why", data["id"], env=env).returncode == 0
    trail = suanli("why", data["total"]["claims"][0]["id"], env=env)
    assert json.loads(trail.stdout)["story"].startswith("s-")
    nobody = suanli("estimate", "bytedanse", "--on", "2024-06-30", env=env)
    assert nobody.returncode == 1
    assert "bytedance" in nobody.stderr
    wrong = suanli("estimate", "bytedanse", "--on", "2024-06-30", "--basis", "x", env=env)
    assert wrong.returncode == 2
    assert library.estimate is estimate


def test_sentences_write_figures_as_people_do(say):
    """A delivery long after a chip's day: the alarm names the days it is held against; no 4e+03, no `12 chips` of 10,000."""
    told = [
        say(
            "a",
            "delivery",
            "Nvidia",
            4e3,
            chips="H100",
            to="Yotta",
            when="2025-12",
            status="delivered",
            on="2025-12-05",
        ),
        say("b", "order", "Yotta", 1e4, when="2025", status="ordered", on="2025-11-05"),
        say("c", "stock", "Yotta", 2e3, chips="H100", when="2024", on="2025-01-05"),
    ]
    fleet = estimate(told, holder="yotta", on=ON)
    says = [r["says"] for r in (*fleet.alarms, *fleet.contradictions)]
    assert says
    assert not [s for s in says if "e+0" in s or "12 chips" in s]
    assert [s for s in says if "4,000 chips of H100 delivered 2025-12-01" in s and "supply of those days" in s]
    money = next(n for n in fleet_table(fleet).notes if n.startswith("US$"))
    low, high = (float(x.replace(",", "")) for x in money.split("(")[1].rstrip(")").split(" - "))
    middle = float(money.split()[1].replace(",", ""))
    assert low < middle < high, "one unit, millions, for the middle and the ends"


def test_a_name_without_a_share_on_file_has_what_claims_give_it(say):
    """Chips that no claim gives such a holder stand beside its total, in every quarter; known holders keep theirs."""
    said = [say("y", "stock", "Yotta", 4096, chips="H100", when="2024-03-20", on="2024-03-21")]
    yotta, meta = estimate(said, holder=["Yotta", "Meta"], on=ON, by="quarter")
    assert [line.chip for line in yotta.lines] == ["H100"]
    assert yotta.total.chips == yotta.lines[0].chips
    assert yotta.total.chips.high80 < 6 * 4096
    assert {"A100", "B200"} <= {line.chip for line in yotta.beside}
    assert all(line.prior_only for line in yotta.beside)
    assert {q["chip"] for q in yotta.quarters} == {"H100", "total"}
    assert "beside the total" in str(fleet_table(yotta).notes)
    assert {"claims", "chips", "prior_only"} <= set(fleet_json(yotta)["beside"][0])
    assert not meta.beside
    assert len(meta.lines) > 1


def test_claims_without_a_chip_and_silence_leave_the_prior_in_the_total(say):
    """A figure that names no chip may be any; of whom nothing is said all is guessed, and so said."""
    said = [say("y", "stock", "Yotta", 20_000, when="2024-03-20", on="2024-03-21")]
    yotta, other = estimate(said, holder=["Yotta", "Reliance"], on=ON)
    assert not yotta.beside
    assert len(yotta.lines) > 1
    assert other.total.prior_only
    assert any("nothing is said of this holder" in a for a in other.assumptions)
    assert not any("nothing is said" in a for a in yotta.assumptions)


def test_resold_chips_count_for_their_buyer_alone(say):
    """A transfer names its own chips and no others."""
    said = [
        say("a", "stock", "Tencent", 30_000, chips="A100", when="2023-06-30", on="2023-07-04"),
        say("b", "transfer", "Tencent", 5000, chips="A100", to="Yotta", when="2023-09", on="2023-10-01"),
    ]
    yotta = estimate(said, holder="Yotta", on=ON)
    assert [line.chip for line in yotta.lines] == ["A100"]


def test_nobody_buys_before_being_founded(say):
    """xAI, founded in 2023, has no chip that was last sold before, nothing in 2022, and the answer says so."""
    claims = [say("a", "stock", "xAI", 1e5, chips="H100", bound="about", when="2024-09-02", on="2024-09-03")]
    early, late = (estimate(claims, holder="xai", on=dt.date(y, 12, 31)) for y in (2022, 2024))
    assert early.total.chips.high90 == 0
    assert late.total.chips.median > 6e4
    assert not {"T4", "V100"} & {line.chip for line in late.lines}
    assert any("founded in 2023" in a for a in late.assumptions)


def test_days_after_the_last_supply_on_file_say_so(claims):
    """What is sold after the last year on file is in no figure, and the answer says it."""
    late, soon = (estimate(claims, holder="bytedance", on=dt.date(y, 6, 30)).assumptions for y in (2035, 2025))
    assert any("nothing sold after it" in a for a in late)
    assert not any("nothing sold after it" in a for a in soon)
