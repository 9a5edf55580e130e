"""A serving engine in its steady state: users or an arrival rate in, latencies and tokens a second out.

A request needs its prompt read once and `steps` decode steps. While `running` requests share the engine, one
needs running * marginal prefill + steps * step seconds (work conserving; this fixes latency and throughput
together by Little's law); the split between first token and later ones is a queueing estimate.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from suanli.performance.machine import Array, array
from suanli.performance.serving_constants import Knobs
from suanli.performance.serving_model import Deployment, cache_bytes, memory_parts, step_seconds

__all__ = ["Job", "accepted", "capacity", "closed_loop", "open_loop", "prompt_rate", "split_pools"]

CHUNK = 8192.0  # prompt tokens of a step; the engines' usual limit


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: prompt and output tokens a request, prefix hits, drafted tokens and their acceptance.

    `offline` is 1 where all requests are queued at once, `static` 1 where a batch runs to its end before the
    next (no server in front of either), `decode_only` 1 where prompts are read elsewhere.
    """

    isl: Array
    osl: Array
    hit: Array = array(0.0)
    draft: Array = array(0.0)
    accept: Array = array(0.0)
    offline: Array = array(0.0)
    static: Array = array(0.0)
    decode_only: Array = array(0.0)
    limit: Array = array(2048.0)


def accepted(job: Job) -> Array:
    """Tokens gained by one step: 1 + a + a^2 + ... over the drafted ones [Leviathan 2211.17192]."""
    a = np.clip(job.accept, 0.0, 0.999)
    return np.asarray(np.where(job.draft > 0, (1 - a ** (job.draft + 1)) / (1 - a), 1.0))


def capacity(d: Deployment, job: Job) -> Array:
    """Requests of full length whose cache fits the replica at once; 0 where not even one does."""
    parts = memory_parts(d)
    seen = job.isl + job.osl
    window = np.where(d.shape.window > 0, d.shape.window, np.inf)
    mean = d.shape.windowed * np.minimum(seen, window) + (1 - d.shape.windowed) * seen
    return np.asarray(np.floor(parts["cache"] / parts["token"] / mean) * d.dp)


class _Costs(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds: of a decode step, of one request's prompt beside others, of it alone, of the whole chunk."""

    step: Array
    marginal: Array
    alone: Array
    parts: dict[str, Array]


def _sum(parts: dict[str, Array]) -> Array:
    return np.asarray(sum(parts.values()))


def _prompt(d: Deployment, k: Knobs, job: Job, tokens: Any, decode: Any, context: Any) -> Array:
    """Seconds of a step with `tokens` of prompts in it; prompts read half of themselves and all that is cached."""
    history = job.isl * (job.hit + (1 - job.hit) / 2)
    return _sum(step_seconds(d, k, decode=decode, context=context, prefill=tokens, history=history))


def _costs(d: Deployment, k: Knobs, job: Job, running: Any) -> _Costs:
    """What one step and one prompt cost while `running` requests share the replica."""
    gain = accepted(job)
    steps = np.maximum(job.osl - 1, 0.0) / gain
    fresh = np.maximum(job.isl * (1 - job.hit), 1.0)
    batch = running / d.pp
    context = job.isl + job.osl / 2
    rows = batch * (1 + job.draft)
    parts = step_seconds(d, k, decode=rows, context=context, prefill=0.0, history=0.0)
    step = _sum(parts)
    together = np.clip(np.where(job.static > 0, running, running / np.maximum(steps, 1.0)), 1.0, running)
    chunk = np.minimum(np.maximum(together * fresh, fresh), CHUNK * d.dp)
    share = fresh / chunk
    whole = _prompt(d, k, job, chunk, 0.0, context) * share / d.pp
    mixed = (_prompt(d, k, job, chunk, rows, context) - step) * share / d.pp
    beside = k.mixes * (1 - job.static) * (running - 1) / np.maximum(running, 1.0)
    alone = _prompt(d, k, job, np.minimum(fresh, CHUNK), 0.0, context) * np.maximum(fresh / CHUNK, 1.0)
    marginal = beside * np.minimum(mixed, whole) + (1 - beside) * whole
    marginal = np.where(job.decode_only > 0, 0.0, marginal)
    return _Costs(step=step, marginal=marginal, alone=np.where(job.decode_only > 0, 0.0, alone), parts=parts)


def _rest(d: Deployment, k: Knobs, job: Job, c: _Costs, running: Any) -> Array:
    """The most seconds that all tokens after the first can take: each step reads so many prompts of others, no more.

    An engine that mixes reads a chunk beside a step; the prompts that come faster than chunks queue before their
    first token. One that reads prompts apart reads those that came during a step together, so a request has half
    of its group behind it. Only answers of fewer tokens than users feel either; a batch run to its end is left out.
    """
    steps = np.maximum(job.osl - 1, 0.0) / accepted(job)
    fresh = np.maximum(job.isl * (1 - job.hit), 1.0)
    chunk = CHUNK * d.dp / fresh * c.marginal * d.pp
    group = np.maximum(running / np.maximum(steps, 1.0), 1.0)
    apart = np.maximum(running - (group + 1) / 2, 0.0) * c.marginal
    most = steps * c.step + np.where(k.mixes > 0, steps * chunk, apart)
    return np.asarray(np.where(job.static > 0, np.inf, most))


def _difference(larger: Array, smaller: Array) -> Array:
    """`larger` - `smaller`, 0 where the larger is not finite."""
    known = np.isfinite(larger)
    return np.asarray(np.where(known, larger, 0.0) - np.where(known, smaller, 0.0))


def _figures(job: Job, d: Deployment, first: Array, latency: Array, rate: Array) -> dict[str, Array]:
    """The published figures from time to first token, request latency and requests a second of a replica.

    An answer of one token is there with its first: both times are one.
    """
    steps = np.maximum(job.osl - 1, 1.0)
    first = np.where(job.osl > 1, first, latency)
    tokens = rate * job.osl
    return {
        "ttft_s": first,
        "tpot_s": np.where((job.osl > 1) & np.isfinite(latency), _difference(latency, first) / steps, 0.0),
        "latency_s": latency,
        "requests_per_s": rate,
        "tokens_per_s": tokens,
        "tokens_per_s_per_gpu": tokens / d.chips,
    }


def prompt_rate(d: Deployment, k: Knobs, job: Job) -> tuple[Array, Array]:
    """(prompts a second, seconds to first token of one) of a replica that does nothing but read prompts."""
    fresh = np.maximum(job.isl * (1 - job.hit), 1.0)
    chunk = np.maximum(np.minimum(CHUNK, np.maximum(fresh, CHUNK / 2)), 1.0) * d.dp
    whole = _prompt(d, k, job, chunk, 0.0, job.isl)
    alone = _prompt(d, k, job, np.minimum(fresh, CHUNK) * d.dp, 0.0, job.isl) * np.maximum(fresh / CHUNK, 1.0)
    return np.asarray(chunk / fresh / whole * d.pp), alone + k.first_ms * 1e-3


def split_pools(
    first: Deployment, second: Deployment, knobs: tuple[Knobs, Knobs], job: Job, load: tuple[Any, Any, Any]
) -> dict[str, Array]:
    """Figures where one pool reads prompts and another decodes; `load` is replicas of each and users in all.

    Users sit in the decode pool, in the prompt pool, or queue before it; the slower pool sets the rate. Caches
    travel over the decode chips' NICs.
    """
    readers, decoders, users = (np.asarray(x, dtype=float) for x in load)
    most, alone = prompt_rate(first, knobs[0], job)
    alone = alone + second.shape.layers * cache_bytes(second) * job.isl / second.machine.nic_rate / second.dp
    only = msgspec.structs.replace(job, decode_only=np.ones_like(job.isl))
    room = np.maximum(np.minimum(capacity(second, job), job.limit * second.dp), 1.0)
    low, high = np.full(np.broadcast(users, room).shape, 1.0), np.broadcast_to(room, np.broadcast(users, room).shape)
    for _ in range(24):
        middle = np.sqrt(low * high)
        out = closed_loop(second, knobs[1], only, middle)
        rate = decoders * middle / out["latency_s"]
        over = (rate > readers * most) | (rate * (alone + out["latency_s"]) > users)
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    out = closed_loop(second, knobs[1], only, low)
    stay = out["latency_s"]
    rate = np.minimum(decoders * low / stay, readers * most)
    wait = np.maximum(users / rate - stay - alone, 0.0)
    chips = readers * first.chips + decoders * second.chips
    first_token = alone + np.where(np.isfinite(users), wait, 0.0)
    figures = _figures(job, second, first_token, first_token + stay, rate)
    return figures | {"tokens_per_s_per_gpu": figures["tokens_per_s"] / chips, "running": low * decoders}


def closed_loop(d: Deployment, k: Knobs, job: Job, users: Any) -> dict[str, Array]:
    """Figures with `users` requests in flight on a replica, each replaced when it ends.

    Where memory holds fewer, the rest queue. Offline runs (`job.offline`) take `users` as the number of
    requests in all and lose `tail` of a wave to start and end.
    """
    users = np.asarray(users, dtype=float)
    room = np.maximum(np.minimum(capacity(d, job), job.limit * d.dp), 1.0)
    users = np.where(np.isfinite(users), users, room)
    running = np.minimum(users, room)
    c = _costs(d, k, job, running)
    steps = np.maximum(job.osl - 1, 0.0) / accepted(job)
    service = running * c.marginal + steps * c.step
    server = np.where((job.offline > 0) | (job.static > 0) | (job.decode_only > 0), 0.0, k.first_ms * 1e-3)
    waves = users / running
    waves = np.where((job.offline > 0) & (users > running), waves + k.tail, waves)
    latency = waves * service + server
    wait = k.burst * (running - 1) / 2 * c.marginal + np.where(running > 1, 0.5 * c.step, 0.0)
    early = np.minimum(c.alone + wait, service - steps * c.step * 0.8)
    rest = _rest(d, k, job, c, running)
    queued = np.maximum(service - rest - early, 0.0)
    first = early + queued + (waves - 1) * service + server
    out = _figures(job, d, first, latency, users / latency)
    out |= {"running": running, "waiting": users - running, "step_s": c.step, "prefill_s": c.alone}
    out |= {"queued_s": queued, "rest_s": rest}
    return out | {f"step.{n}": v for n, v in c.parts.items()}


def open_loop(d: Deployment, k: Knobs, job: Job, rate: Any) -> dict[str, Array]:
    """Figures under Poisson arrivals at `rate` requests/s on a replica; infinite where the rate is too high.

    The number running solves Little's law, running = rate * service(running), by bisection. Prompts queue as in
    an M/G/1 line, wait = load * prefill / (2 (1 - load)), and behind half a step.
    """
    rate = np.asarray(rate, dtype=float)
    room = np.maximum(np.minimum(capacity(d, job), job.limit * d.dp), 1.0)
    steps = np.maximum(job.osl - 1, 0.0) / accepted(job)
    low, high = np.full(np.broadcast(rate, room).shape, 1e-3), room * np.ones(np.broadcast(rate, room).shape)
    for _ in range(24):
        middle = np.sqrt(low * high)
        c = _costs(d, k, job, np.maximum(middle, 1.0))
        need = rate * (np.maximum(middle, 1.0) * c.marginal + steps * c.step)
        low, high = np.where(need > middle, middle, low), np.where(need > middle, high, middle)
    running = np.maximum(high, 1e-3)
    c = _costs(d, k, job, np.maximum(running, 1.0))
    service = np.maximum(running, 1.0) * c.marginal + steps * c.step
    load = rate * c.marginal
    overloaded = (running >= room * 0.999) | (load >= 1.0)
    wait = np.where(overloaded, np.inf, load * c.alone / (2 * np.maximum(1 - load, 1e-9)))
    first = c.alone + wait + 0.5 * c.step * np.minimum(running, 1.0) + k.first_ms * 1e-3
    latency = np.where(overloaded, np.inf, np.maximum(service, c.alone + steps * c.step) + wait + k.first_ms * 1e-3)
    rest = _rest(d, k, job, c, np.maximum(running, 1.0))
    first = np.maximum(first, np.where(overloaded, np.inf, latency - np.minimum(rest, latency)))
    out = _figures(job, d, first, latency, np.where(overloaded, room / service, rate))
    busy = np.minimum(service, rest) / np.maximum(job.osl - 1, 1.0)
    out["tpot_s"] = np.where(overloaded, busy, out["tpot_s"])
    out |= {"running": running, "waiting": rate * np.where(overloaded, 0.0, wait), "step_s": c.step}
    out |= {"prefill_s": c.alone, "load": np.maximum(load, running / room)}
    return out | {f"step.{n}": v for n, v in c.parts.items()}
