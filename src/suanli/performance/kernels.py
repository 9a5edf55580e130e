"""Time of one operation on one chip: matrix products, attention, memory-bound passes.

All are NumPy functions that broadcast; sizes are counts, rates per second, results seconds. Sources: wave and
tile quantisation as in the CUTLASS and cuBLAS documentation; the form (ceiling, inner-dimension penalty, memory
side, wave quantisation) was checked on aiconfigurator's tables at 9 to 11 % median error per chip.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suanli.performance.dials import Dials
from suanli.performance.machine import Array, Machine

__all__ = ["batched_products", "flash_attention", "gemm", "stream", "wave_utilisation"]

# output tiles (rows, columns) that a library chooses from, and the share of the ceiling each reaches
TILES = (
    (256.0, 128.0, 1.0),
    (128.0, 256.0, 1.0),
    (128.0, 128.0, 0.90),
    (128.0, 64.0, 0.72),
    (64.0, 64.0, 0.50),
)
LINE = 64.0
JOIN = 4.0  # p-norm that joins compute and memory time: 19 % over the larger where both are equal
STEPWISE = 24.0  # bytes a score that attention as single operations moves beside those of fused softmax and dropout


def wave_utilisation(m: Any, n: Any, units: Any, groups: Any = 1.0) -> Array:
    """Share of the chip's tile slots that do useful work, for the best of a few tile shapes; at most 1."""
    best = np.zeros(())
    for rows, columns, quality in TILES:
        tiles = np.ceil(m / rows) * np.ceil(n / columns) * groups
        slots = np.ceil(tiles / units) * units * rows * columns
        best = np.maximum(best, quality * m * n * groups / np.maximum(slots, 1.0))
    return np.minimum(best, 1.0)


def _lined(m: Any, n: Any, k: Any, dials: Dials) -> Array:
    """Share of the rate that products keep whose sides are no multiples of a 128-byte line, 64 elements in 16 bit.

    NVIDIA's guide to matrix products advises such sides from A100 on.
    """
    odd = (np.mod(m, LINE) > 0) | (np.mod(n, LINE) > 0) | (np.mod(k, LINE) > 0)
    return np.asarray(np.where(odd, dials.unaligned, 1.0))


def gemm(  # noqa: PLR0913 - three sizes, and what the product is made of
    m: Any,
    n: Any,
    k: Any,
    machine: Machine,
    dials: Dials,
    *,
    groups: Any = 1.0,
    width: Any = 2.0,
    out: Any = 2.0,
    low: Any = 0.0,
) -> Array:
    """Seconds of `groups` products (m x k)(k x n); 0 where a side is 0.

    `width` is bytes of an input element, `out` bytes moved for one of the result (more where it is added to what
    is there), `low` is 1 where operands are in the machine's 8-bit format. Compute time is
    flops over ceiling, inner-dimension factor k/(k + half) and wave utilisation to a power; memory time reads
    both operands and writes the result once. L2 misses and split-k are ignored (under 10 % above 1,000).
    """
    flops = 2.0 * m * n * k * groups
    use = np.maximum(wave_utilisation(m, n, machine.units, groups), 1e-6) ** dials.gemm_wave
    peak = np.where(np.asarray(low) > 0, machine.flops * dials.gemm8, machine.flops16)
    depth = k / (k + dials.gemm_k_half) * _lined(m, n, k, dials)
    compute = flops / (peak * dials.gemm_ceiling * dials.throttle * use * np.maximum(depth, 1e-9))
    moved = ((m * k + k * n) * width + m * n * out) * groups
    memory = moved / (machine.hbm_rate * dials.hbm)
    return np.asarray(np.where(flops > 0, (compute**JOIN + memory**JOIN) ** (1 / JOIN), 0.0))


def flash_attention(flops: Any, length: Any, machine: Machine, dials: Dials, *, ported: Any = 0.0) -> Array:
    """Seconds of fused attention: `flops` (causal already halved) at a ceiling that short sequences miss.

    `ported` is 1 where the kernel was written for the architecture before (FlashAttention-2 on Hopper).
    """
    ceiling = dials.attention * np.where(np.asarray(ported) > 0, dials.ported, 1.0)
    reached = ceiling * length / (length + dials.attention_half)
    return np.asarray(flops / (machine.flops16 * dials.throttle * reached))


def batched_products(rows: Any, head: Any, batch: Any, machine: Machine, dials: Dials, *, stepwise: Any = 0.0) -> Array:
    """Seconds of unfused attention, forward, for `batch` heads of `rows` tokens: QK', softmax passes, PV.

    Passes over the scores (2 bytes each): product out, softmax in and out, dropout in, out and mask, product
    in: 13 bytes an element. Where each pass is an operation of its own (`stepwise`) scaling and mask add 8, the cast to
    32 bit that autocast makes, softmax in them and the cast back 16 (modeling_gpt2.py). Heads that are no multiple of
    8 elements (16 bytes) miss the tensor units.
    """
    products = gemm(rows, rows, head, machine, dials, groups=batch) + gemm(
        rows, head, rows, machine, dials, groups=batch
    )
    scores = stream((9.0 + STEPWISE * stepwise) * rows * rows * batch * dials.softmax, machine, dials)
    odd = np.mod(head, 8) > 0
    worse = np.where(odd, dials.misaligned, 1.0)
    return np.asarray(products * worse + scores)


def stream(size: Any, machine: Machine, dials: Dials) -> Array:
    """Seconds to move `size` bytes through memory (reads and writes counted)."""
    return np.asarray(size / (machine.hbm_rate * dials.hbm))
