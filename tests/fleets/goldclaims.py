"""Gold claims of ../shared as terms: what a perfect extraction of the corpus and the five articles would give."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
from pathlib import Path

from suanli.terms import Claim, Period, Quantity, Quote

PUBLISHED = {"000": "2023-06-30", "001": "2023-07-04", "002": "2023-08-09", "003": "2025-12-31", "004": "2025-04-28"}
COARSE_STATUS = {"spent": "sold", "purchased": "delivered", "deployed": "held", "used_for_training": "n/a"}
COARSE_STATUS |= {
    "delivered_and_pending": "ordered",
    "announced_purchase": "ordered",
    "held_usable_for_LLM_training": "held",
}
COARSE_STATUS |= {"supported_scale": "held", "launched": "held", "provided": "delivered", "potential": "planned"}


def _maker():
    spec = importlib.util.spec_from_file_location("fleet_claims", Path(__file__).with_name("conftest.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _split(text):
    return tuple(w.strip() for w in text.split(";") if w.strip())


def _period(text):
    if not text:
        return None
    if text.startswith("FY"):
        year = int(text[2:6])
        return Period(since=dt.date(year - 1, 2, 1), until=dt.date(year, 2, 1), text=text)
    if "-H" in text:
        year, half = int(text[:4]), text[-1]
        first, last = (
            (dt.date(year, 1, 1), dt.date(year, 7, 1))
            if half == "1"
            else (dt.date(year, 7, 1), dt.date(year + 1, 1, 1))
        )
        return Period(since=first, until=last, text=text)
    return _maker().period(text)


def corpus(shared):
    """Claims of the 34 short articles."""
    published = {
        r["id"]: r["published"] for r in csv.DictReader((shared / "gold/corpus/index.csv").open(encoding="utf-8"))
    }
    for row in csv.DictReader((shared / "gold/gold.csv").open(encoding="utf-8")):
        ends = [float(row[k]) if row[k] else None for k in ("low", "high")]
        quantity = None
        if ends != [None, None]:
            low, high = ends
            low, high = (
                (None, high)
                if row["bound"] == "at_most"
                else ((low, None) if row["bound"] == "at_least" else (low, high))
            )
            quantity = Quantity(measure=row["measure"], low=low, high=high, unit=row["unit"], bound=row["bound"])
        yield Claim(
            id=f"c-{row['doc_id']}-{row['claim_no']}",
            doc_id=row["doc_id"],
            kind=row["kind"],
            actors=_split(row["actor"]),
            counterparties=_split(row["counterparty"]),
            chips=_split(row["chip"]),
            quantity=quantity,
            period=_period(row["period"]),
            status=row["status"] or "n/a",
            stance=row["stance"],
            polarity=row["polarity"],
            attribution=_split(row["attribution"]),
            evidence=Quote(start=0, end=len(row["evidence"]), text=row["evidence"]),
            published=_period(published[row["doc_id"]][:10]),
        )


def seeds(shared):
    """Quantified core claims of the five articles, in the coarse kinds that extraction prints."""
    spec = importlib.util.spec_from_file_location("gold_score", shared / "gold/score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    units = {"units": ("chips", "chips"), "A100-equivalents": ("chips", "A100-equivalents")}
    units |= {m: ("money", m[:3]) for m in ("USD", "CNY", "USD/year")}
    for row in csv.DictReader((shared / "gold/seeds_gold.csv").open(encoding="utf-8")):
        if row["tier"] != "core" or row["quantified"] != "1" or row["unit"] not in units or row["unit"] == "USD/year":
            continue
        value = row["value"] or row["value_low"] or row["value_high"]
        low = float(row["value_low"] or value) if row["bound"] != "at_most" else None
        high = float(row["value_high"] or value) if row["bound"] != "at_least" else None
        measure, unit = units[row["unit"]]
        since, until = (dt.date.fromisoformat(row[k]) if row[k] else None for k in ("period_start", "period_end"))
        day = dt.date.fromisoformat(PUBLISHED[row["claim_id"][:3]])
        actors = tuple(
            a.split(" (")[0].replace("China", "Chinese companies") if "unnamed" not in a else ""
            for a in _split(row["actor"])
        )
        actors = tuple("Chinese companies" if a.startswith(("Chinese", "China")) else a for a in actors if a)
        if not actors or row["kind"] in ("supply_order_units", "sales_at_risk_value", "required_units"):
            continue
        bound = {"order_of_magnitude": "magnitude"}.get(row["bound"], row["bound"])
        yield Claim(
            id=f"c-{row['claim_id']}",
            doc_id=row["claim_id"][:3],
            kind=score.KIND[row["kind"]],
            actors=actors,
            counterparties=tuple(c for c in _split(row["counterparty"]) if " " not in c),
            chips=tuple(
                c for c in _split(row["chip"]) if "(" not in c and " " not in c and c not in ("GPU", "A100-equivalent")
            ),
            quantity=Quantity(measure=measure, low=low, high=high, unit=unit, bound=bound),
            period=Period(since=since, until=until + dt.timedelta(days=1) if until else None),
            status=COARSE_STATUS.get(row["status"], row["status"]),
            stance=row["stance"],
            attribution=tuple(reversed(row["attribution"].split(" -> ")))[-1:],
            evidence=Quote(start=0, end=len(row["quote"]), text=row["quote"]),
            published=Period(since=day, until=day + dt.timedelta(days=1)),
        )
