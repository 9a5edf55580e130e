"""Terms as rows and back: nothing is lost between a `Document` or `Claim` and what the tables hold."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import operator
import zlib
from functools import cache, lru_cache
from itertools import compress
from typing import Any, TypeVar

import msgspec

from suanli.errors import LedgerError
from suanli.ledger import dialects
from suanli.terms import Claim, Document, Leftover, Period

__all__ = [
    "INDEX",
    "Stored",
    "about_columns",
    "about_of",
    "claim_of",
    "claim_row",
    "compact",
    "content_of",
    "day_known",
    "digest_of",
    "document_of",
    "document_row",
    "index_of",
    "is_of",
    "leftovers_of",
    "original_of",
    "reading_row",
    "to_json",
]

T = TypeVar("T", bound=msgspec.Struct)
_TEXT_LIMIT = 256 * 2**20  # an unpacked text never grows beyond this, whatever the bytes say


@cache
def _usual(form: type[msgspec.Struct]) -> tuple[tuple[str, ...], Any, tuple[Any, ...]]:
    """Names of a form's fields, what gets their values, and their defaults (for none, what nothing equals)."""
    fields = msgspec.structs.fields(form)
    names = tuple(f.name for f in fields)
    defaults = tuple(object() if f.default is msgspec.NODEFAULT else f.default for f in fields)
    return names, operator.attrgetter(*names), defaults


def _bare(term: msgspec.Struct) -> dict[str, Any]:
    """The fields of a term that do not hold their default."""
    names, values, usual = _usual(type(term))
    held = values(term)
    return dict(compress(zip(names, held, strict=True), map(operator.ne, held, usual)))


_INSIDE = ("quantity", "period", "published")


def _lean(claim: Claim) -> dict[str, Any]:
    """The fields of a claim that do not hold their default, in its quantity and periods too."""
    data = _bare(claim)
    for name in _INSIDE:
        if data.get(name) is not None:
            data[name] = _bare(data[name])
    return data


def compact(claim: Claim) -> dict[str, Any]:
    """Plain data of a claim without the fields that hold their default."""
    data: dict[str, Any] = msgspec.to_builtins(_lean(claim))
    return data


def to_json(data: Any) -> str:
    """JSON text; a lone surrogate, which no database takes, is kept as its escape."""
    try:
        return msgspec.json.encode(data).decode()
    except (UnicodeEncodeError, ValueError):
        return json.dumps(msgspec.to_builtins(data))


def _press(text: bytes) -> bytes:
    """A zlib stream; its window is no larger than the text: clearing the usual one takes longer than pressing 2 KB."""
    window = max(9, min(15, (len(text) + _SLACK).bit_length()))
    machine = zlib.compressobj(6, zlib.DEFLATED, window, min(8, window - 6))
    return machine.compress(text) + machine.flush()


_SLACK = 261  # bytes by which a window exceeds what it reaches back over


def _unpress(data: bytes) -> bytes:
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(data, _TEXT_LIMIT)
    except zlib.error:
        raise LedgerError("ledger: a stored text is damaged; restore a backup") from None
    if machine.unconsumed_tail or not machine.eof:
        raise LedgerError("ledger: a stored text is damaged or too long; restore a backup")
    return text


def _pack(term: Any) -> bytes:
    """A term, pressed: msgpack, or JSON where lone surrogates keep it from being msgpack."""
    try:
        return _press(msgspec.msgpack.encode(term))
    except UnicodeEncodeError:
        return _press(json.dumps(msgspec.to_builtins(term)).encode())


def _unpack(pressed: bytes) -> Any:
    data = _unpress(pressed)
    return json.loads(data) if data[:1] in (b"{", b"[") else msgspec.msgpack.decode(data)


def day_known(published: Period | None, added: str) -> str:
    """The day by which a text was surely public: the last day of its publication period, else `added`."""
    if published is None:
        return added
    if published.until is not None:
        return (published.until - dt.timedelta(days=1)).isoformat()
    return published.since.isoformat() if published.since else added


# ---------------------------------------------------------------- documents


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A document and one reading of it as their rows hold them."""

    name: str
    form: str
    content: bytes
    about: str
    original: bytes | None
    body: bytes
    leftovers: bytes


_ABOUT = (
    "id", "name", "sha256", "language", "encoding", "media_type", "path", "member", "url", "title", "author",
    "outlet", "via", "published", "published_from", "notes",
)  # fmt: skip


def document_row(document: Document, content: bytes | None, *, added: str) -> dict[str, Any]:
    """A row of `documents`: the bytes where they are at hand and are the ones the document names."""
    kept = content is not None and hashlib.sha256(content).hexdigest() == document.sha256
    data = content if kept and content is not None else document.original.encode("utf-8", "surrogatepass")
    return {
        "id": document.id,
        "sha256": document.sha256,
        "form": "bytes" if kept else "text",
        "size": len(data),
        "content": _press(data),
        "added": added,
    }


def content_of(content: bytes) -> bytes:
    """The bytes (or the UTF-8 of the decoded text) that a row of `documents` holds."""
    return _unpress(content)


def _decoded(content: bytes, form: str, encoding: str) -> str | None:
    """The text that `content` stands for, when its own encoding gives it."""
    try:
        if form == "text":
            return content.decode("utf-8", "surrogatepass")
        return content.decode(encoding or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return None


def reading_row(document: Document, leftovers: tuple[Leftover, ...], *, form: str, content: bytes) -> dict[str, Any]:
    """A row of `readings`, without its numbers and days: the document as read, and what no claim used.

    `form` and `content` are those of the document's row, the content unpacked.
    """
    same = _decoded(content, form, document.encoding) == document.original
    body = _pack(msgspec.structs.replace(document, original=""))
    return {
        **_columns(document),
        "original": None if same else _press(document.original.encode("utf-8", "surrogatepass")),
        "body": body,
        "leftovers": _pack(leftovers),
    }


def _columns(document: Document) -> dict[str, str]:
    plain = {n: dialects.storable(getattr(document, n)) for n in ("name", "language", "outlet")}
    about = {n: getattr(document, n) for n in _ABOUT}
    return {**plain, "about": to_json(msgspec.to_builtins(about))}


def about_columns(body: bytes) -> dict[str, str]:
    """The columns of `readings` that repeat parts of its packed body."""
    return _columns(msgspec.convert({**_unpack(body), "original": ""}, Document, strict=False))


def original_of(row: Any) -> str:
    """The text as decoded: from the reading where it is kept apart, else from the bytes."""
    if row.original is not None:
        return _unpress(row.original).decode("utf-8", "surrogatepass")
    encoding = json.loads(row.about).get("encoding", "utf-8")
    text = _decoded(_unpress(row.content), row.form, encoding)
    if text is None:
        raise LedgerError(f"{row.name}: its bytes no longer decode; restore a backup")
    return text


def document_of(row: Any) -> Document:
    """The whole document of a joined row of `documents` and `readings`."""
    data = _unpack(row.body)
    return msgspec.convert({**data, "original": original_of(row)}, Document, strict=False)


def about_of(about: str) -> Document:
    """A document without its texts and spans."""
    return msgspec.convert({**json.loads(about), "original": "", "text": ""}, Document, strict=False)


def leftovers_of(leftovers: bytes) -> tuple[Leftover, ...]:
    """What no claim of a reading used."""
    return msgspec.convert(_unpack(leftovers), tuple[Leftover, ...])


# ---------------------------------------------------------------- claims


# the columns of `claims` that repeat parts of its body
INDEX = (
    "kind", "stance", "status", "polarity", "measure", "unit", "low", "high", "bound", "since", "until", "confidence",
)  # fmt: skip


_storable = lru_cache(4_096)(dialects.storable)  # the same few words in every claim


def index_of(claim: Claim) -> dict[str, Any]:
    """The columns by which a claim is found."""
    quantity, period = claim.quantity, claim.period
    return {
        "kind": _storable(claim.kind),
        "stance": _storable(claim.stance),
        "status": _storable(claim.status),
        "polarity": _storable(claim.polarity),
        "measure": _storable(quantity.measure) if quantity else "",
        "unit": _storable(quantity.unit) if quantity else "",
        "low": _finite(quantity.low) if quantity else None,
        "high": _finite(quantity.high) if quantity else None,
        "bound": quantity.bound if quantity else "",
        "since": period.since.isoformat() if period and period.since else "",
        "until": period.until.isoformat() if period and period.until else "",
        "confidence": claim.confidence,
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or value != value or abs(value) == float("inf") else value  # noqa: PLR0124


def digest_of(body: str) -> str:
    """A short hash of a stored body."""
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def claim_row(claim: Claim) -> dict[str, Any]:
    """A row of `claims`, without its numbers. The digest covers all but the extractor's name."""
    data = _lean(claim)
    body = to_json(data)
    bare = _without_extractor(body, claim.extractor)
    if bare is None:
        data.pop("extractor", None)
        bare = to_json(data)
    return {"id": claim.id, "digest": digest_of(bare), "body": body, **index_of(claim)}


def _without_extractor(body: str, extractor: str) -> str | None:
    """A claim's JSON less the extractor's name, which comes last where it was written the usual way; else None."""
    tail = f',"extractor":{_quoted(extractor)}}}' if extractor else ""
    if not tail:
        return body
    return body.removesuffix(tail) + "}" if body.endswith(tail) else None


def is_of(body: str, claim: Claim, digest: str) -> bool:
    """Whether a stored body, of which `claim` was read, is to the letter what the digest was made of."""
    bare = _without_extractor(body, claim.extractor)
    if bare is not None and digest_of(bare) == digest:
        return True
    whole = claim_row(claim)  # what was not written the usual way
    return (whole["digest"], whole["body"]) == (digest, body)


_quoted = lru_cache(64)(to_json)  # one name in all claims of a version
_decoder = msgspec.json.Decoder(Claim)


def claim_of(body: str) -> Claim:
    """The claim as it was read."""
    try:
        return _decoder.decode(body)
    except msgspec.MsgspecError:
        return msgspec.convert(json.loads(body), Claim, strict=False)
