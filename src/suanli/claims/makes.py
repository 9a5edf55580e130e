"""Counts that are no number of chips: what else is counted, and what a machine is made of."""

from __future__ import annotations

from suanli.claims.quantities import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.scopes import is_long

__all__ = ["hyphened", "made_by_another", "of_others", "of_wafers", "of_yield", "raised"]


def of_others(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether what stands beside a count is no chip (`ガスタービン35基`) or tells a make (`8卡模組`)."""
    if amount.family == "money" and scene.words.spaced:
        told = scene.text[max(line.start, amount.start - 30) : amount.start].split()[-2:]
        if len(told) < 2 or told[0] not in scene.words.words("firm"):
            return False
        return told[1] in scene.words.words("of") or told[1] in scene.words.words("genitive")  # `gigante de US$ 4 tri`
    if amount.family != "chips":
        return False
    machines, others = scene.words.words("machines"), scene.words.words("others")
    if amount.noun == "servers":
        return False  # `10套超级电脑系统`
    if machines and amount.low <= 16 and scene.text.startswith((*machines, "一组"), amount.end):
        return True
    if machines and amount.low <= 16 and scene.text.endswith("卡", amount.start, amount.number_end + 1):
        of_many = scene.text[amount.start - 1 : amount.start] in {"台", "套"}  # `256台八卡H200`
        of_many = of_many and not scene.text.endswith(scene.words.words("one_machine"), 0, amount.start)
        priced = any(0 < o.start - amount.end < 14 for o in line.amounts if o.family == "money")
        return of_many or (priced and not _named_make(scene, line, amount))  # `八卡节点每月12万元`
    if machines and amount.low <= 16 and _in_module(scene, line, amount, machines):
        return True
    lead = scene.text[max(line.start, amount.start - 12) : amount.start].rstrip()
    counted = scene.text[amount.end : amount.end + 8] if amount.noun in {"piece", "loose"} else ""
    homes = any(w in counted for w in scene.words.words("homes"))  # `足以为2000万个美国家庭供电`
    return bool(others) and (lead.endswith(others) or homes)


def _named_make(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a short report names the chip beside a machine's number of cards: `八卡H20整机报价`, no `八卡模组`."""
    end = amount.number_end + 1
    chip = next((c for c in line.chips if 0 <= c.start - end <= 4 or 0 <= amount.start - c.end <= 1), None)
    stop = max(chip.end, end) if chip is not None else end
    return chip is not None and not is_long(scene) and _machine_at(scene, stop) and not _module_at(scene, stop)


def _module_at(scene: Scene, at: int) -> bool:
    """Whether a part of a machine with chips on it stands at a place."""
    return scene.text.startswith(scene.words.words("modules"), at)


def _in_module(scene: Scene, line: Line, amount: Amount, machines: tuple[str, ...]) -> bool:
    """Whether a few chips make up the machine of which a price is told: `八颗H200的模组要价150万元`."""
    chip = next((c for c in line.chips if 0 <= c.start - amount.number_end <= 3), None)
    if chip is None or not any(o.family == "money" for o in line.amounts):
        return False
    return scene.text[chip.end : chip.end + 8].lstrip(f" {scene.words.linkers}").startswith(machines)


def hyphened(scene: Scene, amount: Amount) -> bool:
    """Whether a count is half of an adjective: `eight-GPU server`, `八卡节点`."""
    if not scene.words.spaced and amount.low <= 16 and scene.text[amount.number_end : amount.number_end + 1] == "卡":
        return _machine_at(scene, amount.number_end + 1)
    return scene.words.spaced and amount.low < 1000 and scene.text[amount.number_end : amount.number_end + 1] == "-"


def _machine_at(scene: Scene, at: int) -> bool:
    """Whether a word for a machine stands at a place, or behind a chip's name there: `八卡H100实例`."""
    machines = scene.words.words("machines")
    chip = next((c for c in scene.line_at(at).chips if c.start == at), None)
    return scene.text.startswith(machines, chip.end if chip is not None else at)


def made_by_another(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether what is counted is only said to be made by somebody: `囤有台积电代工的290万颗`."""
    if scene.words.spaced or not any(h.end <= amount.start for h in line.told("stockpile", "receive", "hold", "buy")):
        return False
    return any(scene.text[h.end : amount.start] == "的" for h in line.told("make"))


def raised(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether output told before in the sentence is to rise to a count: `至少生产10万颗,再逐步扩大到35万颗`."""
    if scene.words.spaced or not line.told("make"):
        return False
    before = [a for a in line.amounts if a.end <= amount.start and a.unit == amount.unit and a.low >= 1000]
    if not before or any(before[-1].end <= m.start < amount.start for m in line.companies):
        return False
    made = any(h.start < before[-1].end and abs(before[-1].start - h.end) < 6 for h in line.told("make"))
    return made and any(w in scene.text[before[-1].end : amount.start] for w in scene.words.words("raised"))


def of_yield(line: Line, amount: Amount) -> bool:
    """Whether a process is named only for how many good chips it gives: `7奈米良率约三成`."""
    return any(0 <= h.start - amount.end <= 2 for h in line.told("yield"))


def of_wafers(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether the counter of a number is one of wafers, of which the sentence spoke: `CoWoS产能12万片,较7万片大增`."""
    counter = scene.text[amount.number_end : amount.end].strip()
    if counter not in scene.words.words("wafer_counters") or line.chips:
        return False
    return any(h.end <= amount.start for h in line.told("wafer"))
