"""What a chip is worth in other units: H100-equivalents on four bases, watts of its server, served tokens."""

from __future__ import annotations

from functools import lru_cache

from suanli import catalog
from suanli.catalog.forms import Chip
from suanli.errors import Unknown

__all__ = ["BASES", "h100_equivalents", "rate_of", "watts"]

BASES = ("compute16", "compute8", "bandwidth", "tpp")
_REFERENCE = "h100_sxm_80"
_SIXTEEN = ("bf16", "fp16", "fp32")
_EIGHT = ("fp8", "int8")


def _first(chip: Chip, formats: tuple[str, ...]) -> float | None:
    rates = [chip.dense_tflops[f] for f in formats if f in chip.dense_tflops]
    return max(rates) if rates else None


def rate_of(chip: Chip, basis: str) -> float | None:
    """The chip's figure that a basis compares: dense 16-bit or 8-bit TFLOPS, GB/s of memory, or TPP.

    8-bit: the larger of FP8 and INT8, and the 16-bit rate where neither is published (a chip without an
    8-bit unit runs 8-bit work no faster). None where the figure is not public.
    """
    if basis == "compute16":
        return _first(chip, _SIXTEEN[:2]) or _first(chip, _SIXTEEN)
    if basis == "compute8":
        return _first(chip, _EIGHT) or rate_of(chip, "compute16")
    if basis == "bandwidth":
        return chip.memory_gb_s
    if basis == "tpp":
        return chip.tpp
    raise Unknown(f"unknown basis {basis!r}; did you mean {', '.join(BASES)}?")


@lru_cache(maxsize=512)
def h100_equivalents(chip_id: str, basis: str) -> float:
    """H100-equivalents of one chip on a basis (H100 SXM = 1); 0 where the chip's figure is not public."""
    own = rate_of(catalog.chips[chip_id], basis)
    reference = rate_of(catalog.chips[_REFERENCE], basis)
    return float(own / reference) if own and reference else 0.0


@lru_cache(maxsize=512)
def watts(chip_id: str) -> float:
    """Rated watts of one chip alone; 350 where not public (between an L20 and an H20)."""
    power = catalog.chips[chip_id].power_w
    return float(power) if power else 350.0
