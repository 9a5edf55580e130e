"""A document as the grammar sees it: folded text, sentences, clause breaks, cues, companies, chips, quantities."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from suanli.claims.apposing import appose, breaks_of, bylines, inside, put_in, settle_yen
from suanli.claims.clitics import counts_of_them
from suanli.claims.currencies import currency_of
from suanli.claims.folding import fold, without_notices, without_tickers
from suanli.claims.grouping import in_lists, without_groups
from suanli.claims.lexicon import Hit, Lexicon, lexicon, scan
from suanli.claims.lines import Line
from suanli.claims.mentions import ChipMention, Mention, chip_mentions, company_mentions
from suanli.claims.millions import millions_again
from suanli.claims.newcomers import without_counting, without_helping, without_named
from suanli.claims.quantities import Amount, read_amounts
from suanli.claims.sizes import size_models
from suanli.terms import Document

__all__ = ["ChipMention", "Line", "Mention", "chip_mentions", "company_mentions"]

_STOP = re.compile(r"[.!?](?=\s|$)|[。！？\n]")
TOPICAL = frozenset({"chipmaker", "neocloud"})  # roles of firms that live by chips


@dataclass(slots=True)
class Scene:
    """All of a document that the decisions look at."""

    document: Document
    text: str
    words: Lexicon
    lines: list[Line]
    starts: list[int]
    topics: Counter[str] = field(default_factory=Counter)  # how often each cue stands in the document
    chip_counts: dict[str, int] = field(default_factory=dict)
    currency: str | None = None
    compared: dict[tuple[int, int], bool] = field(default_factory=dict)  # the names found to be compared with, or not
    known: dict[Any, Any] = field(default_factory=dict)  # what was worked out once for the whole text

    def line_at(self, position: int) -> Line:
        """The sentence that holds a position."""
        return self.lines[(bisect_right(self.starts, position) or 1) - 1]

    def breaks_between(self, line: Line, first: int, second: int) -> int:
        """How many clause breaks lie between two positions of a sentence."""
        breaks = line.breaks
        if not breaks:
            return 0
        return abs(bisect_left(breaks, second) - bisect_left(breaks, first))


def _sentences(document: Document) -> list[tuple[int, int, int]]:
    if document.sentences:
        return [(s.start, s.end, s.paragraph) for s in document.sentences]
    found, start, paragraph, text = [], 0, 0, document.text
    for match in _STOP.finditer(text):
        if text[start : match.end()].strip():
            found.append((start, match.end(), paragraph))
        paragraph += match.group() == "\n"
        start = match.end()
    if text[start:].strip():
        found.append((start, len(text), paragraph))
    return found


def scene_of(document: Document) -> Scene:
    """The scene of a document."""
    words = lexicon(document.language or "und")
    text = without_notices(without_tickers(document.text, fold(document.text)), words.words("notices"))
    hits = scan(text, words)
    spans = _sentences(document) or [(0, len(text), 0)]
    lines = [Line(i, s, e, p) for i, (s, e, p) in enumerate(spans)]
    scene = Scene(document, text, words, lines, [x.start for x in lines])
    _part(scene)
    chips = chip_mentions(text, hits, words)
    firms = company_mentions(document.text, text, hits, chips, words)
    new = sorted(
        [*((m.start, m.end) for m in firms if m.kind == "new"), *((c.start, c.end) for c in chips if words.spaced)]
    )
    heads = bylines(text, spans)
    firms = [m for m in firms if not ("outlet" in m.party.roles and inside(heads, m.start))]
    _name(scene, chips, firms)
    cues = without_helping(text, without_counting(text, without_named(hits.cues, new), words), words)
    _cue(scene, [h for h in cues if not (h.group == "stance" and inside(heads, h.start))] if heads else cues)
    scene.topics["ai"] = scene.topics.get("ai", 0) + 2 * len(chips) + sum(bool(m.party.roles & TOPICAL) for m in firms)
    for chip in chips:
        scene.chip_counts[chip.chip.name] = scene.chip_counts.get(chip.chip.name, 0) + 1
        scene.lines[chip.line].add(Hit(chip.start, chip.end, "cue", "chipword"))
    days = frozenset(at for line in lines for p in line.periods for at in range(p.start, p.end))
    for amount in read_amounts(text, hits, [(c.start, c.end) for c in chips], words, days):
        _stop_at_end(document.text, amount)
        line = scene.line_at(amount.start)
        amount.sentence = line.index
        line.amounts.append(amount)
    chinese = bool(scene.topics.get("china", 0)) or any(m.party.country == "CN" for m in firms)
    for line in scene.lines:
        appose(text, line.breaks, line.amounts)
        if words.spaced and len(line.breaks) > 1:
            put_in(text, line.breaks, line.cues, line.amounts, words.words("aside"))
        settle_yen(line.amounts, chinese=chinese)
    _settle(scene)
    return scene


def _shares(scene: Scene, places: Sequence[int]) -> Iterator[tuple[Line, slice]]:
    """Each sentence with its share of things that stand at some places, which are in order."""
    cuts = [bisect_left(places, start) for start in scene.starts]
    return zip(scene.lines, map(slice, [0, *cuts[1:]], [*cuts[1:], len(places)]), strict=True)


def _part(scene: Scene) -> None:
    """Give each sentence its clause breaks, without a stop that ends it, and its periods."""
    breaks, periods = breaks_of(scene.document.text, scene.text, scene.words), scene.document.periods
    for line, share in _shares(scene, breaks):
        own = line.breaks = breaks[share]
        while own and own[-1] >= line.end - 1 and scene.text[own[-1]] == ".":
            own.pop()
    for line, share in _shares(scene, [p.start for p in periods]):
        line.periods = periods[share]


def _cue(scene: Scene, cues: list[Hit]) -> None:
    """Give each sentence its cues, and count those of the document."""
    for line, share in _shares(scene, [h.start for h in cues]):
        own = cues[share]
        line.cues += own
        by_name = line.by_name
        for hit in own:
            by_name[hit[3]].append(hit)
    scene.topics.update([h[3] for h in cues])


def _stop_at_end(raw: str, amount: Amount) -> None:
    """Take a unit back that stands in the next sentence: `около 120 млрд. Серверов не хватает`."""
    if amount.end <= amount.number_end or raw[amount.number_end - 1] != ".":
        return
    following = raw[amount.number_end : amount.number_end + 3].lstrip()[:2]
    if following.istitle() and following > "\u0400":  # `23 тыс. GPU`, `5 Mio. Chips` go on
        amount.family, amount.unit, amount.noun, amount.end = "", "", "", amount.number_end


def _name(scene: Scene, chips: list[ChipMention], firms: list[Mention]) -> None:
    """Give each sentence its chips and firms; the name of a group of smugglers is the word for the deed."""
    for chip in chips:
        line = scene.line_at(chip.start)
        chip.line = line.index
        line.chips.append(chip)
    for firm in firms:
        line = scene.line_at(firm.start)
        firm.line = line.index
        line.companies.append(firm)
        if "smuggler" in firm.party.roles:
            line.add(Hit(firm.start, firm.end, "cue", "smuggle"))
            scene.topics["smuggle"] = scene.topics.get("smuggle", 0) + 1


def _settle(scene: Scene) -> None:
    """Lists, and the units that words around a number imply."""
    told: list[Amount] = []
    for line in scene.lines:
        if line.dense:
            continue
        line.companies = without_groups(scene.text, line.companies, scene.words)
        in_lists(scene.text, line.companies, scene.words)
        in_lists(scene.text, line.chips, scene.words)
        if not line.amounts:
            continue
        told = millions_again(scene.text, scene.words, told, line.amounts)
        size_models(scene.document.text, line)
        _imply(scene, line)
        _being(scene, line)
        _housed(scene, line)
        _equate(scene, line)
    _elide(scene)


def _equate(scene: Scene, line: Line) -> None:
    """Chips that only measure something else (`equivalent to 600,000 H100`) are H100-equivalents."""
    reach = 8 if not scene.words.spaced else 22
    for amount in line.amounts:
        if amount.family != "chips" or amount.noun not in {"code", "noun", "piece", "loose"}:
            continue
        told = line.told("equivalent")
        near = any(0 <= amount.start - h.end < reach or amount.start <= h.start < amount.end for h in told)
        named = [c.end for c in line.chips if 0 <= c.start - amount.end <= 1]  # `5000万块H100等效`
        ends = named if not scene.words.spaced else range(amount.end + 2, amount.end + 16)
        near = near or any(h.start in ends for h in told if amount.noun == "code" or not scene.words.spaced)
        reference = [c.chip.name for c in line.chips if amount.start <= c.start < amount.end + reach]
        other = [c for c in line.chips if 0 <= amount.start - c.end < 2 * reach and c.chip.name != "H100"]
        if other and not reference:
            continue  # A100级算力折合30万块: counted in those
        summed = reference[:1] == ["H100"] and amount.low >= 1e4 and _summing(scene, line, amount)
        lead = [c.chip.name for c in line.chips if 0 <= amount.start - c.end < 10]  # `H200換算で約4万個`
        if (near or summed) and (lead[-1:] or reference[:1]) in ([], ["H100"]):
            amount.unit = "H100-equivalents"


def _summing(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether the words before sum up other hardware into a count: `counting everything else, ... 600,000 H100s`."""
    reach = 120 if scene.words.spaced else 30
    rest = [h for h in line.told("rest") if 0 <= amount.start - h.end < reach]
    return bool(rest) and not any(a.family == "chips" and rest[-1].start < a.start < amount.start for a in line.amounts)


_IMPLIED = {
    "use": ("people", "people"),
    "capex": ("money", ""),
    "revenue": ("money", ""),
    "buy": ("money", ""),
    "spend": ("money", ""),
    "price": ("money", ""),
    "charge": ("money", ""),
    "value": ("money", ""),
}


def _imply(scene: Scene, line: Line) -> None:
    """Give a large bare number the unit that its clause implies: 日活5410万, 投入3800亿, 63万亿 after Tokens."""
    forms = {"digits", "vague"} if scene.words.spaced else {"digits", "vague", "words", "scale"}
    bare = [a for a in line.amounts if not a.family and (a.scale >= 1e4 or a.low >= 1e6 or _of_users(scene, line, a))]
    bare = [a for a in bare if a.form in forms or (a.form == "words" and a.scale >= 1e9 and a.low == a.high)]
    many = [a for a in line.amounts if a.family == "chips" and a.low >= 1e9 and a.noun == "loose"]
    for amount in many:  # nobody counts chips so: `2.5 billion of orders`
        amount.family = ""
    for amount in bare + many:
        if _lent(scene, line, amount):
            continue
        found = [h for h in line.told(*_IMPLIED) if h.end <= amount.start]
        near = [h for h in found if amount.start - h.end < (12 if not scene.words.spaced else 40)]
        money = [a.unit for a in line.amounts if a.family == "money" and not a.paired]
        if amount.form == "vague" and amount.low >= 1e6 and not near:
            costs = bool(line.told("spend", "price", "capex"))
            unit = money[0] if money else (currency_of(scene) if costs else "")
            if unit:
                amount.family, amount.unit = "money", unit
            continue
        if not near:
            if _bare_sum(scene, amount):
                amount.family, amount.unit = "money", currency_of(scene)
            continue
        nearest = max(near, key=lambda h: h.end)
        priced = nearest.name == "price"
        family, unit = _IMPLIED[nearest.name]
        if family == "money":
            unit = money[-1] if money else currency_of(scene) or str(scene.words.grammar.get("money", ""))
            least = 1e4 if priced and not scene.words.spaced else 1e8
            if not unit or max(amount.scale, amount.low) < least:
                continue
        amount.family, amount.unit = family, unit


def _bare_sum(scene: Scene, amount: Amount) -> bool:
    """Whether hundreds of millions or more of nothing, where money is counted, are a sum: `Amazon adds 6 billion`."""
    if not scene.words.spaced or amount.scale < 1e6 or amount.low < 1e8 or not currency_of(scene):
        return False
    end = amount.number_end if amount.noun == "loose" else amount.end  # `2.5 billion of orders`
    after = scene.text[end : end + 24].split()
    text = scene.text[end : end + 2].strip()
    if not text or not text[0].isalnum() or (bool(after) and after[0] in scene.words.stops()):
        return True
    line = scene.line_at(amount.start)  # `6 billion this year`, then `5,5 miliardi di oneri`
    of = scene.words.words("of")
    dated = (scene.text[end : p.start].strip() for p in line.periods if 0 <= p.start - end <= 8)
    if any(not between or between in of for between in dated):
        return True
    nouns = {end + 1 + len(w) + (not w.endswith("'")) for w in of if scene.text.startswith(f" {w}", end)}
    return any(h.start in nouns and _IMPLIED[h.name][0] == "money" for h in line.told(*_IMPLIED))


def _of_users(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a bare number goes with users named before it: `los usuarios rebasan ya los 600.000 al mes`."""
    if not scene.words.spaced or amount.low < 1e4 or amount.form != "digits":
        return False
    lead = scene.text[max(line.opening(amount.start), amount.start - 90) : amount.start]
    return any(w in lead for w in scene.words.words("users"))


def _lent(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether tokens, a sum or a noun before a bare number lent it its unit."""
    lead = scene.text[line.start : amount.start]
    tokens = [h for h in line.amounts if h.family == "tokens" and h.end <= amount.start]
    clause = lead[-90:] if scene.words.spaced else scene.text[line.opening(amount.start) : amount.start]
    if any(w in clause for w in scene.words.words("users")):
        amount.family = amount.unit = "people"  # 日活躍用戶超過1億, whatever was counted before
    elif (
        tokens
        or (amount.scale >= 1e8 and any(w in lead for w in scene.words.words("token_words")))
        or _before_tokens(line, amount)
    ):
        amount.family = amount.unit = "tokens"
    if amount.family:
        return True
    parameters = scene.words.words("parameter_words")
    counted = [a for a in line.amounts if a.family in {"people", "tokens"} and a.end <= amount.start]
    if line.index and amount.low >= (1e12 if currency_of(scene) else 1e9):
        back = 4 if line.told("per_day", "per_month", "per_minute", "per_second") else 2
        near = scene.lines[max(line.index - back, 0) : line.index]
        counted = [a for x in near for a in x.amounts if a.family == "tokens"] + counted
    counted = counted or _people_before(scene, line, amount)
    between = [h for h in line.cues if counted and counted[-1].end <= h.start < amount.start]
    big = amount.low >= 1e12  # no price
    told = any(_IMPLIED.get(h.name, ("", ""))[0] == "money" and not (big and h.name == "price") for h in between)
    alike = bool(counted) and (counted[-1].scale == amount.scale >= 1e6 or counted[-1].low * amount.low >= 1e24)
    if alike and not told:
        amount.family, amount.unit = counted[-1].family, counted[-1].unit
    elif any(a.family == "money" and a.scale == amount.scale >= 1e6 for a in _sums_near(scene, line, amount)):
        amount.family, amount.unit = "money", _nearest_money(scene, line, amount)
    elif amount.scale >= 1e8 and any(w in lead[-40 if scene.words.spaced else -12 :] for w in parameters):
        amount.family = amount.unit = "parameters"
    return bool(amount.family)


def _people_before(scene: Scene, line: Line, amount: Amount) -> list[Amount]:
    """The users counted last in the sentence before, for millions where no sums are told: `Doubao leads with 172 m`."""
    before = scene.lines[line.index - 1] if line.index and scene.words.spaced and amount.scale >= 1e6 else line
    if before is line or any(a.family == "money" for a in (*line.amounts, *before.amounts)):
        return []
    last = [a for a in before.amounts if a.family not in {"", "percent", "ratio"}][-1:]
    near = bool(last) and last[0].family == "people" and last[0].low / 8 <= amount.low <= last[0].low * 8
    return last if near else []


def _before_tokens(line: Line, amount: Amount) -> bool:
    """Whether trillions open a list whose last number alone names the tokens: `A 63兆、B 28兆トークン`."""
    return amount.low >= 1e12 and any(a.family == "tokens" and a.scale == amount.scale for a in line.amounts)


def _nearest_money(scene: Scene, line: Line, amount: Amount) -> str:
    """The currency of the sum that stands nearest in a sentence; of those in the one before the home currency's."""
    near, home = _sums_near(scene, line, amount), scene.words.grammar.get("money")
    sums = [a for a in near if not a.paired] or near
    return min(sums, key=lambda a: (a.start < line.start and a.unit != home, abs(a.start - amount.start))).unit


def _sums_near(scene: Scene, line: Line, amount: Amount) -> list[Amount]:
    """The sums of a sentence, and those of the one before for a number greater than any count of chips."""
    before = scene.lines[line.index - 1] if line.index else line
    told = before.amounts if before.paragraph == line.paragraph and amount.low >= 1e7 else []
    return [a for a in line.amounts if a.family == "money"] or [a for a in told if a.family == "money"]


def _price_again(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a bare number goes on with the price before it: `si vende a 30.000 dollari, e si superano i 40.000`."""
    before = [a for a in line.amounts if a.family == "money" and a.end <= amount.start]
    if not before or amount.scale != before[-1].scale or not before[-1].low / 5 <= amount.low <= before[-1].low * 5:
        return False
    if amount.low < 1e3:
        return False
    following = scene.text[amount.end : amount.end + 16].split()[:1]
    bare = not scene.text[amount.end : amount.end + 2].strip()[:1].isalnum()
    ended = scene.words.spaced and bool(following) and following[0] in scene.words.words("for_after")
    amount.family, amount.unit = ("money", before[-1].unit) if bare or ended else ("", "")
    return bool(amount.family)


def _chips_before(scene: Scene, line: Line, amount: Amount, last: Amount | None) -> bool:
    """Whether chips were counted in the paragraph, or are bought in the clause."""
    if last is not None:
        return last.low >= 1e3
    if not scene.words.spaced or scene.topics.get("ai", 0) <= 2:
        return False
    held = ("hold", "stockpile") if _chip_of_paragraph(scene, line) else ()
    dealt = line.told("buy", "receive", "need", *held)
    bought = any(h.end <= amount.start and amount.start - h.end < 40 for h in dealt)
    named = any(c.end <= amount.start for c in line.chips)
    costs = any(0 <= amount.start - h.end <= 2 for h in line.told("price", "spend", "charge", "value"))
    return (bought or named) and not costs


def _chip_of_paragraph(scene: Scene, line: Line) -> bool:
    """Whether a chip is named in a sentence or in one of the three before it."""
    return any(x.chips for x in scene.lines[max(line.index - 3, 0) : line.index + 1])


def _going(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a verb of the time to come or a word for what is left follows: `altri 52mila andranno in Norvegia`."""
    following = scene.text[amount.end : amount.end + 20].split()[:1]
    if not scene.words.spaced or not following:
        return False
    stop = scene.text.find(following[0], amount.end) + len(following[0])
    verb = any(amount.end < h.start < stop <= h.end for h in line.told("future", "planned"))
    return verb or following[0] in scene.words.words("left")


def _in_brackets(scene: Scene, line: Line) -> bool:
    """Whether a sentence only names firms with bare numbers in brackets: `Amazon (196 000) et Google (169 000)`."""
    spots = [scene.text[a.start - 2 : a.start].strip() for a in line.amounts]
    firms = [m.end for m in line.companies]
    beside = all(any(0 <= a.start - end <= 2 for end in firms) for a in line.amounts)
    return bool(spots) and beside and all(s == "(" for s in spots)


def _elide(scene: Scene) -> None:
    """A number without a noun after a count of chips counts chips too: `Meta si è fermata a 224 mila`."""
    last: Amount | None = None
    earlier: Amount | None = None
    paragraph = -1
    for line in scene.lines:
        if line.paragraph != paragraph:
            earlier = last or earlier
            last, paragraph = (last if last is not None and _in_brackets(scene, line) else None), line.paragraph
        for amount in () if line.dense else line.amounts:
            if last is None and not amount.family and _of_them(scene, amount):
                last = earlier  # `half a million next year.\n As many as 300,000 of them`
            if amount.family == "chips":
                last = amount if amount.low >= 1e3 or last is None else last
            elif amount.family == "tokens":
                last = None  # `63 trillion tokens for Doubao, 32 for Alibaba`
            elif amount.family or _price_again(scene, line, amount):
                continue
            elif (
                amount.form in {"digits", "words", "vague"}
                and 1e3 <= amount.low < 1e7
                and (
                    _chips_before(scene, line, amount, last)
                    or (last is not None and _of_them(scene, amount))
                    or (_chip_of_paragraph(scene, line) and _by_clitic(scene, line, amount))
                )
            ):
                after = scene.text[amount.end : min(amount.end + 2, line.end)].strip()
                each = any(0 <= h.start - amount.end < 3 for h in line.told("each", "now", "these", "total"))
                following = scene.text[amount.end : amount.end + 12].split()
                links = scene.words.words("object_clause")  # `700 mil que a Nvidia guarda`
                linked = bool(following) and (following[0] in scene.words.stops() or following[0] in links)
                each = each or (scene.words.spaced and linked)
                each = each or (scene.words.spaced and any(0 < m.start - amount.end <= 6 for m in line.companies))
                each = each or (last is not None and last.sentence == line.index and _going(scene, line, amount))
                each = each or _of_them(scene, amount) or _by_clitic(scene, line, amount)
                each = each or any(0 <= amount.start - h.end <= 6 for h in line.told("subset"))  # `из них до 300 тыс.`
                each = each or (bool(following) and following[0] in scene.words.words("after_count"))
                each = each or any(0 <= p.start - amount.end <= 2 for p in line.periods)
                if not after or not after[0].isalnum() or each:
                    amount.family, amount.unit, amount.noun = "chips", last.unit if last else "chips", "elided"
                    last = amount


def _of_them(scene: Scene, amount: Amount) -> bool:
    """Whether a number counts what was named before: `an order for 20,000 of them`."""
    rest = scene.text[amount.end : amount.end + 24]
    return scene.words.spaced and rest.startswith(_them(scene.words))


def _by_clitic(scene: Scene, line: Line, amount: Amount) -> bool:
    return counts_of_them(scene.document.text, scene.text, scene.words, line, amount)


@lru_cache(maxsize=32)
def _them(words: Lexicon) -> tuple[str, ...]:
    """The ways of a language to say `of them`."""
    named = (*words.words("these"), *words.words("anaphora"))
    return tuple(f" {of} {these}" for of in words.words("of") for these in named)


def _being(scene: Scene, line: Line) -> None:
    """A number that is said to be chips counts them: `some 10,000 are H800s`."""
    verbs = scene.words.words("being")
    for amount in line.amounts if verbs else ():
        if amount.family or amount.form == "fraction" or not 8 <= amount.low < 1e7:
            continue
        chip = next((c for c in line.chips if 0 < c.start - amount.end < 30), None)
        between = scene.text[amount.end : chip.start].split() if chip else []
        if between and (between[0] in verbs or (len(between) > 2 and between[2] in verbs)):
            amount.family, amount.unit, amount.noun = "chips", "chips", "code"


def _housed(scene: Scene, line: Line) -> None:
    """A bare count right after a noun for a site counts sites: `数据中心有13座`, `智算中心共458个`."""
    nouns = scene.words.words("centres")
    for amount in line.amounts if nouns else ():
        if amount.noun not in {"piece", "loose"} and scene.text[amount.number_end : amount.number_end + 1] != "座":
            continue
        lead = scene.text[max(line.start, amount.start - 6) : amount.start].rstrip("有共达为约超仅只已逾近")
        if amount.family in {"", "chips", "skip"} and lead.endswith(nouns):
            amount.family = amount.unit = "datacenters"
