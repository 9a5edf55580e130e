"""Numerals to values: digits with either separator, scales, nested CJK numerals, number words, vague counts."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from suanli.claims.decimals import decimal_of, split
from suanli.claims.lexicon import Hit, Hits, Lexicon

__all__ = ["DIGITS", "SCALED", "STARTERS", "Numeral", "Reader", "read_numeral", "scaled_up"]

STARTERS = ("number", "vague", "fraction", "multiple", "article", "scale")  # groups of words that may open a numeral

# Not `600 000 910C`. A pattern that opens with one class of characters is sought by that class, ten times as fast.
DIGITS = re.compile(r"\d(?:\d{0,2}(?: \d{3}(?![bcd]\b))+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d*(?:[.,']\d+)*)")
HAN = re.compile(r"[一二两三四五六七八九十百千零〇○廿卅]{1,16}")
SCALED = re.compile(r"[\d.,]{1,20}[万亿兆]")  # AMD16万张: a number, for no name ends so
_BLANKS = " -"
_REST = re.compile(r" [1-9]\d\d(?![\d.,]\d|\d|[bcd]\b)")
_HAN_DIGIT = dict(zip("零〇○一二两三四五六七八九", (0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000}
_WORD = re.compile(r"[ -]([a-zà-ÿ]+)")
_TENS = {"廿": 20, "卅": 30}
_HAN = frozenset({*_HAN_DIGIT, *_HAN_UNIT, *_TENS})
_POINT = re.compile(r"[.・·点]([零〇○一二三四五六七八九]{1,4})(?=[万亿兆倍%吉成])")
_PERCENT = re.compile(r"百分之([零一二三四五六七八九十廿卅]{1,4}|\d{1,3}(?:\.\d{1,2})?)")
_PARTS = re.compile(r"([一二三四五六七八九十]|\d{1,3})[分분](?:之|の|의) ?([一二三四五六七八九十]|\d{1,2})")
_SLASHED = re.compile(r"([1-9])/([2-9]|1\d|20)(?![\d/]|[.,]\d)")
_TO_SLASHED = re.compile(r"(?:[的の의为约仅近达其占有]\s?|\d/\d{1,2}[至到])$")
_OF_YEAR = re.compile(r" \w{1,5} (?:19|20)\d\d")
_HANGUL = re.compile(r"[\uac00-\ud7af]{2}")
_PAIR = re.compile(
    r"([二三四五六七八九]?十)?([一二两三四五六七八])、?([二三四五六七八九])([十百千]?)(?![一二两三四五六七八九十百千零〇])"
)
_UP = "一二三四五六七八九"
TOP = 9.9999
# Characters from which a text without spaces is a report, and a feature: features, and loose phrases with them, tell
# orders of magnitude widely (`数万` is 20,000 and more, `百万` a million and more), reports from the scale itself.
REPORT, FEATURE = 40, 800


class Numeral(msgspec.Struct):
    """A value read at `start` to `end`; `form` says how: digits, words, vague, scale, fraction, multiple.

    `mantissa` is the value without the scale, `more` says that the words add an open rest (10余万).
    """

    start: int
    end: int
    low: float
    high: float
    scale: float
    form: str
    more: bool = False
    other: float | None = None


def _han(text: str) -> float | None:
    """The value of Chinese digits up to thousands; None where they spell no number."""
    total, digit = 0, -1
    if all(c in _HAN_DIGIT for c in text) and len(text) > 1:
        placed = len(text) > 2 or (text[-1] in "〇○" and text[0] not in "零〇○")  # 二九〇万, 五〇亿, but 二三
        return float("".join(str(_HAN_DIGIT[c]) for c in text)) if placed else None
    for char in text:
        if char in _TENS:
            total += _TENS[char]
        elif char in _HAN_UNIT:
            total += _HAN_UNIT[char] * (1 if digit < 0 else digit)
            digit = -1
        elif digit < 1:
            digit = _HAN_DIGIT[char]
        else:
            return None
    return float(total + max(digit, 0))


@lru_cache(maxsize=32)
def _fillers(words: Lexicon) -> tuple[str, ...]:
    """The words that may stand between a numeral and its unit."""
    of = tuple(w for w in words.words("of") if w not in words.words("for_after"))
    return (*words.words("number_of"), *of)  # `porte à 45 000 le nombre de puces`


class Reader:
    """Reads numerals of one folded text."""

    def __init__(self, text: str, hits: Hits, words: Lexicon) -> None:
        """A reader of `text`, in which `hits` were found."""
        self.text, self.words, self.size = text, words, len(text)
        self.decimal = decimal_of(text, words)
        self.short = not words.spaced and REPORT <= len(text) < FEATURE
        self.tables = {group: hits.at(group) for group in STARTERS}
        self.scaling = self.tables["scale"]
        self.units = hits.at("unit")
        self.compound = bool(words.grammar.get("compound", False))
        self.more = tuple(words.numbers.get("tail_over", ()))
        self.pieces = tuple(words.numbers.get("scale_piece", ()))
        self.skipped = (*self.pieces, *words.numbers.get("tail_about", ()))
        self.prefixes = (*words.numbers.get("vague_prefix", ()), *words.numbers.get("over_prefix", ()))
        self.of_words = tuple(f" {w}" if w.endswith("'") else f" {w} " for w in words.words("of"))
        self.fillers = _fillers(words)
        self.parted, self.slashes = "分" in text or "분" in text, "/" in text  # what no fraction is without

    def hit(self, position: int, group: str) -> Hit | None:
        """The longest hit of a group at a position."""
        found = self.tables[group].get(position)
        return found[0] if found else None

    def gap(self, position: int, *, filler: bool = False) -> int:
        """The position after spaces, a hyphen and, if asked, one filler word such as ``de``."""
        text, size = self.text, self.size
        while position < size and text[position] in _BLANKS:
            position += 1
        if filler and self.words.spaced and text.startswith(self.fillers, position):
            for word in self.fillers:
                if text.startswith(word, position):
                    stop = position + len(word)
                    if word.endswith("'") or (stop < size and text[stop] == " "):
                        return self.gap(stop, filler=True)
        return position

    def scales(self, position: int, *, filler: bool = False) -> tuple[float, int, bool]:
        """The product of the scale words from a position, where they end, and whether a 余 stood before them."""
        product, stop, more = 1.0, position, False
        while True:
            next_at = self.gap(stop, filler=filler and product == 1.0) if self.words.spaced or product == 1.0 else stop
            if product == 1.0 and self.skipped and self.text.startswith(self.skipped, next_at):
                next_at = self._past_piece(next_at)  # 两个多亿, 八十来万
            for mark in self.more if self.text.startswith(self.more, next_at) else ():
                if self.text.startswith(mark, next_at) and self.hit(next_at + len(mark), "scale"):
                    next_at, more = next_at + len(mark), True
            if next_at not in self.scaling:
                return product, stop, more
            found = self.scaling[next_at][0]
            if any(h.group == "unit_other" and h.end > found.end for h in self.units.get(next_at, ())):
                return product, stop, more  # the 兆 of 兆瓦
            if product > 1.0 and self.words.spaced and found.value > product and product not in {1e2, 1e3}:
                return product, stop, more
            product, stop = product * float(found.value), found.end

    def _past_piece(self, position: int) -> int:
        """Past a counter or a word for `about` in front of a large scale word, or where it stood."""
        after = position + max((len(w) for w in self.skipped if self.text.startswith(w, position)), default=0)
        marks = [len(m) for m in self.more if self.text.startswith(m, after)]
        scale = self.hit(after + max(marks, default=0), "scale")
        least = 1e8 if self.text[position] in self.pieces else 1e4  # 三个亿, but 多个万卡集群
        return after if scale is not None and float(scale.value) >= least else position

    def digits(self, position: int) -> Numeral | None:
        """Digits with their scale words, and the smaller parts of a nested numeral (10万4000)."""
        match = DIGITS.match(self.text, position)
        if match is None:
            return None
        scale, end, more = self.scales(match.end())
        value, other = split(match.group(), self.decimal, scaled=scale > 1)
        low = value * scale
        small = _REST.match(self.text, end) if scale == 1e3 and self.words.spaced else None
        if small is not None:  # 4 mil 500 millones: thousands and the rest, then the scale of both
            size, stop, _ = self.scales(small.end())
            low = (low + float(small.group())) * size
            return Numeral(position, stop if size > 1 else small.end(), low, low, size * scale, "digits", more)
        if self.compound and scale > 1:
            low, scale, end = self._nested(low, scale, end)
        return Numeral(position, end, low, low, scale, "digits", more, None if other is None else other * scale)

    def _nested(self, low: float, scale: float, end: int) -> tuple[float, float, int]:
        """The value, scale and end of a numeral with the smaller parts behind it: `10万4000`, `2조3천500억`."""
        great, total, chunk = (scale, low, 0.0) if scale >= 1e4 else (0.0, 0.0, low)
        last = scale
        while last > 1:
            part = DIGITS.match(self.text, end + (self.text[end : end + 1] == " "))
            if part is None:
                break
            size, stop, _ = self.scales(part.end())
            rest = split(part.group(), ".", scaled=False)[0]
            if size >= 1e4 and last < 1e4 and 0 < rest < last and (size < great or not great):
                total, chunk = total + (chunk + rest) * size, 0.0  # 3천800억: both are counted in hundred millions
                scale = scale if great else size
                great = size
            elif 0 < rest * size < last and size < last:
                chunk += rest * size
            else:
                break
            last, end = size, stop
        return total + chunk, scale, end

    def parts(self, position: int) -> Numeral | None:
        """`三分之一`, `3分の1`, `3분의 1`: a fraction written whole."""
        if not self.parted:
            return None
        match = _PERCENT.match(self.text, position)
        share = _han(match[1]) if match and not match[1][0].isdigit() else float(match[1]) if match else None
        if match is not None and share is not None:  # 百分之十五
            return Numeral(position, match.end(), share / 100, share / 100, 1.0, "fraction")
        match = _PARTS.match(self.text, position)
        if match is None:
            return None
        under, over = (_han(g) if not g.isdigit() else float(g) for g in match.groups())
        if not under or not over or over >= under:
            return None
        return Numeral(position, match.end(), over / under, over / under, 1.0, "fraction")

    def slashed(self, position: int) -> Numeral | None:
        """`仅为H100的1/6`, `1/3 of sales`: a fraction in digits, where a word beside it says that it is no date."""
        match = _SLASHED.match(self.text, position) if self.slashes else None
        if match is None or int(match[1]) >= int(match[2]):
            return None
        if self.words.spaced:
            told = self.text.startswith(self.of_words, match.end()) and _OF_YEAR.match(self.text, match.end()) is None
        else:
            told = _TO_SLASHED.search(self.text, max(position - 6, 0), position) is not None
        value = int(match[1]) / int(match[2])
        return Numeral(position, match.end(), value, value, 1.0, "fraction") if told else None

    def han(self, position: int) -> Numeral | None:
        """A numeral in Chinese characters, with its scale words."""
        pair = _PAIR.match(self.text, position)
        follows = pair is not None and _UP.find(pair[3]) == _UP.find(pair[2].replace("两", "二")) + 1
        plain = pair is not None and not pair[1] and "、" not in pair.group()
        if pair and (follows or (pair.group(2, 3) == ("三", "五") and plain)) and not (pair[1] and pair[4]):
            unit = float(_HAN_UNIT.get(pair[4], 1))  # 三四个月, 两三百张, 十八九万: from the one to the next
            tens = _han(pair[1] or "") or 0.0
            scale, end, more = self.scales(pair.end())
            low, high = ((tens + _HAN_DIGIT[c]) * unit * scale for c in pair.group(2, 3))
            return Numeral(position, end, low, high, scale, "words", more)
        match = HAN.match(self.text, position)
        value = _han(match.group()) if match else None
        if match is None or value is None:
            return None
        point = _POINT.match(self.text, match.end())
        if point is not None:  # 一．六亿, as newspapers set it
            value += float("0." + "".join(str(_HAN_DIGIT[c]) for c in point[1]))
        scale, end, more = self.scales(point.end(1) if point is not None else match.end())
        if match.group() in {"百", "千"} and not more:
            return Numeral(position, end, value * scale, value * scale * self._order(position), scale, "scale")
        total, last = value * scale, scale
        while last > 1 and not more and (rest := HAN.match(self.text, end)) is not None:
            part = _han(rest.group())  # 两万五千, 三亿五千万
            size, stop, more = self.scales(rest.end())
            single = part is not None and part < 10 and size == 1  # 两万五: how it is said, but 三万一块 is not
            if single and part and not self._counted(rest.end()):
                return Numeral(position, rest.end(), total + part * last / 10, total + part * last / 10, scale, "words")
            if part is None or not 0 < part * size < last or single:
                break
            total, last, end = total + part * size, size, stop
        return Numeral(position, end, total, total, scale, "words", more)

    def _counted(self, position: int) -> bool:
        """Whether something is counted or goes on here, so that a last digit is a number of its own."""
        text, size = self.text, self.size
        return position < size and (
            position in self.units or text.startswith(self.words.list_of("after_digit"), position)
        )

    def vague(self, position: int) -> Numeral | None:
        """`数万`, `tens of thousands`, `dezenas de milhares`: an order of magnitude."""
        text = self.text
        for mark in self.words.numbers.get("vague_prefix", ()):
            if text.startswith(mark, position):
                scale, end, _ = self.scales(position + len(mark))
                if scale > 1:
                    wide = scale > 100 and (
                        text[position + len(mark)] in "十百십백" or (self.short and (mark < "가" or scale == 1e4))
                    )
                    low = 1.0 if wide else 2.0
                    return Numeral(position, end, low * scale, TOP * scale, scale, "vague")
                if self._time(end):
                    return Numeral(position, end, 2.0, 9.0, 1.0, "vague")
        for mark in self.words.numbers.get("over_prefix", ()):
            if text.startswith(mark, position) and text[position - 1 : position] not in {"超", "不", "通"}:
                scale, end, _ = self.scales(position + len(mark))
                if scale > 1:
                    return Numeral(position, end, scale, scale * TOP, scale, "vague", more=True)
        found = self.hit(position, "vague")
        if found is None:
            return None
        scale, end, _ = self.scales(found.end, filler=True)
        low, high = (float(v) for v in found.value)
        return Numeral(position, end if scale > 1 else found.end, low * scale, high * scale, scale, "vague")

    def _time(self, position: int) -> bool:
        """Whether a unit of time stands here: `数周`, `几个月`."""
        units = self.units.get(position, ())
        names = {"days", "weeks", "months", "years"}
        return any(h.group == "unit_other" and h.name in names for h in units)

    def bare(self, position: int) -> Numeral | None:
        """A scale word alone (`百万美元`, `万卡`) in a language that counts so."""
        if self.words.spaced or self.hit(position, "scale") is None:
            return None
        scale, end, _ = self.scales(position)
        if scale < 1e4 or (_HANGUL.match(self.text, end - 1) and not self._goes_on(end)):
            return None  # 만나다, 조사: a syllable of a longer word
        return Numeral(position, end, scale, scale * self._order(position), scale, "scale")

    def _goes_on(self, position: int) -> bool:
        """Whether a unit, more of the number or a mark of excess follows a scale word."""
        return position in self.units or self.text.startswith(self.words.list_of("tail_over"), position)

    def _order(self, position: int) -> float:
        """1 where a scale word alone is the number (`百万颗`), TOP where it tells an order of magnitude (`以千万元计`).

        So it does in features and phrases, whose `万卡` are a class of clusters rather than a count.
        """
        return 1.0 if self.short and not self.text.endswith(("以", "多个"), 0, position) else TOP

    def spelled(self, position: int) -> Numeral | None:
        """Number words: `dois mil`, `two hundred thousand`, `half a million`, `dreißig`."""
        if position and _HANGUL.match(self.text, position - 1):
            return None  # 계열, 바이두: a syllable of a longer word
        total = current = 0.0
        end, seen, top, start = position, False, 1.0, position
        article = self.hit(position, "article")
        if article is not None:
            after = self.gap(article.end)
            units = self.units.get(after, ())
            power = any(h.group == "unit_other" and h.name.startswith(("W", "TFLOPS")) for h in units)
            power = power or self._measured(after)
            if self.hit(after, "scale") is None and self.hit(after, "vague") is None and not power:
                article = None
            else:
                current, seen, end = 1.0, True, article.end
        for _ in range(8):
            here = self._linked(end, current) if seen else position
            word, scale = self._next_word(here, current if here > end else 0.0), self.hit(here, "scale")
            if word is not None and (not seen or scale is None or word.end > scale.end):
                current, end, seen = current + float(word.value), word.end, True
            elif scale is not None and seen:
                size = float(scale.value)
                top = max(top, size)
                if size == 100:
                    current = max(current, 1.0) * size
                else:
                    total, current = total + max(current, 1.0) * size, 0.0
                    if total < size * size and current == 0.0 and self._next_scale(scale.end):
                        current, total = total, 0.0
                end = scale.end
            else:
                break
        if not seen:
            return None
        value = total + current
        value, end = self._halved(value, end, top)
        return Numeral(start, end, value, value, top, "words")

    def mixed(self, position: int) -> Numeral | None:
        """A thousand in words with the rest in digits, as Mexican papers have it: `mil 492`, `mil 300 millones`."""
        word = self.hit(position, "number")
        rest = _REST.match(self.text, word.end) if word is not None and word.value == 1000 else None
        if rest is None:
            return None
        scale, end, _ = self.scales(rest.end())
        value, end = (1000.0 + float(rest.group())) * scale, end if scale > 1 else rest.end()
        return Numeral(position, end, value, value, scale, "digits")

    def _next_word(self, here: int, current: float) -> Hit | None:
        """The number word at a place, unless it stands apart from ones that it cannot add to: `два-три раза`."""
        word = self.hit(here, "number")
        return None if word is not None and current % 10 > 0 and float(word.value) < 10 else word

    def _linked(self, end: int, current: float) -> int:
        """Where the next word of a number may stand, past the word that links ones to tens: `treinta y cinco mil`."""
        tens = current > 0 and current % 10 == 0 and current < 1e3
        for link in self.words.list_of("tens_and") if tens else ():
            after = end + len(link) + 2
            ones = self.hit(after, "number") if self.text.startswith(f" {link} ", end) else None
            if ones is not None and 0 < float(ones.value) < (100 if current % 100 == 0 else 10):
                return after
        return self.gap(end)

    def _halved(self, value: float, end: int, top: float) -> tuple[float, int]:
        """A value with the half that words after it add: `un milione e mezzo`."""
        half = next((w for w in self.words.words("and_half") if self.text.startswith(f" {w}", end)), "")
        stop = end + 1 + len(half)
        if not half or top <= 1 or self.text[stop : stop + 1].isalpha():
            return value, end
        return value + top / 2, stop

    def _next_scale(self, position: int) -> bool:
        return self.hit(self.gap(position), "scale") is not None

    def part(self, position: int) -> Numeral | None:
        """A fraction or a multiple (`half`, `一半`, `doubled`)."""
        part, whole = self.hit(position, "fraction"), self.hit(position, "multiple")
        longer = part is not None and whole is not None and whole.end > part.end  # `half as much again`
        for group in ("multiple",) if longer else ("fraction", "multiple"):
            found = self.hit(position, group)
            if found is not None and self._ranked(found):
                return None
            if found is not None:
                value = float(found.value)
                scale, end = 1.0, found.end
                if group == "fraction":
                    after = self.gap(found.end)
                    article = self.hit(after, "article")
                    scale, end, _ = self.scales(article.end if article else found.end)
                    if scale > 1:
                        return Numeral(position, end, value * scale, value * scale, scale, "words")
                    end = found.end
                    if self.text[found.start : end] in self.words.list_of("halving") and after not in self.units:
                        return None  # `el mismo medio`, `por meio`: a half is half of something
                return Numeral(position, end, value, value, scale, group)
        return None

    def of_every(self, position: int) -> Numeral | None:
        """`one in five dies`, `four out of five`: a share told by how many of how many; spans of time are none."""
        first = self.hit(position, "number")
        links = self.words.words("of_every") if first is not None and 0 < first.value < 10 else ()
        for link in links:
            if first is None or not self.text.startswith(f" {link} ", first.end):
                continue
            second = self.hit(first.end + len(link) + 2, "number")
            after = self.units.get(self.gap(second.end), ()) if second is not None else ()
            spans = any(h.name in {"days", "weeks", "months", "years", "skip"} for h in after)
            if second is None or spans or not first.value < second.value <= 100:
                continue
            value = float(first.value) / float(second.value)
            return Numeral(position, second.end, value, value, 1.0, "fraction")
        return None

    def _measured(self, position: int) -> bool:
        """Whether a span of time here measures a stock: `a year's supply`, `a full quarter's worth`."""
        follows = self.words.words("span_after")
        spans = (
            (h.end for h in self.units.get(position, ()) if h.name in {"weeks", "months", "years"}) if follows else ()
        )
        return any(self.text.startswith(follows, end) for end in spans)

    def _ranked(self, found: Hit) -> bool:
        """Whether a fraction is a place in a row: `a third building`, `a fifth site`."""
        lead, rest = (
            self.text[max(found.start - 12, 0) : found.start].rstrip(" -"),
            self.text[found.end : found.end + 20],
        )
        if lead.endswith(
            self.words.list_of("before_half") or ("\0",)
        ):  # `the first half of the year`, but `of an order`
            years = tuple(f"{of}{w}" for of in self.of_words for w in self.words.list_of("half_of"))
            return not rest.startswith(self.of_words) or rest.startswith(years)
        if rest.lstrip().startswith(self.words.list_of("after_half")):
            return True  # `nửa đầu năm`
        if self.text[found.start : found.end] not in self.words.list_of("ordinals"):
            return False
        word = _WORD.match(self.text, found.end)
        return word is not None and word[1] in self.words.list_of("ranked")


def read_numeral(reader: Reader, position: int) -> Numeral | None:
    """The numeral that starts at a position, read in the fullest way."""
    char, here = reader.text[position], reader.tables
    if char.isdigit() and char.isascii():
        return reader.parts(position) or reader.slashed(position) or reader.digits(position)
    found: list[Numeral | None] = []
    if position in here["vague"] or reader.text.startswith(reader.prefixes, position):
        found.append(reader.vague(position))
    if position in here["fraction"] or position in here["multiple"]:
        found.append(reader.part(position))
    if position in here["number"] or position in here["article"]:
        found += [reader.mixed(position), reader.spelled(position), reader.of_every(position)]
    if not reader.words.spaced:
        if char in _HAN:
            found += [reader.parts(position), reader.han(position)]
        if position in here["scale"]:
            found.append(reader.bare(position))
    return max((n for n in found if n is not None), key=lambda n: n.end, default=None)


def scaled_up(number: Numeral, other: Numeral, *, change: bool) -> float:
    """The first number of a range in the scale of the second: `5 to 7 million`, `5 mil a 7 mil milhões`."""
    low = number.low
    if number.scale == 1.0 < other.scale and low < (1e3 if change else other.low / other.scale * 1.0001):
        return low * other.scale
    return low * 1e6 if (number.scale, other.scale) == (1e3, 1e9) and low * 1e6 <= other.low * 1.0001 else low
