"""Organisations that no list holds, as learned weights judge them by what stands around their names.

A logistic regression over traits that no language owns: what class of word stands before and after, the shape of the
name, how often and where the text says it. `catalog/data/weights/names.csv` holds the weights, a row a trait and a
column for each family of languages; `benchmarks/names_fit.py` fits them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from operator import sub
from typing import NamedTuple

from suanli import catalog
from suanli.claims.folding import fold, fold_word
from suanli.claims.judging import summed, weights_of
from suanli.claims.lexicon import Hits, Lexicon
from suanli.claims.naming import Party
from suanli.claims.runs import Run, runs

__all__ = ["CLEAR", "COLUMNS", "Named", "Told", "family", "named", "unlisted"]

CLEAR = 0.0  # log-odds from which a run is a name
COLUMNS = ("spaced", "nouns", "unspaced", "korean")
MENTIONS = 6  # places of a name that are looked at
_LOWER = re.compile(r"[a-zß-öø-ÿа-яё](?<!\w.)[\w-]+")  # by its letter: to ask each place first is dearer
_BLANK = re.compile(r"[^\S\n]*")
_BEFORE = ("for_after", "buyer_after", "seller_after", "genitive", "definite", "indefinite", "joiners", "clause",
           "relative", "of", "aside", "called", "also", "list_skip", "being")  # fmt: skip
_DROP = ("no_names", "definite", "indefinite", "anaphora", "it", "these", "legal")
_MARKS = {
    sign: name
    for name, signs in {
        "comma": ",、，", "stop": ".;。？！?!；…", "open": "(（", "close": ")）", "colon": ":：", "line": "\n•",
        "quote": "“”「」„«»\"'『』‘", "apostrophe": "’", "dash": "-–—", "bar": "|/【】·", "book": "《》", "sign": "®™",
    }.items()
    for sign in signs
} | {"": "line"}  # fmt: skip


class Told(NamedTuple):
    """A text and what is known of it: its folded copy, its words, the names known in order, how many use chips, firms.

    The last are those of the catalog by where they stand.
    """

    raw: str
    text: str
    hits: Hits
    taken: list[tuple[int, int]]
    users: int
    named: dict[int, Party]


class Named:
    """A name that may be one, its places, and its traits."""

    __slots__ = ("name", "odds", "places", "traits")

    def __init__(self, name: str) -> None:
        """The name as written, no places yet."""
        self.name = name
        self.places: list[Run] = []
        self.odds = 0.0
        self.traits: dict[str, float] = {}


def family(words: Lexicon) -> str:
    """The column of a language's weights: whether it has spaces, capital nouns, particles."""
    if words.language.startswith("ko"):
        return "korean"
    if not words.spaced:
        return "unspaced"
    return "nouns" if words.grammar.get("nouns_capital") else "spaced"


def unlisted(told: Told, words: Lexicon) -> list[Named]:
    """The names of a text that are likely organisations."""
    weights, found = weights_of("names", family(words)), named(told, words)
    for one in found:
        one.odds = summed(weights, one.traits)
    return [n for n in found if n.odds > CLEAR]


def named(told: Told, words: Lexicon) -> list[Named]:
    """All names that may be ones, with their traits."""
    raw, text, taken = told.raw, told.text, told.taken
    around = _Around(told, words)
    edges = {h[1] for h in told.hits.cues} | {end for _, end in taken} if not words.spaced else set()
    found: dict[str, Named] = {}
    for run in runs(raw, text, words, taken, edges):
        trimmed = around.trimmed(run)
        if trimmed is not None:
            name = raw[trimmed.start : trimmed.end]
            found.setdefault(name, Named(name)).places.append(trimmed)
    users = f"users {min(told.users, 3)}"
    for one in found.values():
        one.traits = around.traits(one, found)
        one.traits[users] = 1.0
    _rank(found)
    return list(found.values())


def _rank(found: dict[str, Named]) -> None:
    """Mark the names that a text says most often, and the first ones."""
    open_ = [n for n in found.values() if not n.traits.keys() & {"place", "common", "outlet", "only first line"}]
    most = max([len(n.places) for n in open_], default=0)
    for at, one in enumerate(open_):
        if at < 3:
            one.traits[f"rank {at}"] = 1.0
        if most > 1 and len(one.places) == most:
            one.traits["most often"] = 1.0


class _Around:
    """What stands around the names of one text."""

    def __init__(self, told: Told, words: Lexicon) -> None:
        """The sentence words of a text by place, and the word classes of its language."""
        self.raw, self.text, self.words = told.raw, told.text, words
        raw, hits, taken = told.raw, told.hits, told.taken
        self.cues = [h for h in hits.cues if h[3] != "chipword"]
        self.starts = [h[0] for h in self.cues]
        self.longest = max(map(sub, [h[1] for h in self.cues], self.starts), default=0)
        self.every = hits.cues
        self.every_start = [h[0] for h in hits.cues]
        self.known_starts = {start for start, _ in taken}
        self.known_ends = {end for _, end in taken}
        self.lower = frozenset(_LOWER.findall(raw))
        self.line = raw.find("\n")
        self.no_names = no_names(words.language)
        self.drop, self.places, self.classes = _classes(words)
        self.ending, self.heads = words.words("name_ends"), words.words("org_heads")

    def told(self, start: int, end: int) -> bool:
        """Whether a cue or a noun for chips is as long as a span."""
        at = bisect_left(self.every_start, start)
        while at < len(self.every) and self.every_start[at] == start:
            if self.every[at][1] == end:
                return True
            at += 1
        return False

    def closing(self, end: int) -> list[str]:
        """The cues that end at a place."""
        first, last = bisect_left(self.starts, end - self.longest), bisect_left(self.starts, end)
        return [h[3] for h in self.cues[first:last] if h[1] == end]

    def trimmed(self, run: Run) -> Run | None:
        """A run without words that only open a sentence; None where nothing is left that may be a name."""
        start, end = run.start, run.end
        while run.form == "latin":
            low = self.text[start:end]
            first = low.partition(" ")[0]
            at = start + len(first)
            common = first in self.drop or (
                (
                    self.told(start, at)
                    or first in self.no_names.words
                    or (first in self.lower and not self.words.grammar.get("nouns_capital"))
                )
                and self.opens(start)
            )
            if not common and (at == end or _LISTED.match(self.raw, start, at) is None):
                break
            start = at + 1
            if start >= end:
                return None
        while (
            run.form == "latin" and " " in self.text[start:end] and self.text[start:end].rpartition(" ")[2] in self.drop
        ):
            end = start + self.text[start:end].rindex(" ")
        low = self.text[start:end]
        if (
            end - start < 2
            or not low.strip()
            or low in self.drop
            or low in self.no_names.things
            or self.told(start, end)
        ):
            return None
        if low.startswith(self.places) and " " not in low and end - start < 14 and run.form != "ended":
            return None
        return run._replace(start=start, end=end)

    def opens(self, start: int) -> bool:
        """Whether a place opens a sentence."""
        before = self.raw[max(start - 3, 0) : start].rstrip(" ")[-1:]
        return before in {"", "\n", ".", "!", "?", ":", "«", "“", '"', "„", "—", "–", "-", "•", "▸", "…", "·", "|"}

    def traits(self, one: Named, found: dict[str, Named]) -> dict[str, float]:
        """What is known of a name: its shape, how often it stands where, and what is beside its places."""
        traits = dict.fromkeys(self.shape(one, found), 1.0)
        for run in one.places[:MENTIONS]:
            for trait in self.beside(run):
                traits[trait] = 1.0
        single = " " not in one.name and "form latin" in traits
        script = "cyrillic" if one.name[-1] > "\u0370" else "latin"
        if single:
            traits[f"single {script}"] = 1.0
        if all(self.opens(run.start) for run in one.places):
            traits["only opens"] = traits[f"only opens {'single ' if single else ''}{script}"] = 1.0
        traits["bias"] = 1.0
        return traits

    def shape(self, one: Named, found: dict[str, Named]) -> Iterator[str]:
        """The shape of a name and how often the text says it."""
        name, first = one.name, one.places[0]
        low = self.text[first.start : first.end]
        parts = low.split()
        yield f"form {first.form}"
        yield f"words {min(len(parts), 4)}"
        yield f"times {min(len(one.places), 3)}"
        yield f"length {min(len(name) // 3, 6)}"
        yield from self.ended(first, low, parts)
        yield from self.common(low, parts)
        yield from _lettered(name)
        if low in self.lower or (len(parts) == 1 and low.endswith("s") and low[:-1] in self.lower):
            yield "lower elsewhere"
        elif len(parts) > 1 and any(p in self.lower for p in parts):
            yield "part lower"
        if len(parts) > 1:
            heads, tails = name.split()[0], name.split()[-1]
            yield from (t for t, w in (("first alone", heads), ("last alone", tails)) if w in found)
        if first.start < 150:
            yield "begins text"
        line = self.line
        if line > first.start:
            yield "first line"
            if line < 80 and one.places[-1].start < line:
                yield "only first line"

    def ended(self, first: Run, low: str, parts: list[str]) -> Iterator[str]:
        """Whether a name begins or ends as those of organisations do."""
        if first.ending:
            yield "ended"
            yield f"end {first.ending}"
        if parts[-1] in self.ending and len(parts) > 1:
            yield "last of firms"
            yield f"end {parts[-1]}"
        elif first.form == "latin" and low.endswith(_GLUED) and len(parts) == 1:
            yield "glued of firms"
        if parts[0] in self.heads:
            yield "first of institutions"
        if len(parts) == 1 and low.endswith(self.words.words("noun_ends") or ("\0",)):
            yield "noun end"

    def common(self, low: str, parts: list[str]) -> Iterator[str]:
        """Whether a name, or a word of it, is a common word, a place or an outlet."""
        none = self.no_names
        if low in none.places:
            yield "place"
        elif len(parts) > 1 and (parts[0] in none.places or parts[-1] in none.places):
            yield "part place"
        if low in none.outlets:
            yield "outlet"
        if len(parts) == 1 and low in none.surnames:
            yield "surname"
        elif len(parts) > 1 and (parts[0] in none.forenames or parts[-1] in none.surnames):
            yield "part person"
        if parts[0] in none.products:
            yield "product"
        usual = [p in none.words or p in none.nouns or p in none.things for p in parts]
        if any(usual):
            yield "common" if all(usual) else "first common" if usual[0] else "part common"

    def beside(self, run: Run) -> Iterator[str]:
        """What stands right before and right after a place."""
        start, end = run.start, run.end
        raw, text = self.raw, self.text
        back = start
        while back and raw[back - 1] == " ":
            back -= 1
        mark = _MARKS.get(raw[back - 1 : back], "")
        if mark:
            yield f"b {mark}"
            back -= mark != "line" and back > 0
            while back and raw[back - 1] == " ":
                back -= 1
            for told in self.closing(back):
                yield f"b {mark} {told}"
        else:
            for told in self.closing(back):
                yield f"b {told}"
            if back in self.known_ends:
                yield "b known"
            if raw[back - 1].isdigit():
                yield "b digit"
        word = text[max(back - 16, 0) : back].split(" ")[-1]
        yield from (f"b {'mark ' if mark else ''}w {key}" for key, listed in self.classes.items() if word in listed)
        if not mark and self.words.spaced and raw[back - 1 : back].isalpha():
            yield "b capital" if raw[start - len(word) - 1 : start - len(word)].isupper() else "b word"
        yield from self.after(end)

    def after(self, end: int) -> Iterator[str]:
        """What stands right after a place."""
        raw, text = self.raw, self.text
        blank = _BLANK.match(raw, end)
        on = blank.end() if blank is not None else end
        mark = _MARKS.get(raw[on : on + 1], "")
        if mark:
            yield f"a {mark}"
            if mark == "open":
                yield "a open digit" if raw[on + 1 : on + 2].isdigit() else "a open word"
            blank = _BLANK.match(raw, on + 1)
            on = blank.end() if blank is not None and on + 1 <= len(raw) else on + 1
        elif raw[on : on + 1].isdigit():
            yield "a digit"
        elif on in self.known_starts:
            yield "a known"
        lead = f"a {mark} " if mark else "a "
        at = bisect_left(self.starts, on)
        reach = on + 1 if not mark else on + 6
        while at < len(self.cues) and self.cues[at][0] < reach:
            yield lead + self.cues[at][3]
            at += 1
        if not mark:
            while at < len(self.cues) and self.cues[at][0] < on + 24:
                yield "near " + self.cues[at][3]
                at += 1
        word = text[on : on + 16].split(" ")[0].strip(".,;:")
        yield from (f"{lead}w {key}" for key, listed in self.classes.items() if word in listed)


_GLUED = ("ai", "cloud", "data", "tech", "soft", "net", "compute", "labs", "lab", "bank", "gpu", "chip", "grid", "com",
          "tel", "media", "power", "core", "systems", "cast", "ware", "sys", "nova", "computing")  # fmt: skip
_LISTED = re.compile(r"[^\W\d_]{2,20}-[a-zà-ÿ]{2,12}\Z")  # `Shenzhen-listed` before a name
_CAMEL = re.compile(r"[a-zß-öø-ÿ][A-Z]|[A-Z]{2}[a-z]{2}|\.[a-zA-Z]")


def _lettered(name: str) -> Iterator[str]:
    """How a name is written: capitals, camel case, digits, hyphens."""
    letters = [c for c in name if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        yield f"capitals {min(len(letters), 5)}"
    elif _CAMEL.search(name):
        yield "camel"
    if any(c.isdigit() for c in name):
        yield "digit"
    if "-" in name:
        yield "hyphen"


@lru_cache(maxsize=32)
def _classes(words: Lexicon) -> tuple[frozenset[str], tuple[str, ...], dict[str, frozenset[str]]]:
    """Words of a language that open no name, stems of countries, and classes of words that stand beside names."""
    none = (w for key in _DROP for w in words.words(key))
    stems = (w for listed in words.grammar.get("countries", {}).values() for w in listed if len(w) > 2)
    return words.stops() | frozenset(none), tuple(stems), {key: frozenset(words.words(key)) for key in _BEFORE}


class NoNames(NamedTuple):
    """Folded words of a language that are no names of firms."""

    words: frozenset[str]
    nouns: frozenset[str]
    places: frozenset[str]
    things: frozenset[str]
    outlets: frozenset[str]
    forenames: frozenset[str]
    surnames: frozenset[str]
    products: frozenset[str]


@lru_cache(maxsize=32)
def no_names(language: str) -> NoNames:
    """What is no name in a language: its commonest words, places, units and techniques, outlets, words of time."""
    base = language.split("-", maxsplit=1)[0]
    told: dict[str, list[str]] = defaultdict(list)
    for row in catalog.common():
        if row["language"] in {None, "", base}:
            told[str(row["sort"])] += (fold(w.replace("_", " ")) for w in str(row["words"]).split())
    times = catalog.calendars[base].words if base in catalog.calendars else ()
    told["things"] += (w for w in times if " " not in w)
    papers = (
        w for row in catalog.outlets() for cell in (row["name"], row["names"]) for w in str(cell or "").split("|")
    )
    first, last = _persons()
    words, nouns, places, things = (frozenset(told[k]) for k in ("words", "nouns", "places", "things"))
    return NoNames(
        words,
        nouns,
        places,
        things,
        frozenset(map(fold_word, papers)),
        first,
        last,
        _products() | frozenset(told["products"]),
    )


@lru_cache(maxsize=1)
def _persons() -> tuple[frozenset[str], frozenset[str]]:
    """The first and the last names of the officers in the catalog."""
    named = [fold_word(p).split() for company in catalog.companies.values() for p in company.people if " " in p]
    return frozenset(n[0] for n in named), frozenset(n[-1] for n in named if len(n[-1]) > 2)


@lru_cache(maxsize=1)
def _products() -> frozenset[str]:
    """The first words of the names of models and clusters that name no firm."""
    firms = {fold_word(c.name) for c in catalog.companies.values()}
    models = (re.split(r"[- ]", fold_word(m.name))[0] for m in catalog.models.values())
    clusters = (fold_word(w).split(" ")[0] for c in catalog.clusters.values() for w in (c.name, *c.aliases))
    return frozenset(w for w in (*models, *clusters) if len(w) > 2 and w not in firms)
