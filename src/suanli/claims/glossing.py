"""Firms told in the script of the text and once more in Latin letters: アオラニ（Aolani Cloud）, 노르비스(Norvis)."""

from __future__ import annotations

import re
from collections.abc import Callable

from suanli.claims.naming import Party
from suanli.claims.unlisted import Told

__all__ = ["glossed"]

_GLOSS = re.compile(r"[」』’'”\"]?[(（]([A-Z][\w&'.+-]{1,24}(?: [A-Z0-9][\w&'.+-]{0,24}){0,3})[)）]", re.ASCII)
_KATAKANA = re.compile(r"[\u30a1-\u30fa][\u30a1-\u30fc・]{2,19}")


def glossed(told: Told, names: dict[str, Party], clean: Callable[[str], str]) -> dict[str, Party]:
    """The firms of a text by both of their names, of those found so far and of katakana before a name of the catalog.

    `clean` gives a name as it is to be called, "" for one that is none.
    """
    raw, known = told.raw, told.named
    found: dict[str, Party] = {}
    for name in [n for n in names if not n.isascii()]:
        at = raw.find(name)
        gloss = _GLOSS.match(raw, at + len(name)) if at >= 0 else None
        if gloss is None:
            continue
        party, latin = known.get(gloss.start(1)), clean(gloss[1])
        if party is not None:
            found[name] = party
        elif latin and not (latin.isupper() and len(latin) < 6):  # a ticker, an office
            old = names[name]
            found[name] = found[latin] = Party(old.id, f"{latin} ({name})", old.roles, old.country, old.own)
    ends = {start for start, _ in told.taken}
    for start, party in known.items():
        if raw[start].isascii() and raw[start - 1 : start] in {"(", "（"} and start - 1 not in ends:
            run = [m for m in _KATAKANA.finditer(raw, max(start - 24, 0), start - 1) if m.end() == start - 1]
            if run and clean(run[0].group()) == run[0].group() and run[0].group() not in names:
                found[run[0].group()] = party
    return found
