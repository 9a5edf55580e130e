"""What the words of a row say of its software, and what is known of stacks whose tables do not say.

Facts come from published scripts, defaults and documentation; silence means the usual.
"""

from __future__ import annotations

import re

from suanli.performance.machine import GROUPS, Machine

__all__ = [
    "STACKS",
    "cuts_of",
    "dispatch_of",
    "entered",
    "gradient_width",
    "habits_of",
    "joined_experts",
    "kernels_of",
    "local_batch",
    "looped_experts",
    "pieces_of",
    "plain_pipeline",
    "publisher_of",
    "schedule_of",
    "schedule_words",
    "sequence_parallel",
    "sharded_whole",
    "side_by_side",
    "usual_recompute",
]

# all weights sharded over all chips, by name; and words for cutting a model in other ways beside it
WHOLE = r"\bfsdp2?\b|\bfully[- ]sharded|\bzero[- ]?(?:stage[- ]?)?3\b|\bzero[- ]?infinity\b"
CUT_WORDS = r"megatron|pipelin|\b[tp]p\b|\b[tp]p[ =-]?\d|tensor[- ]paral|\b3d\b|\bn-?d[- ]paral"
BLOCKING = r"launch\w*[ _]block"  # CUDA_LAUNCH_BLOCKING: the host waits for every kernel
# owners by the first word of a source, or by one in parentheses: "BLOOM-176B (BigScience)"
OWNERS = {"megatron": "nvidia", "korthikanti": "nvidia", "narayanan": "nvidia"}
BESIDE = r"\([^)]{0,80}\b(nvidia|bigscience)\b"
# what is known of the software of publishers whose tables do not say, from their published scripts and defaults
STACKS = {"bigscience": "deepspeed, launches blocking", "mosaicml": "fused cross-entropy"}
# stacks that weave tensor-parallel exchange into products (Transformer Engine's user buffers, since early 2023) by
# default are NVIDIA's own; elsewhere it is an option that runs name
WOVEN_SINCE, WEAVERS = 2023.0, {"nvidia"}
CONTEST = r"\bmlperf\b"
SCHEDULES = r"\b1f1b|gpipe|interleav|zero[- ]bubble|dualpipe"
OWN = rf"\bnemo\b|megatron[- ]bridge|{CONTEST}"  # NVIDIA's own stack by name; all entries to MLPerf are tuned on it
# Hugging Face's models took experts one by one in a loop until transformers 5 grouped their products
LOOP = r"\bloops? over[^;.]{0,20}experts|experts?[^;.]{0,40}\b(?:in a loop|one by one|one after the other)"
HUB = r"hugging ?face (?:model|trainer|transformers)|\bhf (?:model|trainer|transformers)"
LOOP_UNTIL = 2026.0
SLICED_UNTIL = 2024.9  # Megatron cut experts by tensor parallelism until it had a degree of their own (core 0.9)
# dispatchers that send tokens from where they lie; NVIDIA's recipes take them from 25.11 on where a rack is one domain
# (HybridEP) and for models of many experts (DeepEP), from 26.02 on nearly everywhere (Megatron-Bridge)
DIRECT = r"deep-?ep|hybrid-?ep|flex dispatcher|dualpipe|modelzoo"
SORTED = r"\ba2a dispatcher|all-?to-?all (?:dispatcher|of nccl)|\bnccl\b"
DIRECT_SINCE, DIRECT_ALL, MANY_EXPERTS, RACK = 2025.0, 2026.0, 256.0, 32.0
ALL_STAGES_SINCE = 2025.0  # torchtitan counts virtual stages too
JOINED, JOINED_SINCE = r"cute-?dsl|fused (?:grouped|g)[- ]?(?:gemm|products)", 2026.4
CORE = r"megatron|nemo|flagscale|modellink|mindspeed"  # stacks whose selective recomputation repeats attention's core
WOVEN = r"async[- ]?t(?:ensor )?p|(?:\btp\b|tensor)[^;.]{0,40}\boverlap|user ?buffer|mc2|coc\b"
UNWOVEN = r"\b(?:no|without)\b[^;.]{0,20}(?:\btp\b|tensor)"
SIDE_BY_SIDE = r"\bgpt-?j\b|neox|pythia|\bpalm\b|falcon|command[- ]?r\b"
BESIDE_WORDS = r"parallel (?:attention and|residual|(?:transformer )?blocks?\b)"
# PyTorch runs op by op unless it is told to compile (torchtitan's compile.enable is off); its 8-bit products ask for it
EAGER = rf"\beager\b|paddle|torchtitan|{HUB}"
# sharding by itself, or PyTorch, where no stack with kernels or compiler is named
PLAIN_TORCH = r"\bfsdp2?\b|deepspeed|\bpytorch\b|\btorch[_-]npu\b"
OWN_BLOCKS = r"megatron|nemo|neox"  # stacks that join the operations of a layer
# kernels that take the place of single operations there: Liger, Unsloth, FlashAttention's norms, the compiler
JOINED_OPS = (
    r"\bliger\b|\bunsloth\b|(?<!no )torch\.?compile|\bfloat8\b|fused[^;.]{0,40}\b(?:rms ?norms?|norms?|swiglu)\b"
)
OWN_KERNELS = r"transformer ?engine|\bte\b|cudnn|\bfa-?[34]|flash[- ]?attention[- ]?[34]"  # for Hopper, Blackwell
ELSE = r"\bjax\b|maxtext|\bpax|\bxla\b|mindspore|oneflow|paddle"  # frameworks that are not PyTorch
NEW_KERNELS = rf"megatron|nemo|{OWN_KERNELS}"
KERNELS_SINCE = 2024.0  # Transformer Engine's attention reached other users of Megatron


def publisher_of(source: str) -> str:
    """Whose software and sites a row's source speaks of: an owner it names, else its first word.

    Others name the stack they ran behind their own name ("Somebody, Megatron-LM"): that makes it not NVIDIA's run.
    Nor is one of "Megatron-DeepSpeed", which Microsoft wrote on.
    """
    words = re.findall(r"[a-z]+", source.casefold())
    first = words[0] if words else ""
    if first == "megatron" and "deepspeed" in words and "bigscience" not in words:
        return "deepspeed"
    beside = re.search(BESIDE, source.casefold()) if "microsoft" not in words else None
    return beside[1] if beside else OWNERS.get(first, first)


def schedule_words(notes: str, hints: str) -> str:
    """The words that tell a row's pipeline schedule: its own notes where they name one, else all of them.

    A paper on a new schedule also prints the runs of the old ones; its title says nothing of those.
    """
    return notes if re.search(SCHEDULES, notes) else hints


def usual_recompute(hints: str) -> str:
    """What a stack recomputes where a row does not say; "" where there is no such default.

    GPT-NeoX's configs of every size, that of its 20B too, checkpoint each layer; mesh-transformer-jax (GPT-J) has no
    other way (transformer_shard.py).
    """
    return "full" if re.search(r"neox|mesh[- ]transformer", hints) else ""


def schedule_of(hints: str, vpp: float | None) -> str:
    """The pipeline schedule that a row's words name."""
    if "dualpipe" in hints:
        return "dualpipe"
    if "zero-bubble" in hints or "zero bubble" in hints:
        return "zero-bubble"
    return "interleaved" if (vpp or 1) > 1 else "1f1b"


def plain_pipeline(hints: str) -> bool:
    """Whether a row's words name the plain schedule, so that no interleaving is to be assumed.

    DeepSpeed's pipelines (GPT-NeoX's too) know no other (DeepSpeed issue 4035).
    """
    return bool(re.search(r"\b1f1b|gpipe|deepspeed|gpt-neox", hints)) and "interleav" not in hints


def pieces_of(hints: str, year: float, pp: float, vpp: float) -> float | None:
    """Micro-batches a step that a stack's default makes of a replica's sequences; None where there is no such default.

    torchtitan's pipelines take as many as stages on chips, since 2025 as stages in all (pipeline_parallel_microbatches,
    pipeline.py).
    """
    if pp <= 1 or "torchtitan" not in hints:
        return None
    return pp * (vpp if year >= ALL_STAGES_SINCE else 1.0)


def sharded_whole(hints: str) -> dict[str, float]:
    """The degrees of a layout that words for sharding all weights (FSDP, ZeRO-3) mean where they name no other cut.

    Whoever shards weights over all chips does it so as not to cut layers or stages; in JAX it is one axis of a mesh
    among others. Empty where nothing is said.
    """
    said = re.search(WHOLE, hints) and not re.search(rf"{CUT_WORDS}|{ELSE}", hints)
    return {"tp": 1.0, "pp": 1.0, "zero": 3.0} if said else {}


def local_batch(hints: str) -> float | None:
    """Sequences a replica takes in a step by a stack's default; None where there is no such default.

    torchtitan's step is one local batch (training.global_batch_size of -1), 1 to 8 sequences in its recipes, 4 in the
    middle; sums over several have to be asked for.
    """
    return 4.0 if "torchtitan" in hints else None


def sequence_parallel(hints: str, year: float) -> float:
    """1 where tensor parallelism also splits sequences between its products: as a row says, else from 2023 on."""
    if re.search(r"\b(?:no|without)\b[^;.]{0,10}sequence[- ]parallel", hints):
        return 0.0
    return float(bool(re.search(r"sequence[- ]parallel", hints)) or year >= 2023)


def side_by_side(model: str, hints: str) -> bool:
    """Whether a layer's attention and feed-forward part read the same input, so that one exchange serves both.

    GPT-J's block; PaLM, GPT-NeoX, Falcon and Command R took it over [2204.02311, section 2].
    """
    return bool(re.search(SIDE_BY_SIDE, model.casefold()) or re.search(BESIDE_WORDS, hints))


def looped_experts(hints: str, year: float) -> bool:
    """Whether experts come one by one in a loop: said, or Hugging Face's model of a year when it did."""
    return bool(re.search(LOOP, hints) or (year < LOOP_UNTIL and re.search(HUB, hints)))


def entered(hints: str) -> bool:
    """Whether a run is an entry to a contest (MLPerf): tuned to the last, no layout left untried."""
    return bool(re.search(CONTEST, hints))


def _one_by_one(hints: str, *, gated: bool) -> bool:
    """Whether words name a stack that runs operations one by one unless something joins them.

    In PyTorch alone LayerNorm and GELU are one kernel each; the norm, rotary turn and gate of `gated` models (Llama's
    block) are a dozen. FSDP and DeepSpeed shard, but leave the layers as they are.
    """
    torch = gated and re.search(PLAIN_TORCH, hints) and not re.search(rf"{ELSE}|{OWN_BLOCKS}|{OWN_KERNELS}", hints)
    return bool(torch or re.search(EAGER, hints))


def habits_of(hints: str, *, gated: bool = False) -> dict[str, bool]:
    """What a row's words say of its software; silence means the usual."""
    return {
        "overlap": not re.search(rf"\bno (comm\w* )?overlap|{BLOCKING}", hints),
        "blocking": bool(re.search(BLOCKING, hints)),
        "lean": bool(re.search(r"fused[- ](loss|cross)|cut[- ]cross[- ]entropy", hints)),
        "offload": bool(re.search(r"\b(cpu|zero|host|optimizer)[ -]?offload|\boffload\w* to (cpu|host)", hints)),
        "fused": not _one_by_one(hints, gated=gated) or bool(re.search(JOINED_OPS, hints)),
        "padded": bool(re.search(r"token[ -]?drop|capacity factor|padded", hints)),
        "frozen": bool(re.search(r"\b(q?lora|adapter)\b", hints)),
        "piecemeal": bool(re.search(r"deepspeed|zero-(3|infinity|offload)|zero3", hints)),
        "flat": "deepspeed" in hints,
        "stepwise": bool(re.search(HUB, hints)),
        "slots": bool(re.search(r"embeddings? (?:is |are )?(counted|balanced) as", hints)),
    }


def gradient_width(hints: str, numbers: str) -> float:
    """Bytes of a gradient that is summed and exchanged, by the format a run trains in and what its words say.

    DeepSpeed sums and exchanges in the format it trains in unless told otherwise (communication_data_type).
    """
    short = "pure" in hints or ("deepspeed" in hints and "fp32 grad" not in hints)
    return 2.0 if numbers == "fp16" or short else 4.0


def kernels_of(
    hints: str, publisher: str, year: float, machine: Machine, *, sharded: bool, developer: bool = False
) -> dict[str, bool]:
    """Whether the stack hides nothing of tensor-parallel exchange, and whether its attention is the generation before.

    `torch` is PyTorch's own tensor parallelism, which also gathers inputs again for weight gradients in the open.

    NVIDIA's own stacks weave and bring new kernels; PyTorch's attention, which stacks that shard all weights take and
    those that nobody names are thought to, was FlashAttention-2 also on Hopper and later, and so was everyone's but
    NVIDIA's own until 2024. A `developer` that published its run's layout has a stack of its own. Words beat all.
    """
    own = publisher in WEAVERS or bool(re.search(OWN, hints))
    woven = re.search(WOVEN, hints) and not re.search(UNWOVEN, hints)
    later = GROUPS[int(machine.group)] in {"hopper", "blackwell"}
    plain = sharded or not (developer or re.search(ELSE, hints)) or re.search(r"torch|fsdp|deepspeed|hugging", hints)
    old = year < KERNELS_SINCE and not re.search(OWN_KERNELS, hints)
    bare = year >= WOVEN_SINCE and not own and not woven
    return {
        "bare": bare,
        "torch": bare and bool(re.search(r"torch|fsdp|dtensor", hints)) and "megatron" not in hints,
        "ported": later and not own and (old or (bool(plain) and not re.search(NEW_KERNELS, hints))),
    }


def _release(hints: str, year: float) -> float:
    """The date of a release that a row's words number by year and month ("26.04.01"), else its year."""
    found = re.search(r"\b(2[3-9])\.(0[1-9]|1[0-2])\b", hints)
    return 2000.0 + float(found[1]) + (float(found[2]) - 1.0) / 12.0 if found else year


def joined_experts(hints: str, publisher: str, year: float, machine: Machine) -> bool:
    """Whether one kernel runs all experts' products with activation and casts: said, or NVIDIA's 8-bit recipes.

    On Blackwell from release 26.06 on (Megatron-Bridge 0.5.1, release notes: CuTeDSL fused grouped products).
    """
    own = publisher in WEAVERS and _release(hints, year) >= JOINED_SINCE
    return bool(re.search(JOINED, hints)) or (own and GROUPS[int(machine.group)] == "blackwell" and low_bits(machine))


def low_bits(machine: Machine) -> bool:
    """Whether products run in 8 bits or fewer."""
    return bool(float(machine.low_format) > 0)


def cuts_of(hints: str, year: float, ep: float, *, experts: bool) -> dict[str, bool]:
    """Whether tensor parallelism cuts experts too, and whether selective recomputation repeats fused attention.

    Megatron gives experts the tensor parallelism of the rest unless told otherwise; recipes from 2025, when that
    became possible, give each expert to one chip, but where all experts would then be on every chip (`ep` of 1).
    Its selective recomputation repeats attention's core by default, also where that is fused; expert models name
    other parts.
    """
    own = re.search(r"expert[- ]tensor[- ]parallel\w*[ =]*(\d+)|\betp[ =]*(\d+)", hints)
    said = int(next((g for g in own.groups() if g), "1")) > 1 if own else None
    usual = ep == 1 or year < SLICED_UNTIL
    return {
        "sliced": experts and (usual if said is None else said),
        "recore": not experts and bool(re.search(CORE, hints)),
    }


def dispatch_of(hints: str, publisher: str, year: float, machine: Machine, experts: float) -> dict[str, bool]:
    """Whether tokens are sent to experts from where they lie (DeepEP, HybridEP), by words or by NVIDIA's recipes.

    And whether pipelines overlap an exchange that leaves the domain with another micro-batch, as those recipes do, and
    whether one kernel then runs all experts of a chip.
    """
    named = bool(re.search(DIRECT, hints))
    many = experts >= MANY_EXPERTS or float(machine.domain) >= RACK
    own = publisher in WEAVERS and year >= DIRECT_SINCE
    direct = not re.search(SORTED, hints) and (named or (own and (many or year >= DIRECT_ALL)))
    joined = experts > 0 and joined_experts(hints, publisher, year, machine)
    return {"dedup": experts > 0 and direct, "lapped": experts > 0 and (direct or own), "joined": joined}
