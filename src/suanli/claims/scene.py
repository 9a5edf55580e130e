"""A document as the grammar sees it: folded text, sentences, clause breaks, cues, companies, chips, quantities."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from suanli.claims.folding import fold
from suanli.claims.lexicon import Hit, Lexicon, lexicon, scan
from suanli.claims.naming import ChipName, Party, parties
from suanli.claims.quantities import Amount, read_amounts
from suanli.terms import Document

__all__ = ["ChipMention", "Line", "Mention", "Scene", "scene_of"]

_BREAK = re.compile(r"[,;:\[\]—…]|[，；：【】]| - |(?<=\d)、(?=\d)")
_STOP = re.compile(r"[.!?](?=\s|$)|[。！？\n]")
CUES = frozenset({"cue", "stance", "grammar"})


@dataclass(slots=True)
class Mention:
    """A company named in the text; `members` counts those of its list, which share `group`."""

    start: int
    end: int
    party: Party
    kind: str
    group: int = -1
    line: int = -1


@dataclass(slots=True)
class ChipMention:
    """A chip or line named in the text; mentions joined by and/or share `group`."""

    start: int
    end: int
    chip: ChipName
    group: int = -1
    line: int = -1


@dataclass(slots=True)
class Line:
    """One sentence with what stands in it."""

    index: int
    start: int
    end: int
    paragraph: int
    breaks: list[int] = field(default_factory=list)
    cues: list[Hit] = field(default_factory=list)
    companies: list[Mention] = field(default_factory=list)
    chips: list[ChipMention] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)


@dataclass(slots=True)
class Scene:
    """All of a document that the decisions look at."""

    document: Document
    text: str
    words: Lexicon
    lines: list[Line]
    starts: list[int]
    topics: dict[str, int] = field(default_factory=dict)
    chip_counts: dict[str, int] = field(default_factory=dict)
    currency: str | None = None

    def line_at(self, position: int) -> Line:
        """The sentence that holds a position."""
        return self.lines[max(bisect_right(self.starts, position) - 1, 0)]

    def breaks_between(self, line: Line, first: int, second: int) -> int:
        """How many clause breaks lie between two positions of a sentence."""
        low, high = min(first, second), max(first, second)
        return bisect_left(line.breaks, high) - bisect_left(line.breaks, low)


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
    text = fold(document.text)
    hits = scan(text, words)
    spans = _sentences(document) or [(0, len(text), 0)]
    lines = [Line(i, s, e, p) for i, (s, e, p) in enumerate(spans)]
    scene = Scene(document, text, words, lines, [x.start for x in lines])
    for line in lines:
        line.breaks = [m.start() for m in _BREAK.finditer(text, line.start, line.end)]
    chips = _members_only(text, _chips(text, hits))
    firms = _companies(document.text, text, hits, chips, words)
    for chip in chips:
        line = scene.line_at(chip.start)
        chip.line = line.index
        line.chips.append(chip)
    for firm in firms:
        line = scene.line_at(firm.start)
        firm.line = line.index
        line.companies.append(firm)
    for hit in hits:
        if hit.group == "unit_count" and hit.name == "chips":
            hit = Hit(hit.start, hit.end, "cue", "chipword")  # noqa: PLW2901 - a chip noun is a cue as well
        if hit.group in CUES:
            scene.line_at(hit.start).cues.append(hit)
            if hit.group == "cue":
                scene.topics[hit.name] = scene.topics.get(hit.name, 0) + 1
    scene.topics["ai"] = scene.topics.get("ai", 0) + 2 * len(chips)
    for chip in chips:
        scene.chip_counts[chip.chip.name] = scene.chip_counts.get(chip.chip.name, 0) + 1
        scene.lines[chip.line].cues.append(Hit(chip.start, chip.end, "cue", "chipword"))
    usable = _shortened(hits, chips)
    for amount in read_amounts(text, usable, words):
        line = scene.line_at(amount.start)
        amount.sentence = line.index
        line.amounts.append(amount)
    for line in lines:
        _group(text, line, words)
        _imply(scene, line)
        _equate(scene, line)
    _elide(scene)
    return scene


def _equate(scene: Scene, line: Line) -> None:
    """Chips that only measure something else (`equivalent to 600,000 H100`) are H100-equivalents."""
    reach = 8 if not scene.words.spaced else 22
    for amount in line.amounts:
        if amount.family != "chips" or amount.noun not in {"code", "noun"}:
            continue
        near = any(h.name == "equivalent" and 0 <= amount.start - h.end < reach for h in line.cues)
        inside = any(h.name == "equivalent" and amount.start <= h.start < amount.end for h in line.cues)
        if near or inside:
            amount.unit = "H100-equivalents"


_IMPLIED = {"use": ("people", "people"), "capex": ("money", ""), "revenue": ("money", ""), "buy": ("money", ""),
            "spend": ("money", ""), "price": ("money", ""), "charge": ("money", ""), "value": ("money", "")}  # fmt: skip


def _imply(scene: Scene, line: Line) -> None:
    """Give a large bare number the unit that its clause implies: 日活5410万, 投入3800亿, 63万亿 after Tokens."""
    bare = [a for a in line.amounts if not a.family and a.form in {"digits", "vague"} and (a.scale >= 1e4 or a.low >= 1e6)]
    for amount in bare:
        tokens = [h for h in line.amounts if h.family == "tokens" and h.end <= amount.start]
        token_cue = "token" in scene.text[line.start : amount.start] or "토큰" in scene.text[line.start : amount.start]
        if tokens or (token_cue and amount.scale >= 1e8):
            amount.family = amount.unit = "tokens"
            continue
        found = [h for h in line.cues if h.group == "cue" and h.name in _IMPLIED and h.end <= amount.start]
        near = [h for h in found if amount.start - h.end < (12 if not scene.words.spaced else 40)]
        money = [a.unit for a in line.amounts if a.family == "money" and not a.paired]
        if amount.form == "vague" and amount.low >= 1e6 and not near:
            costs = any(h.name in {"spend", "price", "capex"} for h in line.cues)
            unit = money[0] if money else (_currency(scene) if costs else "")
            if unit:
                amount.family, amount.unit = "money", unit
            continue
        if not near:
            continue
        family, unit = _IMPLIED[max(near, key=lambda h: h.end).name]
        if family == "money":
            unit = money[-1] if money else _currency(scene) or str(scene.words.grammar.get("money", ""))
            if not unit or (amount.scale < 1e8):
                continue
        amount.family, amount.unit = family, unit


def _elide(scene: Scene) -> None:
    """A number without a noun after a count of chips counts chips too: `Meta si è fermata a 224 mila`."""
    last: Amount | None = None
    paragraph = -1
    for line in scene.lines:
        if line.paragraph != paragraph:
            last, paragraph = None, line.paragraph
        for amount in line.amounts:
            if amount.family == "chips":
                last = amount
            elif amount.family:
                continue
            elif last is not None and amount.form == "digits" and amount.low >= 1e3 and last.low >= 1e3:
                after = scene.text[amount.end : amount.end + 2].strip()
                each = any(h.name == "each" and 0 <= h.start - amount.end < 3 for h in line.cues)
                following = scene.text[amount.end : amount.end + 12].split()
                each = each or (scene.words.spaced and bool(following) and following[0] in scene.words.words("for_after"))
                if not after or not after[0].isalnum() or each:
                    amount.family, amount.unit, amount.noun = "chips", last.unit, "elided"


def _currency(scene: Scene) -> str:
    """The currency in which a text counts most."""
    if scene.currency is None:
        units = [a.unit for x in scene.lines for a in x.amounts if a.family == "money" and not a.paired]
        counts = {u: units.count(u) for u in sorted(set(units))}
        scene.currency = max(counts, key=lambda u: counts[u]) if counts else ""
    return scene.currency


def _members_only(text: str, chips: list[ChipMention]) -> list[ChipMention]:
    """Chips without the line named beside its member: the 昇腾 of 910C昇腾芯片."""
    kept = []
    for index, chip in enumerate(chips):
        near = chips[max(index - 1, 0) : index] + chips[index + 1 : index + 2]
        beside = any(
            not o.chip.line and o.chip.vendor == chip.chip.vendor and max(o.start - chip.end, chip.start - o.end) <= 1
            and "/" not in text[min(o.end, chip.end) : max(o.start, chip.start)]
            for o in near
        )
        if not (chip.chip.line and beside):
            kept.append(chip)
    return kept


def _shortened(hits: list[Hit], chips: list[ChipMention]) -> list[Hit]:
    """Hits with the accepted chips only, and those found by pattern added."""
    kept = [h for h in hits if h.group != "chip"]
    kept += [Hit(c.start, c.end, "chip", c.chip.name) for c in chips]
    kept.sort(key=lambda h: (h.start, -h.end))
    return kept


# ---------------------------------------------------------------- chips

_CODE = re.compile(
    r"(?<![a-z0-9.,])(?:"
    r"(?:gb|gh)\d{3}(?: ?nvl\d{1,3})?|[hb]\d{2,3}[a-z]?|a[138]0{1,2}|mi ?\d{3}[a-z]{0,2}|mlu ?\d{3}|"
    r"rtx ?(?:pro ?)?\d{4} ?(?:d|ti)?|(?:ascend |昇腾|升腾)? ?9[1-9]0[a-e]|昇腾 ?9[0-9]0|ascend ?9[0-9]0|vr\d{3}|p800|tpu ?v\d[a-z]?|trainium ?\d|gaudi ?\d|"
    r"br1\d{2}|思元 ?\d{3}|siyuan ?\d{3}"
    r")s?(?![a-z0-9])(?:[/／](?:\d{3}(?!\d)|[a-z]\d{2,3}(?![a-z0-9])))*"
)
_STUB = re.compile(r"(?<![a-z0-9.,])[ha]\d(?![a-z0-9])")


def _chips(text: str, hits: list[Hit]) -> list[ChipMention]:
    """Chips by name, by code and by shortened code, leftmost-longest."""
    found: list[tuple[int, int, ChipName]] = []
    nouns = [h for h in hits if h.group == "unit_count" and h.name in {"chips", "servers"}]
    ends = {h.end for h in nouns}
    for hit in hits:
        if hit.group == "chip":
            chip, kind = hit.value
            if kind == "cautious" and not _beside(text, hit, nouns):
                continue
            found.append((hit.start, hit.end, chip))
    for match in _CODE.finditer(text):
        found += _coded(match.group(), match.start())
    for match in _STUB.finditer(text):
        chip = _stub(match.group())
        if chip and (match.start() - 1 in ends or match.start() - 8 in ends):
            found.append((match.start(), match.end(), chip))
    found.sort(key=lambda f: (f[0], -f[1]))
    kept: list[ChipMention] = []
    for start, end, chip in found:
        if not kept or start >= kept[-1].end:
            kept.append(ChipMention(start, end, chip))
    return kept


def _beside(text: str, hit: Hit, nouns: list[Hit]) -> bool:
    """Whether a chip noun or the vendor stands beside a short code such as T4."""
    around = text[max(0, hit.start - 24) : hit.end + 24]
    if any(v in around for v in ("nvidia", "英伟达", "辉达", "エヌビディア", "엔비디아", "v100", "a100", "gpu")):
        return True
    return any(abs(n.start - hit.end) < 12 or abs(hit.start - n.end) < 12 for n in nouns)


def _coded(raw: str, start: int) -> list[tuple[int, int, ChipName]]:
    from suanli.claims.naming import chip_names

    names, found, at = chip_names(), [], start
    letter = ""
    for part in re.split("[/／]", raw):
        word = part.strip()
        if word.isdigit() and letter:
            word = letter + word
        key = word.replace(" ", "")
        bare = re.sub(r"^(?:ascend|昇腾|升腾)", "", key)
        if key not in names and key.endswith("s"):
            key = word = key[:-1]
            bare = bare.removesuffix("s")
        chip = names.get(key) or names.get(word) or names.get("ascend " + bare) or names.get(bare)
        if chip is None:
            chip = ChipName("", _unknown(word, bare), _maker(bare))
        elif fold(chip.name) == key + "x":
            chip = ChipName(chip.id, key.upper(), chip.vendor)
        elif key.startswith("rtx"):
            chip = ChipName(chip.id, key.upper().replace("RTXPRO", "RTX PRO "), chip.vendor)
        found.append((at, at + len(part), chip))
        letter = re.match(r"[a-z]*", word).group() or letter  # type: ignore[union-attr]
        at += len(part) + 1
    return found


def _unknown(word: str, bare: str) -> str:
    if re.fullmatch(r"9\d0[a-e]?", bare):
        return f"Ascend {bare.upper()}"
    if bare.startswith(("思元", "siyuan")):
        return "MLU" + re.sub(r"\D", "", bare)
    return word.upper()


def _maker(bare: str) -> str:
    if bare.startswith("mi"):
        return "AMD"
    if bare.startswith(("mlu", "思元", "siyuan")):
        return "Cambricon"
    return "Huawei" if re.fullmatch(r"9\d0[a-e]?", bare) else "Nvidia"


def _stub(code: str) -> ChipName | None:
    """The only chip whose code starts with a shortened one: `H1` is H100, `A8` is A800."""
    from suanli.claims.naming import chip_names

    names = {c.name: c for w, c in chip_names().items() if w.startswith(code) and re.fullmatch(r"[a-z]\d{3}", w)}
    return next(iter(names.values())) if len(names) == 1 else None


# ---------------------------------------------------------------- companies


def _companies(raw: str, text: str, hits: list[Hit], chips: list[ChipMention], words: Lexicon) -> list[Mention]:
    """Companies by name, leftmost-longest; a cautious Latin name needs its capital."""
    table = parties()
    taken = [(c.start, c.end) for c in chips]
    kept: list[Mention] = []
    latin = words.spaced
    for hit in hits:
        if hit.group not in {"company", "person"}:
            continue
        if kept and hit.start < kept[-1].end:
            continue
        at = bisect_right(taken, (hit.start, 1 << 60)) - 1
        if at >= 0 and taken[at][0] <= hit.start and hit.end <= taken[at][1]:
            continue
        first = raw[hit.start]
        if first.isascii() and first.islower() and latin and hit.value != "small" and (hit.value == "cautious" or hit.end - hit.start < 6):
            continue
        if hit.value == "cautious" and hit.start and raw[hit.start - 1].isdigit():
            continue
        if _inside(raw, hit) or _dateline(raw, hit):
            continue
        if "group" in table[hit.name].roles and latin and hit.end - hit.start < 10 and text[hit.end - 1] != "s":
            continue  # `the neocloud` is one firm named before
        if kept and raw[kept[-1].end : hit.start].strip() in {"(", "（", "（“", "/"} and table[hit.name].id == kept[-1].party.id:
            continue
        kept.append(Mention(hit.start, hit.end, table[hit.name], hit.value))
    return kept


_PLACE = re.compile(r"\s*(?:\([^)\n]{1,20}\))?\s*[-—–]")


def _dateline(raw: str, hit: Hit) -> bool:
    """Whether a capital's name only says where the report was filed: `BEIJING - Orders ...`."""
    opens = hit.start == 0 or raw[hit.start - 1] in "\n(" or raw[max(0, hit.start - 2) : hit.start] == "| "
    word = raw[hit.start : hit.end]
    return opens and word.isupper() and len(word) > 3 and (_PLACE.match(raw, hit.end) is not None or raw[hit.end : hit.end + 1] in " ("  and "(" in raw[hit.end:hit.end+3])


def _inside(raw: str, hit: Hit) -> bool:
    """Whether a name of syllables is a piece of a longer word: メタ in メタバース, 메타 in 메타버스."""
    first, after = raw[hit.start], raw[hit.end : hit.end + 1]
    before = raw[hit.start - 1 : hit.start]
    if "\u30a0" <= first <= "\u30ff":
        return bool(after) and "\u30a1" <= after <= "\u30fe" or (bool(before) and "\u30a1" <= before <= "\u30fe")
    if "\uac00" <= first <= "\ud7af":
        return raw.startswith(("버스",), hit.end) or (hit.end - hit.start < 3 and "\uac00" <= before <= "\ud7af")
    return False


def _loosely(between: str, joiners: tuple[str, ...]) -> bool:
    """Whether two chips stand in one list with a few words of description between them."""
    lead = between.lstrip()
    cjk = bool(lead) and _cjk(lead)
    if len(between) > (14 if cjk else 22) or any(c.isdigit() or c in ",，;；.。:：()（）" for c in between):
        return False
    return any(lead.startswith(j if cjk else j + " ") for j in joiners)


def _teller(item: Mention | ChipMention) -> bool:
    return isinstance(item, Mention) and bool(item.party.roles & {"outlet", "analyst", "government", "regulator"})


def _group(text: str, line: Line, words: Lexicon) -> None:
    """Lists: companies (and chips) with nothing between them but commas and joining words."""
    joiners = words.words("joiners")
    for items in (line.companies, line.chips):
        group = 0
        for index, item in enumerate(items):
            if index:
                between = text[items[index - 1].end : item.start]
                loose = isinstance(item, ChipMention) and _loosely(between, joiners)
                if not (loose or _joined(between, words)) or _teller(items[index - 1]) != _teller(item):
                    group += 1
            item.group = group


def _joined(between: str, words: Lexicon) -> bool:
    """Whether the text between two names makes them members of one list."""
    if len(between) > 40 or "\n" in between or words.glue().fullmatch(between) is None:
        return False
    if not between or any(c in "、,，/&·" for c in between):
        return True
    return any(w in between for w in words.words("joiners"))


def _cjk(word: str) -> bool:
    return "\u2e80" <= word[0] <= "\u9fff" or "\uac00" <= word[0] <= "\ud7af"
