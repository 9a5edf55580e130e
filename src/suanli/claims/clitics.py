"""Bare numbers that count what a word beside their verb stands for: `il en a reçu 200 000`, `comprarne 14.000`."""

from __future__ import annotations

from suanli.claims.amounts import Amount
from suanli.claims.lexicon import Lexicon
from suanli.claims.lines import Line

__all__ = ["counts_of_them"]

BEFORE = 64  # characters before a number in which its verb stands
WORDS = 7  # and how many words with that verb at most


def counts_of_them(raw: str, text: str, words: Lexicon, line: Line, amount: Amount) -> bool:
    """Whether the verb of a bare number has a word for `of them`, nothing told between; `raw` has capitals."""
    marks, ends = words.words("of_them"), words.words("of_them_ends")
    if not marks:
        return False
    first = max(amount.start - BEFORE, line.opening(amount.start))
    lead = text[first : amount.start].replace("'", "' ")
    lead = lead[max(lead.rfind(p) for p in ',;:("') + 1 :]
    said = lead.split()[-WORDS:]
    at = max((i for i, w in enumerate(said) if w in marks or (bool(ends) and w.endswith(ends))), default=-1)
    if at < 0 or (said[at] in marks and at + 1 >= len(said)):
        return False
    rest = said[at + 1 :] if said[at] in marks else said[at:]
    if any(c.isdigit() for w in rest for c in w) or (rest and rest[0] in words.words("no_verbs")):
        return False
    begun = amount.start - len(" ".join(rest)) - 1
    if raw[begun : begun + 1].isupper():
        return False  # `en Chine 4 000`
    named = [c.start for c in line.chips] + [m.start for m in line.companies] + [p.start for p in line.periods]
    return not any(begun <= at < amount.start for at in named)
