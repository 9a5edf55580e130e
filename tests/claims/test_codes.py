"""Chips told by codes: series that the catalog describes, makers of types that no file holds, numbers alone."""

from __future__ import annotations

import pytest

from suanli import catalog, extract
from suanli.claims import codes
from suanli.claims.folding import fold
from suanli.claims.lexicon import lexicon, scan
from suanli.claims.mentions import chip_mentions
from suanli.terms import Document


def told(text: str, language: str) -> list[tuple[str, str]]:
    """The chips of a text as claims print them, with their makers."""
    words, copy = lexicon(language), fold(text)
    return [(m.chip.name, m.chip.vendor) for m in chip_mentions(copy, scan(copy, words), words)]


CASES = [
    ("Biren packs two chiplets into the BR177.", "en", [("BR177", "Biren")]),
    ("Anthropic takes TPU v9 pods and Trainium5 racks.", "en", [("TPU v9", "Google"), ("Trainium5", "Amazon")]),
    ("Die MI477X und die A100/800 liegen im Lager.", "de", [("MI477X", "AMD"), ("A100", "Nvidia"), ("A800", "Nvidia")]),
    ("寒武纪思元770与880已量产,770良率三成。", "zh-Hans", [("MLU770", "Cambricon"), ("MLU880", "Cambricon"), ("MLU770", "Cambricon")]),
    ("The MLU590 is old; SMIC says the 590 dies cost 590 yuan.", "en", [("MLU590", "Cambricon"), ("MLU590", "Cambricon")]),
    (
        "Huawei will ship the Ascend 950PR, then the 960, for 970 million yuan and 950 MW.",
        "en",
        [("Ascend 950PR", "Huawei"), ("Ascend 960", "Huawei")],
    ),
    ("It bought 960 cards of the H20 and 590 of the H100.", "en", [("H20", "Nvidia"), ("H100", "Nvidia")]),
    ("Nvidia sells the RTX 6000D, once called RTX Pro 6000D.", "en", [("RTX 6000D", "Nvidia"), ("RTX PRO 6000D", "Nvidia")]),
    ("Version 3.910 of part x910b, 25h100s.", "en", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "expected"), CASES, ids=[c[0][:20] for c in CASES])
def test_chips_of_codes(text: str, language: str, expected: list[tuple[str, str]]) -> None:
    """Codes by series, makers of unknown types, numbers alone only where one of the series is told in full."""
    found = [pair for pair in told(text, language) if pair[0] not in {"Siyuan", "Ascend"}]
    assert found == expected


def test_a_series_of_the_users(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file laid over the catalog teaches a new series of codes, with its maker."""
    folder = tmp_path / "series"
    folder.mkdir()
    (folder / "moore.toml").write_text(
        'name = "MTT"\nvendor = "nvidia"\nwords = ["mtx"]\ncode = \'\\d{3}\'\nshown = "MTX{code}"\n', encoding="utf-8"
    )
    monkeypatch.setenv("SUANLI_CATALOG", str(tmp_path))
    codes._codes.cache_clear()
    codes._first.cache_clear()
    try:
        assert "moore" in catalog.series
        assert told("They want 5,000 MTX 300.", "en") == [("MTX300", "Nvidia")]
    finally:
        monkeypatch.undo()
        codes._codes.cache_clear()
        codes._first.cache_clear()


def test_a_syllable_is_no_number() -> None:
    """만나다 holds the word for ten thousand and counts nothing; 만여 장 does."""
    text = "젠슨 황이 대통령을 만나 블랙웰 GPU 26만 장을 공급하겠다고 했다. 네이버는 만여 장의 A100을 보유한다."
    document = Document(id="t", name="t", sha256="", original=text, text=text, language="ko")
    assert sorted(c.quantity.low for c in extract(document).claims if c.quantity) == [10_000, 260_000]
