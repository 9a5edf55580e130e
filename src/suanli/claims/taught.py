"""How strongly the words around a count, a time or a sum say that a model was trained with it, or what that cost."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.units import USD

__all__ = ["by_the_hour", "cost_of_model", "cost_of_training", "run", "trains"]

Scores = dict[str, float]


def run(scene: Scene, line: Line, amount: Amount, cues: Scores) -> int:
    """1 where chips and months or weeks, 2 where hours, stand in one clause of a text on training; else 0."""
    if (
        scene.topics.get("train", 0) < 2
        or max([cues.get(c, 0.0) for c in ("leadtime", "penalty", "rent", "deal")]) > 0.3
    ):
        return 0
    if any(m.kind == "cluster" for m in line.companies):
        return 0  # `Colossus went up in 122 days with 100,000 H100s`
    other = "duration" if amount.family == "chips" else "chips"
    beside = [o for o in line.amounts if o.family == other and (other == "chips" or o.unit != "years")]
    hours = scene.words.words("hours") if other == "duration" else ()
    ran = [o for o in line.amounts if o.family == "skip" and hours and scene.text.endswith(hours, o.start, o.end)]
    if any(not scene.breaks_between(line, o.start, amount.start) for o in ran):
        return 2  # `512 chips, run for 80 hours`
    return int(any(not scene.breaks_between(line, o.start, amount.start) for o in beside))  # `2048 H800, two months`


def trains(scene: Scene, line: Line, amount: Amount, cues: Scores) -> float:
    """How strongly the words around a count of chips say that a model is trained on them."""
    hours = (o for o in line.amounts if o.family == "gpu_hours")
    beside = any(scene.breaks_between(line, o.start, amount.start) < 2 for o in hours)
    score = 0.8 * beside
    if max(cues.get("use", 0), cues.get("train", 0)) > 0.4 and max(cues.get("buy", 0), cues.get("total", 0)) < 0.5:
        score += 0.5 * _after_training(scene, line, 2)
    elif max([cues.get(c, 0) for c in ("buy", "hold", "ship", "rent", "sell", "stockpile", "make")]) < 0.3:
        score += 0.5 * (16 <= amount.low < 3e5 and _after_training(scene, line))
    if 16 <= amount.low < 3e5 and _after_training(scene, line, 2):
        lead = scene.text[line.start : amount.start]
        score += 1.2 * any(w in lead for w in scene.words.words("for_this"))  # `Dafür kamen 512 H800`
    score += 0.5 * any(o.family == "parameters" for o in line.amounts)
    score += 0.6 * run(scene, line, amount, cues)
    used = cues.get("spend", 0) > 0.5 > cues.get("buy", 0) and scene.topics.get("train", 0) >= 2
    score += 0.6 * (used and 16 <= amount.low <= 3e5)  # `딥시크는 H800 2000여 개를 썼다`
    model = cues.get("model", 0) > 0.4 and max([cues.get(c, 0) for c in ("buy", "site", "hold", "ship", "make")]) < 0.5
    score += 0.5 * (model and 16 <= amount.low <= 2e5)
    return score


def by_the_hour(line: Line, amount: Amount) -> bool:
    """Whether a sum is reckoned from a rent by the hour told beside it: `H800을 시간당 2달러에 두 달 빌린 값`."""
    if not 1e5 < USD.get(amount.unit, 1.0) * amount.low < 1e9:
        return False
    rents = [a for a in line.amounts if a is not amount and a.family == "money" and a.low < 100]
    return bool(rents) and bool(line.told("per_hour"))


def cost_of_training(scene: Scene, line: Line, amount: Amount, cues: Scores) -> bool:
    """Whether a cost stands in a sentence on training, or in the one after it."""
    own = _tells_training(line)
    trained = own or _after_training(scene, line) or (scene.topics.get("train", 0) > 0 and _of_models(line))
    cost = max(cues.get(c, 0) for c in ("spend", "price", *(("charge",) if own else ()))) > 0.4
    return trained and cost and cues.get("buy", 0) < 0.5 and USD.get(amount.unit, 1.0) * amount.low < 1e9


def _of_models(line: Line) -> bool:
    """Whether a sentence names a laboratory and no chip, maker or site: in a text on training it tells of training."""
    labs = any("lab" in m.party.roles for m in line.companies)
    others = {"chipword", "site", "buy", "capex", "use"}
    return labs and not any(h.group == "cue" and h.name in others for h in line.cues)


def cost_of_model(line: Line, amount: Amount, cues: Scores) -> bool:
    """Whether a sum short of a data centre's is what a model cost: `R1 came to $294,000`."""
    cost = max([cues.get(c, 0) for c in ("spend", "price", "capex", "charge", "need", "revenue")]) > 0.3
    model = cues.get("model", 0) > 0.3 and not any(h.name == "chipword" for h in line.cues)
    return model and cost and cues.get("buy", 0) < 0.5 and 2e4 < USD.get(amount.unit, 1.0) * amount.low < 1e9


def _after_training(scene: Scene, line: Line, back: int = 1) -> bool:
    """Whether the sentence before in the paragraph tells of training."""
    near = scene.lines[max(line.index - back, 0) : line.index]
    return any(x.paragraph == line.paragraph and _tells_training(x) for x in near)


def _tells_training(line: Line) -> bool:
    return any(a.family == "gpu_hours" for a in line.amounts) or bool(line.told("train"))
