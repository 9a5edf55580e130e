"""Companies and chips named in a text: whole words, longest first, lists held together."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from dataclasses import dataclass
from functools import lru_cache

from suanli import catalog
from suanli.claims.authorities import authority, government, side_told
from suanli.claims.codes import coded, first_digits, folded
from suanli.claims.daughters import daughters
from suanli.claims.epithets import epithets
from suanli.claims.folding import is_cjk, past_notice
from suanli.claims.houses import HOUSE, housed
from suanli.claims.lexicon import Hit, Hits, Lexicon, place
from suanli.claims.naming import STATES, TELLERS, USERS, ChipName, Party, chip_names, maker_names, parties
from suanli.claims.newcomers import newcomers
from suanli.claims.seats import headed_by, seated
from suanli.claims.unlisted import Told

__all__ = ["ChipMention", "Mention", "chip_mentions", "company_mentions", "users", "with_new"]


@dataclass(slots=True, init=False)
class Mention:
    """A company named in the text; `members` counts those of its list, which share `group`."""

    start: int
    end: int
    party: Party
    kind: str
    group: int
    line: int
    doubt: float  # of a name that no list holds: how likely it is none

    def __init__(
        self, start: int, end: int, party: Party, kind: str, group: int = -1, line: int = -1, doubt: float = 0.0
    ) -> None:
        """By hand, so that it is compiled."""
        self.start, self.end, self.party, self.kind = start, end, party, kind
        self.group, self.line, self.doubt = group, line, doubt


@dataclass(slots=True, init=False)
class ChipMention:
    """A chip or line named in the text; mentions joined by and/or share `group`."""

    start: int
    end: int
    chip: ChipName
    group: int
    line: int

    def __init__(self, start: int, end: int, chip: ChipName, group: int = -1, line: int = -1) -> None:
        """By hand, so that it is compiled."""
        self.start, self.end, self.chip, self.group, self.line = start, end, chip, group, line


# ---------------------------------------------------------------- chips

_STUB = re.compile(r"\d(?<=[ha]\d)(?<![a-z0-9.,][ha]\d)(?![a-z0-9])")


def chip_mentions(text: str, hits: Hits, words: Lexicon) -> list[ChipMention]:
    """Chips by name, by code and by shortened code, leftmost-longest."""
    found: list[tuple[int, int, ChipName]] = []
    for hit in hits.of("chip"):
        chip, kind = hit.value
        if kind == "cautious" and not _beside(text, hit, hits):
            continue
        if chip.name[-1] in "xX" and folded(chip.name) == text[hit.start : hit.end] + "x":
            chip = ChipName(chip.id, text[hit.start : hit.end].upper(), chip.vendor)
        found.append(_with_model(text, hit, chip) if chip.line else (hit.start, hit.end, chip))
    cards = [(m.start(), m.end(), chip_names().get(m[1])) for m in _PLURAL.finditer(text)]
    found += [(start, end, chip) for start, end, chip in cards if chip is not None]
    digits = first_digits(text)
    found += coded(text, digits, found, hits, words)
    stubs = [m for at in digits if (m := _STUB.match(text, at)) is not None]
    ends = {h.end for h in _nouns(hits)} if stubs else set()
    for match in stubs:
        start, end = match.start() - 1, match.end()
        chip = _stub(text[start:end])
        if chip and (start - 1 in ends or start - 8 in ends):
            found.append((start, end, chip))
    found.sort(key=lambda f: (f[0], -f[1]))
    kept: list[ChipMention] = []
    for start, end, chip in found:
        if not kept or start >= kept[-1].end:
            kept.append(ChipMention(start, end, chip))
    return _members_only(text, kept)


_PLURAL = re.compile(r"(?<![\w.,$])(\d{4})s(?!\w)")  # `200 4090s`
_MODEL = re.compile(r"(?:[)）] ?| ?)([a-z]?\d{1,3}[a-z]?)(?![a-z0-9]|[.,]\d| ?[万萬亿億兆千百만억조천])")


def _with_model(text: str, hit: Hit, line: ChipName) -> tuple[int, int, ChipName]:
    """The model of a line that a number behind it names, in any script: `가우디3`, `전우(真武) 810E`, else the line."""
    match = _MODEL.match(text, hit.end)
    if match is None:
        return hit.start, hit.end, line
    code, names = match[1], chip_names()
    glossed = text[hit.end] in ")）"
    if glossed and text[hit.start - 1 : hit.start] not in {"(", "（"}:
        return hit.start, hit.end, line
    chip = names.get(folded(line.name) + code) or (names.get(f"{folded(line.name)} {code}") if glossed else None)
    if chip is None and is_cjk(text[hit.end - 1]) and not code.isdigit() and match.end() - hit.end == len(code) > 3:
        chip = ChipName("", f"{line.name} {code.upper()}", line.vendor)  # `真武910E`, a type that no list holds
    return (hit.start, match.end(), chip) if chip is not None else (hit.start, hit.end, line)


def _nouns(hits: Hits) -> list[Hit]:
    return [h for h in hits.of("unit") if h.name in {"chips", "servers"}]


def _beside(text: str, hit: Hit, hits: Hits) -> bool:
    """Whether a chip noun, a maker of chips or a chip of a longer code stands beside a short code such as T4."""
    first, last = max(0, hit.start - 24), hit.end + 24
    around = text[first:last]
    if "gpu" in around or any(name in around for name in maker_names()):
        return True
    if any(first <= h.start and h.end <= last and h.value[1] == "sure" for h in hits.of("chip")):
        return True
    return any(abs(n.start - hit.end) < 12 or abs(hit.start - n.end) < 12 for n in _nouns(hits))


@lru_cache(maxsize=4096)
def _stub(code: str) -> ChipName | None:
    """The only chip whose code starts with a shortened one: `H1` is H100, `A8` is A800."""
    names = {c.name: c for w, c in chip_names().items() if w.startswith(code) and re.fullmatch(r"[a-z]\d{3}", w)}
    return next(iter(names.values())) if len(names) == 1 else None


def _members_only(text: str, chips: list[ChipMention]) -> list[ChipMention]:
    """Chips without the line named beside its member: the 昇腾 of 910C昇腾芯片."""
    kept = []
    named = any(not c.chip.line for c in chips)
    for index, chip in enumerate(chips):
        near = chips[max(index - 1, 0) : index] + chips[index + 1 : index + 2]
        beside = any(
            not o.chip.line
            and o.chip.vendor == chip.chip.vendor
            and max(o.start - chip.end, chip.start - o.end) <= 1
            and not any(mark in text[min(o.end, chip.end) : max(o.start, chip.start)] for mark in LISTED)
            for o in near
        )
        kind = named and text.startswith(_BASED, chip.end) and text.endswith("the ", 0, chip.start)
        if not (chip.chip.line and (beside or kind)):
            kept.append(chip)
    return kept


LISTED = "/、,·・"  # marks between members of a list: `H200·블랙웰`
_BASED = ("-based", " based")  # `the Blackwell-based card`: of what kind a chip is that is named elsewhere


# ---------------------------------------------------------------- companies


def company_mentions(raw: str, text: str, hits: Hits, chips: list[ChipMention], words: Lexicon) -> list[Mention]:
    """Companies by name, leftmost-longest; a cautious Latin name needs its capital."""
    table, latin = parties(), words.spaced
    taken = [(c.start, c.end) for c in chips]
    kept: list[Mention] = []
    for hit in hits.names:
        if kept and hit.start < kept[-1].end:
            continue
        at = bisect_right(taken, (hit.start, 1 << 60)) - 1
        if at >= 0 and taken[at][0] <= hit.start and hit.end <= taken[at][1]:
            continue
        first = raw[hit.start]
        if (
            first.isascii()
            and first.islower()
            and not (" " in raw[hit.start : hit.end] and any(c.isupper() for c in raw[hit.start : hit.end]))  # os EUA
            and latin
            and hit.value != "small"
            and (hit.value == "cautious" or hit.end - hit.start < 6)
        ):
            continue
        if hit.value == "cautious" and hit.start and raw[hit.start - 1].isdigit():
            continue
        if hit.value == "caps" and not raw[hit.start : hit.end].rstrip("s").isupper():
            continue
        placed = hit.value == "cautious" and _place(text, hit, words)
        placed = placed or text.startswith(words.words("backed"), hit.end) or _dateline(raw, hit)
        if (placed and table[hit.name].roles & STATES) or _inside(raw, text, hit, words):
            continue
        if "group" in table[hit.name].roles and latin and hit.end - hit.start < 10 and text[hit.end - 1] != "s":
            continue  # `the neocloud` is one firm named before
        if (
            kept
            and raw[kept[-1].end : hit.start].strip() in {"(", "（", "（“", "/"}
            and table[hit.name].id == kept[-1].party.id
        ):
            continue
        kept.append(Mention(hit.start, past_notice(text, hit.end), table[hit.name], hit.value))
    kept, taken = _without_epithets(text, _by_seat(text, kept, words), taken, words)
    ruled = [(h.start, h.end) for key in ("state", "own_state") for h in hits.told.get(key, ())]  # no new firm's name
    kept = with_new(raw, text, hits, _with_models(raw, kept, taken), [*taken, *ruled], words)
    return housed(text, daughters(text, _with_authorities(text, hits.told, kept, words), words), words)


def _by_seat(text: str, kept: list[Mention], words: Lexicon) -> list[Mention]:
    """The mentions of a text with firms that it calls by their city; one called by its head is no person."""
    for mention in kept:
        if mention.kind == "person" and headed_by(text, mention.start, words):
            mention.kind = HOUSE
    named = [(m.start, m.end, m.party.id) for m in kept if m.party.roles.isdisjoint(TELLERS)]
    new = [Mention(s, e, p, "sure") for s, e, p in seated(text, named, words)]
    return sorted([*kept, *new], key=lambda m: m.start) if new else kept


def _without_epithets(
    text: str, kept: list[Mention], taken: list[tuple[int, int]], words: Lexicon
) -> tuple[list[Mention], list[tuple[int, int]]]:
    """The mentions without those that only say what another firm is, and the places where no other name may stand."""
    only = epithets(text, [(m.start, m.end, "group" in m.party.roles) for m in kept], words)
    if not only:
        return kept, taken
    places = sorted([*taken, *((kept[i].start, kept[i].end) for i in only)])
    return [m for i, m in enumerate(kept) if i not in only], places


def _with_models(raw: str, kept: list[Mention], taken: list[tuple[int, int]]) -> list[Mention]:
    """The mentions of a text with developers it names where it calls a model of theirs by its bare code: `R1`."""
    codes = _model_codes()
    named = {m.party.id for m in kept} & {p.id for p in codes.values()}
    if not named:
        return kept
    spots = sorted([*taken, *((m.start, m.end) for m in kept)])
    found = []
    for match in _MODEL_CODE.finditer(raw):
        party, (start, end) = codes.get(match.group()), match.span()
        at = bisect_right(spots, (start, 1 << 60))
        beside = (at and start - spots[at - 1][1] <= 1) or (at < len(spots) and spots[at][0] < end)
        if party is not None and party.id in named and not beside:
            found.append(Mention(start, end, party, "model"))
    return sorted([*kept, *found], key=lambda m: m.start) if found else kept


_MODEL_CODE = re.compile(r"(?<![\w.-])[A-Z]\d(?:\.\d)?(?![\w.-])")


@lru_cache(maxsize=1)
def _model_codes() -> dict[str, Party]:
    """The short codes by which models are called without their developer, where only one has a model of that code."""
    makers = {p.id: p for p in parties().values()}
    found: dict[str, set[str]] = {}
    for model in catalog.models.values():
        code = model.name.split("-")[-1] if model.name.count("-") == 1 else ""
        if model.developer in makers and _MODEL_CODE.fullmatch(code):
            found.setdefault(code, set()).add(model.developer)
    return {code: makers[next(iter(own))] for code, own in found.items() if len(own) == 1}


def with_new(
    raw: str, text: str, hits: Hits, kept: list[Mention], taken: list[tuple[int, int]], words: Lexicon
) -> list[Mention]:
    """The mentions of a text with the firms that no list holds and the officers told by their surname."""
    known = sorted([*taken, *((m.start, m.end) for m in kept)])
    told = Told(raw, text, hits, known, users(kept), {m.start: m.party for m in kept})
    new = [Mention(s, e, party, "new", doubt=doubt) for s, e, party, doubt in newcomers(told, words)]
    kept = sorted([*kept, *new], key=lambda m: m.start) if new else kept
    return _by_surname(raw, kept) if words.spaced else kept


def users(kept: list[Mention]) -> int:
    """How many of the firms named use chips and do not only make or tell of them."""
    return len({m.party.id for m in kept if not m.party.roles.isdisjoint(USERS) and m.party.roles.isdisjoint(TELLERS)})


_SURNAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])){2,24}$")


def _by_surname(raw: str, kept: list[Mention]) -> list[Mention]:
    """The mentions of a text with the officers whom it calls by their surname after it has named them in full."""
    officers: dict[str, Mention] = {}
    for mention in kept:
        name = raw[mention.start : mention.end]
        last = _SURNAME.search(name) if mention.kind == "person" and " " in name else None
        if last is not None and last.group()[0].isupper():
            officers.setdefault(last.group(), mention)
    if not officers:
        return kept
    found: list[Mention] = []
    starts = [m.start for m in kept]
    for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, officers))})\b", raw):
        officer, (start, end) = officers[match.group()], match.span()
        at = bisect_right(starts, start)
        taken = (at and kept[at - 1].end > start) or (at < len(kept) and kept[at].start < end)
        if not taken and start > officer.end:
            found.append(Mention(start, end, officer.party, "person"))
    return sorted([*kept, *found], key=lambda m: m.start) if found else kept


def _with_authorities(text: str, told: dict[str, list[Hit]], kept: list[Mention], words: Lexicon) -> list[Mention]:
    """The companies of a text with the authorities that are named without their country."""
    found: list[Mention] = []
    kept = [_of_that_side(text, m, words) if "unit" in m.party.roles else m for m in kept]
    states = [(m.start, m.party) for m in kept if m.party.roles & STATES]
    starts = [m.start for m in kept]
    aided = words.words("backed")  # `経済産業省の助成を受け`
    for hit in sorted((*told.get("state", ()), *told.get("own_state", ())), key=place):
        if (found and hit.start < found[-1].end) or text.startswith(aided, hit.end):
            continue
        at = bisect_right(starts, hit.start)
        if (at and kept[at - 1].end > hit.start) or (at < len(kept) and kept[at].start < hit.end):
            continue
        if at < len(kept) and kept[at].party.roles & STATES and kept[at].start - hit.end < 6:
            between = text[hit.end : kept[at].start].split()
            if len(between) == 1 and between[0] in words.words("genitive"):
                continue  # `o governo de Donald Trump`
        noun = text[hit.start : hit.end].rpartition(" ")[2]
        full = (m.party for m in reversed(kept[:at]) if m.party.roles & STATES and text.endswith(noun, m.start, m.end))
        party = authority(text, hit, words, states, next(full, None))
        if party is not None:
            found.append(Mention(hit.start, hit.end, party, "state"))
            insort(states, (hit.start, party), key=lambda s: s[0])  # 南韩科技部 ... 政府: the same one
    return sorted([*kept, *found], key=lambda m: m.start) if found else kept


def _of_that_side(text: str, mention: Mention, words: Lexicon) -> Mention:
    """A ministry named without its country as that of the side with which its sentence opened: `美方这头,商务部`."""
    if text[mention.start : mention.end] not in words.words("state"):
        return mention
    country = side_told(text, mention.start, words)
    party = government(country) if country not in {"", mention.party.country} else None
    return mention if party is None else Mention(mention.start, mention.end, party, "state")


_PLACE = re.compile(r"\s{0,9}(?:,\s[A-Z][a-z]{2,8}\.?\s\d{1,2}\s)?(?:\([^)\n]{1,20}\))?\s{0,9}[-—–]")


def _dateline(raw: str, hit: Hit) -> bool:
    """Whether a capital's name only says where the report was filed: `BEIJING - Orders ...`."""
    if not raw[hit.start : hit.end].isupper():
        return False
    opens = hit.start == 0 or raw[hit.start - 1] in "\n(" or raw[max(0, hit.start - 2) : hit.start] == "| "
    word = raw[hit.start : hit.end]
    return (
        opens
        and len(word) > 3
        and (
            _PLACE.match(raw, hit.end) is not None
            or (raw[hit.end : hit.end + 1] in " (" and "(" in raw[hit.end : hit.end + 3])
        )
    )


def _inside(raw: str, text: str, hit: Hit, words: Lexicon) -> bool:
    """Whether a name of syllables is a piece of a longer word: メタ in メタバース, 메타 in 메타버스."""
    first, after = raw[hit.start], raw[hit.end : hit.end + 1]
    before = raw[hit.start - 1 : hit.start]
    if text[hit.start : hit.end] in words.words("byte_nouns"):  # 1.8太字节
        return before in words.words("byte_scales") or text.startswith(words.words("byte_rates"), hit.end)
    if first < "\u30a0":
        return False
    if "\u30a0" <= first <= "\u30ff":
        grouped = text.startswith(words.words("group_tails"), hit.end)
        longer = not grouped and bool(after) and "\u30a1" <= after <= "\u30fe"
        return longer or (bool(before) and "\u30a1" <= before <= "\u30fe")
    if "\uac00" <= first <= "\ud7af":
        return text.startswith(words.words("name_tails"), hit.end) or (
            hit.end - hit.start < 3 and "\uac00" <= before <= "\ud7af"
        )
    return False


def _begins(text: str, hit: Hit, words: Lexicon) -> bool:
    """Whether a capital is only the beginning of an institution's name: `北京航空航天大学`."""
    after = text[hit.end : hit.end + STEM]
    at = min([i for i in map(after.find, words.words("institutions")) if i >= 0], default=-1)
    return at > 0 and after[:at].isalpha() and not set(after[:at]) & set(str(words.grammar.get("no_stem", "")))


STEM = 8  # characters behind a capital in which the name of an institution may end


def _place(text: str, hit: Hit, words: Lexicon) -> bool:
    """Whether a capital only says where something is: `a Beijing brokerage`, `Beijing-based`, `总部位于北京的公司`."""
    if not words.spaced:
        lead = text[max(0, hit.start - 6) : hit.start].endswith(words.words("place_before"))
        return lead or text[hit.end : hit.end + 4].startswith(words.words("place_after")) or _begins(text, hit, words)
    before = text[max(0, hit.start - 24) : hit.start].split()
    after = text[hit.end : hit.end + 16].replace("-", " ").split()
    if len(before) > 1 and before[-1] in words.words("genitive") and before[-2] in words.words("firm"):
        return True  # `a empresa de Pequim`
    return bool(before and before[-1] in words.words("place_before")) or bool(
        after and after[0].strip(".,") in words.words("place_after") + words.words("firm") and words.spaced
    )
