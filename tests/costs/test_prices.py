"""Prices and rents: rows used, missing days, widening, coverage of held-out quotes, forecasts that may rise."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from suanli import costs
from suanli.costs.prices import KINDS
from suanli.errors import Unknown

DAY = dt.date


def test_a_price_names_its_rows() -> None:
    """Every price lists the quotes behind it, all dated on or before the day, with weights that sum to one."""
    found = costs.price("h100", on=DAY(2024, 10, 1))
    assert found.quotes
    assert max(q.date for q in found.quotes) <= DAY(2024, 10, 1)
    assert sum(q.weight for q in found.quotes) == pytest.approx(1.0, abs=0.01)
    assert all(q.source for q in found.quotes)
    assert 15_000 < found.usd.median < 50_000


def test_before_the_first_quote_it_says_what_is_known_and_when() -> None:
    """A day too early, a chip without rents and a chip without any quote: each says what is known instead."""
    with pytest.raises(Unknown, match="first is of 2023-10-16"):
        costs.price("h800_sxm_80", on=DAY(2022, 1, 1))
    with pytest.raises(Unknown, match="known are"):
        costs.price("h20_96", on=DAY(2025, 9, 1), kind="rental")
    with pytest.raises(Unknown, match="no quote of any kind"):
        costs.price("mlu290", on=DAY(2025, 9, 1))
    with pytest.raises(Unknown, match="one of buy"):
        costs.price("h100", on=DAY(2025, 9, 1), kind="gift")


def test_a_price_widens_with_age() -> None:
    """The same quotes a year and two years on: same median, wider interval."""
    days = [DAY(2023, 11, 1), DAY(2024, 11, 1), DAY(2025, 11, 1)]
    found = [costs.price("h800_sxm_80", on=d, kind="grey").usd for d in days]
    widths = [s.high90 / s.low90 for s in found]
    assert widths == sorted(widths)
    assert widths[0] < widths[2]
    assert found[0].median == pytest.approx(found[2].median)


def test_kinds_and_places_are_kept_apart() -> None:
    """Grey prices are above list in China, list rents of large clouds above the market's."""
    on = DAY(2025, 6, 1)
    assert {q.kind for q in costs.price("h20_96", on=on, kind="list").quotes} == {"list"}
    assert {q.region for q in costs.price("h20_96", on=on, place="China").quotes} == {"China"}
    market, lists = (costs.price("h100", on=on, kind=k).usd.median for k in ("rental", "rental-list"))
    assert lists > market
    assert set(KINDS) >= {"buy", "list", "distributor", "grey", "rental"}


def test_articles_prices_are_used() -> None:
    """A100 10,000 and H100 36,000 of the articles are quotes on their day."""
    for chip, usd in (("a100_sxm_80", 10_000), ("h100_sxm_80", 36_000)):
        found = costs.price(chip, on=DAY(2023, 7, 4), kind="list")
        assert usd in {round(q.usd) for q in found.quotes}


@pytest.mark.parametrize(("kind", "cut"), [("buy", DAY(2023, 10, 1)), ("rental", DAY(2024, 9, 1))])
def test_intervals_hold_quotes_they_have_not_seen(kind, cut) -> None:
    """90 % intervals hold 85 to 95 % of later quotes, also in the half that set no constant."""
    found = costs.price_coverage(kind, since=cut, until=DAY(2030, 1, 1))
    assert found.cases >= 40
    assert 0.85 <= found.in90 <= 0.95


OTHERS = ("h100_pcie_80", "a100_sxm_80", "a100_sxm_40", "a100_pcie_80", "a40", "rtx4090")


def test_rent_forecasts_hold_two_quarters_out() -> None:
    """80 % intervals hold at least 70 % of H100 rents and of other chips'; "down 20 % a year" holds fewer."""
    for chips in (("h100_sxm_80",), OTHERS):
        found = costs.rent_coverage(chips)
        assert found.in80 >= 0.70
        assert found.rival < found.in80
    turn = costs.forecast_rent(1.70, months=6)
    assert turn.low90 <= 2.35 <= turn.high90


def test_paths_fall_and_rise_and_repeat() -> None:
    """Some paths end above today's rent, most below; the same seed gives the same paths."""
    paths = [costs.path_factors(24, size=2000, rng=np.random.default_rng(7)) for _ in range(2)]
    assert (paths[0] == paths[1]).all()
    assert 0.1 < (paths[0][:, -1] > 1).mean() < 0.5


@pytest.mark.parametrize("place", ["CN", "chn", "中国", "china", "Китай"])
def test_a_region_is_asked_for_by_any_name_of_the_country(place) -> None:
    """Chinese quotes count for China however it is written; a place that is none is refused, not ignored."""
    found = costs.price("h20", on=DAY(2025, 5, 1), place=place)
    assert found.place == "China"
    assert {q.region for q in found.quotes} == {"China"}
    assert found == costs.price("h20", on=DAY(2025, 5, 1), place="China")
    with pytest.raises(Unknown, match="unknown place 'Mars'"):
        costs.price("h20", on=DAY(2025, 5, 1), place="Mars")
    assert "France" in " ".join(costs.price("h20", on=DAY(2025, 5, 1), place="FR").notes)


def test_a_measured_server_power_is_of_the_family_alone() -> None:
    """GH200 holds a processor and has no measured ratio; H200, H100 NVL and A100 have one."""
    for chip, measured in (("gh200_96", False), ("h200_sxm_141", True), ("h100_nvl_94", True), ("a100_pcie_40", True)):
        said = " ".join(costs.cost(chip, on=DAY(2025, 6, 1), price=30_000).assumptions)
        assert ("measured for the family" in said) is measured, chip


def test_what_a_run_cannot_use_and_what_cannot_be_written_is_said(suanli, tmp_path) -> None:
    """`--count` and `--compare` are of a chip; no file and no folder are one line each."""
    run = suanli("serve", "llama-3.1-8b", "--chip", "h100", "--count", 2, "--concurrency", 4, "--on", "2025-01-01")
    file = tmp_path / "run.json"
    file.write_text(run.stdout, encoding="utf-8")
    cases = (
        (file, ("--compare", "rent"), "compare is about a chip"),
        (file, ("--count", 4), "count is about a chip"),
        (tmp_path / "no.json", (), "no such file"),
        ("h100", ("--plot", tmp_path / "no" / "x.svg"), "cannot be written"),
    )
    for thing, more, said in cases:
        done = suanli("cost", thing, *more, "--on", "2025-06-01")
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert "Errno" not in done.stderr


def test_old_quotes_say_of_what() -> None:
    """The age of the newest quote says whether it is a price or a rent."""
    assert any("newest price quote is" in n for n in costs.price("h100", on=DAY(2027, 1, 1)).notes)
    assert any("newest rent quote is" in n for n in costs.price("h100", on=DAY(2027, 1, 1), kind="rental").notes)
