"""Times that only measure another: the figure right behind one is of that time, the rate after it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from suanli.terms import Claim

from .texts import by_value, read_numbered

TOLD = {
    "zh-Hans": "腾讯用于AI芯片的资本开支今年预计为55亿元，比去年的31亿元多出一半以上。",
    "zh-Hant": "騰訊用於AI晶片的資本支出今年預計為55億元，比去年的31億元多出一半以上。",
}


def year_of(claim: Claim) -> int | None:
    """The year in which the period of a claim begins."""
    return claim.period.since.year if claim.period is not None and claim.period.since is not None else None


@pytest.mark.parametrize("language", sorted(TOLD))
def test_the_measure_is_of_its_own_year(language: str, tmp_path: Path) -> None:
    """`比去年的31亿元`: of last year; the sum that is measured and its growth are of this one."""
    found = by_value(read_numbered(TOLD[language], tmp_path, published="2026-03-18"))
    assert {value: year_of(claim) for value, claim in found.items()} == {5.5e9: 2026, 3.1e9: 2025, 50: 2026}


def test_a_rate_is_not_of_the_time_it_is_measured_by(tmp_path: Path) -> None:
    """`比去年增长77%`: by how much it has grown, no figure of last year."""
    found = by_value(
        read_numbered("腾讯今年用于AI芯片的资本开支为200亿元，比去年增长77%。", tmp_path, published="2026-03-18")
    )
    assert year_of(found[77]) == 2026


@pytest.mark.parametrize("ago", ["1년 전보다", "두 달 전보다", "1년 전과 비교해"])
def test_korean_particles_leave_a_time_ago_readable(ago: str, tmp_path: Path) -> None:
    """`1년 전보다 22% 떨어졌다`: set against an earlier time a price has changed."""
    text = f"H100 시간당 임대료는 3400원으로 {ago} 22% 떨어졌다."
    assert by_value(read_numbered(text, tmp_path, published="2026-04-03"))[22].kind == "price_change"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("알리바바의 3분기 AI 칩 설비투자는 315억 위안으로 1년 전보다 80% 늘었다.", 315e8),
        ("テンセントの第3四半期のAI半導体向け設備投資は130億元で、前年同期より24%減った。", 130e8),
    ],
)
def test_marks_behind_a_time_say_that_it_only_measures(text: str, value: float, tmp_path: Path) -> None:
    """`1년 전보다`, `前年同期より`: no figure is of that time."""
    claim = by_value(read_numbered(text, tmp_path, published="2025-11-20"))[value]
    assert year_of(claim) == 2025
