"""What policy hands over besides a `Verdict`: a timeline, a design space, a claim met by the rules."""

from __future__ import annotations

import datetime as dt

from suanli.terms import Term, Verdict

__all__ = ["ClaimCheck", "Corner", "DesignSpace", "Plane", "Timeline"]


class Timeline(Term, frozen=True, kw_only=True):
    """A chip's verdicts over time: each holds from its `on` until the next one's, the last until `until`."""

    chip: str
    to: str
    since: dt.date
    until: dt.date
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()


class Corner(Term, frozen=True, kw_only=True):
    """A largest free chip: every figure must stay below its limit (None: no limit), and none can be raised alone.

    `min_die_mm2` is the logic area that the two limits on TPP and density ask for at the least.
    """

    tpp: float | None
    density: float | None
    dram_bw: float | None
    io_bw: float | None
    min_die_mm2: float | None


class Plane(Term, frozen=True, kw_only=True):
    """Verdicts over two metrics: `words[j][i]` holds from `x[i]` to `x[i + 1]` and `y[j]` to `y[j + 1]`."""

    x_metric: str
    y_metric: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    words: tuple[tuple[str, ...], ...]
    points: tuple[tuple[str, float, float, str], ...] = ()


class DesignSpace(Term, frozen=True, kw_only=True):
    """Which chips would pass on a day: the corners of what is free, and two planes to draw."""

    on: dt.date
    to: str
    datacenter: bool
    corners: tuple[Corner, ...]
    planes: tuple[Plane, ...]
    rules: tuple[str, ...]
    notes: tuple[str, ...] = ()


class ClaimCheck(Term, frozen=True, kw_only=True):
    """A claim held against the rules of its days.

    `answer`: free, licence needed, barred, changes within the period, unknown, no day. `explained` are rules near
    in time that speak of the chip, or of the chip it is a variant of, each with the reason.
    """

    claim: str
    doc_id: str
    kind: str
    chip: str
    since: dt.date | None
    until: dt.date | None
    answer: str
    verdicts: tuple[tuple[dt.date, str], ...] = ()
    rules: tuple[str, ...] = ()
    explained: tuple[tuple[str, str], ...] = ()
    evidence: str = ""
