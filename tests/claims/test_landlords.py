"""Reports on firms that live by letting computing power, and what English and Vietnamese papers need besides."""

from __future__ import annotations

from .texts import read_claims


def test_a_users_contract_with_a_lessor_named_before_is_rent(tmp_path):
    """Who lets is named in the sentence before, the user alone beside the sum."""
    text = (
        "Nebius lifted its spending plan to $16 billion after winning two giants as clients of its AI chips. "
        "Microsoft's contract covers the site in Vineland and is worth $17.4 billion to 2031."
    )
    rent = next(c for c in read_claims(text, tmp_path) if c.quantity and c.quantity.low == 17.4e9)
    assert (rent.kind, rent.actors) == ("transfer", ("Nebius",))


def test_totals_and_power_of_a_lessor_are_its_own(tmp_path):
    """A cloud that lives by chips: its revenue is a claim, and power after a sentence on a user is its power."""
    text = (
        "CoreWeave, the AI cloud, counts Meta as a client. Meta rents its Nvidia GPUs.\n"
        "Revenue was $982 million. Contracted power is 1.6GW."
    )
    found = {c.kind: c.actors for c in read_claims(text, tmp_path) if c.quantity}
    assert found["revenue"] == ("CoreWeave",)
    assert found["stock"] == ("CoreWeave",)


def test_units_that_differ_make_a_range_or_none(tmp_path):
    """Megawatts to gigawatts are one range; a share and a sum are two figures."""
    text = "Nebius will connect 800MW to 1GW for AI chips. Data centre revenue of Nvidia grew 73% to $39.1 billion."
    told = [(c.quantity.low, c.quantity.high) for c in read_claims(text, tmp_path) if c.quantity]
    assert told == [(8e8, 1e9), (73, 73), (39.1e9, 39.1e9)]


def test_a_part_of_a_count_is_of_its_chips(tmp_path):
    """`Trong đó`: what a state gets of 260,000 Blackwells are Blackwells."""
    text = "Nvidia sẽ cung cấp hơn 260.000 GPU Blackwell cho Hàn Quốc. Trong đó Samsung nhận 50.000 chip."
    part = next(c for c in read_claims(text, tmp_path) if c.quantity and c.quantity.low == 50000)
    assert part.chips == ("Blackwell",)


def test_this_year_and_half_years_count_nothing_in_vietnamese(tmp_path):
    """`năm nay` is no five, `nửa cuối` no half, `2023 hãng` no firms."""
    text = "Riêng nửa cuối 2023 hãng Microsoft đã chi 21 tỷ USD cho chip AI, năm nay công ty mua 5.000 GPU Nvidia."
    assert [c.quantity.low for c in read_claims(text, tmp_path) if c.quantity] == [21e9, 5000]


def test_a_country_that_spends_is_its_government(tmp_path):
    """Behind another firm's sentence a country opens its own."""
    text = "India will have 18,693 Nvidia GPUs. Singapore is to spend S$1 billion on AI research."
    spent = next(c for c in read_claims(text, tmp_path) if c.quantity and c.quantity.unit == "SGD")
    assert spent.actors == ("Singapore government",)
