"""Firms that no list holds, by the words that introduce them: `cloud operator X`, `X GmbH`, `X, a start-up`."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Container, Iterator
from functools import lru_cache

from suanli.claims.articles import with_article
from suanli.claims.glossing import glossed
from suanli.claims.lexicon import Hit, Lexicon, choice, place
from suanli.claims.naming import Party
from suanli.claims.romanising import shown
from suanli.claims.unlisted import Told, no_names, unlisted

__all__ = ["newcomers", "without_counting", "without_helping", "without_named"]

Found = tuple[int, int, Party, float]  # the last: how likely it is none, 0 where that is told

_NAME = re.compile(
    r"[A-ZÀ-ÖØ-ÞА-ЯЁ][0-9A-Za-z_À-ɏḀ-ỿЀ-ӿ&'’.+-]{0,24}"
    r"(?: (?:(?:of (?:the )?)?[A-ZÀ-ÖØ-ÞА-ЯЁ0-9][0-9A-Za-z_À-ɏḀ-ỿЀ-ӿ&'’.+-]{0,24}|&)){0,3}"
    r"|[\u30a1-\u30fa][\u30a1-\u30fc・]{2,19}"
)
_STOP = re.compile(r"(?<=[^\W\d_]{3})(?=\. )(?<!Corp)(?<!Inc)(?<!Ltd)")  # a name ends where its sentence does
_COUNT = re.compile(r"(?<=[a-z]{3}) ?\d{1,4}(?=[\u3400-\u9fff])")  # a day or a count glued to a name: `Veltrio17日宣布`
_CLOSED = re.compile(r"(?: [\w-]{2,20}){1,3}(?=[»”“\"])")  # the rest of a name in quotes: `«Плавка данных»`
_LEAD = re.compile(r"[^\S\n\r]?[\"“”«»„'‘のである]{0,2}[^\S\n\r]?")  # no name on the next line: `Unternehmen`, a byline
_ADJECTIVE = re.compile(r" ([a-zà-ÿ]{5,16}) ")
_APART = r"[\"”»]?, @?(?:[^\s,.;:]{1,18} ){0,2}$"
MOST = 40
USERS = frozenset({"buyer", "cloud"})  # roles of those found
NAMED = frozenset({"solutions", "technologies", "holdings"})  # a form that stays in the name
INTRODUCING = ("firm", "analyst", "anaphora", "legal")


def newcomers(told: Told, words: Lexicon) -> list[Found]:
    """Places of organisations that no list holds, wherever their names stand; at most 40.

    Those introduced by a word for a firm or a legal form beside a run of capitalised words or katakana, and those
    that `unlisted` finds likely; names of the catalog, of countries and of officers are none.
    """
    raw, taken = told.raw, told.taken
    names, leads = _introduced(raw, told.hits.told, words, taken)
    for start, end in _headed(told, words):
        if len(names) < MOST and not _overlaps(taken, start, end) and (name := _clean(raw[start:end], words)):
            names.setdefault(name, Party("", shown(name, words), USERS, ""))
    doubts: dict[str, float] = {}
    things = _things(words)
    for one in unlisted(told, words):
        name = _clean(one.name, words)
        if things is not None and any(things.search(told.text, max(p.start - 40, 0), p.start) for p in one.places):
            continue  # `la supercomputadora Coatlicue`: what is named so buys nothing
        if name and len(names) < MOST and not any(n == name or n.startswith(name + " ") for n in names):
            names[name] = Party("", shown(name, words), USERS, "")
            doubts[name] = 1 / (1 + math.exp(one.odds))
    if not words.spaced:
        names.update(glossed(told, names, lambda name: _clean(name, words)))
    found = [(s, e, names[n], doubts.get(n, 0.0)) for s, e, n in _places(raw, names, leads, taken)] if names else []
    return sorted(found, key=lambda f: f[0])


@lru_cache(maxsize=32)
def _things(words: Lexicon) -> re.Pattern[str] | None:
    """The nouns of things right before a name, by itself or behind a comma."""
    nouns = words.words("thing_nouns")
    return re.compile(rf"(?<![^\W_]){choice(nouns)},? [\"«“]?$") if nouns else None


def _introduced(
    raw: str, told: dict[str, list[Hit]], words: Lexicon, taken: list[tuple[int, int]]
) -> tuple[dict[str, Party], dict[int, int]]:
    """The names introduced, and where the words before them begin."""
    names: dict[str, Party] = {}
    leads: dict[int, int] = {}
    officers = {h.start for h in told.get("official", ())}
    tellers = {h.start for h in told.get("analyst", ())}
    for hit in sorted((h for name in INTRODUCING for h in told.get(name, ())), key=place):
        if len(names) >= MOST:
            break
        if hit.name in {"firm", "analyst"} or (hit.name == "anaphora" and hit.end - hit.start > 5):
            for start, end in _beside(raw, hit, words, officers):
                if _overlaps(taken, start, end) or (not words.spaced and _told_in(told, start, end)):
                    continue
                if name := _clean(raw[start:end], words):
                    roles = frozenset({"analyst"} if hit.start in tellers else {"buyer", "cloud"})
                    names.setdefault(name, Party("", shown(name, words), roles, ""))
                    leads[start] = min(hit.start, start)
        elif hit.name == "legal":
            before = list(_NAME.finditer(raw, max(hit.start - 60, 0), hit.end))
            if before and before[-1].end() >= hit.end and not _overlaps(taken, before[-1].start(), hit.end):
                name = _clean(before[-1].group(), words)
                if name:
                    names.setdefault(name, Party("", shown(name, words), USERS, ""))
    return names, leads


def _told_in(told: dict[str, list[Hit]], start: int, end: int) -> bool:
    """Whether what may be a name holds verbs of trade, and so is a phrase: `集團AI伺服器訂單出貨暢旺`."""
    return any(start <= h.start and h.end <= end for key in TRADE for h in told.get(key, ()))


TRADE = ("ship", "buy", "sell", "revenue")


def _headed(told: Told, words: Lexicon) -> Iterator[tuple[int, int]]:
    """The names whose officers a text tells of: `el consejero delegado de Multiverse`, `a CEO da Widelabs`."""
    marks = words.words("officer_of")
    links = words.words("officer_links")
    for hit in told.hits.told.get("official", ()) if marks and links else ():
        end = next((hit.start + len(w) for w in marks if told.text.startswith(f"{w} ", hit.start)), -1)
        link = next((w for w in links if told.text.startswith(f" {w} ", end)), "") if end > 0 else ""
        name = _NAME.match(told.raw, end + len(link) + 2) if link else None
        if name is not None:
            stop = _STOP.search(told.raw, name.start(), name.end())
            yield name.start(), stop.end() if stop is not None else name.end()


def _beside(raw: str, hit: Hit, words: Lexicon, officers: set[int]) -> Iterator[tuple[int, int]]:
    """The names that stand right after a word for a firm, or before it with a comma between."""
    if raw[hit.end : hit.end + 1] in {"'", "’"} or any(
        raw[hit.start : hit.end].lower().endswith(f" {w}") for w in words.words("genitive")
    ):
        return
    lead = _LEAD.match(raw, hit.end)
    at = lead.end() if lead else hit.end
    called = next((w for w in words.words("called") if raw.startswith(w + " ", at)), "")
    at += len(called) + 1 if called else 0
    adjective = _ADJECTIVE.match(raw, hit.end) if words.grammar.get("adjective_after") else None
    if adjective and adjective.start(1) not in officers and adjective.group(1) not in words.stops():
        at = adjective.end()
    after = _NAME.match(raw, at) if at > hit.end or not words.spaced else None
    if after is not None:
        stop = _STOP.search(raw, after.start(), after.end())
        stop = _COUNT.search(raw, after.start(), after.end() + 1) or stop
        quoted = _CLOSED.match(raw, after.end()) if raw[after.start() - 1] in '«“„"' else None
        end = quoted.end() if quoted is not None else stop.start() if stop is not None else after.end()
        yield after.start(), end
    elif words.spaced and (apart := with_article(words, _APART).search(raw, max(hit.start - 44, 0), hit.start)):
        before = [m for m in _NAME.finditer(raw, max(apart.start() - 60, 0), apart.start()) if m.end() == apart.start()]
        bare = not apart.group().strip('"”», ') and _apposed(raw, hit.end, words)
        if before and (bare or hit.name != "anaphora") and not _placed(raw, before[-1].start(), words):
            yield before[-1].span()


def _apposed(raw: str, end: int, words: Lexicon) -> bool:
    """Whether a word for a firm ends an apposition: not `Abroad, the group intends`, `der Aufsatz, den das Team`."""
    after = raw[end : end + 24].lower()
    if not after[:1].isspace():
        return True
    word = after.split(None, 1)[0].strip(".,;") if after.strip() else ""
    return any(word in words.words(key) for key in ("for_after", "of", "relative", "object_clause", "genitive"))


def _placed(raw: str, start: int, words: Lexicon) -> bool:
    """Whether a name only says where: `à Memphis, un centre`."""
    lead = [w for w in re.sub(r"\b[dl]['’]", " ", raw[max(start - 16, 0) : start]).split() if w not in {"la", "le"}][
        -1:
    ]
    return bool(lead) and (lead[0].lower() in words.words("for_after") or lead[0].lower() in words.words("buyer_after"))


def _clean(name: str, words: Lexicon) -> str:
    """A name without its legal form and genitive; "" where it is none: too short, a country, a common word."""
    parts = name.rstrip(".-").split()
    forms, none = words.words("legal"), words.words("no_names")
    while parts and parts[0].lower() in none:
        parts.pop(0)
    while len(parts) > 1 and (last := parts[-1].lower().rstrip(".")) in forms and last not in NAMED:
        parts.pop()
    if parts:
        parts[-1] = re.sub(r"['’]s?$", "", parts[-1]).rstrip(".")
    found = " ".join(parts)
    low = found.lower()
    stems = [w for listed in words.grammar.get("countries", {}).values() for w in listed]
    known = (
        low in words.stops() or low in words.words("anaphora") or any(low.startswith(s) for s in stems if len(s) > 3)
    )
    coded = any(c.isdigit() for c in found) and " " not in found
    known = known or low.endswith(words.words("clitics") or ("\0",))  # `Trata-se`: a verb
    return "" if len(found) < 3 or known or coded or low in forms or _is_noun(low, words) else found


def _is_noun(low: str, words: Lexicon) -> bool:
    """Whether a word is a noun where nouns are capitals; an ending of one letter (`Kernwolke`) needs a list."""
    if not words.grammar.get("nouns_capital") or " " in low:
        return False
    ends = tuple(e for e in words.words("noun_ends") if len(e) > 1)
    return low.endswith(ends) or low in no_names(words.language).nouns


def _places(
    raw: str, names: dict[str, Party], leads: dict[int, int], taken: list[tuple[int, int]]
) -> Iterator[tuple[int, int, str]]:
    """Where the names stand, also by their first word; an introduced one begins with the word for a firm."""
    done = list(taken)
    for name in sorted(names, key=len, reverse=True):
        head = name.split()[0]
        telling = len(head) > 4 or (len(head) > 2 and head.isupper() and head != name)
        forms = [name, head] if telling and head not in names and head[0].isalpha() else [name]
        for form in forms:
            for start in _alone(raw, form):
                end = start + len(form)
                if not _overlaps(done, start, end):
                    insort(done, (start, end))
                    yield leads.get(start, start), end, name


def _alone(raw: str, form: str) -> Iterator[int]:
    """Where a name stands that is no piece of a longer one; Latin letters may stand beside characters."""
    edged, at = form[0] < "\u3000", raw.find(form)
    while at >= 0:
        end = at + len(form)
        glued = end < len(raw) and _lettered(raw[end]) and _COUNT.match(raw, end) is None
        if edged and (glued or (at and _lettered(raw[at - 1]))):
            at = raw.find(form, at + 1)
        else:
            yield at
            at = raw.find(form, end)


def _lettered(char: str) -> bool:
    """Whether a sign is a letter or a digit that goes on with a name in Latin letters."""
    return char.isalnum() and not "\u3000" <= char <= "\ud7af"


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span meets one of those taken, which stand in order."""
    at = bisect_left(taken, (end, 0))
    return any(start < e for _, e in taken[max(at - 4, 0) : at])


def without_named(cues: list[Hit], new: list[tuple[int, int]]) -> list[Hit]:
    """The cues without those that are only a piece of a name."""
    starts = [h[0] for h in cues] if new else []
    near = {at for first, last in new for at in range(bisect_left(starts, first), bisect_left(starts, last))}
    dropped = {at for at in near if _named(new, cues[at])}
    return [h for at, h in enumerate(cues) if at not in dropped] if dropped else cues


def without_counting(text: str, cues: list[Hit], words: Lexicon) -> list[Hit]:
    """The cues without verbs that plan before another verb but count before a number: `compte 3 000 GPU`."""
    verbs = words.words("counting")
    held = {h.start: h.end for h in cues if h.name == "hold"} if verbs else {}
    return [h for h in cues if not (h.end < held.get(h.start, 0) and text[h.start : h.end] in verbs)] if held else cues


def without_helping(text: str, cues: list[Hit], words: Lexicon) -> list[Hit]:
    """The cues without `has` and its kin before a verb of their own: `has (already) ordered` is no possession."""
    verbs = words.words("perfect")
    if not verbs or not cues:
        return cues
    after = [*cues[1:], None]
    return [h for h, n in zip(cues, after, strict=True) if n is None or not _helps(text, h, n, verbs)]


def _helps(text: str, hit: Hit, after: Hit, verbs: Container[str]) -> bool:
    """Whether a cue is a helping verb of the cue after it, an adverb between them at most."""
    if hit.name != "hold" or after.name not in DONE or text[hit.start : hit.end] not in verbs:
        return False
    between = text[hit.end : after.start]
    return between.isspace() or bool(ADVERB.fullmatch(between))


DONE = frozenset({"buy", "receive", "ship", "sell", "rent", "resell", "spend", "smuggle", "seize", "make"})
ADVERB = re.compile(r" [^\W\d]{2,12} ")


def _named(new: list[tuple[int, int]], hit: Hit) -> bool:
    """Whether a cue is only a piece of a name that no list holds: `calcul` in Calculis."""
    at = bisect_right(new, (hit.start, 1 << 60)) - 1
    return at >= 0 and new[at][0] <= hit.start and hit.end <= new[at][1]
