"""Quantities: a numeral with its unit, bound and rate, read from a folded text and its lexicon hits.

A digit inside a chip's or product's name is never a quantity; what has no known unit is kept with family "".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from suanli.claims.amounts import Amount, Span, linked_from, masked, mended, noun_of_change, past_quote, share_units
from suanli.claims.articles import with_article
from suanli.claims.bounds import BLOCK, OBJECT, Bounds
from suanli.claims.charts import charted
from suanli.claims.days import YEAR_NEXT, is_date
from suanli.claims.hours import WORD, hours_of, hours_on
from suanli.claims.lexicon import Hit, Hits, Lexicon, by_end
from suanli.claims.naming import only_makers
from suanli.claims.numerals import DIGITS, SCALED, STARTERS, Numeral, Reader, read_numeral, scaled_up
from suanli.claims.tails import tails
from suanli.claims.turned import led, near_ends, turn
from suanli.claims.units import STATED, Unit, cut_short, unit_of

__all__ = ["Amount", "read_amounts"]

_TAIL = frozenset("〇○零一二三四五六七八九")
BARRIERS = frozenset({"buy", "sell", "ship", "hold", "price", "train", "invest", "report"})
MOVES = frozenset({"price_up", "price_down"})
UNSCALED = frozenset({"", "money", "chips", "percent", "people", "tokens", "power", "parameters"})


class Amounts:
    """The reader of quantities of one text."""

    def __init__(self, text: str, hits: Hits, chips: Sequence[Span], words: Lexicon) -> None:
        """Tables of the hits and chips of `text` by start, and of bounds and signs by end."""
        self.text, self.words = text, words
        self.reader = reader = Reader(text, hits, words)
        self.stops = words.stops()
        self.over = (*reader.more, "+")
        self.article = with_article(words, r"@(?=[\d$€£¥])")
        self.article_before = with_article(words, " @$")
        keys = "between", "since", "times_by"
        self.openers = {key: tuple(w for w in words.list_of(key) if w in text) for key in keys}
        self.read_units: dict[int, Unit] = {}
        self.units, self.ranges = hits.at("unit"), hits.at("range")
        self.signs = hits.at("unit_before")
        self.bounds = Bounds(text, hits, reader)
        self.sign_ends = by_end(hits.of("unit_before"))
        self.chips = dict(chips)
        self.makers = {h.start: h for h in hits.names[::-1] if h.name in only_makers() and h.group == "company"}
        self.barriers = {h.start for name in BARRIERS for h in hits.told.get(name, ())}
        self.moves = sorted(h.start for name in MOVES for h in hits.told.get(name, ()))
        counted = (h.end for h in hits.of("unit") if h.name == "chips")
        self.nouns = frozenset(counted) if not words.spaced else frozenset()  # GPU6万基: a count after its noun
        self.starts = {h.start for group in STARTERS for h in hits.of(group)}
        self.falls = {h.end for h in hits.told.get("price_down", ())}
        self.masked = sorted([*masked(text, hits, chips, words), *charted(text, words)], key=lambda s: (s[0], -s[1]))

    # ------------------------------------------------------------ candidates

    def candidates(self) -> Iterator[int]:
        """Every position at which a quantity may start, in order."""
        found = [(m.start(), m.group()) for m in DIGITS.finditer(self.text)]
        digits = [start for start, _ in found]
        # `H20 150만`, `H800 512`: what stands after a space may be the number, what stands before it a name
        digits += [start + i + 1 for start, run in found if " " in run for i, c in enumerate(run) if c == " "]
        prefixed = () if self.words.spaced else (m.start() for m in self.words.prefixes().finditer(self.text))
        merged = sorted({*digits, *self.starts, *prefixed})
        mask = iter((*self.masked, (len(self.text), len(self.text) + 1)))
        first, last = next(mask)
        for position in merged:
            while last <= position:
                first, last = next(mask)
            if not first <= position:
                yield position

    def glued(self, position: int) -> bool:
        """Whether a numeral is the tail of a name or a number: `H20`, `GPT-4`, `v3.1`."""
        text = self.text
        if text.endswith(("±", "± "), 0, position):
            return True  # `±2%`: a tolerance
        if position == 0 or text[position - 1] == " " or position in self.nouns:
            return False
        char = text[position - 1]
        if (char.isascii() or "\u0400" <= char <= "\u04ff") and (char.isalpha() or char in "_#@"):
            return self._currency_before(position) is None and not (char.isalpha() and SCALED.match(text, position))
        if char in "-.+" and position > 1:
            return text[position - 2].isalpha() and text[position - 2].isascii() and char in "-+"
        return False

    # ------------------------------------------------------------ units

    def _currency_before(self, position: int) -> Hit | None:
        text = self.text
        for end in (position, position - 1):
            if end < 0 or text[end:position].strip():
                continue
            if found := self.sign_ends.get(end):
                by_piece = text[position].isalpha() and text[found[0].start - 2 : found[0].start - 1].isdigit()
                return None if by_piece else found[0]  # `560 USD một khối`
        return None

    def unit_at(self, position: int) -> Unit:
        """Family, unit, noun class, factor and end of the unit at a position; empty family if there is none."""
        found = self.read_units.get(position)
        if found is None:
            found = self.read_units[position] = self._unit_at(position)
        return found

    def unit_after(self, number: Numeral) -> Unit:
        """The unit right after a numeral."""
        return self.unit_at(self.reader.gap(number.end))

    def _unit_at(self, position: int) -> Unit:
        best: Hit | None = None
        for hit in self.units.get(position, ()):
            if hit.name == "people" and self.text.startswith("工", hit.end):
                continue  # 26万张人工智能（AI）用GPU
            weak = best is not None and (
                best.name in {"skip", "loose"} or (best.name == "pieces" and hit.name != "skip")
            )
            if best is None or hit.end > best.end or (weak and hit.end == best.end):
                best = hit
        if best is None or (best.name == "years" and YEAR_NEXT.match(self.text, best.end)):
            return "", "", "", 1.0, position  # `85 tỷ năm 2025`
        return unit_of(best)

    def find_unit(self, number: Numeral) -> Unit:
        """The unit that follows a numeral, with the words that may stand between."""
        reader = self.reader
        position = reader.gap(past_quote(self.text, number.end) if number.form == "vague" else number.end)
        tail = self._over(position)
        found = self.unit_at(tail)
        if found[0] == "skip" and (hours := hours_on(self, tail, found[4])) is not None:
            return hours
        if found[0] and found[2] not in {"piece", "loose"} and not (found[0] == "skip" and not self.words.spaced):
            return self._fuller(tail, found) if found[0] == "money" else found
        if not self.words.spaced:
            return self._after_piece(tail, found)
        filled, plain = reader.gap(tail, filler=True), number.form in {"digits", "words"} and number.scale < 1e6
        if filled != tail:
            after = self.unit_at(filled)
            if after[0] == "skip" and (hours := hours_on(self, filled, after[4])) is not None:
                return hours
            if after[0] == "duration" and number.low >= 1e5:
                return "", "", "", 1.0, position  # `35-40 miliardi dell'anno scorso`
            if after[0] and not (plain and after[0] in {"duration", "skip"}):
                return after
        found = self._window(filled, found)
        if filled != tail and plain and found[0] in {"duration", "skip"}:
            return "", "", "", 1.0, position  # `contro i 3,20 di gennaio`
        if found[0] == "duration" and self.text.startswith(tuple(f"{w} " for w in self.words.words("these")), filled):
            return "", "", "", 1.0, position  # `485 000 cette année`
        return found if found[0] else cut_short(self.text, filled, self.words.words("chip_heads"))

    def _fuller(self, position: int, found: Unit) -> Unit:
        """The currency at a position, or the longer one behind its `de`: `milliards de dollars taïwanais`."""
        after = self.unit_at(self.reader.gap(position, filler=True)) if self.words.spaced else found
        return after if after[0] == "money" and after[4] > found[4] else found

    def _over(self, position: int) -> int:
        """Past a 多 or 余 or a plus between numeral and unit."""
        if not self.text.startswith(self.over, position):
            return position
        mark = next(m for m in self.over if self.text.startswith(m, position))
        return self.reader.gap(position + len(mark))

    def _after_piece(self, position: int, found: Unit) -> Unit:  # noqa: C901 - one question after another
        """A classifier and the noun it counts, in languages without spaces."""
        if found[0] == "skip" and (found[4] - position > 1 or self.text[position] in "代世"):
            return found  # 年前, カ国, 代: another thing is counted, whatever follows
        noun = found[4] if found[0] else position
        noun += found[0] != "" and self.text[noun : noun + 1] == " "  # 1 兆个 token
        if self.text[noun : noun + 1] in {"的", "の"}:
            if not found[0] and self.text[position - 2 : position - 1] == " ":
                return found  # `Llama 2的速度`
            noun += 1
        if found[0] and self.text.startswith(self.words.words("loaded") or "\0", noun):
            return found  # `8個積んだサーバー`
        for reach in range(7):
            spot = noun + reach
            if spot >= len(self.text) or self.text[spot] in (OBJECT if found[0] and not reach else BLOCK):
                break
            if spot in self.chips:
                part = hours_of(self, self.chips[spot]) or self.unit_at(self.chips[spot])  # 两颗910B裸晶
                coded = ("chips", "chips", "code", 1.0, found[4] if found[0] else spot)
                return part if part[2] in {"dies", "noun2"} else coded
            if reach == 0 and found[0] and (made := self._made_by(spot)) is not None:
                return made
            family, unit, kind, factor, end = self.unit_at(spot)
            if family == "chips" and kind in {"noun", "servers", "dies"}:
                return (family, unit, kind, factor, end)
            if family and kind not in {"piece", "loose"} and found[0] and reach == 0 and family != "skip":
                return (family, unit, kind, factor, end)
            if self.reader.hit(spot, "number") or self.reader.hit(spot, "scale") or self.text[spot].isdigit():
                break
        return found

    def _made_by(self, spot: int) -> Unit | None:
        """The chip noun right after a maker's name: `1万基のNVIDIA製GPU`."""
        maker = self.makers.get(spot)
        ends = (maker.end, maker.end + 1, maker.end + 2) if maker is not None else ()
        units = (self.unit_at(at) for at in ends if at not in self.chips)
        return next((u for u in units if u[0] == "chips" and u[2] == "noun"), None)

    def _window(self, position: int, found: Unit) -> Unit:  # noqa: C901 - one question after another
        """A chip noun or code within four words of a numeral, no barrier between, in languages with spaces."""
        if found[0] and found[2] not in {"piece", "loose"}:
            return found
        spot, count = (found[4] if found[0] else position), 0
        another = self.text.startswith(tuple(f"{w} " for w in self.words.words("indefinite")), position)
        while count < (1 if self.words.foreign else 5):  # a word unknown may say thousands
            spot = self.reader.gap(spot, filler=True) if count or found[0] else spot
            if spot >= len(self.text) or self.text[spot] in BLOCK - {'"', "("}:
                break
            opened = self.text[spot] == "("
            if self.text[spot] in '"(':
                spot = self.reader.gap(spot + 1)
            if spot in self.chips:
                return hours_of(self, self.chips[spot]) or ("chips", "chips", "code", 1.0, self.chips[spot])
            maker = self.makers.get(spot)
            if maker is not None and count == 0 and not found[0]:
                found = ("chips", "chips", "noun", 1.0, maker.end)
            family, unit, kind, factor, end = self.unit_at(spot) if found[0] else self._compound_at(spot)
            if (opened and kind not in {"noun", "servers"}) or (another and family in {"duration", "skip"}):
                break  # `contre 1,17 milliard un an plus tôt`
            if family and not (found[0] and (kind in {"piece", "loose"} or family == "duration")):
                if kind in {"noun", "servers", "dies", "people"} or (count < 2 and family != "skip"):
                    return (family, unit, kind, factor, end)
                if family == "skip":
                    return (family, unit, kind, factor, end) if not found[0] else found
            if self._barrier(spot):
                break
            word = WORD.match(self.text, spot)
            if word is None or word.group()[0].isdigit():
                break
            spot, count = word.end(), count + 1
        return found

    def _compound_at(self, position: int) -> Unit:
        """The unit at a position, or that of the last part of a compound which begins there: `KI-Prozessoren`."""
        whole = self.unit_at(position)
        word = WORD.match(self.text, position) if not whole[0] else None
        part = (
            self.unit_at(position + word.group().rfind("-") + 1) if word is not None and "-" in word.group() else whole
        )
        return part if part[2] in {"noun", "servers", "dies"} else whole

    def _barrier(self, spot: int) -> bool:
        """Whether a word that ends a noun phrase stands here: a preposition, a verb of a cue, a currency."""
        if spot in self.barriers:
            return True
        word = WORD.match(self.text, spot)
        if word is None or word.group() not in self.stops:
            return False
        lead = self.text[max(spot - 6, 0) : spot].split()[-1:]  # `12.600 dos mais recentes chips`
        return not (word.group() in self.words.words("more") and lead and lead[0] in self.reader.fillers)

    # ------------------------------------------------------------ one quantity

    def read(self, position: int) -> list[Amount]:
        """The quantity at a position: one amount, or two where the words tell a change or pair."""
        text = self.text
        if (position and text[position - 1] == "第") or (text[position].isdigit() and self.glued(position)):
            return []  # 第4季950DT, 第二座: which one, not how many
        if position and text[position - 1] in _TAIL and text[position] in _TAIL:
            return []  # the 三 of 二〇二三年
        number = read_numeral(self.reader, position)
        if number is None or is_date(text, number, self):
            return []
        if number.form == "scale" and position and "가" <= text[position - 1] <= "힣":
            return []  # 만 in 팔만대장경
        second = self._second(number)
        if second is None:
            amount = self._amount(number)
            return [amount] if amount else []
        other, change = second
        amount = self._amount(other)
        scaled = other.scale >= 1e6 and number.scale < 1e3 and number.low < other.low / other.scale
        scaled |= self._between(number.start) and (other.scale >= 1e6 or (other.low > number.low >= 1e4))
        scaled |= not self.words.spaced and other.scale >= 1e4 and not change  # 300亿到350亿
        if amount is None or (not amount.family and self._currency_before(number.start) is None and not scaled):
            amount = self._amount(number)
            return [amount] if amount else []
        return self._joined(number, other, amount, change=change)

    def _joined(self, number: Numeral, other: Numeral, amount: Amount, *, change: bool) -> list[Amount]:
        low, high = scaled_up(number, other, change=change), amount.high
        if self.text[number.end : other.start] == "-" and not other.low % 1000 and low < 1000 < other.low <= 1e4 * low:
            low *= 1e3  # `30-40.000 dólares`
        elided = self.text.startswith("- ", number.end)  # `100- bis 200.000`, `drei- bis fünfhundert Millionen`
        low *= next((by for by in (1e3, 1e2) if elided and low * by <= other.low), 1.0)
        own = self.unit_at(self.reader.gap(number.end))  # `800MW to 1GW`
        low *= own[3] if own[0] == amount.family else (amount.low / other.low if other.low else 1.0)
        bound, first, _ = self.bounds.of(number.start, number.end, number)
        first = self._signed(number.start, first)
        if change and low < high and not self.unit_at(self.reader.gap(number.end))[0]:
            change = linked_from(self.text, number.start) not in self.falls  # `réduites de 30 à 50 %`: by how much
        if change or low >= high:
            head = replace(amount, start=first, end=number.end, low=low, high=low, bound=bound, number_end=number.end)
            amount.start, amount.changed = other.start, True
            return [head, amount]
        if (sign := self._currency_before(number.start)) is not None and amount.family != "money":
            amount.family, amount.unit = "money", sign.name
        kind = bound if bound in {"about", "at_least", "at_most"} and not self._between(number.start) else "range"
        return [replace(amount, start=first, low=low, high=high, bound=kind if kind != "exact" else "range")]

    def _signed(self, start: int, first: int) -> int:
        return min(first, sign.start) if (sign := self._currency_before(start)) else first

    def _second(self, number: Numeral) -> tuple[Numeral, bool] | None:  # noqa: C901 - one question after another
        """The second numeral of a range or a change, after an optional unit of the first."""
        if number.form in {"vague", "fraction", "multiple"}:
            return None
        unit = self.unit_at(self.reader.gap(number.end))
        for end in (number.end, unit[4]) if unit[0] else (number.end,):
            here = end + (self.text[end : end + 1] == " ")
            for hit in (*self.ranges.get(here, ()), *self.ranges.get(end, ()), *self._pairing(here, number.start)):
                joins = hit.group == "joiner"
                start = hit.end + (self.text[hit.end : hit.end + 1] == " ")
                if self.words.spaced:
                    small = self.article.match(self.text, start)
                    start = small.end() if small else start
                    rough = self.bounds.after.get(start)
                    start = self.reader.gap(rough[0].end) if rough else start
                sign = next(iter(self.signs.get(start, ())), None)
                mine = self._currency_before(number.start)
                if sign is not None and ((mine is not None and sign.name != mine.name) or unit[0] not in {"", "money"}):
                    continue  # `grew 73% to $39.1 billion`, `48 GB a US$ 1.300`
                if sign is not None:
                    start = self.reader.gap(sign.end)
                other = read_numeral(self.reader, start) if start < len(self.text) else None
                counter = self.text[end - 1 : end] if unit[2] in {"piece", "loose"} and end == unit[4] else ""
                if other is None or self._unlike(number, unit, other, counter):
                    continue
                steps = unit[0] and self.text[hit.start : hit.end] in self.words.list_of("change")
                if (turned := self._turned(number, other) if steps else None) is not None:
                    return other, turned
                if steps and hit.group == "change":
                    return None
                if (
                    (hit.name == "range" or joins)
                    and other.low <= number.low * (other.scale if number.scale == 1 else 1)
                    and (joins or (hit.group == "range" and not unit[0]))
                ):
                    if joins or not self._moved(number.start):
                        continue
                    return other, True
                spread = unit[0] == "percent" and noun_of_change(self.words, self.text, number.start)
                moved = hit.group == "range" and not spread and self._moved(number.start, turned=True)
                return other, hit.group == "change" or moved
        return None

    def _unlike(self, number: Numeral, unit: Unit, other: Numeral, counter: str) -> bool:
        """Whether two numbers have units of their own: `六成到1.2倍`, `300.000 millones a 5 años`; not `3个-6个月`."""
        if other.form not in {"digits", "words", "vague"}:
            return True
        if counter and self.text.startswith(counter, other.end):
            return False
        great = number.scale >= 1e6 and other.scale < 1e6
        return (bool(unit[0]) or great) and self.find_unit(other)[0] not in ({"", unit[0]} if unit[0] else UNSCALED)

    def _turned(self, number: Numeral, other: Numeral) -> bool | None:
        """Whether the second number is where a change leads (`6만장에서 30만장으로`), or a span ends (`에 이른다`)."""
        goals, ends = self.words.list_of("goal"), self.words.list_of("span_ends")
        end = self.find_unit(other)[4] if goals else 0
        spots = {end, *(h.end for h in self.bounds.after.get(end, ()))}
        if goals and self.text[end : end + 1] == "(":
            spots.add(self.text.find(")", end, end + 30) + 1 or end)  # `2400億元から7250億元(約1000億ドル)に`
        told = bool(goals) and any(self.text.startswith(goals, spot) for spot in spots)
        ends = (*ends, *near_ends(self.words, number, other))
        return False if ends and self.text.startswith(ends, end) else told or None

    def _between(self, start: int) -> bool:
        """Whether a word such as `between` or `from` opens a pair of numbers here."""
        return self._opened(start, "between") or self._opened(start, "since")

    def _opened(self, start: int, key: str) -> bool:
        words = self.openers[key]
        if not words:
            return False
        sign = self._currency_before(start)
        at = sign.start if sign else start
        lead = self.article_before.sub("", self.text[max(0, at - 34) : at].rstrip() + " ").rstrip()
        return lead.endswith(words) and any(lead.endswith(w) and not lead[: -len(w)][-1:].isalpha() for w in words)

    def _moved(self, start: int, *, turned: bool = False) -> bool:
        """Whether `from` opens the way from one value to another, with a verb of rising or falling where asked."""
        if not self._opened(start, "since"):
            return False
        at, lead = bisect_left(self.moves, max(0, start - 70)), self.text[max(0, start - 60) : start].split()[:-1]
        moved = not turned or (at < len(self.moves) and self.moves[at] < start)
        verbs = (self.words.list_of("passes"), lead[-1:]), (self.words.list_of("carries"), lead)
        return moved or any(not set(forms).isdisjoint(said) for forms, said in verbs)

    def _pairing(self, here: int, start: int) -> list[Hit]:
        """The joining word at a position, where `between` opened a pair of which the first number has a start."""
        if not self.openers["between"] or not self._opened(start, "between"):
            return []
        text = self.text
        return [Hit(here, here + len(w), "joiner", w) for w in self.words.words("joiners") if text.startswith(w, here)]

    def _multiplied(self, number: Numeral) -> bool:
        """Whether a number says by what something is multiplied: `multiplicou por 14`, `multiplicó por más de 42`."""
        verbs = self.openers["times_by"]
        return bool(verbs) and any(self._opened(at, "times_by") for at in self.bounds.edges(number, verbs))

    def _amount(self, number: Numeral) -> Amount | None:
        if number.form in {"fraction", "multiple"} or (number.low < 1e4 and self._multiplied(number)):
            return self._part(number)
        sign, start = self._currency_before(number.start), number.start
        family, unit, noun, factor, end = self.find_unit(number)
        if family == "money" and self.text[end - 1] in "$€£¥" and self.text[end : end + 2].strip()[:1].isdigit():
            family, unit, noun, factor, end = "", "", "", 1.0, number.end  # `as três gastarão US$ 490 bilhões`
        if sign is not None and family != "money":
            family, unit, noun, factor = "money", sign.name, "sign", 1.0
            start, end = sign.start, number.end
        elif sign is not None:
            start = sign.start
            end = number.end if self.text[end : end + 1].isdigit() else end  # `$2 billion against $3 billion`
            if sign.name not in {"¥", "USD"} or unit == "¥":
                unit = sign.name
        small = number.form == "words" and not self.words.spaced and number.low <= 12
        if (family or not self._large(number)) and (
            (small and not self.unit_at(self._over(self.reader.gap(number.end)))[0])
            or (number.form != "digits" and (not family or self._idle(number, family, noun)))
        ):
            return None
        end = end if family else number.end
        more = self._over(self.reader.gap(number.end)) != self.reader.gap(number.end)
        bound, first, last = self.bounds.of(start, end, number)
        if more and number.form == "digits":
            bound = "at_least"
        open_scale = number.form == "scale" and bound == "at_least"  # 百万以上: the scale itself is the bound
        set_scale = number.form == "scale" and bound in {"about", "at_most"}  # 近千, 不到万: the scale is the number
        high = number.low if open_scale or set_scale else number.high
        factor *= 2.0 if family == "ratio" and number.low == high == 1 else 1.0  # 增加1倍 is 一倍: twice as many
        amount = Amount(first, max(last, end), number.low * factor, high * factor, number.form, family, unit, noun,
                        bound, number_end=number.end, scale=number.scale, factor=factor)  # fmt: skip
        if number.other is not None:
            amount.alternatives.append((number.other * factor, number.other * factor, "separator"))
        return amount

    def _large(self, number: Numeral) -> bool:
        """Whether a number in words is kept without a unit: `plusieurs milliards`, `vendió cerca de un millón`."""
        if number.form == "vague":
            return number.more or number.scale >= 1e6 or number.low >= (1e3 if self.words.spaced else 1e6)
        if not self.words.spaced or number.high == 0 or number.form != "words":
            broken = number.form == "scale" and number.low >= 1e7 and self.text[number.start - 1] in "破过超"  # 破亿
            return number.high == 0 or (number.form == "words" and number.scale >= 1e4) or broken
        return max(number.scale / 1e6, number.low / 20) >= 1 or led(self.text, self.words, number.start) is not None

    def _idle(self, number: Numeral, family: str, noun: str) -> bool:
        """Whether a small spelled number is a way of speaking (一个, one of), not a count."""
        if number.form == "scale" and noun == "code" and number.low < 1e4:
            return True  # 千 of a place before a chip's name
        if number.form != "words" or number.low > 12 or family in STATED:
            return False
        if family == "chips":
            made = self.text[number.start - 1 : number.start] in {"由", "将", "把"}  # 由两颗910B组成
            return number.low < 2 or noun in {"loose", "piece"} or (noun == "code" and number.low < 8 and not made)
        return number.low < 2 and family != "duration"

    def _part(self, number: Numeral) -> Amount:
        bound, first, last = self.bounds.of(number.start, number.end, number)
        if number.form == "fraction":
            after = self.reader.gap(number.end)
            article = self.reader.hit(after, "article")  # half a year
            family, unit, _, factor, end = self.unit_at(self.reader.gap(article.end) if article else after)
            if family == "power":
                value = number.low * factor
                return Amount(first, end, value, value, "digits", family, unit, "unit", bound, number_end=number.end)
            if family == "duration" and unit == "years" and number.low == 0.5:
                return Amount(first, end, 6.0, 6.0, "words", family, "months", "unit", bound, number_end=number.end)
            value = number.low * 100
            family, unit = ("skip", "") if family == "skip" else ("percent", "percent")  # metà luglio
            return Amount(first, last, value, value, "fraction", family, unit, "part", bound, number_end=number.end)
        return Amount(first, last, number.low, number.high, "multiple", "ratio", "ratio", "part", bound,
                      number_end=number.end)  # fmt: skip


def read_amounts(
    text: str, hits: Hits, chips: Sequence[Span], words: Lexicon, days: frozenset[int] = frozenset()
) -> list[Amount]:
    """All quantities of a folded text, in order, none inside another; at `days` stand numbers of dates."""
    table = Amounts(text, hits, chips, words)
    found: list[Amount] = []
    covered = 0
    for position in table.candidates():
        for amount in table.read(position) if position >= covered else ():
            found.append(amount)
            covered = max(covered, amount.end, amount.number_end)
    found = tails(text, words, found)
    turn(text, words, found, table.unit_at)
    found = mended(text, words, found)
    share_units(text, words, found, days)
    return found
