"""Layouts of a serving fleet: every cut that fits, at every load, as arrays; the front of speed against throughput.

A point is a layout at a number of users. Points are compared on tokens a second and chip (cost) and tokens a
second and user (speed); the front holds those that no other point beats on both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from suanli.performance.machine import Array, array
from suanli.performance.serving_constants import Knobs, fitted, knobs_of
from suanli.performance.serving_model import Deployment, memory_parts
from suanli.performance.serving_rows import Setup, deploy, machine_for
from suanli.performance.serving_steady import Job, capacity, closed_loop, prompt_rate

__all__ = [
    "Points",
    "front",
    "job_of",
    "joined_points",
    "knobs_for",
    "layouts",
    "points_of",
    "pools_of",
    "repeat_job",
    "take",
    "user_speed",
]

Index = npt.NDArray[np.int64]
S = TypeVar("S", bound=msgspec.Struct)
USERS = np.unique(np.round(np.geomspace(1, 2048, 40)))
EXPERTS_WIDE = 64  # chips that share the experts of one replica, at most (wider gains little and is rare)


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """Layouts at loads: index of the setup, users of a replica, replicas that the chips hold, figures by name.

    `readers` is the index of the layout that reads prompts elsewhere (-1: the same chips), `reader_replicas` how
    many of them.
    """

    setup: Index
    users: Array
    replicas: Array
    readers: Index
    reader_replicas: Array
    figures: dict[str, Array]


def take(record: S, index: Any) -> S:
    """The record with every array field (also of records inside) cut to `index` along its first axis."""
    fields: dict[str, Any] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, msgspec.Struct):
            fields[name] = take(value, index)
        elif isinstance(value, np.ndarray) and value.ndim:
            fields[name] = value[index]
    return msgspec.structs.replace(record, **fields)


def job_of(*, isl: float, osl: float, hit: float = 0.0, draft: float = 0.0, accept: float = 0.0) -> Job:
    """One kind of request as a `Job` of scalars."""
    return Job(isl=array(isl), osl=array(osl), hit=array(hit), draft=array(draft), accept=array(accept))


def repeat_job(job: Job, size: int) -> Job:
    """The job once for each of `size` points."""
    return Job(**{f: np.broadcast_to(getattr(job, f), (size,)).copy() for f in Job.__struct_fields__})


def knobs_for(d: Deployment) -> Knobs:
    """The fitted constants of a deployment's engines, architectures and years."""
    return knobs_of(fitted(), engine=d.engine, group=d.machine.group, year=d.year)


def _powers(limit: int) -> list[int]:
    return [2**i for i in range(12) if 2**i <= limit]


def _cuts(base: Setup, count: int, domain: int) -> list[dict[str, int]]:
    """Cuts to try: tensor parallel in the domain, attention data parallel for mixtures, stages beyond it."""
    heads = base.model.heads or 128
    mixture, latent = bool(base.model.experts), base.model.attention.startswith("mla")
    found = []
    for tp in _powers(min(count, domain, heads)):
        found.append({"tp": tp, "dp": 1, "ep": 1, "pp": 1})
        if mixture or latent:
            widths = _powers(min(count, EXPERTS_WIDE) // tp)
            found += [{"tp": tp, "dp": dp, "ep": tp * dp if mixture else 1, "pp": 1} for dp in widths[1:] if tp <= 8]
        if tp == min(domain, heads) or tp == 8:
            found += [{"tp": tp, "dp": 1, "ep": 1, "pp": pp} for pp in _powers(min(count // tp, 16))[1:]]
    return found


def layouts(base: Setup, count: int) -> tuple[list[Setup], Deployment]:
    """Setups on at most `count` chips whose weights leave room for a cache, and the same as arrays."""
    cuts = _cuts(base, count, int(machine_for(base).domain))
    setups = [msgspec.structs.replace(base, chips=c["tp"] * c["dp"] * c["pp"], **c) for c in cuts]
    d = deploy(setups)
    fits = memory_parts(d)["cache"] > 0
    keep = np.flatnonzero(fits)
    return [setups[i] for i in keep], take(d, keep)


def points_of(d: Deployment, job: Job, count: int, *, users: float | None = None, decode_only: bool = False) -> Points:
    """Every layout at every load (or with `users` in all), figures of one replica; loads above memory left out."""
    size = d.chips.size
    replicas = np.floor(count / d.chips)
    if users is None:
        index = np.repeat(np.arange(size), USERS.size)
        load = np.tile(USERS, size) * np.maximum(d.dp[index], 1.0)
    else:
        index, load = np.arange(size), users / np.maximum(replicas, 1.0)
    room = capacity(d, repeat_job(job, size))[index]
    keep = (room >= 1) & (replicas[index] >= 1) & ((load <= room) if users is None else (load > 0))
    index, load = index[keep], load[keep]
    part = take(d, index)
    work = repeat_job(job, index.size)
    if decode_only:
        work = msgspec.structs.replace(work, decode_only=np.ones(index.size))
    out = closed_loop(part, knobs_for(part), work, load)
    none = np.full(index.size, -1)
    return Points(
        setup=index,
        users=load,
        replicas=replicas[index],
        readers=none,
        reader_replicas=np.zeros(index.size),
        figures=_shared(out, count, replicas[index]),
    )


def _shared(out: dict[str, Array], count: int, replicas: Array) -> dict[str, Array]:
    """Figures of all replicas together; chips left over count as idle."""
    rate = out["tokens_per_s"] * replicas
    found = {n: out[n] for n in ("ttft_s", "tpot_s", "latency_s", "step_s", "running", "waiting")}
    found["requests_per_s"] = out["requests_per_s"] * replicas
    found["tokens_per_s"] = rate
    found["tokens_per_s_per_chip"] = rate / count
    found["tokens_per_s_per_user"] = user_speed(out)
    return found


def user_speed(out: Mapping[str, Array]) -> Array:
    """Tokens a second that one user sees: 1 / TPOT; an answer of one token has no TPOT and comes once a latency."""
    tpot = out["tpot_s"]
    return np.asarray(1.0 / np.maximum(np.where(tpot > 0, tpot, out["latency_s"]), 1e-9))


def pools_of(d: Deployment, job: Job, count: int, *, wait: float = 1.5) -> Points:
    """Layouts with a pool that reads prompts and one that decodes, every split of `count` chips in replicas.

    The time to first token is `wait` times the reading alone (queueing at two thirds of the pool's rate).
    """
    decode = points_of(d, job, count, decode_only=True)
    work = repeat_job(job, d.chips.size)
    most, alone = prompt_rate(d, knobs_for(d), work)
    best = np.argsort(-most / d.chips)[:6]
    found: list[Points] = []
    for reader in best:
        size = float(d.chips[reader])
        for readers in range(1, int((count - 1) // size) + 1):
            replicas = np.floor((count - readers * size) / d.chips[decode.setup])
            ask = decode.figures["requests_per_s"] / np.maximum(decode.replicas, 1.0) * replicas
            rate = np.minimum(ask, readers * most[reader] * 0.9)
            keep = np.flatnonzero((replicas >= 1) & (ask > 0) & (rate >= 0.6 * ask))
            if keep.size:
                found.append(
                    _pooled(decode, keep, job, (replicas, rate, count), (reader, readers, alone[reader] * wait))
                )
    return joined_points(found)


def _pooled(
    decode: Points, keep: Index, job: Job, split: tuple[Array, Array, int], reader: tuple[Any, int, Any]
) -> Points:
    """The decode points that `keep` names, served by `reader` (index, replicas, seconds to first token)."""
    replicas, rate, count = split
    out = {n: v[keep] for n, v in decode.figures.items()}
    tokens = rate[keep] * float(job.osl)
    out |= {"requests_per_s": rate[keep], "tokens_per_s": tokens, "tokens_per_s_per_chip": tokens / count}
    out["ttft_s"] = np.full(keep.size, float(reader[2]))
    out["latency_s"] = out["latency_s"] + out["ttft_s"]
    return Points(
        setup=decode.setup[keep],
        users=decode.users[keep],
        replicas=replicas[keep],
        readers=np.full(keep.size, int(reader[0])),
        reader_replicas=np.full(keep.size, float(reader[1])),
        figures=out,
    )


def joined_points(parts: Sequence[Points]) -> Points:
    """Several sets of points as one."""
    names = [f for f in Points.__struct_fields__ if f != "figures"]
    columns: dict[str, Any] = {
        f: np.concatenate([getattr(p, f) for p in parts]) if parts else np.zeros(0, dtype=np.int64) for f in names
    }
    keys = list(parts[0].figures) if parts else []
    return Points(figures={k: np.concatenate([p.figures[k] for p in parts]) for k in keys}, **columns)


def front(points: Points) -> Index:
    """Indices of the points that no other beats on both speeds, fastest for the user first."""
    if not points.setup.size:
        return np.zeros(0, dtype=np.int64)
    user, chip = points.figures["tokens_per_s_per_user"], points.figures["tokens_per_s_per_chip"]
    order = np.lexsort((-chip, -user))
    best = np.maximum.accumulate(np.concatenate([[-1.0], chip[order][:-1]]))
    return np.asarray(order[chip[order] > best], dtype=np.int64)
