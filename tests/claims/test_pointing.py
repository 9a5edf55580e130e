"""What counts, chips and sources point back to: numbers said to be chips, chips thereof, what a ratio is taken of."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.reading import read


def claims_of(text: str, tmp_path):
    """The claims of a text, by their lower value."""
    path = tmp_path / "a.txt"
    path.write_text(text + "\n", encoding="utf-8")
    found = [c for c in extract(read(path, published="2025-10-01")).claims if c.quantity is not None]
    return {c.quantity.low or c.quantity.high: c for c in found}


COUNTED = [
    ("DeepSeek owns 50,000 Nvidia GPUs; some 10,000 are H800s.", 10000, "H800"),
    ("If Nvidia gets its H200 chips into China, ByteDance will place an order for 20,000 of them.", 20000, "H200"),
    ("Customs seized ten HPE supercomputers fitted with H100s in the smuggling case.", 10, "H100"),
    ("Mistral AI will 18.000 Blackwell-Chips der Reihe GB300 in seinem Rechenzentrum installieren.", 18000, "GB300"),
]


@pytest.mark.parametrize(("text", "value", "chip"), COUNTED)
def test_what_is_counted(text, value, chip, tmp_path):
    """A number said to be chips, of them or with chips inside counts these chips."""
    assert chip in claims_of(text, tmp_path)[value].chips


def test_what_a_ratio_is_taken_of(tmp_path):
    """The chip after a ratio is not the one it tells of."""
    text = "Nvidia may sell the H200 to China. The chip delivers roughly six times the performance of the H20."
    assert claims_of(text, tmp_path)[6].chips == ("H200",)


def test_no_quantities(tmp_path):
    """A third building, the first half of the year and this year are no quantities."""
    text = (
        "xAI has bought a third building for its GPUs. In the first half of the year Cambricon's chip revenue "
        "was 2.88 billion yuan. Huawei will make 1.6 million dies in 2026, up from a million this year."
    )
    assert sorted(claims_of(text, tmp_path)) == [1e6, 1.6e6, 2.88e9]


def test_where_and_who(tmp_path):
    """A city that says where a broker sits is no government, and an apposition parts no side word from its name."""
    text = (
        "ByteDance's models ran all evening. Analysts at a Beijing brokerage reckon ByteDance used 100,000 GPUs. "
        "Microsoft has secured 200,000 GB300s from the British start-up Nscale."
    )
    found = claims_of(text, tmp_path)
    assert "ByteDance" in found[100000].actors
    assert found[200000].kind == "transfer"
