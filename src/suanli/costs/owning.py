"""What an hour of an owned chip costs, row by row, on arrays of draws."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, cast

import numpy as np

from suanli.costs.clocks import HOURS_PER_MONTH, HOURS_PER_YEAR, capital_recovery, cluster_price
from suanli.costs.draws import Array, assumption, draw

__all__ = ["ROWS", "Inputs", "draw_inputs", "own_rows", "power_kw", "total"]

Number = float | Array
ROWS = ("chip", "server", "network", "capital", "residual", "power", "site", "staff")


@dataclass(frozen=True)
class Inputs:
    """All that the cost of owning hangs on, each a number or an array of draws.

    `chip_usd` is the chip alone; `server_over_chip` makes it a server's share; `network_share` is the network's part
    of the whole cluster. `site_usd_kw_month` holds power too where `colocation` is set. `rent_usd` is an hour's rent.
    """

    chip_usd: Number
    server_over_chip: Number
    network_share: Number
    tdp_kw: Number
    server_power: Number
    average_draw: Number
    pue: Number
    usd_kwh: Number
    site_usd_kw_month: Number
    staff_usd_year: Number
    years: Number
    residual: Number
    capital: Number
    used: Number = 1.0
    rent_usd: Number = np.nan
    colocation: bool = False


def power_kw(inputs: Inputs) -> Number:
    """Average power of one chip with its share of server and site, kW: TDP x server factor x draw x PUE.

    Epoch AI's recipe. Ignored: idle hours draw less (the mean is over busy ones), so low use is overstated.
    """
    return inputs.tdp_kw * inputs.server_power * inputs.average_draw * inputs.pue


def rated_kw(inputs: Inputs) -> Number:
    """Rated power of one chip's share of its server, kW: what a site rents out."""
    return inputs.tdp_kw * inputs.server_power


def own_rows(inputs: Inputs) -> dict[str, Number]:
    """US$ per chip-hour owned, by row; the rows add up to the total.

    Chip, server and network in equal parts over the years; `capital` is what the annuity adds for the cost of
    capital, `residual` (below zero) what the sale at the end takes off; then power, site and staff. A yearly
    payment P x crf - R x (crf - r), split so that each row has one cause. Ignored: taxes, insurance, failures
    beyond staff and spares.
    """
    share = inputs.chip_usd * inputs.server_over_chip
    cluster = cluster_price(share, inputs.network_share)
    factor = capital_recovery(inputs.years, inputs.capital)
    yearly = 1.0 / inputs.years
    site = rated_kw(inputs) * inputs.site_usd_kw_month / HOURS_PER_MONTH
    rows: dict[str, Number] = {
        "chip": inputs.chip_usd * yearly / HOURS_PER_YEAR,
        "server": (share - inputs.chip_usd) * yearly / HOURS_PER_YEAR,
        "network": (cluster - share) * yearly / HOURS_PER_YEAR,
        "capital": cluster * (factor - yearly) / HOURS_PER_YEAR,
        "residual": -cluster * inputs.residual * (factor - inputs.capital) / HOURS_PER_YEAR,
        "power": 0.0 * site if inputs.colocation else power_kw(inputs) * inputs.usd_kwh,
        "site": site,
        "staff": inputs.staff_usd_year / HOURS_PER_YEAR + 0.0 * site,
    }
    return rows


def total(rows: dict[str, Number]) -> Number:
    """The sum of the rows."""
    return sum(rows.values(), 0.0)


def draw_inputs(given: dict[str, Any], *, size: int, rng: np.random.Generator) -> Inputs:
    """Inputs with every figure that is not given drawn from constants/costs.toml.

    `given` maps field names to numbers (without doubt) or arrays of draws. The residual after other than four
    years is that of four years raised by value x 10^(-decay x years): one curve through the published shares.
    """
    names = {
        "server_over_chip": "server_over_chip",
        "network_share": "network_share",
        "server_power": "server_power_over_tdp",
        "average_draw": "average_draw",
        "pue": "pue",
        "site_usd_kw_month": "colocation" if given.get("colocation") else "site",
        "staff_usd_year": "staff",
        "years": "life_years",
        "capital": "capital",
    }
    held = dict(given)
    for field, name in names.items():
        values = assumption(name)
        drawn = draw(values["value"], values["low"], values["high"], size=size, rng=rng)
        held.setdefault(field, drawn)
    if "residual" not in held:
        values = assumption("residual")
        four = draw(values["value"], values["low"], values["high"], size=size, rng=rng)
        held["residual"] = np.minimum(four, 0.95) ** (np.asarray(held["years"]) / 4.0)
    allowed = {f.name for f in fields(Inputs)}
    return Inputs(**{k: v for k, v in held.items() if k in allowed})


def middle(inputs: Inputs) -> Inputs:
    """The inputs at their medians: one case without doubt."""
    changes = {f.name: float(np.median(getattr(inputs, f.name))) for f in fields(inputs) if f.name != "colocation"}
    return replace(inputs, **cast("Any", changes))
