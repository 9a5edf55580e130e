"""`suanli serve`: parse, call, show."""

from __future__ import annotations

from typing import Any

import click

from suanli.cli.options import amount, as_json, count, day, today

__all__ = ["serve"]


@click.command()
@click.argument("model", default="")
@click.option("--chip", default="", help="Chip, or several between commas: h20,h800.")
@click.option("--count", type=count, default=8, show_default=True, help="Chips.")
@click.option("--isl", type=amount, default=1024, show_default=True, help="Tokens of a prompt.")
@click.option("--osl", type=amount, default=1024, show_default=True, help="Tokens of an answer.")
@click.option("--concurrency", type=amount, help="Users in all, each waiting for an answer.")
@click.option("--rate", type=float, help="Requests a second, arriving at random.")
@click.option("--ttft", type=float, help="Target: seconds to the first token.")
@click.option("--tpot", type=float, help="Target: seconds a token after that.")
@click.option("--engine", default="vllm", show_default=True, help="trtllm, vllm, sglang or another.")
@click.option("--precision", help="Weights: bf16, fp8, fp4, int8, int4 (default: 8 bits where chip or model has them).")
@click.option("--kv", default="", help="Cache: bf16 or fp8 (default: the engine's habit).")
@click.option("--layout", help="One layout: tp8, or tp4,dp2,ep8,pp2 (dp: data-parallel attention).")
@click.option("--config", type=click.Path(dir_okay=False), help="Shape from a Hugging Face config.json.")
@click.option("--cluster", help="Cluster or node type of the catalog (default: the usual node of the chip).")
@click.option("--interconnect", default="", help='Links in words: "NVLink 400GB/s + 8x NDR400 IB/node".')
@click.option("--hit", type=float, default=0.0, show_default=True, help="Share of prompt tokens found in the cache.")
@click.option("--draft", type=int, default=0, show_default=True, help="Tokens guessed ahead a step.")
@click.option("--accept", type=float, default=0.0, show_default=True, help="Chance that a guessed token is kept.")
@click.option("--price", type=float, help="US$ a chip-hour.")
@click.option("--search", is_flag=True, help="Also separate pools; list the front of speed against throughput.")
@click.option("--demand", help="Tokens to serve, prompts and answers together: 50T/day or 50e12/day.")
@click.option("--fleet", help="Mixed fleet: h20=20k,h800=30000.")
@click.option("--load", type=float, default=0.6, show_default=True, help="Average over peak load of a fleet.")
@click.option("--era", type=float, help="Year of the software (default: that of --on).")
@click.option("--on", type=day, help="Day that the question is about (default: today).")
@as_json
def serve(as_json: bool, **options: Any) -> None:
    """How fast a model answers, for how many users, at what cost.

    Example: suanli serve llama-3.1-70b --chip h100 --count 8 --ttft 1 --tpot 0.03 --search
    """
    from suanli.display import emit
    from suanli.display.serving import serving_lines
    from suanli.performance.serving import serve as run

    options["on"] = options["on"] or today()
    emit(serving_lines(run(**options), as_json=as_json), as_json=as_json)
