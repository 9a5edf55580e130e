"""suanli (算力, compute power): reports about AI chips into numbers one can check and decide on.

Every public name is loaded when it is first asked for; `import suanli` itself imports nothing heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from suanli.catalog.audits import audit
    from suanli.catalog.money import convert
    from suanli.catalog.showing import show
    from suanli.claims import extract
    from suanli.costs.costing import cost
    from suanli.costs.prices import price
    from suanli.fleets import estimate
    from suanli.intake.recording import add
    from suanli.ledger.backing import backup
    from suanli.ledger.exporting import export
    from suanli.ledger.finding import find
    from suanli.ledger.importing import import_
    from suanli.ledger.reviewing import review
    from suanli.ledger.trails import why
    from suanli.performance.serving import serve
    from suanli.performance.training import train
    from suanli.performance.validation import validate
    from suanli.policy.checking import check
    from suanli.reading.reader import read
    from suanli.reports.reporting import report

__all__ = [
    "__version__",
    "add",
    "audit",
    "backup",
    "check",
    "convert",
    "cost",
    "estimate",
    "export",
    "extract",
    "find",
    "import_",
    "price",
    "read",
    "report",
    "review",
    "serve",
    "show",
    "train",
    "validate",
    "why",
]

_HOMES = {
    "add": "suanli.intake.recording",
    "backup": "suanli.ledger.backing",
    "export": "suanli.ledger.exporting",
    "find": "suanli.ledger.finding",
    "import_": "suanli.ledger.importing",
    "read": "suanli.reading.reader",
    "review": "suanli.ledger.reviewing",
    "why": "suanli.ledger.trails",
    "audit": "suanli.catalog.audits",
    "check": "suanli.policy.checking",
    "convert": "suanli.catalog.money",
    "cost": "suanli.costs.costing",
    "price": "suanli.costs.prices",
    "estimate": "suanli.fleets",
    "extract": "suanli.claims",
    "report": "suanli.reports.reporting",
    "show": "suanli.catalog.showing",
    "serve": "suanli.performance.serving",
    "train": "suanli.performance.training",
    "validate": "suanli.performance.validation",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name from its room."""
        if name not in _HOMES:
            msg = f"module 'suanli' has no attribute {name!r}"
            raise AttributeError(msg)
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
