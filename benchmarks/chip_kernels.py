"""Measure a chip's kernels: large products, fused attention, copies, launch floors. Needs PyTorch and a CUDA-like device.

Run on the machine with the chip: python benchmarks/chip_kernels.py > kernels.json
Prints one JSON object: the shares of peak that `catalog/data/constants/training_priors.toml` calls gemm_ceiling, hbm and
attention, and seconds of an empty launch. Give the peaks of the sheet: --tflops 989.4 --gb-s 3350. Everything in suanli
works without it; add the figures to an overlay of the priors with this file as the source.
"""

from __future__ import annotations

import argparse
import json
import statistics

SIZES = (1024, 2048, 4096, 8192, 16384)
LENGTHS = (1024, 4096, 16384)


def seconds(torch, job, times=20):
    """Median seconds of a job on the device, after a warm-up."""
    for _ in range(3):
        job()
    found = []
    for _ in range(times):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        job()
        end.record()
        torch.cuda.synchronize()
        found.append(start.elapsed_time(end) / 1e3)
    return statistics.median(found)


def products(torch, peak):
    """Share of the peak of square products by size."""
    found = {}
    for size in SIZES:
        one = torch.randn(size, size, device="cuda", dtype=torch.bfloat16)
        two = torch.randn(size, size, device="cuda", dtype=torch.bfloat16)
        found[size] = 2 * size**3 / seconds(torch, lambda a=one, b=two: a @ b) / peak
    return found


def attention(torch, peak):
    """Share of the peak of causal attention, forward, 16 heads of 128, by length."""
    found = {}
    for length in LENGTHS:
        q, k, v = (torch.randn(1, 16, length, 128, device="cuda", dtype=torch.bfloat16) for _ in range(3))
        job = lambda q=q, k=k, v=v: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)  # noqa: E731
        found[length] = 2 * 16 * length**2 * 128 / seconds(torch, job) / peak
    return found


def copies(torch, rate):
    """Share of the memory bandwidth of a copy of 1 GiB (read and written)."""
    one = torch.empty(2**29, device="cuda", dtype=torch.bfloat16)
    two = torch.empty_like(one)
    return 2 * one.numel() * 2 / seconds(torch, lambda: two.copy_(one)) / rate


def launch(torch):
    """Seconds of one small operation in a row of a thousand: the host's floor."""
    one = torch.zeros(8, device="cuda")

    def many():
        for _ in range(1000):
            one.add_(1)

    return seconds(torch, many, times=5) / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tflops", type=float, required=True, help="dense 16-bit peak of the sheet")
    parser.add_argument("--gb-s", type=float, required=True, help="memory bandwidth of the sheet")
    options = parser.parse_args()
    import torch

    peak, rate = options.tflops * 1e12, options.gb_s * 1e9
    report = {
        "device": torch.cuda.get_device_name(),
        "gemm_share_by_size": products(torch, peak),
        "attention_share_by_length": attention(torch, peak),
        "hbm_share": copies(torch, rate),
        "launch_s": launch(torch),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
