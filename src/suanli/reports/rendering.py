"""A `Page` into one HTML file: Jinja2 with autoescape, a strict policy for content, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from suanli import catalog
from suanli.errors import MissingExtra
from suanli.reports import charts, chip_charts, citing, downloads
from suanli.reports.holders import FACING_SHOWN, line_anchor, listed
from suanli.reports.shapes import ChipPart, Measured, Page, Quoted, Running, Source
from suanli.reports.wording import Voice
from suanli.terms import Claim, Leftover

__all__ = ["SECTIONS", "render"]

FOLDER = Path(__file__).parent / "templates"
SECTIONS = ("headline", "holders", "facing", "claims", "chips", "doing", "rules", "leftovers", "sources")
NEWEST = 4
SOURCES_SHOWN = 200
QUALITY_OPEN = 24  # rows of measured quality up to which a table stands open


def render(page: Page) -> str:
    """The page as HTML: complete without scripts, alive with them; the same page gives the same bytes."""
    return str(_environment().get_template("page.html").render(**_context(page)))


@lru_cache(maxsize=1)
def _environment() -> Any:
    try:
        import jinja2
    except ImportError:
        raise MissingExtra("report: needs Jinja2; pip install 'suanli[report]'") from None
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    found.filters["clean"] = lambda text: " ".join(str(text).split())
    return found


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def content_policy(script: str, style: str) -> str:
    """What the page may do: run this one script, use this one style sheet, and nothing else."""

    def hashed(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    return (
        f"default-src 'none'; script-src {hashed(script)}; style-src {hashed(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'; connect-src 'none'"
    )


def _context(page: Page) -> dict[str, Any]:
    from markupsafe import Markup

    voice = Voice(page.asked.lang)
    script, style = _asset("page.js"), _asset("style.css")
    return {
        "page": page,
        "voice": voice,
        "t": voice.t,
        "title": _title(page, voice),
        "sections": SECTIONS,
        "style": Markup(style),  # noqa: S704 - our own file, whose hash the policy names
        "script": Markup(script),  # noqa: S704 - our own file, whose hash the policy names
        "policy": content_policy(script, style),
        "anchor": line_anchor,
        "listed": listed,
        "facing_shown": FACING_SHOWN,
        "quoted": {q.claim.id: q for q in page.claims},
        "drawn": _drawn(page, voice),
        "languages": sorted({s.document.language for s in page.sources}),
        "stories": len({s.story or s.document.id for s in page.sources}),
        "quality_groups": _by_subject(page),
        "quality_open": QUALITY_OPEN,
        "newest": tuple(reversed([s for s in page.sources if s.document.published]))[:NEWEST] or page.sources[:NEWEST],
        "cite": citing.citation(page, voice, _title(page, voice)),
        "downloads": downloads.embedded(page, voice),
        "asked_words": _asked(page),
        "cited": _cited(page),
        **_of_claims(page),
        **_of_chips(voice),
        **_of_runs(page),
        **_of_rules(page, voice),
    }


def _by_subject(page: Page) -> list[tuple[str, list[tuple[int, Measured]]]]:
    """Measured qualities by what was measured, each with its number on the page."""
    found: dict[str, list[tuple[int, Measured]]] = {}
    for at, one in enumerate(page.quality, 1):
        found.setdefault(one.subject, []).append((at, one))
    return list(found.items())


def _title(page: Page, voice: Voice) -> str:
    names = [h.name for h in page.holders]
    return voice.t("page.title_of", names=", ".join(names)) if names else voice.t("page.title")


def _cited(page: Page) -> tuple[Source, ...]:
    """The documents with a row: all, or where they are very many those whose words stand on the page."""
    if len(page.sources) <= SOURCES_SHOWN:
        return page.sources
    used = {q.source for q in page.claims} | {n for n, _ in page.leftovers}
    return tuple(s for s in page.sources if s.number in used or s in page.sources[-NEWEST:])


def _asked(page: Page) -> str:
    a = page.asked
    parts = [f"--holder {h}" for h in a.holders] + [f"--on {a.on}"]
    parts += [f"--as-of {a.as_of}"] if a.as_of else []
    return " ".join([*parts, f"--lang {a.lang}", f"--seed {a.seed}"])


# ---------------------------------------------------------------- charts


def _drawn(page: Page, voice: Voice) -> dict[str, charts.Chart]:
    """Every chart that has something to show, by name."""
    found: dict[str, charts.Chart | None] = {}
    for part in page.holders:
        if part.fleet is None:
            continue
        total = "#" + line_anchor(part.id, "total")
        found[f"quarters {part.id}"] = charts.fleet_by_quarter(part, page.claims, voice, href=total)
        found[f"chips {part.id}"] = charts.fleet_by_chip(part, voice)
    number = {q.claim.id: q.source for q in page.claims}
    for chip in page.chips:
        found[f"prices {chip.chip.id}"] = chip_charts.chip_prices(chip, voice, number=number)
    found["legal"] = chip_charts.legal_bands(page.chips, voice, on=page.asked.on)
    names = {h.id: h.name for h in page.holders}
    found["days"] = charts.training_days(_runs(page), voice, names=names, anchor=_run_anchor)
    return {name: chart for name, chart in found.items() if chart is not None}


# ---------------------------------------------------------------- what sections need


def _of_claims(page: Page) -> dict[str, Any]:
    def order_of(claim: Claim) -> str:
        q = claim.quantity
        value = None if q is None else q.low if q.low is not None else q.high
        return "" if value is None else repr(float(value))

    def reading_of(left: Leftover) -> str:
        ends = [v for v in dict.fromkeys((left.low, left.high)) if v is not None]
        voice = Voice(page.asked.lang)
        return f"{' – '.join(voice.big(v) for v in ends)} {voice.label('units', left.unit or left.measure)}".strip()

    return {
        "kinds": sorted({q.claim.kind for q in page.claims}),
        "stances": sorted({q.claim.stance for q in page.claims}),
        "order_of": order_of,
        "reading_of": reading_of,
        "language_of": {0: "und"} | {s.number: s.document.language for s in page.sources},
    }


SPEC = (
    ("launched", "chips.launched", ""),
    ("memory_gb", "chips.memory", "GB"),
    ("memory_gb_s", "chips.bandwidth", "GB/s"),
    ("dense16", "chips.dense16", "TFLOPS"),
    ("dense8", "chips.dense8", "TFLOPS"),
    ("scaleup_gb_s", "chips.link", "GB/s"),
    ("power_w", "chips.power", "W"),
    ("tpp", "chips.tpp", ""),
)


def _of_chips(voice: Voice) -> dict[str, Any]:
    def cells(part: ChipPart) -> list[charts.Cell]:
        return [_spec_cell(part, key, voice) for key, _, _ in SPEC]

    def price_sources(part: ChipPart) -> list[str]:
        return list(dict.fromkeys(p.source for p in part.prices if p.source))

    def chip_name(key: str) -> str:
        return catalog.chips[key].name if key in catalog.chips else key

    return {
        "spec_rows": [(key, voice.t(label), unit) for key, label, unit in SPEC],
        "spec_cells": cells,
        "price_sources": price_sources,
        "chip_name": chip_name,
        "vendor_name": lambda key: catalog.companies[key].name if key in catalog.companies else key,
    }


def _spec_cell(part: ChipPart, key: str, voice: Voice) -> charts.Cell:
    """One figure of a chip with the source that its file names for it."""
    chip = part.chip
    rates = chip.dense_tflops
    values: dict[str, Any] = {
        "dense16": next((rates[k] for k in ("bf16", "fp16") if k in rates), None),
        "dense8": next((rates[k] for k in ("fp8", "int8") if k in rates), None),
    }
    value = values[key] if key in values else getattr(chip, key)
    if value is None:
        return charts.Cell(text=voice.t("chips.missing"))
    own = next((f.source for k, f in chip.figures.items() if k.split(".")[0] == key.rstrip("168")), "") or chip.source
    href = f"#s-{chip.id}-{own}" if own in chip.sources else f"#s-{chip.id}"
    text = value.isoformat() if hasattr(value, "isoformat") else voice.num(float(value), 4)
    return charts.Cell(text=text, href=href)


def _runs(page: Page) -> tuple[Running, ...]:
    return tuple(r for h in page.holders for r in h.runs)


def _run_anchor(running: Running) -> str:
    words = f"{running.holder} {running.run.task} {running.chip_name} {running.run.id}"
    return "x-" + re.sub(r"[^a-z0-9]+", "-", words.casefold())


def _of_runs(page: Page) -> dict[str, Any]:
    behind = {
        line_anchor(h.id, line.chip): [c for c, _ in line.claims]
        for h in page.holders
        if h.fleet
        for line in (h.fleet.total, *h.fleet.lines)
    }

    def line_claims(running: Running) -> list[str]:
        own = behind.get(running.fleet_line, [])
        return own or behind.get(line_anchor(running.holder, "total"), [])

    return {
        "runs": _runs(page),
        "served": tuple(r for h in page.holders for r in h.serving),
        "costed": tuple(c for c in page.chips if c.cost),
        "run_anchor": _run_anchor,
        "line_claims": line_claims,
        "days_of": charts.days_of,
        "holder_names": {h.id: h.name for h in page.holders},
        "missing_runs": list(dict.fromkeys(m for h in page.holders for m in h.missing)),
    }


def _of_rules(page: Page, voice: Voice) -> dict[str, Any]:
    deals = [c for c in page.checks if c.answer != "not a deal" and _is_shown(page.claims, c.claim)]
    counted: dict[str, int] = {}
    for c in deals:
        counted[c.answer] = counted.get(c.answer, 0) + 1
    words = ", ".join(f"{voice.label('verdicts', k)} {v}" for k, v in sorted(counted.items()))
    return {"deals": deals, "deal_words": voice.t("rules.sentence", n=len(deals), words=words)}


def _is_shown(claims: Sequence[Quoted], name: str) -> bool:
    return any(q.claim.id == name for q in claims)
