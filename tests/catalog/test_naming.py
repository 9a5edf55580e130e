"""Names that people give chips, and what was known by a day."""

from __future__ import annotations

import datetime as dt
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

import suanli as library
from suanli import catalog
from suanli.catalog.naming import variants
from suanli.errors import Unknown


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("NVIDIA H100", "h100_sxm_80"),
        ("Nvidia A100 80GB", "a100_sxm_80"),
        ("AMD MI300X", "mi300x"),
        ("Huawei Ascend 910C", "ascend910c"),
        ("华为昇腾910C", "ascend910c"),
        ("Google TPU v4", "tpu_v4"),
        ("Intel Gaudi 3", "gaudi3"),
        ("H100 PCIe", "h100_pcie_80"),
        ("H100 SXM", "h100_sxm_80"),
        ("h100-80gb", "h100_sxm_80"),
        ("A100 40GB", "a100_sxm_40"),
        ("NVIDIA H20 GPUs", "h20_96"),
        ("寒武纪 MLU590", "mlu590"),
    ],
)
def test_makers_and_forms_beside_a_name_are_understood(name, first) -> None:
    """`show`, `check` and `price` take a chip as people write it."""
    assert variants(name)[0].id == first
    assert library.show("chip", name).id == first
    assert library.check(name, on=dt.date(2024, 6, 1)).chip == first


@pytest.mark.parametrize("name", ["AMD H100", "NVIDIA", "TPU", "Ascend", "H80", "H100 PCIe 40GB", ""])
def test_what_is_no_chip_stays_unknown(name) -> None:
    """Another maker's chip, a bare line or a variant that was never made is not guessed."""
    with pytest.raises(Unknown):
        variants(name)


def test_every_chip_answers_to_its_name_behind_its_makers() -> None:
    """Law: maker and name mean what the name means."""
    for chip in catalog.chips.values():
        maker = catalog.companies[chip.vendor].name
        assert variants(f"{maker} {chip.name}") == variants(chip.name), chip.id


def test_show_on_a_day_keeps_what_was_known() -> None:
    """Chips launched, rules announced and sales ended by the day; later days hold all that earlier ones do."""
    early, late = dt.date(2020, 1, 1), dt.date(2023, 6, 30)
    assert {c.id for c in library.show("chips", on=early)} >= {"v100_sxm2_16", "t4"}
    assert not {c.id for c in library.show("chips", on=early)} & {"a10", "h100_sxm_80"}
    assert "US-2023-10-17-IFR" not in {r.id for r in library.show("rules", on=late)}
    sales = library.show("supply", chip="h100", on=late)
    assert sales
    assert all(str(r["date_or_period"])[:7] not in {"2023-Q3", "2023-Q4", "2024-Q1"} for r in sales)
    for kind in ("chips", "models", "rules", "supply", "training-runs", "prices"):
        sizes = [len(library.show(kind, on=dt.date(year, 1, 1))) for year in range(2015, 2031)]
        assert sizes == sorted(sizes), kind
        assert sizes[-1] == len(library.show(kind)), kind


def test_money_needs_an_amount_and_no_rate_for_itself() -> None:
    """What is no number is refused; a currency in itself needs no fixing; an unknown code names the known."""
    for amount in (math.nan, math.inf):
        with pytest.raises(Unknown, match="no amount"):
            library.convert(amount, currency="CNY", on=dt.date(2024, 1, 2))
    assert library.convert(7, currency="USD", to="usd", on=dt.date(2035, 1, 1)).amount == 7
    with pytest.raises(Unknown, match="the ECB quotes AUD"):
        library.convert(1, currency="TWD", on=dt.date(2024, 1, 2))


def test_suanli_alone_is_its_help(suanli) -> None:
    """Without a verb the help is shown, in lines."""
    alone, asked = suanli(), suanli("--help")
    assert (alone.returncode, alone.stderr) == (0, "")
    assert alone.stdout == asked.stdout


def test_a_reader_who_leaves_early_is_no_error() -> None:
    """`suanli show chips | head -1` ends with 0 and without a word."""
    root = Path(library.__file__).parents[1]
    done = subprocess.Popen(
        [sys.executable, "-m", "suanli", "show", "chips"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.stdout
    assert done.stderr
    assert done.stdout.readline().startswith(b"{")
    done.stdout.close()
    assert done.stderr.read() == b""
    assert done.wait(60) == 0
