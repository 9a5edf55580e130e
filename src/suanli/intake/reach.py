"""How many tokens a second a chip serves, from the performance room, for the fleet room that may not ask it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from suanli import catalog
from suanli.errors import SuanliError
from suanli.terms import Claim

__all__ = ["throughput"]

# DeepSeek's open-source week, day 6 (2025-03-01): 608 bn tokens of prompt a day, 56 % of them cached, 168 bn of answer
MODEL, PROMPT, ANSWER, CACHED = "deepseek-v3", 4096, 1024, 0.56
CHIPS = 2048
A_DAY = frozenset({"tokens/second", "tokens/minute", "tokens/hour", "tokens/day"})


def throughput(claims: Iterable[Claim], *, on: dt.date) -> dict[str, float]:
    """Tokens a second of one chip, prompt and answer counted, by chip id; empty where no claim tells tokens over time.

    A predicted run of DeepSeek-V3 with that mix on 2,048 chips of each series of the fleet model; a chip whose rates
    are not public is absent. Half a second, so it is only done where a claim needs it.
    """
    if not any(c.quantity and c.quantity.measure == "tokens" and c.quantity.unit in A_DAY for c in claims):
        return {}
    from suanli.performance.serving import serve

    found = {}
    for chip in dict.fromkeys(str(e["chip"]) for e in catalog.constants["fleets_chips"].values.values()):
        try:
            run = serve(MODEL, fleet=f"{chip}={CHIPS}", isl=PROMPT, osl=ANSWER, hit=CACHED, load=1.0, on=on)[0]
        except SuanliError:
            continue
        found[chip] = run.figures["tokens_per_s_per_chip"] * (PROMPT + ANSWER) / ANSWER
    return found
