"""HTML to text with every character's place: one linear pass, no tree, no recursion.

Blocks become lines, tags vanish, entities become characters. What is not shown (scripts, hidden elements) is
dropped; what the page itself marks as navigation is reported in `Marked.outside`.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from suanli.reading.drafting import Change, Draft

__all__ = ["Marked", "marked"]

TAG = re.compile(r"(/?)([A-Za-z][A-Za-z0-9:-]{0,40})")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
SPACE = re.compile(r"[ \t\r\n\f]+")
UNSHOWN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "iframe",
        "object",
        "canvas",
        "textarea",
        "select",
        "option",
        "video",
        "audio",
    ]
)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "figure",
        "figcaption",
        "blockquote",
        "pre",
        "hr",
        "dl",
        "dt",
        "dd",
        "form",
        "fieldset",
        "center",
        "body",
        "html",
        "title",
        "address",
        "tbody",
        "thead",
        "w:p",
        "w:br",
        "w:tr",
        "text:p",
        "text:h",
    ]
)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
OUTSIDE = frozenset(["nav", "footer", "aside", "form", "button", "menu", "dialog"])
HIDING = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?:px|em|pt)?\s{0,3}[;\"']"
    r"|(?:left|top|text-indent)\s{0,3}:\s{0,3}-\d{3,5}|\shidden(?=[\s>=])|(?:height|width)\s{0,3}:\s{0,3}0(?:px)?\s{0,3};[^\"']{0,40}overflow",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:class|id|role)\s{0,3}=\s{0,3}[\"']?[^\"'>]{0,120}?(?<![a-z])(?:nav|navbar|navigation|menu|sidebar|side-bar|"
    r"breadcrumbs?|related|recommend(?:ed|ations?)?|comments?|commentlist|respond|share|sharing|social|footer|foot|"
    r"copyright|subscribe|newsletter|ads?|advert(?:isement)?|banner|promo|popular|trending|cookie|login|search|tags?|"
    r"pagination|pager|friendlink|links|hot|rank|widget)(?![a-z])",
    re.IGNORECASE,
)
ROW_LIMIT, CELL_LIMIT, CELLS = 4000, 90, 12  # source of a row of figures, characters shown of a cell, cells of a row
ROWS = frozenset(["tr", "w:tr"])
CELL = re.compile(r"<(?:t[dh]|w:tc)(?=[\s>/])[^<>]{0,1000}>", re.IGNORECASE)
ROW_END = re.compile(r"</(?:w:)?tr(?=[\s>])|<(?:w:)?tr(?=[\s>])|</?(?:w:tbl|table)(?=[\s>])", re.IGNORECASE)
WRAPPING = re.compile(r"<(?:h[1-6]|li|ul|ol|form|article|section|nav|img|table)(?=[\s>/])", re.IGNORECASE)
ANY_TAG = re.compile(r"<[^<>]{0,1000}>")
LEAF_LIMIT = 60_000  # a container named "related" that holds this many characters is the page, not a box


class Marked(NamedTuple):
    """The draft of a page, the stretches outside its article, the depth, and the stretches inside links."""

    draft: Draft
    outside: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int], ...]
    depth: int


class _Pass:
    """State of one pass over a source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.changes: list[Change] = []
        self.open: list[tuple[str, int, str]] = []  # element, where its content begins, what it is
        self.hidden = 0
        self.row = 0  # where the row of a table of figures ends whose cells stand on one line
        self.depth = 0
        self.outside: list[tuple[int, int]] = []
        self.links: list[tuple[int, int]] = []
        self.last_double, self.last_single = source.rfind('"'), source.rfind("'")

    def drop(self, start: int, end: int, new: str) -> None:
        """Source characters out, at most a line end or a space in; neighbours are made one change."""
        last = self.changes[-1] if self.changes else None
        if last and last.end == start and last.kind == "markup":
            both = "\n" if "\n" in last.new + new else max(last.new, new)
            self.changes[-1] = Change(last.start, end, both, "markup")
        else:
            self.changes.append(Change(start, end, new, "markup"))

    def tag_end(self, start: int) -> int:
        """Where the tag that begins at `start` ends, quoted values respected; the source's end if it never does."""
        source, at = self.source, start + 1
        while True:
            close = source.find(">", at)
            if close < 0:
                return len(source)
            quote = _first_quote(source, at, close)
            if quote < 0:
                return close + 1
            if "=" not in source[max(at - 1, quote - 3) : quote].strip(" ")[-1:]:
                at = quote + 1  # an apostrophe, not the quotes of a value
                continue
            mark = source[quote]
            if quote >= (self.last_double if mark == '"' else self.last_single):
                return close + 1
            at = source.find(mark, quote + 1) + 1

    def text(self, start: int, end: int) -> None:
        """Characters between tags: shown, with white space and entities resolved, or dropped where hidden."""
        if self.hidden:
            self.drop(start, end, "")
            return
        piece = self.source[start:end]
        found = [(m.start(), m.end(), " ") for m in SPACE.finditer(piece) if m.group() != " "]
        if "&" in piece:
            found += [(m.start(), m.end(), html.unescape(m.group())) for m in ENTITY.finditer(piece)]
            found.sort()
        for a, b, new in found:
            if new == " ":
                self.drop(start + a, start + b, " ")
            elif new != piece[a:b]:
                self.changes.append(Change(start + a, start + b, new.replace("\u00a0", " "), "entity"))

    def opened(self, name: str, tag: str, end: int) -> None:
        """An element begins: remember it where its end will matter."""
        if name in VOID or tag.endswith("/>"):
            return
        self.depth = max(self.depth, len(self.open) + 1)
        what = ""
        if name in UNSHOWN or (len(tag) > 8 and HIDING.search(tag)):
            what = "hidden"
            self.hidden += 1
        elif name in OUTSIDE or (
            name not in {"body", "html", "article", "main", "p"} and len(tag) > 8 and NAMED.search(tag[:400])
        ):
            what = "outside"
        elif name == "a":
            what = "link"
        self.open.append((name, end, what))

    def closed(self, name: str, start: int) -> None:
        """An element ends, and with it those inside that were left open."""
        for back in range(1, min(len(self.open), 60) + 1):
            if self.open[-back][0] == name:
                for _ in range(back):
                    self.leave(*self.open.pop()[1:], start)
                return

    def leave(self, begin: int, what: str, start: int) -> None:
        """Note what an element was, now that its end is known."""
        if what == "hidden":
            self.hidden -= 1
        elif what == "outside" and start - begin < LEAF_LIMIT:
            self.outside.append((begin, start))
        elif what == "link":
            self.links.append((begin, start))


def _first_quote(source: str, start: int, end: int) -> int:
    double, single = source.find('"', start, end), source.find("'", start, end)
    if double < 0 or single < 0:
        return max(double, single)
    return min(double, single)


def marked(source: str) -> Marked:
    """Read a page; whatever its nesting, in one pass over its characters."""
    state = _Pass(source)
    at = 0
    while at < len(source):
        begin = source.find("<", at)
        if begin < 0:
            state.text(at, len(source))
            break
        if begin > at:
            state.text(at, begin)
        at = _markup(state, begin)
    for _, start, what in reversed(state.open):
        if what == "link":
            state.links.append((start, len(source)))
    draft = Draft(source)
    draft.apply(state.changes)
    return Marked(draft, _disjoint(state.outside), _disjoint(state.links), state.depth)


def _markup(state: _Pass, begin: int) -> int:
    """Read one piece of markup at `begin`; where the next character to read stands."""
    source = state.source
    if source.startswith("<!--", begin):
        end = source.find("-->", begin + 4)
        end = len(source) if end < 0 else end + 3
        state.drop(begin, end, "")
        return end
    if source.startswith("<![CDATA[", begin):
        state.drop(begin, begin + 9, "")
        end = source.find("]]>", begin)
        if end >= 0:
            state.text(begin + 9, end)
            state.drop(end, end + 3, "")
        return len(source) if end < 0 else end + 3
    tag = TAG.match(source, begin + 1)
    if not tag:
        if source[begin + 1 : begin + 2] in {"!", "?"}:
            end = source.find(">", begin)
            end = len(source) if end < 0 else end + 1
            state.drop(begin, end, "")
            return end
        return begin + 1  # a bare "<" is a character like others
    return _tag(state, begin, tag)


def _tag(state: _Pass, begin: int, tag: re.Match[str]) -> int:
    name = tag.group(2).lower()
    end = state.tag_end(begin)
    if name in ROWS and not tag.group(1):
        state.row = _row_end(state.source, end)
    inside = begin < state.row and name not in ROWS
    state.drop(begin, end, "" if name not in BLOCKS or state.hidden else " " if inside else "\n")
    if tag.group(1):
        state.closed(name, begin)
        return end
    state.opened(name, state.source[begin : min(end, begin + 2000)], end)
    if name in {"script", "style", "textarea"}:
        close = re.compile(rf"</{name}", re.IGNORECASE).search(state.source, end)
        stop = close.start() if close else len(state.source)
        state.drop(end, stop, "")
        return stop
    return end


def _row_end(source: str, start: int) -> int:
    """Where a row ends whose cells are figures and names, 0 for one that lays out a page.

    The cells of the first stand on one line (`Oracle B200 18,500`): a figure alone says nothing.
    """
    close = ROW_END.search(source, start, start + ROW_LIMIT)
    if not close or not close.group().lower().startswith(("</tr", "</w:tr")):
        return 0
    body = source[start : close.start()]
    cells = [" ".join(ANY_TAG.sub(" ", c).split()) for c in CELL.split(body)[1:]]
    short = 2 <= len(cells) <= CELLS and max(map(len, cells)) <= CELL_LIMIT
    return close.start() if short and not WRAPPING.search(body) else 0


def _disjoint(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans sorted, with overlapping ones made one."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)
