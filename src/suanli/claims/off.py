"""Words for other matters (shares, a firm's value, its profit) beside a quantity, and what goods are worth."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.lexicon import Hit
from suanli.claims.scene import Line, Scene
from suanli.claims.stakes import stake
from suanli.claims.units import USD
from suanli.claims.valued import valued
from suanli.claims.weights import DENSE, LOOSE

__all__ = ["ON", "off"]

ON = frozenset({"buy", "ship", "hold", "rent", "smuggle", "resell", "price", "capex", "spec", "train", "make", "yield",
                "tariff", "penalty", "charge", "use", "stockpile", "share"})  # fmt: skip
STAKE = 2.0  # more than any word for what is done with chips


def off(scene: Scene, line: Line, amount: Amount) -> float:
    """How strongly words for other matters speak at a quantity; those of a later clause speak of that one."""
    told = line.told("off")
    if stake(scene, line, amount) or valued(scene, line, amount) or _by_the_share(scene, amount):
        return STAKE
    if _earned(line, amount):
        return STAKE
    if not told:
        return 0.0
    reach, best = LOOSE if scene.words.spaced else DENSE, 0.46 * _still_off(scene, line, amount, told)
    for hit in told:
        if _worth(scene, hit, amount):
            continue
        breaks = scene.breaks_between(line, hit.start, amount.start)
        later = hit.start >= amount.end
        gap = max(hit.start - amount.end, amount.start - hit.end, 0)
        breaks += later and not breaks and _of_the_next(scene, line, hit, amount)
        value = (0.3 if later else 0.62) ** breaks * (0.9 if later else 1.0) / (1 + gap / reach)
        lost = later and gap <= 4 and not breaks  # `the loss of a trillion dollars of market value`
        best = max(best, 1.01 if lost and scene.words.spaced and amount.family in {"money", "percent"} else value)
    return best


def _earned(line: Line, amount: Amount) -> bool:
    """Whether a figure is a firm's profit or loss: `the net loss widened from $20m to $310m`."""
    if amount.family not in {"money", "percent"}:
        return False
    ends = [a.end for a in line.amounts if a.end <= amount.start]  # `45億美元虧損`: the loss is of the figure before it
    told = [
        h.end for h in line.told("earnings") if h.end <= amount.start and not any(0 <= h.start - e < 3 for e in ends)
    ]
    if not told:
        return False
    if any(told[-1] <= c.start < amount.start for c in line.chips):
        return False
    return not any(told[-1] <= h.start < amount.end and h.name in OTHER for h in line.cues)


OTHER = (ON | {"revenue"}) - {"price", "hold"}  # `from $20m` alone is no price


def _by_the_share(scene: Scene, amount: Amount) -> bool:
    """Whether a sum is one for a share in a firm: `114元/股`."""
    signs = scene.words.words("per_share") if amount.family == "money" else ()
    return bool(signs) and scene.text.startswith(signs, amount.end)


def _of_the_next(scene: Scene, line: Line, hit: Hit, amount: Amount) -> bool:
    """Whether a word behind a comma has a figure of its own: `売上高は410億ドル、ゲーム部門は39億ドル`."""
    if scene.words.spaced or not any(c in scene.text[amount.end : hit.start] for c in "、,"):
        return False
    return any(a.family == amount.family and 0 <= a.start - hit.end < OWN for a in line.amounts)


OWN = 24  # characters between such a word and its figure


def _worth(scene: Scene, hit: Hit, amount: Amount) -> bool:
    """Whether a word for the value of a firm says here what goods are worth: `市值25亿美元的服务器`."""
    words, near = scene.words, 0 <= amount.start - hit.end <= 2
    if words.spaced or not near or scene.text[hit.start : hit.end] not in words.words("worth_of_goods"):
        return False
    goods = scene.text[amount.end : amount.end + 10]
    return any(w in goods for w in words.words("chip_heads")) or any(w in goods for w in words.words("machines"))


TINY = 100.0  # dollars, less than any chip costs: a share, beside words for shares


def _still_off(scene: Scene, line: Line, amount: Amount, told: list[Hit]) -> bool:
    """Whether a share goes on with other matters: `股价去年下跌20%,但…上涨24%`, `as ações recuaram, caindo 3%`."""
    if amount.family == "money":  # a share's price
        cheap = USD.get(amount.unit, 1.0) * amount.low < 2000 and not line.chips and not line.told("price", "per_hour")
        sums = [a for a in line.amounts if a.family == "money" and a.end <= amount.start]
        value = bool(sums) and any(h.end <= sums[0].start and sums[0].start - h.end < 8 for h in told)
        since = sums[0].end if value else 0  # `時価総額は一時1,700億ドル増加、総額4.5兆ドル`
        value = value and not any(since <= h.start < amount.end and h.name in ON for h in line.cues)
        tiny = cheap and not scene.words.spaced and USD.get(amount.unit, 1.0) * amount.low < TINY
        return value or (cheap and any(h.end <= amount.start for h in told)) or tiny
    before = [a for a in line.amounts if a.end <= amount.start and a.family == "percent"]
    named = [h.end for h in told if h.end <= (before[-1].start if before else amount.start)]
    if amount.family != "percent" or not named:
        return False
    since = before[-1].end if before else named[-1]
    moved = bool(before) or any(since <= h.start < amount.start for h in line.told("price_up", "price_down"))
    return moved and not any(since <= h.start < amount.end and h.name in ON for h in line.cues)
