"""Layouts as arrays: `Cut` holds many at once; `Layout` (a term) is one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from suanli.errors import Unknown
from suanli.performance.machine import Array, array
from suanli.terms import Layout

__all__ = ["RECOMPUTE", "SCHEDULES", "Cut", "cut_of", "layout_at", "parse_layout", "stack_cuts"]

RECOMPUTE = ("none", "selective", "full")
SCHEDULES = ("1f1b", "interleaved", "zero-bubble", "dualpipe", "gpipe")


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """Layouts as a structure of arrays that broadcast; `recompute` and `schedule` index the tuples above.

    `again` is the share of layers that full recomputation repeats.
    """

    tp: Array
    sp: Array
    pp: Array
    vpp: Array
    cp: Array
    ep: Array
    dp: Array
    zero: Array
    micro: Array
    recompute: Array
    schedule: Array
    offload: Array
    again: Array

    @property
    def chips(self) -> Array:
        """Chips that a layout takes (experts live inside the others)."""
        return self.tp * self.pp * self.cp * self.dp


def _recompute(word: str) -> tuple[str, float]:
    """(mode, share of layers) of ``full``, ``selective``, ``none`` or ``full50`` (half of the layers)."""
    mode = word.rstrip("0123456789")
    return mode, float(word[len(mode) :] or 100) / 100


def cut_of(layout: Layout) -> Cut:
    """One layout as arrays."""
    mode, share = _recompute(layout.recompute)
    if mode not in RECOMPUTE or layout.schedule not in SCHEDULES:
        msg = f"layout: no recompute {layout.recompute!r} or schedule {layout.schedule!r}; "
        msg += f"recompute is one of {', '.join(RECOMPUTE)}, schedule of {', '.join(SCHEDULES)}"
        raise Unknown(msg)
    return Cut(
        tp=array(layout.tp),
        sp=array(float(layout.sp)),
        pp=array(layout.pp),
        vpp=array(layout.vpp),
        cp=array(layout.cp),
        ep=array(layout.ep),
        dp=array(layout.dp),
        zero=array(layout.zero),
        micro=array(layout.micro_batch),
        recompute=array(RECOMPUTE.index(mode)),
        schedule=array(SCHEDULES.index(layout.schedule)),
        offload=array(float(layout.offload)),
        again=array(share),
    )


def stack_cuts(cuts: Sequence[Cut]) -> Cut:
    """Several cuts as one along a new axis."""
    return Cut(**{f: np.stack([getattr(c, f) for c in cuts]) for f in Cut.__struct_fields__})


def _percent(at: dict[str, float]) -> str:
    """The suffix of partial recomputation: ``50`` where half of the layers are repeated."""
    return f"{at['again']:.0%}".rstrip("%") if at["recompute"] == 2 and at["again"] < 1 else ""


def layout_at(cut: Cut, index: Any) -> Layout:
    """The layout at an index of the broadcast arrays."""
    names = Cut.__struct_fields__
    shape = np.broadcast_shapes(*(getattr(cut, f).shape for f in names))
    at = {f: float(np.broadcast_to(getattr(cut, f), shape)[index]) for f in names}
    return Layout(
        tp=int(at["tp"]),
        sp=bool(at["sp"]),
        pp=int(at["pp"]),
        vpp=int(at["vpp"]),
        cp=int(at["cp"]),
        ep=int(at["ep"]),
        dp=int(at["dp"]),
        zero=int(at["zero"]),
        micro_batch=int(at["micro"]),
        recompute=RECOMPUTE[int(at["recompute"])] + _percent(at),
        schedule="interleaved" if at["vpp"] > 1 and at["schedule"] == 0 else SCHEDULES[int(at["schedule"])],
        offload=bool(at["offload"]),
    )


# word in ``tp8,pp16,mb2,recompute-full`` -> field of Layout
WORDS = {
    "tp": "tp",
    "pp": "pp",
    "vpp": "vpp",
    "cp": "cp",
    "ep": "ep",
    "dp": "dp",
    "zero": "zero",
    "mb": "micro_batch",
    "sp": "sp",
}


LEAST = {"sp": (0, 1), "zero": (0, 3)}  # range of a degree where it is not 1 and up


def _degree(word: str, name: str) -> int:
    """The number behind a word of a layout; `Unknown` where it cannot be one."""
    value = int(word[len(name) :])
    low, high = LEAST.get(name, (1, 10**6))
    if not low <= value <= high:
        reach = f"{low} to {high}" if name in LEAST else "1 or more"
        raise Unknown(f"layout: {word!r} cannot be; {name} is {reach}")
    return value


def _repeated(word: str) -> bool:
    """Whether a word names a way to recompute, its share of layers between 1 and 100 %."""
    name = word.removeprefix("recompute-")
    share = name[len(name.rstrip("0123456789")) :]
    return name.rstrip("0123456789") in RECOMPUTE and (not share or 1 <= int(share) <= 100)


def parse_layout(text: str) -> dict[str, Any]:
    """The fields that ``tp8,pp16,vpp2,mb1,zero1,recompute-full,sp0,zero-bubble`` fixes."""
    fields: dict[str, Any] = {}
    for word in text.lower().replace(" ", "").split(","):
        name = word.rstrip("0123456789")
        if word.startswith("recompute-") and _repeated(word):
            fields["recompute"] = word[10:]
        elif word in SCHEDULES:
            fields["schedule"] = word
        elif word == "offload":
            fields["offload"] = True
        elif name in WORDS and word != name:
            value = _degree(word, name)
            fields[WORDS[name]] = bool(value) if name == "sp" else value
        elif word:
            msg = f"layout: cannot read {word!r}; write tp8,pp16,vpp2,cp1,ep1,dp8,zero1,mb1,recompute-full,sp1"
            raise Unknown(f"{msg} or one of {', '.join(SCHEDULES)}, offload")
    return fields
