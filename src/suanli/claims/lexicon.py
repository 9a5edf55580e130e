"""The words of a language, out of its data file, in one automaton.

An entry is a surface (ending in ``*`` for any ending, starting with ``*`` for any beginning; `` .. `` between a
verb and the particle that closes its clause) with a group
(``scale``, ``unit``, ``cue``, ``stance``...), a name in the group and a value. `und` is read with every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from suanli import catalog
from suanli.catalog.forms import Language
from suanli.claims.folding import fold_word, is_cjk
from suanli.claims.naming import company_entries, line_entries, rule_entries
from suanli.errors import CatalogError

__all__ = ["Entry", "Hit", "Lexicon", "lexicon", "place", "scan"]


Item = tuple["Entry", bool, bool, "re.Pattern[str] | Apart | None"]
Table = dict[str, list[Item]]


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
        self.heads = [p[0].isalnum() and not is_cjk(p[0]) for p in patterns]
        self.tails = [p[-1].isalnum() and not is_cjk(p[-1]) for p in patterns]
        self.plain = [() if _any_loose(group) else tuple(e[0] for e in group) for group in self.entries]
        self.automaton = ac.AhoCorasick(patterns, matchkind=ac.MatchKind.Standard)


def _any_loose(group: tuple[Item, ...]) -> bool:
    return any(head or tail or after or entry.group in _NUMERIC for entry, head, tail, after in group)


@lru_cache(maxsize=1)
def _names() -> Finder:
    """The names of companies, chips and rules, the same in every language."""
    raw = (*company_entries(), *line_entries(), *rule_entries())
    return Finder((surface, Entry(*entry)) for surface, entry in raw)


class Lexicon:
    """A compiled language: its words, the names of all languages and the open settings of its grammar."""

    def __init__(self, language: str, forms: tuple[Language, ...]) -> None:
        """The words of `forms`, most special first."""
        self.language = language
        self.grammar: dict[str, Any] = {}
        self.numbers: dict[str, Any] = {}
        for form in reversed(forms):
            self.grammar.update(form.grammar)
            self.numbers.update(form.numbers)
        self._lists: dict[str, tuple[str, ...]] = {}
        self._stops: frozenset[str] | None = None
        self._glue: re.Pattern[str] | None = None
        self.spaced = bool(self.grammar.get("spaced", True))
        self.decimal = str(self.numbers.get("decimal", "."))
        surfaces = (pair for form in forms for pair in _entries(form))
        self.finders = (Finder(surfaces), _names())

    def words(self, key: str) -> tuple[str, ...]:
        """A word list of the grammar, folded."""
        found = self._lists.get(key)
        if found is None:
            found = self._lists[key] = tuple(fold_word(w) for w in self.grammar.get(key, ()))
        return found

    def list_of(self, key: str) -> tuple[str, ...]:
        """A word list of the numbers, folded."""
        found = self._lists.get(f"numbers.{key}")
        if found is None:
            found = self._lists[f"numbers.{key}"] = tuple(fold_word(w) for w in self.numbers.get(key, ()))
        return found

    def stops(self) -> frozenset[str]:
        """Words that end a noun phrase: prepositions and joining words."""
        if self._stops is None:
            self._stops = frozenset(w for key in ("joiners", "clause", "for_after") for w in self.words(key))
        return self._stops

    def glue(self) -> re.Pattern[str]:
        """What may stand between two members of a list: commas, joining words, brackets with another spelling."""
        if self._glue is None:
            words = sorted({*self.words("joiners"), *self.words("list_skip")}, key=len, reverse=True)
            edged = (
                re.escape(w) if is_cjk(w[0]) or not w[0].isalpha() else rf"(?<![^\W_]){re.escape(w)}(?![^\W_])"
                for w in words
            )
            self._glue = re.compile(rf"(?:\([^()]*\)|[\s、,，/&·\"'()]|{'|'.join(edged)})*")
        return self._glue


# Between a verb and its particle that closes the clause (`setzt .. um`); the hit is the verb alone.
_GAP = r"(?![^\W_])(?:[^;:!?\n.,]|[.,](?=\d)){1,110}?(?<![^\W_])"
_CLOSING = r"(?![^\W_])(?=\W*$|\W*[^\w\s]| und | oder | sowie | als | wie )"


def _add(table: Table, surface: str, entry: Entry) -> None:
    word, _, particle = fold_word(surface).partition(" .. ")
    first, last = word.startswith("*"), word.endswith("*")
    bare, _, rest = word.strip("*").partition("*")
    after: re.Pattern[str] | Apart | None
    after = re.compile(r"[^\W_]*" + re.escape(rest).replace(r"\*", r"[^\W_]*") + r"(?![^\W_])") if rest else None
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
    "per_unit", "per_hour", "per_month", "per_day", "per_minute", "per_second", "anaphora", "these", "each",
    "total", "subset", "hedge", "respectively", "negation", "china", "unnamed", "state", "own_state", "oneself", "firm",
    "legal", "persons", "nation", "we", "world",
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


def scan(text: str, words: Lexicon) -> list[Hit]:
    """Every entry found in a folded text, in order of start, longest first; whole words where words have edges."""
    hits: list[Hit] = []
    add, new = hits.append, tuple.__new__
    wordy = bytearray(len(text) + 1)
    for match in _WORD.finditer(text):
        first, last = match.span()
        wordy[first:last] = b"\1" * (last - first)
    for finder in words.finders:
        heads, tails, plain = finder.heads, finder.tails, finder.plain
        for index, start, end in finder.automaton.find_matches_as_indexes(text, overlapping=True):
            glued_left = heads[index] and wordy[start - 1]  # the last byte is 0: nothing before the text
            glued_right = tails[index] and wordy[end]
            entries = plain[index]
            if not entries:
                place_at = (start, end, bool(glued_left), bool(glued_right))
                _loose(text, finder.entries[index], place_at, hits, spaced=words.spaced)
            elif not (glued_left or glued_right):
                for entry in entries:
                    add(new(Hit, (start, end, *entry)))
    hits.sort(key=place)
    return _longest(hits)


def place(hit: Hit) -> int:
    """The order of hits as one number: by start, the longest first."""
    return (hit[0] << 32) - hit[1]


def _loose(
    text: str, entries: tuple[Item, ...], at: tuple[int, int, bool, bool], hits: list[Hit], *, spaced: bool
) -> None:
    """Add the entries of a pattern that may stand inside a word: those with open ends, units and scales at digits."""
    start, end, glued_left, glued_right = at
    stop = end
    if glued_right and (run := _WORD.match(text, end)) is not None:
        stop = run.end()
    for entry, any_head, any_tail, after in entries:
        if after is not None:
            rest = after.match(text, end)
            if rest is not None and (any_head or not glued_left):
                whole = not rest.lastindex or entry.group == "stance"  # `soll .. haben` is one word of telling
                hits.append(Hit(start, rest.end() if whole else rest.end(1), *entry))
            continue
        before = entry.group == "unit_before" or (entry.name == "chips" and not spaced)
        if stop != end and not any_tail and not (before and text[end].isdigit()):
            continue
        if glued_left and not any_head:
            numeric = entry.group == "scale" or entry.group.startswith("unit_")
            if not (numeric and text[start - 1].isdigit()):
                continue
        hits.append(Hit(start, stop if any_tail or not before else end, *entry))


_WORD = re.compile(r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_NUMERIC = frozenset({"scale", "unit_before", "unit_after", "unit_other", "unit_count"})
_COVERED = frozenset({"cue", "stance", "grammar", "bound"})
_COVERS = frozenset({"stop", "company", "chip", "person"})


def _longest(hits: list[Hit]) -> list[Hit]:
    """Hits without the cues that are only a piece of a longer word: 料 in 资料, 订 in 订单."""
    kept: list[Hit] = []
    wide: list[Hit] = []
    for hit in hits:
        group = hit[2]
        covered = group in _COVERED
        if covered or group in _COVERS:
            if wide:
                start = hit[0]
                wide = [w for w in wide if w[1] > start]
                if covered and wide and any(_covers(w, hit) for w in wide):
                    continue
            wide.append(hit)
        kept.append(hit)
    return kept


def _covers(wide: Hit, hit: Hit) -> bool:
    if wide.end < hit.end or wide.end - wide.start <= hit.end - hit.start:
        return False
    return wide.group == hit.group or wide.group in _COVERS


def grouped(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    """Hits by their start."""
    table: dict[int, list[Hit]] = {}
    for hit in hits:
        table.setdefault(hit.start, []).append(hit)
    return table
