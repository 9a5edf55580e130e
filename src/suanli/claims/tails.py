"""What stands right behind a number and its unit in East Asian scripts and changes what they say.

Decades of percent (`30%대`, `4割台`: 30 to 39), growth told by its digits (`세 자릿수 증가율`: 100 to 999 %),
hours that can only be those of many chips (`278万8000時間`), and syllables that only look like `times` (`장의 배분`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from suanli.claims.amounts import Amount, gloss
from suanli.claims.folding import fold_word
from suanli.claims.lexicon import Lexicon, choice

__all__ = ["tails"]

LEADING = 3  # digits that a span of prices may begin with
HOURS = 1e5  # nobody counts as many hours but those of many chips together


class Marks(NamedTuple):
    """What of a language stands behind a share or in a count of digits."""

    decade: re.Pattern[str]
    middle: re.Pattern[str]
    grown: re.Pattern[str] | None
    counts: dict[str, int]


@lru_cache(maxsize=32)
def _marks(words: Lexicon) -> Marks:
    """The marks of a language: what makes a share its decade, and what tells growth by the number of its digits."""
    decades, after = choice(words.words("decades")), choice(words.words("decade_next"))
    counts = {fold_word(word): count for word, count in words.grammar.get("digit_counts", {}).items()}
    digits = words.words("digit_words")
    grown = (
        rf"(?P<n>[1-4]|{choice(counts)}) ?{choice(digits)}{decades}? ?{choice(words.words('such'))}? ?"
        rf"(?=%|{choice(words.words('grown'))})"
    )
    return Marks(
        re.compile(rf"{decades}(?:(?![가-힣一-龥])|(?={after}))"),
        re.compile(choice(words.words("decade_middle"))),
        re.compile(grown) if digits else None,
        counts,
    )


def tails(text: str, words: Lexicon, found: list[Amount]) -> list[Amount]:
    """The quantities of a text without units that brackets only spell out, mended by what stands behind them."""
    found = [a for a in found if not gloss(text, a)]
    if words.spaced:
        return found
    hours = words.words("hours")
    for amount in found:
        _weeks(text, amount, words)
        if amount.family == "percent" and amount.form == "digits":
            _decade(text, amount, words)
        elif amount.family == "money":
            _band(text, amount, words)
        elif amount.family == "ratio":
            _no_times(text, amount, words)
        elif amount.family == "chips" and amount.noun in {"piece", "loose"}:
            _of_money(text, amount, words)
        elif hours and amount.low >= HOURS and amount.form == "digits":
            _of_chips(text, hours, amount)
        elif amount.family in {"duration", "count", "", "skip"}:
            _no_days(text, amount, words)
    return _with_digits(text, found, words)


def _decade(text: str, amount: Amount, words: Lexicon) -> None:
    """Make a share that stands for its decade one: 30 to 39, or 35 where its middle is told."""
    if amount.low != amount.high or amount.low % 10 or not 10 <= amount.low <= 90:
        return
    marks = _marks(words)
    middle = marks.middle.match(text, amount.end)
    decade = middle or marks.decade.match(text, amount.end)
    if decade is None:
        return
    amount.end = decade.end()
    if middle:
        amount.low = amount.high = amount.low + 5
        amount.bound = "about"
    else:
        amount.high, amount.bound = amount.low + 9, "range"


def _band(text: str, amount: Amount, words: Lexicon) -> None:
    """Make a sum that stands for all with its leading digits their span: `150万円台` is up to 1,599,999."""
    if amount.low != amount.high or amount.form != "digits" or not text.startswith(words.words("decades"), amount.end):
        return
    decade = _marks(words).decade.match(text, amount.end)
    digits = f"{amount.low:.0f}".rstrip("0")
    if decade is None or len(digits) > LEADING or digits in {"", "1"}:  # `100억 원대` is said of a round sum
        return
    step = amount.low / int(digits)
    amount.end, amount.high, amount.bound = decade.end(), amount.low + step - 1, "magnitude"


def _weeks(text: str, amount: Amount, words: Lexicon) -> None:
    """Make so few of what may be shares weeks, where a word for waiting stands just before: `납기는 3주`."""
    waits = words.words("waits")
    counted = text[amount.number_end : amount.end].strip() if waits and amount.low <= FEW else ""
    if amount.family == "skip" and counted.startswith(words.words("bare_weeks")):
        lead = text[max(amount.start - 12, 0) : amount.start]
        if any(w in lead for w in waits):
            amount.family, amount.unit, amount.noun = "duration", "weeks", "unit"


FEW = 104  # weeks


def _no_times(text: str, amount: Amount, words: Lexicon) -> None:
    """Take back a word for `times` that begins another word behind a count: `1만3000장의 배분`."""
    unit = text[amount.number_end : amount.end]
    times = next((w for w in words.words("times_alone") if unit.endswith(w) and unit.strip() != w), "")
    if times and text[amount.end : amount.end + 1].isalpha():
        end = amount.number_end + len(unit[: -len(times)].rstrip())
        amount.family, amount.unit, amount.noun, amount.end = "chips", "chips", "piece", end


def _of_money(text: str, amount: Amount, words: Lexicon) -> None:
    """Make pieces that a word for a price leads to money, where the counter means both: `每张便宜了6000块,`."""
    marks = words.words("coins")
    if not marks or not CHEAPEST <= amount.high <= DEAREST or text[amount.number_end : amount.end].strip() not in marks:
        return
    closed = not text[amount.end : amount.end + 1].isalnum()
    if closed and text.endswith(words.words("before_coins"), max(amount.start - 6, 0), amount.start):
        amount.family, amount.unit, amount.noun = "money", words.grammar["money"], "currency"


def _no_days(text: str, amount: Amount, words: Lexicon) -> None:
    """Take back a word for a time that begins a name behind a count: `6200张天垓150`, `八卡月价`."""
    unit, counters = text[amount.number_end : amount.end], words.words("card_counters")
    if len(unit) > 1 and unit.startswith(counters or ("\0",)) and text[amount.end : amount.end + 1].isalpha():
        end = amount.number_end + 1
        amount.family, amount.unit, amount.noun, amount.end = "chips", "chips", "piece", end


CHEAPEST, DEAREST = 20, 5e6  # of what is told in such coins


def _of_chips(text: str, hours: tuple[str, ...], amount: Amount) -> None:
    """Make so many hours hours of chips."""
    at = amount.number_end + (text[amount.number_end : amount.number_end + 1] == " ")
    word = next((w for w in hours if text.startswith(w, at)), "")
    if word:
        amount.family, amount.unit, amount.noun, amount.end = "gpu_hours", "GPU-hours", "noun2", at + len(word)


def _with_digits(text: str, found: list[Amount], words: Lexicon) -> list[Amount]:
    """The quantities and growth told by the number of its digits, in order."""
    if not any(map(text.__contains__, words.words("digit_words"))):
        return found
    marks = _marks(words)
    for match in marks.grown.finditer(text) if marks.grown is not None else ():
        start, end, told = match.start("n"), match.end(), match["n"]
        low = 10.0 ** ((int(told) if told.isdecimal() else marks.counts[told]) - 1)
        found = [a for a in found if a.end <= start or a.start >= end]
        share = Amount(start, end, max(low, 1.0), low * 10 - 1, "digits", "percent", "percent", "unit", "magnitude",
                       number_end=end)  # fmt: skip
        found.append(share)
    return sorted(found, key=lambda a: a.start)
