"""What a rule may ask of a chip: small functions from a chip to the interval its figures allow.

An interval is (low, high): equal ends for a published figure, (0, inf) for one nobody published, and a lower
bound where part of the sum is known. Verdicts come from intervals alone, so that what is unknown stays unknown
unless the known figures decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np
import numpy.typing as npt

from suanli.catalog.checks import BITS
from suanli.catalog.forms import Chip
from suanli.catalog.loading import fold
from suanli.errors import CatalogError

__all__ = ["METRICS", "NAMED", "Facts", "Interval", "facts_of", "readings", "with_tpp", "words"]

Interval = tuple[float, float]
FloatArray = npt.NDArray[np.float64]
UNKNOWN: Interval = (0.0, inf)
# GB/s of an x16 slot, both directions, by PCIe generation
SLOT_GB_S = {3: 32.0, 4: 64.0, 5: 128.0, 6: 256.0}
# a TPP figure in the words of `tpp_readings`: at the head of a part, or after a verb of counting
_READING = re.compile(r"(?:^|[;,] |\buses? |\blists |\babout )(\d{4,6})(?![\d.])")


def _exact(value: float | bool | None) -> Interval:
    return UNKNOWN if value is None else (float(value), float(value))


def tpp(chip: Chip) -> Interval:
    """Total processing performance: dense TOPS x bit length, the largest over bit lengths.

    15 CFR part 774 supp. 1, ECCN 3A090, technical note: 2 x MacTOPS x bit length, summed over the processing
    units, without sparsity. A datasheet's TOPS count the multiply and the add already, so no second factor of two.
    With only some rates published the largest of them is a lower bound.
    """
    if chip.tpp is not None:
        return _exact(chip.tpp)
    known = [rate * BITS[name] for name, rate in chip.dense_tflops.items() if name in BITS]
    return (max(known), inf) if known else UNKNOWN


def density(chip: Chip) -> Interval:
    """Performance density: TPP over applicable die area, mm2.

    Same note: the area of logic dies made with non-planar transistors, all chiplets, memory left out. Every chip
    of the catalog is at 16 nm or below, so all of its logic area counts; `die_area_mm2` is that sum. Where TPP or
    area is unpublished the stated density serves, else the density is unknown.
    """
    low, high = tpp(chip)
    if chip.die_area_mm2:
        return (low / chip.die_area_mm2, high / chip.die_area_mm2)
    return _exact(chip.performance_density)


def io_bw(chip: Chip) -> Interval:
    """Aggregate bidirectional transfer rate over all inputs and outputs but those to volatile memory, GB/s.

    87 FR 62186, ECCN 3A090.a of 2022: every link counts, PCIe too. Where only one of link and slot is known,
    that one is a lower bound.
    """
    if chip.io_gb_s is not None:
        return _exact(chip.io_gb_s)
    slot = SLOT_GB_S.get(chip.pcie_gen or 0)
    if chip.scaleup_gb_s is not None and slot is not None:
        return _exact(chip.scaleup_gb_s + slot)
    known = chip.scaleup_gb_s or slot
    return (known, inf) if known else UNKNOWN


def link_bw(chip: Chip) -> Interval:
    """Chip-to-chip rate, both directions, GB/s: the scale-up links alone, without the host slot."""
    return _exact(chip.scaleup_gb_s)


def dram_bw(chip: Chip) -> Interval:
    """Total DRAM bandwidth of the package, GB/s."""
    return _exact(chip.memory_gb_s)


def dram_io_sum(chip: Chip) -> Interval:
    """DRAM bandwidth plus I/O bandwidth, GB/s (letters of April 2025)."""
    first, second = dram_bw(chip), io_bw(chip)
    return (first[0] + second[0], first[1] + second[1])


def datacenter(chip: Chip) -> Interval:
    """1 where designed or marketed for data centres (Note 2 to 3A090), else 0."""
    return _exact(chip.datacenter)


def process_nm(chip: Chip) -> Interval:
    """Node of the logic die as its maker names it, nm."""
    return _exact(chip.process_nm)


def launch_day(chip: Chip) -> Interval:
    """Day of launch as the number YYYYMMDD: a chip launched later was not on sale before."""
    return _exact(int(chip.launched.strftime("%Y%m%d")) if chip.launched else None)


def memory_alone(chip: Chip) -> Interval:
    """1 for memory not packaged with logic: 0 for every accelerator."""
    del chip
    return (0.0, 0.0)


def memory_density(chip: Chip) -> Interval:
    """Memory bandwidth density, GB/s per mm2 of package or stack (3A090.c): no accelerator's data holds it."""
    del chip
    return UNKNOWN


METRICS: dict[str, Callable[[Chip], Interval]] = {
    "tpp": tpp,
    "bits_x_tops": tpp,
    "density": density,
    "io_bw": io_bw,
    "link_bw": link_bw,
    "dram_bw": dram_bw,
    "dram_io_sum": dram_io_sum,
    "datacenter": datacenter,
    "process_nm": process_nm,
    "launch_day": launch_day,
    "memory_alone": memory_alone,
    "memory_density": memory_density,
}
# metrics that compare words, not numbers
NAMED = ("named", "vendor")
# facts of the deal, not of the chip: (what they mean)
CIRCUMSTANCES = {"state_funded": "state-funded buyer"}
_WORDS = {
    "tpp": "TPP",
    "bits_x_tops": "TOPS x bits",
    "density": "performance density",
    "io_bw": "I/O GB/s",
    "link_bw": "link GB/s",
    "dram_bw": "DRAM GB/s",
    "dram_io_sum": "DRAM + I/O GB/s",
    "datacenter": "for data centres",
    "process_nm": "process nm",
    "launch_day": "launch",
    "memory_alone": "memory alone",
    "memory_density": "memory GB/s per mm2",
    **CIRCUMSTANCES,
}


def words(metric: str) -> str:
    """A metric in the words a verdict prints."""
    return _WORDS.get(metric, metric)


@dataclass(frozen=True)
class Facts:
    """What is known of many chips at once: per metric the low and high ends, and the names rules may call."""

    size: int
    low: Mapping[str, FloatArray]
    high: Mapping[str, FloatArray]
    names: Sequence[frozenset[str]]
    vendors: Sequence[str]
    _cache: dict[tuple[str, tuple[str, ...]], npt.NDArray[np.bool_]] = field(default_factory=dict)

    def ends(self, metric: str) -> tuple[FloatArray, FloatArray]:
        """Low and high of a metric for every chip; `CatalogError` for a metric nobody wrote."""
        if metric not in self.low:
            raise CatalogError(f"rules: unknown metric {metric!r}; metrics are {', '.join(_WORDS)}, {', '.join(NAMED)}")
        return self.low[metric], self.high[metric]

    def among(self, metric: str, wanted: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """Which chips are called (`named`) or made by (`vendor`) one of `wanted`."""
        key = (metric, wanted)
        if key not in self._cache:
            folded = frozenset(fold(w) for w in wanted)
            if metric == "vendor":
                found = [fold(v) in folded for v in self.vendors]
            else:
                found = [bool(n & folded) for n in self.names]
            self._cache[key] = np.array(found, dtype=bool)
        return self._cache[key]

    def nameless(self) -> npt.NDArray[np.bool_]:
        """Which chips have no known maker."""
        return np.array([not v for v in self.vendors], dtype=bool)


def facts_of(chips: Sequence[Chip], *, state_funded: bool = False) -> Facts:
    """The facts of chips, with the one circumstance of the deal that a rule asks for."""
    ends = {name: [metric(c) for c in chips] for name, metric in METRICS.items()}
    ends["state_funded"] = [_exact(state_funded)] * len(chips)
    columns = {name: np.array(pairs, dtype=np.float64).reshape(len(chips), 2) for name, pairs in ends.items()}
    return Facts(
        size=len(chips),
        low={n: c[:, 0] for n, c in columns.items()},
        high={n: c[:, 1] for n, c in columns.items()},
        names=[frozenset({fold(c.canonical), fold(c.id)} - {""}) for c in chips],
        vendors=[c.vendor for c in chips],
    )


def with_tpp(chip: Chip, value: float) -> Chip:
    """The chip under another reading of its TPP, density scaled along."""
    import msgspec

    density_now = chip.performance_density
    scaled = density_now * value / chip.tpp if density_now and chip.tpp else None
    return msgspec.structs.replace(chip, tpp=value, performance_density=scaled)


def readings(chip: Chip) -> tuple[tuple[float, str], ...]:
    """Other readings of a chip's TPP that sources print, with their words; none where the TPP itself is unknown."""
    if chip.tpp is None:
        return ()
    found = ((float(figure), text) for text in chip.tpp_readings for figure in _READING.findall(text))
    return tuple((value, text) for value, text in found if value != chip.tpp)
