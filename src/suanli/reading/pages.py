"""A web page to a source: the whole page's text with places, an extractor's advice, the page's own metadata.

trafilatura chooses, our scanner supplies the characters: so every one is traceable and nothing is paraphrased.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left

from suanli.reading.assembling import Given, Source
from suanli.reading.dating import as_period
from suanli.reading.decoding import decode
from suanli.reading.drafting import Draft, Piece
from suanli.reading.harvesting import Found
from suanli.reading.limits import MAX_DEPTH, MAX_TAGS
from suanli.reading.markup import Marked, marked
from suanli.terms import Period

__all__ = ["page", "source_of_markup"]

META = re.compile(r"<meta\s[^>]{1,2000}>", re.IGNORECASE)
FIELD = re.compile(r"(?:name|property|itemprop)\s{0,3}=\s{0,3}[\"']?([\w:.-]{2,60})", re.IGNORECASE)
CONTENT = re.compile(r"content\s{0,3}=\s{0,3}(?:\"([^\"]{0,600})\"|'([^']{0,600})')", re.IGNORECASE)
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,600})", re.IGNORECASE)
HEADING = re.compile(r"<h1[^>]{0,400}>((?:[^<]|<(?!/h1)){1,800})", re.IGNORECASE)
CANONICAL = re.compile(r"<link\s[^>]{0,300}?rel=[\"']?canonical[^>]{0,300}?href=[\"']([^\"'>]{1,600})", re.IGNORECASE)
JSON_DATE = re.compile(r"\"datePublished\"\s{0,3}:\s{0,3}\"(\d{4}-\d{2}-\d{2})")
TIME = re.compile(r"<time\s[^>]{0,300}?datetime=[\"']?(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
JSON_AUTHOR = re.compile(r"\"author\"\s{0,3}:\s{0,3}[\[{\s]{0,8}[^}]{0,200}?\"name\"\s{0,3}:\s{0,3}\"([^\"]{1,80})\"")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DATES = (
    "article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "date",
    "dc.date",
    "dc.date.issued",
    "parsely-pub-date",
)
MARKS = re.compile(r"[\W_]+")
SPLIT = re.compile(r"\s(?:[|_–—»-]|::)\s")
HEAD = 200_000  # characters of the source in which metadata stands
MOST = 0.7  # of the shown characters in boxes: then the article stands in one
MANY = 20_000  # lines beyond which an extractor's text is searched in order only
LEAST = 40  # characters of a line that must be found in an extractor's text to count as found by chance


def page(
    data: bytes, *, name: str, where: str, path: str = "", member: str = "", url: str = "", label: str = "",
    published: Given = None,
) -> Source:  # fmt: skip
    """The source of a page given as bytes."""
    decoded = decode(data, label=label, where=where)
    base = Source(data, decoded, name, where, path, member, url, "text/html", published=published)
    return source_of_markup(base)


def source_of_markup(base: Source) -> Source:
    """A source whose decoded text is HTML, with draft, advice and metadata filled in."""
    text = base.decoded.text
    read = marked(text)
    notes: tuple[str, ...] = ()
    article: tuple[tuple[int, int], ...] = ()
    tags = text.count("<")
    if read.depth > MAX_DEPTH or tags > MAX_TAGS:
        notes = (f"{tags:,} tags, nested {read.depth:,} deep: main text by lines only",)
    else:
        article = _article(read.draft, _extracted(text))
    known, canonical = _metadata(text, search=not notes)
    return base._replace(
        draft=read.draft,
        outside=_boxes(read),
        linked=tuple(_linked(read)),
        article=article,
        known=known,
        url=base.url or canonical,
        notes=notes,
    )


def _extracted(text: str) -> str:
    """The main text as trafilatura sees it; nothing where it fails or finds nothing."""
    import trafilatura

    try:
        found = trafilatura.extract(text, fast=True, include_comments=False, include_tables=True, deduplicate=False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""
    return found or ""


def _bare(text: str) -> str:
    return MARKS.sub("", text)


def _article(draft: Draft, extracted: str) -> tuple[tuple[int, int], ...]:
    """The original stretches of the lines that the extractor kept."""
    bare = _bare(extracted)
    if not bare:
        return ()
    spans = []
    at = start = 0
    lines = draft.text.split("\n")
    for line in lines:
        key = _bare(line)
        if key:
            found = bare.find(key, at)
            if found < 0 and len(key) >= LEAST and len(lines) < MANY:
                found = bare.find(key)
            if found >= 0:
                spans.append(draft.origin(start, start + len(line)))
                at = max(at, found)
        start += len(line) + 1
    return tuple(spans)


def _linked(read: Marked) -> list[tuple[int, int]]:
    """The original stretches of lines that are links and little else."""
    spans: list[tuple[int, int]] = []
    if not read.links:
        return spans
    start = at = 0
    for line in read.draft.text.split("\n"):
        if line.strip():
            first, last = read.draft.origin(start, start + len(line))
            while at < len(read.links) and read.links[at][1] <= first:
                at += 1
            inside, look = 0, at
            while look < len(read.links) and read.links[look][0] < last:
                inside += max(0, min(last, read.links[look][1]) - max(first, read.links[look][0]))
                look += 1
            if inside > 0.6 * (last - first):
                spans.append((first, last))
        start += len(line) + 1
    return spans


def _boxes(read: Marked) -> tuple[tuple[int, int], ...]:
    """The stretches marked as boxes; none if they are most of the page, whose names then mean nothing."""
    inside = sum(end - start for start, end in read.outside)
    shown = sum(p.last - p.first for p in read.draft.pieces if p.step)
    boxed = (
        sum(
            max(0, min(p.last, end) - max(p.first, start))
            for start, end in read.outside
            for p in _within(read.draft.pieces, start, end)
        )
        if inside
        else 0
    )
    return read.outside if boxed <= MOST * max(shown, 1) else ()


def _within(pieces: list[Piece], start: int, end: int) -> list[Piece]:
    """The pieces (sorted by original place) that touch an original stretch."""
    low = bisect_left(pieces, start, key=lambda p: p.last)
    high = bisect_left(pieces, end, key=lambda p: p.first)
    return pieces[low:high]


def _metadata(text: str, *, search: bool) -> tuple[Found, str]:
    """Title, author, site, date and canonical address as the page's head gives them."""
    head = text[:HEAD]
    meta: dict[str, str] = {}
    for tag in META.finditer(head):
        field, content = FIELD.search(tag.group()), CONTENT.search(tag.group())
        if field and content:
            meta.setdefault(field.group(1).lower(), html.unescape(content.group(1) or content.group(2) or "").strip())
    title = meta.get("og:title") or _heading(head) or _title(head)
    site = meta.get("og:site_name") or meta.get("application-name") or _site(head, title)
    author = meta.get("author") or meta.get("article:author") or _first(JSON_AUTHOR, head)
    when, how = _date(head, meta, text, search=search)
    canonical = CANONICAL.search(head)
    author = "" if author.startswith("http") or len(author) > 80 else author
    return Found(title, author, site, when, how), canonical.group(1) if canonical else ""


def _heading(head: str) -> str:
    found = HEADING.search(head)
    return html.unescape(re.sub(r"<[^>]{0,300}>", "", found.group(1))).strip() if found else ""


def _title(head: str) -> str:
    """The title element, less the site's name after the last bar."""
    found = TITLE.search(head)
    if not found:
        return ""
    parts = SPLIT.split(html.unescape(found.group(1)).strip())
    return max(parts, key=len).strip()


def _site(head: str, title: str) -> str:
    """The site's name as the title element appends it."""
    found = TITLE.search(head)
    parts = SPLIT.split(html.unescape(found.group(1)).strip()) if found else []
    return parts[-1].strip() if len(parts) > 1 and parts[-1].strip() != title and len(parts[-1]) <= 40 else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return html.unescape(found.group(1)).strip() if found else ""


def _date(head: str, meta: dict[str, str], text: str, *, search: bool) -> tuple[Period | None, str]:
    """The day of publication: the page's metadata, its JSON-LD, a time element, then htmldate's search."""
    said = next((ISO_DAY.match(meta[f]) for f in DATES if ISO_DAY.match(meta.get(f, ""))), None)
    for day, how in (
        (said.group() if said else "", "metadata"),
        (_first(JSON_DATE, text), "metadata"),
        (_first(TIME, head), "metadata"),
        (_searched(text) if search else "", "htmldate"),
    ):
        if day:
            try:
                return as_period(day), how
            except LookupError:
                continue
    return None, ""


def _searched(text: str) -> str:
    from htmldate import find_date

    try:
        return find_date(text, original_date=True, extensive_search=False) or ""
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""
