"""What stands right behind a number and its unit in East Asian scripts and changes what they say.

Decades of percent (`30%대`, `4割台`: 30 to 39), growth told by its digits (`세 자릿수 증가율`: 100 to 999 %),
hours that can only be those of many chips (`278万8000時間`), and syllables that only look like `times` (`장의 배분`).
"""

from __future__ import annotations

import re

from suanli.claims.amounts import Amount, gloss
from suanli.claims.lexicon import Lexicon

__all__ = ["tails"]

HOURS = 1e5  # nobody counts as many hours but those of many chips together

_DECADE = re.compile(r"[대台](?![가-힣一-龥])|대(?=[로의에를가는은도])|台(?=[のにでをがはへと半前後])")
_MIDDLE = re.compile(r"[대台](?: ?중반|半ば|の?なかば)")
_GROWN = re.compile(
    r"(?:(?P<n>[1-4一二三四两]|한 |두 |세 |네 )[ ]?(?:자릿수|자리수|桁|位数))(?:대|台)?(?:[ 의のの的]{0,2})"
    r"(?=증가|성장|상승|신장|확대|감소|하락|%|퍼센트|増|伸び|成長|上昇|减|减少|增长|增幅|成长|增速|增)"
)
_COUNT = {
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "한 ": 1,
    "두 ": 2,
    "세 ": 3,
    "네 ": 4,
}


def tails(text: str, words: Lexicon, found: list[Amount]) -> list[Amount]:
    """The quantities of a text without units that brackets only spell out, mended by what stands behind them."""
    found = [a for a in found if not gloss(text, a)]
    if words.spaced:
        return found
    hours = words.words("hours")
    for amount in found:
        if amount.family == "percent" and amount.form == "digits":
            _decade(text, amount)
        elif amount.family == "ratio":
            _no_times(text, amount)
        elif hours and amount.low >= HOURS and amount.form == "digits":
            _of_chips(text, hours, amount)
    return _with_digits(text, found)


def _decade(text: str, amount: Amount) -> None:
    """Make a share that stands for its decade one: 30 to 39, or 35 where its middle is told."""
    if amount.low != amount.high or amount.low % 10 or not 10 <= amount.low <= 90:
        return
    middle = _MIDDLE.match(text, amount.end)
    decade = middle or _DECADE.match(text, amount.end)
    if decade is None:
        return
    amount.end = decade.end()
    if middle:
        amount.low = amount.high = amount.low + 5
        amount.bound = "about"
    else:
        amount.high, amount.bound = amount.low + 9, "range"


def _no_times(text: str, amount: Amount) -> None:
    """Take back a `배` that begins another word behind a count: `1만3000장의 배분`."""
    unit = text[amount.number_end : amount.end]
    if unit.endswith("배") and unit.strip() != "배" and "가" <= text[amount.end : amount.end + 1] <= "힣":
        end = amount.number_end + len(unit[:-1].rstrip())
        amount.family, amount.unit, amount.noun, amount.end = "chips", "chips", "piece", end


def _of_chips(text: str, hours: tuple[str, ...], amount: Amount) -> None:
    """Make so many hours hours of chips."""
    at = amount.number_end + (text[amount.number_end : amount.number_end + 1] == " ")
    word = next((w for w in hours if text.startswith(w, at)), "")
    if word:
        amount.family, amount.unit, amount.noun, amount.end = "gpu_hours", "GPU-hours", "noun2", at + len(word)


def _with_digits(text: str, found: list[Amount]) -> list[Amount]:
    """The quantities and growth told by the number of its digits, in order."""
    told = list(_GROWN.finditer(text)) if any(w in text for w in ("릿수", "리수", "桁", "位数")) else []
    for match in told:
        start, end = match.start("n"), match.end()
        low = 10.0 ** (_COUNT[match["n"]] - 1)
        found = [a for a in found if a.end <= start or a.start >= end]
        share = Amount(start, end, max(low, 1.0), low * 10 - 1, "digits", "percent", "percent", "unit", "magnitude",
                       number_end=end)  # fmt: skip
        found.append(share)
    return sorted(found, key=lambda a: a.start) if told else found
