"""What a firm is worth, told as an epithet of it: `the $4.5 trillion chipmaker`, `hãng chip trị giá 4.500 tỷ USD`."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.scene import Line, Scene
from suanli.claims.units import USD

__all__ = ["valued"]

LEAST, LARGE = 2e11, 1e12  # dollars from which a sum before a firm, and one behind it, is what the firm is worth
AFTER, BEFORE, BESIDE = 36, 40, 3


def valued(scene: Scene, line: Line, amount: Amount) -> bool:
    """Whether a sum stands right before a noun for a firm, or behind a firm and a word for its worth."""
    dollars = USD.get(amount.unit, 1.0) * amount.low
    if amount.family != "money" or dollars < LEAST or not scene.words.spaced:
        return False
    nouns = scene.words.words("giants")
    if not nouns:
        return False
    told = scene.text[amount.end : amount.end + AFTER].replace("-", " ").split()[:3]
    drop = scene.words.words("for_after") + scene.words.words("genitive")
    for word in told:
        bare = word.strip(",.;:)\"'")
        if bare.startswith(nouns) or bare.endswith(nouns):
            return True
        if word in drop or bare != word:
            break
    return dollars >= LARGE and _of_firm(scene, line, amount, nouns)


def _of_firm(scene: Scene, line: Line, amount: Amount, nouns: tuple[str, ...]) -> bool:
    """Whether a word for worth stands right before a sum, and a firm or a noun for one before that."""
    lead = scene.text[max(amount.start - BEFORE, line.start) : amount.start].rstrip()
    mark = next((w for w in scene.words.words("valued_at") if lead.endswith(f" {w}")), "")
    if not mark:
        return False
    lead = lead[: -len(mark)].rstrip(" ,(-")
    end = amount.start - len(scene.text[max(amount.start - BEFORE, line.start) : amount.start]) + len(lead)
    firm = any(0 <= end - m.end <= BESIDE for m in line.companies)
    phrase = lead.rpartition(",")[2].split()[-4:]
    return firm or any(f" {n}" in f" {' '.join(phrase)}" for n in nouns)
