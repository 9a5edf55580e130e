"""Whose words Japanese and Korean papers pass on: people without a name, closing verbs, rumours rejected in the next sentence."""

from __future__ import annotations

import pytest

from .texts import read_numbered

VOICES = [
    ('한 중소 클라우드 임원은 "B200 한 장을 시간당 4달러에 빌린다"고 털어놨다고 말했다.', 4, "reported"),
    ("別の関係者によれば、同社はすでにH200を6万基動かしている。", 6e4, "reported"),
    (
        "상하이의 한 업체가 H200 1200개를 빼돌렸다고 로이터가 보도했다. 대금은 60억 원 안팎으로 추산된다.",
        6e9,
        "estimated",
    ),
    (
        "バイトダンスがMLU590を15万枚引き取るとささやかれている。だが同社は「うわさは事実でない」と否定した。",
        15e4,
        "denied",
    ),
    ("네이버가 내년 데이터센터를 늘린다. 이 돈으로 B200 1만5000장을 들여온다.", 15e3, "planned"),
]


@pytest.mark.parametrize(("text", "value", "stance"), VOICES)
def test_voices(text, value, stance, tmp_path):
    """People without a name report; a verb that closes the clause outweighs what is heard around; rumours are denied."""
    assert [c.stance for c in read_numbered(text, tmp_path) if c.quantity.low == value] == [stance]


def test_weeks_to_wait(tmp_path):
    """A counter of shares counts weeks behind a word for waiting."""
    found = read_numbered("엔비디아 B300은 품귀다. 납기는 12주까지 늘었다.", tmp_path)
    assert [(c.kind, c.quantity.high, c.quantity.unit) for c in found] == [("supply", 12, "weeks")]


def test_the_cost_of_a_site_told_by_its_power(tmp_path):
    """What a data centre costs is told behind its power, with no word for chips."""
    text = "米ブルックフィールドのデータセンターは出力300メガワットを計画する。総事業費は1兆5000億円を超す見込みだ。"
    assert ("capex", 1.5e12) in {(c.kind, c.quantity.low) for c in read_numbered(text, tmp_path)}
