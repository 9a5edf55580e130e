"""Any term as a table, JSON or Markdown. A term's look is a function from the term to a `Table`.

To show a new term: write a function in a module of this folder and name it in `LOOKS` (table) and, where
the JSON is not simply the term's fields, in `JSON_FORMS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from suanli.display.writing import Table, json_line, markdown, print_json, print_table, text_table

__all__ = ["JSON_FORMS", "LOOKS", "Table", "emit", "json_line", "look", "markdown", "text_table"]

# name of the term's class: "module:function" from the term to a Table
LOOKS: dict[str, str] = {
    "Document": "suanli.display.reading:document_table",
    "Fleet": "suanli.display.fleets:fleet_table",
    "Verdict": "suanli.display.policy:verdict_table",
    "Cost": "suanli.display.costs:cost_table",
    "Price": "suanli.display.costs:price_table",
    "Timeline": "suanli.display.policy:timeline_table",
    "DesignSpace": "suanli.display.policy:design_table",
    "Intake": "suanli.display.ledger:intake_table",
    "Trail": "suanli.display.ledger:trail_table",
    "Run": "suanli.display.performance:run_table",
    "Extraction": "suanli.display.claims:claims_table",
    "Chip": "suanli.display.catalog:entry",
    "Company": "suanli.display.catalog:entry",
    "Model": "suanli.display.catalog:entry",
    "Cluster": "suanli.display.catalog:entry",
    "Rule": "suanli.display.catalog:entry",
    "Converted": "suanli.display.catalog:converted",
}
# name of the term's class: "module:function" from the term to plain data for JSON
JSON_FORMS: dict[str, str] = {
    "Document": "suanli.display.reading:document_record",
    "Fleet": "suanli.display.fleets:fleet_json",
    "Cost": "suanli.display.costs:cost_json",
    "Price": "suanli.display.costs:price_json",
    "Doubt": "suanli.display.ledger:doubt_json",
    "Trail": "suanli.display.ledger:trail_json",
    "Claim": "suanli.display.claims:flat_claim",
    "Leftover": "suanli.display.claims:flat_leftover",
}


def _call(place: str, term: Any) -> Any:
    module, name = place.split(":")
    return getattr(import_module(module), name)(term)


def look(term: Any) -> Table:
    """The table that shows a term; a `Table` is its own look."""
    if isinstance(term, Table):
        return term
    place = LOOKS.get(type(term).__name__)
    if place is None:
        return Table.of_record(term)
    table = _call(place, term)
    assert isinstance(table, Table)
    return table


def plain(term: Any) -> Any:
    """The plain data that JSON shows for a term."""
    if isinstance(term, Table):
        return term.records()
    place = JSON_FORMS.get(type(term).__name__)
    return _call(place, term) if place else term


def emit(terms: Iterable[Any], *, as_json: bool = False) -> None:
    """Print terms to standard output: tables on a terminal, JSON lines in a pipe or when asked for."""
    import sys

    if as_json or not sys.stdout.isatty():
        for term in terms:
            data = plain(term)
            print_json(data if isinstance(term, Table) else [data])
        return
    for term in terms:
        print_table(look(term))
