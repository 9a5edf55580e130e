"""Japanese as papers write it: currencies of the region, computing power by its prefix, half of a sum, sums that change."""

from __future__ import annotations

import pytest

from suanli import extract
from suanli.reading import read

SUMS = [
    ("ファーマスは5億豪ドルでエヌビディアのGPUを購入した。", {(5e8, "AUD")}),
    ("YTLはGB200を200億リンギで調達する。", {(2e10, "MYR")}),
    ("利通電子は1万3000Pの計算力を運営する。", {(1.3e7, "TFLOPS")}),
    ("H200を束ねた計算基盤の性能は260エクサ。", {(2.6e8, "TFLOPS")}),
    ("H20インスタンスを9600元から1万1000元に改定した。", {(9600, "CNY"), (11000, "CNY")}),
]


@pytest.mark.parametrize(("text", "values"), SUMS)
def test_values(text, values, tmp_path):
    """Each sum has its own value and unit; the first of a change does not take over the scale of the second."""
    path = tmp_path / "a.txt"
    path.write_text(text + "\n", encoding="utf-8")
    found = {(c.quantity.low, c.quantity.unit) for c in extract(read(path)).claims if c.quantity is not None}
    assert values <= found
