"""What a unit word means: the family it belongs to, its unit, and how it counts."""

from __future__ import annotations

from suanli.claims.lexicon import Hit

__all__ = ["Unit", "unit_of"]

# family, unit, class of noun, factor, end
Unit = tuple[str, str, str, float, int]

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
