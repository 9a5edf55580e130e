"""Bytes to text: by mark, by label, as strict UTF-8, by detection; verified by strict decode and by language.

The choice and its confidence are recorded. Every decoded character keeps its byte: see `Decoded.byte_anchors`.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from suanli.errors import Unreadable
from suanli.reading.plausibility import plausibility

__all__ = ["FLOOR", "SURROGATES", "Decoded", "decode"]

# Below this plausibility (share of characters that the best fitting script uses often) nothing is believed.
FLOOR = 0.35
SAMPLE = 40_000  # bytes that the detector looks at: frequency counts are stable far earlier
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY = ("gb18030", "big5hkscs", "cp949", "cp932", "euc_jp", "cp1252", "cp1251", "koi8_r", "cp1250", "cp1258")
# Labels in the wild mean the larger set of the same family (WHATWG encoding standard, names and labels).
WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz": "hz", "big5": "big5hkscs",
    "euc_kr": "cp949", "johab": "johab", "shift_jis": "cp932", "iso8859-1": "cp1252", "ascii": "cp1252",
}  # fmt: skip
SURROGATES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
LABEL = re.compile(rb"(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)


class Decoded(NamedTuple):
    """Text, how it was decoded and how sure that is; `byte_anchors` as in `terms.Document`."""

    text: str
    encoding: str
    confidence: float
    byte_anchors: tuple[tuple[int, int], ...]
    notes: tuple[str, ...]
    spoiled: tuple[tuple[int, bytes], ...] = ()


def canonical(label: str) -> str:
    """Python's name for a label, widened as browsers do; empty if unknown."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return ""
    return WIDER.get(name, name)


def declared(data: bytes) -> str:
    """The encoding that the head of an HTML, XML or mail file claims, or nothing."""
    head = data[:4096]
    found = LABEL.search(head) if b"=" in head else None
    return canonical(found.group(1).decode("ascii")) if found else ""


def decode(data: bytes, *, label: str = "", where: str = "") -> Decoded:
    """Decode; `label` is what a header says. `Unreadable` where nothing fits well enough."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return _marked(data, mark, name, where)
    head = data[:SAMPLE]
    said = canonical(label) or declared(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _without_mark(data, head, said, error, where)
    if b"\0" in head and (wide := _wide(head)):
        return _strictly(data, wide, 0.9, ("encoding: utf-16 without a mark, by its zero bytes",), where)
    if said and said not in {"utf-8", "cp1252"} and head.isascii() and b"\x1b" in head:
        return _strictly(data, said, 0.8, (f"encoding: {said} by its label",), where)
    notes = (f"encoding: label says {said}, bytes are utf-8",) if said not in {"", "utf-8"} and _lies(head) else ()
    return Decoded(text, "utf-8", 1.0, ((0, 0),), notes)


def _lies(head: bytes) -> bool:
    return not head.isascii()


def _marked(data: bytes, mark: bytes, name: str, where: str) -> Decoded:
    """A text that begins with a byte order mark; in UTF-8 the mark stays, as offsets count it."""
    skip = 0 if name == "utf-8" else len(mark)
    try:
        text = data[skip:].decode(name)
    except UnicodeDecodeError as error:
        if name == "utf-8":
            return _spoiled(data, ("encoding: utf-8 by its mark",))
        msg = f"{where}: marked {name}, but byte {error.start + skip} is not; save it as UTF-8"
        raise Unreadable(msg) from None
    return Decoded(text, name, 1.0, ((0, skip),), (f"encoding: {name} by its mark",))


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every second byte of mostly Latin text is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return ""


def _strictly(data: bytes, name: str, confidence: float, notes: tuple[str, ...], where: str) -> Decoded:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        msg = f"{where}: looks like {name}, but byte {error.start} is not; save it as UTF-8"
        raise Unreadable(msg) from None
    anchors: tuple[tuple[int, int], ...] = ((0, 0),)
    if len(text.encode(name, "surrogatepass")) != len(data):
        anchors = _resynchronised(data, name)
    return Decoded(text, name, confidence, anchors, notes)


def _resynchronised(data: bytes, name: str) -> tuple[tuple[int, int], ...]:
    """Anchors wherever a character's canonical bytes are not as long as the bytes that stood for it."""
    decoder = codecs.getincrementaldecoder(name)()
    anchors, point, begun, gap = [(0, 0)], 0, 0, 0
    for at in range(len(data)):
        got = decoder.decode(data[at : at + 1])
        if not got:
            continue
        point += len(got)
        gap += (at + 1 - begun) - len(got.encode(name, "surrogatepass"))
        begun = at + 1
        if gap:
            anchors.append((point, begun))
            gap = 0
    return tuple(anchors)


def _without_mark(data: bytes, head: bytes, said: str, error: UnicodeDecodeError, where: str) -> Decoded:
    """Not UTF-8: the wide forms, the label, the legacy sets by plausibility, or UTF-8 with spoiled bytes."""
    if wide := _wide(head):
        return _strictly(data, wide, 0.9, ("encoding: utf-16 without a mark, by its zero bytes",), where)
    scores = _scores(data, head, said)
    best = max(scores, key=lambda n: (scores[n], n == said), default="")
    whole = data.decode("utf-8", "ignore")
    spoiled = len(data) - len(whole.encode())
    multibyte = sum(1 for _ in re.finditer(rb"[\xc2-\xf4][\x80-\xbf]", head))
    if spoiled == 3 * sum(1 for _ in SURROGATES.finditer(data)):
        return _spoiled(data, (f"encoding: utf-8 with {spoiled} undecodable bytes (lone surrogates)",))
    if spoiled <= max(3, len(data) // 100) and (multibyte > 3 * spoiled or said == "utf-8" or not best):
        return _spoiled(data, (f"encoding: utf-8 with {spoiled} undecodable bytes",))
    if not best or scores[best] < FLOOR:
        msg = f"{where}: no encoding fits (not UTF-8 at byte {error.start}); save it as UTF-8"
        raise Unreadable(msg)
    how = "label and characters agree" if best == said else f"by its characters{f', label says {said}' if said else ''}"
    return _strictly(data, best, round(min(scores[best], 1.0), 3), (f"encoding: {best}, {how}",), where)


def _scores(data: bytes, head: bytes, said: str) -> dict[str, float]:
    """Plausibility of each encoding that decodes every byte; the label's counts a little more."""
    found: dict[str, float] = {}
    names = dict.fromkeys(([said] if said else []) + list(LEGACY))
    for name in names:
        try:
            text = codecs.getincrementaldecoder(name)().decode(head)
            if len(data) > len(head):
                data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        found[name] = plausibility(text) + (0.05 if name == said else 0.0)
    return found


def _spoiled(data: bytes, notes: tuple[str, ...]) -> Decoded:
    """UTF-8 with U+FFFD for each undecodable stretch, as Python's ``replace`` makes it, and their bytes."""
    holes: list[tuple[int, int]] = []

    def hole(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        holes.append((error.start, error.end))
        return "\ufffd", error.end

    codecs.register_error("suanli.spoiled", hole)
    text = data.decode("utf-8", "suanli.spoiled")
    anchors, spoiled, point, byte = [(0, 0)], [], 0, 0
    for start, end in holes:
        point += len(data[byte:start].decode("utf-8"))
        spoiled.append((point, data[start:end]))
        anchors.append((point, start))
        point, byte = point + 1, end
        anchors.append((point, byte))
    share = sum(end - start for start, end in holes) / max(len(data), 1)
    return Decoded(text, "utf-8", round(1 - min(1.0, 10 * share), 3), tuple(anchors), notes, tuple(spoiled))
