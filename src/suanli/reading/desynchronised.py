"""Chinese text whose bytes were edited as GBK pairs at odd offsets, put back in step.

Sites that gloss characters with pinyin, or make full-width punctuation narrow, by search and replace over
GBK *bytes* also hit pairs that straddle two characters. Every character after the hit is then read one byte
off, up to the next ASCII byte. Restoring the lost byte and decoding the line again undoes it exactly; which
byte it was is told by the gloss (the pair is a character read so) and by how well the line then reads.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from suanli import catalog
from suanli.reading.drafting import Change, Draft
from suanli.reading.plausibility import HANZI, usual_hanzi

__all__ = ["GLOSS_BODY", "resynchronise"]

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
GLOSS_BODY = rf"[a-zü]{{0,5}}[{TONED}][a-zü]{{0,3}}"
READING = re.compile(rf"([\u3400-\u9fff])\(({GLOSS_BODY})\)")
HAN = "\u3400-\u9fff\ue000-\uf8ff"
# The places where a byte was lost: a broken gloss, narrowed punctuation, a lone question mark in Chinese.
BROKEN = re.compile(
    rf"\?\(?({GLOSS_BODY})\)"
    rf"|(?<=[{HAN}\w%”)])\?([!,])\?(?=[^{HAN}]|$)"
    rf"|(?<=[{HAN}\u3000-\u303f\uff00-\uffef\w%“”)])\?([!,:;.)(])(?=[A-Za-z_\x80-\uffff])"
    rf"|(?<=[{HAN}])\?(?=[{HAN}\u3000-\u30ff，“”])"
)
STRAY_GLOSS = re.compile(rf"(?<=[A-Za-z_€|@`~^{{}}\[\]\\])\({GLOSS_BODY}\)")
SIGNS = re.compile(
    rf"\?[!,]\?|[\ue000-\uf8ff]|\?\(?{GLOSS_BODY}\)|\?[!,:;.(][{HAN}A-Z“]|[{HAN}]\?[{HAN}]|{STRAY_GLOSS.pattern}"
)
GARBLED = re.compile(rf"(?:{BROKEN.pattern})[^\n，。,0-9]{{0,40}}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CLOSING = (0xB1, 0xAF, 0xB7, 0xB9, 0xBB, 0xBF)  # ” ’ 》 」 』 】 after A1
LONGEST = 20_000  # characters of a line: longer ones are not prose
MARGIN = 1.0  # a repair must read better by this much (nats over the changed stretch)
FULL_STOP = 2.5  # nats for the full stop 。 (A1A3), commoner by far than any character that ends in A3
WINDOW = 120  # characters after the damage that are scored: desynchronisation ends at the next ASCII byte


class Model(NamedTuple):
    """What reads well in this document: counts of characters and of neighbours, and readings glossed."""

    pairs: Counter[str]
    usual: frozenset[str]
    readings: dict[str, set[str]]


def resynchronise(draft: Draft) -> None:
    """Repair every line that shows signs of lost bytes; lines that do not read better are left alone."""
    if not CHINESE.search(draft.text) or not SIGNS.search(draft.text):
        return
    model = _model(draft.text)
    changes: list[Change] = []
    start = 0
    for line in draft.text.split("\n"):
        if len(line) <= LONGEST and SIGNS.search(line) and CHINESE.search(line):
            changes += [c._replace(start=c.start + start, end=c.end + start) for c in _line(line, model)]
        start += len(line) + 1
    draft.apply(changes)


def _model(text: str) -> Model:
    readings: dict[str, set[str]] = {}
    for found in READING.finditer(text):
        readings.setdefault(found.group(2), set()).add(found.group(1))
    for row in catalog.pinyin():
        readings.setdefault(row["reading"], set()).update(row["characters"])
    # What follows a broken place is not the language of the document.
    plain = GARBLED.sub("\n", re.sub(rf"(?<!\?)\({GLOSS_BODY}\)", "", text))
    pairs = Counter(map("".join, pairwise(plain)))
    return Model(pairs, usual_hanzi(), readings)


# A line under repair: its bytes as GBK, and for each byte the character of the damaged line it came from.
Bytes = list[tuple[int, int]]


def _encoded(line: str, start: int, end: int) -> Bytes:
    """GBK bytes with their characters; a euro sign is the byte 0x80, as Windows reads it."""
    found: Bytes = []
    for at in range(start, end):
        data = b"\x80" if line[at] == "€" else line[at].encode("gb18030", "replace")
        found.extend((byte, at) for byte in data)
    return found


def _decoded(data: Bytes) -> str | None:
    try:
        return bytes(byte for byte, _ in data).decode("gb18030")
    except UnicodeDecodeError:
        return None


def _line(line: str, model: Model) -> list[Change]:
    """The changes that put one line in step again, if that reads better."""
    stages = [_encoded(line, 0, len(line))]
    at = 0
    while found := BROKEN.search(line, at):
        stages.append(_mended(line, stages[-1], found, model))
        at = max(found.end() - 1, found.start() + 1)
    # Where a later place was not mended the line may not decode: keep as many mended places as do.
    ends = ((_decoded(d), d) for d in (_without_glosses(line, s, model) for s in reversed(stages)))
    text, data = next(((t, d) for t, d in ends if t is not None), (line, stages[0]))
    if text == line:
        return []
    if _score(text, model) <= _score(line, model) and _private(text) >= _private(line):
        return []
    return _differences(line, data)


def _private(text: str) -> int:
    return sum("\ue000" <= c <= "\uf8ff" for c in text)


def _without_glosses(line: str, data: Bytes, model: Model) -> Bytes:
    """The bytes without glosses that follow half a character.

    A gloss is dropped where the two bytes before it are a character read so, or where the line then reads better.
    """
    for found in STRAY_GLOSS.finditer(line):
        kept = [b for b in data if not found.start() <= b[1] < found.end()]
        pair = bytes(b for b, at in data if found.start() - 3 <= at < found.start())[-2:].decode("gb18030", "replace")
        if pair in model.readings.get(found.group()[1:-1], set()):
            data = kept
            continue
        before, after = _decoded(data), _decoded(kept)
        if after is not None and (before is None or _rare(after) < _rare(before)):
            data = kept
    return data


def _rare(text: str) -> int:
    usual = usual_hanzi()
    return sum(("\u3400" <= c <= "\u9fff" and c not in usual) or "\ue000" <= c <= "\uf8ff" for c in text)


def _mended(line: str, data: Bytes, found: re.Match[str], model: Model) -> Bytes:
    """The bytes with the likeliest lost byte put in at one broken place; as they were if none reads better."""
    start, end = found.span()
    low = next((i for i, (_, at) in enumerate(data) if at >= start), len(data))
    high = next((i for i, (_, at) in enumerate(data) if at >= end), len(data))
    following = BROKEN.search(line, end)
    stop = min(following.start() if following else len(line), end + WINDOW)
    # Glosses further on stand between halves of characters as well: score without them.
    gone = {at for m in STRAY_GLOSS.finditer(line, max(end - 1, 0), stop) for at in range(m.start(), m.end())}
    tail = [b for b in data[high:] if b[1] < stop and b[1] not in gone]
    if found.group() == "?" and not _rare(line[max(start - 3, 0) : stop]):
        return data  # a question in sound text
    head = data[_boundary(data, low) : low]
    best, best_score = b"", _reading(head + data[low:high] + tail, model) + MARGIN
    for new in _candidates(found, data, low, model):
        score = _reading(head + [(byte, start) for byte in new] + tail, model)
        score += FULL_STOP if new.startswith(b"\xa1\xa3") else 0.0
        if score > best_score:
            best, best_score = new, score
    if not best:
        return data
    return data[:low] + [(byte, min(start + i, end - 1)) for i, byte in enumerate(best)] + data[high:]


def _boundary(data: Bytes, low: int) -> int:
    """A byte shortly before `low` at which a character begins, as the line now stands."""
    at, last = 0, [0]
    while at < low:
        wide = data[at][0] > 0x80 and at + 1 < len(data)
        at += (4 if 0x30 <= data[at + 1][0] <= 0x39 else 2) if wide else 1
        if at <= low:
            last.append(at)
    return last[max(len(last) - 6, 0)]


def _candidates(found: re.Match[str], data: Bytes, low: int, model: Model) -> list[bytes]:
    """The byte strings that may have stood at a broken place, likeliest first."""
    any_byte = [bytes((b,)) for b in range(0x40, 0xFF) if b != 0x7F]
    if found.group(1):
        last = data[low - 1][0] if low else 0
        known = model.readings.get(found.group(1), set())
        ends = [c.encode("gb18030") for c in sorted(known)]
        return [e[1:2] for e in ends if len(e) == 2 and e[0] == last] or any_byte
    # Narrowed punctuation straddled two characters: its first byte (A3) ended one, its second began the next.
    if found.group(2):  # and the next lost its trail to what follows: closing marks do, at the end of a quote
        return [bytes((0xA1, 0xA3, ord(found.group(2)) | 0x80, b)) for b in CLOSING]
    mark = ord(found.group(3) or "?") | 0x80
    straddling = [bytes((0xA1, 0xA3, mark)), *(bytes((b, 0xA3, mark)) for b in range(0xB0, 0xF8))]
    return straddling if found.group(3) else any_byte + straddling


def _reading(data: Bytes, model: Model) -> float:
    """How well bytes read; what does not decode reads worst of all."""
    text = bytes(byte for byte, _ in data).decode("gb18030", "replace")
    text = text.removesuffix("\ufffd")  # the stretch may end within a character
    return _score(text, model) - 12 * text.count("\ufffd")


def _score(text: str, model: Model) -> float:
    """Log-likelihood in nats under a rough model: frequent, usual and rare characters, neighbours seen here."""
    total = 0.0
    for c in text:
        if "\u3400" <= c <= "\u9fff":
            total -= 4.0 if c in _FREQUENT else 6.0 if c in model.usual else 11.0
        elif "\ue000" <= c <= "\uf8ff" or c == "\ufffd":
            total -= 14.0
        elif c > "\x7f":
            total -= 4.0 if c in "，。、：；！？“”‘’《》（）—…" else 9.0
        else:
            total -= 5.0 if c == "?" else 3.0
    for pair in map("".join, pairwise(text)):
        seen = model.pairs.get(pair, 0)
        if seen and pair[0] > "\x7f":
            total += 1.5 + math.log(seen)
    return total


_FREQUENT = frozenset(HANZI)


def _differences(line: str, data: Bytes) -> list[Change]:
    """What changed, as runs: each whole stretch of bytes that now makes other characters than before."""
    changes: list[Change] = []
    begin, new, last = -1, "", 0
    position = 0
    while position < len(data):
        size, text = _character(data, position)
        first, stop = data[position][1], data[position + size - 1][1] + 1
        whole = stop == first + 1 and line[first] == text and (position == 0 or data[position - 1][1] < first)
        whole = whole and (position + size == len(data) or data[position + size][1] > first)
        if whole:
            if begin >= 0 or first > last:
                changes.append(Change(begin if begin >= 0 else last, first, new, "gbk" if new else "pinyin"))
            begin, new = -1, ""
        else:
            begin = last if begin < 0 else begin
            new += text
        last = stop
        position += size
    if begin >= 0 or last < len(line):
        changes.append(Change(begin if begin >= 0 else last, len(line), new, "gbk" if new else "pinyin"))
    return changes


def _character(data: Bytes, position: int) -> tuple[int, str]:
    """How many bytes the character at `position` takes, and the character."""
    for size in (1, 2, 4):
        piece = bytes(byte for byte, _ in data[position : position + size])
        try:
            return len(piece), piece.decode("gb18030")
        except UnicodeDecodeError:
            continue
    return 1, "\ufffd"
