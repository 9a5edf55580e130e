"""What a maker ships to several, told before each one's part: the whole is their order."""

from __future__ import annotations

from suanli.claims.drafting import Draft

__all__ = ["summed_up"]


def summed_up(drafts: list[Draft]) -> list[Draft]:
    """The drafts, a delivery being what those ordered whose parts, told next, sum up to it.

    `Nvidia ships 260,000 GPUs to Korea. The state, A, B and C get 50,000 each, D 60,000`.
    """
    for index, draft in enumerate(drafts):
        amount = draft.amount
        if draft.choice.kind != "delivery" or amount.family != "chips" or amount.low < 1000:
            continue
        parts = [d for d in drafts[index + 1 : index + 12] if 0 < d.line.index - draft.line.index <= 2]
        parts = [d for d in parts if d.choice.kind == "order" and d.amount.family == "chips" and d.actors]
        buyers = {m.party.name: m for d in parts for m in d.actors}
        if len(buyers) < 3 or len(buyers) != len(parts):
            continue
        if abs(sum(d.amount.low for d in parts) / amount.low - 1) < 0.02:
            draft.others = [m for m in draft.actors if "chipmaker" in m.party.roles] or parts[0].others
            draft.choice.kind, draft.actors, draft.guessed = "order", list(buyers.values()), False
    return drafts
