"""From words to a `Deployment`: chips, model, precision, engine and cut of a serving run, gaps filled and named.

What nobody said comes from the engine's habit: cache format, memory share, attention data parallel for big
mixtures in offline runs. Nothing here reads a measured value.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from suanli.catalog import models
from suanli.catalog.forms import Chip, Model
from suanli.errors import Unknown
from suanli.performance.machine import (
    Machine,
    array,
    find_cluster,
    machine_of,
    named_format,
    number_format,
    stack_machines,
)
from suanli.performance.serving_constants import engine_index
from suanli.performance.serving_model import Deployment, memory_parts
from suanli.performance.serving_steady import Job
from suanli.performance.shapes import shape_of, stack_shapes

__all__ = ["Case", "Setup", "case_of", "deploy", "find_model", "jobs", "machine_for", "names_format"]

# bytes of a weight, scales included, by number format
WEIGHT = {"bf16": 2.0, "fp16": 2.0, "fp8": 1.01, "int8": 1.01, "fp4": 0.5625, "int4": 0.53, "fp32": 4.0, "tf32": 4.0}
CACHE = {"fp8": 1.0, "int8": 1.0, "fp4": 0.5625, "int4": 0.53}  # bytes of an element of the cache
# share of memory that weights and cache may fill, by engine (their defaults)
FRACTION = (0.95, 0.90, 0.87, 0.90)
SUFFIX = re.compile(
    r"[-_ ](instruct|chat|it|base|hf|fp8|fp4|nvfp4|mxfp4|awq|gptq|int8|int4|w8a8|w4a16|bf16|fp16|dynamic"
    r"|v\d+(\.\d+)?|\d{4})$",
    re.IGNORECASE,
)
BLOCKS = (1, 2, 4, 8, 16, 32, 64, 128)  # chips tried where a row states none
DECODED = 4.0  # chip time of a decoded token over a prompt's, where pools of large mixtures are published


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """One model on one replica, in words: what `deploy` turns into arrays."""

    model: Model
    chip: Chip | str
    chips: int = 1
    tp: int = 1
    dp: int = 1
    ep: int = 1
    pp: int = 1
    precision: str = "bf16"
    kv_precision: str = ""
    engine: str = "vllm"
    year: float = 2025.0
    interconnect: str = ""
    cluster: str = ""
    node_size: float | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A measured (or asked-for) run: the setup of a replica, its load, and what the run reports."""

    id: str
    setup: Setup
    replicas: float
    users: float
    isl: float
    osl: float
    offline: bool = False
    static: bool = False
    hit: float = 0.0
    draft: float = 0.0
    accept: float = 0.0
    mode: str = "agg"
    prefill: Setup | None = None
    prefill_replicas: float = 0.0
    basis: str = ""
    notes: tuple[str, ...] = ()


@functools.lru_cache(maxsize=512)
def find_model(name: str) -> Model:
    """The catalog's model of a name as hubs and papers write it: owner, format and tuning suffixes dropped."""
    word = name.strip()
    while True:
        for tried in (word, word.split("/")[-1]):
            try:
                return models.find(tried)
            except Unknown:
                continue
        shorter = SUFFIX.sub("", word)
        if shorter == word:
            return models.find(name)
        word = shorter


def weight_format(precision: str) -> str:
    """Number format of the weights that a run's precision means; 4-bit integers stay apart from floats."""
    word = _words_of(precision)[0].casefold()
    if any(w in word for w in ("int4", "w4", "awq", "gptq")):
        return "int4"
    return "int8" if "w8" in word and "fp8" not in word else number_format(word)


def names_format(precision: str) -> bool:
    """Whether words name a number format at all; what names none would count as 16 bits."""
    word = _words_of(precision)[0].casefold()
    return bool(named_format(word)) or weight_format(word) in {"int4", "int8"}


CACHE_FORMAT = re.compile(
    r"[\s,;+/(w]{0,9}(?:(?P<before>bf16|fp16|fp8|int8|fp4|int4|e4m3)[\s-]{0,9}kv(?:[\s_-]{0,9}cache)?(?!\s{0,9}[:=])"
    r"|kv(?:[\s_-]{0,9}cache)?[\s:=_-]{0,9}(?P<after>bf16|fp16|fp8|int8|fp4|int4|e4m3|8\b)|(?<=\d)c8(?!\d))[\s)]*",
    re.IGNORECASE,
)


def _words_of(precision: str) -> tuple[str, str]:
    """(words about the weights, format of the cache) of a precision such as "bf16, fp8 KV cache" or "A8W8C8"."""
    found = CACHE_FORMAT.search(precision)
    if not found:
        return precision, ""
    cache = found["before"] or found["after"] or "int8"
    cache = "int8" if cache == "8" else cache
    return f"{precision[: found.start()]} {precision[found.end() :]}".strip() or cache, cache.casefold()


def _bytes(setup: Setup) -> tuple[float, float, float]:
    """Bytes of an element of the big weights, of attention's weights and of the cache."""
    form = weight_format(setup.precision)
    asked = WEIGHT.get(form, 2.0)
    native = WEIGHT.get(weight_format(setup.model.native_precision), 2.0) if setup.model.native_precision else 2.0
    big = min(asked, native)
    attention = big
    if big < 1.0 and setup.model.native_precision == "mxfp4":
        attention = 2.0  # gpt-oss keeps attention in 16 bits
    elif big < 1.0 and setup.model.attention.startswith("mla"):
        attention = 1.5  # releases differ: attention in 8 or 16 bits
    habit = "fp8" if asked < 1.5 and engine_index(setup.engine) in {0, 1} else "bf16"
    kv = setup.kv_precision or _words_of(setup.precision)[1] or habit
    return big, attention, CACHE.get(weight_format(kv), 2.0)


@functools.lru_cache(maxsize=512)
def _named_machine(chip: str, form: str, interconnect: str, cluster: str, node: float | None) -> Machine:
    place = find_cluster(cluster) if cluster else None
    return machine_of(chip, precision=form, cluster=place, interconnect=interconnect, node_size=node)


def machine_for(setup: Setup) -> Machine:
    """The chips of a setup in their node and network."""
    form = _compute_format(setup)
    if isinstance(setup.chip, str):
        return _named_machine(setup.chip, form, setup.interconnect, setup.cluster, setup.node_size)
    place = find_cluster(setup.cluster) if setup.cluster else None
    return machine_of(
        setup.chip, precision=form, cluster=place, interconnect=setup.interconnect, node_size=setup.node_size
    )


def _compute_format(setup: Setup) -> str:
    """Format of the products: weight-only 4-bit integers compute in 16 bits."""
    form = weight_format(setup.precision)
    native = weight_format(setup.model.native_precision) if setup.model.native_precision else form
    word = setup.precision.casefold()
    if form == "int4":
        return "fp8" if "afp8" in word else "int8" if "a8" in word else "bf16"
    if "a16" in word:
        return "bf16"
    if form in {"bf16", "fp16"} and native == "fp8":
        return "fp8"
    return form


def deploy(setups: Sequence[Setup]) -> Deployment:
    """The setups as one `Deployment`, an entry each."""
    machines = [machine_for(s) for s in setups]
    sizes = np.array([_bytes(s) for s in setups])

    def column(name: str) -> Any:
        return array([float(getattr(s, name)) for s in setups])

    engines = np.array([engine_index(s.engine) for s in setups])
    return Deployment(
        machine=stack_machines(machines),
        shape=stack_shapes([shape_of(s.model)[0] for s in setups]),
        chips=column("chips"),
        tp=column("tp"),
        dp=column("dp"),
        ep=column("ep"),
        pp=column("pp"),
        engine=engines,
        year=column("year"),
        ffn_bytes=sizes[:, 0],
        attention_bytes=sizes[:, 1],
        kv_bytes=sizes[:, 2],
        fraction=np.array(FRACTION)[engines],
    )


def jobs(cases: Sequence[Case]) -> Job:
    """The load of the cases as one `Job`."""
    return Job(
        isl=array([c.isl for c in cases]),
        osl=array([c.osl for c in cases]),
        hit=array([c.hit for c in cases]),
        draft=array([c.draft for c in cases]),
        accept=array([c.accept for c in cases]),
        offline=array([float(c.offline) for c in cases]),
        static=array([float(c.static) for c in cases]),
        decode_only=array([float(c.mode == "decode") for c in cases]),
    )


NUMBER = re.compile(r"(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(k\b)?", re.IGNORECASE)


def _number(row: Mapping[str, Any], name: str) -> float | None:
    """The first number of a cell as people write it ("1,024", "4k", "~64", "TP8"); None where there is none."""
    found = NUMBER.search(str(row.get(name) if row.get(name) is not None else "").replace(",", ""))
    return float(found[1]) * (1024.0 if found[2] else 1.0) if found else None


def _model_of(row: Mapping[str, Any]) -> tuple[Model, list[str]]:
    """The catalog's model, or a shape from the row's parameter counts."""
    name = str(row.get("model") or "")
    try:
        return find_model(name), []
    except Unknown:
        count = _number(row, "params_b")
        if not count:
            raise
        made = Model(id=name, name=name, params_b=count, active_params_b=_number(row, "active_params_b"))
        return made, [f"{name} is not in the catalog: a dense shape of its active parameters stands in"]


def _cut(row: Mapping[str, Any], model: Model, chips: float, *, offline: bool) -> tuple[dict[str, int], list[str]]:
    """tp, dp (attention), ep, pp of a replica: as stated, else the engines' habit."""
    tp, pp = int(_number(row, "tp") or 0), int(_number(row, "pp") or 1)
    dp, ep = int(_number(row, "attn_dp") or 0), int(_number(row, "ep") or 0)
    said = []
    users, batch = _number(row, "concurrency"), _number(row, "batch")
    if not tp:
        tp = int(max(1, min(chips / pp / max(dp, 1), 8)))
        said.append(f"tensor parallel over {tp} assumed")
    if dp <= 1 and users and batch and model.experts and users == batch * tp and tp > 1:
        dp, tp = tp, 1  # the run's batch is that of one attention replica
    elif not dp and offline and model.experts and tp > 1:
        said.append("attention data parallel, as offline runs of mixtures do")
        dp, tp = tp, 1
    if dp <= 1 and model.experts and ep > tp >= 1:
        dp = ep // tp  # experts on more chips than attention is cut over
    width = max(tp, 1) * max(dp, 1)
    if dp > 1 and not ep:
        ep = width
    return {"tp": max(tp, 1), "dp": max(dp, 1), "ep": max(ep, 1), "pp": max(pp, 1)}, said


def _users(row: Mapping[str, Any], scenario: str, dp: int, mode: str) -> float:
    """Requests in flight that the row states: concurrency, else batch (of one attention replica), else the queue."""
    stated = _number(row, "concurrency")
    if stated:
        return stated
    batch = _number(row, "batch")
    if batch:
        return batch * dp if mode != "agg" or "per gpu" in scenario or "per chip" in scenario else batch
    queued = re.search(r"(\d{1,9}) uniform requests", scenario)
    return float(queued[1]) if queued else 0.0


def _mode(row: Mapping[str, Any], scenario: str) -> str:
    """agg, disagg, prefill or decode."""
    word = str(row.get("mode") or "agg").casefold()
    basis = str(row.get("metric_basis") or "").casefold()
    for mode in ("disagg", "prefill", "decode"):
        said = f"{mode} only" in scenario or scenario.startswith(mode) or basis.startswith(mode)
        apart = mode == "disagg" and (mode in word or "separat" in word)
        if apart or word.startswith(mode) or (word == "agg" and said):
            return mode
    if _number(row, "prefill_chips") and _number(row, "decode_chips"):
        return "disagg"
    return "agg"


HIT = re.compile(
    r"(\d{1,9}(?:\.\d{1,9})?)\s{0,9}%[^.;]{0,30}?(?:cache hit|hit rate|cached)|hit rate (?:of )?(\d+(?:\.\d+)?)\s{0,9}%"
)
GUESS = re.compile(r"(?<!no )(?<!without )\b(mtp|eagle|speculative)\b[ =-]*(\d)?")
KEPT = re.compile(r"accept\w{0,20}(?: rate| probability)?(?: of| =|:)? ?(0?\.\d{1,9}|\d{1,9}(?:\.\d{1,9})?\s{0,9}%)")
USUAL_KEPT = 0.8  # of tokens guessed by a model's own prediction layer (DeepSeek-V3 reports 85 to 90 % of the first)


def _extras(scenario: str) -> dict[str, float]:
    """Prefix hits and guessed tokens that the row's words state."""
    found: dict[str, float] = {}
    hit = HIT.search(scenario)
    if hit:
        found["hit"] = min(float(hit[1] or hit[2]) / 100, 0.99)
    guess = GUESS.search(scenario)
    if guess:
        kept = KEPT.search(scenario)
        share = float(kept[1].rstrip("% ")) / (100 if "%" in kept[1] else 1) if kept else USUAL_KEPT
        found |= {"draft": float(guess[2] or 1), "accept": min(share, 0.99)}
    return found


def _held(setup: Setup, chips: float) -> tuple[Setup, list[str]]:
    """The setup, or tensor parallel over all chips where the stated cut cannot hold the weights."""
    d = deploy([setup])
    if float(memory_parts(d)["cache"][0]) > 0 or chips <= setup.chips:
        return setup, []
    wide = msgspec.structs.replace(setup, chips=int(chips), tp=int(chips), dp=1, ep=1, pp=1)
    return wide, [f"the stated layout cannot hold the weights: tensor parallel over all {chips:.0f} chips"]


def _wide(setup: Setup, chips: float, *, spread: bool) -> tuple[Setup, float]:
    """(replica, replicas) of a pool of `chips`: big mixtures spread experts and attention over all of them."""
    size = setup.chips
    if spread and chips > size:
        return msgspec.structs.replace(setup, chips=int(chips), tp=1, dp=int(chips), ep=int(chips), pp=1), 1.0
    if chips < size:
        tp = int(max(1, min(setup.tp, chips)))
        dp = int(max(1, chips // tp))
        return msgspec.structs.replace(setup, chips=tp * dp, tp=tp, dp=dp, ep=min(setup.ep, tp * dp), pp=1), 1.0
    return setup, max(chips / size, 1.0)


def _setup(row: Mapping[str, Any], model: Model, cut: Mapping[str, int]) -> Setup:
    return Setup(
        model=model,
        chip=str(row["chip"]),
        chips=cut["tp"] * cut["dp"] * cut["pp"],
        precision=str(row.get("precision") or model.native_precision or "bf16"),
        engine=str(row.get("engine") or "other"),
        year=_number(row, "year") or 2025.0,
        interconnect=str(row.get("interconnect") or ""),
        node_size=_number(row, "node_size"),
        tp=cut["tp"],
        dp=cut["dp"],
        ep=cut["ep"],
        pp=cut["pp"],
    )


def _chips(row: Mapping[str, Any], model: Model) -> tuple[float, list[str]]:
    """Chips of the run: as stated, else of its pools or cut, else the fewest (1, 2, 4, ...) that hold the weights."""
    pools = sum(_number(row, n) or 0.0 for n in ("prefill_chips", "decode_chips"))
    cut = (_number(row, "tp") or 1.0) * (_number(row, "pp") or 1.0) * (_number(row, "attn_dp") or 1.0)
    known = _number(row, "num_chips") or pools or max(cut, _number(row, "ep") or 1.0)
    if known > 1 or _number(row, "num_chips") or _number(row, "tp"):
        return known, []
    for size in BLOCKS:
        d = deploy([_setup(row, model, {"tp": min(size, 8), "pp": max(size // 8, 1), "dp": 1, "ep": 1})])
        if float(memory_parts(d)["cache"][0]) > 0:
            break
    return float(size), [f"{size} x {row['chip']} assumed, the fewest that hold the weights"]


def _pools(row: Mapping[str, Any], chips: float, mode: str, share: float) -> tuple[float, float, list[str]]:
    """(chips that read prompts, chips that decode) of a run, and what was assumed.

    Where only the sum is stated, pools are cut by their work: `share` reads prompts.
    """
    if mode not in {"disagg", "decode"}:
        return 0.0, chips, []
    first, second = _number(row, "prefill_chips"), _number(row, "decode_chips")
    if mode == "decode" or (first and second):
        return first or 0.0, second or chips, []
    if first or second:
        rest = max(chips - (first or second or 0.0), 1.0)
        return first or rest, second or rest, []
    first = min(max(round(chips * share), 1.0), max(chips - 1.0, 1.0))
    return first, max(chips - first, 1.0), [f"{first:.0f} chips for prompts assumed"]


def _answer_tokens(row: Mapping[str, Any], scenario: str, mode: str) -> tuple[float, list[str]]:
    """Tokens of an answer: as stated; one where only the first is timed; else 1,024, and says so."""
    stated = _number(row, "output_len")
    basis = str(row.get("metric_basis") or "").casefold()
    first = mode == "prefill" or "first token" in scenario or basis in {"ttft", "input", "prefill"}
    if stated or first or str(row.get("output_len") or "").strip() in {"0", "0.0"}:
        return stated or 1.0, []
    return 1024.0, ["answers of 1,024 tokens assumed"]


def case_of(row: Mapping[str, Any]) -> Case:
    """A row of the serving table as a case; measured columns are not looked at."""
    model, said = _model_of(row)
    chips, counted = _chips(row, model)
    scenario = f"{row.get('scenario') or ''} {row.get('notes') or ''}".casefold()
    mode = _mode(row, scenario)
    offline = mode == "agg" and ("offline" in scenario or "queued at once" in scenario)
    static = mode == "agg" and ("static" in scenario or "first token" in scenario)
    osl, length = _answer_tokens(row, scenario, mode)
    isl = _number(row, "input_len") or 1024.0
    reading, pool, apart = _pools(row, chips, mode, isl / (isl + DECODED * osl))
    cut, more = _cut(row, model, pool, offline=offline and not static)
    setup = _setup(row, model, cut)
    unstated = not _number(row, "attn_dp") and not (_number(row, "tp") or 0) > 1
    spread = bool(model.experts) and mode != "agg" and unstated
    setup, why = _held(setup, 0.0 if spread else pool)
    setup, replicas = _wide(setup, pool, spread=spread)
    reader, readers = _wide(setup, reading, spread=False) if mode == "disagg" else (None, 0.0)
    users = _users(row, scenario, setup.dp, mode)
    if not users:
        users = 1.0 if "batch 1" in scenario else float("inf") if mode != "agg" else 4096.0 if offline else 64.0
        users *= replicas
        more.append("as many requests as fit" if users == float("inf") else f"{users:.0f} requests at once assumed")
    return Case(
        id=str(row.get("id") or ""),
        setup=setup,
        replicas=replicas,
        users=users if mode == "disagg" else users / replicas,
        isl=isl,
        osl=osl,
        offline=offline and not static,
        static=static,
        mode=mode,
        prefill=reader,
        prefill_replicas=readers,
        basis=str(row.get("metric_basis") or ""),
        notes=tuple(said + counted + length + apart + more + why),
        **_extras(scenario),
    )
