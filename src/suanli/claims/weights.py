"""How much each cue speaks for each kind, by the family of the quantity, and kinds that a unit settles alone."""

from __future__ import annotations

__all__ = ["DEFAULTS", "DENSE", "ELSE", "FIXED", "LOOSE", "OPEN", "WEIGHTS"]

# How much a cue speaks for a kind, by the family of the quantity.
WEIGHTS: dict[str, dict[str, dict[str, float]]] = {
    "chips": {
        "order": {"buy": 1.0, "cancel": 0.7, "capex": 0.35, "spend": 0.3, "receive": 0.7},
        "delivery": {"ship": 1.0, "sell": 0.85, "receive": 0.35},
        "stock": {
            "hold": 1.0,
            "site": 0.65,
            "stockpile": 0.9,
            "receive": 0.3,
            "equivalent": 0.6,
            "use": 0.2,
            "total": 0.45,
            "reach": 0.5,  # came to, amounts to: what is counted, the noun before says
        },
        "transfer": {"smuggle": 1.3, "resell": 0.9, "rent": 1.15, "seize": 0.7},
        "supply": {"make": 1.1, "yield": 0.8},
        "training": {"train": 1.15},
        "spec": {"spec": 0.5},
        "policy": {"ban": 0.45, "allow": 0.75, "licence": 0.6},
        "other": {"need": 0.75, "seize": 0.8},
        "usage": {"use": 0.25},
    },
    "money": {
        "order": {"buy": 1.0, "cancel": 0.6, "receive": 0.4, "spend": 0.35, "value": 0.15},
        "capex": {"capex": 1.05, "spend": 0.55, "hold": 0.3, "site": 0.35, "reach": 0.15},
        "revenue": {"revenue": 1.1, "charge": 1.1, "share": 0.5, "sell": 0.85},
        "price": {},
        "transfer": {"smuggle": 1.3, "resell": 0.9, "rent": 0.95},
        "stock": {"stockpile": 1.05},
        "policy": {"penalty": 0.9, "tariff": 0.9, "ban": 0.2},
        "delivery": {"ship": 0.95},
        "training": {"train": 1.1},
        "other": {"seize": 1.1, "charge_upfront": 0.9},
    },
    "percent": {
        "policy": {"tariff": 1.2, "ban": 0.2},
        "supply": {"yield": 1.3, "make": 0.8, "shortage": 0.8, "leadtime": 0.7},
        "revenue": {"revenue": 0.9, "share": 0.9, "sell": 0.5},
        "price_change": {"price": 0.6, "price_up": 0.55, "price_down": 0.55, "rent": 0.4},
        "capex": {"capex": 1.0, "spend": 0.2},
        "order": {"buy": 0.75, "cancel": 0.9},
        "usage": {"use": 1.0},
        "spec": {"spec": 1.0},
        "training": {"train": 0.6},
        "stock": {"hold": 0.4, "site": 0.35},
        "delivery": {"ship": 0.75},
        "other": {"charge_upfront": 0.95},
    },
    "ratio": {
        "spec": {"spec": 1.0},
        "supply": {"make": 1.2, "yield": 0.6},
        "price": {"price": 0.95},
        "price_change": {"price_up": 0.5, "price_down": 0.5},
        "usage": {"use": 1.0},
        "stock": {"hold": 0.9, "site": 0.7},
        "order": {"buy": 0.9},
        "capex": {"capex": 1.0},
        "revenue": {"revenue": 0.95, "sell": 0.6},
        "delivery": {"ship": 0.95},
    },
    "duration": {
        "policy": {"penalty": 1.3},
        "supply": {"leadtime": 1.2, "make": 0.4},
        "training": {"train": 0.9},
        "capex": {"capex": 0.9},
        "transfer": {"rent": 0.8, "deal": 0.4},
    },
}
FIXED = {
    "tokens": "usage", "interactions": "usage", "parameters": "training", "gpu_hours": "training",
    "bandwidth": "spec", "compute_rate": "spec", "memory": "spec", "process": "spec", "power": "stock",
    "datacenters": "stock", "designs": "supply",
}  # fmt: skip
# The kinds that learned weights may give: to families whose kind words tell, and to some whose unit mostly tells it.
OPEN: dict[str, frozenset[str]] = {family: frozenset(kinds) for family, kinds in WEIGHTS.items()} | {
    "power": frozenset({"stock", "order", "spec", "transfer"}),
    "compute_rate": frozenset({"spec", "stock", "order"}),
    "tokens": frozenset({"usage", "training"}),
    "parameters": frozenset({"training", "spec"}),
}
DEFAULTS = {"ratio": "spec", "people": "usage"}
DENSE = 14.0
LOOSE = 45.0
ELSE = "about something else"  # why a quantity is left over whose words speak of other matters
