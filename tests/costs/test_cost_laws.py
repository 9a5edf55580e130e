"""Laws of cost: monotone, scaled, repeatable, vectorised; and `cost` on chips, fleets and runs."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suanli import catalog, costs
from suanli.costs.draws import draw, point, spread_of
from suanli.costs.owning import draw_inputs
from suanli.errors import Unknown
from suanli.terms import Fleet, FleetLine, Layout, Run

ON = dt.date(2026, 3, 20)
numbers = st.floats(0.05, 0.95)


@st.composite
def inputs(draw_):
    return costs.Inputs(
        chip_usd=draw_(st.floats(500, 60_000)), server_over_chip=draw_(st.floats(1, 2)), network_share=draw_(st.floats(0, 0.4)),
        tdp_kw=draw_(st.floats(0.05, 1.5)), server_power=draw_(st.floats(1, 2.5)), average_draw=draw_(numbers), pue=draw_(st.floats(1, 2)),
        usd_kwh=draw_(st.floats(0, 0.5)), site_usd_kw_month=draw_(st.floats(0, 300)), staff_usd_year=draw_(st.floats(0, 1000)),
        years=draw_(st.floats(1, 8)), residual=draw_(st.floats(0, 0.9)), capital=draw_(st.floats(0, 0.5)),
    )  # fmt: skip


def hourly(one: costs.Inputs) -> float:
    return float(costs.total(costs.own_rows(one)))


def test_a_tiny_cost_of_capital_is_paid_to_the_cent():
    """Paying off 1 over 4 years costs 1/4 a year at no cost of capital, and no more at 1e-12 than at 2e-12."""
    from suanli.costs.clocks import capital_recovery

    free, less, more = (float(capital_recovery(4.0, r)) for r in (0.0, 1e-12, 2e-12))
    assert free == pytest.approx(0.25, rel=1e-11)
    assert free <= less <= more


@given(one=inputs(), factor=st.floats(0.1, 1.0))
@settings(max_examples=150, deadline=None)
def test_cheaper_power_longer_life_cheaper_capital_never_cost_more(one, factor) -> None:
    """Lower power price, cost of capital, chip price, PUE, staff, or a longer life never raise the owned hour."""
    base = hourly(one) + 1e-9
    for name in ("usd_kwh", "capital", "chip_usd", "staff_usd_year", "site_usd_kw_month", "network_share"):
        assert hourly(replace(one, **{name: getattr(one, name) * factor})) <= base, name
    assert hourly(replace(one, years=one.years / factor)) <= base
    assert hourly(replace(one, residual=min(one.residual / factor, 0.99))) <= base


@given(years=st.floats(1, 8), longer=st.floats(1, 3))
@settings(max_examples=60, deadline=None)
def test_longer_life_never_costs_more_when_the_residual_falls_with_it(years, longer) -> None:
    """Also where the residual follows one curve of decay, a longer life is no dearer an hour."""
    curve = lambda n: costs.annuity(1000.0, n, 0.25 ** (n / 4), 0.10)  # noqa: E731
    assert curve(years * longer) <= curve(years) + 1e-9


@given(middle=st.floats(0.01, 1e6), down=st.floats(1.01, 5), up=st.floats(1.01, 5))
@settings(max_examples=30, deadline=None)
def test_draws_have_the_interval_they_were_asked_for(middle, down, up) -> None:
    """Median and 90 % interval of draws are the three numbers given, within sampling."""
    values = draw(middle, middle / down, middle * up, size=40_000, rng=np.random.default_rng(0))
    found = spread_of(values)
    assert found.median == pytest.approx(middle, rel=0.05)
    assert found.low90 == pytest.approx(middle / down, rel=0.08)
    assert found.high90 == pytest.approx(middle * up, rel=0.08)


def test_ten_thousand_draws_of_a_hundred_options_within_a_second() -> None:
    """Rows and totals of 100 options x 10,000 draws take at most a second."""
    rng = np.random.default_rng(0)
    drawn = draw_inputs({"chip_usd": 25_000.0, "tdp_kw": 0.7, "usd_kwh": 0.08}, size=10_000, rng=rng)
    wide = {
        n: v[:, None]
        for n, v in (
            (n, getattr(drawn, n)) for n in ("server_over_chip", "network_share", "years", "residual", "capital")
        )
    }
    options = np.linspace(5_000, 45_000, 100)[None, :]
    start = time.perf_counter()
    found = costs.total(costs.own_rows(replace(drawn, chip_usd=options, server_power=drawn.server_power[:, None],
                        average_draw=drawn.average_draw[:, None], pue=drawn.pue[:, None],
                        site_usd_kw_month=drawn.site_usd_kw_month[:, None], staff_usd_year=drawn.staff_usd_year[:, None], **wide)))  # fmt: skip
    quantiles = np.quantile(found, (0.05, 0.5, 0.95), axis=0)
    assert time.perf_counter() - start <= 1.0
    assert found.shape == (10_000, 100)
    assert (np.diff(quantiles[1]) > 0).all()


def test_cost_of_a_chip_has_intervals_clocks_and_a_trail() -> None:
    """Rows, total, figures and clocks are spreads in order; four clocks; sources; the same twice."""
    found = costs.cost("h100", on=ON, count=1000, price=40_000, rent=2.35, compare="rent")
    assert found == costs.cost("h100", on=ON, count=1000, price=40_000, rent=2.35, compare="rent")
    for spread in (*found.rows.values(), found.total, *found.figures.values(), *found.clocks.values()):
        ends = (spread.low90, spread.low80, spread.low50, spread.median, spread.high50, spread.high80, spread.high90)
        assert list(ends) == sorted(ends)
    assert set(found.clocks) == {"decay (k ln 10)", "straight line", "annuity", "market rents"}
    assert {"per_delivered_hour", "break_even_use", "chance_buying_wins", "carbon_a_year"} <= set(found.figures)
    assert any(s.startswith("carbon.csv") for s in found.sources)
    names = [o["name"] for o in found.options]
    assert {"own", "rent", "tornado", "doubt", "waterfall"} <= set(names)
    steps = found.options[names.index("waterfall")]["steps"]
    assert steps[0]["level"] + sum(s["step"] for s in steps) == pytest.approx(steps[-1]["level"])
    assert steps[-1]["level"] == pytest.approx(2.35)


def test_a_price_said_is_not_the_other_chips() -> None:
    """Comparing two chips, the price given counts for the first; the second keeps its own quotes."""
    cheap, dear = (costs.cost("h100", on=ON, price=p, compare="h20_96").options[-1]["steps"] for p in (20_000, 60_000))
    assert cheap[-1]["level"] == pytest.approx(dear[-1]["level"])
    assert cheap[0]["level"] < dear[0]["level"]


def test_quoted_price_and_rent_are_sources() -> None:
    """Without a price said, the rows of prices.csv stand behind the cost."""
    found = costs.cost("h100", on=ON)
    assert [s for s in found.sources if s.startswith("prices.csv 20")]
    none = costs.cost("h20_96", on=dt.date(2025, 9, 1), place="China")
    assert "chance_buying_wins" not in none.figures
    assert any("no rent" in a for a in none.assumptions)


def test_h100_equivalents_name_their_basis() -> None:
    """H20 is 0.15 of an H100 by compute and more than one by bandwidth."""
    one = costs.equivalents(catalog.chips["h20_96"])
    assert one["compute16"] == pytest.approx(0.15, abs=0.005)
    assert one["bandwidth"] == pytest.approx(4.0 / 3.35, abs=0.01)
    found = costs.cost("h20_96", on=dt.date(2025, 9, 1))
    assert found.figures["per_h100e_hour_compute16"].median > found.figures["per_h100e_hour_bandwidth"].median


def test_buying_wins_more_often_at_higher_rents_and_use() -> None:
    """The chance that buying wins rises with the rent and with use."""
    chances = [
        costs.cost("h100", on=ON, price=40_000, rent=r).figures["chance_buying_wins"].median
        for r in (1.0, 2.0, 3.0, 6.0)
    ]
    assert chances == sorted(chances)
    idle, busy = (
        costs.cost("h100", on=ON, price=40_000, rent=2.35, used=u).figures["chance_buying_wins"].median
        for u in (0.4, 0.95)
    )
    assert idle < busy


def fleet() -> Fleet:
    spread = spread_of(draw(98_000, 80_000, 112_000, size=4000, rng=np.random.default_rng(0)), "chips")
    lines = (
        FleetLine(chip="A100", chips=spread, claims=(("c-1a9", 0.3),)),
        FleetLine(chip="MLU290", chips=point(10.0)),
    )
    return Fleet(id="f-1", holder="ByteDance", on=ON, as_of=None, lines=lines, total=lines[0])


def test_cost_of_a_fleet() -> None:
    """A year of a fleet: rows by chip, claims as sources, chips without a price named and left out."""
    found = costs.cost(fleet(), on=ON, place="China")
    assert set(found.rows) == {"A100"}
    assert "claim c-1a9" in found.sources
    assert any("MLU290 is left out" in a for a in found.assumptions)
    one = costs.cost("A100", on=ON, place="China")
    assert found.total.median == pytest.approx(98_000 * 8766 * one.total.median, rel=0.1)
    with pytest.raises(Unknown, match="no line"):
        costs.cost(msgspec.structs.replace(fleet(), lines=()), on=ON)


def run(**figures) -> Run:
    return Run(
        id="run-1", task="train", model="gpt-3-175b", chip="a100_sxm_80", count=1024, layout=Layout(), figures=figures
    )


def test_cost_of_a_training_run_and_of_a_service() -> None:
    """US$ of a run and per million tokens; US$ an hour of a service and per million tokens."""
    trained = costs.cost(run(days=30.0, tokens=300e9), on=dt.date(2024, 3, 1))
    assert trained.figures["chip_hours"].median == pytest.approx(30 * 24 * 1024)
    assert trained.figures["per_million_tokens"].median == pytest.approx(trained.total.median / 300e3, rel=1e-6)
    served = costs.cost(run(tokens_per_s=1e6), on=dt.date(2024, 3, 1))
    assert served.unit == "US$ an hour of service"
    assert served.figures["per_million_tokens"].median == pytest.approx(served.total.median / 3600, rel=1e-6)
    with pytest.raises(Unknown, match="no days"):
        costs.cost(run(mfu=0.4), on=dt.date(2024, 3, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"used": 1.5},
        {"count": 0},
        {"price": -5},
        {"capital": 10.0},
        {"rent": 0.0},
        {"years": 100.0},
        {"power": 80.0},
        {"months": 0},
    ],
)
def test_units_are_checked(wrong) -> None:
    """A share over one, a percentage for a share, cents for dollars: refused with the range."""
    with pytest.raises(Unknown, match="outside"):
        costs.cost("h100", on=ON, **wrong)


def test_energy_and_carbon_by_country() -> None:
    """212 countries of carbon offline; China near 582 g a kWh; unknown places get suggestions."""
    assert costs.grid_carbon("China")["g_per_kwh"] == pytest.approx(582, abs=1)
    assert costs.grid_carbon("NO")["g_per_kwh"] < 60
    with pytest.raises(Unknown, match="did you mean"):
        costs.grid_carbon("Chnia")
    dirty, clean = (
        costs.cost("h100", on=ON, place=p, power=0.08).figures["carbon_a_year"].median for p in ("CN", "NO")
    )
    assert dirty > 10 * clean
    with pytest.raises(Unknown, match="no power price of Chad is on file"):
        costs.power_price("Chad")
    assert costs.cost("h100", on=ON, place="Chad", power=0.2).total.median > 0


def test_command_line(suanli, tmp_path) -> None:
    """cost and price print JSON with low, median, high; a run travels through a file; wrong input is one line."""
    done = suanli(
        "cost", "h100", "--count", "1000", "--price", "40000", "--rent", "2.35", "--on", "2026-03-20", "--json"
    )
    row = json.loads(done.stdout)
    assert set(row["total"]["low"]) == {"50", "80", "90"}
    path = tmp_path / "run.json"
    path.write_bytes(msgspec.json.encode(run(days=30.0, tokens=300e9)))
    assert json.loads(suanli("cost", path, "--on", "2024-03-01").stdout)["unit"] == "US$"
    assert json.loads(suanli("price", "h100", "--on", "2024-10-01").stdout)["quotes"]
    path.write_text("{}")
    for args in (("cost", path), ("cost", "h999", "--on", "2024-01-01"), ("price", "mlu290", "--on", "2024-01-01")):
        bad = suanli(*args)
        assert bad.returncode == 1, bad.stderr
        assert bad.stderr.count("\n") == 1


def test_a_fleet_travels_as_json(suanli, tmp_path) -> None:
    """What `estimate --json` prints can be costed from a file."""
    from suanli.display import json_line
    from suanli.display.fleets import fleet_json

    path = tmp_path / "fleet.json"
    path.write_text(json_line(fleet_json(fleet())), encoding="utf-8")
    done = suanli("cost", path, "--on", "2026-03-20", "--place", "China")
    assert done.returncode == 0, done.stderr
    assert "A100" in json.loads(done.stdout)["rows"]


def test_plots_are_well_formed_and_the_same_twice() -> None:
    """Waterfall, tornado and a fleet's rows draw as SVG, byte for byte the same."""
    import xml.etree.ElementTree as ET

    from suanli.display.costs_plots import cost_svg

    compared = costs.cost("h100", on=ON, price=40_000, rent=2.35, compare="rent")
    for found in (compared, costs.cost("h100", on=ON), costs.cost(fleet(), on=ON, place="China")):
        assert ET.fromstring(cost_svg(found)).tag.endswith("svg")
        assert cost_svg(found) == cost_svg(found)
    assert "rent +2.350" in cost_svg(compared)
    assert "life, years: 3." in cost_svg(costs.cost("h100", on=ON))


def test_tables() -> None:
    """Costs and prices can be drawn as text."""
    from suanli.display import look, text_table

    text = text_table(look(costs.cost("h100", on=ON, price=40_000, rent=2.35, compare="h20_96")))
    assert "most of the doubt" in text
    assert "gap (" in text
    assert "weight" in text_table(look(costs.price("h100", on=ON)))


@pytest.mark.parametrize(("chip", "watts"), [("h100", 700 * 1.82 * 0.75 * 1.25), ("l40s", 350 * 1.8 * 0.75 * 1.25)])
def test_serve_train_and_cost_draw_the_same_at_the_wall(chip: str, watts: float) -> None:
    """A busy chip's site power is one figure with one recipe, whichever verb tells it."""
    from suanli import cost, serve, train

    served = serve("llama-3.1-8b", chip=chip, count=8, on=ON)[0]
    trained = train("llama-3.1-8b", chip=chip, count=8, on=ON)[0]
    owned = cost(chip, on=ON, count=8, price=20_000, rent=1.0)
    assert served.figures["site_power_kw"] == pytest.approx(watts * 8 / 1e3)
    assert trained.figures["site_power_mw"] == pytest.approx(watts * 8 / 1e6)
    power = owned.figures["power"]
    assert power.median == pytest.approx(watts * 8 / 1e6, rel=0.02)
    said = [[a for a in x.assumptions if a.startswith("site power")] for x in (served, trained, owned)]
    assert said[0] == said[1] == said[2] != []
    for spread in (served.intervals["site_power_kw"], trained.intervals["site_power_mw"]):
        assert spread.high90 / spread.low90 == pytest.approx(power.high90 / power.low90, rel=0.1)


def test_every_place_that_rules_know_has_a_cost() -> None:
    """A place without a power price or carbon on file takes those of any country, wider, and says so; groups are none."""
    macau, taiwan = (costs.cost("h100", on=ON, place=p) for p in ("Macau", "Taiwan"))
    said = " ".join(macau.assumptions)
    assert "no power price of Macau is on file" in said
    assert "--power" in said
    wide, narrow = (c.rows["power"].high90 / c.rows["power"].low90 for c in (macau, taiwan))
    assert wide > narrow
    assert "on file" not in " ".join(costs.cost("h100", on=ON, place="Macau", power=0.1).assumptions)
    monaco = costs.cost("h100", on=ON, place="Monaco", power=0.1)
    assert "no carbon of power in Monaco is on file" in " ".join(monaco.assumptions)
    with pytest.raises(Unknown, match="write an ISO code"):
        costs.cost("h100", on=ON, place="D:5")


def test_places_are_named_as_for_rules() -> None:
    """A code in capitals is a code, the same letters as a name are the name: `Nga` is Russia in Vietnamese."""
    assert costs.grid_carbon("Nga")["code"] == costs.grid_carbon("Russia")["code"] == "RU"
    assert costs.grid_carbon("NGA")["code"] == "NG"
