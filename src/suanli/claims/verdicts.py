"""The kind and the stance of a quantity as the learned weights judge them, where they contradict the rules clearly."""

from __future__ import annotations

from suanli.claims.behind import told_behind
from suanli.claims.continuing import Draft, happened
from suanli.claims.earmarks import for_chips
from suanli.claims.generic import own_counted
from suanli.claims.heard import heard_before, heard_in_text
from suanli.claims.judging import Totals, judge
from suanli.claims.kinds import RACK, Choice
from suanli.claims.letting import leased
from suanli.claims.naming import TELLERS
from suanli.claims.once import once_in_text
from suanli.claims.orders import part_shipped, worth_of_order
from suanli.claims.pared import pared_down
from suanli.claims.quantities import Amount
from suanli.claims.rationed import RATIONED
from suanli.claims.scene import Line, Scene
from suanli.claims.scopes import by_the_gigawatt, is_long, worldwide
from suanli.claims.stances import Voice, added_up
from suanli.claims.telling import speaks_itself, tellers_of, told_by_someone
from suanli.claims.traits import LINE, TEXT, apart_by_kind, apart_by_stance, line_traits, shared, text_traits
from suanli.claims.units import USD
from suanli.claims.weights import FIXED
from suanli.claims.weights import OPEN as KINDS

__all__ = ["judged", "kind_of", "of_one_to_come", "voiced"]

CLEAR = {"kinds": 0.2, "stances": 0.4}  # log-odds by which the weights must prefer another answer than the rules'
SURE = 0.7  # a margin of the rules' scores at which the weights must contradict them strongly
STRONGLY = 2.0  # how much more, then
LONG = 2.0  # how much more in a feature: the weights were learned on reports of one matter

SHIPPED = 0.6  # strength of a word of shipping at which what is shipped is not yet held
NEAR = 40  # characters within which a verb of planning governs a sum
SETTLED = 0.2  # how much more for kinds that are mostly told in one voice
UNTOLD = 1.3  # how much more for a plan in a sentence without a word for one
OPEN = frozenset({"capex", "order", "price", "price_change", "stock", "supply", "transfer"})  # told in many voices


def judged(amount: Amount, choice: Choice) -> bool:
    """Whether words decide the kind of a quantity that is a claim, not its unit or its rate alone."""
    open_to = KINDS.get(amount.family, ())
    told = choice.kind in open_to if amount.family in FIXED else bool(open_to and choice.kind)
    return told and choice.rate not in {"hour", "month", "year"}


def kind_of(scene: Scene, line: Line, amount: Amount, choice: Choice) -> str:
    """The kind of a quantity that is a claim: what its unit or rate settles stays."""
    if _by_use(line, amount, choice):
        return choice.kind
    if part_shipped(scene, line, amount):
        return "delivery"
    if not judged(amount, choice) or _leased(scene, line, amount, choice) or pared_down(scene, line, amount):
        return choice.kind
    traits, around = apart_by_kind(scene, line, amount, choice), _known(scene, line, amount, choice)
    totals = choice.odds = judge().totals(traits, amount.family, around)
    clear = _clear(scene, "kinds") + STRONGLY * (choice.margin >= SURE)
    kind = judge().against("kinds", choice.kind, totals, clear, KINDS[amount.family])
    barred = {
        "price": _too_dear(amount),
        "spec": amount.unit == "chips" and amount.low >= 1000,  # no part of one chip
        "stock": choice.kind == "delivery" and choice.cues.get("ship", 0.0) > SHIPPED,
        "policy": choice.kind == "usage" and choice.cues.get("use", 0.0) > SHIPPED,  # `稼働率が7割を下回った`
        "transfer": choice.kind == "other" and amount.family == "money" and choice.cues.get("seize", 0.0) > SHIPPED,
        "capex": choice.kind == "order" and amount.family == "money" and for_chips(scene, line, amount),
        "order": _told_otherwise(line, choice)
        if amount.family == "money"
        else _allowed(choice) or _received(choice) or _made(choice),
    }
    if kind == "transfer" and worth_of_order(scene, line, amount, choice):
        return choice.kind
    if kind == "order" and own_counted(scene, line, amount):
        return choice.kind
    return choice.kind if barred.get(kind) else kind


def _by_use(line: Line, amount: Amount, choice: Choice) -> bool:
    """Whether a small sum is a price by what is used: `0,28 dólares por millón de tokens`."""
    small = choice.kind == "price" and amount.family == "money" and amount.low < SMALL
    return small and any(0 < h.start - amount.end < NEAR for h in line.told("use"))


SMALL = 500.0  # what a million tokens cost at most, in any currency


def _leased(scene: Scene, line: Line, amount: Amount, choice: Choice) -> bool:
    """Whether the rules take a sum for rent that a user pays a firm which lives by letting."""
    return choice.kind == "transfer" and amount.family == "money" and leased(scene, line)


def _told_otherwise(line: Line, choice: Choice) -> bool:
    """Whether a word right beside a sum says that it is hoarded or invested, and none that anything is bought."""
    hoards = choice.kind == "stock" and choice.cues.get("stockpile", 0.0) > SHIPPED
    counted = any(a.family == "chips" for a in line.amounts)  # `65 billion of investments and 1.3 million GPUs`
    near = 0.0 if counted else choice.cues.get("chipword", 0.0)
    invests = choice.kind == "capex" and choice.cues.get("capex", 0.0) > SHIPPED > 2 * near
    return (hoards or invests) and choice.cues.get("buy", 0.0) < 0.15


def _allowed(choice: Choice) -> bool:
    """Whether a word for a permission stands beside a number that the rules take for what a state allows."""
    return choice.kind == "policy" and choice.cues.get("allow", 0.0) > SHIPPED


def _received(choice: Choice) -> bool:
    """Whether a word for receiving stands beside a number that the rules take for delivered."""
    return choice.kind == "delivery" and choice.cues.get("receive", 0.0) > SHIPPED


def _made(choice: Choice) -> bool:
    """Whether a verb of making stands right beside a number that the rules surely take for output."""
    made = choice.kind == "supply" and choice.cues.get("make", 0.0) > SHIPPED and choice.margin >= SURE
    return made and choice.cues.get("buy", 0.0) < 0.15


def _clear(scene: Scene, question: str) -> float:
    """By how much the weights must prefer another answer than the rules'."""
    return CLEAR[question] + LONG * is_long(scene)


def _too_dear(amount: Amount) -> bool:
    """Whether a sum is too large for the price of anything sold by the piece: five racks."""
    return amount.family == "money" and USD.get(amount.unit, 1.0) * amount.low >= 5 * RACK


def voiced(scene: Scene, draft: Draft) -> Voice:
    """The voice of a claim with its stance weighed; what is denied stays denied."""
    voice = draft.voice
    if voice.stance == "denied" or (voice.stance == "planned" and pared_down(scene, draft.line, draft.amount)):
        return voice
    if RATIONED in draft.choice.cues or (draft.choice.kind == "capex" and _of_all(scene, draft)):
        return voice
    if draft.choice.kind == "training" and voice.stance == "estimated" and added_up(scene, draft.line):
        return voice
    if draft.amount.family == "money" and by_the_gigawatt(scene, draft.line) is not None:
        return Voice("estimated", voice.sources, "")
    around = _known(scene, draft.line, draft.amount, draft.choice)
    totals = draft.odds = judge().totals(apart_by_stance(scene, draft), draft.amount.family, around)
    clear = _clear(scene, "stances") + (0.0 if draft.choice.kind in OPEN else SETTLED)
    stance = judge().against("stances", voice.stance, totals, clear, _open_to(draft))
    if stance == "planned" and not draft.line.told("planned", "future"):
        stance = judge().against("stances", voice.stance, totals, clear + UNTOLD, _open_to(draft))
    if stance == voice.stance or _plainly(scene, draft, stance):
        return voice
    if stance == "planned" and draft.choice.kind == "price":
        return voice
    named = draft.line.told("analyst") or (voice.sources and draft.choice.kind in {"price", "price_change"})
    if stance == "asserted" and voice.stance == "estimated" and named:
        return voice  # the sentence, or the one after it, names who reckons
    if _kept(scene, draft, voice.stance, stance) or _told_by_name(scene, draft, stance):
        return voice
    hedge = "planned" if stance == "planned" else ""
    return Voice(stance, voice.sources, hedge, done=voice.done, dated=voice.dated)


def _kept(scene: Scene, draft: Draft, ruled: str, stance: str) -> bool:
    """Whether hearsay stays hearsay, and a firm's own word its own, against what the weights say."""
    line = draft.line
    if ruled == "reported" and stance == "asserted":
        return _led(scene, line)
    if ruled != "asserted":
        return False
    if stance == "estimated":
        itself = not scene.words.spaced and speaks_itself(scene, line)
        return itself and not line.told("estimated", "analyst", "hedge") and not tellers_of(scene, line).names
    if draft.choice.kind in {"price", "price_change"}:
        return stance == "reported" and _own_price(scene, draft)
    return stance == "reported" and _officer_before(scene, line)


def _own_price(scene: Scene, draft: Draft) -> bool:
    """Whether a landlord named beside it changes its price, and nobody else tells it: `阿里云…从28.8元调到36元`."""
    if scene.words.spaced or draft.guessed or draft.amount.family != "money":
        return False
    line = draft.line
    quoted = scene.text.find('"', line.start, line.end) >= 0  # what somebody said
    named = bool(draft.actors) and not quoted and all("cloud" in m.party.roles for m in draft.actors)
    return named and not line.told("reported", "according") and not tellers_of(scene, line).names


def _led(scene: Scene, line: Line) -> bool:
    """Whether a source opens a sentence, or a person without a name tells it: `供应链人士透露,…`."""
    if told_by_someone(scene, line):
        return True
    if scene.words.spaced or speaks_itself(scene, line):
        return False
    return any(h.start - line.start <= LEAD for h in line.told("reported"))


LEAD = 4  # characters before a word that opens its sentence


def _officer_before(scene: Scene, line: Line) -> bool:
    """Whether the sentence before is a firm's own word, and this one names no source of another kind."""
    other = scene.lines[line.index - 1] if line.index else line
    alike = other.paragraph == line.paragraph and other is not line and not scene.words.spaced
    if not alike or not speaks_itself(scene, other) or line.told("reported", "according"):
        return False
    return not tellers_of(scene, line).names and not tellers_of(scene, other).names


# what a firm knows of itself
BOOKED = frozenset({"price_change", "usage"})


def _told_by_name(scene: Scene, draft: Draft, instead: str) -> bool:
    """Whether the firm itself tells of its prices or users, and no other source is named nor anything guessed at."""
    line = draft.line
    if draft.voice.stance != "asserted" or instead not in INSTEAD or draft.choice.kind not in BOOKED:
        return False
    return speaks_itself(scene, line) and not line.told("estimated", "analyst", "hedge", "reported", "hearsay")


INSTEAD = frozenset({"estimated", "reported"})


def of_one_to_come(draft: Draft, before: Draft) -> bool:
    """Whether a figure is that of a chip of which the claim before tells what it will be: the same chip goes on."""
    if draft.choice.kind != "spec" or before.choice.kind != "spec" or before.voice.stance != "planned":
        return False
    same = {c.chip.name for c in draft.chips} == {c.chip.name for c in before.chips}
    near = draft.line.index - before.line.index <= 1 and draft.line.paragraph == before.line.paragraph
    return bool(draft.chips) and same and near and draft.voice.stance == "asserted" and not happened(draft)


UNPLANNED = frozenset({"asserted", "estimated", "reported"})


def _open_to(draft: Draft) -> frozenset[str] | None:
    """The stances that weights may give, None for all: what another figure is compared with is no plan."""
    return UNPLANNED if draft.voice.measure else None


def _meant(draft: Draft, instead: str) -> bool:
    """Whether a word for a plan, not the future tense alone, stands in the clause before a sum or a delivery.

    Of output, where hearsay is to stand `instead` of the plan; a guess at it may be right.
    """
    line, at = draft.line, draft.amount.start
    mere = {h.end for h in line.told("future")}
    start = line.opening(at)
    tellers = [h for h in line.told("analyst", "estimated") if not line.breaks or h.start < line.clause(at, at)[1]]
    if draft.choice.kind not in MEANT or tellers or (draft.choice.kind == "supply" and instead != "reported"):
        return False
    return any(max(start, at - NEAR) <= h.start and h.end <= at and h.end not in mere for h in line.told("planned"))


def _plainly(scene: Scene, draft: Draft, instead: str) -> bool:
    """Whether the stance of the rules is told too plainly for the weights to have another `instead`."""
    if instead == "planned" and part_shipped(scene, draft.line, draft.amount):
        return not draft.line.told("planned", "future")
    if draft.voice.stance == "planned":
        return _meant(draft, instead) or (instead == "estimated" and _promised(scene, draft))
    if draft.voice.stance == "estimated" and instead in {"asserted", "reported"}:
        passed_on = bool(draft.line.told("reported")) or any(m.party.roles & TELLERS for m in draft.line.companies)
        return not passed_on and told_behind(scene, draft.line, draft.amount, "estimated")
    heard = bool(scene.words.words("object_marks")) and (draft.voice.stance, instead) == ("asserted", "reported")
    return heard and not _told_at_all(scene)


def _promised(scene: Scene, draft: Draft) -> bool:
    """Whether a verb behind a count says that it is to come, nobody reckoning, where verbs close their clause."""
    line, end = draft.line, draft.amount.end
    if not (draft.actors and scene.words.words("object_marks")) or line.told("analyst", "estimated"):
        return False
    return any(
        0 <= h.start - end < PROMISED and not scene.breaks_between(line, end, h.start) for h in line.told("planned")
    )


PROMISED = 24


@once_in_text
def _told_at_all(scene: Scene) -> bool:
    """Whether a text names anybody who tells: an outlet, a source, hearsay."""
    return any(x.told("reported", "hearsay", "according", "estimated", "analyst") for x in scene.lines) or any(
        m.party.roles & TELLERS for x in scene.lines for m in x.companies
    )


MEANT = frozenset({"capex", "delivery", "supply"})


def _of_all(scene: Scene, draft: Draft) -> bool:
    """Whether all the world spends a sum, in languages whose rules tell so across clauses."""
    return not scene.words.spaced and not draft.actors and worldwide(scene, draft.line, draft.amount)


def _known(scene: Scene, line: Line, amount: Amount, choice: Choice) -> Totals:
    """What kind and stance of a quantity are both judged by, with its sentence and text: added up once for the two."""
    key = "known", amount.start, amount.low, amount.unit, choice.rate, choice.score, choice.margin
    kept: tuple[object, Totals] | None = line.known.get(key)
    if kept is None or kept[0] is not choice.cues:
        traits, family = shared(scene, line, amount, choice), amount.family
        kept = line.known[key] = choice.cues, judge().totals(traits, family, _around(scene, line, family))
    return kept[1]


def _around(scene: Scene, line: Line, family: str) -> Totals:
    """The log-odds of a sentence and its text, added up once for all quantities that they weigh alike for."""
    asked = judge()
    key = "around", asked.apart(LINE, family)
    around: Totals | None = line.known.get(key)
    if around is None:
        top = "around", asked.apart(TEXT, family)
        whole: Totals | None = scene.known.get(top)
        if whole is None:
            whole = scene.known[top] = asked.totals([*text_traits(scene), *heard_in_text(scene)], top[1])
        around = line.known[key] = asked.totals([*line_traits(scene, line), *heard_before(scene, line)], key[1], whole)
    return around
