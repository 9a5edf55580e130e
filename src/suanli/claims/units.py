"""What a unit word means: the family it belongs to, its unit, and how it counts."""

from __future__ import annotations

from suanli.claims.lexicon import Hit

__all__ = ["STATED", "USD", "Unit", "cut_short", "unit_of"]

# family, unit, class of noun, factor, end
Unit = tuple[str, str, str, float, int]

# Dollars for one unit of a currency, to tell sizes of sums apart; never used to convert a claim.
USD = {"USD": 1, "CNY": 0.14, "EUR": 1.1, "JPY": 0.0068, "KRW": 0.00073, "TWD": 0.031, "HKD": 0.128, "SGD": 0.75,
       "GBP": 1.27, "BRL": 0.18, "MYR": 0.22, "RUB": 0.011, "AUD": 0.65, "INR": 0.012, "VND": 0.00004, "KZT": 0.002,
       "CAD": 0.73}  # fmt: skip

STATED = frozenset({"percent", "ratio", "money", "power", "compute_rate"})  # of these a small spelled number is one

_OTHER = {
    "percent": ("percent", "percent"),
    "nm": ("process", "nm"),
    "ratio": ("ratio", "ratio"),
    "W": ("power", "W"),
    "GB/s": ("bandwidth", "GB/s"),
    "TFLOPS": ("compute_rate", "TFLOPS"),
    "TOPS": ("compute_rate", "TOPS"),
    "GB": ("memory", "GB"),
    "days": ("duration", "days"),
    "weeks": ("duration", "weeks"),
    "months": ("duration", "months"),
    "years": ("duration", "years"),
    "hours": ("duration", "hours"),
}
_COUNT = {
    "chips": ("chips", "chips", "noun"),
    "pieces": ("chips", "chips", "piece"),
    "loose": ("chips", "chips", "loose"),
    "servers": ("chips", "servers", "servers"),
    "dies": ("chips", "dies", "dies"),
    "equivalents": ("chips", "H100-equivalents", "noun"),
    "people": ("people", "people", "people"),
    "staff": ("staff", "people", "people"),
    "companies": ("companies", "companies", "people"),
    "tokens": ("tokens", "tokens", "noun2"),
    "parameters": ("parameters", "parameters", "noun2"),
    "interactions": ("interactions", "interactions", "noun2"),
    "datacenters": ("datacenters", "datacenters", "noun2"),
    "GPU-hours": ("gpu_hours", "GPU-hours", "noun2"),
    "models": ("models", "designs", "noun2"),
    "designs": ("designs", "designs", "noun2"),
    "skip": ("skip", "", "skip"),
}


def unit_of(hit: Hit) -> Unit:
    """The unit that a lexicon hit stands for."""
    if hit.group == "unit_after":
        return "money", hit.name, "currency", 1.0, hit.end
    if hit.group == "unit_count":
        return (*_COUNT.get(hit.name, ("skip", "", "skip")), 1.0, hit.end)
    name, _, factor = hit.name.partition(":")
    family, unit = _OTHER.get(name, ("skip", ""))
    return family, unit, "unit", float(factor or 1), hit.end


def cut_short(text: str, position: int, heads: tuple[str, ...]) -> Unit:
    """A chip noun of which the end of a teaser leaves the first letters only: `700 тыс. уск…`."""
    last = text[position:].rstrip("…. ") if len(text) - position < 14 else ""
    if len(last) > 2 and last.isalpha() and any(head.startswith(last) and head != last for head in heads):
        return "chips", "chips", "noun", 1.0, position + len(last)
    return "", "", "", 1.0, position
