"""The words of a language, out of its data file, in one automaton.

An entry is a surface (ending in ``*`` for any ending, starting with ``*`` for any beginning, with ``^`` where no letter
may stand before it in a script without edges and ``$`` where none may follow; `` .. `` between a
verb and the particle that closes its clause) with a group
(``scale``, ``unit``, ``cue``, ``stance``...), a name in the group and a value. `und` is read with every language.
"""

from __future__ import annotations

import re
from bisect import insort_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from suanli import catalog
from suanli.catalog.forms import Language
from suanli.claims.folding import edges, fold_word, is_cjk
from suanli.claims.naming import company_entries, line_entries, maker_words, rule_entries
from suanli.errors import CatalogError

__all__ = ["Entry", "Hit", "Hits", "Lexicon", "by_end", "by_place", "choice", "lexicon", "place", "scan"]


Item = tuple["Entry", bool, bool, "re.Pattern[str] | Apart | None"]
Table = dict[str, list[Item]]


def choice(words: Iterable[str]) -> str:
    """Some words as alternatives of a pattern, the longest first; without words, what never is."""
    return f"(?:{'|'.join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w)))) or '(?!)'})"


class Apart(NamedTuple):
    """The rest of a verb up to the particle that closes its clause; sought only where the particle is near."""

    particle: str
    pattern: re.Pattern[str]

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """The rest of the verb at a position, or None."""
        return self.pattern.match(text, at) if text.find(self.particle, at, at + 160) >= 0 else None


class Entry(NamedTuple):
    """What a surface may mean."""

    group: str
    name: str
    value: Any = None


class Hit(NamedTuple):
    """An entry found at `start` to `end` of the folded text."""

    start: int
    end: int
    group: str
    name: str
    value: Any = None


class Finder:
    """Surfaces in one automaton, with the entries of each and whether it must begin and end as a word."""

    def __init__(self, surfaces: Iterable[tuple[str, Entry]]) -> None:
        """The automaton of `surfaces`."""
        import ahocorasick_rs as ac

        table: Table = {}
        for surface, entry in surfaces:
            _add(table, surface, entry)
        patterns = sorted(table)
        self.entries = [tuple(table[p]) for p in patterns]
        self.edges = [_LEFT * _edged(p[0]) | _RIGHT * _edged(p[-1]) for p in patterns]
        open_sides = [_open(items) for items in self.entries]
        # by the sides on which a surface is glued to more: what is found, or None where more of the text decides
        self.found = [[_whole(items) for items in self.entries]]
        for glued in (_LEFT, _RIGHT, _LEFT | _RIGHT):
            self.found.append([() if glued & ~sides else None for sides in open_sides])
        self.automaton = ac.AhoCorasick(patterns, matchkind=ac.MatchKind.Standard)


_LEFT, _RIGHT = 1, 2  # the sides on which a surface must end as a word


def _edged(char: str) -> bool:
    return char.isalnum() and not is_cjk(char)


def _open(items: tuple[Item, ...]) -> int:
    """The sides on which some entry of a surface may go on: inside a longer word, or beside digits."""
    left = right = False
    for entry, head, tail, after in items:
        left = left or head or entry.group in _NUMERIC
        right = right or tail or after is not None or entry.name == "chips" or entry.group == "unit_before"
    return _LEFT * left | _RIGHT * right


def _whole(items: tuple[Item, ...]) -> tuple[tuple[str, str, str, Any], ...] | None:
    """The entries of a surface that stands as a word, each with its shelf; None where more of the text decides."""
    decided = all(after is None for _, _, _, after in items)
    return tuple((_shelf(entry.group), *entry) for entry, *_ in items) if decided else None


@lru_cache(maxsize=1)
def _names() -> Finder:
    """The names of companies, chips and rules, the same in every language."""
    raw = (*company_entries(), *line_entries(), *rule_entries())
    return Finder((surface, Entry(*entry)) for surface, entry in raw)


class Lists(dict[str, tuple[str, ...]]):
    """The word lists of a table, each folded when it is first asked for."""

    def __init__(self, table: dict[str, Any]) -> None:
        """The lists of `table`, which may grow until they are asked for."""
        super().__init__()
        self.table = table

    def __missing__(self, key: str) -> tuple[str, ...]:
        """The list of that name, empty where the language has none."""
        found = self[key] = tuple(fold_word(w) for w in self.table.get(key, ()))
        return found


class Lexicon:
    """A compiled language: its words, the names of all languages and the open settings of its grammar.

    `words(key)` is a word list of the grammar and `list_of(key)` one of the numbers, folded; both are look-ups
    without a call of Python, for the rules ask them more often than anything else.
    """

    def __init__(self, language: str, forms: tuple[Language, ...]) -> None:
        """The words of `forms`, most special first."""
        self.language = language
        self.grammar: dict[str, Any] = {}
        self.numbers: dict[str, Any] = {}
        for form in reversed(forms):
            self.grammar.update(form.grammar)
            self.numbers.update(form.numbers)
        self.words = Lists(self.grammar).__getitem__
        self.list_of = Lists(self.numbers).__getitem__
        self.linkers = "".join(self.words("linkers"))  # particles between a noun and what it belongs to: 的, の, 의
        self._stops: frozenset[str] | None = None
        self._few: frozenset[str] | None = None
        self._glue: re.Pattern[str] | None = None
        self._prefixes: re.Pattern[str] | None = None
        self.spaced = bool(self.grammar.get("spaced", True))
        self.decimal = str(self.numbers.get("decimal", "."))
        self.foreign = not self.numbers.get("scales")  # a language without a file
        surfaces = (pair for form in forms for pair in _entries(form))
        self.finders = (Finder(surfaces), _names())

    def few(self) -> frozenset[str]:
        """The words and digits for two to seven."""
        if self._few is None:
            told = self.numbers.get("words", {}).items()
            self._few = frozenset("234567") | {fold_word(w) for w, value in told if 1 < value < 8}
        return self._few

    def stops(self) -> frozenset[str]:
        """Words that end a noun phrase: prepositions and joining words."""
        if self._stops is None:
            self._stops = frozenset(w for key in ("joiners", "clause", "for_after") for w in self.words(key))
        return self._stops

    def prefixes(self) -> re.Pattern[str]:
        """What may open a numeral beside digits and the words of the lists: Chinese digits, marks of vague counts."""
        if self._prefixes is None:
            marks = (*self.numbers.get("vague_prefix", ()), *self.numbers.get("over_prefix", ()))
            choice = "|".join(map(re.escape, (*marks, *"一二两三四五六七八九廿卅")))
            none = "零(?=[,。;:、.!?)」』\"'”\\n ]|$)"  # 降到零, but 零部件
            self._prefixes = re.compile("(?!)" if self.spaced else f"(?={choice}|{none})")
        return self._prefixes

    def glue(self) -> re.Pattern[str]:
        """What may stand between two members of a list: commas, joining words, brackets with another spelling."""
        if self._glue is None:
            words = sorted({*self.words("joiners"), *self.words("list_skip")}, key=len, reverse=True)
            loose = [re.escape(w) for w in words if is_cjk(w[0]) or not w[0].isalpha()]
            edged = "|".join(re.escape(w) for w in words if not is_cjk(w[0]) and w[0].isalpha()) or "(?!)"
            choice = "|".join([*loose, rf"(?<![^\W_])(?:{edged})(?![^\W_])"])
            self._glue = re.compile(rf"(?:\([^()]*\)|[\s、,，/&·\"'()]|{choice})*")
        return self._glue


# Between a verb and its particle that closes the clause (`setzt .. um`); the hit is the verb alone.
_GAP = r"(?![^\W_])(?:[^;:!?\n.,]|[.,](?=\d)|(?<=mio)\.|(?<=mrd)\.|(?<=ca)\.){1,110}?(?<![^\W_])"
_CLOSING = r"(?![^\W_])(?=\W*$|\W*[^\w\s]| und | oder | sowie | als | wie )"


def _add(table: Table, surface: str, entry: Entry) -> None:
    word, _, particle = fold_word(surface).partition(" .. ")
    first, last = word.startswith("*"), word.endswith("*")
    bare, _, rest = word.strip("*").partition("*")
    after: re.Pattern[str] | Apart | None
    after = re.compile(r"[^\W_]*" + re.escape(rest).replace(r"\*", r"[^\W_]*") + r"(?![^\W_])") if rest else None
    if bare.startswith("^"):
        bare, alone = bare[1:].rstrip("$"), bare.endswith("$")
        after = re.compile(rf"(?<!\w{re.escape(bare)})" + (r"(?!\w)" if alone else ""))
    if particle:
        stem = "([^\\W_]*)" if last else "()"
        after = Apart(particle, re.compile(stem + _GAP + re.escape(particle) + _CLOSING))
    item = (entry, first, last, after)
    if bare and item not in table.setdefault(bare, []):
        table[bare].append(item)


def _listed(table: dict[str, Any], group: str, where: str) -> Iterator[tuple[str, Entry]]:
    for name, words in table.items():
        if not isinstance(words, list):
            msg = f"languages/{where}: `{group}.{name}`: expected a list of words"
            raise CatalogError(msg)
        for word in words:
            yield word, Entry(group, name)


def _valued(table: dict[str, Any], group: str) -> Iterator[tuple[str, Entry]]:
    for word, value in table.items():
        yield word, Entry(group, word, value)


_GRAMMAR_GROUPS = (
    "per_unit", "per_hour", "per_month", "per_year", "per_day", "per_minute", "per_second", "anaphora", "these", "each",
    "total", "subset", "hedge", "respectively", "negation", "china", "unnamed", "state", "own_state", "oneself", "firm",
    "legal", "persons", "nation", "we", "world", "no_comment", "background",
)  # fmt: skip
_TABLES = (("cues", "cue"), ("stance", "stance"), ("bounds", "bound"))


def _entries(form: Language) -> Iterator[tuple[str, Entry]]:
    where = f"{form.id}.toml"
    numbers = form.numbers
    for key, group in (("words", "number"), ("scales", "scale"), ("vague", "vague"), ("fractions", "fraction"),
                       ("multiples", "multiple"), ("articles", "article")):  # fmt: skip
        yield from _valued(numbers.get(key, {}), group)
    for key in ("range", "change", "times", "between"):
        yield from ((w, Entry(key, key)) for w in numbers.get(key, ()))
    for key, group in _TABLES:
        yield from _listed(getattr(form, key), group, where)
    for key in ("before", "after", "count", "other"):
        yield from _listed(form.units.get(key, {}), f"unit_{key}", where)
    for key in _GRAMMAR_GROUPS:
        yield from ((w, Entry("grammar", key)) for w in form.grammar.get(key, ()))
    yield from ((w, Entry("stop", "stop")) for w in form.grammar.get("stopwords", ()))
    for key in ("hour", "unit", "month"):
        yield from ((w, Entry("grammar", f"per_{key}")) for w in form.grammar.get(key, ()))


def _forms(language: str) -> tuple[Language, ...]:
    shelf = catalog.languages
    base = language.split("-", maxsplit=1)[0]
    name = next((n for n in (language, base, f"{base}-Hans") if n in shelf), "")
    found: list[Language] = []
    while name:
        form = shelf[name]
        found.append(form)
        name = str(form.grammar.get("like", ""))
    return (*found, shelf["und"])


@lru_cache(maxsize=32)
def lexicon(language: str) -> Lexicon:
    """The compiled lexicon of a language; an unknown language gets what all languages share."""
    return Lexicon(language, _forms(language))


def scan(text: str, words: Lexicon) -> Hits:
    """Every entry found in a folded text; whole words where words have edges."""
    shelves: dict[str, list[Hit]] = defaultdict(list)
    new = tuple.__new__
    wordy = edges(text)
    before, after = wordy, wordy.translate(_TO_RIGHT)  # the last byte is 0: nothing before or after the text
    if _GLUED.search(text) is not None and (seams := [m.end() for m in _seam().finditer(text)]):
        before, after = _cleared(before, [at - 1 for at in seams]), _cleared(after, seams)
    if not words.spaced and (counts := [m.start() for m in _COUNTED.finditer(text)]):
        after = _cleared(after, counts)
    for finder in words.finders:
        sides, found_at = finder.edges, finder.found
        for index, start, end in finder.automaton.find_matches_as_indexes(text, overlapping=True):
            glued = sides[index] & (before[start - 1] | after[end])
            found = found_at[glued][index]
            if found is None:
                for hit in _loose(text, finder.entries[index], (start, end, glued), spaced=words.spaced):
                    shelves[_shelf(hit.group)].append(hit)
            else:
                for shelf, group, name, value in found:
                    shelves[shelf].append(new(Hit, (start, end, group, name, value)))
    return Hits(shelves)


_COUNTED = re.compile(r"\d(?<=[a-z]{3}\d)[\d.,]{0,9}(?=[%％\u3400-\u9fff])")  # what a name is glued to: `AMD16万张`
_GLUED = re.compile(r"\d(?<=[a-z]{3}\d)\d{1,2}(?![a-z0-9])")  # a code behind the last letters of a longer word


@lru_cache(maxsize=1)
def _seam() -> re.Pattern[str]:
    """A maker's name with a chip's code glued to it: `NVIDIAH20`, where the space between was lost."""
    return re.compile(rf"(?:{'|'.join(maker_words())})(?=[a-z]{{1,2}}\d{{2,3}}(?![a-z0-9]))")


def _cleared(sides: bytes, places: list[int]) -> bytes:
    """The same with no letter at some places, so that words may end or begin there."""
    kept = bytearray(sides)
    for at in places:
        kept[at] = 0
    return bytes(kept)


_TO_RIGHT = bytes([0, _RIGHT, *range(2, 256)])
_START, _END = itemgetter(0), itemgetter(1)


def place(hit: Hit) -> int:
    """The order of hits as one number: by start, the longest first."""
    return (hit[0] << 32) - hit[1]


def _loose(text: str, entries: tuple[Item, ...], at: tuple[int, int, int], *, spaced: bool) -> list[Hit]:
    """The entries of a pattern that may stand inside a word: those with open ends, units and scales at digits."""
    found: list[Hit] = []
    start, end, glued = at
    stop, glued_left = end, glued & _LEFT
    if glued & _RIGHT and (run := _WORD.match(text, end)) is not None:
        stop = run.end()
    for entry, any_head, any_tail, after in entries:
        if after is not None:
            rest = after.match(text, end)
            if rest is not None and (any_head or not glued_left):
                whole = not rest.lastindex or entry.group == "stance"  # `soll .. haben` is one word of telling
                found.append(Hit(start, rest.end() if whole else rest.end(1), *entry))
            continue
        before = entry.group == "unit_before" or (entry.name == "chips" and not spaced)
        if stop != end and not any_tail and not (before and text[end].isdigit()):
            continue
        if glued_left and not any_head:
            numeric = entry.group == "scale" or entry.group.startswith("unit_")
            if not (numeric and text[start - 1].isdigit()):
                continue
        found.append(Hit(start, stop if any_tail or not before else end, *entry))
    return found


_WORD = re.compile(r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_NUMERIC = frozenset({"scale", "unit_before", "unit_after", "unit_other", "unit_count"})
_CUES = frozenset({"cue", "stance", "grammar"})
_COVERED = _CUES | {"bound"}
_COVERS = frozenset({"stop", "company", "chip", "person"})
_NAMES = frozenset({"company", "person"})
_SHELVES = {"unit_after": "unit", "unit_other": "unit", "unit_count": "unit", "change": "range"}
_WORDS = "words"  # the shelf of all that covers other hits or is covered


def _shelf(group: str) -> str:
    return _WORDS if group in _COVERED or group in _COVERS else _SHELVES.get(group, group)


class Hits:
    """What stands in a text, each list in order of start, the longest first.

    `cues` are the cues, stance words and words of grammar, chip nouns among them, `told` the same by name; `names`
    the companies and persons; everything else is kept by group, units that follow a number as `unit`, ranges and
    changes as `range`.
    """

    def __init__(self, shelves: dict[str, list[Hit]]) -> None:
        """The hits without the cues that are only a piece of a longer word: 料 in 资料, 订 in 订单."""
        for shelf in shelves.values():
            _put_in_order(shelf)
        self.groups = shelves
        self.tables: dict[str, dict[int, list[Hit]]] = {}
        self.names: list[Hit] = []
        self.told: dict[str, list[Hit]] = defaultdict(list)  # the cues by name
        # a chip noun is a cue as well
        nouns = [Hit(h.start, h.end, "cue", "chipword") for h in self.of("unit") if h.name == "chips"]
        self.cues: list[Hit] = []
        homes = {**dict.fromkeys(_CUES, self.cues), **dict.fromkeys(_NAMES, self.names)}
        furthest = dict.fromkeys(_COVERED, -1)  # of each group, the hit that covers most of what follows
        furthest_name = -1
        for hit in shelves.pop(_WORDS, []):
            start, end, group, _, _ = hit
            over = (end << 32) - start  # one that ends further, or as far but began before, covers this one
            if group in furthest:
                if over < furthest_name or over < furthest[group]:
                    continue
                furthest[group] = over
            elif over > furthest_name:
                furthest_name = over
            (homes[group] if group in homes else shelves[group]).append(hit)
        nouns.reverse()
        for noun in nouns:  # before the cues at the same place
            insort_left(self.cues, noun, key=place)
        told = self.told
        for hit in self.cues:
            told[hit[3]].append(hit)

    def of(self, group: str) -> list[Hit]:
        """The hits of a group that is none of cues and names."""
        return self.groups.get(group, [])

    def at(self, group: str) -> dict[int, list[Hit]]:
        """The same by their start."""
        if group not in self.tables:
            self.tables[group] = by_place(self.of(group))
        return self.tables[group]


def _put_in_order(hits: list[Hit]) -> None:
    hits.sort(key=_END, reverse=True)
    hits.sort(key=_START)


def by_place(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    """Hits by their start."""
    table: dict[int, list[Hit]] = {}
    for hit in hits:
        table.setdefault(hit.start, []).append(hit)
    return table


def by_end(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    """Hits by their end."""
    table: dict[int, list[Hit]] = {}
    for hit in hits:
        table.setdefault(hit.end, []).append(hit)
    return table
