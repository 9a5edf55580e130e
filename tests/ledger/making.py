"""Documents and claims made up for the ledger's tests: real terms, with exact quotes."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

from suanli.ledger import Entry
from suanli.terms import Claim, Document, Extraction, Leftover, Period, Quantity, Quote, content_id

HOLDERS = (("ByteDance", "bytedance"), ("Alibaba", "alibaba"), ("Tencent", "tencent"), ("Baidu", "baidu"))
CHIPS = (("A800", "a800"), ("H20", "h20"), ("H100", "h100"), ("Ascend 910B", ""))
KINDS = ("order", "stock", "delivery", "price")


def sentence(n: int) -> str:
    """The n-th sentence: a holder, an amount, a chip."""
    holder, chip = HOLDERS[n % 4][0], CHIPS[n // 4 % 4][0]
    return f"{holder} 订购了 {1000 + n} 块 {chip} 芯片（№{n}）。"


def document(n: int, *, claims: int = 3, day: dt.date | None = dt.date(2023, 8, 9), extra: str = "") -> Document:
    """The n-th document, of `claims` sentences."""
    text = "".join(sentence(n * claims + k) + "\n" for k in range(claims)) + extra
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    period = Period(since=day, until=day + dt.timedelta(days=1)) if day else None
    return Document(
        id=content_id("d", sha), name=f"text{n}", sha256=sha, original=text, text=text, language="zh-Hans",
        outlet=f"outlet{n % 3}", published=period, published_from="given",
    )  # fmt: skip


def claim_at(doc: Document, n: int, k: int, **changes) -> Claim:
    """The claim of the k-th sentence (the n-th overall) of a document."""
    words = sentence(n)
    start = doc.original.index(words)
    holder, chip = HOLDERS[n % 4], CHIPS[n // 4 % 4]
    values = {
        "id": content_id("c", doc.id, start, KINDS[n % 4], holder[1]), "doc_id": doc.id, "kind": KINDS[n % 4],
        "actors": (holder[0],), "actor_ids": (holder[1],), "chips": (chip[0],), "chip_ids": (chip[1],) if chip[1] else (),
        "quantity": Quantity(measure="chips", low=1000.0 + n, high=1000.0 + n, unit="chips"),
        "period": Period(since=dt.date(2023, 1 + n % 12, 1), until=dt.date(2023, 1 + n % 12, 28), precision="month"),
        "evidence": Quote(start=start, end=start + len(words), text=words), "start": start, "end": start + len(words),
        "confidence": 0.5 + (n % 50) / 100, "language": "zh-Hans", "extractor": "made/1",
    }  # fmt: skip
    return Claim(**{**values, **changes})


def entry(n: int, *, claims: int = 3, day: dt.date | None = dt.date(2023, 8, 9), extra: str = "", **changes) -> Entry:
    """The n-th document with its claims and bytes."""
    doc = document(n, claims=claims, day=day, extra=extra)
    found = tuple(claim_at(doc, n * claims + k, k, **changes) for k in range(claims))
    left = (Leftover(doc_id=doc.id, evidence=Quote(start=0, end=1, text=doc.original[0]), reason="no actor"),)
    return Entry(
        document=doc,
        extraction=Extraction(doc_id=doc.id, claims=found, leftovers=left),
        content=doc.original.encode("utf-8", "surrogatepass"),
    )


def reworded(one: Entry) -> Entry:
    """The entry with its last claim's quote running on to the end of the text."""
    text = one.document.original
    *first, last = one.extraction.claims
    quote = Quote(start=last.start, end=len(text), text=text[last.start :])
    changed = msgspec.structs.replace(last, evidence=quote, end=len(text))
    return msgspec.structs.replace(one, extraction=msgspec.structs.replace(one.extraction, claims=(*first, changed)))
