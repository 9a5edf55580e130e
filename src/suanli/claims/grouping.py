"""Which companies and which chips of a sentence stand in one list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from suanli.claims.articles import NAMED, with_article
from suanli.claims.folding import is_cjk
from suanli.claims.houses import only_that_of
from suanli.claims.lexicon import Lexicon
from suanli.claims.mentions import ChipMention, Mention
from suanli.claims.naming import TELLERS, line_words, maker_words

__all__ = ["in_lists", "without_groups"]


def _loosely(between: str, joiners: tuple[str, ...]) -> bool:
    """Whether two chips stand in one list with a few words of description between them."""
    lead = between.lstrip()
    cjk = bool(lead) and is_cjk(lead[0])
    if len(between) > (14 if cjk else 22) or any(c.isdigit() or c in ",，;；.。:：()（）" for c in between):
        return False
    return any(lead.startswith(j if cjk else j + " ") for j in joiners)


def _past_line(between: str, words: Lexicon) -> str:
    """What stands between two chips, past the line or the maker of the first: `B200 Blackwell et`, `de Nvidia et`."""
    parts = between.split(None, 2)
    if parts and parts[0] in line_words():
        return between.lstrip()[len(parts[0]) :]
    if len(parts) == 3 and parts[1].rstrip(",") in maker_words() and parts[0] in words.words("genitive"):
        return ("," if parts[1].endswith(",") else "") + " " + parts[2] + " "
    return between


def _alike(text: str, last: Mention | ChipMention, item: ChipMention, words: Lexicon) -> bool:
    """Whether both names of a loose list have an article, or neither: not `ihre H20 and await the B30A`."""
    phrase = text[last.end : item.start].split()[1:2]
    some = phrase and phrase[0] in words.words("some")
    if some and phrase[0] not in text[max(last.start - 16, 0) : last.start].split():
        return False  # `10 000 H100 et des GPU H20`
    lead = with_article(words, r"(?:^|\s)@$", NAMED)
    first, second = (lead.search(text[max(x.start - 6, 0) : x.start]) for x in (last, item))
    return bool(first) or not second


def _teller(item: Mention | ChipMention) -> bool:
    return isinstance(item, Mention) and bool(item.party.roles & TELLERS)


def in_lists(text: str, items: Sequence[Mention | ChipMention], words: Lexicon) -> None:
    """Give the names of a sentence their list: those with nothing between them but commas and joining words."""
    if not items:
        return
    group = 0
    for index, item in enumerate(items):
        if index:
            last = items[index - 1]
            between = text[last.end : item.start]
            between = _past_line(between, words) if isinstance(last, ChipMention) else between
            parted = isinstance(item, Mention) and between.strip() == "," and _fronted(text, last, item, words)
            parted = parted or (between.strip() == "," and _closed(text, items, index, words))
            parted = parted or (isinstance(item, Mention) and only_that_of(text, item, words))
            quoted = bool(between) and not between.strip(" \"'「」『』《》")  # 「思元590」「思元690」
            if (
                parted
                or _teller(last) != _teller(item)
                or not (quoted or _joined(between, words) or _in_one(text, between, last, item, words))
            ):
                group += 1
        item.group = group
    _counted(text, items, words)


def _counted(text: str, items: Sequence[Mention | ChipMention], words: Lexicon) -> None:
    """Give firms that are counted behind the last one its list: `A、Bの親会社C、DとEを運営するFの3社`."""
    counts = words.words("firms_counted")
    for index, item in enumerate(items) if counts else ():
        told = next((w for w in counts if text.startswith(w, item.end)), "") if isinstance(item, Mention) else ""
        if not told or not isinstance(item, Mention):
            continue
        names, many = {item.party.id}, int("".join(c for c in told if c.isdecimal()))
        for other in reversed(items[:index]):
            between = text[other.end : item.start]
            if not isinstance(other, Mention) or any(w in between for w in words.words("list_breaks")):
                break
            names.add(other.party.id)
            if len(names) > many:
                break
            other.group = item.group


def _in_one(text: str, between: str, last: Mention | ChipMention, item: Mention | ChipMention, words: Lexicon) -> bool:
    """Whether two names are in one list with words of description or an apposition between them."""
    if isinstance(item, ChipMention):
        return _loosely(between, words.words("joiners")) and _alike(text, last, item, words)
    led = item.kind == "new" and _introduced(between, words, led=True)
    told = not led and isinstance(last, Mention) and _described(between, last, item, words)
    return led or told or _apposed(text, between, item, words)


def without_groups(text: str, items: list[Mention], words: Lexicon) -> list[Mention]:
    """The firms of a sentence without a group that only says what the one right after is: `중국 기업인 알리바바`."""
    if words.spaced or not any("group" in m.party.roles for m in items):
        return items
    links = words.words("such")
    following = [*items[1:], None]
    return [
        m
        for m, after in zip(items, following, strict=True)
        if "group" not in m.party.roles
        or after is None
        or not (0 <= after.start - m.end < 9 and text[m.end : after.start].strip().endswith(links or ("\0",)))
    ]


_PHRASE = re.compile(r"[^はがをにで、,。:;\d()]{1,16}(?:の|인 |인|「|『|'|\")?$")


def _described(between: str, last: Mention, item: Mention, words: Lexicon) -> bool:
    """Whether the second name of two is only described first: `アリババと動画アプリTikTokの字節跳動`."""
    if words.spaced:
        return False
    phrase = between.strip(" 」』'\"").removeprefix("の")
    if last.party.id == item.party.id:
        return len(between) <= 10 and (not phrase or _PHRASE.match(phrase) is not None)
    lead = next(
        (w for w in words.words("joiners") if len(w) == 1 and phrase.removeprefix("グループ").startswith(w)), ""
    )
    return bool(lead) and _PHRASE.match(phrase) is not None


def _apposed(text: str, between: str, item: Mention, words: Lexicon) -> bool:
    """Whether a list goes on past what its first member is: `MGX, le fonds d'Abou Dhabi, Bpifrance et Nvidia`."""
    if (
        not words.spaced
        or len(between) > 50
        or with_article(words, r", @[^,;:.()\d]{4,40}, ").fullmatch(between) is None
    ):
        return False
    rest = text[item.end : item.end + 6]
    return rest.startswith((",", *(f" {w} " for w in words.words("joiners"))))


def _closed(text: str, items: Sequence[Mention | ChipMention], index: int, words: Lexicon) -> bool:
    """Whether a joining word has closed the list before a comma: `Avec A, B et C, D avait commandé`."""
    if (
        index < 2
        or isinstance(items[index], ChipMention)
        or not words.spaced
        or items[index - 2].group != items[index - 1].group
    ):
        return False
    between = text[items[index - 2].end : items[index - 1].start].split()
    return bool(between) and between[0] in words.words("joiners")


def _fronted(text: str, last: Mention | ChipMention, item: Mention, words: Lexicon) -> bool:
    """Whether a preposition puts a maker before the user that follows it: `From AMD, Meta bought`."""
    if not isinstance(last, Mention):
        return False
    if not words.spaced:
        return _object(text, last, item, words)
    maker = "chipmaker" in last.party.roles and not last.party.roles & {"buyer", "cloud"}
    user = bool(item.party.roles & {"buyer", "cloud", "lab"})
    lead = text[max(0, last.start - 14) : last.start].rstrip()
    return maker and user and any(lead == w or lead.endswith((f" {w}", f"\n{w}")) for w in words.words("seller_after"))


def _object(text: str, last: Mention, item: Mention, words: Lexicon) -> bool:
    """Whether a name before a comma is to whom something goes, the one behind it a subject: `卖给了Meta,微软也拿走`."""
    lead = text[max(0, last.start - 8) : last.start].rstrip("".join(words.words("aspect")))
    goes_on = text.startswith((",", *words.words("joiners"), *words.words("group_nouns")), item.end)
    sides = (*words.words("buyer_after"), *words.words("seller_after"))
    return bool(sides) and lead.endswith(sides) and not goes_on


_COUNTED = re.compile(r"\(\D{0,12}\d{2}[^()]*\)")  # `xAI (200.000), Amazon (196.000)`: each has a number of its own
_LISTING = re.compile("[、,，/&·]")


def _joined(between: str, words: Lexicon) -> bool:
    """Whether the text between two names makes them members of one list."""
    if len(between) > 40 or "\n" in between:
        return False
    if words.spaced and "(" in between and _COUNTED.search(between) is not None:
        return False
    if words.glue().fullmatch(between) is None:
        return _introduced(between, words)
    if not between or _LISTING.search(between):
        return True
    return any(w in between for w in words.words("joiners"))


def _introduced(between: str, words: Lexicon, *, led: bool = False) -> bool:
    """Whether a joining word and a word for a firm stand between two names: `X und der Osloer Investor Y`.

    A new name that is `led` begins with that word itself.
    """
    parts = between.split()
    if not (words.spaced and 2 - led <= len(parts) <= 5 - led and parts[0] in words.words("joiners")):
        return False
    if led:
        return True
    return any(parts[-1].endswith(w[1:]) if w.startswith("*") else parts[-1] == w for w in words.words("firm"))
