"""One plan: the layout and load that serve a request best on given chips, as a `Run` with figures and intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from suanli.catalog.forms import Chip
from suanli.catalog.power import site_power
from suanli.errors import Infeasible
from suanli.performance.machine import GIB, find_chip
from suanli.performance.serving_constants import ENGINES, engine_index
from suanli.performance.serving_model import Deployment, memory_parts, weight_bytes
from suanli.performance.serving_rows import Setup, deploy
from suanli.performance.serving_search import (
    Points,
    front,
    joined_points,
    knobs_for,
    layouts,
    points_of,
    pools_of,
    repeat_job,
    take,
    user_speed,
)
from suanli.performance.serving_steady import Job, accepted, closed_loop, open_loop
from suanli.performance.serving_validation import half_width
from suanli.terms import Layout, Run, Spread, content_id

__all__ = ["BLOCKS", "Ask", "log_normal", "nothing_fits", "plan"]

EASY_TTFT, EASY_TPOT = 5.0, 0.05  # what a plan meets where nothing is asked: 5 s, 20 tokens a second
BLOCKS = (8, 16, 32, 64, 128)  # chips looked at together when a large fleet is planned
SIZES = (1, 2, 4, *BLOCKS)
Z50, Z80, Z90 = 0.6745, 1.2816, 1.6449


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What one plan is asked: request, load, targets."""

    base: Setup
    count: int
    job: Job
    users: float | None = None
    rate: float | None = None
    ttft: float | None = None
    tpot: float | None = None
    price: float | None = None
    search: bool = False
    said: tuple[str, ...] = ()
    fixed: dict[str, int] = {}


def nothing_fits(ask: Ask) -> Infeasible:
    """Says how many chips would hold weights and a cache, or that the layout asked for takes more than there are."""
    asked = ask.fixed.get("chips", 0)
    if asked > ask.count:
        return Infeasible(f"layout: it takes {asked} chips and there are {ask.count}; name a smaller cut or more chips")
    one = deploy([msgspec.structs.replace(ask.base, chips=1, tp=1, dp=1, ep=1, pp=1)])
    size, room = float(weight_bytes(one)[0]), float(one.machine.memory[0] * one.fraction[0])
    need = next((n for n in SIZES if layouts(ask.base, n)[0]), 0)
    wider = f"{need} of them would hold it" if need > asked else "cut it wider"
    hint = wider if need else "choose fewer bits or a larger chip"
    return Infeasible(
        f"{ask.base.model.id} on {ask.count} x {one.machine.chip[0]}: weights of {size / GIB:,.0f} GiB and a cache do "
        f"not fit {room / GIB:,.0f} GiB a chip; {hint}"
    )


def _candidates(ask: Ask) -> tuple[list[Setup], Deployment]:
    """Layouts to look at: the one given, or all that fit."""
    if ask.fixed:
        setups = [msgspec.structs.replace(ask.base, **ask.fixed)]
        d = deploy(setups)
        if float(memory_parts(d)["cache"][0]) <= 0 or ask.fixed["chips"] > ask.count:
            raise nothing_fits(ask)
        return setups, d
    setups, d = layouts(ask.base, ask.count)
    if not setups:
        raise nothing_fits(ask)
    return setups, d


def _at_rate(d: Deployment, ask: Ask) -> Points:
    """Every layout under Poisson arrivals at the asked rate, spread evenly over its replicas."""
    replicas = np.floor(ask.count / d.chips)
    keep = np.flatnonzero(replicas >= 1)
    part, work = take(d, keep), repeat_job(ask.job, keep.size)
    out = open_loop(part, knobs_for(part), work, float(ask.rate or 0) / replicas[keep])
    tokens = out["tokens_per_s"] * replicas[keep]
    names = ("ttft_s", "tpot_s", "latency_s", "step_s", "running", "waiting")
    figures = {n: out[n] for n in names} | {"requests_per_s": out["requests_per_s"] * replicas[keep]}
    figures |= {"tokens_per_s": tokens, "tokens_per_s_per_chip": tokens / ask.count, "load": out["load"]}
    figures["tokens_per_s_per_user"] = user_speed(out)
    return Points(
        setup=keep,
        users=out["running"],
        replicas=replicas[keep],
        readers=np.full(keep.size, -1),
        reader_replicas=np.zeros(keep.size),
        figures=figures,
    )


def _choose(points: Points, ask: Ask) -> tuple[int, str]:
    """The point to report: most tokens a chip within the targets; with a load given, the lowest latency."""
    f = points.figures
    easy = ask.ttft is None and ask.tpot is None
    ttft = ask.ttft or (EASY_TTFT if easy else np.inf)
    tpot = ask.tpot or (EASY_TPOT if easy else np.inf)
    good = (f["ttft_s"] <= ttft) & (f["tpot_s"] <= tpot) & np.isfinite(f["latency_s"])
    loaded = ask.users is not None or ask.rate is not None
    if loaded and not (ask.ttft or ask.tpot):
        if not np.isfinite(f["latency_s"]).any():
            best = float(np.max(f["requests_per_s"]))
            msg = f"{ask.base.model.id}: {ask.rate:g} requests/s overload {ask.count} chips; they take {best:.3g}"
            raise Infeasible(msg)
        return int(np.argmin(f["latency_s"])), "layout of lowest latency at this load"
    if not good.any():
        if not easy:
            raise _missed(points, ask)
        return int(np.argmin(f["tpot_s"])), "no layout gives 20 tokens a second within 5 s: the fastest is shown"
    what = f"first token within {ttft:g} s, {1 / tpot:.0f} tokens/s a user" if easy else "the targets"
    return int(np.argmax(np.where(good, f["tokens_per_s_per_chip"], -1.0))), f"most tokens a chip within {what}"


def _missed(points: Points, ask: Ask) -> Infeasible:
    """Says what the nearest layout reaches."""
    f = points.figures
    over = np.maximum(f["ttft_s"] / (ask.ttft or np.inf), 0.0) + np.maximum(f["tpot_s"] / (ask.tpot or np.inf), 0.0)
    near = int(np.argmin(np.where(np.isfinite(over), over, np.inf)))
    wanted = [f"{n} {v:g} s" for n, v in (("ttft", ask.ttft), ("tpot", ask.tpot)) if v is not None]
    return Infeasible(
        f"{ask.base.model.id} on {ask.count} chips: nothing meets {' and '.join(wanted)}; "
        f"the nearest has ttft {f['ttft_s'][near]:.3g} s and tpot {f['tpot_s'][near]:.3g} s"
    )


def log_normal(value: float, half80: float) -> Spread:
    """A log-normal spread whose 80 % interval has this half-width of the logarithm."""

    def at(z: float) -> float:
        return value * float(np.exp(half80 * z / Z80))

    return Spread(
        median=value,
        low50=at(-Z50),
        high50=at(Z50),
        low80=at(-Z80),
        high80=at(Z80),
        low90=at(-Z90),
        high90=at(Z90),
    )


def _layout(setup: Setup) -> Layout:
    return Layout(tp=setup.tp, pp=setup.pp, ep=setup.ep, dp=setup.dp, sp=False, zero=0, schedule="none")


def _words(points: Points, setups: Sequence[Setup], at: int) -> str:
    """A layout in words: ``2 x tp4`` or ``3 x tp2 read, 1 x tp8,dp2,ep16 decode``."""

    def cut(setup: Setup) -> str:
        return ",".join(
            [f"tp{setup.tp}", *(f"{n}{v}" for n, v in (("dp", setup.dp), ("ep", setup.ep), ("pp", setup.pp)) if v > 1)]
        )

    mine = f"{points.replicas[at]:.0f} x {cut(setups[int(points.setup[at])])}"
    reader = int(points.readers[at])
    return mine if reader < 0 else f"{points.reader_replicas[at]:.0f} x {cut(setups[reader])} read, {mine} decode"


def _point_row(points: Points, setups: Sequence[Setup], at: int) -> dict[str, Any]:
    names = ("tokens_per_s_per_chip", "tokens_per_s_per_user", "ttft_s", "tpot_s")
    row: dict[str, Any] = {n: float(points.figures[n][at]) for n in names}
    return {"layout": _words(points, setups, at), "users": float(points.users[at] * points.replicas[at])} | row


def _tails(points: Points, at: int, d: Deployment, job: Job, *, arrivals: bool) -> dict[str, float]:
    """90th percentiles: prompts that fall into a request's time are Poisson; a first token waits exponentially.

    With `arrivals` at random as many others run as the load says; users who wait for answers have one fewer beside,
    and where memory holds fewer than ask, or prompts come faster than they are read, their turn comes round in
    order: that wait is sure.
    """
    setup = int(points.setup[at])
    one = take(d, np.array([setup]))
    out = closed_loop(one, knobs_for(one), repeat_job(job, 1), np.array([max(float(points.users[at]), 1.0)]))
    running = float(points.figures["running"][at])
    others = running if arrivals else max(running - 1.0, 0.0)
    steps = max(float(job.osl) - 1, 0.0)
    held = float(out["running"][0] / (out["running"][0] + out["waiting"][0]))
    own = float(out["latency_s"][0]) * held - steps / float(accepted(job)) * float(out["step_s"][0])
    share = max(own, 0.0) / max(running, 1.0)
    wide = 1.2816 * np.sqrt(others) * share
    first, latency = (float(points.figures[n][at]) for n in ("ttft_s", "latency_s"))
    waiting = 0.0 if arrivals else float(points.figures["waiting"][at])
    turn = 0.0 if arrivals else float(out["queued_s"][0])
    sure = min(float(out["prefill_s"][0]) + turn + latency * waiting / max(running + waiting, 1.0), first)
    first90 = sure + 2.3026 * (first - sure) if steps else latency + wide
    token = float(points.figures["tpot_s"][at])
    slow = max(min(token + wide / steps, float(out["rest_s"][0]) / steps), token) if steps else token
    return {
        "ttft_p90_s": first90,
        "tpot_p90_s": slow,
        "latency_p90_s": max(latency + wide, first90),
    }


def _figures(points: Points, at: int, d: Deployment, ask: Ask) -> dict[str, float]:
    """The named results of one point, units in the names."""
    f = {n: float(v[at]) for n, v in points.figures.items() if n not in {"waiting", "step_s", "running", "load"}}
    users = float(points.users[at] * points.replicas[at])
    node = float(d.machine.node[0])
    watts = ask.count * float(d.machine.site_watts[0])
    f |= _tails(points, at, d, ask.job, arrivals=ask.rate is not None)
    f |= {
        "users": users,
        "users_per_node": users / ask.count * node,
        "tokens_per_day": f["tokens_per_s"] * 86400,
        "prompt_tokens_per_s": f["requests_per_s"] * float(ask.job.isl),
        "site_power_kw": watts / 1e3,
        "joules_per_token": watts / f["tokens_per_s"],
        "chip_hours_per_million_tokens": ask.count / f["tokens_per_s"] / 3600 * 1e6,
    }
    if ask.price is not None:
        f["usd_per_million_tokens"] = f["chip_hours_per_million_tokens"] * ask.price
    return {n: float(v) for n, v in f.items()}


def _intervals(figures: Mapping[str, float], setup: Setup, group: int, mode: str) -> dict[str, Spread]:
    """Intervals of the figures that follow from a predicted time."""
    kin = {"ttft_p90_s": "ttft_s", "tpot_p90_s": "tpot_s", "tokens_per_s_per_user": "tpot_s"}
    names = [n for n in figures if n not in {"users", "users_per_node", "chips_needed"}]
    wide = {n: half_width(setup, mode, group, kin.get(n, n)) for n in names}
    power = site_power(_sheet(setup)).doubt * Z80
    wide |= {"site_power_kw": power, "joules_per_token": float(np.hypot(wide["joules_per_token"], power))}
    return {n: log_normal(figures[n], wide[n]) for n in names}


def _memory(points: Points, at: int, d: Deployment, job: Job) -> dict[str, float]:
    """GB of one chip: weights, reserve, cache in use, cache left."""
    one = take(d, np.array([int(points.setup[at])]))
    parts = {n: float(v[0]) for n, v in memory_parts(one).items()}
    window = float(one.shape.window[0]) or np.inf
    seen = float(job.isl + job.osl / 2)
    mean = float(one.shape.windowed[0]) * min(seen, window) + (1 - float(one.shape.windowed[0])) * seen
    used = min(float(points.figures["running"][at]) / float(one.dp[0]) * mean * parts["token"], parts["cache"])
    return {
        "weights": parts["weights"] / 1e9,
        "reserve": parts["reserve"] / 1e9,
        "cache in use": used / 1e9,
        "cache left": (parts["cache"] - used) / 1e9,
    }


def _breakdown(points: Points, at: int, d: Deployment, job: Job) -> dict[str, float]:
    """Seconds of one decode step by cause."""
    one = take(d, np.array([int(points.setup[at])]))
    out = closed_loop(one, knobs_for(one), repeat_job(job, 1), np.array([max(float(points.users[at]), 1.0)]))
    return {n[5:]: float(v[0]) for n, v in out.items() if n.startswith("step.") and float(v[0]) > 1e-8}


def _points(d: Deployment, ask: Ask) -> Points:
    """Every layout at the asked load, or at all loads; with `search` also every split in two pools."""
    if ask.rate is not None:
        return _at_rate(d, ask)
    points = points_of(d, ask.job, ask.count, users=ask.users)
    if not ask.search or ask.users is not None or ask.count < 2:
        return points
    pools = pools_of(d, ask.job, ask.count)
    return joined_points([points, pools]) if pools.setup.size else points


def plan(ask: Ask) -> Run:
    """The best point of an ask as a `Run`; with `search` the front of all points in `alternatives`."""
    setups, d = _candidates(ask)
    points = _points(d, ask)
    if not points.setup.size:
        raise nothing_fits(ask)
    at, why = _choose(points, ask)
    setup = setups[int(points.setup[at])]
    mode = "disagg" if points.readers[at] >= 0 else "agg"
    figures = _figures(points, at, d, ask)
    said = (
        _words(points, setups, at),
        why,
        *_idle(points, setups, at, ask.count),
        *_habits(setup, ask),
        *ask.said,
        *_links(ask, d),
        str(site_power(_sheet(setup))),
    )
    return Run(
        id=content_id("run", ask.base.model.id, d.machine.chip[0], ask.count, said, sorted(figures.items())),
        task="serve",
        model=ask.base.model.id,
        chip=str(d.machine.chip[0]),
        count=ask.count,
        layout=_layout(setup),
        figures=figures,
        intervals=_intervals(figures, setup, int(d.machine.group[0]), mode),
        breakdown=_breakdown(points, at, d, ask.job),
        memory_gb=_memory(points, at, d, ask.job),
        assumptions=said,
        alternatives=tuple(_point_row(points, setups, int(i)) for i in front(points)) if ask.search else (),
        sources=("constants/serving.toml",),
    )


def _idle(points: Points, setups: Sequence[Setup], at: int, count: int) -> tuple[str, ...]:
    """The chips that no replica takes, in words; they count in what is told a chip."""
    busy = points.replicas[at] * setups[int(points.setup[at])].chips
    if points.readers[at] >= 0:
        busy += points.reader_replicas[at] * setups[int(points.readers[at])].chips
    return (f"{count - busy:,.0f} of {count:,} chips idle",) if busy < count else ()


def _too_long(ask: Ask) -> tuple[str, ...]:
    """That prompt and answer together are longer than the model was made for; nothing where they are not."""
    made, asked = ask.base.model.seq_len, float(ask.job.isl + ask.job.osl)
    if not made or asked <= made:
        return ()
    sizes = f"prompt and answer are {asked:,.0f} tokens and {ask.base.model.id} was made for {made:,}"
    return (f"too long: {sizes}; engines refuse them unless its positions are stretched",)


def _sheet(setup: Setup) -> Chip:
    return find_chip(setup.chip) if isinstance(setup.chip, str) else setup.chip


def _links(ask: Ask, d: Deployment) -> tuple[str, ...]:
    """What was read out of the words about links."""
    if not (ask.base.interconnect or ask.base.cluster):
        return ()
    m = d.machine
    within, out = float(m.link_rate[0]) * 2 / 1e9, float(m.nic_rate[0] * m.node[0]) * 8 / 1e9
    said = f"links: {within:,.0f} GB/s a chip (both ways) among {float(m.domain[0]):,.0f}"
    return (f"{said}, {out:,.0f} Gbit/s out of a node of {float(m.node[0]):,.0f}",)


def _habits(setup: Setup, ask: Ask) -> tuple[str, ...]:
    """What was assumed, in words."""
    said = [f"{setup.engine} of {setup.year:.0f}, weights {setup.precision}"]
    said += [f"prompt {float(ask.job.isl):g} and answer {float(ask.job.osl):g} tokens", *_too_long(ask)]
    if engine_index(setup.engine) == len(ENGINES) - 1:
        said += [f"{setup.engine} has no constants of its own: the mean of three engines, a wider interval"]
    said += [f"{ask.price:g} US$ a chip-hour"] if ask.price is not None else []
    return tuple(said)
