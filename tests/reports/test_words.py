"""The words of the interface: the same keys in five languages, numbers as each language writes them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suanli.errors import Unknown
from suanli.reports.wording import LANGUAGES, Voice
from suanli.terms import Quantity

SOURCE = Path(__file__).parent.parent.parent / "src" / "suanli" / "reports"


def flat(table: dict, head: str = ""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{head}{key}.")
        else:
            yield f"{head}{key}", value


def words(lang: str) -> dict:
    return dict(flat(tomllib.loads((SOURCE / "words" / f"{lang}.toml").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_no_missing_key(lang) -> None:
    """Each language has every key of English and no other, with the same places to fill."""
    base, other = words("en"), words(lang)
    assert set(base) == set(other)
    for key, text in base.items():
        if isinstance(text, str):
            assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", other[key])), key


def test_every_word_asked_for_is_there() -> None:
    """What templates ask for by name stands in English."""
    base = words("en")
    for page in SOURCE.glob("templates/*.html"):
        for key in re.findall(r'\bt\("([a-z_.0-9]+)"[,)]', page.read_text(encoding="utf-8")):
            assert key in base, (page.name, key)


def test_an_unknown_language_says_which_there_are() -> None:
    """Another language is Unknown, with the near ones."""
    with pytest.raises(Unknown, match="zh-Hans"):
        Voice("zh-Hanz")


@given(st.floats(min_value=1e-3, max_value=1e14), st.sampled_from(LANGUAGES))
def test_numbers_keep_their_size(value, lang) -> None:
    """A number shown with three figures is read back within half a percent, in each language's own writing."""
    voice = Voice(lang)
    numbers = tomllib.loads((SOURCE / "words" / f"{lang}.toml").read_text(encoding="utf-8"))["numbers"]
    shown, scale = voice.big(value), 1.0
    for size, word in numbers["scales"]:
        if shown.endswith(word):
            shown, scale = shown.removesuffix(word).strip(), size
            break
    plain = shown.replace(numbers["group"], "").replace(numbers["point"], ".")
    assert float(plain) * scale == pytest.approx(value, rel=0.0055)


def test_claims_are_shown_as_said() -> None:
    """Bounds, ranges and approximations of a claim keep their figures and their direction."""
    voice = Voice("en")
    for low, high, bound, expected in (
        (1e9, None, "at_least", "≥ 1 bn US$"),
        (None, 14e9, "at_most", "≤ 14 bn US$"),
        (32_700, 32_700, "exact", "32,700 US$"),
        (6e9, 8e9, "range", "6 – 8 bn US$"),
        (71_000, 71_000, "about", "≈ 71,000 US$"),
        (1e9, 9.9999e9, "magnitude", "1 – 10 bn US$"),
    ):
        q = Quantity(measure="money", low=low, high=high, unit="USD", bound=bound)
        assert voice.quantity(q) == expected
