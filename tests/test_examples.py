"""The shipped example articles: they are there, they decode, and they are our own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "examples" / "articles"
FILES = sorted(FOLDER.glob("*.txt"))
LANGUAGES = {"zh-Hans", "zh-Hant", "zh-damaged", "pt", "fr", "en", "es", "de", "ja"}


def text_of(path: Path) -> str:
    """The article, which must be UTF-8."""
    return path.read_bytes().decode("utf-8", errors="strict")


def test_there_is_one_in_every_language_promised() -> None:
    """At least ten articles, in every language the issue asks for, two of them Portuguese and two English."""
    codes = [p.stem.split("_")[-1] for p in FILES]
    assert len(FILES) >= 10
    assert {c if c.startswith("zh") else c[:2] for c in codes} >= LANGUAGES
    assert sum(c.startswith("pt") for c in codes) >= 2
    assert sum(c == "en" for c in codes) >= 2


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_decodes_and_has_a_readable_length(path: Path) -> None:
    """UTF-8, 800 to 2,500 characters, a chip named, and a line in the README that says where its figures come from."""
    text = text_of(path)
    assert 800 <= len(text) <= 2500
    assert "\ufffd" not in text
    assert re.search(r"[AHV]\d00|H20|Ascend", text)
    assert f"`{path.name}`" in (FOLDER.parent / "README.md").read_text(encoding="utf-8")


def test_the_damaged_article_carries_every_kind_of_damage() -> None:
    """Injected pinyin, characters out of step (private use or a lost byte), spam before and after."""
    text = text_of(next(p for p in FILES if "damaged" in p.name))
    assert len(re.findall(r"\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*\)", text)) > 50
    assert "?yàn)" in text
    assert "?!" in text
    assert text.rstrip().endswith("|")


def test_denial_and_bounds_are_covered() -> None:
    """Across the set: denials, more than, about, ranges, magnitudes, megawatts, tokens a day and rent by the hour."""
    every = "\n".join(text_of(p) for p in FILES)
    for needle in (
        "negou", "否認|否定", "超过|超過", "cerca de", "tens|数万|數萬", "55% to 70%", "megawatts", "Tokens調用量", "per GPU-hour", "57 days",
    ):  # fmt: skip
        assert re.search(needle, every), needle


PINYIN = re.compile(r"\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*\)")


def letters(path: Path) -> str:
    """An article's letters alone: simplified, without injected pinyin, spaces, signs and case."""
    import opencc

    return re.sub(r"\W", "", opencc.OpenCC("t2s").convert(PINYIN.sub("", text_of(path)))).lower()


def runs(text: str, size: int) -> set[str]:
    """Every stretch of `size` letters."""
    return {text[i : i + size] for i in range(len(text) - size + 1)}


@pytest.mark.shared
def test_no_sentence_is_taken_from_the_articles_or_the_gold_corpus(shared: Path) -> None:
    """No stretch of 40 letters (20 in Chinese, Japanese and Korean) is shared with a real article or a gold text."""
    others = [*(shared / "articles").glob("*.txt"), *(shared / "gold" / "corpus").glob("*.txt")]
    texts = [letters(p) for p in others]
    seen = {size: set().union(*(runs(t, size) for t in texts)) for size in (20, 40)}
    for path in FILES:
        size = 20 if path.stem.split("_")[-1][:2] in {"zh", "ja", "ko"} else 40
        assert runs(letters(path), size) & seen[size] == set(), path.name
