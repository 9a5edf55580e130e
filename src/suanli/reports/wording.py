"""The report's own words in five languages, and numbers as each language writes them.

A language is one file of words/ with the same keys as words/en.toml; a test finds what is missing. Quotes,
names and rule texts are never translated.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from suanli.errors import CatalogError, closest
from suanli.terms import Period, Quantity, Spread

__all__ = ["LANGUAGES", "Voice"]

FOLDER = Path(__file__).parent / "words"
SAID = 6  # figures of a claim are shown as said
LANGUAGES = ("en", "zh-Hans", "zh-Hant", "pt", "fr")


@lru_cache(maxsize=8)
def _words(lang: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))


class Voice:
    """One language: `t` for sentences, `num`, `big`, `spread`, `money`, `day` for figures."""

    def __init__(self, lang: str = "en") -> None:
        """The voice of a BCP 47 language of `LANGUAGES`; `Unknown` for another."""
        if lang not in LANGUAGES:
            raise closest("language", lang, LANGUAGES)
        self.lang = lang
        self._table = _words(lang)
        self._numbers = self._table["numbers"]

    def t(self, key: str, **values: object) -> str:
        """The words of a key such as ``holders.title``, with its places filled."""
        found: Any = self._table
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                raise CatalogError(f"words/{self.lang}.toml: no words for {key!r}; add the key")
            found = found[part]
        return str(found).format(**values) if values else str(found)

    def label(self, group: str, word: str) -> str:
        """The words for one member of an open list (kinds, verdicts, units), or the member itself."""
        found = self._table.get(group, {})
        return str(found.get(word.replace(" ", "_").replace("/", "_"), word.replace("_", " ")))

    def name(self, key: str) -> str:
        """The name of another language in this one."""
        return self.label("languages", key)

    # ------------------------------------------------------------ numbers

    def num(self, value: float, digits: int = 3) -> str:
        """Up to `digits` significant figures, grouped and pointed as the language does."""
        if not math.isfinite(value):
            return "–"
        if value == 0:
            return "0"
        places = digits - 1 - math.floor(math.log10(abs(value)))
        whole = isinstance(value, int) and abs(value) < 1e6
        if whole or places <= 0:
            text = f"{value if whole else round(value, places):,.0f}"
        else:
            text = f"{value:,.{min(places, 6)}f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(",", "\0").replace(".", self._numbers["point"]).replace("\0", self._numbers["group"])

    def big(self, value: float, digits: int = 3) -> str:
        """A large number with the language's scale word (M, bn, 万, 亿, mil)."""
        size, word = self._scale(value)
        return f"{self.num(value / size if word else value, digits)}{word}"

    def _scale(self, value: float) -> tuple[float, str]:
        """The scale word that a number of this size takes."""
        for size, word in self._numbers["scales"]:
            if abs(value) >= size * 0.9995:
                return float(size), f"{self._numbers['gap']}{word}"
        return 1.0, ""

    def share(self, part: float, digits: int = 2) -> str:
        """A part of one as a percentage."""
        return f"{self.num(part * 100, digits)}{self._numbers['percent']}"

    def percent(self, share: float, digits: int = 2) -> str:
        """A share as a signed percentage."""
        sign = "+" if share > 0 else "−" if share < 0 else ""
        return f"{sign}{self.num(abs(share) * 100, digits)}{self._numbers['percent']}"

    def span(self, spread: Spread, level: str = "80") -> str:
        """The ends of a central interval."""
        low, high = getattr(spread, f"low{level}"), getattr(spread, f"high{level}")
        return self.between(low, high)

    def between(self, low: float, high: float, digits: int = 2) -> str:
        """From `low` to `high` with one scale word where they are of one size: 0.68 – 2 M."""
        size, word = self._scale(high)
        if word and low >= 0.01 * size:
            return f"{self.num(low / size, digits)} – {self.num(high / size, digits)}{word}"
        return f"{self.big(low, digits)} – {self.big(high, digits)}"

    def quantity(self, quantity: Quantity | None) -> str:
        """A claimed amount: bound, figures, unit."""
        if quantity is None:
            return self.t("claims.no_figure")
        low, high = quantity.low, quantity.high
        unit = self.label("units", quantity.unit)
        if low is not None and high is not None and low != high:
            text = self.between(low, high, 2 if quantity.bound == "magnitude" else SAID)
        elif low is not None and high is None:
            text = f"≥ {self.big(low, SAID)}"
        elif high is not None and low is None:
            text = f"≤ {self.big(high, SAID)}"
        elif low is not None:
            text = f"{'≈ ' if quantity.bound == 'about' else ''}{self.big(low, SAID)}"
        else:
            text = "–"
        return f"{text} {unit}".strip()

    # ------------------------------------------------------------ days

    def day(self, day: dt.date | None) -> str:
        """An ISO day."""
        return day.isoformat() if day else self.t("day_unknown")

    def period(self, period: Period | None) -> str:
        """A period by its short label."""
        if period is None:
            return ""
        if period.label:
            return period.label
        return period.since.isoformat() if period.since else period.text
