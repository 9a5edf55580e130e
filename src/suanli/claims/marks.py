"""What the words right beside a name make of it: what something is compared with, the side of a buyer or a seller."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from suanli.claims.articles import with_article
from suanli.claims.lexicon import Lexicon, choice
from suanli.claims.naming import STATES, TELLERS, chip_names
from suanli.claims.once import once_in_text
from suanli.claims.scene import Line, Mention, Scene
from suanli.claims.sought import held

__all__ = [
    "benefits",
    "compared",
    "funded",
    "home_of",
    "in_store",
    "next_in_list",
    "of_site",
    "only_its_chip",
    "owns",
    "partner_too",
    "partnered",
    "past_mark",
    "relative_subject",
    "set_apart",
    "side_of",
    "with_own",
]

_RELATIVE = re.compile(
    r"\s{0,9}(?:约|約|약|近|最[多高大]|至[多少]|大约|将近|逾|おおよそ|およそ|ほぼ|実に|대략|거의|무려|최대)?\s{0,9}[\d.,一二两三四五六七八九十半数几두세네다섯여덟아홉열곱일]{1,20}\s{0,9}(?:多|余)?(?:倍|배|%|成|割|分|半)"
    r"|\s{0,9}(?:约|約)?\d{1,2}/\d{1,2}(?![/\d])"
    r"|\s{0,9}(?:约|約)?(?:一半|半分|절반|两倍|双倍)"
)


def compared(scene: Scene, start: int, end: int) -> bool:
    """Whether a name is what something is compared with: `than the H20`, `比H20`, `H20の6倍`."""
    found = scene.compared.get((start, end))
    if found is None:
        found = scene.compared[start, end] = _compared(scene, start, end)
    return found


class _Marks:
    """The patterns of a language by which a name is found to be only compared with, or a part of another."""

    def __init__(self, words: Lexicon) -> None:
        """Compile the patterns from the lists of `words`."""
        parts, made = _choice(words, "parts"), _choice(words, "made_of")
        of_part = rf"(?<![^\W_]){parts} {_choice(words, 'genitive', 'of')} @?$"
        self.part_of = with_article(words, of_part) if words.spaced else re.compile(f"(?:{parts}[的の]|{made}) $")
        self.model = re.compile(rf" ?(?:nvl ?\d+|{_choice(words, 'chip_nouns')})(?= ?[的の])")
        self.line = re.compile(rf"(?: ?{_choice(words, 'chip_line')}){{1,4}}")
        ruled, than = _choice(words, "rulings"), _choice(words, "than")
        self.ruled = re.compile(rf"[^,.;、。]{{1,24}}?{ruled}['\"」』]?{than}")
        self.partner = re.compile(rf"{_choice(words, 'partner_before')}[\u4e00-\u9fff]{{0,3}}$")


def _choice(words: Lexicon, *keys: str) -> str:
    """The words of some lists as alternatives of a pattern."""
    return choice(w for key in keys for w in words.words(key))


_marks = lru_cache(maxsize=32)(_Marks)


class _Held(NamedTuple):
    """The words of a language by which a name is only compared with, those of them that a text holds."""

    parts: tuple[str, ...]
    compare: tuple[str, ...]


@once_in_text
def _held(scene: Scene) -> _Held:
    """The words by which a name may be only compared with in a text."""
    return _Held(held(scene, "parts", "made_of"), held(scene, "compare", "compare_name"))


def _compared(scene: Scene, start: int, end: int) -> bool:
    text, words = scene.text, scene.words
    before = text[max(0, start - 20) : start].rstrip(' "')
    marks_of, told = _marks(words), _held(scene)
    if any(part in before for part in told.parts) and marks_of.part_of.search(before + " "):
        return True  # `made of two dies of the 910B`: what another is made of
    before = _unbranded(before) if words.spaced else before
    marks = told.compare
    if before.endswith(marks) and any(
        before.endswith(w) and not _glued(before, w) and not _opening(scene, start, before, w) for w in marks
    ):
        return True
    if not words.spaced and before.endswith("的") and _AGAINST.search(before) is not None:
        return True  # `高于已停售的H20`
    if text[end : end + 1] == "(":  # `H100(900GB/s)的约一半`
        end = max(text.find(")", end, end + 24) + 1, end)
    end += not words.spaced and text[end : end + 1] in {"」", "』", "'", '"'}
    line = marks_of.line.match(text, end) if not words.spaced else None  # `블랙웰 아키텍처 기반 제품 보다는`
    end = line.end() if line is not None else end
    following = text[end : end + 40]
    model = marks_of.model.match(text, end) if "的" in following or "の" in following else None
    end = model.end() if model is not None else end  # `GB200 NVL72的两倍`, `H20芯片的6倍`
    end += text[end : end + 1] == " " and not words.spaced  # `GB200 的两倍` as some set it
    after = text[end : end + 6]
    if not words.spaced and (_TIMES.match(text, end) or marks_of.ruled.match(text, end)):
        return True  # `约是H20六倍`, `H20을 사지 말라던 권고보다 센 조치`
    followed = words.words("compare_after")
    for word in followed if after.startswith(followed) else ():
        if after.startswith(word) and (
            word[0] not in "的の의"
            or _RELATIVE.match(text, end + len(word))
            or (word[1:] and word[1:2] not in "约約 近")
        ):
            return True
    return False


def _unbranded(before: str) -> str:
    """What stands before a chip without the name of its maker: `concurrencer le Nvidia H100`, `than Nvidia's H20`."""
    lead, _, last = before.rpartition(" ")
    return lead if last.removesuffix("s").removesuffix("'") in _vendors() else before


@lru_cache(maxsize=1)
def _vendors() -> frozenset[str]:
    return frozenset(c.vendor.casefold() for c in chip_names().values() if c.vendor)


def _opening(scene: Scene, start: int, before: str, mark: str) -> bool:
    """Whether a `que` that also means `than` opens a clause: no comparative stands before it in the sentence."""
    words = scene.words
    more = words.words("more")
    if not more or mark.split(None, 1)[0] not in words.words("object_clause"):
        return False
    at = max(0, start - 20) + before.rfind(mark)
    lead = scene.text[max(at - 90, 0) : at].rsplit(". ", 1)[-1]
    if lead.split()[-1:] and lead.split()[-1] in words.words("of"):
        return True  # `o ano em que a Nvidia vendeu`
    return not any(w.strip(",;:()%") in more for w in lead.split())


def with_own(scene: Scene, end: int, start: int) -> bool:
    """Whether a name is followed by a figure of its own: `twice Meta with its 224,000`."""
    between = scene.text[end:start].strip() if 0 < start - end <= OWN else ""
    return bool(between) and between in scene.words.words("with_own")


OWN = 16  # characters between a name and a figure of its own


def past_mark(scene: Scene, start: int, end: int) -> bool:
    """Whether a quantity opens with the word that compares it: `acima dos RMB150 mil milhões deste ano`."""
    return scene.words.spaced and scene.text.startswith(_long_marks(scene.words), start, end)


@lru_cache(maxsize=32)
def _long_marks(words: Lexicon) -> tuple[str, ...]:
    """The words of comparison that are several, with the space behind them."""
    return tuple(f"{w} " for w in words.words("compare") if " " in w)


def home_of(scene: Scene, first: Mention, heads: float) -> str:
    """`owner` where a clause opens with at whose place it is (`У Amazon набралось`), `place` further on in it."""
    marks = scene.words.words("at_home")
    if not marks:
        return ""
    lead = scene.text[max(0, first.start - 16) : first.start].split()
    if not any(w in marks for w in lead[-2:]):
        return ""
    return "owner" if heads >= 0.6 else "place"


def of_site(scene: Scene, line: Line, first: Mention) -> bool:
    """Whether a firm stands in the genitive behind a site or an investment: `ein Rechenzentrum von Meta in Ohio`."""
    links = scene.words.words("genitive") if scene.words.spaced else ()
    heads = ("capex",) if "chipmaker" in first.party.roles else ("site", "capex")  # a site of Nvidia chips is not its
    sites = [h for h in line.told(*heads) if 0 <= first.start - h.end < NEAR] if links else []
    if not sites or scene.breaks_between(line, sites[-1].end, first.start) or _within(scene, sites[-1].start):
        return False
    between = scene.text[sites[-1].end : first.start].strip()
    return between in links or (between.endswith("'") and between[-2:] in links)


def _within(scene: Scene, start: int) -> bool:
    """Whether a noun only says where: `dentro del complejo de X`, `im Rechenzentrum von X`."""
    lead = " " + scene.text[max(0, start - 24) : start].rstrip()
    article = lead.rpartition(" ")[0]
    return any(part.endswith(scene.words.words("into_firm")) for part in (lead, article))


def funded(scene: Scene, line: Line, first: Mention, kind: str) -> bool:
    """Whether a firm stands where money goes into it: `invest $100 billion in OpenAI`, `오픈AI에 투자`."""
    return kind == "capex" and any(_takes(scene, line, m) for m in line.companies if m.party.id == first.party.id)


def _takes(scene: Scene, line: Line, firm: Mention) -> bool:
    """Whether a word for investing stands near a firm that a word for where it goes stands beside."""
    words = scene.words
    if words.spaced and scene.text[max(0, firm.start - 8) : firm.start].rstrip().endswith(words.words("into_firm")):
        return any(abs(h.start - firm.start) < INVESTED for h in line.told("capex"))
    if scene.text.startswith(words.words("into_firm_after"), firm.end):
        return any(0 < h.start - firm.end < INVESTED for h in line.told("capex"))
    return False


INVESTED = 60  # characters from a firm to the word for the investment in it
NEAR = 14  # characters between a site and the firm whose it is
TENANTS = frozenset({"buyer", "lab"})  # to whom a site is let: `o complexo, alugado à OpenAI`


def side_of(scene: Scene, first: Mention, last: Mention) -> str:
    """`seller` after 向 or from, `buyer` after to or 卖给, by the words around the name."""
    text, words = scene.text, scene.words
    lead = text[max(0, first.start - 60) : first.start].rstrip(' "')
    if first.kind == "new" and " " in text[first.start : first.end]:
        lead += " " + text[first.start : first.end].split(None, 1)[0]  # `from the local utility MLGW`
    before = _unadorned(scene, lead)
    done = words.words("aspect")
    before = before[:-1] if done and before.endswith(done) else before  # 租给了腾讯
    if words.spaced and first.party.roles.isdisjoint(TENANTS) and before.endswith(words.words("landlord_after")):
        return "seller"  # `in a campus leased from X`
    for key, side in (("buyer_after", "buyer"), ("seller_after", "seller")):
        marks = scene.words.words(key)
        if before.endswith(marks) and any(before.endswith(w) and not _glued(before, w) for w in marks):
            hands = side == "seller" and not words.spaced and before[-1] in "向对"
            return "buyer" if hands and text.startswith(words.words("supplies"), last.end) else side
    if words.spaced and "chipmaker" not in first.party.roles and before.endswith(words.words("dative") or ("\0",)):
        return "buyer"  # `sold Indosat 32 racks`
    after = text[last.end : last.end + 10].lstrip('" )')
    for key, side in (("seller_before", "seller"), ("buyer_before", "buyer")):
        if after.startswith(scene.words.words(key)):
            return side
    return ""


_AGAINST = re.compile(r"(?:[高低优强弱快慢]于|胜过|不如|不及|比)[^，,。;、\d]{1,8}的$")
_TIMES = re.compile(r"[\d.一二两三四五六七八九十]{1,5}(?:多|余)?倍")


def partnered(scene: Scene, first: Mention) -> bool:
    """Whether a name stands behind `with`: `IREN宣布与戴尔达成协议，将采购…`."""
    words = scene.words
    with_ = None if words.spaced else _marks(words).partner.search(scene.text, max(first.start - 5, 0), first.start)
    return with_ is not None and not scene.text.endswith(words.words("no_partner"), 0, with_.start() + 1)


def partner_too(scene: Scene, line: Line, first: Mention) -> bool:
    """Whether a name goes on with a partner before it, its country between: `与辉达、日本软银合建`."""
    if scene.words.spaced or first.start - line.start < _LISTED:
        return False
    before = [m for m in line.companies if 0 < first.start - m.end <= _LISTED]
    joined = bool(before) and scene.text.startswith(("、", *scene.words.words("joiners")), before[-1].end)
    return joined and partnered(scene, before[-1])


_LISTED = 4  # characters between two partners


def benefits(scene: Scene, first: Mention) -> bool:
    """Whether a name stands behind `for`: `Nscale将为微软部署…`, not behind a verb that ends so (`成为微软`)."""
    words = scene.words
    marks = () if words.spaced else words.words("for_after")
    before = scene.text[max(first.start - 4, 0) : first.start]
    return any(before.endswith(w) and not before[: -len(w)].endswith(words.words("becoming")) for w in marks)


@lru_cache(maxsize=32)
def _firm_ends(words: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How words for a firm end, and how those of any beginning do."""
    kinds = words.words("firm")
    return tuple(w.lstrip("*") for w in kinds), tuple(w[1:] for w in kinds if w.startswith("*"))


def _unadorned(scene: Scene, before: str) -> str:
    """The words before a name without its apposition: `from` of `from the British start-up`."""
    words = scene.words
    before = before[:-1] if words.spaced and before.endswith(",") else before  # `with a local firm, X`
    if not words.spaced or not before.endswith(_firm_ends(words)[0]):
        return before
    kinds, ends = words.words("firm"), _firm_ends(words)[1]
    if not (before.rsplit(None, 1)[-1] in kinds or (ends and before.endswith(ends))):
        return before
    lead = before.rsplit(None, 1)[0].rstrip() if " " in before else ""
    marks = (*words.words("buyer_after"), *words.words("seller_after"))
    for _ in range(4):
        if lead.endswith(marks) and any(lead.endswith(w) and not _glued(lead, w) for w in marks):
            return lead
        if " " not in lead or lead[-1:] in ",;:.":
            return before
        lead = lead.rsplit(None, 1)[0].rstrip()
    return before


def _glued(before: str, word: str) -> bool:
    at = len(before) - len(word)
    first = word[0]
    return at > 0 and before[at - 1].isalnum() and first.isalnum() and not "\u2e80" <= first <= "\u9fff"


def next_in_list(scene: Scene, line: Line, first: Mention, last: Mention, at: tuple[int, int]) -> float:
    """How much speaks for a firm right before its number: in brackets, or after the number of another one.

    `196,000 y a Google, 169,000`; `devant Nvidia (35 %)` speaks for the firm though it is compared with.
    """
    start, _ = at
    if start - last.end > (4 if not scene.words.spaced else 12):
        return 0.0
    if len(line.amounts) < 2:
        return 0.0
    counts = [a for a in line.amounts if a.family and a.family != "skip"]
    own = next((a for a in counts if a.start == start), None)
    if own is None:
        return 0.0
    if own.family == "percent" and scene.text[last.end : start].strip() in {"(", "（"}:
        return 1.2
    before = [a for a in counts if a.end <= first.start]
    alike = bool(before) and before[-1].unit == own.unit
    if alike and scene.words.spaced and scene.text[last.end : start].strip() in scene.words.words("owner_marks"):
        return 1.2  # `ahead of Alibaba's 27 percent`
    bracketed = scene.text[last.end : start] == "(" and scene.text[own.end : own.end + 1] == ")"
    if alike and bracketed and own.family == "chips" and not scene.words.spaced:
        return 1.2  # `48만5000개를 사들여 2위 메타(22만4000개)의 두 배`
    if alike and scene.text[before[-1].end : first.start].strip() in scene.words.words("whose"):
        return 0.0  # `32 for Qwen and 28 for Yuanbao`: whose the number before it is
    return 0.45 * (alike and first.start - before[-1].end < (8 if not scene.words.spaced else 24))


OWNED = frozenset({"usage", "order", "stock", "revenue", "capex"})


def owns(scene: Scene, line: Line, first: Mention, at: tuple[int, int], kind: str) -> bool:
    """Whether a firm follows its number, beside those of others: `32 de Qwen y 28 de Yuanbao`, `28 for Yuanbao`."""
    start, end = at
    if not scene.words.spaced or first.start - end > 22 or kind not in OWNED:
        return False
    links = ("of", "at_home", "genitive", "worth") if kind == "revenue" else ("of", "at_home", "whose")
    link = scene.text[end : first.start].strip()
    owed = link in scene.words.words("owed")  # `31.000 millones salen de Microsoft y 26.000 de Amazon`
    if not owed and (first.start - end > 8 or not any(link in scene.words.words(key) for key in links)):
        return False
    own = next((a for a in line.amounts if a.start == start), None)
    if own is None or (kind == "revenue" and own.family != "percent"):
        return False
    return any(a is not own and a.unit == own.unit for a in line.amounts)


def in_store(scene: Scene, line: Line, first: Mention, at: tuple[int, int]) -> bool:
    """Whether a maker in the genitive owns the store counted before it, or the one whose count follows."""
    if not scene.words.spaced or first.start - at[1] > 8:
        return False
    if first.end <= at[0]:
        return _store_of(scene, line, first, at[0])
    link = scene.text[at[1] : first.start].strip()
    if link not in scene.words.words("of") and link not in scene.words.words("genitive"):
        return False
    return any(0 <= at[0] - h.end < 24 and not scene.breaks_between(line, h.end, at[0]) for h in line.told("stockpile"))


def _store_of(scene: Scene, line: Line, first: Mention, start: int) -> bool:
    """Whether a word for a store heads the phrase that a firm closes: `el stock de H20 de Nvidia`."""
    links = (*scene.words.words("genitive"), *scene.words.words("of"))
    lead = scene.text[max(first.start - 12, line.start) : first.start].rstrip()
    heads = [h for h in line.told("stockpile") if 0 <= first.start - h.end < 44]
    if not heads or not lead.endswith(tuple(f" {w}" for w in links)):
        return False
    between = scene.text[heads[-1].end : first.start].split()
    inner = any(heads[-1].end <= a.start < first.start for a in line.amounts if a.family and a.family != "skip")
    opens = bool(between) and between[0] in links and len(between) < 8 and not inner
    return opens and not scene.breaks_between(line, heads[-1].end, start)


def relative_subject(scene: Scene, line: Line, first: Mention, last: Mention, end: int) -> bool:
    """Whether a clause right after a number makes a firm its subject: `700 mil que a Nvidia guarda`."""
    if not scene.words.spaced or not scene.words.words("object_clause"):
        return False
    lead = scene.text[end : first.start].split(None, 2)
    if not 0 < len(lead) <= 2 or lead[0] not in scene.words.words("object_clause"):
        return False
    return any(0 < h.start - last.end < 14 for h in line.told("hold", "stockpile"))


def only_its_chip(scene: Scene, line: Line, mention: Mention) -> bool:
    """Whether a maker is named only for a chip that another is compared with: `性能はエヌビディアのH20を上回る`."""
    chip = next((c for c in line.chips if 0 <= c.start - mention.end <= 2), None)
    return chip is not None and not scene.words.spaced and compared(scene, chip.start, chip.end)


def set_apart(scene: Scene, after: list[Mention], start: int) -> list[Mention]:
    """The one firm since the figure before whose clause an apposition parts: `when Meta, the second, took 224`."""
    firms = [m for m in after if m.end <= start and not m.party.roles & (TELLERS | STATES)]
    one = len(firms) == 1 and scene.words.spaced
    return firms if one and scene.text[firms[0].end : firms[0].end + 1] == "," else []
