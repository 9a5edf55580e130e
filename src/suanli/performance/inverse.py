"""Inverse questions: what a claimed time, or a claimed utilisation, implies, and whether physics allows it.

The implied step time gives the implied MFU; a claim is *impossible* where the useful FLOPs alone would need more
than the chip's matrix units can sustain, *needs better software than seen* where it is faster than the 90 % interval
of what the best layout of that year gives, else *plausible*.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from suanli.errors import Unknown
from suanli.terms import Run, Spread

__all__ = ["CEILING", "judge"]

CEILING = 0.95  # share of the dense peak that no long product has been measured above (0.96 on A100, 0.95 Hopper)


def _implied_step(run: Run, claims: Mapping[str, float]) -> float:
    """Seconds a step that the claim amounts to; days and chip-hours hold failures, so goodput is taken out."""
    figures = run.figures
    per_day = figures["step_time_s"] / figures["days"]
    if "step" in claims:
        return claims["step"]
    if "mfu" in claims:
        share = claims["mfu"] / 100 if claims["mfu"] > 1.5 else claims["mfu"]
        return figures["step_time_s"] * figures["mfu"] / share
    days = claims["days"] if "days" in claims else claims["gpu_hours"] / 24 / run.count
    return days * per_day


def _verdict(run: Run, seconds: float, mfu: float) -> str:
    spread: Spread = run.intervals["step_time_s"]
    if mfu > CEILING:
        return "impossible"
    if seconds < spread.low90:
        return "needs better software than seen"
    return "plausible"


def _doubt(claims: Mapping[str, float]) -> float:
    """Log standard deviation of the implied step: a step or MFU is taken as said, days hide 3 % of other time."""
    return 0.03 if {"days", "gpu_hours"} & set(claims) else 0.005


def judge(run: Run, claims: Mapping[str, float]) -> Run:
    """The run with the implied step time, MFU (80 % interval) and a verdict on the one claimed figure."""
    if len(claims) != 1 or min(claims.values()) <= 0:
        msg = "train: give one claimed figure above 0; --claimed-days, -gpu-hours, -mfu or -step"
        raise Unknown(msg)
    seconds = _implied_step(run, claims)
    mfu = run.figures["mfu"] * run.figures["step_time_s"] / seconds
    wide = 1.2816 * _doubt(claims)
    verdict = _verdict(run, seconds, mfu)
    what = ", ".join(f"{k} {v:g}" for k, v in claims.items())
    said = f"claimed {what}: MFU {mfu:.1%} against {run.figures['mfu']:.1%} predicted"
    figures = run.figures | {
        "claimed_step_time_s": seconds,
        "implied_mfu": mfu,
        "implied_mfu_low80": mfu * math.exp(-wide),
        "implied_mfu_high80": mfu * math.exp(wide),
        "claimed_over_predicted": seconds / run.figures["step_time_s"],
    }
    return msgspec.structs.replace(run, figures=figures, verdict=verdict, assumptions=(said, *run.assumptions))
