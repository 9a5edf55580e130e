"""`suanli train` and `suanli validate`: parse, call, show."""

from __future__ import annotations

from typing import Any

import click

from suanli.cli.options import amount, as_json, day, today

__all__ = ["train", "validate"]


@click.command()
@click.argument("model", default="")
@click.option("--chip", default="", help="Chip, or several between commas: a100,h100,h20 (default: the cluster's).")
@click.option("--count", default="", help="Chips: 1024, 256,512 or 256:16384:x2 (default: the cluster's).")
@click.option("--cluster", help="Cluster or node type of the catalog (default: the usual node of the chip).")
@click.option("--interconnect", default="", help='Links in words: "NVLink 400GB/s + 8x NDR400 IB/node".')
@click.option("--tokens", type=amount, help="Tokens to train on, such as 300B or 300e9 (default: the model's).")
@click.option(
    "--batch", type=click.IntRange(min=1), help="Sequences a step (default: the model's, or about 4 M tokens)."
)
@click.option("--seq", type=click.IntRange(min=1), help="Tokens a sequence (default: the model's, at most 8192).")
@click.option("--precision", help="bf16, fp16, fp8, fp4 (default: bf16, or fp16 where the chip has no bf16).")
@click.option("--layout", help="Layout, or part of one: tp8,pp16,vpp2,mb1,zero1,recompute-full.")
@click.option("--search", is_flag=True, help="Look at every layout, with rare schedules, ZeRO and offload.")
@click.option(
    "--era", type=float, help="Year of the software, such as 2021 (default: that of --on, or model and chip's own)."
)
@click.option("--config", type=click.Path(dir_okay=False), help="Shape from a Hugging Face config.json.")
@click.option("--shape", help="Shape in words: layers=96,hidden=12288,heads=96,vocab=51200.")
@click.option("--claimed-days", type=amount, help="Judge a claim: calendar days.")
@click.option("--claimed-gpu-hours", type=amount, help="Judge a claim: chip-hours.")
@click.option("--claimed-mfu", type=amount, help="Judge a claim: model FLOPs utilisation, as a share or per cent.")
@click.option("--claimed-step", type=amount, help="Judge a claim: seconds a step.")
@click.option(
    "--plot", type=click.Path(dir_okay=False), help="An SVG file to write: calendar days by chips, a line a chip."
)
@click.option("--on", type=day, help="Day that the question is about: its software (default: model and chip's own).")
@as_json
def train(as_json: bool, plot: str | None, **options: Any) -> None:
    """What a fleet can train, in how long, with which layout.

    Example: suanli train gpt-3-175b --chip a100 --count 1024 --tokens 300B
    """
    from suanli.display import emit
    from suanli.display.performance import run_lines
    from suanli.performance.training import train as run

    runs = run(**options)
    if plot:
        from suanli.display.drawing import save_svg, title_of
        from suanli.display.performance_plots import days_svg

        picture = days_svg(runs)
        save_svg(plot, picture)
        click.echo(f"wrote {plot}: {title_of(picture)}", err=True)
    emit(run_lines(runs, as_json=as_json), as_json=as_json)


@click.command()
@click.argument("runs", required=False, type=click.Path(dir_okay=False))
@click.option("--fit", type=click.Path(dir_okay=False), help="Fit the constants first and write them to this file.")
@click.option("--fleets", is_flag=True, help="Coverage of the intervals of fleets in simulated worlds instead.")
@click.option("--worlds", default=200, show_default=True, help="Simulated worlds for --fleets.")
@click.option("--on", type=day, help="Day to write into fitted constants (default: today).")
@as_json
def validate(as_json: bool, runs: str | None, fleets: bool, worlds: int, **options: Any) -> None:
    """Prediction errors against measured runs, by family.

    RUNS is a CSV with the columns of the shipped tables of training or serving runs; without it the shipped
    training table is used. Example: suanli validate my_runs.csv
    """
    from suanli.display import emit
    from suanli.display.performance import validation_lines
    from suanli.performance.validation import validate as run

    if fleets:
        from suanli.display.fleets import coverage_table
        from suanli.fleets.calibration import calibrate

        emit([coverage_table(calibrate(worlds=worlds))], as_json=as_json)
        return
    options["on"] = options["on"] or today()
    emit(validation_lines(run(runs, **options), as_json=as_json), as_json=as_json)
