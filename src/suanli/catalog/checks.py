"""What a form cannot say: names that clash, dates out of order, sources that are not named, figures that disagree."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from suanli.catalog import forms
from suanli.catalog.loading import fold, spellings

__all__ = ["BITS", "CHECKS", "Problem", "clashes", "density", "rows_problems", "tpp"]

# Bit lengths that count for TPP; TF32 and 6- and 9-bit formats are left out (facts README, 15 CFR 774 supp. 1).
BITS = {
    "fp64": 64, "fp64_matrix": 64, "fp32": 32, "fp32_matrix": 32, "fp16": 16, "bf16": 16, "int16": 16,
    "fp8": 8, "int8": 8, "fp4": 4, "int4": 4,
}  # fmt: skip
SAME = 0.005  # half a percent: the rounding of a datasheet's three figures


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem in the data. `severity`: error (must be mended) or differs (sources disagree)."""

    severity: str
    where: str
    what: str
    hint: str = ""


def tpp(chip: forms.Chip) -> float | None:
    """Total processing performance recomputed: the largest dense TOPS x bit length; None without a rate.

    Source: 15 CFR part 774, ECCN 3A090 technical note (2 x MacTOPS x bit length; a datasheet's TOPS already
    count the multiply and the add). Ignored: formats outside `BITS`, which matter for three shipped chips.
    """
    products = [rate * BITS[name] for name, rate in chip.dense_tflops.items() if name in BITS]
    return max(products) if products else None


def density(chip: forms.Chip) -> float | None:
    """Performance density, TPP per mm2 of logic die; None where either is unpublished."""
    total = tpp(chip)
    return total / chip.die_area_mm2 if total and chip.die_area_mm2 else None


def _apart(stated: float | None, computed: float | None) -> bool:
    return stated is not None and computed is not None and abs(stated - computed) > SAME * abs(computed)


def _readings(chip: forms.Chip, computed: float) -> Iterator[Problem]:
    """Other TPP figures in print that a rounding of the rates does not explain away."""
    for reading in chip.tpp_readings:
        for figure in re.findall(r"\b\d{4,6}\b", reading.split(" if ")[0].split(" with ")[0])[:1]:
            if float(figure) != round(computed):
                text = f"a source has TPP {figure} against {computed:.0f} recomputed ({reading})"
                yield Problem(severity="differs", where=f"chips/{chip.id}.toml: tpp", what=text)


def check_chip(chip: forms.Chip) -> Iterator[Problem]:
    """TPP and density against the rates, sources of figures, vendor's rates in a known format."""
    where = f"chips/{chip.id}.toml"
    total = tpp(chip)
    if _apart(chip.tpp, total):
        what = f"stated {chip.tpp:g}, recomputed {total:g} from the dense rates"
        yield Problem(severity="differs", where=f"{where}: tpp", what=what)
    if total and chip.tpp_readings:
        yield from _readings(chip, total)
    pd = density(chip)
    if chip.performance_density is not None and pd and abs(chip.performance_density - pd) > 0.01 + SAME * pd:
        what = f"stated {chip.performance_density:g}, recomputed {pd:.2f}"
        yield Problem(severity="differs", where=f"{where}: performance_density", what=what)
    if chip.memory_gb and chip.memory_usable_gib and chip.memory_usable_gib > chip.memory_gb * 1.03:
        what = f"usable {chip.memory_usable_gib} GiB is more than the marketed {chip.memory_gb} GB"
        yield Problem(severity="error", where=f"{where}: memory_usable_gib", what=what)
    for name in chip.sparse_tflops:
        dense = chip.dense_tflops.get(name)
        if dense and chip.sparse_tflops[name] < dense:
            yield Problem(severity="error", where=f"{where}: sparse_tflops.{name}", what="below the dense rate")


def check_rule(rule: forms.Rule) -> Iterator[Problem]:
    """Dates in order and, for a rule with cases, a citation."""
    where = f"rules/{rule.id}.toml"
    if rule.since and rule.until and rule.until <= rule.since:
        yield Problem(severity="error", where=f"{where}: until", what=f"{rule.until} is not after since {rule.since}")
    if rule.cases and not rule.citation:
        yield Problem(severity="error", where=f"{where}: citation", what="missing")


def check_model(model: forms.Model) -> Iterator[Problem]:
    """Active parameters within the total, heads that group evenly."""
    where = f"models/{model.id}.toml"
    if model.params_b and model.active_params_b and model.active_params_b > model.params_b * 1.001:
        yield Problem(severity="error", where=f"{where}: active_params_b", what="more than params_b")
    if model.heads and model.kv_heads and model.heads % model.kv_heads:
        yield Problem(severity="error", where=f"{where}: kv_heads", what=f"{model.kv_heads} does not divide heads")


def check_cluster(cluster: forms.Cluster) -> Iterator[Problem]:
    """An installation's chips against nodes x chips per node; its days in order."""
    where = f"clusters/{cluster.id}.toml"
    if cluster.chips and cluster.nodes and cluster.chips_per_node:
        product = cluster.nodes * cluster.chips_per_node
        if product != cluster.chips:
            what = f"{cluster.chips} chips against {cluster.nodes} nodes x {cluster.chips_per_node}"
            yield Problem(severity="differs", where=f"{where}: chips", what=what)
    if cluster.since and cluster.until and cluster.until <= cluster.since:
        yield Problem(severity="error", where=f"{where}: until", what="not after since")


CHECKS: dict[str, Callable[[Any], Iterator[Problem]]] = {
    "chips": check_chip, "rules": check_rule, "models": check_model, "clusters": check_cluster,
}  # fmt: skip


def sources(kind: str, entry: Any) -> Iterator[Problem]:
    """A missing default source, and sources that a figure names and the file does not hold."""
    where = f"{kind}/{entry.id}.toml"
    named = getattr(entry, "sources", None)
    if named is None or kind in {"languages", "constants", "kinds"}:
        return
    default = getattr(entry, "source", "")
    if not named and not default:
        yield Problem(severity="error", where=f"{where}: sources", what="missing", hint="add [sources.NAME]")
    if default and named and default not in named:
        yield Problem(severity="error", where=f"{where}: source", what=f"{default!r} is not in [sources]")
    for key, figure in getattr(entry, "figures", {}).items():
        if figure.source and figure.source not in named:
            what = f"{figure.source!r} is not in [sources]"
            yield Problem(severity="error", where=f"{where}: figures.{key}.source", what=what)


def references(kind: str, entry: Any, known: Mapping[str, Iterable[str]]) -> Iterator[Problem]:
    """Ids of other files that do not exist: vendor, parent, chip, node, developer, export variant."""
    links = {
        "chips": (("vendor", "companies"), ("export_variant_of", "chips")),
        "companies": (("parent", "companies"),),
        "models": (("developer", "companies"),),
        "clusters": (("chip", "chips"), ("node", "clusters"), ("holder", "companies")),
    }.get(kind, ())
    for key, shelf in links:
        value = getattr(entry, key)
        if value and value not in set(known[shelf]):
            what = f"no {shelf} entry {value!r}"
            yield Problem(severity="error", where=f"{kind}/{entry.id}.toml: {key}", what=what)


def clashes(kind: str, entries: Iterable[Any]) -> Iterator[Problem]:
    """One spelling that names two entries, where neither calls it `cautious` and neither is a unit of the other."""
    owners: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        free = {fold(w) for w in getattr(entry, "cautious", ())}
        for word in {fold(w) for w in (*spellings(entry), entry.id)} - free:
            owners[word].append(entry)
    for word, held in sorted(owners.items()):
        related = {getattr(e, "parent", "") or e.id for e in held}
        if len(held) > 1 and len(related) > 1:
            files = ", ".join(sorted(f"{e.id}.toml" for e in held))
            yield Problem(severity="error", where=f"{kind}: alias {word!r}", what=f"in {files}")


def _day(text: Any) -> bool:
    try:
        dt.date.fromisoformat(str(text))
    except ValueError:
        return False
    return True


def rows_problems(rows: Iterable[Mapping[str, Any]], chip_ids: Iterable[str]) -> Iterator[Problem]:
    """Price rows: chips that exist, ISO days, a source, US$ per chip equal to amount / units / rate."""
    known = set(chip_ids)
    for line, row in enumerate(rows, start=2):
        where = f"prices.csv: line {line}"
        if row["chip_id"] and row["chip_id"] not in known:
            yield Problem(severity="error", where=f"{where}: chip_id", what=f"no chip {row['chip_id']!r}")
        if not row["source"]:
            yield Problem(severity="error", where=f"{where}: source", what="missing")
        if not _day(row["date"]):
            yield Problem(severity="error", where=f"{where}: date", what=f"{row['date']!r} is not a day")
        usd, amount, units = row["usd_per_chip"], row["amount"], row["chips_per_unit"]
        rate = row["cny_per_usd"] if row["currency"] == "CNY" else 1.0
        numbers = all(isinstance(v, float) for v in (usd, amount, units, rate))
        if numbers and abs(usd - amount / units / rate) > 0.01 * usd:
            what = f"{usd:g}, recomputed {amount / units / rate:.6g}"
            yield Problem(severity="differs", where=f"{where}: usd_per_chip", what=what)
