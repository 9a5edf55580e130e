"""The verb `serve`: how fast a model answers on given chips, for how many, at what cost, and what a fleet serves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from suanli.catalog.amounts import amount_of
from suanli.catalog.forms import Model
from suanli.errors import Unknown
from suanli.performance.asked import model_of
from suanli.performance.machine import find_chip, find_cluster
from suanli.performance.network import asked_network
from suanli.performance.serving_plan import BLOCKS, Ask, log_normal, nothing_fits, plan
from suanli.performance.serving_rows import Setup, find_model, names_format
from suanli.performance.serving_search import job_of, layouts
from suanli.performance.shapes import shape_of
from suanli.terms import Layout, Run, Spread, content_id

__all__ = ["parse_demand", "parse_fleet", "serve"]

SECONDS = {
    "second": 1, "s": 1, "minute": 60, "min": 60, "hour": 3600, "h": 3600, "day": 86400, "d": 86400,
    "week": 7 * 86400, "month": 30 * 86400, "year": 365.25 * 86400,
}  # fmt: skip
CLOSE = 1.5  # a claim up to this times the 90 % interval is a question of software, beyond it of chips


def parse_demand(text: str) -> float:
    """Tokens a second out of ``50e12/day``, ``2e9/hour`` or ``5e5/s`` (no unit: a day)."""
    units = "|".join(SECONDS)
    match = re.fullmatch(rf"([^/]{{1,40}}?)\s{{0,9}}(?:/\s{{0,9}}({units}))?", text.strip().lower())
    tokens = amount_of(match[1]) if match else None
    if not match or tokens is None or tokens <= 0:
        msg = f"demand: cannot read {text!r}; write 50T/day, 50e12/day, 2e9/hour or 5e5/s"
        raise Unknown(msg)
    return tokens / SECONDS[match[2] or "day"]


def parse_fleet(text: str) -> dict[str, int]:
    """Chips by type out of ``h20=20000,h800=30000``; a type named twice counts twice."""
    found: dict[str, int] = {}
    for part in text.split(","):
        name, _, size = part.partition("=")
        chips = int(amount_of(size) or 0)
        if not 1 <= chips <= MOST["count"]:
            msg = f"fleet: cannot read {part!r}; write h20=20000,h800=30000, each from 1 to {MOST['count']:g}"
            raise Unknown(msg)
        chip = find_chip(name.strip()).id
        found[chip] = found.get(chip, 0) + chips
    return found


def _fixed(layout: str | None, model: Model) -> dict[str, int]:
    """Cut out of ``tp8``, ``tp4,dp2,ep8``, ``tp8,pp2``; `Unknown` where the model cannot be cut so."""
    if not layout:
        return {}
    pairs = [re.fullmatch(r"(tp|pp|dp|ep)(\d+)", p.strip().lower()) for p in layout.split(",")]
    if not all(pairs) or not pairs:
        msg = f"layout: cannot read {layout!r}; write tp8, or tp4,dp2,ep8,pp2 in any order"
        raise Unknown(msg)
    cut = {"tp": 1, "dp": 1, "ep": 1, "pp": 1} | {p[1]: int(p[2]) for p in pairs if p}
    if model.heads and cut["tp"] and model.heads % cut["tp"]:
        msg = f"layout: tp{cut['tp']} does not divide the {model.heads} heads of {model.id}; use a power of two"
        raise Unknown(msg)
    most = {"pp": model.layers, "ep": model.experts or 1, "tp": model.heads}
    for name, size in cut.items():
        if not 1 <= size <= (most.get(name) or 4096):
            msg = f"layout: {name}{size}; {model.id} can be cut from 1 to {most.get(name) or 4096} ways"
            raise Unknown(msg)
    return cut | {"chips": cut["tp"] * cut["dp"] * cut["pp"]}


def _on(ask: Ask, chip: str) -> Ask:
    """The ask on one chip; weights in the model's own format, else 8 bits where the chip has them."""
    setup = ask.base
    eight = "fp8" if find_chip(chip).dense_tflops.get("fp8") else "bf16"
    precision = setup.precision or setup.model.native_precision or eight
    return msgspec.structs.replace(ask, base=msgspec.structs.replace(setup, chip=chip, precision=precision))


def _fitting_block(ask: Ask) -> Ask:
    """The ask on the smallest block of chips that holds the model twice, where a fleet is far larger."""
    for size in BLOCKS:
        setups, _ = layouts(ask.base, size)
        if setups and min(s.chips for s in setups) * 2 <= size:
            return msgspec.structs.replace(ask, count=size, search=True)
    raise nothing_fits(ask)


def _half80(spread: Spread) -> float:
    """Half-width of a log-normal spread's 80 % interval, of the logarithm."""
    return float(np.log(spread.high80 / spread.median))


def _fleet_run(ask: Ask, chips: int, demand: float | None, load: float) -> Run:
    """A large fleet of one chip: the best plan of a block, scaled; chips that a demand needs."""
    run = plan(_fitting_block(ask))
    per_chip = run.figures["tokens_per_s_per_chip"]
    both = per_chip * (1 + float(ask.job.isl) / float(ask.job.osl))
    figures = {
        n: v
        for n, v in run.figures.items()
        if "per_s_per" in n or n.startswith(("ttft", "tpot", "latency", "chip_hours", "usd", "joules"))
    }
    figures |= {"total_tokens_per_day": both * chips * load * 86400}
    if demand is not None:
        figures["chips_needed"] = demand / (both * load)
    wide = _half80(run.intervals["tokens_per_s"])
    spans = {n: s for n, s in run.intervals.items() if n in figures}
    spans |= {n: log_normal(figures[n], wide) for n in ("total_tokens_per_day", "chips_needed") if n in figures}
    said = (f"average load {load:.0%} of what the chips can do", f"planned in blocks of {run.count}", *run.assumptions)
    return msgspec.structs.replace(run, count=chips, figures=figures, intervals=spans, assumptions=said)


def _judged(spread: Spread, asked: float) -> str:
    """What a claimed or demanded number of tokens a day amounts to."""
    if asked <= spread.median:
        return "plausible"
    return "needs a better stack than seen" if asked <= CLOSE * spread.high90 else "more than these chips can serve"


def _total(runs: Sequence[Run], asked: float | None) -> Run:
    """The fleet as one run; errors of one model and engine are taken as common to its chips."""
    parts = [r.intervals["total_tokens_per_day"] for r in runs]
    most = sum(p.median for p in parts)
    spread = log_normal(most, sum(_half80(p) * p.median for p in parts) / most)
    figures = {"total_tokens_per_day": most}
    if asked is not None:
        figures |= {"asked_tokens_per_day": asked * 86400, "share_of_fleet": asked * 86400 / most}
    return Run(
        id=content_id("run", "fleet", *(r.id for r in runs), asked),
        task="serve",
        model=runs[0].model,
        chip="fleet",
        count=sum(r.count for r in runs),
        layout=Layout(),
        figures=figures,
        intervals={"total_tokens_per_day": spread},
        verdict="" if asked is None else _judged(spread, asked * 86400),
        assumptions=tuple(
            f"{r.count:,} x {r.chip}: {p.median:.3g} tokens a day" for r, p in zip(runs, parts, strict=True)
        ),
        sources=("constants/serving.toml",),
    )


def _fleet(ask: Ask, sizes: Mapping[str, int], demand: float | None, load: float, *, together: bool) -> tuple[Run, ...]:
    """One run a chip type, and with `together` their sum."""
    runs = [_fleet_run(_on(ask, name), size, demand, load) for name, size in sizes.items()]
    return (*runs, _total(runs, demand)) if together else tuple(runs)


LEAST = {"count": 1.0, "isl": 1.0, "osl": 1.0, "era": 2017.0}
MOST = {
    "count": 1e7,
    "isl": 1e8,
    "osl": 1e8,
    "concurrency": 1e9,
    "load": 1.0,
    "hit": 1.0,
    "accept": 1.0,
    "draft": 64.0,
    "era": 2100.0,
}


def _bounded(*, least: float = 1e-9, **given: float | None) -> None:
    """Nothing, or the first number that no server can be asked for."""
    for name, value in given.items():
        low, high = LEAST.get(name, least), MOST.get(name, 1e12)
        if value is not None and not low <= value <= high:
            msg = f"serve: {name} {value:g}; give a number from {low:g} to {high:g}"
            raise Unknown(msg)


def _drafted(draft: float, accept: float) -> None:
    """Nothing, or that tokens are guessed without a chance to be kept, or kept without being guessed."""
    if bool(draft) != bool(accept):
        msg = "serve: --draft and --accept go together: tokens guessed a step, and the chance that one is kept"
        raise Unknown(msg)


def _formats(**given: str | None) -> None:
    """Nothing, or the first number format that nobody computes or stores in."""
    for name, words in given.items():
        if words and not names_format(words):
            msg = f"serve: {name} {words!r} is no number format; write bf16, fp8, fp4, int8 or int4"
            raise Unknown(msg)


def _asked_model(name: str, config: str | None) -> tuple[Model, tuple[str, ...]]:
    """The model of a name or of a ``config.json``, and what was assumed of its shape."""
    if not config and not name.strip():
        msg = "serve: no model; give one of `suanli show models`, or --config FILE"
        raise Unknown(msg)
    model = model_of(name, config=config) if config else find_model(name)
    if model.family == "encoder":
        raise Unknown(f"serve: {model.id} is an encoder: it writes no text; only models that write are served")
    notes = shape_of(model)[1]
    return model, (model.note, *notes) if config else notes


def serve(  # noqa: PLR0913 - one parameter an option of the command
    model: str = "",
    *,
    chip: str = "",
    count: int = 8,
    isl: float = 1024,
    osl: float = 1024,
    concurrency: float | None = None,
    rate: float | None = None,
    ttft: float | None = None,
    tpot: float | None = None,
    engine: str = "vllm",
    precision: str | None = None,
    kv: str = "",
    layout: str | None = None,
    config: str | None = None,
    cluster: str | None = None,
    interconnect: str = "",
    hit: float = 0.0,
    draft: int = 0,
    accept: float = 0.0,
    price: float | None = None,
    search: bool = False,
    demand: str | None = None,
    fleet: str | None = None,
    load: float = 0.6,
    era: float | None = None,
    on: dt.date | None = None,
) -> tuple[Run, ...]:
    """Predicted serving runs: first token, seconds a token, latency (mean, p90), tokens/s, users, memory, watts, US$.

    `isl`, `osl` are tokens of prompt and answer. The load is `concurrency` users who wait for their answer, or
    Poisson arrivals at `rate` requests/s; with neither, the load with most tokens a chip within `ttft` and `tpot`
    seconds. `hit` is the share of prompts found in the cache, `draft` tokens are guessed a step and each accepted
    with probability `accept`. `price` is US$ a chip-hour. `search` also tries separate pools and lists the
    front. `demand` (prompt and answer tokens, ``50e12/day``) gives chips needed of every type in `chip`; `fleet`
    (``h20=20000,h800=30000``) what a mixed fleet serves at an average `load`; both together judge a claim. `config`
    is a Hugging Face ``config.json`` in place of a model of the catalog.
    """
    if rate is not None and concurrency is not None:
        msg = "serve: --concurrency and --rate are two kinds of load; give one"
        raise Unknown(msg)
    chip = chip.strip() or (find_cluster(cluster).chip if cluster and not fleet else "")
    if not fleet and not chip:
        msg = "serve: no chip; give --chip h100, a --cluster or --fleet h20=20000,h800=30000"
        raise Unknown(msg)
    _bounded(count=count, isl=isl, osl=osl, concurrency=concurrency, rate=rate, ttft=ttft, tpot=tpot, load=load)
    _bounded(least=0.0, hit=hit, draft=draft, accept=accept, price=price, era=era)
    _formats(precision=precision, kv=kv)
    _drafted(draft, accept)
    asked_network(interconnect)
    sizes = parse_fleet(fleet) if fleet else {find_chip(c.strip()).id: count for c in chip.split(",") if c.strip()}
    found, said = _asked_model(model, config)
    base = Setup(
        model=found,
        chip="",
        precision=precision or "",
        kv_precision=kv,
        engine=engine,
        year=float(era or (on.year if on else 2025)),
        interconnect=interconnect,
        cluster=cluster or "",
    )
    ask = Ask(
        base=base,
        count=count,
        job=job_of(isl=isl, osl=osl, hit=hit, draft=draft, accept=accept),
        users=concurrency,
        rate=rate,
        ttft=ttft,
        tpot=tpot,
        price=price,
        search=search,
        said=said,
        fixed=_fixed(layout, base.model),
    )
    if fleet or demand:
        return _fleet(ask, sizes, parse_demand(demand) if demand else None, load, together=bool(fleet))
    return tuple(plan(_on(ask, name)) for name in sizes)
