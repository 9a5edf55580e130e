"""What a busy chip draws at the wall of its site: one recipe for `serve`, `train` and `cost`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from suanli.catalog import constants
from suanli.catalog.forms import Chip

__all__ = ["SitePower", "server_power_of", "site_power"]

Z90 = 1.644854


@dataclass(frozen=True)
class SitePower:
    """Watts of a chip with its share of server and site while it works, by factor.

    `server` is rated server power over the chip's (`measured` for its family or of all), `draw` the mean share of that
    which a busy server draws (in training and in serving), `pue` the site over the server. `doubt` is the standard
    deviation of the logarithm of `watts`.
    """

    chip_w: float
    server: float
    draw: float
    pue: float
    doubt: float
    measured: bool
    public: bool = True

    @property
    def watts(self) -> float:
        """The product: what the site draws for one busy chip."""
        return self.chip_w * self.server * self.draw * self.pue

    def __str__(self) -> str:
        """The recipe in words, the same in every verb."""
        server = f"{self.server:g} for its server{' (measured for the family)' if self.measured else ''}"
        own = f"{self.chip_w:,.0f} W{'' if self.public else ' (not public: taken)'}"
        factors = f"{own} x {server} x {self.draw:.0%} drawn x PUE {self.pue:g}"
        return f"site power {self.watts:,.0f} W a busy chip: {factors}"


def _entry(name: str) -> dict[str, Any]:
    return constants["costs"].values[name]


def server_power_of(name: str) -> float | None:
    """The rated server power over TDP of a chip's family, None where none is known (GH200 is no H200)."""
    families: dict[str, float] = _entry("server_power_over_tdp")["families"]
    return next((v for word, v in families.items() if word in name.split()), None)


def site_power(chip: Chip, *, otherwise_w: float = 400.0) -> SitePower:
    """The site's watts for one busy chip, from constants/costs.toml; `otherwise_w` where the chip's are not public.

    TDP x server factor x average draw x PUE: Epoch AI's recipe (arXiv 2405.21015); 76 % of 10.2 kW were measured on
    eight H100 in training (arXiv 2506.14551). Ignored: decoding alone draws less, as do idle hours.
    """
    family = server_power_of(chip.canonical or chip.name)
    names = ("average_draw", "pue", *(() if family else ("server_power_over_tdp",)))
    wide = [math.log(_entry(n)["high"] / _entry(n)["low"]) / 2 / Z90 for n in names]
    return SitePower(
        chip_w=chip.power_w or otherwise_w,
        server=family or _entry("server_power_over_tdp")["value"],
        draw=_entry("average_draw")["value"],
        pue=_entry("pue")["value"],
        doubt=math.hypot(*wide),
        measured=family is not None,
        public=bool(chip.power_w),
    )
