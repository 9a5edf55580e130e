"""For what a clause counts where no firm stands in it: for the world, for a country, for the noun before the number."""

from __future__ import annotations

from suanli.claims.authorities import authority
from suanli.claims.naming import STATES, TELLERS
from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Mention, Scene

__all__ = [
    "built_in",
    "by_the_gigawatt",
    "counted_at_home",
    "headed",
    "is_long",
    "nationwide",
    "own_plan",
    "strayed",
    "whole_nation",
    "worldwide",
]


def counted_at_home(scene: Scene, line: Line, amount: Amount, kind: str) -> bool:
    """Whether a clause that names a country and no firm counts a use for all of it: `2025年中国公有云上调用量为…`."""
    if kind == "stock" and amount.family in {"ratio", "percent"}:
        return _of_region(scene, line, amount)
    if kind != "usage":
        return False
    opening = line.start if scene.words.spaced else line.opening(amount.start)
    told = line.told("nation") if scene.words.spaced else line.told("china", "nation", "world")
    if not any(opening <= h.start < amount.start for h in told):
        return False
    return not any(opening <= m.start < amount.start for m in line.companies if not m.party.roles & TELLERS)


def _of_region(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a clause tells how the computing power of a part of the world grows: `欧洲的AI算力会增至十倍`."""
    opening = line.opening(amount.start)
    places = ((scene.text.find(w, opening, amount.start), w) for w in scene.words.words("regions"))
    found = max(((at, at + len(w)) for at, w in places if at >= 0), default=None)
    if found is None or any(found[1] <= m.start < amount.start for m in line.companies):
        return False
    return any(0 <= h.start - found[1] <= REGION for h in line.told("spec", "site", "ai", "chipword"))


REGION = 8  # characters between the name of a region and what it has


def worldwide(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a clause counts for the whole world and names no firm: `global tech companies will spend 229 billion`."""
    opening = line.opening(amount.start)
    for word in scene.words.words("object_clause") if scene.words.spaced else ():
        opening = max(opening, scene.text.rfind(f" {word} ", opening, amount.start))  # `X said that global spending`
    firms = [m for m in line.companies if not m.party.roles & (TELLERS | {"group"})]
    named = any(opening <= m.start < amount.start for m in firms)
    told = line.told("world")
    if not named and any(opening <= h.start < amount.end + ROUND for h in told):
        return True
    return (
        amount.family == "money"
        and not scene.words.spaced
        and any(
            h.end <= amount.start and not any(line.opening(h.start) <= m.start < amount.start for m in firms)
            for h in told
        )
    )  # `全球AI投资去年超过4000亿美元,未来五年可望突破4万亿`


ROUND = 30  # characters behind a figure within which `sold worldwide` is said of it


def whole_nation(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether output is that of a whole country: `중국 전체 생산이 3배로 뛴다`, `triplicar a produção chinesa`."""
    first = line.opening(amount.start)
    if scene.words.spaced:
        part = scene.text[first : line.clause(amount.start, amount.end)[1]]
        return amount.family in {"ratio", "percent"} and any(w in part for w in scene.words.words("nation_output"))
    lands = [h.end for h in line.told("china", "nation") if first <= h.start < amount.start]
    return any(0 <= h.start - end <= 1 for h in line.told("total") for end in lands)


def nationwide(scene: Scene, line: Line, amount: Amount) -> Mention | None:
    """The country whose stock a clause counts where no firm stands in it: `국내 GPU 보유량`, `GPUs in the country`."""
    for hit in line.told("nation"):
        if not scene.breaks_between(line, hit.start, amount.start):
            named = [
                (m.start, m.party) for x in scene.lines[max(line.index - 9, 0) : line.index + 1] for m in x.companies
            ]
            states = [(at, p) for at, p in named if p.roles & STATES]
            party = authority(scene.text, hit, scene.words, states)
            if party is not None:
                name = party.name.removesuffix(" government")
                return Mention(hit.start, hit.end, party._replace(name=name), "nation")
    return None


def headed(scene: Scene, line: Line, amount: Amount, *, wide: bool = False) -> bool:
    """Whether a generic chip noun before a bare count says what is counted: `GPUを1万基`, `AI芯片出货量310万颗`."""
    named = [(c.start, c.end) for c in line.chips]
    for hit in line.told("chipword"):
        if hit.end > amount.start:
            continue
        if not wide and scene.breaks_between(line, hit.start, amount.start):
            continue
        if not wide and amount.start - hit.end > (14 if not scene.words.spaced else 30):
            continue
        if not any(
            s <= hit.start < e or abs(hit.start - e) < (3 if scene.words.spaced else 5) or abs(s - hit.end) < 3
            for s, e in named
        ):
            return wide or not any(hit.end <= s < amount.start for s, _ in named)
    return False


def strayed(scene: Scene, line: Line, span: tuple[int, int], word_end: int, breaks: int) -> int:
    """How many clause breaks more, or less, part a quantity from a word behind it than commas do.

    One more where the word has a number of its own (`which still has 600,000, puts the market at 50 billion`), one
    less where the quantity is an apposition (`half of it, 85 billion, would go to`).
    """
    if not breaks or not scene.words.spaced:
        return 0
    for amount in line.amounts:
        counted = amount.start >= word_end and amount.family and amount.family != "skip"
        if counted and not scene.breaks_between(line, word_end, amount.start):
            return 1
    start, end = span
    closed = scene.text[end : end + 1] == ","
    return -1 if closed and scene.text[max(start - 3, 0) : start].rstrip().endswith(",") else 0


LONG = (2000, 800)  # characters from which a text is a feature, where words have spaces and where not


def is_long(scene: Scene) -> bool:
    """Whether a text is a feature, which tells of many chips and firms in turn, not a report on one matter."""
    return len(scene.text) >= LONG[not scene.words.spaced]


def own_plan(line: Line, amount: Amount, back: list[Mention]) -> bool:
    """Whether a count of the maker named in a sentence just before stands in a plan: its own, not a market's."""
    makers = any(m.party.roles & {"chipmaker", "foundry", "memory"} for m in back)
    near = makers and line.index - back[0].line <= 2 and amount.family == "chips"
    return near and bool(line.told("planned")) and not line.told("china", "world", "nation")


def by_the_gigawatt(scene: Scene, line: Line) -> Amount | None:
    """The one gigawatt or megawatt of which a sentence estimates the cost for nobody: `建1GW约需500亿美元`.

    An officer who says so builds nothing by it, nor does the maker whose products are a part of the cost.
    """
    power = [a for a in line.amounts if a.family == "power"]
    sums = [a for a in line.amounts if a.family == "money"] if power else []
    if not sums or len(power) != 1 or power[0].low not in {1e9, 1e6} or power[0].high != power[0].low:
        return None
    costs = bool(line.told("price", "spend")) and not line.told("planned")
    named = [m for m in line.companies if not m.party.roles & TELLERS]
    said = [m for m in named if m.kind == "person" or m.party.roles & MAKING]
    guessed = line.told("estimated", "analyst", "reported") and not named
    if not guessed and not (costs and said and said == named and scene.words.spaced):
        return None
    first, last = sorted((power[0].start, sums[0].start))
    return power[0] if scene.breaks_between(line, first, last) == 0 else None


MAKING = frozenset({"chipmaker", "foundry", "memory"})


def built_in(line: Line, amount: Amount, cues: dict[str, float]) -> bool:
    """Whether a time is that in which a site was set up, not that for which its chips are waited: `仅用122天建成`."""
    if amount.family != "duration":
        return False
    done = any(0 <= h.start - amount.end <= 2 for h in line.told("hold"))
    return done or max(cues.get(c, 0.0) for c in ("hold", "spend")) > max(0.45, cues.get("leadtime", 0.0))
