"""Where clauses end, and what stands in a sentence beside what it says: bylines, quantities set off by commas."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from suanli.claims.amounts import Amount
from suanli.claims.lexicon import Hit, Lexicon

__all__ = ["appose", "breaks_of", "bylines", "inside", "put_in", "set_off", "settle_yen"]

# What is sought in a whole text begins with the characters that may open it: a pattern that begins with a choice or a
# look behind is tried at every place, which takes ten times as long.
_SIGN = re.compile(r"[,;:\[\]—…，；：【】、](?:(?<!,)|(?!(?<=\d,)\d))")
_DASH = re.compile(" - ")
_PAST = "".join(chr(0xAC00 + 28 * n + 20) for n in range(399))  # the syllables that end in ㅆ: 했, 었, 겠
_ENDED = re.compile(
    rf"지만 |(?<![라다냐자])며 |[{_PAST}이]고 |는데 |[{_PAST}]으[니나] |"
    r"[하되리추두우]고 (?!있|싶|나서|나면|는 |도 )(?<!그리고 )"
)
_ENDS = ("만 ", "며 ", "고 ", "데 ", "으니 ", "으나 ")  # of which every text has one that the pattern is sought in
_CONNECTING = frozenset("でがしりてばくずれめえせけき")
_FULL = re.compile(
    r"\.(?<!\b[A-ZА-Я]\.)(?<!\bCorp\.)(?<!\bInc\.)(?<!\bLtd\.)(?<!\bCo\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)"
    r"\s+(?=[A-ZА-ЯÀ-Ý])"
)


def breaks_of(raw: str, text: str, words: Lexicon) -> list[int]:
    """Where clauses end: commas and the like, Korean endings that connect, and (twice) a stop before a capital.

    So do they before words that set a clause against another without a comma: `tandis que`, `et celles de`.
    """
    found = [m.start() for sign in (_SIGN, _DASH) for m in sign.finditer(text)]
    if any(end in text for end in _ENDS):
        found += [m.start() for m in _ENDED.finditer(text)]
    against = _against(words)
    if against is not None:
        found += [m.start() for m in against.finditer(text)]
    found.sort()
    if "、" in text:
        found = [at for at in found if text[at] != "、" or _parting(text, at)]
    inside = [m.span() for m in _BRACKETS.finditer(text)]
    if inside:
        found = [at for at in found if not any(start < at < end for start, end in _near(inside, at))]
    stops = [m.start() for m in _FULL.finditer(raw)]
    return sorted([*found, *stops, *stops])


@lru_cache(maxsize=32)
def _against(words: Lexicon) -> re.Pattern[str] | None:
    """The words of a language that open a clause against the one before it, with the space before them."""
    told = words.words("parting")
    choice = "|".join(re.escape(w) + ("" if w.endswith("'") else r"(?![^\W_])") for w in told)
    return re.compile(rf" (?<=[\w%)] )(?:{choice})") if told else None


def set_off(text: str, breaks: Sequence[int], first: int, second: int) -> float:
    """How much more than a comma parts two places: a semicolon, a word that sets clauses against each other."""
    inner = breaks[bisect_left(breaks, first) : bisect_left(breaks, second)]
    against = any(text[at] == " " and text[at + 1 : at + 2] != "-" for at in inner)
    return 0.5 * any(c in text[first:second] for c in ";；") + 0.75 * against  # `... 15 milliards et celles d'AMD`


_BRACKETS = re.compile(r"\((?=[^()\n]{0,50}\d)[^()\n;]{3,50}\)")  # `(약 140억 달러, 19조 원)`: sums told again


def _near(spans: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """The last of the spans, which are in order, that begins before a place."""
    index = bisect_left(spans, (at, 0))
    return spans[max(index - 1, 0) : index]


def _parting(text: str, at: int) -> bool:
    """Whether a `、` parts clauses: after a Japanese ending that connects, or between two digits."""
    before = text[at - 1] if at else ""
    return before in _CONNECTING or (before.isdecimal() and text[at + 1 : at + 2].isdecimal())


_BYLINE = re.compile(
    r"\s{0,4}(?:[(\[【〔][^)\]】〕\n]{0,40}(?:社|报|网|记者|编译|電|电|讯|综合)[^)\]】〕\n]{0,30}[)\]】〕]"
    r"|[(\[][^()\[\]\n]{1,14}=[^()\[\]\n]{2,24}[)\]]"
    r"|[^,。:;\n]{2,24}?\d\s?日\s?(?:讯|电|消息|综合报[道导]|报[道导])[,: ]?)"
)


HEAD = 90  # characters, more than a byline may be long
_PRINTS = re.compile("[=日社报网记编電电讯综]")  # what every byline holds


def bylines(text: str, spans: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Where sentences open with who prints them, which is no source: `(中央社首尔31日电)`, `财联社5月29日讯`."""
    prints = [] if text.isascii() and "=" not in text else [m.start() for m in _PRINTS.finditer(text)]
    heads = [(at, span) for span in spans if (at := bisect_left(prints, span[0])) < len(prints)]
    near = [(start, end) for at, (start, end, _) in heads if prints[at] < min(start + HEAD, end)]
    found = [_BYLINE.match(text, start, end) for start, end in near]
    return [m.span() for m in found if m is not None]


def inside(spans: list[tuple[int, int]], at: int) -> bool:
    """Whether a place lies in one of the spans, which are in order."""
    index = bisect_right(spans, (at, 1 << 60)) - 1
    return index >= 0 and at < spans[index][1]


def _repeats_beside(opened: str, first: Amount, second: Amount) -> bool:
    """Whether a comma stands before a sum, alone or after a few words on what a share is of: `half of that, 85 bn,`."""
    rest = opened.strip()
    if rest == ",":
        return True
    shared = first.family == "percent" and second.family == "money"
    return shared and rest.endswith(",") and rest.count(",") == 1 and len(rest.split()) <= 4


def appose(text: str, breaks: list[int], amounts: Sequence[Amount]) -> None:
    """Take out of `breaks` the commas around a quantity that only repeats the one before it: `half, 85 billion, is`."""
    for first, second in pairwise(amounts):
        opened, closed = text[first.end : second.start], text[second.end : second.end + 1]
        if (
            not _repeats_beside(opened, first, second)
            or closed != ","
            or first.family == second.family
            or not (first.family and second.family)
        ):
            continue
        for at in (first.end + opened.index(","), second.end):
            spot = bisect_left(breaks, at)
            if breaks[spot : spot + 1] == [at]:
                del breaks[spot]


_WORD = re.compile(r"\s([^\W\d_]{1,12})\s")
_TELLING = frozenset({"according", "reported", "analyst", "official"})
_MUTE = frozenset({"ai", "chipword", "authority"})  # cues of nouns, which tell of no doing


def put_in(
    text: str, breaks: list[int], cues: Sequence[Hit], amounts: Sequence[Amount], links: tuple[str, ...] = ()
) -> None:
    """Take out of `breaks` the commas around who tells: `hoarded, according to one of its staff, 10,000 cards`.

    Likewise those around a place or a time, opened by a preposition of `links`: `ships, before the holidays, 10,000`.
    """
    ordered = sorted(cues, key=lambda h: h.start)
    starts = [h.start for h in ordered]
    for first, second in pairwise(tuple(breaks)):
        if second - first > 48 or text[first] != "," or text[second] != ",":
            continue
        within = ordered[bisect_right(starts, first) : bisect_left(starts, second)]
        told = any(h.group == "stance" and (h.name in _TELLING or _alone(text, first, second, h)) for h in within)
        doing = any(h.group == "cue" and h.name not in _MUTE for h in within)
        plain = links and not any(h.group == "stance" for h in within)
        word = _WORD.match(text, first + 1) if plain else None
        told = told or (word is not None and word.group(1) in links and text[second + 1 : second + 2] == " ")
        if told and not doing and not any(first < a.start < second and a.family for a in amounts):
            breaks[:] = [at for at in breaks if at not in {first, second}]


def _alone(text: str, first: int, second: int, hit: Hit) -> bool:
    """Whether a verb of saying stands by itself between two commas: `el coste, añadió, no llegó a`."""
    return hit.name in _SAYING and hit.start == first + 2 and hit.end == second and " " not in text[first + 2 : second]


_SAYING = frozenset({"asserted", "estimated"})


def settle_yen(amounts: Sequence[Amount], *, chinese: bool) -> None:
    """Tell yuan from yen by the sum in dollars beside a `¥`, else by whether the text is about China."""
    for index, amount in enumerate(amounts):
        if amount.unit != "¥":
            continue
        dollars = next((a.low for a in amounts[index + 1 : index + 2] if a.unit == "USD" and a.paired), 0.0)
        rate = amount.low / dollars if dollars else (7.0 if chinese else 0.0)
        amount.unit = "CNY" if 5 < rate < 9 else ("JPY" if 80 < rate < 200 else amount.unit)
