"""Damage undone, every repair an edit: invisible characters, pinyin glosses, homoglyphs, mojibake."""

from __future__ import annotations

import html
import re

from suanli.reading.decoding import SURROGATES
from suanli.reading.desynchronised import GLOSS_BODY, resynchronise
from suanli.reading.drafting import Change, Draft
from suanli.reading.plausibility import HANZI, usual_hanzi

__all__ = ["repair"]

GLOSS = re.compile(rf"(?<=[\u3400-\u9fff])\({GLOSS_BODY}\)")
# Zero-width, bidi and other invisible marks, soft hyphens, C0 controls but tab and line ends, lone surrogates.
# Patterns of the whole text begin with a class of characters: the engine finds one far faster than branches.
INVISIBLE = re.compile(
    "[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
    "(?<![\u0600-\u0dff\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f][\u200c\u200d])"
)
BREAKS = re.compile("[\r\x0c\x85\u2028\u2029](?:(?<=\r)\n)?")
HAN = re.compile("[\u3400-\u9fff]")
# Cyrillic letters that look like Latin ones.
TWINS = dict(zip("АВЕКМНОРСТХаеорсухі", "ABEKMHOPCTXaeopcyxi", strict=True))
TWIN = "".join(TWINS)
CHIP = re.compile(
    r"(?<![\w-])[АВНРТК]{1,2}(?:4|10|16|20|30|40|80|100|200|300|400|800|900)(?![0-9])(?=[^а-яё]|$)"
    r"|(?<!\w)G?[В](?:100|200|300)(?!\w)"
)
MIXED = re.compile(
    rf"(?<!\w)(?=[A-Za-z{TWIN}]{{0,40}}[A-Za-z])(?=[A-Za-z]{{0,40}}[{TWIN}])[A-Za-z{TWIN}]{{3,40}}(?!\w)"
)
# UTF-8 read as cp1252: a lead byte's letter, then continuation bytes' characters.
CONTINUED = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MOJIBAKE = re.compile(rf"[\xc2-\xc6\xd0\xd1\xe1\xe2](?:(?<=[^\xe1\xe2])|(?<=\xe1)[\xba\xbb]|(?<=\xe2)€)[{CONTINUED}]")
ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[lr]aquo|mdash|ndash|hellip|euro|pound|yen|middot|bull|times|"
    r"[AEIOUaeiou](?:acute|grave|circ|uml|tilde)|[Cc]cedil|[Nn]tilde|szlig|#\d{2,5}|#x[0-9A-Fa-f]{2,5});"
)
FEWEST = 2  # one gloss or one odd pair may be meant; two of them are damage


def repair(draft: Draft, spoiled: tuple[tuple[int, bytes], ...] = ()) -> None:
    """Undo what is certain, in the order in which the damage lies over the text."""
    _bytes(draft, spoiled)
    draft.apply([Change(m.start(), m.end(), "\n", "layout") for m in BREAKS.finditer(draft.text)])
    draft.apply([Change(m.start(), m.end(), "", "invisible") for m in INVISIBLE.finditer(draft.text)])
    if "&" in draft.text:
        draft.apply(_entities(draft.text))
    draft.apply(_mojibake(draft.text))
    if ("(" in draft.text or "?" in draft.text) and HAN.search(draft.text):
        resynchronise(draft)
        draft.apply(_glosses(draft.text))
    draft.apply(_homoglyphs(draft.text))


def _bytes(draft: Draft, spoiled: tuple[tuple[int, bytes], ...]) -> None:
    """Bytes that were not UTF-8, read as cp1252, which is what stray ones are nearly always."""
    changes = []
    joined = b"".join(data for _, data in spoiled)
    if joined and len(joined) == 3 * len(SURROGATES.findall(joined)):
        draft.apply([Change(at, at + 1, "", "invisible") for at, _ in spoiled])
        return
    for at, data in spoiled:
        new = data.decode("cp1252", "ignore")
        if new and new.isprintable():
            changes.append(Change(at, at + 1, new, "encoding"))
    draft.apply(changes)


def _entities(text: str) -> list[Change]:
    """HTML entities that were left in a text, or encoded twice in a page."""
    return [
        Change(m.start(), m.end(), html.unescape(m.group()).replace("\u00a0", " "), "entity")
        for m in ENTITY.finditer(text)
        if html.unescape(m.group()).isprintable() or m.group() == "&nbsp;"
    ]


def _mojibake(text: str) -> list[Change]:
    """UTF-8 that was read as cp1252, put right where the bytes prove it at least twice."""
    changes = []
    for found in MOJIBAKE.finditer(text):
        new = _reread(found.group())
        if new:
            changes.append(Change(found.start(), found.end(), new, "mojibake"))
    return changes if len(changes) >= FEWEST else []


def _reread(text: str) -> str:
    try:
        data = b"".join(bytes((ord(c),)) if ord(c) < 256 else c.encode("cp1252") for c in text)
        return data.decode("utf-8")
    except UnicodeError:
        return ""


def _glosses(text: str) -> list[Change]:
    """Pinyin in brackets after a character that nobody needs glossed; a lone gloss is left alone."""
    found = list(GLOSS.finditer(text))
    if not found:
        return []
    common = usual_hanzi()
    plain = [m for m in found if text[m.start() - 1] in common]
    if len(plain) < FEWEST and not (len(plain) == 1 and text[plain[0].start() - 1] in HANZI):
        return []
    return [Change(m.start(), m.end(), "", "pinyin") for m in found]


def _homoglyphs(text: str) -> list[Change]:
    """Cyrillic letters in the names of chips and in words otherwise Latin."""
    if not re.search(r"[\u0400-\u04ff]", text):
        return []
    changes = {}
    for pattern in (CHIP, MIXED):
        for found in pattern.finditer(text):
            for at in range(found.start(), found.end()):
                if text[at] in TWINS:
                    changes[at] = Change(at, at + 1, TWINS[text[at]], "homoglyph")
    return [changes[at] for at in sorted(changes)]
